"""Reads a council's child-level lists (Annex A) into children and their journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from inspector_app.domain.journey import Child, Journey
from inspector_app.intake.care_histories import AdopterFamily, adopter_families
from inspector_app.intake.checks import check_rows, drawn_up
from inspector_app.intake.faults import NoListError, Problem, Problems
from inspector_app.intake.headings import Found, find_lists
from inspector_app.intake.journeys import read_journeys
from inspector_app.intake.rows import Row, read_rows
from inspector_app.intake.sheets import read_sheets

_ADOPTERS = 11


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list as it was found: rows that hold anything, headings nobody knew, headings that are missing."""

    number: int
    title: str
    sheet: str
    rows: int
    unmatched_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnexA:
    """All that was read.

    `as_of` is the day when the lists were drawn up, `other_sheets` are sheets that are none of the lists,
    `journeys` are in the order of the list ids.
    """

    as_of: date | None
    lists: tuple[ListRead, ...]
    other_sheets: tuple[str, ...]
    journeys: tuple[Journey, ...]
    adopters: tuple[AdopterFamily, ...]
    problems: tuple[Problem, ...]

    @property
    def children(self) -> Mapping[str, Child]:
        """List id to child."""
        return {told.child.list_id: told.child for told in self.journeys}


def read_annex_a(path: Path, *, as_of: date | None = None) -> AnnexA:
    """Reads a workbook (.xlsx, .xls, .ods), one .csv file or a folder of them. Changes nothing.

    Args:
        path: the file or folder.
        as_of: the day when the lists were drawn up; None reads it from the lists (`checks.drawn_up`).

    Raises:
        NotAWorkbookError: the file is of another kind, or the folder has no .csv file.
        PasswordProtectedError: the workbook asks for a password.
        UnreadableWorkbookError: missing, damaged, or not permitted.
        NoListError: none of the eleven lists was recognised.
    """
    found, others = find_lists(read_sheets(path))
    if not found:
        raise NoListError(
            "None of the eleven lists was found",
            where=path,
            advice='Name each sheet by its list, such as "List 3", and keep the headings of the template.',
        )
    problems = Problems()
    _report_repeats(found, problems)
    lists: list[ListRead] = []
    rows: list[Row] = []
    for one in found:
        read, count = read_rows(one, problems)
        rows += read
        lists.append(_list_read(one, count))
        _report_gaps(one, count, problems)
    as_of = as_of or drawn_up(rows)
    if as_of is not None:
        check_rows(rows, as_of, problems)
    adopters = adopter_families(row for row in rows if row.found.child_list.number == _ADOPTERS)
    of_children = [row for row in rows if row.found.child_list.number != _ADOPTERS]
    journeys = read_journeys(of_children, as_of, {one.family for one in adopters})
    return AnnexA(as_of, tuple(lists), tuple(others), journeys, adopters, problems.all())


def describe(annex: AnnexA) -> dict[str, Any]:
    """Returns what the command line prints: lists, counts and problems, no child and no id."""
    return {
        "as_of": annex.as_of.isoformat() if annex.as_of else None,
        "lists": [
            {
                "list": one.number,
                "title": one.title,
                "rows": one.rows,
                "sheet": one.sheet,
                "unmatched_columns": list(one.unmatched_columns),
                "missing_columns": list(one.missing_columns),
            }
            for one in annex.lists
        ],
        "other_sheets": list(annex.other_sheets),
        "children": len(annex.journeys),
        "events": sum(len(told.events) for told in annex.journeys),
        "adopter_families": len(annex.adopters),
        "problems": [{"list": fields.pop("list_number"), **fields} for fields in map(asdict, annex.problems)],
    }


def _list_read(one: Found, rows: int) -> ListRead:
    told = one.child_list
    return ListRead(told.number, told.title, one.sheet.name, rows, one.unmatched, one.missing)


def _report_repeats(found: Sequence[Found], problems: Problems) -> None:
    for first, second in pairwise(found):
        number = first.child_list.number
        if second.child_list.number == number:
            what = f'list {number} is also on the sheet "{first.sheet.name}"; both were read'
            problems.add(number, second.sheet.name, None, None, what)


def _report_gaps(one: Found, rows: int, problems: Problems) -> None:
    number, sheet = one.child_list.number, one.sheet.name
    if one.header is None:
        blank = not any(any(row) for row in one.sheet.rows)
        problems.add(number, sheet, None, None, "the list is empty" if blank else "no headings were found")
    elif rows == 0:
        problems.add(number, sheet, None, None, "the list is empty")
    elif "id" not in one.places:
        problems.add(number, sheet, None, None, "no column holds the child's id, so no row can be used")
