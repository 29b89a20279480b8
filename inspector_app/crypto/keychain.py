"""The keychain of the operating system, through `keyring`, with its silent traps closed.

`keyring` may choose a back end that discards what it is given or keeps it in clear text. Neither is accepted;
every secret is read back after it was set.
"""

from __future__ import annotations

import base64
import binascii

import keyring
import keyring.errors

SERVICE = "inspector-app"
_NEVER = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")


def available() -> str | None:
    """Returns the name of the keychain that would be used, or None where there is none fit for keys."""
    try:
        found = keyring.get_keyring()
        priority = float(found.priority)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    except (keyring.errors.KeyringError, RuntimeError):
        return None
    module = type(found).__module__
    if module.startswith(_NEVER) or priority <= 0:
        return None
    return f"{module}.{type(found).__name__}"


def keep(account: str, secret: bytes) -> bool:
    """Puts a secret into the keychain and reads it back; returns whether it is really there."""
    if available() is None:
        return False
    try:
        keyring.set_password(SERVICE, account, base64.b64encode(secret).decode("ascii"))
    except (keyring.errors.KeyringError, RuntimeError):
        return False
    return fetch(account) == secret


def fetch(account: str) -> bytes | None:
    """Returns the secret of an account, or None where the keychain has none or is locked."""
    if available() is None:
        return None
    try:
        told = keyring.get_password(SERVICE, account)
        return None if told is None else base64.b64decode(told, validate=True)
    except (keyring.errors.KeyringError, RuntimeError, binascii.Error):
        return None


def forget(account: str) -> None:
    """Takes an account out of the keychain; quiet where it was not there."""
    if available() is None:
        return
    try:
        keyring.delete_password(SERVICE, account)
    except (keyring.errors.KeyringError, RuntimeError):
        return
