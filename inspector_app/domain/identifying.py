"""Finds what could tell a reader who a child is: known names and numbers, and what has the form of one.

It tells kinds and places and never values, so that its answer may be shown, logged and sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, repeat

from inspector_app.domain.days import MONTHS

_MONTHS = "|".join(MONTHS)
_NHS = re.compile(r"(?<![\d-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d-])")
_UPN = re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b")
_PHONE = re.compile(r"(?<![\d+])(?:\+44[ -]?|0)(?:\d[ -]?){8,9}\d(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BORN = re.compile(
    rf"\b(?:born|birth|d\.?o\.?b\.?)\b[^.\n]{{0,20}}?(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})(?: \d{{4}})?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
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


PLACEHOLDERS = {kind: f"[{kind.split(maxsplit=1)[1]}]" for kind in (*KINDS.values(), NAME)}
"""What stands in the place of a detail where no child is known that it belongs to."""
_OF_A_CHILD = frozenset({KINDS["list_id"], KINDS["upn"], KINDS["nhs_number"], NAME})
"""Kinds that name a child, so that the child's reference says the same; a birthday does not."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text that could tell who a child is.

    Attributes:
        start: its first character.
        end: the character behind it.
        kind: what it is, one of `KINDS` or `NAME`.
        instead: what can stand in its place: the reference of the child, or what kind of thing it was.
    """

    start: int
    end: int
    kind: str
    instead: str


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms that begin with one word, and of each, in small letters, its kind and what stands for it."""

    pattern: re.Pattern[str]
    meaning: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Identities:
    """What is known of the children of an inspection, by the first word of each form; never printed.

    A text is gone through word by word, so a search takes no longer for many children than for one.
    """

    forms: Mapping[str, _Forms] = field(default_factory=dict[str, _Forms], repr=False)


def known(identities: Iterable[Mapping[str, str]], references: Iterable[str] = ()) -> Identities:
    """Returns what to look for.

    Args:
        identities: one mapping per child, field to value; a field that is not one of `KINDS` holds a name.
        references: the reference of each of these children, in the same order, where there is one.
    """
    meanings: dict[str, dict[str, tuple[str, str]]] = {}
    for identity, reference in zip(identities, chain(references, repeat(""))):  # noqa: B905 - endless
        for name, value in identity.items():
            kind = KINDS.get(name, NAME)
            for form in _days(value) if name == "born" else {value.strip()}:
                first = _WORD.search(form)
                if first is None or len(form) < _LEAST:
                    continue
                told = form[first.start() :].lower()
                meaning = meanings.setdefault(first[0].lower(), {})
                meaning[told] = _meaning(kind, reference, meaning.get(told))
    return Identities({first: _Forms(_any_of(forms), forms) for first, forms in meanings.items()})


def findings(text: str, identities: Identities | None = None) -> tuple[Found, ...]:
    """Returns where a text holds an identifying detail, in order; of two that overlap, the known one."""
    taken: list[Found] = []
    seen = chain(_known_in(text, identities or Identities()), _formed_in(text))
    for found in seen:
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def identifying(text: str, identities: Identities | None = None) -> tuple[str, ...]:
    """Returns the kinds of identifying detail in a text, each once, never the detail itself."""
    kinds = {found.kind for found in chain(_known_in(text, identities or Identities()), _formed_in(text))}
    return tuple(kind for kind in PLACEHOLDERS if kind in kinds)


def _meaning(kind: str, reference: str, other: tuple[str, str] | None) -> tuple[str, str]:
    """What a form means; one that two children share stands for neither of them."""
    instead = reference if reference and kind in _OF_A_CHILD else PLACEHOLDERS[kind]
    return (kind, instead) if other in (None, (kind, instead)) else (kind, PLACEHOLDERS[kind])


def _known_in(text: str, identities: Identities) -> Iterator[Found]:
    for word in _WORD.finditer(text):
        forms = identities.forms.get(word[0].lower())
        match = forms.pattern.match(text, word.start()) if forms else None
        if forms and match:
            # Some letters match another that is not their small one.
            kind, instead = forms.meaning.get(match[0].lower(), (NAME, PLACEHOLDERS[NAME]))
            yield Found(*match.span(), kind, instead)


def _formed_in(text: str) -> Iterator[Found]:
    for kind, form, holds in _FORMED:
        for match in form.finditer(text):
            if holds is None or holds(match[0]):
                yield Found(*match.span(), KINDS[kind], PLACEHOLDERS[KINDS[kind]])


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?:{listed})(?!\w)", re.IGNORECASE)


def _days(value: str) -> set[str]:
    """The forms in which a date of birth may be written; none where it is no date."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return set()
    month = MONTHS[day.month - 1]
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


_FORMED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None], ...] = (
    ("nhs_number", _NHS, _is_nhs_number),
    ("upn", _UPN, _is_upn),
    ("born", _BORN, None),
    ("postcode", _POSTCODE, None),
    ("phone", _PHONE, None),
    ("email", _EMAIL, None),
)
