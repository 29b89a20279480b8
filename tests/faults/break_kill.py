"""Kills `apply` with signal 9 at random moments: whatever it acknowledged is there, and the store opens.

Half of the kills come at a random time of the run (unlocking, recovery and closing too), half within a few
thousandths of a second of an acknowledgement.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import workbench
from workbench import Told

LINES = 12
LONGEST = 12_000  # characters; some runs then copy the log back into the file while they go on
ROUNDS_OF_A_STORE = 20


@dataclass
class Count:
    kills: int = 0
    finished: int = 0
    acknowledged: int = 0
    lost: int = 0
    wrong: int = 0
    shut: int = 0
    problems: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    dice = random.Random(told.seed)  # noqa: S311 - dice, not keys
    count = Count()
    with workbench.bench() as folder:
        while count.kills < told.rounds and count.finished <= told.rounds:
            _one_store(folder, dice, count, told.rounds)
    print(
        f"kill -9 during apply: {count.kills} kills, {count.acknowledged} edits acknowledged; acknowledged "
        f"edits lost {count.lost}, wrong text shown {count.wrong}, stores that do not open {count.shut}, "
        f"problems found by check {count.problems} (seed {told.seed}, {count.finished} runs ended first)"
    )
    good = count.kills >= told.rounds and count.acknowledged > count.kills // 2
    return not good or bool(count.lost or count.wrong or count.shut or count.problems)


def _one_store(folder: Path, dice: random.Random, count: Count, rounds: int) -> None:
    store = folder / "store"
    told = workbench.make_store(store, dice)
    usual = _one_run(folder, store, told, dice, count, None)
    for turn in range(ROUNDS_OF_A_STORE):
        if count.kills >= rounds:
            break
        usual = max(usual, _one_run(folder, store, told, dice, count, usual))
        verdict = workbench.look(store, told, check=turn % 5 == 4)
        count.lost += verdict.lost
        count.wrong += verdict.wrong
        count.shut += not verdict.opens
        count.problems += len(verdict.problems) if verdict.opens else 0
        for problem in verdict.problems:
            print(problem, file=sys.stderr)
        if not verdict.opens:
            break
    shutil.rmtree(store)


def _one_run(  # noqa: PLR0917 - what a run needs
    folder: Path, store: Path, told: Told, dice: random.Random, count: Count, usual: float | None
) -> float:
    """Runs `apply` over a file of lines; kills it where `usual` says how long such a run takes.

    Returns:
        How long it ran, in seconds.
    """
    made = workbench.lines(told, dice, LINES, LONGEST)
    file = folder / "lines.jsonl"
    file.write_text("".join(line for line, _, _ in made), "utf-8")
    for _, rec, text in made:
        told.sent(rec, text)
    began = time.monotonic()
    child = workbench.start(store, str(file))
    answers = b""
    if usual is not None:
        after = dice.randint(1, LINES) if dice.random() < 0.5 else 0
        answers = _read_until(
            child.answers, began + usual if after else began + dice.uniform(0, usual), after
        )
        if after:
            time.sleep(dice.uniform(0, 0.004))
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
    while more := os.read(child.answers, 65_536):
        answers += more
    lasted = time.monotonic() - began
    said = os.read(child.errors, 65_536).decode("utf-8", "replace")
    status = child.reaped()
    count.kills += status == -signal.SIGKILL
    count.finished += status != -signal.SIGKILL
    if status not in (0, -signal.SIGKILL):
        raise SystemExit(f"apply ended with status {status}: {said}")
    for answer in answers.split(b"\n")[:-1]:  # a line without its end was never an acknowledgement
        done = json.loads(answer)
        if not done["ok"]:
            raise SystemExit(f"a line was refused: {done['error']}")
        text = made[done["line"] - 1][2]
        told.acknowledged(done["record"], text, done["revision"])
        count.acknowledged += 1
    return lasted


def _read_until(handle: int, deadline: float, enough: int) -> bytes:
    """Reads answers until there are enough (0: until the deadline), or the deadline, or the end."""
    got = b""
    while (left := deadline - time.monotonic()) > 0 and not (enough and got.count(b"\n") >= enough):
        if select.select([handle], [], [], left)[0]:
            more = os.read(handle, 65_536)
            if not more:
                break
            got += more
    return got


if __name__ == "__main__":
    sys.exit(main())
