"""What a peer has acknowledged only ever rises, and only along one chain."""

from __future__ import annotations

import pytest

from inspector_app.crypto import ledger
from inspector_app.domain import ids
from inspector_app.domain.revision import Header
from inspector_app.merge.plan import plan_merge
from inspector_app.services.merging import arrival
from inspector_app.store import exchange
from inspector_app.store import store as stores

ACTOR, PEER, REC = ids.new_actor(), ids.new_actor(), ids.new_record(1_800_000_000_000)


@pytest.fixture
def store(tmp_path):
    with stores.create(tmp_path / "store", b"k" * 32, lambda: None) as opened:
        yield opened


def chain(number, after=None, first=1):
    found, prev = [], after
    for seq in range(first, first + number):
        header = Header(
            actor=ACTOR, seq=seq, prev=prev, rec=REC, kind="evidence", schema="evidence/1.0", parents=(),
            pay=f"{seq:064x}", author="bo@inspection", at="2026-11-02T09:00:00Z",
            app="1" if after is None else "2",
        )  # fmt: skip
        found.append(ledger.seal_entry(header))
        prev = found[-1].id
    return found


def take(store, some):
    store.integrate(arrival(plan_merge([e.line for e in some], [], store.ledger), "0" * 64))


def mark(entry):
    return entry.header.seq, entry.id


def test_an_older_bundle_takes_nothing_back(store):
    log = chain(7)
    take(store, log)
    for one in (log[4], log[6], log[4], log[0]):
        exchange.keep_acknowledged(store, PEER, {ACTOR: mark(one)})
    assert exchange.acknowledged(store, PEER) == {ACTOR: mark(log[6])}


def test_a_mark_on_the_other_branch_of_a_fork_changes_nothing(store):
    log = chain(5)
    branch = chain(4, after=log[2].id, first=4)
    take(store, [*log, *branch])
    exchange.keep_acknowledged(store, PEER, {ACTOR: mark(log[4])})
    exchange.keep_acknowledged(store, PEER, {ACTOR: mark(branch[3])})
    assert exchange.acknowledged(store, PEER) == {ACTOR: mark(log[4])}
    exchange.keep_acknowledged(store, ids.new_actor(), {ACTOR: mark(branch[3])})
    assert exchange.leads_to(store, ACTOR, mark(log[2]), mark(branch[3]))
    assert not exchange.leads_to(store, ACTOR, mark(log[3]), mark(branch[3]))
    assert exchange.leads_to(store, ACTOR, mark(branch[0]), mark(branch[3]))


def test_a_mark_that_nobody_here_knows_does_not_take_the_place_of_one_that_is_known(store):
    log = chain(3)
    take(store, log)
    exchange.keep_acknowledged(store, PEER, {ACTOR: mark(log[1])})
    exchange.keep_acknowledged(store, PEER, {ACTOR: (9, "f" * 64)})
    assert exchange.acknowledged(store, PEER) == {ACTOR: mark(log[1])}
