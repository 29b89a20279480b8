"""What the screen of judgements shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.services.challenges import Challenge
from inspector_app.services.overview import AreaRow


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile as it was read.

    Attributes:
        rows: every area; `overall` last, where the framework has such a grade.
        grades: (id, label) of the scale.
        sentences: what the rules say, in reading order.
        context: statements that stand beside the findings.
        challenges: area to its challenges, each with its answer.
        told: area to what the council was told of it, the latest first.
        untold: area to the titles of areas for improvement that the council was never told of.
        typed: area to the rationale that is typed but not recorded.
        cursors: area to where the cursor stood in that rationale.
        typed_grades: area to the grade that is chosen but not recorded.
    """

    rows: tuple[AreaRow, ...]
    grades: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    context: tuple[str, ...]
    challenges: dict[str, tuple[Challenge, ...]]
    told: dict[str, tuple[str, ...]]
    untold: dict[str, tuple[str, ...]]
    typed: dict[str, str]
    cursors: dict[str, tuple[str, int]]
    typed_grades: dict[str, str]


@dataclass(frozen=True, slots=True)
class JudgementsState:
    """The whole screen; `area` is the code of the open area."""

    profile: Profile | None = None
    area: str = ""

    @property
    def opened(self) -> AreaRow | None:
        """The open area."""
        rows = self.profile.rows if self.profile else ()
        return next((row for row in rows if row.code == self.area), None)

    @property
    def open_challenges(self) -> tuple[Challenge, ...]:
        """Those of the open area that nobody has answered, the oldest first."""
        asked = self.profile.challenges.get(self.area, ()) if self.profile else ()
        return tuple(one for one in asked if not one.answer)
