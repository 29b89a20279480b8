"""Earlier versions of a text, and how each differs from what stands now. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from inspector_app.merge.propose import paragraph_diff
from inspector_app.services.wording import told_moment
from inspector_app.store.entries import Held

_SIGNS = {" ": "", "-": "− ", "+": "+ "}
_MARKUP = {" ": "{}", "-": "<s>{}</s>", "+": "<b>{}</b>"}


@dataclass(frozen=True, slots=True)
class Version:
    """What a text was: who claims to have written it, when, and its words."""

    who: str
    at: str
    text: str


def versions_of(history: Iterable[Held], field: str) -> tuple[Version, ...]:
    """Returns what a field of a record was, the latest first; words that are not here are left out.

    Args:
        history: revisions of the record, the earliest first.
        field: its name.
    """
    found: list[Version] = []
    for held in history:
        text = held.payload.fields.get(field) if held.payload else None
        if isinstance(text, str):
            header = held.entry.header
            found.append(Version(header.author, told_moment(header.at), text))
    return tuple(reversed(found))


def earlier(versions: tuple[Version, ...], now: str) -> tuple[Version, ...]:
    """Returns the versions that say something else than what stands now, those of the same words once."""
    told = {version.text: version for version in reversed(versions) if version.text != now}
    return tuple(version for version in versions if version.text != now and told[version.text] is version)


def compared(before: str, now: str) -> str:
    """Returns an earlier text beside what stands now, by paragraph, as HTML with signs."""
    lines = paragraph_diff(before, now)
    return "<br>".join(_MARKUP[line.kind].format(_SIGNS[line.kind] + escape(line.text)) for line in lines)
