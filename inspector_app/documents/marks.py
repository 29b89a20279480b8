"""By what a paragraph of a draft is known again after somebody has edited the draft in Word.

A hidden bookmark stands around each finding: which finding it is, and a digest of the text that was written.
The paragraph's number and the records behind it are not part of that text: they change from draft to draft.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_NAME = re.compile(r"_ia_([0-9a-f]{12})_([0-9a-f]{12})")
_NUMBER = re.compile(r"^\d+\.\s+")
_RECORDS = re.compile(r"\s*\[E\d+(?:, E\d+)*\]$")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a hidden bookmark says: which finding, and what its text was when it was written."""

    finding: str
    text: str

    @property
    def name(self) -> str:
        """The bookmark's name; Word hides names that begin with a low line."""
        return f"_ia_{self.finding}_{self.text}"


def mark_of(finding: str, text: str) -> Mark:
    """Returns the mark of a finding, by its code and the text that is written."""
    return Mark(digest(finding), digest(plain(text)))


def read_mark(name: str) -> Mark | None:
    """Returns what a bookmark's name says; None for any other bookmark."""
    found = _NAME.fullmatch(name)
    return Mark(found[1], found[2]) if found else None


def plain(line: str) -> str:
    """Returns the text of a paragraph without its number, the records behind it, and doubled spaces."""
    return _RECORDS.sub("", _NUMBER.sub("", " ".join(line.split())))


def digest(text: str) -> str:
    """Returns a short digest; it finds changes, and keeps no secret."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
