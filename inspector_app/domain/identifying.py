"""Finds what could tell a reader who a child is: known names and numbers, and what has the form of one.

It tells kinds and never values, so that its answer may be shown, logged and sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NHS = re.compile(r"(?<![\d-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d-])")
_UPN = re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b")
_PHONE = re.compile(r"(?<![\d+])(?:\+44[ -]?|0)(?:\d[ -]?){8,9}\d(?!\d)")
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BORN = re.compile(
    rf"\b(?:born|birth|d\.?o\.?b\.?)\b[^.\n]{{0,20}}?(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})(?: \d{{4}})?)",
    re.IGNORECASE,
)
_LEAST = 3
"""Characters that a known word must have to be looked for: shorter ones stand in any text."""

KINDS = {
    "list_id": "the council’s id of a child",
    "upn": "a UPN",
    "nhs_number": "an NHS number",
    "born": "a date of birth",
    "postcode": "a postcode",
    "phone": "a phone number",
    "email": "an e-mail address",
}
"""What is known of a child, by its field, to what it is called; any other field is a name."""
NAME = "a name"


@dataclass(frozen=True, slots=True)
class Identities:
    """What is known of the children of an inspection, made ready to look for; never printed."""

    words: Mapping[str, re.Pattern[str]] = field(default_factory=dict[str, re.Pattern[str]], repr=False)


def known(identities: Iterable[Mapping[str, str]]) -> Identities:
    """Returns what to look for.

    Args:
        identities: one mapping per child, field to value; a field that is not one of `KINDS` holds a name.
    """
    found: dict[str, set[str]] = {}
    for identity in identities:
        for name, value in identity.items():
            forms = _days(value) if name == "born" else {value.strip()}
            found.setdefault(KINDS.get(name, NAME), set()).update(f for f in forms if len(f) >= _LEAST)
    return Identities({kind: _any_of(words) for kind, words in found.items() if words})


def identifying(text: str, identities: Identities | None = None) -> tuple[str, ...]:
    """Returns the kinds of identifying detail in a text, each once, never the detail itself."""
    found = [kind for kind, words in (identities or Identities()).words.items() if words.search(text)]
    if any(_is_nhs_number(match[0]) for match in _NHS.finditer(text)):
        found.append(KINDS["nhs_number"])
    if any(_is_upn(match[0]) for match in _UPN.finditer(text)):
        found.append(KINDS["upn"])
    found += [
        KINDS[kind]
        for kind, form in (("born", _BORN), ("postcode", _POSTCODE), ("phone", _PHONE), ("email", _EMAIL))
        if form.search(text)
    ]
    return tuple(dict.fromkeys(found))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def _days(value: str) -> set[str]:
    """The forms in which a date of birth may be written; none where it is no date."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return set()
    month = _MONTHS.split("|")[day.month - 1]
    numbers = {f"{day.day:02}{mark}{day.month:02}{mark}{year}" for mark in "./-" for year in _years(day)}
    numbers |= {f"{day.day}{mark}{day.month}{mark}{year}" for mark in "./-" for year in _years(day)}
    return numbers | {day.isoformat(), f"{day.day} {month} {day.year}", f"{day.day} {month[:3]} {day.year}"}


def _years(day: date) -> tuple[str, str]:
    return f"{day.year}", f"{day.year % 100:02}"


def _is_nhs_number(text: str) -> bool:
    digits = [int(one) for one in text if one.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]  # noqa: PLR2004 - 10 is given to nobody


def _is_upn(text: str) -> bool:
    rest = [_UPN_LETTERS.find(one) if one.isalpha() else int(one) for one in text[1:]]
    if min(rest) < 0:
        return False
    return _UPN_LETTERS[sum(n * weight for weight, n in enumerate(rest, start=2)) % 23] == text[0]
