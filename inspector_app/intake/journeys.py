"""Puts together what all lists say of one child."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from inspector_app.domain.journey import Child, Journey, JourneyEvent, age_on, journey
from inspector_app.intake.care_histories import HISTORIES
from inspector_app.intake.families import likely_families
from inspector_app.intake.histories import Facts
from inspector_app.intake.rows import Row

_STAYS_TRUE = ("disabled", "unaccompanied")
_EARLY_HELP, _REFERRALS, _LEAVERS = 2, 3, 9
_SOCIAL_CARE = frozenset({4, 5, 6, 7, 8, 10})


def read_journeys(rows: Iterable[Row], as_of: date | None, adopters: Collection[str]) -> tuple[Journey, ...]:
    """Gathers the rows of lists 1 to 10 by child, in the order of the list ids.

    Args:
        rows: rows of any of these lists, checked.
        as_of: the day when the lists were drawn up, for ages that no list gives.
        adopters: the family ids of list 11.
    """
    facts: dict[str, Facts] = {}
    events: dict[str, list[JourneyEvent]] = {}
    for row in sorted(rows, key=lambda one: (one.found.child_list.number, one.date("start") or date.min)):
        number = row.found.child_list.number
        told, learned = HISTORIES[number](row)
        events.setdefault(row.child, []).extend(told)
        _learn(facts.setdefault(row.child, {"lists": set[int]()}), _person(row) | learned)
        facts[row.child]["lists"].add(number)
        if row.text("family") in adopters:
            facts[row.child]["adoptive_family"] = True
    journeys = [_journey(child, facts[child], events[child], as_of) for child in sorted(facts, key=_natural)]
    families = likely_families(journeys)
    return tuple(_with_family(told, families) for told in journeys)


def _person(row: Row) -> Facts:
    gender, ethnicity = row.code("gender"), row.code("ethnicity")
    return {
        "gender": gender.code if gender else None,
        "ethnicity": ethnicity.code if ethnicity else None,
        "birth_date": row.date("birth"),
        "age": row.count("age"),
    }


def _learn(known: Facts, learned: Facts) -> None:
    """Later lists, and within a list later episodes, know better; what was once true of a child stays so."""
    for key, value in learned.items():
        if value is not None and not (key in _STAYS_TRUE and known.get(key) is True):
            known[key] = value


def _journey(child: str, facts: Facts, events: Sequence[JourneyEvent], as_of: date | None) -> Journey:
    if facts.get("age") is None and as_of is not None and "birth_date" in facts:
        facts["age"] = age_on(facts["birth_date"], as_of)
    known: Facts = facts | {"lists": tuple(sorted(facts["lists"])), "stage": _stage(facts, events)}
    return journey(Child(child, **known), events)


def _stage(facts: Facts, events: Sequence[JourneyEvent]) -> str:
    lists: set[int] = facts["lists"]
    open_kinds = {one.kind for one in events if one.end is None}
    steps = (
        ("adopted", "adoption_order" in open_kinds),
        ("in_care", facts.get("in_care", False)),
        ("leaving_care", _LEAVERS in lists),
        ("protection_plan", facts.get("on_plan", False)),
        ("child_in_need", facts.get("in_need", False)),
        ("assessment", "assessment" in open_kinds),
        ("closed", bool(lists & _SOCIAL_CARE)),
        ("early_help", "early_help" in open_kinds),
        ("referral", _REFERRALS in lists),
        ("closed", _EARLY_HELP in lists),
    )
    return next((stage for stage, holds in steps if holds), "contact")


def _with_family(told: Journey, families: Mapping[str, tuple[str, int]]) -> Journey:
    if told.child.list_id not in families:
        return told
    family, siblings = families[told.child.list_id]
    return replace(told, child=replace(told.child, family=family, siblings=siblings))


def _natural(child: str) -> tuple[int, str]:
    return (len(child), child) if child.isdigit() else (1_000_000, child)
