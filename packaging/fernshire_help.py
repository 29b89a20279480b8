"""Fernshire's families who need help and protection: lists 1 to 7, and how children come into care."""

# ruff: noqa: PLR2004 - the numbers are chances in a hundred, ages and days of an invented council
from __future__ import annotations

from datetime import date, timedelta

from fernshire_care import take_into_care
from fernshire_codes import CODES
from fernshire_council import INSPECTION, SINCE, Child, Council, Row, open_need

from inspector_app.domain.journey import age_on


def recent(council: Council, family: list[Child], depth: int) -> None:
    """A family whose way began in the last six months, and how far it went.

    0 contact, 1 early help, 2 referral without action, 3 assessment, 4 child in need, 5 enquiry without a
    conference, 6 protection plan, 7 care. A step that would lie after the inspection has not happened yet.
    """
    last = INSPECTION - timedelta(days=7 if depth < 4 else 60)
    day, source = council.between(SINCE, last), council.one("source")
    if council.likely(12):
        earlier = council.between(SINCE, day)
        _for_each(council, 1, family, start=earlier, source=council.one("source"))
    _for_each(council, 1, family, start=day, source=source)
    if depth == 1:
        _early_help(council, family, day + timedelta(days=council.chance.randint(2, 18)))
    if depth >= 2:
        day += timedelta(days=council.chance.randint(0, 2))
        team = council.allocated("assessment")
        action = "a) Yes" if depth == 2 else "b) No"
        again = council.chance.choices((0, 1, 2), (76, 18, 6))[0]
        _for_each(
            council, 3, family, start=day, source=source, no_further_action=action, earlier=again, **team
        )
    if depth >= 3:
        _assessed(council, family, depth, day, team)


def _for_each(council: Council, number: int, family: list[Child], **columns: object) -> None:
    for child in family:
        council.add(number, child, **columns)


def _early_help(council: Council, family: list[Child], start: date) -> None:
    if start >= INSPECTION:
        return
    end = start + timedelta(days=council.chance.randint(40, 150))
    done = end if end < INSPECTION else None
    _for_each(council, 2, family, start=start, end=done, organisation=council.one("organisation"))


def _assessed(council: Council, family: list[Child], depth: int, referred: date, team: Row) -> None:
    """The assessment of a family that was referred, and what came of it."""
    start = referred + timedelta(days=council.chance.randint(0, 1))
    authorised = start + timedelta(days=council.chance.randint(20, 62))
    done = authorised if authorised < INSPECTION else None
    required = None if done is None else "b) No" if depth == 3 else "a) Yes"
    seen = council.yes(95)
    _for_each(council, 4, family, start=start, seen=seen, end=done, required=required, **team)
    need = council.one("need")
    status = "d) Open assessment" if done is None else "c) Child in need plan"
    for child in family:
        child.needs = council.add(
            6,
            child,
            start=referred,
            need=need,
            seen=council.lately(start, done or INSPECTION, 20),
            status=status,
        )
        child.needs |= council.allocated("help") if depth >= 4 else team
        if depth == 3 and done is not None:
            child.needs |= {"end": done, "reason": CODES["closure"][7], "status": "e) Closed episode"}
    if depth >= 5:
        _enquiry(council, family, depth, start, team)
    elif depth == 4 and done is not None and council.likely(20):
        _close_need(council, family, done)


def _close_need(council: Council, family: list[Child], after: date) -> None:
    end = council.between(after, INSPECTION - timedelta(days=1))
    reason = council.weighed({CODES["closure"][6]: 9, CODES["closure"][4]: 1})
    for child in family:
        child.needs |= {"end": end, "reason": reason, "status": "e) Closed episode", "seen": None}
        child.needs["seen"] = council.lately(child.needs["start"], end, 30)


def _enquiry(council: Council, family: list[Child], depth: int, start: date, team: Row) -> None:
    """A section 47 enquiry; where it needs a conference, the conference, the plan, and perhaps care."""
    strategy = start + timedelta(days=council.chance.randint(1, 12))
    conference = strategy + timedelta(days=council.chance.randint(9, 21))
    counts = {"earlier_enquiries": council.chance.choices((0, 1), (85, 15))[0], "earlier_conferences": 0}
    if depth == 5:
        _for_each(council, 5, family, start=strategy, not_needed="a) Yes", **counts, **team)
        return
    _for_each(
        council,
        5,
        family,
        start=strategy,
        not_needed="b) No",
        conference=conference,
        plan="a) Yes",
        **counts,
        **team,
    )
    taken = conference + timedelta(days=council.chance.randint(5, 24)) if depth == 7 else None
    _plan(council, family, conference, taken)
    if taken is not None:
        for child in family:
            if age_on(child.birth, taken) >= 0:
                take_into_care(council, child, taken)
            else:
                child.needs |= {"status": "b) Child Protection plan"}


def _plan(council: Council, family: list[Child], start: date, end: date | None = None) -> None:
    """A protection plan for all children of a family; it ends for those who come into care."""
    category = council.one("abuse")
    team = council.allocated("protection")
    latest = category if council.likely(85) else council.one("abuse")
    for child in family:
        over = end if end is None or age_on(child.birth, end) >= 0 else None
        until = over or INSPECTION
        review = council.lately(start + timedelta(days=70), until, 120)
        council.add(
            7,
            child,
            start=start,
            category=category,
            latest=latest,
            visit=council.lately(start, until, 14),
            alone="c) Unknown" if age_on(child.birth, until) < 1 else council.yes(82),
            review=review if review <= until else None,
            end=over,
            emergency=council.yes(6),
            earlier=council.chance.choices((0, 1, 2), (78, 18, 4))[0],
            **team,
        )
        child.needs |= team | {"status": "c) Child in need plan" if over else "b) Child Protection plan"}


def established_need(council: Council, family: list[Child]) -> None:
    """Children in need whose episode began before the lists' six months."""
    start = council.between(SINCE - timedelta(days=500), SINCE - timedelta(days=5))
    open_need(council, family, start, "help")
    if council.likely(30):
        _for_each(council, 1, family, start=council.between(SINCE, INSPECTION), source="q) 6: Police")
    if council.likely(28):
        _close_need(council, family, SINCE)


def established_plan(council: Council, family: list[Child]) -> None:
    """Children whose plan began before the six months; a quarter of the plans ended since."""
    need = council.between(SINCE - timedelta(days=420), SINCE - timedelta(days=60))
    family = [child for child in family if child.birth <= INSPECTION] or family
    open_need(council, family, need, "protection")
    start = council.between(need + timedelta(days=15), SINCE - timedelta(days=20))
    end = (
        council.between(SINCE + timedelta(days=10), INSPECTION - timedelta(days=3))
        if council.likely(25)
        else None
    )
    _plan(council, family, start, end)
