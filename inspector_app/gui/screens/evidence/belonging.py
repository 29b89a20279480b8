"""What is done with what belongs to a record: its files and the urgent concerns that rest on it. No Qt."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui import answers
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.brought import Brought
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import (
    ACKNOWLEDGE,
    BRING_BACK,
    CIRCUMSTANCES,
    CLOSE,
    CONCERN,
    WITHDRAW,
    FormDraft,
)
from inspector_app.gui.notice import Notice, Weight, of_error
from inspector_app.services import attachments, concerns, evidence, lending, policy
from inspector_app.services.changes import Changes
from inspector_app.services.lending import Loan
from inspector_app.services.session import Session

_WORDS, _PLACE, _PRESENT = "words", "place", "present"
_RAISED = WordsQuestion(
    "Raise an urgent concern",
    "Raise it",
    "who was told of an urgent concern",
    (Line(_WORDS, "Who in the council was told? Their role, not a name."),),
)
_TAKEN_UP = WordsQuestion(
    "The council has taken it up",
    "Record it",
    "who took an urgent concern up",
    (Line(_WORDS, "Who acknowledged it? Their role, not a name."),),
)
_CLOSED = WordsQuestion(
    "Close this urgent concern",
    "Close it",
    "the outcome of an urgent concern",
    (Line(_WORDS, "What was the outcome for the child?", 4),),
)
_WITHDRAWN = WordsQuestion(
    "Withdraw this evidence",
    "Withdraw it",
    "why evidence is withdrawn",
    (Line(_WORDS, "Why? It stays in the history.", 3),),
)
_BROUGHT_BACK = WordsQuestion(
    "Bring this evidence back", "Bring it back", "why evidence is brought back", (Line(_WORDS, "Why?", 3),)
)
Write = Callable[[Deed[Changes]], None]


class Belonging:
    """The deeds.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
        write: does a deed and tells of its change or its refusal.
    """

    def __init__(self, desk: Desk, session: Session, write: Write) -> None:
        self._desk, self._session, self._write = desk, session, write

    def attach(self, record: str) -> None:
        """Asks for a file and copies it into the store."""
        self._desk.dialogs.choose_file("Attach a file", partial(self._attach, record))

    def take(self, record: str, brought: Brought) -> None:
        """Copies into the store what was dropped on the record, or copied elsewhere."""
        for file in brought.files:
            self._attach(record, file)
        if brought.picture:
            job = partial(attachments.attach_picture, self._session, picture=brought.picture, to=record)
            self._write(Deed(f"deed:attach:{record}:picture", "the picture that was copied", job))

    def save_copy(self, attachment: str, name: str) -> None:
        """Asks where to, and writes a file's bytes there."""
        self._desk.dialogs.choose_new_file(
            "Save a copy, which is not encrypted",
            partial(self._save_copy, attachment),
            suggested=Path.home() / Path(name).name,
        )

    def raise_concern(self, record: str) -> None:
        """Asks who was told, and enters an urgent concern that rests on the record."""
        self._ask(_RAISED, FormDraft(self._session, CONCERN, record, record=record), partial(_raise, record))

    def acknowledge(self, concern: str, record: str) -> None:
        """Asks who in the council has taken up a concern that rests on a record."""
        draft = FormDraft(self._session, ACKNOWLEDGE, concern, record=concern, where=record)
        self._ask(_TAKEN_UP, draft, partial(_acknowledge, concern))

    def close(self, concern: str, record: str) -> None:
        """Asks for the outcome for the child, and closes a concern that rests on a record."""
        draft = FormDraft(self._session, CLOSE, concern, record=concern, where=record)
        self._ask(_CLOSED, draft, partial(_close, concern))

    def circumstances(self, record: str, place: str, present: str) -> None:
        """Asks where it was gathered and who was there by role; what is left empty stays as it is."""
        question = WordsQuestion(
            "Where and with whom",
            "Record it",
            "where evidence was gathered",
            (
                Line(_PLACE, f"Where was it? Recorded now: {place or 'nothing'}."),
                Line(
                    _PRESENT,
                    "Who was there? Roles with commas between, never names."
                    f" Recorded now: {present or 'nobody'}.",
                ),
            ),
        )
        draft = FormDraft(self._session, CIRCUMSTANCES, record, record=record)
        answers.ask(self._desk, draft, question, partial(self._circumstances_told, question, draft, record))

    def _circumstances_told(
        self, question: WordsQuestion, draft: FormDraft, record: str, values: Mapping[str, str]
    ) -> None:
        does = partial(_set_circumstances, self._session, record, values)
        self._write(answers.deed(draft, question.name, does, values))

    def withdraw(self, record: str) -> None:
        """Asks why, then hides the record."""
        draft = FormDraft(self._session, WITHDRAW, record, record=record)
        self._ask(_WITHDRAWN, draft, partial(_withdraw, record))

    def bring_back(self, record: str) -> None:
        """Asks why, then shows the record again."""
        draft = FormDraft(self._session, BRING_BACK, record, record=record)
        self._ask(_BROUGHT_BACK, draft, partial(_bring_back, record))

    def _ask(
        self, question: WordsQuestion, draft: FormDraft, intent: Callable[[Session, str], Changes]
    ) -> None:
        answers.ask(self._desk, draft, question, partial(self._answered, question, draft, intent))

    def _answered(
        self,
        question: WordsQuestion,
        draft: FormDraft,
        intent: Callable[[Session, str], Changes],
        values: Mapping[str, str],
    ) -> None:
        does = partial(intent, self._session, values[_WORDS])
        self._write(answers.deed(draft, question.name, does, values))

    def _attach(self, record: str, file: Path | None) -> None:
        if file is not None:
            job = partial(attachments.attach_file, self._session, file=str(file), to=record)
            self._write(Deed(f"deed:attach:{record}:{file}", "the attached file", job))

    def _save_copy(self, attachment: str, where: Path | None) -> None:
        if where is not None:
            job = partial(_write_copy, self._session, attachment, where)
            self._desk.runner.run(job, self._saved, self._not_saved)

    def lend(self, attachment: str, lent: Callable[[Loan], None]) -> None:
        """Puts a file where another program can open it, and gives where."""
        job = partial(lending.lend, self._session, attachment=attachment)
        self._desk.runner.run(job, lent, self._not_saved)

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


def _raise(record: str, session: Session, told: str) -> Changes:
    """Raises a concern in the record's own words, and on its case."""
    known = session.named(record, "evidence")
    return concerns.raise_urgent_concern(
        session,
        summary=str(known.get("text") or ""),
        told=told,
        case=str(known.get("case") or "") or None,
        evidence=record,
    )


def _acknowledge(concern: str, session: Session, by: str) -> Changes:
    return concerns.acknowledge_concern(session, concern=concern, acknowledged_by=by)


def _close(concern: str, session: Session, outcome: str) -> Changes:
    return concerns.close_concern(session, concern=concern, outcome=outcome)


def _set_circumstances(session: Session, record: str, values: Mapping[str, str]) -> Changes:
    roles = [role.strip() for role in values[_PRESENT].split(",") if role.strip()]
    return evidence.amend_evidence(
        session, evidence=record, place=values[_PLACE].strip() or None, present=roles or None
    )


def _withdraw(record: str, session: Session, reason: str) -> Changes:
    return evidence.withdraw_evidence(session, evidence=record, reason=reason)


def _bring_back(record: str, session: Session, reason: str) -> Changes:
    return evidence.bring_back(session, record=record, reason=reason)


def _write_copy(session: Session, attachment: str, where: Path) -> Path:
    """Writes an attachment's bytes part by part; half a file never stands under the name that was given.

    Raises:
        RefusedError: the policy of this computer forbids it.
        WorldError: the folder cannot be written, or the bytes are not on this laptop.
    """
    if not policy.present().save_copies:
        raise RefusedError(
            "Your organisation does not let files be saved without encryption",
            advice="IT can allow it with the policy save_copies.",
        )
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
