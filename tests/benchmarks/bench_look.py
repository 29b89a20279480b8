"""The light check of every start on a store of 20,000 records, against SQLCipher's own check of the same pages.

The bare check is `PRAGMA quick_check` on a bare connection: it reads every page of the tables, whose MACs
SQLCipher proves by the way. The bound in seconds is the issue's; the ratio tells what ours costs beside it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench_window import PASSPHRASE, RECORDS, make

from inspector_app.services import keeping
from inspector_app.services.session import data_key, unlock
from inspector_app.store import engine, folder

RUNS, BOUND_SECONDS = 5, 1.0


def main() -> int:
    """Measures by turns, so that both meet the same machine; the fastest of some runs."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        where = Path(name, "store")
        make(where)
        key = data_key(where, PASSPHRASE)
        for _ in range(RUNS):
            with unlock(where, PASSPHRASE) as session:
                begun = time.perf_counter()
                told = keeping.look(session)
                ours.append(time.perf_counter() - begun)
                if not told.ok:
                    raise SystemExit(f"a store that is whole was not found whole: {told.problems}")
            connection = engine.connect(folder.database(where), key)
            begun = time.perf_counter()
            connection.execute("PRAGMA quick_check").fetchall()
            bare.append(time.perf_counter() - begun)
            connection.close()
        size = folder.database(where).stat().st_size >> 20
    mine, theirs = min(ours), min(bare)
    print(
        f"light check of {RECORDS} records, {size} MiB: {mine:.2f} s (bound {BOUND_SECONDS:.0f} s) /"
        f" bare {theirs:.2f} s = {mine / theirs:.2f}"
    )
    return 0 if mine < BOUND_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
