"""Sizes, random packed weights and timing for ``benchmarks.gpu``."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from kernels.int4 import GROUP, Packed

BITS = 4 + 16 / GROUP  # of a weight, with its part of a scale


@dataclass(frozen=True)
class Shape:
    """What the published config.json of Mistral Small 4 says, or something small."""

    hidden: int
    width: int
    experts: int
    k: int
    layers: int
    heads: int
    query: int
    latent: int
    rope: int
    nope: int
    value: int
    vocabulary: int
    vision: tuple[int, int, int, int]  # layers, hidden, width, heads
    page: tuple[int, int]  # rows and columns of an A4 page in tokens

    @property
    def expert_bytes(self) -> float:
        """Bytes of one packed expert."""
        return 3 * self.hidden * self.width * BITS / 8


REAL = Shape(4096, 2048, 128, 4, 36, 32, 1024, 256, 64, 64, 128, 131072, (24, 1024, 4096, 16), (55, 39))
TINY = Shape(128, 64, 8, 2, 2, 4, 64, 64, 32, 32, 64, 512, (1, 64, 128, 2), (4, 3))


@dataclass
class Clock:
    """Until when a section may go on, and what it left out."""

    until: float
    left_out: list[str] = field(default_factory=list)

    def allows(self, what: str) -> bool:
        """Whether there is time for ``what``; if not, it is noted."""
        if time.monotonic() < self.until:
            return True
        self.left_out.append(what)
        return False


def random_packed(device: torch.device, *shape: int) -> Packed:
    """Random bytes (..., outputs, inputs / 2) whose products keep the size of what goes in."""
    *outer, outputs, inputs = shape
    blocks = -(-inputs // (2 * GROUP))
    size = 1 / (4.6 * inputs**0.5)  # 4.6: the spread of numbers from -8 to 7
    scales = torch.full((*outer, outputs, 2 * blocks), size, dtype=torch.bfloat16, device=device)
    packed = torch.empty(*outer, outputs, blocks * GROUP, dtype=torch.uint8, device=device)
    for part in packed.view(-1, *packed.shape[-2:]):  # one by one: random numbers are made in more bits than these
        part.random_(0, 256)
    return Packed(packed, scales, inputs)


def seconds(run: Callable[[], object], device: torch.device, most: float = 0.5) -> float:
    """The median time of ``run``, of up to 50 rounds within ``most`` seconds, after two to warm up; 3 on a CPU."""
    for _ in range(2 if device.type == "cuda" else 0):
        run()
    took: list[float] = []
    until = time.monotonic() + (most if device.type == "cuda" else 0.0)
    while len(took) < 3 or (len(took) < 50 and time.monotonic() < until):
        if device.type == "cuda":
            first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            first.record()
            run()
            last.record()
            last.synchronize()
            took.append(first.elapsed_time(last) / 1000)
        else:
            began = time.perf_counter()
            run()
            took.append(time.perf_counter() - began)
    return statistics.median(took)


def graphed(run: Callable[[], object]) -> Callable[[], object]:
    """``run`` captured once as a CUDA graph; calling replays it."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(2):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()
    return graph.replay


def bandwidth(device: torch.device) -> float:
    """Bytes a second that a copy reads and writes."""
    size = 2**31 if device.type == "cuda" else 2**22
    source = torch.zeros(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    return 2 * size / seconds(lambda: target.copy_(source), device)
