"""Train the embedded reader: one command, resumable, on CPU or one GPU.

    python -m training.train RUN_FOLDER --minutes 60 --tokenizer tekken.json [--real FILE ...]
    python -m torch.distributed.run --nproc-per-node 2 -m training.train RUN_FOLDER ...   # a process a core

Every few minutes the run folder gets ``checkpoint.pt`` (to go on from) and ``reader.safetensors`` (the averaged
weights, to evaluate and to pack). Started again in the same folder it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import torch
import torch.distributed as dist
from safetensors.torch import save_file

from model.embedded.reader import Reader, ReaderConfig
from model.embedded.weights import WEIGHTS, load_packed
from training.data import stream
from training.loss import Parts, taught

PEAK, WARM = 2e-3, 150  # learning rate, steps of warm-up
AVERAGE = 0.998  # decay of the averaged weights, reached gradually
SAVE_SECONDS = 150


def rate(progress: float, step: int, peak: float = PEAK) -> float:
    """The learning rate after a share ``progress`` (0 to 1) of the run: a warm-up, level, then linear to nothing.

    Warm-up, stable, decay: a run can be prolonged without having paid for an early decay.
    """
    warm = min(1.0, (step + 1) / WARM)
    return peak * warm * max(0.02, min(1.0, (1 - progress) / 0.45))


class Company:
    """The processes that train together, one unless started by torch.distributed.run: they average their gradients."""

    def __init__(self, reader: Reader) -> None:
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.parameters = [p for p in reader.parameters() if p.requires_grad]
        if self.size > 1:
            dist.init_process_group("gloo")

    def average(self, stop: bool) -> bool:
        """Average the gradients over all processes; whether any of them wants to stop after this step."""
        if self.size == 1:
            return stop
        parts = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.parameters]
        flat = torch.cat([*(g.flatten() for g in parts), torch.tensor([float(stop)])])
        dist.all_reduce(flat)
        at = 0
        for p in self.parameters:
            p.grad = flat[at : at + p.numel()].view_as(p) / self.size
            at += p.numel()
        return bool(flat[-1] > 0)


class Averaged:
    """A running average of the weights: steadier than the last step's."""

    def __init__(self, reader: Reader) -> None:
        self.weights = {k: v.detach().clone().float() for k, v in reader.state_dict().items()}

    def take(self, reader: Reader, step: int) -> None:
        """Move towards the reader's weights of ``step``."""
        keep = min(AVERAGE, (1 + step) / (10 + step))
        for k, v in reader.state_dict().items():
            self.weights[k].lerp_(v.detach().float(), 1 - keep)


def run(
    folder: Path,
    minutes: float,
    tokenizer: Path,
    real: list[Path],
    share: float,
    tokens: int,
    seed: int,
    workers: int,
    steps: int = 1_000_000,
    begin: Path | None = None,
    sizes: Mapping[str, int] = MappingProxyType({}),
    peak: float = PEAK,
) -> None:
    """Train until ``minutes`` of this run's clock (over all its restarts) are spent, or ``steps`` are made.

    A run without a checkpoint starts from the weights of the run ``begin`` as far as they fit, else from nothing, with
    the reader's usual ``sizes`` but for those given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["config"]["default_vocab_size"]
    reader = Reader(ReaderConfig(**{**sizes, "vocabulary": vocabulary}))
    if begin:
        missing, unknown = reader.load_state_dict(load_packed(begin / WEIGHTS), strict=False)
        print(f"From {begin.name}: {len(missing)} tensors begin anew, {len(unknown)} were left behind.", flush=True)
    decayed = [p for p in reader.parameters() if p.ndim >= 2]
    plain = [p for p in reader.parameters() if p.ndim < 2]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.98), fused=True)
    averaged, step, spent, pages = Averaged(reader), 0, 0.0, 0
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        reader.load_state_dict(state["reader"])
        optimizer.load_state_dict(state["optimizer"])
        averaged.weights, step, spent, pages = state["averaged"], state["step"], state["spent"], state["pages"]
    company = Company(reader)
    seed += 7919 * company.rank  # every process sees documents of its own
    rng = random.Random(seed + step)
    recent: deque[Parts] = deque(maxlen=40)
    source = stream(seed + step, workers, real, share, tokens, tokenizer)
    began = saved = time.monotonic()
    seen = 0
    stop = spent >= minutes * 60
    while not stop and step < steps:
        elapsed = spent + time.monotonic() - began
        for group in optimizer.param_groups:
            group["lr"] = rate(max(elapsed / (minutes * 60), step / steps), step, peak)
        lessons = next(source)
        with torch.autocast("cpu", torch.bfloat16):
            parts = taught(reader, lessons, rng)
        if not math.isfinite(parts.total.item()):
            raise FloatingPointError(f"The loss is {parts.total.item()} at step {step}: lower the learning rate.")
        optimizer.zero_grad(set_to_none=True)
        parts.total.backward()
        stop = company.average(spent + time.monotonic() - began >= minutes * 60)
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        averaged.take(reader, step)
        recent.append(parts)
        step += 1
        pages += len(lessons) * company.size
        seen += company.size * sum(made.item.tokens for made in lessons)
        if company.rank:
            continue
        if step % 50 == 0:
            speed = seen / (time.monotonic() - began)
            print(_line(step, elapsed, pages, speed, recent), flush=True)
        if time.monotonic() - saved > SAVE_SECONDS:
            saved = time.monotonic()
            _save(folder, reader, optimizer, averaged, step, spent + saved - began, pages)
    if not company.rank:
        _save(folder, reader, optimizer, averaged, step, spent + time.monotonic() - began, pages)


def _line(step: int, elapsed: float, pages: int, speed: float, recent: deque[Parts]) -> str:
    def mean(name: str) -> float:
        return sum(getattr(p, name) for p in recent) / len(recent)

    losses = " ".join(
        f"{n} {mean(n):.3f}" for n in ("start", "extent", "tag", "kind", "balance", "right", "right_absent")
    )
    return f"{step:6} {elapsed / 60:6.1f} min {pages:8} pages {speed:6.0f} tok/s  {losses}"


def _save(
    folder: Path,
    reader: Reader,
    optimizer: torch.optim.Optimizer,
    averaged: Averaged,
    step: int,
    spent: float,
    pages: int,
) -> None:
    state = {
        "reader": reader.state_dict(),
        "optimizer": optimizer.state_dict(),
        "averaged": averaged.weights,
        "step": step,
        "spent": spent,
        "pages": pages,
    }
    torch.save(state, folder / "checkpoint.tmp")
    (folder / "checkpoint.tmp").replace(folder / "checkpoint.pt")
    save_file(averaged.weights, folder / "reader.tmp", metadata={"step": str(step), "pages": str(pages)})
    (folder / "reader.tmp").replace(folder / "reader.safetensors")
    (folder / "config.json").write_text(json.dumps(reader.config.as_dict(), indent=1) + "\n")


def main() -> None:
    """Parse the command line and train."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--tokenizer", type=Path, default=Path("model/embedded/tekken.json"))
    arguments.add_argument("--real", type=Path, nargs="*", default=[], help="sroie_train.jsonl, sroie_train_ocr.jsonl")
    arguments.add_argument("--real-share", type=float, default=0.25)
    arguments.add_argument("--tokens", type=int, default=5000, help="padded tokens a step")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--steps", type=int, default=1_000_000)
    arguments.add_argument("--begin", type=Path, help="a run, or packed weights, that a new run starts from")
    arguments.add_argument("--peak", type=float, default=PEAK, help="learning rate; lower for weights that go on")
    arguments.add_argument("--size", nargs="*", default=[], help="sizes of the reader, as in experts=0 vision_layers=0")
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    run(
        given.folder,
        given.minutes,
        given.tokenizer,
        given.real,
        given.real_share,
        given.tokens,
        given.seed,
        given.workers,
        given.steps,
        given.begin,
        {name: int(value) for name, _, value in (size.partition("=") for size in given.size)},
        given.peak,
    )


if __name__ == "__main__":
    main()
