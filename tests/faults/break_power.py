"""Cuts the power at random points of a recorded session: what was acknowledged before the cut is on the disk.

`strace` records what two runs of `apply` ask of the disk. A model of a disk follows the record up to a point
and then loses power: of what was not yet forced out, each write is dropped, kept or torn at 512 bytes, and of
changes of names only a beginning remains. The model is held to the truth at the end of the record: with nothing
lost, it must be the very files that the session left behind.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import workbench
from powerless import Disk
from workbench import Told

RUNS = 2
LINES = 14
LONGEST = 40_000  # characters; so the log is copied back into the file in the middle of a run, too
CALLS = (
    "open,openat,creat,close,read,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,sync_file_range,unlink,unlinkat,rename,renameat,renameat2,link,linkat,mmap,dup,dup2"
)
STDOUT = re.compile(r'^write\(1<[^>]*>, "((?:\\x[0-9a-f]{2})*)"')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    dice = random.Random(told.seed)  # noqa: S311 - dice, not keys
    count = dict.fromkeys(("cuts", "torn", "acknowledged", "lost", "wrong", "shut", "problems"), 0)
    with workbench.bench() as folder:
        if not _traceable(folder):
            print("power cut: left out, as strace is not here or may not trace")
            return workbench.LEFT_OUT
        store = folder / "store"
        before = workbench.make_store(store, dice)
        disk = Disk(store, {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()})
        record: list[str] = []
        said: list[tuple[str, str, str]] = []
        for run in range(RUNS):
            made = workbench.lines(before, dice, LINES, LONGEST)
            said += made
            record += _recorded(folder, store, run, made)
        _cut(folder, disk, record, before, said, dice, told.rounds, count)
        if disk.as_asked() != {path.name: path.read_bytes() for path in _kept(store)}:
            raise SystemExit("the model of the disk differs from the disk; the record lacks a call")
    print(
        f"power cut: {count['cuts']} cuts in {len(record)} calls, {count['torn']} of them with writes dropped "
        f"or torn at 512 bytes, {count['acknowledged']} edits acknowledged before them; acknowledged edits "
        f"lost {count['lost']}, wrong text shown {count['wrong']}, stores that do not open {count['shut']}, "
        f"problems found by check {count['problems']} (seed {told.seed})"
    )
    good = count["torn"] and count["acknowledged"]
    return not good or any(count[sort] for sort in ("lost", "wrong", "shut", "problems"))


def _traceable(folder: Path) -> bool:
    if shutil.which("strace") is None:
        return False
    tried = ["strace", "--seccomp-bpf", "-f", "-o", str(folder / "tried"), "-e", "trace=openat", "true"]
    return not subprocess.run(tried, capture_output=True, check=False).returncode


def _kept(store: Path) -> list[Path]:
    return [path for path in store.iterdir() if path.name != "lock" and not path.name.endswith("-shm")]


def _recorded(folder: Path, store: Path, run: int, made: list[tuple[str, str, str]]) -> list[str]:
    file, trace = folder / f"lines{run}.jsonl", folder / f"trace{run}"
    file.write_text("".join(line for line, _, _ in made), "utf-8")
    command = [
        "strace",
        "--seccomp-bpf",
        "-f",
        "-y",
        "-xx",
        "-s",
        "1000000",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        trace,
    ]
    command += [sys.executable, "-m", "inspector_app", "apply", store, file]
    subprocess.run(command, cwd=workbench.ROOT, capture_output=True, check=True)
    inside = "".join(f"\\x{byte:02x}" for byte in str(store).encode())
    lines = [
        line.split(None, 1)[1] for line in trace.read_text("ascii").splitlines()
    ]  # a process id is in front
    return [line for line in lines if inside in line or str(store) in line or STDOUT.match(line)]


def _cut(  # noqa: PLR0917 - what a cut needs
    folder: Path, disk: Disk, record: list[str], told: Told, made: list[tuple[str, str, str]],
    dice: random.Random, rounds: int, count: dict[str, int],
) -> None:  # fmt: skip
    """Follows the record once from its beginning to its end, and cuts the power on a copy at each point."""
    points = sorted(dice.randrange(1, len(record) + 1) for _ in range(rounds))
    answered, printed = 0, b""
    for place, line in enumerate(record, 1):
        if found := STDOUT.match(line):
            printed += bytes.fromhex(found[1].replace("\\x", ""))
            *whole, printed = printed.split(b"\n")
            for answer in whole:
                done, (_, rec, text) = json.loads(answer), made[answered]
                told.sent(rec, text)
                told.acknowledged(done["record"], text, done["revision"])
                answered += 1
        else:
            disk.follow(line)
        for _ in range(points.count(place)):
            after = told.copy()
            if answered < len(made):
                after.sent(*made[answered][1:])
            wreck = folder / "wreck"
            wreck.mkdir()
            count["torn"] += disk.lose_power(wreck, dice)
            workbench.forget_ends(folder)
            verdict = workbench.look(wreck, after)
            count["cuts"] += 1
            count["acknowledged"] += answered
            count["lost"] += verdict.lost
            count["wrong"] += verdict.wrong
            count["shut"] += not verdict.opens
            count["problems"] += len(verdict.problems) if verdict.opens else 0
            for problem in verdict.problems:
                print(f"after call {place}: {problem}", file=sys.stderr)
            shutil.rmtree(wreck)


if __name__ == "__main__":
    sys.exit(main())
