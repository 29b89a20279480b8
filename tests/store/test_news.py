"""A store tells which records changed since somebody last asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from inspector_app.domain.revision import Entry
from inspector_app.errors import WorldError
from inspector_app.store import Store, engine, news

Save = Callable[..., Entry]


def _rec(saved: Entry) -> str:
    return saved.header.rec


def _save_and_break_off(store: Store, save: Save) -> None:
    with store.changing():
        save(store, "never")
        raise KeyboardInterrupt


def test_before_the_first_look_anything_may_have_changed(store: Store, save: Save) -> None:
    save(store, "one")
    assert store.news(None).records is None


def test_after_a_look_only_what_changed_since_is_told(store: Store, save: Save) -> None:
    save(store, "one")
    mark = store.news(None).mark
    two = save(store, "two", 2)
    told = store.news(mark)
    assert told.records == {_rec(two)}
    assert store.news(told.mark).records == frozenset()
    assert store.news(mark).records == {_rec(two)}  # another reader, who has not looked since


def test_what_a_transaction_took_back_is_no_news(store: Store, save: Save) -> None:
    mark = store.news(None).mark
    with pytest.raises(KeyboardInterrupt):
        _save_and_break_off(store, save)
    assert store.news(mark).records == frozenset()
    two = save(store, "two", 2)
    assert store.news(mark).records == {_rec(two)}


def test_inside_a_transaction_nothing_is_known_and_nothing_can_be_marked(store: Store, save: Save) -> None:
    mark = store.news(None).mark
    with store.changing():
        save(store, "one")
        assert store.news(mark) == news.UNKNOWN


def test_a_new_derivation_of_every_row_is_news(store: Store, save: Save) -> None:
    saved = {_rec(save(store, text, number)) for number, text in ((1, "one"), (2, "two"))}
    mark = store.news(None).mark
    store.rebuild()
    assert store.news(mark).records == saved


def test_another_connection_begins_without_a_word(store: Store, save: Save) -> None:
    save(store, "one")
    mark = store.news(None).mark
    with pytest.raises(WorldError), store.faults():
        raise engine.OperationalError("disk I/O error")  # as a drive that was gone for a moment tells
    save(store, "two", 2)
    assert store.news(mark).records is None


def test_more_changes_than_are_worth_telling_are_told_as_all(
    store: Store, save: Save, monkeypatch: Any
) -> None:
    monkeypatch.setattr(news, "MANY", 3)
    mark = store.news(None).mark
    for number in range(5):
        save(store, f"note {number}", number)
    told = store.news(mark)
    assert told.records is None
    last = save(store, "one more", 9)
    assert store.news(told.mark).records == {_rec(last)}


def test_fields_are_read_of_some_records_alone(store: Store, save: Save) -> None:
    one, two = _rec(save(store, "one")), _rec(save(store, "two", 2))
    assert store.fields("evidence", "text", among=[two, "nobody"]) == [(two, "two")]
    assert len(store.fields("evidence", "text")) == len({one, two})
    assert store.fields("evidence", "text", among=[]) == []
