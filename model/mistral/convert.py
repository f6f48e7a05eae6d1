"""From the published checkpoint to a packed directory, one expert at a time.

The directory holds ``config.json`` with the rope mended, ``tekken.json``, the weights in shards and ``manifest.json``.
Experts are packed in 4 bits, the shared ones behind the routed ones of their layer; all else stays in bf16: attention
is 0.8 % of the parameters, and packing it too would save 1.5 of 67.2 GB. A killed conversion goes on with the shard it
was writing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from kernels.int4 import quantise
from model.backend import BackendError
from model.mistral import manifest
from model.mistral.checkpoint import INDEX, Checkpoint, Stored, inspect, matrices, mended
from model.mistral.packed import METHOD, STACKS, PackedWeight

SHARD = 1 << 30  # bytes of a shard, unless one weight is larger: what a kill loses, and half of what memory holds
TOKENIZER = "tekken.json"
BESIDE = ("generation_config.json", "LICENSE", "LICENSE.txt")  # copied where they are there

Progress = Callable[[int, int], None]  # parameters done, parameters in all


@dataclass(frozen=True, slots=True)
class Converted:
    """What was done. ``parameters`` counts what this run wrote, ``before`` what an earlier one had."""

    folder: Path
    parameters: int
    before: int
    bytes: int


def convert(source: Path, target: Path, device: str = "cpu", progress: Progress | None = None) -> Converted:
    """Pack the checkpoint in ``source`` into ``target``, on ``device``; ``source`` is only read.

    Called again after a kill it goes on; called again when all is done it checks every hash. Raises ``BackendError``
    when the checkpoint is not whole, not finite or of another architecture, or ``target`` is not ours to write.
    """
    if torch.device(device).type == "cuda" and not torch.cuda.is_available():
        raise BackendError("torch finds no CUDA device here; convert with --device cpu.")
    checkpoint = inspect(source)
    if not (source / TOKENIZER).is_file():
        raise BackendError(f"The checkpoint lacks {TOKENIZER!r}, its tokenizer; download it again.")
    try:
        shards = _shards(joined(checkpoint))
    except KeyError as error:
        raise BackendError(f"The checkpoint's experts lack their {error}; it cannot be packed.") from error
    total = sum(stored.parameters for stored in checkpoint.weights.values())
    if (target / manifest.MANIFEST).is_file():
        return _already(checkpoint, target, total)
    done = _begun(checkpoint, target)
    _room(target, [s for name, shard in shards.items() if name not in done for s in shard])

    before = sum(stored.parameters for name, shard in shards.items() if name in done for stored in shard)
    written = before
    if progress is not None:
        progress(before, total)
    for name, shard in shards.items():
        if name in done:
            continue
        tensors: dict[str, Tensor] = {}
        for stored in shard:
            for count in _packed(stored, device, tensors):
                written += count
                if progress is not None:
                    progress(written, total)
        done[name] = _save(tensors, target / name)
        manifest.write_json(
            target / manifest.JOURNAL, {"source": checkpoint.fingerprint, "shard": SHARD, "shards": done}
        )
    _finish(checkpoint, target, shards, done, total)
    return Converted(target, total - before, before, _bytes(done))


def packs(name: str) -> bool:
    """Whether the weight ``name`` of the model is stored in 4 bits."""
    return ".mlp.experts." in name and name.endswith(STACKS)


def joined(checkpoint: Checkpoint) -> list[Stored]:
    """The weights as they are stored: those of shared experts beside the stacks that take them in."""
    taken: set[str] = set()
    stacks: dict[str, Stored] = {}
    for name, stored in checkpoint.weights.items():
        if packs(name):
            layer, stack = name.rsplit(".experts.", 1)
            parts = ("gate_proj", "up_proj") if stack == STACKS[0] else ("down_proj",)
            beside = tuple(checkpoint.weights[f"{layer}.shared_experts.{part}.weight"] for part in parts)
            stacks[name] = replace(stored, beside=beside)
            taken |= {one.name for one in beside}
    return [stacks.get(name, stored) for name, stored in checkpoint.weights.items() if name not in taken]


def stored_bytes(stored: Stored) -> int:
    """Bytes of one weight in a packed directory, with what is beside it."""
    if not packs(stored.name):
        return 2 * torch.Size(stored.shape).numel()
    form = _form(stored)
    return form.packed.nbytes + form.scales.nbytes


def _form(stored: Stored) -> PackedWeight:
    """A stack on the meta device, with room for the shared experts: they are as wide as the routed ones each."""
    *_, outputs, inputs = stored.shape
    more = sum(one.parameters for one in stored.beside) // (outputs * inputs)
    return PackedWeight(torch.Size([stored.shape[0] + more, outputs, inputs]), "meta")


def _experts(stored: Stored, device: str) -> Iterator[Tensor]:
    """The matrices of a stack one after the other, the shared experts' last.

    A shared expert that is several times as wide as a routed one is cut into as many: each cell of its middle is by
    itself, so that the sum of the parts is the whole.
    """
    yield from matrices(stored, device)
    whole = [next(iter(matrices(one, device))) for one in stored.beside]
    _, outputs, inputs = stored.shape
    if len(whole) == 2:  # gate and up, cut along what comes out
        half = outputs // 2
        gate, up = whole
        yield from (torch.cat([gate[i : i + half], up[i : i + half]]) for i in range(0, len(gate), half))
    elif whole:
        yield from (whole[0][:, i : i + inputs] for i in range(0, whole[0].shape[1], inputs))


def _shards(weights: list[Stored]) -> dict[str, list[Stored]]:
    """The weights of each shard, in the model's order; the same for the same checkpoint, whenever it is asked."""
    groups: list[list[Stored]] = [[]]
    size = 0
    for stored in weights:
        own = stored_bytes(stored)
        if groups[-1] and size + own > SHARD:
            groups.append([])
            size = 0
        groups[-1].append(stored)
        size += own
    return {f"model-{i:05}-of-{len(groups):05}.safetensors": group for i, group in enumerate(groups, 1)}


def _packed(stored: Stored, device: str, out: dict[str, Tensor]) -> Iterator[int]:
    """Put the weight into ``out`` as it is stored; gives the parameters done after each matrix."""
    if not packs(stored.name):
        for matrix in matrices(stored, device):
            out[stored.name] = matrix.to(torch.bfloat16).cpu().contiguous()
            yield matrix.numel()
        return
    form = _form(stored)
    packed = torch.empty_like(form.packed, device="cpu")
    scales = torch.empty_like(form.scales, device="cpu")
    for e, matrix in enumerate(_experts(stored, device)):
        codes, steps = quantise(matrix)
        packed[e], scales[e] = codes.cpu(), steps.cpu()
        yield matrix.numel()
    out[f"{stored.name}.packed"], out[f"{stored.name}.scales"] = packed, scales


def _save(tensors: dict[str, Tensor], path: Path) -> dict[str, Any]:
    """Write a shard; it has its name only when it is whole on the disk."""
    part = path.with_name(path.name + ".part")
    try:
        save_file(tensors, part, metadata={"format": "pt"})
        part.chmod(0o644)  # safetensors writes for its owner alone
        with part.open("rb+") as file:
            os.fsync(file.fileno())
    except OSError as error:
        raise BackendError(f"{path.name!r} cannot be written: {error.strerror or error}.") from error
    found = {**manifest.digest(part), "tensors": list(tensors)}
    part.replace(path)
    return found


def _begun(checkpoint: Checkpoint, target: Path) -> dict[str, dict[str, Any]]:
    """The shards that an earlier run finished. Raises ``BackendError`` when ``target`` holds anything else."""
    if target.resolve() == checkpoint.folder.resolve():
        raise BackendError("The checkpoint and the packed directory are the same folder; name another one.")
    try:
        target.mkdir(parents=True, exist_ok=True)
        journal = target / manifest.JOURNAL
        if journal.is_file():
            begun: dict[str, Any] = json.loads(journal.read_text(encoding="utf-8"))
            if (begun.get("source"), begun.get("shard")) != (checkpoint.fingerprint, SHARD):
                raise BackendError(
                    f"{str(target)!r} holds the half of another conversion; empty it or name another folder."
                )
            shards: dict[str, dict[str, Any]] = begun["shards"]
            return {
                n: s for n, s in shards.items() if (target / n).is_file() and (target / n).stat().st_size == s["bytes"]
            }
        if any(target.iterdir()):
            raise BackendError(f"{str(target)!r} is not empty; name a new folder.")
        manifest.write_json(journal, {"source": checkpoint.fingerprint, "shard": SHARD, "shards": {}})
    except (OSError, ValueError, LookupError) as error:
        raise BackendError(f"{str(target)!r} cannot be used ({error}); name another folder.") from error
    return {}


def _already(checkpoint: Checkpoint, target: Path, total: int) -> Converted:
    """The answer for a finished directory: every hash is compared."""
    found = manifest.read(target)
    if found.get("source") != checkpoint.fingerprint:
        raise BackendError(f"{str(target)!r} holds another packed model; name a new folder.")
    manifest.verify(target)
    return Converted(target, 0, total, _bytes(found["files"]))


def _room(target: Path, shards: list[Stored]) -> None:
    need, free = sum(map(stored_bytes, shards)), shutil.disk_usage(target).free
    if need > free:
        raise BackendError(
            f"The packed model needs {need / 1e9:.1f} GB on the disk of {str(target)!r} and {free / 1e9:.1f} are free."
        )


def _finish(
    checkpoint: Checkpoint,
    target: Path,
    shards: Mapping[str, list[Stored]],
    done: dict[str, dict[str, Any]],
    total: int,
) -> None:
    where = {tensor: name for name in shards for tensor in done[name].pop("tensors")}
    config = mended(checkpoint.config)
    config.quantization_config = {"quant_method": METHOD}
    config.save_pretrained(target)
    manifest.write_json(target / INDEX, {"metadata": {"total_size": _bytes(done)}, "weight_map": where})
    for name in (TOKENIZER, *BESIDE):
        if (checkpoint.folder / name).is_file():
            shutil.copyfile(checkpoint.folder / name, target / name)
    for part in target.glob("*.part"):
        part.unlink()
    manifest.write(target, done, source=checkpoint.fingerprint, parameters=total)
    (target / manifest.JOURNAL).unlink()


def _bytes(files: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(int(file["bytes"]) for file in files.values())
