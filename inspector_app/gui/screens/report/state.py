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
class HandLine:
    """One change by hand in an earlier draft: what was done, what stands there, what the records say."""

    place: int
    done: str
    finding: str
    text: str
    records: str


@dataclass(frozen=True, slots=True)
class ReportState:
    """The whole screen.

    Attributes:
        outlines: id and title of each document that the framework may end with, the usual one first.
        outline: id of the chosen one.
        previous: name of the earlier draft that this one stands beside; empty for none.
        by_hand: what somebody changed in it, and the records do not say yet.
        written: the path of the draft just written.
        busy: what is being done; empty while nothing is.
    """

    parts: tuple[Part, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    tallies: tuple[str, ...] = ()
    outlines: tuple[tuple[str, str], ...] = ()
    outline: str = ""
    previous: str = ""
    by_hand: tuple[HandLine, ...] = ()
    written: str = ""
    busy: str = ""
