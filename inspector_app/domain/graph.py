"""One record's revisions and which of them follow which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One revision as the register sees it.

    Attributes:
        id: revision id.
        parents: ids of the revisions it follows; all of them are in the same set.
        fields: what it sets; empty when the payload was erased or has not been delivered.
        withdrawn: another revision says that it counts no longer; it sets nothing then.
    """

    id: str
    kind: str
    parents: tuple[str, ...]
    fields: Mapping[str, Any]
    author: str
    actor: str
    at: str
    withdrawn: bool = False


@dataclass(slots=True)
class Graph:
    """Revisions in an order where parents come first, with a bit set of ancestors for each."""

    order: list[Node] = field(default_factory=list[Node])
    place: dict[str, int] = field(default_factory=dict[str, int])
    ancestors: list[int] = field(default_factory=list[int])


def graph_of(nodes: Iterable[Node]) -> Graph:
    """Returns the graph of a set of revisions; parents outside the set are ignored."""
    pending = {node.id: node for node in nodes}
    graph = Graph()
    for start in sorted(pending):
        stack = [start]
        while stack:
            node = pending[stack[-1]]
            if node.id in graph.place:
                stack.pop()
                continue
            missing = [p for p in node.parents if p in pending and p not in graph.place]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            bits = 0
            for parent in node.parents:
                if parent in graph.place:
                    place = graph.place[parent]
                    bits |= graph.ancestors[place] | 1 << place
            graph.place[node.id] = len(graph.order)
            graph.order.append(node)
            graph.ancestors.append(bits)
    return graph


def maximal(graph: Graph, writers: Sequence[int]) -> list[int]:
    """Returns the writers that are ancestors of no other writer."""
    dominated = 0
    for place in writers:
        dominated |= graph.ancestors[place]
    return [place for place in writers if not dominated >> place & 1]
