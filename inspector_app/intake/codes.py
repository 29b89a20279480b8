"""The code sets of Annex A, and the ways in which councils write them.

A cell may hold the full preferred text ("a) 1A: Individual"), the text without its letter, the code alone,
the label alone, the letter alone, or an everyday word ("Police", "F", "y"). The codes follow the template's
sheet `Codes_used`, the children-looked-after return and the children-in-need census; the labels are ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

_PREFIX = re.compile(r"^\s*[a-z]{1,2}\)\s*", re.IGNORECASE)
_HEAD = re.compile(r"^\s*(?:([A-Za-z]{0,4}\d{0,2}[A-Za-z]?)\s*[:\-\u2013]|([A-Za-z]{0,2}\d{1,2}[A-Za-z]?)\s)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


class Code(NamedTuple):
    """One value of a code set: the code for computing, the label for people."""

    code: str
    label: str

    @property
    def told(self) -> str:
        """Code and label where the code says something by itself, such as "C2 Full care order"."""
        return self.label if self.code in ("", self.label) else f"{self.code} {self.label}"


class CodeSet:
    """One code set and every spelling of it that is understood."""

    def __init__(self, name: str, rows: Sequence[Sequence[str]], *, lettered: bool = True) -> None:
        """Takes rows of code, label and further spellings, in the template's order.

        Args:
            name: what the set is called in a message.
            rows: `(code, label, spelling, …)`.
            lettered: whether the template puts a), b), c) … before the values, so that councils send letters.
        """
        self.name = name
        self.codes = tuple(Code(row[0], row[1]) for row in rows)
        spellings: dict[str, Code] = {}
        for code, row in zip(self.codes, rows, strict=True):
            for text in row:
                spellings.setdefault(normal(text), code)
        if lettered:
            for place, code in enumerate(self.codes[:26]):
                spellings.setdefault(chr(ord("a") + place), code)
        self._spellings: Mapping[str, Code] = MappingProxyType(spellings)

    def decode(self, text: str) -> Code | None:
        """Returns the code that a cell means; None where nobody can tell."""
        bare = _PREFIX.sub("", text)
        for attempt in (normal(text), normal(bare)):
            if attempt in self._spellings:
                return self._spellings[attempt]
        head = _HEAD.match(bare)
        return self._spellings.get(normal(head[1] or head[2])) if head else None


def normal(text: str) -> str:
    """Returns text in lower case with only its letters and digits."""
    return _NOT_WORD.sub("", text.casefold())


_YES = ("Yes", "Yes", "y", "true", "1")
_NO = ("No", "No", "n", "false", "0")
_UNKNOWN = ("Unknown", "Unknown", "u", "not known", "not recorded", "not stated", "dk")

YES_NO: Final = CodeSet("yes or no", (_YES, _NO, _UNKNOWN))

GENDER: Final = CodeSet(
    "gender",
    (
        ("male", "Male", "m", "boy", "man", "1"),
        ("female", "Female", "f", "girl", "woman", "2"),
        (
            "not_stated",
            "Not stated",
            "u",
            "unknown",
            "unborn",
            "not recorded",
            "not stated recorded",
            "not known",
            "not stated/recorded (or unborn)",
            "indeterminate",
            "i",
            "0",
        ),
        ("neither", "Neither", "n", "other", "non-binary", "9"),
    ),
)

ETHNICITY: Final = CodeSet(
    "ethnicity",
    (
        ("WBRI", "White British", "white - british", "english", "white english"),
        ("WIRI", "White Irish", "white - irish", "irish"),
        ("WIRT", "Traveller of Irish heritage", "irish traveller"),
        ("WOTH", "Any other White background", "white other", "other white", "white - any other background"),
        ("WROM", "Gypsy or Roma", "gypsy/roma", "gypsy roma", "roma"),
        ("MWBC", "White and Black Caribbean", "mixed - white and black caribbean"),
        ("MWBA", "White and Black African", "mixed - white and black african"),
        ("MWAS", "White and Asian", "mixed - white and asian"),
        ("MOTH", "Any other Mixed background", "mixed other", "other mixed"),
        ("AIND", "Indian", "asian - indian", "asian indian"),
        ("APKN", "Pakistani", "asian - pakistani"),
        ("ABAN", "Bangladeshi", "asian - bangladeshi"),
        ("AOTH", "Any other Asian background", "asian other", "other asian"),
        ("BCRB", "Caribbean", "black - caribbean", "black caribbean"),
        ("BAFR", "African", "black - african", "black african"),
        ("BOTH", "Any other Black background", "black other", "other black"),
        ("CHNE", "Chinese"),
        ("OOTH", "Any other ethnic group", "other ethnic group", "other"),
        ("REFU", "Refused", "refused to say", "declined"),
        (
            "NOBT",
            "Information not yet obtained",
            "not obtained",
            "not known",
            "unknown",
            "not recorded",
            "not stated",
        ),
    ),
)

SOURCE: Final = CodeSet(
    "source",
    (
        ("1A", "Family member, relative or carer", "family", "parent", "relative"),
        ("1B", "Acquaintance, neighbour or child minder", "neighbour"),
        ("1C", "The child", "self"),
        ("1D", "Another individual", "individual", "member of the public"),
        ("2A", "Schools", "school", "2"),
        ("2B", "Education services", "education", "education service"),
        ("3A", "General practitioner", "gp"),
        ("3B", "Health visitor"),
        ("3C", "School nurse"),
        ("3D", "Other primary health services", "primary health"),
        ("3E", "Accident and emergency department", "a&e", "accident and emergency", "hospital"),
        ("3F", "Other health services"),
        ("4", "Housing", "4 housing"),
        ("5A", "Adult social care", "adult services", "adults social care"),
        ("5B", "Another department of the council", "la services", "local authority", "youth offending", "5"),
        ("5C", "Another local authority", "other local authority", "other la"),
        ("6", "Police", "6 police"),
        (
            "7",
            "Courts, probation, immigration or prison",
            "other legal agency",
            "court",
            "cafcass",
            "probation",
        ),
        ("8", "Another agency", "other", "voluntary", "children's centre", "voluntary organisation"),
        ("9", "Anonymous"),
        ("10", "Unknown", "not known"),
        ("3", "Health services", "health", "health service", "nhs"),
    ),
)

PARTNER_OF_SOURCE: Mapping[str, str] = MappingProxyType(
    {"2A": "Schools", "2B": "Education services", "4": "Housing", "6": "Police"}
    | {"7": "Courts and probation", "8": "Other agencies", "5A": "Adult social care", "5C": "Another council"}
    | dict.fromkeys(("3", "3A", "3B", "3C", "3D", "3E", "3F"), "Health services")
)
"""The agency behind a source code; individuals and the council itself are no partners."""

NEED: Final = CodeSet(
    "category of need",
    (
        ("N1", "Abuse or neglect"),
        ("N2", "Child's disability or illness", "child's disability", "child\u2019s disability"),
        (
            "N3",
            "Parental disability or illness",
            "parental illness or disability",
            "parents disability or illness",
        ),
        ("N4", "Family in acute stress"),
        ("N5", "Family dysfunction"),
        ("N6", "Socially unacceptable behaviour"),
        ("N7", "Low income"),
        ("N8", "Absent parenting"),
        ("N9", "Cases other than children in need"),
        ("N0", "Not stated"),
    ),
    lettered=False,
)

CLOSURE: Final = CodeSet(
    "reason for closure",
    (
        ("RC1", "Adopted"),
        ("RC2", "Died"),
        ("RC3", "Child arrangements order", "residence order"),
        ("RC4", "Special guardianship order"),
        ("RC5", "Moved to another local authority", "transferred to services of another local authority"),
        ("RC6", "Moved to adult social care", "transferred to adult social care services"),
        ("RC7", "Services ended", "services ceased for any other reason including child no longer in need"),
        ("RC8", "Closed after assessment", "case closed after assessment no further action"),
        ("RC9", "Closed after assessment, passed to early help"),
    ),
    lettered=False,
)

CASE_STATUS: Final = CodeSet(
    "case status",
    (
        ("in_care", "Looked after child", "lac", "cla", "child looked after", "child in care", "cic"),
        ("protection_plan", "Child protection plan", "cp", "cpp", "child protection", "cp plan"),
        ("child_in_need", "Child in need plan", "cin", "child in need", "cin plan"),
        ("assessment", "Open assessment", "assessment"),
        ("closed", "Closed episode", "closed"),
    ),
)

ABUSE: Final = CodeSet(
    "category of abuse",
    (
        ("NEG", "Neglect"),
        ("PHY", "Physical abuse", "physical"),
        ("SAB", "Sexual abuse", "sexual"),
        ("EMO", "Emotional abuse", "emotional"),
        ("MUL", "Multiple categories", "multiple", "multiple/not recommended"),
    ),
)
