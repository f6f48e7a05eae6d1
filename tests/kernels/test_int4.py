"""The 4-bit format against what it promises: exact packing, bounded error, nothing silent."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels.int4 import GROUP, dequantise, pack, quantise, unpack


def test_every_byte_comes_back_from_its_nibbles():
    every = torch.arange(256, dtype=torch.uint8).repeat(2).reshape(4, 128)
    assert torch.equal(pack(unpack(every)), every)


def test_the_low_nibbles_are_the_first_sixty_four_inputs():
    nibbles = torch.zeros(1, 128, dtype=torch.uint8)
    nibbles[0, 3], nibbles[0, 64 + 3] = 5, 9
    packed = pack(nibbles)
    assert packed[0, 3] == 5 | 9 << 4
    assert packed.sum() == packed[0, 3]


@settings(deadline=None, max_examples=40)
@given(rows=st.integers(1, 5), groups=st.integers(1, 5), size=st.floats(1e-3, 1e3), seed=st.integers(0, 999))
def test_no_weight_is_off_by_more_than_half_a_step(rows, groups, size, seed):
    weight = size * torch.randn(rows, groups * GROUP, generator=torch.Generator().manual_seed(seed))
    packed, scales = quantise(weight)
    step = scales.float().repeat_interleave(GROUP, -1)[:, : weight.shape[1]]
    # the largest weight of a group may also miss by what bf16 rounds off seven scales
    assert ((dequantise(packed, scales, weight.shape[1]) - weight).abs() <= step * (0.5 + 7 * 2**-8)).all()


def test_a_width_that_is_no_multiple_comes_back_at_its_width():
    weight = torch.randn(3, 5, 65)
    packed, scales = quantise(weight)
    assert packed.shape == (3, 5, 64)
    assert scales.shape == (3, 5, 2)
    assert dequantise(packed, scales, 65).shape == weight.shape


def test_zeros_stay_zeros():
    packed, scales = quantise(torch.zeros(2, 128))
    assert torch.equal(dequantise(packed, scales, 128), torch.zeros(2, 128))


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_weight_that_is_no_number_is_refused(bad):
    weight = torch.ones(2, 128)
    weight[1, 7] = bad
    with pytest.raises(ValueError, match=r"\(2, 128\) holds NaN or infinity"):
        quantise(weight)
