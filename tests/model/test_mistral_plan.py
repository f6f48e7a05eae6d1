"""The memory plan and the counts: the published size to the last parameter, and a refusal before anything is loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from model.backend import BackendError
from model.mistral import counts
from model.mistral.checkpoint import skeleton
from model.mistral.load import load
from model.mistral.packed import pack_experts
from model.mistral.plan import SPARE, free_bytes, page, plan, weight_bytes, workspace
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
    two, four = tiny_config(num_experts_per_tok=2), tiny_config(num_experts_per_tok=4)
    assert workspace(two) < workspace(four)
    assert plan(two, GB).weights == plan(four, GB).weights


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
