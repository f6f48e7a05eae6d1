"""Pack trained weights in 4 bits into the package, with their sizes and word pieces.

python -m training.pack RUN_FOLDER [TARGET_FOLDER] --tokenizer tekken.json [--half OTHER]

With ``--half`` the weights are the mean of the run's and of those that it began with (Wortsman et al., "Robust
fine-tuning of zero-shot models", 2022): a run that went on keeps what it knew and takes what it learnt.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file

from model.embedded.weights import CONFIG, FOLDER, PIECES, WEIGHTS, load_packed, save_packed


def pack(run: Path, target: Path, tokenizer: Path, half: Path | None = None) -> int:
    """Write ``target`` from the averaged weights of ``run``, half and half with those in the folder ``half``.

    Returns the bytes of the packed file. Raises ``KeyError`` when the other lacks a tensor, and ``RuntimeError`` when
    one is of another shape.
    """
    target.mkdir(parents=True, exist_ok=True)
    with safe_open(run / "reader.safetensors", "pt") as file:
        metadata = dict(file.metadata() or {})
    state = load_file(run / "reader.safetensors")
    if half:
        begun = load_packed(half / WEIGHTS)
        state = {name: (weight.float() + begun[name]) / 2 for name, weight in state.items()}
    save_packed(state, target / WEIGHTS, metadata)
    shutil.copyfile(run / "config.json", target / CONFIG)
    if tokenizer.resolve() != (target / PIECES).resolve():
        shutil.copyfile(tokenizer, target / PIECES)
    return (target / WEIGHTS).stat().st_size


def main() -> None:
    """Pack and say how large it became."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("run", type=Path)
    arguments.add_argument("target", type=Path, nargs="?", default=FOLDER)
    arguments.add_argument("--tokenizer", type=Path, default=FOLDER / PIECES)
    arguments.add_argument("--half", type=Path, help="a run or packed weights, to take the mean with")
    given = arguments.parse_args()
    print(f"{pack(given.run, given.target, given.tokenizer, given.half):,} bytes -> {given.target}")


if __name__ == "__main__":
    main()
