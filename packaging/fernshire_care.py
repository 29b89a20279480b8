"""Fernshire's children in care, care leavers, adoptions and adopters: lists 8 to 11."""

# ruff: noqa: PLR2004 - the numbers are chances in a hundred, ages and days of an invented council
from __future__ import annotations

from datetime import date, timedelta

from fernshire_codes import ADOPTERS, CARE, CODES
from fernshire_council import INSPECTION, SINCE, Child, Council, Row, child_of, open_need

from inspector_app.domain.journey import age_on


def established_care(council: Council, child: Child) -> None:
    """A child in care since before the six months, if born by then; a tenth left care since."""
    if child.birth >= SINCE:
        return
    longest = max(5, min(3600, (SINCE - child.birth).days))
    start = SINCE - timedelta(days=council.chance.randint(3, longest))
    start = max(start, child.birth)
    open_need(council, [child], start, "care")
    end = None
    if council.likely(12):
        end = council.between(max(start, SINCE) + timedelta(days=8), INSPECTION - timedelta(days=2))
    take_into_care(council, child, start, end)


def take_into_care(
    council: Council, child: Child, start: date, end: date | None = None, **known: object
) -> Row:
    """The row of list 8 for one period of care; `known` overrides what chance would say."""
    until = end or INSPECTION
    kind = council.weighed(
        CARE["placement_young"] if age_on(child.birth, until) < 12 else CARE["placement_old"]
    )
    placed = council.lately(start, until, 900)
    out = council.likely(24)
    missing = (
        council.chance.choices((0, 1, 3, 7), (84, 9, 5, 2))[0] if age_on(child.birth, until) >= 11 else 0
    )
    offered = council.yes(86) if missing else None
    old_enough = (until - start).days > 28
    team = council.allocated("care")
    row = council.add(
        8,
        child,
        unaccompanied="b) No",
        start=start,
        need=council.one("need"),
        second=council.yes(5),
        legal_start=council.lately(start, until, 1200),
        legal=council.weighed(CARE["legal"] if (until - start).days > 200 else CARE["legal_new"]),
        review=council.lately(start + timedelta(days=20), until, 180) if old_enough else None,
        visit=council.lately(start, until, 40),
        permanence=council.weighed(CARE["permanence"]) if old_enough else None,
        officer=council.lately(start, until, 120) if old_enough else None,
        health=council.lately(start, until, 360) if old_enough and council.likely(93) else None,
        dental=council.lately(start, until, 360) if old_enough and council.likely(78) else None,
        placements=council.chance.choices((1, 2, 3), (76, 17, 7))[0],
        end=end,
        reason=council.weighed(CARE["reason"]) if end else None,
        placement_start=placed,
        placement=kind,
        provider="a) PR0: Parents/Parental responsibility"
        if "P1" in kind
        else council.weighed(CARE["provider"]),
        postcode=f"{'XQ' if out else 'FN'}{council.chance.randint(1, 9)} {council.chance.randint(1, 9)}AB",
        urn=f"FX{council.chance.randint(100_000, 999_999)}" if "K2" in kind else None,
        location="b) Out" if out else "a) In",
        missing=missing,
        absent=0,
        interview_offered=offered,
        interview_accepted=council.yes(64) if offered == "a) Yes" else None,
        **team,
    )
    row |= known
    child.needs |= team | {"status": "a) Looked after child", "seen": row["visit"]}
    if row["end"]:
        closed = CODES["closure"][0] if "Adopted" in str(row["reason"]) else CODES["closure"][6]
        child.needs |= {"end": row["end"], "reason": closed, "status": "e) Closed episode"}
    return row


def unaccompanied(council: Council) -> None:
    """A young person who came alone and asks for asylum."""
    birth = INSPECTION - timedelta(days=council.chance.randint(5500, 6500))
    child = child_of(council, council.weighed({"o) BAFR": 5, "m) AOTH": 4, "r) OOTH": 4}), birth)
    child.gender = council.weighed({CODES["gender"][0]: 9, CODES["gender"][1]: 1})
    start = council.between(INSPECTION - timedelta(days=640), INSPECTION - timedelta(days=6))
    open_need(council, [child], start, "care")
    row = take_into_care(
        council, child, start, unaccompanied="a) Yes", need="N8 - Absent parenting", reason=None
    )
    row |= {"legal": "V2: Single period under S20", "legal_start": start}
    child.needs["need"] = row["need"]


def care_leaver(council: Council) -> None:
    """A young person of 17 to 24; some left care in the last six months and stand on list 8 as well."""
    age = council.chance.choices((17, 18, 19, 20, 21, 22, 23, 24), (8, 22, 20, 18, 12, 8, 7, 5))[0]
    birth = INSPECTION - timedelta(days=age * 365 + age // 4 + council.chance.randint(3, 350))
    child = child_of(council, council.one("ethnicity"), birth)
    eligible = "a) Relevant child" if age < 18 else council.weighed(CARE["eligibility"])
    eighteenth = date(birth.year + 18, birth.month, min(birth.day, 28))
    if SINCE < eighteenth < INSPECTION:
        start = eighteenth - timedelta(days=council.chance.randint(300, 2500))
        open_need(council, [child], start, "care")
        take_into_care(
            council, child, start, eighteenth, reason="m) E5: Moved into independent living - supported"
        )
    touch = council.weighed(CARE["in_touch"])
    council.add(
        9,
        child,
        **council.allocated("leaving"),
        eligibility=eligible,
        in_touch=touch,
        accommodation=council.weighed(CARE["accommodation"])
        if touch == "a) Yes"
        else "R: Residence not known",
        suitable=council.weighed({"a) Suitable": 9, "b) Unsuitable": 1}) if touch == "a) Yes" else None,
        activity=council.weighed(CARE["activity"]),
    )


def adoptions(council: Council) -> None:
    """Children for whom adoption is or was the plan, and the families who adopt, some waiting."""
    for place in range(34):
        step = council.chance.choices((1, 2, 3, 4, 5, 6), (5, 7, 4, 7, 9, 2))[0]
        family = f"AF-{place + 1:03}" if 3 <= step <= 5 else None
        for day in [_adopted(council, step, family)]:
            if family:
                _adopters(council, family, day)
    for place in range(34, 62):
        _adopters(council, f"AF-{place + 1:03}", {})


def _adopted(council: Council, step: int, family: str | None) -> Row:
    """One child's way: 1 decision, 2 placement order, 3 match, 4 placed, 5 adopted, 6 reversed."""
    birth = INSPECTION - timedelta(days=council.chance.randint(700, 2200))
    child = child_of(council, council.one("ethnicity"), birth)
    care = council.between(birth, birth + timedelta(days=120))
    ends = [INSPECTION - timedelta(days=council.chance.randint(6, 330))]
    for _ in range(4):
        ends.append(ends[-1] - timedelta(days=council.chance.randint(25, 80)))
    days = sorted(ends)
    reached = min(step, 5)
    days = [max(care, day) for day in days[5 - reached :]]
    told: Row = dict(zip(("decision", "placement_order", "matched", "placed", "order"), days, strict=False))
    if step == 6:
        told = {"decision": days[0], "placement_order": days[1], "reversed": days[-1]}
        told["reason"] = council.weighed(ADOPTERS["reversed"])
    if step >= 4 and council.likely(18):
        told["early_permanence"] = care
    adopted = told.get("order")
    if adopted is None or adopted >= SINCE:
        open_need(council, [child], care, "care")
        placement = "j) A6: Placed for adoption - order - not foster" if "placed" in told else None
        known: Row = {"permanence": "b) Adoption" if step < 6 else "f) Long-term fostering"}
        known |= {"placement": placement, "placement_start": told["placed"]} if placement else {}
        known |= {"legal": "E1: Placement order", "legal_start": told["placement_order"]} if step > 1 else {}
        known |= {"reason": "b) E12: Adopted - consent dispensed"} if adopted else {}
        take_into_care(council, child, care, adopted, **known)
    council.add(10, child, family=family, care_start=care, **told)
    return told


def _adopters(council: Council, family: str, child: Row) -> None:
    """One or two adopters of one family; without a child they are somewhere on their way, or left it."""
    approved = child["matched"] - timedelta(days=council.chance.randint(20, 150)) if child else None
    if approved is None:
        approved = INSPECTION - timedelta(days=council.chance.randint(-300, 300))
    steps: Row = {"approved": approved, "application": approved - timedelta(days=20)}
    steps |= {"stage_two_end": approved - timedelta(days=24), "stage_two": approved - timedelta(days=125)}
    steps |= {"stage_one_end": approved - timedelta(days=132), "stage_one": approved - timedelta(days=190)}
    steps |= {"enquiry": approved - timedelta(days=council.chance.randint(205, 260))}
    steps = {key: day for key, day in steps.items() if day < INSPECTION}
    steps |= {key: child[key] for key in ("matched", "placed", "order") if key in child}
    if not child and "approved" not in steps and council.likely(30):
        latest = max(steps.values(), default=INSPECTION - timedelta(days=90))
        steps |= {"left": council.between(latest, INSPECTION), "reason": council.weighed(ADOPTERS["left"])}
    steps.setdefault("enquiry", INSPECTION - timedelta(days=council.chance.randint(3, 90)))
    ethnicity = council.one("ethnicity")
    for _ in range(council.chance.choices((1, 2), (25, 75))[0]):
        council.lists[11].append(
            {
                "id": f"AD-{len(council.lists[11]) + 1:04}",
                "family": family,
                "gender": council.weighed({CODES["gender"][0]: 45, CODES["gender"][1]: 55}),
                "ethnicity": ethnicity,
                "disability": council.yes(5),
                "early_permanence": "a) Yes" if "early_permanence" in child else "b) No",
                "children": 1 if "placed" in child else 0,
            }
            | steps
        )
