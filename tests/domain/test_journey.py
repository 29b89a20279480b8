"""The journey keeps order, ages are counted as the lists count them, references name nobody."""

from datetime import date

import pytest

from inspector_app.domain.journey import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    EVENT_KINDS,
    Child,
    JourneyEvent,
    age_band,
    age_on,
    ethnic_group,
    events_of,
    journey,
)
from inspector_app.domain.pseudonym import shuffled_references, speakable_reference
from inspector_app.errors import RefusedError

DAY = date(2026, 5, 11)


def event(kind, start, end=None):
    return JourneyEvent(kind, start, end, "", 1)


def test_events_stand_by_day_and_then_in_the_order_in_which_a_child_meets_them():
    told = journey(
        Child("1"),
        [event("protection_plan", DAY), event("initial_conference", DAY), event("contact", date(2026, 1, 2))],
    )
    assert [one.kind for one in told.events] == ["contact", "initial_conference", "protection_plan"]


def test_an_event_told_twice_is_one_event():
    assert len(journey(Child("1"), [event("contact", DAY), event("contact", DAY)]).events) == 1


def test_events_of_a_kind_come_in_order():
    later, sooner = event("care", DAY), event("care", date(2020, 1, 1))
    assert events_of(journey(Child("1"), [later, sooner, event("contact", DAY)]), "care") == (sooner, later)


def test_every_kind_has_a_label_and_the_ends_of_the_way_stand_at_the_ends():
    kinds = list(EVENT_KINDS)
    assert all(EVENT_KINDS.values())
    assert (
        kinds.index("contact") < kinds.index("assessment") < kinds.index("care") < kinds.index("leaving_care")
    )


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(2026, 5, 12), -1),
        (date(2026, 5, 11), 0),
        (date(2025, 5, 12), 0),
        (date(2025, 5, 11), 1),
        (date(2008, 2, 29), 18),
    ],
)
def test_age_counts_whole_years_and_an_unborn_child_is_minus_one(birth, age):
    assert age_on(birth, DAY) == age


def test_age_bands_cover_every_age_without_a_gap():
    bands = [age_band(age) for age in [-1, 0, 1, 4, 5, 9, 10, 15, 16, 17, 18, 24, None]]
    assert bands[0] == "unborn"
    assert bands[3] == "1 to 4"
    assert bands[4] == "5 to 9"
    assert bands[-2:] == ["18 and over", "not known"]
    assert set(bands) == set(AGE_BANDS)


def test_refused_ethnicity_counts_as_not_known():
    assert ethnic_group("MWBA") == "Mixed"
    assert ethnic_group("REFU") == ethnic_group(None) == "Not known"
    assert ethnic_group("WBRI") in ETHNIC_GROUPS


def test_ten_thousand_references_never_repeat_and_can_be_said():
    told = [speakable_reference(index) for index in range(10_000)]
    assert len(set(told)) == 10_000
    assert all(word.isalpha() and 10 <= int(number) <= 99 for word, number in map(str.split, told))


def test_the_seed_alone_decides_the_order_of_references():
    assert shuffled_references(50, 7) == shuffled_references(50, 7)
    assert shuffled_references(50, 7) != shuffled_references(50, 8)
    assert len(set(shuffled_references(300, 1))) == 300


def test_a_negative_place_is_refused():
    with pytest.raises(RefusedError):
        speakable_reference(-1)
