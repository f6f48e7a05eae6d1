"""How many parameters a Mistral Small 4 has, how many each token meets, and what they weigh in which format.

Counted on the model itself on the meta device, so that no number is written down twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from model.mistral.checkpoint import skeleton

PACKED = ("experts", "shared expert")  # what a packed directory holds in 4 bits
PARTS = (*PACKED, "attention", "dense layers", "router", "norms", "embedding", "head", "vision", "projector")
_MARKS = (  # the first mark in a weight's name says which part it is of
    ("vision_tower", "vision"),
    ("multi_modal_projector", "projector"),
    (".mlp.experts.", "experts"),
    (".mlp.shared_experts.", "shared expert"),
    (".mlp.gate.", "router"),
    ("layernorm", "norms"),
    ("language_model.norm", "norms"),
    (".self_attn.", "attention"),
    ("embed_tokens", "embedding"),
    ("lm_head", "head"),
    (".mlp.", "dense layers"),
)


@dataclass(frozen=True, slots=True)
class Format:
    """How weights of a part may be stored: bits for each, scales included."""

    title: str
    bits: float


FORMATS = (
    Format("int4, groups of 64, bf16 scales (Recto)", 4.25),
    Format("int4, groups of 128, bf16 scales", 4.125),
    Format("NF4, blocks of 64, fp32 scales", 4.5),
    Format("NVFP4, blocks of 16, e4m3 scales", 4.5),
    Format("FP8", 8.0),
    Format("bf16", 16.0),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Parameters by part (``PARTS``), and what the router chooses from."""

    parts: dict[str, int]
    experts: int
    experts_per_token: int

    @property
    def total(self) -> int:
        """All parameters, vision included."""
        return sum(self.parts.values())

    def active(self, experts_per_token: int | None = None) -> int:
        """Parameters that one text token is multiplied with: the head, but neither the embedding table nor vision."""
        k = self.experts_per_token if experts_per_token is None else experts_per_token
        always = ("attention", "shared expert", "dense layers", "router", "norms", "head")
        return sum(self.parts[part] for part in always) + self.parts["experts"] * k // self.experts

    def bytes(self, bits: float, packed: Iterable[str] = PACKED) -> int:
        """Weight of the model with the parts ``packed`` in ``bits`` a weight and all else in bf16."""
        parts = set(packed)
        return sum(round(count * bits / 8) if part in parts else 2 * count for part, count in self.parts.items())


def count(config: Any) -> Counts:
    """The counts of the model that ``config`` (a Mistral3Config) describes."""
    parts = dict.fromkeys(PARTS, 0)
    for name, weight in skeleton(config).named_parameters():  # what is tied is counted once
        parts[next(part for mark, part in _MARKS if mark in name)] += weight.numel()
    text = config.text_config
    return Counts(parts, text.n_routed_experts, text.num_experts_per_tok)


def published() -> Any:
    """The configuration of Mistral Small 4 119B, as transformers knows it."""
    from transformers import Mistral3Config, Mistral4Config

    return Mistral3Config(text_config=Mistral4Config(), tie_word_embeddings=False)


def table(config: Any = None) -> str:
    """Counts and bytes as Markdown, of ``config`` or of the published model."""
    config = config or published()
    found = count(config)
    text = config.text_config
    latent = text.kv_lora_rank + text.qk_rope_head_dim
    cache = text.num_hidden_layers * latent * 2
    lines = ["| part | parameters |", "|---|---|"]
    lines += [f"| {part} | {number:,} |" for part, number in found.parts.items() if number]
    lines += [
        f"| all | {found.total:,} |",
        "",
        "| experts a token | active, with the head | and the embedding | and vision |",
    ]
    lines += ["|---|---|---|---|"]
    for k in (4, 2):
        active = found.active(k)
        embedded = active + found.parts["embedding"]
        seen = embedded + found.parts["vision"] + found.parts["projector"]
        lines.append(f"| {k} | {active / 1e9:.2f} B | {embedded / 1e9:.2f} B | {seen / 1e9:.2f} B |")
    lines += ["", "| format | bits | experts, GB | attention too, GB |", "|---|---|---|---|"]
    for form in FORMATS:
        some = found.bytes(form.bits) / 1e9
        more = found.bytes(form.bits, (*PACKED, "attention")) / 1e9
        lines.append(f"| {form.title} | {form.bits:g} | {some:.2f} | {more:.2f} |")
    lines += ["", f"Cache: {latent} numbers a layer and token, {cache:,} bytes a token in bf16."]
    return "\n".join(lines)
