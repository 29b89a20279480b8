"""What the screen of checklists shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.services.overview import Coverage, DescriptorRow


@dataclass(frozen=True, slots=True)
class Line:
    """One descriptor in the list, with the title of its area."""

    area: str
    row: DescriptorRow

    @property
    def code(self) -> str:
        """The descriptor's code."""
        return self.row.descriptor.code


@dataclass(frozen=True, slots=True)
class Backing:
    """One evidence record behind a descriptor: for, against or unsettled, and its text."""

    stance: str
    text: str
    source: str
    case: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The open descriptor.

    Attributes:
        line: the descriptor with what stands behind it.
        backing: the evidence, for first.
        finding: what is typed or recorded.
        effect: what is typed or recorded.
        summary: what is typed or recorded.
        unsealed: something typed is not recorded yet.
        cursor: field that was typed in last, and the place in it.
        told: what the council was told of it, the latest first.
    """

    line: Line
    backing: tuple[Backing, ...]
    finding: str
    effect: str
    summary: str
    unsealed: bool
    cursor: tuple[str, int] = ("", 0)
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChecklistsState:
    """The whole screen."""

    lines: tuple[Line, ...] = ()
    coverage: Coverage | None = None
    opened: Opened | None = None
    loaded: bool = False
