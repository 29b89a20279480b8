"""A new data key for a store, when somebody who should not may have had the old one."""

from __future__ import annotations

from pathlib import Path

from inspector_app.crypto import keys
from inspector_app.crypto.keys import Cost, Wrap
from inspector_app.errors import BugError
from inspector_app.services import policy
from inspector_app.services.session import data_key
from inspector_app.store import folder, rekeying


def renew_key(where: Path, *, passphrase: str, cost: Cost | None = None) -> tuple[str, ...]:
    """Encrypts a closed store anew under a fresh random key; everything that opened it before still does.

    Backups and copies made before keep the old key: they have to be destroyed or renewed by themselves.

    Args:
        where: the store's folder.
        passphrase: its passphrase.
        cost: of the passphrase; that of before where None.

    Returns:
        the kinds of ways in, as `keys.Wrap` names them.

    Raises:
        WrongPassphraseError: the passphrase does not open it; nothing was changed.
        StoreLockedError, StoreWriteError, DamagedStoreError: as they say; nothing was changed.
    """
    old = data_key(where, passphrase)
    new = keys.new_key()
    file = folder.read_keys(where)
    wraps = tuple(
        fresh for wrap in file.wraps if (fresh := _again(wrap, new, passphrase, file.store_id, cost))
    )
    first = next(wrap for wrap in wraps if wrap.kind == "passphrase")
    if keys.unwrap_with_passphrase(first, passphrase, file.store_id) != new:
        raise BugError("a new wrap of the data key does not open")
    rekeying.rekey(where, old, new, wraps, allow_synced=policy.present().allow_synced_store)
    return tuple(wrap.kind for wrap in wraps)


def _again(wrap: Wrap, key: bytes, passphrase: str, store_id: str, cost: Cost | None) -> Wrap | None:
    """Seals the new key as the old one was sealed; None where that way was already closed."""
    if wrap.kind == "passphrase":
        return keys.wrap_with_passphrase(key, passphrase, store_id, cost or wrap.cost)
    if wrap.kind == "keychain":
        from inspector_app.crypto import keychain  # noqa: PLC0415 - slow to load, and not always asked

        keeper = keychain.fetch(wrap.account)
        return None if keeper is None else keys.wrap_with_key(key, keeper, store_id, wrap.account)
    return keys.wrap_for_recovery(key, wrap.account, store_id, wrap.kind)
