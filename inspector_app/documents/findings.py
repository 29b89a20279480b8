"""The findings in the outline: one section per area, strengths beside areas for improvement."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Cell, Heading, Line, Look, Span, Table, cell, line
from inspector_app.documents.marks import mark_of
from inspector_app.documents.numbering import Numbered, NumberedArea, NumberedReport
from inspector_app.documents.report import DescriptorRow, DraftReport, ProfileRow
from inspector_app.documents.wording import join_words, say_count


def findings(report: DraftReport, numbered: NumberedReport, *, layout: str) -> Iterator[Block]:
    """Yields one section per area in the outline's order.

    Args:
        report: gives the areas' grades through its profile, where its outline prints grades.
        numbered: the same report with its paragraphs numbered.
        layout: `beside` or `running`; the descriptors' table stands in the first only.
    """
    if not numbered.areas:
        yield line("No findings are recorded.")
    grades = {row.code: row for row in report.profile} if report.outline.graded else {}
    for area in numbered.areas:
        yield Heading(area.area.title, 2, f"area_{area.area.code}")
        yield from _grade(grades.get(area.area.code))
        yield from _running(area) if layout == "running" else _beside(area)


def cited_line(numbered: Numbered, look: Look = Look.NUMBERED) -> Line:
    """Returns one numbered paragraph: number, text, and its evidence as links into the index."""
    paragraph = numbered.paragraph
    mark = mark_of(paragraph.descriptor, paragraph.text).name if paragraph.descriptor else ""
    spans = [Span(f"{numbered.number}.\t"), Span(paragraph.text, mark=mark)]
    for position, evidence in enumerate(paragraph.evidence):
        spans.append(Span(", " if position else " ["))
        spans.append(Span(f"E{evidence}", link=evidence_anchor(evidence)))
    if paragraph.evidence:
        spans.append(Span("]"))
    return Line(tuple(spans), look, paragraph_anchor(numbered.number), numbered.remarks)


def paragraph_anchor(number: int) -> str:
    """Returns the anchor of a numbered paragraph."""
    return f"P{number}"


def evidence_anchor(number: int) -> str:
    """Returns the anchor of a line of the evidence index."""
    return f"E{number}"


def _grade(profile: ProfileRow | None) -> Iterator[Block]:
    if profile is not None and profile.graded and profile.grade_label is not None:
        kind = "Provisional grade: " if profile.provisional else "Grade: "
        yield Line((Span(kind), Span(profile.grade_label, strong=True), Span(".")))


def _running(numbered: NumberedArea) -> Iterator[Block]:
    yield from (cited_line(one) for one in numbered.all())
    if not numbered.all():
        yield line("No findings are recorded.")


def _beside(numbered: NumberedArea) -> Iterator[Block]:
    area = numbered.area
    if numbered.strengths or numbered.improvements or not numbered.other:
        yield Table(
            f"{area.title}: strengths beside areas for improvement",
            ("Strengths", "Areas for improvement"),
            (
                (
                    _side(numbered.strengths, "No strengths are recorded."),
                    _side(numbered.improvements, "No areas for improvement are recorded."),
                ),
            ),
            (1, 1),
        )
    if numbered.other:
        yield Heading("Other findings", 3, f"other_{area.code}")
        yield from (cited_line(one) for one in numbered.other)
    if area.descriptors:
        yield Heading("Descriptors", 3, f"descriptors_{area.code}")
        yield Table(
            f"{area.title}: descriptors",
            ("Descriptor", "Finding", "Effect on children", "Evidence"),
            tuple(_descriptor(row) for row in area.descriptors),
            (25, 22, 28, 25),
        )


def _side(paragraphs: tuple[Numbered, ...], none: str) -> Cell:
    if not paragraphs:
        return cell(none)
    return tuple(cited_line(one, Look.CELL_NUMBERED) for one in paragraphs)


def _descriptor(row: DescriptorRow) -> tuple[Cell, ...]:
    sources = join_words(row.source_kinds)
    heard = (
        f"Children heard: {say_count(row.children_heard, 'record', 'records')}"
        if row.children_heard
        else "Children not heard"
    )
    return (
        (Line((Span(f"{row.code} ", strong=True), Span(row.title)), Look.CELL),),
        cell(row.finding),
        cell(row.effect),
        cell(
            f"{row.for_count} for, {row.against_count} against",
            f"Sources: {sources}" if sources else "No sources",
            heard,
        ),
    )
