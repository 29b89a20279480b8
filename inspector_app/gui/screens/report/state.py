"""What the screen of the report shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One numbered paragraph of the draft as it stands: its area, side, text and evidence numbers."""

    number: int
    area: str
    side: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One house check: what a report must have, and whether this one has it."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class ReportState:
    """The whole screen; `written` is the path of the draft just written."""

    parts: tuple[Part, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    tallies: tuple[str, ...] = ()
    written: str = ""
    busy: str = ""
