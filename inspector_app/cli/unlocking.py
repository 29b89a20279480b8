"""Opens a store for a command: passphrase file, then the keychain, then a prompt on a terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from inspector_app.cli.console import Console, counted
from inspector_app.crypto.keys import WrongPassphraseError
from inspector_app.errors import WorldError
from inspector_app.services import session
from inspector_app.services.session import Session

Found = TypeVar("Found")
_MAX_BYTES = 65_536
_NONE = "Give --passphrase-file, or run this on a terminal."


def opened(console: Console, where: str) -> Session:
    """Opens a store.

    Raises:
        WorldError: it cannot be opened, or nothing is there to open it with.
    """
    store = Path(where)
    found = unlocked(console, store, lambda passphrase: session.unlock(store, passphrase))
    if found.gone:
        console.tell(
            f"Warning: the store is older than what was written in it ({counted(found.gone, 'change')}"
            f" missing): {store}. See: inspector-app check."
        )
    if found.moved:
        console.tell(
            "Warning: the store was last open on another computer. It goes on as a new device, so that the"
            f" two cannot be taken for one: {store}."
        )
    return found


def unlocked(console: Console, where: Path, use: Callable[[str | None], Found]) -> Found:
    """Does something that a passphrase, or the keychain in its place, opens the way to.

    Args:
        console: knows of a passphrase file.
        where: store or backup, for the sentence.
        use: is given the passphrase, or None for the keychain.

    Raises:
        WorldError: nothing is there to open it with, or `use` raised it.
    """
    if console.passphrase_file is not None:
        return use(passphrase_in(console.passphrase_file))
    try:
        return use(None)
    except WrongPassphraseError as locked:
        if not _on_terminal():
            raise WorldError(
                "The store is locked and no passphrase was given", where=where, advice=_NONE
            ) from locked
    return use(_asked("Passphrase: "))


def new_passphrase(console: Console) -> str:
    """Returns the passphrase for a new store; on a terminal it is asked for twice.

    Raises:
        WorldError: there is no file and no terminal, or the two differ.
    """
    if console.passphrase_file is not None:
        return passphrase_in(console.passphrase_file)
    if not _on_terminal():
        raise WorldError("No passphrase was given for the new store", advice=_NONE)
    first = _asked("New passphrase (three or four words do well): ")
    if _asked("Once more: ") != first:
        raise WorldError("The two passphrases differ, so no store was made")
    return first


def present_passphrase(console: Console) -> str:
    """Returns the passphrase that opens a store now, where the keychain will not do.

    Raises:
        WorldError: there is no file and no terminal.
    """
    if console.passphrase_file is not None:
        return passphrase_in(console.passphrase_file)
    if not _on_terminal():
        raise WorldError("The present passphrase was not given", advice=_NONE)
    return _asked("Present passphrase: ")


def secret(prompt: str) -> str:
    """Returns what is typed on the terminal, which does not show it, or the first line of standard input.

    Raises:
        WorldError: nothing came.
    """
    if _on_terminal():
        return _asked(prompt)
    told = sys.stdin.readline() if sys.stdin is not None else ""  # pyright: ignore[reportUnnecessaryComparison] # pythonw
    if not told.strip():
        raise WorldError("No key was given", where="standard input", advice="Type it, or name a file.")
    return told


def passphrase_in(path: Path) -> str:
    """Returns the first line of a file.

    Raises:
        WorldError: it cannot be read, is no text, or the line is empty.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise WorldError("The passphrase file cannot be read", where=path) from error
    except UnicodeDecodeError as error:
        raise WorldError("The passphrase file is not UTF-8 text", where=path) from error
    told = text.split("\n", 1)[0].rstrip("\r")
    if not told:
        raise WorldError("The first line of the passphrase file is empty", where=path)
    return told


def _on_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()  # pyright: ignore[reportUnnecessaryComparison] # pythonw


def _asked(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise WorldError("No passphrase was typed") from error
