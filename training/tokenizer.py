"""Train the reader's word pieces on generated documents and write them as a Tekken v15 file.

python -m training.tokenizer OUT.json [--real FILE ...]
"""

from __future__ import annotations

import argparse
import base64
import json
import random
from collections import Counter
from pathlib import Path

from model.embedded.features import fold

PATTERN = r"[^\s]+"  # the reader is given single words: nothing has to be split before the pieces
SPECIAL = 64  # places that Tekken keeps for control tokens, with Mistral's own ids
NAMES = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]",
         "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]",
         "[SUFFIX]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]"]  # fmt: skip
LATER = {32: "[ARGS]", 33: "[CALL_ID]", 34: "[THINK]", 35: "[/THINK]", 36: "[MODEL_SETTINGS]", 37: "[/MODEL_SETTINGS]"}


def corpus(documents: int, seed: int, real: list[Path]) -> Counter[str]:
    """How often each folded word stands in generated documents and in the real receipts of ``real``."""
    from training.data import draw
    from training.real import receipts

    rng = random.Random(seed)
    known = receipts(real) if real else []
    counts: Counter[str] = Counter()
    for _ in range(documents):
        for page in draw(rng, known, 0.2):
            counts.update(fold(w) for w in page.words)
            for ask in page.asks:
                counts.update(fold(w) for p in (ask.name, *ask.phrases) for w in p.replace("_", " ").split())
    return counts


def train(counts: Counter[str], size: int) -> list[bytes]:
    """The ``size`` pieces in order of rank: the 256 bytes first, then merges as byte-pair encoding learns them."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=sorted(alphabet), min_frequency=2, show_progress=False
    )
    learner.train_from_iterator((w for w, n in counts.items() for _ in range(min(n, 50))), trainer)
    byte_of = {c: b for b, c in _byte_letters().items()}
    ranked = sorted(learner.get_vocab().items(), key=lambda kv: kv[1])
    pieces = [bytes([b]) for b in range(256)]
    known = set(pieces)
    for text, _ in ranked:
        piece = bytes(byte_of[c] for c in text)
        if piece not in known:
            known.add(piece)
            pieces.append(piece)
    return pieces[:size]


def _byte_letters() -> dict[int, str]:
    """The letters by which byte-level encoders write the 256 bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {b: chr(b) for b in plain}
    spare = 256
    for b in range(256):
        if b not in letters:
            letters[b] = chr(spare)
            spare += 1
    return letters


def write(pieces: list[bytes], path: Path) -> None:
    """``pieces`` as a Tekken v15 file: special tokens first, then the pieces by rank."""
    special = [{"rank": i, "token_str": _special(i), "is_control": True} for i in range(SPECIAL)]
    vocab = [
        {"rank": i, "token_bytes": base64.b64encode(p).decode(), "token_str": p.decode("utf-8", "replace")}
        for i, p in enumerate(pieces)
    ]
    config = {
        "pattern": PATTERN,
        "num_vocab_tokens": len(vocab),
        "default_vocab_size": len(vocab) + SPECIAL,
        "default_num_special_tokens": SPECIAL,
        "version": "v15",
    }
    text = json.dumps({"config": config, "vocab": vocab, "special_tokens": special}, ensure_ascii=False, indent=0)
    path.write_text(text, encoding="utf-8")


def _special(i: int) -> str:
    return NAMES[i] if i < len(NAMES) else LATER.get(i, f"<SPECIAL_{i}>")


def main() -> None:
    """Train and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--real", type=Path, nargs="*", default=[])
    arguments.add_argument("--documents", type=int, default=3000)
    arguments.add_argument("--size", type=int, default=4096 - SPECIAL)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    counts = corpus(given.documents, given.seed, given.real)
    pieces = train(counts, given.size)
    write(pieces, given.out)
    print(f"{len(counts)} different words, {len(pieces)} pieces -> {given.out}")


if __name__ == "__main__":
    main()
