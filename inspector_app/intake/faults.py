"""What can be wrong with a council's lists: errors that stop the reading, problems that do not.

Neither ever holds a cell's text or a child's id: a row number is enough to find the cell, and a message may
end up in a log or on a slide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.errors import WorldError

_TOLD_IN_FULL = 20


class NotAWorkbookError(WorldError):
    """The file is not a spreadsheet that this app reads."""


class UnreadableWorkbookError(WorldError):
    """The file could not be opened, or is damaged."""


class PasswordProtectedError(WorldError):
    """The workbook asks for a password."""


class NoListError(WorldError):
    """The workbook can be read, but none of the eleven lists was recognised in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to ask the council about.

    `list_number` is None where no list was recognised; `row` is the row as the spreadsheet counts it, from 1,
    and None where the whole list or column is meant; `column` is the heading.
    """

    list_number: int | None
    sheet: str
    row: int | None
    column: str | None
    what: str


class Problems:
    """Gathers problems. The same fault in the same column is told row by row twenty times, then counted."""

    def __init__(self) -> None:
        self._told: list[Problem] = []
        self._count: Counter[tuple[int | None, str, str | None, str]] = Counter()

    def add(
        self, list_number: int | None, sheet: str, row: int | None, column: str | None, what: str
    ) -> None:
        """Notes one problem."""
        key = (list_number, sheet, column, what)
        self._count[key] += 1
        if self._count[key] <= _TOLD_IN_FULL:
            self._told.append(Problem(list_number, sheet, row, column, what))

    def all(self) -> tuple[Problem, ...]:
        """Returns the problems in the order in which they were met, then the counts of what was cut short."""
        return (*self._told, *self._counted())

    def _counted(self) -> Iterator[Problem]:
        for (list_number, sheet, column, what), number in self._count.items():
            if number > _TOLD_IN_FULL:
                more = f"{what} (and {number - _TOLD_IN_FULL} more rows with the same fault)"
                yield Problem(list_number, sheet, None, column, more)
