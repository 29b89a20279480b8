"""Ways into a store: its passphrase, the organisation's recovery key, the keychain. No evidence is rewritten.

Each of these writes 32 sealed bytes anew, whole or not at all, and opens them again before it says so.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.crypto import keys, sealing, strength
from inspector_app.crypto.keys import Cost, Wrap
from inspector_app.errors import BugError, RefusedError, WorldError
from inspector_app.services import policy
from inspector_app.services.session import Session, data_key
from inspector_app.store import folder
from inspector_app.store.folder import KeyFile


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What opens a store.

    Attributes:
        passphrase: whether a passphrase does.
        keychain: whether the keychain of this computer does.
        recovery: the organisation's age recipients whose key does.
        sheet: whether the key on a printed sheet does.
    """

    passphrase: bool
    keychain: bool
    recovery: tuple[str, ...]
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on a recovery sheet; kept nowhere but on the paper.

    Attributes:
        store_id: random name of the store, so that a sheet is not mistaken for another's.
        key: private age identity that opens the store.
    """

    store_id: str
    key: str = field(repr=False)


def refuse_weak(passphrase: str, known: Iterable[str] = ()) -> None:
    """Refuses a passphrase that is too easy to guess.

    Args:
        passphrase: the new one.
        known: words that anybody would try first, such as the authority's name.

    Raises:
        RefusedError: it is; the sentence says why.
    """
    if why := strength.weakness(passphrase, known):
        raise RefusedError(f"This passphrase cannot be used: {why}", advice="Three or four words do well.")


def ways_in(where: Path) -> WaysIn:
    """Returns what opens a store.

    Raises:
        NotAStoreError, DamagedStoreError: as they say.
    """
    from inspector_app.crypto import keychain  # noqa: PLC0415 - slow to load, and not always asked

    wraps = folder.read_keys(where).wraps
    return WaysIn(
        passphrase=any(wrap.kind == "passphrase" for wrap in wraps),
        keychain=policy.present().keychain
        and any(wrap.kind == "keychain" and keychain.fetch(wrap.account) for wrap in wraps),
        recovery=tuple(wrap.account for wrap in wraps if wrap.kind == "recovery"),
        sheet=any(wrap.kind == "sheet" for wrap in wraps),
    )


def change_passphrase(
    where: Path,
    *,
    old: str,
    new: str,
    known: Iterable[str] = (),
    cost: Cost | None = None,
    session: Session | None = None,
) -> None:
    """Puts a new passphrase in place of the old one.

    Args:
        where: the store's folder.
        old: its passphrase.
        new: the new one.
        known: words that anybody would try first.
        cost: of the new one; that of the old one where None.
        session: the open session, where this window has the store open.

    Raises:
        RefusedError: the new one is too easy to guess.
        WrongPassphraseError: the old one does not open the store; nothing was changed.
        StoreLockedError, StoreWriteError: as they say; nothing was changed.
    """
    refuse_weak(new, known)
    with _held(where, session):
        key = data_key(where, old)
        _wrap_anew(where, key, new, cost)


def identity_in(path: Path) -> str:
    """Returns the line of an age key file that is the identity; lines that begin with # are remarks.

    Raises:
        WorldError: the file cannot be read, or holds no identity or several.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WorldError("The recovery key cannot be read", where=path) from error
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if len(found) != 1:
        raise WorldError("The file holds no age identity, or more than one", where=path)
    return found[0]


SHEET_KEY = "AGE-SECRET-KEY-1"


def typed_identity(text: str) -> str:
    """Returns the key as typed from a sheet: in capitals, without the gaps that make it readable."""
    return "".join(text.split()).upper()


def make_sheet(where: Path, *, passphrase: str, session: Session | None = None) -> Sheet:
    """Makes a key for a recovery sheet, in place of the one before, and opens the store's key with it.

    Args:
        where: the store's folder.
        passphrase: its passphrase.
        session: the open session, where this window has the store open.

    Raises:
        WrongPassphraseError: the passphrase does not open the store; nothing was changed.
        StoreLockedError, StoreWriteError: as they say; nothing was changed.
    """
    with _held(where, session):
        key = data_key(where, passphrase)
        file = folder.read_keys(where)
        identity = sealing.new_identity()
        fresh = keys.wrap_for_recovery(key, sealing.recipient_of(identity), file.store_id, "sheet")
        if keys.unwrap_with_recovery(fresh, identity, file.store_id) != key:
            raise BugError("a new wrap of the data key does not open")
        others = tuple(wrap for wrap in file.wraps if wrap.kind != "sheet")
        folder.write_keys(where, KeyFile(file.store_id, (*others, fresh)))
    return Sheet(file.store_id, identity)


def sheet_lines(sheet: Sheet) -> list[str]:
    """Returns what stands on a recovery sheet, line by line."""
    secret = sheet.key.removeprefix(SHEET_KEY)
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return [
        "Recovery sheet for an evidence store of inspector-app",
        "",
        f"Store: {sheet.store_id}",
        "",
        "Whoever holds this sheet and the laptop can read everything in the store.",
        "Keep it locked away, apart from the laptop. It opens this store, and",
        "backups of it that are made from now on; nothing else.",
        "",
        "Key; gaps and small letters do not matter:",
        "",
        SHEET_KEY,
        *(" ".join(groups[at : at + 5]) for at in range(0, len(groups), 5)),
        "",
        "To use it: where the app asks for the passphrase, choose",
        "“The passphrase is lost…” and type the key in, all lines of it,",
        "or run: inspector-app passphrase recover STORE -",
        "A sheet that was lost or used is made worthless by a new one.",
    ]


def withdraw_sheet(where: Path, *, passphrase: str, session: Session | None = None) -> bool:
    """Makes every sheet that was printed worthless, as when one was lost; returns whether there was one.

    Raises:
        WrongPassphraseError: the passphrase does not open the store; nothing was changed.
    """
    with _held(where, session):
        data_key(where, passphrase)
        file = folder.read_keys(where)
        others = tuple(wrap for wrap in file.wraps if wrap.kind != "sheet")
        if len(others) == len(file.wraps):
            return False
        folder.write_keys(where, KeyFile(file.store_id, others))
    return True


def recover(
    where: Path, *, identity: str, new: str, known: Iterable[str] = (), cost: Cost | None = None
) -> None:
    """Sets a new passphrase, when the old one is lost, with the organisation's key or that of a sheet.

    Args:
        where: the store's folder.
        identity: the age identity of the recovery recipient or on the sheet.
        new: the new passphrase.
        known: words that anybody would try first.
        cost: of the new one; that of the old one where None.

    Raises:
        RefusedError: the new one is too easy to guess.
        WrongPassphraseError: the identity does not open this store.
    """
    refuse_weak(new, known)
    with _held(where, None):
        _wrap_anew(where, folder.unlock_with_recovery(where, identity.strip()), new, cost)


def set_recovery(where: Path, *, passphrase: str, recipient: str, session: Session | None = None) -> None:
    """Lets the organisation's recovery key open a store; an empty recipient takes that away.

    Raises:
        WrongPassphraseError: the passphrase does not open the store; nothing was changed.
        WorldError: the recipient is not one of age.
    """
    with _held(where, session):
        key = data_key(where, passphrase)
        file = folder.read_keys(where)
        others = tuple(wrap for wrap in file.wraps if wrap.kind != "recovery")
        added = (keys.wrap_for_recovery(key, recipient, file.store_id),) if recipient else ()
        folder.write_keys(where, KeyFile(file.store_id, others + added))


def keep_in_keychain(where: Path, key: bytes) -> bool:
    """Lets the keychain of this computer open a store; returns whether it does from now on."""
    from inspector_app.crypto import keychain  # noqa: PLC0415 - slow to load, and not always asked

    if not policy.present().keychain:
        return False
    file = folder.read_keys(where)
    if any(wrap.kind == "keychain" and keychain.fetch(wrap.account) for wrap in file.wraps):
        return True
    keeper = keys.new_key()
    if not keychain.available() or not keychain.keep(file.store_id, keeper):
        return False
    wrap = keys.wrap_with_key(key, keeper, file.store_id, file.store_id)
    others = tuple(one for one in file.wraps if one.kind != "keychain")
    folder.write_keys(where, KeyFile(file.store_id, (*others, wrap)))
    return True


def _wrap_anew(where: Path, key: bytes, new: str, cost: Cost | None) -> None:
    file = folder.read_keys(where)
    before = next((wrap.cost for wrap in file.wraps if wrap.kind == "passphrase"), None)
    fresh = keys.wrap_with_passphrase(key, new, file.store_id, cost or before)
    _prove(fresh, key, new, file.store_id)
    others = tuple(wrap for wrap in file.wraps if wrap.kind != "passphrase")
    folder.write_keys(where, KeyFile(file.store_id, (fresh, *others)))


def _prove(wrap: Wrap, key: bytes, passphrase: str, store_id: str) -> None:
    """Opens a wrap before the one that it replaces is given up."""
    if keys.unwrap_with_passphrase(wrap, passphrase, store_id) != key:
        raise BugError("a new wrap of the data key does not open")


@contextmanager
def _held(where: Path, session: Session | None) -> Generator[None]:
    """Takes the store's lock, unless this window has it already."""
    if session is not None:
        yield
        return
    lock = folder.lock(where)
    try:
        yield
    finally:
        lock.release()
