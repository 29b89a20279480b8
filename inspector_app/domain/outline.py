"""The outline of a document that an inspection ends with: its parts, their headings, their order.

A framework may have several: a report of a whole inspection, a letter after a focused visit. The parts are
known to the app; which of them stand where, and under which words, is the framework's.
"""

from __future__ import annotations

from dataclasses import dataclass

FORMS = ("report", "letter")
"""A report has a title page and a list of contents; a letter an addressee, an opening and a signature."""

PARTS = {
    "about": "About this draft",
    "profile": "Profile of judgement areas",
    "summary": "Summary",
    "priority_action": "Areas for priority action",
    "improvements": "What needs to improve",
    "strengths": "Strengths",
    "context": "Context",
    "findings": "Findings by area",
    "tallies": "Tallies",
    "figures": "The inspection in figures",
    "grades": "What the grades mean",
    "inspection": "About the inspection",
    "urgent": "Urgent concerns",
    "conflicts": "Unresolved conflicts",
    "acronyms": "Acronyms",
    "evidence": "Evidence index",
}
"""Every part that a document can have, with the heading that it gets where the outline gives none."""

ORDERED_PARTS = frozenset({"profile", "findings"})
"""Parts that go through the judgement areas, so an outline may order these."""

LAYOUTS = ("beside", "running")
"""Strengths beside areas for improvement in a table, or one paragraph after the other."""

NEEDED_PARTS = ("findings", "evidence")
"""Without these no sentence of a draft can be traced."""


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """One part of a document.

    Attributes:
        part: one of `PARTS`.
        title: its heading; empty for the usual one.
        text: a sentence under the heading.
        areas: codes of judgement areas in the order of reading; those not named follow.
        layout: of findings, one of `LAYOUTS`.
        new_page: whether a page starts with it.
        annex: it serves the team's work and stands behind the signature of a letter.
    """

    part: str
    title: str = ""
    text: str = ""
    areas: tuple[str, ...] = ()
    layout: str = LAYOUTS[0]
    new_page: bool = False
    annex: bool = False

    @property
    def heading(self) -> str:
        """The heading of the part."""
        return self.title or PARTS[self.part]


@dataclass(frozen=True, slots=True)
class Outline:
    """One kind of document.

    Attributes:
        id: by which it is chosen, for example `report`.
        title: as printed on the first page.
        form: one of `FORMS`.
        addressee: whom a letter is for.
        opening: first sentences of a letter; `{authority}` and `{days}` stand for what they say.
        verification: how far the order of parts was checked, as for descriptors.
        note: what that mark rests on.
    """

    id: str
    title: str
    form: str
    parts: tuple[OutlinePart, ...]
    addressee: str = ""
    opening: str = ""
    verification: str = ""
    note: str = ""
    source_ids: tuple[str, ...] = ()

    @property
    def graded(self) -> bool:
        """Whether grades are printed: only where the profile stands."""
        return any(part.part == "profile" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reference:
    """Something outside the framework that an area for improvement may be tied to.

    Attributes:
        id: as stored in records, for example `outcome-3`.
        label: as printed, for example `outcome 3`.
        title: what it is about.
    """

    id: str
    label: str
    title: str


PLAIN = Outline(
    "report",
    "Draft inspection report",
    "report",
    tuple(
        OutlinePart(part, new_page=part == "about")
        for part in (
            "about", "profile", "summary", "improvements", "findings", "context", "tallies", "figures",
            "urgent", "conflicts", "acronyms", "evidence",
        )
    ),
)  # fmt: skip
"""The outline of a framework that has none of its own."""
