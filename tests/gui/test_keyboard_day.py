"""A whole day of inspecting in the real window by the keyboard alone: nothing is out of its reach, nothing leaks."""

from __future__ import annotations

import gc
import re

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenuBar

from inspector_app import frameworks

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.qt_log_ignore("does not support"),  # offscreen: size hints, grabbing the keyboard
]

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
CHILD = "Wren Alder said that home feels safe"  # an invented child: words that must never leave the store
MOST_TABS = 120


class Hands:
    """Ten fingers and no mouse: every press goes to whatever has the focus."""

    def __init__(self, walker):
        self.walker = walker
        self.presses = 0

    def press(self, key, modifier=NONE, times=1):
        for _ in range(times):
            self.presses += 1
            at = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
            QTest.keyClick(at or self.walker.window, key, modifier)
        self.walker.rest()

    def type(self, words):
        for letter in words:
            at = QApplication.focusWidget()
            QTest.keyClick(at, letter)
        self.walker.rest()

    def to(self, name, key=Qt.Key.Key_Tab):
        """Presses Tab until the focus is on what is called so."""
        for _ in range(MOST_TABS):
            if _called(QApplication.focusWidget()).startswith(name):
                return
            self.press(key)
        pytest.fail(f"Tab does not come to {name!r}; it is on {_called(QApplication.focusWidget())!r}")

    def does(self, name):
        self.to(name)
        self.press(Qt.Key.Key_Space)

    def screen(self, number):
        self.press(getattr(Qt.Key, f"Key_{number}"), ALT)


def _called(widget):
    if widget is None:
        return ""
    return widget.accessibleName() or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def set_up(hands):
    hands.to("Set up a new inspection")  # the tab; on a new computer it is in front
    for name, words in (
        ("Authority that is inspected", "Fernshire"),
        ("Your name", "Ada"),
        ("Passphrase", hands.walker.passphrase),
        ("The same passphrase again", hands.walker.passphrase),
    ):
        hands.to(name)
        hands.type(words)
    hands.does("Set up the inspection")
    hands.walker.until(lambda: hands.walker.program.session is not None)
    hands.walker.rest()


def capture(hands, words):
    hands.press(Qt.Key.Key_N, CONTROL)
    hands.type(words)
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.press(Qt.Key.Key_Escape)


def link(hands, code):
    hands.screen(4)
    hands.to("Search Evidence")
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Home, CONTROL)
    hands.press(Qt.Key.Key_L, CONTROL | SHIFT)
    hands.type(code)
    hands.press(Qt.Key.Key_Escape)  # the list of what matches; the code is whole
    hands.press(Qt.Key.Key_Return)


def interview(hands):
    hands.screen(3)
    hands.does("New interview")
    hands.to("Role of the person met")
    hands.type("social worker")
    hands.to("Place")
    hands.type("the office")
    hands.to("All interviews", Qt.Key.Key_Backtab)
    hands.press(Qt.Key.Key_Space)


def evaluate(hands, code):
    hands.screen(5)
    hands.to("Search Descriptors")
    hands.type(code)
    hands.press(Qt.Key.Key_Down)
    hands.to("Finding")
    while _called(QApplication.focusWidget()).startswith("Finding: filter"):
        hands.press(Qt.Key.Key_Tab)
        hands.to("Finding")
    hands.type("s")
    hands.to("Effect on children")
    hands.type("Children get help sooner.")
    hands.does("Record this evaluation")


def judge(hands):
    hands.screen(6)
    hands.to("Search Judgement areas")
    hands.press(Qt.Key.Key_Down)
    hands.to("Rationale")
    hands.type("The files agree.")


def look_around(hands):
    """Every screen and everything on it, there and back."""
    for number in range(1, 9):
        hands.screen(number)
        front = hands.walker.window.front
        hands.press(Qt.Key.Key_Tab, times=25)
        hands.press(Qt.Key.Key_Backtab, times=10)
        hands.press(Qt.Key.Key_F6, times=4)
        hands.press(Qt.Key.Key_F1)
        hands.press(Qt.Key.Key_Escape)
        assert hands.walker.window.front == front
        assert "went wrong" not in hands.walker.words()


def dress(hands):
    hands.press(Qt.Key.Key_Plus, CONTROL, times=4)
    hands.press(Qt.Key.Key_K, CONTROL)
    hands.type("high contrast")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_0, CONTROL)
    hands.press(Qt.Key.Key_K, CONTROL)
    hands.type("look light")
    hands.press(Qt.Key.Key_Return)


def lock(hands):
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.walker.until(lambda: hands.walker.program.session is None)
    hands.walker.rest()
    for _ in range(3):
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return len(hands.walker.window.findChildren(QAction)), len(_living(hands.walker.window))


def unlock(hands):
    hands.to("Passphrase")
    hands.type(hands.walker.passphrase)
    hands.press(Qt.Key.Key_Return)
    hands.walker.until(lambda: hands.walker.program.session is not None)
    hands.walker.rest()


def _living(window):
    return [
        each
        for each in QApplication.allWidgets()
        if not isinstance(each, QMenuBar) and each.window() is window
    ]


def test_a_whole_day_by_the_keyboard_alone(start, caplog):
    hands = Hands(start())
    set_up(hands)
    code = frameworks.load("ILACS-2026").descriptors[0].code
    capture(hands, "Plans say what changes for the child.")
    capture(hands, f"{CHILD}. #{code} ")
    link(hands, code)
    interview(hands)
    evaluate(hands, code)
    judge(hands)
    titles = {hands.walker.window.windowTitle()}
    look_around(hands)
    titles |= {each.windowTitle() for each in QApplication.topLevelWidgets()}
    dress(hands)
    store = hands.walker.program.session.store

    def kept(kind):
        found = []
        hands.walker.program.shell.desk.runner.run(lambda: store.records(kind), found.append)
        hands.walker.rest()
        return found[0]

    assert len(kept("evidence")) == 2
    assert len(kept("evidence_link")) == 2
    assert len(kept("interview")) == 0  # a note is wanted too; what was typed is kept
    first = lock(hands)
    assert not re.search("Wren|Alder|safe", "".join(titles) + caplog.text + hands.walker.words())
    unlock(hands)
    assert "Words that were typed and not recorded are still here" in hands.walker.words()
    look_around(hands)
    assert lock(hands) == first
    assert hands.presses >= 300
    print(
        f"{hands.presses} presses beside the letters typed; {first[1]} widgets at the door, before and after"
    )
