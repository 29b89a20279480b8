"""Flips single bits of a store's file: the flip is told, or every text is what it was; never a wrong text.

Then wipes 64 bytes of a page at a time while the store is open: it is told, and typing still saves. What is
typed may be refused only where the page it belongs on is the wiped one, and then it goes into a file elsewhere.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import workbench

from inspector_app.errors import WorldError
from inspector_app.services import keeping, rosters, session, unsealed
from inspector_app.services.elsewhere import bring_back, put_elsewhere
from inspector_app.store import engine, folder
from inspector_app.store.errors import DamagedStoreError

RECORDS = 60
EVERY = 20  # one flip in so many falls on the key file, which is small
WIPED = 64


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
        typed = _wiped(store, whole, place, max(24, told.rounds // 10), dice)
    sorts = ", ".join(f"{sort} {number}" for sort, number in typed.items())
    print(f"pages wiped under an open store: {sum(typed.values())}; after detection typing {sorts}")
    return (
        bool(count["wrong"])
        or not count["detected at opening or reading"]
        or bool(typed["not saved"] or typed["not told"])
        or not typed["still saves"]
    )


def _wiped(
    store: Path, whole: dict[str, bytes], elsewhere: Path, rounds: int, dice: random.Random
) -> dict[str, int]:
    """Opens the store, wipes bytes of one page, has that found, and types."""
    count = dict.fromkeys(
        ("still saves", "is kept elsewhere", "not begun: the store does not open", "not told", "not saved"), 0
    )
    data = whole[folder.DATABASE]
    for _ in range(rounds):
        _put_back(store, whole)
        at = dice.randrange(1, len(data) // engine.PAGE_BYTES) * engine.PAGE_BYTES
        with (store / folder.DATABASE).open("rb+") as file:
            file.seek(at)
            file.write(bytes(WIPED))
        count[_typed(store, elsewhere)] += 1
    return count


def _typed(store: Path, elsewhere: Path) -> str:
    try:
        with session.unlock(store, workbench.PASSPHRASE) as one:
            rosters.note_readers(one)  # as the window does at the opening
            if keeping.look(one).ok:
                return "not told"
            for view in (one.store.records, one.store.conflicted, lambda: one.store.search("school")):
                with suppress(WorldError):  # whatever the screens ask for meanwhile
                    view()
            text = "typed after the fault was found"
            try:
                unsealed.keep_typing(one, editor="evidence/new", kind="evidence", fields={"text": text})
                return "still saves" if unsealed.offered_back(one)[0].fields["text"] == text else "not saved"
            except DamagedStoreError:
                path = put_elsewhere(one, into=elsewhere, text=text)
                kept = bring_back(one, path).text == text
        with session.unlock(store, workbench.PASSPHRASE) as again:
            try:
                unsealed.keep_typing(again, editor="evidence/new", kind="evidence", fields={"text": "again"})
            except DamagedStoreError:
                return "is kept elsewhere" if kept else "not saved"
            return "not saved"  # a store that was opened anew would have taken it
    except DamagedStoreError:
        return "not begun: the store does not open"


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
