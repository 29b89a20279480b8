"""Tables for spreadsheets, and how they are written as CSV: no cell of ours is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
            "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}", "\N{MINUS SIGN}")  # fmt: skip

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        head: what stands over each column.
        rows: as many values as there are columns, each.
        days: heads of columns that hold days and moments, written as in ISO 8601.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    days: frozenset[str] = frozenset()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    return text.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA)


def csv_bytes(sheet: Sheet) -> bytes:
    """Returns a sheet as CSV that spreadsheets open with a double click: UTF-8 with its mark, CR LF.

    A text that a spreadsheet could take for a formula gets an apostrophe before it; numbers stay numbers.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(one) for one in sheet.head])
    writer.writerows([_harmless(one) for one in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _harmless(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    plain = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return f"'{plain}" if looks_like_formula(plain) else plain
