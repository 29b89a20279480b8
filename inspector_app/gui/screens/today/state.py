"""What the first screen shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.services.overview import Today


@dataclass(frozen=True, slots=True)
class Typed:
    """Something typed and not sealed: what it is, when, and the screen that it belongs to."""

    what: str
    at: str
    screen: str
    record: str


@dataclass(frozen=True, slots=True)
class TodayState:
    """The whole screen; `gaps` is None until they are worked out, which takes longer than the rest."""

    today: Today
    typed: tuple[Typed, ...]
    inspector: str
    gaps: tuple[str, ...] | None = None
