"""A table as a workbook (.xlsx): heads that stay in view, a filter, days as days, and no formula or link.

It is built in memory: the writer's way to need less would put every text on the disk, in a temporary folder
that nothing encrypts or empties after a crash.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from inspector_app.documents.characters import writable
from inspector_app.documents.sheets import Sheet, Value, looks_like_formula

LONGEST = 32_767
"""UTF-16 units that a cell can hold."""
CUT = "… (cut here: a cell holds no more; the CSV has it all)"

_NARROW, _WIDE = 8, 60
_A4 = 9
_DAY, _MOMENT = "[$-809]d mmm yyyy", "[$-809]d mmm yyyy hh:mm"
_EARLIEST = date(1900, 3, 1)
"""Before it spreadsheets count a day that never was."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a workbook says of itself.

    Attributes:
        title: what it is, and of whom.
        subject: framework, days and standing.
        name: of its sheet; at most 31 characters, none of `[]:*?/` or a backslash.
        marking: stands at the head of every printed page.
        made: when it was made.
    """

    title: str
    subject: str
    name: str
    marking: str
    made: datetime


def workbook_bytes(sheet: Sheet, cover: Cover) -> bytes:
    """Returns a sheet as a workbook; the same sheet and cover give the same bytes. It names no author."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to load, and not always asked

    out = io.BytesIO()
    book: Any = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = (cover.made if cover.made.tzinfo else cover.made.replace(tzinfo=UTC)).astimezone(UTC)
    book.set_properties(
        {
            "title": writable(cover.title),
            "subject": writable(cover.subject),
            "created": made.replace(tzinfo=None, microsecond=0),
        }
    )
    page = book.add_worksheet(cover.name)
    _set_page(page, sheet, cover)
    top = {"valign": "top", "text_wrap": True}
    formats: dict[str, Any] = {
        "head": book.add_format({"bold": True, "bg_color": "#E6EBF1", "bottom": 1, **top}),
        "text": book.add_format(top),
        "quoted": book.add_format({**top, "quote_prefix": True}),
        "day": book.add_format({"valign": "top", "align": "left", "num_format": _DAY}),
        "moment": book.add_format({"valign": "top", "align": "left", "num_format": _MOMENT}),
    }
    for column, (head, width) in enumerate(zip(sheet.head, _widths(sheet), strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, writable(head), formats["head"])
    dated = [head in sheet.days for head in sheet.head]
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write(page, (number, column), _day(value) if dated[column] else value, formats)
    book.close()
    return out.getvalue()


def _set_page(page: Any, sheet: Sheet, cover: Cover) -> None:
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.head) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&C&B{cover.marking}")
    page.set_footer("&RPage &P of &N")


def _write(page: Any, place: tuple[int, int], value: Value | date, formats: dict[str, Any]) -> None:
    match value:
        case None | "":
            pass
        case datetime():
            page.write_datetime(*place, value, formats["moment"])
        case date():
            page.write_datetime(*place, value, formats["day"])
        case int():
            page.write_number(*place, value, formats["text"])
        case str():
            text = _fitting(writable(value))
            page.write_string(*place, text, formats["quoted" if looks_like_formula(text) else "text"])


def _fitting(text: str) -> str:
    """Returns a text that a cell can hold; one that is cut says so."""
    if len(text) <= LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST - len(CUT)) * 2].decode("utf-16-le", "ignore")
    return kept + CUT


def _day(value: Value) -> Value | date:
    """Returns the day or the moment that a text tells, by its own clock; the text where it tells none."""
    if not isinstance(value, str):
        return value
    try:
        told = date.fromisoformat(value) if len(value) <= len("2026-11-23") else datetime.fromisoformat(value)
    except ValueError:
        return value
    if isinstance(told, datetime):
        return value if told.date() < _EARLIEST else told.replace(tzinfo=None, microsecond=0)
    return value if told < _EARLIEST else told


def _widths(sheet: Sheet) -> Sequence[int]:
    """Returns the width of each column in characters: its longest value, within bounds."""
    longest = [len(head) + 3 for head in sheet.head]  # room for the button of the filter
    for row in sheet.rows:
        for column, value in enumerate(row):
            if value is not None:
                longest[column] = max(longest[column], len(str(value)))
    return [min(max(width, _NARROW), _WIDE) for width in longest]
