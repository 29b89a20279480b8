"""What is drawn, measured: the contrast of words and marks with what they stand on, and the ring of the focus."""

from __future__ import annotations

from collections import Counter
from functools import cache

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from inspector_app.gui.tones import contrast

_MOST = 600_000  # pixels; of larger parts the first lines are enough
_EDGE = 6  # how far into a control its ring may begin
_TOLD_APART = 3.0  # contrast between a pixel with the focus and without it


def picture(widget: QWidget) -> QImage:
    """The widget as it is on screen."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def within(widget: QWidget, rect: QRect, whole: QWidget) -> QRect:
    """The part of `rect` that is in sight, in the coordinates of the whole window."""
    seen = rect.intersected(widget.visibleRegion().boundingRect())
    return QRect(widget.mapTo(whole, seen.topLeft()), seen.size()) if not seen.isEmpty() else QRect()


def stands_out(image: QImage, rect: QRect) -> float:
    """The contrast of what stands out most in a rectangle with what fills most of it."""
    colours = _colours(image, rect)
    if len(colours) < 2:
        return 0.0
    ground = colours.most_common(1)[0][0]
    return max(_between(ground, colour) for colour in colours)


def ring(before: QImage, after: QImage) -> int:
    """How many pixels thick the line at the edge is that came with the focus, in its thickest direction."""
    wide, high = after.width(), after.height()
    found = 0
    for part in (0.25, 0.5, 0.75):
        across, down = int(wide * part), int(high * part)
        for start, step, length in (
            (QPoint(0, down), QPoint(1, 0), wide),
            (QPoint(wide - 1, down), QPoint(-1, 0), wide),
            (QPoint(across, 0), QPoint(0, 1), high),
            (QPoint(across, high - 1), QPoint(0, -1), high),
        ):
            changed = [
                _changed(before, after, start + step * place) for place in range(min(_EDGE * 2, length))
            ]
            found = max(found, _longest(changed))
    return found


def _changed(before: QImage, after: QImage, at: QPoint) -> bool:
    if not before.rect().contains(at):
        return True
    return _between(before.pixel(at) & 0xFFFFFF, after.pixel(at) & 0xFFFFFF) >= _TOLD_APART


def _longest(changed: list[bool]) -> int:
    longest = run = 0
    for place, each in enumerate(changed):
        run = run + 1 if each and (run or place < _EDGE) else 0
        longest = max(longest, run)
    return longest


def _colours(image: QImage, rect: QRect) -> Counter[int]:
    rect = rect.intersected(image.rect())
    found: Counter[int] = Counter()
    if rect.isEmpty():
        return found
    dots = memoryview(image.constBits()).cast("B").cast("I")
    line = image.bytesPerLine() // 4
    for row in range(rect.top(), rect.bottom() + 1):
        found.update(dots[row * line + rect.left() : row * line + rect.right() + 1].tolist())
        if found.total() > _MOST:
            break
    return found


@cache
def _between(one: int, other: int) -> float:
    return contrast(f"#{one & 0xFFFFFF:06x}", f"#{other & 0xFFFFFF:06x}")
