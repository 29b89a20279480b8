"""The rules by which a council's lists are questioned: what each is called, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unread": "Could not be read, or not be believed",
        "missing": "Is missing",
        "order": "Stands in an impossible order",
        "twice": "Is told twice, or in two ways",
        "contradiction": "Contradicts itself",
        "gap": "Has no step before it on another list",
        "elsewhere": "Should be on another list, or not on this one",
    }
)
"""Kinds of rules with their titles, in the order of a report."""


class Rule(NamedTuple):
    """One rule: a key of `KINDS`, what it finds, and what the council is asked to do."""

    kind: str
    title: str
    advice: str


_SEND_LIST = "Ask for the list again as the template lays it out."
_CORRECT_CELL = "Ask for the right value, and correct it in the council's system first."
_WHICH_ROW = "Ask which row is right, and have the other taken out."
_WHICH_VALUE = "Ask which is right; the value of the latest episode is used until then."
_ADD_OR_CLOSE = "Ask whether the child is missing from that list or the case here should be closed."

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "no_id": Rule("unread", "Rows without an id", "Ask whose row it is; without an id it was left out."),
        "repeated_row": Rule(
            "twice",
            "Rows that repeat an earlier row",
            "Nothing is lost: it was read once. Have it taken out.",
        ),
        "repeated_headings": Rule(
            "unread", "Rows that repeat the headings", "Nothing is lost: the row holds no child."
        ),
        "row_without_headings": Rule("unread", "Rows of a sheet without headings", _SEND_LIST),
        "no_headings": Rule("unread", "Lists without headings", _SEND_LIST),
        "empty_list": Rule(
            "missing",
            "Lists without a row",
            "Ask whether there was truly nobody, or the list was not filled in.",
        ),
        "repeated_list": Rule(
            "twice", "Lists on more than one sheet", "Ask whether both belong; both were read."
        ),
        "no_id_column": Rule("unread", "Lists without a column of ids", _SEND_LIST),
        "impossible_date": Rule("unread", "Dates that are not possible or not understood", _CORRECT_CELL),
        "number": Rule("unread", "Numbers that are not understood", _CORRECT_CELL),
        "unknown_code": Rule(
            "unread", "Codes that are not known", "Ask what the council means by it; the cell was left out."
        ),
        "later_than_lists": Rule(
            "order", "Dates after the day when the lists were drawn up", f"{_CORRECT_CELL} It was left out."
        ),
        "age": Rule("contradiction", "Ages that do not fit the date of birth", "Ask for the date of birth."),
        "birth_differs": Rule("twice", "Children with different dates of birth", _WHICH_VALUE),
        "ends_first": Rule("order", "Ends before the start", _CORRECT_CELL),
        "missing_list": Rule("missing", "Lists that are not in the workbook", "Ask for the list."),
        "missing_value": Rule("missing", "Values that are missing", "Ask for the value."),
        "missing_date": Rule(
            "missing", "Steps without their date", "Ask for the date; until then the step is in no journey."
        ),
        "nothing_but_id": Rule(
            "missing", "Rows with nothing but an id", "Ask whether it is a child or a line of totals."
        ),
        "section_47_without_strategy_date": Rule(
            "missing",
            "Section 47 enquiries without a date of the strategy discussion",
            "Ask when the strategy discussion was held, or whether the enquiry began without one.",
        ),
        "enquiry_without_outcome": Rule(
            "missing", "Old section 47 enquiries without an outcome", "Ask how the enquiry ended."
        ),
        "conference_without_outcome": Rule(
            "missing", "Initial conferences without an outcome", "Ask what the conference decided."
        ),
        "closed_without_date": Rule(
            "missing",
            "Reasons for an end without its date",
            "Ask for the date; until then the case counts as open.",
        ),
        "ended_without_reason": Rule("missing", "Ends without their reason", "Ask why the case was closed."),
        "care_without_placement": Rule(
            "missing", "Children in care without a placement", "Ask today where the child is living."
        ),
        "care_without_legal_status": Rule(
            "missing",
            "Children in care without a legal status",
            "Ask under which order the child is in care.",
        ),
        "missing_without_interview_answer": Rule(
            "missing",
            "Missing children without a word on a return interview",
            "Ask whether an interview was offered after the last episode.",
        ),
        "out_of_order": Rule("order", "Dates in an impossible order", _CORRECT_CELL),
        "before_birth": Rule("order", "Steps that lie before the birth", _CORRECT_CELL),
        "gender_differs": Rule("twice", "Children with different genders", _WHICH_VALUE),
        "ethnicity_differs": Rule("twice", "Children with different ethnicities", _WHICH_VALUE),
        "id_written_differently": Rule(
            "twice",
            "Ids that may be the same child, written differently",
            "Ask whether it is one child; until then there are two journeys.",
        ),
        "same_episode_twice": Rule("twice", "Episodes told twice with different details", _WHICH_ROW),
        "episodes_overlap": Rule("order", "Episodes that overlap", "Ask when the earlier episode ended."),
        "conference_held_but_unnecessary": Rule(
            "contradiction",
            "Conferences held that were called unnecessary",
            "Ask whether the conference was held.",
        ),
        "closed_but_open": Rule(
            "contradiction", "Closed episodes whose status is not closed", "Ask whether the case is open."
        ),
        "interview_accepted_not_offered": Rule(
            "contradiction",
            "Return interviews accepted but not offered",
            "Ask whether an interview was held.",
        ),
        "referral_without_contact": Rule(
            "gap", "Referrals without a contact", "Ask how the referral came in, and why list 1 lacks it."
        ),
        "assessment_without_referral": Rule(
            "gap", "Assessments without a referral or an open case", "Ask what led to the assessment."
        ),
        "plan_without_assessment": Rule(
            "gap",
            "Protection plans without an assessment or an enquiry",
            "Ask what the plan rests on; it may have come with a family from another council.",
        ),
        "plan_without_conference": Rule(
            "gap",
            "Protection plans without a conference",
            "Ask for the conference; the plan may have come with a family from another council.",
        ),
        "adult_on_list": Rule(
            "elsewhere",
            "Adults on a list of children",
            "Ask whether the case is closed or belongs on list 9.",
        ),
        "care_leaver_age": Rule(
            "elsewhere", "Care leavers under 16 or over 25", "Ask for the date of birth and the entitlement."
        ),
        "plan_decided_not_listed": Rule(
            "elsewhere",
            "Conferences that decided on a plan which is on no list",
            "Ask today whether the child has a plan.",
        ),
        "plan_not_in_need": Rule(
            "elsewhere", "Protection plans of children who are not on list 6", _ADD_OR_CLOSE
        ),
        "care_not_in_need": Rule("elsewhere", "Children in care who are not on list 6", _ADD_OR_CLOSE),
        "status_without_plan": Rule(
            "elsewhere", "Children with the status of a plan who are not on list 7", _ADD_OR_CLOSE
        ),
        "status_without_care": Rule(
            "elsewhere", "Children with the status of care who are not on list 8", _ADD_OR_CLOSE
        ),
        "in_care_and_care_leaver": Rule(
            "elsewhere",
            "Care leavers who are still on the list of care",
            "Ask whether the care has ended, and when.",
        ),
        "eligible_not_in_care": Rule(
            "elsewhere",
            "Eligible young people who are not in care",
            "Ask whether the young person has left care and is now relevant.",
        ),
        "left_care_not_listed": Rule(
            "elsewhere",
            "Young people who left care and are not on list 9",
            "Ask what support the young person has as a care leaver.",
        ),
        "placement_order_not_listed": Rule(
            "elsewhere",
            "Placement orders of children who are not on list 10",
            "Ask whether adoption is the plan.",
        ),
        "placed_not_in_care": Rule(
            "elsewhere", "Children placed for adoption who are not on list 8", _ADD_OR_CLOSE
        ),
        "adopted_but_in_care": Rule(
            "elsewhere",
            "Adopted children who are still on the list of care",
            "Ask whether the care has ended, and when.",
        ),
        "adopters_not_listed": Rule(
            "elsewhere",
            "Adoptive families that are not on list 11",
            "Ask whether another agency approved the family.",
        ),
    }
)
"""Every rule, in the order in which a report tells them."""

READING: Final = frozenset(
    {
        "no_id",
        "repeated_row",
        "repeated_headings",
        "no_headings",
        "empty_list",
        "repeated_list",
        "no_id_column",
        "impossible_date",
        "number",
        "unknown_code",
        "later_than_lists",
        "age",
        "birth_differs",
        "ends_first",
    }
)
"""Rules about what could not be read, or not be believed: these are the problems of a reading.

The rows of a sheet without headings are told as one problem, not each."""
