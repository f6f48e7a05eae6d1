"""A step on the latents gives what expanded keys and values give, and holds nothing that a CUDA graph could not."""

from __future__ import annotations

import pytest
import torch
from transformers import Mistral3ForConditionalGeneration
from transformers.models.mistral4.modeling_mistral4 import Mistral4Attention

from model.mistral.checkpoint import mended
from model.mistral.machine import TorchMachine
from tests.model.imagined import Watched, imagined
from tests.model.published import VOCABULARY, tiny_config

LENGTHS, MORE = (17, 9), 5  # tokens that the prompts of two rows have, and tokens that follow
LONG = {  # positions beyond 8 make scores grow
    "rope_type": "yarn",
    "rope_theta": 10000.0,
    "factor": 4.0,
    "original_max_position_embeddings": 8,
    "max_position_embeddings": 32,
    "llama_4_scaling_beta": 0.5,
}


def model_of(**text):
    """A random model whose norms are not all ones."""
    torch.manual_seed(3)
    model = Mistral3ForConditionalGeneration(mended(tiny_config(**text))).float().eval()
    for weight in model.parameters():
        weight.data += 0.1 * torch.randn_like(weight)
    return model


def rows():
    draw = torch.Generator().manual_seed(9)
    return [torch.randint(64, VOCABULARY, (length + MORE,), generator=draw).tolist() for length in LENGTHS]


def stepped(model, width):
    """Logits of the last tokens of two rows of different length, read ``width`` at a time behind their prompts."""
    machine = TorchMachine(model, 2, 64, graphs=False)
    for slot, (row, length) in enumerate(zip(rows(), LENGTHS, strict=True)):
        machine.prefill(slot, row[:length], None)
    out = []
    for done in range(0, MORE, width):
        begins = [length + done for length in LENGTHS]
        new = [row[begin : begin + width][: MORE - done] for row, begin in zip(rows(), begins, strict=True)]
        out.append((done + len(new[0]) - 1, machine.step(new, begins)))
    return out


def same(model, width):
    with torch.no_grad():
        fresh = [model(input_ids=torch.tensor([row])).logits[0, -MORE:] for row in rows()]
    for place, logits in stepped(model, width):
        right = torch.stack([one[place] for one in fresh])
        torch.testing.assert_close(logits, right, rtol=1e-5, atol=2e-5)


@pytest.mark.parametrize("width", [1, 2])
def test_absorbed_is_expanded(width):
    same(model_of(), width)


@pytest.mark.parametrize(
    "text",
    [
        {"q_lora_rank": None, "rope_interleave": False},
        {"kv_lora_rank": 32, "v_head_dim": 32, "qk_nope_head_dim": 16, "rope_parameters": LONG},
    ],
    ids=["no query rank, halves turned", "other widths, long positions"],
)
def test_absorbed_is_expanded_whatever_the_checkpoint_says(text):
    same(model_of(**text), 1)


def test_no_key_is_expanded_while_decoding(monkeypatch):
    calls: list[int] = []
    whole = Mistral4Attention.expand_kv

    def counted(self, latent, rope):
        calls.append(latent.shape[2])
        return whole(self, latent, rope)

    monkeypatch.setattr(Mistral4Attention, "expand_kv", counted)
    stepped(model_of(), 1)
    assert len(calls) == 2 * len(LENGTHS), f"expanded contexts of {calls} tokens; only the prompts' may be"


@pytest.mark.parametrize(("batch", "width"), [(1, 1), (4, 8)])
def test_a_step_waits_for_nothing_and_takes_few_launches(batch, width):
    """No value is asked for by the host, so a CUDA graph can hold the step; transformers' takes 90 launches a layer."""
    pytest.importorskip("triton", reason="needs the package triton (extra 'dev' or 'gpu')")
    counted = []
    for layers in (2, 3):
        with imagined(tiny_config(num_hidden_layers=layers)) as model:
            machine = TorchMachine(model, batch, 64, graphs=False)
            ids = torch.zeros(batch, width, dtype=torch.int64, device="meta")
            with Watched() as watched:
                logits = machine.forward(ids, ids, ids[:, 0], 64)
        assert (logits.device.type, logits.shape) == ("meta", (batch, VOCABULARY))
        waits = {"_local_scalar_dense", "nonzero", "item", "is_nonzero"} & watched.seen.keys()
        assert not waits, waits
        counted.append(watched.seen)
    layer = counted[1] - counted[0]
    assert layer["attend"] == layer["route"] == layer["gate_up_swiglu"] == layer["down_weighted"] == 1
    assert sum(layer.values()) <= 36, layer
