"""Settling a disagreement: what is typed is kept, a value is chosen, a reason is always needed. No Qt."""

from __future__ import annotations

from functools import partial

from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.office import Office, Written
from inspector_app.gui.screens.team.reading import KIND, editor_of
from inspector_app.services import conflicts, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.store import drafts


def _keep(session: Session, place: str, field: str, text: str, cursor: int | None) -> None:
    """Keeps one field; the cursor stays where it was unless one is given."""
    kept = drafts.found(session.store, editor_of(place))
    fields = {"place": place, "reason": "", "words": ""} | (dict(kept[0].fields) if kept else {})
    fields[field] = text
    if not any(value for name, value in fields.items() if name != "place"):
        unsealed.discard_typing(session, editor=editor_of(place))
        return
    unsealed.keep_typing(
        session,
        editor=editor_of(place),
        kind=KIND,
        record=place.partition("/")[0],
        fields=fields,
        cursor=(field, cursor) if cursor is not None else kept[0].cursor if kept else ("", 0),
    )


def _settle(session: Session, place: str, take: str | None) -> Changes:
    """Settles with what was kept of the typing: by now that is all of it."""
    kept = drafts.found(session.store, editor_of(place))
    fields = dict(kept[0].fields) if kept else {}
    record, _, field = place.partition("/")
    reason = str(fields.get("reason", ""))
    how = {"value": str(fields.get("words", ""))} if take is None else {"take": take}
    intent = partial(conflicts.resolve_conflict, session, record=record, field=field, reason=reason, **how)
    return unsealed.fulfil_form(session, intent, editor=editor_of(place))


def _leave_open(session: Session, place: str) -> Changes | None:
    """Keeps what was typed as the reason beside the disagreement; None where nothing new was typed.

    The typing itself stays: it is the reason of whoever settles it later.
    """
    kept = drafts.found(session.store, editor_of(place))
    note = str(kept[0].fields.get("reason", "")).strip() if kept else ""
    record, _, field = place.partition("/")
    told = {one.field: one.note for one in conflicts.open_conflicts(session, {record})}
    if not note or told.get(field, note) == note:
        return None
    return conflicts.leave_open(session, record=record, field=field, note=note)


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

    def pick(self, place: str, take: str) -> None:
        """Keeps which side is ticked: a revision, or `own` for the text that was written anew."""
        job = partial(_keep, self._office.session, place, "take", take, None)
        name = "which side of a disagreement was ticked"
        deeds.do(self._office.desk, Deed(f"deed:pick:{place}", name, job), _nothing)

    def settle(self, place: str, take: str | None) -> None:
        """Settles a dispute.

        Args:
            place: which one.
            take: the revision whose value is taken; None for the text that was written anew.
        """
        job = partial(_settle, self._office.session, place, take)
        deed = Written(f"settle:{place}", "how a disagreement is settled")
        self._office.work("Recording…", job, self._settled, deed=deed)

    def leave_open(self) -> None:
        """Keeps the reason as a note for the whole team, where one was typed, and goes on to the next."""
        place = self._office.state.opened
        if place:
            job = partial(_leave_open, self._office.session, place)
            self._office.work("Recording…", job, self._left_open)

    def _left_open(self, changes: Changes | None) -> None:
        state = self._office.state
        places = [one.place for one in state.disputes]
        if changes is not None:
            self._office.desk.changed(changes)
        if state.opened in places:
            self.open(places[(places.index(state.opened) + 1) % len(places)])

    def _settled(self, changes: Changes) -> None:
        left = len(self._office.state.disputes) - 1
        told = f"Settled; {left} left open." if left else "Settled; nothing is left open."
        self._office.desk.tell(Notice("team:settled", Weight.DONE, told))
        self._office.changed(changes)


def _nothing(_result: None) -> None:
    """A tick is kept: nothing else changes."""
