"""What came and went: bundles, signed checkpoints, what each peer acknowledged, and the roster's files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.domain.revision import Entry
from inspector_app.store import entries
from inspector_app.store.engine import Connection
from inspector_app.store.entries import Unsettled
from inspector_app.store.store import Store


@dataclass(frozen=True, slots=True)
class BundleRow:
    """One bundle that this store made (`out`) or took in (`in`).

    Attributes:
        tagmanifest: SHA-256 of its signed bytes; its name for ever.
        id: bundle id.
        actor: device that made it.
        seq: place among that device's bundles, from 1.
        prev: tagmanifest of that device's bundle before it, or `none`.
        signer: fingerprint of the key that signed it.
        principal: whose key that is, as the roster says.
        at: claimed time of this row.
        verdict: as verification said.
        direction: `in` or `out`.
        report: counts.
    """

    tagmanifest: str
    id: str
    actor: str
    seq: int
    prev: str
    signer: str
    principal: str
    at: str
    verdict: str
    direction: str
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """An author's own signature over the head of his log, which survives relay by others."""

    actor: str
    seq: int
    entry: str
    text: bytes
    signature: bytes


_BUNDLE = "tagmanifest, id, actor, seq, prev, signer, principal, at, verdict, direction, report"


def keep_bundle(store: Store, row: BundleRow) -> None:
    """Keeps a bundle's row."""
    with store.changing() as connection:
        connection.execute(
            f"INSERT OR REPLACE INTO bundle({_BUNDLE}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608 - a constant
            (
                row.tagmanifest, row.id, row.actor, row.seq, row.prev, row.signer, row.principal, row.at,
                row.verdict, row.direction, json.dumps(dict(row.report)),
            ),
        )  # fmt: skip


def bundles(store: Store) -> list[BundleRow]:
    """Returns every bundle made or taken in, by device and place."""
    with store.faults():
        rows = store.connection.execute(f"SELECT {_BUNDLE} FROM bundle ORDER BY actor, seq, tagmanifest")  # noqa: S608 - column names are constants
        return [BundleRow(*row[:10], report=json.loads(row[10])) for row in rows]


def bundle(store: Store, tagmanifest: str) -> BundleRow | None:
    """Returns the row of one bundle that was made or taken in here; None where it never was."""
    with store.faults():
        sql = f"SELECT {_BUNDLE} FROM bundle WHERE tagmanifest = ?"  # noqa: S608 - column names are constants
        row = store.connection.execute(sql, (tagmanifest,)).fetchone()
        return None if row is None else BundleRow(*row[:10], report=json.loads(row[10]))


def keep_checkpoint(store: Store, row: CheckpointRow) -> None:
    """Keeps a signed checkpoint; one that is here already at that place of the log stays as it is."""
    with store.changing() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO checkpoint VALUES (?,?,?,?,?)",
            (row.actor, row.seq, row.entry, row.text, row.signature),
        )


def checkpoints(store: Store, actor: str | None = None) -> list[CheckpointRow]:
    """Returns every signed checkpoint, or those of one device, by device and place."""
    with store.faults():
        return read_checkpoints(store.connection, actor)


def read_checkpoints(connection: Connection, actor: str | None = None) -> list[CheckpointRow]:
    """Returns what `checkpoints` does; for checks beside the store's thread."""
    columns = "actor, seq, entry, text, signature"
    sql = f"SELECT {columns} FROM checkpoint WHERE ?1 IS NULL OR actor = ?1 ORDER BY actor, seq"  # noqa: S608 - a constant
    rows = connection.execute(sql, (actor,))
    return [
        CheckpointRow(actor, seq, entry, bytes(text), bytes(sig)) for actor, seq, entry, text, sig in rows
    ]


def frontier(store: Store) -> dict[str, tuple[int, str]]:
    """Returns, for every device known here, the last place of its log and the entry there."""
    with store.faults():
        return {actor: (seq, entry) for actor, seq, entry in entries.actors(store.connection)}


def devices(store: Store) -> list[str]:
    """Returns every device of which anything is here, were it only what waits or was set aside."""
    with store.faults():
        return entries.devices(store.connection)


def brought(store: Store, tagmanifest: str) -> list[tuple[str, str]]:
    """Returns every entry that a bundle brought here and that may count, with its record; reads the log."""
    with store.faults():
        sql = "SELECT id, rec FROM entry WHERE bundle = ? AND state IN ('ok', 'waiting') ORDER BY rec, id"
        return [(row[0], row[1]) for row in store.connection.execute(sql, (tagmanifest,))]


def peers(store: Store) -> list[str]:
    """Returns every device that has said what it holds."""
    with store.faults():
        return [row[0] for row in store.connection.execute("SELECT DISTINCT peer FROM frontier ORDER BY 1")]


def places(store: Store, actor: str) -> set[int]:
    """Returns every place of a device's log that is here, in whatever state."""
    with store.faults():
        return {row[0] for row in store.connection.execute("SELECT seq FROM entry WHERE actor = ?", (actor,))}


def acknowledged(store: Store, peer: str) -> dict[str, tuple[int, str]]:
    """Returns what a peer has said it holds."""
    with store.faults():
        rows = store.connection.execute("SELECT actor, seq, hash FROM frontier WHERE peer = ?", (peer,))
        return {actor: (seq, entry) for actor, seq, entry in rows}


def keep_acknowledged(store: Store, peer: str, told: Mapping[str, tuple[int, str]]) -> None:
    """Keeps what a peer says it holds, where that is more of the same log than it said before.

    Bundles come late and out of order, and a laptop never forgets what it took in, so an older word takes
    nothing back. A mark on the other branch of a fork changes nothing: sending too much is always safe.

    Args:
        store: the open store.
        peer: its device.
        told: last place and entry by device.
    """
    with store.changing() as connection:
        held = acknowledged(store, peer)
        for actor, mark in told.items():
            before = held.get(actor)
            if before is not None and not _rises(connection, actor, before, mark):
                continue
            connection.execute("INSERT OR REPLACE INTO frontier VALUES (?,?,?,?)", (peer, actor, *mark))


def _rises(connection: Connection, actor: str, before: tuple[int, str], mark: tuple[int, str]) -> bool:
    return before[0] < mark[0] and entries.leads_to(connection, actor, before, mark)


def leads_to(store: Store, actor: str, earlier: tuple[int, str], later: tuple[int, str]) -> bool:
    """Says whether one place of a device's log stands on the chain that ends at another."""
    with store.faults():
        return entries.leads_to(store.connection, actor, earlier, later)


def written_here(store: Store) -> list[str]:
    """Returns every device id under which something was written into this store itself."""
    with store.faults():
        return entries.actors_of_own(store.connection)


def log(store: Store, actor: str, after: int = 0) -> Iterator[Entry]:
    """Yields a device's entries from one place of its log on."""
    with store.faults():
        yield from entries.log(store.connection, actor, after)


def unsettled(store: Store) -> list[Unsettled]:
    """Returns every entry that is here and does not count, by device and place."""
    with store.faults():
        return entries.unsettled(store.connection)


def forks(store: Store) -> list[tuple[str, int]]:
    """Returns every place of a log that holds several entries: device and place."""
    with store.faults():
        return entries.forks(store.connection)


def end_of(store: Store, actor: str) -> tuple[str, str]:
    """Returns author and claimed time of a device's last entry here, in whatever state."""
    with store.faults():
        return entries.end_of(store.connection, actor)


def forked(store: Store, actor: str) -> bool:
    """Says whether a device's log has two entries at one place: a copied disk or a restored backup."""
    with store.faults():
        return entries.forked(store.connection, actor)


def payload_lines(store: Store, digests: Iterable[str]) -> Iterator[bytes]:
    """Yields the payload lines that are here."""
    with store.faults():
        yield from entries.payload_lines(store.connection, digests)


def changes_not_sent(store: Store, actor: str) -> int:
    """Returns how many of a device's own revisions are in no bundle yet."""
    with store.faults():
        last, _ = entries.last(store.connection, actor)
        sent = store.fact("sent_to", 0)
    return max(0, last - int(sent))


def keep_roster(store: Store, files: Mapping[str, bytes]) -> None:
    """Keeps the files of the roster in place of the ones before."""
    with store.changing() as connection:
        connection.execute("DELETE FROM roster")
        connection.executemany("INSERT INTO roster VALUES (?, ?)", list(files.items()))


def roster(store: Store) -> dict[str, bytes]:
    """Returns the files of the roster that this store trusts; empty where it has none."""
    with store.faults():
        return read_roster(store.connection)


def read_roster(connection: Connection) -> dict[str, bytes]:
    """Returns the files of the roster that is trusted; for checks beside the store's thread."""
    return {name: bytes(told) for name, told in connection.execute("SELECT name, bytes FROM roster")}
