"""`frameworks list`, `show` and `check`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from inspector_app import frameworks
from inspector_app.cli.console import Answer, Console, counted, table


def listing(_told: Namespace, _console: Console) -> Answer:
    """Lists the bundled packs."""
    packs = frameworks.catalogue()
    told = [
        {
            "id": pack.id,
            "title": pack.title,
            "kind": pack.kind,
            "status": pack.status,
            "valid_from": pack.valid_from,
            "valid_to": pack.valid_to,
            "overall_effectiveness": pack.overall_effectiveness,
        }
        for pack in packs
    ]
    return Answer({"frameworks": told}, table((pack.id, pack.status, pack.title) for pack in packs))


def show(told: Namespace, _console: Console) -> Answer:
    """Shows one pack: areas with their descriptors, the scale, the rules and the cautions."""
    pack = frameworks.load(told.id)
    scale = ", ".join(grade.label for grade in pack.grade_scale)
    lines = [f"{pack.id}: {pack.title} ({pack.status})", f"Grades: {scale or 'none'}"]
    if pack.no_overall:
        lines.append(f"No overall grade: {pack.no_overall}")
    for area in pack.areas:
        lines += ["", f"{area.code}  {area.title}"]
        lines += ["  " + line for line in table((d.code, d.title) for d in area.descriptors)]
    lines += ["", *(f"Caution: {caution}" for caution in pack.cautions)]
    return Answer(frameworks.describe(pack), lines)


def check(told: Namespace, _console: Console) -> Answer:
    """Names every fault of a pack."""
    problems = frameworks.check(Path(told.file))
    answer = {"file": told.file, "ok": not problems, "problems": [asdict(problem) for problem in problems]}
    if not problems:
        return Answer(answer, ["The pack has no fault."])
    refusal = f"The framework pack cannot be used, as it has {counted(len(problems), 'fault')}: {told.file}."
    return Answer(answer, [str(problem) for problem in problems], refusal)
