"""One inspector's encrypted store: the only door to the tables.

Thread contract: a `Store` belongs to the thread that opened it. Every method that changes something is one
durable transaction: when it returns, the change survives a power cut; when it raises, nothing changed.
`beside` alone may be used by another thread: it opens connections for reading only, on which copies and
checks are made while this thread goes on saving. A fault may spend the connection that writes; the next call
opens another, under the same lock and on the same thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from inspector_app.crypto import ledger
from inspector_app.domain.kinds import schema_of
from inspector_app.domain.revision import (
    MAX_PARENTS,
    RESTORES,
    WITHDRAWS,
    Entry,
    Header,
    Record,
    Write,
)
from inspector_app.store import (
    engine,
    entries,
    folder,
    head,
    news,
    places,
    projection,
    schema,
    search,
    upgrading,
)  # fmt: skip
from inspector_app.store.arrival import Arrival
from inspector_app.store.beside import Beside
from inspector_app.store.entries import Held, Ledger
from inspector_app.store.errors import (
    DamagedStoreError,
    NewerRecordError,
    StoreWriteError,
    UnknownRecordError,
)
from inspector_app.store.head import Head, HeadFile
from inspector_app.store.latchkey import Latchkey
from inspector_app.store.schema import Step
from inspector_app.store.search import Hit

_WORDS = frozenset((WITHDRAWS, RESTORES))
_MUCH = 400_000
"""Characters that are indexed at once, together with a save; a hundredth of a second or two."""
_INDEXING = 1_000
"""Characters that indexing one text costs besides its own."""
_ROWS = _MUCH // _INDEXING
"""Texts that a save indexes at most; a merge may have left many thousands."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes into a store, and on which device.

    Attributes:
        actor: the device, a UUIDv4.
        principal: the person, as on the roster.
        app: version of the app.
    """

    actor: str
    principal: str
    app: str


class Store:
    """An open store. Make one with `create` or `open_store`; close it, or use it in a `with` block."""

    def __init__(self, where: Path, connection: engine.Connection, latchkey: Latchkey) -> None:
        self.folder = where
        self.beside = Beside(latchkey)
        self._latchkey = latchkey
        self._connection = connection
        self._spent = False
        self._inside = False
        self._to_index = 0
        self._head = HeadFile(where)
        self._end: Head | None = None
        self._durable: Head | None = None

    @property
    def connection(self) -> engine.Connection:
        """The one connection that writes; another in its place where a fault has spent it.

        Raises:
            DamagedStoreError, StoreLockedError, StoreWriteError: no other can be opened now.
        """
        if self._spent and not self._inside:
            self._connect_again()
        return self._connection

    @property
    def ledger(self) -> Ledger:
        """Look-ups in the ledger."""
        return Ledger(self.connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file and gives the lock back; twice is once. A copy under way is stopped."""
        self.beside.close()
        self._connection.close()
        self._head.close()
        self._latchkey.close()

    @contextmanager
    def faults(self) -> Generator[None]:
        """Turns the errors of SQLCipher inside the block; what follows them uses another connection."""
        with engine.faults(self.folder):
            try:
                yield
            except Exception as error:
                self._spent = self._spent or engine.is_spent(error)
                raise

    @contextmanager
    def changing(self) -> Generator[engine.Connection]:
        """Runs the block as one durable transaction (a block inside a block joins it)."""
        if self._inside:
            yield self._connection
            return
        try:
            with self.faults():
                connection = self._begin()
                self._inside = True
                with engine.begun(connection):
                    yield connection
            if self._end is not None:
                self._durable = self._end
                self._head.note(self._end)
        finally:
            self._inside, self._end = False, None
        if self._to_index >= _MUCH:
            self._index_much()

    def _begin(self) -> engine.Connection:
        """Begins to write: where a page that was read before spent the connection, this is where it shows."""
        try:
            self.connection.execute(engine.BEGIN)
        except engine.DatabaseError as error:
            if not engine.is_spent(error):
                raise
            self._connect_again()
            self._connection.execute(engine.BEGIN)
        return self._connection

    def _connect_again(self) -> None:
        self._connection = self._latchkey.open_again(self._connection, self._durable)
        self._spent = False

    # --- writing -------------------------------------------------------------------------------------

    def append(
        self, author: Author, at: str, writes: Sequence[Write], *, seals: str | None = None
    ) -> tuple[Entry, ...]:
        """Adds one revision for each write, following all present heads of its record.

        Args:
            author: who writes, on which device.
            at: claimed time, UTC.
            writes: what to set; two writes to one record follow each other.
            seals: the draft's editor, when these writes seal a draft; its row goes in the same transaction.

        Raises:
            StoreWriteError: nothing was saved.
            NewerRecordError: a newer version of the app wrote the record; nothing was saved.
            MalformedEntryError: a value is too long.
            NotCanonicalError: a value is not plain JSON.
        """
        sealed = [(write, ledger.seal_payload(write.fields, write.blobs)) for write in writes]
        added: list[Entry] = []
        with self.changing() as connection:
            seq, prev = entries.last(connection, author.actor)
            for write, payload in sealed:
                before = projection.read(connection, write.rec)
                if before is not None:
                    _refuse_newer(connection, before)
                seq += 1
                entry = ledger.seal_entry(
                    Header(
                        actor=author.actor, seq=seq, prev=prev, rec=write.rec, kind=write.kind,
                        schema=schema_of(write.kind), parents=before.heads[:MAX_PARENTS] if before else (),
                        pay=payload.digest, author=author.principal, at=at, app=author.app,
                    )
                )  # fmt: skip
                entries.insert(connection, entry)
                entries.insert_payloads(connection, (payload,))
                if not _WORDS.isdisjoint(write.fields) or (
                    before is not None and (len(before.heads) > MAX_PARENTS or before.deleted)
                ):
                    # It could not follow all of them, what it withdraws had replaced something, or it brings
                    # back what nobody counted any more.
                    length = projection.refresh(connection, {write.rec})
                else:
                    after = projection.after(before, entry, payload)
                    length = projection.write(connection, after, new=before is None)
                self._to_index += length + _INDEXING
                prev = entry.id
                added.append(entry)
                self._end = Head(author.actor, seq, entry.id)
            if seals is not None:
                connection.execute("DELETE FROM draft WHERE editor = ?", (seals,))
        return tuple(added)

    def integrate(self, arrival: Arrival) -> None:
        """Adds what a merge decided and settles every record it touches, in one transaction."""
        with self.changing() as connection:
            entries.insert_payloads(connection, arrival.payloads)
            entries.insert_all(connection, arrival.accepted, "ok", arrival.bundle)
            entries.insert_all(connection, arrival.waiting, "waiting", arrival.bundle)
            entries.insert_all(connection, arrival.quarantined, "quarantined", arrival.bundle)
            entries.insert_all(connection, arrival.newer, "newer", arrival.bundle)
            for entry in arrival.released:
                entries.set_state(connection, entry.id, "ok")
            for waiting, missing in arrival.parked:
                entries.set_state(connection, waiting, "waiting", waits_for=missing)
            for entry, reason in arrival.condemned:
                entries.set_state(connection, entry.id, "quarantined", reason=reason)
            brought = {payload.digest: payload for payload in arrival.payloads}
            missed = entries.lacks_payloads(connection)
            for entry in arrival.entries():
                if entry.header.pay not in brought:
                    entries.note_undelivered(connection, entry)
            late: set[str] = set()
            for digest in sorted(brought) if missed else ():  # they may come after their entry
                late |= entries.take_delivered(connection, digest)
            # Its words are not counted for the next save, which would then index a whole merge: see `index`.
            projection.take_in(connection, (*arrival.accepted, *arrival.released), brought, late)

    def _index_much(self) -> None:
        """Indexes what was saved, afterwards: a damaged index keeps nothing from being saved."""
        self._to_index = 0
        with suppress(DamagedStoreError, StoreWriteError), self.changing() as connection:
            search.index(connection, _ROWS)

    def index(self, most: int) -> bool:
        """Indexes some of the words that the search index does not hold yet; says whether more are left.

        A merge leaves its words to this, so that a person who waits for it does not wait for the index.

        Args:
            most: how many texts at most; one costs about a third of a millisecond.

        Raises:
            StoreWriteError: nothing was indexed; a search finds everything all the same.
        """
        with self.changing() as connection:
            search.index(connection, most)
        return search.unindexed(self.connection) > 0

    def rebuild(self) -> int:
        """Derives every projection again from the ledger; returns how many records there are."""
        with self.changing() as connection:
            return projection.rebuild(connection)

    def lacking(self, seen: Head | None = None) -> int:
        """Returns how many entries of this device were durable once and are gone; 0 where none are.

        The file is then an older one of itself: its log was cut off or deleted, or a copy was put back.

        Args:
            seen: where the log ended, as noted outside the store's folder; None where nothing was.
        """
        with self.faults():
            return max(head.lacking(self.connection, one) for one in (head.read(self.folder), seen))

    def end_of(self, actor: str) -> Head | None:
        """Returns the last entry of a device's log; None where it has written nothing yet."""
        with self.faults():
            seq, entry = entries.last(self.connection, actor)
        return None if entry is None else Head(actor, seq, entry)

    def _found(self, text: str, limit: int) -> list[Hit]:
        """Indexes what was not indexed yet, then searches; on a full disk all is found, but indexed later."""
        if not search.unindexed(self.connection):
            return search.find(self.connection, text, limit)
        hits: list[Hit] | None = None
        try:
            with self.changing() as connection:
                search.index(connection)
                hits = search.find(connection, text, limit)
            self._to_index = 0
        except StoreWriteError:
            if hits is None:
                raise
        return hits

    # --- reading -------------------------------------------------------------------------------------

    def find(self, rec: str) -> Record | None:
        """Returns a record as it stands, or None."""
        with self.faults():
            return projection.read(self.connection, rec)

    def record(self, rec: str) -> Record:
        """Returns a record as it stands.

        Raises:
            UnknownRecordError: there is none with this id.
        """
        found = self.find(rec)
        if found is None:
            raise UnknownRecordError("There is no record with this id", where=rec)
        return found

    def records(self, kind: str | None = None, *, deleted: bool = False) -> list[Record]:
        """Returns the records of a kind, or of all kinds, sorted by kind and id."""
        with self.faults():
            return projection.read_kind(self.connection, kind, deleted=deleted)

    def fields(self, kind: str, *names: str, among: Collection[str] | None = None) -> list[tuple[Any, ...]]:
        """Returns the id and the agreed values of some fields (None where unset) of each record of a kind."""
        with self.faults():
            return list(projection.read_fields(self.connection, kind, names, among))

    def news(self, mark: news.Mark | None) -> news.News:
        """Returns which records changed since a mark that an earlier call gave."""
        with self.faults():
            return news.UNKNOWN if self._inside else news.since(self.connection, mark)

    def conflicted(self, among: Collection[str] | None = None) -> list[Record]:
        """Returns every record with an open conflict, or those among some records."""
        with self.faults():
            return projection.read_conflicts(self.connection, among)

    def history(self, rec: str) -> list[Held]:
        """Returns every revision of a record."""
        with self.faults():
            return entries.history(self.connection, rec)

    def counts(self) -> dict[str, int]:
        """Returns how many records of each kind there are, deleted ones left out."""
        with self.faults():
            return projection.counts(self.connection)

    def revisions(self) -> int:
        """Returns how many revisions the ledger holds."""
        with self.faults():
            return int(self.connection.execute("SELECT count(*) FROM entry").fetchone()[0])

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Returns the records that hold all the words; the last word may be unfinished.

        The best come first; where there are many, the latest do.

        Args:
            text: words as typed; nothing in them is an operator.
            limit: how many hits at most.

        Raises:
            DamagedStoreError: the words or a text that holds them cannot be read.
        """
        with self.faults():
            hits = self._found(text, limit)
        if not all("[" in hit.snippet for hit in hits):  # the text came as zero bytes, so no word is marked
            raise DamagedStoreError(engine.DAMAGED, where=self.folder, advice=engine.MEND)
        return hits

    # --- small facts ---------------------------------------------------------------------------------

    def fact(self, key: str, otherwise: Any = None) -> Any:
        """Returns a fact about this store (JSON), for example its device."""
        with self.faults():
            return entries.fact(self.connection, key, otherwise)

    def set_fact(self, key: str, value: Any) -> None:
        """Keeps a fact about this store (JSON)."""
        with self.changing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))


def _refuse_newer(connection: engine.Connection, record: Record) -> None:
    if schema := entries.newest_schema(connection, record.heads):
        raise NewerRecordError(
            f"A newer version of the app wrote this record ({schema}); it can be read but not changed here",
            where=record.id,
            advice="Install the newer version to change it.",
        )


def create(
    where: Path,
    key: bytes,
    write_keys: Callable[[], None],
    steps: Sequence[Step] = schema.STEPS,
    *,
    allow_synced: bool = False,
) -> Store:
    """Makes a new, empty, encrypted store.

    Args:
        where: folder to make; it must be empty or not there.
        key: the data key.
        write_keys: writes the wraps beside it; called before anything is kept in the store.
        steps: from the first version of the tables to the present one.
        allow_synced: the organisation allows a network drive or a synced folder.

    Raises:
        UnsafePlaceError: it is on a network drive or synced.
        StoreExistsError: something stands there already.
        StoreWriteError: the folder cannot be written; nothing is left behind.
    """
    if not allow_synced:
        places.refuse(where)
    there = where.exists()
    folder.make(where)
    with ExitStack() as undo:  # the last one in is undone first
        undo.callback(folder.take_away, where, whole=not there)
        write_keys()
        latchkey = Latchkey(where, key, folder.lock(where))
        undo.callback(latchkey.close)
        connection = engine.connect(folder.database(where), key, create=True)
        undo.callback(connection.close)
        schema.apply(connection, where, steps)
        undo.pop_all()
    return Store(where, connection, latchkey)


def open_store(
    where: Path, key: bytes, steps: Sequence[Step] = schema.STEPS, *, allow_synced: bool = False
) -> Store:
    """Opens a store; one of an older version is brought up to the present one, on a copy.

    Args:
        where: its folder.
        key: its data key.
        steps: from the first version of the tables to the present one.
        allow_synced: the organisation allows a network drive or a synced folder.

    Raises:
        UnsafePlaceError: it is on a network drive or synced.
        NotAStoreError, DamagedStoreError, NewerStoreError, StoreLockedError, StoreWriteError: as they say.
    """
    if not allow_synced:
        places.refuse(where)
    folder.read_keys(where)
    latchkey = Latchkey(where, key, folder.lock(where))
    try:
        folder.settle_keys(where)
        connection = engine.connect(folder.database(where), key)
        try:
            _whole(connection, where)
            if schema.is_older(connection, where, steps):
                connection = upgrading.bring_up(connection, where, key, steps)
            schema.apply(connection, where, steps)
            upgrading.give_up_old(connection, where, len(steps))
        except BaseException:
            connection.close()
            raise
    except BaseException:
        latchkey.close()
        raise
    return Store(where, connection, latchkey)


def _whole(connection: engine.Connection, where: Path) -> None:
    """Refuses a file that lacks pages at its end, which the page MACs do not see."""
    with engine.faults(where):
        pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
        in_wal = folder.database(where).with_name(folder.DATABASE + "-wal")
        if in_wal.exists() and in_wal.stat().st_size:
            return
        if folder.database(where).stat().st_size < pages * engine.PAGE_BYTES:
            raise DamagedStoreError(
                "The store is cut short",
                where=where,
                advice="Restore a backup, or run: inspector-app rescue.",
            )
