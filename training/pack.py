"""Pack trained weights in 4 bits into the package, with their sizes and word pieces.

python -m training.pack RUN_FOLDER [TARGET_FOLDER] --tokenizer tekken.json
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file

from model.embedded.weights import CONFIG, FOLDER, PIECES, WEIGHTS, save_packed


def pack(run: Path, target: Path, tokenizer: Path) -> int:
    """Write ``target`` from the averaged weights of ``run``; the bytes of the packed file."""
    target.mkdir(parents=True, exist_ok=True)
    with safe_open(run / "reader.safetensors", "pt") as file:
        metadata = dict(file.metadata() or {})
    save_packed(load_file(run / "reader.safetensors"), target / WEIGHTS, metadata)
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
    given = arguments.parse_args()
    print(f"{pack(given.run, given.target, given.tokenizer):,} bytes -> {given.target}")


if __name__ == "__main__":
    main()
