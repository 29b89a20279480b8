"""What every command of the command line is made of: its name, the options all share, groups of commands."""

from __future__ import annotations

import argparse
from typing import Any

ADVICE = "Described in full in resources/formats/command-line.md."
Commands = Any  # argparse keeps the type of what add_subparsers returns to itself


def common(one: argparse.ArgumentParser, *, before: bool = False) -> None:
    """Adds the options that every command has; behind a command they are silent unless they are given."""
    otherwise: Any = None if before else argparse.SUPPRESS
    group = one.add_argument_group("common options")
    group.add_argument(
        "--home",
        metavar="DIR",
        default=otherwise,
        help="folder for all that the app writes on this computer (or INSPECTOR_APP_HOME)",
    )
    group.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=otherwise,
        help="file whose first line is the passphrase (or INSPECTOR_APP_PASSPHRASE_FILE)",
    )
    group.add_argument(
        "--json",
        action="store_true",
        default=False if before else argparse.SUPPRESS,
        help="print one JSON object on standard output and nothing else there",
    )


def command(commands: Commands, name: str, does: str, group: str = "") -> argparse.ArgumentParser:
    """Returns the parser of a new command that does what `does` says; `group` is the group it stands in."""
    full = f"{group} {name}".strip()
    one: argparse.ArgumentParser = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=ADVICE, allow_abbrev=False
    )
    one.set_defaults(command=full)
    common(one)
    return one


def group(commands: Commands, name: str, does: str) -> Commands:
    """Returns a new group of commands, of which one must be given."""
    one: argparse.ArgumentParser = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=ADVICE, allow_abbrev=False
    )
    return one.add_subparsers(title="commands", metavar="COMMAND", required=True)


def positive(told: str) -> int:
    """Returns the number told; ValueError, which the parser words, unless it is a whole number from 1."""
    number = int(told)
    if number < 1:
        raise ValueError
    return number


positive.__name__ = "whole number from 1"


def needs_store(one: argparse.ArgumentParser) -> None:
    """Adds the folder of the store as what a command cannot do without."""
    one.add_argument("store", metavar="STORE", help="folder of the store")
