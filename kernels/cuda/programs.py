"""The Triton programs themselves. Weights stand on the rows of each product and tokens on its columns, so that eight
tokens fill a matrix instruction; whole numbers from -8 to 7 are multiplied, and each half of a block of 128 inputs gets
its scale after the product. With few tokens a program cuts the inputs in SPLIT parts, a warp for each: there are more
rows than warps are busy otherwise. Nothing depends on values the host would have to wait for.
"""

import torch
import triton
import triton.language as tl


def dot_type(activations: torch.dtype) -> tl.dtype:
    """What products are computed in: fp32 in Triton's interpreter, which multiplies the bits of bf16."""
    if not isinstance(down, triton.JITFunction):
        return tl.float32
    return {torch.bfloat16: tl.bfloat16, torch.float16: tl.float16}.get(activations, tl.float32)


@triton.jit
def _slots_of(owners, slots, total, block, BM: tl.constexpr, ORDER: tl.constexpr):
    """The expert of a block and its slots; a slot of ``total`` or more is a filler."""
    lane = tl.arange(0, BM)
    if ORDER == "dense":
        expert = (block * 0).to(tl.int64)
        slot = block * BM + lane
    elif ORDER == "one by one":  # a block for each slot: a single token needs no sorting
        expert = tl.load(owners + block).to(tl.int64)
        slot = tl.where(lane == 0, block, total)
    else:
        expert = tl.load(owners + block).to(tl.int64)
        slot = tl.load(slots + block * BM + lane)
    return expert, slot


@triton.jit
def _activations(x, rows, live, start, inputs, stride, EVEN: tl.constexpr, SPLIT: tl.constexpr):
    """64 inputs of each token from ``start``: (64, BM); split, those of the next blocks as well: (SPLIT, 64, BM)."""
    if SPLIT == 1:
        at = start + tl.arange(0, 64)[:, None]
        wanted = live[None, :]
        places = x + rows[None, :] * stride + at
    else:
        at = start + tl.arange(0, SPLIT)[:, None, None] * 128 + tl.arange(0, 64)[None, :, None]
        wanted = live[None, None, :]
        places = x + rows[None, None, :] * stride + at
    if not EVEN:
        wanted = wanted & (at < inputs)
    return tl.load(places, mask=wanted, other=0.0)


@triton.jit
def _weights(packed, scales, row, piece, pieces, SPLIT: tl.constexpr):
    """The bytes (BN, 64) and pairs of scales (BN) of 128 inputs; split, (SPLIT, BN, 64) and (SPLIT, BN)."""
    if SPLIT == 1:
        block = row * pieces + piece
        places = packed + block[:, None] * 64 + tl.arange(0, 64)[None, :]
    else:
        block = row[None, :] * pieces + piece + tl.arange(0, SPLIT)[:, None]
        places = packed + block[:, :, None] * 64 + tl.arange(0, 64)[None, None, :]
    return tl.load(places), tl.load(scales + block)


@triton.jit
def _plus_block(sums, packed, scales, low, high, DOT: tl.constexpr):
    """``sums`` (..., BN, BM) and what a block of 128 inputs adds, its scales applied to the products of each half."""
    wide = packed.to(tl.uint16)
    left = ((wide & 15) | 0x4300).to(tl.bfloat16, bitcast=True).to(DOT) - 136  # these bits are 128 + nibble
    right = ((wide >> 4) | 0x4300).to(tl.bfloat16, bitcast=True).to(DOT) - 136
    first = (scales << 16).to(tl.float32, bitcast=True)  # the low half of 32 bits is the first group's bf16
    second = ((scales >> 16) << 16).to(tl.float32, bitcast=True)
    sums += tl.dot(left, low.to(DOT), input_precision="ieee") * tl.expand_dims(first, -1)
    sums += tl.dot(right, high.to(DOT), input_precision="ieee") * tl.expand_dims(second, -1)
    return sums


@triton.jit
def _zeros(SPLIT: tl.constexpr, BN: tl.constexpr, BM: tl.constexpr):
    if SPLIT == 1:
        sums = tl.zeros((BN, BM), tl.float32)
    else:
        sums = tl.zeros((SPLIT, BN, BM), tl.float32)
    return sums


@triton.jit
def _joined(sums, SPLIT: tl.constexpr):
    if SPLIT > 1:
        sums = tl.sum(sums, 0)
    return sums


@triton.jit(do_not_specialize=["total"])
def gate_up(
    x, packed, scales, owners, slots, out, total, inputs, width, stride, pieces,
    CHOICES: tl.constexpr, ORDER: tl.constexpr, EVEN: tl.constexpr, DOT: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, SPLIT: tl.constexpr, STAGES: tl.constexpr,
):  # fmt: skip
    """``out`` (slots, width) = silu(gate) * up; ``packed`` is (E, 2 width, 64 pieces)."""
    expert, slot = _slots_of(owners, slots, total, tl.program_id(1), BM, ORDER)
    if expert < 0:
        return
    live = slot < total
    token = (slot // CHOICES).to(tl.int64)
    row = tl.program_id(0) * BN + tl.arange(0, BN)
    inside = tl.minimum(row, width - 1)
    gate_scales = scales + expert * (2 * width * pieces)
    up_scales = gate_scales + width * pieces
    gates = packed + expert * (2 * width * pieces * 64)
    ups = gates + width * pieces * 64
    gate = _zeros(SPLIT, BN, BM)
    up = _zeros(SPLIT, BN, BM)
    for piece in tl.range(0, pieces, SPLIT, num_stages=STAGES):
        low = _activations(x, token, live, piece * 128, inputs, stride, EVEN, SPLIT)
        high = _activations(x, token, live, piece * 128 + 64, inputs, stride, EVEN, SPLIT)
        some, steps = _weights(gates, gate_scales, inside, piece, pieces, SPLIT)
        gate = _plus_block(gate, some, steps, low, high, DOT)
        some, steps = _weights(ups, up_scales, inside, piece, pieces, SPLIT)
        up = _plus_block(up, some, steps, low, high, DOT)
    opened = _joined(gate, SPLIT)
    value = opened / (1 + tl.exp(-opened)) * _joined(up, SPLIT)
    place = out + slot.to(tl.int64)[None, :] * width + row[:, None]
    tl.store(place, value.to(out.dtype.element_ty), mask=live[None, :] & (row < width)[:, None])


@triton.jit(do_not_specialize=["total"])
def down(
    x, packed, scales, owners, slots, weights, out, total, inputs, width, stride, pieces,
    ORDER: tl.constexpr, EVEN: tl.constexpr, DOT: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, SPLIT: tl.constexpr, STAGES: tl.constexpr,
):  # fmt: skip
    """``out`` (slots, width) = weight of the slot * its product; ``packed`` is (E, width, 64 pieces)."""
    expert, slot = _slots_of(owners, slots, total, tl.program_id(1), BM, ORDER)
    if expert < 0:
        return
    live = slot < total
    source = slot.to(tl.int64)
    row = tl.program_id(0) * BN + tl.arange(0, BN)
    inside = tl.minimum(row, width - 1)
    bytes_here = packed + expert * (width * pieces * 64)
    scales_here = scales + expert * (width * pieces)
    sums = _zeros(SPLIT, BN, BM)
    for piece in tl.range(0, pieces, SPLIT, num_stages=STAGES):
        low = _activations(x, source, live, piece * 128, inputs, stride, EVEN, SPLIT)
        high = _activations(x, source, live, piece * 128 + 64, inputs, stride, EVEN, SPLIT)
        some, steps = _weights(bytes_here, scales_here, inside, piece, pieces, SPLIT)
        sums = _plus_block(sums, some, steps, low, high, DOT)
    result = _joined(sums, SPLIT)
    if ORDER != "dense":
        result *= tl.load(weights + slot, mask=live, other=0.0).to(tl.float32)[None, :]
    place = out + source[None, :] * width + row[:, None]
    tl.store(place, result.to(out.dtype.element_ty), mask=live[None, :] & (row < width)[:, None])


@triton.jit
def sum_choices(parts, out, width, CHOICES: tl.constexpr, BN: tl.constexpr):
    """``out`` (T, width) = the sum over the choices of ``parts`` (T, choices, width), always in the same order."""
    token = tl.program_id(0).to(tl.int64)
    at = tl.program_id(1) * BN + tl.arange(0, BN)
    sums = tl.zeros((BN,), tl.float32)
    for choice in tl.static_range(CHOICES):
        sums += tl.load(parts + (token * CHOICES + choice) * width + at, mask=at < width, other=0.0)
    tl.store(out + token * width + at, sums.to(out.dtype.element_ty), mask=at < width)


@triton.jit
def route(
    logits, ids, weights, experts, scale,
    K: tl.constexpr, WIDTH: tl.constexpr, RENORMALISE: tl.constexpr, BE: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """The K likeliest experts of one token, the likeliest first; a WIDTH above K adds the shared experts."""
    token = tl.program_id(0).to(tl.int64)
    number = tl.arange(0, BE)
    score = tl.load(logits + token * experts + number, mask=number < experts, other=float("-inf")).to(tl.float32)
    odds = tl.exp(score - tl.max(score, 0))
    odds = odds / tl.sum(odds, 0)
    left = tl.where(number < experts, odds, -1.0)
    lane = tl.arange(0, BK)
    picked = (experts + lane - K).to(tl.int64)  # what is not overwritten is a shared expert
    weight = tl.zeros((BK,), tl.float32)
    for choice in tl.static_range(K):
        best = tl.minimum(tl.argmax(left, 0), experts - 1)  # also when the logits are NaN
        picked = tl.where(lane == choice, best, picked)
        weight = tl.where(lane == choice, tl.max(left, 0), weight)
        left = tl.where(number == best, -1.0, left)
    if RENORMALISE:
        weight = weight / tl.sum(weight, 0)
    weight = tl.where(lane >= K, 1.0, weight * scale)
    at = token * WIDTH + lane
    tl.store(ids + at, picked, mask=lane < WIDTH)
    tl.store(weights + at, weight, mask=lane < WIDTH)


@triton.jit(do_not_specialize=["total", "most"])
def align(
    ids, owners, slots, total, most, experts,
    BLOCK: tl.constexpr, BS: tl.constexpr, BE: tl.constexpr,
):  # fmt: skip
    """One program for each expert counts everybody and places its own slots: no sorting, no atomics."""
    expert = tl.program_id(0)
    slot = tl.arange(0, BS)
    owner = tl.load(ids + slot, mask=slot < total, other=experts).to(tl.int32)
    number = tl.arange(0, BE)
    blocks = (tl.histogram(owner, BE) + BLOCK - 1) // BLOCK
    first = tl.sum(tl.where(number < expert, blocks, 0), 0)
    mine = owner == expert
    count = tl.sum(mine.to(tl.int32), 0)
    tl.store(slots + first * BLOCK + tl.cumsum(mine.to(tl.int32), 0) - 1, slot, mask=mine)
    own = (count + BLOCK - 1) // BLOCK
    lane = tl.arange(0, BLOCK)
    tl.store(slots + first * BLOCK + count + lane, total + lane * 0, mask=count + lane < own * BLOCK)
    tl.store(owners + first + slot, expert + slot * 0, mask=slot < own)
    if expert == experts - 1:
        tl.store(owners + slot, slot * 0 - 1, mask=(slot >= first + own) & (slot < most))


@triton.jit(do_not_specialize=["places", "share"])
def attend(
    inward, turned, latent, rope, at, scale, parts, tops, sums, places, share,
    latent_row, latent_place, rope_row, rope_place,
    TOKENS: tl.constexpr, HEADS: tl.constexpr, LATENT: tl.constexpr, ROPE: tl.constexpr, DOT: tl.constexpr,
    BH: tl.constexpr, BL: tl.constexpr, BR: tl.constexpr, BN: tl.constexpr,
):  # fmt: skip
    """What one query sees of ``share`` places with all its heads: its sum, its highest score and its sum of chances."""
    query = tl.program_id(0).to(tl.int64)
    row = query // TOKENS
    head, wide, turn = tl.arange(0, BH), tl.arange(0, BL), tl.arange(0, BR)
    asks = query * HEADS + head
    inside = (head < HEADS)[:, None]
    q = tl.load(inward + asks[:, None] * LATENT + wide[None, :], mask=inside & (wide < LATENT)[None, :], other=0.0)
    t = tl.load(turned + asks[:, None] * ROPE + turn[None, :], mask=inside & (turn < ROPE)[None, :], other=0.0)
    factor = tl.load(scale + query)
    begin = tl.program_id(1) * share
    end = tl.minimum(begin + share, tl.minimum(tl.load(at + query) + 1, places).to(tl.int32))
    top = tl.full((BH,), float("-inf"), tl.float32)
    total = tl.zeros((BH,), tl.float32)
    seen = tl.zeros((BH, BL), tl.float32)
    for start in tl.range(begin, end, BN):
        place = start + tl.arange(0, BN)
        there = place < end
        where = place.to(tl.int64)[:, None]
        keys = tl.load(
            latent + row * latent_row + where * latent_place + wide[None, :],
            mask=there[:, None] & (wide < LATENT)[None, :], other=0.0,
        )  # fmt: skip
        turns = tl.load(
            rope + row * rope_row + where * rope_place + turn[None, :],
            mask=there[:, None] & (turn < ROPE)[None, :], other=0.0,
        )  # fmt: skip
        scores = tl.dot(q.to(DOT), tl.trans(keys.to(DOT)), input_precision="ieee")
        scores += tl.dot(t.to(DOT), tl.trans(turns.to(DOT)), input_precision="ieee")
        scores = tl.where(there[None, :], scores * factor, float("-inf"))
        higher = tl.maximum(top, tl.max(scores, 1))
        shrunk = tl.exp(top - higher)
        chances = tl.exp(scores - higher[:, None])
        total = total * shrunk + tl.sum(chances, 1)
        seen = seen * shrunk[:, None] + tl.dot(chances.to(DOT), keys.to(DOT), input_precision="ieee")
        top = higher
    part = (query * tl.num_programs(1) + tl.program_id(1)) * HEADS + head
    tl.store(tops + part, top, mask=head < HEADS)
    tl.store(sums + part, total, mask=head < HEADS)
    tl.store(parts + part[:, None] * LATENT + wide[None, :], seen, mask=inside & (wide < LATENT)[None, :])


@triton.jit(do_not_specialize=["count"])
def join_parts(
    parts, tops, sums, out, count,
    HEADS: tl.constexpr, LATENT: tl.constexpr, BL: tl.constexpr, BP: tl.constexpr,
):  # fmt: skip
    """``out`` (queries, heads, LATENT) from the ``count`` parts of one query and head; an empty part saw nothing."""
    query = tl.program_id(0).to(tl.int64)
    head = tl.program_id(1)
    part, wide = tl.arange(0, BP), tl.arange(0, BL)
    place = (query * count + part) * HEADS + head
    top = tl.load(tops + place, mask=part < count, other=float("-inf"))
    highest = tl.max(top, 0)
    total = tl.sum(tl.exp(top - highest) * tl.load(sums + place, mask=part < count, other=0.0), 0)
    joined = tl.zeros((BL,), tl.float32)
    for one in tl.range(0, count):
        own = (query * count + one) * HEADS + head
        share = tl.exp(tl.load(tops + own) - highest) / total
        joined += share * tl.load(parts + own * LATENT + wide, mask=wide < LATENT, other=0.0)
    tl.store(out + (query * HEADS + head) * LATENT + wide, joined.to(out.dtype.element_ty), mask=wide < LATENT)
