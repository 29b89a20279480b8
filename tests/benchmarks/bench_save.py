"""Durable save of one evidence record, through the service, against the same bytes in one bare transaction."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from inspector_app.crypto import keys
from inspector_app.crypto.keys import Cost
from inspector_app.services import evidence
from inspector_app.services.session import NewStore, new_store
from inspector_app.store import engine, exchange

RUNS = 400
BOUND = 2.5
TEXT = "Visits were late twice in May; the plan does not say who will see the child next. " * 6


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        told = NewStore(
            where=Path(folder, "store"), framework="ILACS-2026", authority="Fernshire", inspector="A",
            role="inspector", passphrase="twelve small owls", use_keychain=False, cost=Cost(64, 1, 1),
        )  # fmt: skip
        with new_store(told) as session:
            bare = engine.connect(Path(folder, "bare.db"), keys.new_key(), create=True)
            bare.execute("CREATE TABLE saved(id INTEGER PRIMARY KEY, header BLOB, payload BLOB)")
            rec = evidence.record_evidence(session, text=TEXT, source="case_file")
            entry = session.store.ledger.entry(rec.revision)
            assert entry is not None
            (payload,) = exchange.payload_lines(session.store, [entry.header.pay])
            row = (entry.line, payload)
            ours: list[float] = []
            base: list[float] = []
            for _ in range(RUNS):
                begun = time.perf_counter()
                evidence.record_evidence(session, text=TEXT, source="case_file")
                middle = time.perf_counter()
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO saved(header, payload) VALUES (?, ?)", row)
                bare.execute("COMMIT")
                base.append(time.perf_counter() - middle)
                ours.append(middle - begun)
            bare.close()
    mine, theirs = statistics.median(ours) * 1e6, statistics.median(base) * 1e6
    print(f"save: {mine:.0f} µs / bare transaction {theirs:.0f} µs = {mine / theirs:.2f} (bound {BOUND})")
    return 0 if mine / theirs <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
