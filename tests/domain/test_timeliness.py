"""A journey against statutory intervals; what is not known is never taken for not done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app import frameworks
from inspector_app.domain.intervals import Interval
from inspector_app.domain.journey import JourneyEvent
from inspector_app.domain.timeliness import BY_HAND, STATES, judge

STATUTE = frameworks.load("ILACS-2026").intervals
BY_ID = {one.id: one for one in STATUTE}
ON = date(2026, 11, 2)


def step(kind, start, end=None, *, from_list=BY_HAND, detail=""):
    ended = date.fromisoformat(end) if end else None
    return JourneyEvent(kind, date.fromisoformat(start), ended, detail, from_list)


def told(events, *ids, on=ON, born=None, holidays=frozenset()):
    found = judge(events, [BY_ID[one] for one in ids], holidays=holidays, on=on, born=born)
    return [(t.interval.id, t.state, t.taken) for t in found]


def why(events, *ids, **known):
    found = judge(events, [BY_ID[one] for one in ids], holidays=frozenset(), on=ON, **known)
    return [t.why for t in found if t.state == "cannot_say"]


@pytest.mark.parametrize(
    ("end", "state", "taken"),
    [("2026-03-09", "in_time", 45), ("2026-03-10", "late", 46), (None, "overdue", 215)],
)
def test_an_assessment_has_45_working_days_from_the_referral(end, state, taken):
    events = [step("referral", "2026-01-05"), step("assessment", "2026-01-06", end)]
    assert told(events, "assessment") == [("assessment", state, taken)]


def test_an_assessment_that_is_still_being_written_is_open_until_it_is_due():
    events = [step("referral", "2026-10-01"), step("assessment", "2026-10-02")]
    assert told(events, "assessment") == [("assessment", "open", 22)]


def test_a_referral_that_led_to_no_assessment_is_not_judged():
    assert told([step("referral", "2026-01-05")], "assessment") == []


def test_an_assessment_belongs_to_the_last_referral_before_it():
    events = [step("referral", "2026-01-05"), step("referral", "2026-03-02"),
              step("assessment", "2026-03-03", "2026-03-20")]  # fmt: skip
    assert told(events, "assessment") == [("assessment", "in_time", 14)]


def test_a_step_whose_first_date_is_missing_cannot_be_judged():
    events = [step("assessment", "2026-03-03", "2026-03-20")]
    assert told(events, "assessment") == [("assessment", "cannot_say", None)]
    assert why(events, "assessment") == ["no step “Referral” stands before it"]


def test_a_conference_that_is_not_needed_is_not_overdue():
    needless = step("strategy_discussion", "2026-05-01", from_list=5, detail="no conference needed")
    needed = step("strategy_discussion", "2026-05-01", from_list=5, detail="conference needed")
    assert told([needless], "initial-conference") == []
    assert told([needed], "initial-conference")[0][1] == "overdue"


def test_a_discussion_followed_by_another_cannot_be_judged():
    events = [step("strategy_discussion", "2026-05-01"), step("strategy_discussion", "2026-06-01"),
              step("initial_conference", "2026-06-10")]  # fmt: skip
    assert [state for _, state, _ in told(events, "initial-conference")] == ["cannot_say", "in_time"]


def test_a_core_group_that_no_list_tells_of_is_not_called_overdue():
    events = [step("initial_conference", "2026-05-01", from_list=5)]
    assert told(events, "core-group") == [("core-group", "cannot_say", None)]
    assert told([*events, step("core_group", "2026-05-18")], "core-group") == [("core-group", "late", 11)]


def test_reviews_in_care_follow_20_working_days_then_3_months_then_6():
    ids = ("care-review-first", "care-review-second", "care-review-next")
    events = [
        step("care", "2025-01-06"),
        step("care_review", "2025-02-03"),
        step("care_review", "2025-05-03"),
        step("care_review", "2025-11-04"),
    ]
    assert told(events, *ids) == [
        ("care-review-first", "in_time", 20),
        ("care-review-second", "in_time", 3),
        ("care-review-next", "late", 7),
        ("care-review-next", "overdue", 12),
    ]
    assert told(events, *ids, on=date(2026, 5, 4))[-1] == ("care-review-next", "open", 6)


def test_the_latest_review_of_a_list_says_nothing_of_the_reviews_before_it():
    ids = ("care-review-first", "care-review-second", "care-review-next")
    events = [step("care", "2020-01-06", from_list=8), step("care_review", "2026-09-01", from_list=8)]
    assert [state for _, state, _ in told(events, *ids)] == ["cannot_say", "cannot_say", "open"]
    entered = [*events, step("care_review", "2020-01-20")]
    assert told(entered, *ids)[0] == ("care-review-first", "in_time", 10)


def test_a_latest_review_soon_after_the_start_shows_that_the_first_was_in_time():
    events = [step("care", "2026-10-01", from_list=8), step("care_review", "2026-10-20", from_list=8)]
    assert told(events, "care-review-first") == [("care-review-first", "in_time", 13)]


def test_no_review_is_overdue_after_care_has_ended():
    ids = ("care-review-first", "care-review-next", "care-visit-next")
    ended = [step("care", "2025-01-06", "2025-01-20"), step("placement", "2025-01-06"),
             step("care_visit", "2025-01-08")]  # fmt: skip
    assert told(ended, *ids) == []
    never = [step("care", "2025-01-06", "2025-06-20")]
    assert told(never, "care-review-first") == [("care-review-first", "overdue", 119)]


def test_reviews_of_one_plan_are_not_counted_to_those_of_the_next():
    ids = ("plan-review-first", "plan-review-next")
    events = [
        step("protection_plan", "2023-01-10", "2023-06-30"), step("review_conference", "2023-04-10"),
        step("review_conference", "2023-06-30"), step("protection_plan", "2026-01-10"),
        step("review_conference", "2026-04-11"), step("review_conference", "2026-10-09"),
    ]  # fmt: skip
    assert [state for _, state, _ in told(events, *ids)] == ["in_time", "in_time", "late", "in_time", "open"]


def test_visits_are_judged_in_the_first_year_of_a_placement():
    events = [step("placement", "2024-01-01"), step("care_visit", "2024-01-08"),
              step("care_visit", "2024-02-20"), step("care_visit", "2025-06-01")]  # fmt: skip
    assert [state for _, state, _ in told(events, "care-visit-first", "care-visit-next")] == [
        "in_time", "late", "late",
    ]  # fmt: skip


def test_health_assessments_follow_the_age_of_the_child():
    ids = ("health-under-five", "health-five-and-over")
    events = [step("care", "2025-01-06"), step("health_assessment", "2025-01-20"),
              step("health_assessment", "2025-10-20")]  # fmt: skip
    young, older = date(2022, 1, 1), date(2015, 1, 1)
    assert told(events, *ids, born=young)[0] == ("health-under-five", "late", 9)
    assert told(events, *ids, born=older)[0] == ("health-five-and-over", "in_time", 9)
    assert why(events, *ids) == ["the date of birth is not known here"] * 2


def test_from_the_fifth_birthday_a_health_assessment_is_due_once_a_year():
    events = [step("care", "2025-01-06"), step("health_assessment", "2025-06-01")]
    ids = ("health-under-five", "health-five-and-over")
    assert told(events, *ids, born=date(2020, 6, 1))[0][0] == "health-five-and-over"
    assert told(events, *ids, born=date(2020, 6, 2))[0][0] == "health-under-five"


def test_a_visit_on_the_day_a_placement_is_a_year_old_begins_no_gap_that_is_judged():
    events = [step("placement", "2024-01-01"), step("care_visit", "2025-01-01")]
    assert told(events, "care-visit-next") == []
    assert told([events[0], step("care_visit", "2024-12-31")], "care-visit-next") != []


def test_a_step_that_an_inspector_found_too_counts_as_known():
    events = [step("care", "2020-01-06", from_list=8), step("care_review", "2020-03-02", from_list=8)]
    assert told(events, "care-review-first")[0][1] == "cannot_say"
    assert told([*events, step("care_review", "2020-03-02")], "care-review-first")[0][1] == "late"


def test_what_is_planned_to_end_is_still_open():
    events = [step("care", "2026-10-20", "2026-11-10")]
    assert told(events, "care-review-first") == [("care-review-first", "open", 9)]


def test_an_interval_is_not_held_against_what_began_before_it_was_in_force():
    events = [step("referral", "2013-04-14"), step("assessment", "2013-04-15", "2013-12-01")]
    assert told(events, "assessment") == []
    assert told([events[0]._replace(start=date(2013, 4, 15)), events[1]], "assessment") != []


def test_what_lies_after_the_day_is_not_known_yet():
    events = [step("strategy_discussion", "2026-10-20"), step("initial_conference", "2026-12-20")]
    assert told(events, "initial-conference") == [("initial-conference", "open", 9)]


KINDS = sorted({k for one in STATUTE for k in (one.from_event, one.to_event)})
SOME_DAY = st.dates(date(2022, 1, 1), date(2026, 12, 31))


@st.composite
def steps(draw):
    start = draw(SOME_DAY)
    end = draw(st.none() | st.integers(0, 600).map(lambda n: start + timedelta(days=n)))
    detail = draw(st.sampled_from(["", "no conference needed", "led to no plan"]))
    return JourneyEvent(draw(st.sampled_from(KINDS)), start, end, detail, draw(st.sampled_from([0, 5, 7, 8])))


@given(st.lists(steps(), max_size=12), st.randoms(), st.none() | SOME_DAY)
def test_any_journey_is_judged_alike_in_any_order_and_every_state_holds(events, order, born):
    judged = judge(events, STATUTE, holidays=frozenset(), on=ON, born=born)
    shuffled = list(events)
    order.shuffle(shuffled)
    again = judge(shuffled, STATUTE, holidays=frozenset(), on=ON, born=born)
    assert sorted(map(repr, judged)) == sorted(map(repr, again))
    for timing in judged:
        assert timing.state in STATES
        if timing.state in {"in_time", "late"}:
            assert (timing.done <= timing.due) == (timing.state == "in_time")
            assert (timing.taken <= timing.interval.limit) == (timing.state == "in_time")
        elif timing.state == "cannot_say":
            assert timing.why
        else:
            assert timing.done is None
            assert (timing.due < ON) == (timing.state == "overdue")


@given(st.lists(steps(), max_size=8), steps())
def test_one_more_step_of_a_kind_that_nothing_counts_changes_nothing(events, more):
    other = more._replace(kind="dental_check")
    before = judge(events, STATUTE, holidays=frozenset(), on=ON)
    assert judge([*events, other], STATUTE, holidays=frozenset(), on=ON) == before


def test_a_limit_of_one_is_said_in_the_singular():
    one = Interval("x", "X", "referral", "assessment", 1, "working_days", "own", "own")
    assert one.allowed == "1 working day"
