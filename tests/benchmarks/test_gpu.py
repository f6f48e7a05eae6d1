"""The GPU benchmark runs to its end where there is no GPU, and does not pretend to have measured."""

import json

import pytest
import torch

from benchmarks.gpu import main, table
from benchmarks.gpu_shape import REAL
from benchmarks.gpu_whole import config_of
from model.mistral import counts
from model.mistral.counts import count


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU: run python -m benchmarks.gpu instead")
def test_all_sections_run_small_and_say_that_the_rows_are_open(tmp_path, capsys):
    out = tmp_path / "gpu.json"
    assert main(["--tiny", "--json", str(out)]) == 0
    assert "no GPU: rows open" in capsys.readouterr().out
    results = json.loads(out.read_text())
    assert results["machine"]["gpu"] is None
    assert results["tiny"] is True
    assert results["left out"] == []
    assert all(row["same"] for row in results["twins"])
    assert {row["tokens"] for row in results["layer"][1:]} == {1, 2, 4}
    assert [row["batch"] for row in results["whole"] if "batch" in row] == [1, 8, 32]
    assert all(row["ms a token, graph"] is None for row in results["whole"] if "batch" in row)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_the_real_sizes_are_not_tried_without_a_gpu(capsys):
    assert main([]) == 0
    assert "no GPU: rows open" in capsys.readouterr().out


def test_what_time_does_not_allow_is_named(tmp_path):
    out = tmp_path / "gpu.json"
    main(["--tiny", "--seconds", "0", "--json", str(out)])
    assert "whole: tokens at batch 32" in json.loads(out.read_text())["left out"]


def test_the_real_shape_is_the_published_model():
    found, published = (count(config) for config in (config_of(REAL, REAL.layers), counts.published()))
    assert found == published
    assert REAL.layers * (REAL.experts + 1) * REAL.expert_bytes == pytest.approx(62.1e9, rel=1e-3)


def test_a_table_begins_anew_where_the_columns_change():
    assert table([{"a": 1}, {"a": 2.5}, {"b": None}]).splitlines() == [
        "| a |", "|---|", "| 1 |", "| 2.5 |", "", "| b |", "|---|", "| - |",
    ]  # fmt: skip
