"""What can be wrong with a store, each with its own sentence."""

from __future__ import annotations

import errno
from pathlib import Path

from inspector_app.errors import WorldError

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class NotAStoreError(WorldError):
    """The folder holds no store."""


class StoreExistsError(WorldError):
    """A store stands there already."""


class StoreLockedError(WorldError):
    """Another window or command has the store open."""


class NewerStoreError(WorldError):
    """A newer version of the app wrote the store."""


class DamagedStoreError(WorldError):
    """The file of the store is cut, changed or in clear text."""


class StoreWriteError(WorldError):
    """The store could not be written: full disk, read-only folder, device gone. Nothing was half written."""


def unwritten(what: str, error: BaseException | None, *, where: Path, advice: str = "") -> StoreWriteError:
    """Returns the error of something that could not be written, which says so where the disk is full.

    Args:
        what: the sentence, beginning with "The".
        error: what the system said.
        where: the file or folder.
        advice: what helps where the disk is not full.
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        return StoreWriteError(
            f"The disk is full, so t{what[1:]}",
            where=where,
            advice="Free some space there, or choose another disk.",
        )
    return StoreWriteError(what, where=where, advice=advice)


class NewerRecordError(WorldError):
    """A newer version of the app wrote the record; it can be read and passed on, but not changed."""


class UnknownRecordError(WorldError):
    """No record has this id."""


class StoreClosedError(WorldError):
    """The store was closed while something was still reading it."""


class UnsafePlaceError(WorldError):
    """The folder is on a network drive, is synced, or travels with a profile: no place for a store."""
