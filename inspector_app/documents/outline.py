"""The outline of a draft report: which headings, paragraphs and tables stand in it, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Contents, Heading, Line, Look, Span, Table, cell, line
from inspector_app.documents.evidence_index import evidence_index
from inspector_app.documents.findings import cited_line, findings
from inspector_app.documents.numbering import NumberedReport, number_report
from inspector_app.documents.report import DraftReport, ProfileRow
from inspector_app.documents.wording import (
    count_roles,
    group_digest,
    say_count,
    say_day,
    say_days,
    say_moment,
)

STATUS = "Draft – not for publication"
"""What every page says of the document's standing."""


def outline(report: DraftReport) -> tuple[Block, ...]:
    """Returns the blocks of the whole draft, from the title page to the evidence index."""
    numbered = number_report(report)
    return (
        *_title_page(report),
        Contents("Contents"),
        *_about(report),
        *_profile(report),
        *_summary(numbered),
        *findings(report, numbered),
        *_context(report),
        *_tallies(report),
        *_urgent(report),
        *_conflicts(report),
        *_acronyms(report),
        *evidence_index(report, numbered),
    )


def _title_page(report: DraftReport) -> Iterator[Block]:
    yield line("Draft inspection report", Look.TITLE)
    yield line(report.authority, Look.SUBTITLE)
    yield line(STATUS, Look.MARKING)
    yield _fact("Framework", report.framework_title)
    yield _fact("Inspection", say_days(report.starts, report.ends))
    if report.lead:
        yield _fact("Lead inspector", report.lead)
    if report.team:
        yield _fact("Team", count_roles(report.team))
    yield _fact("Prepared", f"{say_moment(report.prepared)} ({report.prepared.tzname() or 'local time'})")
    yield _fact("Records", f"as at head digest {group_digest(report.heads_digest)}")
    if report.framework_caution:
        yield line(report.framework_caution, Look.NOTE)


def _fact(label: str, text: str) -> Line:
    return Line((Span(f"{label}\t", strong=True), Span(text)), Look.FACT)


def _about(report: DraftReport) -> Iterator[Block]:
    yield Heading("About this draft", 1, "about", new_page=True)
    yield line(
        "This draft was written from the inspection’s records. Where the two differ, the records are right. "
        "The digest at the foot of each page says which state of the records it was written from."
    )
    yield line(
        "Paragraphs of findings are numbered right through. The numbers in square brackets after a "
        "paragraph, such as [E12], are the records that it rests on; the evidence index lists them. "
        "Only words that somebody said or wrote stand in inverted commas. "
        "Times are those of the inspectors’ own computers."
    )
    yield line(f"Full head digest: {report.heads_digest}", Look.NOTE)


def _profile(report: DraftReport) -> Iterator[Block]:
    yield Heading("Profile of judgement areas", 1, "profile")
    if not report.profile:
        yield line("No judgement areas are recorded.")
    else:
        yield _profile_table(report.profile)
    yield Heading("Overall effectiveness", 2, "overall")
    if not report.framework_has_overall:
        yield line("This framework gives no overall grade; each area stands by itself.")
    elif report.overall is None:
        yield line("No overall grade is proposed yet.")
    else:
        yield Line((Span("Provisional overall grade: "), Span(report.overall.label, strong=True), Span(".")))
        yield from (line(sentence, Look.BULLET) for sentence in report.overall.explanation)
    if report.limits:
        yield Heading("What limits a grade", 2, "limits")
        yield from (line(sentence, Look.BULLET) for sentence in report.limits)


def _profile_table(rows: tuple[ProfileRow, ...]) -> Table:
    """The grade column stands only where some area has a grade, the note column only where there is one."""
    graded = any(row.graded for row in rows)
    noted = any(row.note for row in rows)
    head = ["Area", *(["Provisional grade"] if graded else []), "Strengths", "Areas for improvement"]
    shares = [37, *([24] if graded else []), 20, 26]
    if noted:
        head.append("Note")
        shares.append(20)
    body = tuple(
        (
            cell(("– " if row.level else "") + row.title, strong=row.level == 0),
            *([cell(_grade(row))] if graded else []),
            cell(str(row.strengths)),
            cell(str(row.improvements)),
            *([cell(row.note)] if noted else []),
        )
        for row in rows
    )
    return Table("Profile of judgement areas", tuple(head), body, tuple(shares))


def _grade(row: ProfileRow) -> str:
    if not row.graded:
        return "Not graded by this framework"
    if row.grade_label is None:
        return "Not yet proposed"
    return row.grade_label if row.provisional else f"{row.grade_label} (moderated)"


def _summary(numbered: NumberedReport) -> Iterator[Block]:
    if numbered.summary:
        yield Heading("Summary", 1, "summary")
        yield from (cited_line(one) for one in numbered.summary)
    if numbered.priorities:
        yield Heading("What needs to improve", 1, "priorities")
        yield from (cited_line(one) for one in numbered.priorities)


def _context(report: DraftReport) -> Iterator[Block]:
    yield Heading("Context", 1, "context")
    yield line(
        "These statements stand beside the findings, so that a reader knows the council’s circumstances. "
        "They never change a grade.",
        Look.NOTE,
    )
    if not report.context:
        yield line("No context statements are recorded.")
        return
    yield Table(
        "Context statements",
        ("Statement", "Source", "Date"),
        tuple((cell(one.text), cell(one.source), cell(say_day(one.date))) for one in report.context),
        (60, 24, 16),
    )


def _tallies(report: DraftReport) -> Iterator[Block]:
    yield Heading("Tallies", 1, "tallies")
    if not report.tallies:
        yield line("No tallies are recorded.")
        return
    yield line(
        "Plain counts over the cases that were looked at. They describe those cases and no others.", Look.NOTE
    )
    yield Table(
        "Tallies",
        ("Count", "What was counted", "Out of", "Descriptor"),
        tuple(
            (
                cell(f"{one.numerator} of {one.denominator}", strong=True),
                cell(one.counted),
                cell(one.population),
                cell(one.descriptor),
            )
            for one in report.tallies
        ),
        (12, 36, 26, 26),
    )


def _urgent(report: DraftReport) -> Iterator[Block]:
    yield Heading("Urgent concerns", 1, "urgent")
    urgent = report.urgent
    if not urgent.raised:
        yield line("No urgent concern was raised with the council.")
        return
    yield line("Numbers only. The register itself stays with the inspection’s records.", Look.NOTE)
    yield Table(
        "Urgent concerns in numbers",
        ("Raised", "Acknowledged by the council", "Open", "Closed"),
        (
            (
                cell(str(urgent.raised)),
                cell(str(urgent.acknowledged)),
                cell(str(urgent.open_)),
                cell(str(urgent.closed)),
            ),
        ),
        (1, 1, 1, 1),
    )


def _conflicts(report: DraftReport) -> Iterator[Block]:
    yield Heading("Unresolved conflicts", 1, "conflicts")
    if not report.conflicts:
        yield line("No record is in conflict.")
        return
    yield line(
        f"{say_count(len(report.conflicts), 'value still differs', 'values still differ')} between "
        "inspectors. All versions are printed; none is preferred. Resolve them before the draft is used.",
        Look.NOTE,
    )
    rows = (
        (
            cell(conflict.what if first else f"{conflict.what} (continued)", strong=first),
            cell(value.value),
            cell(value.author, say_moment(value.when)),
        )
        for conflict in report.conflicts
        for first, value in ((index == 0, value) for index, value in enumerate(conflict.values))
    )
    yield Table("Unresolved conflicts", ("What", "Value", "Set by"), tuple(rows), (30, 42, 28))


def _acronyms(report: DraftReport) -> Iterator[Block]:
    if not report.acronyms:
        return
    yield Heading("Acronyms", 1, "acronyms")
    yield Table(
        "Acronyms",
        ("Short form", "What it stands for"),
        tuple((cell(short, strong=True), cell(full)) for short, full in report.acronyms),
        (20, 80),
    )
