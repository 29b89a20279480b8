"""Backups by themselves while a store is open: hourly, when the stick appears, and never in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspector_app.crypto.keys import Cost
from inspector_app.gui.backing import Backing
from inspector_app.gui.lease import Lease
from inspector_app.gui.notice import Weight
from inspector_app.services import backups, evidence, volumes
from inspector_app.services.session import NewStore, new_store
from inspector_app.store import copying


@pytest.fixture
def session(tmp_path, clock):
    told = NewStore(
        where=tmp_path / "store",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="Ada",
        role="lead",
        start="2026-11-02",
        passphrase="twelve small owls",
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    with new_store(told, clock) as made:
        yield made


@pytest.fixture
def stick(tmp_path):
    return tmp_path / "stick"


@pytest.fixture
def kept(session, stick):
    """A stick that backups are made on."""
    backups.keep_in(session, stick)
    return stick


@pytest.fixture
def lines():
    """What the status bar was told."""
    return []


@pytest.fixture
def begin(desk, session, lines):
    begun = []

    def make():
        begun.append(Backing(desk, session, lines.append))
        return begun[-1]

    yield make
    for each in begun:
        each.stop()


def note(session):
    evidence.record_evidence(session, text="Seen alone.", source="case_file")


def copies(stick):
    return [path for path in sorted(stick.iterdir()) if path.is_dir()]


def test_a_backup_is_made_at_the_opening_then_an_hour_later_if_anything_changed(
    begin, session, stick, clock, lines
):
    backups.keep_in(session, stick)
    backing = begin()
    (first,) = copies(stick)
    assert lines[-1].startswith("Backed up ")
    note(session)
    backing.look()
    assert copies(stick) == [first]
    clock.now += timedelta(hours=1)
    backing.look()
    assert len(copies(stick)) == 2
    clock.now += timedelta(hours=1)
    backing.look()
    assert len(copies(stick)) == 2
    assert lines[-1].startswith("Backed up ")


def test_a_clock_set_back_does_not_put_backups_off_for_years(begin, session, stick, clock):
    backups.keep_in(session, stick)
    clock.now += timedelta(days=4000)
    backing = begin()
    clock.now -= timedelta(days=4000)
    note(session)
    backing.look()
    assert len(copies(stick)) == 2


def test_a_stick_that_is_missing_is_one_line_and_its_return_makes_a_backup(
    begin, bench, kept, lines, tmp_path
):
    kept.rename(tmp_path / "pulled out")
    backing = begin()
    assert lines[-1] == "Backup drive not connected"
    assert bench.notices == {}
    (tmp_path / "pulled out").rename(kept)
    backing.look()
    assert len(copies(kept)) == 1


def test_a_stick_with_another_name_is_used_and_told_of(begin, bench, kept, lines, monkeypatch):
    drive = kept.with_name("drive")
    drive.mkdir()
    kept.rename(drive / "stick")
    monkeypatch.setattr(volumes, "connected", lambda: (drive,))
    begin()
    assert len(copies(drive / "stick")) == 1
    assert lines[-1].startswith("Backed up ")
    assert str(drive / "stick") in bench.notices["backup-renamed"].sentence


def test_a_backup_that_failed_is_a_banner_that_says_what_to_do_and_goes_when_one_was_made(
    begin, bench, kept, lines, monkeypatch
):

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying.folder, "write_whole", full)
    begin()
    told = bench.notices["backup-failed"]
    assert told.weight is Weight.PROBLEM
    assert str(kept) in told.advice
    assert lines[-1] == "Not backed up"
    monkeypatch.undo()
    next(choice for choice in told.choices if choice.label == "Try again").does()
    assert bench.notices == {}
    assert len(copies(kept)) == 1


def test_without_a_folder_the_status_says_so_and_the_file_menu_asks_for_one(
    begin, bench, dialogs, stick, lines
):
    begin()
    assert lines == ["No automatic backups"]
    dialogs.will_answer(stick)
    bench.desk.actions.run("file.backups")
    assert len(copies(stick)) == 1
    assert "stick" in bench.notices["backup-same-disk"].advice


def test_once_stopped_nothing_is_made_and_the_action_is_gone(begin, bench, session, stick, lines):
    backups.keep_in(session, stick)
    backing = begin()
    backing.stop()
    note(session)
    backing.again()
    assert len(copies(stick)) == 1
    assert lines[-1] == ""
    assert "file.backups" not in bench.desk.actions


def test_what_lasts_as_long_as_the_store_is_ended_once_with_the_lease(runner):
    ended = []
    lease = Lease(runner, ended.append)
    lease.at_end(lambda: ended.append("over"))
    lease.end()
    lease.close()
    assert ended == ["over"]
