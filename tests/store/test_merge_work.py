"""What a merge costs follows from what it brings, not from what the store holds."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from inspector_app.crypto import ledger
from inspector_app.domain import ids
from inspector_app.domain.revision import Header
from inspector_app.merge.plan import plan_merge
from inspector_app.services.merging import arrival
from inspector_app.store import Arrival, search
from inspector_app.store import store as stores

MOMENT = itertools.count(1_800_000_000_000)


@pytest.fixture
def store(tmp_path):
    with stores.create(tmp_path / "store", b"k" * 32, lambda: None) as opened:
        yield opened


def written(number, actor=None):
    """Revisions of one device, each of a record of its own, with their payloads."""
    actor, prev, made = actor or ids.new_actor(), None, []
    for seq in range(1, number + 1):
        payload = ledger.seal_payload({"text": f"Visit {seq} was late.", "source": "case_file"})
        header = Header(
            actor=actor, seq=seq, prev=prev, rec=ids.new_record(next(MOMENT)), kind="evidence",
            schema="evidence/1.0", parents=(), pay=payload.digest, author="bo@inspection",
            at="2026-11-02T09:00:00Z", app="1.0.0",
        )  # fmt: skip
        made.append((ledger.seal_entry(header), payload))
        prev = made[-1][0].id
    return made


def take(store, headers, payloads):
    plan = plan_merge([e.line for e in headers], [p.line for p in payloads], store.ledger)
    store.integrate(arrival(plan, "0" * 64))
    return plan


def steps(store, job):
    """Steps of SQLite's machine that a job takes, by tens; the same on every computer."""
    counted = [0]

    def count():
        counted[0] += 1
        return 0

    store.connection.set_progress_handler(count, 10)
    job()
    store.connection.set_progress_handler(None, 0)
    return counted[0]


def both(made):
    return [e for e, _ in made], [p for _, p in made]


def filled(store, number):
    entries, payloads = both(written(number))
    store.integrate(Arrival(tuple(entries), payloads=tuple(payloads), bundle="0" * 64))


def test_a_merge_takes_the_same_steps_whatever_the_store_holds(store):
    spent = []
    for size in (50, 4_000):
        filled(store, size)
        some = both(written(100))
        spent.append(steps(store, lambda some=some: take(store, *some)))
    assert spent[1] <= 1.1 * spent[0]


def test_payloads_that_come_after_their_entries_take_the_same_steps_whatever_the_store_holds(store):
    spent = []
    for size in (50, 4_000):
        filled(store, size)
        entries, payloads = both(written(100))
        take(store, entries, [])
        assert store.find(entries[0].header.rec).fields == {}
        spent.append(steps(store, lambda some=payloads: take(store, [], some)))
        assert store.find(entries[0].header.rec).get("text") == "Visit 1 was late."
    assert spent[1] <= 1.1 * spent[0]


def test_what_has_not_come_is_known_again_after_everything_was_derived_anew(store):
    entries, payloads = both(written(3))
    take(store, entries, payloads[:1])
    store.rebuild()
    assert take(store, [], payloads[1:]).refused == ()
    assert [r.get("text") for r in store.records()] == [f"Visit {n} was late." for n in (1, 2, 3)]


def names_too(entry):
    """A later entry of the same device, of a record of its own, that names the payload of another."""
    before = entry.header
    header = replace(before, seq=before.seq + 1, prev=entry.id, rec=ids.new_record(next(MOMENT)))
    return ledger.seal_entry(header)


@pytest.mark.parametrize("split", [True, False])
def test_a_late_payload_that_a_new_entry_names_too_is_told_in_both_records(store, split):
    [entry], [payload] = both(written(1))
    second = names_too(entry)
    take(store, [entry], [])
    if split:
        take(store, [second], [])
    take(store, [] if split else [second], [payload])
    for one in (entry, second):
        record = store.find(one.header.rec)
        assert (record.get("text"), record.revisions) == ("Visit 1 was late.", 1)
    assert not store.ledger.names_payload(payload.digest)  # nothing is waited for any more
    assert {hit.record for hit in store.search("late")} == {entry.header.rec, second.header.rec}
    before = store.records()
    store.rebuild()
    assert store.records() == before


def test_a_payload_that_nothing_names_is_refused_as_is_one_that_is_here_already_named(store):
    entries, payloads = both(written(2))
    take(store, entries, payloads)
    stray = ledger.seal_payload({"text": "nobody's"})
    plan = take(store, [], [*payloads, stray])
    assert [(r.part, r.line) for r in plan.refused] == [("payload", 3)]


def test_words_of_a_merge_are_found_at_once_and_indexed_by_and_by(store):
    take(store, *both(written(30)))
    assert store.index(10)
    assert store.index(10)
    assert not store.index(10)
    take(store, *both(written(30)))
    assert len(store.search("late", limit=99)) == 60


def test_a_save_after_a_large_merge_indexes_some_of_it_only(store, monkeypatch):
    monkeypatch.setattr("inspector_app.store.store._ROWS", 5)
    monkeypatch.setattr("inspector_app.store.store._MUCH", 1)
    take(store, *both(written(30)))
    author = stores.Author(ids.new_actor(), "ada@inspection", "1.0.0")
    rec = ids.new_record(next(MOMENT))
    store.append(author, "2026-11-02T09:00:00Z", [stores.Write(rec, "evidence", {"text": "mine"})])
    assert search.unindexed(store.connection) == 26
    assert [hit.record for hit in store.search("mine")] == [rec]
