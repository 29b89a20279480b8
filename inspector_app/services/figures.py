"""The figures of the draft: counted here from the store, set in words there."""

from __future__ import annotations

from collections import Counter
from datetime import date

from inspector_app.documents.figures import AuditLine, Figures, IntervalLine, SampleLine
from inspector_app.documents.wording import say_day
from inspector_app.domain.intervals import UNITS
from inspector_app.domain.timeliness import STATES
from inspector_app.services import joined, overview, samples, timeliness
from inspector_app.services.local_words import LocalWords
from inspector_app.services.samples import DIMENSIONS, Sample, SampleRow
from inspector_app.services.session import Session
from inspector_app.services.timeliness import IntervalCount


def figures(session: Session, words: LocalWords) -> Figures:
    """Returns what is counted over all cases, the council's lists and the evidence.

    Args:
        session: the open store.
        words: of this inspection, for the titles of areas.
    """
    sample, timing, coverage = (
        samples.sample(session),
        timeliness.timeliness(session),
        overview.coverage(session),
    )
    return Figures(
        sample=tuple(_sample_line(row, words) for row in sample.rows),
        origin=_origin(sample),
        states=tuple(STATES.values()),
        intervals=tuple(_interval_line(one, words) for one in timing.intervals),
        known_on=f"As the journeys of the cases are known on {say_day(timing.on)}.",
        sources=tuple(label for _, label in coverage.sources),
        coverage=tuple((words.told(title), counts) for _, title, counts in coverage.rows),
        audits=audits(session),
    )


def audits(session: Session) -> tuple[AuditLine, ...]:
    """Returns how inspectors saw the cases that the council graded, by the council's grade, best first.

    A case counts once both grades are settled; a grade that the scale does not have is left out.
    """
    places = {grade.id: place for place, grade in enumerate(session.framework.grade_scale)}
    found: Counter[tuple[int, int]] = Counter()
    for _, council, inspector in joined.fields(session, "case_track", "council_grade", "inspector_grade"):
        if council in places and inspector in places:
            ours, theirs = places[inspector], places[council]
            found[theirs, (ours > theirs) - (ours < theirs)] += 1
    return tuple(
        AuditLine(grade.label, lower=found[place, 1], same=found[place, 0], higher=found[place, -1])
        for place, grade in enumerate(session.framework.grade_scale)
        if any(found[place, side] for side in (-1, 0, 1))
    )


def _sample_line(row: SampleRow, words: LocalWords) -> SampleLine:
    value = words.told(row.value)
    return SampleLine(
        by=DIMENSIONS[row.dimension],
        value=f"{value}, {row.depth}" if row.depth else value,
        wanted=row.wanted,
        sample=row.sample,
        population=row.population,
        sample_share=row.sample_share,
        population_share=row.population_share,
    )


def _origin(sample: Sample) -> str:
    if sample.children is None:
        return "The cases were entered by hand: what the council’s lists hold is not known."
    day = sample.lists_as_of
    drawn = f" drawn up on {say_day(date.fromisoformat(day))}" if day else ""
    return f"Chosen from {sample.children:,} children on lists{drawn}, with seed {sample.seed}."


def _interval_line(one: IntervalCount, words: LocalWords) -> IntervalLine:
    return IntervalLine(
        title=words.told(one.interval.title),
        counts=tuple(getattr(one, state) for state in STATES),
        median="" if one.median is None else f"{one.median:g} {UNITS[one.interval.unit]}",
    )
