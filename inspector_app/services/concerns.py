"""Urgent concerns: a register that cannot be deleted from, with a reply for each."""

from __future__ import annotations

from inspector_app.domain.kinds import CONCERN_STATES
from inspector_app.domain.revision import Record, Write
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import needed, present


def raise_urgent_concern(
    session: Session, *, summary: str, told: str, case: str | None = None, evidence: str | None = None
) -> Changes:
    """Refers a child back to the council.

    Args:
        session: the open store.
        summary: what the concern is.
        told: role of the person in the council who was told.
        case: the case track.
        evidence: the evidence record that it rests on.

    Raises:
        RefusedError: a text is empty, or the case or evidence unknown.
    """
    if case:
        session.named(case, "case_track")
    if evidence:
        session.named(evidence, "evidence")
    fields = present(
        summary=needed("summary", summary),
        told=needed("role of the person told", told),
        case=case,
        evidence=evidence,
        raised=session.now(),
        state="open",
    )
    return session.write("raise_urgent_concern", [Write(session.new_record(), "urgent_concern", fields)])


def acknowledge_concern(session: Session, *, concern: str, acknowledged_by: str) -> Changes:
    """Records that the council has taken a concern up.

    Raises:
        RefusedError: there is no such concern, or it is closed.
    """
    before = session.named(concern, "urgent_concern")
    if before.get("state") == "closed":
        raise RefusedError("This concern is closed")
    fields = {
        "state": "acknowledged",
        "acknowledged": session.now(),
        "acknowledged_by": needed("role of the person who acknowledged it", acknowledged_by),
    }
    return session.write("acknowledge_concern", [Write(concern, "urgent_concern", fields)])


def close_concern(session: Session, *, concern: str, outcome: str) -> Changes:
    """Closes a concern; it closes only with its outcome for the child.

    Raises:
        RefusedError: there is no such concern, or no outcome.
    """
    session.named(concern, "urgent_concern")
    fields = {"state": "closed", "closed": session.now(), "outcome": needed("outcome for the child", outcome)}
    return session.write("close_concern", [Write(concern, "urgent_concern", fields)])


def register(session: Session) -> list[tuple[int, Record]]:
    """Returns every concern with its number in this inspection, by claimed time."""
    raised = [r for r in session.store.records("urgent_concern", deleted=True) if not r.is_set_aside]
    return list(enumerate(sorted(raised, key=lambda r: (str(r.get("raised")), r.id)), start=1))


def count(session: Session) -> dict[str, int]:
    """Returns how many concerns are in each state; one whose state is in conflict counts as open."""
    found = dict.fromkeys(CONCERN_STATES, 0)
    for _, record in register(session):
        found[str(record.get("state", "open"))] += 1
    return found
