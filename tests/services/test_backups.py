"""Automatic backups: verified before anything older goes, skipped where nothing changed, never one too few."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import backups, evidence, keeping, passphrases, policy, volumes
from inspector_app.services import session as sessions
from inspector_app.services.backups import BackupsAwayError, Place
from inspector_app.services.policy import Policy
from inspector_app.services.session import Session
from inspector_app.store import copying, drafts, engine, folder
from inspector_app.store.errors import StoreClosedError, StoreWriteError

PASSPHRASE = "twelve small owls"


def note(session: Session, text: str = "Seen alone.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def at(session: Session, day: int, hour: int, minute: int = 0) -> None:
    session.clock.moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC)  # type: ignore[attr-defined]


def made(stick: Path) -> list[str]:
    """What is claimed by the copies on the stick, oldest first, as day and hour."""
    return [path.name[-16:-5] for path in sorted(stick.iterdir()) if path.is_dir()]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def kept(session: Session, stick: Path) -> Session:
    note(session)
    backups.keep_in(session, stick)
    return session


def test_a_backup_is_made_where_it_was_said_and_comes_back_whole(
    kept: Session, stick: Path, tmp_path: Path
) -> None:
    rec = note(kept, "The last word.")
    done = backups.run(kept)
    assert done.copy is not None
    assert done.copy.parent == stick
    assert (done.revisions, done.kept) == (kept.store.revisions(), 1)
    assert {path.name for path in done.copy.iterdir()} == {folder.DATABASE, folder.KEYS}
    assert engine.PLAINTEXT_MARK not in (done.copy / folder.DATABASE).read_bytes()
    keeping.restore(done.copy, tmp_path / "back", PASSPHRASE)
    with sessions.unlock(tmp_path / "back", PASSPHRASE) as back:
        assert back.store.record(rec).get("text") == "The last word."


def test_nothing_is_copied_where_nothing_changed(kept: Session, stick: Path) -> None:
    assert backups.due(kept)
    first = backups.run(kept)
    assert not backups.due(kept)
    assert backups.run(kept).copy is None
    assert [path.name for path in stick.iterdir() if path.is_dir()] == [first.copy.name]  # type: ignore[union-attr]


def _types(session: Session) -> None:
    told = drafts.Draft("evidence/new", session.new_record(), "evidence", {"text": "half"}, ("text", 4), "t")
    drafts.keep(session.store, told)


def _changes_passphrase(session: Session) -> None:
    passphrases.change_passphrase(
        session.store.folder, old=PASSPHRASE, new="seven tall green herons", session=session
    )


@pytest.mark.parametrize("change", [note, _types, _changes_passphrase])
def test_whatever_a_copy_would_hold_anew_makes_one_due(
    kept: Session, change: Callable[[Session], object]
) -> None:
    backups.run(kept)
    change(kept)
    assert backups.due(kept)
    assert backups.run(kept).copy is not None


def test_another_stick_gets_a_copy_of_its_own(kept: Session, stick: Path, tmp_path: Path) -> None:
    backups.run(kept)
    stick.rename(tmp_path / "the first one")
    backups.keep_in(kept, stick)
    assert backups.run(kept).copy is not None


def test_copies_roll_by_the_hour_today_and_by_the_day_before(kept: Session, stick: Path) -> None:
    for day, hour, minute in [(2, 9, 0), (2, 9, 30), (2, 11, 0), (3, 9, 0), (3, 10, 0), (3, 10, 40)]:
        at(kept, day, hour, minute)
        note(kept)
        done = backups.run(kept)
    assert made(stick) == ["20261102T11", "20261103T09", "20261103T10"]
    assert (done.kept, len(done.removed)) == (3, 1)


def test_a_clock_that_was_set_back_costs_no_newer_copy(kept: Session, stick: Path, tmp_path: Path) -> None:
    for day, hour in [(5, 9), (5, 10), (2, 8)]:
        at(kept, day, hour)
        rec = note(kept)
        done = backups.run(kept)
    assert sorted(made(stick)) == ["20261102T08", "20261105T10"]
    assert done.copy is not None
    keeping.restore(done.copy, tmp_path / "back", PASSPHRASE)
    with sessions.unlock(tmp_path / "back", PASSPHRASE) as back:
        assert back.store.find(rec) is not None


def test_a_copy_that_was_spoiled_is_not_counted_on_and_not_taken_away(kept: Session, stick: Path) -> None:
    at(kept, 2, 9)
    note(kept)
    good = backups.run(kept).copy
    at(kept, 2, 10)
    note(kept)
    spoiled = backups.run(kept).copy
    assert good is not None
    assert spoiled is not None
    (spoiled / folder.DATABASE).write_bytes(bytes(8 * engine.PAGE_BYTES))
    at(kept, 3, 9)
    note(kept)
    backups.run(kept)
    assert good.is_dir()
    assert spoiled.is_dir()


def test_a_copy_under_the_name_of_another_is_not_taken_away(kept: Session, stick: Path) -> None:
    at(kept, 2, 9)
    first = backups.run(kept).copy
    assert first is not None
    other = first.with_name(first.name.replace("-000001-", "-000000-"))
    shutil.copytree(first, other)
    at(kept, 3, 9)
    note(kept)
    assert backups.run(kept).removed == ()
    assert other.is_dir()


def test_what_is_no_automatic_backup_is_left_alone(kept: Session, stick: Path) -> None:
    (stick / "letter.txt").write_text("mine")
    by_hand = keeping.backup(kept, stick).path
    for hour in (9, 9, 10):
        at(kept, 3, hour)
        note(kept)
        backups.run(kept)
    assert by_hand.is_dir()
    assert (stick / "letter.txt").read_text() == "mine"


def test_a_restored_store_takes_none_of_the_copies_of_the_lost_one(
    kept: Session, stick: Path, tmp_path: Path
) -> None:
    at(kept, 2, 9)
    old = backups.run(kept).copy
    at(kept, 2, 9, 30)
    note(kept, "only in the later copy")
    later = backups.run(kept).copy
    assert old is not None
    assert later is not None
    assert not old.exists()
    keeping.restore(later, tmp_path / "back", PASSPHRASE)
    with sessions.unlock(tmp_path / "back", PASSPHRASE, kept.clock) as back:
        for day in (2, 3):
            at(kept, day, 12)
            note(back)
            assert backups.run(back).removed == ()
    assert later.is_dir()


def test_a_copy_that_cannot_be_written_costs_no_older_one(
    kept: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(kept, 2, 9)
    first = backups.run(kept).copy
    at(kept, 2, 9, 30)
    note(kept)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying.folder, "write_whole", full)
    with pytest.raises(StoreWriteError):
        backups.run(kept)
    monkeypatch.undo()
    assert [path for path in stick.iterdir() if path.is_dir()] == [first]
    assert backups.due(kept)
    assert backups.run(kept).copy is not None


def test_what_a_crash_left_half_written_is_swept(kept: Session, stick: Path) -> None:
    left = stick / f".ada-backup-{kept.device.actor[:8]}-000009-20261102T090000Z.part"
    left.mkdir()
    foreign = stick / ".something-else.part"
    foreign.mkdir()
    backups.run(kept)
    assert not left.exists()
    assert foreign.exists()


def test_a_stick_that_is_not_connected_is_said_and_nothing_is_written_in_its_place(
    kept: Session, stick: Path
) -> None:
    backups.run(kept)
    shutil.rmtree(stick)
    note(kept)
    with pytest.raises(backups.BackupsAwayError, match="Connect the drive"):
        backups.run(kept)
    stick.mkdir()  # the empty place where a stick is mounted
    with pytest.raises(backups.BackupsAwayError):
        backups.run(kept)
    assert list(stick.iterdir()) == []


def test_backups_stand_apart_from_every_store(session: Session) -> None:
    with pytest.raises(RefusedError):
        backups.keep_in(session, session.store.folder / "backups")


def test_without_a_folder_none_are_made(session: Session, stick: Path) -> None:
    with pytest.raises(RefusedError, match="--automatic"):
        backups.run(session)
    backups.run(session, stick)
    assert backups.last(session).startswith("2026-11-02T")
    backups.stop(session)
    note(session)
    assert not backups.due(session)
    assert backups.kept_in(session) is None
    assert len(made(stick)) == 1


def test_saving_goes_on_while_a_copy_is_made_and_the_copy_is_sound(kept: Session, stick: Path) -> None:
    for n in range(40):
        note(kept, f"Note {n} " * 500)
    begun = backups.begin(kept, backups.look(Place(stick), kept.device.actor))
    assert begun is not None
    found: list[backups.BackupReport] = []
    beside = threading.Thread(target=lambda: found.append(backups.carry(kept, begun)))
    beside.start()
    saved = 0
    while beside.is_alive() or not saved:
        note(kept)
        saved += 1
    beside.join()
    report = backups.finish(kept, begun, found[0])
    assert kept.store.revisions() - saved <= report.revisions <= kept.store.revisions()
    assert backups.due(kept)


def test_closing_the_store_stops_a_copy_and_leaves_nothing(kept: Session, stick: Path) -> None:
    begun = backups.begin(kept, backups.look(Place(stick), kept.device.actor))
    assert begun is not None
    kept.close()
    with pytest.raises(StoreClosedError):
        backups.carry(kept, begun)
    assert made(stick) == []


# --- a drive that is called otherwise -------------------------------------------------------------------


@pytest.fixture
def drives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for /media; every folder in it is a drive that is connected."""
    media = tmp_path / "media"
    media.mkdir()
    monkeypatch.setattr(volumes, "connected", lambda: tuple(sorted(media.iterdir())))
    return media


@pytest.fixture
def plugged(session: Session, drives: Path) -> Session:
    """Has backups made on the drive STICK, in its folder work/backups, one so far."""
    note(session)
    (drives / "STICK").mkdir()
    backups.keep_in(session, drives / "STICK" / "work" / "backups")
    backups.run(session)
    return session


def test_a_stick_with_another_name_is_found_and_used_from_then_on(plugged: Session, drives: Path) -> None:
    (drives / "STICK").rename(drives / "STICK1")
    note(plugged)
    done = backups.run(plugged)
    now = drives / "STICK1" / "work" / "backups"
    assert (done.folder, done.before) == (now, drives / "STICK" / "work" / "backups")
    assert done.copy is not None
    assert done.copy.parent == now
    place = backups.kept_in(plugged)
    assert place is not None
    assert place.folder == now
    note(plugged)
    assert backups.run(plugged).before is None


def test_it_is_kept_in_mind_even_where_nothing_has_changed(plugged: Session, drives: Path) -> None:
    (drives / "STICK").rename(drives / "STICK1")
    done = backups.run(plugged)
    assert (done.copy, done.before) == (None, drives / "STICK" / "work" / "backups")
    assert backups.run(plugged).before is None


def test_the_stick_of_somebody_else_is_not_taken_for_ones_own(
    plugged: Session, open_session: Callable[..., Session], drives: Path, tmp_path: Path
) -> None:
    (drives / "STICK").rename(tmp_path / "pulled out")
    other = open_session("bo")
    (drives / "OTHER").mkdir()
    backups.keep_in(other, drives / "OTHER" / "work" / "backups")
    note(plugged)
    with pytest.raises(BackupsAwayError):
        backups.run(plugged)
    assert made(drives / "OTHER" / "work" / "backups") == []
    (drives / "STICK").mkdir()
    shutil.copytree(drives / "OTHER" / "work", drives / "STICK" / "work")  # in the place of one's own
    with pytest.raises(BackupsAwayError):
        backups.run(plugged)


def test_a_folder_of_an_earlier_version_gets_its_name_where_it_stands(plugged: Session, drives: Path) -> None:
    mark = drives / "STICK" / "work" / "backups" / backups.MARK
    mark.write_text(mark.read_text("utf-8").rsplit("Folder:", 1)[0], "utf-8")
    told = plugged.store.fact(backups.FACT)
    del told["name"]
    plugged.store.set_fact(backups.FACT, told)
    backups.run(plugged)
    (drives / "STICK").rename(drives / "STICK1")
    assert backups.run(plugged).before is not None


def test_two_stores_share_a_folder_under_one_name(
    plugged: Session, open_session: Callable[..., Session], drives: Path
) -> None:
    other = open_session("bo")
    kept = backups.keep_in(other, drives / "STICK" / "work" / "backups")
    assert kept.place == backups.kept_in(plugged)


def test_a_choice_made_while_a_look_was_under_way_stands(plugged: Session, tmp_path: Path) -> None:
    before = backups.kept_in(plugged)
    assert before is not None
    seen = backups.look(before, plugged.device.actor)
    backups.keep_in(plugged, tmp_path / "another")
    backups.begin(plugged, seen)
    assert backups.kept_in(plugged) != before
    backups.stop(plugged)
    backups.begin(plugged, seen)
    assert backups.kept_in(plugged) is None


# --- a stated life --------------------------------------------------------------------------------------


def test_copies_that_outlived_the_days_of_the_policy_go_and_the_newest_stays(
    kept: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "present", lambda: Policy(backup_days=3))
    for day in (2, 3, 5, 6):
        at(kept, day, 9)
        note(kept)
        done = backups.run(kept)
    assert made(stick) == ["20261103T09", "20261105T09", "20261106T09"]
    assert [path.name[-16:-5] for path in done.removed] == ["20261102T09"]


def test_a_search_that_indexes_what_was_saved_makes_no_backup_due(session: Session) -> None:
    evidence.record_evidence(session, text="a brass key", source="case_file")
    before = copying.mark(session.store, but=backups.FACT)
    assert session.store.search("brass")
    assert copying.mark(session.store, but=backups.FACT) == before
