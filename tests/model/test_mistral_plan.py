"""The memory plan and the counts: the published size to the last parameter, and a refusal before anything is loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from model.backend import BackendError
from model.mistral import counts
from model.mistral import plan as plans
from model.mistral.checkpoint import skeleton
from model.mistral.load import load
from model.mistral.machine import TorchMachine
from model.mistral.packed import pack_experts
from model.mistral.pages import look
from model.mistral.plan import A4, SPARE, free_bytes, page, plan, weight_bytes, workspace
from tests.model.imagined import Watched, imagined
from tests.model.published import tiny_config

GB = 10**9


@pytest.fixture(scope="module")
def full():
    """Configuration and counts of the 119B."""
    config = counts.published()
    return config, counts.count(config)


def test_the_full_model_is_counted_to_the_last_parameter(full):
    _, found = full
    assert found.total == 119_401_298_944
    assert found.parts["experts"] == 115_964_116_992
    assert round(found.active(4) / 1e9, 2) == 6.10
    assert round(found.active(2) / 1e9, 2) == 4.28
    assert found.experts_per_token == 4


def test_the_bytes_counted_are_the_bytes_stored(full):
    config, found = full
    model = skeleton(config).to(torch.bfloat16)
    pack_experts(model)
    stored = sum(weight.nbytes for weight in model.state_dict().values())
    assert found.bytes(4.25) == weight_bytes(found) == stored == 67_149_658_112
    assert round(found.bytes(4.25, (*counts.PACKED, "attention")) / 1e9, 2) == 65.67
    assert found.bytes(16) == weight_bytes(found, dense=True) == 2 * found.total


def test_the_table_of_the_documentation_is_the_one_that_is_printed(full):
    text = (Path(__file__).parents[2] / "docs" / "mistral-small-4.md").read_text(encoding="utf-8")
    assert counts.table(full[0]) in text
    assert plans.table(full[0]) in text


def test_a_page_is_as_many_tokens_as_the_encoder_makes(full):
    assert page(full[0]) == (2145, 2200)  # A4 at 1540 pixels: 55 rows of 39, each with its break


def test_what_fits_on_an_80_gb_card(full):
    config, _ = full
    fits = plan(config, 85 * GB)
    assert fits.cache_per_token == 23_040
    assert fits.weights == 67_149_658_112
    taken = fits.weights + fits.workspace + fits.tokens * fits.cache_per_token
    assert taken <= 85 * GB * (1 - SPARE) < taken + fits.cache_per_token
    assert fits.pages > 32
    assert plan(config, 141 * GB).pages > fits.pages


@pytest.mark.parametrize(("free", "dense"), [(24, False), (68, False), (200, True)])
def test_a_device_that_is_too_small_is_refused_in_one_sentence(full, free, dense):
    with pytest.raises(BackendError, match=rf"needs \d+\.\d GB .* has {free}\.0 GB free") as error:
        plan(full[0], free * GB, dense)
    assert "\n" not in str(error.value)
    needed = float(re.search(r"needs ([\d.]+)", str(error.value))[1])  # type: ignore[index]
    assert plan(full[0], int((needed + 0.1) * GB), dense).pages >= 1


def test_half_the_experts_a_token_need_less_workspace_and_the_same_weights():
    two, four = (tiny_config(num_experts_per_tok=k, moe_intermediate_size=1024) for k in (2, 4))
    assert workspace(two, context=256) < workspace(four, context=256)
    assert plan(two, GB).weights == plan(four, GB).weights


@pytest.fixture
def attended(monkeypatch):
    """Attention as kernels on a GPU do it: no scores in memory, the mask as numbers."""

    def fused(q, k, v, attn_mask=None, **_):  # noqa: ARG001
        bias = attn_mask.expand(q.shape[0], 1, *attn_mask.shape[-2:]).to(q.dtype) if attn_mask is not None else None
        return (q.new_empty(*q.shape[:-1], v.shape[-1]), bias)[0]

    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", fused)


def of_two_layers(kind):
    """The published sizes, or tiny ones, with two layers: what comes and goes does not grow with them."""
    if kind == "tiny":
        return tiny_config()
    config = counts.published()
    config.text_config.num_hidden_layers = config.vision_config.num_hidden_layers = 2
    return config


@pytest.mark.usefixtures("attended")
@pytest.mark.parametrize("kind", ["published", "tiny"])
def test_the_workspace_is_what_the_operations_allocate(kind):
    """Vision, a chunk at the end of a long prompt and a choice, on a GPU that is only imagined."""
    pytest.importorskip("triton", reason="needs the package triton (extra 'dev' or 'gpu')")
    config = of_two_layers(kind)
    context = 16_384 if kind == "published" else 512
    most = {}
    with imagined(config) as model:
        machine = TorchMachine(model, 1, context, graphs=False)
        cell = config.vision_config.patch_size * config.spatial_merge_size
        rows = -(-config.vision_config.image_size // cell)
        columns = -(-int(config.vision_config.image_size / A4) // cell)
        image = torch.empty(1, 3, rows * cell, columns * cell, dtype=torch.bfloat16, device="meta")
        with Watched() as watched:
            look(model, image)
        most["vision"] = watched.most, plans._looking(config, 2)
        tokens = min(plans.CHUNK, context)
        with Watched() as watched:
            embeds = torch.empty(1, tokens, config.text_config.hidden_size, dtype=torch.bfloat16, device="meta")
            at = torch.arange(context - tokens, context, device="meta")[None]
            machine._body(embeds, at, 0, context)
        most["reading"] = watched.most, plans._reading(config, 2, context)
        with Watched() as watched:
            logits = torch.empty(32, config.text_config.vocab_size, device="meta")
            masks = torch.ones(logits.shape, dtype=torch.bool, device="meta")
            logits.masked_fill(~masks, float("-inf")).log_softmax(-1).max(-1)
        most["choosing"] = watched.most, plans._choosing(config)
    for what, (taken, planned) in most.items():
        assert taken <= planned <= 1.6 * taken, f"{what}: {taken:,} bytes taken, {planned:,} planned"
    if kind == "published":
        assert workspace(config) == max(most["vision"][1], most["reading"][1]) + most["choosing"][1]


def test_loading_refuses_before_it_reads_a_weight(packed, monkeypatch):
    monkeypatch.setattr("model.mistral.load.free_bytes", lambda _: 1_000_000)
    monkeypatch.setattr("model.mistral.load.Mistral3ForConditionalGeneration", None)
    with pytest.raises(BackendError, match=r"has 0\.0 GB free"):
        load(packed)


def test_experts_stay_packed_on_a_cpu_without_room_for_dense_ones(packed, monkeypatch):
    low, high = 0, GB  # the least bytes with which dense experts fit, by halving
    while high - low > 1 << 16:  # dense ones are half a megabyte larger
        middle = (low + high) // 2
        try:
            plan(tiny_config(), middle, dense=True, device="cpu")
            high = middle
        except BackendError:
            low = middle
    for free, dense in ((high, True), (low, False)):
        monkeypatch.setattr("model.mistral.load.free_bytes", lambda _, free=free: free)
        experts = load(packed).model.model.language_model.layers[0].mlp.experts
        assert isinstance(experts.gate_up_proj, torch.nn.Parameter) == dense


def test_this_machine_has_some_memory_free():
    assert 0 < free_bytes("cpu") < 2**50
