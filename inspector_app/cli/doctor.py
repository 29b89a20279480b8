"""`doctor`: what IT needs to know about this computer, and nothing about a person."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from inspector_app.cli.console import Answer, Console, table
from inspector_app.services import doctor


def examine(_told: Namespace, console: Console) -> Answer:
    """Looks at versions, keychain, disk and paths; a check that fails is told, not refused."""
    found = doctor.examine(console.home)
    rows = (("in order" if one.ok else "look at this", one.name, one.detail) for one in found)
    return Answer({"checks": [asdict(one) for one in found]}, table(rows))
