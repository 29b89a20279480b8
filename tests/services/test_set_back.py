"""A store that is older than what was written in it is noticed at the next opening, and nothing forks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.services import bundles, evidence, keeping, merging
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import entries, folder, head

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
