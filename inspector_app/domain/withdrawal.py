"""Which revisions of a record count no longer: a settlement that was taken back, a merge that was set aside.

A revision may say of others of its record that they count no longer (`_withdraws`) or count again
(`_restores`). The laws, from which it follows that any order of merges ends in the same state:

1. Such a word is an entry of the log like any other, so what counts depends on the set of entries alone.
   Entries are named one by one, never as "what that bundle brought", which differs from laptop to laptop.
2. Of all the words on one revision, those count that no other word on it follows. It is withdrawn if all of
   them withdraw it: where the team disagrees, it shows.
3. A word may come before the revision that it is about; it holds from the moment when that comes.
4. Words are not withdrawn themselves. What else stands in their revision can be; who sets a merge aside
   answers each word in it by one of his own.
5. A withdrawn revision sets nothing, and what it replaced stands again. Later revisions stay: each sets what
   it set before.
6. Where every revision that began the record is withdrawn, but something in it still counts, because somebody
   went on with it, the revisions that began it count all the same: nobody's work hangs in half a record.
   Who only hid it did not go on with it. Nor is a word work that somebody who hides the record has missed.
7. A record of which nothing counts any more, or nothing but words has come yet, is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from inspector_app.domain.graph import Node, graph_of, maximal
from inspector_app.domain.revision import ABOUT, DELETED, RESTORES, WITHDRAWS

_WORDS = (WITHDRAWS, RESTORES)


def named(told: Any) -> list[str]:
    """Returns the revisions that a word names; what is no list of texts names none."""
    if not isinstance(told, list):
        return []
    return [one for one in cast("list[Any]", told) if isinstance(one, str)]


def sets_content(node: Node) -> bool:
    """Says whether a revision sets anything but what it says about others."""
    return any(name not in ABOUT for name in node.fields)


def only_says(node: Node) -> bool:
    """Says whether a revision only says something about others; one whose payload is not here may do more."""
    return bool(node.fields) and not sets_content(node)


def withdrawn(nodes: Sequence[Node]) -> frozenset[str]:
    """Returns what the words in a record withdraw (laws 2 and 3), whether it is there or not."""
    said: dict[str, dict[str, set[str]]] = {}
    for node in nodes:
        for word in _WORDS:
            for name in named(node.fields.get(word)):
                said.setdefault(name, {}).setdefault(word, set()).add(node.id)
    if not any(RESTORES in words for words in said.values()):
        return frozenset(said)  # mostly there is none of all this, and no graph need be walked
    graph = graph_of(nodes)
    found: set[str] = set()
    for name, words in said.items():
        places = sorted(graph.place[one] for one in set[str]().union(*words.values()))
        last = {graph.order[place].id for place in maximal(graph, places)}
        if not last & words.get(RESTORES, set()):
            found.add(name)
    return frozenset(found)


def standing(nodes: list[Node]) -> list[Node]:
    """Returns the revisions of a record, of which those that are withdrawn set nothing but their words."""
    gone = withdrawn(nodes)
    if not gone:
        return nodes
    if went_on_with(nodes, gone):
        gone -= {node.id for node in _beginning(nodes)}
    return [
        replace(node, fields=_words_of(node), withdrawn=True)
        if node.id in gone and (sets_content(node) or not node.fields)
        else node
        for node in nodes
    ]


def went_on_with(nodes: Sequence[Node], gone: frozenset[str]) -> bool:
    """Says whether a record's beginning is withdrawn, but somebody went on with the record (law 6)."""
    beginning = _beginning(nodes)
    begun = bool(beginning) and all(node.id in gone for node in beginning)
    return begun and any(node.id not in gone and _is_work(node) for node in nodes)


def is_hidden(nodes: Sequence[Node]) -> bool:
    """Says whether nothing of a record counts any more, of the revisions that `standing` gave (law 7)."""
    about = any(node.withdrawn or not node.fields.keys().isdisjoint(_WORDS) for node in nodes)
    return about and not any(map(sets_content, nodes))


def _is_work(node: Node) -> bool:
    """Says whether a revision sets anything else than that the record is hidden."""
    return any(name not in ABOUT and (name, told) != (DELETED, True) for name, told in node.fields.items())


def _beginning(nodes: Iterable[Node]) -> list[Node]:
    return [node for node in nodes if not node.parents and sets_content(node)]


def _words_of(node: Node) -> dict[str, Any]:
    return {name: told for name, told in node.fields.items() if name in _WORDS}
