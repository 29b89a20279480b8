"""Words that the store could not take, sealed into a file in another place, and brought back later.

The file is an ordinary age file, so the organisation can open it with stock tools even if the laptop is lost.
It is sealed to this device, to the leads of the roster and to the organisation: the roster's escrow, the
recovery recipient of the policy, and those whose key opens the store.
"""

from __future__ import annotations

import io
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from inspector_app.crypto import sealing
from inspector_app.errors import WorldError
from inspector_app.services import policy, rosters
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
    """Seals words into a new file; the store itself is only read.

    Args:
        session: the open store, which may not be writable any more.
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


def _readers(session: Session) -> list[str]:
    """Returns whom words are sealed to: this device, the leads, and whoever recovers for the organisation."""
    found = [sealing.recipient_of(session.device.identity)]
    roster = rosters.trusted(session)
    if roster is not None:
        found += [roster.recipient_of(name) or "" for name in roster.leads]
        found.append(roster.escrow or "")
    with suppress(WorldError):  # a faulty policy stops the next opening, not the words of this one
        found.append(policy.present().recovery_recipient)
    with suppress(WorldError):  # the disk that took no words may tell no keys either
        wraps = folder.read_keys(session.store.folder).wraps
        found += [wrap.account for wrap in wraps if wrap.kind == "recovery"]
    return [recipient for recipient in dict.fromkeys(found) if recipient]


def _free(into: Path, stem: str) -> Path:
    path, number = into / f"{stem}.age", 1
    while path.exists():
        number += 1
        path = into / f"{stem}-{number}.age"
    return path
