"""Kinds of case that a case sample is drawn from, as questions put to one child's journey.

The kinds follow the 2017 handbook's advice to balance tracked and sampled children by stage of the journey,
and what published reports counted: contacts closed at once, enquiries without a conference, kinship care,
moves out of the area, missing children, adoption, care leavers (see the research notes, E5). Children below
the threshold are in on purpose: they were the gap that critics of the 2013 proposal named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from inspector_app.domain.journey import Journey, events_of

Stratum = Callable[[Journey], bool]

_LISTS_BELOW_THRESHOLD = {1, 2}


def _on_list(number: int) -> Stratum:
    return lambda told: number in told.child.lists


def _contact_closed(told: Journey) -> bool:
    """No list flags a contact without further action, so it is read from what did not follow."""
    contacts = events_of(told, "contact")
    child = told.child
    if not contacts or child.in_need or child.on_plan or child.in_care:
        return False
    latest = contacts[-1].start
    return not any(event.start >= latest and event.kind != "contact" for event in told.events)


def _section_47_without_conference(told: Journey) -> bool:
    return told.child.conference_not_needed


def _child_in_need(told: Journey) -> bool:
    return told.child.in_need and not told.child.on_plan and not told.child.in_care


def _in_care_with_kin(told: Journey) -> bool:
    return told.child.in_care and told.child.kinship


def _not_in_touch(told: Journey) -> bool:
    return _on_list(9)(told) and told.child.in_touch == "No"


STRATA: Mapping[str, Stratum] = MappingProxyType(
    {
        "contact_no_further_action": _contact_closed,
        "below_threshold": lambda told: (
            bool(told.child.lists) and _LISTS_BELOW_THRESHOLD.issuperset(told.child.lists)
        ),
        "early_help": _on_list(2),
        "referral": _on_list(3),
        "referral_no_further_action": lambda told: told.child.referral_no_further_action,
        "assessment": _on_list(4),
        "section_47_no_conference": _section_47_without_conference,
        "child_in_need": _child_in_need,
        "protection_plan": lambda told: told.child.on_plan,
        "in_care": lambda told: told.child.in_care,
        "in_care_kinship": _in_care_with_kin,
        "unaccompanied": lambda told: told.child.unaccompanied is True,
        "disabled": lambda told: told.child.disabled is True,
        "missing_from_care": lambda told: told.child.in_care and told.child.missing_episodes > 0,
        "adoption": _on_list(10),
        "adopters_family": lambda told: told.child.adoptive_family,
        "care_leaver": _on_list(9),
        "care_leaver_not_in_touch": _not_in_touch,
        "out_of_area": lambda told: told.child.in_care and told.child.out_of_area is True,
        "siblings": lambda told: told.child.siblings > 0,
    }
)
"""Stratum id to the question whether a journey belongs to it. One child may belong to several."""

STRATUM_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "contact_no_further_action": "children whose contact led to no further action",
        "below_threshold": "children known only through contacts or early help",
        "early_help": "children with early help",
        "referral": "children referred",
        "referral_no_further_action": "children whose referral led to no further action",
        "assessment": "children assessed",
        "section_47_no_conference": "children whose section 47 enquiry needed no conference",
        "child_in_need": "children in need",
        "protection_plan": "children on a protection plan",
        "in_care": "children in care",
        "in_care_kinship": "children in care who live with relatives or friends",
        "unaccompanied": "unaccompanied children",
        "disabled": "disabled children",
        "missing_from_care": "children in care who went missing",
        "adoption": "children with adoption as the plan",
        "adopters_family": "children whose adopters are on the list of adopters",
        "care_leaver": "care leavers",
        "care_leaver_not_in_touch": "care leavers with whom the council is not in touch",
        "out_of_area": "children in care placed outside the area",
        "siblings": "children with likely brothers or sisters on the lists",
    }
)
"""Stratum id to the words for its children, as they stand in a sentence."""
