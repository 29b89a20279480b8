"""What a list says of a child row by row: values that are missing, and answers that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from inspector_app.domain.journey import age_on
from inspector_app.intake.findings import Findings
from inspector_app.intake.rows import Row, Table, rows_of

MISSING = "a value that the list asks for is missing"
NO_DATE = "without this date the row is no step of any journey"
ONLY_AN_ID = "the row holds nothing but an id"
BEFORE_BIRTH = "the date lies before the birth"

_PERSON = ("gender", "ethnicity", "birth")
_ASKED: Final[Mapping[int, Sequence[str]]] = MappingProxyType(
    {
        1: (*_PERSON, "source"),
        2: (*_PERSON, "organisation"),
        3: (*_PERSON, "source", "no_further_action", "team"),
        4: (*_PERSON, "disability", "seen", "team"),
        5: (*_PERSON, "disability", "not_needed", "team"),
        6: (*_PERSON, "disability", "need", "status", "team"),
        7: (*_PERSON, "disability", "category", "visit", "alone", "team"),
        8: (*_PERSON, "unaccompanied", "disability", "need", "legal_start", "visit", "team"),
        9: (*_PERSON, "disability", "eligibility", "in_touch", "accommodation", "activity", "team"),
        10: (*_PERSON, "disability", "decision"),
        11: ("gender", "ethnicity", "family", "enquiry"),
    }
)
"""What the list asks for in every row; a column that the council left out is told by its heading instead."""

_NO_STEP_WITHOUT: Final[Mapping[int, str]] = MappingProxyType(
    dict.fromkeys((1, 2, 3, 4, 6, 7, 8), "missing_date") | {5: "section_47_without_strategy_date"}
)

_ORDERS: Final[Mapping[int, Sequence[tuple[str, str]]]] = MappingProxyType(
    {
        5: (("start", "conference"),),
        7: (("start", "visit"), ("start", "review")),
        8: (("start", "placement_start"), ("start", "review"), ("placement_start", "end")),
        10: (
            ("care_start", "decision"),
            ("decision", "placement_order"),
            ("decision", "matched"),
            ("matched", "placed"),
            ("placed", "order"),
            ("decision", "reversed"),
            ("care_start", "early_permanence"),
        ),
        11: (
            ("enquiry", "stage_one"),
            ("stage_one", "stage_one_end"),
            ("stage_one", "stage_two"),
            ("stage_two", "stage_two_end"),
            ("stage_two", "approved"),
            ("approved", "matched"),
            ("matched", "placed"),
            ("placed", "order"),
            ("enquiry", "left"),
        ),
    }
)
"""Pairs of dates that cannot stand the other way round; a start and its end are compared elsewhere."""

_PREGNANCY = timedelta(days=300)
_BORN_BY_THEN = frozenset({8, 9, 10})
_OUTCOME_WITHIN = timedelta(days=28)
_ADULT = 18
_LEAVER_FROM, _LEAVER_TO = 16, 25


@dataclass(frozen=True, slots=True)
class RowRule:
    """One question to the rows of a list: its rule, the column it is told under, and its words."""

    list_number: int
    rule: str
    key: str
    what: str
    breaks: Callable[[Row, date], bool]


def _enquiry_without_outcome(row: Row, as_of: date) -> bool:
    start = row.date("start")
    open_end = row.yes("not_needed") is not True and row.date("conference") is None
    return start is not None and open_end and as_of - start > _OUTCOME_WITHIN


def _in_care(row: Row) -> bool:
    return row.date("end") is None and row.code("reason") is None


def _age(row: Row, as_of: date) -> int | None:
    birth = row.date("birth")
    return row.count("age") if birth is None else age_on(birth, as_of)


def _adult(row: Row, as_of: date) -> bool:
    age = _age(row, as_of)
    return row.date("end") is None and row.code("reason") is None and age is not None and age >= _ADULT


def _leaver_of_another_age(row: Row, as_of: date) -> bool:
    age = _age(row, as_of)
    return age is not None and not _LEAVER_FROM <= age <= _LEAVER_TO


_RULES: Final = (
    RowRule(
        5,
        "enquiry_without_outcome",
        "conference",
        "four weeks after the discussion the list tells neither a conference nor that none is needed",
        _enquiry_without_outcome,
    ),
    RowRule(
        5,
        "conference_held_but_unnecessary",
        "not_needed",
        "a conference was held that the list calls unnecessary",
        lambda row, _: row.yes("not_needed") is True and row.date("conference") is not None,
    ),
    RowRule(
        5,
        "conference_without_outcome",
        "plan",
        "a conference was held, but whether it led to a plan is not told",
        lambda row, _: row.date("conference") is not None and row.has("plan") and row.yes("plan") is None,
    ),
    *(
        RowRule(
            number,
            "closed_without_date",
            "end",
            "a reason for the end is given, but not its date",
            lambda row, _: row.code("reason") is not None and row.date("end") is None,
        )
        for number in (6, 8)
    ),
    *(
        RowRule(
            number,
            "ended_without_reason",
            "reason",
            "the date of the end is given, but not its reason",
            lambda row, _: row.has("reason") and row.date("end") is not None and row.code("reason") is None,
        )
        for number in (6, 8)
    ),
    RowRule(
        6,
        "closed_but_open",
        "status",
        "the episode has a closure date, but its status is not closed",
        lambda row, _: (
            row.date("end") is not None
            and (status := row.code("status")) is not None
            and status.code != "closed"
        ),
    ),
    *(RowRule(number, "adult_on_list", "birth", "the person is 18 or older", _adult) for number in (6, 7, 8)),
    RowRule(
        8,
        "care_without_placement",
        "placement",
        "the child is in care, but no placement or no start of it is told",
        lambda row, _: (
            _in_care(row)
            and row.has("placement")
            and (
                row.code("placement") is None
                or (row.has("placement_start") and row.date("placement_start") is None)
            )
        ),
    ),
    RowRule(
        8,
        "care_without_legal_status",
        "legal",
        "the child is in care, but no legal status is told",
        lambda row, _: _in_care(row) and row.has("legal") and row.code("legal") is None,
    ),
    RowRule(
        8,
        "interview_accepted_not_offered",
        "interview_accepted",
        "a return interview was accepted that the list says was not offered",
        lambda row, _: row.yes("interview_accepted") is True and row.yes("interview_offered") is False,
    ),
    RowRule(
        8,
        "missing_without_interview_answer",
        "interview_offered",
        "the child was missing, but whether a return interview was offered is not told",
        lambda row, _: (
            (row.count("missing") or 0) > 0
            and row.has("interview_offered")
            and row.yes("interview_offered") is None
        ),
    ),
    RowRule(9, "care_leaver_age", "birth", "a care leaver under 16 or over 25", _leaver_of_another_age),
)


def check_rows(tables: Sequence[Table], as_of: date, findings: Findings) -> None:
    """Notes what is missing, out of order or contradictory within single rows.

    Args:
        tables: the lists as read.
        as_of: the day when they were drawn up.
        findings: takes what was found.
    """
    for table in tables:
        bare = _bare(table, findings)
        _tell_blanks(table, bare, findings)
        for sooner, later in _ORDERS.get(table.list_number, ()):
            _tell_order(table, sooner, later, findings)
        _tell_before_birth(table, findings)
        rules = [one for one in _RULES if one.list_number == table.list_number]
        for row in rows_of(table) if rules else ():
            for one in rules:
                if row.at not in bare and one.breaks(row, as_of):
                    row.ask(findings, one.rule, one.key, one.what)


def _tell_blanks(table: Table, bare: frozenset[int], findings: Findings) -> None:
    asked = [(key, "missing_value", MISSING) for key in _ASKED[table.list_number]]
    if rule := _NO_STEP_WITHOUT.get(table.list_number):
        asked.append(("start", rule, NO_DATE))
    for key, rule, what in asked:
        for at in table.blanks.get(key, ()):
            if at not in bare:
                table.ask(findings, at, rule, key, what)


def _bare(table: Table, findings: Findings) -> frozenset[int]:
    """Returns the places of rows with nothing but an id, such as a line of totals, after noting them."""
    if not table.columns:
        return frozenset()
    blank, *others = (set(places) for places in table.blanks.values())
    bare = blank.intersection(*others)
    for at in sorted(bare):
        table.ask(findings, at, "nothing_but_id", "id", ONLY_AN_ID)
    return frozenset(bare)


def _tell_order(table: Table, sooner: str, later: str, findings: Findings) -> None:
    what = f'the date lies before "{table.found.headings.get(sooner, "")}"'
    for at, (one, two) in enumerate(zip(table.dates(sooner), table.dates(later), strict=True)):
        if one is not None and two is not None and two < one:
            table.ask(findings, at, "out_of_order", later, what)


def _tell_before_birth(table: Table, findings: Findings) -> None:
    """Help may begin before a birth, care and adoption may not."""
    spare = timedelta() if table.list_number in _BORN_BY_THEN else _PREGNANCY
    births = table.dates("birth")
    for key in table.date_keys():
        if key == "birth":
            continue
        for at, (birth, day) in enumerate(zip(births, table.dates(key), strict=True)):
            if birth is not None and day is not None and day < birth and day < birth - spare:
                table.ask(findings, at, "before_birth", key, BEFORE_BIRTH)
