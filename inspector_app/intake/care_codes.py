"""The code sets of care, leaving care and adoption (lists 8 to 11)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from inspector_app.intake.codes import CodeSet

LEGAL_STATUS: Final = CodeSet(
    "legal status",
    (
        ("C1", "Interim care order", "ico"),
        ("C2", "Full care order", "fco", "care order"),
        ("D1", "Freeing order", "freeing order granted"),
        ("E1", "Placement order", "placement order granted"),
        (
            "V2",
            "Accommodated under section 20",
            "single period under s20",
            "section 20",
            "s20",
            "single period of accommodation under section 20",
        ),
        ("L1", "Police protection", "police protection la accommodation"),
        ("L2", "Emergency protection order", "epo"),
        ("L3", "Child assessment order", "child assessment order la accommodation"),
        ("J1", "Remanded", "remanded to la or youth detention"),
        ("J2", "Accommodated under PACE", "la accommodation under pace"),
        ("J3", "Youth rehabilitation order"),
        ("V3", "Short breaks, episodes recorded", "short term breaks episodes recorded"),
        ("V4", "Short breaks, agreements recorded", "short term breaks agreements recorded"),
    ),
    lettered=False,
)

PERMANENCE: Final = CodeSet(
    "permanence plan",
    (
        ("return", "Return to family", "return home"),
        ("adoption", "Adoption"),
        ("guardianship", "Special guardianship or child arrangements order", "sgo/cao", "sgo", "cao"),
        ("supported", "Supported living in the community", "supported living"),
        ("residential", "Long-term residential placement", "long term residential"),
        ("fostering", "Long-term fostering", "long term foster care"),
        ("other", "Another plan", "other"),
    ),
)

REASON_CEASED: Final = CodeSet(
    "reason for leaving care",
    (
        ("E11", "Adopted, unopposed", "adopted application unopposed"),
        ("E12", "Adopted, consent dispensed with", "adopted consent dispensed"),
        ("E2", "Died"),
        ("E3", "Care taken by another council", "care taken by another la"),
        (
            "E4A",
            "Returned home as planned",
            "returned home to live with parents or relatives part of planning",
            "returned home",
        ),
        (
            "E4B",
            "Returned home, not as planned",
            "returned home to live with parents or relatives not part of planning",
        ),
        (
            "E13",
            "Left to live with others without parental responsibility",
            "parents relatives or other with no parental responsibility",
        ),
        ("E41", "Child arrangements order", "residence order granted"),
        (
            "E45",
            "Special guardianship: former carer, relative or friend",
            "special guardianship orders former carer relative/friend",
        ),
        (
            "E46",
            "Special guardianship: former carer, other",
            "special guardianship orders former carer other",
            "special guardianship order",
        ),
        ("E47", "Special guardianship: relative or friend", "special guardianship orders relative/friend"),
        ("E48", "Special guardianship: other", "special guardianship orders other"),
        ("E5", "Independent living, supported", "moved into independent living supported"),
        ("E6", "Independent living, no support", "moved into independent living no support"),
        ("E7", "Adult residential care", "transferred to residential care funded by adult social services"),
        ("E9", "Sentenced to custody"),
        ("E14", "Remand ended", "accommodation on remand ended"),
        ("E15", "Found to be 18 or over", "age assessment determined child was 18 or over"),
        ("E16", "Moved abroad", "child moved abroad"),
        ("E8", "Any other reason", "care ceased for any other reason"),
        ("X1", "New episode on the same day", "codeerror"),
    ),
)

PLACEMENT: Final = CodeSet(
    "placement type",
    (
        ("U1", "Relatives or friends, long term", "foster placement relatives long term"),
        ("U2", "Relatives or friends, fostering for adoption", "foster placement relative ffa"),
        ("U3", "Relatives or friends, not long term", "foster placement relative not ffa"),
        ("U4", "Foster carers, long term", "foster placement long term"),
        ("U5", "Foster carers, fostering for adoption", "foster placement ffa"),
        ("U6", "Foster carers, not long term", "foster placement not ffa", "foster placement"),
        (
            "A3",
            "Placed for adoption, consent, with foster carer",
            "placed for adoption consent current foster",
        ),
        ("A4", "Placed for adoption, consent", "placed for adoption consent not foster"),
        ("A5", "Placed for adoption, order, with foster carer", "placed for adoption order foster"),
        ("A6", "Placed for adoption, order", "placed for adoption order not foster", "placed for adoption"),
        ("P1", "With parents", "placed with parents"),
        ("P2", "Independent living"),
        ("P3", "Residential employment"),
        ("H5", "Semi-independent living", "residential accommodation"),
        ("K1", "Secure children's home", "secure childrens homes", "secure children\u2019s homes"),
        ("K2", "Children's home", "childrens homes", "children\u2019s homes"),
        ("R1", "Residential care home"),
        ("R2", "NHS or health trust", "nhs/health trust"),
        ("R3", "Family centre or mother and baby unit", "family centre or mother and baby unit"),
        ("R5", "Young offender institution"),
        ("S1", "Residential school"),
        ("Z1", "Another placement", "other placements"),
        ("T0", "Temporary move", "temporary placement"),
        ("T1", "Temporary, hospital", "temporary placement hospital"),
        ("T2", "Temporary, holiday", "temporary placement holiday"),
        ("T3", "Temporary, carer's holiday", "temporary placement carer holiday"),
        ("T4", "Temporary, seven days or less", "temporary placement seven days or less"),
    ),
)

KINSHIP_PLACEMENTS = frozenset({"U1", "U2", "U3"})
KINSHIP_REASONS = frozenset({"E45", "E47"})
"""Special guardianship orders made to relatives or friends."""

PROVIDER: Final = CodeSet(
    "placement provider",
    (
        ("PR0", "Parents", "parents/parental responsibility"),
        ("PR1", "Own provision"),
        ("PR2", "Another council's provision", "other la provision"),
        ("PR3", "Other public provision"),
        ("PR4", "Private provision", "private"),
        ("PR5", "Voluntary sector", "voluntary/third sector", "voluntary"),
    ),
)

LOCATION: Final = CodeSet(
    "placement location",
    (
        ("in", "In the area", "in area", "inside", "within la", "in la"),
        ("out", "Outside the area", "out of area", "outside", "outside la", "out of la"),
    ),
)

ELIGIBILITY: Final = CodeSet(
    "eligibility category",
    (
        ("relevant", "Relevant child", "relevant"),
        ("former_relevant", "Former relevant child", "former relevant"),
        ("qualifying", "Qualifying care leaver", "qualifying"),
        ("eligible", "Eligible child", "eligible"),
    ),
)

IN_TOUCH: Final = CodeSet(
    "in touch",
    (
        ("Yes", "Yes", "y", "in touch", "true", "1"),
        ("No", "No", "n", "not in touch", "false", "0"),
        ("Died", "Died"),
        ("Refu", "Refused contact", "refused"),
        ("NREQ", "No longer required", "service no longer required"),
        ("Rhom", "Returned home", "returned home for six months"),
    ),
)

ACCOMMODATION: Final = CodeSet(
    "accommodation",
    (
        ("B", "With parents or relatives", "parents/relatives"),
        ("C", "Residential care", "community home / residential care"),
        (
            "D",
            "Semi-independent accommodation",
            "semi independent transitional accommodation and self contained accommodation",
        ),
        ("E", "Supported lodgings"),
        ("G", "Abroad", "gone abroad"),
        ("H", "Deported"),
        ("K", "Ordinary lodgings", "ordinary lodgings without formal support"),
        ("R", "Residence not known"),
        ("S", "No fixed abode", "no fixed abode / homeless", "homeless"),
        ("T", "Foyer or similar", "foyers and similar supported accommodation"),
        ("U", "Independent living"),
        ("V", "Emergency accommodation"),
        ("W", "Bed and breakfast", "b&b"),
        ("X", "In custody", "custody"),
        ("Y", "Other accommodation", "other"),
        ("Z", "With former foster carers", "staying put"),
    ),
    lettered=False,
)

SUITABLE: Final = CodeSet(
    "suitability",
    (("Yes", "Suitable", "y", "1"), ("No", "Unsuitable", "not suitable", "n", "0")),
)

ACTIVITY: Final = CodeSet(
    "activity",
    (
        ("F1", "Higher education, full time", "full time in higher education"),
        ("P1", "Higher education, part time", "part time in higher education"),
        ("F2", "Other education, full time", "full time in education other than higher"),
        ("P2", "Other education, part time", "part time in education other than higher"),
        ("F3", "Training or work, full time", "full time in training or employment"),
        ("P3", "Training or work, part time", "part time in training or employment"),
        (
            "G4",
            "Not in education or work: illness or disability",
            "not in education employment or training illness or disability",
        ),
        ("G5", "Not in education or work: other", "not in education employment or training other", "neet"),
        (
            "G6",
            "Not in education or work: pregnancy or parenting",
            "not in education employment or training pregnancy or parenting",
        ),
    ),
    lettered=False,
)

ADOPTION_REVERSED: Final = CodeSet(
    "reason why adoption is no longer the plan",
    (
        ("RD1", "The child's needs changed", "the child\u2019s needs changed subsequent to the decision"),
        ("RD2", "The court made no placement order", "the court did not make a placement order"),
        ("RD3", "No adopters could be found", "prospective adopters could not be found"),
        ("RD4", "Another reason", "any other reason"),
    ),
    lettered=False,
)

LEFT_ADOPTION: Final = CodeSet(
    "reason for leaving the adoption process",
    (
        ("1", "Adopter withdrew", "adopter withdrew from process", "withdrew"),
        ("2", "Put on hold", "process put on hold", "on hold"),
        ("3", "Application refused", "refused"),
    ),
    lettered=False,
)

_ORGANISATIONS: Mapping[str, str] = MappingProxyType(
    {
        "school": "Schools",
        "academy": "Schools",
        "college": "Education services",
        "education": "Education services",
        "nursery": "Education services",
        "health": "Health services",
        "nhs": "Health services",
        "hospital": "Health services",
        "midwi": "Health services",
        "camhs": "Health services",
        "police": "Police",
        "housing": "Housing",
        "probation": "Courts and probation",
        "voluntary": "Other agencies",
        "charity": "Other agencies",
        "trust": "Other agencies",
    }
)


def partner_of_organisation(text: str) -> str | None:
    """Returns the kind of agency that leads an early help assessment, or None.

    The cell is free text and may hold a person's name, so only a kind of agency is ever kept.
    """
    lowered = text.casefold()
    return next((kind for word, kind in _ORGANISATIONS.items() if word in lowered), None)
