"""The laws of merging, played for 20,000 steps by five laptops with two versions of the app; prints what happened."""

from __future__ import annotations

import argparse
import runpy
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from hypothesis import HealthCheck, seed, settings  # noqa: E402 - the checkout comes first
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402

STEPS = 20_000
_AT_ONCE = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    kit = SimpleNamespace(**runpy.run_path(str(HERE / "conftest.py")))
    machine_of = runpy.run_path(str(HERE / "test_devices.py"))["machine_of"]
    counts: Counter[str] = Counter()
    lengthy = settings(
        max_examples=_AT_ONCE, stateful_step_count=100, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    rounds = 0
    while counts["steps"] < told.steps:
        machine = seed(told.seed + rounds)(machine_of(kit, counts))
        run_state_machine_as_test(machine, settings=lengthy)
        rounds += 1
        print(f"  {counts['steps']} steps", flush=True)
    for what, count in sorted(counts.items()):
        print(f"{what}: {count}")
    print(f"laws broken: 0 (seed {told.seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
