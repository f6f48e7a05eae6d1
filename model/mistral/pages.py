"""What the model sees of a page: features from the vision tower, page by page, and kept for the next question.

The tower lays all images of a call into one sequence with a dense mask, so that its cost grows with the square of the
pages: four pages in one call took three times as long as one after the other, and 32 large ones would need 140 GiB.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.backend import BackendError
from model.mistral.decode import out_of_memory

KEPT = 2**30  # bytes of features that are kept: about 60 pages of 2,145 tokens of 4,096 in bf16


class PageFeatures:
    """The features (tokens, width) of images, by what is on them."""

    def __init__(self, model: Any, kept: int = KEPT) -> None:
        """``model`` is a ``Mistral3ForConditionalGeneration``; at most ``kept`` bytes are held for later."""
        self.model = model
        self.step = int(model.config.vision_config.patch_size * model.config.spatial_merge_size)  # pixels of a token
        self.kept, self.looked = kept, 0  # how many images went through the tower
        self._held: OrderedDict[bytes, Tensor] = OrderedDict()

    def __call__(self, pixels: np.ndarray[Any, Any]) -> Tensor:
        """The features of one image ``pixels`` (3, H, W) fp32, H and W multiples of a token's side."""
        key = hashlib.sha256(repr(pixels.shape).encode() + np.ascontiguousarray(pixels).tobytes()).digest()
        if key not in self._held:
            self._held[key] = self._looked(pixels)
            while len(self._held) > 1 and sum(one.nbytes for one in self._held.values()) > self.kept:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]

    def all(self, images: Sequence[np.ndarray[Any, Any]]) -> Tensor | None:
        """The features of ``images`` one after the other; None when there are none."""
        return torch.cat([self(one) for one in images]) if images else None

    def tokens(self, pixels: np.ndarray[Any, Any]) -> int:
        """How many tokens the image takes, row breaks not counted. Raises ``BackendError`` when it has no such grid."""
        height, width = pixels.shape[-2:]
        if height % self.step or width % self.step:
            raise BackendError(
                f"An image came as {width} x {height} pixels, which no grid of {self.step} pixels covers; "
                "the tokenizer file belongs to another model."
            )
        return int((height // self.step) * (width // self.step))

    def clear(self) -> None:
        """Forget what is kept."""
        self._held.clear()

    def _looked(self, pixels: np.ndarray[Any, Any]) -> Tensor:
        """As ``_look``; once more without what was kept, where the memory is full."""
        for again in (True, False):
            try:
                return self._look(pixels)
            except RuntimeError as error:
                if not out_of_memory(error):
                    raise
            self.clear()
            if again and torch.cuda.is_available():
                torch.cuda.empty_cache()
        raise BackendError(
            "The GPU's memory is full with the picture of a single page; "
            "give fewer rows or less context (RECTO_MODEL_SLOTS, RECTO_MODEL_CONTEXT) or free memory on the GPU."
        )

    @torch.inference_mode()
    def _look(self, pixels: np.ndarray[Any, Any]) -> Tensor:
        expected = self.tokens(pixels)
        like = self.model.model.vision_tower.patch_conv.weight
        features = look(self.model, torch.from_numpy(np.ascontiguousarray(pixels))[None].to(like.device, like.dtype))
        assert features.shape[0] == expected, f"{features.shape[0]} features for {expected} tokens"
        self.looked += 1
        return features


def look(model: Any, image: Tensor) -> Tensor:
    """The features (tokens, width) of one ``image`` (1, 3, H, W), as ``model.get_image_features`` gives them.

    Without its mask of all patches by all patches, which says nothing of one image: it is 147 MB for an A4 page, each
    layer reads it again, and it keeps the fast attention away.
    """
    size = tuple(image.shape[-2:])
    if model.config.vision_feature_layer != -1:
        features: Tensor = model.get_image_features(image, image_sizes=[size], return_dict=True).pooler_output[0]
        return features
    tower = model.model.vision_tower
    patches = tower.patch_conv(image)  # (1, width, rows, columns)
    x = tower.ln_pre(patches.flatten(2).mT)  # (1, patches, width)
    sides = [torch.arange(n, device=image.device) for n in patches.shape[-2:]]
    turn = tower.patch_positional_embedding(x, torch.cartesian_prod(*sides))
    seen = tower.transformer(x, attention_mask=None, position_embeddings=turn).last_hidden_state[0]
    features = model.model.multi_modal_projector(seen, [size])
    return features


def check_grid(tokens_of: Callable[[tuple[int, int]], tuple[int, np.ndarray[Any, Any]]], pages: PageFeatures) -> None:
    """Self-check at start: for pages of several shapes the tokens in the prompt are as many as the features.

    ``tokens_of`` gives, for a size (width, height), the number of image tokens and the pixels. Raises ``BackendError``.
    """
    for size in ((50, 37), (1000, 1414), (1414, 1000), (3000, 200)):
        tokens, pixels = tokens_of(size)
        if tokens != pages.tokens(pixels):
            raise BackendError(
                f"A page of {size[0]} x {size[1]} pixels gives {tokens} tokens but {pages.tokens(pixels)} features; "
                "the tokenizer file and the weights belong to different models."
            )
