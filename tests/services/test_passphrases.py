from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.crypto import sealing, strength
from inspector_app.crypto.keys import WrongPassphraseError
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import evidence, passphrases
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import folder, tries
from inspector_app.store.errors import StoreLockedError

OLD, NEW = "twelve small owls", "nine tall herons wade"


@pytest.fixture
def closed(session: Session) -> Path:
    evidence.record_evidence(session, text="Seen alone.", source="case_file")
    where = session.store.folder
    session.close()
    return where


def opens(where: Path, passphrase: str) -> bool:
    try:
        with sessions.unlock(where, passphrase) as opened:
            return [r.get("text") for r in opened.store.records("evidence")] == ["Seen alone."]
    except WrongPassphraseError:
        return False


def test_a_changed_passphrase_opens_the_store_and_the_old_one_does_not(closed: Path) -> None:
    before = folder.database(closed).read_bytes()
    passphrases.change_passphrase(closed, old=OLD, new=NEW)
    assert folder.database(closed).read_bytes() == before
    assert opens(closed, NEW)
    assert not opens(closed, OLD)


def test_a_wrong_old_passphrase_changes_nothing(closed: Path) -> None:
    with pytest.raises(WrongPassphraseError):
        passphrases.change_passphrase(closed, old="not the passphrase", new=NEW)
    assert opens(closed, OLD)


@pytest.mark.parametrize(
    "weak", ["short one", "passwordpassword", "Fernshire2026!!", "qwertyuiopas", "a" * 40]
)
def test_a_passphrase_that_is_easy_to_guess_is_refused_with_the_reason(closed: Path, weak: str) -> None:
    with pytest.raises(RefusedError, match="cannot be used: it is"):
        passphrases.change_passphrase(closed, old=OLD, new=weak, known=("Fernshire",))
    assert opens(closed, OLD)


def test_three_words_are_strong_enough_and_a_long_text_is_no_trouble() -> None:
    assert strength.weakness("twelve small owls") == ""
    assert strength.weakness("nine tall herons wade " * 40) == ""


def test_the_store_that_is_open_elsewhere_keeps_its_passphrase(session: Session) -> None:
    with pytest.raises(StoreLockedError):
        passphrases.change_passphrase(session.store.folder, old=OLD, new=NEW)
    passphrases.change_passphrase(session.store.folder, old=OLD, new=NEW, session=session)
    where = session.store.folder
    session.close()
    sessions.unlock(where, NEW).close()


def test_the_recovery_key_gives_a_lost_store_a_new_passphrase(closed: Path) -> None:
    identity = sealing.new_identity()
    passphrases.set_recovery(closed, passphrase=OLD, recipient=sealing.recipient_of(identity))
    assert passphrases.ways_in(closed).recovery == (sealing.recipient_of(identity),)
    passphrases.recover(closed, identity=identity + "\n", new=NEW)
    assert opens(closed, NEW)
    assert not opens(closed, OLD)


def test_another_organisations_key_recovers_nothing(closed: Path) -> None:
    passphrases.set_recovery(closed, passphrase=OLD, recipient=sealing.recipient_of(sealing.new_identity()))
    with pytest.raises(WrongPassphraseError):
        passphrases.recover(closed, identity=sealing.new_identity(), new=NEW)
    assert opens(closed, OLD)


def test_recovery_can_be_taken_away_again(closed: Path) -> None:
    identity = sealing.new_identity()
    passphrases.set_recovery(closed, passphrase=OLD, recipient=sealing.recipient_of(identity))
    passphrases.set_recovery(closed, passphrase=OLD, recipient="")
    with pytest.raises(WrongPassphraseError):
        passphrases.recover(closed, identity=identity, new=NEW)


def test_what_is_no_recipient_is_refused_and_changes_nothing(closed: Path) -> None:
    before = (closed / folder.KEYS).read_bytes()
    with pytest.raises(WorldError, match="not an age recipient"):
        passphrases.set_recovery(closed, passphrase=OLD, recipient="ssh-ed25519 AAAA")
    assert (closed / folder.KEYS).read_bytes() == before


def test_the_keychain_opens_the_store_once_it_was_asked_to(closed: Path) -> None:
    assert passphrases.ways_in(closed).keychain is False
    assert passphrases.keep_in_keychain(closed, folder.unlock(closed, OLD)) is True
    assert passphrases.ways_in(closed).keychain is True
    sessions.unlock(closed, None).close()


def test_a_wait_of_one_second_is_told_in_the_singular(closed: Path) -> None:
    told: list[str] = []
    for _ in range(4):
        with pytest.raises(WrongPassphraseError) as refused:
            sessions.data_key(closed, "not the passphrase", lambda _seconds: None)
        told.append(str(refused.value))
    assert told[2].endswith("takes 1 second longer.")
    assert told[3].endswith("takes 2 seconds longer.")


def test_wrong_passphrases_make_the_next_try_slower_even_after_a_restart(closed: Path) -> None:
    waits: list[float] = []
    for _ in range(6):
        with pytest.raises(WrongPassphraseError):
            sessions.data_key(closed, "not the passphrase", waits.append)
    assert waits == [0, 0, 0, 1, 2, 4]
    with pytest.raises(WrongPassphraseError, match="takes 16 seconds longer"):
        sessions.data_key(closed, "not the passphrase", waits.append)
    sessions.data_key(closed, OLD, waits.append)
    assert waits[-1] == 16
    assert tries.wrong(closed) == 0


def test_a_count_of_tries_that_cannot_be_read_stands_in_nobodys_way(closed: Path) -> None:
    (closed / tries.FILE).write_bytes(b"many")
    assert opens(closed, OLD)


def test_the_key_of_a_printed_sheet_gives_a_lost_store_a_new_passphrase(closed: Path) -> None:
    sheet = passphrases.make_sheet(closed, passphrase=OLD)
    assert passphrases.ways_in(closed).sheet
    printed = "\n".join(passphrases.sheet_lines(sheet))
    begin = printed.index("AGE-")
    typed = printed[begin : printed.index("To use it")].lower()
    passphrases.recover(closed, identity=passphrases.typed_identity(typed), new=NEW)
    assert opens(closed, NEW)


def test_a_second_sheet_makes_the_first_worthless_and_leaves_the_organisations_key(closed: Path) -> None:
    identity = sealing.new_identity()
    passphrases.set_recovery(closed, passphrase=OLD, recipient=sealing.recipient_of(identity))
    first = passphrases.make_sheet(closed, passphrase=OLD)
    second = passphrases.make_sheet(closed, passphrase=OLD)
    with pytest.raises(WrongPassphraseError):
        passphrases.recover(closed, identity=first.key, new=NEW)
    passphrases.recover(closed, identity=second.key, new=NEW)
    passphrases.recover(closed, identity=identity, new=OLD)
    assert opens(closed, OLD)


def test_a_withdrawn_sheet_opens_nothing(closed: Path) -> None:
    sheet = passphrases.make_sheet(closed, passphrase=OLD)
    assert passphrases.withdraw_sheet(closed, passphrase=OLD)
    assert not passphrases.withdraw_sheet(closed, passphrase=OLD)
    with pytest.raises(WrongPassphraseError):
        passphrases.recover(closed, identity=sheet.key, new=NEW)


def test_no_sheet_is_made_without_the_passphrase(closed: Path) -> None:
    before = (closed / folder.KEYS).read_bytes()
    with pytest.raises(WrongPassphraseError):
        passphrases.make_sheet(closed, passphrase="not the passphrase")
    assert (closed / folder.KEYS).read_bytes() == before


def test_a_sheet_is_not_shown_where_a_value_is_printed(closed: Path) -> None:
    sheet = passphrases.make_sheet(closed, passphrase=OLD)
    assert sheet.key not in repr(sheet)
