"""The part of a draft that tells figures: each as a picture, in words behind it, and as a table below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector_app.documents.blocks import (
    DARKEST,
    Bars,
    Block,
    Cell,
    Charts,
    Fill,
    Heading,
    Look,
    Series,
    Table,
    cell,
    line,
)
from inspector_app.documents.figures import AuditLine, Figures, IntervalLine, SampleLine
from inspector_app.documents.wording import say_count

_STATES = (Fill.LIGHT, Fill.DARK, Fill.BLANK, Fill.STRIPED, Fill.MIDDLE)
"""Fills of the states of an interval, in their order: in time, late, not due, overdue, cannot say."""

_BESIDE = 2
"""Charts in one line."""


def figures_part(figures: Figures) -> Iterator[Block]:
    """Yields every figure of which something is known; nothing where nothing is."""
    parts = [
        *_sample(figures),
        *_timeliness(figures),
        *_coverage(figures),
        *_audits(figures.audits),
    ]
    if parts:
        yield line(
            "Counts for the team’s own work. They describe the cases that were looked at and no others, and "
            "small numbers can point to a child.",
            Look.NOTE,
        )
        yield from parts


def _sample(figures: Figures) -> Iterator[Block]:
    if not any(one.sample for one in figures.sample):
        return
    yield Heading("The sample beside the council’s lists", 2, "figures_sample")
    if figures.origin:
        yield line(figures.origin)
    groups = [one for one in figures.sample if one.wanted is not None]
    if groups:
        yield Table(
            "The sample by group",
            ("Group", "Wanted", "Cases", "On the lists", "Share of the cases", "Share of the lists"),
            tuple((cell(one.value), cell(str(one.wanted)), *_counted(one)) for one in groups),
            (40, 11, 10, 13, 13, 13),
        )
    properties = [one for one in figures.sample if one.wanted is None]
    charts = [_shares(by, properties) for by in dict.fromkeys(one.by for one in properties)]
    if charts:
        yield line("Share of the cases beside share of all children on the lists, by what is known of them.")
    for place in range(0, len(charts), _BESIDE):
        yield Charts(tuple(charts[place : place + _BESIDE]))
    if properties:
        yield Table(
            "The sample by age, gender, ethnicity and stage",
            ("Children", "Cases", "On the lists", "Share of the cases", "Share of the lists"),
            tuple((cell(f"{one.by}: {one.value}"), *_counted(one)) for one in properties),
            (44, 14, 14, 14, 14),
        )


def _shares(by: str, among: Sequence[SampleLine]) -> Bars:
    lines = [one for one in among if one.by == by]
    series = [Series("of the cases", tuple(one.sample_share for one in lines), Fill.DARK)]
    if all(one.population is not None for one in lines):
        lists = Series("of the lists", tuple(one.population_share for one in lines), Fill.LIGHT)
        series.append(lists)
    return Bars(by, tuple(one.value for one in lines), tuple(series), shares=True)


def _counted(one: SampleLine) -> tuple[Cell, ...]:
    unknown = one.population is None
    return (
        cell(str(one.sample)),
        cell("not known" if unknown else f"{one.population:,}"),
        cell(f"{one.sample_share:.0%}"),
        cell("not known" if unknown else f"{one.population_share:.0%}"),
    )


def _timeliness(figures: Figures) -> Iterator[Block]:
    told = [one for one in figures.intervals if any(one.counts)]
    if not told:
        return
    yield Heading("Statutory intervals", 2, "figures_timeliness")
    yield line(f"How the cases stand against the statutory intervals. {figures.known_on}".strip())
    bars = Bars(
        "Steps of the cases by state",
        tuple(one.title for one in told),
        tuple(
            Series(state.lower(), tuple(float(one.counts[place]) for one in told), fill)
            for place, (state, fill) in enumerate(zip(figures.states, _STATES, strict=True))
        ),
        stacked=True,
    )
    yield Charts((bars,))
    yield Table(
        "Statutory intervals",
        ("Interval", *figures.states, "Median"),
        tuple(_interval_row(one) for one in told),
        (32, 10, 9, 10, 12, 11, 16),
    )
    silent = len(figures.intervals) - len(told)
    if silent:
        yield line(f"No case has a step under {say_count(silent, 'other interval', 'other intervals')}.")


def _interval_row(one: IntervalLine) -> tuple[Cell, ...]:
    return (cell(one.title), *(cell(str(count)) for count in one.counts), cell(one.median or "none done"))


def _coverage(figures: Figures) -> Iterator[Block]:
    """The map is a table: a reader who hears it gets every figure, one who sees it the grounds as well."""
    most = max((count for _, counts in figures.coverage for count in counts), default=0)
    if not most:
        return
    yield Heading("Where the evidence is from", 2, "figures_coverage")
    yield line(
        "Records of evidence by judgement area and kind of source; the darker, the more. A record may count "
        "in several areas."
    )
    rows = tuple(
        (
            cell(source, strong=True),
            *(cell(str(counts[place]) if counts[place] else "none") for _, counts in figures.coverage),
        )
        for place, source in enumerate(figures.sources)
    )
    shades = tuple(
        (0, *(-(-DARKEST * counts[place] // most) for _, counts in figures.coverage))
        for place in range(len(figures.sources))
    )
    head = ("Kind of source", *(title for title, _ in figures.coverage))
    yield Table("Where the evidence is from", head, rows, (13, *(16 for _ in figures.coverage)), shades)


def _audits(audits: Sequence[AuditLine]) -> Iterator[Block]:
    whole = sum(one.lower + one.same + one.higher for one in audits)
    if not whole:
        return
    lower, same, higher = (sum(getattr(one, side) for one in audits) for side in ("lower", "same", "higher"))
    yield Heading("The council’s audits beside inspectors’ view", 2, "figures_audits")
    yield line(
        f"{say_count(whole, 'case was', 'cases were')} graded both by the council’s own audit and by an "
        f"inspector. In {same} the grade was the same, in {lower} inspectors put the case lower, in {higher} "
        "higher."
    )
    sides = (
        ("lower than the council", "lower", Fill.DARK),
        ("same", "same", Fill.LIGHT),
        ("higher than the council", "higher", Fill.STRIPED),
    )
    bars = Bars(
        "Cases by the council’s grade, and how inspectors saw them",
        tuple(one.council for one in audits),
        tuple(
            Series(name, tuple(float(getattr(one, side)) for one in audits), fill)
            for name, side, fill in sides
        ),
        stacked=True,
    )
    yield Charts((bars,))
    yield Table(
        "The council’s audits beside inspectors’ view",
        ("The council’s grade", "Inspectors lower", "Same", "Inspectors higher"),
        tuple(
            (cell(one.council), cell(str(one.lower)), cell(str(one.same)), cell(str(one.higher)))
            for one in audits
        ),
        (40, 20, 20, 20),
    )
