"""Every command with its arguments; `resources/formats/command-line.md` describes them, a test compares."""

from __future__ import annotations

import argparse

from inspector_app import __version__
from inspector_app.cli import arguments_store as store
from inspector_app.cli import arguments_team as team
from inspector_app.cli import arguments_work as work
from inspector_app.cli.grammar import ADVICE, common


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the whole command line; `command` names the command, None for the window."""
    top = argparse.ArgumentParser(
        prog="inspector-app",
        description="Gathers evidence for inspections of children's services: offline, encrypted, signed.",
        epilog=f"Without a command the window opens. {ADVICE}",
        allow_abbrev=False,
    )
    common(top, before=True)
    top.add_argument("--version", action="version", version=f"inspector-app {__version__}")
    top.set_defaults(command=None)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for family in (*store.FAMILIES, *work.FAMILIES, *team.FAMILIES):
        family(commands)
    return top


__all__ = ["parser"]
