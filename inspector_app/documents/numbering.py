"""Paragraph numbers that run right through a report.

The numbers are text, not Word's automatic numbers: a council's factual-accuracy answer that names
paragraph 34 must still mean the same paragraph after somebody has edited the draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from inspector_app.documents.report import AreaFindings, DraftReport, Paragraph, ProfileRow

Row = TypeVar("Row", AreaFindings, ProfileRow)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph with the number that it has in the draft, and the remarks that stand beside it."""

    number: int
    paragraph: Paragraph
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberedArea:
    """An area whose paragraphs have their numbers, in the order of reading."""

    area: AreaFindings
    strengths: tuple[Numbered, ...]
    improvements: tuple[Numbered, ...]
    other: tuple[Numbered, ...]

    def all(self) -> tuple[Numbered, ...]:
        """Returns every paragraph of the area in the order of reading."""
        return self.strengths + self.improvements + self.other


@dataclass(frozen=True, slots=True)
class NumberedReport:
    """All paragraphs of a report with their numbers."""

    summary: tuple[Numbered, ...]
    priorities: tuple[Numbered, ...]
    areas: tuple[NumberedArea, ...]

    def all(self) -> tuple[Numbered, ...]:
        """Returns every paragraph in the order of reading, numbered from 1."""
        within = tuple(numbered for area in self.areas for numbered in area.all())
        return self.summary + self.priorities + within

    def cited_in(self) -> dict[int, tuple[int, ...]]:
        """Returns for each evidence number the numbers of the paragraphs that cite it, ascending."""
        found: dict[int, dict[int, None]] = {}
        for numbered in self.all():
            for evidence in numbered.paragraph.evidence:
                found.setdefault(evidence, {})[numbered.number] = None
        return {evidence: tuple(paragraphs) for evidence, paragraphs in found.items()}


def number_report(report: DraftReport) -> NumberedReport:
    """Gives every paragraph its number: summary, priorities, then area by area as the outline orders them."""
    numbers = count(1)
    return NumberedReport(
        summary=_number(report.summary, numbers),
        priorities=_number(report.priorities, numbers),
        areas=tuple(
            NumberedArea(
                area=area,
                strengths=_number(area.strengths, numbers),
                improvements=_number(area.improvements, numbers),
                other=_number(area.other, numbers),
            )
            for area in in_order("findings", report.areas, report)
        ),
    )


def in_order(part: str, rows: Sequence[Row], report: DraftReport) -> tuple[Row, ...]:
    """Returns areas, or rows of the profile, in the order of a part of the outline; the rest follow."""
    wanted = next((one.areas for one in report.outline.parts if one.part == part), ())
    place = {code: number for number, code in enumerate(wanted)}
    return tuple(sorted(rows, key=lambda row: place.get(row.code, len(place))))


def _number(paragraphs: tuple[Paragraph, ...], numbers: Iterator[int]) -> tuple[Numbered, ...]:
    return tuple(Numbered(next(numbers), paragraph) for paragraph in paragraphs)
