# ruff: noqa: E402 - the checkout and the keychain are set before the app is imported
"""Half an hour of mutated bundles, seals, signatures, lists, lines, checkpoints, receipts and rosters."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
sys.path.append(str(HERE.parent))
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never a person's own keychain

from hostile import fuzz
from hostile.real import laid


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument(
        "--rounds", type=int, default=0, help="at most so many; 0 for as many as there is time for"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    end = time.monotonic() + told.minutes * 60

    def goes_on(rounds: int) -> bool:
        return time.monotonic() < end and (not told.rounds or rounds < told.rounds)

    memory = Path("/dev/shm")  # noqa: S108 - thousands of files come and go
    where = memory if memory.is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=where, prefix="hostile-") as root,
        tempfile.TemporaryDirectory() as disk,
    ):
        os.environ["INSPECTOR_APP_HOME"] = disk
        with laid(Path(root)) as real:
            tally = fuzz.run(real, random.Random(told.seed), goes_on)  # noqa: S311 - dice, not keys
    for name, shown in tally.shown.items():
        print(f"  {name}: {shown:,}, of these in order {tally.taken.get(name, 0):,}")
    for fault in tally.faults:
        print(fault, file=sys.stderr)
    print(
        f"shown {sum(tally.shown.values()):,}; crashed, hung or fooled: {len(tally.faults)};"
        f" slowest {tally.slowest:.2f} s (seed {told.seed})"
    )
    return bool(tally.faults)


if __name__ == "__main__":
    sys.exit(main())
