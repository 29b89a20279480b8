"""A person at the real window, in a process of its own, for `break_canary.py`.

Words come scrambled on standard input and are typed letter by letter, so that this script never holds one of
them whole: whatever is found in the memory of this process, the app left there.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from inspector_app.__main__ import main as start
from inspector_app.gui import app as window_app
from inspector_app.gui.shell import application
from inspector_app.gui.widgets.viewer import Viewer
from inspector_app.store import drafts
from inspector_app.store.errors import StoreWriteError

SCRAMBLE = 0x5A
ATTACHED = 7  # a text, a picture and a PDF, each under two names, and the file that is attached here
_PATIENCE = 15.0  # seconds
_STEP_MS = 15
Wait = Callable[[], bool]


class Typist:
    """Goes through its steps one by one, each in the window's own loop."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self._program: window_app.Program | None = None
        self._steps = self._session()
        self._titles: set[bytes] = set()
        self._wait: Wait = self._stands
        self._since = time.monotonic()
        self._timer = QTimer()
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._next)
        begin = window_app.Program.begin

        def begun(program: window_app.Program) -> None:
            self._program = program
            begin(program)

        window_app.Program.begin = begun  # type: ignore[method-assign]
        self._timer.start()

    @property
    def program(self) -> window_app.Program:
        assert self._program is not None
        return self._program

    @property
    def window(self) -> Any:
        return self.program.shell.window

    def _stands(self) -> bool:
        return self._program is not None

    def _next(self) -> None:
        try:
            self._titles |= {
                _scrambled(widget.windowTitle())
                for widget in QApplication.topLevelWidgets()
                if widget.isVisible()
            }
            if self._wait():
                self._since = time.monotonic()
                self._wait = next(self._steps)
            elif time.monotonic() - self._since > _PATIENCE:
                told = [notice.sentence for notice in self.window.banners.notices()]
                raise TimeoutError(f"line {self._wait.__code__.co_firstlineno}, {told}")  # noqa: TRY301 - told below
        except StopIteration:
            self._timer.stop()
        except BaseException as error:  # noqa: BLE001 - the window would go on for ever
            with suppress(BrokenPipeError):  # whoever looked on is gone
                print(json.dumps({"stuck": "".join(traceback.format_exception(error))}), flush=True)
            os._exit(9)

    # --- gestures ------------------------------------------------------------------------------------

    def type(self, name: str, field: QWidget) -> None:
        field.setFocus()
        for letter in self._told["words"][name]:
            QTest.keyClick(field, chr(letter ^ SCRAMBLE))

    def choose(self, box: QComboBox, value: str) -> None:
        place = box.findData(value)
        assert place >= 0, value
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def buttons(self, within: QWidget, words: str) -> list[QPushButton]:
        return [b for b in within.findChildren(QPushButton) if b.text().replace("&", "").startswith(words)]

    def button(self, within: QWidget, words: str) -> QPushButton:
        return self.buttons(within, words)[0]

    def picked(self, path: str) -> Wait:
        """Chooses a file or a folder in the dialog that opens."""

        def shut() -> bool:
            dialog = next((w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)), None)
            if dialog is None or not dialog.isVisible():
                return False
            dialog.findChild(QLineEdit, "fileNameEdit").setText(path)
            dialog.accept()
            return True

        return shut

    def rested(self) -> bool:
        tasks = self.program.shell.tasks
        return tasks is not None and tasks.busy == 0

    def refused(self) -> bool:
        return self.program.door is not None and self.program.door.error.isVisible()

    def pause(self, seconds: float) -> Wait:
        until = time.monotonic() + seconds

        def over() -> bool:
            return time.monotonic() >= until and self.rested()

        return over

    def look(self, at: str) -> Wait:
        """Says where the session stands, and waits until whoever looks on has looked."""
        copied = QGuiApplication.clipboard().mimeData()  # None where it is empty
        clipboard = {
            "holds words": bool(QGuiApplication.clipboard().text()),
            "formats": copied.formats() if copied else [],
        }
        print(
            json.dumps({"at": at, "titles": [list(title) for title in self._titles], "clipboard": clipboard}),
            flush=True,
        )

        def looked() -> bool:
            if select.select([0], [], [], 0)[0]:
                os.read(0, 1)
                return True
            return False

        return looked

    # --- the session ---------------------------------------------------------------------------------

    def _session(self) -> Iterator[Wait]:
        yield lambda: self.program.door is not None and self.program.door.framework.count() > 0
        yield self.rested
        door = self.program.door
        assert door is not None
        self.type("wrong passphrase", door.passphrase)
        door.unlock_button.click()
        yield lambda: self.refused() and self.rested()
        door.passphrase.selectAll()
        self.type("passphrase", door.passphrase)
        yield self.look("typed")
        door.unlock_button.click()
        del door
        yield lambda: self.program.session is not None
        yield self.rested
        for name in self.window.names:
            self.window.go(name)
            yield self.rested
        yield from self._evidence()
        yield from self._attachment()
        yield from self._bundle()
        yield from self._elsewhere()
        yield from self._interview()
        yield from self._case()
        yield from self._judging()
        yield self.pause(1.5)
        yield self.look("open")
        yield from self._mistakes()
        self.program.shell.window.actions_book["file.lock"].trigger()
        yield lambda: self.program.session is None
        yield self.pause(0.5)
        yield self.look("locked")
        self.window.close()

    def _evidence(self) -> Iterator[Wait]:
        self.program.capture()
        yield self.rested
        panel = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture")
        box: Any = panel
        self.type("capture text", box.box)
        box.presenter.choose_polarity("urgent")
        yield self.rested
        self.type("capture told", box.told)
        box.seal()
        yield self.rested
        self.type("capture draft", box.box)
        yield self.pause(1.2)
        box.reject()
        yield self.rested
        self.window.go("evidence", self._told["evidence"])
        yield self.rested
        screen = self.window.screen_of("evidence")
        self.type("evidence text", screen.record.text)
        yield self.pause(1.2)
        self.type("evidence search", screen.list.findChild(QLineEdit))
        yield self.pause(0.5)

    def _attachment(self) -> Iterator[Wait]:
        screen = self.window.screen_of("evidence")
        screen.list.findChild(QLineEdit).clear()
        yield self.pause(0.5)
        self.window.go("evidence", self._told["evidence"])
        yield lambda: screen.presenter.current == self._told["evidence"] and self.rested()
        screen.presenter.attach()
        yield self.picked(self._told.pop("file"))
        yield lambda: len(self.buttons(screen.ties.held, "Open")) == ATTACHED and self.rested()
        for row in self.buttons(screen.ties.held, "Open"):
            row.click()
            yield self.rested
            viewer = next(
                w for w in QApplication.topLevelWidgets() if isinstance(w, Viewer) and w.isVisible()
            )
            viewer.text.selectAll()
            viewer.text.copy()
            yield self.rested
            viewer.reject()
            del viewer
            yield self.rested

    def _bundle(self) -> Iterator[Wait]:
        """A colleague's bundle is tried and taken in."""
        self.window.go("team")
        yield self.rested
        screen = self.window.screen_of("team")
        self.button(screen, "Take in a bundle").click()
        yield self.picked(self._told.pop("bundle"))
        yield lambda: screen.presenter.state.trial is not None and self.rested()
        assert screen.presenter.state.trial.ready
        self.button(screen, "Merge").click()
        yield lambda: screen.presenter.state.trial is None and self.rested()

    def _elsewhere(self) -> Iterator[Wait]:
        """The store refuses what is typed; the words are copied, saved elsewhere and brought back."""
        self.program.capture()
        yield self.rested
        box: Any = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture")
        keep = drafts.keep

        def refuse(_store: object, _draft: object) -> None:
            raise StoreWriteError("The disk is full, so nothing was saved")

        drafts.keep = refuse
        self.type("elsewhere", box.box)
        yield lambda: bool(self.window.banners.findChildren(QPushButton, None)) and self.rested()
        yield lambda: any(n.key.startswith("not-saved:") for n in self.window.banners.notices())
        self.button(self.window.banners, "Copy the text").click()
        yield self.look("copied")
        self.button(self.window.banners, "Save it elsewhere").click()
        yield self.picked(self._told["elsewhere"])
        yield self.rested
        drafts.keep = keep
        self.button(self.window.banners, "Try again").click()
        yield self.rested
        box.reject()
        self.window.actions_book["file.bring-back"].trigger()
        yield self.picked(str(next(Path(self._told["elsewhere"]).glob("words-*"))))
        yield self.rested
        box.reject()
        yield self.rested

    def _interview(self) -> Iterator[Wait]:
        self.window.go("interviews")
        yield self.rested
        screen = self.window.screen_of("interviews")
        screen.list.new.click()
        yield self.rested
        about = screen.sheet.about
        self.choose(about.role, "social worker")
        self.choose(about.consent, "given")
        yield self.rested
        for field, editor in screen.sheet.editors.items():
            self.type(f"interview {field}", editor)
        yield self.pause(1.2)
        screen.back()
        yield self.rested

    def _case(self) -> Iterator[Wait]:
        self.window.go("cases", self._told["case"])
        yield self.rested
        screen = self.window.screen_of("cases")
        self.type("case step", screen._what)
        self.button(screen, "Add step").click()
        yield self.rested
        for name, editor in screen._editors.items():
            self.type(f"case {name}", editor)
        yield self.pause(1.2)

    def _judging(self) -> Iterator[Wait]:
        self.window.go("checklists", self._told["descriptor"])
        yield self.rested
        lists = self.window.screen_of("checklists")
        self.choose(lists.finding, "strength")
        self.type("checklist effect", lists._editors["effect"])
        self.type("checklist summary", lists._editors["summary"])
        lists.record.click()
        yield self.rested
        self.window.go("judgements", self._told["area"])
        yield self.rested
        judged = self.window.screen_of("judgements")
        self.type("judgement rationale", judged.rationale)
        self.choose(judged.grade, "good")
        judged.propose.click()
        yield self.pause(1.2)

    def _mistakes(self) -> Iterator[Wait]:
        """Two mistakes of the program whose messages hold what somebody wrote: in a job, and in a slot."""
        session = self.program.session
        assert session is not None
        told = self._told["evidence"]

        def job() -> None:
            raise LookupError(str(session.store.record(told).get("text")))

        self.program.shell.desk.runner.run(job, print)
        yield self.rested

        def slot() -> None:
            raise ValueError(str(self.window.screen_of("judgements").rationale.toPlainText()))

        QTimer.singleShot(0, slot)
        yield self.pause(0.2)


def _scrambled(words: str) -> bytes:
    """Words as the memory may hold them while it is searched for them."""
    return bytes(each ^ SCRAMBLE for each in words.encode())


def main() -> int:
    typist = Typist(json.loads(sys.stdin.buffer.raw.readline()))  # type: ignore[attr-defined]
    status = start(["window", sys.argv[1]])
    del typist
    return status


if __name__ == "__main__":
    QClipboard.ownsClipboard = lambda _clipboard: True  # the offscreen platform does not know whose it is
    application(["inspector-app"])
    sys.exit(main())
