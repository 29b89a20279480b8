"""`check`, `backup`, `restore` and `rescue`: a store's health, its copies, and what is left of it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console, counted
from inspector_app.cli.unlocking import opened, unlocked
from inspector_app.services import keeping


def check(told: Namespace, console: Console) -> Answer:
    """Checks a store; a problem is exit status 1."""
    with opened(console, told.store) as session:
        found = keeping.check(session)
    answer = {"ok": found.ok, "problems": list(found.problems)}
    if found.ok:
        return Answer(answer, ["Every check holds."])
    refusal = f"The store has {counted(len(found.problems), 'problem')}: {told.store}."
    return Answer(answer, list(found.problems), refusal)


def backup(told: Namespace, console: Console) -> Answer:
    """Copies a store and checks the copy."""
    with opened(console, told.store) as session:
        done = keeping.backup(session, Path(told.folder))
    answer = {"backup": str(done.path), "records": done.records, "revisions": done.revisions}
    return Answer(answer, [f"Backup: {done.path}", _amount(done.records, done.revisions)])


def restore(told: Namespace, console: Console) -> Answer:
    """Makes a store again from a backup, as a new device."""
    copy, where = Path(told.backup), Path(told.store)
    done = unlocked(console, copy, lambda passphrase: keeping.restore(copy, where, passphrase))
    answer = {"store": str(done.path), "records": done.records, "revisions": done.revisions}
    return Answer(answer, [f"Store: {done.path}", _amount(done.records, done.revisions)])


def rescue(told: Namespace, console: Console) -> Answer:
    """Saves what can still be read; what was lost is named, never passed over."""
    damaged, where = Path(told.store), Path(told.folder)
    done = unlocked(console, damaged, lambda passphrase: keeping.rescue(damaged, passphrase, where))
    answer = {
        "rescued": str(done.path),
        "records": done.records,
        "revisions": done.revisions,
        "lost": list(done.lost),
    }
    lines = [f"Saved: {done.path}", _amount(done.records, done.revisions), *done.lost]
    if not done.revisions:
        return Answer(answer, lines, f"Nothing could be saved from the damaged store: {told.store}.")
    return Answer(answer, [*lines, f"{len(done.lost)} lost." if done.lost else "Nothing was lost."])


def _amount(records: int, revisions: int) -> str:
    return f"{counted(records, 'record')}, {counted(revisions, 'revision')}"
