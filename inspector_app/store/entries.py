"""The ledger's own rows: entries, payloads, erasures, what a device may still have to send, and small facts.

Implements what `merge.plan` asks of a ledger (`Known`), by look-ups whose cost does not grow with the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.crypto import ledger
from inspector_app.domain.kinds import is_newer
from inspector_app.domain.revision import Entry, Payload
from inspector_app.store.engine import Connection

_INSERT = (
    "INSERT OR IGNORE INTO entry(id, actor, seq, rec, kind, parents, pay, author, at, header, state,"
    " waits_for, reason, bundle) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_NEXT_ACTOR = "SELECT min(actor) FROM entry WHERE actor > ?"


@dataclass(frozen=True, slots=True)
class Held:
    """One revision of a record's history, with its payload where it is here."""

    entry: Entry
    payload: Payload | None
    state: str
    bundle: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Look-ups in the ledger of one store."""

    connection: Connection

    def state(self, entry: str) -> str | None:
        """Returns `ok`, `waiting`, `quarantined`, `newer`, or None for an entry that is not here."""
        row = self.connection.execute("SELECT state FROM entry WHERE id = ?", (entry,)).fetchone()
        return None if row is None else row[0]

    def here(self, ids: Sequence[str]) -> set[str]:
        """Returns those of many entries that are here, in whatever state."""
        return self._those_of("entry", "id", ids)

    def is_own(self, entry: str) -> bool:
        """Says whether an entry was written here and came in no bundle."""
        row = self.connection.execute("SELECT bundle FROM entry WHERE id = ?", (entry,)).fetchone()
        return row is not None and row[0] == ""

    def record_of(self, entry: str) -> str | None:
        """Returns the record that an entry changes."""
        row = self.connection.execute("SELECT rec FROM entry WHERE id = ?", (entry,)).fetchone()
        return None if row is None else row[0]

    def ids_at(self, actor: str, seq: int) -> tuple[str, ...]:
        """Returns every entry that an actor wrote at one place of his log; two or more are a fork."""
        rows = self.connection.execute("SELECT id FROM entry WHERE actor = ? AND seq = ?", (actor, seq))
        return tuple(sorted(row[0] for row in rows))

    def height(self, actor: str) -> int:
        """Returns the highest place of an actor's log that is here, in whatever state; 0 for an empty log."""
        row = self.connection.execute("SELECT max(seq) FROM entry WHERE actor = ?", (actor,)).fetchone()
        return row[0] or 0

    def entry(self, entry: str) -> Entry | None:
        """Returns an entry by its id."""
        row = self.connection.execute("SELECT header FROM entry WHERE id = ?", (entry,)).fetchone()
        return None if row is None else ledger.read_kept(bytes(row[0]))

    def waiting_for(self, missing: str) -> tuple[Entry, ...]:
        """Returns the entries that wait for one id."""
        rows = self.connection.execute(
            "SELECT header FROM entry WHERE waits_for = ? AND state <> 'ok' ORDER BY id", (missing,)
        )
        return tuple(ledger.read_kept(bytes(row[0])) for row in rows.fetchall())

    def waits(self) -> bool:
        """Says whether any entry waits or is set aside."""
        return bool(self.connection.execute("SELECT 1 FROM entry WHERE state <> 'ok' LIMIT 1").fetchone())

    def has_erased(self) -> bool:
        """Says whether anything was erased on an order."""
        return bool(self.connection.execute("SELECT 1 FROM erased LIMIT 1").fetchone())

    def payloads_here(self, digests: Sequence[str]) -> set[str]:
        """Returns those of many payloads that are here."""
        return self._those_of("payload", "pay", digests)

    def _those_of(self, table: str, column: str, names: Sequence[str]) -> set[str]:
        marks = ",".join("?" * len(names))
        sql = f"SELECT {column} FROM {table} WHERE {column} IN ({marks})"  # noqa: S608 - constants
        return {row[0] for row in self.connection.execute(sql, names)}

    def names_payload(self, digest: str) -> bool:
        """Says whether an entry names a payload that is not here."""
        return bool(self.connection.execute("SELECT 1 FROM undelivered WHERE pay = ?", (digest,)).fetchone())

    def newer_names(self, digest: str) -> bool:
        """Says whether an entry of a newer version names a payload."""
        sql = "SELECT 1 FROM entry WHERE state <> 'ok' AND state = 'newer' AND pay = ?"
        return bool(self.connection.execute(sql, (digest,)).fetchone())

    def is_erased(self, digest: str) -> bool:
        """Says whether a payload was erased on an order."""
        return bool(self.connection.execute("SELECT 1 FROM erased WHERE pay = ?", (digest,)).fetchone())


def insert(connection: Connection, entry: Entry) -> None:
    """Adds an entry that was written here; one that is here already stays as it is."""
    connection.execute(_INSERT, _row(entry))


def insert_all(
    connection: Connection, found: Iterable[Entry | tuple[Entry, str]], state: str, bundle: str
) -> None:
    """Adds the entries that a bundle brought; those that are here already stay as they are.

    Args:
        connection: inside a transaction.
        found: entries; each with the id that it waits for, or with the reason why it is set aside.
        state: of all of them.
        bundle: tagmanifest of the bundle.
    """
    rows = [
        _row(one, state, bundle=bundle)
        if isinstance(one, Entry)
        else _row(one[0], state, **{_WHY[state]: one[1]}, bundle=bundle)
        for one in found
    ]
    connection.executemany(_INSERT, rows)


_WHY = {"waiting": "waits_for", "quarantined": "reason"}


def _row(
    entry: Entry, state: str = "ok", *, waits_for: str = "", reason: str = "", bundle: str = ""
) -> tuple[object, ...]:
    header = entry.header
    return (
        entry.id, header.actor, header.seq, header.rec, header.kind, " ".join(header.parents), header.pay,
        header.author, header.at, entry.line, state, waits_for, reason, bundle,
    )  # fmt: skip


def insert_payloads(connection: Connection, payloads: Iterable[Payload]) -> None:
    """Adds payloads; those that are here already stay as they are."""
    connection.executemany(
        "INSERT OR IGNORE INTO payload(pay, line) VALUES (?, ?)", [(p.digest, p.line) for p in payloads]
    )


def note_undelivered(connection: Connection, entry: Entry) -> None:
    """Notes that an entry's payload has not come, unless it is here or was erased."""
    connection.execute(
        "INSERT OR IGNORE INTO undelivered SELECT ?1, ?2"
        " WHERE NOT EXISTS (SELECT 1 FROM payload WHERE pay = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM erased WHERE pay = ?1)",
        (entry.header.pay, entry.header.rec),
    )


def lacks_payloads(connection: Connection) -> bool:
    """Says whether any payload that an entry names has not come."""
    return connection.execute("SELECT 1 FROM undelivered LIMIT 1").fetchone() is not None


def take_delivered(connection: Connection, digest: str) -> set[str]:
    """Notes that a payload has come after its entries; returns the records that they change."""
    found = connection.execute("DELETE FROM undelivered WHERE pay = ? RETURNING rec", (digest,))
    return {row[0] for row in found.fetchall()}


def newest_schema(connection: Connection, heads: Sequence[str]) -> str:
    """Returns a schema of a record's heads that this version may only read; empty where there is none."""
    for head in heads:
        sql = "SELECT CAST(header AS TEXT) ->> '$.schema' FROM entry WHERE id = ?"
        row = connection.execute(sql, (head,)).fetchone()
        if row is not None and is_newer(row[0]):
            return str(row[0])
    return ""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An entry that is here and does not count: it waits, was set aside, or is of a newer version."""

    id: str
    actor: str
    author: str
    seq: int
    state: str
    waits_for: str
    prev: str


def unsettled(connection: Connection) -> list[Unsettled]:
    """Returns every entry that is here and does not count, by device and place."""
    sql = (
        "SELECT id, actor, author, seq, state, waits_for, coalesce(CAST(header AS TEXT) ->> '$.prev', '')"
        " FROM entry WHERE state <> 'ok' ORDER BY actor, seq, id"
    )
    return [Unsettled(*row) for row in connection.execute(sql)]


def forks(connection: Connection) -> list[tuple[str, int]]:
    """Returns every place of a log that holds several entries: device and place."""
    sql = "SELECT actor, seq FROM entry GROUP BY actor, seq HAVING count(*) > 1 ORDER BY actor, seq"
    return [(row[0], row[1]) for row in connection.execute(sql)]


def end_of(connection: Connection, actor: str) -> tuple[str, str]:
    """Returns author and claimed time of an actor's last entry here, in whatever state."""
    sql = "SELECT author, at FROM entry WHERE actor = ? ORDER BY seq DESC, id DESC LIMIT 1"
    row = connection.execute(sql, (actor,)).fetchone()
    return ("", "") if row is None else (row[0], row[1])


def set_state(
    connection: Connection, entry: str, state: str, *, waits_for: str = "", reason: str = ""
) -> None:
    """Changes the state of an entry that waited."""
    connection.execute(
        "UPDATE entry SET state = ?, waits_for = ?, reason = ? WHERE id = ?",
        (state, waits_for, reason, entry),
    )


def last(connection: Connection, actor: str) -> tuple[int, str | None]:
    """Returns the last place in an actor's log that holds and the entry there; (0, None) for an empty log.

    An entry that waits is above a gap: to build on it, or to acknowledge it, would hide the gap for ever.
    """
    row = connection.execute(
        "SELECT seq, id FROM entry WHERE actor = ? AND state = 'ok' ORDER BY seq DESC, id DESC LIMIT 1",
        (actor,),
    ).fetchone()
    return (0, None) if row is None else (row[0], row[1])


def actors(connection: Connection) -> list[tuple[str, int, str]]:
    """Returns each actor with the last place of its log that holds and the entry there, by actor."""
    ends = ((actor, *last(connection, actor)) for actor in devices(connection))
    return [(actor, seq, entry) for actor, seq, entry in ends if entry is not None]


def devices(connection: Connection) -> list[str]:
    """Returns every actor with an entry here, in whatever state."""
    found: list[str] = []
    actor = ""
    # From one to the next by the index; DISTINCT would read every entry.
    while (actor := connection.execute(_NEXT_ACTOR, (actor,)).fetchone()[0]) is not None:
        found.append(actor)
    return found


def actors_of_own(connection: Connection) -> list[str]:
    """Returns each actor that wrote here, and not only elsewhere; reads the whole log."""
    return [
        row[0] for row in connection.execute("SELECT DISTINCT actor FROM entry WHERE bundle = '' ORDER BY 1")
    ]


def leads_to(connection: Connection, actor: str, earlier: tuple[int, str], later: tuple[int, str]) -> bool:
    """Says whether one place of an actor's log stands on the chain that ends at another.

    Args:
        connection: to the store.
        actor: whose log.
        earlier: place and entry.
        later: place and entry.
    """
    known = Ledger(connection)
    if later[1] not in known.ids_at(actor, later[0]) or earlier[1] not in (
        here := known.ids_at(actor, earlier[0])
    ):
        return False
    if earlier == later:
        return True
    if earlier[0] >= later[0] or known.state(later[1]) != "ok":
        return False
    # The chain of an entry that holds passes every place below it; only at a fork must one go and look.
    return len(here) == 1 or earlier[1] in _chain(known, later[1], earlier[0])


def _chain(known: Ledger, entry: str | None, down_to: int) -> Iterator[str]:
    while entry is not None and (found := known.entry(entry)) is not None and found.header.seq >= down_to:
        yield entry
        entry = found.header.prev


def forked(connection: Connection, actor: str) -> bool:
    """Says whether an actor's log has two entries at one place."""
    sql = "SELECT 1 FROM entry WHERE actor = ? GROUP BY seq HAVING count(*) > 1 LIMIT 1"
    return bool(connection.execute(sql, (actor,)).fetchone())


def log(connection: Connection, actor: str, after: int = 0) -> Iterator[Entry]:
    """Yields an actor's entries from one place of his log on, in the order of the log.

    Forks, what waits, what is set aside and what a newer version wrote are among them: they are passed on,
    so that every laptop comes to hold the same set and says the same of it.
    """
    rows = connection.execute(
        "SELECT header FROM entry WHERE actor = ? AND seq > ? ORDER BY seq, id",
        (actor, after),
    )
    for row in rows:
        yield ledger.read_kept(bytes(row[0]))


def payload_lines(connection: Connection, digests: Iterable[str]) -> Iterator[bytes]:
    """Yields the payload lines that are here, in the order of the digests."""
    for digest in digests:
        row = connection.execute("SELECT line FROM payload WHERE pay = ?", (digest,)).fetchone()
        if row is not None:
            yield bytes(row[0])


def history(connection: Connection, rec: str) -> list[Held]:
    """Returns every revision of a record, by claimed time and id (for reading, never for deciding)."""
    sql = (
        "SELECT e.header, p.line, e.state, e.bundle FROM entry e LEFT JOIN payload p ON p.pay = e.pay"
        " WHERE e.rec = ? ORDER BY e.at, e.id"
    )
    return [
        Held(
            ledger.read_kept(bytes(header)),
            None if line is None else _payload(bytes(line), state),
            state,
            bundle or None,
        )
        for header, line, state, bundle in connection.execute(sql, (rec,))
    ]


def fact(connection: Connection, key: str, otherwise: Any = None) -> Any:
    """Returns a fact about the store (JSON)."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return otherwise if row is None else json.loads(row[0])


def _payload(line: bytes, state: str) -> Payload:
    return ledger.read_sealed_payload(line) if state == "newer" else ledger.read_payload(line)
