"""Cases against statutory intervals, with England's bank holidays and what the team does not agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app import resources
from inspector_app.domain.intervals import due_on, taken_by
from inspector_app.errors import RefusedError
from inspector_app.services import cases
from inspector_app.services.bank_holidays import bank_holidays
from inspector_app.services.session import Session
from inspector_app.services.timeliness import marks, timeliness

WORKBOOK = str(resources.path("samples", "fernshire-annex-a.xlsx"))
YEARS = range(2010, 2031)
ENGLAND = bank_holidays(YEARS[0], YEARS[-1] + 2)


def opened(session: Session, *steps: tuple[str, ...], reference: str = "Plover 3") -> str:
    case = cases.open_case_track(session, reference=reference, why_chosen="tracked by hand").record
    for event, start, *end in steps:
        cases.add_journey_event(session, case=case, event=event, start=start, end=end[0] if end else None)
    return case


def states(session: Session, **asked: str) -> dict[str, str]:
    return {one.timing.interval.id: one.timing.state for one in timeliness(session, **asked).timings}


def easter(year: int) -> date:
    """Returns Easter Sunday by the rule of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_englands_easter_christmas_and_new_year(year):
    sunday = easter(year)
    assert {sunday - timedelta(days=2), sunday + timedelta(days=1)} <= ENGLAND
    for month, day in ((1, 1), (12, 25), (12, 26)):
        assert date(year, month, day) in ENGLAND
    weekdays = [one for one in ENGLAND if one.year == year and one.weekday() < 5]
    extra = {2011: 1, 2012: 1, 2022: 2, 2023: 1}
    assert len(weekdays) == 8 + extra.get(year, 0)


@pytest.mark.parametrize(
    "day",
    [
        "2011-04-29",
        "2012-06-05",
        "2020-05-08",
        "2022-06-02",
        "2022-06-03",
        "2022-09-19",
        "2023-05-08",
        "2026-12-28",
    ],
)
def test_days_that_were_proclaimed_or_moved_are_known(day):
    assert date.fromisoformat(day) in ENGLAND


@pytest.mark.parametrize("day", ["2020-05-04", "2022-05-30", "2023-01-03", "2026-03-17", "2026-11-30"])
def test_days_of_other_years_and_other_nations_are_not(day):
    assert date.fromisoformat(day) not in ENGLAND


@given(st.dates(date(2010, 1, 1), date(2029, 12, 31)), st.integers(1, 60))
def test_working_days_over_twenty_years_skip_every_bank_holiday(start, limit):
    due = due_on(start, limit, "working_days", ENGLAND)
    worked = [
        one
        for one in (start + timedelta(days=n) for n in range(1, (due - start).days + 1))
        if one.isoweekday() not in {6, 7} and one not in ENGLAND
    ]
    assert (len(worked), worked[-1]) == (limit, due)
    assert taken_by(start, due, "working_days", ENGLAND) == limit


def test_years_beyond_belief_bring_no_holidays_and_no_delay():
    assert bank_holidays(1, 9999) == bank_holidays(1980, 2100)
    assert bank_holidays(3000, 4000) == frozenset()


def test_an_assessment_over_christmas_gets_the_bank_holidays_beside_the_weekends(session: Session):
    opened(session, ("referral", "2024-11-18"), ("assessment", "2024-11-19", "2025-01-23"))
    (one,) = timeliness(session).timings
    assert (one.timing.state, one.timing.taken, one.timing.due) == ("in_time", 45, date(2025, 1, 23))


def test_cases_are_counted_by_interval_with_the_median_and_the_cases_behind_it(session: Session):
    late = opened(session, ("referral", "2026-01-05"), ("assessment", "2026-01-06", "2026-04-30"))
    opened(
        session, ("referral", "2026-01-05"), ("assessment", "2026-01-06", "2026-01-19"), reference="Heron 4"
    )
    opened(session, ("referral", "2026-06-01"), ("assessment", "2026-06-02"), reference="Wren 5")
    told = timeliness(session)
    count = next(one for one in told.intervals if one.interval.id == "assessment")
    assert (count.in_time, count.late, count.open, count.overdue) == (1, 1, 1, 0)
    assert count.median == (10 + 81) / 2
    assert [one.case for one in told.timings if one.timing.state == "late"] == [late]
    assert timeliness(session, case=late).timings == tuple(o for o in told.timings if o.case == late)


def test_nothing_is_overdue_by_the_clock_alone_but_by_a_day_that_is_asked_for(session: Session):
    opened(session, ("referral", "2026-06-01"), ("assessment", "2026-06-02"))
    assert timeliness(session).on == date(2026, 6, 2)
    assert states(session) == {"assessment": "open"}
    assert states(session, on="2026-11-02") == {"assessment": "overdue"}


def test_a_day_that_is_none_and_a_case_that_is_none_are_refused(session: Session):
    with pytest.raises(RefusedError, match="not a date"):
        timeliness(session, on="soon")
    with pytest.raises(RefusedError, match="no such case"):
        timeliness(session, case="00000000-0000-7000-8000-000000000000")


def test_a_case_without_steps_says_nothing(session: Session):
    opened(session)
    told = timeliness(session)
    assert told.timings == ()
    assert all(one.median is None for one in told.intervals)


def test_a_step_on_which_the_team_differs_is_not_judged(open_session: Callable[..., Session], monkeypatch):
    session = open_session()
    case = opened(session, ("referral", "2026-01-05"), ("assessment", "2026-01-06", "2026-04-30"))
    records = session.store.records
    # How a conflict comes about is shown by the tests of the merge.
    unsettled = {r.id: ("start",) for r in records("journey_event") if r.get("event") == "referral"}

    def differing(kind: str | None = None, **told: bool):
        return [
            replace(r, conflicts=dict.fromkeys(unsettled[r.id], ())) if r.id in unsettled else r
            for r in records(kind, **told)
        ]

    monkeypatch.setattr(session.store, "records", differing)
    (one,) = timeliness(session, case=case).timings
    assert (one.timing.state, one.timing.why) == ("cannot_say", "the team's versions of a step differ")


def test_marks_name_the_step_that_was_late_and_the_one_in_time(session: Session):
    case = opened(
        session, ("strategy_discussion", "2026-05-01"), ("initial_conference", "2026-05-12"),
        ("core_group", "2026-06-12"),
    )  # fmt: skip
    kinds = {r.id: r.get("event") for r in cases.events_of(session, case)}
    assert {kinds[one]: mark for one, mark in marks(session, case).items()} == {
        "initial_conference": "in_time",
        "core_group": "late",
    }


def test_the_councils_lists_never_make_a_review_late_that_they_do_not_tell_of(session: Session):
    cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    told = timeliness(session)
    assert told.on == date(2026, 11, 2)
    found = {one.interval.id: one for one in told.intervals}
    assert found["care-review-first"].late == 0
    assert found["care-review-first"].cannot_say > 0
    assert found["assessment"].in_time > 0
    assert found["core-group"].overdue == 0
    born = [o for o in told.timings if o.timing.interval.id.startswith("health-") and "birth" in o.timing.why]
    assert born == []


def test_a_framework_without_intervals_counts_none(open_session: Callable[..., Session]):
    session = open_session(framework="LSCB-REVIEW")
    opened(session, ("referral", "2026-01-05"))
    assert timeliness(session).intervals == ()
