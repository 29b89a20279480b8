"""What quick capture shows, and what the marks in its text say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspector_app.domain.clock import claim
from inspector_app.gui.marks import STANCE_OF, Mark, simple

_MARK = re.compile(r"(?<!\S)([#@])(\w+(?:-\w+)*)([+-]?)(?!\w)")
_TIME = re.compile(r"\A\s*([01]?\d|2[0-3]):([0-5]\d)(?!\d)[ \t]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says beside its words.

    Attributes:
        text: the words alone.
        hour: hour and minute that it began with.
        links: descriptor and stance, each descriptor once.
        case: the case that it is about, the first one named.
        said_by: the role that said it, the first one named.
        unknown: marks that stand for nothing known; they stay in the text.
    """

    text: str
    hour: tuple[int, int] | None
    links: tuple[tuple[str, str], ...]
    case: str
    said_by: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaptureState:
    """All that the panel shows beside the text itself.

    Attributes:
        polarity: the chosen kind, one of `kinds.POLARITIES`.
        source: where it came from, one of `kinds.SOURCES`.
        ties: what the marks tie the text to, in words.
        unknown: marks that stand for nothing known.
        note: what happened last: sealed, or offered back.
        busy: it is being sealed, so the text stands still.
        told: role of the person in the council who was told of an urgent concern.
    """

    polarity: str = "neutral"
    source: str = "observation"
    ties: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    note: str = ""
    busy: bool = False
    told: str = ""


def is_bare(text: str) -> bool:
    """Whether there is nothing but the time in a text."""
    return not _TIME.sub("", text, count=1).strip()


def read(text: str, marks: Iterable[Mark], polarity: str) -> Reading:
    """Takes the time and the marks out of a text.

    Args:
        text: as typed.
        marks: what marks can stand for.
        polarity: decides the stance of a link that does not say `+` or `-`.
    """
    known = {(mark.sign, simple(mark.word)): mark for mark in marks}
    links: dict[str, str] = {}
    ties = {"case": "", "role": ""}
    unknown: list[str] = []

    def taken(found: re.Match[str]) -> str:
        mark = known.get((found[1], simple(found[2])))
        if mark is None:
            unknown.append(found[0])
            return found[0]
        if mark.kind == "descriptor":
            links[mark.id] = {"+": "for", "-": "against"}.get(found[3], STANCE_OF[polarity])
            return ""
        ties[mark.kind] = ties[mark.kind] or mark.id
        return mark.plain

    time = _TIME.match(text)
    words = _MARK.sub(taken, text[time.end() :] if time else text)
    lines = (re.sub(r"[ \t]{2,}", " ", line).rstrip() for line in words.split("\n"))
    return Reading(
        text="\n".join(lines).strip(),
        hour=(int(time[1]), int(time[2])) if time else None,
        links=tuple(links.items()),
        case=ties["case"],
        said_by=ties["role"],
        unknown=tuple(unknown),
    )


def happened(hour: tuple[int, int] | None, written: datetime) -> str:
    """Returns when it happened: the hour that the text names, last before it was written; ISO in UTC."""
    local = written.astimezone()
    if hour is None:
        return claim(local)
    moment = local.replace(hour=hour[0], minute=hour[1], second=0)
    if moment > local + timedelta(minutes=1):
        moment -= timedelta(days=1)
    return claim(moment)
