"""Which token goes to which expert, and in which order the experts take them: the definition.

A *slot* is one (token, expert) pair: token ``t`` of ``k`` experts holds the slots ``k t`` to ``k t + k - 1``.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Alignment(NamedTuple):
    """Slots in blocks that belong to one expert each. Its shapes depend on the shapes of the ids alone."""

    experts: Tensor  # (blocks,) int32: the expert of each block, -1 where the block is not used
    slots: Tensor  # (blocks * block,) int32: the slots of each block, filled up with the number of slots


def route(
    logits: Tensor, k: int, renormalise: bool = True, scale: float = 1.0, shared: int = 0
) -> tuple[Tensor, Tensor]:
    """The ``k`` likeliest experts of each token and their weights: ids (T, k) int64 and weights (T, k) fp32.

    ``logits`` (T, E) pass through a softmax in fp32; ``renormalise`` makes the weights of a token sum to one before
    they are multiplied by ``scale``. Every token has ``shared`` slots more (``with_shared``).
    """
    weights, ids = logits.float().softmax(-1).topk(k, -1)
    if renormalise:
        weights = weights / weights.sum(-1, keepdim=True)
    weights = weights * scale
    return with_shared(ids, weights, logits.shape[-1], shared)


def with_shared(ids: Tensor, weights: Tensor, experts: int, shared: int = 1) -> tuple[Tensor, Tensor]:
    """``ids`` and ``weights`` (T, k) with slots for ``shared`` experts, those after ``experts``, at weight one."""
    everyone = torch.arange(experts, experts + shared, device=ids.device).expand(len(ids), shared)
    return torch.cat([ids, everyone], -1), torch.nn.functional.pad(weights, (0, shared), value=1.0)


def most_blocks(slots: int, experts: int, block: int) -> int:
    """The most blocks that ``slots`` can need, however they fall on the experts."""
    return (slots + min(experts, slots) * (block - 1)) // block


def align(ids: Tensor, experts: int, block: int) -> Alignment:
    """The slots of ``ids`` (T, k), each in 0 to ``experts`` - 1, sorted into blocks of one expert.

    The host waits for nothing, so a CUDA graph may hold it.
    """
    flat = ids.flatten().long()
    slots = flat.numel()
    counts = torch.zeros(experts, dtype=torch.int64, device=ids.device).scatter_add_(0, flat, torch.ones_like(flat))
    blocks = (counts + block - 1) // block
    last = blocks.cumsum(0)  # (E,) one past the last block of each expert
    order = flat.argsort(stable=True)
    ahead = (last - blocks) * block - (counts.cumsum(0) - counts)  # (E,) fillers before the slots of each expert
    most = most_blocks(slots, experts, block)
    places = torch.arange(slots, device=ids.device) + ahead[flat[order]]
    filled = torch.full((most * block,), slots, dtype=torch.int64, device=ids.device).scatter_(0, places, order)
    owner = torch.searchsorted(last, torch.arange(most, device=ids.device), right=True)
    return Alignment(torch.where(owner < experts, owner, -1).int(), filled.int())
