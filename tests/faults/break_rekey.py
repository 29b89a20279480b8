"""Kills a change of the data key with signal 9 at random moments: the store opens, with everything in it.

Half of the kills come at any moment, half within two thousandths of a second after the key file with both sets of
wraps was put in place: just then the new file takes the place of the old one.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import workbench

from inspector_app.store import folder

RECORDS = 12
ROUNDS_OF_A_STORE = 25
MANY = 100  # in fewer, by bad luck, none may come after the exchange


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    dice = random.Random(told.seed)  # noqa: S311 - dice, not keys
    count = dict.fromkeys(("kills", "finished", "old", "new", "lost", "wrong", "shut", "problems", "left"), 0)
    with workbench.bench() as place:
        while count["kills"] < told.rounds and count["finished"] <= 2 * told.rounds + 10:
            _one_store(place, dice, count, told.rounds)
    print(
        f"kill -9 during a change of the data key: {count['kills']} kills, {count['old']} before the new key was in "
        f"place and {count['new']} after; edits lost {count['lost']}, wrong text shown "
        f"{count['wrong']}, stores that do not open {count['shut']}, problems found by check {count['problems']}, "
        f"files of a change left behind by the next one {count['left']} (seed {told.seed}, {count['finished']} "
        "changes ended first)"
    )
    good = count["kills"] >= told.rounds and count["old"] and (count["new"] or told.rounds < MANY)
    return not good or any(count[sort] for sort in ("lost", "wrong", "shut", "problems", "left"))


def _one_store(place: Path, dice: random.Random, count: dict[str, int], rounds: int) -> None:
    store = place / "store"
    told = workbench.make_store(store, dice, RECORDS)
    usual = _one_change(store, dice, count, None)
    for turn in range(ROUNDS_OF_A_STORE):
        if count["kills"] >= rounds:
            break
        before = folder.unlock(store, workbench.PASSPHRASE)
        kills = count["kills"]
        _one_change(store, dice, count, usual)
        with suppress(workbench.WorldError):  # told below as one that does not open
            after = folder.unlock(store, workbench.PASSPHRASE)
            count["old" if after == before else "new"] += count["kills"] - kills
        verdict = workbench.look(store, told, check=turn % 5 == 4)
        count["lost"] += verdict.lost
        count["wrong"] += verdict.wrong
        count["shut"] += not verdict.opens
        count["problems"] += len(verdict.problems) if verdict.opens else 0
        for problem in verdict.problems:
            print(problem, file=sys.stderr)
        if not verdict.opens:
            break
    _one_change(store, dice, count, None)
    left = [path.name for path in store.iterdir() if "rekeyed" in path.name or path.name.endswith(".part")]
    count["left"] += len(left)
    shutil.rmtree(store)


def _one_change(store: Path, dice: random.Random, count: dict[str, int], usual: float | None) -> float:
    """Changes the key in a process of its own; kills it where `usual` says how long that takes.

    Returns:
        How long it ran, in seconds.
    """
    began = time.monotonic()
    child = workbench.start(store, command=("passphrase", "rekey", str(store)))
    child.no_more()
    if usual is not None:
        _wait(store, began, dice, usual)
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
    while os.read(child.answers, 65_536):
        pass
    lasted = time.monotonic() - began
    said = os.read(child.errors, 65_536).decode("utf-8", "replace")
    status = child.reaped()
    count["kills"] += status == -signal.SIGKILL
    count["finished"] += status != -signal.SIGKILL
    if status not in (0, -signal.SIGKILL):
        raise SystemExit(f"the change of the key ended with status {status}: {said}")
    return lasted


def _wait(store: Path, began: float, dice: random.Random, usual: float) -> None:
    """Waits for a random moment of the change, or for the moments around the exchange of the files."""
    if dice.random() < 0.5:
        time.sleep(dice.uniform(0, usual))
        return
    keys, before = store / folder.KEYS, (store / folder.KEYS).stat().st_ino
    while time.monotonic() - began < usual * 2:
        with suppress(FileNotFoundError):
            if keys.stat().st_ino != before:  # both sets of wraps stand in the new key file
                break
    time.sleep(dice.uniform(0, 0.002))


if __name__ == "__main__":
    sys.exit(main())
