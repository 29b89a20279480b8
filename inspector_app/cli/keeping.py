"""`check`, `backup`, `restore` and `rescue`: a store's health, its copies, and what is left of it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from inspector_app.cli.console import Answer, Console, counted
from inspector_app.cli.unlocking import opened, unlocked
from inspector_app.errors import RefusedError
from inspector_app.services import backups, keeping
from inspector_app.services.keeping import LostRecord
from inspector_app.services.session import Session
from inspector_app.store.engine import MEND


def check(told: Namespace, console: Console) -> Answer:
    """Checks a store; a problem is exit status 1."""
    with opened(console, told.store) as session:
        found = keeping.check(session)
    answer = {"ok": found.ok, "problems": list(found.problems), "records": list(found.records)}
    if found.ok:
        return Answer(answer, ["Every check holds."])
    touched = f", which touch {counted(len(found.records), 'record')}" if found.records else ""
    refusal = f"The store has {counted(len(found.problems), 'problem')}{touched}: {told.store}. {MEND}"
    return Answer(answer, [*found.problems, *(f"Record: {record}" for record in found.records)], refusal)


def backup(told: Namespace, console: Console) -> Answer:
    """Copies a store and checks the copy; or keeps a folder of such copies, which roll."""
    if told.automatic and told.folder is None:
        raise RefusedError("No folder was given to make automatic backups in")
    with opened(console, told.store) as session:
        if told.stop:
            backups.stop(session)
            return Answer({"folder": None}, ["No automatic backups are made from now on; those made stay."])
        if told.automatic or told.folder is None:
            return _automatic(session, console, told.folder)
        done = keeping.backup(session, Path(told.folder))
    answer = {"backup": str(done.path), "records": done.records, "revisions": done.revisions}
    return Answer(answer, [f"Backup: {done.path}", _amount(done.records, done.revisions)])


def _automatic(session: Session, console: Console, where: str | None) -> Answer:
    if where is not None and backups.keep_in(session, Path(where)).same_disk:
        console.tell("This folder is on the same disk as the store: a stick or another drive is safer.")
    done = backups.run(session)
    answer = {
        "folder": str(done.folder),
        "backup": None if done.copy is None else str(done.copy),
        "records": done.records,
        "revisions": done.revisions,
        "removed": [str(path) for path in done.removed],
        "kept": done.kept,
        "before": None if done.before is None else str(done.before),
    }
    if done.before is not None:
        console.tell(f"The drive for backups has another name now: {done.folder}, before {done.before}.")
    if done.copy is None:
        return Answer(answer, [f"Nothing has changed since the last backup in {done.folder}."])
    lines = [f"Backup: {done.copy}", _amount(done.records, done.revisions)]
    return Answer(answer, [*lines, f"{counted(done.kept, 'automatic backup')} in this folder."])


def restore(told: Namespace, console: Console) -> Answer:
    """Makes a store again from a backup, as a new device."""
    copy, where = Path(told.backup), Path(told.store)
    done = unlocked(console, copy, lambda passphrase: keeping.restore(copy, where, passphrase))
    answer = {
        "store": str(done.path),
        "records": done.records,
        "revisions": done.revisions,
        "behind": done.behind,
    }
    lines = [f"Store: {done.path}", _amount(done.records, done.revisions)]
    if done.behind:
        lines.append(
            f"{counted(done.behind, 'change')} made on this computer after this backup: not in it."
            " Merge your own last bundle, or look for a newer backup."
        )
    return Answer(answer, lines)


def rescue(told: Namespace, console: Console) -> Answer:
    """Saves what can still be read; what was lost is named, never passed over."""
    damaged, where = Path(told.store), Path(told.folder)
    done = unlocked(console, damaged, lambda passphrase: keeping.rescue(damaged, passphrase, where))
    answer = {
        "rescued": str(done.path),
        "records": done.records,
        "revisions": done.revisions,
        "lost": list(done.lost),
        "lost_records": [asdict(one) for one in done.lost_records],
    }
    lines = [f"Saved: {done.path}", _amount(done.records, done.revisions), *done.lost]
    lines += [_lost_of(one) for one in done.lost_records]
    if not done.lost:
        return Answer(answer, [*lines, "Nothing was lost."])
    touched = f", of {counted(len(done.lost_records), 'record')}" if done.lost_records else ""
    return Answer(answer, [*lines, f"{len(done.lost)} lost{touched}."])


def _lost_of(one: LostRecord) -> str:
    amounts = ((one.revisions, "revision"), (one.payloads, "text"), (one.files, "file"))
    told = ", ".join(counted(number, word) for number, word in amounts if number)
    return f"Lost of the {one.kind.replace('_', ' ') or 'record'} {one.record}: {told}"


def _amount(records: int, revisions: int) -> str:
    return f"{counted(records, 'record')}, {counted(revisions, 'revision')}"
