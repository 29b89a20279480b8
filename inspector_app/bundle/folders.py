"""Folders that bundles and rosters are put into: filled whole, or left as they were found."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from inspector_app.crypto.sealing import arriving


@contextmanager
def cleared(folder: Path) -> Generator[None]:
    """Takes a folder away again where the block fails, with those above it, if the block made them."""
    missing = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    try:
        yield
    except BaseException:
        with suppress(OSError):  # one was never made, or something of somebody else's stands in it now
            for path in missing:
                path.rmdir()
        raise


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes small files into a folder, which is made where it is not there: all of them, or none.

    All are on the disk before the first of them takes its name; the names are taken in the order given.

    Args:
        folder: where to.
        files: what they hold, by name.

    Raises:
        OSError: the disk or the folder refuses; nothing new is left behind.
    """
    with cleared(folder):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = [folder / name for name in files if not os.path.lexists(folder / name)]
        try:
            with ExitStack() as waiting:
                for name, data in reversed(list(files.items())):  # the one that came last is closed first
                    file = waiting.enter_context(arriving(folder / name))
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
        except BaseException:
            take_away(fresh)
            raise


def take_away(paths: list[Path]) -> None:
    """Removes files, as far as the disk lets them be removed."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
