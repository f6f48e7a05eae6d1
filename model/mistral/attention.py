"""Latent attention that stays latent while decoding (absorbed MLA), and the layers of a step around it.

transformers keeps the latent in its cache but expands keys and values of the whole context at every step. With few
queries it is cheaper to bring the query to the latent instead: with ``W_k`` and ``W_v`` the halves of ``kv_b_proj``,
``q . (W_k c) = (W_k^T q) . c`` and ``sum p (W_v c) = W_v sum p c`` (DeepSeek-V2, arXiv 2405.04434, section 2.1.2).

A step of few tokens is paid by its launches, some 90 in each of transformers' layers. Here are about 30: norms in one
operation, the temperature of positions once for all layers, the rotation of queries and key together.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import rms_norm
from transformers.models.mistral4.modeling_mistral4 import get_llama_4_attn_scale

from kernels import moe
from model.mistral.cache import LatentCache


def walk(body: Any, hidden: Tensor, at: Tensor, cache: LatentCache) -> Tensor:
    """``hidden`` (B, T, H) at the places ``at`` (B, T) through all layers of a ``Mistral4Model``: (B, T, H).

    The cache says by ``focus`` which rows these are. Nothing waits for the device or depends on values.
    """
    turn = body.rotary_emb(hidden, at)
    grown = _grown(body.config, at)
    for layer in body.layers:
        hidden = hidden + absorbed(layer.self_attn, _norm(layer.input_layernorm, hidden), turn, grown, at, cache)
        hidden = hidden + layer.mlp(_norm(layer.post_attention_layernorm, hidden))
    return _norm(body.norm, hidden)


def absorbed(
    attention: Any, hidden: Tensor, turn: tuple[Tensor, Tensor], grown: Tensor, at: Tensor, cache: LatentCache
) -> Tensor:
    """What a ``Mistral4Attention`` gives for ``hidden`` (B, T, H), from the latents: (B, T, H).

    ``turn`` are cosines and sines (B, T, rope), ``grown`` (B, T) fp32 by how much the scores grow with the place.
    """
    B, T = at.shape
    heads, nope, value = attention.num_heads, attention.qk_nope_head_dim, attention.v_head_dim
    q = (
        attention.q_proj(hidden)
        if attention.q_lora_rank is None
        else attention.q_b_proj(_norm(attention.q_a_layernorm, attention.q_a_proj(hidden)))
    )
    q, q_rope = q.view(B, T, heads, -1).split([nope, attention.qk_rope_head_dim], -1)
    latent, k_rope = attention.kv_a_proj_with_mqa(hidden).split([attention.kv_lora_rank, q_rope.shape[-1]], -1)
    turned = _turned(torch.cat([q_rope, k_rope[:, :, None]], 2), turn, attention.config.rope_interleave)
    latent = _norm(attention.kv_a_layernorm, latent)
    latents, ropes = cache.update(latent[:, None], turned[:, None, :, -1], attention.layer_idx)

    both = attention.kv_b_proj.weight.view(heads, nope + value, -1)
    w_key, w_value = both.split([nope, value], 1)  # (heads, nope | value, latent)
    inward = q.reshape(B * T, heads, nope).transpose(0, 1) @ w_key  # by heads: no copy of the weights for each row
    inward = inward.transpose(0, 1).reshape(B, T, heads, -1)
    seen = moe.attend(inward, turned[:, :, :-1], latents[:, 0], ropes[:, 0], at, grown * attention.scaling)
    out = seen.view(B * T, heads, -1).transpose(0, 1) @ w_value.mT  # (heads, B T, value)
    result: Tensor = attention.o_proj(out.transpose(0, 1).reshape(B, T, -1))
    return result


def _norm(norm: Any, x: Tensor) -> Tensor:
    return rms_norm(x, norm.weight.shape, norm.weight, norm.variance_epsilon)


def _turned(x: Tensor, turn: tuple[Tensor, Tensor], interleaved: bool) -> Tensor:
    """``x`` (B, T, n, rope) rotated; pairs are neighbours, or one of each half, and come out as halves."""
    half = x.shape[-1] // 2
    cos, sin = (part[..., None, :half] for part in turn)
    first, second = (x[..., 0::2], x[..., 1::2]) if interleaved else (x[..., :half], x[..., half:])
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


def _grown(config: Any, at: Tensor) -> Tensor:
    """By how much scores grow with the place (B, T), fp32."""
    rope = config.rope_parameters
    grown: Tensor = get_llama_4_attn_scale(
        at, rope.get("llama_4_scaling_beta"), rope.get("original_max_position_embeddings")
    )
    return grown[:, 0, :, 0]
