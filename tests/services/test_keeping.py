from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inspector_app.crypto.keys import WrongPassphraseError
from inspector_app.domain.revision import Write
from inspector_app.services import bundles, doctor, evidence, keeping
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import engine, exchange, folder
from inspector_app.store.errors import DamagedStoreError, NewerStoreError, NotAStoreError, StoreExistsError

PASSPHRASE = "twelve small owls"


def _fill(session: Session, notes: int = 30) -> list[str]:
    return [
        evidence.record_evidence(session, text=f"Note {n} " * 200, source="data").record for n in range(notes)
    ]


def test_a_sound_store_has_no_problems(session: Session) -> None:
    _fill(session)
    assert keeping.check(session) == keeping.CheckReport(ok=True, problems=())


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE payload SET line = x'7b7d' WHERE rowid = 5", "payload was changed"),
        ("DELETE FROM payload WHERE rowid = 5", "payload that was written here is gone"),
        ("DELETE FROM entry WHERE seq = 7", "gap or was cut"),
        ("UPDATE entry SET rec = 'x' WHERE seq = 7", "entry was changed"),
        ("UPDATE entry SET header = x'7b7d' WHERE seq = 7", "entry cannot be read"),
        ("UPDATE current SET fields = '{}' WHERE number = 6", "differs from the ledger"),
    ],
)
def test_what_was_changed_behind_the_apps_back_is_found(session: Session, damage: str, told: str) -> None:
    _fill(session)
    with session.store.changing() as connection:
        connection.execute(damage)
    found = keeping.check(session)
    assert found.ok is False
    assert any(told in problem for problem in found.problems)


def test_a_log_cut_at_its_end_is_found_by_the_signed_checkpoint(session: Session, tmp_path: Path) -> None:
    _fill(session, 3)
    own = sessions.recipient(session.device)
    bundles.export_bundle(session, out=str(tmp_path / "out"), recipients=(own,))
    seq, entry = exchange.frontier(session.store)[session.device.actor]
    with session.store.changing() as connection:
        connection.execute("DELETE FROM payload WHERE pay = (SELECT pay FROM entry WHERE id = ?)", (entry,))
        rec = session.store.ledger.record_of(entry)
        connection.execute("DELETE FROM entry WHERE id = ?", (entry,))
        connection.execute("DELETE FROM current WHERE rec = ?", (rec,))
    assert any(f"at {seq}" in problem and "cut" in problem for problem in keeping.check(session).problems)


def test_a_backup_is_whole_encrypted_and_comes_back_under_a_new_device_id(
    session: Session, tmp_path: Path
) -> None:
    _fill(session)
    done = keeping.backup(session, tmp_path / "stick")
    assert done.revisions == session.store.revisions()
    for file in done.path.iterdir():
        data = file.read_bytes()
        assert engine.PLAINTEXT_MARK not in data
        assert b"Note 1" not in data
    back = keeping.restore(done.path, tmp_path / "back", PASSPHRASE)
    assert back.revisions == done.revisions
    with sessions.unlock(tmp_path / "back", PASSPHRASE) as restored:
        assert restored.device.actor != session.device.actor
        assert restored.store.records() == session.store.records()
        assert keeping.check(restored).ok


def test_a_backup_may_be_made_beside_the_thread_of_the_store(session: Session, tmp_path: Path) -> None:
    _fill(session, 3)
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(keeping.backup, session, tmp_path / "stick").result()
    assert done.revisions == session.store.revisions()
    assert keeping.restore(done.path, tmp_path / "back", PASSPHRASE).revisions == done.revisions


def test_a_backup_is_not_restored_over_something_or_with_a_wrong_passphrase(
    session: Session, tmp_path: Path
) -> None:
    done = keeping.backup(session, tmp_path / "stick")
    with pytest.raises(WrongPassphraseError):
        keeping.restore(done.path, tmp_path / "back", "quite another one")
    assert not (tmp_path / "back").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(StoreExistsError):
        keeping.restore(done.path, tmp_path / "full", PASSPHRASE)
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"


def test_rescue_saves_what_can_be_proved_and_names_what_is_lost(session: Session, tmp_path: Path) -> None:
    _fill(session, 60)
    where, revisions = session.store.folder, session.store.revisions()
    session.close()
    path = folder.database(where)
    data = bytearray(path.read_bytes())
    for page in range(20, 24):  # four pages in the middle of the evidence
        data[page * engine.PAGE_BYTES : page * engine.PAGE_BYTES + 64] = bytes(64)
    path.write_bytes(data)
    saved = keeping.rescue(where, PASSPHRASE, tmp_path / "saved")
    assert saved.lost
    assert 0 < saved.revisions <= revisions
    with sessions.unlock(tmp_path / "saved", PASSPHRASE) as found:
        assert found.store.counts()["evidence"] > 0
        found.write("try", [Write(found.new_record(), "evidence", {"text": "goes on", "source": "data"})])


def test_rescue_says_so_where_nothing_can_be_read(session: Session, tmp_path: Path) -> None:
    where = session.store.folder
    session.close()
    path = folder.database(where)
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(DamagedStoreError) as told:
        keeping.rescue(where, PASSPHRASE, tmp_path / "saved")
    assert "rescue" not in told.value.advice
    assert "backup" in told.value.advice
    assert not (tmp_path / "saved").exists()


def test_rescue_that_saves_nothing_leaves_no_empty_store(session: Session, tmp_path: Path) -> None:
    where = session.store.folder
    session.store.connection.execute("DELETE FROM entry")
    session.close()
    (tmp_path / "saved").mkdir()
    with pytest.raises(DamagedStoreError, match="Nothing could be saved"):
        keeping.rescue(where, PASSPHRASE, tmp_path / "saved")
    assert list((tmp_path / "saved").iterdir()) == []


def test_a_folder_that_holds_backups_is_told_from_a_backup(session: Session, tmp_path: Path) -> None:
    done = keeping.backup(session, tmp_path / "stick")
    with pytest.raises(NotAStoreError) as told:
        keeping.restore(tmp_path / "stick", tmp_path / "back", PASSPHRASE)
    assert done.path.name in told.value.advice
    assert "inspector-app new" not in str(told.value)
    (tmp_path / "bare").mkdir()
    with pytest.raises(NotAStoreError) as told:
        keeping.restore(tmp_path / "bare", tmp_path / "back", PASSPHRASE)
    assert "inspector-app new" not in str(told.value)
    assert not (tmp_path / "back").exists()


def test_rescue_refuses_a_store_of_a_newer_version_and_leaves_nothing_behind(
    session: Session, tmp_path: Path
) -> None:
    _fill(session, 3)
    where = session.store.folder
    session.store.connection.execute("PRAGMA user_version = 99")
    session.close()
    with pytest.raises(NewerStoreError, match="format 99"):
        keeping.rescue(where, PASSPHRASE, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_the_doctor_looks_at_what_it_needs_and_tells_no_person(tmp_path: Path) -> None:
    found = {check.name: check for check in doctor.examine(tmp_path / "not there yet")}
    assert found["encrypted database"].ok
    assert "SQLCipher" in found["encrypted database"].detail
    assert found["framework packs"].ok
    assert found["home"].ok
    assert found["fonts"].ok
    assert not (tmp_path / "not there yet").exists()


def test_the_doctor_says_so_where_there_is_no_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_font_folders", lambda: (tmp_path, tmp_path / "none"))
    told = {check.name: check for check in doctor.examine(tmp_path)}["fonts"]
    assert (told.ok, told.detail) == (False, "none: the window would show no letters")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "One.TTF").write_bytes(b"")
    assert {check.name: check for check in doctor.examine(tmp_path)}["fonts"].ok


def test_rescue_reads_a_store_that_lacks_its_last_pages(session: Session, tmp_path: Path) -> None:
    records = _fill(session)
    where = session.store.folder
    session.close()
    path = folder.database(where)
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - 8 * engine.PAGE_BYTES)
    saved = keeping.rescue(where, PASSPHRASE, tmp_path / "saved")
    assert saved.lost
    with sessions.unlock(tmp_path / "saved", PASSPHRASE) as opened:
        left = [rec for rec in records if opened.store.find(rec) is not None]
        assert len(left) > len(records) // 2


def test_nothing_that_prints_a_session_prints_its_keys(session: Session) -> None:
    told = repr(session) + repr(session.device)
    assert session.device.signing_key not in told
    assert session.device.identity not in told


def test_a_look_at_the_start_finds_a_page_that_was_changed(session: Session) -> None:
    _fill(session, 60)
    assert keeping.look(session).ok
    where = session.store.folder
    session.close()
    path = folder.database(where)
    data = bytearray(path.read_bytes())
    data[-3 * engine.PAGE_BYTES + 100] ^= 1
    path.write_bytes(data)
    with sessions.unlock(where, PASSPHRASE) as opened:
        assert keeping.look(opened).ok is False
