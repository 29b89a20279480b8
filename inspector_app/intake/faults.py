"""What can be wrong with a council's lists: errors that stop the reading, problems that do not.

Neither ever holds a cell's text or a child's id: a row number is enough to find the cell, and a message may
end up in a log or on a slide.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.errors import WorldError


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
