"""What a peer has, and so what still has to be sent to it.

A frontier names, for each device, the last entry of its log that holds at the peer, as (number, hash). A
number alone would hide a fork: after a restored backup two logs share numbers but not entries (merge, 3.6).
Sending too much is always safe; whatever is in doubt is sent (merge, 4.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.domain.revision import Entry

Frontier = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of one device's log without a gap between `first` and `last`; a fork is inside it twice."""

    actor: str
    first: int
    last: int
    entries: tuple[Entry, ...]


def _place(entry: Entry) -> tuple[int, str]:
    return entry.header.seq, entry.id


def frontier(entries: Iterable[Entry]) -> dict[str, tuple[int, str]]:
    """Returns the frontier of the entries that hold.

    Args:
        entries: entries in state `ok`, and no others: one that waits would promise entries before it that
            are not here, and nobody would ever send them.
    """
    found: dict[str, tuple[int, str]] = {}
    for entry in entries:
        mark = _place(entry)
        if mark > found.get(entry.header.actor, (0, "")):
            found[entry.header.actor] = mark
    return found


def covers(logs: Mapping[str, Iterable[Entry]], peer: Frontier) -> bool:
    """Says whether these logs hold every entry that a peer's frontier names, so the peer has nothing new.

    Args:
        logs: entries by device.
        peer: the peer's frontier. Branches of a fork below its marks cannot be seen from it.
    """
    return all(
        any(_place(entry) == tuple(mark) for entry in logs.get(actor, ())) for actor, mark in peer.items()
    )


def _acknowledged(log: Mapping[str, Entry], mark: tuple[int, str] | None) -> set[str]:
    """Returns the entries that lead up to a mark; none when the mark is not in this log."""
    found: set[str] = set()
    entry = log.get(mark[1]) if mark is not None else None
    while entry is not None:
        found.add(entry.id)
        entry = log.get(entry.header.prev) if entry.header.prev is not None else None
    return found


def missing_segments(logs: Mapping[str, Iterable[Entry]], peer: Frontier) -> tuple[Segment, ...]:
    """Returns what to send to a peer, by device and number.

    A mark stands for the chain that leads up to it. The other branch of a fork is not on that chain, so it
    is sent; a mark that is not in the log (its device was forked, or the peer has more of it) stands for
    nothing, and the whole log is sent.

    Args:
        logs: entries by device, in any order.
        peer: what the peer has acknowledged; empty when nothing is known of it.
    """
    segments: list[Segment] = []
    for actor in sorted(logs):
        log: dict[str, Entry] = {entry.id: entry for entry in logs[actor]}
        had = _acknowledged(log, peer.get(actor))
        run: list[Entry] = []
        for entry in sorted((e for e in log.values() if e.id not in had), key=_place):
            if run and entry.header.seq > run[-1].header.seq + 1:
                segments.append(_segment(run))
                run = []
            run.append(entry)
        if run:
            segments.append(_segment(run))
    return tuple(segments)


def _segment(run: list[Entry]) -> Segment:
    return Segment(run[0].header.actor, run[0].header.seq, run[-1].header.seq, tuple(run))
