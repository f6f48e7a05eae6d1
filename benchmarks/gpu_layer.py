"""Twins against definitions, and one expert layer against other ways to compute it, on the device that is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import grouped_mm, silu

from benchmarks.gpu_shape import Clock, Shape, bandwidth, graphed, random_packed, seconds
from kernels import moe, routing
from kernels.int4 import Packed, packed

TOKENS = (1, 2, 4, 8, 16, 32, 64, 128, 512, 2048)
COPIES = 8  # of a layer's weights, taken in turn: no expert is found in the cache of the GPU
ALLOWED = {torch.float32: 1e-5, torch.bfloat16: 1e-2}


def twin_rows(shape: Shape, device: torch.device, way: str | None, clock: Clock) -> list[dict[str, Any]]:
    """How far ``way`` is from the definition, at odd sizes and at the real ones."""
    rows = []
    sizes = [(200, 70, 5, 3), (shape.hidden, shape.width, 9, shape.k)]
    for hidden, width, count, k in sizes:
        gate_up = packed(torch.randn(count, 2 * width, hidden, device=device) / hidden**0.5)
        down = packed(torch.randn(count, hidden, width, device=device) / width**0.5)
        for tokens in (1, 5, 37, 300):
            for dtype in (torch.float32, torch.bfloat16):
                if not clock.allows(f"{tokens} tokens at {hidden}"):
                    continue
                x = torch.randn(tokens, hidden, device=device).to(dtype)
                logits = torch.randn(tokens, count - 1, device=device)
                ids, weights = routing.route(logits, k, shared=1)
                found_ids, found_weights = moe.route(logits, k, shared=1, way=way)
                off = {
                    "experts": _off(
                        moe.experts(x, ids, weights, gate_up, down, way),
                        moe.experts(x, ids, weights, gate_up, down, "definition"),
                    ),
                    "linear": _off(moe.linear(x, gate_up[0], way), moe.linear(x, gate_up[0], "definition")),
                    "route": _off(found_weights, weights) + float(not torch.equal(ids, found_ids)),
                }
                off["attend"] = _attended(shape, device, way, min(tokens, 8), dtype)
                same = all(value <= ALLOWED[dtype] for value in off.values())
                rows.append({"hidden": hidden, "tokens": tokens, "dtype": str(dtype), **off, "same": same})
    return rows


def _attended(shape: Shape, device: torch.device, way: str | None, rows: int, dtype: torch.dtype) -> float:
    """How far attention over latents is from its definition, for ``rows`` rows that stand at different places."""
    places = 300
    inward = torch.randn(rows, 1, shape.heads, shape.latent, device=device).to(dtype)
    turned = torch.randn(rows, 1, shape.heads, shape.rope, device=device).to(dtype)
    cache = torch.randn(rows, places, shape.latent + shape.rope, device=device).to(dtype)
    at = torch.randint(0, places, (rows, 1), device=device)
    scale = torch.full((rows, 1), (shape.latent + shape.rope) ** -0.5, device=device)
    held = (inward, turned, cache[..., : shape.latent], cache[..., shape.latent :], at, scale)
    return _off(moe.attend(*held, way), moe.attend(*held, "definition"))


def _off(found: Tensor, expected: Tensor) -> float:
    return ((found.float() - expected.float()).norm() / expected.float().norm()).item()


def layer_rows(shape: Shape, device: torch.device, way: str | None, clock: Clock) -> list[dict[str, Any]]:
    """Microseconds of an expert layer (the shared expert with it) at every number of tokens, top-4 and top-2."""
    gpu = device.type == "cuda"
    count, speed = shape.experts + 1, bandwidth(device)
    copies = [
        (
            random_packed(device, count, 2 * shape.width, shape.hidden),
            random_packed(device, count, shape.hidden, shape.width),
        )
        for _ in range(COPIES if gpu else 1)
    ]
    others = Others(shape, device, *copies[0])
    rows = []
    for skewed, k in ((False, 4), (False, 2), (True, 4)):
        for tokens in TOKENS if gpu else TOKENS[:3]:
            if not clock.allows(f"{tokens} tokens of top-{k}{', skewed' if skewed else ''}"):
                continue
            x = torch.randn(tokens, shape.hidden, device=device).bfloat16()
            logits = torch.randn(tokens, shape.experts, device=device)
            if skewed:  # as if expert e were asked for in proportion to 1 / (1 + e)
                logits -= torch.arange(1, shape.experts + 1, device=device).log()
            ids, weights = routing.route(logits, k, shared=1)
            distinct = len(set(ids.flatten().tolist()))
            moved = distinct * shape.expert_bytes + 2 * x.nbytes + 2 * ids.numel() * shape.width * 2

            def ours(x: Tensor = x, ids: Tensor = ids, weights: Tensor = weights) -> None:
                for gate_up, down in copies:
                    moe.experts(x, ids, weights, gate_up, down, way)

            eager = seconds(ours, device) / len(copies)
            replayed = seconds(graphed(ours), device) / len(copies) if gpu else None
            best = replayed or eager
            row = {
                "routing": "skewed" if skewed else "even",
                "top": k,
                "tokens": tokens,
                "experts touched": distinct,
                "us": best * 1e6,
                "us without graph": eager * 1e6,
                "GB/s": moved / best / 1e9,
                "of roofline": moved / speed / best,
                "TFLOP/s": 6 * ids.numel() * shape.hidden * shape.width / best / 1e12,
            }
            rows.append(row | {name: took and took / best for name, took in others.times(x, ids, weights).items()})
    return [{"copy GB/s": speed / 1e9}, *rows]


class Others:
    """The same layer in bf16, and in bitsandbytes' 4 bits, each in the way a user would get it today."""

    def __init__(self, shape: Shape, device: torch.device, gate_up: Packed, down: Packed) -> None:
        self.device = device
        stacks = [
            torch.empty(*w.bytes.shape[:2], w.inputs, dtype=torch.bfloat16, device=device) for w in (gate_up, down)
        ]
        for dense, weight in zip(stacks, (gate_up, down), strict=True):
            for e in range(len(dense)):
                dense[e] = weight[e].dense(torch.bfloat16)
        self.gate_up, self.down = stacks
        self.nf4 = self._quantised() if device.type == "cuda" else None
        self.shape = shape

    def _quantised(self) -> list[tuple[Any, Any]] | None:
        try:
            from bitsandbytes.functional import quantize_4bit
        except ImportError:
            return None
        return [
            tuple(quantize_4bit(w, quant_type="nf4") for w in pair)
            for pair in zip(self.gate_up, self.down, strict=True)
        ]

    def times(self, x: Tensor, ids: Tensor, weights: Tensor) -> dict[str, float | None]:
        """Seconds of each other way by name; None where it is not possible here or needs too much memory."""
        copied = ids.numel() * self.gate_up[0].nbytes * 1.5
        ways: dict[str, Callable[[Tensor, Tensor, Tensor], object] | None] = {
            "bf16 grouped_mm / ours": self.grouped,
            "bf16 batched_mm / ours": self.batched if copied < 2e10 else None,
            "NF4 touched experts / ours": self.touched if self.nf4 else None,
            "NF4 all dequantised / ours": self.dequantised if self.nf4 and len(x) == 1 else None,
        }
        return {
            name: None if way is None else self._tried(lambda way=way: way(x, ids, weights))
            for name, way in ways.items()
        }

    def _tried(self, run: Callable[[], object]) -> float | None:
        try:
            return seconds(run, self.device, 0.2)
        except RuntimeError:  # this GPU or this torch has not the operation, or not the memory
            return None

    def grouped(self, x: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
        """Sorted by expert, then torch's grouped product."""
        flat = ids.flatten()
        order = flat.argsort(stable=True)
        counts = torch.zeros(len(self.gate_up), dtype=torch.int32, device=x.device)
        ends = counts.scatter_add_(0, flat, torch.ones_like(flat, dtype=torch.int32)).cumsum(0, dtype=torch.int32)
        gate, up = grouped_mm(x[order // ids.shape[1]], self.gate_up.mT, offs=ends).chunk(2, -1)
        parts = grouped_mm(silu(gate) * up, self.down.mT, offs=ends) * weights.flatten()[order, None]
        return torch.zeros_like(x, dtype=torch.float32).index_add_(0, order // ids.shape[1], parts.float())

    def batched(self, x: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
        """The weights of each slot copied together, then one batched product."""
        flat = ids.flatten()
        gate, up = (self.gate_up[flat] @ x.repeat_interleave(ids.shape[1], 0)[..., None]).squeeze(-1).chunk(2, -1)
        parts = (self.down[flat] @ (silu(gate) * up)[..., None]).view(*ids.shape, -1)
        return (parts * weights[..., None]).sum(1)

    def touched(self, x: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
        """bitsandbytes' 4-bit product for each expert in use: the fair comparison, though no library does it so."""
        from bitsandbytes import matmul_4bit

        assert self.nf4
        out = torch.zeros_like(x, dtype=torch.float32)
        for e in set(ids.flatten().tolist()):
            token, choice = torch.where(ids == e)
            (up_bytes, up_state), (down_bytes, down_state) = self.nf4[e]
            gate, up = matmul_4bit(x[token], up_bytes.t(), up_state).chunk(2, -1)
            part = matmul_4bit(silu(gate) * up, down_bytes.t(), down_state)
            out.index_add_(0, token, part.float() * weights[token, choice, None])
        return out

    def dequantised(self, x: Tensor, ids: Tensor, weights: Tensor) -> None:  # noqa: ARG002  all experts, whoever is asked
        """What ``replace_parameter_4bit`` does at each access: every expert of the layer to bf16."""
        from bitsandbytes.functional import dequantize_4bit

        assert self.nf4
        for pair in self.nf4:
            for values, state in pair:
                dequantize_4bit(values, state)
