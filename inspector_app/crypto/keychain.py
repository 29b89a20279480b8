"""The keychain of the operating system, through `keyring`, with its silent traps closed.

`keyring` may choose a back end that discards what it is given or keeps it in clear text, and where it finds
several it hides them behind one that tries each. Only a back end that is fit for keys is used, by itself;
every secret is read back after it was set.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Any, cast

import keyring
import keyring.errors

SERVICE = "inspector-app"
# The packages named keyrings.* keep secrets in files, or hand out passwords of package indexes.
_NEVER = ("keyring.backends.null", "keyring.backends.fail", "keyrings.")
# Whoever names a back end in the environment or in a file may name one that is not there.
_NOT_LOADED = (keyring.errors.KeyringError, RuntimeError, ImportError, AttributeError, ValueError)
# OSError: the service went away. ValueError: what came back is no base64.
_NOT_DONE = (keyring.errors.KeyringError, RuntimeError, OSError, ValueError)


def _name(found: Any) -> str:
    return f"{type(found).__module__}.{type(found).__name__}"


def _fit() -> Any:
    """Returns the back end to use: the first that is fit for keys, or None."""
    try:
        chosen = cast("Any", keyring.get_keyring())
        behind = chosen.backends if _name(chosen).startswith("keyring.backends.chainer.") else (chosen,)
        for found in behind:
            if not _name(found).startswith(_NEVER) and float(found.priority) > 0:
                return found
    except _NOT_LOADED:
        pass
    return None


def available() -> str | None:
    """Returns the name of the keychain that would be used, or None where there is none fit for keys."""
    found = _fit()
    return None if found is None else _name(found)


def keep(account: str, secret: bytes) -> bool:
    """Puts a secret into the keychain and reads it back; returns whether it is really there."""
    found = _fit()
    if found is None:
        return False
    try:
        found.set_password(SERVICE, account, base64.b64encode(secret).decode("ascii"))
    except _NOT_DONE:
        return False
    return fetch(account) == secret


def fetch(account: str) -> bytes | None:
    """Returns the secret of an account, or None where the keychain has none or is locked."""
    found = _fit()
    if found is None:
        return None
    try:
        told = found.get_password(SERVICE, account)
        return None if told is None else base64.b64decode(told, validate=True)
    except _NOT_DONE:
        return None


def forget(account: str) -> None:
    """Takes an account out of the keychain; quiet where it was not there."""
    found = _fit()
    if found is None:
        return
    with suppress(*_NOT_DONE):
        found.delete_password(SERVICE, account)
