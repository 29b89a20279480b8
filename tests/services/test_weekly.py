"""Once a week the whole store is proved in the background, while work goes on."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from inspector_app.services import evidence, keeping, weekly
from inspector_app.services.session import Session


class HandClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def beside(session: Session, run):
    """Runs something on another thread, as the window does."""
    found = []
    thread = threading.Thread(target=lambda: found.append(run(session)))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize(
    ("days", "due"), [(0, False), (6, False), (7, True), (400, True), (-1, False), (-8, True)]
)
def test_a_check_is_due_a_week_after_the_last_and_when_a_clock_was_set_back(
    session: Session, days, due
) -> None:
    assert weekly.due(session)
    weekly.note(session)
    session.clock.moment += timedelta(days=days)
    assert weekly.due(session) is due


def test_a_sound_store_passes(session: Session) -> None:
    evidence.record_evidence(session, text="Seen alone.", source="case_file")
    assert beside(session, keeping.check).ok


def test_a_change_behind_the_back_of_the_app_is_found(session: Session) -> None:
    done = evidence.record_evidence(session, text="Seen alone.", source="case_file")
    with session.store.changing() as connection:
        connection.execute(
            "UPDATE current SET fields = replace(fields, 'alone', 'twice') WHERE rec = ?", (done.record,)
        )
    report = beside(session, keeping.check)
    assert not report.ok
    assert any(
        "differs from the ledger" in problem and done.record[-8:] in problem for problem in report.problems
    )


def test_saving_goes_on_while_the_store_is_checked(session: Session) -> None:
    for number in range(30):
        evidence.record_evidence(session, text=f"Note {number}", source="case_file")
    reports = []
    thread = threading.Thread(target=lambda: reports.extend(keeping.check(session) for _ in range(5)))
    thread.start()
    for number in range(30):
        evidence.record_evidence(session, text=f"Later note {number}", source="case_file")
    thread.join()
    assert [problem for report in reports for problem in report.problems] == []
    assert len(reports) == 5
    assert len(session.store.records("evidence")) == 60
