"""Opens what a council sends: a workbook, or a folder of text tables, as sheets of cells."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from inspector_app.intake.cells import Cell
from inspector_app.intake.faults import NotAWorkbookError, PasswordProtectedError, UnreadableWorkbookError

_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HEAD_BYTES: Final = 65_536
_SEND_AGAIN: Final = "Ask the council to send it again as .xlsx, .xls, .ods or a folder of .csv files."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its rows from the very first one, so that row 1 is at place 0."""

    name: str
    rows: Sequence[Sequence[Cell]]


def read_sheets(path: Path) -> list[Sheet]:
    """Reads every sheet of a workbook, or every .csv file of a folder, in the order of their names.

    Raises:
        NotAWorkbookError: the file is of another kind.
        PasswordProtectedError: the workbook asks for a password.
        UnreadableWorkbookError: missing, damaged, or not permitted.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if path.suffix.casefold() == ".csv":
            return [_table(path)]
        return _workbook(path)
    except OSError as error:
        if not path.exists():
            what = "There is no such file, so the council's lists were not read"
            advice = "Check the name and the folder."
            raise UnreadableWorkbookError(what, where=path, advice=advice) from error
        if not os.access(path, os.R_OK):
            what = "You may not read the council's lists"
            advice = "Ask for the right to read this file, or copy it to a folder of your own."
            raise UnreadableWorkbookError(what, where=path, advice=advice) from error
        what = f"The council's lists cannot be opened ({error.strerror or 'damaged file'})"
        raise UnreadableWorkbookError(what, where=path, advice=_SEND_AGAIN) from error


def _workbook(path: Path) -> list[Sheet]:
    if path.suffix.casefold() not in _WORKBOOKS:
        with path.open("rb"):
            raise NotAWorkbookError("This is not a workbook", where=path, advice=_SEND_AGAIN)
    try:
        return _worksheets(CalamineWorkbook.from_path(str(path)))  # pyright: ignore[reportUnknownMemberType]  # stub
    except PasswordError as error:
        raise _locked(path) from error
    except CalamineError as error:
        if (sheets := _misnamed(path)) is not None:
            return sheets
        raise _refusal(path) from error


def _misnamed(path: Path) -> list[Sheet] | None:
    """Reads a workbook whose name tells another kind than its bytes do; None where it is no workbook at all.

    Raises:
        OSError: the file cannot be read; calamine does not tell this apart from a damaged one.
    """
    with path.open("rb") as opened:
        if not opened.read(4).startswith(_SIGNATURES):
            return None
        opened.seek(0)
        try:
            return _worksheets(CalamineWorkbook.from_filelike(opened))  # pyright: ignore[reportUnknownMemberType]  # stub
        except (CalamineError, PasswordError):
            return None


def _worksheets(workbook: CalamineWorkbook) -> list[Sheet]:
    return [
        Sheet(one.name, workbook.get_sheet_by_name(one.name).to_python(skip_empty_area=False))
        for one in workbook.sheets_metadata
        if one.typ is SheetTypeEnum.WorkSheet
    ]


def _refusal(path: Path) -> Exception:
    with path.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    if _ENCRYPTED_STREAM in head:
        return _locked(path)
    if head.startswith(_SIGNATURES):
        return UnreadableWorkbookError("The workbook is damaged", where=path, advice=_SEND_AGAIN)
    return NotAWorkbookError("This is not a workbook", where=path, advice=_SEND_AGAIN)


def _locked(path: Path) -> PasswordProtectedError:
    return PasswordProtectedError(
        "The workbook asks for a password",
        where=path,
        advice="Open it in a spreadsheet program, save a copy without a password, and read that copy.",
    )


def _folder(path: Path) -> list[Sheet]:
    tables = sorted(one for one in path.iterdir() if one.suffix.casefold() == ".csv" and one.is_file())
    if not tables:
        raise NotAWorkbookError("The folder holds no .csv file", where=path, advice=_SEND_AGAIN)
    return [_table(one) for one in tables]


def _table(path: Path) -> Sheet:
    try:
        return Sheet(path.stem, list(_lines(path, "utf-8-sig")))
    except UnicodeDecodeError:  # spreadsheet programs on Windows still write the western code page
        return Sheet(path.stem, list(_lines(path, "cp1252")))
    except csv.Error as error:
        raise UnreadableWorkbookError("The table is damaged", where=path, advice=_SEND_AGAIN) from error


def _lines(path: Path, encoding: str) -> Iterator[Sequence[Cell]]:
    with path.open(
        encoding=encoding, newline="", errors="replace" if encoding == "cp1252" else "strict"
    ) as opened:
        yield from csv.reader(opened)
