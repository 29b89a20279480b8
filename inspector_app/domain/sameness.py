"""Records of one and the same: two inspectors wrote down the same child, interview or piece of evidence.

Somebody says so of two records in a record of its own (kind `same_as`), by its fields alone. The laws, from
which it follows that any order of merges ends in the same state:

1. A joining counts while its field `same` is agreed to be true. Where one said so and another took it back
   without knowing, it is a conflict like any other, and until it is settled the two stand apart.
2. Who is joined follows from the set of pairs that count: chains make one group, circles change nothing.
   Taking a pair back undoes that pair alone.
3. A group goes by the smallest id among its records that still stand; no clock and no order has a say.
4. Nothing is written into the records that are joined. They are read as one: what they agree on or only one
   says stands; words stand side by side; any other field in which they differ has no agreed value.
5. Two fields are counted under one word and so follow a rule: a child was tracked if one record says so, and
   is in the group for which the lists chose it, where one of the records came from the lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from inspector_app.domain.kinds import KINDS
from inspector_app.domain.register import same
from inspector_app.domain.revision import ABOUT, DELETED, Candidate, Record

KIND = "same_as"
JOINED = ("case_track", "interview", "evidence")
"""Kinds of record of which two may be one and the same."""
TIES = ("case", "interview", "evidence", "of")
"""Fields that name a record of such a kind."""
BREAK, ALSO = "\n\n", ", also "
_SHORT = frozenset({"reference", "stage", "role_met", "said_by", "place"})
"""Words of one line, which stand side by side in one line."""
COPIES: Mapping[str, tuple[str, ...]] = {
    "evidence_link": ("evidence", "descriptor"),
    "journey_event": ("case", "event", "start", "end", "detail", "partner", "view", "list"),
}
"""What hangs on records that were joined, and by which fields two of it are the same."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """Which records are one and the same.

    Attributes:
        groups: every joined record to all records of its group, sorted.
        shown: every joined record to the one that its group goes by.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    shown: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, record: str) -> tuple[str, ...]:
        """Returns all records that are the same as one, itself among them."""
        return self.groups.get(record, (record,))

    def named(self, record: str) -> str:
        """Returns the record by which a record goes: itself where it is joined to none."""
        return self.shown.get(record, record)


APART = Sameness()


def together(pairs: Iterable[tuple[str, str]], gone: Collection[str] = ()) -> Sameness:
    """Returns the groups that pairs of records make.

    Args:
        pairs: records of which somebody said that they are the same, in any order.
        gone: those of them that stand no longer; a group goes by one of them only where it has no other.
    """
    whole: dict[str, frozenset[str]] = {}
    for pair in pairs:
        union = frozenset(pair).union(*(whole.get(one, ()) for one in pair))
        whole |= dict.fromkeys(union, union)
    groups = {record: tuple(sorted(union)) for record, union in whole.items()}
    shown = {record: min(set(group).difference(gone) or group) for record, group in groups.items()}
    return Sameness(groups, shown) if groups else APART


def agreed(said: Iterable[tuple[object, object]], named: Mapping[str, Record]) -> Sameness:
    """Returns what joinings that count amount to; one that names no two records of one kind joins nothing.

    Args:
        said: the pairs, as they stand in the joinings.
        named: the records that they name, by id; those that are not here are left out.
    """
    found = {rec: one for rec, one in named.items() if one.kind in JOINED}
    pairs = [
        (first, second)
        for first, second in said
        if isinstance(first, str)
        and isinstance(second, str)
        and first in found
        and second in found
        and found[first].kind == found[second].kind
    ]
    # One whose words were erased is there still, but its group must not go by it.
    return together(pairs, {rec for rec, one in found.items() if one.deleted or not one.fields})


def touches(known: Sameness, record: str, ties: Iterable[object]) -> bool:
    """Says whether a record, or one that it is tied to, is joined."""
    return record in known.groups or any(isinstance(one, str) and one in known.groups for one in ties)


def read_as_one(known: Sameness, records: Iterable[Record]) -> list[Record]:
    """Returns records of one kind by id, joined ones once, tied to what their ties go by."""
    found: dict[object, list[Record]] = {}
    for record in records:
        tied = _tied(known, record)
        found.setdefault(_key(known, tied, record), []).append(tied)
    read = (_one(known, group) if len(group) > 1 else group[0] for group in found.values())
    return sorted(read, key=lambda one: one.id)


def differing(records: Sequence[Record]) -> tuple[str, ...]:
    """Returns the fields to which records give different values, sorted; saying nothing is no difference."""
    names = sorted(frozenset[str]().union(*(_names(one) for one in records)))
    return tuple(name for name in names if len(_values(records, name)) > 1)


def _tied(known: Sameness, record: Record) -> Record:
    told = {
        name: known.named(value)
        for name in TIES
        if isinstance(value := record.fields.get(name), str) and value in known.groups
    }
    return replace(record, fields={**record.fields, **told}) if told else record


def _key(known: Sameness, tied: Record, record: Record) -> object:
    names = COPIES.get(record.kind)
    if names is None or not touches(known, record.id, (record.fields.get(name) for name in TIES)):
        return known.named(record.id)
    return tuple(repr(tied.fields.get(name)) for name in names)


def _one(known: Sameness, records: Sequence[Record]) -> Record:
    """Returns what records of one group amount to; withdrawn ones have no say where another stands."""
    standing = [one for one in records if not one.deleted] or list(records)
    if len(standing) == 1:
        return standing[0]
    told = sorted(standing, key=lambda one: (one.id != known.named(one.id), one.id))
    fields: dict[str, Any] = {}
    conflicts: dict[str, tuple[Candidate, ...]] = {}
    for name in sorted(frozenset[str]().union(*(_names(one) for one in told))):
        values = _values(told, name)
        ruled = _ruled(told, name, values)
        if ruled is not None:
            fields[name] = ruled
        elif len(values) == 1:
            fields[name] = values[0].value
        elif values:
            conflicts[name] = values
    first = told[0]
    return replace(
        first,
        fields=fields,
        conflicts=conflicts,
        heads=tuple(sorted(head for one in told for head in one.heads)),
        revisions=sum(one.revisions for one in told),
    )


def _names(record: Record) -> frozenset[str]:
    return frozenset(record.fields).union(record.conflicts) - ABOUT - {DELETED}


def _values(records: Iterable[Record], name: str) -> tuple[Candidate, ...]:
    """Returns the different values of a field, each once, that of the first record first."""
    found: list[Candidate] = []
    for one in (candidate for record in records for candidate in _said(record, name)):
        if not any(same(one.value, other.value) for other in found):
            found.append(one)
    return tuple(found)


def _said(record: Record, name: str) -> Iterator[Candidate]:
    if name in record.conflicts:
        yield from record.conflicts[name]
    elif record.get(name) not in (None, "", []):
        revision = record.heads[0] if record.heads else ""
        yield Candidate(revision, record.get(name), record.author, "", record.at)


def _ruled(records: Sequence[Record], name: str, values: Sequence[Candidate]) -> Any:
    """Returns the value of a field that has one whatever its records say; None where it has none."""
    told = [one.value for one in values]
    if len(told) < 2 or any(name in one.conflicts for one in records):  # noqa: PLR2004 - nothing differs
        return None
    if name == "depth" and "tracked" in told:
        return "tracked"
    if name == "stratum":
        listed = (one.get(name) for one in records if one.get("lists_as_of"))
        return next((one for one in listed if one), told[0])
    kind = KINDS.get(records[0].kind)
    if kind is not None and name in kind.searched and all(isinstance(one, str) for one in told):
        return (ALSO if name in _SHORT else BREAK).join(told)
    return None
