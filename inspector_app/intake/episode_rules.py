"""What a list says of one child in several rows: episodes told twice or overlapping, details that differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from inspector_app.intake.codes import Code
from inspector_app.intake.findings import Findings
from inspector_app.intake.rows import Row, Table

TWICE = "the child has another episode with the same start on this list"
LISTED_TWICE = "the child is on this list twice"
OVERLAP = "the episode before this one had not ended"
OTHER_SPELLING = "the id is that of another row but for capitals or leading zeros"

_EPISODES = MappingProxyType({2: False, 3: False, 4: False, 5: False, 6: True, 7: True, 8: True})
"""Lists of episodes; True where one must end before the next may begin."""
_ONE_ROW_EACH = frozenset({9, 10})
_DIFFERS = MappingProxyType({"gender": "gender_differs", "ethnicity": "ethnicity_differs"})
_NOT_STATED = frozenset({"not_stated", "REFU", "NOBT"})


def check_episodes(tables: Sequence[Table], findings: Findings) -> None:
    """Notes episodes told twice or overlapping, ids written in two ways, and details that differ."""
    for number in (*_EPISODES, *_ONE_ROW_EACH):
        several = _several([table for table in tables if table.list_number == number])
        for rows in several.values():
            if number in _ONE_ROW_EACH:
                for row in rows[1:]:
                    row.ask(findings, "same_episode_twice", "id", LISTED_TWICE)
            else:
                _check_episodes_of(rows, findings, one_at_a_time=_EPISODES[number])
    children = [table for table in tables if table.list_number <= max(_ONE_ROW_EACH)]
    for key, rule in _DIFFERS.items():
        _check_differing(children, key, rule, findings)
    _check_spelling(children, findings)


def _several(tables: Iterable[Table]) -> Mapping[str, list[Row]]:
    """Returns the rows of every child that has more than one, by start."""
    told = list(tables)
    often = Counter(child for table in told for child in table.children)
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for table in told:
        for at, child in enumerate(table.children):
            if often[child] > 1:
                found[child].append(Row(table, at))
    for rows in found.values():
        rows.sort(key=lambda row: row.date("start") or date.min)
    return found


def _check_episodes_of(rows: Sequence[Row], findings: Findings, *, one_at_a_time: bool) -> None:
    dated = [row for row in rows if row.date("start") is not None]
    for before, row in pairwise(dated):
        start, end = row.date("start"), before.date("end")
        if before.date("start") == start:
            row.ask(findings, "same_episode_twice", "start", TWICE)
        elif one_at_a_time and start is not None and (end is None or end > start):
            row.ask(findings, "episodes_overlap", "start", OVERLAP)


def _check_differing(tables: Sequence[Table], key: str, rule: str, findings: Findings) -> None:
    what = f"the {key} differs from an earlier row of the same child"
    known: dict[str, Code] = {}
    for table in tables:
        for at, value in enumerate(table.columns.get(key, ())):
            if isinstance(value, Code) and value.code not in _NOT_STATED:
                before = known.setdefault(table.children[at], value)
                if before != value:
                    table.ask(findings, at, rule, key, what)


def _check_spelling(tables: Sequence[Table], findings: Findings) -> None:
    spelt: dict[str, str] = {}
    odd: set[str] = set()
    for child in dict.fromkeys(child for table in tables for child in table.children):
        if spelt.setdefault(child.casefold().lstrip("0"), child) != child:
            odd.add(child)
    for table in tables if odd else ():
        for at, child in enumerate(table.children):
            if child in odd:
                table.ask(findings, at, "id_written_differently", "id", OTHER_SPELLING)
