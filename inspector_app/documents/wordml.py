"""WordprocessingML for the blocks of a document, as one piece of text.

Text is built and parsed once: adding paragraphs and cells one by one through an object model takes time that
grows with the square of the length, which a draft of a thousand pages cannot bear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, assert_never
from xml.sax.saxutils import escape, quoteattr

from inspector_app.documents.blocks import (
    Bars,
    Block,
    Cell,
    Charts,
    Contents,
    Heading,
    Kept,
    Line,
    Look,
    Span,
    Table,
)
from inspector_app.documents.characters import writable
from inspector_app.documents.charts import height, placed_xml

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_BOOKMARK = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_SPLIT_ABOVE = 700
"""Characters in a cell above which its row may break across pages. Shorter rows stay whole, evidence texts
among them; a longer one would move to the next page and leave half of its own empty."""

_GAP = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""An empty paragraph too low to be seen, or to make a page of its own."""

_FILLS = ("E9EFF6", "CBD9E9", "A9C0DB", "86A6CC")
_GROUNDS = ("", *(f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' for fill in _FILLS))
"""What each depth of a cell's ground is written as."""

_DRAWINGS = 1000
"""Drawings are numbered from here, so that no picture of a template has the same number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the writer must know of the document that it writes into.

    Attributes:
        style_ids: the id of each style by its name.
        bullet_id: the id of the list that bullets belong to.
        width: the width of the text, in twentieths of a point.
        pages: the page of each heading of the contents, in order; empty where nobody has laid the pages out.
    """

    style_ids: Mapping[str, str]
    bullet_id: int
    width: int
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The content of a `w:body` element, and what it refers to by its place in a list.

    Attributes:
        text: WordprocessingML.
        remarks: comments, numbered from 0.
        kept: elements of a template, each for the paragraph whose `rsidR` is its number, from 1.
        charts: each named in the text by `chart_relation` of its number, from 1.
    """

    text: str
    remarks: tuple[str, ...]
    kept: tuple[Any, ...]
    charts: tuple[Bars, ...]


def chart_relation(number: int) -> str:
    """Returns the id of the relationship to a chart; no template numbers its own like that."""
    return f"draftChart{number}"


def body_xml(blocks: Sequence[Block], sheet: Sheet) -> Body:
    """Returns the content of a `w:body` element: the blocks in order.

    Characters that XML cannot hold are written as U+FFFD. Links to nowhere become plain text.
    """
    writer = _Writer(sheet, _bookmarks(blocks), [one for one in blocks if isinstance(one, Heading)])
    pieces: list[str] = []
    previous: Block | None = None
    for block, following in zip_longest(blocks, blocks[1:]):
        if isinstance(block, Table) and isinstance(previous, Table):
            pieces.append(_GAP)  # Word melts two neighbouring tables into one
        pieces.append(writer.block(block, keep=isinstance(following, Table | Charts)))
        previous = block
    if isinstance(previous, Table):
        pieces.append(_GAP)  # Word wants a paragraph after the last table
    return Body("".join(pieces), tuple(writer.remarks), tuple(writer.kept), tuple(writer.charts))


def run_xml(text: str, *, strong: bool = False, style: str = "") -> str:
    """Returns one `w:r`; line breaks and tabs of the text become those of Word."""
    properties = (f"<w:rStyle w:val={quoteattr(style)}/>" if style else "") + (
        "<w:b/><w:bCs/>" if strong else ""
    )
    pieces = ["<w:r>", f"<w:rPr>{properties}</w:rPr>" if properties else ""]
    for part in re.split("([\n\t])", writable(text)):
        if part == "\n":
            pieces.append("<w:br/>")
        elif part == "\t":
            pieces.append("<w:tab/>")
        elif part:
            pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    pieces.append("</w:r>")
    return "".join(pieces)


def field_xml(instruction: str, shown: str) -> str:
    """Returns a field with the text that is shown until the field is worked out, for example `PAGE`."""
    return (
        _mark("begin")
        + f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        + _mark("separate")
        + run_xml(shown)
        + _mark("end")
    )


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _bookmarks(blocks: Sequence[Block]) -> dict[str, str]:
    """The bookmark name of every anchor in the document: itself where Word allows it, else a made one."""
    names: dict[str, str] = {}
    for anchor in _anchors(blocks):
        if anchor and anchor not in names:
            names[anchor] = anchor if _BOOKMARK.fullmatch(anchor) else f"anchor_{len(names) + 1}"
    return names


def _anchors(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Line() | Heading():
                yield block.anchor
            case Table():
                yield from (line.anchor for row in block.rows for cell in row for line in cell)
            case Contents() | Charts() | Kept():
                pass


class _Writer:
    """Writes blocks; remembers which bookmarks are set, because Word allows each name and number once."""

    def __init__(self, sheet: Sheet, bookmarks: Mapping[str, str], headings: Sequence[Heading]) -> None:
        self._sheet = sheet
        self._bookmarks = bookmarks
        self._headings = [heading for heading in headings if heading.level <= 2]  # noqa: PLR2004 - contents stop there
        self._set: set[str] = set()
        self.remarks: list[str] = []
        self.kept: list[Any] = []
        self.charts: list[Bars] = []

    def block(self, block: Block, *, keep: bool) -> str:
        """The block; `keep` holds a line on the page of what follows, so no table loses its introduction."""
        match block:
            case Line():
                return self._line(block, keep=keep)
            case Heading():
                return self._heading(block)
            case Table():
                return self._table(block)
            case Contents():
                return self._contents(block)
            case Charts():
                return self._charts(block)
            case Kept():
                self.kept.append(block.element)
                return f'<w:p w:rsidR="{len(self.kept):08}"/>'
        assert_never(block)

    def _style(self, name: str) -> str:
        return f"<w:pStyle w:val={quoteattr(self._sheet.style_ids[name])}/>"

    def _line(self, line: Line, *, keep: bool = False) -> str:
        properties = self._style(line.look) + ("<w:keepNext/>" if keep else "")
        if line.look is Look.BULLET:
            properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self._sheet.bullet_id}"/></w:numPr>'
        runs = self._remarked("".join(self._span(span) for span in line.spans), line.remarks)
        return self._paragraph(properties, runs, line.anchor)

    def _remarked(self, runs: str, remarks: Sequence[str]) -> str:
        for remark in remarks:
            number = len(self.remarks)
            self.remarks.append(remark)
            runs = (
                f'<w:commentRangeStart w:id="{number}"/>{runs}<w:commentRangeEnd w:id="{number}"/>'
                f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            )
        return runs

    def _heading(self, heading: Heading) -> str:
        properties = self._style(f"heading {heading.level}") + (
            "<w:pageBreakBefore/>" if heading.new_page else ""
        )
        return self._paragraph(properties, run_xml(heading.text), heading.anchor)

    def _paragraph(self, properties: str, runs: str, anchor: str) -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._anchored(runs, anchor)}</w:p>"

    def _anchored(self, runs: str, anchor: str) -> str:
        if not anchor or anchor in self._set:
            return runs
        return self._bookmarked(runs, self._bookmarks[anchor], anchor)

    def _bookmarked(self, runs: str, name: str, key: str = "") -> str:
        if not name or (key or name) in self._set:
            return runs
        self._set.add(key or name)
        number = len(self._set)
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'

    def _span(self, span: Span) -> str:
        name = self._bookmarks.get(span.link)
        if name is None:
            return self._bookmarked(run_xml(span.text, strong=span.strong), span.mark)
        run = run_xml(span.text, strong=span.strong, style=self._sheet.style_ids["Draft Link"])
        return f'<w:hyperlink w:anchor="{name}" w:history="1">{run}</w:hyperlink>'

    def _contents(self, contents: Contents) -> str:
        """The entries are written out, because LibreOffice never fills the field, Word only when asked.

        So are fields for the page numbers, with a number only where somebody has laid the pages out. To have
        Word work them out by itself (`w:updateFields`, `w:dirty`) is to have it ask, at every first opening,
        about "fields that may refer to other files": no reader of a draft should have to answer that.
        """
        remarks = (contents.remark,) if contents.remark and not self._sheet.pages else ()
        title = self._remarked(run_xml(contents.title), remarks)
        pieces = [self._paragraph(self._style("TOC Heading") + "<w:pageBreakBefore/>", title, "")]
        leader = ' w:leader="dot"' if self._sheet.pages else ""
        last = len(self._headings) - 1
        for position, heading in enumerate(self._headings):
            name = self._bookmarks[heading.anchor]
            runs = run_xml(heading.text) + self._page(position, name)
            link = f'<w:hyperlink w:anchor="{name}">{runs}</w:hyperlink>'
            opening = (
                _mark("begin")
                + '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
                + _mark("separate")
            )
            runs = (opening if position == 0 else "") + link + (_mark("end") if position == last else "")
            tab = f'<w:tabs><w:tab w:val="right"{leader} w:pos="{self._sheet.width}"/></w:tabs>'
            properties = self._style(f"toc {heading.level}") + tab
            pieces.append(self._paragraph(properties, runs, ""))
        return "".join(pieces)

    def _page(self, position: int, name: str) -> str:
        shown = str(self._sheet.pages[position]) if position < len(self._sheet.pages) else ""
        return run_xml("\t") + field_xml(f"PAGEREF {name} \\h", shown)

    def _charts(self, block: Charts) -> str:
        high, width = max(map(height, block.charts)), self._sheet.width // len(block.charts)
        runs: list[str] = []
        for bars in block.charts:
            self.charts.append(bars)
            number = len(self.charts)
            relation = chart_relation(number)
            runs.append(
                placed_xml(bars, number=_DRAWINGS + number, relation=relation, width=width, high=high)
            )
        return self._paragraph(self._style(Look.BODY), "".join(runs), "")

    def _table(self, table: Table) -> str:
        widths = _widths(table.shares, self._sheet.width)
        head = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            '<w:shd w:val="clear" w:color="auto" w:fill="E6EBF1"/>'
            f"</w:tcPr><w:p><w:pPr>{self._style(Look.CELL_HEAD)}</w:pPr>{run_xml(text)}</w:p></w:tc>"
            for width, text in zip(widths, table.head, strict=True)
        )
        return (
            f"<w:tbl><w:tblPr><w:tblStyle w:val={quoteattr(self._sheet.style_ids['Draft Table'])}/>"
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" '
            f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr>'
            "<w:tblGrid>"
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
            + f"</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
            + "".join(
                self._row(row, widths, shades)
                for row, shades in zip_longest(table.rows, table.shades, fillvalue=())
            )
            + "</w:tbl>"
        )

    def _row(self, row: Sequence[Cell], widths: Sequence[int], shades: Sequence[int]) -> str:
        long = max(sum(len(span.text) for line in cell for span in line.spans) for cell in row) > _SPLIT_ABOVE
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_GROUNDS[shade]}</w:tcPr>'
            + "".join(self._line(line) for line in cell)
            + "</w:tc>"
            for width, cell, shade in zip(widths, row, shades or (0,) * len(row), strict=True)
        )
        return f"<w:tr>{'' if long else '<w:trPr><w:cantSplit/></w:trPr>'}{cells}</w:tr>"


def _widths(shares: Sequence[int], width: int) -> list[int]:
    """Shares out the width to the last unit: the last column takes what rounding leaves."""
    whole = sum(shares)
    widths = [width * share // whole for share in shares]
    widths[-1] += width - sum(widths)
    return widths
