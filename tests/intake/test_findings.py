"""Every rule by which a council's lists are questioned: what breaks it is found at its row, what mends it is not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

import pytest

from inspector_app.intake.annex_a import read_annex_a
from inspector_app.intake.findings import by_rule, describe_findings, describe_rules
from inspector_app.intake.lists import LISTS, child_list
from inspector_app.intake.rules import KINDS, READING, RULES

AS_OF = date(2026, 5, 31)
BORN, GROWN, YOUNG = date(2015, 3, 1), date(2008, 5, 2), date(2009, 3, 1)
WINTER, MARCH, APRIL, MAY = date(2025, 12, 10), date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4)
LONG_AGO = date(2024, 2, 5)

Lists = dict[int, list[Any]]


class Case(NamedTuple):
    """A rule, where it is broken (list, row, child), lists that break it, and lists that do not."""

    rule: str
    at: tuple[int | None, int | None, str]
    broken: Lists
    mended: Lists


def one(number: int, **cells: Any) -> Lists:
    """Returns one list of one row."""
    return {number: [cells]}


def pair(rule: str, number: int, broken: dict[str, Any], mended: dict[str, Any]) -> Case:
    """Returns the case of a rule that looks at one row alone; what both rows say need not be in both."""
    return Case(rule, (number, 2, "7"), one(number, **broken), one(number, **{**broken, **mended}))


def both(*lists: Lists) -> Lists:
    """Returns several lists as one workbook."""
    return {
        number: [row for part in lists for row in part.get(number, ())] for part in lists for number in part
    }


HEADS = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of Contact"]
PLAIN = ["7", "F", "WBRI", BORN, 11, MAY]
OPEN_NEED = one(6, start=MARCH, end=None)
CLOSED_NEED = one(6, start=MARCH, end=APRIL)
OPEN_CARE, ENDED_CARE = one(8, start=LONG_AGO, end=None), one(8, start=LONG_AGO, end=APRIL)
OTHERS_CARE = one(8, id="8", start=LONG_AGO, end=None)
EARLY = {number: [{"id": "8", "start": WINTER}] for number in range(1, 6)}
"""Another child early on each list, so that the lists cover what led to a step in spring."""

READ = (
    Case("no_id", (1, 3, ""), {1: [HEADS, PLAIN, ["", *PLAIN[1:]]]}, {1: [HEADS, PLAIN]}),
    Case("repeated_row", (1, 3, "7"), {1: [HEADS, PLAIN, PLAIN]}, {1: [HEADS, PLAIN]}),
    Case("repeated_headings", (1, 3, ""), {1: [HEADS, PLAIN, HEADS, PLAIN]}, {1: [HEADS, PLAIN]}),
    Case("row_without_headings", (1, 1, ""), {1: [["nothing", "useful"]], **one(3)}, {**one(1), **one(3)}),
    Case("no_headings", (1, None, ""), {1: [["nothing", "useful"]], **one(3)}, {**one(1), **one(3)}),
    Case("empty_list", (1, None, ""), {1: [HEADS]}, {1: [HEADS, PLAIN]}),
    Case("no_id_column", (1, None, ""), {1: [HEADS[1:], PLAIN[1:]]}, {1: [HEADS, PLAIN]}),
    pair("impossible_date", 1, {"start": "31/02/2026"}, {"start": "28/02/2026"}),
    pair("number", 1, {"age": "eleven"}, {"age": 11}),
    pair("unknown_code", 1, {"gender": "mystery"}, {"gender": "F"}),
    pair("later_than_lists", 1, {"start": date(2026, 6, 1)}, {"start": AS_OF}),
    pair("age", 1, {"age": 5}, {"age": 11}),
    Case("birth_differs", (3, 2, "7"), both(one(1), one(3, birth=date(2015, 4, 1))), both(one(1), one(3))),
    pair("ends_first", 2, {"start": MAY, "end": APRIL}, {"end": MAY}),
)
MISSING = (
    Case("missing_list", (2, None, ""), one(1), {number: [{}] for number in range(1, 12)}),
    pair("missing_value", 1, {"gender": None}, {"gender": "F"}),
    pair("missing_date", 1, {"start": None}, {"start": MAY}),
    Case("nothing_but_id", (1, 3, "Total"), {1: [HEADS, PLAIN, ["Total"]]}, {1: [HEADS, PLAIN]}),
    pair("section_47_without_strategy_date", 5, {"start": None}, {"start": MAY}),
    pair("enquiry_without_outcome", 5, {"start": MARCH, "conference": None}, {"conference": APRIL}),
    pair("conference_without_outcome", 5, {"start": MARCH, "conference": APRIL, "plan": None}, {"plan": "N"}),
    pair("closed_without_date", 6, {"start": MARCH, "end": None, "reason": "RC1"}, {"end": APRIL}),
    pair("ended_without_reason", 6, {"start": MARCH, "end": APRIL, "reason": None}, {"reason": "RC1"}),
    pair("care_without_placement", 8, {"start": MARCH, "placement": None}, {"placement": "U1"}),
    pair("care_without_legal_status", 8, {"start": MARCH, "legal": None}, {"legal": "C2"}),
    pair("missing_without_interview_answer", 8, {"missing": 2, "interview_offered": None}, {"missing": 0}),
)
WITHIN = (
    pair("out_of_order", 7, {"start": MAY, "visit": APRIL}, {"visit": MAY}),
    pair("before_birth", 8, {"start": date(2015, 2, 1)}, {"start": BORN}),
    Case("gender_differs", (3, 2, "7"), both(one(1), one(3, gender="M")), both(one(1), one(3, gender="u"))),
    Case("ethnicity_differs", (3, 2, "7"), both(one(1), one(3, ethnicity="WIRI")), both(one(1), one(3))),
    Case("id_written_differently", (3, 2, "07a"), both(one(1, id="7A"), one(3, id="07a")), both(one(1), one(3))),
    Case(
        "same_episode_twice",
        (4, 3, "7"),
        both(one(4, start=MAY, end=None), one(4, start=MAY, end=AS_OF)),
        both(one(4, start=APRIL, end=None), one(4, start=MAY, end=AS_OF)),
    ),
    Case(
        "episodes_overlap",
        (6, 3, "7"),
        both(one(6, start=MARCH, end=MAY), one(6, start=APRIL, end=None)),
        both(one(6, start=MARCH, end=APRIL), one(6, start=APRIL, end=None)),
    ),
    pair(
        "conference_held_but_unnecessary", 5, {"start": MARCH, "conference": APRIL, "not_needed": "Y"},
        {"not_needed": "N"},
    ),
    pair(
        "closed_but_open", 6, {"start": MARCH, "end": APRIL, "status": "b) Child Protection plan"}, {"end": None}
    ),
    pair(
        "interview_accepted_not_offered", 8, {"interview_offered": "N", "interview_accepted": "Y"},
        {"interview_offered": "Y"},
    ),
    pair("adult_on_list", 7, {"start": MARCH, "birth": GROWN}, {"birth": date(2008, 6, 2)}),
    pair("care_leaver_age", 9, {"birth": BORN}, {"birth": GROWN}),
)  # fmt: skip
BETWEEN = (
    Case(
        "referral_without_contact",
        (3, 3, "7"),
        both(EARLY, one(3, start=APRIL)),
        both(EARLY, one(3, start=APRIL), one(1, start=MARCH)),
    ),
    Case(
        "assessment_without_referral",
        (4, 3, "7"),
        both(EARLY, one(4, start=APRIL)),
        both(EARLY, one(4, start=APRIL), one(7, start=MARCH)),
    ),
    Case(
        "plan_without_assessment",
        (7, 2, "7"),
        both(EARLY, one(7, start=MAY)),
        both(EARLY, one(7, start=MAY), one(4, start=APRIL)),
    ),
    Case(
        "plan_without_conference",
        (7, 2, "7"),
        both(EARLY, one(5, start=APRIL, conference=None), one(7, start=MAY)),
        both(EARLY, one(5, start=APRIL, conference=MAY), one(7, start=MAY)),
    ),
    Case(
        "plan_decided_not_listed",
        (5, 2, "7"),
        both(one(5, start=APRIL, conference=MAY, plan="Y"), one(7, id="8", start=MAY)),
        both(one(5, start=APRIL, conference=MAY, plan="Y"), one(7, start=MAY)),
    ),
    Case(
        "plan_not_in_need",
        (7, 2, "7"),
        both(CLOSED_NEED, one(7, start=APRIL)),
        both(OPEN_NEED, one(7, start=APRIL)),
    ),
    Case("care_not_in_need", (8, 2, "7"), both(CLOSED_NEED, OPEN_CARE), both(OPEN_NEED, OPEN_CARE)),
    Case(
        "status_without_plan",
        (6, 2, "7"),
        both(one(6, start=MARCH, status="b) Child Protection plan"), one(7, start=MARCH, end=APRIL)),
        both(one(6, start=MARCH, status="b) Child Protection plan"), one(7, start=MARCH, end=None)),
    ),
    Case(
        "status_without_care",
        (6, 2, "7"),
        both(one(6, start=MARCH, status="a) Looked after child"), ENDED_CARE),
        both(one(6, start=MARCH, status="a) Looked after child"), OPEN_CARE),
    ),
    Case(
        "in_care_and_care_leaver",
        (9, 2, "7"),
        both(one(9, eligibility="c) Former relevant child"), OPEN_CARE),
        both(one(9, eligibility="c) Former relevant child"), ENDED_CARE),
    ),
    Case(
        "eligible_not_in_care",
        (9, 2, "7"),
        both(one(9, eligibility="b) Eligible child"), ENDED_CARE),
        both(one(9, eligibility="b) Eligible child"), OPEN_CARE),
    ),
    Case(
        "left_care_not_listed",
        (8, 2, "7"),
        both(one(8, birth=YOUNG, start=LONG_AGO, end=APRIL), one(9, id="8")),
        both(one(8, birth=YOUNG, start=LONG_AGO, end=APRIL), one(9, birth=YOUNG)),
    ),
    Case(
        "placement_order_not_listed",
        (8, 2, "7"),
        both(one(8, start=LONG_AGO, legal="E1"), one(10, id="8")),
        both(one(8, start=LONG_AGO, legal="E1"), one(10)),
    ),
    Case(
        "placed_not_in_care",
        (10, 2, "7"),
        both(one(10, placed=APRIL), OTHERS_CARE),
        both(one(10, placed=APRIL), OPEN_CARE),
    ),
    Case(
        "adopted_but_in_care",
        (10, 2, "7"),
        both(one(10, order=APRIL), OPEN_CARE),
        both(one(10, order=APRIL), ENDED_CARE),
    ),
    Case(
        "adopters_not_listed",
        (10, 2, "7"),
        both(one(10, family="AF2", matched=APRIL), one(11, family="AF1")),
        both(one(10, family="AF1", matched=APRIL), one(11, family="AF1")),
    ),
)
CASES = (*READ, *MISSING, *WITHIN, *BETWEEN)
PERSON = {"id": "7", "gender": "F", "ethnicity": "WBRI", "birth": BORN}


def sheet(number: int, rows: list[Any]) -> list[list[Any]]:
    """Returns a list with the template's headings; rows that are lists already stay as they are."""
    if not isinstance(rows[0], dict):
        return rows
    heads = {column.key: column.heading for column in child_list(number).columns}
    usual = {**PERSON, "start": MAY} if "start" in heads else {**PERSON, "family": "AF1"}
    full = [{key: value for key, value in {**usual, **row}.items() if key in heads} for row in rows]
    keys = list(dict.fromkeys(key for row in full for key in row))
    return [[heads[key] for key in keys], *([row.get(key) for key in keys] for row in full)]


@pytest.fixture
def findings_of(make_workbook):
    """Returns a function from lists to the findings about them."""

    def read(lists: Lists):
        book = make_workbook(
            {f"List_{number}": sheet(number, rows) for number, rows in sorted(lists.items())}
        )
        return read_annex_a(book, as_of=AS_OF).findings

    return read


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_finds_what_breaks_it_at_its_list_row_and_child_and_nothing_where_it_is_mended(
    findings_of, case
):
    broken = [(f.list_number, f.row, f.child) for f in findings_of(case.broken) if f.rule == case.rule]
    assert case.at in broken
    assert case.rule not in {finding.rule for finding in findings_of(case.mended)}


def test_a_list_on_two_sheets_is_found(make_workbook):
    other = [HEADS, ["8", *PLAIN[1:]]]
    annex = read_annex_a(make_workbook({"List 1": [HEADS, PLAIN], "Contacts": other}), as_of=AS_OF)
    (found,) = (one for one in annex.findings if one.rule == "repeated_list")
    assert (found.list_number, found.sheet, found.row) == (1, "Contacts", None)


def test_every_rule_is_broken_by_a_test_and_says_what_to_do():
    assert {*(case.rule for case in CASES), "repeated_list"} == set(RULES)
    assert set(RULES) >= READING
    assert {rule.kind for rule in RULES.values()} == set(KINDS)
    assert all(rule.title and rule.advice.endswith(".") for rule in RULES.values())


def test_every_list_is_asked_for_where_none_of_the_others_is_there(findings_of):
    missing = [finding.list_number for finding in findings_of(one(1)) if finding.rule == "missing_list"]
    assert missing == [told.number for told in LISTS if told.number != 1]


def test_findings_stand_by_list_and_row_and_are_counted_by_rule(findings_of):
    found = findings_of({1: [HEADS, [*PLAIN[:4], 5, MAY], ["", *PLAIN[1:]]], **one(3, gender=None)})
    told = [finding for finding in found if finding.rule != "missing_list"]
    assert [(finding.list_number, finding.row) for finding in told] == [(1, 2), (1, 3), (3, 2)]
    assert by_rule(told) == [("no_id", 1), ("age", 1), ("missing_value", 1)]
    assert describe_rules(told)[1] == {
        "rule": "age",
        "kind": "contradiction",
        "title": "Ages that do not fit the date of birth",
        "advice": "Ask for the date of birth.",
        "findings": 1,
    }
    assert describe_findings(told)[0] == {
        "list": 1,
        "sheet": "List_1",
        "row": 2,
        "child": "7",
        "column": "Age of Child (Years)",
        "rule": "age",
        "what": "the age does not fit the date of birth",
        "advice": "Ask for the date of birth.",
    }


def test_a_finding_never_repeats_a_cell_and_does_not_print_the_child_by_itself(findings_of):
    odd = ["SECRET77", *["Wilhelmina"] * 5]
    found = findings_of({1: [HEADS, PLAIN, odd]})
    assert {finding.child for finding in found if finding.row == 3} == {"SECRET77"}
    assert "Wilhelmina" not in json.dumps(describe_findings(found))
    assert "SECRET77" not in repr(found)
    assert "SECRET77" not in json.dumps(describe_rules(found))
