"""Finds likely brothers and sisters. No list names families, but help for a family keeps the same days.

Two children count as likely siblings when three of their milestones (start or end of a contact, referral,
assessment …) fall on the same days, those days lie apart from each other, and ethnicity and team agree. The
days must lie apart because referral, assessment and plan of one child often begin within two days, so that
strangers who are referred on one day share them too. It is an inference to ask about, not a fact: whoever
shows it says "likely".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from inspector_app.domain.journey import Journey

_FAMILY_KINDS = frozenset(
    {
        "contact",
        "early_help",
        "referral",
        "assessment",
        "strategy_discussion",
        "initial_conference",
        "child_in_need",
        "protection_plan",
        "care",
    }
)
_SHARED = 3
_FEWEST_EVENTS = 2  # each has a start and an end at most, and three days must be shared
_DAYS_APART = 3
_MILESTONES_COMPARED = 10

Milestone = tuple[int, str, bool, str | None, str | None]
"""Day, kind, whether it is a start, and the ethnicity and the team of the child."""


def likely_families(journeys: Iterable[Journey]) -> Mapping[str, tuple[str, int]]:
    """Returns list id to (family label, number of others in it) for every child with likely siblings.

    The label is made of the smallest list id of the family, so that it does not depend on the order of rows.
    """
    leader: dict[str, str] = {}

    def head(child: str) -> str:
        while leader[child] != child:
            child = leader[child]
        return child

    first_with: dict[tuple[Milestone, ...], str] = {}
    for child, milestones in _shared(journeys):
        leader[child] = child
        for signature in _signatures(milestones):
            one, two = sorted((head(child), head(first_with.setdefault(signature, child))))
            leader[two] = one
    families: dict[str, list[str]] = {}
    for child in leader:
        families.setdefault(head(child), []).append(child)
    return {
        child: (f"family of {smallest}", len(members) - 1)
        for smallest, members in families.items()
        if len(members) > 1
        for child in members
    }


def _shared(journeys: Iterable[Journey]) -> Iterator[tuple[str, Sequence[Milestone]]]:
    """Returns the milestones that a child shares with any other, where they are enough for a family."""
    marked = [
        (told.child.list_id, _milestones(told)) for told in journeys if len(told.events) >= _FEWEST_EVENTS
    ]
    often = Counter(chain.from_iterable(found for _, found in marked))
    for child, found in marked:
        shared = sorted(one for one in found if often[one] > 1)
        if len(shared) >= _SHARED:
            yield child, shared[:_MILESTONES_COMPARED]


def _milestones(told: Journey) -> set[Milestone]:
    ethnicity, team = told.child.ethnicity, told.child.team
    found: set[Milestone] = set()
    for kind, start, end, *_ in told.events:
        if kind in _FAMILY_KINDS:
            found.add((start.toordinal(), kind, True, ethnicity, team))
            if end is not None and end != start:
                found.add((end.toordinal(), kind, False, ethnicity, team))
    return found


def _signatures(milestones: Sequence[Milestone]) -> Iterator[tuple[Milestone, ...]]:
    for one, two, three in combinations(milestones, _SHARED):
        if two[0] - one[0] >= _DAYS_APART and three[0] - two[0] >= _DAYS_APART:
            yield one, two, three
