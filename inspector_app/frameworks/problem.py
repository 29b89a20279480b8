"""What is wrong with a pack, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.errors import WorldError

Place = tuple[str | int, ...]
"""The way to a value: `("areas", 0, "descriptors", 2, "code")`; entries are counted from 0."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a pack.

    Attributes:
        file: the pack that holds it, which may be one that the checked pack inherits from.
        line: counted from 1; 0 where the file could not be read at all.
        key: for example `areas[2].descriptors[3].code`, entries counted from 1; empty for the whole file.
        what: the fault, without a final stop.
    """

    file: str
    line: int
    key: str
    what: str

    def __str__(self) -> str:
        """The fault on one line, as `check` prints it."""
        place = f"{Path(self.file).name} line {self.line}" if self.line else Path(self.file).name
        return f"{place}, {self.key}: {self.what}" if self.key else f"{place}: {self.what}"


class PackError(WorldError):
    """A framework pack cannot be used.

    Attributes:
        problems: every fault found; empty where the pack does not exist.
    """

    def __init__(
        self, what: str, problems: tuple[Problem, ...] = (), *, where: object = None, advice: str = ""
    ) -> None:
        super().__init__(what, where=where, advice=advice)
        self.problems = problems


def spelt(place: Place) -> str:
    """Returns a place as people write it, entries counted from 1."""
    key = ""
    for part in place:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{part}" if key else part
    return key
