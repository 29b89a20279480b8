"""Reads a pack that may be at fault: well-formed parts only, and the codes that other parts may name."""

from __future__ import annotations

from typing import Any, cast

from inspector_app.domain.framework import Framework
from inspector_app.frameworks.problem import Place

Table = dict[str, Any]


def rows(table: Table, name: str, place: Place = ()) -> list[tuple[Place, Table]]:
    """Returns the well-formed tables of a list, each with its place."""
    held: Any = table.get(name)
    if not isinstance(held, list):
        return []
    entries = enumerate(cast("list[Any]", held))
    return [((*place, name, n), cast("Table", entry)) for n, entry in entries if isinstance(entry, dict)]


def texts(table: Table, name: str) -> list[tuple[int, str]]:
    """Returns the well-formed texts of a list, each with its number."""
    held: Any = table.get(name)
    if not isinstance(held, list):
        return []
    return [(n, entry) for n, entry in enumerate(cast("list[Any]", held)) if isinstance(entry, str)]


def text(table: Table, name: str) -> str:
    """Returns a well-formed text, or an empty one."""
    held = table.get(name)
    return held if isinstance(held, str) else ""


class Known:
    """The codes that rules, prompts and descriptors may name."""

    def __init__(self, pack: Table, parent: Framework | None) -> None:
        gone = {code for _, code in texts(pack, "drops")}
        gone |= {code for _, area in rows(pack, "areas") for _, code in texts(area, "takes_from")}
        self.areas: dict[str, bool] = {}  # code to graded
        if parent:
            self.areas = {area.code: area.graded for area in parent.areas if area.code not in gone}
        for _, area in rows(pack, "areas"):
            if code := text(area, "code"):
                self.areas[code] = bool(area.get("graded", self.areas.get(code, False)))
        own = [text(grade, "id") for _, grade in rows(pack, "grade_scale")]
        inherited = [grade.id for grade in parent.grade_scale] if parent and not own else []
        self.grades = {*own, *inherited}
        self.sources = {text(source, "id") for _, source in rows(pack, "sources")}
        if parent:
            self.sources |= {source.id for source in parent.sources}
        self.overall = pack.get("overall_effectiveness") is not False  # a missing switch is a fault of shape
