"""Settling a disagreement: what is typed is kept, a value is chosen, a reason is always needed. No Qt."""

from __future__ import annotations

from functools import partial

from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.office import Office
from inspector_app.gui.screens.team.reading import KIND, editor_of
from inspector_app.services import conflicts, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.store import drafts


def _keep(session: Session, place: str, field: str, text: str, cursor: int) -> None:
    kept = drafts.found(session.store, editor_of(place))
    fields = {"place": place, "reason": "", "words": ""} | (dict(kept[0].fields) if kept else {})
    fields[field] = text
    if not fields["reason"] and not fields["words"]:
        unsealed.discard_typing(session, editor=editor_of(place))
        return
    unsealed.keep_typing(
        session,
        editor=editor_of(place),
        kind=KIND,
        record=place.partition("/")[0],
        fields=fields,
        cursor=(field, cursor),
    )


def _settle(session: Session, place: str, take: str | None) -> Changes:
    """Settles with what was kept of the typing: by now that is all of it."""
    kept = drafts.found(session.store, editor_of(place))
    fields = dict(kept[0].fields) if kept else {}
    record, _, field = place.partition("/")
    reason = str(fields.get("reason", ""))
    if take is None:
        value = str(fields.get("words", ""))
        done = conflicts.resolve_conflict(session, record=record, field=field, reason=reason, value=value)
    else:
        done = conflicts.resolve_conflict(session, record=record, field=field, reason=reason, take=take)
    unsealed.discard_typing(session, editor=editor_of(place))
    return done


class Settlement:
    """The open dispute."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def open(self, place: str) -> None:
        """Opens a dispute, with what was typed about it before."""
        self._office.load(place)

    def keep(self, place: str, field: str, text: str, cursor: int) -> None:
        """Makes a reason or a text durable as a draft. Runs on the store's thread."""
        _keep(self._office.session, place, field, text, cursor)

    def settle(self, place: str, take: str | None) -> None:
        """Settles a dispute.

        Args:
            place: which one.
            take: the revision whose value is taken; None for the text that was written anew.
        """
        job = partial(_settle, self._office.session, place, take)
        self._office.work("Recording…", job, self._settled)

    def leave_open(self) -> None:
        """Goes on to the next dispute; what was typed stays as a note of one's own."""
        state = self._office.state
        places = [one.place for one in state.disputes]
        if state.opened in places:
            self.open(places[(places.index(state.opened) + 1) % len(places)])

    def _settled(self, changes: Changes) -> None:
        left = len(self._office.state.disputes) - 1
        told = f"Settled; {left} left open." if left else "Settled; nothing is left open."
        self._office.desk.tell(Notice("team:settled", Weight.DONE, told))
        self._office.changed(changes)
