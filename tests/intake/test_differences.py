"""A later workbook against an earlier one: children added and gone, rows changed, each by its column."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.intake.annex_a import read_annex_a
from inspector_app.intake.differences import compare, describe_differences, describe_rows

HEADS = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "CIN Start Date",
    "CIN Closure Date", "Case status",
]  # fmt: skip
BORN, MARCH, MAY = date(2015, 3, 1), date(2026, 3, 2), date(2026, 5, 4)
ONE, TWO = (["1", "F", "WBRI", BORN, 11, MARCH, None, "In need"], ["2", "M", "WBRI", BORN, 11, MAY, None, ""])


@pytest.fixture
def compared(make_workbook):
    """Returns a function: the differences between two workbooks that have rows on list 6."""

    def compare_rows(before, after, heads=HEADS):
        earlier = read_annex_a(make_workbook({"List_6": [heads, *before]}, "earlier.xlsx"))
        later = read_annex_a(make_workbook({"List_6": [heads, *after]}, "later.xlsx"))
        return compare(earlier, later)

    return compare_rows


def told(found):
    return [(one.change, one.row, one.child, one.columns) for one in found.rows]


def test_the_same_rows_in_another_order_are_no_difference(compared):
    found = compared([ONE, TWO], [TWO, ONE])
    assert (found.rows, found.children_added, found.children_gone) == ((), frozenset(), frozenset())


def test_a_child_who_is_new_and_one_who_is_gone_are_told_with_their_rows(compared):
    found = compared([ONE], [TWO])
    assert (found.children_added, found.children_gone) == ({"2"}, {"1"})
    assert told(found) == [("gone", 2, "1", ()), ("added", 2, "2", ())]


def test_a_changed_row_names_the_columns_that_differ(compared):
    found = compared([TWO, ONE], [TWO, [*ONE[:6], MAY, "Closed episode"]])
    assert told(found) == [("changed", 3, "1", ("CIN Closure Date", "Case status"))]


def test_a_corrected_start_is_a_change_and_not_a_row_gone_and_another_added(compared):
    assert told(compared([ONE], [[*ONE[:5], MAY, *ONE[6:]]])) == [("changed", 2, "1", ("CIN Start Date",))]


def test_a_second_episode_is_a_row_more_and_the_first_stays_the_same(compared):
    again = [*ONE[:5], MAY, *ONE[6:]]
    assert told(compared([ONE], [again, ONE])) == [("added", 2, "1", ())]


def test_equal_starts_are_paired_once_each(compared):
    ended = [*ONE[:6], MAY, ONE[7]]
    assert told(compared([ONE, ended], [ONE])) == [("gone", 3, "1", ())]


def test_a_column_that_one_workbook_lacks_is_no_change_of_rows(make_workbook):
    earlier = read_annex_a(make_workbook({"List_6": [HEADS[:-1], ONE[:-1]]}, "earlier.xlsx"))
    later = read_annex_a(make_workbook({"List_6": [HEADS, ONE]}, "later.xlsx"))
    assert compare(earlier, later).rows == ()


def test_what_is_printed_counts_by_list_and_column_and_repeats_no_cell(compared):
    found = compared([ONE], [[*ONE[:6], MAY, "Closed episode"], TWO])
    assert describe_differences(found) == {
        "children_added": 1,
        "children_gone": 0,
        "lists": [
            {
                "list": 6,
                "added": 1,
                "gone": 0,
                "changed": 1,
                "columns": {"CIN Closure Date": 1, "Case status": 1},
            }
        ],
    }
    assert describe_rows(found)[1] == {"list": 6, "row": 3, "child": "2", "change": "added", "columns": []}
    assert "child='" not in repr(found)
    assert "frozenset" not in repr(found)
