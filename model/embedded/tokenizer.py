"""The reader's word pieces: a Tekken file, read as mistral-common does for the large model, without its 30 MB."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from model.embedded.features import Encoder


def encoder_from(path: Path) -> Encoder:
    """A function from one folded word to its piece ids (special tokens never occur), with a cache of its own.

    Source: the format of mistral-common's ``tekken.json``, version 15: pieces by rank, which follow the special tokens.
    """
    from tiktoken import Encoding

    tekken = json.loads(path.read_text(encoding="utf-8"))
    config = tekken["config"]
    special = config["default_num_special_tokens"]
    kept = tekken["vocab"][: config["default_vocab_size"] - special]
    ranks = {b64decode(piece["token_bytes"]): piece["rank"] for piece in kept}
    pieces = Encoding(path.stem, pat_str=config["pattern"], mergeable_ranks=ranks, special_tokens={})

    @lru_cache(maxsize=200_000)
    def encode(word: str) -> Sequence[int]:
        return tuple(special + piece for piece in pieces.encode_ordinary(word))

    return encode
