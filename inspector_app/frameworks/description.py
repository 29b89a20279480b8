"""A framework as plain JSON values, for `frameworks show ID --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from inspector_app.domain.framework import Framework


def describe(framework: Framework) -> dict[str, Any]:
    """Returns a framework as JSON values: areas list their descriptors' codes, descriptors stand apart."""
    areas = [
        {
            "code": area.code,
            "title": area.title,
            "graded": area.graded,
            "counts_toward_overall": area.counts_toward_overall,
            "sub_of": area.sub_of or None,
            "note": area.note,
            "overlay": area.overlay or None,
            "descriptors": [descriptor.code for descriptor in area.descriptors],
        }
        for area in framework.areas
    ]
    return {
        "id": framework.id,
        "title": framework.title,
        "kind": framework.kind,
        "status": framework.status,
        "valid_from": framework.valid_from,
        "valid_to": framework.valid_to,
        "dates_note": framework.dates_note,
        "cycle": framework.cycle,
        "inherits": framework.inherits or None,
        "overlays": list(framework.overlays),
        "overall_effectiveness": framework.overall_effectiveness,
        "no_overall": framework.no_overall or None,
        "cautions": list(framework.cautions),
        "grade_scale": [asdict(grade) for grade in framework.grade_scale],
        "areas": areas,
        "descriptors": [asdict(descriptor) for descriptor in framework.descriptors],
        "rules": [asdict(rule) for rule in framework.rules],
        "strata": [asdict(stratum) for stratum in framework.strata],
        "prompts": [asdict(prompt) for prompt in framework.prompts],
        "intervals": [asdict(interval) for interval in framework.intervals],
        "references": [asdict(reference) for reference in framework.references],
        "outlines": [asdict(outline) for outline in framework.outlines],
        "sources": [asdict(source) for source in framework.sources],
    }
