"""An export that one archive cannot hold goes in parts: which part carries what, and which have not come yet.

Each part is a bundle of its own. It carries whole pieces of logs together with the payload of just those
entries, so each verifies and merges alone, in any order: what follows on an entry of another part waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from inspector_app.bundle import archive, layout
from inspector_app.errors import RefusedError
from inspector_app.store.exchange import BundleRow
from inspector_app.store.outbox import Held, Outbox, Run, Weight

_BASE = len("00000000-0000-0000-0000-000000000000/")
_LISTED = 64 + 2 + 1
"""Bytes of a line in the list of digests, without the path."""
_FIXED_FILES, _FIXED_BYTES = 16, 4 << 20
"""Room for what every part has: tag files, signatures, readme, description."""


def _overhead(path: str) -> int:
    """Returns the bytes that a file costs beside its own, in the archive and in the list of digests."""
    return archive.overhead("x" * _BASE + path) + _LISTED + len(path)


_ID, _DIGEST = "0" * 36, "0" * 64
_RECORD = _overhead(layout.payload_path(_ID))
_ATTACHMENT = _overhead(layout.blob_path(_DIGEST))


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of an export carries.

    Attributes:
        runs: pieces of logs, one of each device at most; their payload goes with them.
        attachments: attachments.
    """

    runs: tuple[Run, ...] = ()
    attachments: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """What one part may hold, beside what every part has.

    Attributes:
        files: files under `data/`.
        bytes: bytes of the archive.
    """

    files: int
    bytes: int

    @classmethod
    def beside(cls, devices: int, fixed: int) -> Room:
        """Returns the room in an archive.

        Args:
            devices: whose logs and checkpoints go along: three files each.
            fixed: bytes of what else goes into every part.
        """
        files = layout.MAX_MEMBERS - _FIXED_FILES - 3 * devices
        return cls(files, layout.MAX_ARCHIVE - _FIXED_BYTES - fixed - 3 * devices * 4096)

    def holds(self, files: int, size: int) -> bool:
        """Says whether so much goes into one part."""
        return files <= self.files and size <= self.bytes


@dataclass(slots=True)
class _Filling:
    """The part that is being filled."""

    runs: list[Run] = field(default_factory=list[Run])
    records: set[str] = field(default_factory=set[str])
    attachments: list[Held] = field(default_factory=list[Held])
    size: int = 0

    def part(self) -> Part:
        return Part(tuple(self.runs), tuple(self.attachments))

    def takes(self, room: Room, entries: Sequence[Weight]) -> bool:
        """Takes the entries at one place of a log, or says that they do not fit."""
        records = {one.rec for one in entries} - self.records
        size = self.size + sum(one.header + one.payload for one in entries) + _RECORD * len(records)
        fits = room.holds(len(self.records) + len(records) + len(self.attachments), size)
        if fits:
            self.records |= records
            self.size = size
        return fits

    def takes_attachment(self, room: Room, one: Held) -> bool:
        """Takes an attachment, or says that it does not fit."""
        size = self.size + one.size + _ATTACHMENT
        fits = room.holds(len(self.records) + len(self.attachments) + 1, size)
        if fits:
            self.attachments.append(one)
            self.size = size
        return fits


def _packed(outbox: Outbox, runs: Iterable[Run], attachments: Iterable[Held], room: Room) -> Iterator[Part]:
    filling = _Filling()
    for run in runs:
        begun = run.after
        for seq, found in groupby(outbox.weights(run), key=lambda one: one.seq):
            entries = tuple(found)
            if filling.takes(room, entries):
                continue
            if begun < seq - 1:
                filling.runs.append(replace(run, after=begun, upto=seq - 1))
            yield filling.part()
            begun, filling = seq - 1, _Filling()
            if not filling.takes(room, entries):
                raise RefusedError("One change is larger than a bundle may be", where=entries[0].rec)
        filling.runs.append(replace(run, after=begun))
    for one in attachments:
        if not filling.takes_attachment(room, one):
            yield filling.part()
            filling = _Filling()
            if not filling.takes_attachment(room, one):
                raise RefusedError("An attachment is larger than a bundle may be", where=one.sha256[:16])
    yield filling.part()


def parted(outbox: Outbox, runs: Sequence[Run], fixed: int = 0) -> list[Part]:
    """Returns what each part of an export carries; nearly always there is one.

    Args:
        outbox: what there is to send.
        runs: the pieces of logs to send, one of each device.
        fixed: bytes of what else goes into every part, beside lists and checkpoints.

    Raises:
        RefusedError: a single change or attachment is larger than a bundle may be.
    """
    attachments, room = outbox.attachments(runs), Room.beside(len(runs), fixed)
    changes = outbox.revisions(runs)  # a record at most for each
    most = outbox.size() + changes * _RECORD + len(attachments) * _ATTACHMENT
    if room.holds(changes + len(attachments), most):
        return [Part(tuple(runs), tuple(attachments))]
    return list(_packed(outbox, runs, attachments, room))


@dataclass(frozen=True, slots=True)
class Lacking:
    """An export in parts of which some have not come.

    Attributes:
        principal: who made it, as the roster says; empty where it does not.
        actor: on which device.
        of: how many parts there are.
        missing: numbers of those that have not come.
    """

    principal: str
    actor: str
    of: int
    missing: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """Says which parts are missing."""
        one = len(self.missing) == 1
        numbers = " and ".join(filter(None, (", ".join(map(str, self.missing[:-1])), str(self.missing[-1]))))
        who = self.principal or "somebody not on the roster"
        return (
            f"Of an export in {self.of} parts by {who}, part{'' if one else 's'} {numbers}"
            f" {'has' if one else 'have'} not come yet."
        )


def lacking(rows: Iterable[BundleRow]) -> tuple[Lacking, ...]:
    """Returns every export in parts of which some came and some have not.

    Parts of one export have numbers that follow one another among the bundles of their device.

    Args:
        rows: all bundles that came or went.
    """
    found: dict[tuple[str, int, int], dict[int, str]] = {}
    for row in rows:
        number, of = row.report.get("part", (1, 1))
        if row.direction == "in" and of > 1:
            found.setdefault((row.actor, row.seq - number, of), {})[number] = row.principal
    return tuple(
        Lacking(next(iter(parts.values())), actor, of, missing)
        for (actor, _, of), parts in sorted(found.items())
        if (missing := tuple(number for number in range(1, of + 1) if number not in parts))
    )
