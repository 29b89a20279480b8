"""What an organisation decides for its computers counts in every store, and a faulty policy stops the work."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest

from inspector_app.crypto import sealing
from inspector_app.crypto.keys import Cost, WrongPassphraseError
from inspector_app.services import doctor, keeping, new_key, passphrases, policy
from inspector_app.services import session as sessions
from inspector_app.services.policy import Policy, PolicyError
from inspector_app.services.session import NewStore
from inspector_app.store.errors import UnsafePlaceError

PASSPHRASE = "twelve small owls"


@pytest.fixture
def decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes the policy of this computer."""
    path = tmp_path / "policy.toml"
    monkeypatch.setattr(policy, "_here", lambda: path)

    def write(*lines: str, head: str = f'format = "{policy.FORMAT}"') -> None:
        path.write_text("\n".join((head, *lines)), "utf-8")

    return write


def made(where: Path, **more: str) -> Path:
    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="Ada", role="inspector",
        start="2026-11-02", passphrase=PASSPHRASE, cost=Cost(memory_kib=64, iterations=1, lanes=1), **more,
    )  # fmt: skip
    sessions.new_store(told).close()
    return where


def test_without_a_policy_everything_is_as_usual(tmp_path: Path) -> None:
    assert policy.present(tmp_path / "none.toml") == Policy()
    assert policy.present(tmp_path / "none" / "policy.toml") == Policy()


def test_the_organisations_key_opens_every_new_store(tmp_path: Path, decide) -> None:
    identity, other = sealing.new_identity(), sealing.new_identity()
    decide(f'recovery_recipient = "{sealing.recipient_of(identity)}"')
    where = made(tmp_path / "a")
    passphrases.recover(where, identity=identity, new="nine tall herons wade")
    sessions.unlock(where, "nine tall herons wade").close()
    named = made(tmp_path / "b", recovery=sealing.recipient_of(other))
    assert set(passphrases.ways_in(named).recovery) == {
        sealing.recipient_of(one) for one in (identity, other)
    }


def test_where_the_keychain_is_not_wanted_it_opens_nothing(tmp_path: Path, decide) -> None:
    before = made(tmp_path / "before")
    sessions.unlock(before, None).close()
    decide("keychain = false")
    for where in (before, made(tmp_path / "after")):
        assert not passphrases.ways_in(where).keychain
        with pytest.raises(WrongPassphraseError, match="wants the passphrase"):
            sessions.unlock(where, None)
        with sessions.unlock(where, PASSPHRASE):
            pass
        assert not passphrases.keep_in_keychain(where, sessions.data_key(where, PASSPHRASE))


def test_only_the_policy_lets_a_store_stand_in_a_synced_folder(tmp_path: Path, decide) -> None:
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    with pytest.raises(UnsafePlaceError, match="Dropbox"):
        made(synced / "a")
    decide("allow_synced_store = true")
    where = made(synced / "a")
    new_key.renew_key(where, passphrase=PASSPHRASE)
    keeping.rescue(where, PASSPHRASE, synced / "saved")
    sessions.unlock(where, PASSPHRASE).close()
    assert "synced folders" in {one.name: one for one in doctor.examine(tmp_path)}["policy"].detail
    decide("allow_synced_store = false")
    for opens in (
        lambda: sessions.unlock(where, PASSPHRASE),
        lambda: new_key.renew_key(where, passphrase=PASSPHRASE),
        lambda: keeping.rescue(where, PASSPHRASE, synced / "again"),
    ):
        with pytest.raises(UnsafePlaceError):
            opens()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["idle_minutes = 0"], "idle_minutes is not a whole number from 1 to 60"),
        (["idle_minutes = true"], "idle_minutes is not"),
        (["open_elsewhere = 1"], "open_elsewhere is neither true nor false"),
        (['save_copies = "yes"'], "save_copies is neither"),
        (["keep_originals = 0"], "keep_originals is neither"),
        (['keychain = "no"'], "keychain is neither"),
        (["backup_days = 4000"], "backup_days is not a whole number from 0 to 3650"),
        (["allow_synced_store = 1"], "allow_synced_store is neither"),
        (['recovery_recipient = "age1short"'], "recovery_recipient is not an age recipient"),
        (["colour = 3", "keychain = 1"], "colour is not a key of a policy; keychain is neither"),
        (["keychain = "], "cannot be read"),
    ],
)
def test_a_faulty_policy_is_told_with_every_fault_and_nothing_is_opened(
    tmp_path: Path, decide, lines, told
) -> None:
    where = made(tmp_path / "store")
    decide(*lines)
    with pytest.raises(PolicyError, match=told):
        sessions.unlock(where, PASSPHRASE)
    with pytest.raises(PolicyError, match=told):
        made(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_policy_of_another_format_is_refused(decide) -> None:
    decide(head='format = "inspector-app-policy/2"')
    with pytest.raises(PolicyError, match="format is not"):
        policy.present()


def test_it_is_told_what_the_policy_says_and_that_it_is_faulty(tmp_path: Path, decide) -> None:
    decide("idle_minutes = 5")
    told = {one.name: one for one in doctor.examine(tmp_path)}
    assert told["policy"].ok
    assert "after 5 minutes" in told["policy"].detail
    decide("idle_minutes = 500")
    assert not {one.name: one for one in doctor.examine(tmp_path)}["policy"].ok


def test_the_description_names_every_key_and_its_example_is_a_policy(tmp_path: Path) -> None:
    text = Path("resources/formats/policy.md").read_text("utf-8")
    rows = [line.split("|")[1].strip(" `") for line in text.splitlines() if line.startswith("| `")]
    assert rows == ["format", *Policy.__dataclass_fields__]
    example = tmp_path / "policy.toml"
    example.write_text(text.split("```toml\n")[1].split("```")[0], "utf-8")
    assert policy.present(example) != Policy()
    for system in ("win32", "darwin", "linux"):
        told = policy.place(system)
        assert str(told) in text, system
    assert isinstance(policy.place("win32"), PureWindowsPath)
    for words in (
        policy.FORMAT,
        f"from {policy.SHORTEST_IDLE} to {policy.LONGEST_IDLE}",
        f"`{Policy().idle_minutes}`",
        f"from 0 to {policy.LONGEST_BACKUPS}",
    ):
        assert words in text
