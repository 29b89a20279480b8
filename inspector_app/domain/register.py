"""Heads and field values of one record, as a pure function of its set of revisions.

Each field is a multi-value register over the record's graph of revisions: its values are those of the
writers that no other writer of the field follows. Nothing here looks at a clock, and no order of arrival can
change a result (merge, 4.4 and 4.5).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from inspector_app.domain.graph import Graph, Node, graph_of, maximal
from inspector_app.domain.revision import ABOUT, DELETED, Candidate, Record
from inspector_app.domain.withdrawal import is_hidden, only_says, standing


def _candidate(node: Node, value: Any) -> Candidate:
    return Candidate(node.id, value, node.author, node.actor, node.at)


def same(one: Any, other: Any) -> bool:
    """Says whether two field values are equal as JSON (True is not 1)."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _deletion(graph: Graph, found: list[Candidate]) -> list[Candidate]:
    """Adds "keep" to a deletion that somebody wrote past, more than words about others, without seeing it.

    The conflict stays until somebody who saw both sides sets the field again: an unrelated later edit must
    not hide a record.
    """
    if not found or not all(c.value is True for c in found):
        return found
    deleters = [graph.place[c.revision] for c in found]
    seen = 0
    for place in deleters:
        seen |= graph.ancestors[place] | 1 << place
    past = [
        place
        for place in range(len(graph.order))
        if not (graph.order[place].withdrawn or only_says(graph.order[place]))
        and not seen >> place & 1
        and not any(graph.ancestors[place] >> d & 1 for d in deleters)
    ]
    return found + [_candidate(graph.order[place], value=False) for place in maximal(graph, past)]


def chain_of(nodes: Sequence[Node]) -> list[Node]:
    """Returns the revisions in order where each follows the one before and nothing else; else none at all."""
    if len(nodes) == 1:
        return list(nodes)
    after = {node.parents[0]: node for node in nodes if len(node.parents) == 1}
    first = [node for node in nodes if not node.parents]
    if len(first) != 1 or len(after) != len(nodes) - 1:
        return []
    found = first
    while (node := after.get(found[-1].id)) is not None:
        found.append(node)
    return found if len(found) == len(nodes) else []


def _settle_chain(rec: str, chain: Sequence[Node]) -> Record:
    """Settles what nobody else touched meanwhile: each field has the value that was set last."""
    fields: dict[str, Any] = {}
    for node in chain:
        fields.update(node.fields)
    last = chain[-1]
    return Record(
        id=rec,
        kind=min(node.kind for node in chain),
        fields=dict(sorted(fields.items())),
        heads=(last.id,),
        conflicts={},
        deleted=fields.get(DELETED) is True,
        revisions=len(chain),
        author=last.author,
        at=last.at,
    )


def settle(rec: str, nodes: Iterable[Node]) -> Record | None:
    """Returns the record that a set of its revisions amounts to, or None for an empty set.

    Args:
        rec: record id.
        nodes: every accepted revision of the record, in any order; parents outside the set are ignored.
    """
    found = standing(list(nodes))
    if not found:
        return None
    # Most records are such a chain, and then no graph need be walked; the result is the same.
    record = _settle_chain(rec, chain) if (chain := chain_of(found)) else settle_graph(rec, found)
    return replace(record, deleted=True) if is_hidden(found) else record


def settle_graph(rec: str, nodes: Sequence[Node]) -> Record:
    """Returns what `settle` does, in the way that is right for every set; arguments as there."""
    graph = graph_of(nodes)
    followed = 0
    for bits in graph.ancestors:
        followed |= bits
    heads = [place for place in range(len(graph.order)) if not followed >> place & 1]
    writers: dict[str, list[int]] = {}
    for place, node in enumerate(graph.order):
        for name in node.fields:
            writers.setdefault(name, []).append(place)
    fields: dict[str, Any] = {}
    conflicts: dict[str, tuple[Candidate, ...]] = {}
    for name in sorted(writers):
        found = [
            _candidate(graph.order[place], graph.order[place].fields[name])
            for place in maximal(graph, writers[name])
        ]
        if name == DELETED:
            found = _deletion(graph, found)
        if all(same(found[0].value, other.value) for other in found[1:]):
            fields[name] = found[0].value
        elif name not in ABOUT:
            conflicts[name] = tuple(sorted(found, key=lambda c: c.revision))
    # The deepest revision, ties broken by id: the same on every laptop, whatever arrived first.
    depth = [0] * len(graph.order)
    for place, node in enumerate(graph.order):
        depth[place] = 1 + max((depth[graph.place[p]] for p in node.parents if p in graph.place), default=0)
    last = graph.order[max(range(len(depth)), key=lambda p: (depth[p], graph.order[p].id))]
    return Record(
        id=rec,
        kind=min(node.kind for node in graph.order),
        fields=fields,
        heads=tuple(sorted(graph.order[place].id for place in heads)),
        conflicts=conflicts,
        deleted=fields.get(DELETED) is True,
        revisions=len(graph.order),
        author=last.author,
        at=last.at,
    )
