"""The tables of the store answer a merge, and take its plan, exactly as the ledger in memory of the other tests."""

import random

import pytest

from inspector_app.merge.plan import plan_merge
from inspector_app.store import Arrival
from inspector_app.store import store as stores


@pytest.fixture
def store(tmp_path):
    where = tmp_path / "store"
    with stores.create(where, b"k" * 32, lambda: None) as opened:
        yield opened


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bundles_in_any_order_leave_the_store_as_the_ledger_in_memory(kit, store, seed):
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    pairs = kit.world([tuple(chance.randrange(n) for n in (10, 4, 4, 3, 10)) for _ in range(60)])
    chance.shuffle(pairs)
    shelf = kit.Shelf()
    for start in range(0, len(pairs), 3):
        headers, payloads = zip(*pairs[start : start + 3], strict=True)
        payloads = [p for p in payloads if p is not None]
        plan = plan_merge(headers, payloads, store.ledger)
        assert plan == shelf.take(headers, payloads)
        store.integrate(
            Arrival(
                accepted=plan.accepted,
                waiting=plan.waiting,
                quarantined=plan.quarantined,
                newer=plan.newer,
                released=plan.released,
                condemned=plan.condemned,
                parked=plan.still_waiting,
                payloads=plan.payloads,
            )
        )
    assert {name: store.ledger.state(name) for name in shelf.entries} == shelf.states
    assert {record.id: record for record in store.records(deleted=True)} == shelf.records
