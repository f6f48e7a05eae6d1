"""A packed directory is the model it was made from: two ways to the same logits, and nothing wrong goes unsaid."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import Mistral3ForConditionalGeneration

from kernels.int4 import dequantise, quantise
from model.backend import BackendError
from model.mistral import manifest
from model.mistral.checkpoint import mended
from model.mistral.checks import attention_scale, packed_share
from model.mistral.convert import convert
from model.mistral.load import load
from model.mistral.packed import PackedWeight, expert_modules
from tests.model.published import VOCABULARY, publish, tiny_config


def tokens(rows: int = 3, length: int = 24, seed: int = 5) -> torch.Tensor:
    return torch.randint(64, VOCABULARY, (rows, length), generator=torch.Generator().manual_seed(seed))


def logits(model, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=ids).logits.float()


def off(a: torch.Tensor, b: torch.Tensor) -> float:
    """The relative error of ``a`` against ``b``."""
    return float((a - b).norm() / b.norm())


def reference(means: dict[str, torch.Tensor], dtype: torch.dtype = torch.float32, **text):
    """transformers' own dense model with the weights that the packed directory stands for."""
    model = Mistral3ForConditionalGeneration(mended(tiny_config(**text)))
    model.config.text_config._experts_implementation = "eager"
    state = {}
    for name, mean in means.items():
        packed = mean.ndim == 3 or ".shared_experts." in name
        state[name] = dequantise(*quantise(mean), mean.shape[-1]) if packed else mean.bfloat16()
    model.load_state_dict(state)
    for weight in model.parameters():  # not the buffers: the rotary frequencies stay in fp32, as when loaded
        weight.data = weight.data.to(dtype)
    return model.eval()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("fp8", {}),
        ("bf16", {"num_experts_per_tok": 4}),
        (
            "fp8",
            {"num_experts_per_tok": 4, "n_group": 4, "topk_group": 2, "n_shared_experts": 2, "q_lora_rank": None}
            | {"kv_lora_rank": 32, "routed_scaling_factor": 1.5, "norm_topk_prob": False},
        ),
    ],
    ids=["fp8, top 2", "bf16, top 4", "fp8, top 4 in groups, two shared, other ranks"],
)
def test_the_logits_are_those_of_the_dequantised_weights(tmp_path, kind, text):
    means = publish(tmp_path / "source", kind=kind, **text)
    convert(tmp_path / "source", tmp_path / "packed")
    ids = tokens()
    right = logits(reference(means, **text), ids)
    kept = load(tmp_path / "packed", dtype=torch.float32, unpack=False)
    assert packed_share(kept.model) == 1
    assert kept.config.text_config.num_experts_per_tok == text.get("num_experts_per_tok", 2)
    assert off(logits(kept.model, ids), right) <= 1e-3
    assert off(logits(load(tmp_path / "packed", dtype=torch.float32, unpack=True).model, ids), right) <= 1e-3


def test_in_16_bits_the_same_token_is_likeliest(packed, tmp_path):
    means = publish(tmp_path / "again")  # the same seed, so the same weights
    ids = tokens(8, 64)
    dense = logits(reference(means, torch.bfloat16), ids).argmax(-1)
    for unpack in (False, True):
        same = (logits(load(packed, unpack=unpack).model, ids).argmax(-1) == dense).float().mean()
        assert same >= 0.99, f"{same:.3f} of the positions agree (unpacked: {unpack})"


def test_what_is_saved_loads_identical(packed, tmp_path):
    first = load(packed, unpack=False)
    first.model.save_pretrained(tmp_path / "copy")
    shutil.copy(packed / "tekken.json", tmp_path / "copy")
    manifest.write(tmp_path / "copy")
    second = load(tmp_path / "copy", unpack=False)
    assert torch.equal(logits(first.model, tokens()), logits(second.model, tokens()))
    stacks = [experts.gate_up_proj for _, experts in expert_modules(second.model)]
    assert len(stacks) == 2
    assert all(isinstance(stack, PackedWeight) and stack.scales.dtype == torch.bfloat16 for stack in stacks)


def test_an_unpacked_model_is_not_saved_as_a_packed_one(packed, tmp_path):
    with pytest.raises(ValueError, match="load it with unpack=False"):
        load(packed, unpack=True).model.save_pretrained(tmp_path)


@pytest.mark.parametrize("device", ["cuda", "cuda:9"])
def test_a_device_that_is_not_there_is_one_sentence(packed, device):
    if torch.cuda.is_available() and device == "cuda":
        pytest.skip("it is there")
    with pytest.raises(BackendError, match=r"no CUDA device|cannot be used"):
        load(packed, device)


def test_transformers_may_compile_it(packed):
    assert load(packed, unpack=False).model.hf_quantizer.is_compileable


@pytest.mark.parametrize("rope", ["published", "mended", "none"])
def test_attention_is_scaled_by_the_root_of_its_width(rope):
    config = tiny_config()
    if rope == "mended":
        config = mended(config)
    elif rope == "none":
        config.text_config.rope_parameters = {
            "rope_type": "default",
            "rope_theta": 10000.0,
            "llama_4_scaling_beta": 0.1,
            "original_max_position_embeddings": 8192,
            "partial_rotary_factor": 0.5,
        }
    with torch.device("meta"):
        model = Mistral3ForConditionalGeneration(config)
    if rope == "published":  # transformers 5.23 computes 2.2 times the right value
        with pytest.raises(BackendError, match=r"scaled by 0\.27\d+ .* instead of 0\.125000"):
            attention_scale(model)
    else:
        assert attention_scale(model) == pytest.approx(64**-0.5)


def copied(packed: Path, to: Path) -> Path:
    return Path(shutil.copytree(packed, to / "model"))


def change(folder: Path, change_config) -> None:
    config = json.loads((folder / "config.json").read_text())
    change_config(config)
    (folder / "config.json").write_text(json.dumps(config))


def weights(folder: Path, change_tensors) -> None:
    path = next(folder.glob("*.safetensors"))
    tensors = load_file(path)
    change_tensors(tensors)
    save_file(tensors, path, metadata={"format": "pt"})
    index = {"metadata": {}, "weight_map": dict.fromkeys(tensors, path.name)}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


LAYER = "model.language_model.layers.1."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda f: (f / "manifest.json").unlink(), "no finished packed model"),
        (lambda f: (f / "tekken.json").unlink(), r"lacks its file 'tekken\.json'"),
        (lambda f: (f / "manifest.json").write_text("{"), "cannot be read"),
        (lambda f: next(f.glob("*.safetensors")).write_bytes(b"cut"), "has 3 bytes instead of"),
    ],
    ids=["unfinished", "file lost", "manifest broken", "file cut"],
)
def test_a_folder_that_is_not_whole_is_refused(packed, tmp_path, wrong, said):
    folder = copied(packed, tmp_path)
    wrong(folder)
    with pytest.raises(BackendError, match=said) as error:
        load(folder)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda f: weights(f, lambda t: t.pop(f"{LAYER}input_layernorm.weight")), "lacks 1 weights"),
        (lambda f: weights(f, lambda t: t.update(more=torch.ones(2))), "has unknown 1 weights, as 'more'"),
        (lambda f: change(f, lambda c: c.update(model_type="llama")), "only Mistral Small 4"),
        (lambda f: change(f, lambda c: c.pop("quantization_config")), "not packed by Recto"),
        (lambda f: change(f, lambda c: c["text_config"]["rope_parameters"].update(mscale_all_dim=1.0)), "scaled by"),
        (lambda f: change(f, lambda c: c["text_config"].update(vocab_size=9000)), "cannot be loaded|misfits"),
        (lambda f: change(f, lambda c: c.update(image_token_index=99)), "24 tokens and the model|gives an image"),
    ],
    ids=["weight lost", "weight too many", "other model", "not packed", "rope not mended", "other size", "image token"],
)
def test_a_model_that_fails_its_checks_does_not_serve(packed, tmp_path, wrong, said):
    folder = copied(packed, tmp_path)
    wrong(folder)
    manifest.write(folder)
    with pytest.raises(BackendError, match=said) as error:
        load(folder)
    assert "\n" not in str(error.value)


def test_a_tokenizer_of_another_model_is_noticed(packed, tmp_path):
    folder = copied(packed, tmp_path)
    tokenizer = json.loads((folder / "tekken.json").read_text())
    tokenizer["image"]["spatial_merge_size"] = 1
    (folder / "tekken.json").write_text(json.dumps(tokenizer))
    manifest.write(folder)
    with pytest.raises(BackendError, match="do not belong together"):
        load(folder)
