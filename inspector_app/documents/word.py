"""Writes a draft report as a Word document. Write-only: the records are the source, the draft is derived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.section import Section

from inspector_app.documents.checks import Check, check_report
from inspector_app.documents.first_page import STATUS
from inspector_app.documents.manifest import keep_manifest, manifest_of
from inspector_app.documents.numbering import number_report
from inspector_app.documents.outline import drawn_parts
from inspector_app.documents.placing import place
from inspector_app.documents.report import DraftReport, Proposal
from inspector_app.documents.word_charts import add_charts
from inspector_app.documents.word_comments import add_comments
from inspector_app.documents.word_package import (
    clear_package,
    fill,
    open_package,
    packed,
    set_properties,
    set_text,
)
from inspector_app.documents.word_styles import add_bullets, set_styles, tab_stops
from inspector_app.documents.word_template import Frame, fill_words, frame_of, framed, margins_of, words_of
from inspector_app.documents.wording import group_digest, say_days
from inspector_app.documents.wordml import Sheet, body_xml, field_xml, run_xml

_TWIPS = 635
"""English metric units in a twentieth of a point."""


@dataclass(frozen=True, slots=True)
class DraftWritten:
    """What was written.

    Attributes:
        path: where the draft stands.
        paragraphs: how many numbered paragraphs it has.
        cited: how many different records they cite.
        checks: the answers of the house checks, failed ones included.
        proposals: what a person changed in the previous draft.
    """

    path: Path
    paragraphs: int
    cited: int
    checks: tuple[Check, ...]
    proposals: tuple[Proposal, ...] = ()


def write_draft(
    report: DraftReport, out: Path, *, template: Path | None = None, pages: tuple[int, ...] = ()
) -> DraftWritten:
    """Writes the draft; the same report and template give the same bytes.

    Args:
        report: everything that the draft says.
        out: the .docx file. One that is there is replaced at once and whole, or left as it was.
        template: an organisation's own .docx: its styles and page, and its text where it has places to fill.
        pages: the page of each heading of the contents, where somebody has laid the pages out.

    Returns:
        Where it was written, what it holds and what the house checks say.

    Raises:
        TemplateError: the template cannot be used.
        DraftNotWrittenError: the file cannot be written there.
    """
    content = draft_bytes(report, template=template, pages=pages)
    place(content, out)
    numbered = number_report(report)
    return DraftWritten(
        path=out,
        paragraphs=len(numbered.all()),
        cited=len(numbered.cited_in()),
        checks=check_report(report, numbered),
        proposals=report.proposals,
    )


def draft_bytes(report: DraftReport, *, template: Path | None = None, pages: tuple[int, ...] = ()) -> bytes:
    """Returns the bytes of the .docx without writing any file.

    Args:
        report: everything that the draft says.
        template: as in `write_draft`.
        pages: the page of each heading of the contents, where somebody has laid the pages out.

    Raises:
        TemplateError: the template cannot be used.
    """
    own = template is None
    document = open_package(template)
    frame = Frame() if own else frame_of(document)
    clear_package(document, own=own, frame=bool(frame.elements), margins=frame.margins)
    styles = set_styles(document, own=own)
    section = document.sections[-1]
    width = _text_width(section)
    sheet = Sheet(style_ids=styles, bullet_id=add_bullets(document, own=own), width=width, pages=pages)
    if frame.margins:
        for margin in margins_of(document):
            fill_words(margin, words_of(report))
    else:
        _set_margins(document, report, sheet)
    set_properties(
        document,
        title=f"{report.outline.title}: {report.authority}",
        subject=f"{report.framework_title}, {say_days(report.starts, report.ends)}. {STATUS}.",
        author=report.author,
        made=report.prepared,
    )
    blocks = framed(frame, drawn_parts(report), words_of(report))
    body = body_xml(blocks, sheet)
    add_comments(document, body.remarks, made=report.prepared, style_id=styles["Draft Cell"])
    add_charts(document, body.charts)
    keep_manifest(document, manifest_of(blocks))
    set_text(document, body.text, body.kept)
    return packed(document)


def _text_width(section: Section) -> int:
    """The width between the margins, in twentieths of a point."""
    page, left, right = section.page_width, section.left_margin, section.right_margin
    return (int(page or 0) - int(left or 0) - int(right or 0) - int(section.gutter or 0)) // _TWIPS


def _set_margins(document: WordDocument, report: DraftReport, sheet: Sheet) -> None:
    """Headers and footers: the first page bears the marking and the digest, the others page numbers too."""
    section = document.sections[-1]
    section.different_first_page_header_footer = True
    digest = run_xml(f"Records {group_digest(report.heads_digest)}")
    pages = run_xml("\tPage ") + field_xml("PAGE", "2") + run_xml(" of ") + field_xml("NUMPAGES", "2")
    marking = run_xml(report.marking, strong=True)
    top = _margin_line(sheet, "header", marking, '<w:jc w:val="center"/>')
    bottom = _margin_line(sheet, "footer", marking, '<w:jc w:val="center"/>')
    named = run_xml(f"{report.authority}\t{STATUS}")
    tab = {style: _right_tab(document, sheet, style) for style in ("header", "footer")}
    _fill_margin(section.first_page_header, top)
    _fill_margin(section.header, top + _margin_line(sheet, "header", named, tab["header"]))
    _fill_margin(section.first_page_footer, _margin_line(sheet, "footer", digest, tab["footer"]) + bottom)
    _fill_margin(section.footer, _margin_line(sheet, "footer", digest + pages, tab["footer"]) + bottom)


def _right_tab(document: WordDocument, sheet: Sheet, style: str) -> str:
    """One tab stop at the right margin; the style's own, made for another width of page, are cleared."""
    stops = dict.fromkeys(tab_stops(document, sheet.style_ids[style]), "clear") | {sheet.width: "right"}
    tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{stop}"/>' for stop, kind in sorted(stops.items()))
    return f"<w:tabs>{tabs}</w:tabs>"


def _margin_line(sheet: Sheet, style: str, runs: str, properties: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{sheet.style_ids[style]}"/>{properties}</w:pPr>{runs}</w:p>'


def _fill_margin(margin: Any, text: str) -> None:
    """Gives a header or footer of python-docx (private types) its own part with this text."""
    margin.is_linked_to_previous = False
    fill(margin.part.element, text)
