"""Reading through joinings: the one place where two records of the same become one for whoever reads.

Whatever counts or shows cases, interviews, evidence or what hangs on them reads it here and not from the
store, so that nothing is told twice. Who writes names a single record of the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inspector_app.domain.kinds import KINDS
from inspector_app.domain.revision import Record
from inspector_app.domain.sameness import (
    APART,
    COPIES,
    KIND,
    TIES,
    Sameness,
    agreed,
    read_as_one,
    touches,
)
from inspector_app.services.session import Session


def sameness(session: Session) -> Sameness:
    """Returns which records are one and the same, as the team now says."""
    said = [pair for _, *pair, same in session.store.fields(KIND, "first", "second", "same") if same == 1]
    if not said:  # mostly so, and then nothing more is read
        return APART
    ids = sorted({rec for pair in said for rec in pair if isinstance(rec, str)})
    named = (session.store.find(rec) for rec in ids)
    return agreed(
        ((first, second) for first, second in said), {one.id: one for one in named if one is not None}
    )


def records(session: Session, kind: str, *, deleted: bool = False) -> list[Record]:
    """Returns the records of a kind by id, joined ones once, tied to what their ties go by.

    Args:
        session: the open store.
        kind: the kind.
        deleted: withdrawn ones too; of a group they are left out where another of it stands.
    """
    known, found = sameness(session), session.store.records(kind, deleted=deleted)
    return read_as_one(known, found) if known.groups else found


def fields(session: Session, kind: str, *names: str) -> list[tuple[Any, ...]]:
    """Returns what `Store.fields` does, joined records once; whole ones are read of those alone."""
    known = sameness(session)
    if not known.groups:
        return session.store.fields(kind, *names)
    # Of what hangs on a joined record there is much, and its text is not wanted: its tie alone is turned,
    # unless two of it may be the same.
    ties = [name for name in KINDS[kind].fields if name in TIES] if kind in COPIES else []
    rows = session.store.fields(kind, *names, *ties)
    width = 1 + len(names)
    whole = {row[0] for row in rows if touches(known, row[0], row[width:])}
    turned = [place for place, name in enumerate(names, start=1) if name in TIES]
    read = read_as_one(known, (session.store.record(rec) for rec in sorted(whole)))
    return [
        *(_turned(known, row[:width], turned) for row in rows if row[0] not in whole),
        *((one.id, *(one.get(name) for name in names)) for one in read),
    ]


def _turned(known: Sameness, row: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    """Returns a row with what its ties go by."""
    if not touches(known, "", (row[place] for place in places)):
        return row
    return tuple(
        known.named(told) if place in places and isinstance(told, str) else told
        for place, told in enumerate(row)
    )


def counts(session: Session) -> dict[str, int]:
    """Returns how many records of each kind there are, joined ones once, withdrawn ones left out."""
    found = session.store.counts()
    for group in set(sameness(session).groups.values()):
        standing = [one for one in map(session.store.record, group) if not one.deleted]
        if standing:
            found[standing[0].kind] -= len(standing) - 1
    return found


def goes_by(session: Session, record: str) -> str:
    """Returns the record by which a record is shown: itself where it is joined to none."""
    return sameness(session).named(record)


def standing(session: Session, record: str) -> Iterator[Record]:
    """Yields the records that are shown as one with a record and are not withdrawn, itself first."""
    for rec in sorted(sameness(session).of(record), key=lambda one: (one != record, one)):
        found = session.store.find(rec)
        if found is not None and not found.deleted:
            yield found


def read(session: Session, record: str) -> Record:
    """Returns a record as it is shown: as one with those that it is joined to.

    Raises:
        UnknownRecordError: there is none.
    """
    known, found = sameness(session), session.store.record(record)
    if not known.groups:
        return found
    return read_as_one(known, map(session.store.record, known.of(found.id)))[0]


def references(session: Session) -> dict[str, str]:
    """Returns the reference by which every case goes, those that were taken out too, by each of their ids."""
    known = sameness(session)
    told = {one.id: str(one.get("reference", "")) for one in records(session, "case_track", deleted=True)}
    return told | {rec: told.get(known.named(rec), "") for rec in known.groups if known.named(rec) in told}
