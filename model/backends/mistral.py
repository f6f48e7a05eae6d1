"""The mistral backend: a packed directory (`recto convert`) on this machine's GPU, or a small one on its CPU."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from model.backend import Ability, Answer, BackendError, Question
from model.writing.calibration import Calibration
from model.writing.settings import Limits, whole

CONTEXT = 16_384  # tokens of a row: four A4 pages with their words, and the answer
SLOTS = 8  # rows at once, where memory allows


class Mistral:
    """Writes under a grammar: in the mode ``verbatim`` a value can only be words of the page, or null."""

    abilities: frozenset[Ability] = frozenset({"fields", "chat", "reasoning", "tools"})

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Load the packed directory ``settings["folder"]`` and check it. Raises ``BackendError``."""
        import torch

        from model.mistral.engine import Engine
        from model.mistral.load import load as load_packed
        from model.mistral.manifest import MANIFEST
        from model.mistral.tokens import Tokens

        folder, device = _folder(settings), _device(settings)
        self.limits, self.calibrated = Limits(settings), Calibration(settings)
        slots, context, self.plan = _room(folder, device, settings)
        torch.set_num_threads(whole("threads", settings, 1))
        loaded = load_packed(folder, device, _dtype(settings, device))
        self.engine = Engine.of(loaded.model, Tokens(folder), slots, context)
        print_of = sha256((folder / MANIFEST).read_bytes()).hexdigest()[:8]
        self.name = f"mistral {folder.name} {print_of}" + (" reasoning" if self.limits.reasoning == "high" else "")
        self.name += self.calibrated.mark

    def answer(self, question: Question) -> Answer:
        """Answer ``question``; raises ``BackendError``."""
        return self.calibrated(self.engine.answer(self.limits(question)))


def load(settings: Mapping[str, str]) -> Mistral:
    """The packed model. ``settings``: ``folder``; ``device``, ``dtype``, ``slots``, ``context``, and the limits."""
    return Mistral(settings)


def fits(settings: Mapping[str, str]) -> str:
    """What it needs and what was found, without loading it. Raises ``BackendError`` when it cannot run here."""
    device = _device(settings)
    slots, context, planned = _room(_folder(settings), device, settings)
    return f"{planned} on {device}, {slots} rows of {context:,} tokens"


def could(settings: Mapping[str, str]) -> None:
    """Raises ``BackendError`` when the GPU could not hold it even with nothing else on it."""
    import torch

    from model.mistral.checkpoint import read_config
    from model.mistral.plan import plan

    if not torch.cuda.is_available():
        raise BackendError("torch finds no CUDA device here; install torch for CUDA.")
    device = settings.get("device") or "cuda"
    total = int(torch.cuda.mem_get_info(torch.device(device))[1])
    plan(read_config(_folder(settings)), total, device=device)


def _folder(settings: Mapping[str, str]) -> Path:
    from model.mistral import manifest

    if not settings.get("folder"):
        raise BackendError("needs a packed model: `recto convert SOURCE TARGET`, then set RECTO_MODEL_FOLDER=TARGET.")
    folder = Path(settings["folder"]).expanduser()
    manifest.read(folder)
    return folder


def _device(settings: Mapping[str, str]) -> str:
    import torch

    return settings.get("device") or ("cuda" if torch.cuda.is_available() else "cpu")


def _dtype(settings: Mapping[str, str], device: str) -> Any:
    import torch

    known = {"bf16": torch.bfloat16, "fp32": torch.float32}
    name = settings.get("dtype") or ("bf16" if device.startswith("cuda") else "fp32")
    if name not in known:
        raise BackendError(f"RECTO_MODEL_DTYPE={name} is not a type of numbers; set it to {' or '.join(known)}.")
    return known[name]


def _room(folder: Path, device: str, settings: Mapping[str, str]) -> tuple[int, int, Any]:
    """Rows at once, tokens of each, and the plan that they follow from."""
    from model.mistral.cache import SIZES
    from model.mistral.checkpoint import read_config
    from model.mistral.plan import free_bytes, plan

    config = read_config(folder)
    on_cpu = not device.startswith("cuda")
    size = 4 if on_cpu and settings.get("dtype") != "bf16" else 2
    longest = min(whole("context", settings, CONTEXT), int(config.text_config.max_position_embeddings))
    planned = plan(config, free_bytes(device), on_cpu, size, device, longest)
    context = min(longest, planned.tokens)
    wanted = whole("slots", settings, 1 if on_cpu else SLOTS)
    return max(s for s in SIZES if s <= max(1, min(wanted, planned.tokens // context))), context, planned
