"""The data key of a store and its wraps.

One random 256-bit key encrypts the store and is never derived from anything. It is kept only wrapped: by a
passphrase (Argon2id, RFC 9106), by a random key in the keychain of the operating system, and by the
organisation's recovery recipient (age). Changing a passphrase re-wraps 32 bytes and rewrites no evidence.
"""

# pyrage ships no type hints; everything it returns is checked here before it leaves this module.
# pyright: reportUnknownMemberType=false, reportAttributeAccessIssue=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import base64
import binascii
import secrets
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from inspector_app.errors import WorldError

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
MAX_MEMORY_KIB = 4 << 20
MAX_ITERATIONS = 64
MOST_PASSES = 16
"""Of new wraps: the same store may be opened on a much slower computer."""
GUESS_SECONDS = 0.5
_PURPOSE = "inspector-app data key"
_WORDS = ("kind", "sealed", "nonce", "salt", "account")
_COST = ("memory_kib", "iterations", "lanes")


class WrongPassphraseError(WorldError):
    """The passphrase does not open the store."""


class DamagedKeysError(WorldError):
    """The key file beside a store cannot be read."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess at a passphrase is made.

    Attributes:
        memory_kib: memory of one guess, in KiB.
        iterations: passes over that memory.
        lanes: threads.
    """

    memory_kib: int = 256 * 1024
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Wrap:
    """One sealed copy of the data key, as it stands in the key file (base64 where bytes).

    Attributes:
        kind: `passphrase`, `keychain`, `recovery` (the organisation's) or `sheet` (on paper).
        sealed: the sealed key.
        nonce: of AES-256-GCM; empty for `recovery` and `sheet`.
        salt: of Argon2id; empty otherwise.
        cost: of Argon2id; None otherwise.
        account: keychain account, or age recipient.
    """

    kind: str
    sealed: str
    nonce: str = ""
    salt: str = ""
    cost: Cost | None = None
    account: str = ""


def calibrated(seconds: float = GUESS_SECONDS, *, least: Cost | None = None) -> Cost:
    """Returns a cost at which one guess takes about this long on this computer.

    More passes are taken on a fast computer; a slow one is never given fewer than the least.

    Args:
        seconds: how long a guess should take.
        least: the cost below which nothing goes; the usual one where None.
    """
    least = least or Cost()
    began = time.perf_counter()
    _stretch("measured and thrown away", bytes(SALT_BYTES), least)
    took = max(time.perf_counter() - began, 1e-6)
    passes = round(least.iterations * seconds / took)
    return replace(least, iterations=max(least.iterations, min(passes, MOST_PASSES)))


def new_key() -> bytes:
    """Returns a fresh random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _to_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DamagedKeysError(
            "The key file of the store is damaged", advice="Restore it from a backup of the store's folder."
        ) from error


def _bound(store_id: str, kind: str) -> bytes:
    """What a wrap is bound to, so that it cannot be moved to another store or another kind."""
    return f"{_PURPOSE}/{store_id}/{kind}".encode()


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    lanes, memory = cost.lanes, cost.memory_kib
    possible = lanes >= 1 and 8 * lanes <= memory <= MAX_MEMORY_KIB
    if not possible or not 1 <= cost.iterations <= MAX_ITERATIONS:
        raise DamagedKeysError("The key file of the store asks for an impossible passphrase cost")
    if len(salt) != SALT_BYTES:
        raise DamagedKeysError("The key file of the store is damaged")
    # Keyboards of different systems write one accented letter as one code point or as two. A lone half of a
    # character can be typed into a window; it must be a wrong passphrase and no crash.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(typed)


def wrap_with_passphrase(key: bytes, passphrase: str, store_id: str, cost: Cost | None = None) -> Wrap:
    """Returns the data key sealed by a passphrase (Argon2id, then AES-256-GCM)."""
    cost = cost or Cost()
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    stretched = _stretch(passphrase, salt, cost)
    sealed = AESGCM(stretched).encrypt(nonce, key, _bound(store_id, "passphrase"))
    return Wrap("passphrase", _to_text(sealed), _to_text(nonce), _to_text(salt), cost)


def wrap_with_key(key: bytes, keeper: bytes, store_id: str, account: str) -> Wrap:
    """Returns the data key sealed by a key that the operating system's keychain holds."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(keeper).encrypt(nonce, key, _bound(store_id, "keychain"))
    return Wrap("keychain", _to_text(sealed), _to_text(nonce), account=account)


def wrap_for_recovery(key: bytes, recipient: str, store_id: str, kind: str = "recovery") -> Wrap:
    """Returns the data key sealed to an age recipient: the organisation's, or that of a sheet of paper.

    Args:
        key: the data key.
        recipient: the age recipient.
        store_id: name of the store.
        kind: `recovery` or `sheet`.

    Raises:
        WorldError: the recipient is not an X25519 recipient of age.
    """
    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
        sealed = pyrage.encrypt(_bound(store_id, kind) + b"\n" + key, [to])
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise WorldError(
            "The recovery recipient is not an age recipient", advice="It should begin with age1."
        ) from error
    return Wrap(kind, _to_text(sealed), account=recipient)


def _open(keeper: bytes, wrap: Wrap, store_id: str) -> bytes | None:
    nonce, sealed = _to_bytes(wrap.nonce), _to_bytes(wrap.sealed)
    if len(nonce) != NONCE_BYTES:
        raise DamagedKeysError("The key file of the store is damaged")
    if len(keeper) != KEY_BYTES:  # a keychain can return anything
        return None
    try:
        return AESGCM(keeper).decrypt(nonce, sealed, _bound(store_id, wrap.kind))
    except InvalidTag:
        return None


def unwrap_with_passphrase(wrap: Wrap, passphrase: str, store_id: str) -> bytes:
    """Returns the data key.

    Raises:
        WrongPassphraseError: the passphrase is not the one, or the wrap was changed.
        DamagedKeysError: the wrap cannot be read.
    """
    if wrap.cost is None:
        raise DamagedKeysError("The key file of the store lacks the cost of its passphrase")
    stretched = _stretch(passphrase, _to_bytes(wrap.salt), wrap.cost)
    key = _open(stretched, wrap, store_id)
    if key is None:
        raise WrongPassphraseError(
            "The passphrase does not open this store",
            advice="Check capitals and keyboard layout, then try again.",
        )
    return key


def unwrap_with_key(wrap: Wrap, keeper: bytes, store_id: str) -> bytes | None:
    """Returns the data key, or None when the keychain's key is not the one that sealed it.

    Raises:
        DamagedKeysError: the wrap cannot be read.
    """
    return _open(keeper, wrap, store_id)


def unwrap_with_recovery(wrap: Wrap, identity: str, store_id: str) -> bytes:
    """Returns the data key, opened with the organisation's age identity, or the one on a sheet.

    Raises:
        WrongPassphraseError: the identity does not open it.
    """
    try:
        me = pyrage.x25519.Identity.from_str(identity)
        bound, _, key = pyrage.decrypt(_to_bytes(wrap.sealed), [me]).partition(b"\n")
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise WrongPassphraseError("The recovery key does not open this store") from error
    if bound != _bound(store_id, wrap.kind) or len(key) != KEY_BYTES:
        raise DamagedKeysError("The recovery copy of the key belongs to another store")
    return key


def describe(wrap: Wrap) -> dict[str, Any]:
    """Returns a wrap as JSON for the key file."""
    return asdict(wrap)


def read(told: Mapping[str, Any]) -> Wrap:
    """Returns the wrap that the key file tells.

    Raises:
        DamagedKeysError: a field is missing or of another type, or the cost has another field.
    """
    try:
        cost = told["cost"]
        words: dict[str, Any] = {name: told[name] for name in _WORDS}
        found = (
            None if cost is None else Cost(**{name: cost[name] for name in dict.fromkeys((*_COST, *cost))})
        )
    except (KeyError, TypeError) as error:
        raise DamagedKeysError("The key file of the store is damaged") from error
    whole = True if found is None else all(type(value) is int for value in asdict(found).values())
    if not whole or not all(isinstance(value, str) for value in words.values()):
        raise DamagedKeysError("The key file of the store is damaged")
    return Wrap(**words, cost=found)


def seal_identity(keeper: bytes, text: str, bound: str) -> bytes:
    """Returns a child's identity sealed under the identity key (AES-256-GCM, random nonce in front)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(keeper).encrypt(nonce, text.encode("utf-8"), bound.encode("utf-8"))


def open_identity(keeper: bytes, sealed: bytes, bound: str) -> str:
    """Returns a child's identity.

    Raises:
        DamagedKeysError: the key is another one, or the row was moved or changed.
    """
    try:
        told = AESGCM(keeper).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound.encode("utf-8"))
    except (InvalidTag, ValueError) as error:
        raise DamagedKeysError("The identity of a child cannot be opened") from error
    return told.decode("utf-8")
