"""A child's journey, drawn as lanes along time. The table beside it says the same in words.

Late and in time are told by a mark and by words, never by colour alone. The keyboard walks from event to
event: left and right along time, up and down between lanes, plus and minus zoom.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from inspector_app.gui.widgets.journey_told import tell_journeys
from inspector_app.gui.widgets.timeline import (
    IN_TIME,
    LATE,
    Plan,
    TimelineEvent,
    beside,
    in_order,
    plan,
    ticks,
    told_day,
)

_FINEST, _ZOOM = 64.0, 1.5


class JourneyTimeline(QAbstractScrollArea):
    """The drawing.

    Signals:
        chosen: the `TimelineEvent` that became current (object).
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tell_journeys()
        self.setAccessibleName("Journey along time")
        self.setAccessibleDescription("No events")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ring", True)
        self.viewport().setAccessibleName("Journey along time")
        self.events: tuple[TimelineEvent, ...] = ()
        self._plan: Plan | None = None
        self._zoom = 1.0
        self._current = -1

    @property
    def current(self) -> int:
        """The number of the current event in `events`, -1 for none."""
        return self._current

    @property
    def zoom(self) -> float:
        """1 shows the whole journey; 2 half of it at a time."""
        return self._zoom

    def show_events(self, events: Sequence[TimelineEvent]) -> None:
        """Draws these events, in the order of time."""
        self.events = in_order(events)
        self._plan = plan(self.events)
        self._current = -1
        self._zoom = 1.0
        late = sum(event.mark == LATE for event in self.events)
        told = f"{len(self.events)} events, {late} late" if self.events else "No events"
        self.setAccessibleDescription(told)
        self._fit()

    def choose(self, number: int) -> None:
        """Makes an event current, brings it into sight and has a screen reader say it."""
        if not 0 <= number < len(self.events) or number == self._current:
            return
        self._current = number
        self._bring_into_sight(self.mark_of(number))
        self.viewport().update()
        self.setAccessibleDescription(self.events[number].sentence)
        self._tell_current()
        self.chosen.emit(self.events[number])

    def _tell_current(self) -> None:
        """Has a screen reader say the current event, as an item of a list that the focus has come to."""
        for change in (QAccessible.Event.Selection, QAccessible.Event.Focus):
            if self.hasFocus() or change is QAccessible.Event.Selection:
                event = QAccessibleEvent(self, change)
                event.setChild(self._current)
                QAccessible.updateAccessibility(event)

    def set_zoom(self, zoom: float) -> None:
        """Shows a longer or a shorter time, around the current event."""
        self._zoom = max(1.0, min(_FINEST, zoom))
        self._fit()
        if self._current >= 0:
            self._bring_into_sight(self.mark_of(self._current))

    def zoom_in(self) -> None:
        """Shows a shorter time in more detail."""
        self.set_zoom(self._zoom * _ZOOM)

    def zoom_out(self) -> None:
        """Shows a longer time."""
        self.set_zoom(self._zoom / _ZOOM)

    def whole(self) -> None:
        """Shows the whole journey."""
        self.set_zoom(1.0)

    def sizeHint(self) -> QSize:
        """All lanes without scrolling, where there is room."""
        return QSize(self._line * 30, self._axis + self._rows * self._high + self._line)

    def minimumSizeHint(self) -> QSize:
        """A few lanes."""
        return QSize(self._line * 14, self._axis + 3 * self._high)

    # Measures, all in pixels and all from the height of the text.

    @property
    def _line(self) -> int:
        return self.fontMetrics().height()

    @property
    def _high(self) -> int:
        return self._line * 8 // 5

    @property
    def _axis(self) -> int:
        return self._line * 2

    @property
    def _margin(self) -> int:
        """The column of lane names: as wide as the longest, at most a third of the drawing."""
        names = [lane.kind for lane in self._plan.lanes] if self._plan else []
        widest = max((self.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        return min(widest + self._line, self.viewport().width() // 3)

    @property
    def _rows(self) -> int:
        return sum(lane.rows for lane in self._plan.lanes) if self._plan else 3

    @property
    def _breadth(self) -> float:
        """How wide the whole time is at this zoom."""
        return max(1, self.viewport().width() - self._margin) * self._zoom

    def _at(self, day: date) -> float:
        if self._plan is None:
            return 0.0
        share = (day - self._plan.first).days / self._plan.days
        inset = self._high / 2  # so that a mark on the first or last day is whole
        across = self._margin + inset + share * (self._breadth - 2 * inset)
        return across - self.horizontalScrollBar().value()

    def mark_of(self, number: int) -> QRectF:
        """Returns where an event is drawn, in the viewport."""
        if self._plan is None:
            return QRectF()
        event, placed = self.events[number], self._plan.placed[number]
        row = self._plan.rows_above(placed.lane) + placed.row
        top = self._axis + row * self._high + self._high * 0.2 - self.verticalScrollBar().value()
        height = self._high * 0.6
        left = self._at(event.start)
        if event.end is None or event.end <= event.start:
            return QRectF(left - height / 2, top, height, height)
        return QRectF(left, top, max(height / 2, self._at(event.end) - left), height)

    def _fit(self) -> None:
        room = self.viewport().size()
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, round(self._breadth) + self._margin - room.width()))
        across.setPageStep(room.width())
        across.setSingleStep(self._line)
        down = self.verticalScrollBar()
        down.setRange(0, max(0, self._axis + self._rows * self._high - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(self._high)
        self.updateGeometry()
        self.viewport().update()

    def _bring_into_sight(self, mark: QRectF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if mark.left() < self._margin or mark.left() > self.viewport().width() - self._line:
            across.setValue(across.value() + round(mark.left() - self.viewport().width() / 2))
        if mark.top() < self._axis or mark.bottom() > self.viewport().height():
            down.setValue(down.value() + round(mark.top() - self.viewport().height() / 2))

    # What the user does.

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current event is where the reader begins."""
        super().focusInEvent(event)
        if self._current >= 0:
            self._tell_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks from event to event; zooms."""
        if self._plan is None or not self._walk(event):
            super().keyPressEvent(event)

    def _walk(self, event: QKeyEvent) -> bool:
        key = Qt.Key
        made = self._plan
        if made is None:
            return False
        here = max(0, self._current)
        steps = {
            key.Key_Right: self._current + 1,
            key.Key_Left: here - 1,
            key.Key_Home: 0,
            key.Key_End: len(self.events) - 1,
            key.Key_Down: beside(made, self.events, here, 1),
            key.Key_Up: beside(made, self.events, here, -1),
        }
        zooms = {
            key.Key_Plus: self.zoom_in,
            key.Key_Equal: self.zoom_in,
            key.Key_Minus: self.zoom_out,
            key.Key_0: self.whole,
        }
        for each, number in steps.items():
            if event.key() == each:
                self.choose(number)
                return True
        for each, does in zooms.items():
            if event.key() == each and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                does()
                return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Makes the event under the pointer current."""
        self.choose(self._under(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends the click here."""
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Says the event under the pointer as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._under(event.pos())
            QToolTip.showText(event.globalPos(), self.events[number].sentence if number >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the drawing to the new size."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fits the drawing to the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _under(self, point: QPoint) -> int:
        for number in range(len(self.events)):
            if self.mark_of(number).adjusted(-3, -3, 3, 3).contains(QPointF(point)):
                return number
        return -1

    # The drawing.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws what is in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        if self._plan is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(
                self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, "No events in this journey yet"
            )
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lanes(painter, self._plan)
        painter.save()
        painter.setClipRect(QRect(self._margin, 0, self.viewport().width(), self.viewport().height()))
        self._paint_axis(painter, self._plan)
        painter.setClipRect(
            QRect(self._margin, self._axis, self.viewport().width(), self.viewport().height() - self._axis)
        )
        for number in range(len(self.events)):
            self._paint_event(painter, number)
        painter.restore()

    def _paint_lanes(self, painter: QPainter, made: Plan) -> None:
        wide = self.viewport().width()
        painter.save()
        painter.setClipRect(QRect(0, self._axis, wide, self.viewport().height()))
        top = self._axis - self.verticalScrollBar().value()
        for number, lane in enumerate(made.lanes):
            band = QRect(0, top, wide, lane.rows * self._high)
            if number % 2:
                painter.fillRect(band, self.palette().alternateBase())
            name = self.fontMetrics().elidedText(
                lane.kind, Qt.TextElideMode.ElideRight, self._margin - self._line // 2
            )
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(band.adjusted(self._line // 3, 0, 0, 0), flags, name)
            top += band.height()
        painter.restore()
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(self._margin, 0, self._margin, self.viewport().height())
        painter.drawLine(0, self._axis, wide, self._axis)

    def _paint_axis(self, painter: QPainter, made: Plan) -> None:
        room = self.fontMetrics().horizontalAdvance("Mmm 0000") * 3 // 2
        for day, words in ticks(made.first, made.last, int(self._breadth / room)):
            left = round(self._at(day))
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1, Qt.PenStyle.DotLine))
            painter.drawLine(left, self._axis // 3, left, self.viewport().height())
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(left + 4, self._axis - self._line // 2, words)
        if not ticks(made.first, made.last, int(self._breadth / room)):
            painter.drawText(self._margin + 4, self._axis - self._line // 2, told_day(made.first))

    def _paint_event(self, painter: QPainter, number: int) -> None:
        event, mark = self.events[number], self.mark_of(number)
        if not mark.adjusted(-20, -20, 20, 20).intersects(QRectF(self.viewport().rect())):
            return
        colours = self.palette()
        late = event.mark == LATE
        edge = colours.color(QPalette.ColorRole.BrightText if late else QPalette.ColorRole.Highlight)
        painter.setPen(QPen(edge, max(2.0, self._line / 9)))
        interval = event.end is not None and event.end > event.start
        if interval:
            painter.setBrush(colours.color(QPalette.ColorRole.Button))
            painter.drawRoundedRect(mark, 3, 3)
            self._paint_words(painter, event, mark)
        else:
            painter.setBrush(colours.color(QPalette.ColorRole.Base if late else QPalette.ColorRole.Highlight))
            painter.drawEllipse(mark.adjusted(2, 2, -2, -2))
        sign = QRectF(mark.left(), mark.top(), mark.height(), mark.height())
        if late:
            _draw_late(painter, sign if not interval else sign.adjusted(2, 2, -2, -2))
        elif event.mark == IN_TIME:
            ink = QPalette.ColorRole.Text if interval else QPalette.ColorRole.HighlightedText
            painter.setPen(QPen(colours.color(ink), max(2.0, self._line / 9)))
            _draw_tick(painter, sign)
        if number == self._current:
            ring = QPen(colours.color(QPalette.ColorRole.Text), max(2.0, self._line / 8))
            painter.setPen(ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(mark.adjusted(-4, -4, 4, 4), 4, 4)

    def _paint_words(self, painter: QPainter, event: TimelineEvent, mark: QRectF) -> None:
        """Writes the label into its bar, where at least a few letters of it fit in sight."""
        sign = mark.height() if event.mark else self._line / 3
        room = mark.adjusted(sign, 0, -4, 0)
        room.setLeft(max(room.left(), self._margin + self._line / 3))
        if room.width() < self._line * 2:
            return
        words = self.fontMetrics().elidedText(event.label, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.save()
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        painter.setFont(font)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()


def _draw_late(painter: QPainter, box: QRectF) -> None:
    """An exclamation mark."""
    middle = box.center().x()
    painter.drawLine(
        QPointF(middle, box.top() + box.height() * 0.25), QPointF(middle, box.top() + box.height() * 0.55)
    )
    painter.drawPoint(QPointF(middle, box.top() + box.height() * 0.74))


def _draw_tick(painter: QPainter, box: QRectF) -> None:
    """A tick."""
    points = ((0.27, 0.52), (0.44, 0.68), (0.73, 0.34))
    painter.drawPolyline(
        QPolygonF([QPointF(box.left() + box.width() * x, box.top() + box.height() * y) for x, y in points])
    )
