"""What a revision says of how it was written: read from its draft and the two clocks of the laptop."""

from __future__ import annotations

from datetime import datetime
from weakref import WeakKeyDictionary

from inspector_app.domain import clock as clocks
from inspector_app.domain.contemporaneity import WRITING, Reading, Writing, clock_set, written_by
from inspector_app.services.session import Session
from inspector_app.services.wording import moment
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft

_read: WeakKeyDictionary[Session, Reading] = WeakKeyDictionary()
"""What the clocks showed at the last entry of a session: a step forward shows only while the program runs."""


def draft_of(session: Session, seals: str | None) -> Draft | None:
    """Returns the draft that an entry seals, by its editor; None where it was not typed into one."""
    kept = drafts.found(session.store, seals) if seals else []
    return kept[0] if kept else None


def writing(session: Session, kept: Draft | None) -> dict[str, object]:
    """Returns the field of a revision that says how it was written; nothing where there is nothing to say.

    Args:
        session: the open store.
        kept: the draft that the revision seals, if it seals one.
    """
    begun, last = (kept.begun, kept.at) if kept is not None else ("", "")
    told = Writing(begun, last, _clock_set(session)).told
    return {WRITING: told} if told else {}


def default_written(session: Session, happened: str | None, kept: Draft | None) -> str:
    """Returns a key of `kinds.WRITTEN` for an entry of which nobody says how it was written.

    Args:
        session: the open store.
        happened: when it was seen, heard or read, ISO; a day alone says nothing of the hour.
        kept: the draft that the entry seals, if it seals one.

    Raises:
        RefusedError: that is no date and time.
    """
    told = moment("time", happened)
    typed = datetime.fromisoformat(kept.begun or kept.at) if kept is not None else session.clock()
    begun = typed.astimezone()
    if told is None or (len(told) == len("2026-11-23") and told == begun.date().isoformat()):
        return written_by(None, begun)
    return written_by(datetime.fromisoformat(told).astimezone(), begun)


def _clock_set(session: Session) -> int:
    """Returns by how many seconds the laptop's clock was set since its entry before."""
    now = Reading(session.clock(), clocks.steady(session.clock))
    before = _read.get(session) or _last_entry(session)
    _read[session] = now
    return clock_set(before, now) if before is not None else 0


def _last_entry(session: Session) -> Reading | None:
    end = session.store.end_of(session.device.actor)
    entry = session.store.ledger.entry(end.entry) if end is not None else None
    return Reading(datetime.fromisoformat(entry.header.at)) if entry is not None else None
