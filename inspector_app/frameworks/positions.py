"""Finds the line of every key in a TOML text, which `tomllib` does not tell.

Only texts that `tomllib` has accepted come here, so this reads shape and trusts grammar.
"""

from __future__ import annotations

import re

from inspector_app.frameworks.problem import Place

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:[^"\\]|\\.)*"' + r"|'[^']*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Place, int]:
    """Returns the line, counted from 1, of every key, table and array entry of a valid TOML text."""
    return _Scan(text).lines


def line_at(lines: dict[Place, int], place: Place) -> int:
    """Returns the line of a place, or of the nearest table around it where the place is missing."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


class _Scan:
    """One pass over the text; `at` only moves forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Place, int] = {}
        self._entries: dict[Place, int] = {}  # how many [[tables]] of a name there were so far
        table: Place = ()
        while self._skip() < len(text):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)

    def _move(self, end: int) -> str:
        passed = self.text[self.at : end]
        self.line += passed.count("\n")
        self.at = end
        return passed

    def _skip(self) -> int:
        """Moves over blanks, line ends and comments; returns the new offset."""
        found = _BLANK.match(self.text, self.at)
        self._move(found.end() if found else self.at)
        return self.at

    def _next(self, mark: str) -> bool:
        """Takes `mark` if it stands here."""
        if not self.text.startswith(mark, self.at):
            return False
        self._move(self.at + len(mark))
        return True

    def _note(self, place: Place, line: int) -> None:
        for end in range(1, len(place) + 1):
            self.lines.setdefault(place[:end], line)

    def _key(self) -> list[str]:
        """Reads a key, which may be dotted and quoted."""
        parts: list[str] = []
        while True:
            self._skip()
            found = _BARE_KEY.match(self.text, self.at) or _STRING.match(self.text, self.at)
            part = self._move(found.end() if found else self.at + 1)
            parts.append(part[1:-1] if part[0] in "\"'" else part)
            self._skip()
            if not self._next("."):
                return parts

    def _header(self) -> Place:
        """Reads a table header after its first bracket; returns the place that keys below it stand in."""
        line = self.line
        entry = self._next("[")
        parts = self._key()
        self._next("]]" if entry else "]")
        place: Place = ()
        for part in parts[:-1]:
            place = (*place, part)
            if place in self._entries:
                place = (*place, self._entries[place] - 1)
        place = (*place, parts[-1])
        if entry:
            self._entries[place] = self._entries.get(place, 0) + 1
            place = (*place, self._entries[place] - 1)
        self._note(place, line)
        return place

    def _pair(self, table: Place) -> None:
        """Reads `key = value`."""
        line = self.line
        place: Place = (*table, *self._key())
        self._note(place, line)
        self._next("=")
        self._skip()
        self._value(place)

    def _value(self, place: Place) -> None:
        if self._next("["):
            self._within(place, "]")
        elif self._next("{"):
            self._within(place, "}")
        else:
            found = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            self._move(found.end() if found else len(self.text))

    def _within(self, place: Place, close: str) -> None:
        """Reads what stands in an inline array or table, after its opening mark."""
        entry = 0
        while self._skip() < len(self.text) and not self._next(close):
            if close == "]":
                self._note((*place, entry), self.line)
                self._value((*place, entry))
                entry += 1
            else:
                self._pair(place)
            self._skip()
            self._next(",")
