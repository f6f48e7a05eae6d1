"""The whole shape with random weights, run by the product's own code: what it occupies, a page, a token.

The model is the one that ``model.mistral.load`` would load (transformers' modules, packed experts), a page goes through
``model.mistral.pages.look`` and ``TorchMachine.prefill``, and a token is ``TorchMachine.step``: with its CUDA graphs
and without, from the host's list of tokens to the logits.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.gpu_shape import BITS, Clock, Shape, bandwidth, seconds

ROOM = 64  # places of the cache beyond the page
LAYER_SPACE = 1.9e9  # bytes a layer of the real shape needs, with what is around it
SPARE = 12e9  # for workspace, caches and the layers' surroundings
GOALS = {"resident GB": 68.0, "ms a token, batch 1, graph": 2.0, "ms page with vision": 150.0}


def config_of(shape: Shape, layers: int) -> Any:
    """The ``Mistral3Config`` of ``shape`` with so many ``layers``, its rope as the converter mends it."""
    from transformers import Mistral3Config, Mistral4Config, PixtralVisionConfig

    from model.mistral.checkpoint import mended

    s, (depth, inner, outer, heads) = shape, shape.vision
    text = Mistral4Config(
        vocab_size=s.vocabulary, hidden_size=s.hidden, moe_intermediate_size=s.width, n_routed_experts=s.experts,
        num_experts_per_tok=s.k, num_hidden_layers=layers, num_attention_heads=s.heads, num_key_value_heads=s.heads,
        q_lora_rank=s.query, kv_lora_rank=s.latent, qk_rope_head_dim=s.rope, qk_nope_head_dim=s.nope,
        v_head_dim=s.value, tie_word_embeddings=False,
    )  # fmt: skip
    vision = PixtralVisionConfig(
        num_hidden_layers=depth, hidden_size=inner, intermediate_size=outer, num_attention_heads=heads,
        image_size=28 * max(s.page), patch_size=14,
    )  # fmt: skip
    return mended(Mistral3Config(text_config=text, vision_config=vision, tie_word_embeddings=False))


def random_model(config: Any, device: torch.device) -> Any:
    """The model of ``config`` as it is loaded when packed, with random weights that keep the size of what goes in."""
    from model.mistral.checkpoint import skeleton
    from model.mistral.packed import EXPERTS, PackedWeight, pack_experts

    config.text_config._experts_implementation = EXPERTS
    model = skeleton(config).to(torch.bfloat16).eval()
    pack_experts(model)
    for module in model.modules():
        for name, child in module.named_children():
            if any(True for _ in child.buffers(recurse=False)):  # frequencies: computed, not random
                setattr(module, name, type(child)(child.config))
        for name, weight in list(module._parameters.items()):
            if weight is not None:
                random = torch.empty(weight.shape, dtype=weight.dtype, device=device)
                inputs = module.inputs if isinstance(module, PackedWeight) else 0
                module._parameters[name] = nn.Parameter(_drawn(random, inputs), requires_grad=False)
    return model.to(device)


def _drawn(weight: Tensor, inputs: int) -> Tensor:
    """``weight`` filled; ``inputs`` is the width of a packed matrix that it belongs to, or 0."""
    if weight.dtype == torch.uint8:
        for part in weight.view(-1, *weight.shape[-2:]):  # one by one: random numbers are made in more bits than these
            part.random_(0, 256)
        return weight
    if inputs:
        return weight.fill_(1 / (4.6 * inputs**0.5))  # 4.6: the spread of numbers from -8 to 7
    return weight.fill_(1) if weight.ndim == 1 else weight.normal_(0, weight[0].numel() ** -0.5)


@torch.no_grad()
def whole_rows(
    shape: Shape, device: torch.device, clock: Clock, layers: int | None = None, batches: tuple[int, ...] = (1, 8, 32)
) -> list[dict[str, Any]]:
    """Bytes, page and token times; with fewer layers than the shape has, everything is that of those layers."""
    from model.mistral.machine import TorchMachine
    from model.mistral.pages import look

    gpu = device.type == "cuda"
    if layers is None:
        fit = int((torch.cuda.mem_get_info()[0] - SPARE) / LAYER_SPACE) if gpu else shape.layers
        layers = min(shape.layers, max(fit, 1))
    speed = bandwidth(device)
    config = config_of(shape, layers)
    model = random_model(config, device)
    resident = torch.cuda.memory_allocated() if gpu else None
    rows: list[dict[str, Any]] = [
        {"layers": f"{layers} of {shape.layers}", "resident GB": resident and resident / 1e9, "goals": str(GOALS)}
    ]
    height, width = shape.page
    image = torch.zeros(1, 3, 28 * height, 28 * width, dtype=torch.bfloat16, device=device)
    page = ([config.image_token_id] * width + [0]) * height  # a row of the page and its break
    capacity = len(page) + ROOM
    seen = look(model, image)
    reader = TorchMachine(model, 1, capacity, graphs=False)
    took = {
        "vision of an A4 page": lambda: look(model, image),
        "prefill of the page": lambda: reader.prefill(0, page, seen),
        "both": lambda: reader.prefill(0, page, look(model, image)),
    }
    rows += [{"what": name, "ms": seconds(run, device, 2.0) * 1e3} for name, run in took.items() if clock.allows(name)]
    for batch in batches:
        if not clock.allows(f"tokens at batch {batch}"):
            continue
        times = {}
        for graphs in (False, True) if gpu else (False,):
            machine = TorchMachine(model, batch, capacity, graphs=graphs)
            tokens, begins = [[number] for number in range(batch)], [len(page)] * batch
            times[graphs] = seconds(lambda m=machine, t=tokens, b=begins: m.step(t, b), device, 2.0)
            del machine
        best = min(times.values())
        floor = _step_bytes(model, shape, layers, batch, len(page)) / speed
        rows.append(
            {
                "batch": batch,
                "ms a token, graph": times[True] * 1e3 if True in times else None,
                "ms a token, no graph": times[False] * 1e3,
                "tokens a second": batch / best,
                "floor ms": floor * 1e3,
                "of roofline": floor / best,
            }
        )
    return rows


def _step_bytes(model: Any, shape: Shape, layers: int, batch: int, places: int) -> float:
    """Bytes that a step of ``batch`` rows must read: its experts if asked for evenly, all else once, and the cache."""
    from model.mistral.cache import bytes_per_token

    body = model.model.language_model
    around = sum(weight.nbytes for name, weight in body.layers.named_parameters() if ".experts." not in name)
    distinct = shape.experts * (1 - (1 - shape.k / shape.experts) ** batch) + 1  # and the shared one
    experts = layers * distinct * 3 * shape.hidden * shape.width * BITS / 8
    cached = batch * places * bytes_per_token(body.config)
    return float(around + model.lm_head.weight.nbytes + experts + cached)
