"""The door to the packed experts: a model calls these, and the device of its tensors decides who computes."""

from __future__ import annotations

from types import ModuleType

from torch import Tensor

from kernels import int4_experts
from kernels.int4 import Packed

WAYS = ("definition",)


def experts(
    hidden: Tensor, ids: Tensor, weights: Tensor, gate_up: Packed, down: Packed, way: str | None = None
) -> Tensor:
    """``hidden`` (T, H) through the experts ``ids`` (T, k), summed with ``weights`` (T, k): (T, H).

    ``gate_up`` is (E, 2 I, H) with the gate first, ``down`` is (E, H, I). ``way`` is one of ``WAYS``, or None for the
    best on this device. Raises ValueError when there is no such way.
    """
    ops = _ops(hidden, way)
    mid = ops.gate_up_swiglu(hidden, ids, gate_up)  # (T, k, I)
    out: Tensor = ops.down_weighted(mid, ids, weights, down)
    return out


def linear(x: Tensor, weight: Packed, way: str | None = None) -> Tensor:
    """``x`` (..., K) through one packed matrix (N, K): (..., N). ``way`` as in ``experts``."""
    out: Tensor = _ops(x, way).linear(x, weight)
    return out


def _ops(x: Tensor, way: str | None) -> ModuleType:  # noqa: ARG001  the device decides as soon as there are twins
    if way not in (None, *WAYS):
        raise ValueError(f"Unknown way {way!r} to compute packed experts. Known: {', '.join(WAYS)}.")
    return int4_experts
