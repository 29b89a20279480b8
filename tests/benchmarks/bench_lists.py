"""Reading a large council's lists into journeys and findings, against reading the same workbook bare.

Bare reading is the same library turning every cell into a Python value and nothing more. Both sides run in a
process of their own, which tells its seconds after the imports and its memory at its fullest; each is the better
of three. The workbook of 60,000 contacts carries the bounds in seconds and megabytes; the eleven lists together
with 100,000 rows have the same ones.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import large_council
from python_calamine import CalamineWorkbook

from inspector_app.intake.annex_a import read_annex_a

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
SECONDS, MEGABYTES = 10.0, 500.0
RATIO = 6.0
"""How many times as long as bare reading the journeys and the findings may take."""


@dataclass(frozen=True)
class Measured:
    """What one reading took: seconds by the clock, and megabytes at its fullest."""

    seconds: float
    megabytes: float


def bare(path: Path) -> None:
    """Reads every cell of a workbook and keeps all of them."""
    book = CalamineWorkbook.from_path(str(path))  # pyright: ignore[reportUnknownMemberType]  # stub
    sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    assert sheets


def ours(path: Path) -> None:
    """Reads a workbook into journeys, and asks every rule."""
    annex = read_annex_a(path)
    assert annex.journeys
    assert annex.findings


SIDES: Mapping[str, Callable[[Path], None]] = {"bare": bare, "ours": ours}


def timed(side: str, path: Path) -> None:
    """Reads once in this process and prints what it took."""
    begun = time.perf_counter()
    SIDES[side](path)
    seconds = time.perf_counter() - begun
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measured(side: str, path: Path) -> Measured:
    """Reads in processes of their own, and returns the quickest."""
    command = [sys.executable, __file__, side, str(path)]
    runs = [subprocess.run(command, cwd=ROOT, check=True, capture_output=True) for _ in range(RUNS)]
    return min((Measured(*json.loads(run.stdout)) for run in runs), key=lambda one: one.seconds)


def compared(name: str, path: Path) -> bool:
    """Measures both sides on one workbook, prints them, and says whether the bounds hold."""
    reading, floor = measured("ours", path), measured("bare", path)
    ratio = reading.seconds / floor.seconds
    print(
        f"{name}: {reading.seconds:.2f} s (bound {SECONDS:.0f}), {reading.megabytes:.0f} MB (bound "
        f"{MEGABYTES:.0f}) / bare {floor.seconds:.2f} s, {floor.megabytes:.0f} MB = {ratio:.2f} (bound {RATIO})"
    )
    return reading.seconds <= SECONDS and reading.megabytes <= MEGABYTES and ratio <= RATIO


def main() -> int:
    """Measures and returns 1 where a bound is broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contacts = large_council.write(folder / "contacts.xlsx", {1: large_council.ROWS[1]})
        whole = large_council.write(folder / "council.xlsx")
        fine = [
            compared(f"{large_council.ROWS[1]:,} contacts", contacts),
            compared(f"eleven lists, {sum(large_council.ROWS.values()):,} rows", whole),
        ]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    if sys.argv[1:]:
        timed(sys.argv[1], Path(sys.argv[2]))
        sys.exit(0)
    sys.exit(main())
