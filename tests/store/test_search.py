"""Search finds what stands in the records now, the same before and after a rebuild, whatever is typed."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.domain.revision import DELETED
from inspector_app.store import engine, integrity, search

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


@pytest.fixture
def many(store, save):
    """A store with more records that hold a word than are ranked; their numbers are their order."""
    with store.changing():
        for number in range(1, search.RANKED + 3):
            save(store, "the plan " * (1 + number % 3) + "is late", number)
        save(store, "plans of the lateness", search.RANKED + 3)
    return store


def numbers(hits):
    return [int(hit.record[-4:], 16) for hit in hits]


def test_of_more_records_than_are_ranked_the_latest_come_first(many):
    last = search.RANKED + 2
    assert numbers(many.search("plan", 3)) == [last, last - 1, last - 2]
    assert numbers(many.search("late the", 2)) == [last, last - 1]
    assert [hit.snippet for hit in many.search("late", 1)] == ["the plan " * (1 + last % 3) + "is [late]"]
    found = many.search("plan", 50)
    many.rebuild()
    assert many.search("plan", 50) == found


def test_every_record_is_found_where_all_are_asked_for(many):
    assert len(many.search("plan", 1000)) == search.RANKED + 3
    assert len(many.search("is", search.RANKED + 2)) == search.RANKED + 2


def test_the_word_as_it_stands_comes_before_longer_ones_that_begin_so(many):
    assert numbers(many.search("plan", 1000))[-1] == search.RANKED + 3
    assert numbers(many.search("plans")) == numbers(many.search("latene")) == [search.RANKED + 3]


def test_one_or_two_letters_are_a_whole_word(noted):
    assert noted.search("pl") == noted.search("t") == []
    assert noted.search("pla") == noted.search("PLA") != []


def test_counts_leave_out_what_is_hidden_and_come_back_with_it(noted, save):
    assert noted.counts() == {"evidence": len(NOTES)}
    save(noted, "a visit that was hidden", 9, **{DELETED: False})
    save(noted, "one of another kind", 10, kind="dissent", **{DELETED: True})
    assert noted.counts() == {"evidence": len(NOTES) + 1}
    asked = "SELECT count(*) FROM current WHERE deleted = 0"
    assert sum(noted.counts().values()) == noted.connection.execute(asked).fetchone()[0]


def test_a_word_that_fills_a_long_text_is_found_at_once_and_shown_with_what_stands_around(store, save):
    save(store, "The plan was agreed. " + "Visits were late and the carer said so. " * 20_000, 1)
    save(store, "Zoë said: " + "nothing else was written here. " * 1_000, 2)
    assert [hit.snippet for hit in store.search("late")] == [
        "The plan was agreed. Visits were [late] and the carer said so. Visits were late and the c…"
    ]
    assert [hit.snippet[:12] for hit in store.search("zoe")] == ["[Zoë] said: "]
    assert "[carer]" in store.search("carer")[0].snippet
    assert "…" in store.search("agreed said")[0].snippet


def unindexed(store):
    return search.unindexed(store.connection)


def test_what_was_saved_is_found_at_once_though_a_save_leaves_the_index_alone(noted, save):
    noted.search("plan")
    assert unindexed(noted) == 0
    save(noted, "a brass key", 1)
    save(noted, "an iron key", 1)
    assert unindexed(noted) == 1
    assert [hit.snippet for hit in noted.search("key")] == ["an iron [key]"]
    assert noted.search("brass") == noted.search("weekly") == []
    assert unindexed(noted) == 0


def test_much_that_nobody_searches_for_is_indexed_with_a_save(store, save, monkeypatch):
    monkeypatch.setattr("inspector_app.store.store._MUCH", 10_000)
    for number in range(1, 30):
        save(store, f"note {number}", number)
    assert 0 < unindexed(store) < 10
    assert len(store.search("note", limit=99)) == 29


def test_a_damaged_index_keeps_nothing_from_being_saved(noted, save, monkeypatch):
    monkeypatch.setattr("inspector_app.store.store._MUCH", 1)
    noted.search("plan")
    noted.connection.execute("DROP TABLE passage_data")
    save(noted, "said all the same", 7)
    assert "said all the same" in {record.get("text") for record in noted.records()}
    with pytest.raises(engine.DamagedStoreError):
        noted.search("same")


def test_where_the_index_cannot_be_written_all_is_found_and_indexed_later(noted, save, monkeypatch):
    save(noted, "a brass key", 1)

    @contextmanager
    def full(connection):
        yield
        connection.execute("ROLLBACK")
        raise engine.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "begun", full)
        assert [hit.snippet for hit in noted.search("brass")] == ["a [brass] key"]
    assert unindexed(noted) > 0
    assert [hit.snippet for hit in noted.search("brass")] == ["a [brass] key"]
    assert unindexed(noted) == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.integers(1, 6), st.sampled_from(["brass", "iron", "brass iron", ""])),
            st.integers(-1, 3),
        ),
        max_size=14,
    )
)
def test_in_whatever_steps_words_are_indexed_all_are_found_and_no_former_ones(store, save, steps):
    for step in steps:
        if isinstance(step, int):
            with store.changing() as connection:
                search.index(connection, step)
            assert step >= 0 or search.unindexed(store.connection) == 0
        else:
            save(store, step[1], step[0])
        assert search.is_true(store.connection)
        for table in ("anew", "words_held", "words_anew", "words"):
            store.connection.execute(f"DROP TABLE temp.{table}")
    for word in ("brass", "iron"):
        holding = {record.id for record in store.records() if word in record.get("text").split()}
        assert {hit.record for hit in store.search(word)} == holding
