"""Choosing cases from the council's lists, and following each child's journey."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.domain import sampling
from inspector_app.domain.journey import EVENT_KINDS
from inspector_app.domain.revision import DELETED, REASON, Record, Write
from inspector_app.domain.sampling import Selection
from inspector_app.errors import RefusedError
from inspector_app.services import joined
from inspector_app.services.changes import Changes
from inspector_app.services.choosing import (
    case_fields,
    event_writes,
    free_reference,
    identity_of,
    references,
)
from inspector_app.services.samples import sample_write
from inspector_app.services.session import Session
from inspector_app.services.wording import day, needed, one_of, present
from inspector_app.store import identities

DEPTHS = {"tracked": "Tracked", "sampled": "Sampled"}
OFFERED = {
    "accepted": "Offered and accepted",
    "declined": "Offered and declined",
    "not_offered": "Not offered",
    "too_young": "Too young to ask",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What choosing cases did: the changes, the selection with its reasons, and the case tracks by child."""

    changes: Changes
    selection: Selection
    cases: dict[str, str]


def choose_cases(session: Session, *, workbook: str, seed: int, limit: int | None = None) -> Chosen:
    """Chooses children from an Annex A workbook by the framework's strata and opens a case track for each.

    The council's id and the date of birth go into the identity table of this laptop only; the case track
    carries a speakable reference.

    Args:
        session: the open store.
        workbook: path of the council's workbook.
        seed: any whole number; the same seed and lists choose the same children again.
        limit: choose at most this many, the first strata of the pack first.

    Raises:
        WorldError: the workbook cannot be read.
        RefusedError: the framework has no strata, or nobody could be chosen.
    """
    from inspector_app.intake.annex_a import read_annex_a  # noqa: PLC0415 - readers of workbooks load slowly

    annex = read_annex_a(Path(workbook))
    strata: list[sampling.Quota] = [(s.id, s.quota, _depth(s.kind)) for s in session.framework.strata]
    if not strata:
        raise RefusedError("The framework names no groups of children to choose from")
    selection = sampling.choose(annex.journeys, strata, seed)
    picks = selection.picks[:limit] if limit is not None else selection.picks
    if not picks:
        raise RefusedError("No child in the workbook fits the groups of the framework", where=workbook)
    taken = references(session)
    writes: list[Write] = []
    cases: dict[str, str] = {}
    known: dict[str, dict[str, str]] = {}
    by_child = {journey.child.list_id: journey for journey in annex.journeys}
    for pick in picks:
        journey = by_child[pick.child]
        rec = session.template(f"case/{pick.child}")
        before = session.store.find(rec)
        if before is not None:
            if not before.deleted:  # who was taken out of the set, for a reason, stays out
                cases[pick.child] = rec
            continue
        reference = free_reference(rec, taken)
        taken.add(reference)
        cases[pick.child] = rec
        known[rec] = identity_of(journey)
        fields = case_fields(session, pick, journey, reference, annex.as_of)
        writes.append(Write(rec, "case_track", fields))
        writes += event_writes(session, rec, journey.events)
    if writes:
        writes.append(sample_write(session, annex.journeys, annex.as_of, seed))
    else:
        raise RefusedError("Every child that this choice names has a case track already")
    with session.store.changing():
        changed = session.write("choose_cases", writes)
        for rec, identity in known.items():
            identities.keep(session.store, rec, identity)
    return Chosen(changed, selection, cases)


def _depth(kind: str) -> sampling.Depth:
    return "tracked" if kind == "tracked" else "sampled"


def open_case_track(
    session: Session,
    *,
    reference: str,
    why_chosen: str,
    depth: str = "tracked",
    stratum: str = "below_threshold",
    stage: str | None = None,
    age: int | None = None,
    gender: str | None = None,
    source: str | None = None,
) -> Changes:
    """Opens a case track by hand, for a child who is on no list (a concern that never became a referral).

    Args:
        session: the open store.
        reference: a short name that can be spoken, never the child's own.
        why_chosen: why the child is looked at.
        depth: a key of `DEPTHS`.
        stratum: the group; below the threshold where nothing else is said.
        stage: where the child stands in the journey.
        age: years; -1 unborn.
        gender: as on the lists.
        source: where the concern comes from: a role or a place, without a name.

    Raises:
        RefusedError: no reference or reason, or the reference is taken.
    """
    told = needed("reference", reference)
    if any(r.get("reference") == told for r in session.store.records("case_track")):
        raise RefusedError("Another case has this reference", where=told)
    fields = present(
        reference=told,
        depth=one_of("depth", depth, DEPTHS),
        stratum=stratum,
        why_chosen=needed("reason for choosing", why_chosen),
        chosen_by=session.device.principal,
        stage=stage,
        age=age,
        gender=gender,
        source=source.strip() if source else None,
    )
    return session.write("open_case_track", [Write(session.new_record(), "case_track", fields)])


def close_case_track(session: Session, *, case: str, reason: str) -> Changes:
    """Takes a case, as it is shown, out of the set, with a reason; everything recorded about it stays.

    Raises:
        RefusedError: there is no such case, or no reason.
    """
    session.named(case, "case_track")
    fields = {DELETED: True, REASON: needed("reason", reason)}
    writes = [Write(one.id, "case_track", fields) for one in joined.standing(session, case)]
    return session.write("close_case_track", writes)


def add_journey_event(
    session: Session,
    *,
    case: str,
    event: str,
    start: str,
    end: str | None = None,
    detail: str | None = None,
    partner: str | None = None,
    view: str | None = None,
) -> Changes:
    """Adds a step of a child's journey.

    Args:
        session: the open store.
        case: the case track.
        event: one of `journey.EVENT_KINDS`.
        start: ISO date.
        end: ISO date.
        detail: what happened.
        partner: the partner agency's part.
        view: the child's or family's view of it.

    Raises:
        RefusedError: the case or the kind of event is unknown, or the dates are not dates or reversed.
    """
    session.named(case, "case_track")
    begun, ended = day("start", start), day("end", end)
    if begun is None:
        raise RefusedError("The start is empty")
    if ended is not None and ended < begun:
        raise RefusedError("The event ends before it starts", where=f"{begun} to {ended}")
    fields = present(
        case=case,
        event=one_of("event", event, EVENT_KINDS),
        start=begun,
        end=ended,
        detail=detail,
        partner=partner,
        view=view,
    )
    return session.write("add_journey_event", [Write(session.new_record(), "journey_event", fields)])


def note_case(
    session: Session,
    *,
    case: str,
    child_offered: str | None = None,
    child_reason: str | None = None,
    parent_offered: str | None = None,
    parent_reason: str | None = None,
    child_view: str | None = None,
    family_view: str | None = None,
    partner_view: str | None = None,
    emotional_support: str | None = None,
    permanence_routes: str | None = None,
    council_grade: str | None = None,
    council_reasons: str | None = None,
    inspector_grade: str | None = None,
    inspector_view: str | None = None,
    effect_on_child: str | None = None,
    summary: str | None = None,
    kinship: bool | None = None,
    seals: str | None = None,
) -> Changes:
    """Writes down what was found about a child: views, partners' part, routes and support, both audits.

    Args:
        session: the open store.
        case: the case track.
        child_offered: whether the child was offered a conversation, one of `OFFERED`.
        child_reason: why the child was not offered one, or declined.
        parent_offered: whether a parent or carer was offered one.
        parent_reason: why not, or why it was declined.
        child_view: the child's view.
        family_view: the family's.
        partner_view: the partners' part.
        emotional_support: what helped with feelings, from lower levels up.
        permanence_routes: ways to a lasting home that were considered.
        council_grade: the council's own audit grade.
        council_reasons: and its reasons.
        inspector_grade: the inspector's grade.
        inspector_view: and view.
        effect_on_child: what it all means for the child.
        summary: in a paragraph.
        kinship: whether family and friends were looked at as carers.
        seals: the draft's editor, when this seals a draft.

    Raises:
        RefusedError: there is no such case, a grade is not on the scale, or nothing was given.
    """
    session.named(case, "case_track")
    scale = {grade.id for grade in session.framework.grade_scale}
    for grade in (council_grade, inspector_grade):
        if grade and scale:
            one_of("grade", grade, scale)
    for offered in (child_offered, parent_offered):
        if offered is not None:
            one_of("answer", offered, OFFERED)
    fields = present(
        child_offered=child_offered,
        child_reason=child_reason,
        parent_offered=parent_offered,
        parent_reason=parent_reason,
        child_view=child_view,
        family_view=family_view,
        partner_view=partner_view,
        emotional_support=emotional_support,
        permanence_routes=permanence_routes,
        council_grade=council_grade,
        council_reasons=council_reasons,
        inspector_grade=inspector_grade,
        inspector_view=inspector_view,
        effect_on_child=effect_on_child,
        summary=summary,
        kinship=kinship,
    )
    if not fields:
        raise RefusedError("Nothing was given to write down")
    return session.write("note_case", [Write(case, "case_track", fields)], seals=seals)


def events_of(session: Session, case: str) -> list[Record]:
    """Returns the steps of a child's journey, by date."""
    child = joined.goes_by(session, case)
    found = [r for r in joined.records(session, "journey_event") if r.get("case") == child]
    return sorted(found, key=lambda r: (str(r.get("start")), str(r.get("event")), r.id))
