"""The bullets near the front of a report: what needs to improve, what is strong, each with its paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Line, Look, Span, line
from inspector_app.documents.findings import cited_line, paragraph_anchor
from inspector_app.documents.numbering import Numbered, NumberedReport
from inspector_app.documents.report import DraftReport


def improvements(numbered: NumberedReport) -> Iterator[Block]:
    """Yields the numbered paragraphs on what comes first, then a bullet for each area for improvement."""
    yield from (cited_line(one) for one in numbered.priorities)
    yield from (_bullet(one) for one in all_improvements(numbered))
    if not numbered.priorities and not all_improvements(numbered):
        yield line("No area for improvement is recorded.")


def strengths(numbered: NumberedReport) -> Iterator[Block]:
    """Yields a bullet for each strength."""
    found = [one for area in numbered.areas for one in area.strengths]
    yield from (_bullet(one) for one in found)
    if not found:
        yield line("No strength is recorded.")


def priority_action(report: DraftReport, numbered: NumberedReport) -> Iterator[Block]:
    """Yields a bullet for each improvement under a judgement at the lowest grade; nothing without one."""
    lowest = {row.code for row in report.profile if row.lowest}
    yield from (
        _bullet(one) for area in numbered.areas if area.area.code in lowest for one in area.improvements
    )


def all_improvements(numbered: NumberedReport) -> tuple[Numbered, ...]:
    """Returns the paragraphs that bullets on what needs to improve are made of."""
    return tuple(one for area in numbered.areas for one in area.improvements)


def _bullet(numbered: Numbered) -> Line:
    paragraph = numbered.paragraph
    number = Span(f"paragraph {numbered.number}", link=paragraph_anchor(numbered.number))
    tied = f"; {paragraph.reference}" if paragraph.reference else ""
    return Line((Span(f"{paragraph.title or paragraph.text} ("), number, Span(f"{tied})")), Look.BULLET)
