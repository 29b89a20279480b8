"""`passphrase …`: what opens a store, and changing it. The evidence itself is never rewritten."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console
from inspector_app.cli.unlocking import new_passphrase, passphrase_in, present_passphrase, secret, unlocked
from inspector_app.services import new_key, passphrases

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
    """Sets a new passphrase with the organisation's recovery key, or the key on a sheet."""
    where = Path(told.store)
    identity = secret("Key from the sheet: ") if told.key == "-" else passphrases.identity_in(Path(told.key))
    passphrases.recover(where, identity=passphrases.typed_identity(identity), new=_new(told, console))
    return _ways(where)


def recovery(told: Namespace, console: Console) -> Answer:
    """Lets the organisation's recovery key open a store, or no longer."""
    where = Path(told.store)
    recipient = "" if told.recipient == NOBODY else told.recipient

    def use(passphrase: str | None) -> None:
        passphrases.set_recovery(where, passphrase=passphrase or "", recipient=recipient)

    unlocked(console, where, use)
    return _ways(where)


def sheet(told: Namespace, console: Console) -> Answer:
    """Prints a recovery sheet, or makes the printed ones worthless."""
    where = Path(told.store)
    passphrase = present_passphrase(console)
    if told.withdraw:
        passphrases.withdraw_sheet(where, passphrase=passphrase)
        return _ways(where)
    made = passphrases.make_sheet(where, passphrase=passphrase)
    ways = _ways(where)
    return Answer(
        {**(ways.told or {}), "store_id": made.store_id, "key": made.key}, passphrases.sheet_lines(made)
    )


def rekey(told: Namespace, console: Console) -> Answer:
    """Encrypts a store anew under a fresh key."""
    where = Path(told.store)
    new_key.renew_key(where, passphrase=present_passphrase(console))
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
        "sheet": ways.sheet,
    }
    lines = [
        f"Passphrase  {'yes' if ways.passphrase else 'no'}",
        f"Keychain    {'yes' if ways.keychain else 'no'}",
        f"Recovery    {', '.join(ways.recovery) or 'no'}",
        f"Sheet       {'yes' if ways.sheet else 'no'}",
    ]
    return Answer(told, lines)
