"""The program: a command does its work and ends; no command opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from inspector_app.errors import WorldError


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command, or the window.

    Args:
        argv: what was typed after the program's name; what this process was started with where None.

    Returns:
        The exit status: 0 done, 1 refused, 2 wrong usage, 3 a mistake of the program, 130 stopped.
    """
    try:
        _leave_no_memory_behind()
        from inspector_app.cli.main import main as run

        return run(sys.argv[1:] if argv is None else argv, open_window)
    except KeyboardInterrupt:  # before there was anybody to say so
        return 130


def _leave_no_memory_behind() -> None:
    """Asks the system for no core file if the program dies: it would hold evidence and keys in the clear.

    Windows writes none by default; what its error reporting may send is a matter of policy.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_window(arguments: Sequence[str]) -> int:
    """Opens the window; only here is Qt loaded.

    Args:
        arguments: the store to open, or nothing.

    Raises:
        WorldError: this computer lacks a library that the window needs.
    """
    try:
        from inspector_app.gui.app import main as show
    except ImportError as error:
        raise WorldError(
            "The window cannot open, because a library that it needs is missing on this computer",
            where=error.name or "Qt",
            advice="Commands work without it; see: inspector-app doctor.",
        ) from error
    return show(arguments)


if __name__ == "__main__":
    sys.exit(main())
