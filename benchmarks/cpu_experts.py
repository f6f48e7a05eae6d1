"""Whether a 4-bit CPU kernel pays against experts unpacked once at load: one thread, processor time, best of rounds.

    python -m benchmarks.cpu_experts [--rounds 7] [--json OUT]

Builds ``cpu_experts.c`` with gcc (AVX512-VNNI); the figures of decision 0006. Results are checked before timing.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import linear, silu

from kernels import int4_experts, routing
from kernels.int4 import GROUP, Packed, packed, unpack

SIZES = {
    "embedded (128, 16 x 128, top-2)": (128, 128, 16, 2, (1, 64, 256, 600)),
    "middle (1024, 32 x 512, top-4)": (1024, 512, 32, 4, (1, 8, 64, 512)),
}
FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]


def library() -> ctypes.CDLL:
    """The compiled candidate."""
    out = Path(tempfile.mkdtemp()) / "experts.so"
    subprocess.run(["gcc", *FLAGS, "-o", out, Path(__file__).with_suffix(".c"), "-lm"], check=True)
    return ctypes.CDLL(str(out))


def tiled(weight: Packed) -> tuple[Tensor, Tensor]:
    """``weight`` (E, N, K) as the candidate reads it: bytes and scales of 16 outputs together."""
    E, N, _ = weight.bytes.shape
    nibbles = unpack(weight.bytes).view(E, N // 16, 16, -1, 2, 4).transpose(2, 3)  # (E, N / 16, K / 8, 16, 2, 4)
    scales = weight.scales.float().view(E, N // 16, 16, -1).transpose(2, 3).contiguous()
    return (nibbles[..., 0, :] | nibbles[..., 1, :] << 4).contiguous(), scales


class Candidate:
    """The C kernel for the experts of one layer."""

    def __init__(self, gate_up: Packed, down: Packed, tokens: int) -> None:
        self.run = library().expert
        self.H, self.I = gate_up.inputs, down.inputs
        self.weights = [*tiled(gate_up), *tiled(down)]
        most = max(self.H, self.I)
        room = (
            (tokens, most, torch.int8),
            (tokens, most // GROUP, torch.float32),
            (tokens, most // GROUP, torch.int32),
        )
        self.room = [torch.empty(t, n, dtype=d) for t, n, d in room]
        self.room += [torch.empty(tokens, self.I), torch.empty(tokens, 2 * self.I)]

    def __call__(self, x: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
        out = torch.zeros_like(x)
        for e in sorted({*ids.flatten().tolist()}):
            token, choice = torch.where(ids == e)
            some, part = x[token], x.new_empty(len(token), self.H)
            tensors = [some, *(w[e] for w in self.weights), part]
            self.run(
                *(ctypes.c_void_p(t.data_ptr()) for t in tensors),
                *(ctypes.c_int(n) for n in (len(token), self.H, self.I)),
                *(ctypes.c_void_p(t.data_ptr()) for t in self.room),
            )
            out.index_add_(0, token, part * weights[token, choice, None])
        return out


def dense(gate_up: Tensor, down: Tensor) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    """The layer with weights unpacked beforehand, a product for each expert in use."""

    def run(x: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
        out = torch.zeros_like(x)
        for e in sorted({*ids.flatten().tolist()}):
            token, choice = torch.where(ids == e)
            gate, up = linear(x[token].to(gate_up.dtype), gate_up[e]).chunk(2, -1)
            part = linear(silu(gate) * up, down[e]).float()
            out.index_add_(0, token, part * weights[token, choice, None])
        return out

    return run


def least(run: Callable[[], object], rounds: int) -> float:
    """Milliseconds of processor time of the best of ``rounds``."""
    run()
    took = []
    for _ in range(rounds):
        began, times = time.process_time(), 0
        while times == 0 or time.process_time() - began < 0.02:
            run()
            times += 1
        took.append((time.process_time() - began) / times)
    return min(took) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for size, (H, width, E, k, counts) in SIZES.items():
        gate_up = packed(torch.randn(E, 2 * width, H) / H**0.5)
        down = packed(torch.randn(E, H, width) / width**0.5)
        ways = {
            "dense fp32": dense(gate_up.dense(), down.dense()),
            "dense bf16": dense(gate_up.dense(torch.bfloat16), down.dense(torch.bfloat16)),
            "packed, C": Candidate(gate_up, down, max(counts) * k),
            "packed, definition": lambda x, ids, w, g=gate_up, d=down: int4_experts.experts(x, ids, w, g, d),
        }
        for tokens in counts:
            x = torch.randn(tokens, H)
            ids, weights = routing.route(torch.randn(tokens, E), k)
            expected = ways["dense fp32"](x, ids, weights)
            for way in ways.values():
                off = ((way(x, ids, weights) - expected).norm() / expected.norm()).item()
                assert off < 2e-2, off  # int8 activations and bf16 weights are rounded
            took = {name: least(partial(way, x, ids, weights), chosen.rounds) for name, way in ways.items()}
            rows.append({"size": size, "tokens": tokens, **took})
            print(size, tokens, *(f"{name} {ms:.3f}" for name, ms in took.items()), sep="; ", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
