from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLineEdit, QMenu, QVBoxLayout, QWidget

from inspector_app.gui import entries
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.day_field import DayField

pytestmark = pytest.mark.qt_log_ignore("does not support")  # offscreen: grabbing the keyboard


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.day, page.next = DayField("Day", lambda: date(2026, 11, 25)), QLineEdit()
    column = QVBoxLayout(page)
    column.addWidget(page.day)
    column.addWidget(page.next)
    page.show()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.day.setFocus()
    return page


@pytest.fixture
def day(page):
    return page.day


def type_over(day, words):
    day.selectAll()
    QTest.keyClicks(day, words)
    QTest.keyClick(day, Qt.Key.Key_Return)


def open_menu(qtbot):
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    return QApplication.activePopupWidget()


def test_a_day_in_words_is_shown_back_plainly(day, qtbot):
    with qtbot.waitSignal(day.dateChanged):
        type_over(day, "yesterday")
    assert day.text() == "Tue 24 Nov 2026"
    assert day.date() == QDate(2026, 11, 24)
    assert entries.text_of(day) == "2026-11-24"


def test_leaving_the_line_reads_it(page, day):
    day.selectAll()
    QTest.keyClicks(day, "3/11")
    page.next.setFocus()
    assert day.text() == "Tue 3 Nov 2026"


def test_what_can_mean_two_days_is_asked_and_answered_by_the_keyboard(day, qtbot):
    type_over(day, "last tuesday")
    menu = open_menu(qtbot)
    assert [action.text() for action in menu.actions()[1:]] == ["Tue 24 Nov 2026", "Tue 17 Nov 2026"]
    assert day.date() == QDate(2026, 11, 25)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert day.date() == QDate(2026, 11, 17)


def test_without_an_answer_the_day_before_stands(day, qtbot):
    type_over(day, "tuesday")
    QTest.keyClick(open_menu(qtbot), Qt.Key.Key_Escape)
    assert (day.text(), day.date()) == ("Wed 25 Nov 2026", QDate(2026, 11, 25))


def test_what_is_no_day_changes_nothing(day, qtbot):
    with qtbot.assertNotEmitted(day.dateChanged):
        type_over(day, "11/13/2026")
    assert day.text() == "Wed 25 Nov 2026"


def test_arrows_go_on_by_a_day(day):
    QTest.keyClick(day, Qt.Key.Key_Up)
    QTest.keyClick(day, Qt.Key.Key_Up)
    QTest.keyClick(day, Qt.Key.Key_Down)
    assert day.text() == "Thu 26 Nov 2026"


def test_a_day_is_chosen_in_the_calendar(day, qtbot):
    QTest.keyClick(day, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = open_menu(qtbot)
    menu.findChild(QCalendarWidget).activated.emit(QDate(2026, 11, 2))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    assert day.text() == "Mon 2 Nov 2026"


def test_undo_brings_back_what_was_typed(day):
    type_over(day, "yesterday")
    QApplication.focusWidget().undo()
    assert day.text() != "Tue 24 Nov 2026"
    while day.isUndoAvailable():
        QApplication.focusWidget().undo()
    QTest.keyClick(day, Qt.Key.Key_Return)
    assert day.date() == QDate(2026, 11, 25)


def test_a_day_keeps_itself_like_every_field(day, bench, qtbot):
    kept = []
    field = AutosaveField(
        day, bench.desk, key="day", name="a day", save=lambda text, _cursor: kept.append(text)
    )
    type_over(day, "3/11")
    field.settle()
    assert kept == ["2026-11-03"]
    field.restore("2026-11-02", 0)
    assert day.text() == "Mon 2 Nov 2026"
    field.restore("", 0)
    assert day.text() == "Mon 2 Nov 2026"
