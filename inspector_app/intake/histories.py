"""What each row of lists 1 to 7 says: dated events, and facts about the child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from inspector_app.domain.journey import JourneyEvent
from inspector_app.intake.care_codes import partner_of_organisation
from inspector_app.intake.codes import PARTNER_OF_SOURCE
from inspector_app.intake.rows import Row

Facts = dict[str, Any]
Told = tuple[list[JourneyEvent], Facts]
History = Callable[[Row], Told]

_ENDED_BEFORE_START = "the list gives an end before the start"


def event(
    row: Row,
    kind: str,
    start: date | None,
    *parts: str | None,
    end: date | None = None,
    partner: str | None = None,
) -> list[JourneyEvent]:
    """Returns one event, or none where the list gives no day for it.

    An end before the start is kept as an end, on the day of the start, and the detail says so: the episode is
    over, but the day is not believed.
    """
    if start is None:
        return []
    told = [part for part in parts if part]
    if end is not None and end < start:
        end = start
        told.append(_ENDED_BEFORE_START)
    return [JourneyEvent(kind, start, end, "; ".join(told), row.found.child_list.number, partner)]


def said(row: Row, key: str, yes: str, no: str | None = None) -> str | None:
    """Returns the words for yes or for no; None where the list says neither."""
    answer = row.yes(key)
    return None if answer is None else yes if answer else no


def _source(row: Row) -> tuple[str | None, str | None]:
    code = row.code("source")
    return (code.label, PARTNER_OF_SOURCE.get(code.code)) if code else (None, None)


def contact(row: Row) -> Told:
    """List 1: one contact."""
    source, partner = _source(row)
    return event(row, "contact", row.date("start"), source, partner=partner), {}


def early_help(row: Row) -> Told:
    """List 2: one early help assessment or intervention. Of the organisation only its kind is kept."""
    partner = partner_of_organisation(row.text("organisation") or "")
    return event(row, "early_help", row.date("start"), end=row.date("end"), partner=partner), {}


def referral(row: Row) -> Told:
    """List 3: one referral."""
    source, partner = _source(row)
    outcome = said(row, "no_further_action", "no further action")
    facts: Facts = {
        "referral_no_further_action": row.yes("no_further_action") or False,
        "team": row.text("team"),
    }
    return event(row, "referral", row.date("start"), source, outcome, partner=partner), facts


def assessment(row: Row) -> Told:
    """List 4: one assessment under section 17 or 47."""
    seen = said(row, "seen", "child seen", "child not seen")
    outcome = said(row, "required", "social care support needed", "no social care support needed")
    facts = {"disabled": row.yes("disability"), "team": row.text("team")}
    return event(row, "assessment", row.date("start"), seen, outcome, end=row.date("end")), facts


def section_47(row: Row) -> Told:
    """List 5: one enquiry, and its conference where one was held."""
    needless = row.yes("not_needed")
    outcome = said(row, "not_needed", "no conference needed", "conference needed")
    plan = said(row, "plan", "led to a plan", "led to no plan")
    events = event(row, "strategy_discussion", row.date("start"), outcome)
    events += event(row, "initial_conference", row.date("conference"), plan)
    facts: Facts = {"conference_not_needed": needless or False}
    return events, facts | {"disabled": row.yes("disability"), "team": row.text("team")}


def child_in_need(row: Row) -> Told:
    """List 6: the latest episode of need. Its status also tells of a plan or of care."""
    need, reason, status = row.told("need"), row.told("reason"), row.code("status")
    state = status.code if status else None
    is_open = row.date("end") is None and reason is None and state != "closed"
    facts: Facts = {
        "in_need": is_open and state != "assessment",
        "on_plan": is_open and state == "protection_plan",
        "in_care": is_open and state == "in_care",
        "need": need,
        "disabled": row.yes("disability"),
        "team": row.text("team"),
    }
    closed = f"closed: {reason}" if reason else None
    return event(row, "child_in_need", row.date("start"), need, closed, end=row.date("end")), facts


def protection_plan(row: Row) -> Told:
    """List 7: one plan, its latest visit and review."""
    first, latest = row.code("category"), row.code("latest")
    then = f"then {latest.label.lower()}" if first and latest and first != latest else None
    category = first.label if first else latest.label if latest else None
    emergency = said(row, "emergency", "emergency protection order or police powers")
    alone = said(row, "alone", "seen alone", "not seen alone")
    events = event(row, "protection_plan", row.date("start"), category, then, emergency, end=row.date("end"))
    events += event(row, "statutory_visit", row.date("visit"), alone)
    events += event(row, "review_conference", row.date("review"))
    facts: Facts = {"on_plan": row.date("end") is None}
    return events, facts | {"disabled": row.yes("disability"), "team": row.text("team")}
