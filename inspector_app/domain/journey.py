"""A child's journey through help, protection and care, as dated events in the order they are met.

The kinds follow the eleven child-level lists that a council hands over at the start of an inspection
(Annex A), in the order of a child's way from a first contact to leaving care or adoption. No value here
holds a name: children are known by the council's list id, workers are not kept, only their team.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

UNBORN = -1
"""The age that Annex A asks for when a child is not born yet."""

EVENT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "contact": "Contact",
        "early_help": "Early help",
        "referral": "Referral",
        "assessment": "Assessment",
        "strategy_discussion": "Strategy discussion and section 47 enquiry",
        "initial_conference": "Initial child protection conference",
        "core_group": "Core group",
        "child_in_need": "Child in need",
        "protection_plan": "Child protection plan",
        "statutory_visit": "Statutory visit",
        "review_conference": "Review child protection conference",
        "care": "In care",
        "legal_status": "Legal status",
        "placement": "Placement",
        "permanence_plan": "Permanence plan",
        "care_visit": "Social work visit in care",
        "care_review": "Review of care",
        "reviewing_officer_contact": "Contact with the independent reviewing officer",
        "health_assessment": "Health assessment",
        "dental_check": "Dental check",
        "missing": "Missing",
        "return_interview": "Return interview",
        "adoption_decision": "Decision that adoption is the plan",
        "early_permanence": "Fostering for adoption",
        "placement_order": "Placement order",
        "matched": "Matched with adopters",
        "placed_for_adoption": "Placed for adoption",
        "adoption_order": "Adoption order",
        "adoption_reversed": "Decision that adoption is no longer the plan",
        "pathway_plan": "Pathway plan",
        "leaving_care": "Leaving care",
        "other": "Other event",
    }
)
"""Every kind of journey event with its label, in the order in which a child may meet them."""

STAGES: Mapping[str, str] = MappingProxyType(
    {
        "contact": "Contact only",
        "early_help": "Early help",
        "referral": "Referral",
        "assessment": "Assessment or enquiry",
        "child_in_need": "Child in need",
        "protection_plan": "Child protection plan",
        "in_care": "In care",
        "adopted": "Adopted",
        "leaving_care": "Leaving care",
        "closed": "Help has ended",
    }
)
"""Where a child stands when the lists are drawn up."""

AGE_BANDS = (
    "unborn",
    "under 1",
    "1 to 4",
    "5 to 9",
    "10 to 15",
    "16 and 17",
    "18 and over",
    "not known",
)
"""The bands of the children-looked-after statistics, with unborn children and care leavers beside them."""

ETHNIC_GROUPS = ("White", "Mixed", "Asian", "Black", "Chinese", "Other", "Not known")

_GROUP_OF_ETHNICITY = MappingProxyType(
    dict.fromkeys(("WBRI", "WIRI", "WIRT", "WOTH", "WROM"), "White")
    | dict.fromkeys(("MWBC", "MWBA", "MWAS", "MOTH"), "Mixed")
    | dict.fromkeys(("AIND", "APKN", "ABAN", "AOTH"), "Asian")
    | dict.fromkeys(("BCRB", "BAFR", "BOTH"), "Black")
    | {"CHNE": "Chinese", "OOTH": "Other"}
)

_START = attrgetter("start")
_KIND_ORDER = MappingProxyType({kind: place for place, kind in enumerate(EVENT_KINDS)})


class JourneyEvent(NamedTuple):
    """One dated step: a tuple, as a council's lists make a hundred thousand at once.

    Args:
        kind: a key of `EVENT_KINDS`.
        start: the day it happened or began.
        end: the day it ended; None while it goes on, and for what happens on one day.
        detail: labels of the codes that the council gave, without names.
        list_number: the Annex A list (1 to 11) that tells of it.
        partner: the agency that took part, such as "Police"; None where the list names none.
    """

    kind: str
    start: date
    end: date | None
    detail: str
    list_number: int
    partner: str | None = None


class Child(NamedTuple):
    """What the lists say of one child. A field is None where no list says it. A tuple, as above.

    `gender` is male, female, neither or not_stated; `ethnicity` a code of the common basic data set; `age`
    in whole years, -1 for unborn. `family` is a label shared with likely brothers and sisters, and
    `siblings` how many others bear it. `kinship` tells that the child lives, or was settled, with relatives
    or friends. `adoptive_family` tells that the child's adopters stand in list 11.
    """

    list_id: str
    gender: str | None = None
    ethnicity: str | None = None
    birth_date: date | None = None
    age: int | None = None
    lists: tuple[int, ...] = ()
    stage: str = "contact"
    in_need: bool = False
    on_plan: bool = False
    in_care: bool = False
    disabled: bool | None = None
    unaccompanied: bool | None = None
    kinship: bool = False
    out_of_area: bool | None = None
    team: str | None = None
    need: str | None = None
    legal_status: str | None = None
    placement_type: str | None = None
    placement_provider: str | None = None
    permanence_plan: str | None = None
    missing_episodes: int = 0
    absent_episodes: int = 0
    return_interview_offered: bool | None = None
    return_interview_accepted: bool | None = None
    referral_no_further_action: bool = False
    conference_not_needed: bool = False
    eligibility: str | None = None
    in_touch: str | None = None
    accommodation: str | None = None
    accommodation_suitable: bool | None = None
    activity: str | None = None
    family: str | None = None
    siblings: int = 0
    adoptive_family: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """One child with all events, sorted by day, then by the order of `EVENT_KINDS`."""

    child: Child
    events: tuple[JourneyEvent, ...]


def journey(child: Child, events: Iterable[JourneyEvent]) -> Journey:
    """Returns the journey of a child, its events put in order and each kept once."""
    once = dict.fromkeys(events)
    alone = len({event.start for event in once}) == len(once)  # of most children: then the day is enough
    return Journey(child, tuple(sorted(once, key=_START if alone else _place)))


def events_of(told: Journey, *kinds: str) -> tuple[JourneyEvent, ...]:
    """Returns the events of some kinds, in order."""
    return tuple(event for event in told.events if event.kind in kinds)


def age_on(birth: date, day: date) -> int:
    """Returns the age in whole years on a day; -1 (unborn) where the birth lies after it."""
    if birth > day:
        return UNBORN
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_band(age: int | None) -> str:
    """Returns the member of `AGE_BANDS` for an age in whole years."""
    if age is None:
        return "not known"
    limits = (
        (-1, "unborn"),
        (0, "under 1"),
        (4, "1 to 4"),
        (9, "5 to 9"),
        (15, "10 to 15"),
        (17, "16 and 17"),
    )
    return next((band for limit, band in limits if age <= limit), "18 and over")


def ethnic_group(ethnicity: str | None) -> str:
    """Returns the member of `ETHNIC_GROUPS` for a code; refused and not obtained count as not known."""
    return _GROUP_OF_ETHNICITY.get(ethnicity or "", "Not known")


def _place(event: JourneyEvent) -> tuple[date, int, date, str, int]:
    order = _KIND_ORDER.get(event.kind, len(_KIND_ORDER))
    return (event.start, order, event.end or date.max, event.detail, event.list_number)
