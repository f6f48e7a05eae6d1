"""Triton twin of ``kernels/int4_experts.py``: weights are unpacked in registers, on their way to the matrix units.

Two launches make an expert layer, a third sums the choices in a fixed order. Shapes decide everything, values nothing,
so a CUDA graph may hold all of it. The three operations are registered as ``recto::...`` and can be compiled.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
import triton
from torch import Tensor

from kernels.cuda import programs
from kernels.cuda.routing import align
from kernels.int4 import GROUP, Packed
from kernels.routing import most_blocks


class Tiles(NamedTuple):
    """How the work is cut: tokens and rows of a program, its warps, loads in flight, parts of the inputs."""

    tokens: int
    rows: int
    warps: int
    stages: int
    split: int


TILES = (Tiles(8, 16, 4, 3, 4), Tiles(16, 64, 4, 3, 1), Tiles(32, 64, 4, 3, 1))  # 64 tokens spill registers on sm_80


def tiles(slots: int, experts: int) -> Tiles:
    """The smallest tiles that most experts fill no more than once, from the shapes alone."""
    return next((t for t in TILES if slots < 0.9 * t.tokens * experts), TILES[-1])


def experts(x: Tensor, ids: Tensor, weights: Tensor, gate_up: Packed, down: Packed) -> Tensor:
    """See ``kernels.int4_experts.experts``; the slots are sorted once for both products."""
    order = _order(ids, len(gate_up.bytes))
    mid = _gate_up(x, ids, *order, gate_up.bytes, gate_up.scales)
    out: Tensor = _down(mid, ids, weights, *order, down.bytes, down.scales)
    return out


def gate_up_swiglu(x: Tensor, ids: Tensor, weight: Packed) -> Tensor:
    """See ``kernels.int4_experts.gate_up_swiglu``."""
    out: Tensor = _gate_up(x, ids, *_order(ids, len(weight.bytes)), weight.bytes, weight.scales)
    return out


def down_weighted(mid: Tensor, ids: Tensor, weights: Tensor, weight: Packed) -> Tensor:
    """See ``kernels.int4_experts.down_weighted``."""
    out: Tensor = _down(mid, ids, weights, *_order(ids, len(weight.bytes)), weight.bytes, weight.scales)
    return out


def linear(x: Tensor, weight: Packed) -> Tensor:
    """See ``kernels.int4_experts.linear``: the one-expert case of the same program."""
    out: Tensor = _linear(x.reshape(-1, x.shape[-1]), weight.bytes, weight.scales)
    return out.reshape(*x.shape[:-1], -1)


def _order(ids: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The owner of each block and its slots; for one token the ids themselves, unsorted."""
    if len(ids) == 1:
        return ids.flatten(), ids.flatten()
    owners, slots = align(ids, count, tiles(ids.numel(), count).tokens)
    return owners, slots


@torch.library.custom_op("recto::gate_up_swiglu", mutates_args=())
def _gate_up(x: Tensor, ids: Tensor, owners: Tensor, slots: Tensor, packed: Tensor, scales: Tensor) -> Tensor:
    count, both, row_bytes = packed.shape
    width, total = both // 2, ids.numel()
    cut = tiles(total, count)
    out = x.new_empty(*ids.shape, width)
    programs.gate_up[(triton.cdiv(width, cut.rows), _blocks(ids, count, cut))](
        x, packed, pairs(scales), owners, slots, out, total, x.shape[-1], width, x.stride(0), row_bytes // GROUP,
        CHOICES=ids.shape[1], **_constants(x, len(ids), cut),
    )  # fmt: skip
    return out


@_gate_up.register_fake
def _(x: Tensor, ids: Tensor, owners: Tensor, slots: Tensor, packed: Tensor, scales: Tensor) -> Tensor:  # noqa: ARG001
    return x.new_empty(*ids.shape, packed.shape[1] // 2)


@torch.library.custom_op("recto::down_weighted", mutates_args=())
def _down(
    mid: Tensor, ids: Tensor, weights: Tensor, owners: Tensor, slots: Tensor, packed: Tensor, scales: Tensor
) -> Tensor:
    count, width, row_bytes = packed.shape
    tokens, choices = ids.shape
    cut = tiles(ids.numel(), count)
    rows = mid.reshape(ids.numel(), -1)
    parts = torch.empty(tokens, choices, width, dtype=torch.float32, device=mid.device)
    programs.down[(triton.cdiv(width, cut.rows), _blocks(ids, count, cut))](
        rows, packed, pairs(scales), owners, slots, weights.contiguous(), parts,
        ids.numel(), rows.shape[-1], width, rows.stride(0), row_bytes // GROUP,
        **_constants(mid, tokens, cut),
    )  # fmt: skip
    out = mid.new_empty(tokens, width)
    programs.sum_choices[(tokens, triton.cdiv(width, 1024))](parts, out, width, CHOICES=choices, BN=1024)
    return out


@_down.register_fake
def _(
    mid: Tensor,
    ids: Tensor,  # noqa: ARG001
    weights: Tensor,  # noqa: ARG001
    owners: Tensor,  # noqa: ARG001
    slots: Tensor,  # noqa: ARG001
    packed: Tensor,
    scales: Tensor,  # noqa: ARG001
) -> Tensor:
    return mid.new_empty(len(mid), packed.shape[1])


@torch.library.custom_op("recto::linear", mutates_args=())
def _linear(x: Tensor, packed: Tensor, scales: Tensor) -> Tensor:
    width, row_bytes = packed.shape
    total = len(x)
    cut = tiles(total, 1)
    out = x.new_empty(total, width)
    programs.down[(triton.cdiv(width, cut.rows), triton.cdiv(total, cut.tokens))](
        x, packed, pairs(scales), x, x, x, out, total, x.shape[-1], width, x.stride(0), row_bytes // GROUP,
        **{**_constants(x, total, cut), "ORDER": "dense"},
    )  # fmt: skip
    return out


@_linear.register_fake
def _(x: Tensor, packed: Tensor, scales: Tensor) -> Tensor:  # noqa: ARG001
    return x.new_empty(len(x), packed.shape[0])


def pairs(scales: Tensor) -> Tensor:
    """The two bf16 scales of each 128 inputs as one int32, so that one load brings both."""
    return scales.view(torch.int32)


def _blocks(ids: Tensor, count: int, cut: Tiles) -> int:
    return ids.numel() if len(ids) == 1 else most_blocks(ids.numel(), count, cut.tokens)


def _constants(x: Tensor, tokens: int, cut: Tiles) -> dict[str, object]:
    assert x.stride(-1) == 1, x.stride()
    pieces = -(-x.shape[-1] // (2 * GROUP))
    return {
        "ORDER": "one by one" if tokens == 1 else "sorted",
        "EVEN": x.shape[-1] % (2 * GROUP) == 0,
        "DOT": programs.dot_type(x.dtype),
        "BM": cut.tokens,
        "BN": cut.rows,
        "SPLIT": math.gcd(cut.split, pieces),
        "STAGES": cut.stages,
        "num_warps": cut.warps,
    }
