"""A store that is older than what was written in it is noticed at the next opening, and nothing forks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.services import bundles, evidence, home, keeping, last_seen, machine, merging
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import entries, folder, head
from inspector_app.store.head import Head

PASSPHRASE = "twelve small owls"


def note(session: Session, text: str = "Seen alone.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def copy_of(session: Session, where: Path) -> Path:
    """Copies the main file and what stands beside it, without the log, as a program that cleans up leaves it."""
    where.mkdir()
    for name in (folder.DATABASE, folder.KEYS, folder.HEAD):
        shutil.copy(session.store.folder / name, where / name)
    return where


@pytest.fixture
def settled(session: Session) -> Session:
    note(session)
    session.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return session


def test_a_store_whose_log_was_deleted_is_known_by_what_it_lacks(settled: Session, tmp_path: Path) -> None:
    for _ in range(3):
        note(settled)
    cut = copy_of(settled, tmp_path / "cut")
    with sessions.unlock(cut, PASSPHRASE) as opened:
        assert opened.gone == 3
        found = keeping.check(opened)
        assert any("3 changes that were made here are gone" in problem for problem in found.problems)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_log_that_was_cut_in_part_loses_its_end_and_says_how_much(
    settled: Session, tmp_path: Path, share: float
) -> None:
    for n in range(6):
        note(settled, f"Note {n} " * 100)
    cut = copy_of(settled, tmp_path / "cut")
    log = f"{folder.DATABASE}-wal"
    data = (settled.store.folder / log).read_bytes()
    (cut / log).write_bytes(data[: int(len(data) * share)])
    with sessions.unlock(cut, PASSPHRASE) as opened:
        assert 1 <= opened.gone <= 6
        found = keeping.check(opened)
        assert len(found.problems) == 1
        assert f"{opened.gone} changes that were made here are gone" in found.problems[0]


def test_it_goes_on_under_a_device_id_of_its_own_so_nothing_forks(settled: Session, tmp_path: Path) -> None:
    note(settled)
    cut = copy_of(settled, tmp_path / "cut")
    with sessions.unlock(cut, PASSPHRASE) as opened:
        assert opened.device.actor != settled.device.actor
        note(opened, "written after")
        assert not entries.forked(opened.store.connection, settled.device.actor)
    with sessions.unlock(cut, PASSPHRASE) as again:
        assert again.gone == 0


def test_what_was_gone_comes_back_from_the_devices_own_bundle(settled: Session, tmp_path: Path) -> None:
    rec = note(settled, "only in the bundle")
    own = sessions.recipient(settled.device)
    sent = bundles.export_bundle(settled, out=str(tmp_path / "out"), recipients=(own,)).bundle
    cut = copy_of(settled, tmp_path / "cut")
    settled.close()
    with sessions.unlock(cut, PASSPHRASE) as opened:
        assert opened.gone > 0
        merging.merge_bundle(
            opened, bundle=sent, accept_unknown=True, signer=bundles.signing_key(opened).fingerprint
        )
        assert opened.store.record(rec).get("text") == "only in the bundle"
        assert not any("are gone" in problem for problem in keeping.check(opened).problems)


def test_a_whole_store_lacks_nothing(settled: Session) -> None:
    where = settled.store.folder
    note(settled)
    settled.close()
    with sessions.unlock(where, PASSPHRASE) as opened:
        assert opened.gone == 0
        assert keeping.check(opened).ok


@pytest.mark.parametrize("left", [b"", b"\x00" * 128, b"a b c", b"half an ent"])
def test_a_note_that_a_crash_spoiled_tells_nothing(settled: Session, left: bytes) -> None:
    where = settled.store.folder
    settled.close()
    (where / folder.HEAD).write_bytes(left)
    with sessions.unlock(where, PASSPHRASE) as opened:
        assert opened.gone == 0


def test_a_change_that_was_refused_is_not_noted(settled: Session) -> None:
    before = head.read(settled.store.folder)

    def refused() -> None:
        with settled.store.changing():
            note(settled)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert head.read(settled.store.folder) == before


def test_a_backup_that_is_restored_is_no_older_store(
    open_session: Callable[..., Session], tmp_path: Path
) -> None:
    one = open_session()
    note(one)
    copy = keeping.backup(one, tmp_path / "stick").path
    note(one)
    keeping.restore(copy, tmp_path / "back", PASSPHRASE)
    with sessions.unlock(tmp_path / "back", PASSPHRASE) as opened:
        assert opened.gone == 0
        assert keeping.check(opened).ok


def test_who_brings_a_backup_back_is_told_what_is_not_in_it(session: Session, tmp_path: Path) -> None:
    note(session)
    copy = keeping.backup(session, tmp_path / "stick").path
    note(session)
    note(session)
    session.close()
    assert keeping.restore(copy, tmp_path / "back", PASSPHRASE).behind == 2


def test_a_restored_store_can_be_exported_before_anything_is_written_in_it(
    session: Session, tmp_path: Path
) -> None:
    rec = note(session)
    copy = keeping.backup(session, tmp_path / "stick").path
    keeping.restore(copy, tmp_path / "back", PASSPHRASE)
    with sessions.unlock(tmp_path / "back", PASSPHRASE) as back:
        own = sessions.recipient(back.device)
        sent = bundles.export_bundle(back, out=str(tmp_path / "out"), recipients=(own,))
    assert sent.revisions == session.store.revisions()
    done = merging.merge_bundle(
        session, bundle=sent.bundle, accept_unknown=True, signer=bundles.signing_key(session).fingerprint
    )
    assert (done.new, done.forks, session.store.find(rec) is not None) == (0, (), True)


# --- the whole folder -----------------------------------------------------------------------------------


def put_back(store: Path, old: Path) -> None:
    """Puts an old copy of the whole folder in place of the present one, as a sync or a restore of the disk."""
    shutil.rmtree(store)
    shutil.copytree(old, store)


@pytest.fixture
def older(settled: Session, tmp_path: Path) -> Path:
    """A copy of the whole folder, closed, as it was before three more notes."""
    where, old = settled.store.folder, tmp_path / "old"
    settled.close()
    shutil.copytree(where, old)
    return old


def written_to(where: Path, *texts: str) -> str:
    with sessions.unlock(where, PASSPHRASE) as one:
        for text in texts:
            note(one, text)
        return one.device.actor


def test_an_old_copy_of_the_whole_folder_is_known_and_goes_on_as_another_device(
    settled: Session, older: Path
) -> None:
    where = settled.store.folder
    before = written_to(where, "one", "two", "three")
    put_back(where, older)
    with sessions.unlock(where, PASSPHRASE) as opened:
        assert opened.gone == 3
        assert opened.device.actor != before
        note(opened, "written after")
        assert entries.last(opened.store.connection, before)[0] == 3
        found = keeping.check(opened)
        assert any("3 changes that were made here are gone" in problem for problem in found.problems)
    with sessions.unlock(where, PASSPHRASE) as again:
        assert again.gone == 0


def test_two_copies_that_are_used_in_turn_never_write_one_log(settled: Session, older: Path) -> None:
    where = settled.store.folder
    first, second = written_to(where, "here"), written_to(older, "there")
    assert first != second
    with sessions.unlock(where, PASSPHRASE) as one:
        assert (one.gone, one.device.actor) == (0, first)


def test_a_process_that_was_killed_leaves_the_note_to_the_next_opening(
    settled: Session, older: Path, tmp_path: Path
) -> None:
    where = settled.store.folder
    one = sessions.unlock(where, PASSPHRASE)
    note(one)
    one.store.close()  # as after a kill: nothing is noted
    written_to(where)
    put_back(where, older)
    with sessions.unlock(where, PASSPHRASE) as opened:
        assert opened.gone == 1


def test_an_export_is_noted_at_once(settled: Session, tmp_path: Path) -> None:
    note(settled)
    own = sessions.recipient(settled.device)
    bundles.export_bundle(settled, out=str(tmp_path / "out"), recipients=(own,))
    assert last_seen.end_of(settled.store_id, settled.device.actor) == settled.store.end_of(
        settled.device.actor
    )


def test_what_the_note_holds_is_no_more_than_was_written_down(settled: Session, home: Path) -> None:
    settled.close()
    [path] = [path for path in (home / "inspector-app" / last_seen.FOLDER).iterdir() if path.is_file()]
    assert path.name == folder.read_keys(settled.store.folder).store_id
    actor, seq, entry = path.read_text("ascii").split()
    assert (actor, seq, len(entry)) == (settled.device.actor, "3", 64)


@pytest.mark.parametrize("left", [b"", b"\xff\x00", b"a b c\n", b"half a li"])
def test_a_spoiled_note_in_the_home_tells_nothing(settled: Session, left: bytes) -> None:
    where = settled.store.folder
    settled.close()
    path = home.folder() / last_seen.FOLDER / settled.store_id
    path.write_bytes(left)
    with sessions.unlock(where, PASSPHRASE) as opened:
        assert opened.gone == 0


def test_a_home_that_cannot_be_written_keeps_nothing_from_being_saved(
    settled: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file", "utf-8")
    monkeypatch.setenv(home.HOME, str(wall))
    where = settled.store.folder
    settled.close()
    assert written_to(where, "one")


def test_notes_of_one_store_stand_side_by_side_for_each_device(settled: Session) -> None:
    other = Head("0" * 8 + "-0000-4000-8000-" + "0" * 12, 7, "a" * 64)
    last_seen.note("0123", other)
    mine = Head(settled.device.actor, 2, "b" * 64)
    last_seen.note("0123", mine)
    assert last_seen.end_of("0123", other.actor) == other
    assert last_seen.end_of("0123", mine.actor) == mine
    last_seen.forget("0123")
    assert last_seen.end_of("0123", mine.actor) is None


# --- another computer -----------------------------------------------------------------------------------


def test_a_folder_that_was_copied_to_another_computer_is_another_device(
    settled: Session, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = settled.store.folder
    here = written_to(where)
    monkeypatch.setattr(machine, "number", lambda: "another computer")
    with sessions.unlock(older, PASSPHRASE) as opened:
        assert (opened.moved, opened.gone) == (True, 0)
        assert opened.device.actor != here
        assert keeping.check(opened).ok
    with sessions.unlock(older, PASSPHRASE) as again:
        assert not again.moved
    monkeypatch.undo()


def test_a_computer_that_tells_no_number_is_no_other(
    settled: Session, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "number", lambda: "")
    with sessions.unlock(older, PASSPHRASE) as opened:
        assert not opened.moved


def test_a_store_says_nothing_of_the_computer_but_a_salted_digest(
    open_session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "number", lambda: "0123456789abcdef0123456789abcdef")
    told = [open_session(name).store.fact(machine.FACT) for name in ("ada", "bo")]
    assert told[0]["digest"] != told[1]["digest"]
    assert not any("0123456789abcdef" in value for one in told for value in one.values())


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps it")
@pytest.mark.parametrize(
    ("content", "number"), [("0123456789abcdef" * 2 + "\n", "0123456789abcdef" * 2), ("uninitialized\n", "")]
)
def test_the_number_of_a_linux_computer_is_read_and_an_image_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, number: str
) -> None:
    path = tmp_path / "machine-id"
    path.write_text(content, "ascii")
    monkeypatch.setattr(machine, "_LINUX", (str(tmp_path / "none"), str(path)))
    assert machine.number() == number


# --- noticed when bundles come --------------------------------------------------------------------------


def test_entries_under_ones_own_id_from_elsewhere_mean_a_new_id_at_once(
    settled: Session, older: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two copies whose computers tell no number and share no home: only the bundles show it."""
    where, elsewhere = settled.store.folder, tmp_path / "another home"
    monkeypatch.setattr(machine, "number", lambda: "")
    before = written_to(where, "here")
    monkeypatch.setenv(home.HOME, str(elsewhere))
    with sessions.unlock(older, PASSPHRASE) as copy:
        assert copy.device.actor == before
        note(copy, "there")
        own = sessions.recipient(copy.device)
        sent = bundles.export_bundle(copy, out=str(tmp_path / "out"), recipients=(own,)).bundle
    monkeypatch.undo()
    with sessions.unlock(where, PASSPHRASE) as one:
        how = {"accept_unknown": True, "signer": bundles.signing_key(one).fingerprint}
        assert len(merging.merge_bundle(one, bundle=sent, dry_run=True, **how).forks) == 1
        assert one.device.actor == before
        done = merging.merge_bundle(one, bundle=sent, **how)
        assert [fork.device for fork in done.forks] == [before]
        assert "new device" in done.note
        assert one.device.actor != before
        assert note(one, "goes on")
        [held] = one.store.history(note(one, "and on"))
        assert held.entry.header.actor == one.device.actor
        after = one.device.actor
        again = merging.merge_bundle(one, bundle=sent, **how)
        assert "new device" not in again.note
    assert written_to(where) == after
