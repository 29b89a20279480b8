"""Writes the workbook of a large invented council, fast: a hundred thousand rows take three seconds.

The sheets are what a spreadsheet program writes: rows and cells with their references, shared strings, dates as
styled numbers.
"""

from __future__ import annotations

import random
import zipfile  # noqa: TID251 - a spreadsheet is a ZIP file
from datetime import date, timedelta
from pathlib import Path

from inspector_app.intake.lists import LISTS, Column

ROWS = {
    1: 60_000, 2: 8_000, 3: 12_000, 4: 10_000, 5: 3_000, 6: 4_000, 7: 1_000, 8: 1_000, 9: 600, 10: 200, 11: 200,
}  # fmt: skip
AS_OF = date(2026, 10, 30)
_CHILDREN = 45_000
_EPOCH = date(1899, 12, 30)
_LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
_SPACE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_SPACE}/spreadsheetml/2006/main"'
_STYLES = (
    f'<styleSheet {_MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def write(path: Path, rows: dict[int, int] = ROWS, seed: int = 5) -> Path:
    """Writes a workbook with so many rows on each list, one cell in two hundred blank; returns its path."""
    chance = random.Random(seed)  # noqa: S311 - invented children are no secret
    people = [_person(chance) for _ in range(_CHILDREN)]
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        sheets = [one for one in LISTS if one.number in rows]
        for place, told in enumerate(sheets, 1):
            lines = [_line(1, [_text(column.heading, strings) for column in told.columns])]
            for number in range(2, rows[told.number] + 2):
                child = number % (_CHILDREN if told.number == 1 else _CHILDREN // 3)
                days = AS_OF - timedelta(days=chance.randrange(60, 180))
                cells: list[tuple[str, object]] = []
                for column in told.columns:
                    days += timedelta(days=chance.randrange(2))
                    known = {"id": 100_000 + child, **people[child]}.get(column.key)
                    blank = column.key != "id" and chance.randrange(200) == 0
                    cells.append(("", "") if blank else _cell(column, known, days, chance, strings))
                lines.append(_line(number, cells))
            content = f"<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"
            packed.writestr(f"xl/worksheets/sheet{place}.xml", content)
        _frame(packed, [f"List_{one.number}" for one in sheets], strings)
    return path


def _person(chance: random.Random) -> dict[str, object]:
    """Who a child is, the same on every list."""
    born = date(2009, 1, 5) + timedelta(days=chance.randrange(6300))
    return {
        "birth": born,
        "age": (AS_OF - born).days // 365,
        "gender": chance.choice(("Male", "Female")),
        "ethnicity": chance.choice(("WBRI", "WBRI", "WBRI", "MWBA", "APKN", "BAFR")),
        "disability": "No",
        "team": f"Team {chance.randrange(40)}",
    }


def _line(number: int, cells: list[tuple[str, object]]) -> str:
    told = (
        f'<c r="{_LETTERS[at]}{number}" {kind}><v>{value}</v></c>'
        for at, (kind, value) in enumerate(cells)
        if kind
    )
    return f'<row r="{number}" spans="1:{len(cells)}">{"".join(told)}</row>'


def _text(text: str, strings: dict[str, int]) -> tuple[str, object]:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return 't="s"', strings.setdefault(escaped, len(strings))


def _day(day: date) -> tuple[str, object]:
    return 's="1"', (day - _EPOCH).days


def _cell(
    column: Column, known: object, day: date, chance: random.Random, strings: dict[str, int]
) -> tuple[str, object]:
    if isinstance(known, date):
        return _day(known)
    if isinstance(known, int):
        return 's="0"', known
    if isinstance(known, str):
        return _text(known, strings)
    if column.codes is not None:
        return _text(chance.choice(column.codes.codes).code, strings)
    if column.reading == "date":
        return _day(day)
    return (
        ('s="0"', chance.randrange(3))
        if column.reading == "number"
        else _text(f"{column.key} {chance.randrange(400)}", strings)
    )


def _frame(packed: zipfile.ZipFile, names: list[str], strings: dict[str, int]) -> None:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    relation = f"{_SPACE}/officeDocument/2006/relationships"
    numbered = list(enumerate(names, 1))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_SPACE}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kinds}styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}sharedStrings+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}worksheet+xml"/>'
                for n, _ in numbered
            )
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_SPACE}/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {_MAIN} xmlns:r="{relation}"><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in numbered)
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_SPACE}/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="r{n}" Type="{relation}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n, _ in numbered
            )
            + f'<Relationship Id="s" Type="{relation}/styles" Target="styles.xml"/>'
            f'<Relationship Id="t" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{''.join(f'<si><t>{text}</t></si>' for text in strings)}</sst>",
    }
    for name, content in parts.items():
        packed.writestr(name, content)
