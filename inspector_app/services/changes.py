"""What an intent changed: screens refresh from it, the command line prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window loads this module before its first picture
    from inspector_app.domain.revision import Entry


@dataclass(frozen=True, slots=True)
class Changes:
    """The report of one intent, after it is durable.

    Attributes:
        intent: name of the service function.
        record: the record that the intent was about.
        revision: the revision that holds it.
        records: every record touched.
        kinds: the kinds of those records.
        told: a sentence that the user must read about how it was done; mostly empty.
    """

    intent: str
    record: str
    revision: str
    records: frozenset[str]
    kinds: frozenset[str]
    told: str = ""


def of(intent: str, entries: Iterable[Entry]) -> Changes:
    """Returns the report of the revisions that an intent added; the first is what it was about."""
    found = tuple(entries)
    return Changes(
        intent=intent,
        record=found[0].header.rec,
        revision=found[0].id,
        records=frozenset(entry.header.rec for entry in found),
        kinds=frozenset(entry.header.kind for entry in found),
    )


def joined(changes: Iterable[Changes]) -> Changes:
    """Returns several reports as one, told as the last; there must be at least one."""
    several = tuple(changes)
    last = several[-1]
    return Changes(
        intent=last.intent,
        record=last.record,
        revision=last.revision,
        records=frozenset[str]().union(*(change.records for change in several)),
        kinds=frozenset[str]().union(*(change.kinds for change in several)),
        told=" ".join(dict.fromkeys(change.told for change in several if change.told)),
    )
