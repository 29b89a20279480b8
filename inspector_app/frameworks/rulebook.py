"""Checks limiting rules: what sets them off, and what they may limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspector_app.domain.framework import OVERALL
from inspector_app.frameworks.problem import Place
from inspector_app.frameworks.schema import RULE_KEYS
from inspector_app.frameworks.shape import Fault
from inspector_app.frameworks.tables import Known, Table, text, texts


def rule_faults(rule: Table, place: Place, known: Known) -> Iterator[Fault]:
    """Yields the faults of one limiting rule.

    Args:
        rule: as read; one of unknown kind is passed over, as the shape check has named it.
        place: where it stands.
        known: the codes that it may name.
    """
    kind = text(rule, "kind")
    if kind not in RULE_KEYS:
        return
    for key in sorted(RULE_KEYS[kind] - rule.keys()):
        yield (*place, key), f"missing key: a rule of kind {kind} needs it"
    for number, code in texts(rule, "areas"):
        if code not in known.areas:
            yield (*place, "areas", number), f"the pack has no such area: “{code}”"
    if kind in {"limit", "allowance"}:
        yield from _binding(rule, place, known)
        yield from _target(rule, place, known)
        return
    for key in ("grade", "limits", "to", "at_most"):
        if key in rule:
            yield (*place, key), f"a rule of kind {kind} cannot have this: it only informs"


def _binding(rule: Table, place: Place, known: Known) -> Iterator[Fault]:
    """Checks what sets a rule off."""
    for key in ("grade", "to"):
        held = text(rule, key)
        if held and held not in known.grades:
            yield (*place, key), f"the scale has no grade “{held}”"
    areas = texts(rule, "areas")
    for number, code in areas:
        if not known.areas.get(code, True):
            yield (*place, "areas", number), f"area {code} is not graded, so it cannot limit"
    at_most: Any = rule.get("at_most")
    if rule["kind"] == "limit" and "at_most" in rule:
        yield (*place, "at_most"), "belongs to rules of kind allowance"
    elif isinstance(at_most, int) and areas and at_most >= len(areas):
        yield (*place, "at_most"), f"{len(areas)} areas can never be more than {at_most}"


def _target(rule: Table, place: Place, known: Known) -> Iterator[Fault]:
    """Checks what a rule limits."""
    limits = text(rule, "limits")
    if not limits:
        return
    at = (*place, "limits")
    if limits == OVERALL:
        if not known.overall:
            yield at, "the pack has no overall grade to limit"
    elif limits not in known.areas:
        yield at, f"the pack has no area “{limits}”; for the overall grade write “{OVERALL}”"
    elif not known.areas[limits]:
        yield at, f"area {limits} is not graded, so nothing can limit it"
    elif limits in {code for _, code in texts(rule, "areas")}:
        yield at, f"area {limits} cannot limit itself"
