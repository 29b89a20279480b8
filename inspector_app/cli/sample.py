"""`sample`: the chosen cases beside all children of the council's lists."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.unlocking import opened
from inspector_app.services import samples
from inspector_app.services.samples import DIMENSIONS, Sample, SampleRow

_HEADINGS = ("By", "Value", "Asked for", "Cases", "On the lists", "Of the cases", "Of the lists")


def tell(told: Namespace, console: Console) -> Answer:
    """Tells the sample against the lists by group, age, gender, ethnicity and stage."""
    with opened(console, told.store) as session:
        sample = samples.sample(session)
    return Answer(asdict(sample), list(_lines(sample)))


def _lines(sample: Sample) -> Iterator[str]:
    if sample.seed is not None:
        drawn = f" drawn up on {sample.lists_as_of}" if sample.lists_as_of else ""
        by = f"by {sample.chosen_by} on {sample.chosen_at}"
        yield f"Chosen from {sample.children} children on lists{drawn}, seed {sample.seed}, {by}"
    yield from table((_HEADINGS, *map(_cells, sample.rows)))
    for swap in sample.swaps:
        yield f"{swap.gone} was swapped for {swap.instead}: {swap.reason}"


def _cells(row: SampleRow) -> tuple[object, ...]:
    known = row.population is not None
    return (
        DIMENSIONS[row.dimension],
        f"{row.value}, {row.depth}" if row.depth else row.value,
        "" if row.wanted is None else row.wanted,
        row.sample,
        row.population if known else "not known",
        f"{row.sample_share:.0%}",
        f"{row.population_share:.0%}" if known else "",
    )
