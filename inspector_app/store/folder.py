"""A store on disk: one folder with the encrypted file, the wrapped keys and a lock.

evidence.db   the encrypted database (with -wal and -shm while it is open)
keys.json     wraps of the data key; worthless without a passphrase, keychain or recovery key
lock          held while a window or a command has the store open
set-aside     sealed bundles of signers whom nobody knows yet, as they came
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout

from inspector_app.crypto import keys
from inspector_app.crypto.keys import Wrap, WrongPassphraseError
from inspector_app.store.errors import (
    DamagedStoreError,
    NotAStoreError,
    StoreExistsError,
    StoreLockedError,
    StoreWriteError,
    unwritten,
)

KEYS_FORMAT = "inspector-store-keys/1"
DATABASE, KEYS, LOCK, HEAD = "evidence.db", "keys.json", "lock", "head"
ASIDE = "set-aside"
"""Folder in it for sealed bundles of unknown signers."""
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What `keys.json` holds.

    Attributes:
        store_id: random name of the store; every wrap is bound to it.
        wraps: sealed copies of the data key.
        next_salt: the first bytes, in hexadecimal, of a file that is about to take the place of the database;
            empty where none is.
        next_wraps: sealed copies of that file's key.
    """

    store_id: str
    wraps: tuple[Wrap, ...]
    next_salt: str = ""
    next_wraps: tuple[Wrap, ...] = ()


def database(folder: Path) -> Path:
    """Returns the path of the encrypted file."""
    return folder / DATABASE


def write_whole(path: Path, data: bytes) -> None:
    """Writes a small file so that a crash leaves the old one or the new one, never half of one.

    Raises:
        StoreWriteError: the folder cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync(path.parent)
    except OSError as error:
        with suppress(OSError):  # on a disk for reading only even this is refused
            part.unlink(missing_ok=True)
        advice = "Choose a folder that you may write in."
        raise unwritten("The folder cannot be written", error, where=path.parent, advice=advice) from error


def sync(folder: Path) -> None:
    """Makes durable which files a folder holds."""
    if os.name != "posix":  # Windows has no handle for a folder; replacing is durable there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make(folder: Path) -> None:
    """Makes the folder of a new store.

    Raises:
        StoreExistsError: something stands there already.
        StoreWriteError: the folder cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreExistsError(
            "There is something here already, so no store was made",
            where=folder,
            advice="Choose an empty folder.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        advice = "Choose a folder that you may write in."
        raise unwritten("The folder cannot be made", error, where=folder, advice=advice) from error


def take_away(where: Path, *, whole: bool) -> None:
    """Removes a store that was never finished.

    Args:
        where: its folder.
        whole: the folder as well, as it was not there before.
    """
    if whole:
        shutil.rmtree(where, ignore_errors=True)
        return
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYS, LOCK, HEAD):
        with suppress(OSError):  # where nothing can be written there is nothing to take away
            (where / name).unlink(missing_ok=True)


def write_keys(folder: Path, file: KeyFile) -> None:
    """Writes the key file, whole or not at all."""
    told: dict[str, Any] = {
        "format": KEYS_FORMAT,
        "store_id": file.store_id,
        "wraps": [keys.describe(wrap) for wrap in file.wraps],
    }
    if file.next_wraps:
        wraps = [keys.describe(wrap) for wrap in file.next_wraps]
        told["next"] = {"salt": file.next_salt, "wraps": wraps}
    write_whole(folder / KEYS, json.dumps(told, indent=1, sort_keys=True).encode() + b"\n")


def read_keys(folder: Path) -> KeyFile:
    """Returns the key file of a store, with the wraps that fit the database as it stands.

    While the data key is renewed there are two sets, and a crash may come before or after the database was
    replaced; its first bytes, SQLCipher's salt, say which.

    Raises:
        NotAStoreError: the folder holds no store.
        DamagedStoreError: the key file is not one.
        DamagedKeysError: one of its wraps cannot be read.
        StoreWriteError: permissions or the disk keep it from being read.
    """
    path = folder / KEYS
    try:
        salt = salt_of(database(folder))
        found = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise NotAStoreError(
            "There is no store here", where=folder, advice="Make one with: inspector-app new."
        ) from error
    except OSError as error:
        raise StoreWriteError(
            "The store cannot be read", where=folder, advice="Check that you may read this folder."
        ) from error
    file = _key_file(found, path)
    replaced = file.next_wraps and salt == file.next_salt
    return KeyFile(file.store_id, file.next_wraps if replaced else file.wraps)


def settle_keys(folder: Path) -> None:
    """Gives up the wraps that no longer fit, after a crash while the data key was renewed."""
    path = folder / KEYS
    if _key_file(path.read_bytes(), path).next_wraps:
        write_keys(folder, read_keys(folder))


def salt_of(path: Path) -> str:
    """Returns the first bytes of a database in hexadecimal; SQLCipher draws them anew for each file."""
    with path.open("rb") as file:
        return file.read(SALT_BYTES).hex()


def _key_file(data: bytes, path: Path) -> KeyFile:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedStoreError(
            "The key file of the store is damaged", where=path, advice="Restore it from a backup."
        ) from error
    if not isinstance(told, dict) or cast("dict[str, Any]", told).get("format") != KEYS_FORMAT:
        raise DamagedStoreError("The key file is not one that this app writes", where=path)
    found = cast("dict[str, Any]", told)
    store_id, wraps = found.get("store_id"), found.get("wraps")
    if not isinstance(store_id, str) or not isinstance(wraps, list) or not wraps:
        raise DamagedStoreError("The key file of the store is damaged", where=path)
    read = _wraps(wraps)
    following = found.get("next")
    if following is None:
        return KeyFile(store_id, read)
    match following:
        case {"salt": str(salt), "wraps": [_, *_] as others}:
            return KeyFile(store_id, read, salt, _wraps(cast("Any", others)))
        case _:
            raise DamagedStoreError("The key file of the store is damaged", where=path)


def _wraps(told: Any) -> tuple[Wrap, ...]:
    return tuple(keys.read(wrap) for wrap in cast("Sequence[dict[str, Any]]", told))


def new_store_id() -> str:
    """Returns a random name for a store, which its wraps are bound to."""
    return secrets.token_hex(16)


def unlock(folder: Path, passphrase: str | None) -> bytes:
    """Returns the data key of a store, from the passphrase, or from the keychain where none is given.

    Raises:
        WrongPassphraseError: neither opens it.
    """
    file = read_keys(folder)
    for wrap in file.wraps:
        if wrap.kind == "passphrase" and passphrase is not None:
            try:
                return keys.unwrap_with_passphrase(wrap, passphrase, file.store_id)
            except WrongPassphraseError as error:
                raise WrongPassphraseError(error.what, where=folder, advice=error.advice) from error
    for wrap in file.wraps:
        if wrap.kind == "keychain" and passphrase is None:
            from inspector_app.crypto import keychain  # noqa: PLC0415 - slow to load, and not always asked

            keeper = keychain.fetch(wrap.account)
            key = None if keeper is None else keys.unwrap_with_key(wrap, keeper, file.store_id)
            if key is not None:
                return key
    raise WrongPassphraseError(
        "The store is locked and its keychain entry is not here", where=folder, advice="Give its passphrase."
    )


def unlock_with_recovery(folder: Path, identity: str) -> bytes:
    """Returns the data key of a store, opened with an age identity: the organisation's, or that of a sheet.

    Raises:
        WrongPassphraseError: the store has no recovery copy for this identity.
    """
    file = read_keys(folder)
    wraps = [wrap for wrap in file.wraps if wrap.kind in {"recovery", "sheet"}]
    for wrap in wraps:
        try:
            return keys.unwrap_with_recovery(wrap, identity, file.store_id)
        except WrongPassphraseError:
            continue
    raise WrongPassphraseError("The recovery key does not open this store", where=folder)


def lock(folder: Path) -> FileLock:
    """Takes the store for this window or command alone.

    Raises:
        StoreLockedError: another one has it.
        StoreWriteError: the folder cannot be written.
    """
    held = FileLock(folder / LOCK, blocking=False, thread_local=False)
    try:
        held.acquire()
    except Timeout as error:
        raise StoreLockedError(
            "The store is open in another window or command",
            where=folder,
            advice="Close that one first; nothing was changed.",
        ) from error
    except OSError as error:
        advice = "Check that you may write in this folder."
        raise unwritten("The store's folder cannot be written", error, where=folder, advice=advice) from error
    return held
