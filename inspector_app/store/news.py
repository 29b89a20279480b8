"""Which records changed since somebody last read them, so that what was counted is not counted anew.

The database itself notes it, in a table that lives in memory beside the open connection: what a transaction
takes back, it takes back there too. Another connection in the place of a spent one begins without a word, and
then everything counts as changed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from inspector_app.store.engine import Connection

MANY = 20_000
"""With more changes noted than this all of them are forgotten: reading everything again costs no more."""
_TABLES = (
    "CREATE TEMP TABLE noted (number INTEGER PRIMARY KEY AUTOINCREMENT, rec TEXT NOT NULL)",
    "CREATE TEMP TABLE noting (token TEXT NOT NULL)",
    (
        "CREATE TEMP TRIGGER note_new AFTER INSERT ON main.current"
        " BEGIN INSERT INTO noted(rec) VALUES (new.rec); END"
    ),
    (
        "CREATE TEMP TRIGGER note_changed AFTER UPDATE ON main.current"
        " BEGIN INSERT INTO noted(rec) VALUES (new.rec); END"
    ),
    (
        "CREATE TEMP TRIGGER note_gone AFTER DELETE ON main.current"
        " BEGIN INSERT INTO noted(rec) VALUES (old.rec); END"
    ),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read: the change that was the last then, and whose count that is."""

    token: str
    number: int


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a mark.

    Attributes:
        mark: how far this reaches; None while a transaction is open, which may be taken back yet.
        records: the records that changed; None where it is not known, so any may have.
    """

    mark: Mark | None
    records: frozenset[str] | None


UNKNOWN = News(None, None)


def since(connection: Connection, mark: Mark | None) -> News:
    """Returns what changed since a mark; from the first call on the connection notes every change.

    Args:
        connection: the one that writes, outside a transaction.
        mark: how far the caller has read, None where it never did.
    """
    token = _token(connection)
    first, last = connection.execute(
        "SELECT coalesce(min(number), 0), coalesce(max(number), 0) FROM temp.noted"
    ).fetchone()
    if last - first > MANY:
        connection.execute("DELETE FROM temp.noted")
        token = _renewed(connection)
    if mark is None or mark.token != token:
        return News(Mark(token, last), None)
    rows = connection.execute("SELECT DISTINCT rec FROM temp.noted WHERE number > ?", (mark.number,))
    return News(Mark(token, max(mark.number, last)), frozenset(row[0] for row in rows))


def _token(connection: Connection) -> str:
    there = connection.execute("SELECT count(*) FROM sqlite_temp_master WHERE name = 'noting'").fetchone()[0]
    if not there:
        for statement in _TABLES:
            connection.execute(statement)
        return _renewed(connection)
    return str(connection.execute("SELECT token FROM temp.noting").fetchone()[0])


def _renewed(connection: Connection) -> str:
    token = secrets.token_hex(8)
    connection.execute("DELETE FROM temp.noting")
    connection.execute("INSERT INTO temp.noting VALUES (?)", (token,))
    return token
