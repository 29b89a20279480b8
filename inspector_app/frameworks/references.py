"""Checks what a pack's parts say about each other: codes twice, codes unknown, rules that cannot work.

Works on packs whose shape is already at fault, so that one run names every fault: parts of the wrong type
are passed over here, as the shape check has named them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, cast

from inspector_app.domain.framework import Framework
from inspector_app.frameworks.interval_rules import interval_faults
from inspector_app.frameworks.outline_rules import outline_faults
from inspector_app.frameworks.problem import Place
from inspector_app.frameworks.rulebook import rule_faults
from inspector_app.frameworks.shape import Fault
from inspector_app.frameworks.tables import Known, Table, rows, text, texts

_NOT_IN_A_BASE = (
    "grade_scale", "areas", "rules", "strata", "prompts", "references", "outlines", "inherits", "drops",
    "no_overall",
)  # fmt: skip


def faults(pack: Table, parent: Framework | None) -> Iterator[Fault]:
    """Yields every fault between the parts of a pack.

    Args:
        pack: as read.
        parent: the framework that it inherits from, whole; None where it inherits nothing.
    """
    yield from _dates(pack)
    yield from _twice(pack, "grade_scale", ("id", "value"))
    yield from _twice(pack, "areas", ("code",))
    yield from _twice(pack, "rules", ("id",))
    yield from _twice(pack, "intervals", ("id",))
    yield from _twice(pack, "references", ("id",))
    yield from _twice(pack, "outlines", ("id",))
    yield from _twice(pack, "sources", ("id",))
    yield from _strata_twice(pack)
    yield from _descriptors(pack, parent)
    if pack.get("kind") == "base":
        yield from _base(pack)
    else:
        yield from _overlay(pack) if pack.get("kind") == "overlay" else _overall(pack, parent)
    yield from _areas(pack, parent)
    if parent:
        yield from _left_behind(pack, parent)
    known = Known(pack, parent)
    for place, rule in rows(pack, "rules"):
        yield from rule_faults(rule, place, known)
    for place, prompt in rows(pack, "prompts"):
        for number, code in texts(prompt, "areas"):
            if code not in known.areas:
                yield (*place, "areas", number), f"the pack has no such area: “{code}”"
    for place, interval in rows(pack, "intervals"):
        yield from interval_faults(interval, place)
    for place, outline in rows(pack, "outlines"):
        yield from outline_faults(outline, place, known)
    yield from _sources(pack, known)


def _dates(pack: Table) -> Iterator[Fault]:
    first, last = text(pack, "valid_from"), text(pack, "valid_to")
    if first and last and last < first:
        yield ("valid_to",), f"ends in {last}, before it begins in {first}"


def _twice(pack: Table, name: str, keys: tuple[str, ...]) -> Iterator[Fault]:
    for key in keys:
        seen: dict[Any, Place] = {}
        for place, row in rows(pack, name):
            held = row.get(key)
            if isinstance(held, str | int) and held in seen:
                yield (*place, key), f"“{held}” stands twice in {name}"
            elif isinstance(held, str | int):
                seen[held] = place


def _strata_twice(pack: Table) -> Iterator[Fault]:
    seen: set[tuple[Any, Any]] = set()
    for place, stratum in rows(pack, "strata"):
        pair = (str(stratum.get("id")), str(stratum.get("kind")))
        if pair in seen:
            yield (*place, "id"), f"“{pair[0]}” stands twice as {pair[1]}"
        seen.add(pair)


def _descriptors(pack: Table, parent: Framework | None) -> Iterator[Fault]:
    """Codes of descriptors are unique in the whole pack; one of the parent's may be reworded in its area."""
    inherited = {d.code: d.area for d in parent.descriptors} if parent else {}
    grades = Known(pack, parent).grades
    seen: set[str] = set()
    for place, area in rows(pack, "areas"):
        homes = {text(area, "code"), *(code for _, code in texts(area, "takes_from"))}
        for at, descriptor in rows(area, "descriptors", place):
            if code := text(descriptor, "code"):
                if code in seen:
                    yield (*at, "code"), f"“{code}” stands twice among the descriptors"
                elif code in inherited and inherited[code] not in homes:
                    yield (*at, "code"), f"“{code}” stands in area {inherited[code]} of the inherited pack"
                seen.add(code)
            describes = text(descriptor, "describes")
            if describes and describes not in grades:
                yield (*at, "describes"), f"the scale has no grade “{describes}”"
            found: Any = descriptor.get("corroboration")
            if isinstance(found, dict):
                counts = cast("Table", found)
                reports, of = counts.get("reports"), counts.get("of")
                if isinstance(reports, int) and isinstance(of, int) and reports > of:
                    yield (*at, "corroboration", "reports"), f"{reports} reports cannot be found among {of}"


def _overlay(pack: Table) -> Iterator[Fault]:
    """An overlay is laid over other packs, so it grades nothing, limits nothing and inherits nothing."""
    for name in ("grade_scale", "rules", "intervals", "references", "outlines", "inherits", "drops"):
        if pack.get(name):
            yield (name,), "an overlay pack cannot have this"
    if pack.get("overall_effectiveness") is True:
        yield ("overall_effectiveness",), "an overlay pack has no overall grade"
    for place, area in rows(pack, "areas"):
        if area.get("graded") is True:
            yield (*place, "graded"), "an overlay pack never grades"


def _base(pack: Table) -> Iterator[Fault]:
    """A base only holds what is the same in many frameworks, so nothing can be judged by it."""
    for name in _NOT_IN_A_BASE:
        if name in pack:
            yield (name,), "a base pack cannot have this"
    if pack.get("overall_effectiveness") is True:
        yield ("overall_effectiveness",), "a base pack has no overall grade"


def _overall(pack: Table, parent: Framework | None) -> Iterator[Fault]:
    known = Known(pack, parent)
    if not known.areas:
        yield ("areas",), "missing key"
    if any(known.areas.values()) and not known.grades:
        yield ("grade_scale",), "missing key: an area is graded, but there is no scale"
    if not known.overall and not pack.get("no_overall"):
        yield ("no_overall",), "missing key: say in one sentence why there is no overall grade"
    if pack.get("overall_effectiveness") is True and not any(known.areas.values()):
        yield ("overall_effectiveness",), "an overall grade needs graded areas"


def _areas(pack: Table, parent: Framework | None) -> Iterator[Fault]:
    inherited = {area.code: area for area in parent.areas} if parent else {}
    for number, code in texts(pack, "drops"):
        if code not in inherited:
            yield ("drops", number), f"the inherited pack has no area “{code}”"
    yield from _taken(pack, inherited)
    known = Known(pack, parent).areas
    above = {code: area.sub_of for code, area in inherited.items()}
    above |= {text(area, "code"): text(area, "sub_of") for _, area in rows(pack, "areas") if "sub_of" in area}
    for place, area in rows(pack, "areas"):
        code = text(area, "code")
        if code not in inherited:
            yield from (((*place, key), "missing key") for key in ("title", "graded") if key not in area)
        if area.get("counts_toward_overall") is True and not known.get(code, False):
            yield (*place, "counts_toward_overall"), "an area that is not graded cannot count"
        upper = text(area, "sub_of")
        if upper and upper not in known:
            yield (*place, "sub_of"), f"the pack has no area “{upper}”"
        elif upper and _circles(code, above):
            yield (*place, "sub_of"), f"{code} is, in the end, a sub-judgement of itself"


def _taken(pack: Table, inherited: Container[str]) -> Iterator[Fault]:
    """An area takes over whole areas of the parent, each of them once."""
    before: set[str] = set()
    for place, area in rows(pack, "areas"):
        for number, taken in texts(area, "takes_from"):
            at = (*place, "takes_from", number)
            if taken not in inherited or taken == area.get("code"):
                yield at, f"the inherited pack has no area “{taken}” to take from"
            elif taken in before:
                yield at, f"another area has taken from “{taken}” already"
            before.add(taken)


def _left_behind(pack: Table, parent: Framework) -> Iterator[Fault]:
    """What comes down from the parent must still find what it names."""
    known = Known(pack, parent)
    own = {text(area, "code") for _, area in rows(pack, "areas")}
    for area in parent.areas:
        if (
            area.code in known.areas
            and area.code not in own
            and area.sub_of
            and area.sub_of not in known.areas
        ):
            yield (
                ("inherits",),
                f"inherited area {area.code} is a sub-judgement of {area.sub_of}, which is gone",
            )
    described = {d.describes for d in parent.descriptors if d.describes and d.area in known.areas}
    for grade in sorted(described - known.grades):
        yield ("grade_scale",), f"inherited descriptors describe the grade “{grade}”, which this scale lacks"


def _circles(code: str, above: dict[str, str]) -> bool:
    at, steps = above.get(code, ""), 0
    while at and at != code and steps <= len(above):
        at, steps = above.get(at, ""), steps + 1
    return at == code


def _sources(pack: Table, known: Known) -> Iterator[Fault]:
    tables = rows(pack, "grade_scale") + rows(pack, "rules") + rows(pack, "intervals")
    tables += rows(pack, "outlines")
    for place, area in rows(pack, "areas"):
        tables += rows(area, "descriptors", place)
    for place, table in tables:
        for number, source in texts(table, "source_ids"):
            if source not in known.sources:
                yield (*place, "source_ids", number), f"the pack names no source “{source}”"
