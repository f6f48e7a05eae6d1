"""The parts of transformers that the embedded reader is built from, imported without torch's compiler.

transformers imports that compiler, and with it sympy, triton and distributed tensors, for decorators and annotations
alone: 145 MB and three seconds in every process that reads. Nothing here compiles or distributes. What is asked of the
compiler while these modules are imported is answered in its stead; whoever uses it later gets the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

import torch
import torch.distributed

COMPILER = "torch._dynamo"
WRAPPED = f"{COMPILER}._trace_wrapped_higher_order_op"
MARKS = ("assume_constant_result", "disable", "allow_in_graph")  # decorators that speak to the compiler alone


def _unmarked(function: Any = None, *_: object, **__: object) -> Any:
    """``function`` as it is; where only options are given, a decorator that leaves it so."""
    return function if function is not None else _unmarked


def _late(module: str, name: str) -> Callable[..., Any]:
    """A call of ``name`` of ``module``, which is not imported before."""
    return lambda *given, **named: getattr(import_module(module), name)(*given, **named)


@contextmanager
def without_compiler() -> Iterator[None]:
    """What is imported within gets neither torch's compiler nor distributed tensors, unless the compiler is there."""
    if COMPILER in sys.modules:
        yield
        return
    compiler, wrapped = ModuleType(COMPILER), ModuleType(WRAPPED)
    compiler.__dict__.update(dict.fromkeys(MARKS, _unmarked), __path__=[])
    wrapped.__dict__["TransformGetItemToIndex"] = _late(WRAPPED, "TransformGetItemToIndex")
    marking, distributed = torch.compiler.disable, torch.distributed.is_available
    sys.modules.update({COMPILER: compiler, WRAPPED: wrapped})
    torch.compiler.disable, torch.distributed.is_available = _unmarked, lambda: False  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.compiler.disable, torch.distributed.is_available = marking, distributed
        del sys.modules[COMPILER], sys.modules[WRAPPED]


with without_compiler():
    from transformers import Mistral3Config, Mistral4Config, PixtralVisionConfig
    from transformers.models.mistral3.modeling_mistral3 import Mistral3MultiModalProjector
    from transformers.models.mistral4.modeling_mistral4 import Mistral4DecoderLayer, Mistral4RMSNorm
    from transformers.models.pixtral.modeling_pixtral import PixtralVisionModel

__all__ = [
    "Mistral3Config",
    "Mistral3MultiModalProjector",
    "Mistral4Config",
    "Mistral4DecoderLayer",
    "Mistral4RMSNorm",
    "PixtralVisionConfig",
    "PixtralVisionModel",
]
