"""`passphrase …`: what opens a store, and changing it. The evidence itself is never rewritten."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console
from inspector_app.cli.unlocking import new_passphrase, passphrase_in, present_passphrase, unlocked
from inspector_app.services import passphrases

NOBODY = "none"


def show(told: Namespace, console: Console) -> Answer:
    """Says what opens a store; needs no passphrase."""
    del console
    return _ways(Path(told.store))


def change(told: Namespace, console: Console) -> Answer:
    """Puts a new passphrase in place of the old one."""
    where = Path(told.store)
    old = present_passphrase(console)
    passphrases.change_passphrase(where, old=old, new=_new(told, console))
    return _ways(where)


def recover(told: Namespace, console: Console) -> Answer:
    """Sets a new passphrase with the organisation's recovery key."""
    where = Path(told.store)
    passphrases.recover(where, identity=passphrases.identity_in(Path(told.key)), new=_new(told, console))
    return _ways(where)


def recovery(told: Namespace, console: Console) -> Answer:
    """Lets the organisation's recovery key open a store, or no longer."""
    where = Path(told.store)
    recipient = "" if told.recipient == NOBODY else told.recipient

    def use(passphrase: str | None) -> None:
        passphrases.set_recovery(where, passphrase=passphrase or "", recipient=recipient)

    unlocked(console, where, use)
    return _ways(where)


def _new(told: Namespace, console: Console) -> str:
    if told.new is not None:
        return passphrase_in(Path(told.new))
    return new_passphrase(Console(console.home))


def _ways(where: Path) -> Answer:
    ways = passphrases.ways_in(where)
    told = {
        "store": str(where),
        "passphrase": ways.passphrase,
        "keychain": ways.keychain,
        "recovery": list(ways.recovery),
    }
    lines = [
        f"Passphrase  {'yes' if ways.passphrase else 'no'}",
        f"Keychain    {'yes' if ways.keychain else 'no'}",
        f"Recovery    {', '.join(ways.recovery) or 'no'}",
    ]
    return Answer(told, lines)
