"""The transformers backend with a tiny random checkpoint of the LLaVA family, on the CPU and without torchvision."""

import pytest
import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from model import backends
from model.backend import BackendError, Field, PageSeen, Question, WordSeen

TEMPLATE = (
    "{% for m in messages %}{% for c in m['content'] %}{% if c['type'] == 'image' %}<image>{% else %}{{ c['text'] }}"
    "{% endif %}{% endfor %}{% endfor %}"
)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("llava") / "tiny"
    torch.manual_seed(0)
    letters = {c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokens = Tokenizer(models.BPE(vocab=letters, merges=[]))
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokens, eos_token="</s>", pad_token="</s>")
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"]})
    text = LlamaConfig(
        vocab_size=300, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    vision = CLIPVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=56, patch_size=14
    )
    image = tokenizer.convert_tokens_to_ids("<image>")
    config = LlavaConfig(vision_config=vision, text_config=text, image_token_index=image, vision_feature_layer=-1)
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    pictures = CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56})
    LlavaProcessor(
        image_processor=pictures, tokenizer=tokenizer, patch_size=14, vision_feature_select_strategy="default",
        chat_template=TEMPLATE, num_additional_image_tokens=1,
    ).save_pretrained(folder)  # fmt: skip
    return folder


def page(number=1):
    words = tuple(WordSeen(w, 0.1, 0.1, 0.2, 0.12) for w in ("TOTAL", "15.00"))
    return PageSeen(number, words, Image.new("RGB", (90, 60), "white"))


def test_it_answers_and_is_stopped(checkpoint):
    backend = backends.load("transformers", {"folder": str(checkpoint), "device": "cpu", "tokens": "12"})
    answer = backend.answer(Question((page(), page(2)), (Field("total", "amount"),)))
    assert (answer.stopped, answer.tokens_out) == ("tokens", 24)
    assert answer.tokens_in > 100
    chat = backend.answer(Question((page(),), text="What is it?", max_tokens=5))
    assert chat.text == chat.text.strip()
    assert backend.answer(Question((page(),), text="?", cancelled=lambda: True)).stopped == "cancelled"
    assert backend.answer(Question((page(),), text="?", max_seconds=0.0)).stopped == "time"
    assert "nf4" not in backend.name


def test_it_says_what_is_missing(checkpoint, tmp_path):
    assert "needs about" in backends.fits("transformers", {"folder": str(checkpoint)})
    for given, sentence in (({}, "RECTO_MODEL_FOLDER"), ({"folder": str(tmp_path)}, "no checkpoint")):
        with pytest.raises(BackendError, match=sentence):
            backends.load("transformers", given)
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes((checkpoint / name).read_bytes()[:300])
    with pytest.raises(BackendError, match="cannot be loaded"):
        backends.load("transformers", {"folder": str(tmp_path), "device": "cpu"})
