"""Accents that OCR is not sure of: kept on a page that has others, left out on one that has none.

A recogniser of all languages now and then sees an accent in dirt above a letter (STÁTE for STATE), and is then hardly
surer of it than of the plain letter. Whether a page is written with accents at all tells the two apart, but that is
known only when the whole page has been read: until then a doubtful accent is a letter of Unicode's private use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DOUBT = (
    0.05  # the plain letter's chance in parts of the accented one's: 7 of 8 true accents are surer, even in bad print
)
_FIRST, _LAST = "\u00c0", "\u017f"  # Latin letters with accents
_PRIVATE = 0xE000  # doubtful accents, in the order of Unicode
LETTERS = tuple(
    chr(code)
    for code in range(ord(_FIRST), ord(_LAST) + 1)
    if unicodedata.decomposition(chr(code)) and unicodedata.normalize("NFD", chr(code))[0].isalpha()
)
_KEPT = {_PRIVATE + n: letter for n, letter in enumerate(LETTERS)}
_PLAIN = {_PRIVATE + n: unicodedata.normalize("NFD", letter)[0] for n, letter in enumerate(LETTERS)}


class Doubts:
    """Finds doubtful accents in a recogniser's scores; its ``characters`` are lengthened by what they are marked as."""

    def __init__(self, characters: list[str]) -> None:
        at = {character: n for n, character in enumerate(characters)}
        known = [(n, letter) for n, letter in enumerate(LETTERS) if letter in at and _PLAIN[_PRIVATE + n] in at]
        self._plain = {at[letter]: at[_PLAIN[_PRIVATE + n]] for n, letter in known}
        self._marked = {at[letter]: len(characters) + m for m, (_, letter) in enumerate(known)}
        characters += [chr(_PRIVATE + n) for n, _ in known]

    def mark(self, letters: NDArray[np.int64], scores: NDArray[np.float32]) -> None:
        """Mark in ``letters`` (lines, columns), the best of ``scores`` (lines, columns, characters), what is doubtful.

        A letter is a run of columns; it is doubtful when the plain one comes near it in any of them.
        """
        import numpy as np

        columns = letters.shape[1]
        for line, column in zip(*np.nonzero(np.isin(letters, list(self._plain))), strict=True):
            letter = int(letters[line, column])
            if letter not in self._plain or (column and letters[line, column - 1] == letter):
                continue  # marked with the column before, or part of its run
            end = next((c for c in range(column, columns) if letters[line, c] != letter), columns)
            seen = scores[line, column:end]
            if (seen[:, self._plain[letter]] >= DOUBT * seen[:, letter]).any():
                letters[line, column:end] = self._marked[letter]


def settled(texts: Sequence[str]) -> Iterable[str]:
    """The ``texts`` of one page without marks: with the accents that were doubtful if it has any that was not."""
    accented = any(letter in LETTERS for text in texts for letter in text)
    return [text.translate(_KEPT if accented else _PLAIN) for text in texts]
