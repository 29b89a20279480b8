"""Printed forms for hours in which no laptop works: what they ask, and the id that ties paper to record."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inspector_app.errors import RefusedError

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY2346789"
"""Read from paper without doubt: no I or 1, no O or 0, no S or 5, no Z. Their number is a prime, as the check
of the last letter needs."""
_LENGTH, _GROUP = 8, 4
_ID = re.compile(f"([A-Z])-?([{_LETTERS}]{{{_GROUP}}})-?([{_LETTERS}]{{{_GROUP}}})")


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One kind of form.

    Attributes:
        letter: with which its ids begin.
        title: as printed.
        asks: field to what is printed beside its box, in order.
        high: the fields that get much room.
    """

    letter: str
    title: str
    asks: Mapping[str, str]
    high: frozenset[str]


_ABOUT = {
    "when": "Day and time",
    "place": "Where",
    "present": "Who was there (roles, no names)",
    "case": "Case reference",
}
FORMS: Mapping[str, PaperForm] = MappingProxyType(
    {
        "evidence": PaperForm(
            "E",
            "Evidence note",
            MappingProxyType(
                _ABOUT
                | {
                    "said_by": "Said by (role)",
                    "text": "What was seen, heard or read",
                    "quotes": "Exact words",
                }
            ),
            frozenset({"text", "quotes"}),
        ),
        "interview": PaperForm(
            "N",
            "Interview",
            MappingProxyType(
                {"role_met": "Who was met (role)"}
                | _ABOUT
                | {
                    "consent": "Consent (given, refused, not asked)",
                    "text": "Notes",
                    "quotes": "Exact words",
                }
            ),
            frozenset({"text", "quotes"}),
        ),
        "practice": PaperForm(
            "P",
            "Observed practice",
            MappingProxyType(
                {"observed": "What was observed (meeting, visit, call)"}
                | _ABOUT
                | {"text": "What was seen and heard", "quotes": "Exact words"}
            ),
            frozenset({"text", "quotes"}),
        ),
    }
)
"""Every kind of form, by its key."""


def _check(body: str) -> str:
    """The last letter, which a slip of one letter, or two that changed places, does not leave right."""
    told = sum(place * _LETTERS.index(letter) for place, letter in enumerate(body, start=1))
    return _LETTERS[told % len(_LETTERS)]


def new_form_id(kind: str) -> str:
    """Returns the id of one printed form, for example `E-7H4K-Q9MB`; its last letter checks the others."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))
    whole = body + _check(body)
    return f"{FORMS[kind].letter}-{whole[:_GROUP]}-{whole[_GROUP:]}"


def form_id(told: str) -> tuple[str, str]:
    """Returns the id of a form as it is written, and the kind of form.

    Args:
        told: as somebody typed it from paper; capitals, blanks and dashes do not matter.

    Raises:
        RefusedError: no form has such an id: a letter was misread.
    """
    found = _ID.fullmatch(re.sub(r"\s", "", told).upper())
    kinds = {form.letter: kind for kind, form in FORMS.items()}
    if found is None or found[1] not in kinds or _check(found[2] + found[3][:-1]) != found[3][-1]:
        raise RefusedError(
            "No printed form has this id", where=told, advice="Compare it letter by letter with the paper."
        )
    return f"{found[1]}-{found[2]}-{found[3]}", kinds[found[1]]
