"""What each row of lists 8 to 11 says: care, leaving care, adoption, and the families who adopt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from inspector_app.domain.journey import JourneyEvent
from inspector_app.intake import histories
from inspector_app.intake.care_codes import KINSHIP_PLACEMENTS, KINSHIP_REASONS
from inspector_app.intake.histories import Facts, History, Told, event, said
from inspector_app.intake.rows import Row


@dataclass(frozen=True, slots=True)
class AdopterFamily:
    """One adoptive family of list 11: how many adopters, and the days of its way. Nobody is named."""

    family: str
    adopters: int
    enquiry: date | None
    approved: date | None
    matched: date | None
    placed: date | None
    order: date | None
    left: date | None


def in_care(row: Row) -> Told:
    """List 8: one period of care, with the latest legal status, placement, review, visit and checks."""
    end, reason, placement = row.date("end"), row.code("reason"), row.code("placement")
    is_open = end is None and reason is None
    by_placement = placement is not None and placement.code in KINSHIP_PLACEMENTS
    by_order = reason is not None and reason.code in KINSHIP_REASONS
    location = row.code("location")
    facts: Facts = {
        "in_care": is_open,
        "unaccompanied": row.yes("unaccompanied"),
        "disabled": row.yes("disability"),
        "need": row.told("need"),
        "legal_status": row.told("legal"),
        "permanence_plan": row.label("permanence"),
        "placement_type": placement.told if placement else None,
        "placement_provider": row.told("provider"),
        "kinship": (is_open and by_placement) or by_order,
        "out_of_area": None if location is None else location.code == "out",
        "missing_episodes": row.count("missing") or 0,
        "absent_episodes": row.count("absent") or 0,
        "return_interview_offered": row.yes("interview_offered"),
        "return_interview_accepted": row.yes("interview_accepted"),
        "team": row.text("team"),
    }
    return _care_events(row, end), facts


def _care_events(row: Row, end: date | None) -> list[JourneyEvent]:
    reason, location = row.told("reason"), row.code("location")
    ended = f"ended: {reason}" if reason else None
    again = said(row, "second", "second period within a year")
    place = location.label.lower() if location else None
    return [
        *event(row, "care", row.date("start"), row.told("need"), again, ended, end=end),
        *event(row, "legal_status", row.date("legal_start"), row.told("legal")),
        *event(
            row, "placement", row.date("placement_start"), row.told("placement"), row.told("provider"), place
        ),
        *event(row, "care_review", row.date("review")),
        *event(row, "care_visit", row.date("visit")),
        *event(row, "reviewing_officer_contact", row.date("officer")),
        *event(row, "health_assessment", row.date("health")),
        *event(row, "dental_check", row.date("dental")),
    ]


def care_leaver(row: Row) -> Told:
    """List 9: a care leaver. The list has hardly any dates, so it gives facts rather than events."""
    facts: Facts = {
        "disabled": row.yes("disability"),
        "team": row.text("team"),
        "eligibility": row.label("eligibility"),
        "in_touch": row.label("in_touch"),
        "accommodation": row.told("accommodation"),
        "accommodation_suitable": row.yes("suitable"),
        "activity": row.told("activity"),
    }
    return event(row, "pathway_plan", row.date("pathway_plan")), facts


def adoption(row: Row) -> Told:
    """List 10: the steps towards an adoption, or away from it."""
    events = [
        *event(row, "adoption_decision", row.date("decision")),
        *event(row, "early_permanence", row.date("early_permanence")),
        *event(row, "placement_order", row.date("placement_order")),
        *event(row, "matched", row.date("matched")),
        *event(row, "placed_for_adoption", row.date("placed")),
        *event(row, "adoption_order", row.date("order")),
        *event(row, "adoption_reversed", row.date("reversed"), row.told("reason")),
    ]
    return events, {"disabled": row.yes("disability")}


HISTORIES: Mapping[int, History] = MappingProxyType(
    {
        1: histories.contact,
        2: histories.early_help,
        3: histories.referral,
        4: histories.assessment,
        5: histories.section_47,
        6: histories.child_in_need,
        7: histories.protection_plan,
        8: in_care,
        9: care_leaver,
        10: adoption,
    }
)
"""List number to what one of its rows says of a child. List 11 is of adults."""


def adopter_families(rows: Iterable[Row]) -> tuple[AdopterFamily, ...]:
    """Gathers the rows of list 11 by family; an adopter without a family id is a family alone."""
    families: dict[str, list[Row]] = {}
    for row in rows:
        families.setdefault(row.text("family") or f"adopter {row.child}", []).append(row)

    def first(members: list[Row], key: str) -> date | None:
        return min((found for row in members if (found := row.date(key)) is not None), default=None)

    return tuple(
        AdopterFamily(
            family,
            len({row.child for row in members}),
            *(first(members, key) for key in ("enquiry", "approved", "matched", "placed", "order", "left")),
        )
        for family, members in sorted(families.items())
    )
