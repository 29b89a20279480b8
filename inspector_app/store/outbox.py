"""What is sent, read piece by piece on a connection that any thread may hold: never a whole store at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.crypto import ledger
from inspector_app.store import engine
from inspector_app.store.engine import Connection

_SENT = "actor = ? AND seq > ? AND seq <= ?"
"""Forks, what waits and what is set aside go along too, so that every laptop comes to hold the same set."""
_NEXT_DEVICE = "SELECT min(actor) FROM entry WHERE actor > ?"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of one device's log: the places after one and up to another, both in one piece."""

    actor: str
    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Weight:
    """What one entry brings into a bundle: its place, its record, bytes of its header and of its payload."""

    seq: int
    rec: str
    header: int
    payload: int


@dataclass(frozen=True, slots=True)
class Held:
    """An attachment that is here: the SHA-256 of its bytes, and how many they are."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """What one store has to send.

    Attributes:
        connection: for reading; inside one transaction, so that all of it is of one moment.
        folder: the store's folder, for messages.
    """

    connection: Connection
    folder: Path

    def _rows(self, sql: str, values: Sequence[object]) -> Iterator[Any]:
        with engine.faults(self.folder):
            yield from self.connection.execute(sql, values)

    def _proved(self, name: str, line: bytes) -> bytes:
        """Returns a line with its line feed, if it is what was written: a damaged page may come as zeros."""
        if ledger.digest(line) != name:
            raise engine.DamagedStoreError(engine.DAMAGED, where=self.folder, advice=engine.MEND)
        return line + b"\n"

    def size(self) -> int:
        """Returns the size of the store's file, which no bundle of it can much exceed."""
        sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ((size,),) = self._rows(sql, ())
        return size

    def devices(self) -> list[str]:
        """Returns every device of which anything is here, were it only what waits or was set aside."""
        found: list[str] = []
        device = ""
        # From one to the next by the index; DISTINCT would read every entry.
        while (device := next(self._rows(_NEXT_DEVICE, (device,)))[0]) is not None:
            found.append(device)
        return found

    def revisions(self, runs: Iterable[Run]) -> int:
        """Returns how many entries there are in pieces of logs."""
        return sum(
            count
            for run in runs
            for (count,) in self._rows(
                f"SELECT count(*) FROM entry WHERE {_SENT}",  # noqa: S608 - a constant
                (run.actor, run.after, run.upto),
            )
        )

    def kinds(self, runs: Iterable[Run]) -> set[str]:
        """Returns the kinds of record that pieces of logs change."""
        return {
            kind
            for run in runs
            for (kind,) in self._rows(
                f"SELECT DISTINCT kind FROM entry WHERE {_SENT}",  # noqa: S608 - a constant
                (run.actor, run.after, run.upto),
            )
        }

    def weights(self, run: Run) -> Iterator[Weight]:
        """Yields what each entry of a piece of a log brings into a bundle, in the order of the log."""
        sql = (
            "SELECT e.seq, e.rec, length(e.header) + 1, coalesce(length(p.line) + 1, 0)"  # noqa: S608 - a constant
            f" FROM entry e LEFT JOIN payload p ON p.pay = e.pay WHERE {_SENT} ORDER BY e.seq, e.id"
        )
        for row in self._rows(sql, (run.actor, run.after, run.upto)):
            yield Weight(*row)

    def log(self, run: Run) -> Iterator[bytes]:
        """Yields the lines of a piece of a log, forks included, in the order of the log.

        Raises:
            DamagedStoreError: a line is not what was written.
        """
        sql = f"SELECT id, header FROM entry WHERE {_SENT} ORDER BY seq, id"  # noqa: S608 - a constant
        for name, header in self._rows(sql, (run.actor, run.after, run.upto)):
            yield self._proved(name, bytes(header))

    def span(self, run: Run) -> tuple[int, int] | None:
        """Returns the lowest and highest place in a piece of a log; None where it has no entry."""
        sql = f"SELECT min(seq), max(seq) FROM entry WHERE {_SENT}"  # noqa: S608 - a constant
        ((first, last),) = self._rows(sql, (run.actor, run.after, run.upto))
        return None if first is None else (first, last)

    def records(self, runs: Iterable[Run]) -> list[str]:
        """Returns the records of which some payload is named in pieces of logs and is here; sorted."""
        sql = (
            "SELECT DISTINCT rec FROM entry e"  # noqa: S608 - a constant
            f" WHERE {_SENT} AND EXISTS (SELECT 1 FROM payload p WHERE p.pay = e.pay)"
        )
        found = {rec for run in runs for (rec,) in self._rows(sql, (run.actor, run.after, run.upto))}
        return sorted(found)

    def payload(self, rec: str, runs: Iterable[Run]) -> Iterator[bytes]:
        """Yields the payload lines of one record that entries in pieces of logs name, sorted by digest.

        Raises:
            DamagedStoreError: a line is not what was written.
        """
        within = {run.actor: run for run in runs}
        sql = "SELECT actor, seq, pay FROM entry WHERE rec = ?"
        named = {
            pay
            for actor, seq, pay in self._rows(sql, (rec,))
            if (run := within.get(actor)) is not None and run.after < seq <= run.upto
        }
        for pay in sorted(named):
            for (line,) in self._rows("SELECT line FROM payload WHERE pay = ?", (pay,)):
                yield self._proved(pay, bytes(line))

    def attachments(self, runs: Iterable[Run]) -> list[Held]:
        """Returns the attachments that entries in pieces of logs name, where they are here; sorted."""
        sql = (
            "SELECT DISTINCT b.hash, b.size FROM entry e JOIN payload p ON p.pay = e.pay,"  # noqa: S608 - a constant
            " json_each(CAST(p.line AS TEXT), '$.blobs') named JOIN blob b ON b.hash = named.value"
            f" WHERE {_SENT} AND e.kind = 'attachment'"
        )
        found = {
            name: size for run in runs for name, size in self._rows(sql, (run.actor, run.after, run.upto))
        }
        return [Held(name, found[name]) for name in sorted(found)]

    def blob(self, name: str) -> Iterator[bytes]:
        """Yields an attachment's bytes, part by part."""
        number = 0
        while True:
            rows = self._rows("SELECT bytes FROM blob_part WHERE hash = ? AND part = ?", (name, number))
            row = next(rows, None)
            if row is None:
                return
            yield bytes(row[0])
            number += 1
