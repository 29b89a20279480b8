"""How widely a finding is borne out: by how many kinds of source, about how many children, by whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for and against one descriptor: how much, of how many kinds, about how many children.

    Shown beside an evaluation, never turned into a grade by itself.

    Attributes:
        descriptor: its code.
        for_: evidence records for it.
        against: evidence records against it.
        unsettled: evidence whose stance the team has not settled.
        sources: kinds of source.
        cases: case tracks.
        people: roles who said it.
        heard: a child or care leaver is among them.
    """

    descriptor: str
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    heard: bool = False

    @property
    def strength(self) -> str:
        """Triangulation in words: from how many kinds of source and how many children."""
        total = len(self.for_) + len(self.against) + len(self.unsettled)
        if not total:
            return "No evidence yet"
        if len(self.sources) >= 3 and len(self.cases) >= 2:  # noqa: PLR2004 - three kinds make a triangle
            return "Strong: three or more kinds of source, two or more children"
        if len(self.sources) >= 2:  # noqa: PLR2004
            return "Fair: two kinds of source" if len(self.sources) == 2 else "Fair: one child only"  # noqa: PLR2004
        return "Thin: one kind of source"
