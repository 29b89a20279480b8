"""Flips single bits of a store's file: the flip is told, or every text is what it was; never a wrong text."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import workbench

from inspector_app.errors import WorldError
from inspector_app.services import keeping, session
from inspector_app.store import engine, folder

RECORDS = 60
EVERY = 20  # one flip in so many falls on the key file, which is small


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    dice = random.Random(told.seed)  # noqa: S311 - dice, not keys
    count = dict.fromkeys(("detected at opening or reading", "detected by check", "harmless", "wrong"), 0)
    with workbench.bench() as place:
        store = place / "store"
        workbench.make_store(store, dice, RECORDS)
        whole = {path.name: path.read_bytes() for path in store.iterdir()}
        with session.unlock(store, workbench.PASSPHRASE) as one:
            truth = {name: view() for name, view in _everything(one).items()}
        for turn in range(told.rounds):
            name = folder.KEYS if turn % EVERY == 0 else folder.DATABASE
            _put_back(store, whole)
            bit = dice.randrange(len(whole[name]) * 8)
            flipped = bytearray(whole[name])
            flipped[bit // 8] ^= 1 << bit % 8
            (store / name).write_bytes(flipped)
            found = _found(store, truth, dice)
            count[found] += 1
            if found == "wrong":
                print(f"{name}: byte {bit // 8}, bit {bit % 8}", file=sys.stderr)
    sorts = ", ".join(f"{sort} {number}" for sort, number in count.items())
    print(f"single-bit flips of a store: {told.rounds}; {sorts} (seed {told.seed})")
    return bool(count["wrong"]) or not count["detected at opening or reading"]


def _put_back(store: Path, whole: dict[str, bytes]) -> None:
    for path in store.iterdir():
        if path.name not in whole:
            path.unlink()
    for name, data in whole.items():
        (store / name).write_bytes(data)


def _everything(one: session.Session) -> dict[str, Callable[[], object]]:
    """All that a person may be shown: records together and one by one, history, and what a search finds."""
    store = one.store
    ids = [row[0] for row in store.connection.execute("SELECT rec FROM current ORDER BY rec")]
    return {
        "records": lambda: store.records(deleted=True),
        "find": lambda: [store.find(rec) for rec in ids],
        "history": lambda: [store.history(rec) for rec in ids],
        "search": lambda: store.search("school"),
        "device": lambda: (one.device, one.inspection),
    }


def _found(store: Path, truth: dict[str, object], dice: random.Random) -> str:
    """Looks in any order, as what was read before is not read again; any error but a `WorldError` ends the run."""
    told = False
    try:
        with session.unlock(store, workbench.PASSPHRASE) as one:
            with engine.faults(store):
                views = list(_everything(one).items())
            dice.shuffle(views)
            for name, view in views:
                try:
                    if view() != truth[name]:
                        print(f"wrong: {name}", file=sys.stderr)
                        return "wrong"
                except WorldError:
                    told = True
            try:
                sound = keeping.check(one).ok
            except WorldError:
                sound = False
    except WorldError:
        told = True
    if told:
        return "detected at opening or reading"
    return "harmless" if sound else "detected by check"


if __name__ == "__main__":
    sys.exit(main())
