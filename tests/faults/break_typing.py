"""Kills the real window with signal 9 while somebody types: words a second old are there, and the store opens.

Quick capture is typed into key by key, faster or slower; now and then a note is recorded and the next one begun.
What was typed when is written down outside the window.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

import workbench

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

# Imported before the fork, so that a child need not do it; no application exists yet.
from inspector_app.errors import WorldError
from inspector_app.gui import opening, places, rescuing
from inspector_app.gui.app import Program, Start
from inspector_app.gui.screens import capture as _capture  # noqa: F401 - as above
from inspector_app.services import keeping, session
from inspector_app.store import drafts

ENOUGH = 1.0  # seconds after which typed words must survive
NOTE = 60  # characters of a note
NOTES = 400
ROUNDS_OF_A_STORE = 10
LONGEST_WAIT = 60
STAMP = re.compile(r"^\d\d:\d\d ?")


@dataclass
class Count:
    kills: int = 0
    keys: int = 0
    recorded: int = 0
    lost: int = 0
    wrong: int = 0
    shut: int = 0
    problems: int = 0

    def add(self, other: Count) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    hands = min(3, told.rounds)
    shares = [(told.rounds // hands + (n < told.rounds % hands), told.seed + n) for n in range(hands)]
    count = Count()
    with multiprocessing.get_context("fork").Pool(hands) as pool:
        for part in pool.starmap(_share, shares):
            count.add(part)
    print(
        f"kill -9 during typing in the window: {count.kills} kills, {count.keys} keys pressed, {count.recorded} "
        f"notes recorded; typed text older than 1 s lost {count.lost}, wrong text shown {count.wrong}, stores "
        f"that do not open {count.shut}, problems found by check {count.problems} (seed {told.seed})"
    )
    good = count.kills >= told.rounds and count.keys > 5 * count.kills
    return not good or bool(count.lost or count.wrong or count.shut or count.problems)


def _share(rounds: int, seed: int) -> Count:
    dice = random.Random(seed)  # noqa: S311 - dice, not keys
    count = Count()
    with workbench.bench() as folder:
        while count.kills < rounds:
            store = folder / "store"
            workbench.make_store(store, dice)
            for turn in range(min(ROUNDS_OF_A_STORE, rounds - count.kills)):
                if not _one_kill(folder, store, dice, count, check=turn % 5 == 4):
                    break
            shutil.rmtree(store)
    return count


def _notes(dice: random.Random) -> list[str]:
    return [workbench.prose(dice, NOTE) for _ in range(NOTES)]


def _one_kill(folder: Path, store: Path, dice: random.Random, count: Count, *, check: bool) -> bool:
    """Types until a random moment, kills, opens and compares; returns whether the store opened."""
    notes, gap = _notes(dice), dice.choice((2, 8, 25, 70))
    read, write = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            _type(folder, store, notes, gap, write)
        except BaseException:  # noqa: BLE001 - a forked child must never run on in the parent's code
            traceback.print_exc()
        finally:
            os._exit(99)
    os.close(write)
    said = _read_until(read, b"ready\n", LONGEST_WAIT)
    after = dice.uniform(0.02, 1.2) if dice.random() < 0.3 else dice.uniform(0.9, 3.5)
    said += _read_for(read, after)
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    while more := os.read(read, 65_536):
        said += more
    os.close(read)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != -signal.SIGKILL or b"ready\n" not in said:
        raise SystemExit(f"the window ended by itself, with status {status}")
    count.kills += 1
    return _compare(store, notes, said, killed, count, check=check)


def _read_until(handle: int, mark: bytes, seconds: float) -> bytes:
    got, deadline = b"", time.monotonic() + seconds
    while mark not in got and (left := deadline - time.monotonic()) > 0:
        if select.select([handle], [], [], left)[0]:
            more = os.read(handle, 65_536)
            if not more:
                break
            got += more
    return got


def _read_for(handle: int, seconds: float) -> bytes:
    return _read_until(handle, b"no such line", seconds)


def _words(text: str) -> str:
    """Takes the time away that quick capture puts in front."""
    return STAMP.sub("", text)


def _compare(store: Path, notes: list[str], said: bytes, killed: float, count: Count, *, check: bool) -> bool:
    """Compares what is in the store with what was typed, and when."""
    typed = [json.loads(line) for line in said.split(b"\n")[:-1] if line.startswith(b"[")]
    count.keys += len(typed)
    try:
        with session.unlock(store, workbench.PASSPHRASE) as one:
            records = {_words(text) for text in workbench.shown(one).values()}
            found = [draft for draft in drafts.found(one.store) if draft.editor == opening.CAPTURE]
            problems = keeping.check(one).problems if check else ()
            for draft in found:  # the next round begins with an empty box
                drafts.discard(one.store, draft.editor)
    except WorldError as error:
        print(error, file=sys.stderr)
        count.shut += 1
        return False
    count.problems += len(problems)
    before = (count.lost, count.wrong)
    draft = _words(str(found[0].fields.get("text", ""))) if found else ""
    present, letters = (typed[-1][0], typed[-1][1]) if typed else (0, 0)
    count.recorded += sum(note in records for note in notes[: present + 1])
    for number in range(present):  # left behind when the next was begun: recorded, or still to the letter
        old = any(note == number and when <= killed - ENOUGH for note, _, when in typed)
        count.lost += old and notes[number] not in records and draft != notes[number]
    whole = notes[present]
    safe = max((n for note, n, when in typed if note == present and when <= killed - ENOUGH), default=0)
    if whole not in records and draft != notes[max(present - 1, 0)]:
        count.lost += len(draft) < safe
        count.wrong += not whole.startswith(draft) or len(draft) > letters + 1
    elif safe and whole not in records:
        count.lost += 1
    if before != (count.lost, count.wrong):  # the words are invented, so they may be shown
        late = [round(when - killed, 3) for *_, when in typed[-3:]]
        print(
            f"note {present}, {letters} typed, {safe} of them {ENOUGH} s ago, last keys {late}: {whole!r}; "
            f"draft {draft!r}; recorded {[number for number in range(present + 1) if notes[number] in records]}",
            file=sys.stderr,
        )
    return True


class _Typist(QObject):
    """Presses one key after another in quick capture, and says each outside."""

    def __init__(self, program: Program, notes: list[str], gap: int, says: int) -> None:
        super().__init__()
        self._program, self._notes, self._says = program, notes, says
        self._note = self._letter = 0
        self._box = None
        self._sealing = False
        self._timer = QTimer(self)
        self._timer.setInterval(gap)
        self._timer.timeout.connect(self.press)
        self._timer.start()

    @Slot()
    def press(self) -> None:
        if self._program.session is None or (self._program.shell.tasks.busy and self._box is None):
            return
        if self._box is None:
            self._program.capture()
            self._panel = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture")
            self._box = self._panel.box
            os.write(self._says, b"ready\n")
            return
        whole = self._notes[self._note]
        if self._letter == len(whole):
            if not _words(self._box.toPlainText()):  # recorded
                self._note, self._letter, self._sealing = self._note + 1, 0, False
            elif not self._sealing:
                self._sealing = True
                self._panel.seal()
            return
        QTest.keyClick(self._box, whole[self._letter])
        self._letter += 1
        told = json.dumps([self._note, self._letter, time.monotonic()])
        os.write(self._says, told.encode() + b"\n")


def _type(folder: Path, store: Path, notes: list[str], gap: int, says: int) -> None:
    """The child: the real window on the store, and a typist."""
    home = Path(tempfile.mkdtemp(prefix="home-", dir=folder))
    app = QApplication.instance() or QApplication(["inspector-app"])
    program = Program(app, Start(home, store, folder / "passphrase.txt"))
    program.begin()
    typist = _Typist(program, notes, gap, says)
    app.exec()
    del typist


if __name__ == "__main__":
    _ = (places, rescuing)
    sys.exit(main())
