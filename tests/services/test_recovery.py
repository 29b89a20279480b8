"""The organisation's key opens every store, whenever policy or roster named it, and no evidence is rewritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import roster as roster_files
from inspector_app.crypto import keys, sealing
from inspector_app.crypto.keys import WrongPassphraseError
from inspector_app.services import evidence, new_key, passphrases, policy, recovery, rosters
from inspector_app.services import session as sessions
from inspector_app.services.policy import Policy
from inspector_app.services.session import Session
from inspector_app.store import folder
from inspector_app.store.errors import StoreWriteError

PASSPHRASE = "twelve small owls"
ONE, TWO, THREE = (sealing.new_identity() for _ in range(3))


def named(*identities: str) -> set[str]:
    return {sealing.recipient_of(identity) for identity in identities}


def ways(where: Path) -> set[str]:
    told = passphrases.ways_in(where).recovery
    assert len(told) == len(set(told))
    return set(told)


@pytest.fixture
def decide(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the recipient of the policy of this computer; an empty identity for none."""

    def one(identity: str) -> None:
        told = Policy(recovery_recipient=sealing.recipient_of(identity) if identity else "")
        monkeypatch.setattr(policy, "present", lambda: told)

    return one


@pytest.fixture
def closed(session: Session) -> Path:
    evidence.record_evidence(session, text="Seen alone.", source="case_file")
    session.close()
    return session.store.folder


def opened(where: Path) -> None:
    sessions.unlock(where, PASSPHRASE).close()


def trusts(session: Session, place: Path, escrow: str) -> None:
    rosters.init_roster(session, folder=str(place), escrow=sealing.recipient_of(escrow))
    rosters.trust_roster(session, folder=str(place))


def test_a_recipient_that_the_policy_names_later_reaches_the_stores_that_are_there(
    closed: Path, decide: Callable[[str], None]
) -> None:
    before = folder.database(closed).read_bytes()
    assert ways(closed) == set()
    decide(ONE)
    opened(closed)
    assert ways(closed) == named(ONE)
    assert folder.unlock_with_recovery(closed, ONE) == folder.unlock(closed, PASSPHRASE)
    assert len(folder.database(closed).read_bytes()) == len(before)
    told = (closed / folder.KEYS).read_bytes()
    opened(closed)
    assert (closed / folder.KEYS).read_bytes() == told


def test_another_recipient_of_the_policy_takes_the_place_of_the_one_before(
    closed: Path, decide: Callable[[str], None]
) -> None:
    passphrases.set_recovery(closed, passphrase=PASSPHRASE, recipient=sealing.recipient_of(THREE))
    for identity in (ONE, TWO):
        decide(identity)
        opened(closed)
    assert ways(closed) == named(TWO, THREE)
    with pytest.raises(WrongPassphraseError):
        folder.unlock_with_recovery(closed, ONE)


def test_a_policy_that_is_missing_costs_no_way_in(closed: Path, decide: Callable[[str], None]) -> None:
    decide(ONE)
    opened(closed)
    decide("")
    opened(closed)
    assert ways(closed) == named(ONE)


def test_what_somebody_took_away_by_hand_comes_back_where_the_policy_names_it(
    closed: Path, decide: Callable[[str], None]
) -> None:
    decide(ONE)
    opened(closed)
    passphrases.set_recovery(closed, passphrase=PASSPHRASE, recipient="")
    assert ways(closed) == set()
    opened(closed)
    assert ways(closed) == named(ONE)


def test_the_escrow_of_a_roster_opens_the_store_as_soon_as_the_roster_is_trusted(
    session: Session, tmp_path: Path
) -> None:
    trusts(session, tmp_path / "roster", ONE)
    where = session.store.folder
    assert ways(where) == named(ONE)
    session.close()
    passphrases.recover(where, identity=ONE, new="nine tall herons wade")
    sessions.unlock(where, "nine tall herons wade").close()


def test_another_escrow_in_a_later_roster_takes_the_place_of_the_one_before(
    session: Session, tmp_path: Path, decide: Callable[[str], None]
) -> None:
    place = tmp_path / "roster"
    trusts(session, place, ONE)
    decide(THREE)
    told = roster_files.load_roster(place, pinned=rosters.owner_key(session).fingerprint)
    told = roster_files.add_recipient(told, roster_files.ESCROW, sealing.recipient_of(TWO))
    roster_files.sign_roster(place, told, rosters.owner_key(session))
    rosters.trust_roster(session, folder=str(place))
    assert ways(session.store.folder) == named(TWO, THREE)


def test_a_roster_that_was_trusted_before_this_was_known_reaches_the_store_at_its_next_opening(
    session: Session, tmp_path: Path
) -> None:
    trusts(session, tmp_path / "roster", ONE)
    where = session.store.folder
    with session.store.changing() as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (recovery.FACT,))
    session.close()
    passphrases.set_recovery(where, passphrase=PASSPHRASE, recipient="")
    opened(where)
    assert ways(where) == named(ONE)


def test_one_recipient_named_twice_is_sealed_to_once_and_stays_while_either_names_it(
    session: Session, tmp_path: Path, decide: Callable[[str], None]
) -> None:
    decide(ONE)
    trusts(session, tmp_path / "roster", ONE)
    where = session.store.folder
    session.close()
    assert ways(where) == named(ONE)
    decide(TWO)
    opened(where)
    assert ways(where) == named(ONE, TWO)


def test_a_store_that_is_rekeyed_keeps_its_recovery(closed: Path, decide: Callable[[str], None]) -> None:
    decide(ONE)
    opened(closed)
    new_key.renew_key(closed, passphrase=PASSPHRASE)
    assert folder.unlock_with_recovery(closed, ONE) == folder.unlock(closed, PASSPHRASE)


def test_a_full_disk_keeps_no_store_from_opening_and_the_next_opening_tries_again(
    closed: Path, decide: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreWriteError("The disk is full")

    decide(ONE)
    with monkeypatch.context() as patch:
        patch.setattr(recovery.folder, "write_keys", full)
        opened(closed)
    assert ways(closed) == set()
    opened(closed)
    assert ways(closed) == named(ONE)


def test_the_key_is_kept_no_longer_than_the_store_is_open(session: Session) -> None:
    held = session._key
    assert held == folder.unlock(session.store.folder, PASSPHRASE)
    session.close()
    assert held == bytes(keys.KEY_BYTES)
