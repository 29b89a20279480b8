"""The queue of disagreements: fields in which the team's bundles say different things, and settling them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.domain.graph import Node
from inspector_app.domain.kinds import KINDS
from inspector_app.domain.register import settle
from inspector_app.domain.revision import DELETED, REASON, WITHDRAWS, Candidate, Record, Write
from inspector_app.domain.sameness import KIND
from inspector_app.errors import RefusedError
from inspector_app.merge.known import OK
from inspector_app.services.attribution import Attribution
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import needed
from inspector_app.store.entries import Held

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
        area: code of the judgement area that it belongs to; empty where it belongs to none.
        standings: whose word each value rests on, in the order of the values; see `attribution`.
        note: why it was left open, while the values are those of then; empty where nobody said so.
    """

    record: str
    kind: str
    what: str
    field: str
    values: tuple[Candidate, ...]
    chosen: bool
    area: str = ""
    standings: tuple[str, ...] = ()
    note: str = ""


LEFT_OPEN = "left open"


def _what(record: Record, field: str) -> str:
    kind = KINDS.get(record.kind)
    told = kind.title if kind else record.kind.replace("_", " ")
    code = record.get("descriptor") or record.get("area") or record.get("reference")
    if record.kind == "evidence_link":
        code = f"{code}, evidence {str(record.get('evidence'))[-6:]}"
    elif record.kind == KIND:
        code = f"{str(record.get('first'))[-6:]} and {str(record.get('second'))[-6:]}"
    elif code is None:
        code = record.id[-6:]
    named = "withdrawn" if field == DELETED else field.replace("_", " ")
    return f"{told} {code}: {named}"


def open_conflicts(session: Session, among: Collection[str] | None = None) -> list[OpenConflict]:
    """Returns every open conflict by judgement area; in one, judgements first, then by kind and record.

    Args:
        session: the open store.
        among: only those in these records; None for all.
    """
    found: list[OpenConflict] = []
    areas, whose = _areas(session), Attribution(session)
    for record in session.store.conflicted(among):
        kind = KINDS.get(record.kind)
        for field, values in record.conflicts.items():
            one = OpenConflict(
                record=record.id,
                kind=record.kind,
                what=_what(record, field),
                field=field,
                values=values,
                chosen=kind is not None and field in kind.chosen,
                area=_area(record, areas),
                standings=tuple(whose.of(value.revision) for value in values),
                note=_note(session, record.id, field, values),
            )
            found.append(one)
    order = {code: place for place, code in enumerate(dict.fromkeys(areas.values()))}
    return sorted(
        found,
        key=lambda c: (order.get(c.area, len(order)), not c.chosen, c.kind, c.record, c.field),
    )


def _areas(session: Session) -> dict[str, str]:
    """Returns the area of each descriptor, in the framework's order; none while the team disagrees on it."""
    try:
        return {one.code: one.area for one in session.framework.descriptors}
    except RefusedError:
        return {}


def _area(record: Record, areas: Mapping[str, str]) -> str:
    """Returns the area of a record, by its own word or by its descriptor's."""
    told = [record.get("area"), areas.get(str(record.get("descriptor")))]
    return next((str(code) for code in told if code), "")


def _note(session: Session, record: str, field: str, values: Sequence[Candidate]) -> str:
    found = session.store.find(_note_id(session, record, field))
    same = found is not None and found.get("values") == [value.revision for value in values]
    return str(found.get("reason", "")) if found is not None and same else ""


def _note_id(session: Session, record: str, field: str) -> str:
    return session.template(f"left-open/{record}/{field}")


def leave_open(session: Session, *, record: str, field: str, note: str) -> Changes:
    """Keeps as a record why a conflict stays open for now; the note counts until another value comes.

    Raises:
        RefusedError: there is no such conflict, or the note is empty.
    """
    values = _values(session, record, field)
    fields = {
        "verdict": LEFT_OPEN,
        "record": record,
        "field": field,
        "values": [value.revision for value in values],
        "reason": needed("note", note),
    }
    return session.write("leave_open", [Write(_note_id(session, record, field), "decision", fields)])


def take_back(session: Session, *, record: str, field: str, reason: str) -> Changes:
    """Takes back the settlement of a field by a further revision: the values that it replaced stand again.

    Raises:
        RefusedError: nothing was settled there that could be taken back, or there is no reason.
    """
    told = needed("reason", reason)
    nodes = accepted(session, record)
    now = settle(record, nodes)
    heads = now.heads if now is not None else ()  # what was said since of the settlement is answered too
    writers = [node for node in nodes if field in node.fields and REASON in node.fields]
    for one in reversed(writers):
        fields = {WITHDRAWS: [one.id], REASON: told}
        without = settle(record, [*nodes, Node("", one.kind, heads, fields, "", "", "")])
        if without is not None and field in without.conflicts:
            return session.write("take_back", [Write(record, one.kind, fields)])
    raise RefusedError(
        "Nothing was settled in this field that could be taken back", where=f"{record} {field}"
    )


def accepted(session: Session, record: str) -> list[Node]:
    """Returns the revisions of a record that count here, with what each sets as it was written."""
    return [node_of(held) for held in session.store.history(record) if held.state == OK]


def node_of(held: Held) -> Node:
    """Returns a revision as the register sees it, with what it sets as it was written."""
    header = held.entry.header
    fields: Mapping[str, Any] = held.payload.fields if held.payload is not None else {}
    return Node(held.entry.id, header.kind, header.parents, fields, header.author, header.actor, header.at)


def _values(session: Session, record: str, field: str) -> tuple[Candidate, ...]:
    values = session.store.record(record).conflicts.get(field)
    if values is None:
        raise RefusedError("There is no open conflict in this field", where=f"{record} {field}")
    return values


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
    values = _values(session, record, field)
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
