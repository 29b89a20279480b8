"""Words that the store could not take, sealed into a file in another place, and brought back later.

The file is an ordinary age file, so the organisation can open it with stock tools even if the laptop is lost.
It is sealed to this device, to the leads of the roster and to the organisation: the roster's escrow, the
recovery recipient of the policy, and those whose key opens the store.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from inspector_app.crypto import sealing
from inspector_app.errors import WorldError
from inspector_app.services import rosters
from inspector_app.services.session import Session
from inspector_app.store import folder
from inspector_app.store.errors import StoreWriteError

FORMAT = "inspector-app-words/1"
_MAX_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Words:
    """What was brought back: the words, what they belonged to, and when they were put away."""

    text: str
    what: str
    at: str


def put_elsewhere(session: Session, *, into: Path, text: str, what: str = "") -> Path:
    """Seals words into a new file; the store itself is not touched.

    Args:
        session: the open store, which may not be readable any more.
        into: the folder, on another disk or stick.
        text: the words.
        what: what they belong to, for the person who brings them back.

    Returns:
        the file, written whole and opened again.

    Raises:
        WorldError: the folder cannot be written; nothing is left behind.
    """
    at = session.now()
    told = json.dumps(
        {"format": FORMAT, "inspection": session.inspection, "what": what, "at": at, "text": text}
    )
    sealed = io.BytesIO()
    sealing.seal(io.BytesIO(told.encode("utf-8")), sealed, _readers(session))
    path = _free(into, f"words-{at.replace(':', '')}")
    try:
        folder.write_whole(path, sealed.getvalue())
    except StoreWriteError as error:
        raise WorldError(
            "The words cannot be written here either", where=into, advice="Choose another disk or a stick."
        ) from error
    if bring_back(session, path).text != text:
        raise WorldError("The file that was just written holds something else", where=path)
    return path


def bring_back(session: Session, path: Path) -> Words:
    """Returns the words that were sealed for this device.

    Raises:
        WorldError: the file cannot be read, is not sealed for this device, or is of another inspection.
    """
    opened = io.BytesIO()
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise WorldError("The file is too large to hold saved words", where=path)
        with path.open("rb") as file:
            sealing.unseal(file, opened, [session.device.identity], path)
    except OSError as error:
        raise WorldError("The file cannot be read", where=path) from error
    told = _read(opened.getvalue(), path)
    if told.get("inspection") != session.inspection:
        raise WorldError("These words belong to another inspection", where=path)
    return Words(str(told.get("text", "")), str(told.get("what", "")), str(told.get("at", "")))


def _read(data: bytes, path: Path) -> dict[str, Any]:
    try:
        told: Any = json.loads(data)
    except ValueError as error:
        raise WorldError("The file holds no saved words", where=path) from error
    if not isinstance(told, dict) or cast("dict[str, Any]", told).get("format") != FORMAT:
        raise WorldError("The file holds no saved words of a kind that this app knows", where=path)
    return cast("dict[str, Any]", told)


def _readers(session: Session) -> tuple[str, ...]:
    """Returns who can read the words; noted at the opening, so that a store that fails need not be asked."""
    if not session.readers:
        rosters.note_readers(session)
    return session.readers


def _free(into: Path, stem: str) -> Path:
    path, number = into / f"{stem}.age", 1
    while path.exists():
        number += 1
        path = into / f"{stem}-{number}.age"
    return path
