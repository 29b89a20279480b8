"""A journey as a drawing and, always beside it, as a table with the same content."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.journey import JourneyTimeline
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.timeline import LATE, TimelineEvent, in_order, short_day

_DRAWING_LINES, _TABLE_LINES = 8, 10


class JourneyTable(FilterList[tuple[int, TimelineEvent]]):
    """The events as a list, with their numbers in the order of time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Events of the journey",
            (
                Column("From", _start, sort=_start_day, chars=12),
                Column("To", _end, sort=_end_day, chars=12),
                Column("What", _what, chars=20),
                Column("Interval", _mark, chars=8),
                Column("Detail", _detail, chars=0),
            ),
            key=_number,
            noun=("event", "events"),
            empty=EmptyState("cases", "No events in this journey yet", "They come from the council's lists."),
            parent=parent,
        )

    def show_events(self, events: Sequence[TimelineEvent]) -> None:
        """Lists these events, in the order of time."""
        self.replace(enumerate(in_order(events)))


class JourneyView(QWidget):
    """Drawing above, table below; what is chosen in one is chosen in the other.

    Signals:
        chosen: the `TimelineEvent` that became current (object).
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        tools = FlowLayout()
        column.addLayout(tools)
        self.drawing = JourneyTimeline()
        self.table = JourneyTable()
        for words, does in (
            ("Zoom in", self.drawing.zoom_in),
            ("Zoom out", self.drawing.zoom_out),
            ("Whole journey", self.drawing.whole),
        ):
            button = QPushButton(words)
            button.setAccessibleName(f"{words}: drawing of the journey")
            button.clicked.connect(does)
            tools.addWidget(button)
        self._told = QLabel()
        self._told.setProperty("look", "muted")
        self._told.setWordWrap(True)
        column.addWidget(self._told)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.drawing)
        parts.addWidget(self.table)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        column.addWidget(parts, 1)
        self._fit()
        self.drawing.chosen.connect(self._from_drawing)
        self.table.chosen.connect(self._from_table)
        self.show_events(())

    def changeEvent(self, event: QEvent) -> None:
        """Keeps some lanes and some rows in sight when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "drawing"):
            self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.drawing.setMinimumHeight(line * _DRAWING_LINES)
        self.table.setMinimumHeight(line * _TABLE_LINES)

    def show_events(self, events: Sequence[TimelineEvent]) -> None:
        """Shows these events in both."""
        self.drawing.show_events(events)
        self.table.show_events(events)
        late = sum(event.mark == LATE for event in events)
        in_time = sum(event.mark == "in time" for event in events)
        self._told.setText(
            f"! late: {late}   ✓ in time: {in_time}   "
            "Arrow keys walk from event to event, plus and minus zoom."
        )

    @Slot(object)
    def _from_drawing(self, event: TimelineEvent) -> None:
        self.table.choose(self.drawing.current)
        self.chosen.emit(event)

    @Slot(object)
    def _from_table(self, row: tuple[int, TimelineEvent] | None) -> None:
        if row is not None:
            self.drawing.choose(row[0])


def _number(row: tuple[int, TimelineEvent]) -> object:
    return row[0]


def _start(row: tuple[int, TimelineEvent]) -> str:
    return short_day(row[1].start)


def _start_day(row: tuple[int, TimelineEvent]) -> object:
    return row[1].start


def _end(row: tuple[int, TimelineEvent]) -> str:
    return short_day(row[1].end) if row[1].end else ""


def _end_day(row: tuple[int, TimelineEvent]) -> object:
    return row[1].end or row[1].start


def _what(row: tuple[int, TimelineEvent]) -> str:
    event = row[1]
    return event.kind if event.label == event.kind else f"{event.kind}: {event.label}"


def _mark(row: tuple[int, TimelineEvent]) -> str:
    return row[1].mark.capitalize()


def _detail(row: tuple[int, TimelineEvent]) -> str:
    return row[1].detail
