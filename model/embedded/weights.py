"""The reader's weights: packed in 4 bits on disk, unpacked once when they are loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from kernels.int4 import GROUP, dequantise, quantise
from model.backend import BackendError
from model.embedded.reader import Reader, reader_from

FOLDER = Path(__file__).parent
WEIGHTS, CONFIG, PIECES, CALIBRATION = "reader.safetensors", "config.json", "tekken.json", "calibration.json"
BESIDE = "reader-{}.safetensors"  # 2, 3 and so on
SMALL = 4096  # matrices below this many weights stay in 16 bits: they are few bytes and often decide


def packable(name: str, weight: Tensor) -> bool:
    """Whether ``weight`` is stored in 4 bits: large matrices, but never the router, which 4 bits would unsettle."""
    return weight.ndim >= 2 and weight.shape[-1] % GROUP == 0 and weight.numel() > SMALL and ".gate.weight" not in name


def save_packed(state: Mapping[str, Tensor], path: Path, metadata: dict[str, str]) -> None:
    """Write ``state`` with its matrices packed; the inputs of each are kept in the file's metadata."""
    tensors: dict[str, Tensor] = {}
    inputs: dict[str, int] = {}
    for name, weight in state.items():
        if packable(name, weight):
            tensors[f"{name}.packed"], tensors[f"{name}.scales"] = quantise(weight)
            inputs[name] = weight.shape[-1]
        else:
            tensors[name] = weight.to(torch.bfloat16)
    save_file(tensors, path, metadata={**metadata, "format": "int4-g64", "inputs": json.dumps(inputs)})


def load_packed(path: Path) -> dict[str, Tensor]:
    """The weights of ``path`` in fp32. Raises ``BackendError`` when the file is missing or damaged."""
    try:
        with safe_open(path, "pt") as file:
            inputs: dict[str, int] = json.loads((file.metadata() or {}).get("inputs", "{}"))
            state = {k: file.get_tensor(k).float() for k in file.keys() if not k.endswith((".packed", ".scales"))}
            for name, width in inputs.items():
                state[name] = dequantise(file.get_tensor(f"{name}.packed"), file.get_tensor(f"{name}.scales"), width)
    except (OSError, SafetensorError, ValueError) as error:
        raise BackendError(
            f"The reader's weights {path.name!r} cannot be read ({error}); install Recto again."
        ) from error
    return state


def files_of(folder: Path) -> list[Path]:
    """The weights of all readers of ``folder``: the one that training goes on from, and those that read beside it."""
    return [folder / WEIGHTS, *sorted(folder.glob(BESIDE.format("*")))]


def load_readers(folder: Path = FOLDER) -> list[Reader]:
    """All readers of ``folder``. Raises ``BackendError`` when something is missing or does not fit."""
    return [load_reader(folder, path.name) for path in files_of(folder)]


def load_reader(folder: Path = FOLDER, weights: str = WEIGHTS) -> Reader:
    """One reader of ``folder``, ready to read. Raises ``BackendError`` when something is missing or does not fit."""
    try:
        config: dict[str, int] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackendError(f"The reader's {CONFIG} cannot be read ({error}); install Recto again.") from error
    reader = reader_from(config)
    try:
        reader.load_state_dict(load_packed(folder / weights))
    except RuntimeError as error:
        raise BackendError(f"The reader's weights do not fit its {CONFIG}: {str(error).splitlines()[0]}") from error
    return reader.eval()
