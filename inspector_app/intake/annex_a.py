"""Reads a council's child-level lists (Annex A) into children and their journeys."""

from __future__ import annotations

import gc
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from inspector_app.domain.journey import Child, Journey
from inspector_app.intake.care_histories import AdopterFamily, adopter_families
from inspector_app.intake.checks import check_tables, drawn_up
from inspector_app.intake.episode_rules import check_episodes
from inspector_app.intake.faults import NoListError, Problem
from inspector_app.intake.findings import Finding, Findings, describe_rules
from inspector_app.intake.headings import Found, find_lists
from inspector_app.intake.journeys import read_journeys
from inspector_app.intake.list_rules import check_lists
from inspector_app.intake.row_rules import check_rows
from inspector_app.intake.rows import Table, read_table, rows_of
from inspector_app.intake.sheets import read_sheets

_ADOPTERS = 11


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list as it was found.

    Attributes:
        rows: rows below the headings that hold anything.
        read: those of them that were read; a finding names each of the others.
        above: rows above the headings that hold anything.
        unmatched_columns: headings that nobody knew.
        missing_columns: headings of the template that are not there.
    """

    number: int
    title: str
    sheet: str
    rows: int
    read: int
    above: int
    unmatched_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnexA:
    """All that was read.

    `as_of` is the day when the lists were drawn up, `other_sheets` are sheets that are none of the lists,
    `journeys` are in the order of the list ids, `problems` is what could not be read, `findings` all that
    there is to ask the council about, and `tables` the lists row by row.
    """

    as_of: date | None
    lists: tuple[ListRead, ...]
    other_sheets: tuple[str, ...]
    journeys: tuple[Journey, ...]
    adopters: tuple[AdopterFamily, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    tables: tuple[Table, ...] = field(repr=False, compare=False)

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
    findings = Findings()
    with _collector_at_rest():
        return _read(found, others, as_of, findings)


def _read(found: Sequence[Found], others: Sequence[str], as_of: date | None, findings: Findings) -> AnnexA:
    _report_repeats(found, findings)
    tables = [read_table(one, findings) for one in found]
    for table in tables:
        _report_gaps(table, findings)
    as_of = as_of or drawn_up(tables)
    if as_of is not None:
        check_tables(tables, as_of, findings)
        check_rows(tables, as_of, findings)
        check_lists(tables, as_of, findings)
    check_episodes(tables, findings)
    adopters = adopter_families(
        row for table in tables if table.list_number == _ADOPTERS for row in rows_of(table)
    )
    of_children = [table for table in tables if table.list_number != _ADOPTERS]
    journeys = read_journeys(of_children, as_of, {one.family for one in adopters})
    return AnnexA(
        as_of,
        tuple(_list_read(table) for table in tables),
        tuple(others),
        journeys,
        adopters,
        findings.problems(),
        findings.all(),
        tuple(tables),
    )


@contextmanager
def _collector_at_rest() -> Generator[None]:
    """Keeps the garbage collector from walking through rows that form no cycles, again and again.

    With a hundred thousand rows that takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def describe(annex: AnnexA) -> dict[str, Any]:
    """Returns what the command line prints: lists, counts, problems and rules, no child and no id."""
    return {
        "as_of": annex.as_of.isoformat() if annex.as_of else None,
        "lists": [
            {
                "list": one.number,
                "title": one.title,
                "rows": one.rows,
                "read": one.read,
                "above": one.above,
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
        "rules": describe_rules(annex.findings),
    }


def _list_read(table: Table) -> ListRead:
    found = table.found
    told = found.child_list
    return ListRead(
        told.number,
        told.title,
        found.sheet.name,
        table.filled,
        len(table.numbers),
        table.above,
        found.unmatched,
        found.missing,
    )


def _report_repeats(found: Sequence[Found], findings: Findings) -> None:
    for first, second in pairwise(found):
        if second.child_list.number == first.child_list.number:
            number = first.child_list.number
            what = f'list {number} is also on the sheet "{first.sheet.name}"; both were read'
            findings.at(second, None, "repeated_list", None, what)


def _report_gaps(table: Table, findings: Findings) -> None:
    found = table.found
    if found.header is None:
        if table.filled:
            findings.at(found, None, "no_headings", None, "no headings were found")
        else:
            findings.at(found, None, "empty_list", None, "the list is empty")
    elif table.filled == 0:
        findings.at(found, None, "empty_list", None, "the list is empty")
    elif "id" not in found.places:
        what = "no column holds the child's id, so no row can be used"
        findings.at(found, None, "no_id_column", None, what)
