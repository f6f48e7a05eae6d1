"""The packed format inside a transformers model: expert weights in 4 bits, loaded by ``from_pretrained``.

A packed weight ``name`` is stored as ``name.packed`` (uint8) and ``name.scales`` (bf16), as ``kernels.int4`` defines
them. The shared experts of a layer stand behind its routed ones in the same stack, so that one launch computes both.
transformers sees a model that was quantised beforehand by the method ``recto-int4``; nothing is quantised at loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import linear
from transformers.integrations.moe import ALL_EXPERTS_FUNCTIONS
from transformers.models.mistral4.modeling_mistral4 import Mistral4MoE
from transformers.quantizers import HfQuantizer, register_quantization_config, register_quantizer
from transformers.utils.quantization_config import QuantizationConfigMixin

from kernels import moe
from kernels.int4 import GROUP, Packed
from kernels.routing import with_shared

METHOD = "recto-int4"
EXPERTS = "recto"  # our name among transformers' implementations of experts
STACKS = ("gate_up_proj", "down_proj")
_BLOCK = 2 * GROUP  # inputs are filled up to a multiple of it


class PackedWeight(nn.Module):
    """One weight (..., outputs, inputs) in 4 bits. Called for its bytes, not as a layer."""

    def __init__(self, shape: torch.Size, device: torch.device | str | None = None) -> None:
        super().__init__()
        *outer, self.inputs = shape
        blocks = -(-self.inputs // _BLOCK)
        self.packed = _constant(torch.empty(*outer, blocks * GROUP, dtype=torch.uint8, device=device))
        self.scales = _constant(torch.empty(*outer, 2 * blocks, dtype=torch.bfloat16, device=device))

    @property
    def weight(self) -> Packed:
        """The weight as the kernels take it."""
        return Packed(self.packed, self.scales, self.inputs)

    def extra_repr(self) -> str:
        return f"{tuple(self.packed.shape[:-1])} x {self.inputs} in 4 bits"


def _constant(values: Tensor) -> nn.Parameter:
    return nn.Parameter(values, requires_grad=False)


def expert_modules(model: nn.Module) -> Iterator[tuple[str, Any]]:
    """The name and the module of the experts of each layer."""
    for name, module in model.named_modules():
        if hasattr(module, "num_experts") and all(hasattr(module, stack) for stack in STACKS):
            yield name, module


class Mixture(Mistral4MoE):  # type: ignore[misc]  # transformers is untyped
    """A layer's experts, the shared ones among them: what every token asks for comes behind what its router chose."""

    shared: int  # experts that every token asks

    def forward(self, hidden_states: Tensor) -> Tensor:
        """``hidden_states`` (B, T, H) to (B, T, H)."""
        flat = hidden_states.reshape(-1, hidden_states.shape[-1])
        ids, weights = self.route(flat)
        out: Tensor = self.experts(flat, ids, weights)
        return out.view(hidden_states.shape)

    def route(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Ids and weights (T, k + shared) of the experts of ``hidden`` (T, H).

        The chances are computed in fp32 as the vendor's own code does it, where transformers rounds them to bf16.
        """
        gate = self.gate
        if gate.topk_group >= gate.num_group:  # every expert may be chosen
            logits = linear(hidden, gate.weight)
            return moe.route(logits, gate.top_k, gate.norm_topk_prob, gate.routed_scaling_factor, self.shared)
        _, weights, ids = gate(hidden)
        return with_shared(ids, weights, gate.num_experts, self.shared)


def pack_experts(model: nn.Module) -> None:
    """Give the experts of a model on the meta device the shapes of their packed form, shared ones with the others."""
    for module in list(model.modules()):
        if not isinstance(module, Mistral4MoE):
            continue
        module.__class__ = Mixture
        module.shared = module.config.n_shared_experts
        del module.shared_experts
        for stack in STACKS:
            count, *matrix = getattr(module.experts, stack).shape
            delattr(module.experts, stack)
            setattr(module.experts, stack, PackedWeight(torch.Size([count + module.shared, *matrix]), "meta"))


@torch.no_grad()
def unpack_experts(model: nn.Module, dtype: torch.dtype) -> None:
    """Turn packed experts into dense ones in ``dtype``, one stack after the other. Saves the CPU work at each token."""
    for _, experts in expert_modules(model):
        for stack in STACKS:
            packed = getattr(experts, stack)
            if not isinstance(packed, PackedWeight):
                continue
            weight = packed.weight
            outputs = weight.bytes.shape[:-1]
            dense = torch.empty(*outputs, weight.inputs, dtype=dtype, device=weight.bytes.device)
            for e in range(outputs[0]):  # one expert at a time: the fp32 in between stays small
                dense[e] = weight[e].dense(dtype)
            delattr(experts, stack)
            setattr(experts, stack, _constant(dense))


def experts_forward(self: Any, hidden: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
    """The experts of one layer: ``hidden`` (T, H), ``ids`` and ``weights`` (T, k) as they were chosen; (T, H).

    Packed experts go to the kernels, dense ones (unpacked for the CPU) through one product for each expert in use.
    """
    if isinstance(self.gate_up_proj, PackedWeight):
        return moe.experts(hidden, ids, weights, self.gate_up_proj.weight, self.down_proj.weight)
    out = torch.zeros_like(hidden)
    for e in sorted({*ids.flatten().tolist()}):
        token, slot = (ids == e).nonzero(as_tuple=True)
        gate, up = (hidden[token] @ self.gate_up_proj[e].T).chunk(2, -1)  # (n, I) each
        answer = (self.act_fn(gate) * up) @ self.down_proj[e].T * weights[token, slot, None]
        out.index_add_(0, token, answer.to(out.dtype))
    return out


ALL_EXPERTS_FUNCTIONS.register(EXPERTS, experts_forward)


@register_quantization_config(METHOD)
class PackedConfig(QuantizationConfigMixin):  # type: ignore[misc]  # transformers is untyped
    """``quantization_config`` of a packed directory's config.json."""

    def __init__(self, group: int = GROUP, **_: Any) -> None:
        self.quant_method = METHOD
        self.group = group


@register_quantizer(METHOD)
class PackedQuantizer(HfQuantizer):  # type: ignore[misc]  # transformers is untyped
    """Loads packed weights and saves them again; it packs nothing itself (``recto convert`` does)."""

    requires_calibration = True  # transformers' word for: the checkpoint must be packed already

    def _process_model_before_weight_loading(self, model: nn.Module, **_: Any) -> None:
        pack_experts(model)

    def is_serializable(self) -> bool:
        """Whether ``save_pretrained`` writes it."""
        return True

    def get_state_dict_and_metadata(self, model: nn.Module) -> tuple[None, dict[str, str]]:
        """Nothing but the check that the model can be saved. Raises ValueError when its experts were unpacked."""
        for _, experts in expert_modules(model):
            if not isinstance(experts.gate_up_proj, PackedWeight):
                raise ValueError("The experts of this model were unpacked; load it with unpack=False to save it.")
        return None, {}

    @property
    def is_trainable(self) -> bool:
        """4-bit weights take no gradient."""
        return False

    @property
    def is_compileable(self) -> bool:
        """The kernels run inside compiled code and CUDA graphs."""
        return True
