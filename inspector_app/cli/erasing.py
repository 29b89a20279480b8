"""`erasure …` and `erase-store`: what a signed order names, and whole stores. Neither comes back."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console, counted
from inspector_app.cli.unlocking import opened
from inspector_app.services import erasing


def order(told: Namespace, console: Console) -> Answer:
    """Writes an order, signed by the roster's owner; erases nothing."""
    with opened(console, told.store) as session:
        made = erasing.make_order(
            session, out=Path(told.out), reason=told.reason, records=told.records, revisions=told.revisions
        )
    payloads, blobs = len(made.order.payloads), len(made.order.blobs)
    answer = {"order": str(made.path), "name": made.order.name, "payloads": payloads, "attachments": blobs}
    return Answer(answer, [f"Order: {made.path}", _amount(payloads, blobs), "Nothing is erased yet."])


def run(told: Namespace, console: Console) -> Answer:
    """Carries out an order."""
    with opened(console, told.store) as session:
        done = erasing.erase(session, order=Path(told.order))
    answer = {
        "erased": done.payloads,
        "attachments": done.blobs,
        "records": list(done.records),
        "again": done.again,
    }
    lines = [f"Erased {_amount(done.payloads, done.blobs)}."]
    if done.again:
        lines.append("This order was carried out here before; the file was cleaned again.")
    lines.append("Backups and bundles made before still hold it.")
    return Answer(answer, lines)


def store(told: Namespace, console: Console) -> Answer:
    """Destroys a whole store."""
    with opened(console, told.store) as session:
        done = erasing.destroy(session, authority=told.authority, home=console.home)
    answer = {"destroyed": told.store, "store_id": done.store_id, "left": list(done.left)}
    lines = [f"Destroyed: {told.store}", *(f"Left in its folder: {name}" for name in done.left)]
    return Answer(answer, [*lines, "Backups and bundles of it still hold what they held."])


def _amount(payloads: int, blobs: int) -> str:
    return f"{counted(payloads, 'revision')}, {counted(blobs, 'attachment')}"
