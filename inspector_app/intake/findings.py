"""What there is to ask a council about its lists, each thing under a rule, at a row, of a child.

A finding never holds a cell's text. It names the child by the council's id, so that the council can look the
case up; that id is left out of what Python prints of a finding, so that it never gets into a log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspector_app.intake.faults import Problem
from inspector_app.intake.headings import Found
from inspector_app.intake.rules import READING, RULES

_TOLD_IN_FULL = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to ask the council about.

    Attributes:
        rule: a key of `RULES`.
        list_number: None where no list is meant.
        sheet: the sheet's name; empty where the list is not there.
        row: the row as the spreadsheet counts it, from 1; None where the whole list or column is meant.
        column: the heading.
        what: what is wrong, in words that repeat nothing of a cell.
        child: the council's id of the child; empty where the row has none, or no row is meant.
    """

    rule: str
    list_number: int | None
    sheet: str
    row: int | None
    column: str | None
    what: str
    child: str = field(default="", repr=False)

    @property
    def advice(self) -> str:
        """What to do about it."""
        return RULES[self.rule].advice


class Findings:
    """Gathers findings, every one of them, in the order in which they are met."""

    def __init__(self) -> None:
        self._told: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Notes one finding."""
        self._told.append(finding)

    def at(
        self, found: Found, row: int | None, rule: str, key: str | None, what: str, *, child: str = ""
    ) -> None:
        """Notes a finding in one list: at a row, under the heading of a column that is known by its key."""
        heading = found.headings.get(key) if key else None
        number, sheet = found.child_list.number, found.sheet.name
        self._told.append(Finding(rule, number, sheet, row, heading, what, child))

    def all(self) -> tuple[Finding, ...]:
        """Returns every finding by list, row and rule; those of no list come first."""
        return tuple(sorted(self._told, key=_place))

    def problems(self) -> tuple[Problem, ...]:
        """Returns what could not be read: the same fault in a column twenty times, then how many more."""
        told: list[Problem] = []
        count: Counter[tuple[int | None, str, str | None, str]] = Counter()
        for one in self._told:
            if one.rule in READING:
                key = (one.list_number, one.sheet, one.column, one.what)
                count[key] += 1
                if count[key] <= _TOLD_IN_FULL:
                    told.append(Problem(one.list_number, one.sheet, one.row, one.column, one.what))
        return (*told, *_cut_short(count))


def by_rule(findings: Iterable[Finding]) -> Sequence[tuple[str, int]]:
    """Returns each rule that found anything with how often, in the order of `RULES`."""
    count = Counter(one.rule for one in findings)
    return [(rule, count[rule]) for rule in RULES if rule in count]


def describe_rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Returns what the command line prints of every rule that found anything: no child and no id."""
    return [{"rule": rule, **RULES[rule]._asdict(), "findings": number} for rule, number in by_rule(findings)]


def describe_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Returns every finding as it goes to the council: with the child's id, and without any cell."""
    return [
        {
            "list": one.list_number,
            "sheet": one.sheet,
            "row": one.row,
            "child": one.child,
            "column": one.column,
            "rule": one.rule,
            "what": one.what,
            "advice": one.advice,
        }
        for one in findings
    ]


def _cut_short(count: Mapping[tuple[int | None, str, str | None, str], int]) -> Iterator[Problem]:
    for (list_number, sheet, column, what), number in count.items():
        if number > _TOLD_IN_FULL:
            more = f"{what} (and {number - _TOLD_IN_FULL} more rows with the same fault)"
            yield Problem(list_number, sheet, None, column, more)


def _place(one: Finding) -> tuple[int, str, int, str]:
    return (one.list_number or 0, one.sheet, one.row or 0, one.rule)
