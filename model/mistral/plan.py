"""Whether a model fits, and how much can be read at once: decided before anything is loaded.

Bytes only, no tensors. What a step needs besides weights and cache is an upper estimate from the shapes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.backend import BackendError
from model.mistral.counts import PACKED, Counts, count
from model.mistral.machine import CHUNK

SPARE = 0.03  # of the free memory is left alone: allocators round up and fragment
CUDA_CONTEXT = 600_000_000  # kernels, libraries and the graphs' private pools
CONTEXT = 16_384  # tokens whose keys and values may be expanded at a time while a prompt is read
ASKED = 1024  # tokens of question and answer beside a page
A4 = 2**0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """Bytes, and what fits into those that remain. ``tokens`` counts those in all caches together."""

    weights: int
    cache_per_token: int
    workspace: int
    tokens: int
    pages: int  # A4 at the largest size that the encoder takes, each with a question, its features kept
    free: int

    def __str__(self) -> str:
        return (
            f"weights {self.weights / 1e9:.2f} GB, workspace {self.workspace / 1e9:.2f} GB, "
            f"{self.cache_per_token:,} bytes a token: {self.tokens:,} tokens or {self.pages:,} pages at once "
            f"in {self.free / 1e9:.1f} GB"
        )


def plan(config: Any, device_free_bytes: int, dense: bool = False, size: int = 2, device: str = "cuda") -> Plan:
    """What fits into ``device_free_bytes`` with the model of ``config``.

    ``dense`` says that the experts are unpacked, ``size`` is the bytes of a number that is not packed. Raises
    ``BackendError`` when not even one page fits.
    """
    found = count(config)
    weights = weight_bytes(found, dense, size)
    text = config.text_config
    cache = text.num_hidden_layers * (text.kv_lora_rank + text.qk_rope_head_dim) * size
    work = workspace(config, size) + (CUDA_CONTEXT if device.startswith("cuda") else 0)
    image, own = page(config)
    each = (own + ASKED) * cache + image * text.hidden_size * size
    left = int(device_free_bytes * (1 - SPARE)) - weights - work
    if left < each:
        need, parts = (weights + work + each) / (1 - SPARE) / 1e9, [x / 1e9 for x in (weights, work, each)]
        raise BackendError(
            f"The model needs {need:.1f} GB (weights {parts[0]:.1f}, workspace {parts[1]:.1f}, one page {parts[2]:.1f})"
            f" and {device} has {device_free_bytes / 1e9:.1f} GB free; free some, take a larger device, or set "
            "RECTO_MODEL=embedded."
        )
    return Plan(weights, cache, work, left // cache, left // each, device_free_bytes)


def weight_bytes(found: Counts, dense: bool = False, size: int = 2) -> int:
    """Bytes of the weights as they are held: experts in 4.25 bits unless ``dense``, all else ``size`` bytes each."""
    experts = sum(found.parts[part] for part in PACKED)
    others = found.total - experts
    return others * size + (experts * size if dense else experts * 17 // 32)


def page(config: Any) -> tuple[int, int]:
    """Image tokens, and all tokens with row breaks, of an A4 page at the largest size that the encoder takes."""
    cell: int = config.vision_config.patch_size * config.spatial_merge_size
    rows = -(-config.vision_config.image_size // cell)
    columns = -(-int(config.vision_config.image_size / A4) // cell)
    return rows * columns, rows * (columns + 1)


def workspace(config: Any, size: int = 2) -> int:
    """Bytes of what comes and goes: the larger of one page in the vision tower and one chunk in the language model."""
    text, seen = config.text_config, config.vision_config
    patches = page(config)[0] * config.spatial_merge_size**2
    # the mask over all patches, the states of every layer (transformers keeps them), one layer's inside in fp32
    vision = patches * patches * size + patches * seen.hidden_size * (seen.num_hidden_layers + 1) * size
    vision += patches * (3 * seen.intermediate_size + 6 * seen.hidden_size) * 4
    k, inner = text.num_experts_per_tok, text.moe_intermediate_size
    heads = text.num_attention_heads * (text.qk_nope_head_dim + text.qk_rope_head_dim + text.v_head_dim)
    chunk = CHUNK * (8 * text.hidden_size + k * (3 * inner + text.hidden_size)) * size
    chunk += 2 * CONTEXT * heads * size + CHUNK * CONTEXT  # keys and values expanded and copied, and the mask
    return int(max(vision, chunk)) + 32 * int(text.vocab_size) * 4  # and the logits of a batch


def free_bytes(device: str) -> int:
    """Bytes that can still be taken on ``device``: what CUDA says, or the memory of this machine or container."""
    if device.startswith("cuda"):
        import torch

        if not torch.cuda.is_available():
            raise BackendError("torch finds no CUDA device here; set RECTO_MODEL=embedded, or install torch for CUDA.")
        try:
            return int(torch.cuda.mem_get_info(torch.device(device))[0])
        except (RuntimeError, AssertionError, ValueError) as error:
            raise BackendError(f"The device {device!r} cannot be used ({str(error).splitlines()[0]}).") from error
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for line in _read("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            found.append(int(line.split()[1]) * 1024)
    limit, used = _read("/sys/fs/cgroup/memory.max").strip(), _read("/sys/fs/cgroup/memory.current").strip()
    if limit.isdigit() and used.isdigit():
        found.append(int(limit) - int(used))
    return max(0, min(found))


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
