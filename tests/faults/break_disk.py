"""Fills the disk at every write of a session: nothing acknowledged is lost, nothing refused is there.

A small disk in memory holds the store and a ballast file that leaves a few pages free, one more each round,
until a whole session fits. In odd rounds the disk fills while the store is open, in even ones before. Then
the ballast goes: an open session must go on saving, and the store must hold what was acknowledged.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import sys
import time
from pathlib import Path

import workbench
from disks import NoDiskError, fill, in_a_room_of_its_own, small_disk
from workbench import Told

LINES = 6
LONGEST = 9000
MOST_PAGES = 400
PATIENCE = 60
CLEAR = ("disk is full", "disk refused", "cannot be written", "refused")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=MOST_PAGES, help="most rounds; fewer take bigger steps")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    dice = random.Random(told.seed)  # noqa: S311 - dice, not keys
    count = dict.fromkeys(("rounds", "acknowledged", "refused", "shut", "lost", "false", "unclear"), 0)
    with workbench.bench() as folder:
        made = workbench.make_store(folder / "made", dice)
        try:
            with small_disk(folder / "disk") as disk:
                step = max(1, MOST_PAGES // told.rounds)
                for turn, pages in enumerate(range(0, MOST_PAGES, step)):
                    _round(folder, disk, made.copy(), pages, dice, count, early=bool(turn % 2))
        except NoDiskError:
            return in_a_room_of_its_own("disk full")
    print(
        f"disk full: {count['rounds']} sessions, {count['acknowledged']} edits acknowledged, "
        f"{count['refused']} refused; acknowledged edits lost {count['lost']}, false acknowledgements or "
        f"refusals {count['false']}, stores that do not open {count['shut']}, sentences that do not say it "
        f"{count['unclear']} (seed {told.seed})"
    )
    good = count["refused"] and count["acknowledged"]
    return not good or bool(count["lost"] or count["false"] or count["shut"] or count["unclear"])


def _round(  # noqa: PLR0917 - what a round needs
    folder: Path,
    disk: Path,
    told: Told,
    pages: int,
    dice: random.Random,
    count: dict[str, int],
    *,
    early: bool,
) -> None:
    store, ballast = disk / "store", disk / "ballast"
    shutil.copytree(folder / "made", store)
    workbench.forget_ends(folder)  # of the round before, in which the same store went another way
    child = workbench.start(store)
    made = workbench.lines(told, dice, LINES + 3, LONGEST)
    try:
        if early:
            _say(child, made[0], told, count, full=False)
        fill(ballast, pages)
        alive = all(_say(child, line, told, count, full=True) for line in made[1 : LINES + 1])
        ballast.unlink()
        if alive:
            alive = all(_say(child, line, told, count, full=False) for line in made[LINES + 1 :])
        child.no_more()
        said = b""
        while more := os.read(child.errors, 65_536):
            said += more
    finally:
        status = child.reaped()
    if not alive:  # it could not even open: then a sentence says why
        count["refused"] += 1
        count["unclear"] += status != 1 or not any(word in said.decode() for word in CLEAR)
        if status != 1:
            print(f"{pages} pages: status {status}: {said.decode()}", file=sys.stderr)
    verdict = workbench.look(store, told)
    count["rounds"] += 1
    count["lost"] += verdict.lost
    count["false"] += verdict.wrong
    count["shut"] += not verdict.opens or bool(verdict.problems)
    for problem in verdict.problems:
        print(f"{pages} pages: {problem}", file=sys.stderr)
    shutil.rmtree(store)


def _say(
    child: workbench.Child, line: tuple[str, str, str], told: Told, count: dict[str, int], *, full: bool
) -> bool:
    """Has one line run; returns whether it was answered."""
    typed, rec, text = line
    told.sent(rec, text)
    try:
        os.write(child.typed, typed.encode())
    except BrokenPipeError:
        told.refused(rec, text)
        return False
    answer = b""
    while not answer.endswith(b"\n"):
        if not select.select([child.answers], [], [], PATIENCE)[0]:
            raise SystemExit("apply answers no more")
        more = os.read(child.answers, 65_536)
        if not more:
            told.refused(rec, text)
            return False
        answer += more
    done = json.loads(answer)
    if done["ok"]:
        told.acknowledged(done["record"], text, done["revision"])
        count["acknowledged"] += 1
    else:
        told.refused(rec, text)
        count["refused"] += 1
        unclear = not any(word in done["error"] for word in CLEAR) or not full
        count["unclear"] += unclear
        if unclear:
            print(f"full {full}: {done['error']}", file=sys.stderr)
    return True


if __name__ == "__main__":
    sys.exit(main())
