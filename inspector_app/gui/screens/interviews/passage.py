"""The words of a note: time stamps, exact words, and the passage that becomes evidence. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from inspector_app.domain.clock import claim

_STAMP = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)(?!\d)[ \t]*", re.MULTILINE)
_CODE = re.compile(r"([ \t]*)#(\w+(?:-\w+)*)")
_MARKS = {'"': '"', "“": "”", "‘": "’", "'": "'"}


def stamp(moment: datetime) -> str:
    """Returns the time of day with which a line of a note begins, `10:04 `."""
    return f"{moment.astimezone():%H:%M} "


def hour_in(text: str) -> str | None:
    """Returns a time of day as `09:30`; empty where the text is; None where it is no time."""
    told = text.strip()
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]?([0-5]\d)", told)
    return f"{int(found[1]):02}:{found[2]}" if found else None if told else ""


def is_bare(text: str) -> bool:
    """Whether a text holds no words beside time stamps."""
    return not plain(text)


def plain(text: str) -> str:
    """Returns the words without the stamps at the beginnings of their lines and without blank lines."""
    lines = (_STAMP.sub("", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def lines_in(text: str) -> int:
    """Returns how many notes a text holds: its lines with words."""
    return sum(1 for line in text.split("\n") if not is_bare(line))


def said_at(before: str, words: str, day: str) -> str:
    """Returns when words of a note were said.

    Args:
        before: the note up to them.
        words: the words; they may begin with a stamp.
        day: the interview's date, or date and time, ISO; empty where it is not known.

    Returns:
        the day with the last stamp at or before the words, as claimed times are written; without a stamp the
        interview's own date; empty where there is none.
    """
    if not day:
        return ""
    stamps = _STAMP.findall(before + words.split("\n", 1)[0])
    if stamps:
        hour, minute = stamps[-1]
        at = datetime.combine(date.fromisoformat(day[:10]), time(int(hour), int(minute)))
        return claim(at.astimezone())
    return claim(datetime.fromisoformat(day).astimezone()) if "T" in day else day


def quotes_in(text: str) -> tuple[str, ...]:
    """Returns the exact words, one quote a line."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def quote_of(words: str) -> str:
    """Returns words as one line for the exact words, without stamps and the marks around them."""
    told = " ".join(plain(words).split())
    if len(told) > 1 and _MARKS.get(told[0]) == told[-1]:
        told = told[1:-1].strip()
    return told


def is_quoted(words: str, quotes: str) -> bool:
    """Whether words stand in quotation marks or among the exact words."""
    told = " ".join(plain(words).split())
    return bool(told) and (quote_of(words) != told or any(told in quote for quote in quotes_in(quotes)))


def uncoded(words: str, codes: Iterable[str]) -> tuple[str, str]:
    """Takes the marks of descriptors out of words.

    Args:
        words: for example `no dates in the plan #ILACS-HP-02`.
        codes: descriptors that marks can stand for.

    Returns:
        the words alone, and the descriptor that was named first; empty where none was.
    """
    known = {code.casefold(): code for code in codes}
    named: list[str] = []

    def taken(found: re.Match[str]) -> str:
        code = known.get(found[2].casefold())
        if code is None:
            return found[0]
        named.append(code)
        return ""

    return _CODE.sub(taken, words), named[0] if named else ""


def roles_in(text: str) -> list[str]:
    """Returns the roles in a line, parted by commas or semicolons."""
    return [role for part in re.split(r"[,;\n]", text) if (role := " ".join(part.split()))]


def prompt_role(role: str, known: tuple[str, ...]) -> str:
    """Returns whose prompts fit a role in words: its own, or those of the longest role named in it.

    Args:
        role: for example `social worker` or `foster carer`.
        known: roles that have prompts, `social_worker`.

    Returns:
        one of the known ones; empty where none fits.
    """
    told = role.casefold().replace("_", " ")
    fits = [each for each in known if re.search(rf"\b{re.escape(each.replace('_', ' '))}\b", told)]
    return max(fits, key=len, default="")
