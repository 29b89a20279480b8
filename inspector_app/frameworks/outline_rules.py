"""Checks an outline: parts once, areas that there are, and what no draft can do without."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.outline import NEEDED_PARTS, ORDERED_PARTS
from inspector_app.frameworks.problem import Place
from inspector_app.frameworks.shape import Fault
from inspector_app.frameworks.tables import Known, Table, rows, text, texts

_FOR_LETTERS = ("addressee", "opening")


def outline_faults(outline: Table, place: Place, known: Known) -> Iterator[Fault]:
    """Yields what is wrong with one outline of a pack.

    Args:
        outline: as read.
        place: where it stands in the pack.
        known: the areas that its parts may name.
    """
    if text(outline, "form") == "report":
        yield from (((*place, key), "only a letter has this") for key in _FOR_LETTERS if key in outline)
    seen: set[str] = set()
    for at, part in rows(outline, "parts", place):
        yield from _part_faults(part, at, known, seen)
        seen.add(text(part, "part"))
    at = (*place, "parts")
    if "priority_action" in seen and "profile" not in seen:
        yield at, "the part “priority_action” needs “profile”: without grades none is the lowest"
    for needed in NEEDED_PARTS:
        if "parts" in outline and needed not in seen:
            yield at, f"the part “{needed}” is missing: without it no sentence can be traced"


def _part_faults(part: Table, at: Place, known: Known, seen: set[str]) -> Iterator[Fault]:
    name = text(part, "part")
    if name and name in seen:
        yield (*at, "part"), f"“{name}” stands twice in the outline"
    if name not in ORDERED_PARTS and "areas" in part:
        yield (*at, "areas"), "only the profile and the findings go through the areas"
    if name != "findings" and "layout" in part:
        yield (*at, "layout"), "only the findings have a layout"
    for number, code in texts(part, "areas"):
        if code not in known.areas:
            yield (*at, "areas", number), f"the pack has no such area: “{code}”"
