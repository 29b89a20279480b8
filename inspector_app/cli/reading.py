"""`dump`, `search` and `timeliness`: what is in a store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.cli.unlocking import opened
from inspector_app.domain.revision import Candidate, Record
from inspector_app.domain.timeliness import STATES
from inspector_app.services import timeliness as timing
from inspector_app.services.attribution import Attribution
from inspector_app.services.session import Session
from inspector_app.services.timeliness import CaseTiming, IntervalCount, Timeliness
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft
from inspector_app.store.entries import Held


def dump(told: Namespace, console: Console) -> Answer:
    """Prints records as JSON lines, sorted by kind and id; then drafts, where they are asked for."""
    with opened(console, told.store) as session:
        whose = Attribution(session)
        for record in session.store.records(deleted=told.history):
            line = _record(record)
            if told.history:
                revisions = sorted(session.store.history(record.id), key=_claimed)
                line["history"] = [_revision(held, whose.of(held.entry.id)) for held in revisions]
            console.line(line)
        if told.drafts:
            for draft in drafts.found(session.store):
                console.line(_draft(draft))
    return Answer(None)


def values(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Returns the values of a field in conflict, as `conflicts` and `dump` print them."""
    return [
        {"value": c.value, "author": c.author, "device": c.actor, "revision": c.revision, "at": c.at}
        for c in candidates
    ]


def _record(record: Record) -> dict[str, Any]:
    conflicts: Mapping[str, Any] = {field: values(found) for field, found in record.conflicts.items()}
    return {
        "kind": record.kind,
        "record": record.id,
        "fields": dict(record.fields),
        "heads": list(record.heads),
        "conflicts": conflicts,
        "deleted": record.deleted,
    }


def _claimed(held: Held) -> tuple[str, str, int]:
    """Orders revisions for reading: by claimed time, those of one device as it wrote them."""
    header = held.entry.header
    return header.at, header.actor, header.seq


def _revision(held: Held, standing: str) -> dict[str, Any]:
    header = held.entry.header
    return {
        "revision": held.entry.id,
        "parents": list(header.parents),
        "author": header.author,
        "device": header.actor,
        "sequence": header.seq,
        "at": header.at,
        "state": held.state,
        "standing": standing,
        "bundle": held.bundle,
        "fields": None if held.payload is None else dict(held.payload.fields),
    }


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "record": draft.rec,
        "fields": dict(draft.fields),
        "heads": [],
        "conflicts": {},
        "draft": draft.editor,
        "at": draft.at,
    }


def search(told: Namespace, console: Console) -> Answer:
    """Finds records by their words."""
    with opened(console, told.store) as session:
        hits = _found(session, told.text, told.limit)
    lines = table((hit["record"], hit["kind"].replace("_", " "), hit["snippet"]) for hit in hits)
    return Answer({"hits": hits}, [*lines, counted(len(hits), "hit")])


def _found(session: Session, text: str, limit: int) -> list[dict[str, str]]:
    return [asdict(hit) for hit in session.store.search(text, limit)]


def timeliness(told: Namespace, console: Console) -> Answer:
    """Tells how the cases stand against the statutory intervals."""
    with opened(console, told.store) as session:
        found = timing.timeliness(session, case=told.case, on=told.on)
    intervals = [_interval(one) for one in found.intervals]
    timings = [_timing(one) for one in found.timings]
    return Answer({"on": found.on.isoformat(), "intervals": intervals, "timings": timings}, _lines(found))


def _interval(one: IntervalCount) -> dict[str, Any]:
    kept = ("id", "title", "limit", "unit", "source", "verification", "note")
    counts = {state: getattr(one, state) for state in STATES}
    return {name: getattr(one.interval, name) for name in kept} | counts | {"median": one.median}


def _timing(one: CaseTiming) -> dict[str, Any]:
    days = {
        name: day.isoformat() if day else None
        for name, day in (("begun", one.timing.begun), ("due", one.timing.due), ("done", one.timing.done))
    }
    return {
        "case": one.case,
        "reference": one.reference,
        "interval": one.timing.interval.id,
        **days,
        "taken": one.timing.taken,
        "unit": one.timing.interval.unit,
        "state": one.timing.state,
        "why": one.timing.why,
        "steps": list(one.steps),
    }


def _lines(found: Timeliness) -> list[str]:
    """Returns the counts of each interval, then whatever was late or is overdue."""
    if not found.intervals:
        return ["The framework sets no intervals"]
    heads = ("Interval", *STATES.values(), "Median")
    rows = [
        (one.interval.title, *(getattr(one, state) for state in STATES), _median(one))
        for one in found.intervals
    ]
    late = [one for one in found.timings if one.timing.state in {"late", "overdue"}]
    return [
        *table([heads, *rows]),
        *table(
            (one.reference, STATES[one.timing.state], one.timing.interval.title, f"due {one.timing.due}")
            for one in late
        ),
        f"{counted(len(late), 'step')} late or overdue, as known on {found.on}",
    ]


def _median(one: IntervalCount) -> str:
    return "" if one.median is None else f"{one.median:g}"
