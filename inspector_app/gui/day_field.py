"""A line for a day, typed as people say it: `yesterday`, `last Tuesday`, `3/11`. It shows which day that is.

What can mean two days is asked. What is no day is said, and the day before it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QToolTip, QWidget, QWidgetAction

from inspector_app.domain.days import days_meant, told_day
from inspector_app.gui.icons import icon

_WIDEST = "Wed 30 Nov 2026"
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DayField(QLineEdit):
    """The line. Up and Down go on by a day, Alt+Down opens a calendar, Ctrl+Z takes back what was typed.

    Args:
        name: what it is called, for a screen reader.
        today: gives the day of today.
        parent: the Qt owner.

    Signals:
        dateChanged: another day stands there now (QDate).
    """

    dateChanged = Signal(QDate)  # noqa: N815 - as Qt's own editors of dates have it

    def __init__(self, name: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._day = today()
        self._asking = False
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.tr("Day before month; words such as yesterday will do."))
        self.setToolTip(self.tr("For example 3/11, 3 Nov 2026, yesterday or last Tuesday"))
        self.setText(told_day(self._day))
        calendar = self.addAction(icon("today"), QLineEdit.ActionPosition.TrailingPosition)
        calendar.setToolTip(self.tr("Choose in a calendar (Alt+Down)"))
        calendar.triggered.connect(self._open_calendar)
        self.editingFinished.connect(self._read)

    def date(self) -> QDate:
        """Returns the day that stands."""
        return QDate(self._day.year, self._day.month, self._day.day)

    def setDate(self, day: QDate) -> None:
        """Shows a day; one that is none is nothing to do."""
        if day.isValid():
            self._stand(_plain(day))
            self.setText(told_day(self._day))

    def sizeHint(self) -> QSize:
        """Room for the widest day and the calendar's button."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(_WIDEST) + 3 * hint.height(), hint.height())

    def minimumSizeHint(self) -> QSize:
        """No narrower than a day."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Types, or goes on by a day, or opens the calendar."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_calendar()
        else:
            self._read()
            self._take(_plain(self.date().addDays(step)))

    @Slot()
    def _read(self) -> None:
        if self._asking or self.text() == told_day(self._day):
            return
        days = days_meant(self.text(), self._today())
        if len(days) == 1:
            self._take(days[0])
        elif days:
            self._ask(days)
        else:
            self._refuse()

    def _ask(self, days: tuple[date, ...]) -> None:
        menu = self._menu()
        menu.setAccessibleName(self.tr("Which day is meant?"))
        head = menu.addAction(self.tr("Which day is meant?"))
        head.setEnabled(False)
        offers = [menu.addAction(told_day(day)) for day in days]
        for action, day in zip(offers, days, strict=True):
            action.setData(day.isoformat())
        menu.triggered.connect(self._chosen)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(offers[0])

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        self._asking = False
        self._take(date.fromisoformat(str(action.data())))

    @Slot()
    def _open_calendar(self) -> None:
        menu = self._menu()
        calendar = QCalendarWidget()
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setSelectedDate(self.date())
        calendar.activated.connect(self._picked)
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(menu.close)
        calendar.clicked.connect(menu.close)
        inside = QWidgetAction(menu)
        inside.setDefaultWidget(calendar)
        menu.addAction(inside)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(QDate)
    def _picked(self, day: QDate) -> None:
        self._take(_plain(day))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.aboutToHide.connect(self._answered)
        self._asking = True
        return menu

    @Slot()
    def _answered(self) -> None:
        """The menu closes; without an answer, the day before it stands."""
        self._asking = False
        self._put(told_day(self._day))

    def _refuse(self) -> None:
        typed = " ".join(self.text().split())
        self._put(told_day(self._day))
        sentence = self.tr("“{0}” is no day here; {1} stands. Day before month, as in 3/11/2026.")
        words = sentence.format(typed, told_day(self._day))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), words, self)

    def _take(self, day: date) -> None:
        self._put(told_day(day))
        self._stand(day)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told_day(day)))

    def _put(self, words: str) -> None:
        """Puts words into the line so that Ctrl+Z brings back what was typed."""
        if words != self.text():
            self.selectAll()
            self.insert(words)

    def _stand(self, day: date) -> None:
        if day != self._day:
            self._day = day
            self.dateChanged.emit(self.date())


def _plain(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
