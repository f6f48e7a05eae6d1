"""Pack trained weights in 4 bits into the package, with their sizes and word pieces.

python -m training.pack RUN_FOLDER [TARGET_FOLDER] --tokenizer tekken.json [--half OTHER] [--beside OTHER [--readers 3]]

With ``--half`` the weights are the mean of the run's and of those that it began with (Wortsman et al., "Robust
fine-tuning of zero-shot models", 2022): a run that went on keeps what it knew and takes what it learnt. With
``--beside`` the readers of another packed folder read beside the new one, the newest first, ``--readers`` in all.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file

from model.embedded.weights import BESIDE, CONFIG, FOLDER, PIECES, WEIGHTS, files_of, load_packed, save_packed


def pack(
    run: Path, target: Path, tokenizer: Path, half: Path | None = None, beside: Path | None = None, readers: int = 3
) -> int:
    """Write ``target`` from the averaged weights of ``run``, half and half with those in the folder ``half``.

    The first readers of the packed folder ``beside`` are put beside it, until there are ``readers``. Returns the bytes
    of all packed files. Raises ``KeyError`` when the other lacks a tensor, ``RuntimeError`` when one has another shape.
    """
    target.mkdir(parents=True, exist_ok=True)
    with safe_open(run / "reader.safetensors", "pt") as file:
        metadata = dict(file.metadata() or {})
    state = load_file(run / "reader.safetensors")
    if half:
        begun = load_packed(half / WEIGHTS)
        state = {name: (weight.float() + begun[name]) / 2 for name, weight in state.items()}
    others = [path.read_bytes() for path in files_of(beside)[: readers - 1]] if beside else []  # maybe the target's own
    for left in files_of(target)[1:]:
        left.unlink()
    save_packed(state, target / WEIGHTS, metadata)
    for number, other in enumerate(others, 2):
        (target / BESIDE.format(number)).write_bytes(other)
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
    arguments.add_argument("--readers", type=int, default=3, help="how many read in all")
    given = arguments.parse_args()
    size = pack(given.run, given.target, given.tokenizer, given.half, given.beside, given.readers)
    print(f"{size:,} bytes -> {given.target}")


if __name__ == "__main__":
    main()
