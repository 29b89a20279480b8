"""A table as a workbook, read back by two programs that know nothing of how it was written."""

from __future__ import annotations

import io
import zipfile  # noqa: TID251 - reads a .xlsx, which is a ZIP, without the code under test
from datetime import UTC, date, datetime

import openpyxl
import pytest
from python_calamine import load_workbook

from inspector_app.documents.sheets import Sheet
from inspector_app.documents.workbooks import CUT, LONGEST, Cover, workbook_bytes

MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COVER = Cover("Evidence log: Fernshire", "A framework. Draft.", "Evidence log", "OFFICIAL-SENSITIVE", MADE)


def by_the_clock(*parts: int) -> datetime:
    """A moment as a cell holds it: without a time zone."""
    return datetime(*parts)  # noqa: DTZ001


def opened(sheet: Sheet):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheet, COVER)))


def calamined(sheet: Sheet) -> list[list[object]]:
    return load_workbook(io.BytesIO(workbook_bytes(sheet, COVER))).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 1632", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", " =1", "\uff1d1", "{=1}", "12", "1e5"],
)
def test_a_text_stays_a_text_whatever_it_looks_like(text):
    page = opened(Sheet(("A",), ((text,),))).active
    assert (page["A2"].value, page["A2"].data_type) == (text, "s")
    assert calamined(Sheet(("A",), ((text,),)))[1] == [text]


def test_what_looks_like_a_formula_is_marked_as_text_so_that_it_stays_one_when_edited():
    page = opened(Sheet(("A", "B"), (("=1+1", "plain"),))).active
    assert (page["A2"].quotePrefix, page["B2"].quotePrefix) == (True, False)


def test_an_address_is_no_link():
    content = workbook_bytes(Sheet(("A",), (("https://example.org", ), ("mailto:a@b.c",))), COVER)  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [
            name for name in package.namelist() if "worksheets/_rels" in name or "externalLinks" in name
        ]
        assert b"<hyperlink" not in package.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_days_and_moments_are_real_ones_and_what_is_none_stays_text():
    days = ("2026-11-23", "2026-11-23T23:30:00Z", "2026-05-03T09:15:00+01:00", "in May", "1850-01-01", None)
    sheet = Sheet(("When", "Text"), tuple((day, "2026-11-23") for day in days), frozenset({"When"}))
    page = opened(sheet).active
    found = [row[0].value for row in page.iter_rows(min_row=2)]
    assert found == [
        by_the_clock(2026, 11, 23), by_the_clock(2026, 11, 23, 23, 30), by_the_clock(2026, 5, 3, 9, 15), "in May", "1850-01-01", None,
    ]  # fmt: skip
    assert {row[1].value for row in page.iter_rows(min_row=2)} == {"2026-11-23"}
    assert page["A2"].number_format == "[$-809]d mmm yyyy"
    assert page["A3"].number_format == "[$-809]d mmm yyyy hh:mm"
    assert [row[0] for row in calamined(sheet)][1:3] == [
        date(2026, 11, 23),
        by_the_clock(2026, 11, 23, 23, 30),
    ]


def test_the_head_stays_in_view_has_a_filter_and_comes_again_on_every_printed_page():
    page = opened(Sheet(("A", "B"), (("x", 1), ("y", 2)))).active
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:B3", "$1:$1")
    assert (page.title, page.page_setup.orientation) == ("Evidence log", "landscape")
    assert page.oddHeader.center.text == "&BOFFICIAL-SENSITIVE"
    assert (page["B2"].value, page["B2"].data_type) == (1, "n")


def test_columns_are_as_wide_as_their_texts_within_bounds():
    page = opened(Sheet(("A", "B", "C"), (("x", "y" * 30, "z" * 500),))).active
    widths = [page.column_dimensions[name].width for name in "ABC"]
    assert widths == sorted(widths)
    assert widths[0] < 10
    assert 55 < widths[2] < 65


def test_the_properties_tell_the_inspection_and_no_person():
    properties = opened(Sheet(("A",), ())).properties
    assert (properties.title, properties.subject) == (COVER.title, COVER.subject)
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.created == by_the_clock(2026, 11, 23, 9, 30)


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    for text in ("x" * (LONGEST + 1), "🧒" * (LONGEST // 2 + 1)):
        value = opened(Sheet(("A",), ((text,),))).active["A2"].value
        assert value.endswith(CUT)
        assert len(value.encode("utf-16-le")) // 2 <= LONGEST
        assert text.startswith(value.removesuffix(CUT))
    whole = "x" * LONGEST
    assert opened(Sheet(("A",), ((whole,),))).active["A2"].value == whole


def test_what_no_file_can_hold_leaves_a_mark():
    (_, row) = calamined(Sheet(("A", "B"), (("a\x00b\r\nc", "\ud800"),)))
    assert row == ["a\N{REPLACEMENT CHARACTER}b\nc", "\N{REPLACEMENT CHARACTER}"]


def test_the_same_table_gives_the_same_bytes():
    sheet = Sheet(("A",), (("x",),))
    assert workbook_bytes(sheet, COVER) == workbook_bytes(sheet, COVER)


def test_a_table_without_rows_opens():
    assert calamined(Sheet(("A", "B"), ())) == [["A", "B"]]
