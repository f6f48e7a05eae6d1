"""The model as the decode loop sees it: rows of a fixed cache, filled by ``prefill`` and carried on by ``step``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch
from torch import Tensor

from model.mistral.attention import walk
from model.mistral.cache import SIZES, LatentCache, bucket

CHUNK = 4096  # tokens of a prompt that go through the model at once: each time all experts are read, 62 GB of the 119B
WIDTHS = (1, 8)  # tokens of a row per step: one sampled, or up to eight where the grammar had forced some
BLOCK = 64  # on a CPU attention reads as far as the longest row, rounded up to this


class Machine(Protocol):
    """What the decode loop needs. A row is known by its slot, from 0 to ``slots`` - 1."""

    slots: int
    capacity: int  # tokens that a row may have

    def prefill(self, slot: int, tokens: Sequence[int], features: Tensor | None) -> Tensor:
        """Read ``tokens`` into an empty ``slot``; the logits (V,) after the last. ``features``: of the image tokens."""
        ...

    def step(self, tokens: Sequence[Sequence[int]], begins: Sequence[int]) -> Tensor:
        """Read the next tokens of rows 0 on, at most eight each, from place ``begins`` on; logits (B, V)."""
        ...

    def move(self, source: int, target: int) -> None:
        """The row of slot ``source`` goes to slot ``target``."""
        ...

    def shrink(self) -> bool:
        """Give back memory by holding half the slots, all of them empty; False when there was but one."""
        ...


class TorchMachine:
    """A ``Mistral3ForConditionalGeneration`` with a fixed latent cache; a step is the same with and without graphs."""

    def __init__(self, model: Any, slots: int, capacity: int, graphs: bool | None = None, chunk: int = CHUNK) -> None:
        """``graphs``: replay captured CUDA graphs; by default where the model is on CUDA."""
        self.model, self.capacity, self.chunk = model, capacity, chunk
        self.body, self.embed, self.head = model.model.language_model, model.get_input_embeddings(), model.lm_head
        self.device: torch.device = model.lm_head.weight.device
        self.dtype: torch.dtype = model.lm_head.weight.dtype
        self.image: int = model.config.image_token_id
        self.wants_graphs = self.device.type == "cuda" if graphs is None else graphs
        self.steps = self.prefilled = 0  # steps taken and tokens of prompts read, for the measures
        self._hold(bucket(min(slots, SIZES[-1])))

    def _hold(self, slots: int) -> None:
        from model.mistral.graphs import Graphs

        self.slots = slots
        self.cache = LatentCache(self.model.config.text_config, slots, self.capacity, self.device, self.dtype)
        self.graphs = Graphs(self.forward, self.capacity, self.device) if self.wants_graphs else None

    @torch.inference_mode()
    def prefill(self, slot: int, tokens: Sequence[int], features: Tensor | None) -> Tensor:
        """As in ``Machine``, ``chunk`` tokens at a time."""
        hidden, used = None, 0
        for begin in range(0, len(tokens), self.chunk):
            piece = torch.tensor([tokens[begin : begin + self.chunk]], device=self.device)  # (1, T)
            embeds = self.embed(piece)
            places = piece == self.image
            count = sum(token == self.image for token in tokens[begin : begin + self.chunk])
            if count and features is not None:
                seen = features[used : used + count].to(embeds.dtype)
                embeds = embeds.masked_scatter(places[..., None], seen)
                used += count
            at = torch.arange(begin, begin + piece.shape[1], device=self.device)[None]
            hidden = self._body(embeds, at, slot, self._seen(begin + piece.shape[1]))[:, -1]  # (1, H)
        assert hidden is not None, "an empty prompt"
        self.prefilled += len(tokens)
        logits: Tensor = self.head(hidden)[0].float()
        return logits

    @torch.inference_mode()
    def step(self, tokens: Sequence[Sequence[int]], begins: Sequence[int]) -> Tensor:
        """As in ``Machine``; the batch is filled up to a bucket of rows, and to one or eight tokens of each."""
        rows, longest = bucket(len(tokens)), max(map(len, tokens))
        width = next(w for w in WIDTHS if longest <= w)
        ids = torch.zeros(rows, width, dtype=torch.int64)
        at = torch.full((rows, width), self.capacity, dtype=torch.int64)  # fillers go where nobody reads
        last = torch.zeros(rows, dtype=torch.int64)
        for row, (new, begin) in enumerate(zip(tokens, begins, strict=True)):
            ids[row, : len(new)] = torch.tensor(new)
            at[row, : len(new)] = torch.arange(begin, begin + len(new))
            last[row] = len(new) - 1
        reach = max(begin + len(new) for new, begin in zip(tokens, begins, strict=True))
        self.steps += 1
        if self.graphs is not None:
            return self.graphs.replay(ids, at, last, reach)[: len(tokens)]
        logits = self.forward(ids.to(self.device), at.to(self.device), last.to(self.device), self._seen(reach))
        return logits[: len(tokens)]

    def forward(self, ids: Tensor, at: Tensor, last: Tensor, seen: int) -> Tensor:
        """One step of rows 0 on: ``ids`` and places ``at`` (B, T), ``last`` (B,) the token that counts; logits (B, V).

        Nothing in it waits for the device or depends on values, so a CUDA graph may hold it.
        """
        self.cache.focus(0, at, seen)
        hidden = walk(self.body, self.embed(ids), at, self.cache)  # (B, T, H)
        counted = hidden.gather(1, last[:, None, None].expand(-1, 1, hidden.shape[-1]))[:, 0]
        logits: Tensor = self.head(counted).float()
        return logits

    def move(self, source: int, target: int) -> None:
        """As in ``Machine``."""
        self.cache.move(source, target)

    def shrink(self) -> bool:
        """As in ``Machine``."""
        if self.slots == 1:
            return False
        slots = SIZES[SIZES.index(self.slots) - 1]
        self.graphs = None
        del self.cache
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        self._hold(slots)
        return True

    def _body(self, embeds: Tensor, at: Tensor, first: int, seen: int) -> Tensor:
        """``embeds`` (B, T, H) at the places ``at`` (B, T) of rows ``first`` on, through the layers: (B, T, H)."""
        self.cache.focus(first, at, seen)
        visible = torch.arange(seen, device=at.device) <= at[:, None, :, None]  # (B, 1, T, seen)
        out: Tensor = self.body(
            inputs_embeds=embeds, attention_mask=visible, position_ids=at, past_key_values=self.cache, use_cache=True
        ).last_hidden_state
        return out

    def _seen(self, reach: int) -> int:
        return min(self.capacity, -(-reach // BLOCK) * BLOCK)
