# ruff: noqa: E402 - the checkout and the keychain are set before the app is imported
"""Presses keys and buttons at random in the real window on the demonstration, and counts what breaks.

Every screen, dialog, menu and shortcut is in reach, real threads write to a real store, and now and then the
window is resized, dressed anew, locked and unlocked. Nothing may crash, warn or come to our own error report;
no dialog may stay against Esc; and of the words that stood safe on the screen at a lock, none may be missing
from the store when it is open again. The seed is printed first, so that what broke can be played again.

    python tests/gui/audit_monkey.py [--events N] [--seed N]
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import random
import re
import sys
import tempfile
import time
import weakref
from collections import Counter
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never a person's own keychain
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from inspector_app.gui.app import Program, Start
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.saving import Phase
from inspector_app.gui.shell import application
from inspector_app.gui.widgets.dialogs import Dialogs
from inspector_app.services.demo import run_demo, words
from inspector_app.store import drafts

LOOK_AROUND, LOCK = 100, 250  # events between two looks for stuck dialogs, and between two locks
PATIENCE = 30.0  # seconds until a job that is under way counts as stuck
OUTS = 12  # presses of Esc after which a dialog counts as stuck
WORD = re.compile(r"zq[a-p]{6}")
QUIET = re.compile(r"This plugin does not support")
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
KEYS = (
    *(["Tab"] * 8), "Backtab", "Return", "Return", "Space", "Space", "Escape", "Up", "Down", "Down", "Left", "Right",
    "Home", "End", "PageDown", "PageUp", "Backspace", "Delete", "F1", "F6", "F9", "Plus", "Minus",
)  # fmt: skip
SHORTCUTS = (
    (CONTROL, "NNNFKLSAXVZY0"), (CONTROL | SHIFT, "LEQPTD"), (ALT, "12345678"),
)  # fmt: skip


class Monkey:
    """The hands, the dice, and what was seen."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - dice, not keys
        self.folder = folder
        self.did: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.typed = self.safe = self.lost = 0
        self.fields: weakref.WeakSet[AutosaveField] = weakref.WeakSet()
        self.app = application(["inspector-app"])
        qInstallMessageHandler(self._heard)
        sys.excepthook = self._raised
        self._watch_fields()
        self._answer_pickers()
        self.demo = run_demo(folder / "demo")
        self.program = self._start()

    # --- the stage -----------------------------------------------------------------------------------

    def _start(self) -> Program:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        program = Program(self.app, Start(home, Path(self.demo.stores[0])))
        program.begin()
        self.until("the door", lambda: program.door is not None and program.door.framework.count() > 0)
        return program

    def unlock(self) -> None:
        """Opens the store, where the window stands locked."""
        program = self.program
        self.rest()
        if program.session is not None or program.door is None:
            return
        program.door.tabs.setCurrentIndex(0)
        program.door.folder.setText(str(self.demo.stores[0]))
        program.door.passphrase.setText(words()["passphrase"])
        QTest.keyClick(program.door.passphrase, Qt.Key.Key_Return)
        self.until("the store to open", lambda: program.session is not None)
        self.rest()

    def _watch_fields(self) -> None:
        begun = AutosaveField.__init__
        fields = self.fields

        def watched(field: AutosaveField, *given: object, **named: object) -> None:
            begun(field, *given, **named)
            fields.add(field)

        AutosaveField.__init__ = watched

    def _answer_pickers(self) -> None:
        """The system's own choosers of files are answered at random: nothing, something new, or some file."""
        odd = self.folder / "odd.txt"
        odd.write_text("Not what was asked for.\n", "utf-8")

        def answers(*choices: Path | None) -> Callable[..., None]:
            def picked(
                _dialogs: Dialogs, _title: str, chosen: Callable[[Path | None], None], **_: object
            ) -> None:
                chosen(self.dice.choice(choices))

            return picked

        new = self.folder / "out"
        Dialogs.choose_file = answers(None, odd)
        Dialogs.choose_new_file = answers(None, self.folder / "new.docx", new / "nowhere" / "new.docx")
        Dialogs.choose_folder = answers(None, new)
        QDesktopServices.openUrl = staticmethod(lambda _url: True)

    def _heard(self, _kind: object, _where: object, told: str) -> None:
        if not QUIET.match(told):
            self.faults[f"Qt warned: {told[:160]}"] += 1

    def _raised(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        sys.__excepthook__(kind, error, trace)
        self.faults[f"raised: {kind.__name__}"] += 1

    # --- waiting -------------------------------------------------------------------------------------

    def until(self, what: str, holds: Callable[[], bool]) -> bool:
        begun = time.monotonic()
        while not holds():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
            if time.monotonic() - begun > PATIENCE:
                self.faults[f"waited in vain for {what}"] += 1
                return False
        return True

    def rest(self) -> bool:
        """Waits until no job is under way and no words are on their way to the store."""
        tasks, board = self.program.shell.tasks, self.program.shell.board
        assert tasks is not None
        return self.until(
            "rest", lambda: tasks.busy == 0 and board.standing.phase in {Phase.CLEAN, Phase.SAVED}
        )

    # --- what it does --------------------------------------------------------------------------------

    def act(self) -> None:
        """One event, and whatever follows from it."""
        does = self.dice.choices(
            (self._key, self._shortcut, self._click, self._type, self._wheel, self._look, self._jump),
            (30, 8, 40, 12, 4, 1, 5),
        )[0]
        self.did[does.__name__.strip("_")] += 1
        does()
        self.app.processEvents()
        if not self.program.shell.window.isVisible():
            self._again()

    def _again(self) -> None:
        """The window was closed, as anybody may: the program is started anew."""
        self.did["start"] += 1
        self._end()
        self.program = self._start()
        self.unlock()

    def _end(self) -> None:
        program = self.program
        program.shell.window.close()
        self.until("the window to close", lambda: not program.shell.window.isVisible())
        program.end()
        program.shell.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _under(self) -> QWidget:
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        return popup or modal or QApplication.activeWindow() or self.program.shell.window

    def _target(self) -> QWidget:
        within = self._under()
        focus = QApplication.focusWidget()
        return focus if focus is not None and within.isAncestorOf(focus) else within

    def _key(self) -> None:
        QTest.keyClick(self._target(), Qt.Key[f"Key_{self.dice.choice(KEYS)}"])

    def _shortcut(self) -> None:
        modifier, letters = self.dice.choice(SHORTCUTS)
        QTest.keyClick(self._target(), Qt.Key(ord(self.dice.choice(letters))), modifier)

    def _click(self) -> None:
        within = self._under()
        seen = [each for each in within.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
        seen = [each for each in seen if each.window() is within and not each.visibleRegion().isEmpty()]
        on = self.dice.choice(seen or [within])
        at = QPoint(self.dice.randrange(max(1, on.width())), self.dice.randrange(max(1, on.height())))
        if isinstance(on, QToolButton) and on.menu() is not None:
            # Qt's own calendar waits inside the click until the menu of months is closed; nobody else would.
            QTimer.singleShot(0, on.menu().close)
        press = QTest.mouseDClick if self.dice.random() < 0.1 else QTest.mouseClick
        press(on, Qt.MouseButton.LeftButton, NONE, at)

    def _type(self) -> None:
        word = "zq" + "".join(self.dice.choices("abcdefghijklmnop", k=6))
        on = self._target()
        if not isinstance(on, QPlainTextEdit) and self.dice.random() < 0.7:
            within = self._under()
            boxes = [
                box for box in within.findChildren(QPlainTextEdit) if box.isVisible() and box.isEnabled()
            ]
            if boxes:
                on = self.dice.choice(boxes)
                on.setFocus(Qt.FocusReason.MouseFocusReason)
        self.typed += isinstance(on, QPlainTextEdit | QLineEdit)
        for letter in f"{word} ":
            QTest.keyClick(on, letter)

    def _wheel(self) -> None:
        on = self._target()
        at = QPointF(on.rect().center())
        turn = QPoint(0, self.dice.choice((-240, -120, 120, 240)))
        wheel = QWheelEvent(
            at, QPointF(on.mapToGlobal(at.toPoint())), QPoint(), turn, Qt.MouseButton.NoButton, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QCoreApplication.sendEvent(on, wheel)

    def _look(self) -> None:
        shell = self.program.shell
        self.dice.choice(
            (
                shell.look_light, shell.look_dark, shell.look_contrast, shell.look_system, shell.grow, shell.shrink,
                shell.usual_size, lambda: shell.window.resize(self.dice.randrange(700, 1500), self.dice.randrange(500, 1000)),
            )
        )()  # fmt: skip

    def _jump(self) -> None:
        window = self.program.shell.window
        if window.names and QApplication.activeModalWidget() is None:
            window.go(self.dice.choice(window.names))

    # --- looking around ------------------------------------------------------------------------------

    def get_out(self) -> None:
        """Everything over the window goes by Esc; what does not is stuck."""
        window = self.program.shell.window
        for _ in range(OUTS):
            over = [
                each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window
            ]
            if not over:
                window.activateWindow()
                return
            front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or over[-1]
            QTest.keyClick(front, Qt.Key.Key_Escape)
            self.app.processEvents()
        for each in over:
            kind = type(each).__name__
            if isinstance(each, QDialog | QFileDialog) or each.isModal():
                self.faults[f"stuck: {kind}"] += 1
            each.close()

    def lock_and_look(self) -> None:
        """Locks, unlocks, and seeks in the store whatever words stood safe on the screen."""
        self.get_out()
        if self.program.session is None or not self.rest():
            self.unlock()
            return
        stood = self._words_on_screen()
        self.program.shell.lock()
        if not self.until("the lock", lambda: self.program.session is None):
            return
        self.unlock()
        held = self._words_in_store()
        self.safe += len(stood)
        missing = stood - held
        self.lost += len(missing)
        if missing:
            self.faults[f"lost: {sorted(missing)}"] += 1

    def _words_on_screen(self) -> set[str]:
        found: set[str] = set()
        for field in tuple(self.fields):
            try:
                text, phase = field.text, field.phase
            except RuntimeError:  # its editor is gone
                continue
            if phase in {Phase.CLEAN, Phase.SAVED}:
                found.update(WORD.findall(text))
        return found

    def _words_in_store(self) -> set[str]:
        got: list[str] = []
        session = self.program.session
        assert session is not None

        def read() -> str:
            kept = [dict(draft.fields) for draft in drafts.found(session.store)]
            recorded = [repr(record) for record in session.store.records(deleted=True)]
            return json.dumps([kept, recorded], default=str)

        self.program.shell.desk.runner.run(read, got.append)
        self.until("the store to be read", lambda: bool(got))
        return set(WORD.findall(got[0])) if got else set()

    def finish(self) -> None:
        self.lock_and_look()
        self._end()
        reports = list((self.folder / "home" / "reports").glob("*"))
        for each in reports:
            self.faults[f"report of our own error: {each.read_text('utf-8').splitlines()[3:]}"] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args()
    faulthandler.enable()
    print(f"seed {told.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        monkey = Monkey(Path(folder), told.seed)
        monkey.unlock()
        for number in range(1, told.events + 1):
            monkey.act()
            if number % LOOK_AROUND == 0:
                monkey.get_out()
                monkey.rest()
            if number % LOCK == 0:
                monkey.lock_and_look()
        monkey.finish()
        os.chdir(ROOT)
    stuck = sum(count for fault, count in monkey.faults.items() if fault.startswith(("stuck", "waited")))
    print(
        f"{told.events} events ({', '.join(f'{name} {count}' for name, count in sorted(monkey.did.items()))}): "
        f"0 crashes, {stuck} stuck, {monkey.typed} words typed into fields, {monkey.safe} stood safe at a lock, "
        f"{monkey.lost} lost, {sum(monkey.faults.values())} faults (seed {told.seed})"
    )
    for fault, count in monkey.faults.most_common():
        print(f"  {fault} ({count} times)")
    return bool(monkey.faults)


if __name__ == "__main__":
    sys.exit(main())
