"""The whole shape with random weights: what it occupies, the prefill of a page, the time of a token.

The step is plain torch around our kernels (latent attention by products, static cache), not ``model/mistral``: it says
what the kernels allow, and the product's own step is to be measured against it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear, scaled_dot_product_attention, silu

from benchmarks.gpu_shape import BITS, Clock, Shape, bandwidth, graphed, random_packed, rms, seconds
from kernels import moe
from kernels.int4 import Packed

ROOM = 64  # places of the cache beyond the page
LAYER_SPACE = 1.9e9  # bytes a layer of the real shape needs, with what is around it
SPARE = 12e9  # for workspace, caches and the layers' surroundings
GOALS = {"resident GB": 68.0, "ms a token, batch 1, graph": 2.0, "ms page with vision": 150.0}


class Layer(NamedTuple):
    """One decoder layer; matrices are (outputs, inputs)."""

    q_a: Tensor
    q_b: Tensor
    kv_a: Tensor
    key: Tensor  # (heads, nope, latent)
    value: Tensor  # (heads, value, latent)
    o: Tensor
    router: Tensor
    gate_up: Packed
    down: Packed


class Whole:
    """``layers`` decoder layers, embedding, head and vision tower of a ``shape``."""

    def __init__(self, shape: Shape, layers: int, device: torch.device, way: str | None) -> None:
        self.shape, self.way, self.device = shape, way, device
        s = shape
        self.embedding, self.head = self._dense(s.vocabulary, s.hidden), self._dense(s.vocabulary, s.hidden)
        self.layers = [
            Layer(
                self._dense(s.query, s.hidden),
                self._dense(s.heads * (s.nope + s.rope), s.query),
                self._dense(s.latent + s.rope, s.hidden),
                self._dense(s.heads, s.nope, s.latent),
                self._dense(s.heads, s.value, s.latent),
                self._dense(s.hidden, s.heads * s.value),
                self._dense(s.experts, s.hidden),
                random_packed(device, s.experts + 1, 2 * s.width, s.hidden),
                random_packed(device, s.experts + 1, s.hidden, s.width),
            )
            for _ in range(layers)
        ]
        depth, inner, outer, _ = s.vision
        sizes = ((3 * inner, inner), (inner, inner), (2 * outer, inner), (inner, outer))
        self.tower = [[self._dense(*size) for size in sizes] for _ in range(depth)]
        self.project = [self._dense(inner, 4 * inner), self._dense(s.hidden, inner), self._dense(s.hidden, s.hidden)]
        angles = torch.arange(s.page[1] + ROOM, device=device)[:, None] / 1e4 ** torch.linspace(
            0, 1, s.rope // 2, device=device
        )
        self.turns = torch.polar(torch.ones_like(angles), angles)  # (places, rope / 2)

    def _dense(self, *shape: int) -> Tensor:
        return torch.randn(*shape, device=self.device, dtype=torch.bfloat16).div_(shape[-1] ** 0.5)

    def _turned(self, x: Tensor, turns: Tensor) -> Tensor:
        pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)).contiguous())
        return torch.view_as_real(pairs * turns).flatten(-2).to(x.dtype)

    def _latents(self, layer: Layer, x: Tensor, turns: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query parts (T, heads, nope), (T, heads, rope) and what the cache keeps (T, latent + rope)."""
        s = self.shape
        q = linear(rms(linear(x, layer.q_a)), layer.q_b).view(len(x), s.heads, -1)
        q, q_rope = q.split([s.nope, s.rope], -1)
        latent, k_rope = linear(x, layer.kv_a).split([s.latent, s.rope], -1)
        kept = torch.cat([rms(latent), self._turned(k_rope, turns)], -1)
        return q, self._turned(q_rope, turns[:, None]), kept

    def _experts(self, layer: Layer, x: Tensor) -> Tensor:
        ids, weights = moe.route(linear(x, layer.router), self.shape.k, shared=1, way=self.way)
        return moe.experts(x, ids, weights, layer.gate_up, layer.down, self.way)

    def step(self, tokens: Tensor, place: Tensor, caches: list[Tensor]) -> None:
        """``tokens`` (B,) at ``place`` (1,) become the next ones, in place; caches are (B, places, latent + rope)."""
        s, h = self.shape, self.embedding[tokens]
        turns = self.turns[place]
        unseen = torch.arange(caches[0].shape[1], device=self.device) > place
        for layer, cache in zip(self.layers, caches, strict=True):
            q, q_rope, kept = self._latents(layer, rms(h), turns)
            cache.index_copy_(1, place, kept[:, None])
            inward = torch.einsum("bhn,hnl->bhl", q, layer.key)
            scores = torch.cat([inward, q_rope], -1) @ cache.mT  # (B, heads, places)
            scores = scores.float() * (s.nope + s.rope) ** -0.5
            chances = scores.masked_fill(unseen, -1e9).softmax(-1).to(h.dtype)
            seen = torch.einsum("bhl,hvl->bhv", chances @ cache[..., : s.latent], layer.value)
            h = h + linear(seen.flatten(1), layer.o)
            h = h + self._experts(layer, rms(h))
        tokens.copy_(linear(rms(h), self.head).argmax(-1))
        place.add_(1).remainder_(caches[0].shape[1])

    def prefill(self, h: Tensor) -> Tensor:
        """The scores (vocabulary,) after the places (T, H)."""
        s = self.shape
        for layer in self.layers:
            q, q_rope, kept = self._latents(layer, rms(h), self.turns[: len(h)])
            latent, k_rope = kept.split([s.latent, s.rope], -1)
            keys = torch.cat([latent @ layer.key.mT, k_rope.expand(s.heads, -1, -1)], -1)  # (heads, T, nope + rope)
            queries = torch.cat([q, q_rope], -1).transpose(0, 1)
            seen = scaled_dot_product_attention(
                queries[None], keys[None], (latent @ layer.value.mT)[None], is_causal=True
            )
            h = h + linear(seen[0].transpose(0, 1).flatten(1), layer.o)
            h = h + self._experts(layer, rms(h))
        return linear(rms(h[-1]), self.head)

    def look(self, x: Tensor) -> Tensor:
        """Patches (P, hidden of the tower) as places (P / 4, H)."""
        heads = self.shape.vision[3]
        for qkv, o, gate_up, down in self.tower:
            q, k, v = linear(rms(x), qkv).view(1, len(x), 3, heads, -1).unbind(2)
            seen = scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
            x = x + linear(seen[0].transpose(0, 1).flatten(1), o)
            gate, up = linear(rms(x), gate_up).chunk(2, -1)
            x = x + linear(silu(gate) * up, down)
        merge, first, second = self.project
        return linear(torch.nn.functional.gelu(linear(linear(x.view(len(x) // 4, -1), merge), first)), second)


@torch.no_grad()
def whole_rows(
    shape: Shape, device: torch.device, way: str | None, clock: Clock, layers: int | None = None
) -> list[dict[str, Any]]:
    """Bytes, page and token times; with fewer layers than the shape has, everything is that of those layers."""
    gpu = device.type == "cuda"
    if layers is None:
        fit = int((torch.cuda.mem_get_info()[0] - SPARE) / LAYER_SPACE) if gpu else shape.layers
        layers = min(shape.layers, max(fit, 1))
    speed = bandwidth(device)
    whole = Whole(shape, layers, device, way)
    resident = torch.cuda.memory_allocated() if gpu else None
    rows: list[dict[str, Any]] = [
        {"layers": f"{layers} of {shape.layers}", "resident GB": resident and resident / 1e9, "goals": str(GOALS)}
    ]
    patches, tokens = shape.page
    for name, run in (
        ("page without vision", lambda: whole.prefill(whole.embedding[:tokens])),
        ("vision of the page", lambda: whole.look(torch.zeros(patches, shape.vision[1], device=device).bfloat16())),
    ):
        if clock.allows(name):
            rows.append({"what": name, "ms": seconds(run, device, 2.0) * 1e3})
    around = sum(t.nbytes for layer in whole.layers for t in layer if isinstance(t, Tensor)) + whole.head.nbytes
    for batch in (1, 8, 32):
        if not clock.allows(f"tokens at batch {batch}"):
            continue
        seen = torch.zeros(batch, dtype=torch.int64, device=device).random_(0, shape.vocabulary)
        place = torch.tensor([tokens], device=device)
        caches = [
            torch.randn(batch, tokens + ROOM, shape.latent + shape.rope, device=device).bfloat16()
            for _ in range(layers)
        ]

        def step(seen: Tensor = seen, place: Tensor = place, caches: list[Tensor] = caches) -> None:
            whole.step(seen, place, caches)

        eager = seconds(step, device, 2.0)
        replayed = seconds(graphed(step), device, 2.0) if gpu else None
        best = replayed or eager
        expected = shape.experts * (1 - (1 - shape.k / shape.experts) ** batch) + 1  # experts, if asked for evenly
        experts = layers * expected * 3 * shape.hidden * shape.width * BITS / 8
        floor = (around + experts + sum(cache.nbytes for cache in caches)) / speed
        rows.append(
            {
                "batch": batch,
                "ms a token, graph": replayed and replayed * 1e3,
                "ms a token, no graph": eager * 1e3,
                "tokens a second": batch / best,
                "floor ms": floor * 1e3,
                "of roofline": floor / best,
            }
        )
    return rows
