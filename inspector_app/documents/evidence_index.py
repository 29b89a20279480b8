"""The evidence index: every record that the draft may cite, and where it is cited."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Cell, Line, Look, Span, Table, cell, line
from inspector_app.documents.findings import evidence_anchor, paragraph_anchor
from inspector_app.documents.numbering import NumberedReport
from inspector_app.documents.report import DraftReport, EvidenceEntry
from inspector_app.documents.wording import say_moment


def evidence_index(report: DraftReport, numbered: NumberedReport) -> Iterator[Block]:
    """Yields the index in the order in which the report gives its evidence."""
    if not report.evidence:
        yield line("No evidence is listed.")
        return
    cited = numbered.cited_in()
    yield Table(
        "Evidence index",
        ("No.", "When, source and who", "What was recorded", "Cited in"),
        tuple(_entry(entry, cited.get(entry.number, ())) for entry in report.evidence),
        (8, 27, 43, 22),
    )


def _entry(entry: EvidenceEntry, paragraphs: tuple[int, ...]) -> tuple[Cell, ...]:
    number = Line((Span(f"E{entry.number}", strong=True),), Look.CELL, anchor=evidence_anchor(entry.number))
    text = f"{entry.text.rstrip()} …" if entry.shortened else entry.text
    return (
        (number,),
        cell(
            say_moment(entry.when),
            entry.source_kind,
            entry.who,
            f"Case {entry.case}" if entry.case else "",
        ),
        cell(f"‘{text}’" if entry.verbatim else text),
        (_cited(paragraphs), *cell(f"Record {entry.record}", f"Revision {entry.revision}")),
    )


def _cited(paragraphs: tuple[int, ...]) -> Line:
    if not paragraphs:
        return line("Not cited", Look.CELL)
    spans = [Span("Paragraph " if len(paragraphs) == 1 else "Paragraphs ")]
    for position, number in enumerate(paragraphs):
        if position:
            spans.append(Span(", "))
        spans.append(Span(str(number), link=paragraph_anchor(number)))
    return Line(tuple(spans), Look.CELL)
