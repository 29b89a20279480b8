"""What a child on the council's lists becomes in the store: a case track, its steps, an identity apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from inspector_app.domain import pseudonym
from inspector_app.domain.journey import Journey, JourneyEvent
from inspector_app.domain.revision import ABOUT, DELETED, Record, Write
from inspector_app.domain.sampling import Pick
from inspector_app.services.session import Session
from inspector_app.services.wording import present

OF_STEP = ("end", "detail", "partner")
"""What the lists may say of a step besides which one it is."""
_REFERENCES = 9000


def free_reference(rec: str, taken: Collection[str]) -> str:
    """Returns a free reference that follows from the record's id, so that two laptops find the same one."""
    place = int(rec.replace("-", ""), 16) % _REFERENCES
    while (reference := pseudonym.speakable_reference(place)) in taken:
        place = (place + 1) % _REFERENCES
    return reference


def references(session: Session) -> set[str]:
    """Returns every reference that a case has or had."""
    return {str(case.get("reference")) for case in session.store.records("case_track", deleted=True)}


def identity_of(journey: Journey) -> dict[str, str]:
    """Returns what identifies a child: for the identity table of this laptop and nowhere else."""
    born = journey.child.birth_date
    return {"list_id": journey.child.list_id, "born": born.isoformat() if born else ""}


def case_fields(
    session: Session, pick: Pick, journey: Journey, reference: str, as_of: date | None
) -> dict[str, Any]:
    """Returns the fields of a case track for a child who was picked from lists drawn up on a day."""
    return present(
        reference=reference,
        depth=pick.depth,
        stratum=pick.stratum,
        why_chosen=pick.reason,
        chosen_by=session.device.principal,
        population=pick.population,
        lists_as_of=as_of.isoformat() if as_of else None,
        **told_by_lists(journey),
    )


def told_by_lists(journey: Journey) -> dict[str, Any]:
    """Returns what the lists say of a child, without anything that identifies it."""
    child = journey.child
    return present(
        gender=child.gender,
        age=child.age,
        ethnicity=child.ethnicity,
        stage=child.stage,
        kinship=child.kinship or None,
    )


def event_fields(case: str, event: JourneyEvent) -> dict[str, Any]:
    """Returns the fields of one step of a journey as the lists tell it."""
    return present(
        case=case,
        event=event.kind,
        start=event.start.isoformat(),
        end=event.end.isoformat() if event.end else None,
        detail=event.detail or None,
        partner=event.partner,
        list=event.list_number,
    )


def event_writes(session: Session, case: str, events: Collection[JourneyEvent]) -> Iterator[Write]:
    """Yields a record for each step; two laptops that read the same lists make the same records.

    A step of which nothing counts, because its merge was set aside, is told again in its own record, so that
    there are not two of it once that is brought back. One that somebody withdrew besides stays withdrawn.

    Args:
        session: the open store.
        case: the case track.
        events: steps that the store does not have yet.
    """
    used: Counter[tuple[str, date, int]] = Counter()
    for event in events:
        key = (event.kind, event.start, event.list_number)
        rec = _event_record(session, case, event, used[key])
        while (known := session.store.find(rec)) is not None and not _says_nothing(known):
            used[key] += 1
            rec = _event_record(session, case, event, used[key])
        used[key] += 1
        if known is not None and known.get(DELETED) is True:
            continue
        fields = event_fields(case, event)
        # Going on with a hidden record brings its beginning back; what that said besides must not stand.
        yield Write(rec, "journey_event", fields if known is None else dict.fromkeys(OF_STEP) | fields)


def _says_nothing(known: Record) -> bool:
    """Says whether nothing that a step said counts, were it withdrawn besides."""
    return known.deleted and not known.conflicts and {*ABOUT, DELETED}.issuperset(known.fields)


def _event_record(session: Session, case: str, event: JourneyEvent, number: int) -> str:
    start = event.start.isoformat()
    return session.template(f"event/{case}/{event.kind}/{start}/{event.list_number}/{number}")
