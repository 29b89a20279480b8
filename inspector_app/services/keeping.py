"""Keeping a store sound: checked, copied, brought back, and saved from what a damaged file still holds."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle import BrokenRuleError, Checkpoint, check_checkpoint
from inspector_app.bundle.roster import RosterError
from inspector_app.crypto.signing import BadSignatureError
from inspector_app.domain import clock as clocks
from inspector_app.domain import ids
from inspector_app.domain.clock import Clock
from inspector_app.services import attribution, policy, rosters, session
from inspector_app.services.session import Session
from inspector_app.store import copying, create, entries, exchange, folder, integrity
from inspector_app.store.engine import Connection
from inspector_app.store.entries import Ledger
from inspector_app.store.errors import DamagedStoreError, NotAStoreError
from inspector_app.store.losses import LostRecord
from inspector_app.store.proofs import Problem


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found.

    Attributes:
        ok: nothing is wrong.
        problems: one sentence for each problem.
        records: ids of the records that they touch, as far as that can be told.
    """

    ok: bool
    problems: tuple[str, ...]
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy that was opened and counted after it was written.

    Attributes:
        path: its folder.
        records: how many it holds.
        revisions: how many it holds.
        behind: changes that were made on this computer and are not in it, of one that was brought back.
    """

    path: Path
    records: int
    revisions: int
    behind: int = 0


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What was saved of a damaged store into a new one.

    Attributes:
        path: the new store.
        records: records in it.
        revisions: revisions in it.
        lost: what was lost, by place, in sentences.
        lost_records: what was lost, by record.
    """

    path: Path
    records: int
    revisions: int
    lost: tuple[str, ...]
    lost_records: tuple[LostRecord, ...] = ()


def check(one: Session) -> CheckReport:
    """Checks pages, tables, hash chains, payloads, attachments, all that is derived, and signed checkpoints.

    Changes nothing. May run beside the store's thread, while that goes on saving.

    Raises:
        StoreClosedError: the store was closed meanwhile.
    """
    return _report(integrity.check(one.store, (_checkpoints, _strangers, _set_back)))


def look(one: Session) -> CheckReport:
    """Checks pages, tables and counts alone, as at every start: under a second on 20,000 records.

    Where that finds anything, the full check follows, as it can say which records are touched. May run beside
    the store's thread, while that goes on saving.

    Raises:
        StoreClosedError: the store was closed meanwhile.
    """
    found = list(integrity.look(one.store))
    return _report([*found, *integrity.check(one.store)] if found else [])


def _report(found: Iterable[Problem]) -> CheckReport:
    problems = list(found)
    told = dict.fromkeys(str(problem) for problem in problems)
    records = dict.fromkeys(rec for problem in problems for rec in problem.records)
    return CheckReport(not problems, tuple(told), tuple(records))


def _checkpoints(connection: Connection) -> Iterator[Problem]:
    """Proves the signatures over the ends of logs, and that what was signed is still there."""
    try:
        roster = rosters.read(connection)
    except RosterError as error:
        yield Problem(f"The roster that is kept here is not to be trusted: {error.what}", "roster")
        return
    ledger = Ledger(connection)
    for row in exchange.read_checkpoints(connection):
        where = f"checkpoint of {row.actor[:8]} at {row.seq}"
        if row.entry not in ledger.ids_at(row.actor, row.seq):
            yield Problem("A signed checkpoint names an entry that is not in the log: it was cut", where)
        try:
            found = check_checkpoint(Checkpoint(row.actor, row.seq, row.text, row.signature), roster)
        except BrokenRuleError as fault:
            yield Problem(f"A checkpoint's signature does not hold: {fault.why}", where)
        else:
            if found.entry != row.entry:
                yield Problem("A checkpoint says something else than was signed", where)


def _strangers(connection: Connection) -> Iterator[Problem]:
    """Names the devices for which more than one key has signed: one of them speaks in another's name."""
    keys: dict[str, set[str]] = {}
    for row in exchange.read_checkpoints(connection):
        with suppress(BadSignatureError):  # told of already
            keys.setdefault(row.actor, set()).add(attribution.key_of(row))
    for actor, found in sorted(keys.items()):
        if len(found) > 1:
            yield Problem("Checkpoints of one device are signed by several keys", f"device {actor[:8]}")


def _set_back(connection: Connection) -> Iterator[Problem]:
    """Names what was durable here once and has not come back, from a bundle or a backup, since."""
    held = {actor: seq for actor, seq, _ in entries.actors(connection)}
    for told in entries.fact(connection, session.SET_BACK, []):
        seq = held.get(told["actor"], 0)
        gone = told["last"] + told["gone"] - seq
        if gone > 0:
            yield Problem(
                f"{gone} changes that were made here are gone: the store is an older one of itself, seen"
                f" {told['noticed']}. Merge the last bundle of this device, or look in the backups",
                f"device {told['actor'][:8]}, from {seq + 1}",
            )


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
        with session.open_restored(where, key, clock) as found:
            return CopyReport(where, sum(found.store.counts().values()), found.store.revisions(), found.gone)
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
    target = create(
        where,
        key,
        lambda: folder.write_keys(where, keys),
        allow_synced=policy.present().allow_synced_store,
    )
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
    return RescueReport(where, *counted, lost=saved.lost, lost_records=saved.records)
