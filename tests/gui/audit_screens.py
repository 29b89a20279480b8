"""Looks every screen over as WCAG 2.2 AA asks, in every look and size, and prints what it counted.

Measured on what is drawn, not on what was meant: the contrast of words and marks in the picture, the ring that
the focus brings, the way of the Tab key pressed for real, and the room for words by the metrics of their font.

    python tests/gui/audit_screens.py [--short] [SCENE…]
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter, defaultdict
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
TEXT, PART, RING = 4.5, 3.0, 2
KINDS = (
    "without a name",
    "text below 4.5:1",
    "parts below 3:1",
    "not reached by Tab",
    "keyboard traps",
    "focus thinner than 2 px",
    "clipped text",
    f"targets under {SMALLEST} px",
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
    parser.add_argument("--short", action="store_true", help="two looks instead of nine")
    parser.add_argument("scenes", nargs="*")
    told = parser.parse_args()
    found, begun = Found(), time.monotonic()
    app = application([])
    for scene in all_scenes():
        if not told.scenes or scene[0] in told.scenes:
            look_over(app, scene, SHORT if told.short else LONG, found)
    report(found, time.monotonic() - begun)
    return any(found.faults.values())


def report(found: Found, seconds: float) -> None:
    seen = found.seen
    print(
        f"{seen['screens']} screens in {seen['looks']} looks, {seen['controls']} controls, {seen['words']} pieces of "
        f"text, {seen['parts']} parts, {seen['targets']} targets, {seen['tabs']} steps of Tab, {seconds:.0f} s"
    )
    for kind in KINDS:
        print(f"  {kind}: {len(found.faults[kind])}")
        for what, times in found.faults[kind].most_common():
            print(f"      {what} ({times}×)")
    print("  least measured: " + ", ".join(f"{kind} {value:.1f}" for kind, value in sorted(found.least.items())))


def look_over(app: QApplication, scene: Scene, looks: tuple[tuple[str, int, QSize], ...], found: Found) -> None:
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
            where = f"{name}, {look} {scale} %" + (" 800 × 600" if size is SMALL else "")
            _look(window, where, scale, size, found)
        for each in QApplication.topLevelWidgets():
            if each is not shell.window and each.isVisible():
                each.hide()
        shell.window.hide()
        shell.shutdown()
        shell.window.deleteLater()
        shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _rest(app: QApplication) -> None:
    for _ in range(4):  # layout, then what follows from it
        app.processEvents()


def _look(window: QWidget, where: str, scale: int, size: QSize, found: Found) -> None:
    def note(kind: str, what: str) -> None:
        found.note(kind, f"{what} [{where.split(',')[0]}]" if kind != "lost outside the window" else f"{what} [{where}]")

    if window.width() > size.width() or window.height() > size.height():
        note("lost outside the window", f"the window needs {window.width()} × {window.height()}")
    for told in outside(window):
        note("lost outside the window", told)
    for each in shown(window):
        if is_control(each):
            found.seen["controls"] += 1
            if not named(each):
                note("without a name", described(each))
        for words in words_of(each):
            found.seen["words"] += 1
            if not words.fit:
                needs, room = words.needs.toTuple(), words.room.size().toTuple()
                note("clipped text", f"“{words.text[:60]}” needs {needs}, has {room} in {described(each)} {where}")
        for cell in hidden_cells(each):
            note("clipped text", cell)
    for told, room in targets(window):
        found.seen["targets"] += 1
        if scale == 100 and too_small(room):
            note(KINDS[7], f"{told} {room.toTuple()}")
    _contrasts(window, note, found)
    _tabs(window, note, found)


def _contrasts(window: QWidget, note, found: Found) -> None:
    image = picture(window)
    for each in shown(window):
        for words in words_of(each):
            rect = within(each, words.room.adjusted(1, 1, -1, -1), window)
            if rect.width() > 12 and rect.height() > 8 and each.isEnabled():
                _held(image, rect, TEXT, "text", f"“{words.text[:40]}” in {described(each)}", note, found)
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            for row in range(min(each.model().rowCount(each.rootIndex()), 6)):
                index = each.model().index(row, 0, each.rootIndex())
                rect = within(each.viewport(), each.visualRect(index).adjusted(2, 2, -2, -2), window)
                if index.data() and rect.width() > 12 and rect.height() > 8:
                    _held(image, rect, TEXT, "text", f"row {row} of {described(each)}", note, found)
        for rect in _parts(each):
            seen = within(each, rect, window)
            if seen.size() == rect.size():
                _held(image, seen, PART, "parts", described(each), note, found)


def _parts(widget: QWidget) -> list[QRect]:
    """Where a control shows where it is, or what it is by a picture alone."""
    if isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox | QPlainTextEdit | QCheckBox):
        return [QRect(0, widget.height() // 2, min(24, widget.width()), 1)] if widget.isEnabled() else []
    if isinstance(widget, QLabel) and not widget.pixmap().isNull():
        return [widget.rect()]
    alone = isinstance(widget, QAbstractButton) and widget.isEnabled() and not widget.icon().isNull()
    return [widget.rect().adjusted(4, 4, -4, -4)] if alone and not widget.text() else []


def _held(image, rect: QRect, least: float, kind: str, what: str, note, found: Found) -> None:
    value = stands_out(image, rect)
    found.seen["words drawn" if kind == "text" else "parts"] += 1
    if value:
        found.measure(f"contrast of {kind}", value)
    if value < least:
        note(f"{kind} below {least:g}:1" if kind == "text" else "parts below 3:1", f"{what} {value:.2f}:1")


def _tabs(window: QWidget, note, found: Found) -> None:
    controls = [each for each in shown(window) if tabbable(each)]
    without = {id(each): picture(each) for each in controls if each is not QApplication.focusWidget()}
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        order, caught = walk(window, key)
        found.seen["tabs"] += len(order)
        if caught:
            note("keyboard traps", caught)
        for told in unreached(window, order):
            note("not reached by Tab", told)
    for each in controls:
        if id(each) not in without or not each.isVisible():
            continue
        each.setFocus(Qt.FocusReason.TabFocusReason)
        if not each.hasFocus():
            continue
        thick = _ring_of(each, without[id(each)])
        found.measure("ring of the focus", thick)
        if thick < RING:
            note("focus thinner than 2 px", f"{described(each)}: {thick} px")


def _ring_of(widget: QWidget, before) -> int:
    after = picture(widget)
    if isinstance(widget, QTabBar):
        rect = widget.tabRect(widget.currentIndex())
        return ring(before.copy(rect), after.copy(rect))
    return ring(before, after)


if __name__ == "__main__":
    _ = pictures
    sys.exit(main())
