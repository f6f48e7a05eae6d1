"""The converter: killed it goes on, what it wrote is what was published, and a bad checkpoint is one sentence."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import time
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from app.cli import main
from kernels.int4 import dequantise, quantise
from model.backend import BackendError
from model.mistral import convert as converter
from model.mistral import manifest
from model.mistral.convert import convert
from tests.model.published import publish

LAYER = "language_model.model.layers.0."
QUERY, EXPERTS = f"{LAYER}self_attn.q_a_proj.weight", f"{LAYER}mlp.experts.gate_up_proj"


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: manifest.digest(path)["sha256"] for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.parametrize("shared", [1, 2])
def test_every_weight_is_the_published_one(tmp_path, shared):
    means = publish(tmp_path / "source", n_shared_experts=shared)
    convert(tmp_path / "source", tmp_path / "packed")
    stored = {}
    for path in (tmp_path / "packed").glob("*.safetensors"):
        stored.update(load_file(path))
    for name, mean in means.items():
        if ".shared_experts." in name:
            continue
        if mean.ndim == 3:
            experts = [*mean, *shared_experts(means, name, mean.shape[-2:])]
            assert len(experts) == len(mean) + shared
            codes, scales = stored.pop(f"{name}.packed"), stored.pop(f"{name}.scales")
            assert (codes.dtype, scales.dtype) == (torch.uint8, torch.bfloat16)
            for expert, code, scale in zip(experts, codes, scales, strict=True):
                right = dequantise(*quantise(expert), mean.shape[-1])
                assert torch.equal(dequantise(code, scale, mean.shape[-1]), right)
        else:
            assert torch.equal(stored.pop(name), mean.bfloat16()), name
    assert not stored, f"written beyond the model's weights: {sorted(stored)}"


def shared_experts(means, stack, shape):
    """The shared experts of a ``stack``, each as wide as a routed one."""
    outputs, inputs = shape
    gate, up, down = (
        means[f"{stack.split('experts')[0]}shared_experts.{p}_proj.weight"] for p in ("gate", "up", "down")
    )
    if stack.endswith("down_proj"):
        return [down[:, i : i + inputs] for i in range(0, down.shape[1], inputs)]
    half = outputs // 2
    return [torch.cat([gate[i : i + half], up[i : i + half]]) for i in range(0, len(gate), half)]


def test_the_source_is_left_as_it_was_and_a_second_run_checks_the_hashes(tmp_path, capsys):
    source, target = tmp_path / "source", tmp_path / "packed"
    publish(source)
    before = hashes(source)
    assert main(["convert", str(source), str(target)]) == 0
    assert re.search(r"1,8\d\d,\d{3} parameters in 0\.00 GB", capsys.readouterr().out)
    assert hashes(source) == before
    assert main(["convert", str(source), str(target)]) == 0
    assert "each of its files is as it was written" in capsys.readouterr().out
    shard = next(target.glob("*.safetensors"))
    data = bytearray(shard.read_bytes())
    data[-1] ^= 1
    shard.write_bytes(data)
    assert main(["convert", str(source), str(target)]) == 1
    assert "was changed or damaged" in capsys.readouterr().err


def test_a_killed_conversion_goes_on_with_the_next_shard(tmp_path, published, monkeypatch):
    small = 200_000
    monkeypatch.setattr(converter, "SHARD", small)
    target = tmp_path / "packed"
    slow = {"progress": lambda *_: time.sleep(0.05)}
    process = multiprocessing.get_context("fork").Process(target=convert, args=(published, target), kwargs=slow)
    process.start()
    deadline = time.monotonic() + 120
    while len(list(target.glob("*.safetensors"))) < 3 and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.is_alive(), "it was done before it could be killed"
    process.kill()  # SIGKILL
    process.join()
    assert not (target / manifest.MANIFEST).exists()
    finished = json.loads((target / manifest.JOURNAL).read_text())["shards"]
    times = {name: (target / name).stat().st_mtime_ns for name in finished}
    assert len(times) >= 2

    done = convert(published, target)
    assert done.before > 0
    assert {name: (target / name).stat().st_mtime_ns for name in finished} == times
    convert(published, tmp_path / "whole")
    assert hashes(target) == hashes(tmp_path / "whole")
    assert manifest.verify(target) == len(hashes(target)) - 1


def test_progress_counts_every_parameter_once(published, tmp_path):
    seen: list[tuple[int, int]] = []
    convert(published, tmp_path / "packed", progress=lambda done, total: seen.append((done, total)))
    counts = [done for done, _ in seen]
    assert counts == sorted(set(counts))
    assert seen[-1][0] == seen[-1][1]
    assert len(seen) > 2 * 2 * 8  # after each expert of each stack of each layer


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    publish(folder)
    return folder


def index(folder: Path) -> dict[str, str]:
    return json.loads((folder / "model.safetensors.index.json").read_text())["weight_map"]


def edit(folder: Path, change, listed: bool = True) -> None:
    """Change all tensors of the checkpoint, and the index with them when ``listed``."""
    where = index(folder)
    tensors = {}
    for name in sorted(set(where.values())):
        tensors.update(load_file(folder / name))
    change(tensors)
    for file in sorted(set(where.values())):
        save_file({k: v for k, v in tensors.items() if where.get(k, file) == file}, folder / file)
    if listed:
        with safe_open(folder / file, "pt") as last:
            where = {k: v for k, v in where.items() if k in tensors} | {k: file for k in last.keys() if k not in where}
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": where}))


def configure(folder: Path, **changed) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | changed))


def poison(key: str, place: tuple[int, ...]):
    def change(tensors: dict[str, torch.Tensor]) -> None:
        tensors[key][place] = float("nan")

    return change


def cut(folder: Path) -> None:
    file = folder / "model-00002-of-00003.safetensors"
    os.truncate(file, file.stat().st_size - 100)


BAD = {
    "shard cut": (cut, r"'model-00002-of-00003\.safetensors' is cut or damaged"),
    "shard lost": (lambda f: (f / index(f)[QUERY]).unlink(), r"lacks its file 'model-\d+-of-\d+\.safetensors'"),
    "tensor lost": (lambda f: edit(f, lambda t: t.pop(QUERY)), "(lacks|holds) .*q_a_proj"),
    "tensor listed but lost": (lambda f: edit(f, lambda t: t.pop(QUERY), listed=False), "which .*index.* lists"),
    "tensor too many": (lambda f: edit(f, lambda t: t.update(more=torch.ones(1))), "holds 'more', which the model"),
    "scale lost": (lambda f: edit(f, lambda t: t.pop(f"{QUERY}_scale_inv")), "without which an FP8 weight means"),
    "scales of blocks": (
        lambda f: edit(f, lambda t: t.update({f"{QUERY}_scale_inv": torch.ones(2, 2)})),
        r"has shape \[2, 2\]; only one scale",
    ),
    "expert not finite": (lambda f: edit(f, poison(EXPERTS, (3, 1, 1))), "expert 3, holds NaN or infinity"),
    "norm not finite": (
        lambda f: edit(f, poison(f"{LAYER}input_layernorm.weight", (5,))),
        "input_layernorm.weight' holds NaN",
    ),
    "scale not finite": (
        lambda f: edit(f, lambda t: t.update({f"{QUERY}_scale_inv": torch.tensor(float("inf"))})),
        "q_a_proj.* holds NaN or infinity",
    ),
    "other shape": (lambda f: edit(f, lambda t: t.update({QUERY: t[QUERY][:4]})), r"has shape \[4, 128\] and the"),
    "other format": (lambda f: edit(f, lambda t: t.update({QUERY: t[QUERY].view(torch.uint8)})), "is stored as U8"),
    "other architecture": (lambda f: configure(f, model_type="llama", architectures=["Llama"]), "is a 'Llama', and"),
    "no tokenizer": (lambda f: (f / "tekken.json").unlink(), "its tokenizer; download"),
    "no configuration": (lambda f: (f / "config.json").unlink(), "cannot be read"),
    "broken configuration": (lambda f: (f / "config.json").write_text("{"), "no configuration of a model"),
    "broken index": (lambda f: (f / "model.safetensors.index.json").write_text("[]"), "cannot be read"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_checkpoint_is_one_sentence(kind, source, tmp_path):
    wrong, said = BAD[kind]
    wrong(source)
    with pytest.raises(BackendError, match=said) as error:
        convert(source, tmp_path / "packed")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "packed" / manifest.MANIFEST).exists()


def test_only_an_own_or_new_folder_is_written(published, source, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for target, said in ((tmp_path / "mine", "is not empty"), (published, "same folder")):
        with pytest.raises(BackendError, match=said):
            convert(published, target)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    convert(published, tmp_path / "packed")
    configure(source, transformers_version="0")
    with pytest.raises(BackendError, match="holds another packed model"):
        convert(source, tmp_path / "packed")


def test_tied_words_in_the_configuration_do_not_hide_the_head_of_the_checkpoint(source, tmp_path):
    config = json.loads((source / "config.json").read_text())
    del config["tie_word_embeddings"]  # transformers then says true
    (source / "config.json").write_text(json.dumps(config))
    convert(source, tmp_path / "packed")
    assert json.loads((tmp_path / "packed" / "config.json").read_text())["tie_word_embeddings"] is False
