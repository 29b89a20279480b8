"""Joining and parting of records on several laptops: whatever is exchanged in whatever order, all say the same."""

from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.domain.sameness import KIND, agreed, read_as_one

JOIN, PART, HIDE, SHOW, GIVE = range(5)
STEPS = st.lists(
    st.tuples(
        st.sampled_from((JOIN, JOIN, PART, HIDE, SHOW, GIVE, GIVE)), st.integers(0, 2), st.integers(0, 5)
    ),
    max_size=30,
)
laws = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(shelf):
    """Who is one, and the cases as they are read, from what a ledger holds."""
    said = [
        (one.get("first"), one.get("second"))
        for one in shelf.records.values()
        if one.kind == KIND and one.get("same") is True and not one.deleted
    ]
    known = agreed(said, shelf.records)
    cases = [one for one in shelf.records.values() if one.kind == "case_track" and not one.deleted]
    return known, read_as_one(known, cases)


def play(kit, steps):
    """Three laptops that start with the same four cases, join, part, hide and exchange; returns them."""
    counter = [0]
    devices = [kit.Device(number, counter) for number in range(3)]
    cases = [kit.record_id(number) for number in range(4)]
    for number, case in enumerate(cases):
        devices[0].write(case, {"reference": f"Plover {number}", "age": number % 2}, kind="case_track")
    for other in devices[1:]:
        devices[0].give(other)
    pairs = list(combinations(range(4), 2))
    for what, by, which in steps:
        device = devices[by]
        if what == GIVE:
            device.give(devices[which % 3])
        elif what in (HIDE, SHOW):
            device.write(cases[which % 4], {"_deleted": what == HIDE})
        else:
            first, second = (cases[place] for place in pairs[which])
            told = {"first": first, "second": second, "same": what == JOIN}
            device.write(kit.record_id(100 + which), told, kind=KIND)
    return devices


@laws
@given(steps=STEPS, data=st.data())
def test_all_who_hold_the_same_say_the_same_whatever_came_first_and_how_often(kit, steps, data):
    devices = play(kit, steps)
    everything = [pair for device in devices for pair in device.shelf.pairs()]
    shelves = []
    for _ in range(2):
        shelf = kit.Shelf()
        for header, payload in data.draw(st.permutations(everything)):
            shelf.take([header], [payload])
        shelves.append(shelf)
    assert read(shelves[0]) == read(shelves[1])
    kit.same_as_reference(shelves[0])


@laws
@given(steps=STEPS)
def test_every_case_in_view_is_read_once_and_its_reference_is_still_found(kit, steps):
    devices = play(kit, steps)
    for device in devices:
        known, cases = read(device.shelf)
        there = {r.id: r for r in device.shelf.records.values() if r.kind == "case_track" and not r.deleted}
        assert len(cases) == len({known.named(rec) for rec in there})
        told = " ".join(str(one.get("reference")) for one in cases)
        assert all(str(one.get("reference")) in told for one in there.values())


@laws
@given(steps=STEPS)
def test_taking_back_every_joining_leaves_the_cases_as_they_were_written(kit, steps):
    (device, *others) = play(kit, steps)
    for other in others:
        other.give(device)
    for rec, one in sorted(device.shelf.records.items()):
        if one.kind == KIND:
            device.write(rec, {"same": False})
    known, cases = read(device.shelf)
    assert known.groups == {}
    written = [r for r in device.shelf.records.values() if r.kind == "case_track" and not r.deleted]
    assert cases == sorted(written, key=lambda one: one.id)


def test_joined_here_and_taken_back_there_is_a_conflict_and_joins_nothing(kit):
    here, there, _ = devices = play(kit, [(JOIN, 0, 0), (PART, 1, 0)])
    here.give(there)
    there.give(here)
    for device in devices[:2]:
        (joining,) = (one for one in device.shelf.records.values() if one.kind == KIND)
        assert sorted(c.value for c in joining.conflicts["same"]) == [False, True]
        assert read(device.shelf)[0].groups == {}
