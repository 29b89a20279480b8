"""How a document begins: the title page of a report, or the head of a letter; and how a letter ends."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.documents.blocks import Block, Contents, Line, Look, Span, line
from inspector_app.documents.report import DraftReport
from inspector_app.documents.wording import count_roles, group_digest, say_day, say_days, say_moment

STATUS = "Draft – not for publication"
"""What every page says of the document's standing."""

_NO_NUMBERS = (
    "For page numbers, click into this list and press F9: only Word knows how it lays the pages out."
)


def first_page(report: DraftReport) -> Iterator[Block]:
    """Yields what stands before the first part of the outline."""
    if report.outline.form == "letter":
        yield from _letter_head(report)
    else:
        yield from _title_page(report)
        yield Contents("Contents", _NO_NUMBERS if report.remarks else "")


def signature(report: DraftReport) -> Iterator[Block]:
    """Yields the end of a letter; nothing for a report."""
    if report.outline.form == "letter":
        yield line("Yours sincerely")
        yield line(report.lead or "The lead inspector", strong=True)
        yield line("Lead inspector")


def _title_page(report: DraftReport) -> Iterator[Block]:
    yield line(report.outline.title, Look.TITLE)
    yield line(report.authority, Look.SUBTITLE)
    yield line(STATUS, Look.MARKING)
    yield fact("Framework", report.framework_title)
    yield fact("Inspection", say_days(report.starts, report.ends))
    if report.lead:
        yield fact("Lead inspector", report.lead)
    if report.team:
        yield fact("Team", count_roles(report.team))
    yield fact("Prepared", f"{say_moment(report.prepared)} ({report.prepared.tzname() or 'local time'})")
    yield fact("Records", f"as at head digest {group_digest(report.heads_digest)}")
    if report.framework_caution:
        yield line(report.framework_caution, Look.NOTE)


def _letter_head(report: DraftReport) -> Iterator[Block]:
    outline = report.outline
    yield line(STATUS, Look.MARKING)
    yield line(say_day(report.prepared.date()))
    yield line("\n".join(told for told in (outline.addressee, report.authority) if told))
    yield line(f"{outline.title}: {report.authority}", Look.SUBTITLE)
    if outline.opening:
        days = say_days(report.starts, report.ends)
        told = outline.opening.replace("{authority}", report.authority).replace("{days}", days)
        yield line(told)


def fact(label: str, text: str) -> Line:
    """Returns one labelled fact, the labels in a column of their own."""
    return Line((Span(f"{label}\t", strong=True), Span(text)), Look.FACT)
