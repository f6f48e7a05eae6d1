"""What the reader is taught: to begin at any right place, to know what belongs to a value, and what is absent."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from model.embedded.batch import collate
from model.embedded.features import KINDS
from model.embedded.reader import Batch, Reader
from training.data import Lesson

BALANCE = 0.01  # weight of the router's load balancing (Switch Transformer, equation 4)
KIND = 0.2
SCALE = 8.0  # word losses are sums over this many words: most words are easy nos


@dataclass(slots=True)
class Parts:
    """The parts of the loss, for the log; ``right`` is the share of questions whose best start is a right one."""

    total: Tensor
    start: float
    extent: float
    tag: float
    kind: float
    balance: float
    right: float
    right_absent: float


def taught(reader: Reader, lessons: list[Lesson], rng: random.Random) -> Parts:
    """The loss of one batch of ``lessons``."""
    batch: Batch = collate([made.item for made in lessons])
    pointed = reader(batch)
    pages, asked, count = pointed.tag.shape
    goal = torch.zeros(pages, asked, 1 + count, dtype=torch.bool)
    tagged = torch.zeros(pages, asked, count)
    asks = torch.zeros(pages, asked, dtype=torch.bool)
    absent = torch.zeros(pages, asked, dtype=torch.bool)
    which: list[tuple[int, int, int]] = []
    members: list[list[int]] = []
    for b, made in enumerate(lessons):
        for q, target in enumerate(made.targets):
            tagged[b, q, target.tagged] = 1.0
            if not target.pointed:
                continue
            asks[b, q] = True
            if target.starts:
                goal[b, q, [1 + s for s in target.starts]] = True
                occurrence = rng.choice(target.occurrences)
                which.append((b, q, occurrence[0]))
                members.append(occurrence)
            else:
                goal[b, q, 0] = absent[b, q] = True

    logits = pointed.start.float()
    hit = torch.logsumexp(logits.masked_fill(~goal, -1e9), -1) - torch.logsumexp(logits, -1)
    start = -(hit * asks).sum() / asks.sum().clamp(min=1)

    words = batch.words[:, None].float()
    tag = F.binary_cross_entropy_with_logits(pointed.tag.float(), tagged, reduction="none") * words
    share = tag.sum(-1) / (SCALE + tagged.sum(-1))
    tag_loss = (share * batch.questions).sum() / batch.questions.sum()

    extent_loss = torch.zeros(())
    if which:
        b, q, s = (torch.tensor(x) for x in zip(*which, strict=True))
        belongs = reader.extent(pointed, batch, b, q, s).float()
        wanted = torch.zeros_like(belongs)
        for row, occurrence in enumerate(members):
            wanted[row, occurrence] = 1.0
        each = F.binary_cross_entropy_with_logits(belongs, wanted, reduction="none") * batch.words[b]
        extent_loss = (each.sum(-1) / (SCALE / 2 + wanted.sum(-1))).mean()

    kinds = torch.tensor([made.kind for made in lessons])
    kind_loss = F.cross_entropy(pointed.kind.float(), kinds, reduction="none").mean()
    loads = [_balance(r, reader.config.experts_per_token) for r in pointed.routing]
    balance = torch.stack(loads).mean() if loads else torch.zeros(())
    total = start + extent_loss + 0.7 * tag_loss + KIND * kind_loss + BALANCE * balance
    best = logits.argmax(-1, keepdim=True)
    right = goal.gather(-1, best)[..., 0]
    present = asks & ~absent
    return Parts(
        total,
        float(start.detach()),
        float(extent_loss.detach()),
        float(tag_loss.detach()),
        float(kind_loss.detach()),
        float(balance.detach()),
        float((right & present).sum() / present.sum().clamp(min=1)),
        float((right & absent).sum() / absent.sum().clamp(min=1)),
    )


def _balance(logits: Tensor, top: int) -> Tensor:
    """1 when every expert gets the same share of the tokens, more when a few get most."""
    chance = logits.float().softmax(-1)
    experts = chance.shape[-1]
    chosen = torch.zeros_like(chance).scatter_(1, chance.topk(top, -1).indices, 1.0)
    return experts * (chosen.mean(0) / top * chance.mean(0)).sum()


assert len(KINDS) == 5, "a new kind of page needs generators that make it"
