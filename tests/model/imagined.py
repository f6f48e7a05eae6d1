"""A packed model on a GPU that is only imagined: shapes and operations are real, memory and numbers are not."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode

from kernels import moe
from model.mistral.checkpoint import mended, skeleton
from model.mistral.packed import EXPERTS, pack_experts

INSIDE = {  # bytes that an operation of ours takes for itself, beside what it gives back
    "down_weighted": lambda mid, ids, weights, owners, slots, packed, scales: ids.numel() * packed.shape[1] * 4,  # noqa: ARG005
    "attend": lambda inward, *_: 256 * inward.shape[2:].numel() * 4,
}


@contextmanager
def imagined(config):
    """The model of ``config`` in bf16, packed, on the device "meta", asked as on a GPU: of the Triton twins."""
    config = mended(config)
    config.text_config._experts_implementation = EXPERTS
    model = skeleton(config).to(torch.bfloat16).eval()
    pack_experts(model)

    def twin(name, *_):
        return import_module(f"kernels.cuda.{name}")

    with patch.object(moe, "_chosen", twin), torch.inference_mode():
        yield model


class Watched(TorchDispatchMode):
    """Counts the operations that a GPU would be given, views apart, and the most bytes that they hold at a time."""

    VIEWS = frozenset(
        "view _unsafe_view alias detach expand permute select slice split split_with_sizes transpose unsqueeze".split()
    )

    def __init__(self):
        super().__init__()
        self.seen, self.most, self._held = Counter(), 0, {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func._overloadpacket.__name__
        out = func(*args, **(kwargs or {}))
        given = {_storage(one) for one in args if isinstance(one, torch.Tensor)}
        for one in out if isinstance(out, tuple | list) else [out]:
            if isinstance(one, torch.Tensor) and one.is_meta and _storage(one) not in given:
                self._held[_storage(one)] = StorageWeakRef(one.untyped_storage()), one.untyped_storage().nbytes()
        self._held = {key: held for key, held in self._held.items() if not held[0].expired()}
        inside = INSIDE[name](*args) if name in INSIDE else 0
        self.most = max(self.most, inside + sum(size for _, size in self._held.values()))
        if name not in self.VIEWS:
            self.seen[name] += 1
        return out


def _storage(tensor):
    return tensor.untyped_storage()._cdata
