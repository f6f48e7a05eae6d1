"""A generative checkpoint of Mistral Small 4's architecture, tiny and with random weights, for tests.

    python -m tests.model.tiny FOLDER

Its word pieces are the embedded reader's, with a pattern that keeps spaces and an ``image`` section. It writes
nonsense: what grammars, limits and caches promise must hold for nonsense too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from transformers import Mistral3Config, Mistral3ForConditionalGeneration, Mistral4Config, PixtralVisionConfig

PIECES = Path(__file__).parents[2] / "model" / "embedded" / "tekken.json"
PATTERN = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SIDE = 112  # pixels of the longest side of an image: 4 x 4 tokens
EFFORT = {"type": "enum", "accepts_none": True, "default": "none", "values": ["none", "high"]}


def write_tokenizer(folder: Path) -> Path:
    """``tekken.json`` in ``folder``: version 15, 4,096 pieces, images of at most ``SIDE`` pixels, reasoning or not."""
    pieces = json.loads(PIECES.read_text("utf-8"))
    pieces["config"]["pattern"] = PATTERN
    pieces["image"] = {"image_patch_size": 14, "max_image_size": SIDE, "spatial_merge_size": 2}
    pieces["model_settings_builder"] = {"reasoning_effort": EFFORT}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tekken.json").write_text(json.dumps(pieces, ensure_ascii=False), "utf-8")
    return folder / "tekken.json"


def config(experts: int = 8, top_k: int = 2) -> Mistral3Config:
    """The architecture in small; its attention has no YaRN temperature (docs/design.md, traps)."""
    rope = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 2048}
    rope |= {"mscale": 0.0, "mscale_all_dim": 0.0, "attention_factor": 1.0, "llama_4_scaling_beta": 0.1}
    text = Mistral4Config(
        vocab_size=4096, hidden_size=64, intermediate_size=64, moe_intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=4, n_routed_experts=experts, num_experts_per_tok=top_k,
        n_shared_experts=1, kv_lora_rank=64, q_lora_rank=64, qk_rope_head_dim=16, qk_nope_head_dim=16, v_head_dim=32,
        max_position_embeddings=8192, rope_parameters=rope, bos_token_id=1, eos_token_id=2, pad_token_id=11,
        initializer_range=0.3, tie_word_embeddings=False,
    )  # fmt: skip
    vision = PixtralVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=SIDE, patch_size=14
    )
    return Mistral3Config(
        text_config=text, vision_config=vision, image_token_id=10, spatial_merge_size=2, tie_word_embeddings=False
    )


def build(seed: int = 1) -> Mistral3ForConditionalGeneration:
    """The model with weights drawn from ``seed``, in fp32."""
    torch.manual_seed(seed)
    model = Mistral3ForConditionalGeneration(config()).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim > 1:
                weight.normal_(0, 0.3 if "experts" in name else 0.12)
    return model


def write(folder: Path, seed: int = 1) -> Path:
    """A checkpoint directory as transformers saves it, with its tokenizer."""
    build(seed).save_pretrained(folder)
    write_tokenizer(folder)
    return folder


if __name__ == "__main__":
    write(Path(sys.argv[1]))
