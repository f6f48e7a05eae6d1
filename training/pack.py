"""Pack trained weights in 4 bits into the package, with their sizes and word pieces.

python -m training.pack RUN_FOLDER [TARGET_FOLDER] --tokenizer tekken.json [--half OTHER] [--beside OTHER]

With ``--half`` the weights are the mean of the run's and of those that it began with (Wortsman et al., "Robust
fine-tuning of zero-shot models", 2022): a run that went on keeps what it knew and takes what it learnt. With
``--beside`` the first reader of another packed folder reads beside the new one; what stood beside before is taken away.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file

from model.embedded.weights import BESIDE, CONFIG, FOLDER, PIECES, WEIGHTS, files_of, load_packed, save_packed


def pack(run: Path, target: Path, tokenizer: Path, half: Path | None = None, beside: Path | None = None) -> int:
    """Write ``target`` from the averaged weights of ``run``, half and half with those in the folder ``half``.

    The first reader of the packed folder ``beside`` is put beside it. Returns the bytes of all packed files. Raises
    ``KeyError`` when the other lacks a tensor, and ``RuntimeError`` when one is of another shape.
    """
    target.mkdir(parents=True, exist_ok=True)
    with safe_open(run / "reader.safetensors", "pt") as file:
        metadata = dict(file.metadata() or {})
    state = load_file(run / "reader.safetensors")
    if half:
        begun = load_packed(half / WEIGHTS)
        state = {name: (weight.float() + begun[name]) / 2 for name, weight in state.items()}
    other = (beside / WEIGHTS).read_bytes() if beside else b""  # read first: it may be the target's own
    for left in files_of(target)[1:]:
        left.unlink()
    save_packed(state, target / WEIGHTS, metadata)
    if other:
        (target / BESIDE.format(2)).write_bytes(other)
    shutil.copyfile(run / "config.json", target / CONFIG)
    if tokenizer.resolve() != (target / PIECES).resolve():
        shutil.copyfile(tokenizer, target / PIECES)
    return sum(path.stat().st_size for path in files_of(target))


def main() -> None:
    """Pack and say how large it became."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("run", type=Path)
    arguments.add_argument("target", type=Path, nargs="?", default=FOLDER)
    arguments.add_argument("--tokenizer", type=Path, default=FOLDER / PIECES)
    arguments.add_argument("--half", type=Path, help="a run or packed weights, to take the mean with")
    arguments.add_argument("--beside", type=Path, help="packed weights, to read beside the new ones")
    given = arguments.parse_args()
    size = pack(given.run, given.target, given.tokenizer, given.half, given.beside)
    print(f"{size:,} bytes -> {given.target}")


if __name__ == "__main__":
    main()
