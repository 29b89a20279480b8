"""Every check of a store: quick at every start, and in full by command and each week.

The page MACs of the cipher catch flipped bytes. They do not catch an old page put back, a write-ahead log
cut or deleted, or pages missing at the end: the hash chains do. The look at the start compares counts
besides, so it sees an old page with fewer rows or revisions than are counted elsewhere. It does not see one
with as many: an attachment's bytes, an inner page of a long payload, or what no chain binds (typed words,
facts about the store). The full check sees all of these but the last.

Every part has a connection of its own and sees one state of the store, so that a page that cannot be read
spoils neither the other parts nor the connection that saves. All of it may run beside the store's thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from inspector_app.store import engine, proofs, schema
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError
from inspector_app.store.losses import Survey
from inspector_app.store.proofs import Problem
from inspector_app.store.store import Store
from inspector_app.store.wreck import Wreck

Part = Callable[[Connection], Iterable[Problem]]
"""One part of a check; it gets a connection with a transaction for reading."""
_GARBAGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What rows of another page do to code that was written for those of this one."""
_ROOM_KIB = 1 << 16
_OF_RECORDS = {"entry", "payload", "blob", "blob_part", "current", "identity"}
_PAGE = re.compile(r"page (\d+)")
_INDEXES = (
    "SELECT tbl_name, name FROM sqlite_master"
    " WHERE type = 'index' AND coalesce(sql, '') NOT LIKE '% WHERE %' ORDER BY tbl_name, name"
)
_GAPS = (
    "SELECT count(*) FROM (SELECT 1 FROM entry WHERE state = 'ok'"
    " GROUP BY actor HAVING count(DISTINCT seq) <> max(seq))"
)
_UNPAID = (
    "SELECT count(*) FROM entry e LEFT JOIN payload p ON p.pay = e.pay"
    " LEFT JOIN erased x ON x.pay = e.pay WHERE p.pay IS NULL AND x.pay IS NULL AND e.bundle = ''"
)
_SHOWN = (
    "SELECT (SELECT count(*) FROM entry WHERE state = 'ok')"
    " - (SELECT coalesce(sum(revisions), 0) FROM current)"
)
_COUNTS = (
    ("A log has a gap or was cut", _GAPS),
    ("A payload that was written here is gone", _UNPAID),
    ("Revisions are in the log that are not shown, or shown that are not in the log", _SHOWN),
)
"""Each finds a number that is 0 in a sound store."""


def check(store: Store, also: Sequence[Part] = ()) -> Iterator[Problem]:
    """Yields everything that is wrong with a store; changes nothing that it says.

    Args:
        store: the open store.
        also: further parts, which know of things that the store does not.

    Raises:
        StoreClosedError: the store was closed meanwhile.
    """
    told: set[str] = set()
    parts = (
        _tables,
        proofs.entries, proofs.payloads, proofs.attachments,
        partial(proofs.projections, but=told),
        proofs.words, *also,
    )  # fmt: skip
    for problem in _found(store, parts, touched=True):
        told.update(problem.records)
        yield problem


def look(store: Store) -> Iterator[Problem]:
    """Yields what is wrong with the pages, tables and counts: the quick part of `check`, fit for every start.

    Raises:
        StoreClosedError: the store was closed meanwhile.
    """
    yield from _found(store, (_quick,), touched=False)


def _found(store: Store, parts: Sequence[Part], *, touched: bool) -> Iterator[Problem]:
    pages = _changed_pages(store)
    unreadable = bool(pages)
    if pages:
        yield Problem(f"Pages of the file were changed: {', '.join(map(str, pages))}", "file")
    for part in parts:
        try:
            with store.beside.reading() as connection, engine.faults(store.folder):
                connection.execute("BEGIN")
                yield from part(connection)
        except DamagedStoreError:
            unreadable = True
        except _GARBAGE:
            yield Problem("Rows of a table hold what was never written there", "file")
            unreadable = True
    if unreadable and not pages:
        yield Problem("A part of the file cannot be read", "file")
    if unreadable and touched:
        yield from _touched(store)


def _changed_pages(store: Store) -> list[int]:
    """Returns the pages whose MAC does not hold.

    The cipher looks at the file alone. A power cut while the log was copied back may have torn a page there
    that the log holds whole, and one that is being copied back right now may be read half. So the log is
    copied back first, and only what is wrong twice is.
    """
    found: set[int] = set()
    for turn in range(2):
        store.beside.copy_back()
        with store.beside.reading() as connection, engine.faults(store.folder):
            told = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        pages = {int(match[1]) for (line,) in told if (match := _PAGE.search(str(line)))}
        found = pages if turn == 0 else found & pages
        if not found:
            break
    return sorted(found)


def _touched(store: Store) -> Iterator[Problem]:
    """Reads all rows one by one, so that it can say of which records something cannot be read."""
    survey = Survey()
    try:
        with Wreck(store.beside.reading) as wreck:
            for table in schema.TABLES:
                for row in wreck.rows(table):
                    survey.take(row)
            lost, unknown = survey.records(wreck)
            hidden = survey.not_shown(wreck) - {one.record for one in lost}
    except DamagedStoreError:
        yield Problem("Nothing can be said of single records", "file")
        return
    if lost:
        yield Problem(
            "What was written in a record cannot be read whole", "log", tuple(r.record for r in lost)
        )
    if hidden:
        yield Problem("What is shown of a record cannot be read, but its log can", "current", tuple(hidden))
    if unknown:
        yield Problem(f"{unknown} revisions cannot be read, and nothing tells of which records", "log")
    others = sorted(survey.spoiled - _OF_RECORDS)
    if others:
        yield Problem("Rows that belong to no record cannot be read", ", ".join(others))
    if not (lost or hidden or unknown or others):
        yield Problem("Every row can be read all the same: an index or a free page is damaged", "file")


def _quick(connection: Connection) -> Iterator[Problem]:
    """Walks all tables, then counts, with room for the pages, so that each is read and deciphered once."""
    connection.execute(f"PRAGMA cache_size = -{_ROOM_KIB}")
    yield from _tables(connection, "PRAGMA quick_check(20)")
    yield from _counts(connection)


def _tables(connection: Connection, sql: str = "PRAGMA integrity_check(20)") -> Iterator[Problem]:
    for (told,) in connection.execute(sql).fetchall():
        if told != "ok":
            first, *more = [line for line in str(told).splitlines() if not line.startswith("***")] or [""]
            others = f", and {len(more)} more" if more else ""
            yield Problem(f"The tables do not hold together: {first}{others}", "file")


def _counts(connection: Connection) -> Iterator[Problem]:
    """Compares counts that must agree, so that an old page in the place of a newer one shows."""
    for table, name in connection.execute(_INDEXES).fetchall():
        by_index, by_table = (
            connection.execute(f'SELECT count(*) FROM "{table}" {way}').fetchone()[0]  # noqa: S608 - names of our tables
            for way in (f'INDEXED BY "{name}"', "NOT INDEXED")
        )
        if by_index != by_table:
            yield Problem("A table and its index do not hold as many rows", table)
    for what, sql in _COUNTS:
        if connection.execute(sql).fetchone()[0]:
            yield Problem(what, "counts")
