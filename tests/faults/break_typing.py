"""Kills the real window with signal 9 while somebody types: words a second old are there, and the store opens.

Somebody types key by key, faster or slower, in one editor after another: quick capture, where a note is
recorded and the next one begun, and notes, texts, sentences and rationales that keep themselves. What was
typed when is written down outside the window. Each editor must offer back what was kept, to the letter.
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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import workbench

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from editors import Editor, furnish
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

# Imported before the fork, so that a child need not do it; no application exists yet.
from inspector_app.errors import WorldError
from inspector_app.gui import opening, places, rescuing
from inspector_app.gui.app import Program, Start
from inspector_app.gui.screens import capture, cases, checklists, interviews, judgements, today
from inspector_app.gui.screens import evidence as evidence_screen
from inspector_app.services import keeping, session, unsealed
from inspector_app.services.session import Session
from inspector_app.store import drafts

ENOUGH = 1.0  # seconds after which typed words must survive
NOTE = 60  # characters of a note
NOTES = 400
ROUNDS_OF_A_STORE = 10
HANDS = 4
LONGEST_WAIT = 60
STAMP = re.compile(r"^\d\d:\d\d ?")
CAPTURE = 0  # its place among the editors


@dataclass
class Count:
    kills: int = 0
    keys: int = 0
    recorded: int = 0
    lost: int = 0
    wrong: int = 0
    shut: int = 0
    problems: int = 0
    editors: Counter[str] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        for name in ("kills", "keys", "recorded", "lost", "wrong", "shut", "problems"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.editors += other.editors


@dataclass(frozen=True)
class Key:
    """One key that was pressed: in which editor, in which note, how many letters of it by then, and when."""

    editor: int
    note: int
    letters: int
    when: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    hands = min(HANDS, told.rounds)
    shares = [(told.rounds // hands + (n < told.rounds % hands), told.seed + n) for n in range(hands)]
    count = Count()
    with multiprocessing.get_context("fork").Pool(hands) as pool:
        for part in pool.starmap(_share, shares):
            count.add(part)
    print(
        f"kill -9 during typing in the window: {count.kills} kills, {count.keys} keys pressed in "
        f"{len(count.editors)} editors, {count.recorded} notes recorded; typed text older than 1 s lost "
        f"{count.lost}, wrong text shown {count.wrong}, stores that do not open {count.shut}, problems found by "
        f"check {count.problems} (seed {told.seed})"
    )
    print("  keys by editor: " + ", ".join(f"{name} {keys}" for name, keys in sorted(count.editors.items())))
    good = count.kills >= told.rounds and count.keys > 5 * count.kills
    return not good or bool(count.lost or count.wrong or count.shut or count.problems)


def _share(rounds: int, seed: int) -> Count:
    dice = random.Random(seed)  # noqa: S311 - dice, not keys
    count = Count()
    with workbench.bench() as folder:
        while count.kills < rounds:
            store = folder / "store"
            workbench.make_store(store, dice)
            with session.unlock(store, workbench.PASSPHRASE) as one:
                editors = furnish(one)
            for turn in range(min(ROUNDS_OF_A_STORE, rounds - count.kills)):
                if not _one_kill(folder, store, editors, dice, count, check=turn % 5 == 4):
                    break
            shutil.rmtree(store)
    return count


def _one_kill(
    folder: Path, store: Path, editors: Sequence[Editor], dice: random.Random, count: Count, *, check: bool
) -> bool:
    """Types until a random moment, kills, opens and compares; returns whether the store opened."""
    notes, gap = [workbench.prose(dice, NOTE) for _ in range(NOTES)], dice.choice((2, 8, 25, 70))
    first = dice.randrange(len(editors) + 1)
    with session.unlock(store, workbench.PASSPHRASE) as one:
        for editor in editors:
            _end_with_a_letter(one, editor)
        before = [editor.words(one) for editor in editors]
    read, write = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            _type(folder, store, Typing(editors, before, notes, first), gap, write)
        except BaseException:  # noqa: BLE001 - a forked child must never run on in the parent's code
            traceback.print_exc()
        finally:
            os._exit(99)
    os.close(write)
    said = _read_until(read, b"ready\n", LONGEST_WAIT)
    after = dice.uniform(0.02, 1.2) if dice.random() < 0.3 else dice.uniform(0.9, 3.5)
    said += _read_until(read, b"no such line", after)
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    while more := os.read(read, 65_536):
        said += more
    os.close(read)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != -signal.SIGKILL or b"ready\n" not in said:
        raise RuntimeError(f"the window ended by itself, with status {status}")
    count.kills += 1
    keys = [Key(*json.loads(line)) for line in said.split(b"\n")[:-1] if line.startswith(b"[")]
    count.keys += len(keys)
    count.editors.update(
        "quick capture" if key.editor == CAPTURE else editors[key.editor - 1].name for key in keys
    )
    return _compare(store, Typing(editors, before, notes, first), keys, killed, count, check=check)


def _end_with_a_letter(one: Session, editor: Editor) -> None:
    """Goes on typing where the last kill left a blank: it would be gone once the text is recorded."""
    kept = drafts.found(one.store, editor.draft)
    text = str(kept[0].fields.get(editor.field, "")) if kept else ""
    if text.endswith(" "):
        fields = {**kept[0].fields, editor.field: f"{text}x"}
        unsealed.keep_typing(
            one,
            editor=editor.draft,
            kind=kept[0].kind,
            fields=fields,
            record=kept[0].rec,
            cursor=(editor.field, len(text) + 1),
        )


def _read_until(handle: int, mark: bytes, seconds: float) -> bytes:
    got, deadline = b"", time.monotonic() + seconds
    while mark not in got and (left := deadline - time.monotonic()) > 0:
        if select.select([handle], [], [], left)[0]:
            more = os.read(handle, 65_536)
            if not more:
                break
            got += more
    return got


def _words(text: str) -> str:
    """Takes the time away that quick capture puts in front."""
    return STAMP.sub("", text)


@dataclass(frozen=True)
class Typing:
    """What is to be typed.

    Attributes:
        editors: all but quick capture.
        before: what stands in each of them already.
        notes: what is typed, one after another, each into the next editor.
        first: where the first one goes; 0 is quick capture.
    """

    editors: Sequence[Editor]
    before: Sequence[str]
    notes: Sequence[str]
    first: int

    def place_of(self, note: int) -> int:
        """Returns the editor that a note goes into."""
        return (self.first + note) % (len(self.editors) + 1)

    def added(self, note: int) -> str:
        """Returns what is typed for a note: in an editor that keeps its text, behind what stands there."""
        return self.notes[note] if self.place_of(note) == CAPTURE else f" {self.notes[note]}"

    def text_of(self, place: int, upto: int) -> str:
        """Returns what stands in an editor when all notes before one were typed."""
        behind = (self.added(note) for note in range(upto) if self.place_of(note) == place)
        return self.before[place - 1] + "".join(behind)


def _compare(
    store: Path, typing: Typing, keys: list[Key], killed: float, count: Count, *, check: bool
) -> bool:
    """Compares what is in the store with what was typed, and when."""
    try:
        with session.unlock(store, workbench.PASSPHRASE) as one:
            records = {_words(text) for text in workbench.shown(one).values()}
            kept = drafts.found(one.store, opening.CAPTURE)
            found = [editor.words(one) for editor in typing.editors]
            recorded = [not drafts.found(one.store, editor.draft) for editor in typing.editors]
            problems = keeping.check(one).problems if check else ()
            if kept:  # the next round begins with an empty box
                drafts.discard(one.store, opening.CAPTURE)
    except WorldError as error:
        print(error, file=sys.stderr)
        count.shut += 1
        return False
    count.problems += len(problems)
    draft = _words(str(kept[0].fields.get("text", ""))) if kept else ""
    captured = [key for key in keys if key.editor == CAPTURE]
    count.recorded += sum(typing.notes[note] in records for note in {key.note for key in captured})
    before = (count.lost, count.wrong)
    _compare_captured(typing, captured, killed, records, draft, count)
    for place, text in enumerate(found, start=1):
        own = [key for key in keys if key.editor == place]
        _compare_kept(typing, place, own, killed, text, count, recorded=recorded[place - 1])
    if before != (count.lost, count.wrong):  # the words are invented, so they may be shown
        late = [(key.editor, key.note, key.letters, round(key.when - killed, 3)) for key in keys[-3:]]
        print(
            f"first {typing.first}, last keys {late}; before {typing.before}, found {found}; draft {draft!r}; notes "
            f"{typing.notes[: keys[-1].note + 1] if keys else ()}",
            file=sys.stderr,
        )
    return True


def _compare_captured(  # noqa: PLR0917 - what a comparison needs
    typing: Typing, keys: list[Key], killed: float, records: set[str], draft: str, count: Count
) -> None:
    """Of quick capture each note is a record, or the draft."""
    if not keys:
        count.wrong += bool(draft)
        return
    present, letters = keys[-1].note, keys[-1].letters
    for note in sorted({key.note for key in keys} - {present}):  # left behind: recorded, or to the letter
        old = any(key.note == note and key.when <= killed - ENOUGH for key in keys)
        count.lost += old and typing.notes[note] not in records and draft != typing.notes[note]
    whole = typing.notes[present]
    safe = max(
        (key.letters for key in keys if key.note == present and key.when <= killed - ENOUGH), default=0
    )
    left_behind = {typing.notes[key.note] for key in keys} - {whole}
    if whole not in records and draft not in left_behind:
        count.lost += len(draft) < safe
        count.wrong += not whole.startswith(draft) or len(draft) > letters + 1
    elif safe and whole not in records:
        count.lost += 1


def _compare_kept(  # noqa: PLR0917 - what a comparison needs
    typing: Typing,
    place: int,
    keys: list[Key],
    killed: float,
    found: str,
    count: Count,
    *,
    recorded: bool,
) -> None:
    """Every other editor holds what stood there and what was typed behind it, but for the last second.

    What is kept is kept to the letter. Once it is recorded, the blanks around a text are gone, and they alone.
    """
    old = [key for key in keys if key.when <= killed - ENOUGH]
    whole = typing.text_of(place, keys[-1].note + 1) if keys else typing.text_of(place, 0)

    def length(key: Key | None) -> int:
        return len(typing.text_of(place, key.note)) + key.letters if key else len(typing.before[place - 1])

    safe = whole[: length(old[-1] if old else None)]
    count.lost += len(found) < len(safe.rstrip() if recorded else safe)
    count.wrong += not whole.startswith(found) or len(found) > length(keys[-1] if keys else None) + 1


class _Typist(QObject):
    """Presses one key after another, in one editor after another, and says each outside."""

    def __init__(self, program: Program, typing: Typing, gap: int, says: int) -> None:
        super().__init__()
        self._program, self._typing, self._says = program, typing, says
        self._steps = self._hand()
        self._since = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(gap)
        self._timer.timeout.connect(self.press)
        self._timer.start()

    @Slot()
    def press(self) -> None:
        """Goes on by a step; an editor that does not come to show what was typed in it ends the process."""
        try:
            waits_for = next(self._steps)
        except BaseException:  # noqa: BLE001 - the window would go on for ever
            traceback.print_exc()
            os._exit(98)
        if not waits_for:
            self._since = time.monotonic()
        elif time.monotonic() - self._since > LONGEST_WAIT / 2:
            print(f"the typist waits in vain for {waits_for}", file=sys.stderr, flush=True)
            os._exit(98)

    @property
    def _rests(self) -> bool:
        return self._program.shell.tasks is not None and not self._program.shell.tasks.busy

    def _hand(self) -> Iterator[str]:
        """Yields what it waits for, or nothing after each key."""
        while self._program.session is None or not self._rests:
            yield "the store"
        os.write(self._says, b"ready\n")
        for note in range(len(self._typing.notes)):
            if self._typing.place_of(note) == CAPTURE:
                yield from self._capture(note)
            else:
                yield from self._keep(note, self._typing.editors[self._typing.place_of(note) - 1])

    def _keys(self, box: QPlainTextEdit, note: int) -> Iterator[str]:
        place = self._typing.place_of(note)
        for number, letter in enumerate(self._typing.added(note), start=1):
            QTest.keyClick(box, letter)
            os.write(self._says, json.dumps([place, note, number, time.monotonic()]).encode() + b"\n")
            yield ""

    def _capture(self, note: int) -> Iterator[str]:
        self._program.capture()
        panel = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture")
        while _words(panel.box.toPlainText()) or not self._rests:
            yield "an empty box of quick capture"
        yield from self._keys(panel.box, note)
        panel.seal()
        while _words(panel.box.toPlainText()):
            yield "the note of quick capture to be recorded"
        panel.reject()

    def _keep(self, note: int, editor: Editor) -> Iterator[str]:
        text = self._typing.text_of(self._typing.place_of(note), note)
        window = self._program.shell.window
        window.go(editor.screen, editor.what)
        while not self._rests or editor.find(window.screen_of(editor.screen)).toPlainText() != text:
            yield f"{editor.name} to show {text!r}"
        box = editor.find(window.screen_of(editor.screen))
        QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        yield from self._keys(box, note)


def _type(folder: Path, store: Path, typing: Typing, gap: int, says: int) -> None:
    """The child: the real window on the store, and a typist."""
    home = Path(tempfile.mkdtemp(prefix="home-", dir=folder))
    app = QApplication.instance() or QApplication(["inspector-app"])
    program = Program(app, Start(home, store, folder / "passphrase.txt"))
    program.begin()
    typist = _Typist(program, typing, gap, says)
    app.exec()
    del typist


if __name__ == "__main__":
    _ = (capture, cases, checklists, evidence_screen, interviews, judgements, places, rescuing, today)
    sys.exit(main())
