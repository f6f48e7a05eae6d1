"""The definitions of routing and of packed experts against the same said in another way."""

import pytest
import torch
from torch.nn.functional import linear as dense_linear
from torch.nn.functional import silu

from kernels import moe
from kernels.int4 import packed
from kernels.routing import align, most_blocks, route


def off(found, expected):
    """The length of the difference, as a part of the length of what was expected."""
    return ((found - expected).norm() / expected.norm()).item()


@pytest.mark.parametrize("k", [1, 2, 4])
def test_an_expert_layer_is_the_sum_over_tokens_of_what_each_of_its_experts_says(k):
    seed = int(torch.randint(2**31, ()))
    draw = torch.Generator().manual_seed(seed)
    gate_up, down = packed(torch.randn(5, 2 * 70, 65, generator=draw)), packed(torch.randn(5, 65, 70, generator=draw))
    x = torch.randn(7, 65, generator=draw)
    ids, weights = route(torch.randn(7, 5, generator=draw), k, scale=2.5)
    expected = torch.zeros(7, 65)
    for t in range(7):
        for expert, weight in zip(ids[t].tolist(), weights[t].tolist(), strict=True):
            gate, up = (gate_up[expert].dense() @ x[t]).split(70)
            expected[t] += weight * (down[expert].dense() @ (silu(gate) * up))
    assert off(moe.experts(x, ids, weights, gate_up, down), expected) < 1e-5, f"seed {seed}"


def test_a_dense_linear_is_one_expert():
    weight, x = packed(torch.randn(6, 200)), torch.randn(2, 3, 200)
    assert off(moe.linear(x, weight), dense_linear(x, weight.dense())) < 1e-5


def test_weights_of_a_token_sum_to_the_scale_only_when_renormalised():
    logits = torch.randn(9, 16)
    assert torch.allclose(route(logits, 4, True, 1.5)[1].sum(-1), torch.tensor(1.5))
    ids, weights = route(logits, 4, False)
    torch.testing.assert_close(weights, logits.softmax(-1).gather(-1, ids))


@pytest.mark.parametrize("shared", [0, 1, 2])
def test_shared_experts_are_the_last_choices_of_every_token_at_weight_one(shared):
    logits = torch.randn(3, 8)
    ids, weights = route(logits, 2, shared=shared)
    assert ids[:, 2:].tolist() == [[8, 9][:shared]] * 3
    assert weights[:, 2:].tolist() == [[1.0] * shared] * 3
    torch.testing.assert_close(route(logits, 2), (ids[:, :2], weights[:, :2]))


@pytest.mark.parametrize("block", [1, 8, 16])
@pytest.mark.parametrize("kind", ["random", "one expert", "repeated", "last experts empty"])
def test_every_slot_stands_once_in_a_block_of_its_expert(kind, block):
    ids = {
        "random": torch.randint(0, 11, (37, 3)),
        "one expert": torch.full((37, 3), 4),
        "repeated": torch.randint(0, 11, (37, 1)).expand(37, 3),
        "last experts empty": torch.randint(0, 3, (5, 3)),
    }[kind]
    owners, slots = align(ids, 11, block)
    assert owners.shape == (most_blocks(ids.numel(), 11, block),)
    assert sorted(s for s in slots.tolist() if s < ids.numel()) == list(range(ids.numel()))
    for owner, row in zip(owners.tolist(), slots.view(-1, block).tolist(), strict=True):
        assert {ids.flatten()[s].item() for s in row if s < ids.numel()} == (set() if owner < 0 else {owner})


def test_alignment_has_room_for_the_worst_case():
    for slots, experts, block in [(1, 5, 16), (5, 5, 16), (160, 129, 8), (40, 3, 16)]:
        worst = torch.arange(slots) % experts
        used = sum(-(-int((worst == e).sum()) // block) for e in range(experts))
        assert used <= most_blocks(slots, experts, block)


def test_a_way_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match=r"Unknown way 'magic' .* Known: definition, triton"):
        moe.linear(torch.ones(1, 128), packed(torch.ones(1, 128)), way="magic")
