"""How a record was written: who, when as claimed, on which laptop, and what vouches for each revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from inspector_app.crypto import ledger
from inspector_app.documents.wording import join_words, say_count, say_moment
from inspector_app.domain.contemporaneity import Writing, writing_in
from inspector_app.domain.heard import wording_of
from inspector_app.domain.kinds import KINDS, OUTAGES, ROLES, SOURCES, WORDINGS, WRITTEN
from inspector_app.domain.revision import DELETED, REASON, Record
from inspector_app.errors import RefusedError
from inspector_app.services import joined
from inspector_app.services.attribution import WORDS, Attribution
from inspector_app.services.session import Session
from inspector_app.store.entries import Held

WRITTEN_KINDS = ("evidence", "interview")
"""Kinds of record that somebody writes at a moment that matters."""


@dataclass(frozen=True, slots=True)
class Step:
    """One revision.

    Attributes:
        revision: its id, which is the SHA-256 of its header.
        payload: SHA-256 of what it says.
        author: principal.
        role: of the author, in words; empty where the team list does not say.
        at: claimed time of sealing.
        device: the laptop that wrote it.
        did: what it did, in words.
        reason: why, where somebody said so.
        writing: when it was typed, and what the clock did.
        basis: key of `attribution.WORDS`: whose word it rests on; empty where nobody asked.
        whole: both hashes were computed again and hold; its words may have been erased.
        here: its words are here.
    """

    revision: str
    payload: str
    author: str
    role: str
    at: str
    device: str
    did: str
    reason: str
    writing: Writing
    basis: str
    whole: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """How one record was written.

    Attributes:
        record: the record.
        title: its kind, in words.
        written: whether it was written at the time, in words.
        source: kind of source, in words.
        wording: what its words are, in words.
        outage: how it was made during an outage, in words, with the id of its form; empty for most.
        place: where.
        present: roles of those who were there.
        steps: its revisions, the first one first.
    """

    record: str
    title: str
    written: str
    source: str
    wording: str
    outage: str
    place: str
    present: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def first(self) -> Writing:
        """How its first revision was typed; the time of sealing where it was not typed into an editor."""
        if not self.steps:
            return Writing()
        told, at = self.steps[0].writing, self.steps[0].at
        return Writing(told.begun or at, told.last or at, told.clock)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Says it in plain words, without the words of the note itself."""
        return tuple(_sentences(self))


def provenance(session: Session, record: str) -> Provenance:
    """Returns how a record of evidence or an interview was written, and what vouches for each revision.

    Raises:
        RefusedError: there is no such record.
    """
    found = session.store.find(record)
    if found is None or found.kind not in WRITTEN_KINDS:
        raise RefusedError("There is no such evidence or interview", where=record)
    return _of(session, found, _roles(session), Attribution(session))


def provenances(session: Session, kind: str) -> Iterator[tuple[Record, Provenance]]:
    """Yields the records of a kind, each with how it was written; what vouches for it is left out."""
    roles, known = _roles(session), joined.sameness(session)
    for found in joined.records(session, kind):
        yield found, _of(session, found, roles, None, known.of(found.id))


def _roles(session: Session) -> dict[str, str]:
    members = session.store.records("team_member", deleted=True)
    return {str(one.get("principal")): ROLES.get(str(one.get("role")), "") for one in members}


def _of(
    session: Session,
    found: Record,
    roles: dict[str, str],
    attribution: Attribution | None,
    joined_to: Sequence[str] = (),
) -> Provenance:
    present = cast("list[object]", found.get("present") or found.get("participants") or [])
    heard = SOURCES["interview"] if found.kind == "interview" else ""
    return Provenance(
        record=found.id,
        title=KINDS[found.kind].title,
        written=WRITTEN.get(str(found.get("written")), ""),
        source=SOURCES.get(str(found.get("source")), heard),
        wording=WORDINGS.get(wording_of(found), ""),
        outage=_outage(found),
        place=str(found.get("place") or ""),
        present=tuple(str(role) for role in present),
        steps=tuple(
            _step(held, roles, attribution)
            for rec in (found.id, *(one for one in joined_to if one != found.id))
            for held in session.store.history(rec)
        ),
    )


def _outage(found: Record) -> str:
    told, form = OUTAGES.get(str(found.get("outage")), ""), str(found.get("form") or "")
    return f"{told}, form {form}" if told and form else told


def _step(held: Held, roles: dict[str, str], attribution: Attribution | None) -> Step:
    header, payload = held.entry.header, held.payload
    fields: Mapping[str, Any] = payload.fields if payload is not None else {}
    return Step(
        revision=held.entry.id,
        payload=header.pay,
        author=header.author,
        role=roles.get(header.author, ""),
        at=header.at,
        device=header.actor,
        did=_did(held),
        reason=str(fields.get(REASON) or ""),
        writing=writing_in(fields),
        basis=attribution.of(held.entry.id) if attribution is not None else "",
        whole=ledger.digest(held.entry.line) == held.entry.id
        and (payload is None or ledger.digest(payload.line) == header.pay),
        here=payload is not None,
    )


def _did(held: Held) -> str:
    if held.payload is None:
        return "its words are not here"
    if not held.entry.header.parents:
        return "recorded"
    if DELETED in held.payload.fields:
        return "withdrawn" if held.payload.fields[DELETED] is True else "brought back"
    names = [name.replace("_", " ") for name in sorted(held.payload.fields) if not name.startswith("_")]
    return f"changed: {join_words(names)}" if names else "noted"


def _sentences(told: Provenance) -> Iterator[str]:
    if not told.steps:
        return
    first, step = told.first, told.steps[0]
    yield f"{told.written}." if told.written else "Nobody said whether it was written at the time."
    begun = f"Begun {say(first.begun)}, last touched {say(first.last)}, recorded {say(step.at)}"
    yield f"{begun} by {step.author}{f' ({step.role})' if step.role else ''}."
    if told.outage:
        yield f"{told.outage}; typed in or taken in by {step.author}, {say(step.at)}."
    if told.source:
        yield f"Kind of source: {told.source}."
    if told.wording:
        yield f"{told.wording}."
    if told.place:
        yield f"Place: {told.place}."
    if told.present:
        yield f"Present: {join_words(told.present)}."
    more = len(told.steps) - 1
    yield (
        f"Changed {say_count(more, 'time', 'times')} since; each version is kept."
        if more
        else "Not changed since."
    )
    for one in told.steps:
        if one.writing.clock:
            yield say_clock(one)


def say(claimed: str) -> str:
    """Returns a claimed moment in words, in this computer's time zone; other text as it is."""
    try:
        return say_moment(datetime.fromisoformat(claimed).astimezone())
    except ValueError:
        return claimed or say_moment(None)


def say_clock(step: Step) -> str:
    """Says by how much a laptop's clock had been set before a revision."""
    minutes = round(abs(step.writing.clock) / 60)
    hours, rest = divmod(minutes, 60)
    spans = [say_count(hours, "hour", "hours")] if hours else []
    spans += [say_count(rest, "minute", "minutes")] if rest or not hours else []
    way = "forward" if step.writing.clock > 0 else "back"
    return f"Before {say(step.at)} the laptop’s clock was set {way} by {join_words(spans)}."


def say_basis(step: Step) -> str:
    """Says whose word a revision rests on, and whether its hashes hold."""
    told = WORDS[step.basis].capitalize()
    return f"{told}; hashes hold" if step.whole else f"{told}; HASHES DO NOT HOLD"
