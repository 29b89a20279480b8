"""What is known while notes are typed, and the marks that follow from it. Goes when the store is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.identifying import Identities, findings
from inspector_app.domain.spelling import words_in
from inspector_app.services.spelling import Spelling

_MOST_CHARS = 20_000
"""A paragraph beyond that is no note but a file that was pasted, and nobody waits for it."""
_KEPT = 2_000
_LAST_OF_TWO_BYTES = "\uffff"


class Sort(Enum):
    """Why a stretch of text is marked."""

    UNKNOWN_WORD = "unknown word"
    TELLS_WHO = "tells who"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch of a paragraph, counted as Qt counts: in units of UTF-16.

    Attributes:
        start: its first character.
        end: the one behind it.
        sort: why it is marked.
        told: what it is, in words: "an NHS number"; the word itself where it is unknown.
        instead: what can stand in its place; empty where that is to be chosen.
    """

    start: int
    end: int
    sort: Sort
    told: str
    instead: str = ""


class Known(QObject):
    """What is known; nothing at first, and then what was read beside the window's thread.

    Signals:
        changed: marks that were given before may hold no longer.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spelling: Spelling | None = None
        self._identities = Identities()
        self._spells = True
        self._seen: dict[str, tuple[Mark, ...]] = {}

    @property
    def spelling(self) -> Spelling | None:
        """What is known of words; None until it is read."""
        return self._spelling

    @property
    def spells(self) -> bool:
        """Whether unknown words are marked."""
        return self._spells

    def learn(
        self,
        *,
        spelling: Spelling | None = None,
        identities: Identities | None = None,
        spells: bool | None = None,
    ) -> None:
        """Takes in what was read or chosen."""
        self._spelling = spelling or self._spelling
        self._identities = self._identities if identities is None else identities
        self._spells = self._spells if spells is None else spells
        self.words_changed()

    def forget(self) -> None:
        """Lets go of everything, words that were typed among it."""
        self._spelling, self._identities = None, Identities()
        self._seen.clear()

    def words_changed(self) -> None:
        """A word was added to a list or taken out of it."""
        self._seen.clear()
        self.changed.emit()

    def is_seen(self, text: str) -> bool:
        """Whether the marks of a paragraph are at hand, or have yet to be found, which takes time."""
        return text in self._seen

    def marks(self, text: str) -> tuple[Mark, ...]:
        """Returns the marks of a paragraph, in order."""
        marks = self._seen.get(text)
        if marks is None:
            if len(self._seen) >= _KEPT:
                self._seen.clear()
            marks = self._seen[text] = self._marks(text)
        return marks

    def _marks(self, text: str) -> tuple[Mark, ...]:
        if len(text) > _MOST_CHARS:
            return ()
        telling = findings(text, self._identities)
        marks = [Mark(one.start, one.end, Sort.TELLS_WHO, one.kind, one.instead) for one in telling]
        if self._spells and self._spelling is not None:
            knows = self._spelling.knows
            marks += [
                Mark(word.start, word.end, Sort.UNKNOWN_WORD, word.text)
                for word in words_in(text)
                if not knows(word.text)
                and all(word.end <= one.start or word.start >= one.end for one in telling)
            ]
        if text and max(text) > _LAST_OF_TWO_BYTES:
            marks = [_in_units(text, mark) for mark in marks]
        return tuple(sorted(marks, key=lambda mark: mark.start))


def _in_units(text: str, mark: Mark) -> Mark:
    start = units(text[: mark.start])
    return replace(mark, start=start, end=start + units(text[mark.start : mark.end]))


def units(text: str) -> int:
    """Returns how long Qt takes a text to be: it counts in UTF-16, Python in characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
