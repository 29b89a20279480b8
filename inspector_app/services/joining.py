"""Saying that two records are the same child, interview or piece of evidence, and taking that back.

The pair is a record of its own, with one id on every laptop. Nothing is written into the two records, so
whoever takes a joining back has everything as it was. How joined records are read stands in `joined`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from inspector_app.domain.kinds import KINDS
from inspector_app.domain.register import same
from inspector_app.domain.revision import REASON, Record, Write
from inspector_app.domain.sameness import JOINED, KIND, differing
from inspector_app.domain.withdrawal import standing
from inspector_app.errors import RefusedError
from inspector_app.services import joined
from inspector_app.services.changes import Changes
from inspector_app.services.conflicts import accepted
from inspector_app.services.session import Session
from inspector_app.services.settling import told
from inspector_app.services.wording import needed
from inspector_app.store import identities

WHAT = {"case_track": "child", "interview": "interview", "evidence": "piece of evidence"}
"""What records of a kind are, in a sentence: two records of the same child."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Two records of which somebody said that they are the same.

    Attributes:
        record: the joining.
        first: one of the two, the smaller id.
        second: the other.
        kind: their kind.
        names: what each is called, in the same order.
        author: who said so last.
        at: claimed time of that.
        reason: why; empty where several gave different reasons at once.
    """

    record: str
    first: str
    second: str
    kind: str
    names: tuple[str, str]
    author: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one record says in a field in which joined records differ, and who wrote that."""

    name: str
    words: str
    author: str


@dataclass(frozen=True, slots=True)
class Differing:
    """One field in which joined records differ."""

    field: str
    label: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two cases that may be the same child, and why that may be; nothing joins them but a person."""

    first: str
    second: str
    names: tuple[str, str]
    why: str


def join_records(session: Session, *, first: str, second: str, reason: str) -> Changes:
    """Says that two records are the same child, interview or piece of evidence; they are shown as one.

    Args:
        session: the open store.
        first: one record.
        second: the other, of the same kind.
        reason: why; always needed.

    Raises:
        RefusedError: one of them is not there or cannot be joined, they are of different kinds or shown as
            one already, or there is no reason.
    """
    why = needed("reason", reason)
    kinds = {_joinable(session, rec).kind for rec in (first, second)}
    if len(kinds) > 1:
        raise RefusedError(
            "Only two records of the same kind can be one and the same", where=f"{first}, {second}"
        )
    if second in joined.sameness(session).of(first):
        raise RefusedError("These records are shown as one already", where=f"{first}, {second}")
    rec, pair = _pair(session, first, second)
    before = session.store.find(rec)
    known = before is not None and not before.conflicts and not before.deleted
    fields = {"same": True} if known else {"first": pair[0], "second": pair[1], "same": True}
    return session.write("join_records", [Write(rec, KIND, {**fields, REASON: why})])


def part_records(session: Session, *, joining: str, reason: str) -> Changes:
    """Takes a joining back: the two records stand apart as before.

    Args:
        session: the open store.
        joining: the record that joins them.
        reason: why; always needed.

    Raises:
        RefusedError: there is no such joining, or there is no reason.
    """
    why = needed("reason", reason)
    found = session.named(joining, KIND)
    if found.get("same") is not True:
        raise RefusedError("These records are not joined", where=joining)
    done = session.write("part_records", [Write(joining, KIND, {"same": False, REASON: why})])
    if str(found.get("second")) in joined.sameness(session).of(str(found.get("first"))):
        return replace(done, told="They are still shown as one, because others join them.")
    return done


def keep_apart(session: Session, *, first: str, second: str, reason: str) -> Changes:
    """Says that two records are not the same, so that nobody is asked again.

    Arguments and errors as `join_records`.
    """
    why = needed("reason", reason)
    for one in (first, second):
        _joinable(session, one)
    rec, pair = _pair(session, first, second)
    before = session.store.find(rec)
    if before is not None and before.get("same") is False:
        raise RefusedError("Somebody has said so already", where=f"{first}, {second}")
    fields = {"first": pair[0], "second": pair[1], "same": False, REASON: why}
    return session.write("keep_apart", [Write(rec, KIND, fields)])


def joinings(session: Session, record: str = "") -> tuple[Joining, ...]:
    """Returns the joinings that count, by id: all, or those of the records shown as one with a record."""
    known = joined.sameness(session)
    group = known.of(record)
    found: list[Joining] = []
    for one in session.store.records(KIND):
        first, second = str(one.get("first")), str(one.get("second"))
        if one.get("same") is not True or second not in known.of(first) or (record and first not in group):
            continue
        pair = session.store.record(first), session.store.record(second)
        names = name_of(pair[0]), name_of(pair[1])
        reason = str(one.get(REASON) or "")
        found.append(Joining(one.id, first, second, pair[0].kind, names, one.author, one.at, reason))
    return tuple(found)


def differences(session: Session, record: str) -> tuple[Differing, ...]:
    """Returns the fields in which the records that are shown as one differ; empty where one stands alone."""
    records = list(joined.standing(session, joined.goes_by(session, record)))
    return tuple(
        Differing(name, name.replace("_", " ").capitalize(), tuple(_said(session, records, name)))
        for name in differing(records)
    )


def likely_twins(session: Session) -> tuple[Twins, ...]:
    """Returns pairs of cases that look like the same child: one id of the council's, or one reference.

    Of pairs of which somebody has said that they are the same or are not, nothing is proposed again.
    """
    cases = session.store.records("case_track")
    known, pairs = joined.sameness(session), _spoken_of(session)
    ids = {one.id: (identities.find(session.store, one.id) or {}).get("list_id", "") for one in cases}
    spoken = {one.id: " ".join(str(one.get("reference") or "").casefold().split()) for one in cases}
    found: dict[tuple[str, str], Twins] = {}
    for why, by in (("The council's id is the same", ids), ("The reference is the same", spoken)):
        for one, other in _alike(cases, by):
            pair = one.id, other.id
            if pair not in pairs and other.id not in known.of(one.id):
                found.setdefault(pair, Twins(*pair, (name_of(one), name_of(other)), why))
    return tuple(found.values())


def name_of(record: Record) -> str:
    """Returns what a record is called beside its twin: its reference or role, and the end of its id."""
    reference = record.get("reference") or record.get("role_met")
    return f"{reference} ({record.id[-6:]})" if reference else record.id[-6:]


def _pair(session: Session, first: str, second: str) -> tuple[str, tuple[str, str]]:
    """Returns the record that joins two, the same on every laptop, and the two in order."""
    one, other = sorted((first, second))
    return session.template(f"same/{one}/{other}"), (one, other)


def _joinable(session: Session, rec: str) -> Record:
    found = session.store.find(rec)
    if found is None or found.deleted:
        raise RefusedError("There is no such record", where=rec)
    if found.kind not in JOINED:
        kinds = ", ".join(KINDS[kind].title.casefold() for kind in JOINED)
        raise RefusedError("Records of this kind are not joined", where=rec, advice=f"Joined are: {kinds}.")
    return found


def _spoken_of(session: Session) -> set[tuple[Any, Any]]:
    return {(first, second) for _, first, second in session.store.fields(KIND, "first", "second")}


def _alike(cases: Sequence[Record], by: Mapping[str, str]) -> Iterator[tuple[Record, Record]]:
    """Yields every two cases of which the same is told, the smaller id first; what is empty tells nothing."""
    groups: dict[str, list[Record]] = {}
    for one in sorted(cases, key=lambda case: case.id):
        if by[one.id]:
            groups.setdefault(by[one.id], []).append(one)
    for group in groups.values():
        yield from combinations(group, 2)


def _said(session: Session, records: Iterable[Record], name: str) -> Iterator[Said]:
    for record in records:
        for value, author in _values(session, record, name):
            yield Said(name_of(record), told(session, name, value), author)


def _values(session: Session, record: Record, name: str) -> Iterator[tuple[Any, str]]:
    """Yields what a record says in a field with who wrote it: all values where its own team differs."""
    for one in record.conflicts.get(name, ()):
        yield one.value, one.author
    value = record.get(name)
    if value not in (None, "", []):
        writers = [
            node
            for node in standing(accepted(session, record.id))
            if name in node.fields and same(node.fields[name], value)
        ]
        yield value, writers[-1].author if writers else record.author
