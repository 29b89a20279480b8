"""No word of evidence and no key ever stands in clear text in any file."""

from __future__ import annotations

import base64
import json
import subprocess

import pytest

from inspector_app.store import blobs, copying, drafts, engine, folder, identities, open_store, schema
from inspector_app.store.drafts import Draft

MARK = "PERSIMMON-LIGHTHOUSE-0451"


def every_file(place):
    return {path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def assert_nowhere(place, key):
    """No file below a folder holds the mark, in any usual coding, or the key."""
    coded = [
        MARK.encode(), MARK.lower().encode(), MARK.encode("utf-16-le"), MARK.encode("utf-16-be"),
        MARK.encode().hex().encode(), base64.b64encode(MARK.encode()).rstrip(b"="),
        key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key),
    ]  # fmt: skip
    files = every_file(place)
    assert files
    for path, data in files.items():
        for code in coded:
            assert code not in data, f"{path.name} holds {code!r}"
    return {path.name for path in files}


def fill(store, save):
    """Writes the mark into every column of every table that can hold it, as well as by every door."""
    save(store, f"text {MARK}", note=MARK)
    drafts.keep(store, Draft("editor", "rec", "evidence", {"text": MARK}, ("text", 3), "now"))
    identities.keep(store, "rec", {"name": MARK})
    blobs.add(store, [MARK.encode() * 1000], "now")
    store.set_fact("fact", MARK)
    with store.changing() as connection:
        for name, (columns, _) in schema.TABLES.items():
            values = [
                9_999_999
                if kind is int
                else f"{MARK} {column}".encode()
                if kind is bytes
                else f"{MARK} {column}"
                for column, kind in columns.items()
            ]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {name} VALUES ({marks})", values)  # noqa: S608 - names of tables


def clean(store):
    """Takes away the rows that no door would have written, so that the store can be read again."""
    with store.changing() as connection:
        for name, (columns, _) in schema.TABLES.items():
            column = next(column for column, kind in columns.items() if kind is str)
            sql = f"DELETE FROM {name} WHERE {column} = ?"  # noqa: S608 - names of tables
            connection.execute(sql, (f"{MARK} {column}",))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where SQLite would put temporary files, were it to write any."""
    place = tmp_path / "temporary"
    place.mkdir()
    for name in ("SQLITE_TMPDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(place))
    return place


def test_every_table_takes_the_mark(store, save):
    fill(store, save)
    for name, (columns, _) in schema.TABLES.items():
        for column, kind in columns.items():
            if kind is not int:
                sql = f"SELECT count(*) FROM {name} WHERE instr({column}, ?)"  # noqa: S608 - names of tables
                mark = MARK.encode() if kind is bytes else MARK
                assert store.connection.execute(sql, (mark,)).fetchone()[0] >= 1, (name, column)


@pytest.mark.usefixtures("temporary")
def test_nothing_stands_in_clear_while_the_store_is_open_or_after(store, save, key, place, tmp_path):
    fill(store, save)
    assert (place / "evidence.db-wal").stat().st_size > 0
    assert_nowhere(place, key)
    clean(store)
    store.rebuild()
    assert [hit.kind for hit in store.search(MARK)] == ["evidence"]
    store.connection.execute("SELECT line FROM payload ORDER BY line DESC").fetchall()
    assert "evidence.db-wal" in assert_nowhere(place, key)
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert_nowhere(place, key)
    copying.copy_to(store, tmp_path / "copy")
    store.close()
    assert assert_nowhere(place, key) == {"evidence.db", "keys.json", "lock", "head"}
    assert assert_nowhere(tmp_path / "copy", key) == {"evidence.db", "keys.json"}
    assert list((tmp_path / "temporary").iterdir()) == []
    with open_store(tmp_path / "copy", key) as copy:
        assert [hit.kind for hit in copy.search(MARK)] == ["evidence"]


def test_nothing_stands_in_clear_after_a_crash(program, place, store, key):
    """A process that ends without closing leaves its log behind."""
    store.close()
    command = program(
        "store = open_store(place, key); save(store, sys.argv[2]); told('saved'); os._exit(1)", place, MARK
    )
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == "saved\n"
    assert (place / "evidence.db-wal").stat().st_size > 0
    assert_nowhere(place, key)
    with open_store(place, key) as again:
        assert len(again.search(MARK)) == 1


def test_a_word_that_was_replaced_or_deleted_leaves_the_search_index(store, save):
    save(store, f"a visit {MARK}")
    assert len(store.search(MARK)) == 1
    save(store, "a visit")
    assert store.search(MARK) == []
    blocks = store.connection.execute("SELECT block FROM passage_data").fetchall()
    assert all(b"persimmon" not in bytes(block[0]) for block in blocks)


def test_no_statement_that_can_be_traced_holds_the_key(closed, key, monkeypatch):
    seen = []
    real = engine._dbapi.connect

    def traced(*arguments, **named):
        connection = real(*arguments, **named)
        connection.set_trace_callback(seen.append)
        return connection

    monkeypatch.setattr(engine._dbapi, "connect", traced)
    open_store(closed, key).close()
    assert seen
    assert not any(key.hex() in statement.lower() for statement in seen)


def test_the_key_file_tells_nothing_of_the_evidence(closed):
    told = json.loads((closed / folder.KEYS).read_bytes())
    assert set(told) == {"format", "store_id", "wraps"}


def test_extensions_cannot_be_loaded(store):
    with pytest.raises(Exception, match="not authorized"):
        store.connection.execute("SELECT load_extension('anything')")
