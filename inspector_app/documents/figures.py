"""What a draft says in figures: the sample beside the lists, timeliness, where evidence is from, audits.

Frozen values that services fill from the store. Nothing here names a case or a child.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One group or property of children: how many of the sample and of the lists have it.

    Attributes:
        by: what it is a property of, in words, for example `Age`; `Group` for the groups of the framework.
        value: the group or the value, in words.
        wanted: how many the framework asks for; None but for groups.
        sample: how many cases.
        population: how many children on the lists; None where that is not known.
        sample_share: their part of the sample, from 0 to 1.
        population_share: their part of all children, from 0 to 1.
    """

    by: str
    value: str
    wanted: int | None
    sample: int
    population: int | None
    sample_share: float
    population_share: float


@dataclass(frozen=True, slots=True)
class IntervalLine:
    """How all cases stand against one interval.

    Attributes:
        title: the interval, as the framework has it.
        counts: how many there are of each state, in the order of `Figures.states`.
        median: how long it took where it is done, with its unit; empty where none is.
    """

    title: str
    counts: tuple[int, ...]
    median: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Cases that the council gave one grade: how many inspectors put lower, at the same, and higher."""

    council: str
    lower: int
    same: int
    higher: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a draft; what nothing is known of is empty.

    Attributes:
        sample: the groups, then age, gender, ethnicity and stage.
        origin: a sentence on what the sample was chosen from.
        states: the states of an interval, in words.
        intervals: those of the framework.
        known_on: a sentence on the day up to which the journeys are known.
        sources: the kinds of source, in words.
        coverage: each judgement area, with how much evidence of each kind of source it has.
        audits: each grade that the council gave a case, best first.
    """

    sample: tuple[SampleLine, ...] = ()
    origin: str = ""
    states: tuple[str, ...] = ()
    intervals: tuple[IntervalLine, ...] = ()
    known_on: str = ""
    sources: tuple[str, ...] = ()
    coverage: tuple[tuple[str, tuple[int, ...]], ...] = ()
    audits: tuple[AuditLine, ...] = ()
