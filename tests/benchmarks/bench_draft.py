"""The Word draft grows with its length, not with its square: 2,000 records against 500, in one run."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime

from inspector_app.documents.report import AreaFindings, DraftReport, EvidenceEntry, Paragraph
from inspector_app.documents.word import draft_bytes

BOUND = 8.0
MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def _report(records: int) -> DraftReport:
    entries = tuple(
        EvidenceEntry(n, "Curlew 48", "Data", MOMENT, "", f"Record number {n}. " * 12, "a" * 8, "b" * 8)
        for n in range(1, records + 1)
    )
    found = tuple(Paragraph(f"Finding number {n}. " * 10, (n * 5,)) for n in range(1, records // 5 + 1))
    return DraftReport(
        authority="Fernshire",
        framework_title="A framework",
        framework_has_overall=False,
        starts=date(2026, 11, 2),
        prepared=MOMENT,
        heads_digest="0" * 64,
        areas=(AreaFindings("HP", "Help and protection", strengths=found),),
        evidence=entries,
    )


def _seconds(records: int) -> float:
    told = _report(records)
    begun = time.perf_counter()
    draft_bytes(told)
    return time.perf_counter() - begun


def main() -> int:
    _seconds(100)
    small, large = (min(_seconds(records) for _ in range(3)) for records in (500, 2000))
    print(
        f"draft: 2,000 records {large:.2f} s / 500 records {small:.2f} s = {large / small:.1f} (bound {BOUND})"
    )
    return 0 if large / small <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
