"""The memory of attention while a batch is written: a fixed block of latents, so that CUDA graphs may point into it."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

SIZES = (1, 2, 4, 8, 16, 32)  # rows that a batch may have; a batch in between is filled up


class LatentCache:
    """Latents and rotary keys of ``slots`` rows with room for ``capacity`` tokens each, in every layer.

    Behind the last token lies one place more, where fillers of a batch are written to and that nobody reads. A step
    says first with ``focus`` which rows it is about and where its tokens go; the layers then call ``update``.
    """

    def __init__(self, config: Any, slots: int, capacity: int, device: torch.device, dtype: torch.dtype) -> None:
        """``config`` is the ``Mistral4Config``; takes ``slots * capacity * bytes_per_token(config, dtype)`` bytes."""
        self.slots, self.capacity = slots, capacity
        layers, latent, rope = config.num_hidden_layers, config.kv_lora_rank, config.qk_rope_head_dim
        shape = (layers, slots, 1, capacity + 1)
        self.latents = torch.zeros(*shape, latent, device=device, dtype=dtype)
        self.ropes = torch.zeros(*shape, rope, device=device, dtype=dtype)
        self._at = torch.zeros(1, 1, dtype=torch.int64, device=device)
        self._first, self._seen = 0, capacity

    def focus(self, first: int, at: Tensor, seen: int) -> None:
        """The coming step is about rows ``first`` on; its tokens go to the places ``at`` (B, T) int64.

        It reads the places before ``seen``, the same number for all rows.
        """
        self._first, self._at, self._seen = first, at, seen

    def update(self, latent: Tensor, rope: Tensor, layer: int, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Keep ``latent`` (B, 1, T, latent) and ``rope`` (B, 1, T, rope); gives those of all ``seen`` places."""
        return self._kept(self.latents[layer], latent), self._kept(self.ropes[layer], rope)

    def _kept(self, block: Tensor, new: Tensor) -> Tensor:
        rows = block[self._first : self._first + new.shape[0]]
        rows.scatter_(2, self._at[:, None, :, None].expand(-1, 1, -1, new.shape[-1]), new)
        return rows[:, :, : self._seen]

    def move(self, source: int, target: int) -> None:
        """Row ``source`` takes the place of row ``target``."""
        self.latents[:, target].copy_(self.latents[:, source])
        self.ropes[:, target].copy_(self.ropes[:, source])


def bytes_per_token(config: Any, dtype: torch.dtype = torch.bfloat16) -> int:
    """Bytes that one token of one row takes in the cache: 23,040 for Mistral Small 4 in bf16."""
    width: int = config.kv_lora_rank + config.qk_rope_head_dim
    layers: int = config.num_hidden_layers
    return width * layers * dtype.itemsize


def bucket(rows: int) -> int:
    """The smallest of ``SIZES`` that holds ``rows``. Raises ValueError above the largest."""
    for size in SIZES:
        if rows <= size:
            return size
    raise ValueError(f"A batch of {rows} rows is larger than {SIZES[-1]}; give fewer at a time.")
