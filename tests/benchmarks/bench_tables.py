"""An evidence log of 20,000 rows as a workbook: its time and memory, and how both grow.

Each is written by a process of its own, whose memory at its fullest is measured, the rows themselves included.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import UTC, datetime

from inspector_app.documents.sheets import Sheet
from inspector_app.documents.workbooks import Cover, workbook_bytes

MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ROWS = 20_000
SECONDS, MEGABYTES = 15.0, 256.0
GROWTH = 1.5
"""How much more a row may take in the large table than in one of a quarter of its size."""


def sheet_of(rows: int) -> Sheet:
    """Returns a log of so many rows, each with a text of 600 characters that no other has."""
    head = ("Record", "When", "Source", "Case", "Text", "Linked to", "Written by", "Written")
    told = tuple(
        (f"01a2125d-{n:08}", "2026-11-02T09:00:00Z", "Read in the case file", f"Heron {n % 60}",
         f"Record number {n}. " * 32, "ILACS-HP-04 for", "inspector@inspection", "2026-11-02T09:00:00Z")
        for n in range(rows)
    )  # fmt: skip
    return Sheet(head, told, frozenset({"When", "Written"}))


def write(rows: int) -> None:
    """Writes one table and prints seconds and megabytes."""
    begun = time.perf_counter()
    workbook_bytes(sheet_of(rows), Cover("Log", "A framework", "Evidence log", "OFFICIAL-SENSITIVE", MOMENT))
    print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measured(rows: int) -> tuple[float, float]:
    """Returns seconds and megabytes of the quickest of three processes."""
    command = [sys.executable, __file__, str(rows)]
    told = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(3)
    ]
    seconds, megabytes = min((float(one[0]), float(one[1])) for one in told)
    return seconds, megabytes


def main() -> int:
    """Measures and returns 1 where a bound is broken."""
    quarter, _ = measured(ROWS // 4)
    seconds, megabytes = measured(ROWS)
    growth = seconds / quarter / 4
    print(
        f"workbook of {ROWS:,} rows: {seconds:.1f} s (bound {SECONDS:.0f}), {megabytes:.0f} MB (bound "
        f"{MEGABYTES:.0f}); a row takes {growth:.2f} times what one of a quarter does (bound {GROWTH})"
    )
    return 0 if seconds <= SECONDS and megabytes <= MEGABYTES and growth <= GROWTH else 1


if __name__ == "__main__":
    if sys.argv[1:]:
        write(int(sys.argv[1]))
        sys.exit(0)
    sys.exit(main())
