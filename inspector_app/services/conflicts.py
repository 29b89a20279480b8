"""The queue of disagreements: fields in which the team's bundles say different things, and settling them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inspector_app.domain.kinds import KINDS
from inspector_app.domain.revision import DELETED, REASON, Candidate, Record, Write
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import needed

_UNSET = object()


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """One field of one record with several values that nobody has settled.

    Attributes:
        record: the record.
        kind: its kind.
        what: the record and field in words, without evidence text.
        field: the field.
        values: every value with who gave it, sorted by revision.
        chosen: it is a judgement: never proposed, only chosen.
    """

    record: str
    kind: str
    what: str
    field: str
    values: tuple[Candidate, ...]
    chosen: bool


def _what(record: Record, field: str) -> str:
    kind = KINDS.get(record.kind)
    told = kind.title if kind else record.kind.replace("_", " ")
    code = record.get("descriptor") or record.get("area") or record.get("reference")
    if record.kind == "evidence_link":
        code = f"{code}, evidence {str(record.get('evidence'))[-6:]}"
    elif code is None:
        code = record.id[-6:]
    named = "withdrawn" if field == DELETED else field.replace("_", " ")
    return f"{told} {code}: {named}"


def open_conflicts(session: Session) -> list[OpenConflict]:
    """Returns every open conflict, judgements first, then by kind and record."""
    found: list[OpenConflict] = []
    for record in session.store.conflicted():
        kind = KINDS.get(record.kind)
        for field, values in record.conflicts.items():
            chosen = kind is not None and field in kind.chosen
            found.append(OpenConflict(record.id, record.kind, _what(record, field), field, values, chosen))
    return sorted(found, key=lambda c: (not c.chosen, c.kind, c.record, c.field))


def resolve_conflict(
    session: Session, *, record: str, field: str, reason: str, take: str | None = None, value: Any = _UNSET
) -> Changes:
    """Settles one field by an ordinary revision that follows all heads; it can be changed again later.

    Args:
        session: the open store.
        record: the record.
        field: the field in conflict.
        reason: why; always needed.
        take: the revision whose value is taken (its first characters are enough).
        value: or a value of one's own; not for judgements, which are chosen.

    Raises:
        RefusedError: there is no such conflict, no reason, or the choice is not one of the values.
    """
    found = session.store.record(record)
    values = found.conflicts.get(field)
    if values is None:
        raise RefusedError("There is no open conflict in this field", where=f"{record} {field}")
    told = needed("reason", reason)
    if (take is None) == (value is _UNSET):
        raise RefusedError("Either take a revision or give a value")
    kind = KINDS.get(found.kind)
    if take is not None:
        matching = [c for c in values if take and c.revision.startswith(take)]
        if len(matching) != 1:
            raise RefusedError("No single value in conflict has this revision", where=take)
        value = matching[0].value
    elif kind is not None and field in kind.chosen and value not in [c.value for c in values]:
        raise RefusedError("A judgement is settled by choosing one of the values that inspectors gave")
    fields = {field: value, REASON: told}
    return session.write("resolve_conflict", [Write(record, found.kind, fields)])
