import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.graph import Node
from inspector_app.merge.propose import MAX_PARAGRAPHS, paragraph_diff, propose_text, unique_base

TEXT = st.lists(st.sampled_from(["", "a", "b", "c", "d"]), max_size=9).map("\n".join)
BASE = "first\n\nsecond\n\nthird"


def node(name, parents=(), **fields):
    return Node(name, "evidence", tuple(parents), fields, f"{name}@example.org", f"device of {name}", "at")


def test_changes_to_different_paragraphs_are_put_together():
    found = propose_text(BASE, BASE.replace("first", "one"), BASE + "\nfourth")
    assert (found.text, found.clean) == ("one\n\nsecond\n\nthird\nfourth", True)
    assert [(s.source, s.paragraphs) for s in found.stretches] == [
        ("one", ("one",)),
        ("unchanged", ("", "second", "", "third")),
        ("other", ("fourth",)),
    ]


def test_the_same_change_on_both_sides_is_taken_once():
    found = propose_text(BASE, BASE + "\nnew", BASE + "\nnew")
    assert found.text == BASE + "\nnew"
    assert found.stretches[-1].source == "same"


def test_two_changes_of_one_paragraph_are_never_proposed():
    found = propose_text(BASE, BASE.replace("second", "2"), BASE.replace("second", "two"))
    assert (found.text, found.clean) == (None, False)
    (conflict,) = [s for s in found.stretches if s.source == "conflict"]
    assert (conflict.base, conflict.one, conflict.other) == (("second",), ("2",), ("two",))


def test_a_paragraph_taken_out_on_one_side_and_changed_on_the_other_is_a_conflict():
    assert not propose_text("a\nb\nc", "a\nc", "a\nB\nc").clean


def test_texts_too_long_to_compare_get_no_proposal():
    found = propose_text("a", "a\n" * MAX_PARAGRAPHS, "b")
    assert (found.text, found.clean, found.stretches) == (None, False, ())


@settings(max_examples=300, deadline=None)
@given(base=TEXT, one=TEXT, other=TEXT)
def test_a_proposal_does_not_depend_on_which_side_comes_first(base, one, other):
    found, turned = propose_text(base, one, other), propose_text(base, other, one)
    assert (found.text, found.clean) == (turned.text, turned.clean)
    assert propose_text(base, one, base).text == one
    assert propose_text(base, base, other).text == other
    assert propose_text(base, one, one).text == one


@settings(max_examples=300, deadline=None)
@given(base=TEXT, one=TEXT, other=TEXT)
def test_a_clean_proposal_holds_no_paragraph_that_nobody_wrote(base, one, other):
    found = propose_text(base, one, other)
    assert found.clean == (found.text is not None)
    if found.text is not None:
        assert set(found.text.split("\n")) - {""} <= {*one.split("\n"), *other.split("\n")}


def test_a_comparison_shows_what_each_side_has():
    assert [(line.kind, line.text) for line in paragraph_diff("a\nb\nc", "a\nB\nc\nd")] == [
        (" ", "a"), ("-", "b"), ("+", "B"), (" ", "c"), ("+", "d"),
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(one=TEXT, other=TEXT)
def test_a_comparison_holds_both_texts_whole(one, other):
    lines = paragraph_diff(one, other)
    assert "\n".join(line.text for line in lines if line.kind != "+") == one
    assert "\n".join(line.text for line in lines if line.kind != "-") == other


def test_the_base_is_the_last_value_that_both_sides_saw_with_its_writer():
    nodes = [
        node("0", text="very old"),
        node("1", ["0"], text="base"),
        node("2", ["1"], grade="good"),
        node("3", ["2"], text="one"),
        node("4", ["2"], text="other"),
    ]
    found = unique_base(nodes, "text")
    assert (found.revision, found.value, found.author) == ("1", "base", "1@example.org")
    assert unique_base(reversed(nodes), "text") == found


def test_a_base_may_be_an_empty_value():
    nodes = [node("1", text=None), node("2", ["1"], text="one"), node("3", ["1"], text="other")]
    assert unique_base(nodes, "text").value is None


@pytest.mark.parametrize(
    "nodes",
    [
        [],
        [node("1", text="a")],
        [node("1", text="a"), node("2", ["1"], text="b")],
        [node("1", text="a"), node("2", text="b")],
        [node("0"), node("1", ["0"], text="a"), node("2", ["0"], text="b")],
    ],
    ids=["no revision", "one value", "one follows the other", "no common past", "nobody wrote it before"],
)
def test_there_is_no_base_without_two_values_and_a_common_writer(nodes):
    assert unique_base(nodes, "text") is None


def test_there_is_no_base_where_both_sides_saw_two_values():
    nodes = [
        node("1", text="a"),
        node("2", text="b"),
        node("3", ["1", "2"], text="c"),
        node("4", ["1", "2"], text="d"),
    ]
    assert unique_base(nodes, "text") is None


def test_there_is_no_base_where_a_revision_without_its_payload_may_have_been_it():
    erased = node("2", ["1"])
    nodes = [node("1", text="a"), erased, node("3", ["2"], text="b"), node("4", ["2"], text="c")]
    assert unique_base(nodes, "text") is None
    before = [node("0"), node("1", ["0"], text="a"), node("3", ["1"], text="b"), node("4", ["1"], text="c")]
    assert unique_base(before, "text").value == "a"
