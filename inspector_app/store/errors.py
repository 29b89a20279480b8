"""What can be wrong with a store, each with its own sentence."""

from __future__ import annotations

from inspector_app.errors import WorldError


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


class UnknownRecordError(WorldError):
    """No record has this id."""
