"""A store encrypted anew: the old key opens nothing, and a kill at any step leaves a store that opens."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import pytest

from inspector_app.crypto import keys, sealing
from inspector_app.crypto.keys import WrongPassphraseError
from inspector_app.errors import WorldError
from inspector_app.services import evidence, keeping, new_key, passphrases
from inspector_app.services import session as sessions
from inspector_app.services.session import NewStore
from inspector_app.store import drafts, engine, folder, open_store, rekeying
from inspector_app.store.drafts import Draft
from inspector_app.store.errors import DamagedStoreError, StoreLockedError, StoreWriteError

PASSPHRASE = "twelve small owls"
CHEAP = keys.Cost(memory_kib=64, iterations=1, lanes=1)
WORDS = "Visits were late twice in May."


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    where = tmp_path / "store"
    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="Ada", role="inspector",
        start="2026-11-02", passphrase=PASSPHRASE, use_keychain=True, cost=CHEAP,
    )  # fmt: skip
    with sessions.new_store(told) as one:
        for number in range(20):
            evidence.record_evidence(one, text=f"{WORDS} {number}", source="case_file")
        drafts.keep(one.store, Draft("note", "", "evidence", {"text": "half a"}, ("text", 6), one.now()))
    return where


def holds_all(where: Path, passphrase: str | None = PASSPHRASE) -> bool:
    with sessions.unlock(where, passphrase) as one:
        assert keeping.check(one).problems == ()
        return (
            len(one.store.search("late")) == 20
            and [draft.fields["text"] for draft in drafts.found(one.store)] == ["half a"]
            and one.gone == 0
        )


def test_every_way_in_still_opens_the_store_and_the_old_key_does_not(closed: Path) -> None:
    identity = sealing.new_identity()
    passphrases.set_recovery(closed, passphrase=PASSPHRASE, recipient=sealing.recipient_of(identity))
    sheet = passphrases.make_sheet(closed, passphrase=PASSPHRASE)
    old = folder.unlock(closed, PASSPHRASE)
    kinds = new_key.renew_key(closed, passphrase=PASSPHRASE)
    new = folder.unlock(closed, PASSPHRASE)
    assert new != old
    assert set(kinds) == {"passphrase", "keychain", "recovery", "sheet"}
    with_keys = {folder.unlock_with_recovery(closed, one) for one in (identity, sheet.key)}
    assert with_keys | {folder.unlock(closed, None)} == {new}
    with pytest.raises(DamagedStoreError):
        open_store(closed, old)
    assert holds_all(closed)
    assert holds_all(closed, None)


def test_nothing_of_the_old_file_stays_in_the_folder(closed: Path) -> None:
    old = folder.unlock(closed, PASSPHRASE)
    new_key.renew_key(closed, passphrase=PASSPHRASE)
    assert {path.name for path in closed.iterdir()} <= {
        folder.DATABASE,
        folder.KEYS,
        folder.LOCK,
        folder.HEAD,
        "tries",
    }
    assert b"next" not in (closed / folder.KEYS).read_bytes()
    with pytest.raises(DamagedStoreError):
        engine.connect(folder.database(closed), old, read_only=True)


def test_an_open_store_and_a_wrong_passphrase_change_nothing(closed: Path) -> None:
    before = (closed / folder.KEYS).read_bytes()
    with sessions.unlock(closed, PASSPHRASE), pytest.raises(StoreLockedError):
        new_key.renew_key(closed, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        new_key.renew_key(closed, passphrase="not the passphrase")
    assert (closed / folder.KEYS).read_bytes() == before
    assert holds_all(closed)


def test_a_backup_made_before_opens_with_the_key_of_before(closed: Path, tmp_path: Path) -> None:
    with sessions.unlock(closed, PASSPHRASE) as one:
        copy = keeping.backup(one, tmp_path / "stick").path
    new_key.renew_key(closed, passphrase=PASSPHRASE)
    assert holds_all(copy)


def test_a_full_disk_leaves_the_store_as_it_was(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rekeying, "_fill", full)
    with pytest.raises(StoreWriteError, match="no room"):
        new_key.renew_key(closed, passphrase=PASSPHRASE)
    assert holds_all(closed)


def test_a_copy_that_lacks_a_row_is_not_put_in_place(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rekeying, "_differing", lambda _connection: 1)
    old = folder.unlock(closed, PASSPHRASE)
    with pytest.raises(DamagedStoreError, match="differs"):
        new_key.renew_key(closed, passphrase=PASSPHRASE)
    assert folder.unlock(closed, PASSPHRASE) == old
    assert holds_all(closed)


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_kill_at_any_step_leaves_a_store_that_opens_with_everything_in_it(closed: Path) -> None:
    """Every write to the folder that goes through the operating system by name, one after the other."""
    ended = False
    step = 0
    while not ended:
        step += 1
        pid = os.fork()
        if pid == 0:
            try:
                _die_at(step)
                new_key.renew_key(closed, passphrase=PASSPHRASE)
                os._exit(0)
            except BaseException:  # noqa: BLE001 - a forked child must never run on in the test's code
                traceback.print_exc()
            finally:
                os._exit(9)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert status in {0, 7}
        ended = status == 0
        assert holds_all(closed), step
    assert step > 6


def _die_at(step: int) -> None:
    left = [step]

    def counted(function):
        def run(*args, **named):
            left[0] -= 1
            if left[0] == 0:
                os._exit(7)
            return function(*args, **named)

        return run

    os.fsync = counted(os.fsync)
    Path.replace = counted(Path.replace)
    Path.unlink = counted(Path.unlink)
    rekeying._fill = counted(rekeying._fill)
    rekeying._differing = counted(rekeying._differing)


@pytest.mark.parametrize("told", ["[]", "{}", '{"salt": 3, "wraps": [{}]}', '{"salt": "ab", "wraps": []}'])
def test_a_key_file_with_a_damaged_second_set_is_told(closed: Path, told: str) -> None:
    path = closed / folder.KEYS
    path.write_text(path.read_text("utf-8").rstrip().rstrip("}") + f', "next": {told}}}', "utf-8")
    with pytest.raises(WorldError, match="damaged"):
        folder.read_keys(closed)
