"""Search finds what stands in the records now, the same before and after a rebuild, whatever is typed."""

from __future__ import annotations

import pytest

from inspector_app.domain.revision import DELETED
from inspector_app.store import integrity

NOTES = (
    "The social worker visits weekly and the plan is late",
    "Visits are late; the plan is not reviewed",
    "Zoë's school visits the carer. Late, late, late",
    "A café near the school",
    "Plan plan plan visits",
)
QUERIES = ("visits", "late plan", "zoe", "ZOË", "caf", "sch", "plan visits", "nothing", "t", "late late")
TYPED = (
    '"', '""', "'", "*", "a*", "(", ")", "NEAR(plan visits)", "plan AND", "OR", "NOT plan", "-plan", "^plan", "text:plan",
    "plan\0visits", "\0", " \0 ", "\ud83d", "plan \ud83d", "...", "%", "_", "\\", "; DROP TABLE current", "😀",
    "{plan}", "plan+visits", "x" * 10_000, "a " * 1000,
)  # fmt: skip


@pytest.fixture
def noted(store, save):
    """A store whose records were written, written again and deleted."""
    for number, text in enumerate(NOTES, 1):
        save(store, f"first words of {number}", number)
        save(store, text, number)
    save(store, "a visit that was hidden", 9)
    save(store, "a visit that was hidden", 9, **{DELETED: True})
    return store


def everything(store):
    return {query: store.search(query) for query in (*QUERIES, *TYPED)}


def test_a_rebuild_changes_nothing_that_is_shown_or_found(noted):
    found, shown, counts = everything(noted), noted.records(deleted=True), noted.counts()
    assert noted.rebuild() == len(NOTES) + 1
    assert everything(noted) == found
    assert noted.records(deleted=True) == shown
    assert noted.counts() == counts
    assert list(integrity.check(noted)) == []


def test_a_rebuild_mends_projections_that_were_damaged(noted):
    found, shown = everything(noted), noted.records(deleted=True)
    for damage in (
        "DELETE FROM current WHERE number = 2",
        "UPDATE current SET text = 'other', fields = '{}'",
        "INSERT INTO current(rec, kind, text) VALUES ('ghost', 'evidence', 'ghost')",
        "DELETE FROM passage_data WHERE id > 10",
        "INSERT INTO passage(passage) VALUES ('delete-all')",
    ):
        noted.connection.execute(damage)
        noted.rebuild()
        assert everything(noted) == found
        assert noted.records(deleted=True) == shown


def test_words_are_found_without_accents_capitals_or_their_end(noted):
    def numbers(query):
        return {int(hit.record[-4:], 16) for hit in noted.search(query)}

    assert numbers("zoe") == numbers("ZOË") == {3}
    assert numbers("CAFE") == numbers("caf") == {4}
    assert numbers("late plan") == {1, 2}
    assert numbers("visits") == {1, 2, 3, 5}
    assert numbers("isits") == set()


def test_what_was_replaced_or_hidden_is_not_found(noted):
    assert noted.search("first") == []
    assert noted.search("hidden") == []
    assert [hit.kind for hit in noted.search("café")] == ["evidence"]


def test_the_words_around_a_hit_are_shown_and_the_best_comes_first(noted):
    hits = noted.search("plan")
    assert hits[0].snippet == "[Plan] [plan] [plan] visits"
    assert len(noted.search("plan", limit=1)) == 1


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_nothing_that_is_typed_is_an_operator_or_a_fault(noted, typed):
    for hit in noted.search(typed):
        assert hit.kind == "evidence"


def test_words_beside_what_cannot_be_searched_still_count(noted):
    assert noted.search("plan\0visits") == noted.search("plan visits")
    assert noted.search("plan \ud83d") == noted.search("plan")
    assert noted.search("") == noted.search("  \n") == []
