"""Attention over latents, for the few queries of a decode step: the definition.

One latent serves all heads. A query has been brought to it by its head's weights, and what is seen is brought back by
them afterwards (absorbed MLA: DeepSeek-V2, arXiv 2405.04434, section 2.1.2).
"""

from __future__ import annotations

import torch
from torch import Tensor


def attend(inward: Tensor, turned: Tensor, latent: Tensor, rope: Tensor, at: Tensor, scale: Tensor) -> Tensor:
    """The latents as each query sees them: (B, T, heads, L).

    ``inward`` (B, T, heads, L) and ``turned`` (B, T, heads, R) are the two parts of a query, ``latent`` (B, S, L) and
    ``rope`` (B, S, R) those of the places. Scores are multiplied by ``scale`` (B, T) fp32, and a query that stands at
    ``at`` (B, T) sees the places up to its own.
    """
    scores = torch.einsum("bthl,bsl->bths", inward.float(), latent.float())
    scores += torch.einsum("bthr,bsr->bths", turned.float(), rope.float())
    unseen = torch.arange(latent.shape[1], device=at.device) > at[..., None]  # (B, T, S)
    chances = (scores * scale[..., None, None]).masked_fill(unseen[:, :, None], float("-inf")).softmax(-1)
    return torch.einsum("bths,bsl->bthl", chances, latent.float()).to(inward.dtype)
