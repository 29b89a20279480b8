"""What a person needs beside a disagreement to settle it: words, the base, a comparison, a proposal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from inspector_app.domain.framework import FINDING_LABELS
from inspector_app.domain.kinds import KINDS, POLARITIES, ROLES, SOURCES, STANCES, WRITTEN
from inspector_app.domain.revision import ABOUT, DELETED, Candidate
from inspector_app.domain.withdrawal import standing
from inspector_app.merge.propose import Line, paragraph_diff, propose_text, unique_base
from inspector_app.services.conflicts import OpenConflict, accepted
from inspector_app.services.session import Session

_WORDS = {
    "finding": FINDING_LABELS,
    "polarity": POLARITIES,
    "source": SOURCES,
    "stance": STANCES,
    "written": WRITTEN,
    "role": ROLES,
}
_EITHER = {DELETED: ("Kept", "Withdrawn"), "same": ("Not the same", "One and the same")}
_GRADES = ("grade", "council_grade", "inspector_grade")
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one open conflict.

    Attributes:
        words: each value in words, in the order of the conflict's values.
        base: the one value that all of them go back to; None where there is none.
        base_words: that value in words.
        text: it is a text, which may be put together from both sides or written anew.
        proposal: both sides of a text put together by paragraph; None where a person has to write it.
        lines: two texts compared by paragraph; none for anything else.
        context: the record's other fields, label and words.
    """

    words: tuple[str, ...]
    base: Candidate | None
    base_words: str
    text: bool
    proposal: str | None
    lines: tuple[Line, ...]
    context: tuple[tuple[str, str], ...]


def beside(session: Session, conflict: OpenConflict) -> Beside:
    """Returns what a person needs beside a conflict; nothing of it is ever applied by itself.

    Raises:
        RefusedError: there is no such record.
    """
    kind = KINDS.get(conflict.kind)
    values = [candidate.value for candidate in conflict.values]
    # A judgement is never proposed, only chosen (merge, 4.5).
    text = (
        not conflict.chosen
        and kind is not None
        and conflict.field in kind.searched
        and all(isinstance(value, str) for value in values)
    )
    base = unique_base(standing(accepted(session, conflict.record)), conflict.field)
    pair = text and len(values) == _PAIR
    proposal = None
    if pair and base is not None and isinstance(base.value, str):
        proposal = propose_text(base.value, values[0], values[1]).text
    record = session.store.record(conflict.record)
    return Beside(
        words=tuple(told(session, conflict.field, value) for value in values),
        base=base,
        base_words=told(session, conflict.field, base.value) if base else "",
        text=text,
        proposal=proposal,
        lines=paragraph_diff(values[0], values[1]) if pair else (),
        context=tuple(
            (name.replace("_", " ").capitalize(), told(session, name, value))
            for name, value in record.fields.items()
            if name not in (*ABOUT, DELETED) and value not in (None, "", [])
        ),
    )


def told(session: Session, field: str, value: Any) -> str:
    """Returns a field's value in the words of the screen."""
    if field in _EITHER:
        return _EITHER[field][value is True]
    if value is None or value == "":
        return "Nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field in _GRADES:
        found = next((g.label for g in session.framework.grade_scale if g.id == value), None)
        return found or str(value)
    if isinstance(value, str):
        return _WORDS.get(field, {}).get(value, value)
    return json.dumps(value, ensure_ascii=False)
