import json
from itertools import pairwise

import pytest

from inspector_app.crypto import canonical
from inspector_app.merge.plan import Fork, Refusal


@pytest.fixture
def laptop(kit):
    return kit.Device(1, [0])


@pytest.fixture
def other(kit):
    return kit.Device(2, [100])


REC = "00000001-0000-7000-8000-000000000000"
OTHER_REC = "00000002-0000-7000-8000-000000000000"


def chain(kit, count, *, rec=REC, start=None):
    """A log of one device that only ever changes one record."""
    entries = [start] if start else [kit.entry_of(kit.actor_id(1), 1, None, rec)]
    while len(entries) < count:
        last = entries[-1]
        entries.append(kit.entry_of(last.header.actor, last.header.seq + 1, last.id, rec, parents=[last.id]))
    return entries


def test_an_entry_that_arrives_before_what_it_follows_waits_on_it_by_name(kit):
    shelf, (one, two, three) = kit.Shelf(), chain(kit, 3)
    plan = shelf.take([three.line])
    assert plan.waiting == ((three, two.id),)
    assert plan.gaps == (two.id,)
    plan = shelf.take([two.line])
    assert plan.waiting == ((two, one.id),)
    assert (plan.released, plan.still_waiting, plan.gaps) == ((), (), (one.id,))
    plan = shelf.take([one.line])
    assert plan.accepted == (one,)
    assert plan.released == (two, three)
    assert plan.records == {REC}
    assert shelf.records[REC].revisions == 3


def test_an_entry_that_gets_what_it_waited_for_may_then_wait_for_the_next(kit):
    one, elsewhere = chain(kit, 1)[0], kit.entry_of(kit.actor_id(2), 1, None, REC)
    joins = kit.entry_of(kit.actor_id(1), 2, one.id, REC, parents=[one.id, elsewhere.id])
    shelf = kit.Shelf()
    assert shelf.take([joins.line]).waiting == ((joins, one.id),)
    plan = shelf.take([one.line])
    assert plan.still_waiting == ((joins.id, elsewhere.id),)
    assert plan.gaps == (elsewhere.id,)
    assert shelf.take([elsewhere.line]).released == (joins,)


def test_a_whole_log_backwards_is_accepted_forwards(kit):
    entries = chain(kit, 300)
    plan = kit.Shelf().take([e.line for e in reversed(entries)])
    assert plan.accepted == tuple(entries)


def test_a_log_far_deeper_than_the_stack_is_released_by_its_first_entry(kit):
    entries = chain(kit, 1500)
    shelf = kit.Shelf()
    shelf.ids_at = lambda actor, seq: ()  # The shelf's own slow search is not what is tested.
    shelf.waiting_for = lambda missing: parked.get(missing, ())
    parked = {}
    for entry, missing in shelf.take([e.line for e in entries[1:]]).waiting:
        parked[missing] = (entry,)
    assert shelf.take([entries[0].line]).released == tuple(entries[1:])


@pytest.mark.parametrize("late", [False, True], ids=["target first", "target last"])
@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("the entry before it is in another device's log", {"actor": 2}),
        ("its number in the log does not follow the entry before it", {"seq": 3}),
        ("it follows a revision of another record", {"rec": OTHER_REC}),
        ("it changes the kind of its record", {"kind": "interview"}),
    ],
)
def test_an_unlawful_link_sets_the_entry_aside_whatever_arrives_first(kit, late, reason, changed):
    first = chain(kit, 1)[0]
    args = {"actor": 1, "seq": 2, "rec": REC, "kind": "evidence"} | changed
    actor = kit.actor_id(args.pop("actor"))
    bad = kit.entry_of(actor, args.pop("seq"), first.id, args.pop("rec"), parents=[first.id], **args)
    follower = kit.entry_of(actor, bad.header.seq + 1, bad.id, bad.header.rec, kind=bad.header.kind)
    shelf = kit.Shelf()
    if late:
        assert [e for e, _ in shelf.take([follower.line, bad.line]).waiting] == [bad, follower]
        plan = shelf.take([first.line])
        assert plan.condemned == ((bad, reason),)
        assert plan.quarantined == ()
    else:
        plan = shelf.take([follower.line, first.line, bad.line])
        assert plan.quarantined == ((bad, reason),)
        assert plan.waiting == ((follower, bad.id),)
        assert plan.gaps == ()
    assert shelf.states == {first.id: "ok", bad.id: "quarantined", follower.id: "waiting"}
    assert shelf.waits_for == {follower.id: bad.id}


def _changed(line, **changes):
    told = json.loads(line) | changes
    return canonical.encode({key: value for key, value in told.items() if value != "gone"})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda line: line.replace(b",", b", ", 1), "A line is not canonical JSON (other bytes for the same value)"),
        (lambda line: line[:-1], "A line is not JSON"),
        (lambda line: _changed(line, pay="gone"), "An entry of a log breaks the format (keys)"),
        (lambda line: _changed(line, seq=0), "An entry of a log breaks the format (seq)"),
        (lambda line: _changed(line, seq=2), "An entry of a log breaks the format (prev)"),
        (lambda line: _changed(line, prev="0" * 64), "An entry of a log breaks the format (prev)"),
        (
            lambda line: _changed(line, parents=["b" * 64, "a" * 64]),
            "An entry of a log breaks the format (parents: not sorted or twice)",
        ),
        (
            lambda line: _changed(line, parents=[f"{n:064x}" for n in range(65)]),
            "An entry of a log breaks the format (parents: more than 64)",
        ),
        (
            lambda line: _changed(line, v=2, extra="x", rec="no record"),
            "An entry of a log breaks the format (rec)",
        ),
    ],
)  # fmt: skip
def test_a_malformed_line_is_refused_with_its_number_and_the_rest_is_taken(kit, spoil, reason):
    good, bad = chain(kit, 1)[0], kit.entry_of(kit.actor_id(2), 1, None, REC).line
    plan = kit.Shelf().take([good.line, spoil(bad)])
    assert plan.accepted == (good,)
    assert plan.refused == (Refusal("log", 2, reason),)


def test_a_kind_that_this_version_does_not_know_is_kept(kit):
    shelf = kit.Shelf()
    entry = kit.entry_of(kit.actor_id(1), 1, None, REC, kind="from_the_future")
    assert shelf.take([entry.line]).accepted == (entry,)
    assert shelf.records[REC].kind == "from_the_future"


def test_an_entry_holds_without_its_payload_and_takes_it_later(kit, laptop):
    laptop.write(REC, {"text": "a"})
    ((line, payload),) = laptop.shelf.pairs()
    shelf = kit.Shelf()
    assert shelf.take([line]).payloads == ()
    assert shelf.records[REC].fields == {}
    assert [p.line for p in shelf.take([line], [payload, payload]).payloads] == [payload]
    assert shelf.records[REC].fields == {"text": "a"}
    assert shelf.take([line], [payload]).changes_nothing


def test_a_payload_that_no_entry_names_or_that_is_malformed_is_refused(kit):
    odd = canonical.encode({"salt": "0" * 32, "set": {}})
    entry = kit.entry_of(kit.actor_id(1), 1, None, REC, pay=kit.hashlib.sha256(odd).hexdigest())
    plan = kit.Shelf().take([entry.line], [kit.payload_of(1, {}).line, odd])
    assert plan.accepted == (entry,)
    assert plan.payloads == ()
    assert plan.refused == (
        Refusal("payload", 1, "No entry names this payload"),
        Refusal("payload", 2, "An entry of a log breaks the format (payload: keys)"),
    )


def test_what_was_erased_stays_erased_when_an_old_bundle_comes_back(kit, laptop):
    entry = laptop.write(REC, {"text": "a"})
    pairs = laptop.shelf.pairs()
    laptop.shelf.erase(entry.header.pay)
    plan = laptop.give(laptop, pairs)
    assert (plan.dropped_erased, plan.payloads, plan.changes_nothing) == (1, (), True)
    assert laptop.shelf.records[REC].fields == {}


def test_an_erased_payload_is_dropped_even_where_its_entry_is_new(kit, laptop, other):
    entry = laptop.write(REC, {"text": "a"})
    other.shelf.erase(entry.header.pay)
    assert laptop.give(other).dropped_erased == 1
    assert other.shelf.records[REC].fields == {}


def test_a_restored_backup_is_reported_as_a_fork_and_both_branches_are_kept(kit, laptop, other):
    laptop.write(REC, {"text": "a"})
    backup = laptop.shelf.copy()
    lost = laptop.write(REC, {"text": "b"})
    laptop.give(other)
    laptop.shelf = backup
    again = laptop.write(REC, {"text": "c"})
    plan = laptop.give(other)
    assert plan.forks == (Fork(laptop.actor, 2, tuple(sorted([lost.id, again.id]))),)
    assert other.shelf.states == dict.fromkeys(other.shelf.entries, "ok")
    assert {c.value for c in other.shelf.records[REC].conflicts["text"]} == {"b", "c"}
    assert laptop.give(other).forks == ()


def test_an_entry_that_claims_to_be_older_than_what_it_follows_is_a_finding_only(kit):
    one = kit.entry_of(kit.actor_id(1), 1, None, REC, at="2031-01-01T00:00:00Z")
    two = kit.entry_of(kit.actor_id(2), 1, None, REC, parents=[one.id], at="2026-01-01T00:00:00Z")
    plan = kit.Shelf().take([two.line, one.line])
    assert plan.accepted == (one, two)
    (found,) = plan.skew
    assert (found.entry, found.at, found.follows, found.follows_at) == (
        two.id, "2026-01-01T00:00:00Z", one.id, "2031-01-01T00:00:00Z",
    )  # fmt: skip


def test_known_lines_are_counted_and_nothing_is_parsed_again(kit, laptop):
    laptop.write(REC, {"text": "a"})
    laptop.write(REC, {"text": "b"})
    plan = laptop.give(laptop)
    assert (plan.known, plan.changes_nothing) == (2, True)
    line = kit.entry_of(kit.actor_id(5), 1, None, REC).line
    plan = laptop.shelf.take([line, line])
    assert (len(plan.accepted), plan.known) == (1, 1)


def test_the_cost_of_a_merge_is_a_few_look_ups_for_each_new_entry(kit, laptop, other):
    for number in range(40):
        laptop.write(REC, {"text": str(number)})
    laptop.give(other)
    new = laptop.write(REC, {"text": "new"})
    asked = []
    for name in ("state", "entry", "ids_at", "waiting_for"):
        look_up = getattr(other.shelf, name)
        setattr(other.shelf, name, lambda *args, _f=look_up, _n=name: asked.append(_n) or _f(*args))
    kit.plan_merge([new.line], [], other.shelf)
    assert len(asked) <= 8


# --- the cases that merges of password files are known to get wrong -----------------------------------


@pytest.fixture
def pair(laptop, other):
    """Two laptops that hold the same one record."""
    laptop.write(REC, {"text": "a", "folder": "inbox"})
    laptop.give(other)
    return laptop, other


def both(pair):
    """Exchanges everything and returns the record, which must be the same on both."""
    laptop, other = pair
    laptop.give(other)
    other.give(laptop)
    assert laptop.shelf.picture() == other.shelf.picture()
    return laptop.shelf.records[REC]


def test_no_changes(pair):
    laptop, other = pair
    before = laptop.shelf.picture()
    assert laptop.give(other).changes_nothing
    assert both(pair).fields == {"text": "a", "folder": "inbox"}
    assert laptop.shelf.picture() == before


@pytest.mark.parametrize("side", [0, 1], ids=["ours is newer", "theirs is newer"])
def test_one_side_is_newer(pair, side):
    pair[side].write(REC, {"text": "b"})
    record = both(pair)
    assert (record.fields["text"], record.conflicts) == ("b", {})


def test_an_older_bundle_seen_after_a_newer_one_changes_nothing(kit, pair):
    laptop, other = pair
    old = laptop.shelf.pairs()
    laptop.write(REC, {"text": "b"})
    laptop.give(other)
    assert laptop.give(other, old).changes_nothing
    assert other.shelf.records[REC].fields["text"] == "b"


def test_both_sides_change_other_fields(pair):
    pair[0].write(REC, {"folder": "done"})
    pair[1].write(REC, {"text": "b"})
    record = both(pair)
    assert (record.fields, record.conflicts) == ({"text": "b", "folder": "done"}, {})


def test_both_sides_move_it_to_the_same_place(pair):
    for laptop in pair:
        laptop.write(REC, {"folder": "done"})
    assert both(pair).conflicts == {}


def test_both_sides_move_it_to_different_places(pair):
    pair[0].write(REC, {"folder": "done"})
    pair[1].write(REC, {"folder": "later"})
    record = both(pair)
    assert {c.value for c in record.conflicts["folder"]} == {"done", "later"}
    assert "folder" not in record.fields


def test_deleted_on_one_side_only(pair):
    pair[0].write(REC, {"_deleted": True})
    assert both(pair).deleted


def test_deleted_on_one_side_and_changed_on_the_other_stays_visible(pair):
    pair[0].write(REC, {"_deleted": True})
    pair[1].write(REC, {"text": "b"})
    record = both(pair)
    assert not record.deleted
    assert {c.value for c in record.conflicts["_deleted"]} == {True, False}


def test_deleted_and_brought_back_before_the_other_side_hears_of_it(pair):
    pair[0].write(REC, {"_deleted": True})
    pair[0].write(REC, {"_deleted": False})
    pair[1].write(REC, {"text": "b"})
    record = both(pair)
    assert (record.deleted, record.conflicts, record.fields["text"]) == (False, {}, "b")


def test_deleted_on_both_sides(pair):
    for laptop in pair:
        laptop.write(REC, {"_deleted": True})
    record = both(pair)
    assert (record.deleted, record.conflicts) == (True, {})


def test_a_conflict_settled_on_one_side_is_settled_on_both_and_its_loser_does_not_return(pair):
    laptop, other = pair
    laptop.write(REC, {"text": "b"})
    other.write(REC, {"text": "c"})
    old = other.shelf.pairs()
    both(pair)
    laptop.write(REC, {"text": "c", "_reason": "seen the minutes"})
    assert both(pair).fields["text"] == "c"
    other.give(laptop, old)
    assert (laptop.shelf.records[REC].fields["text"], laptop.shelf.records[REC].conflicts) == ("c", {})


def test_merging_twice_is_merging_once(pair):
    pair[0].write(REC, {"text": "b"})
    pair[1].write(REC, {"text": "c"})
    once = both(pair)
    assert both(pair) == once


def test_plans_of_a_log_in_pieces_never_accept_an_entry_before_what_it_follows(kit):
    entries = chain(kit, 30)
    shelf, seen = kit.Shelf(), []
    for start in (20, 10, 0):
        plan = shelf.take([e.line for e in entries[start : start + 10]])
        seen += [*plan.accepted, *plan.released]
    assert all(a.header.seq < b.header.seq for a, b in pairwise(seen))
