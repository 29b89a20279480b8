import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.graph import Node
from inspector_app.domain.register import same, settle, settle_graph

REC = "00000001-0000-7000-8000-000000000000"


def node(name, parents=(), *, kind="evidence", **fields):
    told = {("_deleted" if f == "deleted" else f): value for f, value in fields.items()}
    return Node(name, kind, tuple(parents), told, f"{name}@example.org", f"device of {name}", f"at {name}")


def settled(*nodes):
    """Settles a record, and checks on the way that no order of arrival matters."""
    found = settle(REC, nodes)
    for order in itertools.islice(itertools.permutations(nodes), 60):
        assert settle(REC, order) == found
    return found


def values(record, field):
    return {candidate.revision: candidate.value for candidate in record.conflicts[field]}


def test_no_revision_is_no_record():
    assert settle(REC, []) is None


def test_of_a_chain_the_last_writer_of_each_field_counts():
    record = settled(node("1", text="a", grade="x"), node("2", ["1"], text="b"), node("3", ["2"], text="c"))
    assert (record.fields, record.conflicts) == ({"text": "c", "grade": "x"}, {})
    assert (record.heads, record.revisions, record.author, record.at) == (("3",), 3, "3@example.org", "at 3")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["text", "grade", "deleted"]), st.booleans())))
def test_a_chain_settled_the_quick_way_is_what_the_graph_says(steps):
    nodes = [node("1", text=True)]
    for number, (back, name, value) in enumerate(steps, start=2):
        parent = nodes[max(0, len(nodes) - 1 - max(0, back - 4))].id
        nodes.append(node(f"{number:02d}", [parent], **{name: value}))
    assert settle(REC, nodes) == settle_graph(REC, nodes) == settle(REC, reversed(nodes))


def test_a_later_revision_of_other_fields_does_not_bring_a_replaced_value_back():
    record = settled(node("1", text="a"), node("2", ["1"], text="b"), node("3", ["1"], grade="x"))
    assert (record.fields, record.conflicts, record.heads) == ({"text": "b", "grade": "x"}, {}, ("2", "3"))


def test_two_values_that_nobody_chose_between_are_a_conflict_and_neither_is_agreed():
    record = settled(node("1", text="a"), node("2", ["1"], text="b"), node("3", ["1"], text="c"))
    assert values(record, "text") == {"2": "b", "3": "c"}
    assert record.fields == {}
    assert record.get("text", "none") == "none"
    first = record.conflicts["text"][0]
    assert (first.author, first.actor, first.at) == ("2@example.org", "device of 2", "at 2")


def test_equal_values_of_two_writers_are_agreed():
    record = settled(node("1"), node("2", ["1"], text=["a", 1]), node("3", ["1"], text=["a", 1]))
    assert (record.fields, record.conflicts) == ({"text": ["a", 1]}, {})


def test_equal_values_beside_a_different_one_are_all_shown():
    record = settled(node("1", text="a"), node("2", text="a"), node("3", text="b"))
    assert values(record, "text") == {"1": "a", "2": "a", "3": "b"}


@pytest.mark.parametrize(
    ("one", "other"), [(True, 1), (False, 0), (None, ""), ("1", 1), ([1], [True]), ({}, [])]
)
def test_values_that_python_or_a_reader_may_take_for_equal_are_not(one, other):
    assert not same(one, other)
    assert same(one, one)
    assert set(settled(node("1", grade=one), node("2", grade=other)).conflicts) == {"grade"}


def test_the_order_of_keys_makes_no_difference_between_values():
    assert same({"a": 1, "b": 2}, {"b": 2, "a": 1})


def test_a_revision_that_saw_both_sides_settles_them():
    branches = [node("1", text="a"), node("2", ["1"], text="b"), node("3", ["1"], text="c")]
    record = settled(*branches, node("4", ["2", "3"], text="d"))
    assert (record.fields, record.conflicts, record.heads) == ({"text": "d"}, {}, ("4",))


def test_a_revision_that_saw_one_side_settles_nothing():
    branches = [node("1", text="a"), node("2", ["1"], text="b"), node("3", ["1"], text="c")]
    assert values(settled(*branches, node("4", ["2"], text="d")), "text") == {"3": "c", "4": "d"}


def test_two_branches_that_were_joined_by_an_edit_elsewhere_stay_in_conflict():
    branches = [node("1", text="a"), node("2", ["1"], text="b"), node("3", ["1"], text="c")]
    record = settled(*branches, node("4", ["2", "3"], grade="x"))
    assert values(record, "text") == {"2": "b", "3": "c"}
    assert record.heads == ("4",)


def test_two_that_settle_the_same_conflict_differently_are_a_new_one():
    branches = [node("1", text="b"), node("2", text="c")]
    record = settled(*branches, node("3", ["1", "2"], text="b"), node("4", ["1", "2"], text="c"))
    assert values(record, "text") == {"3": "b", "4": "c"}


def test_reasons_of_two_writers_never_make_a_conflict():
    record = settled(node("1", _reason="so"), node("2", _reason="because"))
    assert (record.fields, record.conflicts) == ({}, {})


def test_a_deletion_that_saw_everything_hides_the_record_and_keeps_its_fields():
    record = settled(node("1", text="a"), node("2", ["1"], deleted=True))
    assert (record.deleted, record.fields["text"], record.conflicts) == (True, "a", {})


def test_a_deletion_beside_an_edit_is_a_conflict_and_the_record_stays_visible():
    record = settled(node("1", text="a"), node("2", ["1"], deleted=True), node("3", ["1"], text="b"))
    assert not record.deleted
    assert values(record, "_deleted") == {"2": True, "3": False}


def test_a_deletion_beside_an_edit_without_a_payload_is_a_conflict_too():
    record = settled(node("1", text="a"), node("2", ["1"], deleted=True), node("3", ["1"]))
    assert not record.deleted


def test_only_the_last_edits_past_a_deletion_speak_for_keeping():
    record = settled(
        node("1", text="a"),
        node("2", ["1"], deleted=True),
        node("3", ["1"], text="b"),
        node("4", ["3"], text="c"),
    )
    assert values(record, "_deleted") == {"2": True, "4": False}


def test_an_edit_elsewhere_after_both_does_not_hide_the_record():
    branches = [node("1", text="a"), node("2", ["1"], deleted=True), node("3", ["1"], text="b")]
    record = settled(*branches, node("4", ["2", "3"], grade="x"))
    assert "_deleted" in record.conflicts


@pytest.mark.parametrize("choice", [True, False])
def test_who_saw_both_sides_decides_about_a_deletion(choice):
    branches = [node("1", text="a"), node("2", ["1"], deleted=True), node("3", ["1"], text="b")]
    record = settled(*branches, node("4", ["2", "3"], deleted=choice))
    assert (record.deleted, record.conflicts) == (choice, {})


def test_an_edit_of_one_who_knew_of_the_deletion_is_not_against_it():
    record = settled(node("1", text="a"), node("2", ["1"], deleted=True), node("3", ["2"], text="b"))
    assert (record.deleted, record.fields["text"]) == (True, "b")


def test_of_two_deletions_one_that_saw_the_edit_is_enough():
    record = settled(
        node("1", text="a"),
        node("2", ["1"], deleted=True),
        node("3", ["1"], text="b"),
        node("4", ["3"], deleted=True),
    )
    assert (record.deleted, record.conflicts) == (True, {})


def test_deleting_beside_bringing_back_is_a_conflict():
    record = settled(node("1", deleted=True), node("2", ["1"], deleted=False), node("3", ["1"], deleted=True))
    assert values(record, "_deleted") == {"2": False, "3": True}


def test_parents_that_are_not_in_the_set_are_ignored():
    record = settled(node("2", ["1"], text="b"), node("3", ["1", "2"], text="c"))
    assert (record.fields, record.heads) == ({"text": "c"}, ("3",))


def test_the_latest_author_is_of_the_deepest_revision_and_of_two_always_the_same():
    record = settled(node("9", text="a"), node("1", ["9"], text="b"), node("2", ["1"], text="c"))
    assert record.author == "2@example.org"
    assert settled(node("1", text="a"), node("2", text="a")).author == "2@example.org"


def test_kinds_that_differ_give_one_kind_on_every_laptop():
    assert settled(node("1", kind="interview"), node("2", kind="evidence")).kind == "evidence"


def test_a_chain_far_deeper_than_the_stack_is_settled():
    nodes = [node("000000", text=0)]
    nodes += [node(f"{n:06}", [f"{n - 1:06}"], text=n) for n in range(1, 3000)]
    assert settle(REC, reversed(nodes)).fields == {"text": 2999}


def test_a_ladder_of_joined_branches_is_walked_once():
    nodes, below = [node("top")], ["top"]
    for n in range(150):
        nodes += [node(f"{n:04}{side}", below, text=n) for side in "ab"]
        below = [f"{n:04}a", f"{n:04}b"]
    assert settle(REC, nodes).fields == {"text": 149}
