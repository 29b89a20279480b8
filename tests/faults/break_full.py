"""Fills the disk under the real window: it never says "Saved" of words that are not, and keeps them on screen.

A store stands on a small disk in memory; once the window has opened it, a ballast file leaves a few pages free,
up to what a session takes, so that each of its writes fails in some round. Somebody types into one editor after another and
comes back to the first. Whenever the window rests, its status bar and banners are read and the store is copied:
after "Saved" the copy must hold every word typed; after "Not saved" a banner must say so and the words must stand
on screen. Then the ballast goes, and with or without "Try again" all of it must be saved.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import workbench

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from disks import NoDiskError, fill, in_a_room_of_its_own, small_disk
from editors import Editor, furnish
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton

# Imported before the fork, so that a child need not do it; no application exists yet.
from inspector_app.gui import opening, places, rescuing
from inspector_app.gui.app import Program, Start
from inspector_app.gui.screens import capture, cases, checklists, interviews, judgements, today
from inspector_app.gui.screens import evidence as evidence_screen
from inspector_app.services import session
from inspector_app.store import drafts

MOST_PAGES = 48
NOTE = 600  # characters
VISITS = 4  # editors of a round; the last one is the first again
HANDS = 3
PATIENCE = 40  # seconds
STEP_MS = 5
BANNERS = ("not-saved:", "not-recorded:")  # of words that keep themselves, and of what a button writes


@dataclass
class Count:
    sessions: int = 0
    looks: int = 0
    saved: int = 0
    refused: int = 0
    lost: int = 0
    false: int = 0
    silent: int = 0
    vanished: int = 0
    problems: int = 0

    def add(self, other: Count) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Script:
    """What is typed in a round.

    Attributes:
        visits: the editors, one after another; None is quick capture.
        before: what stands in the editors already, by name.
        notes: what is typed at each visit.
        presses: whether "Try again" is pressed once there is room.
    """

    visits: Sequence[Editor | None]
    before: dict[str, str]
    notes: Sequence[str]
    presses: bool

    def text_of(self, editor: Editor, upto: int) -> str:
        """Returns what stands in an editor when the visits before one are over."""
        typed = (f" {self.notes[n]}" for n in range(upto) if self.visits[n] is editor)
        return self.before[editor.name] + "".join(typed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5 * MOST_PAGES, help="sessions")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    with workbench.bench() as folder:
        try:
            with small_disk(folder / "tried"):
                pass
        except NoDiskError:
            return in_a_room_of_its_own("disk full under the window")
    pages = [MOST_PAGES * n // told.rounds for n in range(told.rounds)]
    hands = min(HANDS, told.rounds)
    count = Count()
    with multiprocessing.get_context("fork").Pool(hands) as pool:
        for part in pool.starmap(_share, [(pages[n::hands], told.seed + n) for n in range(hands)]):
            count.add(part)
    print(
        f"disk full under the window: {count.sessions} sessions, {count.looks} looks, of which {count.saved} said "
        f'"Saved" and {count.refused} "Not saved"; words lost {count.lost}, false "Saved" {count.false}, failures '
        f"without a banner {count.silent}, words gone from the screen {count.vanished}, problems found by check "
        f"{count.problems} (seed {told.seed})"
    )
    good = count.refused and count.saved
    return not good or bool(count.lost or count.false or count.silent or count.vanished or count.problems)


def _share(pages: list[int], seed: int) -> Count:
    dice = random.Random(seed)  # noqa: S311 - dice, not keys
    count = Count()
    with workbench.bench() as folder:
        workbench.make_store(folder / "made", dice)
        with session.unlock(folder / "made", workbench.PASSPHRASE) as one:
            editors = furnish(one)
            before = {editor.name: editor.words(one) for editor in editors}
        with small_disk(folder / "disk") as disk:
            for turn, free in enumerate(pages):
                first = dice.randrange(len(editors) + 1)
                round_of = (*editors, None)
                visits = [round_of[(first + n) % len(round_of)] for n in range(VISITS - 1)]
                # A capture that waits for room takes no letter before it is done or given up, so none follows it.
                again = visits[0] if visits[0] is not None else visits[1]
                script = Script(
                    (*visits, again),
                    before,
                    [workbench.prose(dice, NOTE) for _ in range(VISITS)],
                    bool(turn % 2),
                )
                shutil.copytree(folder / "made", disk / "store")
                Round(folder, disk, script, free, count).run()
                shutil.rmtree(disk / "store")
    return count


class Round:
    """One session of the window, in a process of its own, and the look from outside."""

    def __init__(self, folder: Path, disk: Path, script: Script, free: int, count: Count) -> None:
        self._folder, self._disk, self._script = folder, disk, script
        self._free, self._count = free, count
        self._ballast = disk / "ballast"

    def run(self) -> None:
        """Runs the session, and looks whenever the window rests."""
        workbench.forget_ends(self._folder)
        (heard, says), (told, tells) = os.pipe(), os.pipe()
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(heard)
                os.close(tells)
                os._exit(_window(self._folder, self._disk / "store", self._script, says, told))
            except BaseException:  # noqa: BLE001 - a forked child must never run on in the parent's code
                traceback.print_exc()
            finally:
                os._exit(99)
        os.close(says)
        os.close(told)
        last: dict[str, Any] = {}
        with os.fdopen(heard) as lines:
            for line in lines:
                last = json.loads(line)
                self._heard(last)
                os.write(tells, b"\n")
        os.close(tells)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self._ballast.unlink(missing_ok=True)
        if status or last.get("at") != "the end":
            raise RuntimeError(
                f"{self._free} pages: the window ended with status {status} after {last.get('at')}"
            )
        self._count.sessions += 1
        workbench.forget_ends(self._folder)
        verdict = workbench.look(self._disk / "store", workbench.Told())
        self._count.problems += len(verdict.problems)
        for problem in verdict.problems:
            self._complain(problem)

    def _heard(self, seen: dict[str, Any]) -> None:
        if seen["at"] == "open":
            fill(self._ballast, self._free)
            return
        if seen["at"] == "room":
            self._ballast.unlink()
            return
        self._count.looks += 1
        self._count.vanished += not seen["whole"]
        if not seen["whole"]:
            self._complain(f"{seen['at']}: the words do not stand on the screen")
        if seen["status"].startswith("Saved"):
            self._count.saved += 1
            missing = self._missing(seen["visits"], seen["recorded"])
            self._count.false += bool(missing)
            if missing:
                self._complain(f'{seen["at"]}: "Saved", but not {missing}')
            if seen["at"] == "the end":
                self._count.lost += len(missing)
            return
        self._count.refused += 1
        loud = "Not saved" in seen["status"] and any(seen["banners"])
        self._count.silent += not loud
        if not loud:
            self._complain(f"{seen['at']}: {seen['status']!r}, banners {seen['banners']}")
        if seen["at"] == "the end":
            self._count.lost += 1
            self._complain(f"there is room again, but {seen['status']!r}")

    def _missing(self, visits: int, recorded: list[int]) -> list[str]:
        """Returns the editors whose words a copy of the store does not hold as they were typed."""
        script, copy = self._script, self._folder / "copy"
        shutil.copytree(self._disk / "store", copy, ignore=shutil.ignore_patterns("*.lock", "lock"))
        workbench.forget_ends(self._folder)
        try:
            with session.unlock(copy, workbench.PASSPHRASE) as one:
                missing = [
                    editor.name
                    for editor in {editor for editor in script.visits[:visits] if editor is not None}
                    if editor.words(one) != script.text_of(editor, visits)
                ]
                kept = drafts.found(one.store, opening.CAPTURE)
                draft = str(kept[0].fields.get("text", "")) if kept else ""
                shown = workbench.shown(one).values()
                captured = [n for n in range(visits) if script.visits[n] is None]
                missing += [
                    f"the note of visit {n}"
                    for n in captured
                    if not any(script.notes[n] in text for text in shown)
                    and (n in recorded or script.notes[n] not in draft)
                ]
        finally:
            shutil.rmtree(copy)
        return missing

    def _complain(self, what: str) -> None:
        names = [editor.name if editor else "quick capture" for editor in self._script.visits]
        print(f"{self._free} pages, {names}: {what}", file=sys.stderr)


class _Typist(QObject):
    """Types through the script, says what the window shows, and waits until that was looked at."""

    def __init__(self, program: Program, script: Script, says: int, told: int) -> None:
        super().__init__()
        self._program, self._script = program, script
        self._says, self._told = says, told
        self._recorded: list[int] = []
        self._steps = self._session()
        self._since, self._waits_for = time.monotonic(), ""
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.go_on)
        self._timer.start()

    @Slot()
    def go_on(self) -> None:
        """Goes on by a step; what does not come about in good time ends the process."""
        try:
            waits_for = next(self._steps)
        except StopIteration:
            self._timer.stop()
            return
        except BaseException:  # noqa: BLE001 - the window would go on for ever
            traceback.print_exc()
            os._exit(98)
        if waits_for != self._waits_for:
            self._waits_for, self._since = waits_for, time.monotonic()
        elif time.monotonic() - self._since > PATIENCE:
            print(f"the typist waits in vain for {waits_for}", file=sys.stderr, flush=True)
            os._exit(98)

    @property
    def _window(self) -> Any:
        return self._program.shell.window

    @property
    def _rests(self) -> bool:
        return self._program.shell.tasks is not None and not self._program.shell.tasks.busy

    @property
    def _status(self) -> str:
        return self._window.facts.findChild(QLabel, "saved").accessibleName()

    def _session(self) -> Iterator[str]:
        """Yields what it waits for."""
        while self._program.session is None or not self._rests:
            yield "the store"
        yield from self._say("open", 0)
        for visit, editor in enumerate(self._script.visits):
            yield from self._capture(visit) if editor is None else self._keep(visit, editor)
        yield from self._say("room", len(self._script.visits))
        if self._script.presses:
            for button in self._window.banners.findChildren(QPushButton):
                if button.text() == "Try again":
                    button.click()
        else:  # the window tries again by itself, without a letter typed
            while self._status == "Not saved":
                yield "the window to try again"
        while not self._rests or self._status == "Saving…":
            yield "the words to be saved"
        yield from self._say("the end", len(self._script.visits))
        self._window.close()

    def _say(self, at: str, visits: int, *, whole: bool = True) -> Iterator[str]:
        banners = [
            n.sentence for n in self._window.banners.notices() if n.key.startswith(BANNERS) and not n.closable
        ]
        seen = {
            "at": at, "visits": visits, "whole": whole, "status": self._status, "banners": banners,
            "recorded": self._recorded,
        }  # fmt: skip
        os.write(self._says, json.dumps(seen).encode() + b"\n")
        os.read(self._told, 1)
        yield ""

    def _type(self, box: QPlainTextEdit, words: str) -> Iterator[str]:
        QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        for place in range(0, len(words), 30):
            QTest.keyClicks(box, words[place : place + 30])
            yield ""
        while not self._rests or self._status == "Saving…":
            yield "the words to be saved or refused"

    def _capture(self, visit: int) -> Iterator[str]:
        note = self._script.notes[visit]
        self._program.capture()
        panel: Any = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture")
        while not self._rests:
            yield "quick capture"
        # What could not be recorded at an earlier visit stands there still.
        stood = panel.box.toPlainText()
        before = [n for n in range(visit) if self._script.visits[n] is None and n not in self._recorded]
        whole = all(self._script.notes[n] in stood for n in before)
        yield from self._type(panel.box, f" {note}" if before else note)
        yield from self._say(f"visit {visit}", visit + 1, whole=whole and note in panel.box.toPlainText())
        panel.seal()
        while not self._rests:
            yield "the note to be recorded or refused"
        if note not in panel.box.toPlainText():
            self._recorded += [*before, visit]
        yield from self._say(f"visit {visit}, sealed", visit + 1)
        panel.reject()

    def _keep(self, visit: int, editor: Editor) -> Iterator[str]:
        self._window.go(editor.screen, editor.what)
        while not self._rests or self._window.screen_of(editor.screen) is None:
            yield editor.name
        box = editor.find(self._window.screen_of(editor.screen))
        stands = box.toPlainText() == self._script.text_of(editor, visit)
        yield from self._type(box, f" {self._script.notes[visit]}")
        whole = box.toPlainText() == self._script.text_of(editor, visit + 1)
        yield from self._say(f"visit {visit}", visit + 1, whole=stands and whole)


def _window(folder: Path, store: Path, script: Script, says: int, told: int) -> int:
    """The child: the real window on the store, and a typist."""
    app = QApplication.instance() or QApplication(["inspector-app"])
    program = Program(app, Start(folder / "home", store, folder / "passphrase.txt"))
    program.shell.errors.install()
    program.begin()
    typist = _Typist(program, script, says, told)
    status = app.exec()
    program.end()
    del typist
    return status


if __name__ == "__main__":
    _ = (capture, cases, checklists, evidence_screen, interviews, judgements, places, rescuing, today)
    sys.exit(main())
