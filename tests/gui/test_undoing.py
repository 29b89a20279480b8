"""Ctrl+Z and Ctrl+Y in the whole window, by keyboard: the field's own first, then the app's; over a restart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QPlainTextEdit, QPushButton, QSpinBox

from inspector_app.services import evidence, undoing

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.qt_log_ignore("does not support"),  # offscreen: size hints, grabbing the keyboard
]


def note(program, words):
    changes = evidence.record_evidence(program.session, text=words, source="case_file")
    program._work.desk.changed(changes)
    return changes.record


def amend(program, rec, **how):
    program._work.desk.changed(evidence.amend_evidence(program.session, evidence=rec, **how))


def words_of(program, name):
    return program.shell.window.actions_book[name].text().replace("&", "")


def banners(program):
    return [label.text() for label in program.shell.window.banners.findChildren(QLabel) if label.text()]


def press_banner(program, words):
    buttons = program.shell.window.banners.findChildren(QPushButton)
    next(one for one in buttons if one.text() == words).click()


def test_ctrl_z_takes_back_what_was_done_last_and_ctrl_y_does_it_again(on_store):
    program = on_store()
    window = program.shell.window
    rec = note(program, "First.")
    amend(program, rec, polarity="strength")
    amend(program, rec, text="Second.")
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    record = program.session.store.record(rec)
    assert (record.get("text"), record.get("polarity")) == ("First.", "neutral")
    QTest.keyClick(window, Qt.Key.Key_Y, CONTROL)
    assert program.session.store.record(rec).get("polarity") == "strength"
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert program.session.store.record(rec).get("text") == "Second."


def test_the_menu_names_what_undo_and_redo_would_do_and_why_they_cannot(on_store):
    program = on_store()
    book = program.shell.window.actions_book
    program.shell.window.rail.take_focus()
    assert not book["edit.undo"].isEnabled()
    (command,) = [one for one in book.commands() if one.name == "edit.undo"]
    assert command.why_not == "nothing was done here that can be undone"
    rec = note(program, "First.")
    amend(program, rec, text="Second.")
    assert words_of(program, "edit.undo") == "Undo change words of evidence"
    book.run("edit.undo")
    assert words_of(program, "edit.undo") == "Undo record evidence"
    assert words_of(program, "edit.redo") == "Redo change words of evidence"


def test_undo_is_there_after_a_restart(on_store):
    program = on_store()
    rec = note(program, "First.")
    amend(program, rec, text="Second.")
    again = on_store()
    assert words_of(again, "edit.undo") == "Undo change words of evidence"
    QTest.keyClick(again.shell.window, Qt.Key.Key_Z, CONTROL)
    assert again.session.store.record(rec).get("text") == "First."


def test_a_field_with_something_to_take_back_keeps_the_key_and_then_gives_it_up(on_store):
    program = on_store()
    window = program.shell.window
    rec = note(program, "First.")
    amend(program, rec, polarity="strength")
    window.go("evidence", rec)
    field = window.screen_of("evidence").record.text
    field.setFocus()
    QTest.keyClicks(field, "x")
    window.actions_book.commands()  # as the palette looks at them
    assert words_of(program, "edit.undo") == "Undo typing"
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.toPlainText() == "First."
    program.shell.board.settle()
    assert program.session.store.record(rec).get("polarity") == "strength"
    field.document().clearUndoRedoStacks()

    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert program.session.store.record(rec).get("polarity") == "neutral"


def test_boxes_of_numbers_and_choices_give_the_key_up_as_well(on_store, qtbot):
    program = on_store()
    rec = note(program, "First.")
    window = program.shell.window
    for box in (QSpinBox(window), QComboBox(window), QPlainTextEdit(window)):
        box.show()
        box.setFocus()
        amend(program, rec, polarity="strength")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
        assert program.session.store.record(rec).get("polarity") == "neutral"
        box.deleteLater()


def test_the_banner_says_what_was_undone_and_does_it_again(on_store):
    program = on_store()
    rec = note(program, "First.")
    amend(program, rec, text="Second.")
    program.shell.window.actions_book.run("edit.undo")
    assert any("Undone: change words of evidence." in told for told in banners(program))
    press_banner(program, "Do it again")
    assert program.session.store.record(rec).get("text") == "Second."
    press_banner(program, "Show it")
    assert program.shell.window.front == "evidence"


def test_what_somebody_changed_since_is_told_with_a_way_to_its_history(on_store, monkeypatch):
    program = on_store()
    rec = note(program, "First.")
    amend(program, rec, text="Second.")
    monkeypatch.setattr(undoing, "_overtaken", lambda *_: "bo@inspection has changed the same since")
    window = program.shell.window
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert any("bo@inspection has changed the same since." in told for told in banners(program))
    assert program.session.store.record(rec).get("text") == "Second."
    assert words_of(program, "edit.undo") == "Undo record evidence", "the next press takes what came before"
    press_banner(program, "Show it")
    assert window.front == "evidence"


def test_a_new_record_that_is_undone_goes_out_of_the_list_and_comes_back(on_store):
    program = on_store()
    window = program.shell.window
    rec = note(program, "Seen once.")
    window.go("evidence", rec)
    screen = window.screen_of("evidence")
    window.rail.take_focus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert screen.list.model.total == 0
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Y, CONTROL)
    assert screen.list.model.total == 1


def test_locked_nothing_can_be_undone_and_the_words_tell_nothing(on_store):
    program = on_store()
    note(program, "First.")
    program.shell.lock()
    assert words_of(program, "edit.undo") == "Undo"
    assert not program.shell.window.actions_book["edit.undo"].isEnabled()


def test_the_words_are_told_anew_as_the_menu_opens(on_store):
    program = on_store()
    window = program.shell.window
    menu = next(m for m in window.menuBar().findChildren(QMenu) if m.title() == "&Edit")
    note(program, "First.")
    window.actions_book.rename("edit.undo", "&Undo something old")
    menu.aboutToShow.emit()
    assert words_of(program, "edit.undo") == "Undo record evidence"
