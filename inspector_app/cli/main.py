"""From what was typed to an exit status; every error ends here as a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.cli.console import Console, speak_utf8
from inspector_app.errors import WorldError
from inspector_app.services import home

if TYPE_CHECKING:
    from argparse import Namespace

STOPPED = 130  # what a shell gives a command that Ctrl-C ended


def main(argv: Sequence[str], open_window: Callable[[Sequence[str]], int]) -> int:
    """Runs one command.

    Args:
        argv: what was typed after the program's name.
        open_window: opens the window; is given the store, if any.

    Returns:
        0 done, 1 refused, 2 wrong usage, 3 a mistake of the program, 130 stopped from the keyboard.
    """
    speak_utf8()
    console = None
    try:
        if not argv:  # the window, from its icon: it must not wait for the arguments of every command
            return open_window([])
        from inspector_app.cli import arguments  # noqa: PLC0415 - see above

        told = arguments.parser().parse_args(argv)
        console = _console(told)
        status = _run(told, console, open_window)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the last net: no traceback for a user
        try:
            status = _ended(console or Console(Path(os.devnull)), error, argv)
        except (OSError, WorldError):  # the sentence has nowhere to go either
            status = 1
    _let_go()
    return status


def _ended(console: Console, error: BaseException, argv: Sequence[str]) -> int:
    """Turns what stopped a command into a sentence and an exit status."""
    match error:
        case SystemExit(code=int(status)):  # argparse has printed the help, the version or what is wrong
            return status
        case BrokenPipeError():  # nobody reads on
            return 1
        case _:
            told = _told(error, argv)
    if told is None:
        from inspector_app.cli.failure import failed  # noqa: PLC0415 - hardly ever needed

        return failed(console, error)
    status = console.refuse(told)
    return STOPPED if isinstance(error, KeyboardInterrupt) else status


def _told(error: BaseException, argv: Sequence[str]) -> WorldError | None:
    """Returns what a person can do something about; None where the mistake is the program's."""
    match error:
        case WorldError():
            return error
        case KeyboardInterrupt():
            return WorldError("Stopped", advice="What was confirmed is saved.")
        case UnicodeEncodeError() if not _is_text(argv):
            advice = "Set the terminal to UTF-8 and type it again."
            return WorldError("What was typed is not text in UTF-8", advice=advice)
        case FileNotFoundError() if _is_nowhere():
            advice = "Change to another folder."
            return WorldError("The folder in which this was started is gone", advice=advice)
        case OSError() if error.strerror:
            return WorldError(f"The computer refused ({error.strerror.lower()})", where=error.filename)
        case _:
            return None


def _console(told: Namespace) -> Console:
    file = told.passphrase_file or os.environ.get(home.PASSPHRASE_FILE)
    return Console(home.folder(told.home), Path(file).absolute() if file else None, told.json)


def _run(told: Namespace, console: Console, open_window: Callable[[Sequence[str]], int]) -> int:
    os.environ[home.HOME] = str(console.home)  # for the window, and for what notes something there
    if told.command in (None, "window"):
        if console.passphrase_file is not None:
            os.environ[home.PASSPHRASE_FILE] = str(console.passphrase_file)
        store = getattr(told, "store", None)
        return open_window([store] if store else [])
    from inspector_app.cli import runners  # noqa: PLC0415 - the window opens without any command's libraries

    return console.show(runners.runner(told.command)(told, console))


def _is_text(argv: Sequence[str]) -> bool:
    """Says whether the words typed came in the encoding that the system names; a file's name need not."""
    try:
        "".join(argv).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_nowhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _let_go() -> None:
    """Keeps the interpreter from complaining at its end that our output cannot be written or is not read."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
