"""A published Mistral Small 4 checkpoint on disk: which tensors it holds, whether all are there, one at a time.

The published layout is FP8 (e4m3) with one scale for each linear layer and one for each expert; bf16 weights without
scales are read as well. Every weight is ``stored * scale``; the activations' scales are of no use to us.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from transformers import AutoConfig, Mistral3ForConditionalGeneration

from model.backend import BackendError

INDEX, SINGLE, CONFIG = "model.safetensors.index.json", "model.safetensors", "config.json"
SCALED, PLAIN = ("F8_E4M3",), ("BF16", "F16", "F32")
_PREFIXES = (  # how the checkpoint names its parts, and how the model does
    ("language_model.model.", "model.language_model."),
    ("language_model.lm_head.", "lm_head."),
    ("vision_tower.", "model.vision_tower."),
    ("multi_modal_projector.", "model.multi_modal_projector."),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """One weight of the checkpoint."""

    name: str  # as the model names it
    shape: tuple[int, ...]
    file: Path
    key: str  # as the checkpoint names it
    scale: tuple[Path, str] | None  # where its scale stands, when it has one
    beside: tuple[Stored, ...] = ()  # what is stored in the same tensor

    @property
    def parameters(self) -> int:
        """Those of what is beside it too."""
        return torch.Size(self.shape).numel() + sum(one.parameters for one in self.beside)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A complete checkpoint: every weight that the model needs and none besides."""

    folder: Path
    config: Any
    weights: Mapping[str, Stored]
    fingerprint: str


def read_config(folder: Path) -> Any:
    """The configuration in ``folder``. Raises ``BackendError`` when it is none of a Mistral Small 4."""
    path = folder / CONFIG
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        kinds = (raw.get("model_type"), raw.get("text_config", {}).get("model_type"))
    except OSError as error:
        raise BackendError(f"{str(path)!r} cannot be read ({error.strerror}); give a model's folder.") from error
    except (ValueError, AttributeError) as error:
        raise BackendError(f"{str(path)!r} is no configuration of a model; download it again.") from error
    if kinds != ("mistral3", "mistral4"):
        found = raw.get("architectures") or [kinds[0] or "nothing known"]
        raise BackendError(
            f"The checkpoint is a {found[0]!r}, and only Mistral Small 4 (mistral3 with mistral4) is read."
        )
    try:
        return AutoConfig.from_pretrained(folder, local_files_only=True)
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise BackendError(f"{str(path)!r} does not describe a model: {_line(error)}") from error


def mended(config: Any) -> Any:
    """``config``, changed in place, with the attention temperature that the model was trained with.

    The published values make transformers multiply the attention's scale by YaRN's squared magnitude (2.2 for the
    119B), which its own format says not to apply.
    """
    rope = config.text_config.rope_parameters
    if rope.get("rope_type", rope.get("type", "default")) != "default":
        rope.update(mscale=0.0, mscale_all_dim=0.0, attention_factor=1.0)
    for part in (config, config.text_config):
        if getattr(part, "quantization_config", None) is not None:
            del part.quantization_config
    config.dtype = torch.bfloat16
    return config


def skeleton(config: Any) -> Any:
    """The model of ``config`` on the meta device: names and shapes, no bytes."""
    with torch.device("meta"):
        return Mistral3ForConditionalGeneration(config)


def inspect(folder: Path) -> Checkpoint:
    """Look through ``folder`` without reading weights.

    Raises ``BackendError`` when a file is missing or cut, a tensor is missing, unexpected, of another shape or format.
    """
    config = read_config(folder)
    found = _tensors(folder)
    if any(_named(key) == "lm_head.weight" for key in found):
        config.tie_word_embeddings = False  # transformers ties them when the configuration says nothing
    expected = {name: tuple(weight.shape) for name, weight in skeleton(config).state_dict().items()}
    if config.tie_word_embeddings:
        expected.pop("lm_head.weight", None)
    weights: dict[str, Stored] = {}
    companions: set[str] = set()
    for key, (file, shape, kind) in found.items():
        name = _named(key)
        if name not in expected:
            continue
        if shape != expected[name]:
            raise BackendError(f"Tensor {key!r} has shape {list(shape)} and the model needs {list(expected[name])}.")
        if kind not in (*SCALED, *PLAIN):
            raise BackendError(f"Tensor {key!r} is stored as {kind}; FP8 (e4m3) or bf16 checkpoints can be converted.")
        scale = None
        if kind in SCALED:
            scale_key = f"{key}_scale_inv"
            if scale_key not in found:
                raise BackendError(f"The checkpoint lacks {scale_key!r}, without which an FP8 weight means nothing.")
            scale = _scale(scale_key, found[scale_key], shape)
            companions |= {scale_key, f"{key.removesuffix('.weight')}.activation_scale", f"{key}_activation_scale"}
        weights[name] = Stored(name, shape, file, key, scale)
    if missing := sorted(expected.keys() - weights.keys()):
        raise BackendError(f"The checkpoint lacks {_some(missing)}; download it again.")
    if unexpected := sorted(key for key in found if _named(key) not in expected and key not in companions):
        raise BackendError(
            f"The checkpoint holds {_some(unexpected)}, which the model does not know; nothing was done."
        )
    return Checkpoint(folder, config, {name: weights[name] for name in expected}, _fingerprint(folder, found))


def _tensors(folder: Path) -> dict[str, tuple[Path, tuple[int, ...], str]]:
    """File, shape and format of every tensor."""
    listed: dict[str, str] = {}
    try:
        if (folder / INDEX).is_file():
            index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
            listed = {str(key): str(file) for key, file in index["weight_map"].items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BackendError(f"{INDEX} cannot be read ({_line(error)}); download it again.") from error
    files = sorted(set(listed.values())) or [SINGLE]
    found: dict[str, tuple[Path, tuple[int, ...], str]] = {}
    for name in files:
        path = folder / name
        if path.parent != folder or not path.is_file():
            raise BackendError(f"The checkpoint lacks its file {name!r}; download it again.")
        with opened(path) as file:
            for key in file.keys():
                part = file.get_slice(key)
                found[key] = (path, tuple(part.get_shape()), part.get_dtype())
    if lost := sorted(key for key, name in listed.items() if key not in found or found[key][0].name != name):
        raise BackendError(f"The checkpoint's files lack {_some(lost)}, which {INDEX} lists; download it again.")
    return found


def opened(path: Path) -> Any:
    """The safetensors file ``path``. Raises ``BackendError`` when it is cut or damaged."""
    try:
        return safe_open(path, "pt")
    except (SafetensorError, OSError) as error:
        raise BackendError(f"{path.name!r} is cut or damaged ({_line(error)}); download it again.") from error


def _scale(key: str, found: tuple[Path, tuple[int, ...], str], shape: tuple[int, ...]) -> tuple[Path, str]:
    file, own, _ = found
    single = torch.Size(own).numel() == 1
    each = len(shape) == 3 and own in ((shape[0], 1, 1), (shape[0],))
    if not (single or each):
        raise BackendError(
            f"Scale {key!r} has shape {list(own)}; only one scale for a layer or for each expert is understood."
        )
    return file, key


def matrices(stored: Stored, device: str) -> Iterator[Tensor]:
    """The weight on ``device``, scaled: whole, or one expert after the other when it is a stack of them.

    Each is read by itself and its file closed again, so that no more than one is in memory. Raises ``BackendError``
    when one holds NaN or infinity.
    """
    scales: Tensor | None = None
    if stored.scale is not None:
        with opened(stored.scale[0]) as file:
            scales = file.get_tensor(stored.scale[1]).float().flatten()
    for i in range(stored.shape[0] if len(stored.shape) == 3 else 1):
        with opened(stored.file) as file:
            part = file.get_slice(stored.key)[i] if len(stored.shape) == 3 else file.get_tensor(stored.key)
            weight: Tensor = part.to(device)
        if scales is not None:
            weight = weight.float() * scales[i if len(scales) > 1 else 0].to(device)
        if not bool(torch.isfinite(weight).all()):
            where = f"{stored.key!r}, expert {i}," if len(stored.shape) == 3 else f"{stored.key!r}"
            raise BackendError(f"Tensor {where} holds NaN or infinity; the checkpoint is damaged: download it again.")
        yield weight


def _named(key: str) -> str:
    for theirs, ours in _PREFIXES:
        if key.startswith(theirs):
            return ours + key.removeprefix(theirs)
    return key


def _fingerprint(folder: Path, found: Mapping[str, tuple[Path, tuple[int, ...], str]]) -> str:
    """Changes when another checkpoint, or another version of it, stands in the folder."""
    sizes = {path.name: path.stat().st_size for path, _, _ in found.values()}
    tensors = sorted((key, path.name, shape, kind) for key, (path, shape, kind) in found.items())
    text = json.dumps([sizes, tensors, (folder / CONFIG).read_text(encoding="utf-8")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _some(names: list[str]) -> str:
    return f"{names[0]!r}" + (f" and {len(names) - 1} more tensors" if len(names) > 1 else "")


def _line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
