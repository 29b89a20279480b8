"""Keeping a store sound: checked, copied, brought back, and saved from what a damaged file still holds."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle import BrokenRuleError, Checkpoint, check_checkpoint
from inspector_app.domain import clock as clocks
from inspector_app.domain import ids
from inspector_app.domain.clock import Clock
from inspector_app.services import attribution, rosters, session
from inspector_app.services.session import Session
from inspector_app.store import copying, create, exchange, folder, integrity
from inspector_app.store.errors import DamagedStoreError, NotAStoreError


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a full check found: one sentence for each problem; none where all is well."""

    ok: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy that was opened and counted after it was written."""

    path: Path
    records: int
    revisions: int


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What was saved of a damaged store into a new one, and what was lost, by place."""

    path: Path
    records: int
    revisions: int
    lost: tuple[str, ...]


def check(one: Session) -> CheckReport:
    """Checks pages, tables, hash chains, payloads, projections and signed checkpoints; changes nothing.

    Raises:
        DamagedStoreError: the file is so damaged that the check cannot go on.
    """
    problems = [str(problem) for problem in integrity.check(one.store)]
    roster = rosters.trusted(one)
    for row in exchange.checkpoints(one.store):
        where = f"checkpoint of {row.actor[:8]} at {row.seq}"
        if row.entry not in one.store.ledger.ids_at(row.actor, row.seq):
            problems.append(
                f"A signed checkpoint names an entry that is not in the log: it was cut ({where})"
            )
        try:
            found = check_checkpoint(Checkpoint(row.actor, row.seq, row.text, row.signature), roster)
        except BrokenRuleError as fault:
            problems.append(f"A checkpoint's signature does not hold: {fault.why} ({where})")
        else:
            if found.entry != row.entry:
                problems.append(f"A checkpoint says something else than was signed ({where})")
    problems += _strangers(one)
    problems += _set_back(one)
    return CheckReport(not problems, tuple(problems))


def _strangers(one: Session) -> list[str]:
    """Names the devices for which more than one key has signed: one of them speaks in another's name."""
    keys: dict[str, set[str]] = {}
    for row in exchange.checkpoints(one.store):
        keys.setdefault(row.actor, {attribution.bound_key(one, row.actor)}).add(attribution.key_of(row))
    return [
        f"Checkpoints of one device are signed by {len(found)} keys (device {actor[:8]})"
        for actor, found in sorted(keys.items())
        if len(found) > 1
    ]


def look(one: Session) -> CheckReport:
    """Checks pages and tables alone, as at every start; a second at most on 30,000 records.

    Raises:
        DamagedStoreError: the file is so damaged that the check cannot go on.
    """
    problems = tuple(str(problem) for problem in integrity.look(one.store))
    return CheckReport(not problems, problems)


def _set_back(one: Session) -> list[str]:
    """Names what was durable here once and has not come back, from a bundle or a backup, since."""
    held = exchange.frontier(one.store)
    found: list[str] = []
    for told in one.store.fact(session.SET_BACK, []):
        seq, _ = held.get(told["actor"], (0, ""))
        gone = told["last"] + told["gone"] - seq
        if gone > 0:
            found.append(
                f"{gone} changes that were made here are gone: the store is an older one of itself, seen"
                f" {told['noticed']}. Merge the last bundle of this device, or look in the backups"
                f" (device {told['actor'][:8]}, from {seq + 1})"
            )
    return found


def backup(one: Session, where: Path) -> CopyReport:
    """Copies a store into a new folder under `where`, encrypted under the same keys, and checks the copy.

    May run beside the store's thread: it reads the store on a connection of its own.

    Raises:
        StoreClosedError: the store was closed meanwhile; nothing is left behind.
        StoreWriteError, StoreExistsError: the copy cannot be made; nothing is left behind.
        DamagedStoreError: the copy does not hold what the store holds; it is taken away again.
    """
    stamp = one.now().replace(":", "").replace("-", "")
    path = where / f"{one.store.folder.name}-backup-{stamp}"
    copying.make_parent(path)
    with one.store.beside.reading() as connection:
        return CopyReport(path, *copying.copy_to(one.store, path, connection))


def restore(
    copy: Path, where: Path, passphrase: str | None, clock: Clock = clocks.system_clock
) -> CopyReport:
    """Brings a backup back as a store of its own, under a new device id.

    Two stores with one device id would fork its log (merge, 3.6), so the restored one gets another.

    Raises:
        NotAStoreError: the backup is none.
        WrongPassphraseError: the passphrase does not open it; nothing was written.
        StoreExistsError, StoreWriteError: the place cannot be used; nothing is left behind.
    """
    with _looked_for(copy):
        key = folder.unlock(copy, passphrase)
    copying.copy_folder(copy, where)
    try:
        with session.open_with_key(where, key, clock) as found:
            session.renew_device(found)
            return CopyReport(where, sum(found.store.counts().values()), found.store.revisions())
    except BaseException:
        shutil.rmtree(where, ignore_errors=True)
        raise


@contextmanager
def _looked_for(where: Path) -> Generator[None]:
    """Tells, of a folder without a store, which of those inside it are stores, or what one looks like.

    Who looks for something to bring back does not want a new store.
    """
    try:
        yield
    except NotAStoreError as error:
        inside: list[str] = []
        with suppress(OSError):  # a hidden one was never finished
            inside = sorted(path.parent.name for path in where.glob(f"[!.]*/{folder.KEYS}"))
        advice = f"Name the folder with {folder.DATABASE} and {folder.KEYS} in it."
        if inside:  # the newest backup has the last name
            advice = f"There is one in a folder inside it, {inside[-1]}; name that one."
        raise NotAStoreError(error.what, where=where, advice=advice) from error


def rescue(damaged: Path, passphrase: str | None, where: Path) -> RescueReport:
    """Saves every row of a damaged store that can be read and proved into a new store.

    The damaged store is only read. The new one keeps its keys, so the same passphrase opens it, and gets a
    new device id.

    Raises:
        WrongPassphraseError, NotAStoreError: as they say.
        NewerStoreError: a newer version of the app wrote it.
        DamagedStoreError: nothing can be read at all; nothing is left behind.
        StoreExistsError, StoreWriteError: the place cannot be used; nothing is left behind.
    """
    with _looked_for(damaged):
        key = folder.unlock(damaged, passphrase)
    keys, there = folder.read_keys(damaged), where.exists()
    target = create(where, key, lambda: folder.write_keys(where, keys))
    try:
        saved = copying.salvage(damaged, key, target)
        target.rebuild()
        told = target.fact("device")
        if told is not None:
            target.set_fact("device", {**told, "actor": ids.new_actor()})
        counted = (sum(target.counts().values()), target.revisions())
        if not counted[1]:
            raise DamagedStoreError("Nothing could be saved from the damaged store", where=damaged)  # noqa: TRY301 - all is taken away below
    except BaseException as error:
        target.close()
        folder.take_away(where, whole=not there)
        if isinstance(error, DamagedStoreError):  # a rescue is what just failed
            raise DamagedStoreError(error.what, where=damaged, advice="Restore a backup.") from error
        raise
    target.close()
    return RescueReport(where, *counted, lost=saved.lost)
