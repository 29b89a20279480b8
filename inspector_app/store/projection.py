"""The current row of every record, and its words in the search index: derived, rebuildable, never trusted.

`current` holds what `domain.register.settle` says of a record's accepted revisions. A test rebuilds all
of it from the ledger and compares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, cast

from inspector_app.crypto import ledger
from inspector_app.domain.kinds import searched_text
from inspector_app.domain.register import Node, settle
from inspector_app.domain.revision import DELETED, Candidate, Entry, Payload, Record
from inspector_app.store.engine import MEND, Connection
from inspector_app.store.errors import DamagedStoreError

_COLUMNS = "rec, kind, fields, heads, conflicts, deleted, revisions, author, at"


_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
"""Made once: this runs at every save."""


def _plain(value: Any) -> str:
    return _PLAIN.encode(value)


def from_row(row: Sequence[Any]) -> Record:
    """Returns the record that a row of `current` (in the order of `_COLUMNS`) holds."""
    rec, kind, fields, heads, conflicts, deleted, revisions, author, at = row
    if "\0" in f"{rec}{kind}{author}{at}":  # a page that failed its MAC comes as zero bytes
        raise DamagedStoreError("A row of a record is damaged", where=rec, advice=MEND)
    told = cast("dict[str, list[dict[str, Any]]]", json.loads(conflicts)) if conflicts != "{}" else {}
    return Record(
        id=rec,
        kind=kind,
        fields=json.loads(fields),
        heads=tuple(json.loads(heads)),
        conflicts={name: tuple(Candidate(**found) for found in values) for name, values in told.items()},
        deleted=bool(deleted),
        revisions=revisions,
        author=author,
        at=at,
    )


def read(connection: Connection, rec: str) -> Record | None:
    """Returns one record as it stands, deleted ones too."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM current WHERE rec = ?", (rec,)).fetchone()  # noqa: S608 - column names are constants
    return None if row is None else from_row(row)


def rows(connection: Connection) -> Iterable[Sequence[Any]]:
    """Returns the row of every record as it stands, for `from_row`; the first column is the record's id."""
    return connection.execute(f"SELECT {_COLUMNS} FROM current")  # noqa: S608 - column names are constants


def read_kind(connection: Connection, kind: str | None, *, deleted: bool = False) -> list[Record]:
    """Returns the records of a kind (of all kinds for None), by kind and id."""
    sql = (
        f"SELECT {_COLUMNS} FROM current WHERE (?1 IS NULL OR kind = ?1) AND deleted <= ?2 ORDER BY kind, rec"  # noqa: S608 - column names are constants
    )
    return [from_row(row) for row in connection.execute(sql, (kind, int(deleted)))]


def read_conflicts(connection: Connection) -> list[Record]:
    """Returns every record in which at least one field has several values."""
    sql = f"SELECT {_COLUMNS} FROM current WHERE conflicts <> '{{}}' ORDER BY +kind, rec"  # noqa: S608 - column names are constants
    return [from_row(row) for row in connection.execute(sql)]


def counts(connection: Connection) -> dict[str, int]:
    """Returns how many records of each kind there are, deleted ones left out, by kind.

    Both counts are read from indexes; with `deleted = 0` as a condition every record would be read.
    """
    hidden = dict(connection.execute("SELECT kind, count(*) FROM current WHERE deleted = 1 GROUP BY kind"))
    rows = connection.execute("SELECT kind, count(*) FROM current GROUP BY kind ORDER BY kind")
    return {kind: number - hidden.get(kind, 0) for kind, number in rows if number > hidden.get(kind, 0)}


_UNINDEXED = "INSERT OR IGNORE INTO unindexed(number, before) VALUES (?, ?)"


def write(connection: Connection, record: Record, *, new: bool = False) -> int:
    """Puts a record's row in place of what was there; returns how many characters are to be indexed.

    Args:
        connection: inside a transaction.
        record: the record as it now stands.
        new: the caller has seen that there is no row yet.
    """
    conflicts = {name: [asdict(found) for found in values] for name, values in record.conflicts.items()}
    text = "" if record.deleted else searched_text(record.kind, _readable(record))
    row = (
        record.kind,
        _plain(dict(record.fields)),
        _plain(list(record.heads)),
        _plain(conflicts),
        int(record.deleted),
        record.revisions,
        record.author,
        record.at,
        text,
    )
    sql = "SELECT number, text FROM current WHERE rec = ?"
    old = None if new else connection.execute(sql, (record.id,)).fetchone()
    if old is None:
        number = connection.execute(
            "INSERT INTO current(kind, fields, heads, conflicts, deleted, revisions, author, at, text, rec)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            (*row, record.id),
        ).lastrowid
        connection.execute(_UNINDEXED, (number, None))
        return len(text)
    connection.execute(
        "UPDATE current SET kind=?, fields=?, heads=?, conflicts=?, deleted=?, revisions=?, author=?, at=?,"
        " text=? WHERE rec=?",
        (*row, record.id),
    )
    if old[1] == text:
        return 0
    connection.execute(_UNINDEXED, old)
    return len(text)


def _readable(record: Record) -> dict[str, object]:
    """Returns the fields with every value of a conflict, so that search finds each of them."""
    found: dict[str, object] = dict(record.fields)
    for name, values in record.conflicts.items():
        found[name] = "\n".join(str(value.value) for value in values if value.value is not None)
    return found


def after(record: Record | None, entry: Entry, payload: Payload) -> Record:
    """Returns the record after a revision that has all of its heads as parents (the store's own writes).

    Such a revision follows everything, so each field it sets has one value, and no graph need be walked.
    """
    fields = dict(record.fields) if record else {}
    conflicts = dict(record.conflicts) if record else {}
    for name, value in payload.fields.items():
        conflicts.pop(name, None)
        fields[name] = value
    return Record(
        id=entry.header.rec,
        kind=min(record.kind, entry.header.kind) if record else entry.header.kind,
        fields=dict(sorted(fields.items())),
        heads=(entry.id,),
        conflicts=conflicts,
        deleted=fields.get(DELETED) is True,
        revisions=(record.revisions if record else 0) + 1,
        author=entry.header.author,
        at=entry.header.at,
    )


def nodes(connection: Connection, rec: str) -> list[Node]:
    """Returns the accepted revisions of a record with what each sets."""
    sql = (
        "SELECT e.id, e.kind, e.parents, e.author, e.actor, e.at, p.line FROM entry e"
        " LEFT JOIN payload p ON p.pay = e.pay WHERE e.rec = ? AND e.state = 'ok'"
    )
    return [
        Node(
            id=entry,
            kind=kind,
            parents=tuple(parents.split()),
            fields={} if line is None else ledger.read_payload(bytes(line)).fields,
            author=author,
            actor=actor,
            at=at,
        )
        for entry, kind, parents, author, actor, at, line in connection.execute(sql, (rec,))
    ]


def refresh(connection: Connection, records: Iterable[str]) -> int:
    """Settles the named records again from the ledger; returns how many characters are to be indexed."""
    characters = 0
    for rec in sorted(set(records)):
        record = settle(rec, nodes(connection, rec))
        if record is not None:
            characters += write(connection, record)
    return characters


def rebuild(connection: Connection) -> int:
    """Drops every derived row and derives it again; returns how many records there are."""
    connection.execute("DELETE FROM current")
    # In the order in which they came here, because search shows the latest of many first.
    sql = "SELECT rec FROM entry WHERE state = 'ok' GROUP BY rec ORDER BY min(rowid)"
    found = [row[0] for row in connection.execute(sql).fetchall()]
    for rec in found:
        refresh(connection, [rec])
    connection.execute("INSERT INTO passage(passage) VALUES ('rebuild')")
    connection.execute("DELETE FROM unindexed")
    return len(found)
