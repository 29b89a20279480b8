"""Turns a checked pack into a `Framework`: what it inherits, what is laid over it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspector_app.domain.framework import (
    Corroboration,
    Descriptor,
    Framework,
    Grade,
    JudgementArea,
    LimitingRule,
    Prompt,
    Source,
    Stratum,
)
from inspector_app.domain.intervals import Interval
from inspector_app.domain.outline import Outline, OutlinePart, Reference
from inspector_app.frameworks.problem import PackError

Table = dict[str, Any]


def assemble(pack: Table, parent: Framework | None) -> Framework:
    """Builds the framework of one checked pack.

    Areas, descriptors, the scale, strata, prompts, intervals, outlines, references and sources come
    down from the parent unless the pack has its own. Rules, dates, status, cautions and the overall switch
    never do: they are what changes between editions.

    Args:
        pack: as read, without faults.
        parent: the framework inherited from, whole.
    """
    overall: bool = pack["overall_effectiveness"]
    areas = _areas(pack, parent, overall=overall)
    scale = tuple(_grade(table) for table in pack.get("grade_scale", ()))
    strata = tuple(Stratum(**table) for table in pack.get("strata", ()))
    prompts = tuple(
        Prompt(table["role"], tuple(table["areas"]), tuple(table["questions"]))
        for table in pack.get("prompts", ())
    )
    sources = {source.id: source for source in parent.sources} if parent else {}
    sources |= {table["id"]: Source(**table) for table in pack.get("sources", ())}
    intervals = {one.id: one for one in parent.intervals} if parent else {}
    intervals |= {one.id: one for one in map(_interval, pack.get("intervals", ()))}
    references = tuple(Reference(**table) for table in pack.get("references", ()))
    outlines = _outlines(pack, parent)
    if parent:
        references = references or parent.references
        scale, strata = scale or parent.grade_scale, strata or parent.strata
        prompts = prompts or _moved(parent.prompts, pack)
    return Framework(
        id=pack["id"],
        title=pack["title"],
        kind=pack["kind"],
        status=pack["status"],
        valid_from=pack.get("valid_from"),
        valid_to=pack.get("valid_to"),
        overall_effectiveness=overall,
        no_overall=pack.get("no_overall", ""),
        dates_note=pack.get("dates_note", ""),
        cycle=pack.get("cycle", ""),
        inherits=pack.get("inherits", ""),
        cautions=tuple(pack["cautions"]),
        grade_scale=tuple(sorted(scale, key=lambda grade: -grade.value)),
        areas=areas,
        rules=tuple(_rule(table) for table in pack.get("rules", ())),
        strata=strata,
        prompts=prompts,
        sources=tuple(sources.values()),
        intervals=tuple(intervals.values()),
        references=references,
        outlines=outlines,
    )


def lay(base: Framework, overlay: Framework) -> Framework:
    """Lays an overlay pack over a framework; its areas are never graded and never limit.

    Strata that both have keep the larger quota.

    Raises:
        PackError: `overlay` is a framework of its own, is laid already, or shares a code with the base.
    """
    if not overlay.is_overlay or base.is_overlay or base.is_base:
        told = f"the framework pack {overlay.id} cannot be laid over {base.id}"
        raise PackError(told, advice="Only a pack of kind overlay can be laid over a framework.")
    if overlay.id in base.overlays:
        raise PackError(f"the overlay pack {overlay.id} is laid over {base.id} twice")
    held = {area.code for area in base.areas} | {descriptor.code for descriptor in base.descriptors}
    brought = {area.code for area in overlay.areas} | {d.code for d in overlay.descriptors}
    if shared := sorted(held & brought):
        told = f"the overlay pack {overlay.id} has codes that {base.id} has too: {', '.join(shared)}"
        raise PackError(told, advice="Give the overlay codes of its own.")
    areas = tuple(
        replace(area, graded=False, counts_toward_overall=False, overlay=overlay.id) for area in overlay.areas
    )
    strata = {(stratum.id, stratum.kind): stratum for stratum in base.strata}
    for stratum in overlay.strata:
        key = (stratum.id, stratum.kind)
        if key not in strata or strata[key].quota < stratum.quota:
            strata[key] = stratum
    sources = {source.id: source for source in (*overlay.sources, *base.sources)}
    return replace(
        base,
        areas=(*base.areas, *areas),
        strata=tuple(strata.values()),
        prompts=(*base.prompts, *overlay.prompts),
        sources=tuple(sources.values()),
        cautions=tuple(dict.fromkeys((*base.cautions, *overlay.cautions))),
        overlays=(*base.overlays, overlay.id),
    )


def _areas(pack: Table, parent: Framework | None, *, overall: bool) -> tuple[JudgementArea, ...]:
    """Returns the areas in order: the parent's, changed where the pack says so, then the pack's own."""
    own: dict[str, Table] = {table["code"]: table for table in pack.get("areas", ())}
    inherited = {area.code: area for area in parent.areas} if parent else {}
    gone = set(pack.get("drops", ()))
    gone |= {code for table in own.values() for code in table.get("takes_from", ())}
    order = [code for code in inherited if code not in gone or code in own]
    order += [code for code in own if code not in inherited]
    areas: list[JudgementArea] = []
    for code in order:
        area = _area(own[code], inherited) if code in own else inherited[code]
        areas.append(area if overall else replace(area, counts_toward_overall=False))
    return tuple(areas)


def _area(table: Table, inherited: dict[str, JudgementArea]) -> JudgementArea:
    """Returns one area of the pack, over the inherited one of the same code where there is one."""
    code: str = table["code"]
    base = inherited.get(code) or JudgementArea(code, "", graded=False, counts_toward_overall=False)
    held = {descriptor.code: descriptor for descriptor in base.descriptors}
    for taken in table.get("takes_from", ()):
        held |= {d.code: replace(d, area=code) for d in inherited[taken].descriptors}
    held |= {entry["code"]: _descriptor(entry, code) for entry in table.get("descriptors", ())}
    graded = table.get("graded", base.graded)
    counts = table.get("counts_toward_overall", base.counts_toward_overall if code in inherited else graded)
    return JudgementArea(
        code=code,
        title=table.get("title", base.title),
        graded=graded,
        counts_toward_overall=counts and graded,
        sub_of=table.get("sub_of", base.sub_of),
        note=table.get("note", base.note),
        descriptors=tuple(held.values()),
    )


def _descriptor(table: Table, area: str) -> Descriptor:
    found = table.get("corroboration")
    return Descriptor(
        code=table["code"],
        area=area,
        title=table["title"],
        text=table["text"],
        describes=table.get("describes", ""),
        impact_question=table["impact_question"],
        themes=tuple(table["themes"]),
        source_ref=table["source_ref"],
        source_ids=tuple(table["source_ids"]),
        verification=table["verification"],
        corroboration=Corroboration(**found) if found else None,
    )


def _grade(table: Table) -> Grade:
    fields: Table = {**table, "source_ids": tuple(table.get("source_ids", ()))}
    return Grade(**fields)


def _rule(table: Table) -> LimitingRule:
    fields: Table = {**table, **{key: tuple(table.get(key, ())) for key in ("areas", "source_ids")}}
    return LimitingRule(**fields)


def _interval(table: Table) -> Interval:
    fields: Table = {**table, "source_ids": tuple(table.get("source_ids", ()))}
    return Interval(**fields)


def _outlines(pack: Table, parent: Framework | None) -> tuple[Outline, ...]:
    """Returns the parent's outlines, each replaced by the pack's of the same id, then the pack's own."""
    outlines = {one.id: _with_areas_of(pack, one) for one in parent.outlines} if parent else {}
    for table in pack.get("outlines", ()):
        parts = tuple(_part(part) for part in table["parts"])
        fields: Table = {**table, "parts": parts, "source_ids": tuple(table.get("source_ids", ()))}
        outlines[table["id"]] = Outline(**fields)
    return tuple(outlines.values())


def _part(table: Table) -> OutlinePart:
    fields: Table = {**table, "areas": tuple(table.get("areas", ()))}
    return OutlinePart(**fields)


def _with_areas_of(pack: Table, outline: Outline) -> Outline:
    parts = tuple(replace(part, areas=_areas_now(part.areas, pack)) for part in outline.parts)
    return replace(outline, parts=parts)


def _moved(prompts: tuple[Prompt, ...], pack: Table) -> tuple[Prompt, ...]:
    """Returns inherited prompts, pointing at the areas that took over from those that are gone."""
    moved = (replace(prompt, areas=_areas_now(prompt.areas, pack)) for prompt in prompts)
    return tuple(prompt for prompt in moved if prompt.areas)


def _areas_now(codes: tuple[str, ...], pack: Table) -> tuple[str, ...]:
    """Returns codes of the parent's areas as the pack has them: who took over, and nobody who is gone."""
    gone = set(pack.get("drops", ()))
    taker = {code: table["code"] for table in pack.get("areas", ()) for code in table.get("takes_from", ())}
    return tuple(dict.fromkeys(taker.get(code, code) for code in codes if code not in gone))
