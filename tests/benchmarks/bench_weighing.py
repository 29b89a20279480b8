"""Coverage, gaps and triangulation of 20,000 records after one change, against a bare read of what they ask.

The bare read fetches the same fields of the same records from a bare connection and does nothing with them:
what any count that begins anew would cost at least.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench_window import PASSPHRASE, RECORDS, make

from inspector_app.services import evidence, overview
from inspector_app.services.session import Session, unlock

CHANGES, BOUND_MS = 25, 50.0
_BARE = (
    (
        "SELECT rec, json_extract(fields, '$.descriptor'), json_extract(fields, '$.evidence') FROM current"
        " WHERE kind = 'evidence_link'"
    ),
    (
        "SELECT rec, json_extract(fields, '$.source'), json_extract(fields, '$.case') FROM current"
        " WHERE kind = 'evidence'"
    ),
)


def _told(session: Session) -> None:
    overview.gaps(session)
    overview.coverage(session)
    overview.areas(session)


def main() -> int:
    """Measures by turns; the median, as every change is another one."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        where = Path(name, "store")
        make(where)
        with unlock(where, PASSPHRASE) as session:
            codes = [descriptor.code for descriptor in session.framework.descriptors]
            _told(session)
            for number in range(CHANGES):
                made = evidence.record_evidence(session, text=f"Seen {number}.", source="observation")
                evidence.link_evidence(
                    session, evidence=made.record, descriptor=codes[number % len(codes)], stance="against"
                )
                begun = time.perf_counter()
                _told(session)
                ours.append(time.perf_counter() - begun)
                begun = time.perf_counter()
                for sql in _BARE:
                    session.store.connection.execute(sql).fetchall()
                bare.append(time.perf_counter() - begun)
            counted = sum(sum(numbers) for _, _, numbers in overview.coverage(session).rows)
    mine, theirs = (sorted(found)[len(found) // 2] * 1000 for found in (ours, bare))
    print(
        f"gaps, coverage and triangulation of {RECORDS} records after one change: {mine:.1f} ms"
        f" (bound {BOUND_MS:.0f}) / bare read {theirs:.0f} ms = {mine / theirs:.2f}; {counted} links counted"
    )
    return 0 if mine <= BOUND_MS and counted >= RECORDS // 2 + CHANGES else 1


if __name__ == "__main__":
    sys.exit(main())
