"""Search everywhere by keyboard, and the way back to where one was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.gui.seeking import SearchEverywhere
from inspector_app.gui.trail import Stop, Trail
from inspector_app.services import evidence, interviews

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.qt_log_ignore("does not support"),  # offscreen: size hints, grabbing the keyboard
]


@pytest.fixture
def filled(on_store):
    program = on_store()
    made = [
        evidence.record_evidence(program.session, text="A lantern was lit.", source="data"),
        interviews.note_interview(program.session, role_met="child", notes="Spoke of a lantern."),
    ]
    for changes in made:
        program._work.desk.changed(changes)
    return program, [changes.record for changes in made]


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.focusWidget() or window, key, modifier)


def search(program, qtbot, words):
    press(qtbot, program.shell.window, Qt.Key.Key_F, CONTROL | SHIFT)
    dialog = program.shell.window.findChild(SearchEverywhere)
    QTest.keyClicks(dialog.list.search, words)
    qtbot.waitUntil(lambda: dialog.list.model.total > 0)
    return dialog


def test_a_find_is_sought_walked_to_and_opened_by_keyboard_alone(filled, qtbot):
    program, (_, interview) = filled
    program.shell.window.go("today")
    dialog = search(program, qtbot, "spoke lantern")
    press(qtbot, dialog, Qt.Key.Key_Down)
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert program.shell.window.front == "interviews"
    assert program.shell.window.screen_of("interviews")._detail.id == interview


def test_filters_sift_what_was_found(filled, qtbot):
    program, _ = filled
    dialog = search(program, qtbot, "lantern")
    assert dialog.list.model.rowCount() == 2
    box = dialog.list._boxes[0][0]
    assert [box.itemText(place) for place in range(box.count())] == [
        "All kinds",
        "Evidence record",
        "Interview",
    ]
    box.setCurrentText("Interview")
    assert dialog.list.model.rowCount() == 1


def test_every_control_of_the_search_has_a_name(filled, qtbot, unnamed):
    program, _ = filled
    assert unnamed(search(program, qtbot, "lantern")) == []


def test_locking_takes_the_words_away(filled, qtbot):
    program, _ = filled
    search(program, qtbot, "lantern")
    program.shell.lock()
    QApplication.processEvents()
    assert "edit.everywhere" not in program.shell.window.actions_book
    assert not any(each.isVisible() for each in program.shell.window.findChildren(SearchEverywhere))


def test_alt_left_and_right_walk_to_where_one_was(filled, qtbot):
    program, (rec, interview) = filled
    window = program.shell.window
    window.go("evidence", rec)
    window.go("interviews", interview)
    window.go("team")
    for key, front in (
        (Qt.Key.Key_Left, "interviews"),
        (Qt.Key.Key_Left, "evidence"),
        (Qt.Key.Key_Right, "interviews"),
    ):
        press(qtbot, window, key, ALT)
        assert window.front == front
    assert window.screen_of("interviews")._detail.id == interview


def test_ctrl_tab_goes_round_the_screens(on_store, qtbot):
    window = on_store().shell.window
    window.go("today")
    press(qtbot, window, Qt.Key.Key_Tab, CONTROL)
    assert window.front == window.names[1]
    window.actions_book.run("view.previous-screen")
    window.actions_book.run("view.previous-screen")
    assert window.front == window.names[-1]


def test_f11_takes_the_whole_screen_and_gives_it_back(on_store, qtbot):
    window = on_store().shell.window
    press(qtbot, window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    press(qtbot, window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_a_trail_gives_up_what_lay_ahead_and_counts_no_stop_twice():
    trail = Trail()
    assert trail.back() is None
    for stop in (("today", ""), ("cases", "1"), ("cases", "1"), ("cases", ""), ("team", "")):
        trail.note(*stop)
    assert trail.back() == Stop("cases", "1")
    assert trail.back() == Stop("today")
    assert not trail.can_go_back
    trail.note("evidence", "2")
    assert trail.forward() is None
    assert trail.back() == Stop("today")
    trail.forget()
    assert not trail.can_go_forward
