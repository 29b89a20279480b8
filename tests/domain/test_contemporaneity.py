from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector_app.domain.contemporaneity import (
    WRITING,
    Reading,
    Writing,
    clock_set,
    writing_in,
    written_by,
)

TEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def at(minutes: float, steady: float | None = None) -> Reading:
    return Reading(TEN + timedelta(minutes=minutes), steady)


@pytest.mark.parametrize(
    ("before", "now", "seconds"),
    [
        (at(0), at(-6), -360),
        (at(0), at(-5), 0),
        (at(0), at(600), 0),
        (at(0, 0.0), at(600, 36000.0), 0),
        (at(0, 0.0), at(600, 60.0), 35940),
        (at(0, 0.0), at(-60, 60.0), -3660),
        (at(0, 0.0), at(5, 1.0), 0),
    ],
    ids=["back", "within", "passed", "slept", "forward", "back with steady", "set right"],
)
def test_a_clock_that_was_set_by_more_than_five_minutes_is_noticed(
    before: Reading, now: Reading, seconds: int
) -> None:
    assert clock_set(before, now) == seconds


@pytest.mark.parametrize(
    ("happened", "written"),
    [
        (None, "at_the_time"),
        (TEN, "at_the_time"),
        (TEN - timedelta(hours=1), "at_the_time"),
        (TEN + timedelta(hours=3), "at_the_time"),
        (TEN - timedelta(hours=2), "same_day"),
        (TEN - timedelta(hours=20), "later"),
    ],
)
def test_how_a_note_was_written_follows_from_when_it_was_begun(
    happened: datetime | None, written: str
) -> None:
    assert written_by(happened, TEN) == written


@pytest.mark.parametrize("told", [None, "then", ["then"], {"begun": 3, "last": [], "clock": "much"}])
def test_what_another_version_wrote_there_is_left_out(told: object) -> None:
    assert writing_in({WRITING: told}) == Writing()


def test_only_what_there_is_to_say_is_written_down() -> None:
    said = Writing(begun="2026-11-02T10:00:00Z", clock=-400)
    assert said.told == {"begun": "2026-11-02T10:00:00Z", "clock": -400}
    assert writing_in({WRITING: said.told}) == said
