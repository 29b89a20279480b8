"""Wraps of the data key: what opens them, what does not, and what a key file that was tampered with brings."""

from __future__ import annotations

import base64
import json
import unicodedata
from dataclasses import asdict, replace

import pyrage
import pytest

from inspector_app.crypto import keys, sealing
from inspector_app.crypto.keys import Cost, DamagedKeysError, WrongPassphraseError
from inspector_app.errors import WorldError

STORE = "ab" * 16
PASSPHRASE = "twelve small owls"
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def key():
    return keys.new_key()


@pytest.fixture
def wrap(key):
    return keys.wrap_with_passphrase(key, PASSPHRASE, STORE, CHEAP)


def flipped(text, place):
    data = bytearray(base64.b64decode(text))
    data[place] ^= 1
    return base64.b64encode(bytes(data)).decode("ascii")


def test_the_passphrase_opens_its_wrap_and_another_does_not(key, wrap):
    assert keys.unwrap_with_passphrase(wrap, PASSPHRASE, STORE) == key
    for wrong in ("twelve small owl", "Twelve small owls", PASSPHRASE + " ", ""):
        with pytest.raises(WrongPassphraseError, match="does not open"):
            keys.unwrap_with_passphrase(wrap, wrong, STORE)


def test_the_key_of_the_keychain_opens_its_wrap_and_another_does_not(key):
    keeper = keys.new_key()
    wrap = keys.wrap_with_key(key, keeper, STORE, "account")
    assert keys.unwrap_with_key(wrap, keeper, STORE) == key
    assert keys.unwrap_with_key(wrap, keys.new_key(), STORE) is None
    assert wrap.account == "account"


@pytest.mark.parametrize("keeper", [b"", b"short", b"x" * 33])
def test_a_keychain_that_returns_something_else_opens_nothing(key, keeper):
    wrap = keys.wrap_with_key(key, keys.new_key(), STORE, "account")
    assert keys.unwrap_with_key(wrap, keeper, STORE) is None


def test_the_recovery_identity_opens_its_wrap_and_another_does_not(key):
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    wrap = keys.wrap_for_recovery(key, str(mine.to_public()), STORE)
    assert keys.unwrap_with_recovery(wrap, str(mine), STORE) == key
    for wrong in (str(other), "AGE-SECRET-KEY-1NONE", ""):
        with pytest.raises(WrongPassphraseError, match="recovery key"):
            keys.unwrap_with_recovery(wrap, wrong, STORE)
    with pytest.raises(DamagedKeysError, match="another store"):
        keys.unwrap_with_recovery(wrap, str(mine), "cd" * 16)


def test_a_key_with_a_line_feed_in_it_comes_back_from_recovery():
    mine = pyrage.x25519.Identity.generate()
    key = b"\n" * keys.KEY_BYTES
    wrap = keys.wrap_for_recovery(key, str(mine.to_public()), STORE)
    assert keys.unwrap_with_recovery(wrap, str(mine), STORE) == key


@pytest.mark.parametrize("recipient", ["", "age1none", "ssh-ed25519 AAAA"])
def test_what_is_no_recipient_is_refused(key, recipient):
    with pytest.raises(WorldError, match="not an age recipient"):
        keys.wrap_for_recovery(key, recipient, STORE)


def test_a_wrap_moved_to_another_store_or_kind_opens_nothing(key, wrap):
    with pytest.raises(WrongPassphraseError):
        keys.unwrap_with_passphrase(wrap, PASSPHRASE, "cd" * 16)
    with pytest.raises(WrongPassphraseError):
        keys.unwrap_with_passphrase(replace(wrap, kind="keychain"), PASSPHRASE, STORE)
    keeper = keys.new_key()
    assert keys.unwrap_with_key(keys.wrap_with_key(key, keeper, STORE, "a"), keeper, "cd" * 16) is None


@pytest.mark.parametrize("field", ["sealed", "nonce", "salt"])
def test_every_changed_byte_of_a_wrap_is_noticed(wrap, field):
    text = getattr(wrap, field)
    for place in range(len(base64.b64decode(text))):
        with pytest.raises(WrongPassphraseError):
            keys.unwrap_with_passphrase(replace(wrap, **{field: flipped(text, place)}), PASSPHRASE, STORE)


@pytest.mark.parametrize(
    "change",
    [
        {"cost": replace(CHEAP, iterations=2)},
        {"cost": replace(CHEAP, memory_kib=65)},
        {"cost": replace(CHEAP, lanes=2)},
    ],
)
def test_a_changed_cost_opens_nothing(wrap, change):
    with pytest.raises(WrongPassphraseError):
        keys.unwrap_with_passphrase(replace(wrap, **change), PASSPHRASE, STORE)


@pytest.mark.parametrize(
    "change",
    [
        {"cost": None},
        {"cost": replace(CHEAP, memory_kib=keys.MAX_MEMORY_KIB + 1)},
        {"cost": replace(CHEAP, memory_kib=7)},
        {"cost": replace(CHEAP, iterations=0)},
        {"cost": replace(CHEAP, iterations=keys.MAX_ITERATIONS + 1)},
        {"cost": replace(CHEAP, lanes=0)},
        {"cost": replace(CHEAP, lanes=-1)},
        {"salt": ""},
        {"salt": "AAAA"},
        {"salt": "not base64"},
        {"nonce": ""},
        {"nonce": "AAAA"},
        {"nonce": "é"},
        {"sealed": "="},
    ],
    ids=lambda change: "".join(f"{name}={str(value)[-30:]}" for name, value in change.items()),
)
def test_a_wrap_that_cannot_be_one_is_told_as_damage(wrap, change):
    with pytest.raises(DamagedKeysError, match="key file"):
        keys.unwrap_with_passphrase(replace(wrap, **change), PASSPHRASE, STORE)


@pytest.mark.parametrize("sealed", ["", "AAAA"])
def test_a_sealed_key_that_is_cut_opens_nothing(wrap, sealed):
    with pytest.raises(WrongPassphraseError):
        keys.unwrap_with_passphrase(replace(wrap, sealed=sealed), PASSPHRASE, STORE)


def test_two_wraps_of_one_key_share_nothing(key):
    one, two = (keys.wrap_with_passphrase(key, PASSPHRASE, STORE, CHEAP) for _ in range(2))
    assert (one.salt, one.nonce, one.sealed) != (two.salt, two.nonce, two.sealed)
    assert len({one.salt, two.salt}) == len({one.nonce, two.nonce}) == 2


def test_the_cost_is_the_dear_one_unless_told_and_stands_in_the_wrap(wrap):
    assert Cost() == Cost(memory_kib=256 * 1024, iterations=3, lanes=4)
    assert wrap.cost == CHEAP
    assert keys.describe(wrap)["cost"] == asdict(CHEAP)


def test_the_key_stands_nowhere_in_what_is_written(key, wrap):
    told = json.dumps(keys.describe(wrap))
    assert key.hex() not in told
    assert base64.b64encode(key).decode("ascii") not in told
    assert PASSPHRASE not in told


def test_accents_typed_in_either_unicode_form_open_the_store(key):
    typed = "a café near Zoë"
    apart = unicodedata.normalize("NFD", typed)
    assert apart != typed
    for one, other in ((typed, apart), (apart, typed)):
        wrap = keys.wrap_with_passphrase(key, one, STORE, CHEAP)
        assert keys.unwrap_with_passphrase(wrap, other, STORE) == key


def test_half_a_character_in_a_passphrase_is_only_a_wrong_one(wrap):
    with pytest.raises(WrongPassphraseError):
        keys.unwrap_with_passphrase(wrap, PASSPHRASE + "\ud83d", STORE)


def test_a_wrap_comes_back_from_json_as_it_was(key, wrap):
    keeper = keys.new_key()
    for one in (wrap, keys.wrap_with_key(key, keeper, STORE, "account")):
        assert keys.read(json.loads(json.dumps(keys.describe(one)))) == one


@pytest.mark.parametrize(
    "change",
    [
        {"kind": ...},
        {"sealed": ...},
        {"nonce": ...},
        {"salt": ...},
        {"account": ...},
        {"sealed": 7},
        {"cost": {}},
        {"cost": {"memory_kib": 64, "iterations": 1}},
        {"cost": {"memory_kib": 64, "iterations": 1, "lanes": 1, "more": 1}},
        {"cost": {"memory_kib": "64", "iterations": 1, "lanes": 1}},
        {"cost": {"memory_kib": 64.0, "iterations": 1, "lanes": 1}},
        {"cost": {"memory_kib": 64, "iterations": True, "lanes": 1}},
        {"cost": {"memory_kib": 64, "iterations": 1, "lanes": None}},
        {"cost": 7},
        {"cost": [64, 1, 1]},
    ],
    ids=str,
)
def test_a_wrap_with_a_field_missing_or_of_another_type_is_damage(wrap, change):
    told = {**keys.describe(wrap), **change}
    told = {name: value for name, value in told.items() if value is not ...}
    with pytest.raises(DamagedKeysError, match="damaged"):
        keys.read(told)


@pytest.mark.parametrize("told", [None, [], "wrap", 7])
def test_what_is_no_object_is_no_wrap(told):
    with pytest.raises(DamagedKeysError, match="damaged"):
        keys.read(told)


def test_an_identity_opens_only_under_its_key_and_in_its_row():
    keeper = keys.new_key()
    sealed = keys.seal_identity(keeper, "Zoë, 7 May 2014", "record")
    assert keys.open_identity(keeper, sealed, "record") == "Zoë, 7 May 2014"
    assert b"2014" not in sealed
    wrong = (
        (keys.new_key(), sealed, "record"),
        (keeper, sealed, "other"),
        (keeper, sealed[:-1], "record"),
        (keeper, sealed[:5], "record"),
        (keeper, b"", "record"),
    )
    for changed in wrong:
        with pytest.raises(DamagedKeysError, match="identity of a child"):
            keys.open_identity(*changed)


def test_a_guess_is_made_as_dear_as_this_computer_allows_and_never_cheaper():
    least = Cost(memory_kib=1024, iterations=2, lanes=1)
    dear = keys.calibrated(30, least=least)
    assert (dear.memory_kib, dear.lanes, dear.iterations) == (1024, 1, keys.MOST_PASSES)
    assert keys.calibrated(1e-9, least=least) == least


def test_a_key_on_a_sheet_opens_its_own_kind_of_wrap_only():
    key, identity = keys.new_key(), sealing.new_identity()
    wrap = keys.wrap_for_recovery(key, sealing.recipient_of(identity), "store", "sheet")
    assert keys.unwrap_with_recovery(wrap, identity, "store") == key
    with pytest.raises(keys.DamagedKeysError):
        keys.unwrap_with_recovery(replace(wrap, kind="recovery"), identity, "store")
