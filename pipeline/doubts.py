"""Letters that OCR is not sure of: what stands beside them says which of two they are.

A recogniser of all languages now and then sees an accent in dirt above a letter (STÁTE for STATE), and takes a thin
letter for a figure (Wi11iams, ST0RE); it is then hardly surer than of the other. Whether the page is written with
accents at all, and whether a word has other figures, tells the two apart, but that is known only when all has been
read: until then a doubtful letter is one of Unicode's private use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A rival's chance in parts of the letter's, from which the letter is doubtful. 7 of 8 true accents are surer, even in
# bad print; of figures in words, on 120 photos of receipts, this mends 26 words and spoils one (Phase1).
ACCENT_DOUBT, FIGURE_DOUBT = 0.05, 0.02
_FIRST, _LAST = "\u00c0", "\u017f"  # Latin letters with accents
LETTERS = tuple(
    chr(code)
    for code in range(ord(_FIRST), ord(_LAST) + 1)
    if unicodedata.decomposition(chr(code)) and unicodedata.normalize("NFD", chr(code))[0].isalpha()
)
_ACCENTS = tuple((letter, unicodedata.normalize("NFD", letter)[0], ACCENT_DOUBT) for letter in LETTERS)
_FIGURES = tuple((figure, rival, FIGURE_DOUBT) for figure, rivals in (("0", "oO"), ("1", "lIi")) for rival in rivals)
_PAIRS = (*_ACCENTS, *_FIGURES)  # what is read, what it may be instead, from which chance on
_MARKS = [chr(0xE000 + n) for n in range(len(_PAIRS))]  # of private use, a letter a pair
_ACCENTED = {ord(mark): accented for mark, (accented, _, _) in zip(_MARKS, _ACCENTS, strict=False)}
_PLAIN = {ord(mark): plain for mark, (_, plain, _) in zip(_MARKS, _ACCENTS, strict=False)}
_OF_FIGURES = _MARKS[len(_ACCENTS) :]
_FIGURE = {ord(mark): figure for mark, (figure, _, _) in zip(_OF_FIGURES, _FIGURES, strict=True)}
_LETTER = {ord(mark): rival for mark, (_, rival, _) in zip(_OF_FIGURES, _FIGURES, strict=True)}
_SOME = f"{_OF_FIGURES[0]}-{_OF_FIGURES[-1]}"
_WORD = re.compile(rf"(?P<before>[\d{_SOME}][.,])?(?P<word>\w*[{_SOME}][\w{_SOME}]*)(?P<after>[.,][\d{_SOME}])?")
_ORDINAL = re.compile(r"\d+(st|nd|rd|th)")


class Doubts:
    """Finds doubtful letters in a recogniser's scores; its ``characters`` are lengthened by what they are marked as."""

    def __init__(self, characters: list[str]) -> None:
        import numpy as np

        at = {character: n for n, character in enumerate(characters)}
        known = [(mark, *pair) for mark, pair in zip(_MARKS, _PAIRS, strict=True) if pair[0] in at and pair[1] in at]
        self._letter = np.array([at[letter] for _, letter, _, _ in known], np.int64)
        self._rival = np.array([at[rival] for _, _, rival, _ in known], np.int64)
        self._least = np.array([least for *_, least in known], np.float32)
        self._marked = len(characters) + np.arange(len(known))
        characters += [mark for mark, *_ in known]

    def mark(self, letters: NDArray[np.int64], scores: NDArray[np.float32]) -> None:
        """Mark in ``letters`` (lines, columns), the best of ``scores`` (lines, columns, characters), what is doubtful.

        A letter is a run of columns; it is doubtful when another comes near it in any of them, and then the nearest.
        """
        import numpy as np

        lines, columns, pairs = np.nonzero(letters[:, :, None] == self._letter)
        near = scores[lines, columns, self._rival[pairs]] / scores[lines, columns, self._letter[pairs]]
        for n in sorted(np.flatnonzero(near >= self._least[pairs]), key=lambda n: -near[n]):
            line, column, letter = letters[lines[n]], int(columns[n]), self._letter[pairs[n]]
            if line[column] != letter:
                continue  # marked with another column of its run
            first = next((c + 1 for c in range(column, -1, -1) if line[c] != letter), 0)
            end = next((c for c in range(column, len(line)) if line[c] != letter), len(line))
            line[first:end] = self._marked[pairs[n]]


def settled(texts: Sequence[str]) -> Iterable[str]:
    """The ``texts`` of one page without marks.

    Accents that were doubtful are kept if the page has any that was not; figures that were doubtful become letters in a
    word that has no others.
    """
    accented = any(letter in LETTERS for text in texts for letter in text)
    accents = _ACCENTED if accented else _PLAIN
    return [_WORD.sub(_word, text.translate(accents)) for text in texts]


def _word(found: re.Match[str]) -> str:
    """A word with doubtful figures: as letters where only they make it one, each beside another of its case."""
    marked, before, after = (found[name] or "" for name in ("word", "before", "after"))
    word, figures = marked.translate(_LETTER), found[0].translate(_FIGURE)
    sure = sum(letter.isalpha() for letter, mark in zip(word, marked, strict=True) if letter == mark)
    if before or after or not sure or len(word) < 3 or not word.isalpha():
        return figures  # an amount, or a code
    if _ORDINAL.fullmatch(figures):
        return figures
    for n, (letter, mark) in enumerate(zip(word, marked, strict=True)):
        if letter == mark or (letter == "O" and n == 0):
            continue
        beside = word[max(0, n - 1) : n] + word[n + 1 : n + 2]
        if not any(other.isupper() == letter.isupper() for other in beside):
            return figures
        if letter == "I" and n in (0, len(word) - 1):  # rather a quantity that was read with the name of the goods
            return figures
    return word
