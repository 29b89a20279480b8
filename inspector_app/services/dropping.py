"""The drop folder: a stick or a share on which a team leaves its bundles for each other.

`bundles_in` touches the folder alone and may run beside the store's thread, since a share may hang; the rest
touches the store alone. Nothing here takes a bundle in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.bundle import layout
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services.session import Session
from inspector_app.store import exchange, folder

FACT = "drop_folder"


class DropFolderAwayError(WorldError):
    """The drop folder is not there now: a stick that is not connected, a share that is not reached."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A bundle file as it stands in a folder; one that is still being written is another at each look.

    Attributes:
        path: the file.
        size: its bytes.
        changed: when it was last written, in nanoseconds, as its disk claims.
    """

    path: Path
    size: int
    changed: int

    @property
    def stamp(self) -> str:
        """What it is known by wherever its stick is plugged in: name, size and time."""
        return f"{self.path.name}:{self.size}:{self.changed}"


def watch(session: Session, where: Path) -> Path:
    """Has a folder watched for bundles from now on; returns it.

    Raises:
        RefusedError: a store stands there: its folder is no place for others to write to.
        DropFolderAwayError: it is not there.
        StoreWriteError: that could not be kept.
    """
    where = where.absolute()
    if (where / folder.KEYS).exists():
        raise RefusedError(
            "A store stands here, and others must not write into its folder",
            where=where,
            advice="Choose a folder on a stick or a share.",
        )
    bundles_in(where)
    session.store.set_fact(FACT, {"folder": str(where), "put_away": []})
    return where


def unwatch(session: Session) -> None:
    """Watches no folder from now on.

    Raises:
        StoreWriteError: that could not be kept.
    """
    session.store.set_fact(FACT, {"folder": "", "put_away": []})


def watched(session: Session) -> Path | None:
    """Returns the folder that is watched; None where none is."""
    told = _told(session)["folder"]
    return Path(told) if told else None


def bundles_in(where: Path) -> tuple[Dropped, ...]:
    """Returns the bundle files in a folder, by name; not those in folders inside it.

    Raises:
        DropFolderAwayError: the folder is not there or cannot be read.
    """
    found: list[Dropped] = []
    try:
        with os.scandir(where) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".")  # a system's own, or one that has no name yet
                if hidden or not entry.name.endswith((layout.SEALED_SUFFIX, layout.CLEAR_SUFFIX)):
                    continue
                with suppress(OSError):  # taken away between two lines
                    if entry.is_file():
                        told = os.stat(entry.path)  # noqa: PTH116 - Windows leaves out sizes in a listing
                        found.append(Dropped(Path(entry.path), told.st_size, told.st_mtime_ns))
    except OSError as error:
        raise DropFolderAwayError(
            "The drop folder is not there",
            where=where,
            advice="Plug the stick in, or connect to the share; or name another folder.",
        ) from error
    return tuple(sorted(found, key=lambda one: one.path.name))


def named(paths: Sequence[str]) -> tuple[str, ...]:
    """Returns paths of bundles with every folder among them replaced by the bundles in it.

    Raises:
        DropFolderAwayError: a folder cannot be read.
        RefusedError: a folder holds no bundle.
    """
    found: list[str] = []
    for path in paths:
        if not Path(path).is_dir():
            found.append(path)
            continue
        inside = [str(one.path) for one in bundles_in(Path(path))]
        if not inside:
            raise RefusedError("There is no bundle in this folder", where=path)
        found += inside
    return tuple(dict.fromkeys(found))


def not_put_away(session: Session, found: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """Returns those files that were not put away: not taken in, made here, sealed to others or set aside."""
    before = set(_told(session)["put_away"])
    return tuple(one for one in found if one.stamp not in before)


def put_away(session: Session, some: Iterable[Dropped], still: Iterable[Dropped]) -> None:
    """Keeps that some files need not be offered again; a file that changes is another.

    Args:
        session: the open store.
        some: the files.
        still: all that are in the folder now; what is kept of others is let go.

    Raises:
        StoreWriteError: nothing was kept; they are offered once more.
    """
    told = _told(session)
    there = {one.stamp for one in still}
    kept = dict.fromkeys([one for one in told["put_away"] if one in there] + [one.stamp for one in some])
    if list(kept) != told["put_away"]:
        session.store.set_fact(FACT, {**told, "put_away": list(kept)})


def is_known(session: Session, tagmanifest: str) -> bool:
    """Says whether a bundle was made or taken in here before, whatever its file is called."""
    return exchange.bundle(session.store, tagmanifest) is not None


def _told(session: Session) -> dict[str, Any]:
    return session.store.fact(FACT, {"folder": "", "put_away": []})
