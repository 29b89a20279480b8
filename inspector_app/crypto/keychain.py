"""The keychain of the operating system, through `keyring`, with its silent traps closed.

`keyring` may choose a back end that discards what it is given or keeps it in clear text, and where it finds
several it hides them behind one that tries each. Only the back ends named here are used, those of the
operating systems themselves, each by itself; every other one is no keychain, whatever it is called. Every
secret is read back after it was set.
"""

from __future__ import annotations

import base64
import sys
from contextlib import suppress
from typing import Any, cast

import keyring
import keyring.errors

SERVICE = "inspector-app"
_WINDOWS = ("keyring.backends.Windows.WinVaultKeyring",)
_MAC = ("keyring.backends.macOS.Keyring",)
_DESKTOPS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
)
_CHAIN = "keyring.backends.chainer.ChainerBackend"
# Whoever names a back end in the environment or in a file may name one that is not there.
_NOT_LOADED = (keyring.errors.KeyringError, RuntimeError, ImportError, AttributeError, ValueError)
# OSError: the service went away. ValueError: what came back is no base64.
_NOT_DONE = (keyring.errors.KeyringError, RuntimeError, OSError, ValueError)


def _name(found: Any) -> str:
    return f"{type(found).__module__}.{type(found).__name__}"


def of_system(system: str = sys.platform) -> tuple[str, ...]:
    """Returns the back ends that may keep keys on a system, the preferred one first.

    Args:
        system: as `sys.platform`.
    """
    return {"win32": _WINDOWS, "darwin": _MAC}.get(system, _DESKTOPS)


def _fit() -> Any:
    """Returns the back end to use: the first of this system's that is there and works, or None."""
    try:
        chosen = cast("Any", keyring.get_keyring())
        behind = chosen.backends if _name(chosen) == _CHAIN else (chosen,)
        found = {_name(one): one for one in behind}
        for name in of_system():
            if name in found and float(found[name].priority) > 0:
                return found[name]
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
    if fetch(account) == secret:
        return True
    forget(account)  # what does not come back as it was is not left lying about
    return False


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
