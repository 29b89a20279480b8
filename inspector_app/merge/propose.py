"""Help for a person who settles a conflict in a long text: a proposal, a comparison, a base.

Nothing here is ever applied by itself. The proposal is shown with both originals and needs a click; answers
to descriptors and judgements are never proposed at all, only chosen (merge, 3.2 and 4.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from merge3 import Merge3

from inspector_app.domain import graph as graphs
from inspector_app.domain.graph import Node
from inspector_app.domain.revision import Candidate

Source = Literal["unchanged", "same", "one", "other", "conflict"]
# Above this, comparing takes noticeable time and nobody reads the result.
MAX_PARAGRAPHS = 5000
_SOURCES: dict[str, Source] = {"unchanged": "unchanged", "same": "same", "a": "one", "b": "other"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some paragraphs of a proposal and where they come from.

    Attributes:
        source: `unchanged` since the base, the `same` change on both sides, changed on `one` or the `other`
            side only, or in `conflict`.
        paragraphs: what the proposal takes; empty in a conflict, or where the paragraphs were taken out.
        base: in a conflict, the paragraphs that both sides changed.
        one: in a conflict, what the first side made of them.
        other: in a conflict, what the second side made of them.
    """

    source: Source
    paragraphs: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    one: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two texts put together by paragraph.

    Attributes:
        text: the whole text; None where a person has to write at least one stretch.
        clean: no stretch is in conflict.
        stretches: the parts in reading order; empty when the texts are too long to compare.
    """

    text: str | None
    clean: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a comparison: in both texts, only in the first (`-`) or only in the second (`+`)."""

    kind: Literal[" ", "-", "+"]
    text: str


def _stretches(base: list[str], one: list[str], other: list[str]) -> Iterator[Stretch]:
    for group in Merge3(base, one, other).merge_groups():
        if group[0] == "conflict":
            yield Stretch("conflict", (), tuple(group[1]), tuple(group[2]), tuple(group[3]))
        else:
            yield Stretch(_SOURCES[group[0]], tuple(group[1]))


def propose_text(base: str, one: str, other: str) -> Proposal:
    """Puts two texts that go back to one base together, paragraph by paragraph.

    A clean proposal does not depend on which side comes first.

    Args:
        base: the text that both sides started from.
        one: the first side's text.
        other: the second side's text.
    """
    texts = [text.split("\n") for text in (base, one, other)]
    if max(map(len, texts)) > MAX_PARAGRAPHS:
        return Proposal(None, clean=False, stretches=())
    stretches = tuple(_stretches(*texts))
    if any(stretch.source == "conflict" for stretch in stretches):
        return Proposal(None, clean=False, stretches=stretches)
    paragraphs = [paragraph for stretch in stretches for paragraph in stretch.paragraphs]
    return Proposal("\n".join(paragraphs), clean=True, stretches=stretches)


def paragraph_diff(one: str, other: str) -> tuple[Line, ...]:
    """Compares two texts by paragraph; what only the first has comes before what only the second has.

    The lines of kinds ` ` and `-` are the first text, those of kinds ` ` and `+` the second.
    """
    first, second = one.split("\n"), other.split("\n")
    found: list[Line] = []
    for tag, start, end, start2, end2 in SequenceMatcher(None, first, second).get_opcodes():
        if tag == "equal":
            found += [Line(" ", text) for text in first[start:end]]
            continue
        found += [Line("-", text) for text in first[start:end]]
        found += [Line("+", text) for text in second[start2:end2]]
    return tuple(found)


def unique_base(nodes: Iterable[Node], field: str) -> Candidate | None:
    """Returns the one last value that all the values in conflict go back to, with who gave it.

    Args:
        nodes: every accepted revision of the record.
        field: the field in conflict.

    Returns:
        None where there are fewer than two values, no common writer or several last ones (merge, 3.2), or
        where a revision in between has no payload here and so may have been the true base.
    """
    graph = graphs.graph_of(nodes)
    writers = [place for place, node in enumerate(graph.order) if field in node.fields]
    values = graphs.maximal(graph, writers)
    if len(values) < 2:  # noqa: PLR2004 - one value is no conflict
        return None
    shared = graph.ancestors[values[0]]
    for place in values[1:]:
        shared &= graph.ancestors[place]
    last = graphs.maximal(graph, [place for place in writers if shared >> place & 1])
    if len(last) != 1:
        return None
    between = shared & ~(graph.ancestors[last[0]] | 1 << last[0])
    if any(between >> place & 1 and not node.fields for place, node in enumerate(graph.order)):
        return None
    node = graph.order[last[0]]
    return Candidate(node.id, node.fields[field], node.author, node.actor, node.at)
