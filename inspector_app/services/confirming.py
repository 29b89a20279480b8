"""Who writes, but counts only when confirmed: shadow inspectors and the quality assurance manager.

What they record is kept, shown and passed on like everything else. Coverage, triangulation, tallies and the
draft leave it out until a full member of the team says, in an entry of his or her own, that it counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import cast

from inspector_app.bundle import RosterError
from inspector_app.domain.kinds import CONFIRMED_FIRST, ROLES
from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError
from inspector_app.services import joined, rosters
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.store import authors
from inspector_app.store.authors import Written

KIND = "confirmation"
_WAITING = ("evidence", "evidence_link", "tally")


def unconfirmed(session: Session) -> frozenset[str]:
    """Returns the principals whose records count only when confirmed; the signed roster has the last word."""
    roles = {
        str(principal): str(role or "")
        for _, principal, role in session.store.fields("team_member", "principal", "role")
    }
    with suppress(RosterError):  # then what the team says of itself is all there is
        roster = rosters.trusted(session)
        roles |= {line.principal: line.role for line in roster.recipients} if roster is not None else {}
    return frozenset(principal for principal, role in roles.items() if role in CONFIRMED_FIRST)


def waiting(session: Session) -> frozenset[str]:
    """Returns the records that do not count yet: evidence, links and tallies.

    A record that one of these people began waits until every change that they made to it was confirmed.
    """
    people = unconfirmed(session)
    if not people:
        return frozenset()
    found = authors.written_by(session.store, people, _WAITING)
    seen = _seen(session, people)
    begun = {one.rec for one in found if one.begins}
    return frozenset(one.rec for one in found if one.rec in begun and one.entry not in seen)


def not_counted(session: Session) -> frozenset[str]:
    """Returns the records that do not count yet, as they are shown: of joined ones, all must wait."""
    waits, known = waiting(session), joined.sameness(session)
    return frozenset(known.named(rec) for rec in waits if waits.issuperset(known.of(rec)))


def _seen(session: Session, people: frozenset[str]) -> set[str]:
    """Returns the entries that full members have confirmed."""
    return {
        entry
        for one in session.store.records(KIND)
        if one.author not in people
        for entry in cast("list[str]", one.get("seen") or [])
    }


def confirm_record(session: Session, *, record: str) -> Changes:
    """Says that evidence, with its links, or a tally counts as it stands now.

    Raises:
        RefusedError: it does not wait for that, or the one who confirms is among those who need it.
    """
    people = unconfirmed(session)
    if session.device.principal in people:
        raise RefusedError(
            "Only a full member of the team can confirm this",
            advice="Your own records count once a colleague has confirmed them.",
        )
    waits = waiting(session)
    if record not in waits:
        raise RefusedError("This does not wait for confirmation", where=record)
    links = session.store.fields("evidence_link", "evidence")
    records = [record, *(link for link, evidence in links if evidence == record and link in waits)]
    written = authors.written_by(session.store, people, _WAITING)
    writes = [
        Write(session.new_record(), KIND, {"of": rec, "seen": _entries(written, rec)}) for rec in records
    ]
    return session.write("confirm_record", writes)


def _entries(written: Iterable[Written], rec: str) -> list[str]:
    return sorted(one.entry for one in written if one.rec == rec)


def confirmed_by(session: Session, record: str) -> str:
    """Returns who confirmed a record last; empty where nobody did."""
    people = unconfirmed(session)
    found = [
        one for one in session.store.records(KIND) if one.get("of") == record and one.author not in people
    ]
    return max(found, key=lambda one: (one.at, one.id)).author if found else ""


def refuse_weighing(session: Session) -> None:
    """Refuses to set findings and grades to those whose records count only when confirmed.

    Raises:
        RefusedError: this inspector is one of them.
    """
    if session.device.principal in unconfirmed(session):
        role = ROLES.get(session.device.role, "").lower() or "colleague in this role"
        raise RefusedError(
            f"Findings and grades are set by full members of the team; a {role} does not set them",
            advice="Record a challenge or a dissenting view instead.",
        )


def refuse_others(session: Session, record: str) -> None:
    """Refuses changes to what others recorded to those whose records count only when confirmed.

    Raises:
        RefusedError: this inspector is one of them and did not begin the record.
    """
    history = session.store.history(record)
    own = session.device.principal
    if history and history[0].entry.header.author != own and own in unconfirmed(session):
        raise RefusedError(
            "This was recorded by a colleague, and only full members of the team change what others recorded",
            advice="Record what you see as evidence of your own.",
        )
