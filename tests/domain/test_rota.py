"""Which backups go: never the newest, never the last one of a day, whatever the clock says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.rota import Copy, removable


def copies(*times, device="d"):
    return [Copy(device, number, at) for number, at in enumerate(times, 1)]


def numbers(found):
    return [copy.number for copy in found]


def test_of_today_the_last_copy_of_each_hour_stays():
    made = copies("20261123T090000Z", "20261123T094500Z", "20261123T100100Z", "20261123T120000Z")
    assert numbers(removable(made)) == [1]


def test_of_a_day_before_only_its_last_copy_stays():
    made = copies("20261122T090000Z", "20261122T100000Z", "20261122T170000Z", "20261123T090000Z")
    assert numbers(removable(made)) == [1, 2]


def test_the_only_copy_of_a_day_stays_however_old():
    assert removable(copies("20260101T090000Z", "20261122T100000Z", "20261123T170000Z")) == ()


def test_a_clock_set_back_does_not_make_the_newest_copy_an_old_one():
    made = copies("20261123T090000Z", "20261123T100000Z", "20250101T080000Z", "20250101T083000Z")
    assert numbers(removable(made)) == [1, 3]


def test_a_clock_that_was_in_another_century_costs_no_copy_of_a_day():
    made = copies("20261122T090000Z", "20991231T235900Z", "20261123T090000Z")
    assert removable(made) == ()


def test_devices_do_not_stand_for_each_other():
    made = [
        *copies("20261122T090000Z", device="a"),
        *copies("20261122T1000Z", "20261123T090000Z", device="b"),
    ]
    assert removable(made) == ()


def test_with_days_to_keep_older_copies_go_and_the_newest_never():
    made = copies("20261101T090000Z", "20261120T090000Z", "20261123T090000Z")
    assert numbers(removable(made, 3)) == [1]
    assert numbers(removable(made, 2)) == [1, 2]
    assert removable(copies("20200101T090000Z"), 1) == ()


def test_with_days_to_keep_a_claim_that_is_no_day_and_a_clock_set_back_keep_copies():
    assert removable(copies("20269999T090000Z", "20261123T090000Z"), 1) == ()
    assert removable(copies("20261123T090000Z", "20250101T080000Z"), 1) == ()


times = st.tuples(st.integers(1, 4), st.integers(8, 11), st.integers(0, 59)).map(
    lambda t: f"202611{t[0]:02}T{t[1]:02}{t[2]:02}00Z"
)
any_copies = st.lists(
    st.builds(Copy, st.sampled_from("ab"), st.integers(1, 30), times),
    unique_by=lambda copy: (copy.device, copy.number),
)


@given(any_copies, st.randoms())
def test_whatever_the_clocks_said_the_newest_and_each_day_stay(held, chance):
    gone = removable(held)
    left = [copy for copy in held if copy not in gone]
    for device in {copy.device for copy in held}:
        mine = [copy for copy in held if copy.device == device]
        assert max(numbers(mine)) in numbers([copy for copy in left if copy.device == device])
    assert {(copy.device, copy.day) for copy in left} == {(copy.device, copy.day) for copy in held}
    for copy in gone:
        assert any(kept.number > copy.number and kept.day == copy.day for kept in left)
    assert removable(left) == ()
    chance.shuffle(held)
    assert set(removable(held)) == set(gone)
