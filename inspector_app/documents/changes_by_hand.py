"""What a person changed in the previous draft, shown in the next: a list at its end, remarks beside findings.

The draft itself says what the records say. Whoever agrees with a change takes it over into the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Cell, Heading, Line, Look, Span, Table, cell, line
from inspector_app.documents.findings import paragraph_anchor
from inspector_app.documents.numbering import NumberedReport
from inspector_app.documents.report import DraftReport, Proposal

DONE = {"changed": "Reworded", "removed": "Taken out", "added": "Put in"}
"""What a person did to a finding, in words."""


def proposal_remark(proposal: Proposal) -> str:
    """Returns what stands in the margin of the finding that was changed."""
    if proposal.kind == "removed":
        return "Taken out by hand in the previous draft. It stands here because the records still say it."
    if proposal.kind == "added":
        return f"In the previous draft somebody put in after this: “{proposal.text}”"
    return f"Reworded by hand in the previous draft: “{proposal.text}” The records say what stands here."


def changes_by_hand(report: DraftReport, numbered: NumberedReport) -> Iterator[Block]:
    """Yields the list of changes that wait for a decision; nothing where there is none."""
    if not report.proposals:
        return
    yield Heading("Changes made by hand in the previous draft", 1, "by_hand", new_page=True)
    yield line(
        "None of these is in this draft. Take over what you agree with into the records, then write it "
        "again; what the records then say disappears from this list.",
        Look.NOTE,
    )
    numbers = {one.paragraph.descriptor: one.number for one in numbered.all() if one.paragraph.descriptor}
    yield Table(
        "Changes made by hand in the previous draft",
        ("Paragraph", "The previous draft, as changed", "The records now"),
        tuple(_row(one, numbers.get(one.descriptor)) for one in report.proposals),
        (24, 40, 36),
    )


def _row(proposal: Proposal, number: int | None) -> tuple[Cell, ...]:
    where = (
        Line((Span("Paragraph "), Span(str(number), link=paragraph_anchor(number))), Look.CELL)
        if number is not None
        else line("Not in this draft", Look.CELL)
    )
    return (
        (*cell(DONE[proposal.kind], strong=True), where, *cell(proposal.title)),
        cell(proposal.text or "(taken out)"),
        cell("(nothing)" if proposal.kind == "added" else proposal.records or "(nothing)"),
    )
