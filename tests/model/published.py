"""Tiny random checkpoints in the layout in which Mistral Small 4 is published: FP8 with scales, fused experts."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import Mistral3Config, Mistral3ForConditionalGeneration
from transformers.models.mistral4.configuration_mistral4 import Mistral4Config
from transformers.models.pixtral.configuration_pixtral import PixtralVisionConfig

VOCABULARY = 4096
EMBEDDED = Path(__file__).parents[2] / "model" / "embedded" / "tekken.json"
SIDE = 224  # longest side of an image in pixels


def tiny_config(**text) -> Mistral3Config:
    """A Mistral Small 4 of 2 layers and 8 experts; ``text`` overrides the language model's numbers."""
    sizes = {
        "vocab_size": VOCABULARY,
        "hidden_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "n_routed_experts": 8,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 64,
        "intermediate_size": 128,
        "q_lora_rank": 64,
        "kv_lora_rank": 64,
        "qk_rope_head_dim": 32,
        "qk_nope_head_dim": 32,
        "v_head_dim": 64,
        **text,
    }
    vision = PixtralVisionConfig(
        patch_size=14,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=SIDE,
    )
    return Mistral3Config(
        text_config=Mistral4Config(**sizes), vision_config=vision, tie_word_embeddings=False, dtype="bfloat16"
    )


def tokenizer_file(path: Path) -> None:
    """The embedded reader's tokenizer with the image settings of a Mistral one."""
    tokenizer = json.loads(EMBEDDED.read_text(encoding="utf-8"))
    tokenizer["image"] = {"image_patch_size": 14, "max_image_size": SIDE, "spatial_merge_size": 2}
    path.write_text(json.dumps(tokenizer), encoding="utf-8")


def publish(folder: Path, seed: int = 0, kind: str = "fp8", shards: int = 3, **text) -> dict[str, torch.Tensor]:
    """Write a random checkpoint into ``folder``; returns what its weights stand for, named as in the model."""
    config = tiny_config(**text)
    torch.manual_seed(seed)
    model = Mistral3ForConditionalGeneration(config).float()
    stored: dict[str, torch.Tensor] = {}
    means: dict[str, torch.Tensor] = {}
    for name, weight in model.state_dict().items():
        weight = weight * (3 if weight.ndim >= 2 else 1) + 0.01 * torch.randn_like(weight)
        if name == "lm_head.weight":
            weight = weight * torch.randn(len(weight), 1).exp()  # some tokens stand out, as they do in trained models
        if name.endswith(".gate.weight"):
            weight = 20 * weight  # the router of a trained model is sure of its first expert
        theirs = name.replace("model.language_model.", "language_model.model.")
        theirs = theirs.replace("model.vision", "vision").replace("model.multi", "multi")
        theirs = theirs.replace("lm_head", "language_model.lm_head")
        linear = weight.ndim == 2 and "proj.weight" in name and ".layers." in name and "language" in name
        linear = linear or "proj_with_mqa.weight" in name
        if kind == "fp8" and (linear or weight.ndim == 3):
            high = weight.abs().amax((-2, -1), keepdim=True) if weight.ndim == 3 else weight.abs().amax()
            scale = (high / 448).float()
            stored[theirs] = (weight / scale).to(torch.float8_e4m3fn)
            stored[f"{theirs}_scale_inv"] = scale
            seen = torch.ones(weight.shape[0]) if weight.ndim == 3 else torch.ones(())
            stored[f"{theirs}_activation_scale" if weight.ndim == 3 else f"{theirs[:-7]}.activation_scale"] = seen
            means[name] = stored[theirs].float() * scale
        else:
            stored[theirs] = weight.to(torch.bfloat16)
            means[name] = stored[theirs].float()
    folder.mkdir(parents=True, exist_ok=True)
    where = {}
    for i in range(shards):
        part = {key: stored[key].contiguous() for key in list(stored)[i::shards]}
        file = f"model-{i + 1:05}-of-{shards:05}.safetensors"
        save_file(part, folder / file, metadata={"format": "pt"})
        where.update(dict.fromkeys(part, file))
    index = {"metadata": {}, "weight_map": where}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    raw = config.to_dict()
    if kind == "fp8":
        raw["quantization_config"] = {"quant_method": "fp8", "activation_scheme": "static", "weight_block_size": None}
    (folder / "config.json").write_text(json.dumps(raw), encoding="utf-8")
    tokenizer_file(folder / "tekken.json")
    return means
