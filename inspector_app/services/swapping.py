"""Swapping a case of the sample for another child of the same group, openly and with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspector_app.domain import sampling
from inspector_app.domain.revision import DELETED, REASON, Write
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
from inspector_app.services.samples import latest_choice
from inspector_app.services.session import Session
from inspector_app.services.wording import needed
from inspector_app.store import identities


def swap_case(session: Session, *, case: str, reason: str, workbook: str, seed: int | None = None) -> Changes:
    """Takes a case out of the sample and opens one for another child of its group, chosen like the first.

    Everything recorded about the case that goes stays. Nobody who was taken out is chosen again.

    Args:
        session: the open store.
        case: the case track that goes.
        reason: why; it stands with both cases.
        workbook: path of the council's workbook.
        seed: any whole number; that of the latest choice of cases where left out.

    Raises:
        WorldError: the workbook cannot be read.
        RefusedError: there is no such case, no reason, no seed, or nobody is left in the group.
    """
    from inspector_app.intake.annex_a import read_annex_a  # noqa: PLC0415 - readers of workbooks load slowly

    session.named(case, "case_track")
    before, why = joined.read(session, case), needed("reason", reason)
    annex = read_annex_a(Path(workbook))
    known = {told.child.list_id: session.template(f"case/{told.child.list_id}") for told in annex.journeys}
    tracks = {track.id: track for track in session.store.records("case_track", deleted=True)}
    met = {child for child, rec in known.items() if rec in tracks}
    going = [one.id for one in joined.standing(session, case)]
    sample = {child for child in met if known[child] not in going and not tracks[known[child]].deleted}
    pick = sampling.replace(
        annex.journeys,
        str(before.get("stratum")),
        "tracked" if before.get("depth") == "tracked" else "sampled",
        sample=sample,
        out=met - sample,
        seed=_seed(session, seed),
    )
    journey = next(told for told in annex.journeys if told.child.list_id == pick.child)
    rec, reference = known[pick.child], str(before.get("reference"))
    pick = replace(pick, reason=f"{pick.reason} In place of {reference}: {why}")
    fields = case_fields(session, pick, journey, free_reference(rec, references(session)), annex.as_of)
    writes = [
        Write(rec, "case_track", {**fields, "instead_of": case}),
        *event_writes(session, rec, journey.events),
        *(Write(one, "case_track", {DELETED: True, REASON: why}) for one in going),
    ]
    with session.store.changing():
        changes = session.write("swap_case", writes)
        identities.keep(session.store, rec, identity_of(journey))
    return changes


def _seed(session: Session, seed: int | None) -> int:
    choice = latest_choice(session)
    told = seed if seed is not None else choice.get("seed") if choice else None
    if not isinstance(told, int):
        raise RefusedError("There is no choice of cases yet whose seed could be used", advice="Name a seed.")
    return told
