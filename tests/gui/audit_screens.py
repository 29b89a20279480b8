"""Looks every screen over as WCAG 2.2 AA asks, in every look and size, and prints what it counted.

Measured on what is drawn, not on what was meant: the contrast of words and marks in the picture, the ring that
the focus brings, the way of the Tab key pressed for real, and the room for words by the metrics of their font.

    python tests/gui/audit_screens.py [--short] [SCENE…]
"""

from __future__ import annotations

import argparse
import gc
import itertools
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pictures  # sets what Qt needs before it is imported
from controls import (
    SMALLEST,
    described,
    hidden_cells,
    is_control,
    named,
    outside,
    shown,
    silent,
    tabbable,
    targets,
    too_small,
    unreached,
    walk,
    words_of,
)
from pictures import Scene, all_scenes
from pixels import picture, ring, stands_out, within
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from inspector_app.gui.runner import ImmediateRunner
from inspector_app.gui.shell import Shell, application

USUAL, SMALL = QSize(1280, 800), QSize(800, 600)
LOOKS = ("light", "dark", "contrast")
LONG = tuple(
    itertools.chain(
        itertools.product(LOOKS, (100,), (USUAL,)), itertools.product(LOOKS, (200,), (USUAL, SMALL))
    )
)
SHORT = (("light", 100, USUAL), ("dark", 200, SMALL))
FEW = (
    "banners", "create", "unlock", "commands", "demo-today", "demo-case", "demo-case-notes", "demo-lists",
    "demo-evidence", "demo-checklists", "demo-coverage", "demo-judgements", "demo-report", "interviews-note",
    "passphrase-lost", "ask-words", "capture", "help", "team-roster", "viewer-pdf",
)  # fmt: skip
"""One of each kind, for the suite: a scene of every screen, form and window, and what scrolls most."""
TEXT, PART, RING = 4.5, 3.0, 2
SMALL_TARGET = f"targets under {SMALLEST} px"
KINDS = (
    "without a name",
    "words not read out",
    "text below 4.5:1",
    "parts below 3:1",
    "not reached by Tab",
    "keyboard traps",
    "focus thinner than 2 px",
    "clipped text",
    SMALL_TARGET,
    "lost outside the window",
)


@dataclass
class Found:
    """What was looked at and what was wrong."""

    seen: Counter[str] = field(default_factory=Counter)
    least: dict[str, float] = field(default_factory=dict)
    faults: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def note(self, kind: str, what: str) -> None:
        self.faults[kind][what] += 1

    def measure(self, kind: str, value: float) -> None:
        self.least[kind] = min(value, self.least.get(kind, value))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="some screens, in two of the nine looks by turns"
    )
    parser.add_argument("scenes", nargs="*")
    told = parser.parse_args()
    found, begun = Found(), time.monotonic()
    app = application([])
    wanted = told.scenes or (FEW if told.short else ())
    scenes = [scene for scene in all_scenes() if not wanted or scene[0] in wanted]
    for place, scene in enumerate(scenes):
        look_over(app, scene, (SHORT[place % 2],) if told.short else LONG, found)
    report(found, time.monotonic() - begun)
    return any(found.faults.values()) or found.seen["screens"] < len(scenes)


def report(found: Found, seconds: float) -> None:
    seen = found.seen
    print(
        f"{seen['screens']} screens in {seen['looks']} looks, {seen['controls']} controls, {seen['words']} pieces of "
        f"text, {seen['parts measured']} parts, {seen['targets']} targets, {seen['tabs']} steps of Tab, {seconds:.0f} s"
    )
    for kind in KINDS:
        print(f"  {kind}: {len(found.faults[kind])}")
        for what, times in found.faults[kind].most_common(60):
            print(f"      {what} ({times} times)")
    print(
        "  least measured: " + ", ".join(f"{kind} {value:.1f}" for kind, value in sorted(found.least.items()))
    )


def look_over(
    app: QApplication, scene: Scene, looks: tuple[tuple[str, int, QSize], ...], found: Found
) -> None:
    """Makes a scene once and changes look, text and size under it, as a person may at any time."""
    name, make = scene
    with tempfile.TemporaryDirectory() as profile:
        shell = Shell(app, Path(profile), runner=ImmediateRunner())
        shell.theme.choose("light")
        shell.theme.set_scale(100)
        shell.window.resize(USUAL)
        shell.window.show()
        shell.window.activateWindow()
        window = make(shell).window()
        usual = window.size()
        found.seen["screens"] += 1
        for look, scale, size in looks:
            shell.theme.choose(look)
            shell.theme.set_scale(scale)
            shell.window.resize(size)
            if window is not shell.window:
                window.resize(usual.boundedTo(size) if scale == 100 else size)
            window.activateWindow()
            _rest(app)
            found.seen["looks"] += 1
            where = f"{name}, {look} {scale} %" + (" in 800 by 600" if size is SMALL else "")
            _Look(window, where, found).over(scale, size)
        for each in QApplication.topLevelWidgets():
            if each is not shell.window and each.isVisible():
                each.hide()
        shell.window.hide()
        shell.shutdown()
        shell.window.deleteLater()
        shell.deleteLater()
        del shell, window
        gc.collect()  # what is left over would be dressed in each look that follows
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _rest(app: QApplication) -> None:
    for _ in range(4):  # layout, then what follows from it
        app.processEvents()


class _Look:
    """One window in one look, being looked over."""

    def __init__(self, window: QWidget, where: str, found: Found) -> None:
        self.window, self.where, self.found = window, where, found

    def over(self, scale: int, size: QSize) -> None:
        self._size(size)
        for each in shown(self.window):
            self._name(each)
            self._words(each)
        for told, room in targets(self.window):
            self.found.seen["targets"] += 1
            if scale == 100 and too_small(room):
                self.note(SMALL_TARGET, f"{told} {room.toTuple()}")
        self._contrasts()
        self._tabs()

    def note(self, kind: str, what: str) -> None:
        self.found.note(kind, f"{what} [{self.where}]")

    def _size(self, size: QSize) -> None:
        needs = self.window.size()
        if needs.width() > size.width() or needs.height() > size.height():
            self.note("lost outside the window", f"the window needs {needs.width()} by {needs.height()}")
        for told in outside(self.window):
            self.note("lost outside the window", told)

    def _name(self, widget: QWidget) -> None:
        if is_control(widget):
            self.found.seen["controls"] += 1
            if not named(widget):
                self.note("without a name", described(widget))

    def _words(self, widget: QWidget) -> None:
        if silent(widget):
            self.note("words not read out", described(widget))
        for words in words_of(widget):
            self.found.seen["words"] += 1
            if not words.fit:
                needs, room = words.needs.toTuple(), words.room.size().toTuple()
                told = f"“{words.text[:60]}” needs {needs}, has {room} in {described(widget)}"
                self.note("clipped text", told)
        for cell in hidden_cells(widget):
            self.note("clipped text", cell)

    def _contrasts(self) -> None:
        image = picture(self.window)
        for each in shown(self.window):
            for rect, what in _texts(each):
                seen = within(rect[1], rect[0], self.window)
                if seen.size() == rect[0].size() and seen.width() > 12 and each.isEnabled():
                    self._held(stands_out(image, seen), TEXT, f"{what} in {described(each)}")
            for rect in _parts(each):
                seen = within(each, rect, self.window)
                if seen.size() == rect.size():
                    self._held(stands_out(image, seen), PART, described(each))

    def _held(self, value: float, least: float, what: str) -> None:
        kind = "text" if least == TEXT else "parts"
        self.found.seen[f"{kind} measured"] += 1
        self.found.measure(f"contrast of {kind}", value)
        if value < least:
            self.note(f"{kind} below {least:g}:1", f"{what} {value:.2f}:1")

    def _tabs(self) -> None:
        controls = [each for each in shown(self.window) if is_control(each) and each.isEnabled()]
        stops = [each for each in controls if tabbable(each)]
        without = {id(each): picture(each) for each in stops if each is not QApplication.focusWidget()}
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) if stops else ():
            order, caught = walk(self.window, key)
            self.found.seen["tabs"] += len(order)
            if caught:
                self.note("keyboard traps", caught)
            for told in unreached(controls, order):
                self.note("not reached by Tab", told)
        for each in stops:
            if id(each) in without and each.isVisible():
                self._ring(each, without[id(each)])

    def _ring(self, widget: QWidget, before: QImage) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus():
            thick = _ring_of(widget, before)
            self.found.measure("ring of the focus", thick)
            if thick < RING:
                self.note("focus thinner than 2 px", f"{described(widget)}: {thick} px")


def _texts(widget: QWidget) -> Iterator[tuple[tuple[QRect, QWidget], str]]:
    """Where words stand, and in which widget's coordinates; of a list the first rows."""
    for words in words_of(widget):
        if words.room.height() > 8:
            yield (words.room.adjusted(1, 1, -1, -1), widget), f"“{words.text[:40]}”"
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        for row in range(min(widget.model().rowCount(widget.rootIndex()), 6)):
            index = widget.model().index(row, 0, widget.rootIndex())
            rect = widget.visualRect(index).adjusted(2, 2, -2, -2)
            if index.data() and rect.height() > 8:
                yield (rect, widget.viewport()), f"row {row}"


def _parts(widget: QWidget) -> list[QRect]:
    """Where a control shows where it is, or what it is by a picture alone."""
    if isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox | QPlainTextEdit | QCheckBox):
        return [QRect(0, widget.height() // 2, min(24, widget.width()), 1)] if widget.isEnabled() else []
    if isinstance(widget, QLabel) and not widget.pixmap().isNull():
        return [widget.rect()]
    alone = isinstance(widget, QAbstractButton) and widget.isEnabled() and not widget.icon().isNull()
    return [widget.rect().adjusted(4, 4, -4, -4)] if alone and not widget.text() else []


def _ring_of(widget: QWidget, before: QImage) -> int:
    after = picture(widget)
    if isinstance(widget, QTabBar):
        rect = widget.tabRect(widget.currentIndex())
        return ring(before.copy(rect), after.copy(rect))
    return ring(before, after)


if __name__ == "__main__":
    _ = pictures
    sys.exit(main())
