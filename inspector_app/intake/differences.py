"""What a later workbook says otherwise than an earlier one: children, rows, and the columns of a row.

A row is the same where list, child and start are the same; what is left of a child on a list is paired in its
order, so that a corrected start shows as a change. No cell is repeated: a change names its column.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, zip_longest
from typing import Any, Literal

from inspector_app.intake.annex_a import AnnexA
from inspector_app.intake.rows import Row, rows_of

Change = Literal["added", "gone", "changed"]
CHANGES: tuple[Change, ...] = ("added", "gone", "changed")


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is new, gone, or says something else.

    Attributes:
        list_number: the list.
        change: what became of the row.
        row: its number in the later workbook; in the earlier one where it is gone.
        columns: headings of the columns that differ; empty unless it is changed.
        child: the council's id.
    """

    list_number: int
    change: Change
    row: int
    columns: tuple[str, ...]
    child: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs; the children are ids that are on any of lists 1 to 10 in one workbook only."""

    children_added: frozenset[str] = field(repr=False)
    children_gone: frozenset[str] = field(repr=False)
    rows: tuple[RowChange, ...] = ()

    def counted(self, number: int) -> Mapping[Change, int]:
        """Returns how many rows of a list are new, gone and changed."""
        count = Counter(one.change for one in self.rows if one.list_number == number)
        return {change: count[change] for change in CHANGES}

    def columns(self, number: int) -> Mapping[str, int]:
        """Returns in how many rows of a list each column differs, the most frequent first."""
        told = (name for one in self.rows if one.list_number == number for name in one.columns)
        return dict(Counter(told).most_common())


def compare(earlier: AnnexA, later: AnnexA) -> Differences:
    """Returns what the later workbook says otherwise than the earlier one."""
    before, after = set(earlier.children), set(later.children)
    numbers = sorted({table.list_number for table in (*earlier.tables, *later.tables)})
    return Differences(
        children_added=frozenset(after - before),
        children_gone=frozenset(before - after),
        rows=tuple(
            change
            for number in numbers
            for change in _compared(number, _by_child(earlier, number), _by_child(later, number))
        ),
    )


def describe_differences(found: Differences) -> dict[str, Any]:
    """Returns what the command line prints of them: counts by list and column, no child and no id."""
    numbers = sorted({one.list_number for one in found.rows})
    return {
        "children_added": len(found.children_added),
        "children_gone": len(found.children_gone),
        "lists": [
            {"list": number, **found.counted(number), "columns": dict(found.columns(number))}
            for number in numbers
        ],
    }


def describe_rows(found: Differences) -> list[dict[str, Any]]:
    """Returns every row that differs, with the child's id and without any cell."""
    return [
        {
            "list": one.list_number,
            "row": one.row,
            "child": one.child,
            "change": one.change,
            "columns": list(one.columns),
        }
        for one in found.rows
    ]


def _by_child(annex: AnnexA, number: int) -> Mapping[str, Sequence[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for table in annex.tables:
        if table.list_number == number:
            for row in rows_of(table):
                found[row.child].append(row)
    return found


def _compared(
    number: int, before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]
) -> Iterator[RowChange]:
    for child in dict.fromkeys((*before, *after)):
        for old, new in _paired(before.get(child, ()), after.get(child, ())):
            if new is None:
                if old is not None:
                    yield RowChange(number, "gone", old.number, (), child)
            elif old is None:
                yield RowChange(number, "added", new.number, (), child)
            elif columns := tuple(_differing(old, new)):
                yield RowChange(number, "changed", new.number, columns, child)


def _paired(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Pairs the rows of one child on one list: those of one start first, then the rest as they stand."""
    waiting: defaultdict[date | None, list[Row]] = defaultdict(list)
    for row in before:
        waiting[row.date("start")].append(row)
    left: list[Row] = []
    for row in after:
        same = waiting[row.date("start")]
        if same:
            yield same.pop(0), row
        else:
            left.append(row)
    yield from zip_longest(chain.from_iterable(waiting.values()), left)


def _differing(old: Row, new: Row) -> Iterator[str]:
    """Yields the headings of the columns in which two rows differ, of those that both workbooks have."""
    for key, column in new.table.columns.items():
        if old.has(key) and old.table.columns[key][old.at] != column[new.at]:
            yield new.found.headings[key]
