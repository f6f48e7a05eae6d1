"""Attention on the latent gives what expanded keys and values give: for one query and for some, padded and static."""

from __future__ import annotations

import copy

import pytest
import torch
from transformers import DynamicCache, Mistral3ForConditionalGeneration, StaticCache
from transformers.models.mistral4.modeling_mistral4 import Mistral4Attention

from model.mistral.attention import FEW, LatentAttention, absorb
from model.mistral.checkpoint import mended
from tests.model.published import VOCABULARY, tiny_config

LENGTH, MORE = 17, 5


def pair(**text):
    """The same random model twice: as transformers has it, and absorbed."""
    torch.manual_seed(3)
    expanded = Mistral3ForConditionalGeneration(mended(tiny_config(**text))).float().eval()
    for weight in expanded.parameters():
        weight.data += 0.1 * torch.randn_like(weight)
    absorbed = copy.deepcopy(expanded)
    assert absorb(absorbed) == 2
    return expanded, absorbed


def static(config):
    return StaticCache(config=config, max_cache_len=LENGTH + 16)


def decoded(model, make_cache, step: int, padding: int = 0) -> torch.Tensor:
    """Logits of the last ``MORE`` tokens of two rows, read ``step`` at a time after a first read of the others."""
    ids = torch.randint(64, VOCABULARY, (2, LENGTH + MORE), generator=torch.Generator().manual_seed(9))
    mask = torch.ones_like(ids)
    mask[1, :padding] = 0
    places = (mask.cumsum(-1) - 1).clamp(min=0)
    cache = make_cache(model.config)
    out = []
    with torch.no_grad():
        begin = 0
        for end in [LENGTH, *range(LENGTH + step, LENGTH + MORE, step), LENGTH + MORE]:
            seen = model(
                input_ids=ids[:, begin:end],
                attention_mask=mask[:, :end] if padding else None,
                position_ids=places[:, begin:end],
                past_key_values=cache,
            )
            out.append(seen.logits)
            begin = end
    return torch.cat(out[1:], 1)


@pytest.mark.parametrize("make_cache", [lambda config: DynamicCache(config=config), static], ids=["growing", "static"])
@pytest.mark.parametrize(("step", "padding"), [(1, 0), (2, 0), (1, 4), (3, 4)])
def test_absorbed_is_expanded(make_cache, step, padding):
    expanded, absorbed = pair()
    right = decoded(expanded, make_cache, step, padding)
    assert torch.isfinite(right).all()
    torch.testing.assert_close(decoded(absorbed, make_cache, step, padding), right, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        {"q_lora_rank": None},
        {"rope_interleave": False},
        {"kv_lora_rank": 32, "v_head_dim": 32, "qk_nope_head_dim": 16},
        {
            "rope_parameters": {  # positions beyond 8 make queries grow
                "rope_type": "yarn",
                "rope_theta": 10000.0,
                "factor": 4.0,
                "original_max_position_embeddings": 8,
                "max_position_embeddings": 32,
                "llama_4_scaling_beta": 0.5,
            }
        },
    ],
    ids=["no query rank", "halves turned", "other widths", "long positions"],
)
def test_absorbed_is_expanded_whatever_the_checkpoint_says(text):
    expanded, absorbed = pair(**text)
    right = decoded(expanded, static, 1, 3)
    torch.testing.assert_close(decoded(absorbed, static, 1, 3), right, rtol=1e-5, atol=1e-5)


def test_cached_is_fresh():
    _, absorbed = pair()
    ids = torch.randint(64, VOCABULARY, (2, LENGTH + MORE), generator=torch.Generator().manual_seed(9))
    with torch.no_grad():
        fresh = absorbed(input_ids=ids).logits[:, LENGTH:]
    torch.testing.assert_close(decoded(absorbed, static, 1), fresh, rtol=1e-5, atol=1e-5)


def test_no_key_is_expanded_while_decoding(monkeypatch):
    _, absorbed = pair()
    calls: list[int] = []
    whole = Mistral4Attention.expand_kv

    def counted(self, latent, rope):
        calls.append(latent.shape[2])
        return whole(self, latent, rope)

    monkeypatch.setattr(LatentAttention, "expand_kv", counted)
    decoded(absorbed, lambda config: DynamicCache(config=config), 1)
    assert calls == [LENGTH] * 2, f"expanded contexts of {calls} tokens; only the prompt's may be"
    assert LENGTH > FEW
