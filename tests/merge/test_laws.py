"""Merging is a union: any order, any subset, any repetition of bundles ends in the same state."""

import itertools
import os
import random
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.merge import frontier

STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.integers(0, 9)),
    min_size=1,
    max_size=40,
)
laws = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def bundle(shelf, pairs):
    return shelf.take([h for h, _ in pairs], [p for _, p in pairs if p is not None])


def together(kit, pairs):
    """The state after one bundle with everything."""
    shelf = kit.Shelf()
    bundle(shelf, pairs)
    return shelf.picture()


@laws
@given(steps=STEPS, data=st.data())
def test_any_order_in_any_bundles_with_repeats_is_one_bundle_and_is_the_reference(kit, steps, data):
    pairs = kit.world(steps)
    order = data.draw(st.permutations(pairs + pairs[: len(pairs) // 3]))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=5)) | {0, len(order)})
    shelf = kit.Shelf()
    for start, end in itertools.pairwise(cuts):
        bundle(shelf, order[start:end])
        kit.same_as_reference(shelf)
    assert shelf.picture() == together(kit, pairs)
    assert shelf.lines() == {line for line, _ in pairs}


def test_words_beside_deletions_are_the_reference(kit):
    """Many short histories of one record in which it is written, hidden, and spoken of; seldom met by chance."""
    chance = random.Random(20261102)  # noqa: S311 - repeatable on purpose
    write, say, hide, show, give = (0, 1), (0, 9), (4, 1), (4, 0), (5, 0)
    kinds = (write, say, say, hide, hide, show, give, give, give)
    for _ in range(150):
        begun = [(0, 0, 0, 0, 1), (5, 0, 1, 0, 0)]  # by one device, and another knows it
        some = chance.choices(kinds, k=8)
        steps = begun + [(what, chance.randrange(2), chance.randrange(4), 0, value) for what, value in some]
        shelf = kit.Shelf()
        bundle(shelf, kit.world(steps))
        kit.same_as_reference(shelf)


@laws
@given(steps=STEPS, data=st.data())
def test_any_subset_and_then_everything_is_everything(kit, steps, data):
    pairs = kit.world(steps)
    some = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    shelf = kit.Shelf()
    bundle(shelf, some)
    bundle(shelf, pairs)
    assert shelf.picture() == together(kit, pairs)


@laws
@given(steps=STEPS)
def test_a_bundle_merged_again_changes_nothing(kit, steps):
    pairs = kit.world(steps)
    shelf = kit.Shelf()
    bundle(shelf, pairs)
    before = shelf.copy().picture()
    plan = bundle(shelf, pairs)
    assert plan.changes_nothing
    assert (plan.released, plan.still_waiting, plan.condemned, plan.forks) == ((), (), (), ())
    assert plan.known == len(pairs)
    assert shelf.picture() == before


@laws
@given(steps=STEPS, data=st.data())
def test_merging_is_commutative_and_associative(kit, steps, data):
    pairs = kit.world(steps)
    parts = [[], [], []]
    for pair in pairs:
        for number in data.draw(st.sets(st.integers(0, 2), min_size=1)):
            parts[number].append(pair)
    a, b, c = parts
    left, inner, right, swapped = kit.Shelf(), kit.Shelf(), kit.Shelf(), kit.Shelf()
    for part in (a, b, c):
        bundle(left, part)
    for part in (b, c):
        bundle(inner, part)
    bundle(right, a)
    bundle(right, inner.pairs())  # What waits or was set aside is relayed as well.
    for part in (c, b, a):
        bundle(swapped, part)
    assert left.picture() == right.picture() == swapped.picture()


@laws
@given(steps=STEPS, data=st.data())
def test_an_increment_after_an_acknowledged_frontier_is_a_full_bundle(kit, steps, data):
    pairs = kit.world(steps)
    peer, sender = kit.Shelf(), kit.Shelf()
    if pairs:
        bundle(peer, data.draw(st.lists(st.sampled_from(pairs), unique=True)))
        bundle(sender, data.draw(st.lists(st.sampled_from(pairs), unique=True)))
    logs = {}
    for entry in sender.entries.values():
        logs.setdefault(entry.header.actor, []).append(entry)
    payloads = dict(sender.pairs())
    increment = [
        (entry.line, payloads[entry.line])
        for segment in frontier.missing_segments(logs, frontier.frontier(peer.ok()))
        for entry in segment.entries
    ]
    full = peer.copy()
    bundle(full, sender.pairs())
    bundle(peer, increment)
    assert peer.picture() == full.picture()


@laws
@given(steps=STEPS, data=st.data())
def test_clocks_never_change_a_result(kit, steps, data):
    years = data.draw(st.tuples(*[st.integers(-500, 500)] * 4))
    honest, wild = (told(kit, kit.world(steps, years=y)) for y in ((0, 0, 0, 0), years))
    assert honest == wild


@laws
@given(steps=STEPS, data=st.data())
def test_which_device_has_which_id_never_changes_a_result(kit, steps, data):
    actors = data.draw(st.permutations([1, 2, 3, 4]))
    assert told(kit, kit.world(steps)) == told(kit, kit.world(steps, actors=actors))


def told(kit, pairs):
    """What people see of a set, without ids: values, conflicting values, what is hidden."""
    shelf = kit.Shelf()
    bundle(shelf, pairs)
    return {
        rec: (
            {f: repr(v) for f, v in record.fields.items() if f not in kit.ABOUT},
            {f: sorted(repr(c.value) for c in values) for f, values in record.conflicts.items()},
            record.deleted,
            record.revisions,
            len(record.heads),
        )
        for rec, record in shelf.records.items()
    }


def _five_bundles(kit):
    """Five bundles that overlap, leave gaps, hold a fork, a deletion, a settled conflict and an unlawful entry."""
    counter = [0]
    told = ((1, 0, "1.0"), (2, 30, "2.0"), (3, -30, "1.0"))
    one, two, three = (kit.Device(n, counter, years, schema) for n, years, schema in told)
    rec, other = kit.record_id(1), kit.record_id(2)
    one.write(rec, {"text": "a"})
    one.write(other, {"text": "a"})
    first = one.shelf.pairs()
    one.give(two)
    backup = one.shelf.copy()
    two.write(rec, {"text": "b"})
    two.write(other, {"_deleted": True})
    second = two.shelf.pairs()[1:]
    one.write(rec, {"text": "c"})
    third = one.shelf.pairs()[2:]
    one.shelf = backup
    one.write(other, {"text": "d"})
    fourth = [*one.shelf.pairs(), *kit.hostile(one, 0, 1), *kit.hostile(one, 4, 2)]
    for device in (one, two):
        device.give(three)
    bundle(three.shelf, third)
    three.write(rec, {"text": "c", "_reason": "settled"})
    fifth = three.shelf.pairs()[-2:]
    return first, second, third, fourth, fifth


def test_all_orders_of_five_bundles_end_in_the_same_state(kit):
    bundles = _five_bundles(kit)
    expected = together(kit, [pair for some in bundles for pair in some])
    states, _, _, _, _, records = expected
    assert {"ok", "waiting", "quarantined", "newer"} == set(states.values())
    assert records[kit.record_id(1)].fields["text"] == "c"
    assert set(records[kit.record_id(2)].conflicts) == {"_deleted"}
    for order in itertools.permutations(bundles):
        shelf = kit.Shelf()
        for some in order:
            bundle(shelf, some)
        assert shelf.picture() == expected
        kit.same_as_reference(shelf)


def test_a_merge_says_the_same_in_processes_that_hash_differently():
    script = "import runpy, sys; print(runpy.run_path(sys.argv[1])['fingerprint']())"
    conftest = Path(__file__).with_name("conftest.py")
    said = {
        subprocess.run(
            [sys.executable, "-c", script, str(conftest)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(said) == 1


@laws
@given(steps=STEPS, data=st.data())
def test_a_plan_does_not_depend_on_the_order_of_the_lines(kit, steps, data):
    pairs = kit.world(steps)
    known = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    shelf = kit.Shelf()
    bundle(shelf, known)
    plans = [
        kit.plan_merge([h for h, _ in order], [p for _, p in order if p is not None], shelf)
        for order in (pairs, data.draw(st.permutations(pairs)))
    ]
    assert plans[0] == plans[1]
