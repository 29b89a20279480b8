"""How children's journeys stand against the statutory intervals of the framework, per case and over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from inspector_app.domain.intervals import Interval
from inspector_app.domain.journey import JourneyEvent
from inspector_app.domain.revision import Record
from inspector_app.domain.timeliness import BY_HAND, Timing, judge
from inspector_app.services import joined
from inspector_app.services.bank_holidays import bank_holidays
from inspector_app.services.session import Session
from inspector_app.services.wording import day
from inspector_app.store import identities

_DIFFERS = "the team's versions of a step differ"


@dataclass(frozen=True, slots=True)
class CaseTiming:
    """One interval of one case.

    Attributes:
        case: the case track.
        reference: its speakable reference.
        steps: journey events that stopped the clock, more than one where a step was entered twice.
    """

    case: str
    reference: str
    timing: Timing
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntervalCount:
    """How all cases stand against one interval.

    Attributes:
        median: units taken where the clock has stopped, late or in time; None where none has.
    """

    interval: Interval
    in_time: int
    late: int
    open: int
    overdue: int
    cannot_say: int
    median: float | None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """All cases against all intervals, as known on one day."""

    on: date
    intervals: tuple[IntervalCount, ...]
    timings: tuple[CaseTiming, ...]


def timeliness(session: Session, *, case: str | None = None, on: str | None = None) -> Timeliness:
    """Returns how the cases stand against the intervals of the framework.

    Args:
        session: the open store.
        case: only this case track; None for all of them.
        on: ISO day up to which the journeys are known. None takes the last day that any step of any journey
            tells of, as what the lists could not know yet must not be called overdue.

    Raises:
        RefusedError: there is no such case, or the day is no day.
    """
    asked = day("day", on)
    only = joined.goes_by(session, session.named(case, "case_track").id) if case else ""
    chosen = [one for one in joined.records(session, "case_track") if not only or one.id == only]
    by_case: dict[str, list[Record]] = {}
    for record in joined.records(session, "journey_event"):
        by_case.setdefault(str(record.get("case")), []).append(record)
    until = date.fromisoformat(asked) if asked else _last_told(by_case, session.clock().date())
    holidays = _holidays(by_case, until)
    told: list[CaseTiming] = []
    for one in sorted(chosen, key=lambda record: str(record.get("reference"))):
        told += _case(session, one, by_case.get(one.id, ()), holidays=holidays, until=until)
    counts = tuple(_count(interval, told) for interval in session.framework.intervals)
    return Timeliness(until, counts, tuple(told))


def marks(session: Session, case: str) -> Mapping[str, str]:
    """Returns journey event to `late` or `in_time`; late where a step was late by one interval of several.

    Raises:
        RefusedError: there is no such case.
    """
    found: dict[str, str] = {}
    for one in timeliness(session, case=case).timings:
        if one.timing.state in {"late", "in_time"}:
            for step in one.steps:
                found[step] = "late" if "late" in {one.timing.state, found.get(step)} else "in_time"
    return found


def _case(
    session: Session, case: Record, records: Sequence[Record], *, holidays: AbstractSet[date], until: date
) -> list[CaseTiming]:
    held: dict[JourneyEvent, list[str]] = {}
    unsettled: set[str] = set()
    for record in records:
        event = _event(record)
        if event is None or "detail" in record.conflicts:
            unsettled |= _kinds(record)
        if event is not None:
            held.setdefault(event, []).append(record.id)
    known = (identities.find(session.store, rec) or {} for rec in joined.sameness(session).of(case.id))
    born = next((day for one in known if (day := one.get("born"))), None)
    judged = judge(
        held,
        session.framework.intervals,
        holidays=holidays,
        on=until,
        born=date.fromisoformat(born) if born else None,
    )
    reference = str(case.get("reference") or "")
    return [
        CaseTiming(case.id, reference, _settled(t, unsettled), tuple(held.get(t.step, ())) if t.step else ())
        for t in judged
    ]


def _settled(timing: Timing, unsettled: AbstractSet[str]) -> Timing:
    if {timing.interval.from_event, timing.interval.to_event} & unsettled:
        return replace(timing, state="cannot_say", why=_DIFFERS, taken=None)
    return timing


def _kinds(record: Record) -> set[str]:
    """Returns the kind of a step, or every kind that the team gives it."""
    return {str(record.get("event"))} | {str(one.value) for one in record.conflicts.get("event", ())}


def _event(record: Record) -> JourneyEvent | None:
    """Returns the step of a record; None where its kind or its days are not settled."""
    if {"event", "start", "end"} & record.conflicts.keys():
        return None
    start, end = _day(record.get("start")), _day(record.get("end"))
    if start is None:
        return None
    number = record.get("list")
    return JourneyEvent(
        str(record.get("event")),
        start,
        end,
        str(record.get("detail") or ""),
        number if isinstance(number, int) else BY_HAND,
    )


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def _days(by_case: Mapping[str, Sequence[Record]]) -> list[date]:
    found = (_day(r.get(name)) for records in by_case.values() for r in records for name in ("start", "end"))
    return [one for one in found if one is not None]


def _last_told(by_case: Mapping[str, Sequence[Record]], today: date) -> date:
    return max((one for one in _days(by_case) if one <= today), default=today)


def _holidays(by_case: Mapping[str, Sequence[Record]], until: date) -> frozenset[date]:
    years = [one.year for one in (*_days(by_case), until)]
    return bank_holidays(min(years), max(years) + 1)


def _count(interval: Interval, told: Sequence[CaseTiming]) -> IntervalCount:
    mine = [one.timing for one in told if one.timing.interval.id == interval.id]
    states = [one.state for one in mine]
    taken = [one.taken for one in mine if one.taken is not None and one.state in {"late", "in_time"}]
    return IntervalCount(
        interval,
        in_time=states.count("in_time"),
        late=states.count("late"),
        open=states.count("open"),
        overdue=states.count("overdue"),
        cannot_say=states.count("cannot_say"),
        median=median(taken) if taken else None,
    )
