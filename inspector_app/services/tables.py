"""A table for spreadsheets as a file: a workbook or CSV, by the ending of its name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from inspector_app.documents.first_page import STATUS
from inspector_app.documents.placing import place
from inspector_app.documents.report import MARKING
from inspector_app.documents.sheets import Sheet, csv_bytes
from inspector_app.documents.workbooks import Cover, workbook_bytes


def write_table(sheet: Sheet, out: Path, *, name: str, title: str, subject: str, made: datetime) -> None:
    """Writes a table: as a workbook where the file's name ends with .xlsx, otherwise as CSV.

    Args:
        sheet: the table.
        out: the file; one that is there is replaced at once and whole, or left as it was.
        name: what it is, in two words or three, for example `Evidence log`.
        title: of what or whom; behind the name in the workbook's title.
        subject: what the workbook is about.
        made: when it was made.

    Raises:
        DraftNotWrittenError: the file cannot be written there.
    """
    if out.suffix.lower() == ".xlsx":
        cover = Cover(f"{name}: {title}", f"{subject}. {STATUS}.", name, MARKING, made)
        content = workbook_bytes(sheet, cover)
    else:
        content = csv_bytes(sheet)
    place(content, out, called=name.lower())
