"""The sample beside all children of the lists: how many of each group, age, gender, ethnicity and stage.

A choice of cases leaves the numbers of the lists behind as a record, so that the whole team sees them; the
sample is counted from the cases as they now stand, swaps and cases added by hand among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inspector_app.domain.journey import Child, Journey
from inspector_app.domain.revision import REASON, Record, Write
from inspector_app.domain.sampling import STRATA, STRATUM_LABELS, TRAITS, traits
from inspector_app.services import joined
from inspector_app.services.session import Session

DIMENSIONS: Mapping[str, str] = {
    "stratum": "Group",
    "age": "Age",
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "stage": "Stage",
}
"""By what the sample is compared, in words, in the order of the table."""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One group or property: how many children of the sample and of the lists have it.

    Attributes:
        dimension: a key of `DIMENSIONS`.
        value: the group or the value, in words.
        depth: tracked or sampled; empty but for groups.
        wanted: how many the framework asks for; None but for groups.
        sample: how many cases.
        population: how many children on the lists; None where no choice of cases has told it.
        sample_share: their part of the sample, from 0 to 1.
        population_share: their part of all children, from 0 to 1; 0 where that is not known.
    """

    dimension: str
    value: str
    depth: str
    wanted: int | None
    sample: int
    population: int | None
    sample_share: float
    population_share: float


@dataclass(frozen=True, slots=True)
class Swap:
    """One case that was swapped for another: both references, and why."""

    gone: str
    instead: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample and what it was chosen from; seed, day and number are None before a choice of cases."""

    seed: int | None
    lists_as_of: str | None
    children: int | None
    chosen_by: str
    chosen_at: str
    rows: tuple[SampleRow, ...]
    swaps: tuple[Swap, ...]


def sample_write(session: Session, journeys: Iterable[Journey], as_of: date | None, seed: int) -> Write:
    """Returns what is kept of the lists that cases are chosen from: numbers and no child."""
    everyone = list(journeys)
    counted = Counter(trait for told in everyone for trait in traits(told.child))
    day = as_of.isoformat() if as_of else ""
    fields = {
        "seed": seed,
        "lists_as_of": day,
        "children": len(everyone),
        "strata": {name: sum(map(holds, everyone)) for name, holds in STRATA.items()},
        "population": {
            dimension: {value: counted[dimension, value] for value in values if counted[dimension, value]}
            for dimension, values in TRAITS.items()
        },
    }
    return Write(session.template(f"sample/{seed}/{day}"), "sample", fields)


def latest_choice(session: Session) -> Record | None:
    """Returns the record of the latest choice of cases, None before the first."""
    return max(session.store.records("sample"), key=lambda one: (one.at, one.id), default=None)


def sample(session: Session) -> Sample:
    """Returns the sample beside the lists that it was chosen from."""
    choice, cases = latest_choice(session), joined.records(session, "case_track")
    rows = (*_strata(session, cases, choice), *_properties(cases, choice))
    return Sample(
        seed=choice.get("seed") if choice else None,
        lists_as_of=choice.get("lists_as_of") if choice else None,
        children=choice.get("children") if choice else None,
        chosen_by=choice.author if choice else "",
        chosen_at=choice.at if choice else "",
        rows=rows,
        swaps=tuple(_swaps(session, cases)),
    )


def _strata(session: Session, cases: Iterable[Record], choice: Record | None) -> Iterator[SampleRow]:
    found = Counter((str(case.get("stratum")), str(case.get("depth"))) for case in cases)
    wanted: Counter[tuple[str, str]] = Counter()
    for one in session.framework.strata:
        wanted[one.id, "tracked" if one.kind == "tracked" else "sampled"] += one.quota
    numbers: Mapping[str, int] = choice.get("strata", {}) if choice else {}
    for stratum, depth in dict.fromkeys((*wanted, *found)):
        label = STRATUM_LABELS.get(stratum, stratum)
        row = _row("stratum", label, found[stratum, depth], found.total(), numbers.get(stratum), choice)
        yield replace(row, depth=depth, wanted=wanted[stratum, depth])


def _properties(cases: Iterable[Record], choice: Record | None) -> Iterator[SampleRow]:
    children = [_child(case) for case in cases]
    found = Counter(trait for child in children for trait in traits(child))
    whole: Mapping[str, Mapping[str, int]] = choice.get("population", {}) if choice else {}
    for dimension, values in TRAITS.items():
        numbers = whole.get(dimension, {})
        for value in values:
            number = numbers.get(value, 0) if choice else None
            if found[dimension, value] or number:
                words = value.replace("_", " ")
                yield _row(dimension, words, found[dimension, value], len(children), number, choice)


def _row(  # noqa: PLR0917 - a part and its whole, twice
    dimension: str, value: str, part: int, whole: int, number: int | None, choice: Record | None
) -> SampleRow:
    children = choice.get("children") if choice else None
    share = number / children if number is not None and children else 0.0
    return SampleRow(dimension, value, "", None, part, number, part / max(1, whole), share)


def _child(case: Record) -> Child:
    """Returns what a case tells of its child, as far as a sample is compared by it."""
    age: Any = case.get("age")
    return Child(
        "",
        case.get("gender"),
        case.get("ethnicity"),
        None,
        age if isinstance(age, int) else None,
        stage=str(case.get("stage") or ""),
    )


def _swaps(session: Session, cases: Iterable[Record]) -> Iterator[Swap]:
    for case in cases:
        gone = session.store.find(str(case.get("instead_of"))) if case.get("instead_of") else None
        if gone is not None:
            yield Swap(str(gone.get("reference")), str(case.get("reference")), str(gone.get(REASON) or ""))
