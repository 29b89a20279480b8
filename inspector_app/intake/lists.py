"""The eleven child-level lists of Annex A: titles, headings of the public template, and how each is read.

Headings are the template's own; the patterns catch how councils rename them. A pattern is searched in the
heading after it was put in lower case with single spaces between its words (`headings.words`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from inspector_app.intake.care_codes import (
    ACCOMMODATION,
    ACTIVITY,
    ADOPTION_REVERSED,
    ELIGIBILITY,
    IN_TOUCH,
    LEFT_ADOPTION,
    LEGAL_STATUS,
    LOCATION,
    PERMANENCE,
    PLACEMENT,
    PROVIDER,
    REASON_CEASED,
    SUITABLE,
)
from inspector_app.intake.codes import (
    ABUSE,
    CASE_STATUS,
    CLOSURE,
    ETHNICITY,
    GENDER,
    NEED,
    SOURCE,
    YES_NO,
    CodeSet,
)

Reading = Literal["id", "date", "birth", "number", "text", "code", "not kept"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what we call it, the template's heading, how cells are read, and other headings for it.

    "not kept" columns are recognised and left unread: workers' names, postcodes, registration numbers.
    """

    key: str
    heading: str
    reading: Reading
    pattern: re.Pattern[str]
    codes: CodeSet | None = None


@dataclass(frozen=True, slots=True)
class ChildList:
    """One of the eleven lists: number, title, a pattern for sheet names and titles, and its columns."""

    number: int
    title: str
    pattern: re.Pattern[str]
    columns: tuple[Column, ...]


def _read(reading: Reading) -> Callable[[str, str, str], Column]:
    def column(key: str, heading: str, pattern: str) -> Column:
        return Column(key, heading, reading, re.compile(pattern))

    return column


_date, _number, _text, _not_kept = _read("date"), _read("number"), _read("text"), _read("not kept")


def _code(key: str, heading: str, pattern: str, codes: CodeSet) -> Column:
    return Column(key, heading, "code", re.compile(pattern), codes)


def _list(number: int, title: str, pattern: str, *columns: Column) -> ChildList:
    return ChildList(number, title, re.compile(pattern), columns)


_ID = Column(
    "id",
    "Child Unique ID",
    "id",
    re.compile(
        r"^(child|childs|client|person|young person|case|service user|unique|mosaic|lcs|ics|swift|system)?"
        r" ?(unique )?(id|ids|identifier|identity|upn|reference|ref|number|no)( number| no)?$"
        r"|\bupn\b|unique (child|pupil|person)|child (unique|ref)"
    ),
)
_GENDER = _code("gender", "Gender", r"\b(gender|sex)\b", GENDER)
_ETHNICITY = _code("ethnicity", "Ethnicity", r"\bethnic", ETHNICITY)
_BIRTH = Column("birth", "Date of Birth", "birth", re.compile(r"\bbirth\b|\bdob\b|\bd o b\b"))
_AGE = _number("age", "Age of Child (Years)", r"\bage\b")
_DISABILITY = _code("disability", "Does the Child have a Disability", r"\bdisab", YES_NO)
_TEAM = _text("team", "Allocated Team", r"\bteam\b")
_WORKER = _not_kept("worker", "Allocated Worker", r"\bworker\b|\bpractitioner\b|\badviser\b|\badvisor\b")
_CHILD = (_ID, _GENDER, _ETHNICITY, _BIRTH, _AGE)
_FAMILY = _text("family", "Family identifier", r"\bfamily\b.*\b(id|identifier|ref|reference|number)\b")

LISTS: Final = (
    _list(
        1,
        "Contacts",
        r"\bcontacts?\b",
        *_CHILD,
        _date("start", "Date of Contact", r"date.*contact|contact.*date"),
        _code("source", "Contact Source", r"source", SOURCE),
    ),
    _list(
        2,
        "Early Help",
        r"\bearly help\b|\beha\b|\bcaf\b",
        *_CHILD,
        _date("start", "Assessment start date", r"start|begin|commence"),
        _date("end", "Assessment completion date", r"complet.*date|date.*complet|\bend(ed)?\b|clos"),
        _text("organisation", "Organisation completing assessment", r"organisation|agency|service"),
    ),
    _list(
        3,
        "Referral",
        r"\breferrals?\b",
        *_CHILD,
        _date("start", "Date of referral", r"date.*referral|referral.*date"),
        _code("source", "Referral Source", r"source", SOURCE),
        _code("no_further_action", "Referral NFA?", r"\bnfa\b|no further action", YES_NO),
        _number("earlier", "Number of Referrals in Last 12 Months", r"(number|no).*referrals|referrals.*12"),
        _TEAM,
        _WORKER,
    ),
    _list(
        4,
        "Assessments",
        r"^(?!.*early help).*\bassessments?\b",
        *_CHILD,
        _DISABILITY,
        _date("start", "Continuous Assessment Start Date", r"start|begin|commence"),
        _code("seen", "Child Seen During Continuous Assessment", r"\bseen\b", YES_NO),
        _date("end", "Continuous Assessment Date of Authorisation", r"authoris|authoriz|complet|\bend\b"),
        _code(
            "required",
            "Was the child assessed as requiring LA children\u2019s social care support",
            r"requir|in need|support",
            YES_NO,
        ),
        _TEAM,
        _WORKER,
    ),
    _list(
        5,
        "Section 47 enquiries and Initial Child Protection Conferences",
        r"\bs(ection)? ?47\b|\bicpc\b|initial child protection",
        *_CHILD,
        _DISABILITY,
        _date(
            "start",
            "Strategy discussion initiating Section 47 Enquiry Start Date",
            r"strategy|(47|enquiry).*start|start.*(47|enquiry)",
        ),
        _code(
            "not_needed",
            "Was an Initial Child Protection Conference deemed unnecessary?",
            r"unnecessary|not (required|needed|necessary)",
            YES_NO,
        ),
        _date(
            "conference",
            "Date of Initial Child Protection Conference",
            r"date.*(conference|icpc)|(conference|icpc).*date",
        ),
        _code(
            "plan",
            "Did the Initial Child Protection Conference Result in a Child Protection Plan",
            r"result.*(plan|cpp?)",
            YES_NO,
        ),
        _number(
            "earlier_enquiries",
            "Number of Section 47 Enquiries in the last 12 months",
            r"(number|no) .*(47|enquir)",
        ),
        _number(
            "earlier_conferences",
            "Number of ICPCs in the last 12 months",
            r"(number|no) .*(icpc|conference)",
        ),
        _TEAM,
        _WORKER,
    ),
    _list(
        6,
        "Children in Need",
        r"\bin need\b|\bcin\b",
        *_CHILD,
        _DISABILITY,
        _date("start", "CIN Start Date", r"start|begin|commence"),
        _code("need", "Primary Need Code", r"\bneed\b.*\bcode\b|primary need|category of need", NEED),
        _date("seen", "Date Child Was Last Seen", r"last seen|seen.*date"),
        _date("end", "CIN Closure Date", r"clos.*date|date.*clos|end date|date.*end"),
        _code("reason", "Reason for Closure", r"reason", CLOSURE),
        _code("status", "Case status", r"status", CASE_STATUS),
        _TEAM,
        _WORKER,
    ),
    _list(
        7,
        "Child protection",
        r"^(?!.*(initial|conference)).*\bchild protection\b|\bcpp?\b",
        *_CHILD,
        _DISABILITY,
        _date("start", "Child Protection Plan Start Date", r"plan.*start|start.*plan|\bstart date\b"),
        _code("category", "Initial Category of Abuse", r"initial.*category|category.*(initial|start)", ABUSE),
        _code(
            "latest",
            "Latest Category of Abuse",
            r"(latest|current).*category|category.*(latest|current)",
            ABUSE,
        ),
        _date("visit", "Date of the Last Statutory Visit", r"visit"),
        _code("alone", "Was the Child Seen Alone?", r"alone", YES_NO),
        _date("review", "Date of latest review conference", r"review"),
        _date("end", "Child Protection Plan End Date", r"plan.*end|end.*plan|\bend date\b|ceased"),
        _code(
            "emergency",
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
            r"emergency|police powers|\bepo\b",
            YES_NO,
        ),
        _number("earlier", "Number of Previous Child Protection Plans", r"previous|(number|no) .*plans"),
        _TEAM,
        _WORKER,
    ),
    _list(
        8,
        "Children in care",
        r"\bin care\b|looked after|\blac\b|\bcla\b|\bcic\b",
        *_CHILD,
        _code(
            "unaccompanied",
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
            r"unaccompanied|uasc|asylum",
            YES_NO,
        ),
        _DISABILITY,
        _date(
            "start",
            "Date Started to be Looked After",
            r"start.*(looked after|care\b)|(looked after|care|lac|cla) start|became looked|entered care",
        ),
        _code("need", "Child's Category of Need", r"category of need|need code|primary need", NEED),
        _code(
            "second",
            "Is this a second or subsequent period of being a Looked After Child"
            " within the last 12 months (Y/N)",
            r"second|subsequent",
            YES_NO,
        ),
        _date(
            "legal_start",
            "Start date of current legal status",
            r"(date|start).*legal status|legal status.*(date|start)",
        ),
        _code("legal", "Child's Legal Status", r"legal status", LEGAL_STATUS),
        _date("review", "Date of Latest Statutory Review", r"review"),
        _date(
            "visit", "Date of Last Social Work Visit", r"social work(er)? visit|last visit|statutory visit"
        ),
        _code("permanence", "What is the permanence plan for this child?", r"permanence", PERMANENCE),
        _date("officer", "Date of Last IRO Visit / Contact to the Child", r"\biro\b|reviewing officer"),
        _date("health", "Date of Last Health Assessment", r"health"),
        _date("dental", "Date of Last Dental Check", r"dental|dentist"),
        _number("placements", "Number of Placements in the Last 12 months", r"(number|no) .*placements"),
        _date(
            "end", "Date Ceased to be Looked After ", r"date.*ceas|ceas.*date|(looked after|care|lac|cla) end"
        ),
        _code("reason", "Reason Ceased to be Looked After", r"reason", REASON_CEASED),
        _date(
            "placement_start",
            "Start Date of Most Recent Placement",
            r"(start|date).*placement|placement.*(start|date)",
        ),
        _code("placement", "Placement Type", r"placement type|type of placement", PLACEMENT),
        _code("provider", "Placement Provider", r"provider", PROVIDER),
        _not_kept("postcode", "Placement postcode", r"post ?code"),
        _not_kept("urn", "URN of Placement", r"\burn\b"),
        _code("location", "Placement Location", r"location|out of area|in or out", LOCATION),
        _not_kept(
            "placement_authority",
            "LA of Placement",
            r"\b(la|authority) of placement|placement (la|authority)",
        ),
        _number(
            "missing",
            "Number of Episodes the Child has been \u2018Missing\u2019 from their Placement"
            " in the last 12 months",
            r"(number|no|episodes).*missing|missing.*(number|episodes)",
        ),
        _number(
            "absent",
            "Number of Episodes the Child has been \u2018Absent\u2019 from their Placement"
            " in the last 12 months",
            r"absent",
        ),
        _code(
            "interview_offered",
            "Was the child offered a Return Interview after their last missing episode (Y/N)?",
            r"offered",
            YES_NO,
        ),
        _code(
            "interview_accepted",
            "Did the child accept a Return Interview after their last missing episode (Y/N)?",
            r"accept",
            YES_NO,
        ),
        _TEAM,
        _WORKER,
    ),
    _list(
        9,
        "Care leavers",
        r"care leavers?|leaving care|care experienced",
        *_CHILD,
        _DISABILITY,
        _TEAM,
        _WORKER,
        _code("eligibility", "Eligibility Category", r"eligib", ELIGIBILITY),
        _code("in_touch", "LA In Touch ", r"in touch", IN_TOUCH),
        _code(
            "accommodation",
            "Type of Accommodation",
            r"type of accom|accommodation type|^accommodation$",
            ACCOMMODATION,
        ),
        _code("suitable", "Suitability of Accommodation", r"suitab", SUITABLE),
        _code("activity", "Activity Status", r"activity", ACTIVITY),
        _date("pathway_plan", "Latest Pathway Plan", r"pathway"),
        _date("contact", "Date of Latest Contact", r"latest contact|last contact"),
    ),
    _list(
        10,
        "Adoption",
        r"^(?!.*adopters?\b).*\badoption\b",
        _ID,
        _FAMILY,
        *_CHILD[1:],
        _DISABILITY,
        _date(
            "care_start", "Date the Child Entered Care", r"entered care|(start|date).*(care|looked after)\b"
        ),
        _date(
            "decision",
            "Date of Decision that Child Should be Placed for Adoption",
            r"decision.*should (be|now be)|^(?!.*(no longer|reason)).*(decision|adm)",
        ),
        _date("placement_order", "Date of Placement Order", r"placement order"),
        _date("matched", "Date of Matching Child and Prospective Adopters", r"match"),
        _date(
            "placed",
            "Date Placed for Adoption",
            r"date placed for adoption|placed with adopters|placed.*date",
        ),
        _date("order", "Date of Adoption Order ", r"adoption order"),
        _date(
            "reversed",
            "Date of Decision that Child Should No Longer be Placed for Adoption",
            r"date.*(no longer|revers)",
        ),
        _code("reason", "Reason Why Child No Longer Placed for Adoption", r"reason", ADOPTION_REVERSED),
        _date(
            "early_permanence",
            "Date the child was placed for fostering in FFA or concurrent planning placement",
            r"\bffa\b|fostering for adoption|concurrent|early permanence",
        ),
    ),
    _list(
        11,
        "Adopters",
        r"\badopters?\b|prospective adopt",
        Column(
            "id",
            "Individual adopter identifier",
            "id",
            re.compile(r"(adopter|individual).*(id|identifier|ref|number)$|^(person )?(id|identifier)$"),
        ),
        _FAMILY,
        _GENDER,
        _ETHNICITY,
        _code("disability", "Disability", r"\bdisab", YES_NO),
        _code(
            "early_permanence",
            "Is the (prospective) adopter fostering for adoption?",
            r"fostering for adoption|\bffa\b",
            YES_NO,
        ),
        _date("enquiry", "Date enquiry received", r"enquiry"),
        _date("stage_one", "Date Stage 1 started", r"stage (1|one).*start"),
        _date("stage_one_end", "Date Stage 1 ended", r"stage (1|one).*(end|complet)"),
        _date("stage_two", "Date Stage 2 started", r"stage (2|two).*start"),
        _date("stage_two_end", "Date Stage 2 ended", r"stage (2|two).*(end|complet)"),
        _date("application", "Date application submitted", r"application.*(submit|receiv)"),
        _date("approved", "Date application approved", r"approv"),
        _date("matched", "Date adopter matched with child(ren)", r"match"),
        _date("placed", "Date child/children placed with adopter(s)", r"date.*placed"),
        _number("children", "No. of children placed", r"(number|no) .*(child|placed)"),
        _date("order", "Date of Adoption Order", r"adoption order"),
        _date("left", "Date of leaving adoption process", r"date.*leav|leav.*date"),
        _code("reason", "Reason for leaving adoption process", r"reason", LEFT_ADOPTION),
    ),
)

OPTIONAL: Final = frozenset({(9, "pathway_plan"), (9, "contact")})
"""Columns of later editions that the public 2019 template lacks: not missed when absent."""


def child_list(number: int) -> ChildList:
    """Returns the list with a number from 1 to 11."""
    return LISTS[number - 1]
