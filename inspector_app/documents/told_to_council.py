"""What the council was told while the inspection ran: a list at the end of the draft."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Cell, Heading, Line, Look, Span, Table, cell, line
from inspector_app.documents.findings import evidence_anchor
from inspector_app.documents.report import DraftReport, ToldMeeting, ToldPoint
from inspector_app.documents.wording import say_moment


def told_to_council(report: DraftReport) -> Iterator[Block]:
    """Yields the meetings and the points made at them; nothing where none was noted."""
    if not report.told:
        return
    yield Heading("What the council was told", 1, "told_to_council", new_page=True)
    yield line(
        "Keeping in touch meetings while the inspection ran. The revision beside a record is the one that "
        "stood when the point was made; the index has what it says now.",
        Look.NOTE,
    )
    yield Table(
        "What the council was told",
        ("When and who", "What was said", "Resting on", "The council’s reply"),
        tuple(row for meeting in report.told for row in _rows(meeting)),
        (24, 34, 18, 24),
    )


def _rows(meeting: ToldMeeting) -> Iterator[tuple[Cell, ...]]:
    head = cell(say_moment(meeting.when), f"{meeting.told_by} to {meeting.told_to}")
    if not meeting.points:
        yield (head, cell("No point is noted."), cell(), cell())
    for point in meeting.points:
        yield (head, cell(point.text, point.title), _behind(point), cell(point.reply or "None noted"))


def _behind(point: ToldPoint) -> Cell:
    return (
        tuple(
            Line(
                (Span(f"E{number}", link=evidence_anchor(number)), Span(f", revision {revision}")), Look.CELL
            )
            for number, revision in point.evidence
        )
        or cell()
    )
