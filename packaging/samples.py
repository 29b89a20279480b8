"""Makes the synthetic workbook of Fernshire, a council that does not exist, for demonstrations and tests.

    python packaging/samples.py --seed 2026 --out resources/samples/

Every child, family, team and worker is invented by a seeded generator; ids are random numbers, workers are
codes, postcodes start with letters that no post office uses. The headings are those of the public Annex A
template. The histories hold together: a referral follows a contact, a plan follows a conference, who is on
lists 7 and 8 is on list 6 too, brothers and sisters share the steps of their family.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import zipfile  # noqa: TID251 - a spreadsheet is a ZIP file, and its bytes must not change with the clock
from datetime import datetime
from pathlib import Path

from fernshire_care import adoptions, care_leaver, established_care, unaccompanied
from fernshire_codes import FRONT_SHEET
from fernshire_council import Council, Row, family_of
from fernshire_help import established_need, established_plan, recent
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from inspector_app.intake.lists import LISTS, OPTIONAL

ADOPTERS = 11
NAME = "fernshire-annex-a.xlsx"
_MADE = datetime(2026, 11, 2, 8, 0)  # noqa: DTZ001 - a spreadsheet knows no time zone
_ZIP_TIME = (2026, 11, 2, 8, 0, 0)


def fernshire(seed: int) -> dict[int, list[Row]]:
    """Returns the rows of the eleven lists, keyed by list number, columns by `intake.lists` keys."""
    council = Council(random.Random(seed))  # noqa: S311 - invented children are no secret
    for depth, families in enumerate((230, 120, 62, 72, 62, 36, 42, 14)):
        for _ in range(families):
            recent(council, family_of(council), depth)
    for _ in range(110):
        established_need(council, family_of(council))
    for _ in range(64):
        established_plan(council, family_of(council))
    for _ in range(120):
        for child in family_of(council, oldest=17)[:3]:
            established_care(council, child)
    for _ in range(24):
        unaccompanied(council)
    for _ in range(120):
        care_leaver(council)
    adoptions(council)
    for rows in council.lists.values():
        council.chance.shuffle(rows)
    return council.lists


def workbook(lists: dict[int, list[Row]]) -> bytes:
    """Returns the bytes of the workbook; the same rows give the same bytes on one computer."""
    book = Workbook()
    front = book.active
    front.title = "Front_Sheet"
    for text in FRONT_SHEET:
        front.append([text])
    for told in LISTS:
        columns = [one for one in told.columns if (told.number, one.key) not in OPTIONAL]
        sheet = book.create_sheet(f"List_{told.number}")
        sheet.append([f"List {told.number}: {told.title}"])
        sheet.append([column.heading for column in columns])
        for row in lists[told.number]:
            sheet.append([row.get(column.key) for column in columns])
        for place, column in enumerate(columns, 1):
            if column.reading in ("date", "birth"):
                for (cell,) in sheet.iter_rows(3, sheet.max_row, place, place):
                    cell.number_format = "DD/MM/YYYY"
            sheet.column_dimensions[get_column_letter(place)].width = 18
        sheet.freeze_panes = "B3"
    book.properties.creator = "packaging/samples.py"
    book.properties.created = _MADE
    held = io.BytesIO()
    book.save(held)
    return _without_clock(held.getvalue())


def _without_clock(made: bytes) -> bytes:
    """Returns the same ZIP file with one fixed time at every place where the computer's clock got in."""
    held = io.BytesIO()
    stamp = _MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return held.getvalue()


def main() -> None:
    """Writes the workbook and says how large it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", type=Path, default=Path("resources/samples"))
    asked = parser.parse_args()
    lists = fernshire(asked.seed)
    asked.out.mkdir(parents=True, exist_ok=True)
    written = asked.out / NAME
    written.write_bytes(workbook(lists))
    of_children = (rows for number, rows in lists.items() if number != ADOPTERS)
    children = len({row["id"] for rows in of_children for row in rows})
    count = sum(map(len, lists.values()))
    print(f"{written}: {children} children, {count} rows, {written.stat().st_size} bytes")


if __name__ == "__main__":
    main()
