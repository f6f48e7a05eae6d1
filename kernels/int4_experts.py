"""Experts whose weights stay packed in 4 bits (``kernels/int4.py``): the definitions, right by reading.

Accumulation is in fp32; what a function returns has the dtype of its input.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import silu

from kernels.int4 import Packed


def experts(x: Tensor, ids: Tensor, weights: Tensor, gate_up: Packed, down: Packed) -> Tensor:
    """A whole expert layer: ``x`` (T, H) through its experts ``ids`` (T, k), summed with ``weights`` (T, k): (T, H)."""
    return down_weighted(gate_up_swiglu(x, ids, gate_up), ids, weights, down)


def gate_up_swiglu(x: Tensor, ids: Tensor, weight: Packed) -> Tensor:
    """``silu(gate) * up`` of each token (T, H) at each of its experts ``ids`` (T, k): (T, k, I).

    ``weight`` is (E, 2 I, H), the gate's outputs first.
    """
    out = x.new_empty(*ids.shape, weight.bytes.shape[-2] // 2)
    for expert in sorted({*ids.flatten().tolist()}):
        token, choice = torch.where(ids == expert)
        gate, up = (x[token].float() @ weight[expert].dense().T).chunk(2, -1)
        out[token, choice] = (silu(gate) * up).to(x.dtype)
    return out


def down_weighted(mid: Tensor, ids: Tensor, weights: Tensor, weight: Packed) -> Tensor:
    """The sum over a token's experts of ``weights`` (T, k) times its ``mid`` (T, k, I) through each: (T, H).

    ``weight`` is (E, H, I).
    """
    out = torch.zeros(len(mid), weight.bytes.shape[-2], device=mid.device)
    for expert in sorted({*ids.flatten().tolist()}):
        token, choice = torch.where(ids == expert)
        part = mid[token, choice].float() @ weight[expert].dense().T
        out.index_add_(0, token, part * weights[token, choice, None].float())
    return out.to(mid.dtype)


def linear(x: Tensor, weight: Packed) -> Tensor:
    """``x`` (..., K) through one packed matrix (N, K): (..., N)."""
    return (x.float() @ weight.dense().T).to(x.dtype)
