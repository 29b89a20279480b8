"""On which screen a record is shown, and what that screen is told to open. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SHOWN_ON = {
    "evidence": "evidence",
    "evidence_link": "evidence",
    "attachment": "evidence",
    "urgent_concern": "evidence",
    "case_track": "cases",
    "journey_event": "cases",
    "interview": "interviews",
    "evaluation": "checklists",
    "judgement": "judgements",
    "dissent": "judgements",
    "context": "judgements",
    "tally": "report",
    "appointment": "today",
    "inspection": "today",
    "team_member": "team",
}
_NAMED_BY = {
    "evidence_link": "evidence",
    "attachment": "of",
    "urgent_concern": "evidence",
    "journey_event": "case",
    "evaluation": "descriptor",
    "judgement": "area",
    "dissent": "area",
    "context": "area",
}
"""The field that names what is opened, for kinds that no screen opens by themselves."""
_OPENED = frozenset(("evidence", "case_track", "interview"))


def whereabouts(kind: str, record: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    """Returns the screen of a record and what it is told to open; both may be empty.

    Args:
        kind: the record's kind.
        record: its id.
        fields: its fields.
    """
    what = record if kind in _OPENED else str(fields.get(_NAMED_BY.get(kind, "")) or "")
    return _SHOWN_ON.get(kind, ""), what
