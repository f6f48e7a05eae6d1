"""Runs the Triton twins on the processor, under Triton's interpreter, beside their definitions.

    TRITON_INTERPRET=1 python -m tests.kernels.interpreted SEED

A JSON line for each case: its name, how far twin and definition are apart, and what was drawn. A process of its own,
since Triton decides when it is imported whether it interprets.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator

import torch
from torch import Tensor

from kernels import int4_experts, latent, moe, routing
from kernels.cuda import int4_experts as twins
from kernels.cuda import latent as twin_latent
from kernels.cuda import routing as twin_routing
from kernels.int4 import Packed, packed

KINDS = ("random", "one expert", "repeated", "experts without tokens")
Found = Iterator[tuple[str, float, object]]


def off(found: Tensor, expected: Tensor) -> float:
    """The length of the difference, as a part of the length of what was expected; NaN where anything is NaN."""
    return ((found.float() - expected.float()).norm() / expected.float().norm()).item()


def drawn(draw: random.Random, kind: str, tokens: int, experts: int, k: int) -> Tensor:
    """Ids (tokens, k) of a ``kind``."""
    choices = {
        "random": lambda: [draw.randrange(experts) for _ in range(k)],
        "one expert": lambda: [experts // 2] * k,
        "repeated": lambda: [draw.randrange(experts)] * k,
        "experts without tokens": lambda: [draw.choice((1, experts - 1)) for _ in range(k)],
    }[kind]
    return torch.tensor([choices() for _ in range(tokens)])


def poisoned(x: Tensor) -> Tensor:
    """``x`` (T, H) as a part of a larger tensor that holds NaN everywhere else."""
    around = torch.full((len(x) + 3, x.shape[1] + 32), torch.nan, dtype=x.dtype)
    around[: len(x), : x.shape[1]] = x
    return around[: len(x), : x.shape[1]]


def without(weight: Packed, ids: Tensor) -> Packed:
    """``weight`` with NaN for scales of the experts that nobody asked."""
    scales = weight.scales.clone()
    scales[[e for e in range(len(scales)) if not (ids == e).any()]] = torch.nan
    return Packed(weight.bytes, scales, weight.inputs)


def layers(draw: random.Random) -> Found:
    """Whole expert layers and their two products, at every kind of routing, one token, few and many."""
    for kind, tokens in [("random", 1), ("repeated", 1), *((kind, tokens) for tokens in (5, 37) for kind in KINDS)]:
        experts, k = draw.choice((3, 5, 9)), draw.choice((1, 2, 3, 4))
        inputs, width = draw.randrange(33, 180), draw.randrange(17, 140)
        dtype = draw.choice((torch.float32, torch.bfloat16)) if kind == "random" else torch.float32
        shapes = {"T": tokens, "E": experts, "k": k, "H": inputs, "I": width, "dtype": str(dtype)}
        ids = drawn(draw, kind, tokens, experts, k)
        gate_up = without(packed(torch.randn(experts, 2 * width, inputs)), ids)
        down = without(packed(torch.randn(experts, inputs, width)), ids)
        x, weights = poisoned(torch.randn(tokens, inputs).to(dtype)), torch.rand(tokens, k)
        loose = (
            1e-3 if dtype == torch.bfloat16 else 1.0
        )  # bf16 keeps 8 bits, and the interpreter cuts where others round
        mid = int4_experts.gate_up_swiglu(x, ids, gate_up)
        expected = int4_experts.down_weighted(mid, ids, weights, down)
        found = moe.experts(x, ids, weights, gate_up, down, way="triton")
        yield f"experts, {kind}, {tokens}", loose * off(found, expected), shapes
        if kind == "random":
            yield f"gate_up_swiglu, {tokens}", loose * off(twins.gate_up_swiglu(x, ids, gate_up), mid), shapes
            found = twins.down_weighted(mid, ids, weights, down)
            yield f"down_weighted, {tokens}", loose * off(found, expected), shapes


def attention(draw: random.Random) -> Found:
    """Queries over latents: one part and several, heads and widths that fill no block, what stands behind unseen."""
    for places, parts in ((33, 256), (70, 256), (150, 5)):
        twin_latent.PARTS = parts
        rows, tokens, heads = draw.randrange(1, 4), draw.randrange(1, 4), draw.randrange(1, 20)
        width, turn = draw.randrange(3, 40), draw.randrange(2, 20)
        at = torch.randint(0, places, (rows, tokens))
        at[0, 0], at[-1, -1] = 0, places  # one sees itself alone, one stands behind all
        cache = torch.randn(rows, places, width + turn)  # latents and keys side by side: rows of both have gaps
        cache[torch.arange(places) > at.amax(1, keepdim=True)] = 1e9
        inward, turned = torch.randn(rows, tokens, heads, width), torch.randn(rows, tokens, heads, turn)
        held = (inward, turned, cache[..., :width], cache[..., width:], at, torch.rand(rows, tokens))
        shapes = {"B": rows, "T": tokens, "heads": heads, "L": width, "R": turn, "S": places, "parts": parts}
        yield f"attend, {places} places", off(twin_latent.attend(*held), latent.attend(*held)), shapes


def others(draw: random.Random) -> Found:
    """The dense product at every size of tile, routing, alignment, and the operations as the compiler is told."""
    for tokens in (1, 5, 10, 37):
        weight = packed(torch.randn(draw.randrange(17, 150), inputs := draw.randrange(385, 513)))  # four parts
        x = poisoned(torch.randn(tokens, inputs))
        yield f"linear, {tokens}", off(twins.linear(x, weight), int4_experts.linear(x, weight)), inputs
    for experts, k, renormalise, shared in (
        (16, 2, True, 0),
        (5, 5, False, 2),
        (128, 4, True, 1),
        (7, 1, True, 3),
    ):
        logits, scale = torch.randn(5, experts), draw.uniform(0.5, 3)
        expected = routing.route(logits, k, renormalise, scale, shared)
        found = twin_routing.route(logits, k, renormalise, scale, shared)
        error = off(found[1], expected[1]) + float(not torch.equal(found[0], expected[0]))
        yield f"route, {k} of {experts}", error, (renormalise, shared)
    for kind in KINDS:
        experts, block = draw.randrange(3, 20), draw.choice((8, 16, 32))
        ids = drawn(draw, kind, 13, experts, 3)
        expected, found = routing.align(ids, experts, block), twin_routing.align(ids, experts, block)
        used = expected.experts >= 0
        same = torch.equal(found.experts, expected.experts)
        same = same and torch.equal(found.slots.view(-1, block)[used], expected.slots.view(-1, block)[used])
        yield f"align, {kind}", float(not same), (experts, block)
    ids, weight = drawn(draw, "random", 2, 3, 2), packed(torch.randn(3, 64, 70))
    order = twin_routing.align(ids, 3, twins.tiles(4, 3).tokens)
    checks = ("test_schema", "test_faketensor")
    torch.library.opcheck(
        torch.ops.recto.gate_up_swiglu,
        (torch.randn(2, 70), ids, *order, weight.bytes, weight.scales),
        test_utils=checks,
    )
    torch.library.opcheck(
        torch.ops.recto.down_weighted,
        (torch.randn(2, 2, 70), ids, torch.rand(2, 2), *order, weight.bytes, weight.scales),
        test_utils=checks,
    )
    torch.library.opcheck(
        torch.ops.recto.linear, (torch.randn(2, 70), weight.bytes[0], weight.scales[0]), test_utils=checks
    )
    yield "operations as the compiler sees them", 0.0, None


def main() -> None:
    seed = int(sys.argv[1])
    torch.manual_seed(seed)
    draw = random.Random(seed)
    for cases in (layers, attention, others):
        for name, error, what in cases(draw):
            print(json.dumps({"case": name, "off": error, "drawn": str(what)}), flush=True)


if __name__ == "__main__":
    main()
