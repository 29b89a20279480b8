"""`receipt …`: acknowledgements by a small file, where no bundle goes back."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from inspector_app.cli.console import Answer, Console, counted, sentence
from inspector_app.cli.unlocking import opened
from inspector_app.errors import WorldError
from inspector_app.services import acknowledging


def write(told: Namespace, console: Console) -> Answer:
    """Writes a receipt."""
    with opened(console, told.store) as session:
        done = acknowledging.write_receipt(session, out=told.out)
    answer = {"receipt": str(done.path), "bytes": done.bytes, "devices": done.devices}
    return Answer(answer, [f"Receipt: {done.path}", f"It names {counted(done.devices, 'device')}."])


def take(told: Namespace, console: Console) -> Answer:
    """Takes receipts in; one that is refused does not stop the next."""
    found: list[dict[str, Any]] = []
    lines: list[str] = []
    refused: list[str] = []
    with opened(console, told.store) as session:
        for file in told.files:
            try:
                one = acknowledging.take_receipt(session, file=file)
            except WorldError as error:
                refused.append(sentence(error))
                found.append({"receipt": file, "taken": False, "note": sentence(error)})
                continue
            told_in = {"principal": one.principal, "actor": one.actor, "claimed": one.claimed}
            counts = {"devices": one.devices, "waiting": one.waiting}
            found.append({"receipt": file, "taken": not one.older, **told_in, **counts})
            lines.append(
                f"{one.principal}: a later receipt was taken in before; nothing changed."
                if one.older
                else f"{one.principal} holds all but {counted(one.waiting, 'change')} of this device."
            )
    return Answer({"receipts": found}, lines, " ".join(refused))
