"""`annex-a`: what is in a council's child-level lists, without a child or an id."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.intake.annex_a import AnnexA, describe, read_annex_a
from inspector_app.intake.faults import Problem


def read(told: Namespace, _console: Console) -> Answer:
    """Reads the lists and tells rows, headings nobody knew, and problems to ask the council about."""
    annex = read_annex_a(Path(told.file))
    return Answer(describe(annex), _lines(annex))


def _lines(annex: AnnexA) -> list[str]:
    lines = table(
        (f"List {one.number}", counted(one.rows, "row"), one.title, one.sheet) for one in annex.lists
    )
    for one in annex.lists:
        if one.unmatched_columns:
            lines.append(f"List {one.number}: headings nobody knew: {', '.join(one.unmatched_columns)}")
        if one.missing_columns:
            lines.append(f"List {one.number}: headings that are missing: {', '.join(one.missing_columns)}")
    if annex.other_sheets:
        lines.append(f"Sheets that are none of the lists: {', '.join(annex.other_sheets)}")
    events = sum(len(journey.events) for journey in annex.journeys)
    drawn = f", drawn up on {annex.as_of.isoformat()}" if annex.as_of else ""
    lines.append(f"{counted(len(annex.journeys), 'child', 'children')}, {counted(events, 'event')}{drawn}")
    lines += [_problem(problem) for problem in annex.problems]
    return [*lines, f"{counted(len(annex.problems), 'problem')} to ask the council about"]


def _problem(problem: Problem) -> str:
    places = (
        f"list {problem.list_number}" if problem.list_number else "",
        f"sheet {problem.sheet}",
        f"row {problem.row}" if problem.row else "",
        problem.column or "",
    )
    return f"{', '.join(place for place in places if place)}: {problem.what}"
