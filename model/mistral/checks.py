"""What must be true of a loaded model before it serves; each failure is one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import nn

from model.backend import BackendError
from model.mistral.packed import STACKS, PackedWeight, expert_modules

PACKED_AT_LEAST = 0.95  # of the experts' parameters; left in 16 bits they would need four times the memory
PROBE = (150, 90)  # pixels of the image that is tried out: neither side a multiple of a patch


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks saw."""

    scale: float  # of the attention's scores
    packed: float  # share of the experts' parameters that came in 4 bits
    image_tokens: int  # of the probe image, counted alike by the tokenizer and by the vision tower


def check(model: Any, found: Mapping[str, Any], share: float, folder: Path) -> Report:
    """All checks of ``model`` as it was loaded from ``folder``; ``found`` is transformers' loading info.

    ``share`` is what ``packed_share`` said before any unpacking. Raises ``BackendError`` with the first that fails.
    """
    keys(found)
    if share < PACKED_AT_LEAST:
        raise BackendError(f"Only {share:.0%} of the experts are packed in 4 bits; convert the model anew.")
    if model.config.text_config.hidden_act != "silu":
        raise BackendError(
            f"The experts' activation {model.config.text_config.hidden_act!r} has no kernel; only silu has."
        )
    return Report(attention_scale(model), share, image_tokens(model, folder))


def keys(found: Mapping[str, Any]) -> None:
    """Raises ``BackendError`` unless the checkpoint held exactly the model's weights."""
    for what, verb in (("missing_keys", "lacks"), ("unexpected_keys", "has unknown"), ("mismatched_keys", "misfits")):
        if names := sorted(str(name) for name in found.get(what) or ()):
            raise BackendError(f"The packed model {verb} {len(names)} weights, as {names[0]!r}; convert it anew.")


def attention_scale(model: Any) -> float:
    """The scale of the scores, 1 / sqrt(query width) in all layers. Raises ``BackendError`` if it is another."""
    text = model.config.text_config
    right: float = (text.qk_nope_head_dim + text.qk_rope_head_dim) ** -0.5
    turn = float(model.model.language_model.rotary_emb.attention_scaling)  # multiplies both rotary halves
    for layer in model.model.language_model.layers:
        scale = float(layer.self_attn.scaling)
        if abs(scale - right) > 1e-6 * right or abs(turn - 1) > 1e-6:
            raise BackendError(
                f"Attention would be scaled by {scale:.6f} (rotary part by {turn:.3f}) instead of {right:.6f} (1.000), "
                "which spoils every reading; convert the model anew, which mends its rope parameters."
            )
    return right


def packed_share(model: nn.Module) -> float:
    """The share of the experts' parameters that is held in 4 bits."""
    packed = whole = 0
    for _, experts in expert_modules(model):
        for weight in (getattr(experts, stack) for stack in STACKS):
            held = isinstance(weight, PackedWeight)
            count = weight.packed.shape[:-1].numel() * weight.inputs if held else weight.numel()
            packed += count if held else 0
            whole += count
    return packed / whole if whole else 0.0


@torch.no_grad()
def image_tokens(model: Any, folder: Path) -> int:
    """The image tokens of a small probe. Raises ``BackendError`` when tokenizer and vision tower count differently."""
    from mistral_common.exceptions import MistralCommonException
    from mistral_common.protocol.instruct.chunk import ImageChunk
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

    path = folder / "tekken.json"
    try:
        instruct = MistralTokenizer.from_file(path).instruct_tokenizer
    except (OSError, ValueError, KeyError, TypeError, MistralCommonException) as error:
        raise BackendError(f"The tokenizer {str(path)!r} cannot be read ({error}); copy it anew.") from error
    vocabulary = model.config.text_config.vocab_size
    if instruct.tokenizer.n_words > vocabulary:
        raise BackendError(
            f"The tokenizer has {instruct.tokenizer.n_words:,} tokens and the model {vocabulary:,}; "
            "tekken.json and config.json do not belong together."
        )
    if instruct.image_encoder is None:
        raise BackendError(
            f"The tokenizer {str(path)!r} says nothing of images; take the one that came with the model."
        )
    seen = instruct.image_encoder(ImageChunk(image=Image.new("RGB", PROBE, "white")))
    told: int = seen.tokens.count(model.config.image_token_id)
    pixels = torch.from_numpy(seen.image)[None].to(model.device, model.dtype)  # (1, 3, height, width)
    size = tuple(pixels.shape[-2:])
    patch = model.config.vision_config.patch_size * model.config.spatial_merge_size
    fits = all(side % patch == 0 for side in size)
    given = len(model.get_image_features(pixels, image_sizes=[size]).pooler_output[0]) if fits else 0
    if told != given:
        raise BackendError(
            f"The tokenizer gives an image of {size[1]} x {size[0]} pixels {told} tokens and the model {given}; "
            "tekken.json and config.json do not belong together."
        )
    return told
