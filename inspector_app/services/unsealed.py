"""What is being typed: kept at every pause, offered back after a crash, sealed on leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from inspector_app.errors import RefusedError
from inspector_app.services import cases, evidence, interviews, judgements
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft

T = TypeVar("T")
FORM = "form"
"""Kind of a draft that no record grows from as it is: what a form holds before its button is pressed."""


def keep_typing(
    session: Session,
    *,
    editor: str,
    kind: str,
    fields: Mapping[str, Any],
    record: str | None = None,
    cursor: tuple[str, int] = ("", 0),
    last: str = "",
) -> Draft:
    """Keeps what an editor holds; when this returns it survives a power cut.

    Args:
        session: the open store.
        editor: name of the editor, for example `evidence/new`.
        kind: kind of record being typed.
        fields: what the form holds.
        record: the record being edited; a new id is made where none is given and none was kept.
        cursor: field and place of the cursor.
        last: claimed time of the last change, where a button is pressed later; else it is now, unless the
            editor holds what it held before.

    Raises:
        StoreWriteError: nothing was saved; keep the text on screen and try again.
    """
    kept = drafts.found(session.store, editor)
    rec = record or (kept[0].rec if kept else session.new_record())
    now, held = session.now(), dict(fields)
    at = last or (kept[0].at if kept and kept[0].fields == held else now)
    begun = (kept[0].begun or kept[0].at) if kept else now
    draft = Draft(editor, rec, kind, held, cursor, at, begun)
    drafts.keep(session.store, draft)
    return draft


def keep_form(
    session: Session,
    *,
    editor: str,
    fields: Mapping[str, str],
    record: str | None = None,
    cursor: tuple[str, int] = ("", 0),
) -> None:
    """Keeps what a form holds whose button was not pressed yet; when this returns it survives a power cut.

    Args:
        session: the open store.
        editor: name of the form, for example `form/cases/step/0192…`.
        fields: what it holds; none takes away what was kept.
        record: the record that it belongs to, with which it is erased; None where there is none.
        cursor: field and place of the cursor.

    Raises:
        StoreWriteError: nothing was saved; keep the text on screen and try again.
    """
    if fields:
        keep_typing(session, editor=editor, kind=FORM, fields=fields, record=record, cursor=cursor)
    else:
        drafts.discard(session.store, editor)


def form_kept(session: Session, *, editor: str) -> Draft | None:
    """Returns what a form held when it was left; None where it held nothing."""
    kept = drafts.found(session.store, editor)
    return kept[0] if kept else None


def fulfil_form(session: Session, intent: Callable[[], T], *, editor: str) -> T:
    """Does what a form asks for, and takes its draft away in the same transaction.

    Args:
        session: the open store.
        intent: writes what the form says.
        editor: name of the form.

    Returns:
        What the intent returns.

    Raises:
        RefusedError: the intent refused; the draft stays.
        StoreWriteError: nothing was saved; the draft stays.
    """
    with session.store.changing():
        done = intent()
        drafts.discard(session.store, editor)
    return done


def offered_back(session: Session) -> list[Draft]:
    """Returns what was typed and never sealed, to offer it back."""
    return drafts.found(session.store)


def discard_typing(session: Session, *, editor: str) -> None:
    """Throws away what an editor holds, when the person emptied it."""
    drafts.discard(session.store, editor)


def _seal_evidence(session: Session, draft: Draft, *, known: bool) -> Changes:
    told = dict(draft.fields)
    if known:
        return evidence.amend_evidence(session, evidence=draft.rec, seals=draft.editor, **told)
    return evidence.record_evidence(session, record=draft.rec, seals=draft.editor, **told)


def _seal_interview(session: Session, draft: Draft, *, known: bool) -> Changes:
    told = dict(draft.fields)
    if known:
        return interviews.amend_interview(session, interview=draft.rec, seals=draft.editor, **told)
    return interviews.note_interview(session, record=draft.rec, seals=draft.editor, **told)


def _seal_case(session: Session, draft: Draft, *, known: bool) -> Changes:  # noqa: ARG001 - one shape for all
    return cases.note_case(session, case=draft.rec, seals=draft.editor, **draft.fields)


def _seal_evaluation(session: Session, draft: Draft, *, known: bool) -> Changes:  # noqa: ARG001
    return judgements.evaluate_descriptor(session, seals=draft.editor, **draft.fields)


def _seal_judgement(session: Session, draft: Draft, *, known: bool) -> Changes:  # noqa: ARG001
    return judgements.propose_grade(session, seals=draft.editor, **draft.fields)


_SEALS: dict[str, Callable[..., Changes]] = {
    "evidence": _seal_evidence,
    "interview": _seal_interview,
    "case_track": _seal_case,
    "evaluation": _seal_evaluation,
    "judgement": _seal_judgement,
}


def seal_typing(session: Session, *, editor: str) -> Changes | None:
    """Seals what an editor holds into a revision; None where it holds nothing new.

    Raises:
        RefusedError: the form is not complete; the draft stays.
    """
    kept = drafts.found(session.store, editor)
    if not kept:
        return None
    draft = kept[0]
    known = session.store.find(draft.rec) is not None
    try:
        return _SEALS[draft.kind](session, draft, known=known)
    except RefusedError as refusal:
        if refusal.what == "Nothing would change":
            drafts.discard(session.store, editor)
            return None
        raise
