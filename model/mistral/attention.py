"""Latent attention that stays latent while decoding (absorbed MLA).

transformers keeps the latent in its cache but expands keys and values of the whole context at every step. With few
queries it is cheaper to bring the query to the latent instead: with ``W_k`` and ``W_v`` the halves of ``kv_b_proj``,
``q . (W_k c) = (W_k^T q) . c`` and ``sum p (W_v c) = W_v sum p c`` (DeepSeek-V2, arXiv 2405.04434, section 2.1.2).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers.models.mistral4.modeling_mistral4 import (
    Mistral4Attention,
    apply_rotary_pos_emb,
    apply_rotary_pos_emb_interleave,
    get_llama_4_attn_scale,
)

FEW = 8  # queries at a time up to which scores (B, heads, FEW, context) stay small beside the expanded keys


class LatentAttention(Mistral4Attention):  # type: ignore[misc]  # transformers is untyped
    """``Mistral4Attention`` with the same weights and results, absorbed for at most ``FEW`` queries at a time."""

    def forward(
        self,
        hidden_states: Tensor,
        position_embeddings: tuple[Tensor, Tensor],
        attention_mask: Tensor | None,
        position_ids: Tensor,
        past_key_values: Any = None,
        **kwargs: Any,
    ) -> tuple[Tensor, Tensor | None]:
        """``hidden_states`` (B, T, H), mask (B, 1, T, S) boolean (true: seen) or additive; gives (B, T, H) and None.

        ``past_key_values.update`` gives the latents (B, 1, S, latent) and the rotary keys (B, 1, S, rope) of all ``S``
        places of the cache.
        """
        if past_key_values is None or hidden_states.shape[1] > FEW:
            expanded: tuple[Tensor, Tensor | None] = super().forward(
                hidden_states, position_embeddings, attention_mask, position_ids, past_key_values, **kwargs
            )
            return expanded
        B, T = hidden_states.shape[:2]
        q, q_rope, latent, k_rope = self._projected(hidden_states, position_embeddings)
        latent, k_rope = past_key_values.update(latent, k_rope, self.layer_idx)
        rope = self.config.rope_parameters
        grown = get_llama_4_attn_scale(
            position_ids, rope.get("llama_4_scaling_beta"), rope.get("original_max_position_embeddings")
        ).to(q.dtype)
        q, q_rope = q * grown, q_rope * grown

        both = self.kv_b_proj.weight.view(self.num_heads, self.qk_nope_head_dim + self.v_head_dim, self.kv_lora_rank)
        w_key, w_value = both.split([self.qk_nope_head_dim, self.v_head_dim], 1)  # (heads, nope | value, latent)
        inward = q @ w_key  # (B, heads, T, latent)
        # one latent serves all heads, so heads and queries are rows of one product
        scores = inward.flatten(1, 2) @ latent[:, 0].mT + q_rope.flatten(1, 2) @ k_rope[:, 0].mT
        scores = scores.view(B, self.num_heads, T, -1).float() * self.scaling
        chances = _masked(scores, attention_mask).softmax(-1).to(q.dtype)
        seen = (chances.flatten(1, 2) @ latent[:, 0]).view(B, self.num_heads, T, -1)  # (B, heads, T, latent)
        out = (seen @ w_value.mT).transpose(1, 2).reshape(B, T, -1)
        return self.o_proj(out), None

    def _projected(self, hidden: Tensor, turn: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Queries (B, heads, T, nope | rope), latents (B, 1, T, latent) and rotary keys (B, 1, T, rope)."""
        B, T = hidden.shape[:2]
        q = (
            self.q_proj(hidden)
            if self.q_lora_rank is None
            else self.q_b_proj(self.q_a_layernorm(self.q_a_proj(hidden)))
        )
        q = q.view(B, T, self.num_heads, self.qk_head_dim).transpose(1, 2)
        q, q_rope = q.split([self.qk_nope_head_dim, self.qk_rope_head_dim], -1)
        latent, k_rope = self.kv_a_proj_with_mqa(hidden).split([self.kv_lora_rank, self.qk_rope_head_dim], -1)
        rotate = apply_rotary_pos_emb_interleave if self.config.rope_interleave else apply_rotary_pos_emb
        q_rope, k_rope = rotate(q_rope, k_rope[:, None], *turn)
        return q, q_rope, self.kv_a_layernorm(latent)[:, None], k_rope


def _masked(scores: Tensor, mask: Tensor | None) -> Tensor:
    """``scores`` (B, heads, T, S) with what must not be seen made very low."""
    if mask is None:
        T, S = scores.shape[-2:]
        if T == 1:
            return scores
        mask = torch.ones(T, S, dtype=torch.bool, device=scores.device).tril(S - T)
    if mask.dtype == torch.bool:
        return scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return scores + mask


def absorb(model: nn.Module) -> int:
    """Let every latent attention of ``model`` decode without expanding its cache; returns how many there are."""
    layers = [module for module in model.modules() if isinstance(module, Mistral4Attention)]
    for layer in layers:
        layer.__class__ = LatentAttention
    return len(layers)
