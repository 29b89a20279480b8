"""Quiet mode by keyboard: the note alone, nothing over it, kept as always, and one key for nothing at all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.quiet import GROUND, INK
from inspector_app.gui.tones import contrast
from inspector_app.services import interviews, unsealed

CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.qt_log_ignore("does not support"),  # offscreen: size hints, grabbing the keyboard
]


@pytest.fixture
def met(on_store):
    """The program with the note of an interview open, and that note."""
    program = on_store()
    changes = interviews.note_interview(program.session, role_met="child", notes="We met.")
    program._work.desk.changed(changes)
    program.shell.window.go("interviews", changes.record)
    note = program.shell.window.screen_of("interviews").sheet.note
    note.setFocus()
    return program, note


@pytest.fixture
def press(qtbot):
    """Presses a key in the window that is on top, where its focus is."""

    def pressed(key, modifier=Qt.KeyboardModifier.NoModifier):
        tops = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()]
        top = max(tops, key=lambda each: ("main", "capture", "quiet").index(each.objectName()))
        top.activateWindow()
        qtbot.waitUntil(top.isActiveWindow)
        QTest.keyClick(top.focusWidget() or top, key, modifier)

    return pressed


def shown(widget):
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def test_one_key_shows_the_note_alone_and_the_same_key_goes_back(met, press):
    program, note = met
    place, size = note.parentWidget(), note.fontInfo().pointSizeF()
    note.moveCursor(note.textCursor().MoveOperation.End)
    press(Qt.Key.Key_F8)
    room = program.shell.quiet
    assert room.isVisible()
    assert note.window() is room
    assert note.window().focusWidget() is note
    assert note.fontInfo().pointSizeF() > size * 1.4
    assert shown(room) == [next(iter(shown(room)))], "one line beside the note"
    QTest.keyClicks(note, " Said little.")
    press(Qt.Key.Key_F8)
    assert not room.isVisible()
    assert note.parentWidget() is place
    assert note.isVisible()
    assert note.fontInfo().pointSizeF() == size
    assert note.toPlainText().endswith("We met. Said little.")


def test_what_is_typed_in_quiet_mode_is_kept_like_all_typing(met, press):
    program, note = met
    press(Qt.Key.Key_F8)
    QTest.keyClicks(note, "x")
    program.shell.board.settle()
    (draft,) = unsealed.offered_back(program.session)
    assert draft.fields["notes"] == note.toPlainText()
    assert "Saved" in shown(program.shell.quiet)[0]


def test_a_banner_waits_behind_and_no_name_is_shown(met, press):
    program, _ = met
    press(Qt.Key.Key_F8)
    program.shell.desk.tell(Notice("n", Weight.WARNING, "Bo Example sent a bundle."))
    room = program.shell.quiet
    assert room.windowTitle() == "Notes"
    assert all("Example" not in told and "Ada" not in told for told in shown(room))
    assert room.geometry() == room.screen().geometry()


def test_a_failed_save_is_told_in_one_line(met, full_disk, press):
    program, note = met
    press(Qt.Key.Key_F8)
    full_disk.fill()
    QTest.keyClicks(note, "x")
    program.shell.board.settle()
    assert shown(program.shell.quiet)[0].startswith("Not saved. Esc shows what you can do.")
    full_disk.free()
    program.shell.board.settle()
    assert shown(program.shell.quiet)[0].startswith("Saved")


def test_one_key_blanks_the_screen_and_only_the_same_key_brings_it_back(met, press):
    program, note = met
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_F12)
    room = program.shell.quiet
    assert room.blanked
    assert not note.isVisible()
    assert shown(room) == []
    before = note.toPlainText()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Escape, Qt.Key.Key_F8, Qt.Key.Key_Return):
        press(key)
    assert room.blanked
    assert note.toPlainText() == before
    press(Qt.Key.Key_F12)
    assert not room.blanked
    assert note.window().focusWidget() is note


def test_the_window_itself_can_be_blanked_from_any_screen(on_store, press):
    program = on_store()
    program.shell.window.go("today")
    program.shell.window.rail.take_focus()
    press(Qt.Key.Key_F12)
    assert program.shell.quiet.blanked
    press(Qt.Key.Key_F12)
    assert not program.shell.quiet.isVisible()


def test_quick_capture_becomes_quiet_and_opens_no_list_over_it(on_store, press):
    program = on_store()
    program.shell.new_evidence()
    panel = program._work.capture
    press(Qt.Key.Key_F8)
    QTest.keyClicks(panel.box, "Read out #")
    assert panel.box.window() is program.shell.quiet
    assert not panel.box.marks.view.isVisible()
    press(Qt.Key.Key_Escape)
    assert panel.box.window() is panel
    assert panel.isVisible()
    assert "Read out #" in panel.box.toPlainText()


def test_without_an_open_note_it_says_where_one_is(on_store):
    program = on_store()
    program.shell.window.go("today")
    program.shell.window.actions_book.run("view.quiet")
    told = shown(program.shell.window.banners)
    assert any("no note is open here" in one for one in told)
    assert program.shell.quiet is None


def test_locking_puts_the_note_back_and_nothing_stays_on_the_screen(met, press):
    program, note = met
    press(Qt.Key.Key_F8)
    QTest.keyClicks(note, "x")
    press(Qt.Key.Key_L, CONTROL)
    assert program.session is None
    assert not program.shell.quiet.isVisible()
    assert program.shell.quiet.editor is None


def test_words_in_quiet_mode_are_dim_and_can_be_read():
    assert contrast(GROUND, INK) >= 7
    assert contrast(GROUND, INK) <= 10
