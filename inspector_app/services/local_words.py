"""The words that an authority and its young people use for terms that the framework calls otherwise.

They stand in what the app itself writes: titles of areas, descriptors and parts. What an inspector wrote or
somebody said is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

TERMS: Mapping[str, str] = MappingProxyType(
    {"care_leaver_word": "care leavers", "children_in_care_word": "children in care"}
)
"""Field of the inspection to the framework's term."""


@dataclass(frozen=True, slots=True)
class LocalWords:
    """What is said here in place of each of a framework's terms."""

    instead: Mapping[str, str]

    def told(self, text: str) -> str:
        """Returns a text of the app's own in the local words; a capital letter stays one."""
        for term, word in self.instead.items():
            cased = partial(_cased, word)
            text = re.sub(rf"\b{re.escape(term)}\b", cased, text, flags=re.IGNORECASE)
        return text


def local_words(session: Session) -> LocalWords:
    """Returns the words set for this inspection; a word that the team disagrees on is not used."""
    inspection = session.store.record(session.inspection)
    found = {term: inspection.get(field) for field, term in TERMS.items()}
    return LocalWords({term: str(word) for term, word in found.items() if word})


def choose_words(
    session: Session, *, care_leavers: str | None = None, children_in_care: str | None = None
) -> Changes:
    """Sets the words that the draft uses in place of the framework's; an empty text goes back to those.

    Args:
        session: the open store.
        care_leavers: for care leavers, in the plural, for example "care-experienced young people".
        children_in_care: for children in care, in the plural, for example "children looked after".

    Raises:
        RefusedError: no word was given.
    """
    told = {"care_leaver_word": care_leavers, "children_in_care_word": children_in_care}
    fields = {name: " ".join(word.split()) or None for name, word in told.items() if word is not None}
    if not fields:
        raise RefusedError("No word was given")
    return session.write("choose_words", [Write(session.inspection, "inspection", fields)])


def _cased(word: str, found: re.Match[str]) -> str:
    return word[:1].upper() + word[1:] if found[0][:1].isupper() else word
