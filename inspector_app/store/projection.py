"""The current row of every record, and its words in the search index: derived, rebuildable, never trusted.

`current` holds what `domain.register.settle` says of a record's accepted revisions. A test rebuilds all
of it from the ledger and compares.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from inspector_app.crypto import ledger
from inspector_app.domain.graph import Node
from inspector_app.domain.kinds import searched_text
from inspector_app.domain.register import settle
from inspector_app.domain.revision import DELETED, Candidate, Entry, Payload, Record
from inspector_app.store import search
from inspector_app.store.engine import MEND, Connection
from inspector_app.store.errors import DamagedStoreError
from inspector_app.store.tables import ALL_INDEXED, UNDELIVERED

_NONE: Mapping[str, Payload] = {}
_NODES = (
    "SELECT e.id, e.kind, e.parents, e.author, e.actor, e.at, e.pay, p.line FROM entry e"
    " LEFT JOIN payload p ON p.pay = e.pay WHERE e.rec = ? AND e.state = 'ok'"
)
_TOGETHER = 400
_NEXT = '","'
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


def read_fields(
    connection: Connection, kind: str, names: Sequence[str], among: Collection[str] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yields the id and some fields' agreed values of each record of a kind, by id, without deleted ones.

    A tenth of the work of reading the records: most of a record is its text, and no count needs that.

    Args:
        connection: to the store.
        kind: the kind.
        names: the fields.
        among: where given, records beyond these are left out.
    """
    wanted = "".join(", json_extract(fields, ?)" for _ in names)
    sql = f"SELECT rec{wanted} FROM current WHERE kind = ? AND deleted = 0"  # noqa: S608 - question marks
    given = (*(f'$."{name}"' for name in names), kind)
    for some in [None] if among is None else _chunks(sorted(among)):
        chosen = "" if some is None else f" AND rec IN ({','.join('?' * len(some))})"
        for row in connection.execute(f"{sql}{chosen} ORDER BY rec", (*given, *(some or ()))):
            if "\0" in row[0]:  # a page that failed its MAC comes as zero bytes
                raise DamagedStoreError("A row of a record is damaged", where=row[0], advice=MEND)
            yield row


def read_conflicts(connection: Connection, among: Collection[str] | None = None) -> list[Record]:
    """Returns every record in which at least one field has several values, or those among some records."""
    in_conflict = f"SELECT {_COLUMNS} FROM current WHERE conflicts <> '{{}}'"  # noqa: S608 - column names are constants
    if among is None:
        return [from_row(row) for row in connection.execute(f"{in_conflict} ORDER BY +kind, rec")]
    found: list[Record] = []
    for some in _chunks(sorted(among)):
        rows = connection.execute(f"{in_conflict} AND rec IN ({','.join('?' * len(some))})", some)
        found += [from_row(row) for row in rows]
    return sorted(found, key=lambda record: (record.kind, record.id))


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yields names in pieces, each of which one question may hold."""
    for start in range(0, len(names), _TOGETHER):
        yield names[start : start + _TOGETHER]


def counts(connection: Connection) -> dict[str, int]:
    """Returns how many records of each kind there are, deleted ones left out, by kind.

    Both counts are read from indexes; with `deleted = 0` as a condition every record would be read.
    """
    hidden = dict(connection.execute("SELECT kind, count(*) FROM current WHERE deleted = 1 GROUP BY kind"))
    rows = connection.execute("SELECT kind, count(*) FROM current GROUP BY kind ORDER BY kind")
    return {kind: number - hidden.get(kind, 0) for kind, number in rows if number > hidden.get(kind, 0)}


def write(connection: Connection, record: Record, *, new: bool = False) -> int:
    """Puts a record's row in place of what was there; returns how many characters are to be indexed.

    Args:
        connection: inside a transaction.
        record: the record as it now stands.
        new: the caller has seen that there is no row yet.
    """
    row = _row(record)
    text = cast("str", row[-2])
    sql = "SELECT number, text FROM current WHERE rec = ?"
    old = None if new else connection.execute(sql, (record.id,)).fetchone()
    if old is None:
        connection.execute(_ADD, (None, *row))
        return len(text)
    connection.execute(
        "UPDATE current SET kind=?, fields=?, heads=?, conflicts=?, deleted=?, revisions=?, author=?, at=?,"
        " text=? WHERE rec=?",
        row,
    )
    if old[1] == text:
        return 0
    search.note_change(connection, *old)
    return len(text)


_ADD = (
    "INSERT INTO current(number, kind, fields, heads, conflicts, deleted, revisions, author, at, text, rec)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?)"
)


def _row(record: Record) -> tuple[object, ...]:
    conflicts = {name: [asdict(found) for found in values] for name, values in record.conflicts.items()}
    return (
        record.kind,
        _plain(dict(record.fields)),
        f'["{_NEXT.join(record.heads)}"]',  # digests, in which nothing needs a backslash
        _plain(conflicts) if conflicts else "{}",
        int(record.deleted),
        record.revisions,
        record.author,
        record.at,
        "" if record.deleted else searched_text(record.kind, _readable(record)),
        record.id,
    )


def add_new(connection: Connection, records: Sequence[Record]) -> None:
    """Adds the rows of records that have none yet."""
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM current").fetchone()
    numbered = list(enumerate(records, last + 1))
    connection.executemany(_ADD, [(number, *_row(record)) for number, record in numbered])


def here(connection: Connection, records: Sequence[str]) -> set[str]:
    """Returns those of many records that have a row."""
    found: set[str] = set()
    for some in _chunks(records):
        marks = ",".join("?" * len(some))
        sql = f"SELECT rec FROM current WHERE rec IN ({marks})"  # noqa: S608 - question marks
        found.update(row[0] for row in connection.execute(sql, some))
    return found


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


def nodes(connection: Connection, rec: str, brought: Mapping[str, Payload] = _NONE) -> list[Node]:
    """Returns the accepted revisions of a record with what each sets.

    Args:
        connection: to the store.
        rec: the record.
        brought: payloads that were read a moment ago, by digest; they are not read again.

    Raises:
        NotCanonicalError, MalformedEntryError: a payload cannot be read.
    """
    return [
        Node(
            id=entry,
            kind=kind,
            parents=tuple(parents.split()),
            fields=_set(pay, line, brought),
            author=author,
            actor=actor,
            at=at,
        )
        for entry, kind, parents, author, actor, at, pay, line in connection.execute(_NODES, (rec,))
    ]


def _set(pay: str, line: bytes | None, brought: Mapping[str, Payload]) -> Mapping[str, Any]:
    if line is None:
        return {}
    known = brought.get(pay)
    return ledger.read_payload(bytes(line)).fields if known is None else known.fields


def refresh(connection: Connection, records: Iterable[str]) -> int:
    """Settles the named records again from the ledger; returns how many characters are to be indexed."""
    characters = 0
    for rec in sorted(set(records)):
        record = settle(rec, nodes(connection, rec))
        if record is not None:
            characters += write(connection, record)
    return characters


def take_in(
    connection: Connection, accepted: Iterable[Entry], brought: Mapping[str, Payload], late: Iterable[str]
) -> None:
    """Settles what a merge touched; a record that nobody here had is settled without reading it back.

    Args:
        connection: inside a transaction, the ledger's rows already added.
        accepted: entries that now hold and did not before.
        brought: payloads that came, by digest.
        late: records whose payload came after its entry.
    """
    by_record: dict[str, list[Entry]] = {}
    for entry in accepted:
        by_record.setdefault(entry.header.rec, []).append(entry)
    before = here(connection, list(by_record))
    new = {rec: found for rec, found in by_record.items() if rec not in before}
    whole = {rec for rec, found in new.items() if all(entry.header.pay in brought for entry in found)}
    settled = (settle(rec, [_node(e, brought[e.header.pay]) for e in new[rec]]) for rec in sorted(whole))
    add_new(connection, [record for record in settled if record is not None])
    for rec in sorted({*by_record, *late} - whole):
        record = settle(rec, nodes(connection, rec, brought))
        if record is not None:
            write(connection, record)


def _node(entry: Entry, payload: Payload) -> Node:
    header = entry.header
    return Node(entry.id, header.kind, header.parents, payload.fields, header.author, header.actor, header.at)


def rebuild(connection: Connection) -> int:
    """Drops every derived row and derives it again; returns how many records there are."""
    connection.execute("DELETE FROM current")
    for statement in UNDELIVERED:
        connection.execute(statement)
    # In the order in which they came here, because search shows the latest of many first.
    sql = "SELECT rec FROM entry WHERE state = 'ok' GROUP BY rec ORDER BY min(rowid)"
    found = [row[0] for row in connection.execute(sql).fetchall()]
    for rec in found:
        refresh(connection, [rec])
    connection.execute("INSERT INTO passage(passage) VALUES ('rebuild')")
    connection.execute("DELETE FROM unindexed")
    connection.execute(ALL_INDEXED)
    return len(found)
