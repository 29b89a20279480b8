"""The laws of what counts no longer, one by one; `tests/merge` plays them against a slow second opinion."""

from __future__ import annotations

from itertools import permutations

import pytest

from inspector_app.domain.graph import Node
from inspector_app.domain.register import settle

REC = "00000001-0000-7000-8000-000000000000"


def _node(name: str, *parents: str, **fields: object) -> Node:
    return Node(name, "evidence", parents, fields, "bo@inspection", "bo", "2026-11-02T09:00:00Z")


BEGUN = _node("a", text="begun", source="data")


def _settled(*nodes: Node):
    """Settles a set in every order, which must all agree."""
    first, *others = [settle(REC, some) for some in permutations(nodes)]
    assert all(other == first for other in others)
    assert first is not None
    return first


def test_what_was_replaced_stands_again_and_later_changes_of_other_fields_stay() -> None:
    edit = _node("b", "a", text="wrong")
    later = _node("c", "b", polarity="urgent")
    found = _settled(BEGUN, edit, later, _node("d", "c", _withdraws=["b"]))
    assert (found.get("text"), found.get("polarity"), found.deleted) == ("begun", "urgent", False)


def test_a_record_of_which_nothing_counts_is_hidden_and_shows_again_when_it_is_brought_back() -> None:
    aside = _node("b", "a", _withdraws=["a"])
    hidden = _settled(BEGUN, aside)
    assert (hidden.deleted, hidden.get("text"), hidden.revisions) == (True, None, 2)
    shown = _settled(BEGUN, aside, _node("c", "b", _restores=["a"]))
    assert (shown.deleted, shown.get("text")) == (False, "begun")
    again = _settled(BEGUN, aside, _node("c", "b", _restores=["a"]), _node("d", "c", _withdraws=["a"]))
    assert again.deleted


def test_where_the_team_disagrees_it_shows() -> None:
    aside = _node("b", "a", _withdraws=["a"])
    back = _node("c", "b", _restores=["a"])
    beside = _node("d", "b", _withdraws=["a"])
    assert not _settled(BEGUN, aside, back, beside).deleted
    assert _settled(BEGUN, aside, back, beside, _node("e", "c", "d", _withdraws=["a"])).deleted


@pytest.mark.parametrize("parents", [("a",), ("b",)])
def test_a_record_that_somebody_went_on_with_keeps_its_beginning(parents: tuple[str, ...]) -> None:
    """Whether that was before anybody knew that it was set aside, or after."""
    aside = _node("b", "a", _withdraws=["a"])
    found = _settled(BEGUN, aside, _node("c", *parents, polarity="urgent"))
    assert dict(found.fields) | {"_withdraws": None} == {
        "text": "begun", "source": "data", "polarity": "urgent", "_withdraws": None,
    }  # fmt: skip
    assert not found.deleted


def test_what_stood_between_the_beginning_and_the_later_change_stays_withdrawn() -> None:
    edit = _node("b", "a", text="wrong")
    aside = _node("c", "b", _withdraws=["a", "b"])
    assert _settled(BEGUN, edit, aside, _node("d", "b", polarity="urgent")).get("text") == "begun"


def test_a_word_that_comes_before_what_it_is_about_holds_once_that_comes() -> None:
    word = _node("b", _withdraws=["a"])
    assert _settled(word).deleted
    assert _settled(word, BEGUN).deleted
    assert not _settled(word, BEGUN, _node("c", "a", text="built on it")).deleted


def test_a_withdrawn_change_does_not_keep_a_deletion_open() -> None:
    gone, past = _node("b", "a", _deleted=True), _node("c", "a", text="past it")
    assert set(_settled(BEGUN, gone, past).conflicts) == {"_deleted"}
    found = _settled(BEGUN, gone, past, _node("d", "b", "c", _withdraws=["c"]))
    assert (found.deleted, dict(found.conflicts)) == (True, {})


def test_a_word_is_not_withdrawn_but_answered() -> None:
    edit, taken = _node("b", "a", text="wrong"), _node("c", "b", _withdraws=["b"], _reason="mistake")
    assert _settled(BEGUN, edit, taken, _node("d", "c", _withdraws=["c"])).get("text") == "begun"
    assert _settled(BEGUN, edit, taken, _node("d", "c", _restores=["b"])).get("text") == "wrong"


@pytest.mark.parametrize("told", [7, "a", {"a": 1}, [["a"], None, 3]])
def test_a_word_that_names_nothing_is_none(told: object) -> None:
    assert _settled(BEGUN, _node("b", "a", _withdraws=told)).get("text") == "begun"


def test_a_record_that_was_set_aside_while_a_colleague_hid_it_stays_hidden_and_is_no_conflict() -> None:
    aside, hidden = _node("b", "a", _withdraws=["a"]), _node("c", "a", _deleted=True, _reason="wrong child")
    found = _settled(BEGUN, aside, hidden)
    assert (found.deleted, dict(found.conflicts), found.get("text")) == (True, {}, None)
    back = _settled(BEGUN, aside, hidden, _node("d", "b", "c", _restores=["a"]))
    assert (back.deleted, dict(back.conflicts), back.get("text")) == (True, {}, "begun")


def test_who_puts_a_record_back_in_view_goes_on_with_it() -> None:
    hidden, aside = _node("b", "a", _deleted=True), _node("c", "b", _withdraws=["a"])
    found = _settled(BEGUN, hidden, aside, _node("d", "c", _deleted=False, _reason="the right child"))
    assert (found.deleted, found.get("text")) == (False, "begun")


@pytest.mark.parametrize("word", ["_withdraws", "_restores"])
def test_a_word_beside_a_deletion_is_no_work_that_was_missed(word: str) -> None:
    edit, hidden = _node("b", "a", text="edited"), _node("c", "b", _deleted=True)
    found = _settled(BEGUN, edit, hidden, _node("d", "b", **{word: ["b"]}))
    assert (found.deleted, dict(found.conflicts)) == (True, {})
