"""Automatic backups: encrypted, verified, rolling, in a second folder or on a stick.

A backup is made in four steps, so that neither a slow stick nor a drive that hangs holds up a save: `look`
and `carry` touch the folder and may run beside the store's thread, `begin` and `finish` touch the store and
belong to its thread. `run` takes all four.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inspector_app.domain import rota
from inspector_app.domain.rota import Copy
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import policy, volumes
from inspector_app.services.session import Session
from inspector_app.store import copying, exchange, folder
from inspector_app.store.beside import Beside
from inspector_app.store.errors import StoreWriteError

FACT = "backups"
MARK = "inspector-app-backups.txt"
_WORDS = (
    "This folder holds encrypted backups made by inspector-app. Nobody can read them without a passphrase.\n"
    "Keep this file: by it the app knows the folder again. Bring one back with: inspector-app restore.\n"
    "Folder: {0}\n"
)
_FOLDER = re.compile(r"^Folder: ([0-9a-f]{32})$", re.MULTILINE)
_MOST_BYTES = 4096
_NAME = re.compile(r"(?P<stem>.+)-backup-(?P<device>[0-9a-f]{8})-(?P<number>\d{6,})-(?P<at>\d{8}T\d{6}Z)")


class BackupsAwayError(WorldError):
    """The folder for backups is not there now: a stick that is not connected."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that was chosen for backups, and the random name by which it is known on any drive."""

    folder: Path
    name: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where automatic backups are made from now on; `same_disk` where losing the store's disk loses both."""

    place: Place
    same_disk: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the folder for backups, wherever it is now: the copies of one device, by name."""

    place: Place
    copies: tuple[tuple[str, Copy], ...]

    @property
    def folder(self) -> Path:
        """The folder."""
        return self.place.folder


@dataclass(frozen=True, slots=True)
class Begun:
    """A backup that is to be made: its name, and what the store amounts to at this moment."""

    seen: Seen
    name: str
    number: int
    at: str
    mark: str
    device: str
    beside: Beside
    days: int = 0


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What an automatic backup did.

    Attributes:
        folder: where backups are made.
        copy: the new copy, opened and counted after it was written; None where nothing had changed.
        records: how many the copy holds.
        revisions: how many the copy holds.
        removed: earlier copies that this one or a later one of their day stands for.
        kept: how many automatic backups of this device are there now.
        before: what the folder was called before, where its drive is called otherwise now; None elsewhere.
    """

    folder: Path
    copy: Path | None = None
    records: int = 0
    revisions: int = 0
    removed: tuple[Path, ...] = ()
    kept: int = 0
    before: Path | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the automatic backups of a store that is closed for good.

    Attributes:
        removed: how many were taken away.
        left: folder in which some may stand yet, as it is not connected or one could not be proved to be of
            this store; empty where none do.
    """

    removed: int = 0
    left: str = ""


def keep_in(one: Session, where: Path) -> Kept:
    """Has automatic backups made in a folder from now on; it is made where it is not there.

    Raises:
        RefusedError: the folder is that of a store, or stands inside one.
        StoreWriteError: it cannot be written.
    """
    where = where.absolute()
    for above in (where.resolve(), *where.resolve().parents):
        if (above / folder.KEYS).exists():
            raise RefusedError(
                "A store stands here, and its backups must stand apart from it",
                where=where,
                advice="Choose a folder on another drive.",
            )
    copying.make_parent(where / MARK)
    place = Place(where, _named(where))
    _tell(one, {**_told(one), "folder": str(where), "name": place.name})
    return Kept(place, os.stat(where).st_dev == os.stat(one.store.folder).st_dev)  # noqa: PTH116 - both alike


def stop(one: Session) -> None:
    """Makes no automatic backups from now on; those made before stay."""
    _tell(one, {**_told(one), "folder": ""})


def kept_in(one: Session) -> Place | None:
    """Returns the folder for automatic backups as it was last called; None where none are made."""
    told = _told(one)
    return Place(Path(told["folder"]), told["name"]) if told["folder"] else None


def last(one: Session) -> str:
    """Returns the claimed time of the last automatic backup; empty where there was none."""
    found = _told(one)["last"]
    return "" if found is None else str(found["at"])


def due(one: Session, seen: Seen | None = None) -> bool:
    """Says whether a backup would hold anything that the last one does not.

    Args:
        one: the session.
        seen: what stands in the folder; a copy that is not there any more counts for nothing.
    """
    told = _told(one)
    found = told["last"]
    if not told["folder"]:
        return False
    if found is None or (seen is not None and found["name"] not in {name for name, _ in seen.copies}):
        return True
    return found["mark"] != copying.mark(one.store, but=FACT)


def look(place: Place, device: str, drives: Sequence[Path] | None = None) -> Seen:
    """Looks which automatic backups of a device stand in the folder for them; touches no store.

    Where the folder is not there, it is looked for on the other drives that are connected, and known by the
    name in its mark: a stick gets another letter when something else was plugged in first.

    Args:
        place: the folder for backups.
        device: id of the device.
        drives: roots of the drives to look on; those connected now where None.

    Raises:
        BackupsAwayError: the folder is nowhere, or another one stands in its place.
    """
    where = _found(place, drives)
    try:
        names = sorted(path.name for path in where.iterdir())
        name = _named(where)
    except (OSError, StoreWriteError) as error:
        raise BackupsAwayError("The folder for backups cannot be read", where=where) from error
    found = [(name, _copy(name)) for name in names]
    return Seen(
        Place(where, name),
        tuple((name, copy) for name, copy in found if copy is not None and copy.device == device[:8]),
    )


def _found(place: Place, drives: Sequence[Path] | None) -> Path:
    """Returns where the folder for backups is now."""
    name = _name_in(place.folder)
    if name is not None and (name == place.name or not (name and place.name)):
        return place.folder
    if place.name:
        for path in volumes.elsewhere(place.folder, volumes.connected() if drives is None else drives):
            if _name_in(path) == place.name:
                return path
    raise BackupsAwayError(
        "The folder for backups is not there",
        where=place.folder,
        advice="Connect the drive; nothing is lost, the next backup holds everything.",
    )


def _name_in(where: Path) -> str | None:
    """Returns the name in the mark of a folder, empty in an old mark; None where there is no mark."""
    try:
        with (where / MARK).open("rb") as file:
            found = _FOLDER.search(file.read(_MOST_BYTES).decode("utf-8", "replace"))
    except OSError:
        return None
    return found[1] if found else ""


def _named(where: Path) -> str:
    """Returns the name of a folder, which several stores may share; gives it one where it has none."""
    name = _name_in(where)
    if not name:
        name = secrets.token_hex(16)
        folder.write_whole(where / MARK, _WORDS.format(name).encode())
    return name


def begin(one: Session, seen: Seen) -> Begun | None:
    """Numbers the next backup; None where nothing has changed since the last one.

    What the folder is called now is kept in mind.
    """
    place = kept_in(one)
    if place is not None and place != seen.place and place.name in {"", seen.place.name}:
        _tell(one, {**_told(one), "folder": str(seen.folder), "name": seen.place.name})
    if not due(one, seen):
        return None
    told = _told(one)
    number = max([int(told["number"]), *(copy.number for _, copy in seen.copies)]) + 1
    at = one.now()
    stamp = at.replace(":", "").replace("-", "")
    actor = one.device.actor
    name = f"{one.store.folder.name}-backup-{actor[:8]}-{number:06}-{stamp}"
    mark = copying.mark(one.store, but=FACT)
    _tell(
        one, {**told, "number": number}
    )  # the copy holds its own number, so a renamed folder proves nothing
    return Begun(seen, name, number, at, mark, actor, one.store.beside, policy.present().backup_days)


def carry(one: Session, begun: Begun) -> BackupReport:
    """Writes the copy, reads it back, and only then takes away copies that others stand for.

    May run beside the store's thread: it reads the store on a connection of its own.

    Raises:
        StoreWriteError, DamagedStoreError: the copy cannot be made; nothing is left behind, no old copy is
            taken away.
        StoreClosedError: the store was closed meanwhile; likewise.
    """
    where = begun.seen.folder
    _sweep(where, begun.device)
    with begun.beside.reading() as connection:
        records, revisions = copying.copy_to(one.store, where / begun.name, connection)
        copies = [*begun.seen.copies]
        if (made := _copy(begun.name)) is not None:
            copies.append((begun.name, made))
        removed: list[Path] = []
        if rota.removable((copy for _, copy in copies), begun.days):
            sound = {copy: name for name, copy in copies if _proved(connection, begun, where / name, copy)}
            for copy in rota.removable(sound, begun.days):
                begun.beside.go_on()
                if _take_away(where / sound[copy]):
                    removed.append(where / sound[copy])
    return BackupReport(
        where, where / begun.name, records, revisions, tuple(removed), len(copies) - len(removed)
    )


def finish(one: Session, begun: Begun, report: BackupReport) -> BackupReport:
    """Notes that a backup was made and verified, so that the next one waits for a change."""
    made = {"name": begun.name, "number": begun.number, "at": begun.at, "mark": begun.mark}
    _tell(one, {**_told(one), "last": made})
    one.note_end()
    return report


def run(one: Session, where: Path | None = None) -> BackupReport:
    """Makes an automatic backup if anything changed since the last one.

    Args:
        one: the session.
        where: has backups made there from now on; where None, the folder that was chosen before.

    Raises:
        RefusedError: no folder was chosen.
        BackupsAwayError: the folder is not there now.
        StoreWriteError, DamagedStoreError: the copy could not be made; the copies before stay as they are.
    """
    if where is not None:
        keep_in(one, where)
    chosen = kept_in(one)
    if chosen is None:
        raise RefusedError(
            "No folder for automatic backups was chosen",
            where=one.store.folder,
            advice="Choose one with: inspector-app backup STORE DIR --automatic.",
        )
    seen = look(chosen, one.device.actor)
    begun = begin(one, seen)
    before = None if seen.folder == chosen.folder else chosen.folder
    if begun is None:
        return BackupReport(seen.folder, kept=len(seen.copies), before=before)
    return replace(finish(one, begun, carry(one, begun)), before=before)


def end(one: Session) -> Ended:
    """Takes away every automatic backup of a store that is about to be destroyed, the newest one too.

    Only what opens with the key of this store and was made on it is taken away; call it while that key is
    there. A copy of another laptop, or one that was made under a key that this store had before, is left.
    """
    place = kept_in(one)
    if place is None:
        return Ended()
    made_here = {one.device.actor, *exchange.written_here(one.store)}
    removed, left = 0, False
    try:
        where = _found(place, None)
        with one.store.beside.reading() as connection:
            for path in sorted(where.iterdir()):
                copy = _copy(path.name)
                for device in made_here if copy is not None else ():
                    if copy is None or copy.device != device[:8]:
                        continue
                    gone = _is_of(connection, path, device, copy) and _take_away(path)
                    removed, left = removed + gone, left or not gone
    except (OSError, WorldError):
        return Ended(removed, str(place.folder))
    return Ended(removed, str(where) if left else "")


def _told(one: Session) -> dict[str, Any]:
    return {"folder": "", "name": "", "number": 0, "last": None, **one.store.fact(FACT, {})}


def _tell(one: Session, told: dict[str, Any]) -> None:
    one.store.set_fact(FACT, told)


def _copy(name: str) -> Copy | None:
    found = _NAME.fullmatch(name)
    return None if found is None else Copy(found["device"], int(found["number"]), found["at"])


def _proved(connection: copying.Connection, begun: Begun, path: Path, copy: Copy) -> bool:
    """Says whether a copy opens with this store's key and holds the number that its name says.

    A copy that does not is neither taken away nor counted on.
    """
    sound = _is_of(connection, path, begun.device, copy)
    if not sound:
        begun.beside.go_on()
    return sound


def _is_of(connection: copying.Connection, path: Path, actor: str, copy: Copy) -> bool:
    try:
        device, told = copying.facts_in(connection, path, "device", FACT)
    except WorldError:
        return False
    return device is not None and told is not None and (device["actor"], told["number"]) == (
        actor, copy.number,
    )  # fmt: skip


def _take_away(path: Path) -> bool:
    """Takes a copy away; says whether it is gone. What is left after a crash is swept at the next backup."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.rename(part)
    except OSError:  # a virus scanner holds it: next time
        return False
    shutil.rmtree(part, ignore_errors=True)
    return True


def _sweep(where: Path, device: str) -> None:
    """Takes away what a crash left of this device's copies."""
    with suppress(OSError):
        for path in where.glob(f".*-backup-{device[:8]}-*.part"):
            if _copy(path.name[1 : -len(".part")]) is not None:
                shutil.rmtree(path, ignore_errors=True)
