from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inspector_app.crypto.keys import Cost
from inspector_app.gui.weekly import WeeklyCheck
from inspector_app.services import evidence, weekly
from inspector_app.services.session import NewStore, new_store


class HandClock:
    def __init__(self):
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.moment


@pytest.fixture
def session(tmp_path):
    told = NewStore(
        where=tmp_path / "store", framework="ILACS-2026", authority="Fernshire", inspector="Ada", role="lead",
        start="2026-11-02", passphrase="twelve small owls", use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )  # fmt: skip
    made = new_store(told, HandClock())
    yield made
    made.close()


def test_a_sound_store_is_checked_once_a_week_and_nobody_is_told(bench, session):
    watch = WeeklyCheck(bench.desk, session)
    watch.begin()
    assert not weekly.due(session)
    assert "damaged" not in bench.notices
    watch.stop()


def test_what_the_check_finds_is_told_until_somebody_acts(bench, session):
    done = evidence.record_evidence(session, text="Seen alone.", source="case_file")
    with session.store.changing() as connection:
        connection.execute("DELETE FROM current WHERE rec = ?", (done.record,))
    watch = WeeklyCheck(bench.desk, session)
    watch.begin()
    assert "weekly check found" in bench.notices["damaged"].sentence
    assert not bench.notices["damaged"].closable
    assert weekly.due(session)
    watch.stop()


def test_it_comes_round_again_while_the_window_stays_open(bench, session):
    watch = WeeklyCheck(bench.desk, session)
    watch.begin()
    before = session.store.fact(weekly.CHECKED)
    session.clock.moment += weekly.EVERY
    assert watch.timer.isActive()
    watch.timer.timeout.emit()
    assert session.store.fact(weekly.CHECKED) > before
    watch.stop()
    assert not watch.timer.isActive()


def test_what_was_found_once_is_not_sought_again(bench, session):
    watch = WeeklyCheck(bench.desk, session)
    with session.store.changing() as connection:
        connection.execute("DELETE FROM current WHERE rec = ?", (session.inspection,))
    watch.begin()
    assert not watch.timer.isActive()
    watch.stop()


def test_a_store_that_is_closed_meanwhile_is_no_fault(bench, session):
    watch = WeeklyCheck(bench.desk, session)
    session.store.beside.close()
    watch.begin()
    assert "damaged" not in bench.notices
    watch.stop()
