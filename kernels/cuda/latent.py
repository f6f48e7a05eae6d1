"""Triton twin of ``kernels/latent.py``: the places are cut into parts that are read side by side, and joined after."""

from __future__ import annotations

import torch
import triton
from torch import Tensor

from kernels.cuda import programs
from kernels.cuda.routing import power_of_two

PLACES = 32  # places that a program reads at a time
PARTS = 256  # programs that a step starts at most for all its queries: two for each unit of a large GPU


def attend(inward: Tensor, turned: Tensor, latent: Tensor, rope: Tensor, at: Tensor, scale: Tensor) -> Tensor:
    """See ``kernels.latent.attend``."""
    out: Tensor = _attend(inward.contiguous(), turned.contiguous(), latent, rope, at, scale.contiguous())
    return out


def cut(queries: int, places: int) -> tuple[int, int]:
    """How many parts the places are cut into, and the places of each: from the shapes alone."""
    pieces = triton.cdiv(places, PLACES)
    share = triton.cdiv(pieces, min(pieces, max(1, PARTS // queries))) * PLACES
    return triton.cdiv(places, share), share


@torch.library.custom_op("recto::attend", mutates_args=())
def _attend(inward: Tensor, turned: Tensor, latent: Tensor, rope: Tensor, at: Tensor, scale: Tensor) -> Tensor:
    rows, tokens, heads, width = inward.shape
    places, turn = rope.shape[1:]
    assert latent.stride(-1) == rope.stride(-1) == 1, (latent.stride(), rope.stride())
    queries = rows * tokens
    count, share = cut(queries, places)
    parts = torch.empty(queries, count, heads, width, dtype=torch.float32, device=inward.device)
    tops, sums = torch.empty(2, queries, count, heads, dtype=torch.float32, device=inward.device)
    programs.attend[(queries, count)](
        inward, turned, latent, rope, at.contiguous(), scale, parts, tops, sums, places, share,
        latent.stride(0), latent.stride(1), rope.stride(0), rope.stride(1),
        TOKENS=tokens, HEADS=heads, LATENT=width, ROPE=turn, DOT=programs.dot_type(inward.dtype),
        BH=max(16, power_of_two(heads)), BL=max(16, power_of_two(width)), BR=max(16, power_of_two(turn)), BN=PLACES,
        num_warps=4,
    )  # fmt: skip
    out = torch.empty_like(inward)
    programs.join_parts[(queries, heads)](
        parts, tops, sums, out, count, HEADS=heads, LATENT=width, BL=power_of_two(width), BP=power_of_two(count),
        num_warps=1,
    )  # fmt: skip
    return out


@_attend.register_fake
def _(
    inward: Tensor,
    turned: Tensor,  # noqa: ARG001
    latent: Tensor,  # noqa: ARG001
    rope: Tensor,  # noqa: ARG001
    at: Tensor,  # noqa: ARG001
    scale: Tensor,  # noqa: ARG001
) -> Tensor:
    return torch.empty_like(inward)
