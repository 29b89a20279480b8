"""`annex-a`: what is in a council's child-level lists, and what there is to ask about them.

No child is named unless the questions are asked for one by one: a council finds a child by its id.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.domain.clock import system_clock
from inspector_app.intake.annex_a import AnnexA, describe, read_annex_a
from inspector_app.intake.differences import (
    Differences,
    RowChange,
    compare,
    describe_differences,
    describe_rows,
)
from inspector_app.intake.faults import Problem
from inspector_app.intake.findings import Finding, by_rule, describe_findings
from inspector_app.intake.rules import KINDS, RULES
from inspector_app.services import council_lists


def read(told: Namespace, _console: Console) -> Answer:
    """Reads the lists and tells rows, headings nobody knew, and what to ask the council about."""
    path = Path(told.file)
    annex = read_annex_a(path)
    answer, lines = describe(annex), _lines(annex)
    if told.findings:
        answer["findings"] = describe_findings(annex.findings)
        lines += [_finding(finding) for finding in annex.findings]
    if told.questions:
        found = council_lists.checked(annex, path.name)
        answer["written"] = told.questions
        council_lists.write_questions(found, out=told.questions, made=system_clock())
        lines.append(f"Written: {told.questions}")
    problems, findings = counted(len(annex.problems), "problem"), counted(len(annex.findings), "finding")
    if told.against:
        differences = compare(read_annex_a(Path(told.against)), annex)
        answer["changes"] = describe_differences(differences)
        lines += _changes(differences)
        if told.findings:
            answer["changed_rows"] = describe_rows(differences)
            lines += [_changed_row(one) for one in differences.rows]
    lines += [*_rules(annex.findings), f"{problems} and {findings} to ask the council about"]
    return Answer(answer, lines)


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
    return lines + [f"{_place(problem)}: {problem.what}" for problem in annex.problems]


def _rules(findings: Iterable[Finding]) -> list[str]:
    """Returns how often each rule is broken, one kind after the other."""
    rules = sorted(by_rule(findings), key=lambda one: list(KINDS).index(RULES[one[0]].kind))
    return table((number, KINDS[RULES[rule].kind], RULES[rule].title) for rule, number in rules)


def _finding(finding: Finding) -> str:
    child = f", child {finding.child}" if finding.child else ""
    return f"{_place(finding)}{child}: {finding.what} ({finding.rule}). {finding.advice}"


def _changes(found: Differences) -> list[str]:
    """Returns what the earlier workbook said otherwise, list by list."""
    told = describe_differences(found)
    added = counted(told["children_added"], "child", "children")
    lines = [f"{added} added and {told['children_gone']} gone since the earlier workbook"]
    for one in told["lists"]:
        columns = ", ".join(f"{name} {number}" for name, number in one["columns"].items())
        rows = f"{one['added']} rows added, {one['gone']} gone, {one['changed']} changed"
        lines.append(f"List {one['list']}: {rows}{f' ({columns})' if columns else ''}")
    return lines


def _changed_row(one: RowChange) -> str:
    columns = f": {', '.join(one.columns)}" if one.columns else ""
    return f"list {one.list_number}, row {one.row}, child {one.child} {one.change}{columns}"


def _place(told: Problem | Finding) -> str:
    places = (
        f"list {told.list_number}" if told.list_number else "",
        f"sheet {told.sheet}" if told.sheet else "",
        f"row {told.row}" if told.row else "",
        told.column or "",
    )
    return ", ".join(place for place in places if place)
