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

if TYPE_CHECKING:
    from argparse import Namespace

HOME, PASSPHRASE_FILE = "INSPECTOR_APP_HOME", "INSPECTOR_APP_PASSPHRASE_FILE"


def main(argv: Sequence[str], open_window: Callable[[Sequence[str]], int]) -> int:
    """Runs one command.

    Args:
        argv: what was typed after the program's name.
        open_window: opens the window; is given the store, if any.

    Returns:
        0 done, 1 refused, 2 wrong usage, 3 a mistake of the program.
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
        return _ended(console or Console(_home("")), error)
    return status


def _ended(console: Console, error: BaseException) -> int:
    """Turns what stopped a command into a sentence and an exit status."""
    match error:
        case SystemExit(code=int(status)):  # argparse has printed the help, the version or what is wrong
            return status
        case WorldError():
            return console.refuse(error)
        case KeyboardInterrupt():
            return console.refuse(WorldError("Stopped", advice="What was confirmed is saved."))
        case BrokenPipeError():
            return _nobody_reads()
        case OSError() if error.strerror:
            told = f"The computer refused ({error.strerror.lower()})"
            return console.refuse(WorldError(told, where=error.filename))
        case _:
            from inspector_app.cli.failure import failed  # noqa: PLC0415 - hardly ever needed

            return failed(console, error)


def _home(told: str) -> Path:
    if named := told or os.environ.get(HOME):
        return Path(named).absolute()
    import platformdirs  # noqa: PLC0415 - only where no folder is named

    return platformdirs.user_data_path("inspector-app", appauthor=False)


def _console(told: Namespace) -> Console:
    file = told.passphrase_file or os.environ.get(PASSPHRASE_FILE)
    return Console(_home(told.home), Path(file).absolute() if file else None, told.json)


def _run(told: Namespace, console: Console, open_window: Callable[[Sequence[str]], int]) -> int:
    if told.command in (None, "window"):
        os.environ[HOME] = str(console.home)
        if console.passphrase_file is not None:
            os.environ[PASSPHRASE_FILE] = str(console.passphrase_file)
        store = getattr(told, "store", None)
        return open_window([store] if store else [])
    from inspector_app.cli import runners  # noqa: PLC0415 - the window opens without any command's libraries

    return console.show(runners.runner(told.command)(told, console))


def _nobody_reads() -> int:
    """Keeps the interpreter from complaining at its end that the reader of our output has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
