"""What is done with what belongs to a record: its files and the urgent concerns that rest on it. No Qt."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from inspector_app.errors import WorldError
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight, of_error
from inspector_app.services import attachments, concerns
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

Write = Callable[[Callable[[], Changes]], None]


class Belonging:
    """The deeds.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
        write: runs an intent and tells of its change or its refusal.
    """

    def __init__(self, desk: Desk, session: Session, write: Write) -> None:
        self._desk, self._session, self._write = desk, session, write

    def attach(self, evidence: str) -> None:
        """Asks for a file and copies it into the store."""
        self._desk.dialogs.choose_file("Attach a file", partial(self._attach, evidence))

    def save_copy(self, attachment: str, name: str) -> None:
        """Asks where to, and writes a file's bytes there."""
        self._desk.dialogs.choose_new_file(
            "Save a copy, which is not encrypted",
            partial(self._save_copy, attachment),
            suggested=Path.home() / Path(name).name,
        )

    def raise_concern(self, evidence: str) -> None:
        """Asks who was told, and enters an urgent concern that rests on the record."""
        self._desk.dialogs.ask_text(
            "Raise an urgent concern",
            "Who in the council was told? Their role, not a name.",
            partial(self._raise, evidence),
        )

    def acknowledge(self, concern: str) -> None:
        """Asks who in the council has taken the concern up."""
        self._desk.dialogs.ask_text(
            "The council has taken it up",
            "Who acknowledged it? Their role, not a name.",
            partial(self._acknowledge, concern),
        )

    def close(self, concern: str) -> None:
        """Asks for the outcome for the child, and closes the concern."""
        self._desk.dialogs.ask_text(
            "Close this urgent concern", "What was the outcome for the child?", partial(self._close, concern)
        )

    def _attach(self, evidence: str, file: Path | None) -> None:
        if file is not None:
            self._write(partial(attachments.attach_file, self._session, file=str(file), to=evidence))

    def _save_copy(self, attachment: str, where: Path | None) -> None:
        if where is not None:
            job = partial(_write_copy, self._session, attachment, where)
            self._desk.runner.run(job, self._saved, self._not_saved)

    def _saved(self, where: Path) -> None:
        self._desk.tell(
            Notice(
                "evidence:copy",
                Weight.DONE,
                f"A copy was saved: {where}.",
                "It is not encrypted. Delete it when you no longer need it.",
            )
        )

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, WorldError):
            self._desk.tell(of_error(error, key="evidence:copy"))
        else:
            self._desk.failed(error)

    def _raise(self, evidence: str, told: str | None) -> None:
        if told is not None:
            self._write(partial(_raise_on, self._session, evidence, told))

    def _acknowledge(self, concern: str, by: str | None) -> None:
        if by is not None:
            self._write(
                partial(concerns.acknowledge_concern, self._session, concern=concern, acknowledged_by=by)
            )

    def _close(self, concern: str, outcome: str | None) -> None:
        if outcome is not None:
            self._write(partial(concerns.close_concern, self._session, concern=concern, outcome=outcome))


def _raise_on(session: Session, evidence: str, told: str) -> Changes:
    """Raises a concern in the record's own words, and on its case."""
    record = session.named(evidence, "evidence")
    return concerns.raise_urgent_concern(
        session,
        summary=str(record.get("text") or ""),
        told=told,
        case=str(record.get("case") or "") or None,
        evidence=evidence,
    )


def _write_copy(session: Session, attachment: str, where: Path) -> Path:
    """Writes an attachment's bytes part by part; half a file never stands under the name that was given.

    Raises:
        WorldError: the folder cannot be written, or the bytes are not on this laptop.
    """
    part = where.with_name(f".{where.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(attachments.read_attachment(session, attachment=attachment))
            file.flush()
            os.fsync(file.fileno())
        part.replace(where)
    except OSError as error:
        raise WorldError(
            "The copy cannot be written", where=where.parent, advice="Choose a folder that you may write in."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return where
