"""A fault of the drive or of one page does not end the work: the next call goes on with another connection."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from inspector_app.store import drafts, engine, folder, integrity, open_store
from inspector_app.store.drafts import Draft
from inspector_app.store.errors import (
    DamagedStoreError,
    StoreClosedError,
    StoreLockedError,
    StoreWriteError,
)

WIPED = bytes(64)
drives = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="finds open files as Linux shows them")


def typed(store, text):
    drafts.keep(store, Draft("evidence/new", "r", "evidence", {"text": text}, ("text", 0), "2026-11-02"))


def texts(store):
    return {draft.fields["text"] for draft in drafts.found(store)}


def wipe(place, *pages):
    with folder.database(place).open("rb+") as file:
        for page in pages:
            file.seek((page - 1) * engine.PAGE_BYTES)
            file.write(WIPED)


@pytest.fixture
def noted(store, save):
    """A store with notes on many pages, all of them in the file itself."""
    for number in range(1, 60):
        save(store, f"note {number} " * 200, number)
    typed(store, "before")
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return store


@pytest.fixture
def wiped(noted, place, key, pages_of):
    """The same store, opened again, with one page of its evidence whose MAC does not hold."""
    noted.close()
    wipe(place, *pages_of(place, "UPDATE current SET author = 'x' WHERE number = 30"))
    with open_store(place, key) as store:
        yield store


def test_what_is_typed_is_saved_after_a_page_could_not_be_read(wiped):
    with pytest.raises(DamagedStoreError):
        wiped.records()
    typed(wiped, "after")
    assert texts(wiped) == {"after"}


def test_what_stands_on_other_pages_is_read_after_a_page_could_not_be_read(wiped, save):
    with pytest.raises(DamagedStoreError):
        wiped.records()
    assert wiped.counts() == {"evidence": 59}
    save(wiped, "one more", 99)
    assert wiped.find("00000000-0000-7000-8000-000000000063").get("text") == "one more"


def test_a_look_at_the_pages_leaves_the_connection_that_saves_alone(wiped):
    before = wiped.connection
    assert list(integrity.look(wiped))
    typed(wiped, "after")
    assert wiped.connection is before


def test_a_damaged_index_of_words_keeps_nothing_from_being_saved(noted, place, key, save, pages_of):
    noted.search("note")
    noted.close()
    wipe(place, *pages_of(place, "UPDATE passage_data SET block = x'00' WHERE id > 10"))
    with open_store(place, key) as store:
        for number in range(200, 245):  # more words than may wait to be indexed
            save(store, f"note {number} said " * 600, number)
        assert store.revisions() == 59 + 45
        with pytest.raises(DamagedStoreError):
            store.search("note")


def cut_off(place):
    """Has every open file of the store lead to a drive that is gone; returns what gives the handles back."""
    gone = os.open("/proc/self/fd", os.O_PATH)
    names = {str(folder.database(place)), f"{folder.database(place)}-wal"}
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(link.readlink()) in names:
                os.dup2(gone, int(link.name))
    os.close(gone)


@drives
def test_a_drive_that_was_away_for_a_moment_costs_one_try(noted, place):
    cut_off(place)
    with pytest.raises(StoreWriteError):
        typed(noted, "while it was away")
    typed(noted, "while it was away")
    assert texts(noted) == {"while it was away"}
    assert list(integrity.check(noted)) == []


@drives
def test_a_drive_that_is_put_back_is_written_and_held_again(noted, place, key, tmp_path):
    away = tmp_path / "pulled out"
    shutil.copytree(place, away)
    cut_off(place)
    shutil.rmtree(place)
    for _ in range(2):
        with pytest.raises(StoreWriteError) as told:
            typed(noted, "later")
    assert "not in its place" in told.value.what
    assert not place.exists()
    away.rename(place)
    typed(noted, "later")
    assert texts(noted) == {"later"}
    with pytest.raises(StoreLockedError):
        open_store(place, key)


@drives
def test_an_older_copy_in_the_place_of_the_store_is_not_written(noted, place, save, tmp_path):
    older = tmp_path / "older"
    shutil.copytree(place, older)
    save(noted, "made durable after the copy", 77)
    cut_off(place)
    shutil.rmtree(place)
    older.rename(place)
    for _ in range(2):
        with pytest.raises(StoreWriteError) as told:
            typed(noted, "later")
    assert "older copy" in told.value.what


@drives
def test_a_store_that_another_program_took_meanwhile_is_left_to_it(noted, place, key, tmp_path):
    away = tmp_path / "pulled out"
    shutil.copytree(place, away)
    cut_off(place)
    shutil.rmtree(place)
    away.rename(place)
    with open_store(place, key):
        for _ in range(2):
            with pytest.raises((StoreWriteError, StoreLockedError)):
                typed(noted, "later")
    typed(noted, "later")
    assert texts(noted) == {"later"}


def test_a_closed_store_keeps_no_key(store):
    latchkey = store._latchkey
    held = latchkey._key
    assert len(held) == engine.KEY_BYTES
    store.close()
    assert bytes(held) == b""
    with pytest.raises(StoreClosedError):
        latchkey.open()
