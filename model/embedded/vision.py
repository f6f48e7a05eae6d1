"""The reader's eyes: transformers' Pixtral tower and Mistral3's projector, at small size, over a batch of pages."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from model.bricks import (
    Mistral3Config,
    Mistral3MultiModalProjector,
    Mistral4Config,
    PixtralVisionConfig,
    PixtralVisionModel,
)
from model.embedded.picture import CELL, LONGEST, MERGE, PATCH


class Eyes(nn.Module):
    """From pictures to what the body sees: one vector a cell, and one a patch for the words that stand on it."""

    def __init__(self, body: Mistral4Config, width: int, layers: int, heads: int) -> None:
        super().__init__()
        vision = PixtralVisionConfig(
            hidden_size=width,
            intermediate_size=2 * width,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            num_channels=1,
            image_size=LONGEST,
            patch_size=PATCH,
        )
        vision._attn_implementation = "sdpa"
        self.tower: Any = PixtralVisionModel(vision)
        # copies: the outer configuration takes away what its parts say of their implementations
        self.projector: Any = Mistral3MultiModalProjector(
            Mistral3Config(text_config=deepcopy(body), vision_config=deepcopy(vision), spatial_merge_size=MERGE)
        )

    def forward(self, picture: Tensor, drawn: Tensor) -> tuple[Tensor, Tensor]:
        """Cells (B, K, body width) and patches (B, P, width), row by row, of ``picture`` (B, H, W), darkness 0 to 1.

        ``drawn`` (B, P) says which patches belong to a page's own picture; a page never sees another's padding.
        """
        pages, tall, wide = picture.shape
        embedded = self.tower.patch_conv(picture[:, None])  # (B, width, H / PATCH, W / PATCH)
        down, across = (torch.arange(n, device=picture.device) for n in embedded.shape[2:])
        places = torch.cartesian_prod(down, across)  # (P, 2): row and column of each patch
        states = self.tower.ln_pre(embedded.flatten(2).transpose(1, 2))
        turn = self.tower.patch_positional_embedding(states, places)
        own = torch.eye(drawn.shape[1], dtype=torch.bool, device=drawn.device)
        mask = torch.zeros(pages, 1, *own.shape, device=drawn.device)
        mask = mask.masked_fill_(~(drawn[:, None, :] | own)[:, None], float("-inf"))
        layer: Any
        for layer in self.tower.transformer.layers:
            states = layer(states, attention_mask=mask, position_embeddings=turn)
        sizes = [(tall, wide)] * pages
        cells: Tensor = self.projector(states.flatten(0, 1), sizes)
        return cells.view(pages, (tall // CELL) * (wide // CELL), -1), states
