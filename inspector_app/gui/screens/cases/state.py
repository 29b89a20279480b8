"""What the screen of cases shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from inspector_app.gui.forms import EMPTY, Filled
from inspector_app.gui.widgets.picker import Option
from inspector_app.gui.widgets.timeline import TimelineEvent
from inspector_app.services.joining import Differing, Joining, Twins
from inspector_app.services.overview import CaseRow

NOTES = (
    ("child_reason", "Why the child was not offered a conversation, or declined"),
    ("parent_reason", "Why a parent or carer was not offered a conversation, or declined"),
    ("child_view", "What the child says"),
    ("family_view", "What the family says"),
    ("partner_view", "Each partner's part: police, health, school, probation"),
    ("emotional_support", "Everyday emotional support: carer, school, mentor, counselling, clinic"),
    ("permanence_routes", "Routes to a lasting home that were considered, relatives and friends first"),
    ("inspector_view", "The inspector's view"),
    ("effect_on_child", "Effect on the child"),
    ("summary", "Summary for the report"),
)
"""The fields of a case track that are written in sentences, in the order of the screen."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """Which records are joined in an open case, and which might be.

    Attributes:
        facts: each joined record and how it began; empty where the case stands alone.
        differing: the fields in which they differ.
        joinings: what joins them.
        others: the other cases, as they are picked.
        ids: the ids of those, in the same order.
    """

    facts: tuple[tuple[str, str], ...] = ()
    differing: tuple[Differing, ...] = ()
    joinings: tuple[Joining, ...] = ()
    others: tuple[Option, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One open case.

    Attributes:
        id: the case track.
        title: the speakable reference and the group.
        facts: label and value.
        events: the journey.
        notes: field to the text that is durable, drafts included.
        grades: (id, label) of the scale; empty where the framework has none.
        council_grade: the council's own audit grade; empty where none.
        inspector_grade: the inspector's; empty where none.
        offered: whether the child was offered a conversation; empty until asked.
        parent_offered: whether a parent or carer was.
        evidence: text of each evidence record about the child.
        missing: what a finished track still lacks, in words.
        conflicts: fields in which the team differs.
        cursor: field of the notes that was typed in last, and the place in it.
        step: the step of the journey that is half entered.
        sameness: which records of the child are joined in it.
    """

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    events: tuple[TimelineEvent, ...]
    notes: Mapping[str, str]
    grades: tuple[tuple[str, str], ...]
    council_grade: str
    inspector_grade: str
    offered: str
    parent_offered: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]
    cursor: tuple[str, int] = ("", 0)
    step: Filled = EMPTY
    sameness: Sameness = Sameness()


@dataclass(frozen=True, slots=True)
class CasesState:
    """The whole screen: the list, cases that look like one child, the open case, and what is being read."""

    rows: tuple[CaseRow, ...] = ()
    detail: CaseDetail | None = None
    loaded: bool = False
    busy: str = ""
    likely: tuple[Twins, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
