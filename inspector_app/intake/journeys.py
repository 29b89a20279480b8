"""Puts together what all lists say of one child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat

from inspector_app.domain.journey import Child, Journey, JourneyEvent, age_on, journey
from inspector_app.intake.care_histories import HISTORIES
from inspector_app.intake.codes import Code
from inspector_app.intake.families import likely_families
from inspector_app.intake.histories import Facts, Told
from inspector_app.intake.rows import Row, Table, Value

_OF_THE_PERSON = ("gender", "ethnicity", "birth", "age")
_STAYS_TRUE = ("disabled", "unaccompanied")
_EARLY_HELP, _REFERRALS, _LEAVERS = 2, 3, 9
_STAGE_OF_FACT = {"in_care": "in_care", "on_plan": "protection_plan", "in_need": "child_in_need"}
_CONTACTS_ALONE = {1}
_SOCIAL_CARE = frozenset({4, 5, 6, 7, 8, 10})

_Cells = tuple[Value | None, ...]
_Person = tuple[str | None, str | None, date | None, int | None]


def read_journeys(
    tables: Iterable[Table], as_of: date | None, adopters: Collection[str]
) -> tuple[Journey, ...]:
    """Gathers the rows of lists 1 to 10 by child, in the order of the list ids.

    Later lists, and within a list later episodes, know better.

    Args:
        tables: any of these lists, checked.
        as_of: the day when the lists were drawn up, for ages that no list gives.
        adopters: the family ids of list 11.
    """
    ordered = [(table, _by_start(table)) for table in sorted(tables, key=lambda one: one.list_number)]
    lists: dict[str, set[int]] = {}
    facts: defaultdict[str, Facts] = defaultdict(dict)
    events: defaultdict[str, list[JourneyEvent]] = defaultdict(list)
    for table, order in ordered:
        for child in set(table.children):
            lists.setdefault(child, set()).add(table.list_number)
        histories = _histories(table)
        for at in order:
            told, learned = histories[at]
            if told:
                events[table.children[at]] += told
            if learned:
                _learn(facts[table.children[at]], learned)
        for child, family in zip(table.children, table.columns.get("family", ()), strict=False):
            if family in adopters:
                facts[child]["adoptive_family"] = True
    people = _people(ordered, as_of)
    journeys = [
        _journey(child, people[child], lists[child], facts.get(child, {}), events.get(child, []))
        for child in _in_order(lists)
    ]
    families = likely_families(journeys)
    return tuple(_with_family(told, families) for told in journeys)


def _by_start(table: Table) -> list[int]:
    starts = [start or date.min for start in table.dates("start")]
    return sorted(range(len(starts)), key=starts.__getitem__)


def _histories(table: Table) -> list[Told]:
    """Returns what each row says, beyond who the child is.

    Most contacts of one day from one source say the same, so what equal rows say is worked out once.
    """
    history = HISTORIES[table.list_number]
    said = [column for key, column in table.columns.items() if key not in _OF_THE_PERSON]
    known: dict[tuple[object, ...], Told] = {}
    told: list[Told] = []
    for at, values in enumerate(zip(*said, strict=True) if said else repeat((), len(table.numbers))):
        if values not in known:
            known[values] = history(Row(table, at))
        told.append(known[values])
    return told


def _people(ordered: Sequence[tuple[Table, Sequence[int]]], as_of: date | None) -> dict[str, _Person]:
    """Returns child to gender, ethnicity, birth and age, each as the last row that says it has it."""
    known: dict[str, _Cells] = {}
    for table, order in ordered:
        nothing: list[Value | None] = [None] * len(table.numbers)
        cells = list(zip(*(table.columns.get(key, nothing) for key in _OF_THE_PERSON), strict=True))
        for at in order:
            child, person = table.children[at], cells[at]
            if None in person and child in known:
                person = tuple(
                    was if now is None else now for was, now in zip(known[child], person, strict=True)
                )
            known[child] = person
    return {child: _person(cells, as_of) for child, cells in known.items()}


def _person(cells: _Cells, as_of: date | None) -> _Person:
    gender, ethnicity, birth, age = cells
    born = birth if isinstance(birth, date) else None
    return (
        gender.code if isinstance(gender, Code) else None,
        ethnicity.code if isinstance(ethnicity, Code) else None,
        born,
        age
        if isinstance(age, int)
        else age_on(born, as_of)
        if born is not None and as_of is not None
        else None,
    )


def _learn(known: Facts, learned: Facts) -> None:
    """What was once true of a child stays so."""
    for key, value in learned.items():
        if value is not None and not (key in _STAYS_TRUE and known.get(key) is True):
            known[key] = value


def _journey(
    child: str, person: _Person, lists: set[int], facts: Facts, events: Sequence[JourneyEvent]
) -> Journey:
    stage = _stage(lists, facts, events)
    return journey(Child(child, *person, lists=tuple(sorted(lists)), stage=stage, **facts), events)


def _stage(lists: set[int], facts: Facts, events: Sequence[JourneyEvent]) -> str:
    if lists == _CONTACTS_ALONE:
        return "contact"
    open_kinds = {one.kind for one in events if one.end is None}
    if "adoption_order" in open_kinds:
        return "adopted"
    stage = next((stage for fact, stage in _STAGE_OF_FACT.items() if facts.get(fact)), "")
    if _LEAVERS in lists and stage != "in_care":
        return "leaving_care"
    return stage or _without_a_case(lists, open_kinds)


def _without_a_case(lists: set[int], open_kinds: set[str]) -> str:
    if "assessment" in open_kinds:
        return "assessment"
    if not lists.isdisjoint(_SOCIAL_CARE):
        return "closed"
    if "early_help" in open_kinds:
        return "early_help"
    if _REFERRALS in lists:
        return "referral"
    return "closed" if _EARLY_HELP in lists else "contact"


def _with_family(told: Journey, families: Mapping[str, tuple[str, int]]) -> Journey:
    if told.child.list_id not in families:
        return told
    family, siblings = families[told.child.list_id]
    return Journey(told.child._replace(family=family, siblings=siblings), told.events)


def _in_order(children: Iterable[str]) -> list[str]:
    """Returns ids as a person would sort them: numbers by their size, then all others."""
    told = sorted(children)
    return [*sorted(filter(str.isdigit, told), key=len), *(one for one in told if not one.isdigit())]
