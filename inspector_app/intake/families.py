"""Finds likely brothers and sisters. No list names families, but help for a family keeps the same days.

Two children count as likely siblings when three of their milestones (start or end of a contact, referral,
assessment …) fall on the same days, those days lie apart from each other, and ethnicity and team agree. The
days must lie apart because referral, assessment and plan of one child often begin within two days, so that
strangers who are referred on one day share them too. It is an inference to ask about, not a fact: whoever
shows it says "likely".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice, pairwise

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
_DAYS_APART = 3
_MILESTONES_COMPARED = 10

Milestone = tuple[int, str, bool]
Signature = tuple[str | None, str | None, tuple[Milestone, ...]]


def likely_families(journeys: Iterable[Journey]) -> Mapping[str, tuple[str, int]]:
    """Returns list id to (family label, number of others in it) for every child with likely siblings.

    The label is made of the smallest list id of the family, so that it does not depend on the order of rows.
    """
    leader: dict[str, str] = {}

    def head(child: str) -> str:
        while leader[child] != child:
            child = leader[child]
        return child

    first_with: dict[Signature, str] = {}
    for told in journeys:
        child = told.child.list_id
        leader[child] = child
        for shared in _signatures(told):
            one, two = sorted((head(child), head(first_with.setdefault(shared, child))))
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


def _signatures(told: Journey) -> Iterator[Signature]:
    milestones = sorted(
        {
            (moment.toordinal(), one.kind, moment == one.start)
            for one in told.events
            if one.kind in _FAMILY_KINDS
            for moment in (one.start, one.end)
            if moment is not None
        }
    )
    for shared in combinations(islice(milestones, _MILESTONES_COMPARED), _SHARED):
        if all(later[0] - sooner[0] >= _DAYS_APART for sooner, later in pairwise(shared)):
            yield told.child.ethnicity, told.child.team, shared
