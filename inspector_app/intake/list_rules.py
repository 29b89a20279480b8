"""What the lists say of a child beside each other: who is on one list and should be on another.

A list of six months cannot tell what came before, so a step is missed only where the other list covers its
days. Each finding is a question: a plan may have come with a family from another council.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from inspector_app.domain.journey import age_on
from inspector_app.intake.findings import Finding, Findings
from inspector_app.intake.lists import LISTS
from inspector_app.intake.rows import Row, Table

MISSING = "the list is not in the workbook"

_CONTACTS, _REFERRALS, _ASSESSMENTS, _ENQUIRIES, _NEED = 1, 3, 4, 5, 6
_PLANS, _CARE, _LEAVERS, _ADOPTION, _ADOPTERS = 7, 8, 9, 10, 11
_PERIOD = timedelta(days=182)
_FIRST_WEEKS = timedelta(days=31)  # what led to a step of the first weeks may lie before the list
_A_DAY = timedelta(days=1)
_QUALIFYING = timedelta(days=91)
_LEAVER_AGE = 16
_NO_LEAVER = frozenset({"E2", "E3", "E11", "E12", "E41", "E45", "E46", "E47", "E48", "X1"})
"""Reasons for the end of care after which nobody is a care leaver of this council."""

_ByChild = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class _Lists:
    """All lists by number and child, those that have rows, and from when on each covers its steps."""

    by_number: Mapping[int, _ByChild]
    with_rows: frozenset[int]
    covered_from: Mapping[int, date]

    def rows(self, number: int) -> Iterator[Row]:
        for rows in self.by_number.get(number, {}).values():
            yield from rows

    def told(self, *numbers: int) -> bool:
        """Says whether the workbook has these lists, with rows."""
        return self.with_rows.issuperset(numbers)

    def has(self, number: int, child: str, holds: Callable[[Row], bool] = lambda _: True) -> bool:
        """Says whether a child is on a list, in a row for which something holds."""
        return any(holds(row) for row in self.by_number.get(number, {}).get(child, ()))

    def covers(self, number: int, day: date) -> bool:
        """Says whether what led to a step on a day would be on a list of six months."""
        first = self.covered_from.get(number)
        return first is not None and day >= first


def check_lists(tables: Sequence[Table], as_of: date, findings: Findings) -> None:
    """Notes lists that are not there, and children who are on one list and should be on another.

    Args:
        tables: the lists as read.
        as_of: the day when they were drawn up.
        findings: takes what was found.
    """
    there = {table.list_number for table in tables}
    for told in LISTS:
        if told.number not in there:
            findings.add(Finding("missing_list", told.number, "", None, None, MISSING))
    with_rows = frozenset(table.list_number for table in tables if table.numbers)
    lists = _Lists(_gathered(tables), with_rows, _covered_from(tables, as_of))
    for rule, (needs, key, what, broken) in _RULES.items():
        if lists.told(*needs):
            for row in broken(lists):
                row.ask(findings, rule, key, what)


def _gathered(tables: Sequence[Table]) -> Mapping[int, _ByChild]:
    """Returns the rows by list and child; of the contacts, only those of children who were referred."""
    referred = {child for table in tables if table.list_number == _REFERRALS for child in table.children}
    found: dict[int, defaultdict[str, list[Row]]] = {}
    for table in tables:
        of_list = found.setdefault(table.list_number, defaultdict(list))
        for at, child in enumerate(table.children):
            if table.list_number != _CONTACTS or child in referred:
                of_list[child].append(Row(table, at))
    return found


def _covered_from(tables: Sequence[Table], as_of: date) -> Mapping[int, date]:
    found: dict[int, date] = {}
    for table in tables:
        inside = [day for day in table.dates("start") if day is not None and day >= as_of - _PERIOD]
        if inside:
            earlier = found.get(table.list_number, date.max)
            found[table.list_number] = min(earlier, min(inside) + _FIRST_WEEKS)
    return found


def _goes_on(row: Row) -> bool:
    status = row.code("status")
    return (
        row.date("end") is None and row.code("reason") is None and (status is None or status.code != "closed")
    )


def _started_by(day: date) -> Callable[[Row], bool]:
    return lambda row: (start := row.date("start")) is not None and start <= day


def _referral_without_contact(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_REFERRALS):
        start = row.date("start")
        if (
            start
            and lists.covers(_CONTACTS, start)
            and not lists.has(_CONTACTS, row.child, _started_by(start + _A_DAY))
        ):
            yield row


def _assessment_without_referral(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_ASSESSMENTS):
        start = row.date("start")
        if start is None or not lists.covers(_REFERRALS, start):
            continue
        by_then = _started_by(start + _A_DAY)
        if not any(lists.has(number, row.child, by_then) for number in (_REFERRALS, _NEED, _PLANS, _CARE)):
            yield row


def _plan_without_assessment(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_PLANS):
        start = row.date("start")
        if start and lists.covers(_ASSESSMENTS, start - _FIRST_WEEKS):
            looked_into = any(
                lists.has(number, row.child, _started_by(start)) for number in (_ASSESSMENTS, _ENQUIRIES)
            )
            if not looked_into:
                yield row


def _plan_without_conference(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_PLANS):
        start = row.date("start")
        if start is None or not lists.covers(_ENQUIRIES, start):
            continue
        if not lists.has(_ENQUIRIES, row.child, lambda one: one.date("conference") is not None):
            yield row


def _plan_decided_not_listed(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_ENQUIRIES):
        if row.yes("plan") is True and not lists.has(_PLANS, row.child):
            yield row


def _not_in_need(number: int) -> Callable[[_Lists], Iterator[Row]]:
    def broken(lists: _Lists) -> Iterator[Row]:
        for row in lists.rows(number):
            if _goes_on(row) and not lists.has(_NEED, row.child, _goes_on):
                yield row

    return broken


def _status_without(status: str, number: int) -> Callable[[_Lists], Iterator[Row]]:
    def broken(lists: _Lists) -> Iterator[Row]:
        for row in lists.rows(_NEED):
            code = row.code("status")
            if code is not None and code.code == status and not lists.has(number, row.child, _goes_on):
                yield row

    return broken


def _in_care_and_care_leaver(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_LEAVERS):
        code = row.code("eligibility")
        if code is not None and code.code != "eligible" and lists.has(_CARE, row.child, _goes_on):
            yield row


def _eligible_not_in_care(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_LEAVERS):
        code = row.code("eligibility")
        if code is not None and code.code == "eligible" and not lists.has(_CARE, row.child, _goes_on):
            yield row


def _left_care_not_listed(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_CARE):
        start, end, birth, reason = row.date("start"), row.date("end"), row.date("birth"), row.code("reason")
        if start is None or end is None or birth is None or (reason and reason.code in _NO_LEAVER):
            continue
        if age_on(birth, end) >= _LEAVER_AGE and end - start >= _QUALIFYING:
            again = lists.has(_CARE, row.child, _goes_on)
            if not again and not lists.has(_LEAVERS, row.child):
                yield row


def _placement_order_not_listed(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_CARE):
        legal = row.code("legal")
        if _goes_on(row) and legal is not None and legal.code == "E1" and not lists.has(_ADOPTION, row.child):
            yield row


def _placed_not_in_care(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_ADOPTION):
        over = row.date("order") is not None or row.date("reversed") is not None
        if row.date("placed") is not None and not over and not lists.has(_CARE, row.child, _goes_on):
            yield row


def _adopted_but_in_care(lists: _Lists) -> Iterator[Row]:
    for row in lists.rows(_ADOPTION):
        order = row.date("order")
        if order is not None and lists.has(_CARE, row.child, _goes_on_from_before(order)):
            yield row


def _goes_on_from_before(day: date) -> Callable[[Row], bool]:
    before = _started_by(day)
    return lambda row: _goes_on(row) and before(row)


def _adopters_not_listed(lists: _Lists) -> Iterator[Row]:
    families = {row.text("family") for row in lists.rows(_ADOPTERS)}
    for row in lists.rows(_ADOPTION):
        matched = row.date("matched") is not None
        if matched and row.text("family") is not None and row.text("family") not in families:
            yield row


_Question = tuple[Sequence[int], str, str, Callable[[_Lists], Iterator[Row]]]

_RULES: Mapping[str, _Question] = MappingProxyType(
    {
        "referral_without_contact": (
            (_CONTACTS, _REFERRALS),
            "start",
            "no contact on list 1 led to this referral",
            _referral_without_contact,
        ),
        "assessment_without_referral": (
            (_REFERRALS, _ASSESSMENTS),
            "start",
            "the child has no referral on list 3, and no case on lists 6 to 8 that was open by then",
            _assessment_without_referral,
        ),
        "plan_without_assessment": (
            (_ASSESSMENTS, _ENQUIRIES, _PLANS),
            "start",
            "the child has neither an assessment on list 4 nor an enquiry on list 5 before the plan",
            _plan_without_assessment,
        ),
        "plan_without_conference": (
            (_ENQUIRIES, _PLANS),
            "start",
            "the child has no initial conference on list 5",
            _plan_without_conference,
        ),
        "plan_decided_not_listed": (
            (_ENQUIRIES, _PLANS),
            "plan",
            "the conference decided on a plan, but the child is not on list 7",
            _plan_decided_not_listed,
        ),
        "plan_not_in_need": (
            (_NEED, _PLANS),
            "id",
            "the plan goes on, but the child is not on list 6, or only with closed episodes",
            _not_in_need(_PLANS),
        ),
        "care_not_in_need": (
            (_NEED, _CARE),
            "id",
            "the child is in care, but not on list 6, or only with closed episodes",
            _not_in_need(_CARE),
        ),
        "status_without_plan": (
            (_NEED, _PLANS),
            "status",
            "by the case status the child is on a plan, but list 7 has no plan that goes on",
            _status_without("protection_plan", _PLANS),
        ),
        "status_without_care": (
            (_NEED, _CARE),
            "status",
            "by the case status the child is in care, but list 8 has no care that goes on",
            _status_without("in_care", _CARE),
        ),
        "in_care_and_care_leaver": (
            (_CARE, _LEAVERS),
            "eligibility",
            "by the eligibility the young person has left care, but list 8 has care that goes on",
            _in_care_and_care_leaver,
        ),
        "eligible_not_in_care": (
            (_CARE, _LEAVERS),
            "eligibility",
            "an eligible young person is still in care, but list 8 has no care that goes on",
            _eligible_not_in_care,
        ),
        "left_care_not_listed": (
            (_CARE, _LEAVERS),
            "end",
            "the young person left care at 16 or later, but is not on list 9",
            _left_care_not_listed,
        ),
        "placement_order_not_listed": (
            (_CARE, _ADOPTION),
            "legal",
            "the child has a placement order, but is not on list 10",
            _placement_order_not_listed,
        ),
        "placed_not_in_care": (
            (_CARE, _ADOPTION),
            "placed",
            "until the order a child placed for adoption is in care, but list 8 has no care that goes on",
            _placed_not_in_care,
        ),
        "adopted_but_in_care": (
            (_CARE, _ADOPTION),
            "order",
            "the child was adopted, but on list 8 the care before it goes on",
            _adopted_but_in_care,
        ),
        "adopters_not_listed": (
            (_ADOPTION, _ADOPTERS),
            "family",
            "the family with which the child was matched is not on list 11",
            _adopters_not_listed,
        ),
    }
)
"""Rule to the lists it needs, the column it is told under, its words, and the rows that break it."""
