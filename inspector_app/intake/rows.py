"""Reads the rows below the headings of one list into dates, codes, numbers and texts.

A hundred thousand rows are ordinary, and most cells of a column are the same few, so a list is read column
by column and each different cell is understood once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from inspector_app.intake.cells import Cell, day, identifier, number, plain
from inspector_app.intake.codes import Code, CodeSet
from inspector_app.intake.findings import Findings
from inspector_app.intake.headings import Found
from inspector_app.intake.lists import Column

Value = date | int | str | Code
Cells = Sequence[Cell]

_ANSWERS = {"Yes": True, "No": False}

NO_ID = "the row has no id"
REPEATED = "the row repeats an earlier row; it was read once"
HEADINGS_AGAIN = "the row repeats the headings"
UNDER_NO_HEADINGS = "the row stands in a sheet without headings"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, in words that repeat nothing of it, and the rule it goes under."""

    rule: str
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """One list as it was read, row by row in step.

    Attributes:
        found: the list among the sheets.
        above: rows above the headings that hold anything: titles, as a rule.
        filled: rows below them that hold anything.
        numbers: for each row read, its number as the spreadsheet counts it.
        children: for each row read, the child's id.
        columns: key of a column to its value in each row read, None where it is blank or cannot be read.
        blanks: key of a column to the places of the rows where it is blank.
    """

    found: Found
    above: int
    filled: int
    numbers: Sequence[int]
    children: Sequence[str]
    columns: dict[str, list[Value | None]]
    blanks: dict[str, list[int]]

    def ask(self, findings: Findings, at: int, rule: str, key: str, what: str) -> None:
        """Notes a finding at the place of a row, under the heading of a column."""
        findings.at(self.found, self.numbers[at], rule, key, what, child=self.children[at])

    @property
    def list_number(self) -> int:
        """Number of the list."""
        return self.found.child_list.number

    def dates(self, key: str) -> list[date | None]:
        """Returns a column of dates as it stands in the table; one that is not there has none."""
        if key in self.columns:
            return cast("list[date | None]", self.columns[key])
        return [None] * len(self.numbers)

    def date_keys(self) -> list[str]:
        """Returns the keys of the columns of dates, that of birth among them."""
        told = self.found.child_list.columns
        return [one.key for one in told if one.reading in ("date", "birth") and one.key in self.columns]


class Row:
    """One row of a table, asked by the keys of its columns."""

    __slots__ = ("at", "table")

    def __init__(self, table: Table, at: int) -> None:
        self.table = table
        self.at = at

    @property
    def found(self) -> Found:
        """The list that it stands in."""
        return self.table.found

    @property
    def number(self) -> int:
        """The row as the spreadsheet counts it."""
        return self.table.numbers[self.at]

    @property
    def child(self) -> str:
        """The child's id."""
        return self.table.children[self.at]

    def ask(self, findings: Findings, rule: str, key: str, what: str) -> None:
        """Notes a finding in this row, under the heading of a column."""
        self.table.ask(findings, self.at, rule, key, what)

    def has(self, key: str) -> bool:
        """Says whether the council's list has a column."""
        return key in self.table.columns

    def date(self, key: str) -> date | None:
        """Returns the date in a column, None where there is none."""
        column = self.table.columns.get(key)
        value = None if column is None else column[self.at]
        return value if isinstance(value, date) else None

    def code(self, key: str) -> Code | None:
        """Returns the code in a column, None where there is none."""
        column = self.table.columns.get(key)
        value = None if column is None else column[self.at]
        return value if isinstance(value, Code) else None

    def told(self, key: str) -> str | None:
        """Returns code and label in a column, None where there is none."""
        code = self.code(key)
        return code.told if code else None

    def label(self, key: str) -> str | None:
        """Returns the label of a code in a column, None where there is none."""
        code = self.code(key)
        return code.label if code else None

    def count(self, key: str) -> int | None:
        """Returns the whole number in a column, None where there is none."""
        column = self.table.columns.get(key)
        value = None if column is None else column[self.at]
        return value if isinstance(value, int) else None

    def text(self, key: str) -> str | None:
        """Returns the text in a column, None where there is none."""
        column = self.table.columns.get(key)
        value = None if column is None else column[self.at]
        return value if isinstance(value, str) else None

    def yes(self, key: str) -> bool | None:
        """Returns True for yes, False for no, None for unknown and for a blank."""
        code = self.code(key)
        return _ANSWERS.get(code.code) if code else None


def rows_of(table: Table) -> list[Row]:
    """Returns the rows of a table."""
    return [Row(table, at) for at in range(len(table.numbers))]


def read_table(found: Found, findings: Findings) -> Table:
    """Reads a list and notes cells that cannot be read, and every row that is left out.

    Left out are rows without an id, rows that repeat an earlier row to the letter, rows that repeat the
    headings, and all rows of a sheet that has none.
    """
    if found.header is None:
        filled = _filled(found.sheet.rows, 0)
        for row_number, _ in filled:
            findings.at(found, row_number, "row_without_headings", None, UNDER_NO_HEADINGS)
        return Table(found, 0, len(filled), (), (), {}, {})
    filled = _filled(found.sheet.rows, found.header + 1)
    numbers, children, rows = _kept(found, filled, findings)
    above = len(_filled(found.sheet.rows[: found.header], 0))
    table = Table(found, above, len(filled), numbers, children, {}, {})
    for column in found.child_list.columns:
        if column.key in found.places and column.reading not in ("id", "not kept"):
            _read_column(table, column, rows, findings)
    return table


def _filled(rows: Sequence[Cells], first: int) -> list[tuple[int, Cells]]:
    return [(place + 1, rows[place]) for place in range(first, len(rows)) if _holds(rows[place])]


def _holds(cells: Cells) -> bool:
    """Says whether a row holds anything; mostly its first cell does, so no generator is set up for it."""
    for cell in cells:  # noqa: SIM110 - see above
        if not isinstance(cell, str) or (cell and plain(cell)):
            return True
    return False


def _kept(
    found: Found, filled: Sequence[tuple[int, Cells]], findings: Findings
) -> tuple[list[int], list[str], list[Cells]]:
    """Returns number, id and cells of every row that is read."""
    place = found.places.get("id")
    raw = [cells[place] if place is not None and place < len(cells) else "" for _, cells in filled]
    known = {cell: identifier(cell) for cell in set(raw)}
    heading = found.headings.get("id", "")
    out = _repeats(raw, filled)
    out |= {at: ("no_id", NO_ID) for at, cell in enumerate(raw) if not known[cell]}
    if heading and heading in known.values():
        out |= {at: ("repeated_headings", HEADINGS_AGAIN) for at, c in enumerate(raw) if known[c] == heading}
    for at in sorted(out):
        rule, what = out[at]
        child = known[raw[at]] if rule == "repeated_row" else ""
        findings.at(found, filled[at][0], rule, "id", what, child=child)
    kept = [at for at in range(len(raw)) if at not in out]
    return [filled[at][0] for at in kept], [known[raw[at]] for at in kept], [filled[at][1] for at in kept]


def _repeats(raw: Cells, filled: Sequence[tuple[int, Cells]]) -> dict[int, tuple[str, str]]:
    """Returns the places of the rows that repeat an earlier one to the letter."""
    often = Counter(raw)
    seen: set[tuple[Cell, ...]] = set()
    out: dict[int, tuple[str, str]] = {}
    for at, cell in enumerate(raw):
        if often[cell] > 1:
            whole = tuple(filled[at][1])
            if whole in seen:
                out[at] = ("repeated_row", REPEATED)
            seen.add(whole)
    return out


def _read_column(table: Table, column: Column, rows: Sequence[Cells], findings: Findings) -> None:
    """Puts the values of one column into a table, and the places at which it is blank."""
    key, place = column.key, table.found.places[column.key]
    raw = [cells[place] if place < len(cells) else "" for cells in rows]
    understand = _understanding(column)
    known = {cell: understand(cell) for cell in set(raw)}
    values = [known[cell] for cell in raw]
    blank = [at for at, value in enumerate(values) if value is None] if None in known.values() else []
    table.blanks[key] = blank
    if not any(isinstance(value, Fault) for value in known.values()):
        table.columns[key] = cast("list[Value | None]", values)
        return
    for at, value in enumerate(values):
        if isinstance(value, Fault):
            table.ask(findings, at, value.rule, key, value.what)
    table.columns[key] = [None if isinstance(value, Fault) else value for value in values]


def _understanding(column: Column) -> Callable[[Cell], Value | Fault | None]:
    if column.codes is not None:
        return _decoder(column.codes)
    if column.reading in ("date", "birth"):
        return lambda cell: _or_fault(day(cell), "impossible_date")
    if column.reading == "number":
        return lambda cell: _or_fault(number(cell), "number")
    return lambda cell: identifier(cell) or None


def _or_fault(value: date | int | str | None, rule: str) -> Value | Fault | None:
    return Fault(rule, value) if isinstance(value, str) else value


def _decoder(codes: CodeSet) -> Callable[[Cell], Value | Fault | None]:
    def decode(cell: Cell) -> Value | Fault | None:
        text = plain(cell)
        if not text:
            return None
        return codes.decode(text) or Fault("unknown_code", f"unknown code for {codes.name}")

    return decode
