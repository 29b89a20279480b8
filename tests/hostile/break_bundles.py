# ruff: noqa: E402 - the checkout and the keychain are set before the app is imported
"""Every hostile bundle, every bit of one turned over, every cut, regions doubled at every place, bombs; all refused."""

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

from hostile import bench, bombs, flips
from hostile.everything import FAMILIES
from hostile.real import Real, laid

REGIONS = (1, 2, 16, 46, 64, 300, 1024, 4096)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=0, help="how many flips, cuts and places; 0 for all there are"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    dice = random.Random(told.seed)  # noqa: S311 - dice, not keys
    memory = Path("/dev/shm")  # noqa: S108 - thousands of files come and go
    where = memory if memory.is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=where, prefix="hostile-") as root,
        tempfile.TemporaryDirectory() as disk,
    ):
        os.environ["INSPECTOR_APP_HOME"] = disk
        with laid(Path(root)) as real:
            found = _attacks(real) + _spoilt(real, told.rounds, dice)
            if not told.rounds:
                found += _bombs(real, Path(disk))
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"not refused rightly: {len(found)} (seed {told.seed})")
    return bool(found)


def _attacks(real: Real) -> list[str]:
    found, digests = list[str](), set[str]()
    for family, attacks in FAMILIES.items():
        count = 0
        for one in attacks(real):
            count += 1
            digests.add(one.digest)
            found += bench.problems(real, one)
        print(f"  {family}: {count}", flush=True)
    print(f"hostile bundles, no two the same: {len(digests)}; not refused rightly: {len(found)}", flush=True)
    return found


def _spoilt(real: Real, rounds: int, dice: random.Random) -> list[str]:
    found = list[str]()
    for words, data in (("sealed", real.sealed), ("clear", real.zipped())):
        bits, places = range(len(data) * 8), range(len(data))
        if rounds:
            bits, places = dice.sample(bits, rounds), dice.sample(places, rounds)
        for sort, spoilt in (
            ("single bits turned over", flips.flips(data, bits)),
            ("cuts", flips.cuts(data, places)),
            ("doubled regions", flips.twice(data, places, REGIONS)),
        ):
            count, wrong = flips.taken(real, spoilt)
            print(
                f"{sort} of a {words} bundle of {len(data)} bytes: {count}; taken: {len(wrong)}", flush=True
            )
            found += wrong
    return found


def _bombs(real: Real, disk: Path) -> list[str]:
    told = [*bombs.small(real), *bombs.large(real)]
    most, found = bombs.weighed(real, told, disk)
    print(f"bombs: {len(told)}; most memory {most >> 20} MiB", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
