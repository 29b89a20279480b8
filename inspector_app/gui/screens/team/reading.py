"""Reads what the screen shows; runs on the store's thread. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.revision import Candidate
from inspector_app.gui.forms import MEMBER, Filled, FormDraft
from inspector_app.gui.screens.team.state import Dispute, Value
from inspector_app.services import conflicts, order_states, rollcall, settling, shelf, team
from inspector_app.services.attribution import REVOKED, VOUCHED, WORDS
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.order_states import OrderState
from inspector_app.services.rollcall import Laptop, Present
from inspector_app.services.session import Session
from inspector_app.services.shelf import Held
from inspector_app.services.team import Exchange, Team
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft

KIND = "settlement"
_LAPTOP = 8


@dataclass(frozen=True, slots=True)
class Read:
    """The roster, what came and went, the queue, and the laptops."""

    team: Team
    exchanges: tuple[Exchange, ...]
    disputes: tuple[Dispute, ...]
    newcomer: Filled
    out: tuple[str, ...]
    held: tuple[Held, ...]
    people: tuple[Present, ...]
    today: str
    laptops: tuple[Laptop, ...]
    orders: tuple[OrderState, ...]


def editor_of(place: str) -> str:
    """Returns the name under which the typing about one dispute is kept."""
    return f"{KIND}/{place}"


def newcomer_form(session: Session) -> FormDraft:
    """Returns where the colleague who is to be put on the roster is kept while being entered."""
    return FormDraft(session, MEMBER)


def read(session: Session) -> Read:
    """Returns all that the screen shows."""
    kept = {
        str(draft.fields.get("place")): draft for draft in drafts.found(session.store) if draft.kind == KIND
    }
    return Read(
        team=team.team(session),
        exchanges=team.exchanges(session),
        disputes=tuple(_dispute(session, one, kept) for one in conflicts.open_conflicts(session)),
        newcomer=newcomer_form(session).read(),
        out=(*(f"{one}." for one in shelf.sentences(session)), *rollcall.sentences(session)),
        held=shelf.held(session),
        people=rollcall.people(session),
        today=session.now()[:10],
        laptops=tuple(
            one for one in rollcall.roll_call(session).laptops if one.device != session.device.actor
        ),
        orders=order_states.states(session),
    )


def _dispute(session: Session, one: OpenConflict, kept: dict[str, Draft]) -> Dispute:
    place = f"{one.record}/{one.field}"
    found, draft = settling.beside(session, one), kept.get(place)
    typed = dict(draft.fields) if draft else {}
    return Dispute(
        place=place,
        record=one.record,
        field=one.field,
        what=one.what,
        kind="Choose" if one.chosen else "Text" if found.text else "Value",
        values=tuple(
            _value(c, words, standing)
            for c, words, standing in zip(one.values, found.words, one.standings, strict=True)
        ),
        base=_value(found.base, found.base_words) if found.base else None,
        proposal=found.proposal,
        lines=found.lines,
        context=(*((("Left open because", one.note),) if one.note else ()), *found.context),
        text=found.text,
        reason=typed.get("reason", ""),
        words=typed.get("words", ""),
        take=typed.get("take", ""),
        cursor=draft.cursor if draft else ("", 0),
    )


def _value(candidate: Candidate, words: str, standing: str = "") -> Value:
    doubt = f" ({WORDS[standing]})" if standing in (VOUCHED, REVOKED) else ""
    return Value(
        candidate.revision, words, f"{candidate.author}{doubt}", candidate.actor[:_LAPTOP], candidate.at
    )
