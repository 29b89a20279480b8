"""The screens of the rail, in their order. Each is loaded when it is first shown, not before."""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector_app.gui.desk import Desk, Place, Screen

if TYPE_CHECKING:
    from inspector_app.gui.dropping import Dropping
    from inspector_app.services.session import Session


@dataclass(frozen=True, slots=True)
class _Rooms:
    desk: Desk
    session: Session
    dropping: Dropping

    def today(self) -> Screen:
        from inspector_app.gui.screens.today import TodayScreen

        return TodayScreen(self.desk, self.session)

    def cases(self) -> Screen:
        from inspector_app.gui.screens.cases import CasesScreen

        return CasesScreen(self.desk, self.session)

    def interviews(self) -> Screen:
        from inspector_app.gui.screens.interviews import InterviewsScreen

        return InterviewsScreen(self.desk, self.session)

    def evidence(self) -> Screen:
        from inspector_app.gui.screens.evidence import EvidenceScreen

        return EvidenceScreen(self.desk, self.session)

    def checklists(self) -> Screen:
        from inspector_app.gui.screens.checklists import ChecklistsScreen

        return ChecklistsScreen(self.desk, self.session)

    def judgements(self) -> Screen:
        from inspector_app.gui.screens.judgements import JudgementsScreen

        return JudgementsScreen(self.desk, self.session)

    def team(self) -> Screen:
        from inspector_app.gui.screens.team import TeamScreen

        return TeamScreen(self.desk, self.session, self.dropping)

    def report(self) -> Screen:
        from inspector_app.gui.screens.report import ReportScreen

        return ReportScreen(self.desk, self.session)


def places(desk: Desk, session: Session, dropping: Dropping) -> tuple[Place, ...]:
    """Returns the places of the rail for an open store and its drop folder."""
    rooms = _Rooms(desk, session, dropping)
    return (
        Place("today", "Today", "today", rooms.today),
        Place("cases", "Cases", "cases", rooms.cases),
        Place("interviews", "Interviews", "interviews", rooms.interviews),
        Place("evidence", "Evidence", "evidence", rooms.evidence),
        Place("checklists", "Checklists", "checklists", rooms.checklists),
        Place("judgements", "Judgements", "judgements", rooms.judgements),
        Place("team", "Team", "team", rooms.team),
        Place("report", "Report", "report", rooms.report),
    )
