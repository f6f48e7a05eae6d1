"""The door to the kernels: a model calls these, and the device of its tensors decides who computes."""

from __future__ import annotations

import importlib
import logging
from functools import cache
from types import ModuleType

import torch
from torch import Tensor

from kernels.int4 import Packed

WAYS = {"definition": "kernels", "triton": "kernels.cuda"}
OLDEST = (8, 0)  # compute capability: bf16 matrix instructions begin there


def experts(
    hidden: Tensor, ids: Tensor, weights: Tensor, gate_up: Packed, down: Packed, way: str | None = None
) -> Tensor:
    """``hidden`` (T, H) through the experts ``ids`` (T, k), summed with ``weights`` (T, k): (T, H).

    ``gate_up`` is (E, 2 I, H) with the gate first, ``down`` is (E, H, I). ``way`` is one of ``WAYS``, or None for the
    best on this device. Raises ValueError when it is not known and RuntimeError when it cannot be had here.
    """
    out: Tensor = _chosen("int4_experts", hidden.device, way).experts(hidden, ids, weights, gate_up, down)
    return out


def linear(x: Tensor, weight: Packed, way: str | None = None) -> Tensor:
    """``x`` (..., K) through one packed matrix (N, K): (..., N). ``way`` as in ``experts``."""
    out: Tensor = _chosen("int4_experts", x.device, way).linear(x, weight)
    return out


def route(
    logits: Tensor,
    k: int,
    renormalise: bool = True,
    scale: float = 1.0,
    shared: int = 0,
    way: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Ids and weights (T, k) from ``logits`` (T, E), as ``kernels.routing.route`` says. ``way`` as in ``experts``."""
    ids, weights = _chosen("routing", logits.device, way).route(logits, k, renormalise, scale, shared)
    return ids, weights


def attend(
    inward: Tensor, turned: Tensor, latent: Tensor, rope: Tensor, at: Tensor, scale: Tensor, way: str | None = None
) -> Tensor:
    """The latents as queries see them (B, T, heads, L), as in ``kernels.latent``. ``way`` as in ``experts``."""
    out: Tensor = _chosen("latent", latent.device, way).attend(inward, turned, latent, rope, at, scale)
    return out


def _chosen(name: str, device: torch.device, way: str | None) -> ModuleType:
    """The module ``name`` of a ``way``; without one, Triton's on a GPU that can run it, or the definition."""
    if way is not None and way not in WAYS:
        raise ValueError(f"Unknown way {way!r} to compute packed experts. Known: {', '.join(WAYS)}.")
    return _module(name, way or ("triton" if device.type == "cuda" else "definition"), way is not None)


@cache
def _module(name: str, way: str, asked: bool) -> ModuleType:
    try:
        if way == "triton" and torch.cuda.is_available() and torch.cuda.get_device_capability() < OLDEST:
            raise ImportError("the GPU is older than an A100")
        return importlib.import_module(f"{WAYS[way]}.{name}")
    except ImportError as error:
        if asked:
            raise RuntimeError(f"The Triton kernels cannot run here ({error}); install Recto's extra 'gpu'.") from error
        logging.getLogger(__name__).warning("Triton kernels cannot run (%s): the slow definition computes.", error)
        return importlib.import_module(f"{WAYS['definition']}.{name}")
