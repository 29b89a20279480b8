"""Marks in typed text: `#` for descriptors, `@` for cases and roles, completed by a few letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BEGUN = re.compile(r"(?:^|\s)([#@])(\w[\w-]*)?$")
STANCE_OF = {"strength": "for", "improvement": "against", "urgent": "against", "neutral": "for"}
"""What a mark says of its descriptor, by the kind of the evidence, where no sign says otherwise."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that a mark in the text can stand for.

    Attributes:
        sign: `#` for a descriptor, `@` for a case or a role.
        kind: `descriptor`, `case` or `role`.
        id: descriptor code, case record or role.
        word: what is written behind the sign.
        told: what it is, for the list.
        plain: what takes the mark's place in the sealed text; a descriptor's mark goes.
    """

    sign: str
    kind: str
    id: str
    word: str
    told: str
    plain: str = ""


def known_marks(
    descriptors: Iterable[tuple[str, str]], cases: Iterable[tuple[str, str]], roles: Mapping[str, str]
) -> tuple[Mark, ...]:
    """Returns what marks can stand for.

    Args:
        descriptors: code and title.
        cases: record and reference.
        roles: key, `social_worker`, to what it is called.
    """
    marks = [Mark("#", "descriptor", code, code, f"{code}  {title}") for code, title in descriptors]
    marks += [Mark("@", "case", rec, told.replace(" ", ""), told, told) for rec, told in cases]
    for role, told in roles.items():
        words = role.replace("_", " ")
        marks.append(Mark("@", "role", words, role, told, words))
    return tuple(marks)


def simple(words: str) -> str:
    """Returns words as they are compared: small letters and digits alone."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def begun(before: str) -> tuple[str, str] | None:
    """Returns the sign and the letters of the mark that is being typed, from the text before the cursor."""
    found = _BEGUN.search(before)
    return (found[1], found[2] or "") if found else None


def matching(marks: Iterable[Mark], sign: str, letters: str) -> tuple[Mark, ...]:
    """Returns what a mark may become: those whose word begins with the letters, then those that hold them."""
    wanted = simple(letters)
    fitting = [mark for mark in marks if mark.sign == sign and wanted in simple(mark.word + mark.told)]
    return tuple(sorted(fitting, key=lambda mark: not simple(mark.word).startswith(wanted)))


def completions(marks: Iterable[Mark], before: str) -> tuple[Mark, ...]:
    """Returns what the mark at the end of a line's beginning may become; nothing where there is none."""
    found = begun(before)
    return matching(marks, *found) if found else ()
