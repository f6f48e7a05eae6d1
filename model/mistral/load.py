"""A packed directory becomes a model that is ready to read: the one way in for the 119B and for small ones."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import Mistral3ForConditionalGeneration
from transformers.utils import logging as quiet

from model.backend import BackendError
from model.mistral import checks, manifest
from model.mistral.checkpoint import read_config
from model.mistral.packed import EXPERTS, METHOD, unpack_experts
from model.mistral.plan import Plan, free_bytes, plan

log = logging.getLogger("recto")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in evaluation mode on its device, with what was checked."""

    model: Any  # Mistral3ForConditionalGeneration
    config: Any  # its Mistral3Config
    folder: Path  # holds tekken.json
    report: checks.Report
    plan: Plan


def load(folder: Path, device: str = "cpu", dtype: torch.dtype | None = None, unpack: bool | None = None) -> Loaded:
    """Load the packed directory ``folder`` on ``device`` and check it.

    ``dtype`` is that of everything which is not packed (default bf16). ``unpack`` turns the experts into dense ones
    once; by default on the CPU, where that is faster at each token, when they fit into memory. Raises
    ``BackendError`` when the folder is not whole, does not fit into memory, or a check fails.
    """
    dtype = dtype or torch.bfloat16
    manifest.read(folder)
    config = read_config(folder)
    if (getattr(config, "quantization_config", None) or {}).get("quant_method") != METHOD:
        raise BackendError(f"{str(folder)!r} is not packed by Recto; run `recto convert` first.")
    fits, unpack = _planned(config, device, dtype, unpack)
    log.info("%s on %s: %s", folder, device, fits)
    quiet.disable_progress_bar()
    try:
        model, found = Mistral3ForConditionalGeneration.from_pretrained(
            folder,
            dtype=dtype,
            attn_implementation="sdpa",
            experts_implementation={"text_config": EXPERTS},
            local_files_only=True,
            output_loading_info=True,
        )
        share = checks.packed_share(model)
        if unpack:
            unpack_experts(model, dtype)
        model = model.eval().requires_grad_(False).to(device)  # only its parts on disk are mapped until here
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:  # RuntimeError: also out of CUDA memory
        raise BackendError(f"{str(folder)!r} cannot be loaded: {str(error).strip().splitlines()[0]}") from error
    report = checks.check(model, found, share, folder)
    return Loaded(model, model.config, folder, report, fits)


def _planned(config: Any, device: str, dtype: torch.dtype, unpack: bool | None) -> tuple[Plan, bool]:
    """The memory plan, and whether the experts are unpacked. Raises ``BackendError`` when the model does not fit."""
    free = free_bytes(device)
    if unpack is None and device == "cpu":
        try:
            return plan(config, free, True, dtype.itemsize, device), True
        except BackendError:
            unpack = False  # slower at each token, a quarter of the memory
    return plan(config, free, bool(unpack), dtype.itemsize, device), bool(unpack)
