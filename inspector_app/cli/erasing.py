"""`erasure …`, `erase-store` and `close`: what a signed order names, and whole stores. Neither comes back."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.cli.unlocking import opened
from inspector_app.services import backups, closing, erasing, order_states
from inspector_app.services.closing import Standing
from inspector_app.services.order_states import OrderState


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
        done, kept = erasing.erase(session, order=Path(told.order)), backups.kept_in(session)
    answer = {
        "erased": done.payloads,
        "attachments": done.blobs,
        "records": list(done.records),
        "again": done.again,
        "backups": None if kept is None else str(kept.folder),
    }
    lines = [f"Erased {_amount(done.payloads, done.blobs)}."]
    if done.again:
        lines.append("This order was carried out here before; the file was cleaned again.")
    lines.append(
        "The order goes to the team with the next bundle; each laptop that trusts it carries it out."
    )
    lines.append("Backups and bundles made before still hold it, until somebody removes them.")
    if kept is not None:
        lines.append(f"Automatic backups stand in {kept.folder}.")
    return Answer(answer, lines)


def state(told: Namespace, console: Console) -> Answer:
    """Tells of every order that is known here which laptops have carried it out, and which do not say so."""
    with opened(console, told.store) as session:
        found = order_states.states(session)
    answer = {"orders": [{**asdict(one), "sentence": one.sentence} for one in found]}
    lines = [line for one in found for line in _state(one)]
    return Answer(answer, lines or ["No order to erase is known here."])


def _state(one: OrderState) -> list[str]:
    rows = [("Laptop", "Of", "Carried out", "Revisions", "Attachments")]
    rows += [
        (word.device[:8], word.principal, word.at, str(word.payloads), str(word.attachments))
        for word in one.done
    ]
    rows += [
        (silence.device[:8] or "not known", silence.principal, "not known", "", "") for silence in one.out
    ]
    return [f"{one.name[:8]} of {one.date}: {one.sentence}.", *table(rows), ""]


def store(told: Namespace, console: Console) -> Answer:
    """Destroys a whole store."""
    with opened(console, told.store) as session:
        done = erasing.destroy(session, authority=told.authority, home=console.home)
    answer = {
        "destroyed": told.store,
        "store_id": done.store_id,
        "left": list(done.left),
        "backups": done.backups or None,
    }
    lines = [f"Destroyed: {told.store}", *(f"Left in its folder: {name}" for name in done.left)]
    return Answer(answer, [*lines, _still_held(done.backups)])


def close(told: Namespace, console: Console) -> Answer:
    """Closes an inspection: destroys its store once others hold what was done in it."""
    with opened(console, told.store) as session:
        if told.dry_run:
            found = closing.standing(session)
            return Answer(_standing(found), _told(found))
        done = closing.close(session, home=console.home, anyway=told.anyway, keep_backups=told.keep_backups)
    answer = {
        **_standing(done.standing),
        "closed": told.store,
        "store_id": done.store_id,
        "left": list(done.left),
        "backups": done.backups or None,
        "backups_removed": done.removed,
    }
    lines = [f"Closed: {told.store}", *_told(done.standing)]
    if done.removed:
        lines.append(f"{counted(done.removed, 'automatic backup')} of it removed.")
    lines += [f"Left in its folder: {name}" for name in done.left]
    return Answer(answer, [*lines, _still_held(done.backups)])


def _standing(found: Standing) -> dict[str, Any]:
    return {
        "changes": found.changes,
        "lacking": found.lacking,
        "records": found.records,
        "typed": found.typed,
        "aside": found.aside,
        "by": list(found.by),
        "closed": None,
    }


def _told(found: Standing) -> list[str]:
    held, by = found.changes - found.lacking, ", ".join(found.by) or "nobody"
    return [
        f"{counted(found.changes, 'change')} made here, {held} acknowledged, by {by}.",
        f"{counted(found.typed, 'note')} typed and never recorded.",
        *([f"{counted(found.aside, 'bundle')} set aside and not taken in."] if found.aside else []),
    ]


def _still_held(backups: str) -> str:
    where = f" Automatic backups stand in {backups}." if backups else ""
    return f"Backups and bundles of it still hold what they held, until somebody removes them.{where}"


def _amount(payloads: int, blobs: int) -> str:
    return f"{counted(payloads, 'revision')}, {counted(blobs, 'attachment')}"
