"""Whether a model fits, and how much can be read at once: decided before anything is loaded.

Bytes only, no tensors. What a step needs besides weights and cache follows from the shapes (``workspace``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.backend import BackendError
from model.mistral.cache import SIZES
from model.mistral.counts import PACKED, Counts, count
from model.mistral.machine import CHUNK

SPARE = 0.03  # of the free memory is left alone: allocators round up and fragment
CUDA_CONTEXT = 600_000_000  # kernels, libraries and the graphs' private pools
CONTEXT = 16_384  # tokens of a row, unless told otherwise: all its keys and values are expanded while a prompt is read
ASKED = 1024  # tokens of question and answer beside a page
A4 = 2**0.5
CARDS = (80, 96, 141)  # GB of the GPUs that people have for this


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


def plan(
    config: Any,
    device_free_bytes: int,
    dense: bool = False,
    size: int = 2,
    device: str = "cuda",
    context: int = CONTEXT,
) -> Plan:
    """What fits into ``device_free_bytes`` with the model of ``config``.

    ``dense`` says that the experts are unpacked, ``size`` is the bytes of a number that is not packed, ``context`` the
    tokens that a row may have. Raises ``BackendError`` when not even one page fits.
    """
    found = count(config)
    weights = weight_bytes(found, dense, size)
    text = config.text_config
    cache = text.num_hidden_layers * (text.kv_lora_rank + text.qk_rope_head_dim) * size
    work = workspace(config, size, context) + (CUDA_CONTEXT if device.startswith("cuda") else 0)
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


def table(config: Any) -> str:
    """What fits on GPUs of some sizes when nothing else is on them, as Markdown."""
    lines = [
        "| GPU memory free, GB | weights, GB | workspace, GB | tokens of cache | or A4 pages at once |",
        "|---|---|---|---|---|",
    ]
    for size in CARDS:
        one = plan(config, size * 10**9)
        parts = (
            f"{size}",
            f"{one.weights / 1e9:.2f}",
            f"{one.workspace / 1e9:.2f}",
            f"{one.tokens:,}",
            f"{one.pages:,}",
        )
        lines.append(f"| {' | '.join(parts)} |")
    return "\n".join(lines)


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


def workspace(config: Any, size: int = 2, context: int = CONTEXT) -> int:
    """Bytes of what comes and goes: the most that a page in the vision tower, a chunk of a prompt or a choice takes.

    Each is the sum of what is alive at its worst moment; a test compares them with what the operations allocate.
    """
    return max(_looking(config, size), _reading(config, size, context)) + _choosing(config)


def _looking(config: Any, size: int) -> int:
    """One page in the vision tower: its states, and inside a layer gate, up and their product, or what is rotated."""
    seen = config.vision_config
    patches = page(config)[0] * config.spatial_merge_size**2
    inside = max(3 * seen.intermediate_size, 8 * seen.hidden_size)
    turn = 2 * seen.hidden_size // seen.num_attention_heads + 1
    return int(patches * (5 * seen.hidden_size + inside + turn) * size)


def _reading(config: Any, size: int, context: int) -> int:
    """One chunk of a prompt at the end of ``context``: in the attention or in the experts of a layer."""
    text = config.text_config
    tokens = min(CHUNK, context)
    nope, rope, value = text.qk_nope_head_dim, text.qk_rope_head_dim, text.v_head_dim
    heads, slots = text.num_attention_heads, text.num_experts_per_tok + text.n_shared_experts
    states = 6 * tokens * text.hidden_size * size + tokens * context  # with the mask: a byte for each place seen
    expanded = context * heads * ((nope + value) + (nope + rope)) * size  # and their keys, copied together
    attended = expanded + 5 * tokens * heads * (nope + rope) * size + tokens * context * size  # and the mask as numbers
    mixed = tokens * slots * (text.moe_intermediate_size * size + text.hidden_size * 4)  # the parts are summed in fp32
    return int(states + max(attended, mixed))


def _choosing(config: Any) -> int:
    """The logits of a full batch in fp32: as they come, masked, as chances."""
    return 4 * SIZES[-1] * int(config.text_config.vocab_size) * 4


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
