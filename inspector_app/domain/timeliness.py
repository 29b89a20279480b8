"""Whether a child's journey kept the statutory intervals, as far as the journey tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from inspector_app.domain.intervals import Interval, add_months, due_on, taken_by
from inspector_app.domain.journey import EVENT_KINDS, JourneyEvent, age_on

STATES = {
    "in_time": "In time",
    "late": "Late",
    "open": "Not due yet",
    "overdue": "Overdue",
    "cannot_say": "Cannot say",
}

BY_HAND = 0
"""The list number of a step that an inspector entered."""

_LATEST_ONLY = frozenset(
    {
        ("statutory_visit", 7), ("review_conference", 7), ("placement", 8), ("care_review", 8),
        ("care_visit", 8), ("health_assessment", 8), ("dental_check", 8), ("reviewing_officer_contact", 8),
    }
)  # fmt: skip
"""Kind and Annex A list where the list tells the latest such step and none before it."""

_IN_NO_LIST = frozenset({"core_group", "permanence_plan", "return_interview", "other"})

_DAY = timedelta(days=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Timing:
    """One clock of one child.

    Attributes:
        begun: the day it started; None where no such step is known.
        due: the last day in time.
        done: the day it stopped; None where it has not.
        taken: units used so far, a begun one counted whole, so that `taken` above the limit means late.
        state: a key of `STATES`.
        why: why it cannot be said, or what the state rests on; may be empty.
        step: the step that stopped the clock, or that would have.
    """

    interval: Interval
    begun: date | None
    due: date | None
    done: date | None
    taken: int | None
    state: str
    why: str = ""
    step: JourneyEvent | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A step with all that follow from it: to its end, or to the next of its kind.

    `told` is false where the steps are only the latest that a list tells of.
    """

    anchor: JourneyEvent
    last: date | None
    replaced: bool
    steps: tuple[JourneyEvent, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class _Judge:
    """What one judging knows beside the events."""

    holidays: AbstractSet[date]
    on: date
    born: date | None

    def timing(
        self, interval: Interval, begun: date, done: date | None, why: str = "", *, step: JourneyEvent | None
    ) -> Timing:
        """Returns the timing of a clock of which all days are known."""
        due = due_on(begun, interval.limit, interval.unit, self.holidays)
        late = (done or self.on) > due
        state = ("late" if late else "in_time") if done else ("overdue" if late else "open")
        taken = taken_by(begun, done or self.on, interval.unit, self.holidays)
        return Timing(interval, begun, due, done, taken, state, why, step)

    def stopped(
        self, interval: Interval, begun: date, stretch: _Stretch, why: str = ""
    ) -> tuple[Timing, ...]:
        """Returns the timing where no step stopped the clock; none where the need ended before it was due."""
        found = self.timing(interval, begun, None, why, step=None)
        last = stretch.last
        if found.due is not None and last is not None and last <= min(found.due, self.on):
            return ()
        if found.state == "overdue" and interval.to_event in _IN_NO_LIST:
            return (_unsaid(found, "no list of the council tells of it; add it from the file"),)
        if last is not None and last < self.on:
            taken = taken_by(begun, last, interval.unit, self.holidays)
            return (replace(found, taken=taken, why=f"none before {_named(interval.from_event)} ended"),)
        return (found,)


def judge(
    events: Iterable[JourneyEvent],
    intervals: Sequence[Interval],
    *,
    holidays: AbstractSet[date],
    on: date,
    born: date | None = None,
) -> tuple[Timing, ...]:
    """Judges a child's journey by every interval, in the order of the day when each clock started.

    A step that is not known is never taken for one that was not done: where the council's lists tell only
    the latest step, or none of the kind, the state is `cannot_say` with the reason.

    Args:
        events: the journey.
        intervals: of the framework.
        holidays: the bank holidays of all years that the journey may touch.
        on: the day up to which the journey is known; what is due after it is still open.
        born: the date of birth, for intervals that depend on age.
    """
    known = _ended_placements(sorted((event for event in events if event.start <= on), key=_place))
    judging = _Judge(holidays, on, born)
    told = [timing for one in intervals for timing in _judged(one, intervals, known, judging)]
    return tuple(sorted(told, key=lambda timing: timing.begun or date.min))


def _judged(
    interval: Interval, among: Sequence[Interval], events: Sequence[JourneyEvent], judging: _Judge
) -> Iterator[Timing]:
    stretches = _stretches(interval, events)
    if interval.repeated:
        seconds = any(
            (one.from_event, one.to_event, one.repeated) == (interval.from_event, interval.to_event, "first")
            for one in among
        )
        found = (t for stretch in stretches for t in _gaps(interval, stretch, judging, seconds=seconds))
    else:
        found = (t for stretch in stretches for t in _once(interval, stretch, judging))
    for timing in found:
        yield from _applying(timing, judging)
    if not interval.repeated:
        placed = {step for stretch in stretches for step in stretch.steps}
        why = f"no step “{EVENT_KINDS[interval.from_event]}” stands before it"
        days = {s.start for s in placed}
        for event in events:
            if event.kind == interval.to_event and event.start not in days:
                done = event.start if interval.to_day == "start" else event.end
                yield Timing(interval, None, None, done, None, "cannot_say", why, event)


def _stretches(interval: Interval, events: Sequence[JourneyEvent]) -> list[_Stretch]:
    anchors = _one_a_day(event for event in events if event.kind == interval.from_event)
    steps = _one_a_day(event for event in events if event.kind == interval.to_event)
    found: list[_Stretch] = []
    for place, anchor in enumerate(anchors):
        after = anchors[place + 1].start - _DAY if place + 1 < len(anchors) else None
        replaced = after is not None and (anchor.end is None or anchor.end > after)
        last = after if replaced else anchor.end
        within = tuple(s for s in steps if anchor.start <= s.start and (last is None or s.start <= last))
        told = any((step.kind, step.list_number) not in _LATEST_ONLY for step in within)
        found.append(_Stretch(anchor, last, replaced, within, told or not within))
    return found


def _place(event: JourneyEvent) -> tuple[date, int, date, str, str]:
    """Orders events whatever order they come in: of one day the inspector's first, then what has ended."""
    return event.start, event.list_number, event.end or date.max, event.detail, event.partner or ""


def _one_a_day(events: Iterable[JourneyEvent]) -> list[JourneyEvent]:
    """Returns the first event of each day; events are in the order of `_place`."""
    kept: dict[date, JourneyEvent] = {}
    for event in events:
        kept.setdefault(event.start, event)
    return list(kept.values())


def _once(interval: Interval, stretch: _Stretch, judging: _Judge) -> tuple[Timing, ...]:
    """Judges the first step after the anchor."""
    anchor = stretch.anchor
    if not stretch.steps:
        if interval.only_if_begun or (interval.unless and interval.unless in anchor.detail):
            return ()
        if stretch.replaced:
            found = judging.timing(interval, anchor.start, None, step=None)
            return (_unsaid(found, f"another “{EVENT_KINDS[anchor.kind]}” came before it"),)
        return judging.stopped(interval, anchor.start, stretch)
    step = stretch.steps[0]
    done = step.start if interval.to_day == "start" else step.end
    found = judging.timing(interval, anchor.start, done, step=step)
    if found.state == "late" and not stretch.told:
        return (_unsaid(found, "the list tells only the latest; one before it may have been in time"),)
    return (found,)


def _gaps(interval: Interval, stretch: _Stretch, judging: _Judge, *, seconds: bool) -> Iterator[Timing]:
    """Judges the gaps between steps of one kind. `seconds` tells that another interval has the first gap."""
    steps = stretch.steps
    if not steps:
        return
    if not stretch.told:
        latest, why = steps[-1], ""
        if interval.repeated == "first":
            why = "the list tells only the latest, not which one it is"
            yield Timing(interval, None, None, None, None, "cannot_say", why)
            return
        if seconds:
            why = "counted as if the latest that the list tells was not the first"
        yield from _within(interval, stretch, judging.stopped(interval, latest.start, stretch, why))
        return
    first = 1 if seconds and interval.repeated == "next" else 0
    for place in range(first, min(len(steps), 1) if interval.repeated == "first" else len(steps)):
        if place + 1 < len(steps):
            step = steps[place + 1]
            told = (judging.timing(interval, steps[place].start, step.start, step=step),)
        else:
            told = judging.stopped(interval, steps[place].start, stretch)
        yield from _within(interval, stretch, told)


def _within(interval: Interval, stretch: _Stretch, told: Iterable[Timing]) -> Iterator[Timing]:
    until = add_months(stretch.anchor.start, interval.within_years * _MONTHS)
    for timing in told:
        if not interval.within_years or timing.begun is None or timing.begun < until:
            yield timing


def _applying(timing: Timing, judging: _Judge) -> Iterator[Timing]:
    """Passes a timing on where its interval was in force and is for a child of this age."""
    one, begun = timing.interval, timing.begun
    if begun is None:
        yield timing
        return
    if (one.valid_from and begun.isoformat() < one.valid_from) or (
        one.valid_to and begun.isoformat() > one.valid_to
    ):
        return
    if not (one.under_age or one.from_age):
        yield timing
    elif judging.born is None:
        if one.under_age:  # the interval for older children would only say the same again
            yield _unsaid(timing, "the date of birth is not known here")
    elif one.from_age <= age_on(judging.born, begun) < (one.under_age or date.max.year):
        yield timing


def _unsaid(timing: Timing, why: str) -> Timing:
    return replace(timing, taken=None, state="cannot_say", why=why)


def _ended_placements(events: Sequence[JourneyEvent]) -> list[JourneyEvent]:
    """Lets a placement that no list ends, end with the period of care that it is part of."""
    periods = [event for event in events if event.kind == "care" and event.end is not None]

    def ended(event: JourneyEvent) -> JourneyEvent:
        if event.kind != "placement" or event.end is not None:
            return event
        ends = [p.end for p in periods if p.end is not None and p.start <= event.start <= p.end]
        return event._replace(end=min(ends)) if ends else event

    return [ended(event) for event in events]


def _named(kind: str) -> str:
    return f"“{EVENT_KINDS[kind]}”"
