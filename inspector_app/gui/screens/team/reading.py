"""Reads what the screen shows; runs on the store's thread. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.revision import Candidate
from inspector_app.gui.screens.team.state import Dispute, Value
from inspector_app.services import conflicts, rollcall, settling, team
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.session import Session
from inspector_app.services.team import Exchange, Team
from inspector_app.store import drafts

KIND = "settlement"
_LAPTOP = 8


@dataclass(frozen=True, slots=True)
class Read:
    """The roster, what came and went, and the queue."""

    team: Team
    exchanges: tuple[Exchange, ...]
    disputes: tuple[Dispute, ...]
    out: tuple[str, ...]


def editor_of(place: str) -> str:
    """Returns the name under which the typing about one dispute is kept."""
    return f"{KIND}/{place}"


def read(session: Session) -> Read:
    """Returns all that the screen shows."""
    kept = {
        str(draft.fields.get("place")): dict(draft.fields)
        for draft in drafts.found(session.store)
        if draft.kind == KIND
    }
    return Read(
        team=team.team(session),
        exchanges=team.exchanges(session),
        disputes=tuple(_dispute(session, one, kept) for one in conflicts.open_conflicts(session)),
        out=rollcall.sentences(session),
    )


def _dispute(session: Session, one: OpenConflict, kept: dict[str, dict[str, str]]) -> Dispute:
    place = f"{one.record}/{one.field}"
    found, typed = settling.beside(session, one), kept.get(place, {})
    return Dispute(
        place=place,
        record=one.record,
        field=one.field,
        what=one.what,
        kind="Choose" if one.chosen else "Text" if found.text else "Value",
        values=tuple(_value(c, words) for c, words in zip(one.values, found.words, strict=True)),
        base=_value(found.base, found.base_words) if found.base else None,
        proposal=found.proposal,
        lines=found.lines,
        context=found.context,
        text=found.text,
        reason=typed.get("reason", ""),
        words=typed.get("words", ""),
    )


def _value(candidate: Candidate, words: str) -> Value:
    return Value(candidate.revision, words, candidate.author, candidate.actor[:_LAPTOP], candidate.at)
