"""What there is to ask a council about its lists, each thing under a rule, at a row that the council can find.

A finding holds neither a cell's text nor a child's id: the council finds the child by the row, and a finding
may end up in a log or on a slide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from inspector_app.intake.faults import Problem
from inspector_app.intake.headings import Found

_TOLD_IN_FULL = 20

LEFT_OUT: Final = MappingProxyType(
    {
        "no_id": "Rows without an id",
        "repeated_row": "Rows that repeat an earlier row",
        "repeated_headings": "Rows that repeat the headings",
        "row_without_headings": "Rows of a sheet without headings",
    }
)
"""Rules that name a row which was not read: all other rows were."""

READING: Final = MappingProxyType(
    {
        **LEFT_OUT,
        "no_headings": "Lists without headings",
        "empty_list": "Lists without a row",
        "repeated_list": "Lists on more than one sheet",
        "no_id_column": "Lists without a column of ids",
        "impossible_date": "Dates that are not possible or not understood",
        "number": "Numbers that are not understood",
        "unknown_code": "Codes that are not known",
        "later_than_lists": "Dates after the day when the lists were drawn up",
        "age": "Ages that do not fit the date of birth",
        "birth_differs": "Children with different dates of birth",
        "ends_first": "Ends before the start",
    }
)
"""Rules about what could not be read, or not be believed: these are the problems of a reading."""

BETWEEN: Final = MappingProxyType(
    {
        "missing_list": "Lists that are not in the workbook",
        "missing_value": "Values that are missing",
        "missing_date": "Steps without their date",
        "nothing_but_id": "Rows with nothing but an id",
        "out_of_order": "Dates in an impossible order",
        "before_birth": "Steps that lie before the birth",
        "gender_differs": "Children with different genders",
        "ethnicity_differs": "Children with different ethnicities",
        "id_written_differently": "Ids that may be the same child, written differently",
        "same_episode_twice": "Episodes told twice with different details",
        "episodes_overlap": "Episodes that overlap",
        "adult_on_list": "Adults on a list of children",
        "section_47_without_strategy_date": "Section 47 enquiries without the date of the strategy discussion",
        "enquiry_without_outcome": "Old section 47 enquiries without an outcome",
        "conference_held_but_unnecessary": "Conferences held that were called unnecessary",
        "conference_without_outcome": "Initial conferences without an outcome",
        "closed_without_date": "Reasons for an end without its date",
        "ended_without_reason": "Ends without their reason",
        "closed_but_open": "Closed episodes whose status is not closed",
        "care_without_placement": "Children in care without a placement",
        "care_without_legal_status": "Children in care without a legal status",
        "interview_accepted_not_offered": "Return interviews accepted but not offered",
        "missing_without_interview_answer": "Missing children without a word on a return interview",
        "care_leaver_age": "Care leavers under 16 or over 25",
        "referral_without_contact": "Referrals without a contact",
        "assessment_without_referral": "Assessments without a referral or an open case",
        "plan_without_assessment": "Protection plans without an assessment or an enquiry",
        "plan_without_conference": "Protection plans without a conference",
        "plan_decided_not_listed": "Conferences that decided on a plan which is on no list",
        "plan_not_in_need": "Protection plans of children who are not on list 6",
        "care_not_in_need": "Children in care who are not on list 6",
        "status_without_plan": "Children with the status of a plan who are not on list 7",
        "status_without_care": "Children with the status of care who are not on list 8",
        "in_care_and_care_leaver": "Care leavers who are still on the list of care",
        "eligible_not_in_care": "Eligible young people who are not in care",
        "left_care_not_listed": "Young people who left care and are not on list 9",
        "placement_order_not_listed": "Placement orders of children who are not on list 10",
        "placed_not_in_care": "Children placed for adoption who are not on list 8",
        "adopted_but_in_care": "Adopted children who are still on the list of care",
        "adopters_not_listed": "Adoptive families that are not on list 11",
    }
)
"""Rules about what the lists say, by themselves and beside each other."""

RULES: Final[Mapping[str, str]] = MappingProxyType({**READING, **BETWEEN})
"""Every rule with its title, in the order in which a report tells them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to ask the council about.

    `rule` is a key of `RULES`; `list_number` is None where no list is meant; `row` is the row as the
    spreadsheet counts it, from 1, and None where the whole list or column is meant; `column` is the heading.
    """

    rule: str
    list_number: int | None
    sheet: str
    row: int | None
    column: str | None
    what: str


class Findings:
    """Gathers findings, every one of them, in the order in which they are met."""

    def __init__(self) -> None:
        self._told: list[Finding] = []

    def add(
        self, rule: str, list_number: int | None, sheet: str, row: int | None, column: str | None, what: str
    ) -> None:
        """Notes one finding."""
        self._told.append(Finding(rule, list_number, sheet, row, column, what))

    def at(self, found: Found, row: int | None, rule: str, key: str | None, what: str) -> None:
        """Notes a finding in one list: at a row, under the heading of a column that is known by its key."""
        heading = found.headings.get(key) if key else None
        self._told.append(Finding(rule, found.child_list.number, found.sheet.name, row, heading, what))

    def all(self) -> tuple[Finding, ...]:
        """Returns every finding by list, row and rule; those of no list come first."""
        return tuple(sorted(self._told, key=_place))

    def problems(self) -> tuple[Problem, ...]:
        """Returns what could not be read: the same fault in a column twenty times, then how many more."""
        told: list[Problem] = []
        count: Counter[tuple[int | None, str, str | None, str]] = Counter()
        for one in self._told:
            if one.rule in READING and one.rule != "row_without_headings":  # the sheet is one problem
                key = (one.list_number, one.sheet, one.column, one.what)
                count[key] += 1
                if count[key] <= _TOLD_IN_FULL:
                    told.append(Problem(one.list_number, one.sheet, one.row, one.column, one.what))
        return (*told, *_cut_short(count))


def by_rule(findings: Iterable[Finding]) -> Sequence[tuple[str, int]]:
    """Returns each rule that found anything with how often, in the order of `RULES`."""
    count = Counter(one.rule for one in findings)
    return [(rule, count[rule]) for rule in RULES if rule in count]


def _cut_short(count: Mapping[tuple[int | None, str, str | None, str], int]) -> Iterator[Problem]:
    for (list_number, sheet, column, what), number in count.items():
        if number > _TOLD_IN_FULL:
            more = f"{what} (and {number - _TOLD_IN_FULL} more rows with the same fault)"
            yield Problem(list_number, sheet, None, column, more)


def _place(one: Finding) -> tuple[int, str, int, str]:
    return (one.list_number or 0, one.sheet, one.row or 0, one.rule)
