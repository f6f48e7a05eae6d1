"""Steps captured as CUDA graphs: one launch instead of hundreds, which is most of the time of a small step.

Written against PyTorch's documented rules for capture and never run yet: no GPU was at hand (docs/models.md). The same
``forward`` runs without capture on every device, and is what the tests compare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

SHORTEST = 1024  # places; graphs exist for this reach and its doublings up to the capacity
WARM_UP = 3  # runs before capture, so that libraries have allocated what they keep


class _Captured(NamedTuple):
    graph: torch.cuda.CUDAGraph
    ids: Tensor  # (B, T) what the graph reads; it is copied to before a replay
    at: Tensor  # (B, T)
    last: Tensor  # (B,)
    logits: Tensor  # (B, V) what it writes


class Graphs:
    """A graph for each (rows, tokens, reach) that occurs, captured when it first does, in one pool of memory."""

    def __init__(
        self, forward: Callable[[Tensor, Tensor, Tensor, int], Tensor], capacity: int, device: torch.device
    ) -> None:
        self.forward, self.capacity, self.device = forward, capacity, device
        self._captured: dict[tuple[int, int, int], _Captured] = {}
        self._pool = torch.cuda.graph_pool_handle()

    def replay(self, ids: Tensor, at: Tensor, last: Tensor, reach: int) -> Tensor:
        """``forward`` of tokens ``ids`` (B, T) that lie on the CPU; places before ``reach`` are read.

        The logits (B, V) are overwritten by the next replay.
        """
        seen = self.reach(reach)
        key = (*ids.shape, seen)
        if key not in self._captured:
            self._captured[key] = self._capture(ids, at, last, seen)
        one = self._captured[key]
        for target, new in ((one.ids, ids), (one.at, at), (one.last, last)):
            target.copy_(new.pin_memory(), non_blocking=True)
        one.graph.replay()
        return one.logits

    def reach(self, places: int) -> int:
        """The smallest captured reach that covers ``places``."""
        size = SHORTEST
        while size < places:
            size *= 2
        return min(size, self.capacity)

    def _capture(self, ids: Tensor, at: Tensor, last: Tensor, seen: int) -> _Captured:
        held = ids.to(self.device), at.to(self.device), last.to(self.device)
        beside = torch.cuda.Stream(self.device)  # type: ignore[no-untyped-call]
        beside.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(beside):
            for _ in range(WARM_UP):  # the same tokens to the same places: the cache is as it will be after the replay
                self.forward(*held, seen)
        torch.cuda.current_stream(self.device).wait_stream(beside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            logits = self.forward(*held, seen)
        return _Captured(graph, *held, logits)
