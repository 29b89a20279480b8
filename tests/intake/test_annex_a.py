"""A council's workbook is read as it comes: odd names, odd headings, odd cells, each oddity reported by row."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from inspector_app.intake import checks, sheets
from inspector_app.intake.annex_a import describe, read_annex_a
from inspector_app.intake.faults import (
    NoListError,
    NotAWorkbookError,
    PasswordProtectedError,
    UnreadableWorkbookError,
)

TEMPLATE = Path(__file__).parents[3] / "shared" / "annex_a" / "2015-01-sample.xlsx"
PERSON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
MAY = date(2026, 5, 4)
BORN = date(2015, 3, 1)


def told(annex):
    return [(one.list_number, one.row, one.column, one.what) for one in annex.problems]


def test_a_plain_list_becomes_children_with_dated_events(make_workbook, contacts):
    annex = read_annex_a(make_workbook({"List_1": contacts()}))
    assert annex.problems == ()
    assert [(one.number, one.title, one.rows) for one in annex.lists] == [(1, "Contacts", 10)]
    first = annex.journeys[0]
    assert (first.child.list_id, first.child.gender, first.child.ethnicity, first.child.age) == (
        "1",
        "female",
        "WBRI",
        11,
    )
    (event,) = first.events
    assert (event.kind, event.start, event.end, event.detail, event.partner) == (
        "contact",
        date(2026, 5, 1),
        None,
        "Police",
        "Police",
    )
    assert annex.as_of == date(2026, 5, 10)
    assert set(annex.children) == {str(number) for number in range(1, 11)}


@pytest.mark.parametrize(
    "name",
    [
        "List_1",
        "List 1",
        "list1",
        "1",
        "1. Contacts",
        "01 Contacts",
        "Annex A - List 1 (Contacts)",
        "Contacts",
        "L1",
    ],
)
def test_a_sheet_is_known_by_number_or_by_word(make_workbook, contacts, name):
    annex = read_annex_a(make_workbook({"Cover": [["Hello"]], name: contacts()[1:]}))
    assert [(one.number, one.sheet) for one in annex.lists] == [(1, name)]
    assert annex.other_sheets == ("Cover",)


def test_a_sheet_is_known_by_the_title_above_its_headings_or_by_the_headings_alone(make_workbook, contacts):
    titled = read_annex_a(make_workbook({"Sheet1": [[], [], *contacts()]}))
    assert [one.number for one in titled.lists] == [1]
    nameless = read_annex_a(make_workbook({"Export": contacts()[1:]}))
    assert [one.number for one in nameless.lists] == [1]


def test_a_sheet_of_explanations_is_not_taken_for_a_list(make_workbook, contacts):
    guidance = [
        ["List Number/Title", "Field Heading", "Detailed Guidance"],
        ["List 1: Contacts", "Child Unique ID", "An id for each child"],
        ["", "Gender", "Please use codes"],
    ]
    codes = [["Gender", "Ethnicity", "Case status", "Placement Type"], ["a) Male", "a) WBRI", "", ""]]
    annex = read_annex_a(make_workbook({"Guidance": guidance, "Codes_used": codes, "List_1": contacts()}))
    assert annex.other_sheets == ("Guidance", "Codes_used")
    assert [one.rows for one in annex.lists] == [10]


def test_headings_vary_and_what_nobody_knows_is_reported(make_workbook):
    rows = [
        ["Report run for Fernshire"],
        [],
        [
            "CHILD ID",
            "Sex",
            "Ethnic origin",
            "D.O.B.",
            "Age",
            "Referral\u00a0Date",
            "Source of referral",
            "NFA (Y/N)",
            "Shoe size",
        ],
        ["A7", "Male", "White British", "01/03/2015", "11", "04/05/2026", "School", "N", 4],
    ]
    annex = read_annex_a(make_workbook({"3 - Referrals received": rows}))
    (one,) = annex.lists
    assert one.unmatched_columns == ("Shoe size",)
    assert one.missing_columns == (
        "Number of Referrals in Last 12 Months",
        "Allocated Team",
        "Allocated Worker",
    )
    (child,) = annex.children.values()
    assert (child.list_id, child.gender, child.birth_date, child.age) == ("A7", "male", BORN, 11)
    (event,) = annex.journeys[0].events
    assert (event.kind, event.start, event.partner) == ("referral", MAY, "Schools")


def test_a_child_on_several_lists_has_one_journey(make_workbook):
    person = [1.0, "F", "MWBA", BORN, 11]
    need = [*PERSON, "CIN Start Date", "Primary Need Code", "CIN Closure Date", "Case status"]
    plan = [
        *PERSON,
        "Child Protection Plan Start Date",
        "Initial Category of Abuse",
        "Latest Category of Abuse",
    ]
    sheets = {
        "List_6": [need, [*person, date(2026, 3, 2), "N1", None, "b) Child Protection plan"]],
        "List_7": [plan, ["1", *person[1:], date(2026, 4, 1), "Neglect", "Emotional abuse"]],
    }
    (journey,) = read_annex_a(make_workbook(sheets)).journeys
    assert [event.kind for event in journey.events] == ["child_in_need", "protection_plan"]
    assert journey.events[1].detail == "Neglect; then emotional abuse"
    assert journey.child.lists == (6, 7)
    assert journey.child.stage == "protection_plan"
    assert journey.child.on_plan
    assert journey.child.in_need


def test_of_workers_and_addresses_nothing_is_kept(make_workbook):
    heads = [
        *PERSON,
        "Date Started to be Looked After",
        "Placement Type",
        "Placement postcode",
        "Allocated Worker",
    ]
    row = [1, "F", "WBRI", BORN, 11, MAY, "U1", "FN1 1AB", "Bloggs, Jo"]
    annex = read_annex_a(make_workbook({"List_8": [heads, row]}))
    assert annex.lists[0].unmatched_columns == ()
    assert "Bloggs" not in repr(annex)
    assert "FN1" not in repr(annex)
    assert annex.children["1"].kinship


def test_care_that_ended_is_not_care_now(make_workbook):
    heads = [
        *PERSON,
        "Date Started to be Looked After",
        "Date Ceased to be Looked After",
        "Reason Ceased to be Looked After",
    ]
    rows = [
        [1, "F", "WBRI", BORN, 11, date(2025, 1, 6), date(2026, 2, 2), "i) E45: Special Guardianship Orders"],
        [1, "F", "WBRI", BORN, 11, MAY, None, None],
        [2, "M", "WBRI", BORN, 11, date(2024, 1, 8), date(2026, 4, 2), "E4A"],
    ]
    annex = read_annex_a(make_workbook({"Children in care": [heads, *rows]}))
    assert (annex.children["1"].in_care, annex.children["2"].in_care) == (True, False)
    assert annex.children["2"].stage == "closed"
    assert annex.journeys[1].events[0].detail == "ended: E4A Returned home as planned"


def test_an_unborn_child_is_minus_one_and_not_a_fault(make_workbook, contacts):
    due = date(2026, 9, 1)
    annex = read_annex_a(make_workbook({"List_1": contacts([50, "c)", "WBRI", due, -1, MAY, "3A"])}))
    assert annex.problems == ()
    assert annex.children["50"].age == -1


def test_faulty_cells_are_reported_by_row_and_the_rest_of_the_row_is_kept(make_workbook, contacts):
    rows = contacts(
        [51, "F", "WBRI", BORN, 11, "31/02/2026", "q) 6: Police"],
        [52, "F", "WBRI", date(1900, 1, 1), 11, MAY, "Police"],
        [53, "F", "Martian", BORN, 4, MAY, "Police"],
        [54, "F", "WBRI", BORN, 11, date(2062, 5, 4), "Police"],
        [None, "F", "WBRI", BORN, 11, MAY, "Police"],
        [1, "F", "WBRI", date(2015, 3, 1), 11, date(2026, 5, 1), "q) 6: Police"],
        [2, "F", "WBRI", date(2014, 3, 1), 12, MAY, "q) 6: Police"],
    )
    annex = read_annex_a(make_workbook({"List_1": rows}))
    assert sorted(told(annex), key=lambda one: one[1]) == [
        (1, 13, "Date of Contact", "the date is not possible"),
        (1, 14, "Date of Birth", "the date lies before 1920, often an empty cell turned into a date"),
        (1, 15, "Ethnicity", "unknown code for ethnicity"),
        (1, 15, "Age of Child (Years)", checks.AGE),
        (1, 16, "Date of Contact", checks.LATER),
        (1, 17, "Child Unique ID", "the row has no id"),
        (1, 18, "Child Unique ID", "the row repeats an earlier row; it was read once"),
        (1, 19, "Date of Birth", checks.BORN_TWICE),
    ]
    assert annex.lists[0].rows == 17
    assert annex.as_of == date(2026, 5, 10)
    assert annex.children["53"].ethnicity is None
    assert [len(one.events) for one in annex.journeys if one.child.list_id in ("51", "52", "1")] == [1, 0, 1]


def test_an_end_before_the_start_is_reported_and_the_episode_counts_as_over(make_workbook):
    rows = [
        [*PERSON, "Assessment start date", "Assessment completion date"],
        [1, "M", "BAFR", BORN, 11, MAY, "01/05/2026"],
    ]
    annex = read_annex_a(make_workbook({"List 2": rows}))
    assert told(annex) == [(2, 2, "Assessment completion date", checks.ENDED_FIRST)]
    (event,) = annex.journeys[0].events
    assert (event.start, event.end) == (MAY, MAY)
    assert "end before the start" in event.detail


def test_a_fault_in_every_row_is_told_twenty_times_and_then_counted(make_workbook, contacts):
    rows = contacts(*([100 + number, "F", "WBRI", BORN, 11, MAY, "mystery"] for number in range(50)))
    annex = read_annex_a(make_workbook({"List_1": rows}))
    assert len(annex.problems) == 21
    assert annex.problems[-1].what == "unknown code for source (and 30 more rows with the same fault)"


def test_problems_hold_neither_ids_nor_cells(make_workbook, contacts):
    rows = contacts(
        ["SECRET77", "Wilhelmina", "Wilhelmina", "Wilhelmina", "Wilhelmina", "Wilhelmina", "Wilhelmina"]
    )
    annex = read_annex_a(make_workbook({"List_1": rows}))
    assert len(annex.problems) == 6
    assert "Wilhelmina" not in json.dumps(describe(annex))
    assert "SECRET77" not in json.dumps(describe(annex))


def test_a_list_twice_is_read_twice_and_reported(make_workbook, contacts):
    more = [contacts()[1], [77, "M", "WBRI", BORN, 11, MAY, "Police"]]
    annex = read_annex_a(make_workbook({"List 1": contacts(), "Contacts": more}))
    assert [(one.number, one.sheet, one.rows) for one in annex.lists] == [
        (1, "List 1", 10),
        (1, "Contacts", 1),
    ]
    assert told(annex) == [(1, None, None, 'list 1 is also on the sheet "List 1"; both were read')]
    assert "77" in annex.children


def test_an_empty_list_and_a_list_without_headings_or_ids_are_reported(make_workbook, contacts):
    sheets = {
        "List 1": contacts(),
        "List 2": [],
        "List 3": [["List 3: Referral"], [*PERSON, "Date of referral", "Referral Source"]],
        "List 4": [["nothing", "useful", "here", "at all"]],
        "List 5": [["Gender", "Ethnicity", "Date of Birth"], ["F", "WBRI", BORN]],
    }
    whats = {(number, what) for number, _, _, what in told(read_annex_a(make_workbook(sheets)))}
    assert {
        (2, "the list is empty"),
        (3, "the list is empty"),
        (4, "no headings were found"),
        (5, "no column holds the child's id, so no row can be used"),
        (5, "the row has no id"),
    } == whats


def test_a_folder_of_tables_reads_like_a_workbook(make_workbook, contacts, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, encoding in (("List 1", "utf-8-sig"), ("3 Referrals", "cp1252")):
        heads = (
            ["Date of Contact", "Contact Source"]
            if "1" in name
            else ["Date of referral", "Referral Source \u2019"]
        )
        with (folder / f"{name}.csv").open("w", newline="", encoding=encoding) as opened:
            csv.writer(opened).writerows(
                [[*PERSON, *heads], ["7.0", "f", "WBRI", "01/03/2015", "11", "04/05/2026", "6"]]
            )
    annex = read_annex_a(folder)
    assert [one.number for one in annex.lists] == [1, 3]
    assert [event.kind for event in annex.journeys[0].events] == ["contact", "referral"]
    assert annex.problems == ()
    assert read_annex_a(folder / "List 1.csv").lists[0].rows == 1


def test_an_open_document_reads_like_a_workbook(make_workbook, make_ods, contacts):
    assert (
        read_annex_a(make_ods({"List 1": contacts()})).journeys
        == read_annex_a(make_workbook({"List 1": contacts()})).journeys
    )


def test_likely_siblings_share_days_that_lie_apart(make_workbook):
    heads = [*PERSON, "Assessment start date", "Assessment completion date"]
    contact = [*PERSON, "Date of Contact", "Contact Source"]
    early, late = [date(2026, 3, 2), date(2026, 4, 30)], [date(2026, 3, 2), date(2026, 5, 2)]
    born = {1: BORN, 2: date(2018, 1, 4), 3: date(2016, 6, 6)}
    sheets = {
        "List 1": [contact, *([n, "F", "WBRI", day, "", date(2026, 2, 20), "6"] for n, day in born.items())],
        "List 2": [
            heads,
            *([n, "F", "WBRI", day, "", *(late if n == 3 else early)] for n, day in born.items()),
        ],
    }
    children = read_annex_a(make_workbook(sheets)).children
    assert [children[number].siblings for number in ("1", "2", "3")] == [1, 1, 0]
    assert children["1"].family == children["2"].family is not None


def test_adopters_are_counted_by_family_and_their_child_knows_of_them(make_workbook):
    sheets = {
        "List 10": [
            [
                "Child Unique ID",
                "Family identifier",
                *PERSON[1:],
                "Date of Placement Order",
                "Date of Adoption Order",
            ],
            [1, "AF9", "F", "WBRI", date(2024, 1, 5), 2, date(2025, 5, 5), MAY],
        ],
        "List 11": [
            [
                "Individual adopter identifier",
                "Family identifier",
                "Gender",
                "Date enquiry received",
                "Date application approved",
            ],
            ["a1", "AF9", "M", date(2024, 1, 1), date(2024, 9, 1)],
            ["a2", "AF9", "F", date(2024, 1, 1), date(2024, 9, 1)],
        ],
    }
    annex = read_annex_a(make_workbook(sheets))
    (family,) = annex.adopters
    assert (family.family, family.adopters, family.approved) == ("AF9", 2, date(2024, 9, 1))
    assert set(annex.children) == {"1"}
    assert annex.children["1"].adoptive_family
    assert annex.children["1"].stage == "adopted"


def test_describe_has_the_keys_of_the_command_line(make_workbook, contacts):
    said = describe(read_annex_a(make_workbook({"List_1": contacts(["", "F", "", "", "", MAY, ""])})))
    assert json.loads(json.dumps(said)) == said
    assert (said["children"], said["events"]) == (10, 10)
    assert set(said["lists"][0]) >= {"list", "title", "rows", "sheet", "unmatched_columns"}
    assert said["problems"] == [
        {"list": 1, "sheet": "List_1", "row": 13, "column": "Child Unique ID", "what": "the row has no id"}
    ]


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("notes.txt", b"hello", NotAWorkbookError),
        ("lists.xlsx", b"hello", NotAWorkbookError),
        ("lists.xlsx", b"", NotAWorkbookError),
        ("lists.xlsx", b"PK\x03\x04 torn", UnreadableWorkbookError),
        ("lists.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableWorkbookError),
        (
            "lists.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            PasswordProtectedError,
        ),
    ],
)
def test_what_is_no_readable_workbook_says_so(tmp_path, name, content, cause):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(cause) as raised:
        read_annex_a(path)
    assert name in str(raised.value)
    assert path.read_bytes() == content


def test_a_truncated_workbook_a_missing_file_and_an_empty_folder_say_so(make_workbook, contacts, tmp_path):
    whole = make_workbook({"List_1": contacts()})
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(UnreadableWorkbookError):
        read_annex_a(torn)
    with pytest.raises(UnreadableWorkbookError):
        read_annex_a(tmp_path / "gone.xlsx")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotAWorkbookError):
        read_annex_a(tmp_path / "empty")


def test_a_workbook_without_any_list_says_so(make_workbook):
    with pytest.raises(NoListError):
        read_annex_a(make_workbook({"Budget": [["Year", "Pounds"], [2026, 7]]}))


@pytest.mark.skipif(not TEMPLATE.exists(), reason="the public template lies outside this repository")
def test_the_public_template_is_read_whole():
    annex = read_annex_a(TEMPLATE)
    assert [one.number for one in annex.lists] == list(range(1, 12))
    assert not any(one.unmatched_columns or one.missing_columns for one in annex.lists)
    assert [one.rows for one in annex.lists] == [0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    assert annex.other_sheets == ("Front_Sheet", "FAQ_and_changes", "Guidance", "Codes_used")
    assert {one.what for one in annex.problems} == {"the list is empty"}
    assert [one.events[0].partner for one in annex.journeys[:3]] == ["Schools", "Health services", "Police"]
    assert annex.as_of == date(2015, 3, 15)


@pytest.mark.parametrize("name", ["lists.xls", "lists.ods", "lists.xlsb"])
def test_a_workbook_under_the_ending_of_another_kind_is_read_by_its_bytes(make_workbook, contacts, name):
    right = make_workbook({"List_1": contacts()})
    wrong = right.rename(right.with_name(name))
    assert [(one.number, one.rows) for one in read_annex_a(wrong).lists] == [(1, 10)]


def test_a_workbook_that_one_may_not_read_is_not_called_damaged(make_workbook, contacts, monkeypatch):
    path = make_workbook({"List_1": contacts()})

    class Refused:
        @staticmethod
        def from_path(_path):
            raise OSError(
                "permission denied"
            )  # as calamine says it, without a number; root may read anything

    monkeypatch.setattr(sheets, "CalamineWorkbook", Refused)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(UnreadableWorkbookError, match="You may not read"):
        read_annex_a(path)
