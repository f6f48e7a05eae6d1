"""The transformers backend: an image-text-to-text checkpoint that you have, in 4 bits (NF4) on CUDA."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from model.backend import Ability, Answer, BackendError, Question, Stop
from model.writing.answer import read
from model.writing.ask import asks_for_data, request, system, transcript
from model.writing.calibration import Calibration
from model.writing.chances import Chances
from model.writing.merge import merged
from model.writing.settings import Limits, whole

PAGES = 1  # of a question: most of these models see one picture at a time well
SPELT = 8  # tokens that are spelt together at most to tell the next one's piece


class Transformers:
    """Writes freely and is asked for JSON: a value that stands nowhere is given without a place."""

    abilities: frozenset[Ability] = frozenset({"fields", "chat"})

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Load the checkpoint in ``settings["folder"]``. Raises ``BackendError``."""
        import torch

        self.limits, self.pages = Limits(settings), whole("pages", settings, PAGES)
        self.calibrated = Calibration(settings)
        folder = _folder(settings)
        cuda = (settings.get("device") or ("cuda" if torch.cuda.is_available() else "cpu")).startswith("cuda")
        torch.set_num_threads(whole("threads", settings, 1))
        self.processor, self.model = _loaded(folder, cuda)
        self.name = f"transformers {folder.name}" + (" nf4" if cuda else "") + self.calibrated.mark

    def answer(self, question: Question) -> Answer:
        """Answer ``question``, ``pages`` pages at a time. Raises ``BackendError``."""
        began = perf_counter()
        question = self.limits(question)
        parts = [self._part(one) for one in self._windows(question)]
        answer = replace(merged(parts, question.fields), seconds={"write": perf_counter() - began})
        return self.calibrated(answer)

    def _windows(self, question: Question) -> Iterator[Question]:
        for begin in range(0, max(1, len(question.pages)), self.pages):
            yield replace(question, pages=question.pages[begin : begin + self.pages], mode="matched")

    def _part(self, question: Question) -> Answer:
        import torch

        given = self._inputs(question)
        stopping, chances = _Stopping(question), _Chances()
        try:
            with torch.inference_mode():
                out = self.model.generate(
                    **given, max_new_tokens=question.max_tokens, do_sample=False, stopping_criteria=[stopping],
                    logits_processor=[chances],
                )  # fmt: skip
        except torch.cuda.OutOfMemoryError as error:
            torch.cuda.empty_cache()
            raise BackendError(
                "The GPU's memory is full with this page; lower RECTO_PAGE_SIDE or free memory."
            ) from error
        before = given["input_ids"].shape[1]
        written = out[0, before:].tolist()
        text, spelt = self._text(written, chances.best)
        stopped: Stop = stopping.why or ("tokens" if len(written) >= question.max_tokens else "")
        if not asks_for_data(question):
            return Answer(text=text.strip(), tokens_in=before, tokens_out=len(written), stopped=stopped)
        values, kind, sure = read(text, question, Chances(text, spelt))
        return Answer(values, kind, sure, tokens_in=before, tokens_out=len(written), stopped=stopped)

    def _inputs(self, question: Question) -> Any:
        shape = "\n\nAnswer with one JSON object and nothing else." if asks_for_data(question) else ""
        content: list[dict[str, Any]] = []
        for page in question.pages:
            if page.image is not None:
                content.append({"type": "image", "image": page.image.convert("RGB")})
            content.append({"type": "text", "text": transcript(page)})
        content.append({"type": "text", "text": f"{system(question)}\n\n{request(question)}{shape}"})
        try:
            given = self.processor.apply_chat_template(
                [{"role": "user", "content": content}],
                add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt",
            )  # fmt: skip
        except (ValueError, TypeError, ImportError) as error:
            flaw = str(error).strip().splitlines()[0][:200]
            raise BackendError(f"This checkpoint cannot be asked about pages ({flaw}); take another one.") from error
        return given.to(self.model.device, dtype=self.model.dtype)

    def _text(self, written: Sequence[int], best: Sequence[Any]) -> tuple[str, list[tuple[str, float]]]:
        """The text of the tokens ``written``, and each one's piece of it with its log-probability out of ``best``.

        Pieces are told by spelling a few tokens with and without the last: spelling all of them for each token would
        take minutes for a long answer.
        """
        tokenizer, pieces, text, begin = self.processor.tokenizer, list[tuple[str, float]](), "", 0
        for i, chance in enumerate(best[: len(written)]):
            before = tokenizer.decode(written[begin:i], skip_special_tokens=True)
            now = tokenizer.decode(written[begin : i + 1], skip_special_tokens=True)
            if now.endswith("\ufffd"):  # half a character: the token that completes it tells the piece
                pieces.append(("", float(chance)))
                continue
            pieces.append((now[len(before.rstrip("\ufffd")) :], float(chance)))
            text += pieces[-1][0]
            if i - begin >= SPELT:
                begin = i
        return text, pieces


class _Chances:
    """Keeps the log-probability of the likeliest token of each step, which is the one that is written."""

    def __init__(self) -> None:
        self.best: list[Any] = []

    def __call__(self, _ids: Any, scores: Any) -> Any:
        self.best.append(scores[0].float().log_softmax(-1).max())  # a number: all scores would be gigabytes
        return scores


class _Stopping:
    """Ends ``generate`` between two tokens: cancelled, or out of time."""

    def __init__(self, question: Question) -> None:
        self._until, self._cancelled = time.monotonic() + question.max_seconds, question.cancelled
        self.why: Stop = ""

    def __call__(self, ids: Any, _scores: Any, **_: Any) -> Any:
        import torch

        if self._cancelled and self._cancelled():
            self.why = "cancelled"
        elif time.monotonic() > self._until:
            self.why = "time"
        return torch.full((ids.shape[0],), bool(self.why), device=ids.device)


def load(settings: Mapping[str, str]) -> Transformers:
    """The checkpoint. ``settings``: ``folder``; ``device``, ``pages``, and the limits."""
    return Transformers(settings)


def fits(settings: Mapping[str, str]) -> str:
    """What is needed and found, without loading it. Raises ``BackendError`` when it cannot run here."""
    import torch

    folder = _folder(settings)
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    if not torch.cuda.is_available():
        from model.mistral.plan import free_bytes

        free = free_bytes("cpu")
        if 2 * size > free:  # fp32 of bf16
            raise BackendError(f"{folder.name} needs about {2 * size / 1e9:.1f} GB and {free / 1e9:.1f} GB are free.")
        return f"{folder.name} needs about {2 * size / 1e9:.1f} GB of {free / 1e9:.1f} GB free, on the CPU: slow"
    free = int(torch.cuda.mem_get_info()[0])
    if size * 0.35 > free:  # 4.5 of 16 bits, and what stays in 16
        raise BackendError(f"{folder.name} needs about {size * 0.35 / 1e9:.1f} GB and {free / 1e9:.1f} GB are free.")
    return f"{folder.name} needs about {size * 0.35 / 1e9:.1f} GB of {free / 1e9:.1f} GB free"


def _folder(settings: Mapping[str, str]) -> Path:
    if not settings.get("folder"):
        raise BackendError("needs a checkpoint: set RECTO_MODEL_FOLDER to a folder as transformers saves it.")
    folder = Path(settings["folder"]).expanduser()
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise BackendError(
            f"{str(folder)!r} holds no checkpoint (config.json and *.safetensors); check RECTO_MODEL_FOLDER."
        )
    return folder


def _loaded(folder: Path, cuda: bool) -> tuple[Any, Any]:
    """The processor and the model of ``folder``: NF4 on CUDA, fp32 on the CPU, where bitsandbytes corrupts weights."""
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    try:
        processor = AutoProcessor.from_pretrained(folder, local_files_only=True, use_fast=False)
    except ImportError as error:
        raise BackendError(
            f"The processor of {folder.name} needs a package that is not installed here, usually torchvision "
            f"({str(error).strip().splitlines()[0][:100]}); take a checkpoint of another family (docs/models.md)."
        ) from error
    except (OSError, ValueError) as error:
        flaw = str(error).strip().splitlines()[0][:200]
        raise BackendError(f"The processor of {folder.name} cannot be loaded: {flaw}") from error
    more: dict[str, Any] = {"dtype": torch.float32}
    if cuda:
        from transformers import BitsAndBytesConfig

        kind = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
        more = {"dtype": torch.bfloat16, "device_map": {"": 0}, "quantization_config": kind}
    try:
        model = AutoModelForImageTextToText.from_pretrained(folder, local_files_only=True, **more)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise BackendError(f"{folder.name} cannot be loaded: {str(error).strip().splitlines()[0][:200]}") from error
    return processor, model.eval()
