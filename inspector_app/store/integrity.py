"""Every check of a store that needs SQL: pages, tables, hash chains, payloads and projections.

The page MACs of the cipher catch flipped bytes. They do not catch an old page put back, a write-ahead log
cut or deleted, or pages missing at the end: the hash chains do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from inspector_app.crypto import ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import MalformedEntryError
from inspector_app.domain.register import settle
from inspector_app.store import engine, projection
from inspector_app.store.engine import Connection
from inspector_app.store.store import Store


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
        """The whole sentence, with how many records it touches."""
        touched = f", records {', '.join(r[-8:] for r in self.records)}" if self.records else ""
        return f"{self.what} ({self.where}{touched})"


def check(store: Store) -> Iterator[Problem]:
    """Yields everything that is wrong with a store; changes nothing that it says.

    Raises:
        DamagedStoreError: the file is so damaged that the checks cannot go on.
    """
    with engine.faults(store.folder):
        yield from _pages(store.connection)
        yield from _entries(store.connection)
        yield from _payloads(store.connection)
        yield from _projections(store.connection)


def look(store: Store) -> Iterator[Problem]:
    """Yields what is wrong with the pages and tables: the quick part of `check`, fit for every start.

    Raises:
        DamagedStoreError: the file is so damaged that the checks cannot go on.
    """
    with engine.faults(store.folder):
        yield from _pages(store.connection)


def read_through(connection: Connection) -> Iterator[Problem]:
    """Yields what is wrong in all that can be read on a connection, while another one goes on writing.

    The caller opens the transaction and turns errors. Every page that is read proves its MAC; pages that are
    free, which nothing reads, are left to `look`. So is the search index: while it is written to, a check on
    another connection mixes two states of it and sees damage where there is none.
    """
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    for (table,) in connection.execute(tables).fetchall():
        quoted = '"' + str(table).replace('"', '""') + '"'
        for (told,) in connection.execute(f"PRAGMA integrity_check({quoted})").fetchall():
            if told != "ok":
                yield Problem(f"The tables do not hold together: {told}", str(table))
    yield from _entries(connection)
    yield from _payloads(connection)
    yield from _projections(connection)


def _pages(connection: Connection) -> Iterator[Problem]:
    # The cipher looks at the file alone. A power cut while the log was copied back may have torn a page there
    # that the log holds whole; copied back again, nothing is wrong with it.
    with suppress(engine.OperationalError):  # a full disk: then the file is looked at as it is
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for (told,) in connection.execute("PRAGMA cipher_integrity_check").fetchall():
        yield Problem(f"A page of the file was changed: {told}", "file")
    for (told,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if told != "ok":
            yield Problem(f"The tables do not hold together: {told}", "file")


def _entries(connection: Connection) -> Iterator[Problem]:
    """Hash of every header, its columns, and the chain of each device's log."""
    before: dict[str, tuple[int, str]] = {}
    sql = "SELECT id, actor, seq, rec, kind, pay, parents, header FROM entry ORDER BY actor, seq, id"
    forked: set[tuple[str, int]] = {
        (row[0], row[1])
        for row in connection.execute("SELECT actor, seq FROM entry GROUP BY actor, seq HAVING count(*) > 1")
    }
    known = {row[0] for row in connection.execute("SELECT id FROM entry WHERE state = 'ok'")}
    for name, actor, seq, rec, kind, pay, parents, header in connection.execute(sql):
        where = f"log of {actor[:8]} at {seq}"
        try:
            entry = ledger.read_kept(bytes(header))
        except (NotCanonicalError, MalformedEntryError):
            yield Problem("An entry cannot be read", where, (rec,))
            continue
        told = entry.header
        columns = (told.actor, told.seq, told.rec, told.kind, told.pay, " ".join(told.parents))
        if entry.id != name or columns != (actor, seq, rec, kind, pay, parents):
            yield Problem("An entry was changed after it was written", where, (rec,))
        last_seq, last = before.get(actor, (0, ""))
        straight = name in known and not {(actor, seq), (actor, seq - 1)} & forked
        if straight and (seq != last_seq + 1 or (told.prev or "") != last):
            yield Problem("A log has a gap or was cut", where, (rec,))
        if name in known:
            before[actor] = (seq, name)
            missing = [parent for parent in told.parents if parent not in known]
            if missing:
                yield Problem("An entry follows one that is not here", where, (rec,))


def _payloads(connection: Connection) -> Iterator[Problem]:
    for pay, line in connection.execute("SELECT pay, line FROM payload"):
        if ledger.digest(bytes(line)) != pay:
            records = connection.execute("SELECT DISTINCT rec FROM entry WHERE pay = ?", (pay,)).fetchall()
            yield Problem("A payload was changed after it was written", pay[:8], tuple(r[0] for r in records))
    sql = (
        "SELECT e.rec, e.pay FROM entry e LEFT JOIN payload p ON p.pay = e.pay"
        " LEFT JOIN erased x ON x.pay = e.pay WHERE p.pay IS NULL AND x.pay IS NULL AND e.bundle = ''"
    )
    for rec, pay in connection.execute(sql):
        yield Problem("A payload that was written here is gone", pay[:8], (rec,))


def _projections(connection: Connection) -> Iterator[Problem]:
    """Settles every record again and compares; nothing is changed."""
    records = [row[0] for row in connection.execute("SELECT DISTINCT rec FROM entry WHERE state = 'ok'")]
    shown = {record.id: record for record in projection.read_kind(connection, None, deleted=True)}
    for rec in records:
        try:
            settled = settle(rec, projection.nodes(connection, rec))
        except (NotCanonicalError, MalformedEntryError):
            yield Problem(
                "What a record amounts to cannot be told, because a payload cannot be read", "payload", (rec,)
            )
            shown.pop(rec, None)
            continue
        if settled != shown.pop(rec, None):
            yield Problem("What is shown differs from the ledger; rebuild the projections", "current", (rec,))
    for rec in shown:
        yield Problem("A record is shown that is not in the ledger", "current", (rec,))
