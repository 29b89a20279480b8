"""What is not a store of this version under this key is refused in a sentence, and left as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest

from inspector_app.crypto.keys import DamagedKeysError
from inspector_app.store import engine, folder, open_store, schema
from inspector_app.store.errors import (
    DamagedStoreError,
    NewerStoreError,
    NotAStoreError,
    StoreLockedError,
    StoreWriteError,
)

NOTE = "a note that was acknowledged"


def files(place):
    return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}


@pytest.fixture
def refused(key):
    """Opens a folder, which must be refused as said, name the folder, free the lock and change nothing."""

    def ran(place, cause, word, *, using=key):
        before = files(place) if place.is_dir() else None
        with pytest.raises(cause, match=word) as caught:
            open_store(place, using)
        assert type(caught.value) is cause
        assert str(caught.value.where).startswith(str(place))
        assert NOTE not in str(caught.value)
        if before is not None:
            after = files(place)
            after.pop(folder.LOCK, None)
            before.pop(folder.LOCK, None)
            assert after == before
            if (place / folder.LOCK).exists():
                folder.lock(place).release()  # a refusal must not go on holding it

    return ran


def change(place, key, *statements):
    connection = engine.connect(folder.database(place), key)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_the_right_key_opens_it(closed, key):
    with open_store(closed, key) as store:
        assert [hit.kind for hit in store.search("acknowledged")] == ["evidence"]


def test_a_wrong_key(closed, refused, key):
    refused(closed, DamagedStoreError, "damaged or is not a store", using=bytes(32))
    open_store(closed, key).close()


def test_a_wrong_key_while_a_log_is_left_over(program, closed, refused, key):
    text = "store = open_store(place, key); save(store, 'second', 2); told('saved'); os._exit(1)"
    assert subprocess.run(program(text, closed), capture_output=True, check=False).stdout == b"saved\n"
    wal = folder.database(closed).with_name("evidence.db-wal")
    assert wal.stat().st_size > 0
    with pytest.raises(DamagedStoreError):
        open_store(closed, bytes(32))
    with open_store(closed, key) as store:
        assert len(store.search("second")) == 1


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_the_wrong_length_is_never_taken_for_a_passphrase(closed, length):
    with pytest.raises(Exception, match="wrong length"):
        open_store(closed, bytes(length))


def test_no_folder_an_empty_one_and_a_file(tmp_path, refused):
    refused(tmp_path / "none", NotAStoreError, "no store here")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", NotAStoreError, "no store here")
    (tmp_path / "file").write_text("words")
    refused(tmp_path / "file", NotAStoreError, "no store here")
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize("name", [folder.DATABASE, folder.KEYS])
def test_a_store_that_lacks_a_file(closed, refused, name):
    (closed / name).unlink()
    refused(closed, NotAStoreError, "no store here")


def test_a_plain_sqlite_file_in_its_place(closed, refused):
    path = folder.database(closed)
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE entry(id)")
    plain.close()
    refused(closed, DamagedStoreError, "in clear text")


@pytest.mark.parametrize("data", [b"", b"x", b"words " * 4096, bytes(8192)], ids=len)
def test_another_file_in_its_place(closed, refused, data):
    folder.database(closed).write_bytes(data)
    refused(closed, DamagedStoreError, "cut short|damaged or is not a store")


def test_a_file_cut_anywhere_is_told(closed, refused):
    whole = folder.database(closed).read_bytes()
    pages = len(whole) // engine.PAGE_BYTES
    assert pages > 10
    for length in (*(n * engine.PAGE_BYTES for n in range(1, pages)), len(whole) - 1, 5000, 100):
        folder.database(closed).write_bytes(whole[:length])
        refused(closed, DamagedStoreError, "cut short|damaged or is not a store")
    folder.database(closed).write_bytes(whole)


def test_a_newer_version(closed, refused, key):
    change(closed, key, f"PRAGMA user_version = {schema.STORE_VERSION + 1}")
    refused(closed, NewerStoreError, f"format {schema.STORE_VERSION + 1}, .* up to {schema.STORE_VERSION}")


def test_another_programs_database(closed, refused, key):
    change(closed, key, "PRAGMA application_id = 7")
    refused(closed, NotAStoreError, "not a store of this app")


@pytest.mark.parametrize(
    ("told", "cause", "word"),
    [
        (b"", DamagedStoreError, "key file of the store is damaged"),
        (b"{", DamagedStoreError, "key file of the store is damaged"),
        (b"\xff\xfe", DamagedStoreError, "key file of the store is damaged"),
        (b"[" * 100_000, DamagedStoreError, "key file of the store is damaged"),
        (b"7", DamagedStoreError, "not one that this app writes"),
        (b"{}", DamagedStoreError, "not one that this app writes"),
        (b'{"format": "inspector-store-keys/2"}', DamagedStoreError, "not one that this app writes"),
        (b'{"format": "inspector-store-keys/1"}', DamagedStoreError, "key file of the store is damaged"),
        (
            b'{"format": "inspector-store-keys/1", "wraps": []}',
            DamagedStoreError,
            "key file of the store is damaged",
        ),
        (
            b'{"format": "inspector-store-keys/1", "store_id": "a", "wraps": 7}',
            DamagedStoreError,
            "key file of the store is damaged",
        ),
    ],
    ids=range(10),
)
def test_a_key_file_that_is_none(closed, refused, told, cause, word):
    (closed / folder.KEYS).write_bytes(told)
    refused(closed, cause, word)


@pytest.mark.parametrize("wrap", [None, 7, [], {}, {"kind": "passphrase"}])
def test_a_wrap_that_is_none(closed, key, wrap):
    told = json.loads((closed / folder.KEYS).read_bytes())
    (closed / folder.KEYS).write_text(json.dumps({**told, "wraps": [wrap]}))
    with pytest.raises(DamagedKeysError, match="key file of the store is damaged"):
        open_store(closed, key)


# --- permissions -------------------------------------------------------------------------------------


@pytest.fixture
def humbly(run, tool):
    """Runs a program as somebody whom permissions bind; root is made to be."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs the permissions of POSIX")
    if os.geteuid() != 0:
        return run
    bound = (tool("setpriv"), "--bounding-set=-dac_override,-dac_read_search")
    return lambda *arguments: run(*arguments, before=bound)


OPEN = """
try:
    with open_store(place, key) as store:
        told(json.dumps(["opened", store.revisions()]))
except WorldError as error:
    refusal(error)
"""


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("", 0o500),
        ("", 0o000),
        ("", 0o400),
        (folder.DATABASE, 0o400),
        (folder.DATABASE, 0o000),
        (folder.KEYS, 0o000),
        (folder.LOCK, 0o400),
    ],
)
def test_without_permission_the_store_is_refused_and_whole(closed, humbly, key, name, mode):
    path = closed / name
    if not name:  # a lock that is there could be taken in a folder that cannot be written
        (closed / folder.LOCK).unlink(missing_ok=True)
    before = files(closed)
    usual = path.stat().st_mode
    path.chmod(mode)
    try:
        [(cause, what, where, advice)] = humbly(OPEN, closed)
    finally:
        path.chmod(usual)
    assert cause == "StoreWriteError"
    assert re.search("cannot be (read|written)", what)
    assert where.startswith(str(closed))
    assert advice
    after = files(closed)
    assert {name: after[name] for name in before} == before
    with open_store(closed, key) as store:
        assert store.revisions() == 1


@pytest.fixture
def read_only(closed, tool):
    """The folder of a closed store on a disk that is mounted for reading only."""
    if sys.platform != "linux":
        pytest.skip("mounts as Linux does")
    mount = tool("mount")
    disk = closed.parent / "disk"
    disk.mkdir()
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=8m", "none", disk], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("may not mount a disk here")
    try:
        shutil.copytree(closed, disk / "store")
        (disk / "empty").mkdir()
        subprocess.run([mount, "-o", "remount,ro", disk], check=True)
        yield disk / "store"
    finally:
        subprocess.run([tool("umount"), disk], check=True)


def test_a_disk_that_can_only_be_read(read_only, key):
    with pytest.raises(StoreWriteError, match="cannot be written"):
        open_store(read_only, key)


def test_a_key_file_on_a_disk_that_can_only_be_read(read_only):
    with pytest.raises(StoreWriteError, match="cannot be written"):
        folder.write_keys(read_only, folder.read_keys(read_only))


def test_no_store_is_made_on_a_disk_that_can_only_be_read(read_only, make):
    for name in ("new", "empty"):
        with pytest.raises(StoreWriteError, match=r"cannot be (made|written)"):
            make(read_only.parent / name)


# --- one at a time -----------------------------------------------------------------------------------

HOLD = """
store = open_store(place, key)
save(store, "held", 2)
told("open")
sys.stdin.read()
"""


@pytest.fixture
def holder(program, closed):
    """Another process that has the store open."""
    with subprocess.Popen(
        program(HOLD, closed), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_store_open_elsewhere_is_refused(holder, closed, key):
    with pytest.raises(StoreLockedError, match="open in another window or command") as caught:
        open_store(closed, key)
    assert caught.value.where == str(closed)
    assert holder.poll() is None


def test_a_store_is_free_as_soon_as_the_other_closes(holder, closed, key):
    holder.communicate()
    open_store(closed, key).close()


def test_a_store_whose_holder_was_killed_opens_at_once_with_all_it_had(holder, closed, key):
    holder.kill()
    holder.wait()
    assert (closed / folder.LOCK).exists()
    with open_store(closed, key) as store:
        assert len(store.search("held")) == 1


def test_one_process_cannot_open_it_twice_either(store, place, key):
    with pytest.raises(StoreLockedError):
        open_store(place, key)
    store.close()
    open_store(place, key).close()


def test_closing_twice_is_closing_once(store, place, key):
    store.close()
    with open_store(place, key):
        store.close()
        with pytest.raises(StoreLockedError):
            open_store(place, key)
