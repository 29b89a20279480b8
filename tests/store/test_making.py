"""A new store is there whole or not at all; its tables come in one transaction."""

from __future__ import annotations

import errno
import os
from types import SimpleNamespace

import pytest

from inspector_app.errors import BugError, WorldError
from inspector_app.services import session as sessions
from inspector_app.store import copying, create, engine, folder, migrations, open_store, schema
from inspector_app.store import store as stores
from inspector_app.store.errors import StoreExistsError, StoreWriteError
from inspector_app.store.migrations import migrations as steps


class BrokenError(Exception):
    """Stands for whatever may go wrong at any line."""


def breaks(*_args, **_named):
    raise BrokenError


def tables(connection):
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {row[0] for row in found if not row[0].startswith("sqlite_")}


@pytest.fixture
def blank(tmp_path, key):
    connection = engine.connect(tmp_path / "blank.db", key, create=True)
    yield connection
    connection.close()


def test_a_new_store_is_empty_encrypted_and_for_this_person_alone(store, place):
    assert (store.revisions(), store.records(), store.counts()) == (0, [], {})
    assert not (place / folder.DATABASE).read_bytes().startswith(engine.PLAINTEXT_MARK)
    assert os.name == "nt" or place.stat().st_mode & 0o077 == 0


def test_nothing_is_made_over_something(tmp_path, make):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("words")
    (tmp_path / "file").write_text("words")
    for name in ("full", "file"):
        with pytest.raises(StoreExistsError, match="something here already"):
            make(tmp_path / name)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
    assert (tmp_path / "file").read_text() == "words"


def test_a_store_is_never_made_over_a_store(store, place, make, key, save):
    save(store, "words")
    store.close()
    with pytest.raises(StoreExistsError):
        make(place)
    with open_store(place, key) as again:
        assert again.revisions() == 1


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("fault", ["keys", "lock", "connect", "schema", "step"])
def test_a_store_that_fails_on_the_way_leaves_nothing_behind(place, make, monkeypatch, there, fault):
    if there:
        place.mkdir()
    broken = {
        "lock": (folder, "lock"),
        "connect": (engine, "_prepare"),
        "schema": (stores.schema, "apply"),
        "step": (migrations, "PASSAGE"),
    }
    with monkeypatch.context() as patch:
        if fault == "step":
            patch.setattr(*broken[fault], ("CREATE nonsense",))
        elif fault != "keys":
            patch.setattr(*broken[fault], breaks)
        with pytest.raises((BrokenError, BugError)):
            create(place, bytes(32), breaks) if fault == "keys" else make(place)
    assert place.exists() is there
    assert not there or list(place.iterdir()) == []
    make(place).close()


def test_a_disk_that_is_full_while_the_keys_are_written_leaves_nothing_behind(place, make, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folder.os, "fsync", full)
        with pytest.raises(StoreWriteError, match="cannot be written") as told:
            make(place)
    assert told.value.what.startswith("The disk is full")
    assert "space" in told.value.advice
    assert not place.exists()


def test_a_disk_that_is_full_while_a_backup_comes_back_is_said_to_be_full(closed, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folder.os, "fsync", full)
        with pytest.raises(StoreWriteError, match="copy cannot be written") as told:
            copying.copy_folder(closed, tmp_path / "back")
    assert told.value.what.startswith("The disk is full")
    assert "space" in told.value.advice
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(("free", "said"), [(1 << 20, "The disk is full"), (1 << 30, "check that the drive")])
def test_a_disk_that_refuses_is_said_to_be_full_where_it_is(tmp_path, monkeypatch, free, said):
    asked = []

    def usage(where):
        asked.append(where)
        return SimpleNamespace(free=free)

    monkeypatch.setattr(engine.shutil, "disk_usage", usage)
    found = engine.sentence(engine.OperationalError("disk I/O error"), tmp_path / "store" / "evidence.db")
    assert said.casefold() in str(found).casefold()
    assert asked == [tmp_path]


def test_a_drive_that_is_gone_is_not_said_to_be_full(tmp_path, monkeypatch):
    def gone(_where):
        raise OSError(errno.ENODEV, "No such device")

    monkeypatch.setattr(engine.shutil, "disk_usage", gone)
    told = str(engine.sentence(engine.OperationalError("disk I/O error"), tmp_path))
    assert "drive is connected" in told


def test_one_step_makes_every_table_from_an_empty_file(blank, tmp_path):
    asked = []
    blank.set_trace_callback(asked.append)
    schema.apply(blank, tmp_path)
    blank.set_trace_callback(None)
    assert set(schema.TABLES) <= tables(blank)
    made = [n for n, told in enumerate(asked) if "CREATE TABLE" in told and '"entry"' in told]
    last = [n for n, told in enumerate(asked) if "secure-delete" in told]
    commits = [n for n, told in enumerate(asked) if told.startswith("COMMIT")]
    begun = [n for n, told in enumerate(asked) if told.startswith("BEGIN")]
    assert begun[0] < made[0] < last[0] < commits[-1]
    assert not [n for n in (*begun, *commits) if made[0] < n < last[0]]
    assert len(list(steps.applied(migrations.Database(blank)))) == 1


def test_a_step_that_fails_half_way_leaves_no_table_and_is_taken_whole_the_next_time(
    blank, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "PASSAGE", (*migrations.PASSAGE, "CREATE nonsense"))
        with pytest.raises(BugError):
            schema.apply(blank, tmp_path)
    assert not tables(blank) & {*schema.TABLES, "passage"}
    assert blank.execute("PRAGMA user_version").fetchone()[0] == 0
    schema.apply(blank, tmp_path)
    assert set(schema.TABLES) | {"passage"} <= tables(blank)
    assert blank.execute("PRAGMA user_version").fetchone()[0] == schema.STORE_VERSION


def test_a_store_whose_making_was_cut_short_before_its_version_is_made_whole_by_opening_it(store, place, key):
    store.connection.execute("PRAGMA user_version = 0")
    store.close()
    with open_store(place, key) as again:
        assert again.connection.execute("PRAGMA user_version").fetchone()[0] == schema.STORE_VERSION
        assert len(list(steps.applied(migrations.Database(again.connection)))) == 1


def test_opening_a_store_of_this_version_takes_no_step(closed, key, monkeypatch):
    monkeypatch.setattr(migrations, "run", breaks)
    open_store(closed, key).close()


def test_a_store_that_was_never_finished_says_so_and_is_free_for_the_next_try(closed, key):
    for _ in range(2):  # the second would be told of the lock
        with pytest.raises(WorldError, match="never finished") as kept:
            sessions.open_with_key(closed, key)
    assert kept.value.where == str(closed)


def test_a_store_with_a_damaged_table_is_free_for_the_next_try(closed, key):
    connection = engine.connect(folder.database(closed), key)
    connection.execute("DROP TABLE meta")
    connection.close()
    with pytest.raises(BugError) as kept:
        sessions.open_with_key(closed, key)
    folder.lock(closed).release()
    assert kept.value.__traceback__  # keeps the frames of the failed try alive until here
