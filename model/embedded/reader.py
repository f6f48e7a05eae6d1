"""The embedded reader: a mistral4 body that sees all words of a page at once, and a head that points at them.

The body is transformers' own ``mistral4`` layers (latent attention, mixture of experts with one shared expert). Its
attention over the page is bidirectional; every question sees the page and itself, never another question, so that one
pass serves all fields. Rotary positions turn with the reading order, with x and with y. It sees a page twice: as
words, and as a small picture, whose cells stand beside the words and whose patches lie under them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.bricks import Mistral4Config, Mistral4DecoderLayer, Mistral4RMSNorm
from model.embedded.features import BINS, FLAGS, KINDS, LIKENESS, PIECES, SIZES, TYPES
from model.embedded.vision import Eyes

GROUPS = 16  # how many separate likenesses of word and question the head weighs
NEAR_ORDER, NEAR_LINE = (-4, 40), (-2, 10)  # how far from its first word a value is looked for
QUERY_WORDS = 8  # words of a field's name that are told apart by their place


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Sizes of the reader. Widths are multiples of 64, the group of the 4-bit format."""

    vocabulary: int = 4096
    width: int = 128
    layers: int = 4
    heads: int = 4
    experts: int = 16
    experts_per_token: int = 2
    expert_width: int = 128
    latent: int = 64
    rope: int = 32
    nope: int = 16
    value: int = 32
    head: int = 48
    vision_width: int = 128
    vision_layers: int = 2  # 0: no eyes
    vision_heads: int = 4

    def body(self) -> Mistral4Config:
        """The configuration of the mistral4 layers."""
        config = Mistral4Config(
            vocab_size=self.vocabulary,
            pad_token_id=0,
            hidden_size=self.width,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            num_key_value_heads=self.heads,
            n_routed_experts=max(1, self.experts),
            num_experts_per_tok=self.experts_per_token,
            moe_intermediate_size=self.expert_width,
            n_shared_experts=1,
            first_k_dense_replace=0 if self.experts else self.layers,  # dense: as wide as the experts of one token
            intermediate_size=(self.experts_per_token + 1) * self.expert_width,
            n_group=1,
            topk_group=1,
            q_lora_rank=None,
            kv_lora_rank=self.latent,
            qk_rope_head_dim=self.rope,
            head_dim=self.rope,
            qk_nope_head_dim=self.nope,
            v_head_dim=self.value,
            rope_parameters={
                "rope_type": "default",
                "rope_theta": 10000.0,
                "llama_4_scaling_beta": 0.0,
            },
        )
        # the layers divide by it although nothing is scaled; set afterwards, since a check calls the key unknown
        config.rope_parameters["original_max_position_embeddings"] = 8192
        config._attn_implementation = "sdpa"
        config._experts_implementation = "grouped_mm"  # a seventh less time than expert by expert, the same to the bit
        return config

    def as_dict(self) -> dict[str, int]:
        """The sizes, for ``config.json``."""
        return asdict(self)


@dataclass(slots=True)
class Batch:
    """``B`` pages of at most ``N`` words with at most ``Q`` questions each; padding is marked false in the masks."""

    pieces: Tensor  # (B, N, PIECES)
    places: Tensor  # (B, N, 6)
    spots: Tensor  # (B, N, 3)
    flags: Tensor  # (B, N, FLAGS)
    left: Tensor  # (B, N, LEFT) indices, -1 where there is none
    above: Tensor  # (B, N, ABOVE)
    line: Tensor  # (B, N)
    words: Tensor  # (B, N) bool
    names: Tensor  # (B, Q, QUERY_WORDS, PIECES)
    phrases: Tensor  # (B, Q, W, PIECES)
    types: Tensor  # (B, Q)
    likeness: Tensor  # (B, Q, N, LIKENESS)
    questions: Tensor  # (B, Q) bool
    picture: Tensor | None = None  # (B, H, W) darkness 0 to 1; None: no page brought one. H x W is cut into P patches
    drawn: Tensor | None = None  # (B, P) bool, the patches of a page's own picture, K of their cells are whole
    cells: Tensor | None = None  # (B, K) bool
    cell_spots: Tensor | None = None  # (B, K, 3)
    under: Tensor | None = None  # (B, N) the patch on which a word stands, -1 where there is none


@dataclass(slots=True)
class Pointed:
    """What the head says. Logits of padding words are very low."""

    start: Tensor  # (B, Q, 1 + N) where the value begins; place 0 means that it is absent
    tag: Tensor  # (B, Q, N) whether the word belongs to any answer
    kind: Tensor  # (B, kinds)
    hidden: Tensor  # (B, Q, N, head) for ``Reader.extent``
    states: Tensor  # (B, N, width)
    routing: list[Tensor]  # router logits of each layer (tokens, experts)


class Rotary(nn.Module):
    """Angles for the rotary pairs: a part turns with the reading order, a part with x, a part with y."""

    frequencies: Tensor
    axis: Tensor

    def __init__(self, width: int) -> None:
        super().__init__()
        pairs = width // 2
        share = (pairs - 2 * (pairs // 3), pairs // 3, pairs // 3)
        # wavelengths from a word or a line up to a whole page, in words, letters and lines
        steps = [torch.logspace(0, -2.2, s) for s in share]
        self.register_buffer("frequencies", torch.cat(steps), persistent=False)
        axis = torch.cat([torch.full((s,), i) for i, s in enumerate(share)])
        self.register_buffer("axis", axis, persistent=False)

    def forward(self, spots: Tensor) -> tuple[Tensor, Tensor]:
        """Cosine and sine (B, T, width) for ``spots`` (B, T, 3)."""
        angle = spots.index_select(-1, self.axis) * self.frequencies
        angle = torch.cat([angle, angle], -1)
        return angle.cos(), angle.sin()


class Reader(nn.Module):
    """Points at the words of a page that answer each question."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        body, width = config.body(), config.width
        self.pieces = nn.Embedding(config.vocabulary, width, padding_idx=0)
        self.slots = nn.Parameter(torch.ones(PIECES, width) + 0.1 * torch.randn(PIECES, width))
        self.word = nn.Linear(width, width)
        self.left = nn.Linear(width, width, bias=False)
        self.above = nn.Linear(width, width, bias=False)
        self.flags = nn.Linear(FLAGS, width)
        self.places = nn.ModuleList([nn.Embedding(b, width) for b in (BINS, BINS, BINS, SIZES, SIZES, SIZES)])
        self.null = nn.Parameter(0.02 * torch.randn(width))
        self.name = nn.Linear(width, width)
        self.phrase = nn.Linear(width, width)
        self.name_slots = nn.Parameter(torch.ones(QUERY_WORDS, width) + 0.1 * torch.randn(QUERY_WORDS, width))
        self.types = nn.Embedding(len(TYPES), width)
        self.roles = nn.Parameter(0.02 * torch.randn(2, width))
        self.rotary = Rotary(config.rope)
        self.layers = nn.ModuleList([Mistral4DecoderLayer(body, i) for i in range(config.layers)])
        self.eyes = (
            Eyes(body, config.vision_width, config.vision_layers, config.vision_heads) if config.vision_layers else None
        )
        self.glimpse = nn.Linear(config.vision_width, width, bias=False) if config.vision_layers else None
        self.norm = Mistral4RMSNorm(width)
        self.enter = Mistral4RMSNorm(width)
        self.word_key = nn.Linear(width, width, bias=False)
        self.question_key = nn.Linear(width, width, bias=False)
        inner = config.head
        self.weigh = nn.Linear(GROUPS + LIKENESS, inner)
        self.spread = nn.Conv1d(inner, inner, 5, padding=2, groups=inner)
        self.mix = nn.Linear(inner, inner)
        self.decide = nn.Linear(inner, 2)
        self.absent = nn.Linear(width, 1)
        self.absent_seen = nn.Linear(inner, 1)
        self.kind = nn.Linear(width, len(KINDS))
        self.member_key = nn.Linear(width, width, bias=False)
        self.start_key = nn.Linear(width, width, bias=False)
        self.near_order = nn.Embedding(NEAR_ORDER[1] - NEAR_ORDER[0] + 1, inner)
        self.near_line = nn.Embedding(NEAR_LINE[1] - NEAR_LINE[0] + 1, inner)
        self.join = nn.Linear(GROUPS + inner + 3, inner)
        self.belong = nn.Linear(inner, 1)
        self._begin()

    def _begin(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.in_features**-0.5)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
        nn.init.normal_(self.pieces.weight, std=1.0)
        with torch.no_grad():
            self.pieces.weight[0].zero_()
            self.decide.bias[1] = self.belong.bias[0] = -3.0  # most words belong to nothing
            if self.glimpse is not None:
                self.glimpse.weight.zero_()  # weights that were trained blind go on as they were
            layer: Any
            for layer in self.layers if self.config.experts else ():
                layer.mlp.gate.weight.normal_(std=0.02)
                layer.mlp.experts.gate_up_proj.normal_(std=self.config.width**-0.5)
                layer.mlp.experts.down_proj.normal_(std=0.5 * self.config.expert_width**-0.5)

    def _letters(self, pieces: Tensor) -> Tensor:
        """Words (..., width) from their pieces (..., PIECES)."""
        count = (pieces > 0).sum(-1, keepdim=True).clamp(min=1)
        summed: Tensor = (self.pieces(pieces) * self.slots).sum(-2)
        return summed / count.sqrt()

    def forward(self, batch: Batch, looked: tuple[Tensor, Tensor] | None = None) -> Pointed:
        """Read the pages and answer every question at once; ``looked`` is what ``look`` gave for the same batch."""
        pages, count = batch.words.shape
        asked = batch.types.shape[1]
        letters = self._letters(batch.pieces)  # (B, N, width)
        x = self.word(letters) + self.flags(batch.flags)
        x = x + self.left(_gathered(letters, batch.left)) + self.above(_gathered(letters, batch.above))
        for i, table in enumerate(self.places):
            x = x + table(batch.places[..., i])

        words = batch.names > 0
        each = self._letters(batch.names) * self.name_slots  # (B, Q, QUERY_WORDS, width)
        present = words.any(-1)
        name = (each * present[..., None]).sum(2) / present.sum(2).clamp(min=1)[..., None].sqrt()
        spoken = (batch.phrases > 0).any(-1)
        phrase = (self._letters(batch.phrases) * spoken[..., None]).sum(2) / spoken.sum(2).clamp(min=1)[
            ..., None
        ].sqrt()
        kind_of = self.types(batch.types)
        first = self.name(name) + kind_of + self.roles[0]
        second = self.phrase(phrase) + kind_of + self.roles[1]
        queries = torch.stack([first, second], 2).flatten(1, 2)  # (B, 2Q, width)

        null = self.null.expand(pages, 1, -1)
        cells, glimpses = looked or self.look(batch)
        first_word = 1 + cells.shape[1]
        tokens = self.enter(torch.cat([null, cells, x + glimpses, queries], 1))
        places, shown = batch.spots, batch.words
        if cells.shape[1] and batch.cell_spots is not None and batch.cells is not None:
            places, shown = torch.cat([batch.cell_spots, places], 1), torch.cat([batch.cells, shown], 1)
        states, routing = self._through(
            tokens, F.pad(places, (0, 0, 1, 2 * asked)), _who_sees_whom(shown, batch.questions)
        )
        seen, answer = states[:, first_word : first_word + count], states[:, first_word + count + 1 :: 2]

        likeness = _grouped(self.question_key(answer), self.word_key(seen))  # (B, GROUPS, Q, N)
        hidden = self.weigh(torch.cat([likeness.permute(0, 2, 3, 1), batch.likeness], -1))  # (B, Q, N, head)
        hidden = F.gelu(hidden) * batch.words[:, None, :, None]
        along = self.spread(hidden.flatten(0, 1).transpose(1, 2)).transpose(1, 2).reshape(hidden.shape)
        hidden = hidden + F.gelu(self.mix(along))
        both = self.decide(hidden)
        low = ~batch.words[:, None, :]
        start = both[..., 0].masked_fill(low, -1e4)
        strongest = hidden.masked_fill(low[..., None], -1e4).amax(2)
        absent = self.absent(answer) + self.absent_seen(strongest)
        return Pointed(
            torch.cat([absent, start], -1),
            both[..., 1].masked_fill(low, -1e4),
            self.kind(states[:, 0]),
            hidden,
            seen,
            routing,
        )

    def look(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """What the picture shows: cells (B, K, width), and for each word (B, N, width) what it stands on."""
        pages, count = batch.words.shape
        nothing = batch.spots.new_zeros(pages, 0, self.config.width), batch.spots.new_zeros(pages, count, 1)
        if self.eyes is None or self.glimpse is None or batch.picture is None:
            return nothing
        assert batch.drawn is not None
        assert batch.under is not None
        cells, patches = self.eyes(batch.picture, batch.drawn)
        glimpses = self.glimpse(_gathered(patches, batch.under[..., None]))
        return cells, glimpses

    def _through(self, tokens: Tensor, spots: Tensor, mask: Tensor) -> tuple[Tensor, list[Tensor]]:
        positions = torch.zeros(tokens.shape[:2], dtype=torch.long, device=tokens.device)
        turn = self.rotary(spots)
        routing: list[Tensor] = []
        layer: Any
        for layer in self.layers:
            if not self.config.experts:
                tokens = layer(tokens, attention_mask=mask, position_ids=positions, position_embeddings=turn)
                continue
            hook = layer.mlp.gate.register_forward_hook(lambda _m, _i, out: routing.append(out[0]))
            tokens = layer(tokens, attention_mask=mask, position_ids=positions, position_embeddings=turn)
            hook.remove()
        return self.norm(tokens), routing

    def extent(self, pointed: Pointed, batch: Batch, pages: Tensor, asked: Tensor, start: Tensor) -> Tensor:
        """Logits (M, N) that a word belongs to the value beginning at word ``start`` (M) of question ``asked`` (M)."""
        begin = pointed.states[pages, start]  # (M, width)
        like = _grouped(self.start_key(begin)[:, None], self.member_key(pointed.states)[pages])[
            :, :, 0
        ]  # (M, GROUPS, N)
        hidden = pointed.hidden[pages, asked]  # (M, N, head)
        order = torch.arange(hidden.shape[1], device=hidden.device)[None] - start[:, None]
        line = batch.line[pages] - batch.line[pages, start][:, None]
        place = batch.spots[pages]
        off = place - place[torch.arange(len(start), device=start.device), start][:, None]
        geometry = torch.stack([(off[..., 1] / 8).tanh(), (off[..., 1] / 40).tanh(), (off[..., 2] / 4).tanh()], -1)
        joined = self.join(torch.cat([like.transpose(1, 2), hidden, geometry], -1))
        joined = joined + self.near_order(order.clamp(*NEAR_ORDER) - NEAR_ORDER[0])
        joined = joined + self.near_line(line.clamp(*NEAR_LINE) - NEAR_LINE[0])
        belongs: Tensor = self.belong(F.gelu(joined))[..., 0]
        return belongs.masked_fill(~batch.words[pages], -1e4)


def _gathered(letters: Tensor, neighbours: Tensor) -> Tensor:
    """The sum over neighbours (B, N, k) of their ``letters`` (B, N, width); -1 counts nothing."""
    b, n, k = neighbours.shape
    index = neighbours.clamp(min=0).reshape(b, n * k, 1).expand(-1, -1, letters.shape[-1])
    picked = letters.gather(1, index).view(b, n, k, -1)
    return torch.sum(picked * (neighbours >= 0)[..., None], 2)


def _grouped(a: Tensor, b: Tensor) -> Tensor:
    """(B, GROUPS, Q, N) scalar products of ``a`` (B, Q, width) with ``b`` (B, N, width), group by group."""
    width = a.shape[-1] // GROUPS
    left = a.reshape(*a.shape[:-1], GROUPS, width).transpose(1, 2)
    right = b.reshape(*b.shape[:-1], GROUPS, width).permute(0, 2, 3, 1)
    both: Tensor = torch.matmul(left, right) * width**-0.5
    return both


def _who_sees_whom(words: Tensor, questions: Tensor) -> Tensor:
    """An additive mask (B, 1, T, T) over [null, words, two tokens a question]."""
    pages, count = words.shape
    asked = questions.shape[1]
    total = 1 + count + 2 * asked
    page = F.pad(words, (1, 2 * asked), value=False)
    page[:, 0] = True
    group = torch.full((total,), -1, device=words.device)
    group[1 + count :] = torch.arange(2 * asked, device=words.device) // 2
    own = (group[:, None] == group[None, :]) & (group[:, None] >= 0)
    allowed = page[:, None, :] | own[None]
    mask = torch.zeros(pages, 1, total, total, device=words.device)
    return mask.masked_fill_(~allowed[:, None], float("-inf"))


def reader_from(config: Mapping[str, int]) -> Reader:
    """A reader with untrained weights and the sizes of ``config``."""
    return Reader(ReaderConfig(**config))
