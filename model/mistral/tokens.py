"""The tokenizer of a packed directory: what is asked becomes tokens and images, and tokens become text again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.backend import BackendError

if TYPE_CHECKING:
    from PIL.Image import Image

    from model.backend import Tool

FILE = "tekken.json"


class Prompt(NamedTuple):
    """What a row begins with: token ids, and the pixels (3, H, W) fp32 of each image in the order of their tokens."""

    tokens: list[int]
    images: list[np.ndarray[Any, Any]]


class Tokens:
    """mistral-common's tokenizer, its special tokens by name, and the same vocabulary for llguidance."""

    def __init__(self, folder: Path) -> None:
        """Read ``tekken.json`` of ``folder``. Raises ``BackendError`` when it is missing or damaged."""
        from mistral_common.exceptions import MistralCommonException
        from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

        path = folder / FILE
        if not path.is_file():
            raise BackendError(f"There is no {FILE} in {folder}; copy the model's own there, or convert it again.")
        try:
            self.mistral = MistralTokenizer.from_file(str(path))
        except (ValueError, KeyError, TypeError, MistralCommonException) as error:
            raise BackendError(
                f"{path} is no tokenizer that can be used ({error}); convert the model again."
            ) from error
        inner = self.mistral.instruct_tokenizer.tokenizer
        self.count: int = inner.n_words
        self.special: dict[str, int] = {inner.id_to_piece(i): i for i in range(inner.num_special_tokens)}
        self._bytes = [b"" if i < inner.num_special_tokens else inner.id_to_byte_piece(i) for i in range(self.count)]
        self._guidance: Any = None

    @property
    def guidance(self) -> Any:
        """The tokenizer as llguidance takes it, made at first use."""
        if self._guidance is None:
            from mistral_common.guidance.tokenizer import from_mistral_tokenizer

            self._guidance = from_mistral_tokenizer(self.mistral)
        return self._guidance

    def __getitem__(self, name: str) -> int:
        """The id of a special token, such as ``[THINK]``. Raises ``BackendError`` when this tokenizer has none."""
        if name not in self.special:
            raise BackendError(f"The model's tokenizer has no {name}; it cannot do what was asked of it.")
        return self.special[name]

    def spelt(self, token: int) -> bytes:
        """The bytes that ``token`` stands for; none for a special token."""
        return self._bytes[token]

    def text(self, tokens: Sequence[int]) -> str:
        """What ``tokens`` spell, special ones left out; broken characters become the replacement character."""
        return b"".join(map(self.spelt, tokens)).decode("utf-8", "replace")

    def prompt(
        self, system: str, content: Sequence[str | Image], tools: Sequence[Tool] = (), reasoning: str = "off"
    ) -> Prompt:
        """A conversation of one turn, ``content`` being texts and images in order, up to where the model writes.

        Raises ``BackendError`` when this tokenizer cannot say it, such as reasoning before version 15.
        """
        from mistral_common.exceptions import MistralCommonException
        from mistral_common.protocol.instruct.chunk import ImageChunk, TextChunk
        from mistral_common.protocol.instruct.messages import SystemMessage, UserMessage
        from mistral_common.protocol.instruct.request import ChatCompletionRequest
        from mistral_common.protocol.instruct.tool_calls import Function
        from mistral_common.protocol.instruct.tool_calls import Tool as Offered

        chunks = [
            TextChunk(text=c.encode("utf-8", "replace").decode())  # half a character, from a broken text layer
            if isinstance(c, str)
            else ImageChunk(image=c.convert("RGB"))
            for c in content
        ]
        offered = [
            Offered(function=Function(name=t.name, description=t.description, parameters=dict(t.parameters)))
            for t in tools
        ]
        try:
            request = ChatCompletionRequest(
                messages=[SystemMessage(content=system), UserMessage(content=chunks)],
                tools=offered or None,
                reasoning_effort=self._effort(reasoning),
            )
            said = self.mistral.encode_chat_completion(request)
        except (ValueError, MistralCommonException) as error:
            flaw = " ".join(str(error).split())[:200]
            raise BackendError(f"The question cannot be put to this model ({flaw}); change it or its tools.") from error
        return Prompt(list(said.tokens), list(said.images))

    def _effort(self, reasoning: str) -> str | None:
        if "[MODEL_SETTINGS]" in self.special:
            return "high" if reasoning == "high" else "none"
        if reasoning == "high":
            raise BackendError("This model's tokenizer is older than version 15 and knows no reasoning; switch it off.")
        return None
