"""``recto convert``: a published checkpoint becomes a packed directory, with a bar that says how long it takes."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from model.backends import BackendError
from model.mistral.convert import Converted
from model.mistral.convert import convert as pack


def convert(source: str, target: str, device: str) -> int:
    """Convert and say what was done: 0 done, 1 refused with a sentence. Called again it goes on."""
    with tqdm(unit=" parameters", unit_scale=True, file=sys.stderr, delay=0.5, smoothing=0.05) as bar:

        def show(done: int, total: int) -> None:
            if bar.total is None:  # the first call tells what an earlier run did: it must not count as speed
                bar.total, bar.initial, bar.n = total, done, done
            bar.update(done - bar.n)

        try:
            done = pack(Path(source), Path(target), device, show)
        except BackendError as error:
            bar.close()
            print(f"recto: {error}", file=sys.stderr)
            return 1
    print(_told(done))
    return 0


def _told(done: Converted) -> str:
    if not done.parameters:
        return f"{done.folder} was packed before; each of its files is as it was written."
    again = f", {done.before:,} of them before" if done.before else ""
    return f"{done.folder}: {done.parameters + done.before:,} parameters{again} in {done.bytes / 1e9:.2f} GB"
