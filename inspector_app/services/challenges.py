"""Challenges: what a colleague or the quality assurance manager asks of an area, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.framework import OVERALL
from inspector_app.domain.revision import Write
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import needed

KIND = "challenge"


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: area, who asked what, when as claimed, and the answer; empty until there is one."""

    id: str
    area: str
    text: str
    answer: str
    at: str
    author: str


def raise_challenge(session: Session, *, area: str, text: str) -> Changes:
    """Asks the team what stands behind an area, or what speaks against it; it stays open until answered.

    Raises:
        RefusedError: the text is empty or the area unknown.
    """
    if area != OVERALL:
        session.framework.area(area)
    fields = {"area": area, "text": needed("challenge", text)}
    return session.write("raise_challenge", [Write(session.new_record(), KIND, fields)])


def answer_challenge(session: Session, *, challenge: str, answer: str) -> Changes:
    """Says what the team answers, and what it changed because of the challenge.

    Raises:
        RefusedError: there is no such challenge, or the answer is empty.
    """
    session.named(challenge, KIND)
    fields = {"answer": needed("answer", answer), "answered": session.now()}
    return session.write("answer_challenge", [Write(challenge, KIND, fields)])


def challenges(session: Session) -> tuple[Challenge, ...]:
    """Returns every challenge with its answer, the oldest first."""
    found: list[Challenge] = []
    for one in session.store.records(KIND):
        asked = session.store.history(one.id)[0].entry.header
        area, text, answer = (str(one.get(name) or "") for name in ("area", "text", "answer"))
        found.append(Challenge(one.id, area, text, answer, asked.at, asked.author))
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))
