"""The reader's word pieces: a Tekken file, read by mistral-common as the large model's is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from model.embedded.features import Encoder


def encoder_from(path: Path) -> Encoder:
    """A function from one folded word to its piece ids (special tokens never occur), with a cache of its own."""
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

    tekken = Tekkenizer.from_file(path)

    @lru_cache(maxsize=200_000)
    def encode(word: str) -> Sequence[int]:
        return tuple(tekken.encode(word, bos=False, eos=False))

    return encode
