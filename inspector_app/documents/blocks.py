"""The neutral building blocks of a document: what stands on the page, not how a format writes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Look(StrEnum):
    """How a paragraph is set. Each value is the name of a paragraph style."""

    BODY = "Normal"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    MARKING = "Draft Marking"
    FACT = "Draft Fact"
    NOTE = "Draft Note"
    BULLET = "Draft Bullet"
    NUMBERED = "Draft Numbered"
    CELL = "Draft Cell"
    CELL_HEAD = "Draft Cell Head"
    CELL_NUMBERED = "Draft Cell Numbered"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text.

    Attributes:
        text: line breaks and tabs are kept.
        strong: set in bold.
        link: the anchor of a place in the same document, or empty.
        mark: name under which this text is found again after somebody has edited the document, or empty.
    """

    text: str
    strong: bool = False
    link: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its spans, how it is set, the anchor by which links find it, remarks in the margin."""

    spans: tuple[Span, ...]
    look: Look = Look.BODY
    anchor: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3. `new_page` starts a page with it."""

    text: str
    level: int
    anchor: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """A list of the headings of levels 1 and 2, on a page of its own.

    Attributes:
        title: its heading.
        remark: stands in the margin where no page numbers are known yet; empty for none.
    """

    title: str
    remark: str = ""


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row.

    Attributes:
        caption: what the table is, for those who hear it read.
        head: one heading per column.
        rows: the cells of each row, as many as there are columns.
        shares: how the width is shared between the columns; any unit.
        shades: how dark each cell's ground is, from 0 to `DARKEST`; empty for a table without grounds.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...]
    shades: tuple[tuple[int, ...], ...] = ()


DARKEST = 4
"""The darkest ground of a table's cell; black text stays readable on it."""


class Fill(StrEnum):
    """What bars are filled with. All five can be told apart on paper without colour."""

    DARK = "dark"
    MIDDLE = "middle"
    LIGHT = "light"
    BLANK = "blank"
    STRIPED = "striped"


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one kind: what they stand for, a value for each label, and their fill."""

    name: str
    values: tuple[float, ...]
    fill: Fill


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars.

    Attributes:
        title: what the chart is; stands over it.
        labels: what stands beside the bars, from the top down.
        series: the bars of each label.
        stacked: one after the other in one line, not one below the other.
        shares: the values are parts of a whole, from 0 to 1.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    shares: bool = False


@dataclass(frozen=True, slots=True)
class Charts:
    """A chart over the whole width, or several side by side in one line."""

    charts: tuple[Bars, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece of an organisation's template that stays as it is; only the writer of its format reads it."""

    element: Any


Block = Line | Heading | Contents | Table | Charts | Kept


def line(text: str, look: Look = Look.BODY, *, strong: bool = False) -> Line:
    """Returns a paragraph of one span."""
    return Line((Span(text, strong=strong),), look)


def cell(*texts: str, strong: bool = False) -> Cell:
    """Returns a table cell with one paragraph per text; empty texts are left out."""
    kept = tuple(line(text, Look.CELL, strong=strong) for text in texts if text)
    return kept or (line("", Look.CELL),)
