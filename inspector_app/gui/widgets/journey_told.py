"""The drawn journey for a screen reader: a list whose items are the events, each with its sentence and place.

Qt knows of no items in something that is painted, so they are given to it here. An item reads from the
drawing whenever it is asked and holds nothing itself; once the drawing is gone it is given back to Qt, which
would otherwise ask it again.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol, cast

import shiboken6
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget, QWidget

from inspector_app.gui.widgets.timeline import TimelineEvent

_Related = list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]


class Drawing(Protocol):
    """What is asked of the drawing."""

    events: tuple[TimelineEvent, ...]

    @property
    def current(self) -> int:
        """The number of the current event, -1 for none."""
        ...

    def mark_of(self, number: int) -> QRectF:
        """Returns where an event is drawn, in the viewport."""
        ...

    def choose(self, number: int) -> None:
        """Makes an event current."""
        ...


class EventTold(QAccessibleInterface):
    """One event.

    Args:
        drawing: where it is drawn.
        number: which event of the drawing it is, whatever the drawing shows by then.
    """

    def __init__(self, drawing: QAbstractScrollArea, number: int) -> None:
        super().__init__()
        self._area, self._number = drawing, number

    @property
    def _drawing(self) -> Drawing:
        return cast("Drawing", self._area)

    def isValid(self) -> bool:
        """Whether there still is such an event."""
        return shiboken6.isValid(self._area) and self._number < len(self._drawing.events)

    def object(self) -> QObject | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Nothing of Qt's stands for one event."""
        return None

    def window(self) -> QWindow | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The window of the drawing."""
        return self._area.window().windowHandle() if self.isValid() else None

    def parent(self) -> QAccessibleInterface:
        """The list."""
        return QAccessible.queryAccessibleInterface(self._area)

    def childCount(self) -> int:
        """An event has no parts."""
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """An event has no parts."""

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """An event has no parts."""

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: ARG002 - Qt's own signature
        """An event has no parts."""
        return -1

    def rect(self) -> QRect:
        """Where it is drawn, on the screen."""
        if not self.isValid():
            return QRect()
        mark = self._drawing.mark_of(self._number).toAlignedRect()
        return QRect(self._area.viewport().mapToGlobal(mark.topLeft()), mark.size())

    def role(self) -> QAccessible.Role:
        """An item of a list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Whether it is current, and whether it can be seen."""
        told = QAccessible.State()
        told.selectable = told.focusable = True  # pyright: ignore[reportAttributeAccessIssue]
        if self.isValid():
            current = self._drawing.current == self._number
            seen = self._drawing.mark_of(self._number).intersects(QRectF(self._area.viewport().rect()))
            told.selected = current  # pyright: ignore[reportAttributeAccessIssue]
            told.focused = current and self._area.hasFocus()  # pyright: ignore[reportAttributeAccessIssue]
            told.offscreen = not seen  # pyright: ignore[reportAttributeAccessIssue]
        return told

    def text(self, t: QAccessible.Text) -> str:
        """Its sentence is the name; which of how many the description; late or in time the value."""
        if not self.isValid():
            return ""
        event = self._drawing.events[self._number]
        match t:
            case QAccessible.Text.Name:
                return event.sentence
            case QAccessible.Text.Description:
                return f"Event {self._number + 1} of {len(self._drawing.events)}"
            case QAccessible.Text.Value:
                return event.mark
            case _:
                return ""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """What happened is not changed by a screen reader."""

    def relations(self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.AllRelations) -> _Related:
        """The events before and after it in time."""
        told = QAccessible.queryAccessibleInterface(self._area) if self.isValid() else None
        flags = QAccessible.RelationFlag
        if told is None:
            return []
        found: _Related = []
        for flag, number in ((flags.FlowsFrom, self._number - 1), (flags.FlowsTo, self._number + 1)):
            if flag & match and 0 <= number < told.childCount():
                found.append((told.child(number), flag))
        return found


class JourneyTold(QAccessibleWidget):
    """The list of all events of one drawing."""

    def __init__(self, drawing: QWidget) -> None:
        super().__init__(drawing, QAccessible.Role.List)
        self._area = cast("QAbstractScrollArea", drawing)
        self._items: dict[int, EventTold] = {}
        drawing.destroyed.connect(partial(_give_back, self._items))

    @property
    def _drawing(self) -> Drawing:
        return cast("Drawing", self._area)

    def childCount(self) -> int:
        """As many as there are events."""
        return len(self._drawing.events) if shiboken6.isValid(self._area) else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """One event; None past the end."""
        if not 0 <= index < self.childCount():
            return None
        return self._items.setdefault(index, EventTold(self._area, index))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Which event it is; -1 for none of these."""
        wanted = shiboken6.getCppPointer(child)
        same = (place for place, item in self._items.items() if shiboken6.getCppPointer(item) == wanted)
        return next(same, -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The event under a point of the screen."""
        items = (self.child(number) for number in range(self.childCount()))
        return next((item for item in items if item is not None and item.rect().contains(x, y)), None)


def tell_journeys() -> None:
    """Has Qt ask here for what it tells of a drawing; done once in a process."""
    if not _asked_for:
        QAccessible.installFactory(_told_of)
        _asked_for.append(_told_of)


_asked_for: list[object] = []


def _told_of(name: str, drawn: QObject) -> QAccessibleInterface | None:
    if name != "JourneyTimeline" or not isinstance(drawn, QAbstractScrollArea):
        return None
    told = JourneyTold(drawn)
    vars(drawn)["told"] = told  # lives as long as the drawing
    return told


def _give_back(items: dict[int, EventTold], *_gone: object) -> None:
    for item in items.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(item))
    items.clear()
