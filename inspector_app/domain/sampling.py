"""Chooses cases openly: by stratum, by a seed that anyone can repeat, with the reason beside each pick.

The choice depends on the children's ids, their attributes, the quotas and the seed, and on nothing else:
neither the order of the lists nor the computer. Within that it balances age, gender and ethnicity, because
the handbook asks for balance and critics found that nothing showed how a set was made representative.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from inspector_app.domain.journey import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    STAGES,
    Child,
    Journey,
    age_band,
    ethnic_group,
)
from inspector_app.domain.strata import STRATA, STRATUM_LABELS
from inspector_app.errors import RefusedError

__all__ = [
    "STRATA",
    "STRATUM_LABELS",
    "TRAITS",
    "CoverageRow",
    "Depth",
    "Pick",
    "Quota",
    "Selection",
    "Shortfall",
    "choose",
    "coverage",
    "replace",
    "traits",
]

Depth = Literal["tracked", "sampled"]
Quota = tuple[str, int, Depth]

_DEPTHS = ("tracked", "sampled")
_OWN_STRATUM_WEIGHT = 0.5
_SAME_FAMILY_PENALTY = 2.0
_GENDERS = ("female", "male", "neither", "not_stated")

TRAITS: Mapping[str, Sequence[str]] = MappingProxyType(
    {"age": AGE_BANDS, "gender": _GENDERS, "ethnicity": ETHNIC_GROUPS, "stage": tuple(STAGES)}
)
"""What a sample is compared with all children by, and the values of each in their order."""

Trait = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pick:
    """One chosen child: the list id, why it was picked in a plain sentence, and out of how many."""

    child: str
    stratum: str
    depth: Depth
    reason: str
    population: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A quota that could not be filled: how many were wanted and found, and the sentence that says so."""

    stratum: str
    depth: Depth
    wanted: int
    found: int
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Every pick in the order of the quotas, and the quotas that fell short."""

    seed: int
    picks: tuple[Pick, ...]
    shortfalls: tuple[Shortfall, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How many children of the sample and of the lists have one value of one dimension."""

    dimension: str
    value: str
    sample: int
    population: int
    sample_share: float
    population_share: float


def choose(journeys: Iterable[Journey], quotas: Sequence[Quota], seed: int) -> Selection:
    """Picks children for each quota, nobody twice.

    Strata with the fewest children choose first, so that a large stratum does not use up a small one. Each
    pick goes to the child whose age band, gender and ethnic group are most wanting in the sample so far;
    ties are settled by a hash of seed, stratum and list id. Brothers and sisters are avoided while others
    are left, except in the stratum `siblings`.

    Args:
        journeys: all journeys of the lists, in any order.
        quotas: (stratum id, how many, tracked or sampled); a stratum may stand in several quotas.
        seed: any whole number; the same seed gives the same picks.

    Raises:
        RefusedError: an unknown stratum, a depth that is neither tracked nor sampled, or a number below 0.
    """
    _check(quotas)
    everyone = sorted(journeys, key=lambda told: told.child.list_id)
    members = {
        stratum: [told.child for told in everyone if STRATA[stratum](told)]
        for stratum in dict.fromkeys(quota[0] for quota in quotas)
    }
    union = {child.list_id: child for group in members.values() for child in group}
    balance = _Balance(list(union.values()), sum(number for _, number, _ in quotas))
    chosen: dict[int, list[Child]] = {}
    taken: set[str] = set()
    for place in sorted(range(len(quotas)), key=lambda at: (len(members[quotas[at][0]]), at)):
        stratum, number, _ = quotas[place]
        free = [child for child in members[stratum] if child.list_id not in taken]
        chosen[place] = _pick(free, number, balance, (seed, stratum))
        taken.update(child.list_id for child in chosen[place])
    return _selection(quotas, chosen, members, seed)


def replace(
    journeys: Iterable[Journey],
    stratum: str,
    depth: Depth,
    *,
    sample: Collection[str],
    out: Collection[str],
    seed: int,
) -> Pick:
    """Picks one more child of a stratum, in place of one who was taken out of the sample.

    Args:
        journeys: all journeys of the lists, in any order.
        stratum: a key of `STRATA`.
        depth: tracked or sampled.
        sample: list ids of the children who stay in the sample.
        out: list ids of those who were taken out of it, now or before: none of them is picked again.
        seed: that of the choice; the same seed, sample and lists give the same child.

    Raises:
        RefusedError: an unknown stratum or depth, or nobody of the stratum is left.
    """
    _check([(stratum, 1, depth)])
    everyone = sorted(journeys, key=lambda told: told.child.list_id)
    members = [told.child for told in everyone if STRATA[stratum](told)]
    free = [child for child in members if child.list_id not in sample and child.list_id not in out]
    label = STRATUM_LABELS[stratum]
    if not free:
        raise RefusedError("Nobody is left to swap the case for", where=label)
    balance = _Balance([told.child for told in everyone], len(sample) + 1)
    for told in everyone:
        if told.child.list_id in sample:
            balance.take(told.child)
    (child,) = _pick(free, 1, balance, (seed, stratum))
    reason = (
        f"Picked 1 of {len(free)} {label} who were free, seed {seed}, balanced by age, gender and ethnicity, "
        f"to be {depth}."
    )
    return Pick(child.list_id, stratum, depth, reason, len(members))


def traits(child: Child) -> tuple[Trait, ...]:
    """Returns age band, gender, ethnic group and stage of a child: what a sample is compared by."""
    return (*_traits(child), ("stage", child.stage))


def coverage(selection: Selection, journeys: Iterable[Journey]) -> tuple[CoverageRow, ...]:
    """Compares the chosen children with all children by age band, gender, ethnic group and stage.

    Returns:
        Rows in the order age, gender, ethnicity, stage; values that nobody has are left out.
        Shares run from 0 to 1.
    """
    everyone = {told.child.list_id: told.child for told in journeys}
    sample = [everyone[pick.child] for pick in selection.picks if pick.child in everyone]
    whole = Counter(trait for child in everyone.values() for trait in traits(child))
    part = Counter(trait for child in sample for trait in traits(child))
    return tuple(
        CoverageRow(
            dimension,
            value,
            part[dimension, value],
            whole[dimension, value],
            part[dimension, value] / max(1, len(sample)),
            whole[dimension, value] / max(1, len(everyone)),
        )
        for dimension, values in TRAITS.items()
        for value in values
        if whole[dimension, value]
    )


class _Balance:
    """Keeps what the sample still wants: for every trait, its fair share less those already in."""

    def __init__(self, population: Sequence[Child], places: int) -> None:
        count = Counter(trait for child in population for trait in _traits(child))
        self.wanting = {trait: places * number / len(population) for trait, number in count.items()}
        self.families: Counter[str] = Counter()

    def take(self, child: Child) -> None:
        """Counts a child in."""
        for trait in _traits(child):
            self.wanting[trait] -= 1
        if child.family is not None:
            self.families[child.family] += 1


def _pick(free: Sequence[Child], number: int, balance: _Balance, mark: tuple[int, str]) -> list[Child]:
    own = _Balance(free, number)
    spread_families = mark[1] != "siblings"
    ranked = sorted(free, key=lambda child: _rank(mark, child))
    picked: list[Child] = []

    def want(child: Child) -> float:
        wish = sum(balance.wanting[one] + _OWN_STRATUM_WEIGHT * own.wanting[one] for one in _traits(child))
        known = balance.families[child.family] if spread_families and child.family is not None else 0
        return wish - _SAME_FAMILY_PENALTY * known

    for _ in range(min(number, len(ranked))):
        best = max(ranked, key=want)  # the first of equals, so the hash order settles ties
        ranked.remove(best)
        picked.append(best)
        balance.take(best)
        own.take(best)
    return picked


def _rank(mark: tuple[int, str], child: Child) -> bytes:
    seed, stratum = mark
    return hashlib.sha256(f"{seed}\n{stratum}\n{child.list_id}".encode()).digest()


def _traits(child: Child) -> tuple[Trait, Trait, Trait]:
    return (
        ("age", age_band(child.age)),
        ("gender", child.gender or "not_stated"),
        ("ethnicity", ethnic_group(child.ethnicity)),
    )


def _selection(
    quotas: Sequence[Quota], chosen: dict[int, list[Child]], members: dict[str, list[Child]], seed: int
) -> Selection:
    picks: list[Pick] = []
    shortfalls: list[Shortfall] = []
    for place, (stratum, wanted, depth) in enumerate(quotas):
        found, population = len(chosen[place]), len(members[stratum])
        label = STRATUM_LABELS[stratum]
        reason = (
            f"Picked {found} of {population} {label}, seed {seed}, balanced by age, gender and ethnicity, "
            f"to be {depth}."
        )
        picks += [Pick(child.list_id, stratum, depth, reason, population) for child in chosen[place]]
        if found < wanted:
            sentence = f"Wanted {wanted} of the {label}, found {found} who were not picked already."
            shortfalls.append(Shortfall(stratum, depth, wanted, found, sentence))
    return Selection(seed, tuple(picks), tuple(shortfalls))


def _check(quotas: Sequence[Quota]) -> None:
    for stratum, number, depth in quotas:
        if stratum not in STRATA:
            raise RefusedError(
                "There is no such kind of case", where=stratum, advice=f"Known: {', '.join(STRATA)}."
            )
        if depth not in _DEPTHS:
            raise RefusedError("A case is either tracked or sampled", where=depth)
        if number < 0:
            raise RefusedError("A number of cases cannot be below 0", where=f"{stratum} {number}")
