"""Triton twin of ``kernels/routing.py``: one launch each instead of a dozen, which is what a decode step pays for."""

from __future__ import annotations

import torch
from torch import Tensor

from kernels import routing
from kernels.cuda import programs
from kernels.routing import Alignment, most_blocks

MOST_SLOTS = 4096  # every expert's program looks at all slots: beyond this, sorting is cheaper


def route(
    logits: Tensor, k: int, renormalise: bool = True, scale: float = 1.0, shared: int = 0
) -> tuple[Tensor, Tensor]:
    """See ``kernels.routing.route``."""
    ids, weights = _route(logits.contiguous(), k, renormalise, scale, shared)
    return ids, weights


def align(ids: Tensor, experts: int, block: int) -> Alignment:
    """See ``kernels.routing.align``. The slots of a block that is not used are left as they are."""
    return Alignment(*(routing.align if ids.numel() > MOST_SLOTS else _align)(ids, experts, block))


@torch.library.custom_op("recto::route", mutates_args=())
def _route(logits: Tensor, k: int, renormalise: bool, scale: float, shared: int) -> tuple[Tensor, Tensor]:
    tokens, experts = logits.shape
    width = k + shared
    ids = torch.empty(tokens, width, dtype=torch.int64, device=logits.device)
    weights = torch.empty(tokens, width, dtype=torch.float32, device=logits.device)
    programs.route[(tokens,)](
        logits, ids, weights, experts, scale,
        K=k, WIDTH=width, RENORMALISE=renormalise, BE=power_of_two(experts), BK=power_of_two(width + 1), num_warps=1,
    )  # fmt: skip
    return ids, weights


@_route.register_fake
def _(logits: Tensor, k: int, renormalise: bool, scale: float, shared: int) -> tuple[Tensor, Tensor]:  # noqa: ARG001
    shape = len(logits), k + shared
    return logits.new_empty(shape, dtype=torch.int64), logits.new_empty(shape, dtype=torch.float32)


@torch.library.custom_op("recto::align", mutates_args=())
def _align(ids: Tensor, experts: int, block: int) -> tuple[Tensor, Tensor]:
    total = ids.numel()
    most = most_blocks(total, experts, block)
    owners = torch.empty(most, dtype=torch.int32, device=ids.device)
    slots = torch.empty(most * block, dtype=torch.int32, device=ids.device)
    programs.align[(experts,)](
        ids.contiguous(), owners, slots, total, most, experts,
        BLOCK=block, BS=power_of_two(max(total, 128)), BE=power_of_two(experts + 1), num_warps=4,
    )  # fmt: skip
    return owners, slots


@_align.register_fake
def _(ids: Tensor, experts: int, block: int) -> tuple[Tensor, Tensor]:
    most = most_blocks(ids.numel(), experts, block)
    return ids.new_empty(most, dtype=torch.int32), ids.new_empty(most * block, dtype=torch.int32)


def power_of_two(number: int) -> int:
    """The smallest power of two that is not less: Triton's blocks have such lengths."""
    return 1 << (number - 1).bit_length()
