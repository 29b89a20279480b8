"""The outline of a draft: which headings, paragraphs and tables stand in it, in the framework's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from inspector_app.documents import bullets
from inspector_app.documents.blocks import Block, Heading, Line, Look, Span, Table, cell, line
from inspector_app.documents.changes_by_hand import changes_by_hand
from inspector_app.documents.evidence_index import evidence_index
from inspector_app.documents.figures_part import figures_part
from inspector_app.documents.findings import cited_line, findings
from inspector_app.documents.first_page import fact, first_page, signature
from inspector_app.documents.house_style import with_remarks
from inspector_app.documents.numbering import NumberedReport, in_order, number_report
from inspector_app.documents.report import DraftReport, ProfileRow
from inspector_app.documents.told_to_council import told_to_council
from inspector_app.documents.wording import count_roles, say_count, say_day, say_days, say_moment
from inspector_app.domain.outline import OutlinePart

_Written = Callable[[DraftReport, NumberedReport, OutlinePart], Iterator[Block]]
_LEFT_OUT_IF_EMPTY = frozenset({"acronyms", "priority_action", "grades", "figures"})


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """One part of a document, drawn: its name, as in the outline, and its blocks."""

    name: str
    blocks: tuple[Block, ...]


def outline(report: DraftReport) -> tuple[Block, ...]:
    """Returns the blocks of the whole draft, from its first page to its last part."""
    return tuple(block for part in drawn_parts(report) for block in part.blocks)


def drawn_parts(report: DraftReport) -> tuple[DrawnPart, ...]:
    """Returns the parts of the whole draft in order; what has no part of its own is a part here too."""
    numbered = with_remarks(report, number_report(report))
    parts = report.outline.parts
    text = _after_contents(report, [part for part in parts if not part.annex])
    annex = [part for part in parts if part.annex]
    return (
        DrawnPart("first_page", tuple(first_page(report))),
        *(DrawnPart(part.part, tuple(_part(report, numbered, part))) for part in text),
        DrawnPart("signature", tuple(signature(report))),
        *(DrawnPart(part.part, tuple(_part(report, numbered, part))) for part in annex),
        DrawnPart("told_to_council", tuple(told_to_council(report))),
        DrawnPart("changes_by_hand", tuple(changes_by_hand(report, numbered))),
    )


def _after_contents(report: DraftReport, parts: list[OutlinePart]) -> list[OutlinePart]:
    """The list of contents has its page to itself, so what follows it begins one."""
    if report.outline.form == "letter" or not parts:
        return parts
    return [replace(parts[0], new_page=True), *parts[1:]]


def _part(report: DraftReport, numbered: NumberedReport, part: OutlinePart) -> Iterator[Block]:
    """Yields one part under its heading; some are left out where there is nothing to say."""
    blocks = tuple(_PARTS[part.part](report, numbered, part))
    if not blocks and part.part in _LEFT_OUT_IF_EMPTY:
        return
    yield Heading(part.heading, 1, part.part, new_page=part.new_page)
    if part.text:
        yield line(part.text, Look.NOTE)
    yield from blocks


def _about(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
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
    if report.outline.form == "letter" and report.framework_caution:  # a report has it on its title page
        yield line(report.framework_caution, Look.NOTE)
    yield line(f"Full head digest: {report.heads_digest}", Look.NOTE)


def _profile(report: DraftReport, _numbered: NumberedReport, part: OutlinePart) -> Iterator[Block]:
    if not report.profile:
        yield line("No judgement areas are recorded.")
    else:
        yield _profile_table(in_order("profile", report.profile, report), part.heading)
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


def _profile_table(rows: tuple[ProfileRow, ...], caption: str) -> Table:
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
    return Table(caption, tuple(head), body, tuple(shares))


def _grade(row: ProfileRow) -> str:
    if not row.graded:
        return "Not graded by this framework"
    if row.grade_label is None:
        return "Not yet proposed"
    return row.grade_label if row.provisional else f"{row.grade_label} (moderated)"


def _summary(_report: DraftReport, numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    yield from (cited_line(one) for one in numbered.summary)
    if not numbered.summary:
        yield line("No opening paragraphs are recorded.", Look.NOTE)


def _priority_action(report: DraftReport, numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    return bullets.priority_action(report, numbered)


def _improvements(_report: DraftReport, numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    return bullets.improvements(numbered)


def _strengths(_report: DraftReport, numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    return bullets.strengths(numbered)


def _findings(report: DraftReport, numbered: NumberedReport, part: OutlinePart) -> Iterator[Block]:
    return findings(report, numbered, layout=part.layout)


def _evidence(report: DraftReport, numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    return evidence_index(report, numbered)


def _grades(report: DraftReport, _numbered: NumberedReport, part: OutlinePart) -> Iterator[Block]:
    if report.grades:
        rows = tuple((cell(label, strong=True), cell(meaning)) for label, meaning in report.grades)
        yield Table(part.heading, ("Grade", "Meaning, in this project’s words"), rows, (24, 76))


def _inspection(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    yield fact("Framework", report.framework_title)
    yield fact("Days", say_days(report.starts, report.ends))
    yield fact("Lead inspector", report.lead or "not recorded")
    if report.team:
        yield fact("Team", count_roles(report.team))
    yield from (line(sentence) for sentence in report.method)


def _context(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
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


def _tallies(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
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


def _figures(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    return figures_part(report.figures)


def _urgent(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
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


def _conflicts(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
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


def _acronyms(report: DraftReport, _numbered: NumberedReport, _part: OutlinePart) -> Iterator[Block]:
    if not report.acronyms:
        return
    yield Table(
        "Acronyms",
        ("Short form", "What it stands for"),
        tuple((cell(short, strong=True), cell(full)) for short, full in report.acronyms),
        (20, 80),
    )


_PARTS: Mapping[str, _Written] = {
    "about": _about,
    "profile": _profile,
    "summary": _summary,
    "priority_action": _priority_action,
    "improvements": _improvements,
    "strengths": _strengths,
    "context": _context,
    "findings": _findings,
    "tallies": _tallies,
    "figures": _figures,
    "grades": _grades,
    "inspection": _inspection,
    "urgent": _urgent,
    "conflicts": _conflicts,
    "acronyms": _acronyms,
    "evidence": _evidence,
}
