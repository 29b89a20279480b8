"""Which words of a text are looked up for their spelling, and which lists may take them. No dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_RUN = re.compile(r"\S+")
_WORD = re.compile(r"(?<![\w])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w])")
_OWNER = re.compile(r"['’]s?$")
_LONGEST = 64
"""Characters; beyond that it is no word, and engines take their time over it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text: its first character, the one behind it, and itself."""

    start: int
    end: int
    text: str


def words_in(text: str) -> Iterator[Word]:
    """Gives the words to look up: no numbers, codes, addresses, marks or single letters."""
    for run in _RUN.finditer(text):
        if run[0][0] in "#@" or "@" in run[0] or "://" in run[0] or "\\" in run[0]:
            continue
        for found in _WORD.finditer(text, *run.span()):
            if 1 < len(found[0]) <= _LONGEST:
                yield Word(*found.span(), found[0])


def plain(word: str) -> str:
    """Returns a word as lists hold it: small letters, straight apostrophes, nobody's."""
    return _OWNER.sub("", word).replace("’", "'").casefold()


def may_be_of_the_trade(word: str) -> bool:
    """Whether a word may stand in a list outside the store: a name begins with a capital, so it may not."""
    return word.islower() or (word.isupper() and len(word) > 1)
