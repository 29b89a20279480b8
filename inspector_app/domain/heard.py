"""Words heard: which of them are a quote, which the inspector's own words for them, which a thought."""

from __future__ import annotations

from inspector_app.domain.kinds import QUOTE, WORDINGS
from inspector_app.domain.revision import Record


def wording_of(record: Record) -> str:
    """Returns what the words of an evidence record are: a key of `kinds.WORDINGS`.

    Earlier versions say in the field `quote` alone that words are a quote. Where two fields or two people
    contradict each other nothing is a quote, as what stands in inverted commas must be what was said.

    Returns:
        Empty where nobody said or the team has not settled it.
    """
    if not {"wording", "quote"}.isdisjoint(record.conflicts):
        return ""
    told, quoted = str(record.get("wording") or ""), record.get("quote") is True
    if not told:
        return QUOTE if quoted else ""
    return told if told in WORDINGS and (told == QUOTE or not quoted) else ""


def is_quote(record: Record) -> bool:
    """Says whether the words of an evidence record may stand in inverted commas."""
    return wording_of(record) == QUOTE
