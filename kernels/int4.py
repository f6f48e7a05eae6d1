"""Symmetric 4-bit weights in groups of 64 with one bf16 scale: the definition.

A weight is ``scale * (nibble - 8)`` with nibbles 1 to 15. Of every 128 inputs, byte ``c`` holds input ``c`` in its low
and input ``64 + c`` in its high nibble: both halves unpack to neighbours in memory, each with one scale a row. Inputs
are filled up with zeros to a multiple of 128.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

GROUP = 64
_PAIR = 2 * GROUP
_LEVELS = 7


@dataclass(frozen=True)
class Packed:
    """One packed matrix (outputs, inputs), or a stack of them: one for each expert."""

    bytes: Tensor  # (..., outputs, P) uint8
    scales: Tensor  # (..., outputs, G) bf16
    inputs: int

    def dense(self, dtype: torch.dtype = torch.float32) -> Tensor:
        """The weights (..., outputs, inputs) that these stand for."""
        return dequantise(self.bytes, self.scales, self.inputs, dtype)

    def __getitem__(self, expert: int) -> Packed:
        """The matrix of one expert of a stack."""
        return Packed(self.bytes[expert], self.scales[expert], self.inputs)


def packed(weight: Tensor) -> Packed:
    """``weight`` (..., outputs, inputs) in 4 bits. Raises ValueError on NaN or infinity."""
    return Packed(*quantise(weight), weight.shape[-1])


def quantise(weight: Tensor) -> tuple[Tensor, Tensor]:
    """``weight`` (..., inputs) as packed bytes (..., P) and scales (..., G), absmax over each group of 64 inputs.

    ``P`` is 64 for every 128 inputs begun, ``G`` two for each of them. Raises ValueError on NaN or infinity.
    """
    if not bool(torch.isfinite(weight).all()):
        raise ValueError(f"A weight of shape {tuple(weight.shape)} holds NaN or infinity and cannot be quantised.")
    short = -weight.shape[-1] % _PAIR
    whole = _split(torch.nn.functional.pad(weight.float(), (0, short)), GROUP)  # (..., G, 64)
    scales = (whole.abs().amax(-1) / _LEVELS).to(torch.bfloat16)
    safe = scales.float().clamp(min=1e-12)
    nibbles = (whole / safe[..., None]).round().clamp(-_LEVELS, _LEVELS).to(torch.int16) + 8
    return pack(nibbles.flatten(-2).to(torch.uint8)), scales


def dequantise(packed: Tensor, scales: Tensor, inputs: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weight (..., inputs) that ``packed`` (..., P) with ``scales`` (..., G) stands for."""
    nibbles = _split(unpack(packed), GROUP)
    values = (nibbles.float() - 8) * scales.float()[..., None]
    return values.flatten(-2)[..., :inputs].to(dtype)


def pack(nibbles: Tensor) -> Tensor:
    """Nibbles (..., K) as bytes (..., K / 2); K is a multiple of 128, values are 0 to 15."""
    assert nibbles.shape[-1] % _PAIR == 0, nibbles.shape
    halves = _split(_split(nibbles, GROUP), 2, -2)  # (..., K / 128, 2, 64)
    return (halves[..., 0, :] | (halves[..., 1, :] << 4)).flatten(-2)


def unpack(packed: Tensor) -> Tensor:
    """The nibbles (..., K) of bytes (..., K / 2)."""
    blocks = _split(packed, GROUP)
    return torch.stack([blocks & 15, blocks >> 4], -2).flatten(-3)


def _split(x: Tensor, size: int, axis: int = -1) -> Tensor:
    """``x`` with ``axis`` cut into pieces of ``size``: that axis becomes two."""
    axis %= x.ndim
    return x.reshape(*x.shape[:axis], x.shape[axis] // size, size, *x.shape[axis + 1 :])
