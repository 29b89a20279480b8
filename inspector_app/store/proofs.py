"""The parts of a full check: what each finds wrong, seen from a connection with a transaction for reading.

A page of another table, or an older one, may have been put in the place of any page. So nothing that stands
in a row is taken for what it should be before its digest was compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from inspector_app.crypto import ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import MalformedEntryError
from inspector_app.domain.register import settle
from inspector_app.store import projection, search
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError

_ENTRIES = "SELECT id, actor, seq, rec, kind, pay, parents, header, state FROM entry ORDER BY actor, seq, id"
_LAZY = "SELECT 1 FROM sqlite_master WHERE name = 'unindexed'"
_HELD_ATTACHMENTS = (
    "SELECT c.rec, json_extract(c.fields, '$.blob') AS blob FROM current c WHERE c.kind = 'attachment'"
    " AND EXISTS (SELECT 1 FROM entry e WHERE e.rec = c.rec AND e.parents = '' AND e.bundle = '')"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        what: a sentence.
        where: the table, or the place in a log.
        records: ids of the records that it touches.
    """

    what: str
    where: str
    records: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The whole sentence, with the ends of the ids of the records it touches."""
        touched = f", records {', '.join(r[-8:] for r in self.records)}" if self.records else ""
        return f"{self.what} ({self.where}{touched})"


def entries(connection: Connection) -> Iterator[Problem]:
    """Proves the hash of every header, its columns, and the chain of each device's log."""
    before: dict[str, tuple[int, str]] = {}
    forked: set[tuple[str, int]] = {
        (row[0], row[1])
        for row in connection.execute("SELECT actor, seq FROM entry GROUP BY actor, seq HAVING count(*) > 1")
    }
    known = {row[0] for row in connection.execute("SELECT id FROM entry WHERE state = 'ok'")}
    for name, actor, seq, rec, kind, pay, parents, line, state in connection.execute(_ENTRIES):
        records = _records(rec)
        where = f"log of {str(actor)[:8]} at {seq}"
        try:
            entry = ledger.read_kept(_bytes(line))
        except (NotCanonicalError, MalformedEntryError):
            yield Problem("An entry cannot be read", where, records)
            continue
        told = entry.header
        columns = (told.actor, told.seq, told.rec, told.kind, told.pay, " ".join(told.parents))
        if entry.id != name or columns != (actor, seq, rec, kind, pay, parents):
            yield Problem("An entry was changed after it was written", where, _records(told.rec, rec))
            continue
        last_seq, last = before.get(actor, (0, ""))
        straight = name in known and not {(actor, seq), (actor, seq - 1)} & forked
        if straight and (seq != last_seq + 1 or (told.prev or "") != last):
            yield Problem(
                "A log has a gap or was cut", where
            )  # this entry is sound; nobody knows whose is lost
        if state == "ok":
            before[actor] = (seq, name)
            if any(parent not in known for parent in told.parents):
                yield Problem("An entry follows one that is not here", where, records)


def payloads(connection: Connection) -> Iterator[Problem]:
    """Proves the hash of every payload, and that what was written here is here."""
    for pay, line in connection.execute("SELECT pay, line FROM payload"):
        if ledger.digest(_bytes(line)) != pay:
            rows = connection.execute("SELECT DISTINCT rec FROM entry WHERE pay = ?", (pay,))
            records = _records(*(row[0] for row in rows))
            yield Problem("A payload was changed after it was written", str(pay)[:8], records)
    sql = (
        "SELECT e.rec, e.pay FROM entry e LEFT JOIN payload p ON p.pay = e.pay"
        " LEFT JOIN erased x ON x.pay = e.pay WHERE p.pay IS NULL AND x.pay IS NULL AND e.bundle = ''"
    )
    for rec, pay in connection.execute(sql):
        yield Problem("A payload that was written here is gone", str(pay)[:8], _records(rec))


def attachments(connection: Connection) -> Iterator[Problem]:
    """Proves the hash of every attachment's bytes, and that the file of one that was added here is here."""
    for name, size in connection.execute("SELECT hash, size FROM blob ORDER BY hash").fetchall():
        total, told = 0, hashlib.sha256()
        sql = "SELECT part, bytes FROM blob_part WHERE hash = ? ORDER BY part"
        for number, (part, data) in enumerate(connection.execute(sql, (name,))):
            if part != number:
                break
            told.update(_bytes(data))
            total += len(_bytes(data))
        if told.hexdigest() != name or total != size:
            what = "An attachment's file is not whole, or was changed after it was added"
            yield Problem(what, str(name)[:8], attached(connection, name))
    sql = "SELECT DISTINCT hash FROM blob_part WHERE hash NOT IN (SELECT hash FROM blob)"
    for (name,) in connection.execute(sql).fetchall():
        yield Problem(
            "Parts of an attachment's file are left over", str(name)[:8], attached(connection, name)
        )
    sql = (
        f"SELECT rec, blob FROM ({_HELD_ATTACHMENTS}) WHERE blob NOT IN (SELECT hash FROM blob)"  # noqa: S608 - a constant
        " AND blob NOT IN (SELECT pay FROM erased)"
    )
    for rec, name in connection.execute(sql):
        yield Problem("An attachment's file that was added here is gone", str(name)[:8], _records(rec))


def attached(connection: Connection, name: object) -> tuple[str, ...]:
    """Returns the records of the attachments that show some bytes, by their digest."""
    sql = "SELECT rec FROM current WHERE kind = 'attachment' AND json_extract(fields, '$.blob') = ?"
    return _records(*(row[0] for row in connection.execute(sql, (name,))))


def projections(connection: Connection, but: Collection[str]) -> Iterator[Problem]:
    """Settles every record again and compares; nothing is changed.

    Args:
        connection: with a transaction for reading.
        but: records in whose revisions something is wrong, which was told already.
    """
    shown: dict[str, Any] = {}
    for row in projection.rows(connection):
        try:
            shown[row[0]] = projection.from_row(row)
        except (DamagedStoreError, AttributeError, LookupError, TypeError, ValueError):
            yield Problem("What is shown of a record cannot be read", "current", _records(row[0]))
            shown[row[0]] = None
    records = [row[0] for row in connection.execute("SELECT DISTINCT rec FROM entry WHERE state = 'ok'")]
    for rec in records:
        there, found = rec in shown, shown.pop(rec, None)
        if rec in but or (there and found is None):
            continue
        try:
            settled = settle(rec, projection.nodes(connection, rec))
        except (NotCanonicalError, MalformedEntryError):
            what = "What a record amounts to cannot be told, because a payload cannot be read"
            yield Problem(what, "payload", _records(rec))
            continue
        if settled != found:
            yield Problem("What is shown differs from the ledger", "current", _records(rec))
    for rec in shown:
        if rec not in but:
            yield Problem("A record is shown that is not in the ledger", "current", _records(rec))


def words(connection: Connection) -> Iterator[Problem]:
    """Indexes all texts again, in memory, and compares with what the search index holds."""
    if not connection.execute(_LAZY).fetchone():  # version 1 of the tables, before its first opening here
        return
    if not search.is_true(connection):
        yield Problem("The search index does not hold the words of the records", "passage")


def _bytes(told: object) -> bytes:
    """Returns a value that should be bytes, or none: `bytes` of a number would be that many zeros."""
    return told if isinstance(told, bytes) else b""


def _records(*ids: object) -> tuple[str, ...]:
    """Returns those of some values that may be ids, each once; a page that fails its MAC may give zeros."""
    return tuple(dict.fromkeys(rec for rec in ids if isinstance(rec, str) and rec and "\0" not in rec))
