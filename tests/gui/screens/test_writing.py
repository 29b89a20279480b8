from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from inspector_app.gui.desk import Place
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.writing.desk import Writing
from inspector_app.gui.writing.known import Sort
from inspector_app.gui.writing.marker import Marker
from inspector_app.services import home, spelling
from inspector_app.services.changes import Changes
from inspector_app.store import identities

pytestmark = pytest.mark.qt_log_ignore("does not support")  # offscreen: size hints, grabbing the keyboard

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BOTH = CONTROL | SHIFT
UNKNOWN, TELLS = Sort.UNKNOWN_WORD, Sort.TELLS_WHO


class Desk:
    """A screen with one note, and what was searched for beside it."""

    def __init__(self):
        self.searched = 0
        self._widget = QWidget()
        self.note, self.line = PlainField(), QLineEdit()
        column = QVBoxLayout(self._widget)
        column.addWidget(self.line)
        column.addWidget(self.note)

    def widget(self):
        return self._widget

    def shown(self):
        pass

    def refresh(self, changes):
        pass

    def search(self):
        self.searched += 1


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv(home.HOME, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def writing(qtbot, shell, session, at_home):
    """Help in a store that knows name and birthday of one child."""
    [case] = session.store.records("case_track")
    identities.keep(session.store, case.id, {"name": "Ann Vale", "born": "2012-05-03"})
    screen = Desk()
    shell.window.show()
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    shell.window.open([Place("evidence", "Evidence", "evidence", lambda: screen)], inspection="Fernshire")
    made = Writing(QApplication.instance(), shell.desk, session, shell.window, shell.settings)
    shell.on_find(made.find)
    made.screen = screen
    made.note = screen.note
    made.note.setFocus()
    made.read()
    yield made
    if "edit.replace" in shell.window.actions_book:
        made.stop()


@pytest.fixture
def marked(qtbot, writing):
    """Waits for marks: the stretches of the note, each with its sort."""

    def wait(*expected):
        def holds():
            marker = writing.note.findChild(Marker)
            text = writing.note.toPlainText()
            found = [(text[start:end], sort) for start, end, sort in marker.laid]
            assert sorted(found, key=str) == sorted(expected, key=str)

        qtbot.waitUntil(holds)

    return wait


@pytest.fixture
def menu(writing):
    """Opens the menu of a place by the keyboard, and gives its offers by words."""
    opened = []

    def ask(at):
        cursor = writing.note.textCursor()
        cursor.setPosition(at)
        writing.note.setTextCursor(cursor)
        where = QPoint(1, 1)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, writing.note.mapToGlobal(where))
        QApplication.sendEvent(writing.note.viewport(), event)
        shown = QApplication.activePopupWidget()
        assert isinstance(shown, QMenu)
        opened.append(shown)
        return {action.text().split("\t")[0]: action for action in shown.actions() if action.text()}

    def choose(at, words):
        offers = ask(at)
        assert words in offers
        offers[words].trigger()
        opened.pop().close()

    ask.choose = choose
    yield ask
    for shown in opened:
        if shiboken6.isValid(shown):
            shown.close()


def select_all_and_type(note, text):
    note.selectAll()
    QTest.keyClicks(note, text)


# --- marks --------------------------------------------------------------------------------------------


def test_unknown_words_and_what_tells_who_a_child_is_are_marked(writing, marked):
    writing.note.setPlainText("Teh plan for Ann Vale, NHS 943 476 5919.\nColour and CAMHS.")
    marked(("Teh", UNKNOWN), ("Ann Vale", TELLS), ("943 476 5919", TELLS))


def test_marks_differ_by_shape_and_not_by_colour_alone(writing, marked):
    writing.note.setPlainText("Teh Ann Vale")
    marked(("Teh", UNKNOWN), ("Ann Vale", TELLS))
    shapes = {one.format.underlineStyle() for one in writing.note.extraSelections()}
    assert len(shapes) == 2


def test_the_word_that_is_being_typed_is_marked_once_it_is_finished(writing, marked):
    QTest.keyClicks(writing.note, "agencey teh")
    marked(("agencey", UNKNOWN))
    QTest.keyClicks(writing.note, " ")
    marked(("agencey", UNKNOWN), ("teh", UNKNOWN))


def test_a_mark_moves_with_its_word_and_goes_with_it(writing, marked):
    writing.note.setPlainText("teh end")
    marked(("teh", UNKNOWN))
    QTest.keyClicks(writing.note, "Then ")
    assert [one[:2] for one in writing.note.findChild(Marker).laid] == [(5, 8)]
    QTest.keyClick(writing.note, Qt.Key.Key_Z, CONTROL)
    select_all_and_type(writing.note, "the end ")
    marked()


def test_letters_beyond_the_first_plane_shift_no_mark(writing, qtbot):
    writing.note.setPlainText("\U0001f600 teh plan")
    marker = writing.note.findChild(Marker)
    qtbot.waitUntil(lambda: [one[:2] for one in marker.laid] == [(3, 6)])


def test_marks_change_nothing_in_the_text_and_leave_no_step_to_undo(writing, marked, qtbot):
    writing.note.setPlainText("teh plan")
    with qtbot.assertNotEmitted(writing.note.textChanged, wait=10):
        marked(("teh", UNKNOWN))
    assert not writing.note.document().isUndoAvailable()


def test_only_what_is_in_sight_is_looked_at_and_more_when_it_comes_into_sight(writing, marked, qtbot):
    writing.note.setPlainText("\n".join(f"Line {number} teh" for number in range(3000)))
    marker = writing.note.findChild(Marker)
    qtbot.waitUntil(lambda: len(marker.laid) > 3)
    assert len(marker.laid) < 200
    writing.note.verticalScrollBar().setValue(2900)
    last = writing.note.document().findBlockByNumber(2900).position()
    qtbot.waitUntil(lambda: bool(marker.laid) and max(one[1] for one in marker.laid) > last)


def test_a_paragraph_that_no_person_typed_is_left_alone(writing, marked):
    writing.note.setPlainText("teh " * 6000)
    marked()


def test_of_very_many_unknown_words_those_next_to_the_cursor_are_marked_and_every_name(writing, qtbot):
    writing.note.setPlainText("Ann Vale " + "teh " * 300)
    writing.note.moveCursor(QTextCursor.MoveOperation.End)
    [marker] = writing.note.findChildren(Marker)
    qtbot.waitUntil(lambda: len(marker.laid) > 1)
    (_, first_end, first), *rest = marker.laid
    assert (first_end, first) == (8, Sort.TELLS_WHO)
    assert len(rest) == 60
    assert max(end for _, end, _ in rest) >= len("Ann Vale " + "teh " * 300) - 5


def test_a_field_of_words_that_stand_fixed_is_not_marked(writing):
    fixed = PlainField("teh")
    fixed.setReadOnly(True)
    writing.screen.widget().layout().addWidget(fixed)
    fixed.setFocus()
    assert fixed.findChild(Marker) is None


def test_a_name_that_is_typed_is_told_in_the_status_bar(writing, qtbot):
    QTest.keyClicks(writing.note, "Ann Vale")
    bar = writing._window.facts
    qtbot.waitUntil(lambda: "A name: it may tell who a child is. Ctrl+Shift+H" in bar.currentMessage())
    assert "Vale" not in bar.currentMessage()


def test_a_case_that_comes_later_is_known_later(writing, session, marked, monkeypatch):
    monkeypatch.setattr("inspector_app.gui.writing.desk._LATER_MS", 0)
    writing.note.setPlainText("Robert Moss came")
    [case] = session.store.records("case_track")
    identities.keep(session.store, case.id, {"name": "Robert Moss"})
    writing._window.changed(
        Changes("choose_cases", case.id, "r", frozenset({case.id}), frozenset({"case_track"}))
    )
    marked(("Robert Moss", TELLS))


def test_marks_and_what_is_known_go_when_the_store_is_closed(writing, shell, qtbot):
    writing.note.setPlainText("teh")
    qtbot.waitUntil(lambda: bool(writing.note.extraSelections()))
    writing.stop()
    assert not writing.known.is_seen("teh")
    assert [mark.told for mark in writing.known.marks("teh Ann Vale")] == []
    assert writing.note.extraSelections() == []
    assert "edit.replace" not in shell.window.actions_book
    writing.screen.line.setFocus()
    writing.note.setFocus()
    assert writing.note.extraSelections() == []


# --- one key, and the menu ----------------------------------------------------------------------------


def test_one_key_puts_the_reference_in_the_place_of_a_name(writing):
    QTest.keyClicks(writing.note, "Seen with Ann Vale today")
    QTest.keyClick(writing.note, Qt.Key.Key_H, BOTH)
    assert writing.note.toPlainText() == "Seen with Curlew 48 today"
    QTest.keyClick(writing.note, Qt.Key.Key_Z, CONTROL)
    assert writing.note.toPlainText() == "Seen with Ann Vale today"


def test_one_key_puts_a_placeholder_in_the_place_of_what_belongs_to_nobody_known(writing):
    QTest.keyClicks(writing.note, "Ring 01632 960123")
    QTest.keyClick(writing.note, Qt.Key.Key_H, BOTH)
    assert writing.note.toPlainText() == "Ring [phone number]"


def test_where_nothing_tells_who_a_child_is_the_key_says_so(writing):
    QTest.keyClicks(writing.note, "Seen alone")
    QTest.keyClick(writing.note, Qt.Key.Key_H, BOTH)
    assert writing.note.toPlainText() == "Seen alone"
    assert "Nothing before the cursor" in writing._window.facts.currentMessage()


def test_the_menu_of_an_unknown_word_offers_others(writing, menu):
    writing.note.setPlainText("Good safegaurding here")
    menu.choose(8, "safeguarding")
    assert writing.note.toPlainText() == "Good safeguarding here"


def test_the_menu_of_a_name_offers_the_reference(writing, menu):
    writing.note.setPlainText("Ann Vale came")
    menu.choose(2, "Put Curlew 48 in its place")
    assert writing.note.toPlainText() == "Curlew 48 came"


def test_the_menu_of_a_known_word_is_the_usual_one(writing, menu):
    writing.note.setPlainText("Seen alone")
    assert not {"Add to my words", "Take out of my words"} & set(menu(2))


def test_an_own_word_goes_into_the_store_and_is_no_longer_marked(writing, menu, marked, session):
    writing.note.setPlainText("In Fernshire teh")
    marked(("Fernshire", UNKNOWN), ("teh", UNKNOWN))
    menu.choose(5, "Add to my words")
    marked(("teh", UNKNOWN))
    assert spelling.own_words(session) == ("fernshire",)
    menu.choose(5, "Take out of my words")
    marked(("Fernshire", UNKNOWN), ("teh", UNKNOWN))
    assert spelling.own_words(session) == ()


def test_only_a_word_that_is_no_name_is_offered_to_the_words_of_the_trade(writing, menu, marked, at_home):
    writing.note.setPlainText("Fernshire careplan")
    assert "Add to the trade’s words" not in menu(2)
    menu.choose(12, "Add to the trade’s words")
    marked(("Fernshire", UNKNOWN))
    assert (at_home / spelling.TRADE_FILE).read_text("utf-8") == "careplan\n"


def test_f7_goes_to_the_next_unknown_word_and_round(writing):
    writing.note.setPlainText("teh plan\nan agencey\nall well")
    found = []
    for _ in range(3):
        QTest.keyClick(writing.note, Qt.Key.Key_F7)
        found.append(writing.note.textCursor().selectedText())
    assert found == ["teh", "agencey", "teh"]
    assert "Unknown word: teh" in writing._window.facts.currentMessage()


def test_f7_says_where_every_word_is_known(writing):
    writing.note.setPlainText("All is well")
    QTest.keyClick(writing.note, Qt.Key.Key_F7)
    assert writing._window.facts.currentMessage() == "No unknown word in this text."


def test_spelling_is_turned_off_and_stays_off(writing, marked, shell):
    writing.note.setPlainText("teh Ann Vale")
    marked(("teh", UNKNOWN), ("Ann Vale", TELLS))
    shell.window.actions_book.run("edit.spelling")
    marked(("Ann Vale", TELLS))
    assert shell.settings.spelling is False


def test_without_a_dictionary_the_rest_is_marked_all_the_same(writing, monkeypatch, marked):
    def fails():
        raise spelling.WorldError("Spelling cannot be checked")

    monkeypatch.setattr(spelling, "load_engine", fails)
    writing.known._spelling = None
    writing.read()
    writing.note.setPlainText("teh Ann Vale")
    marked(("Ann Vale", TELLS))
    QTest.keyClick(writing.note, Qt.Key.Key_F7)
    assert "Spelling cannot be checked" in writing._window.facts.currentMessage()


def test_the_keys_work_in_a_window_of_its_own_too(writing, shell, qtbot):
    dialog = QDialog(shell.window)
    qtbot.addWidget(dialog)
    note = PlainField()
    QVBoxLayout(dialog).addWidget(note)
    dialog.show()
    dialog.activateWindow()
    note.setFocus()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClicks(note, "Ann Vale")
    QTest.keyClick(note, Qt.Key.Key_H, BOTH)
    assert note.toPlainText() == "Curlew 48"


# --- find and replace ---------------------------------------------------------------------------------


@pytest.fixture
def finder(writing, qtbot):
    def open_(words="", key=Qt.Key.Key_H):
        QTest.keyClick(writing.note, key, CONTROL)
        [dialog] = writing._dialogs.values()
        with qtbot.waitActive(dialog):
            dialog.activateWindow()
        if words:
            dialog.words.clear()
            QTest.keyClicks(dialog.words, words)
        return dialog

    return open_


def test_find_counts_and_walks_through_the_text(writing, finder):
    writing.note.setPlainText("A plan. The PLAN. No planning.")
    dialog = finder("plan")
    assert dialog.count.text() == "3 in this text"
    QTest.keyClick(dialog.words, Qt.Key.Key_F3)
    QTest.keyClick(dialog.words, Qt.Key.Key_F3)
    assert (dialog.count.text(), writing.note.textCursor().selectionStart()) == ("2 of 3", 12)
    QTest.keyClick(dialog.words, Qt.Key.Key_F3, SHIFT)
    assert dialog.count.text() == "1 of 3"
    QTest.keyClick(dialog.words, Qt.Key.Key_F3, SHIFT)
    assert dialog.count.text() == "3 of 3"
    dialog.exactly.click()
    assert dialog.count.text() == "2 of 2"


def test_what_is_not_there_is_said(writing, finder):
    writing.note.setPlainText("A plan.")
    dialog = finder("visit")
    assert dialog.count.text() == "Not in this text"
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert not writing.note.textCursor().hasSelection()


def test_escape_goes_back_to_the_text_and_f3_goes_on_there(writing, finder):
    writing.note.setPlainText("plan one, plan two")
    dialog = finder("plan")
    QTest.keyClick(dialog.words, Qt.Key.Key_Escape)
    assert writing.note.hasFocus()
    QTest.keyClick(writing.note, Qt.Key.Key_F3)
    QTest.keyClick(writing.note, Qt.Key.Key_F3)
    assert writing.note.textCursor().selectionStart() == 10


def test_selected_words_are_what_is_sought(writing, finder):
    writing.note.setPlainText("plan one, plan two")
    cursor = writing.note.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
    writing.note.setTextCursor(cursor)
    assert finder().sought == "plan"


def test_one_is_replaced_and_the_next_one_found(writing, finder):
    writing.note.setPlainText("plan one, plan two")
    dialog = finder("plan")
    dialog.instead.setText("visit")
    dialog.one.click()
    assert writing.note.textCursor().selectedText() == "plan"
    dialog.one.click()
    assert writing.note.toPlainText() == "visit one, plan two"
    assert writing.note.textCursor().selectionStart() == 11


def test_all_are_replaced_and_one_undo_brings_all_back(writing, finder):
    before = "\U0001f600 plan one, Plan two, plan three"
    writing.note.setPlainText(before)
    dialog = finder("plan")
    dialog.instead.setText("planned visit")
    dialog.all.click()
    assert (
        writing.note.toPlainText() == "\U0001f600 planned visit one, planned visit two, planned visit three"
    )
    assert dialog.count.text() == "Replaced 3 times. Ctrl+Z takes it back in one step."
    QTest.keyClick(dialog.words, Qt.Key.Key_Escape)
    QTest.keyClick(writing.note, Qt.Key.Key_Z, CONTROL)
    assert writing.note.toPlainText() == before


def test_nothing_is_replaced_in_a_text_that_stands_fixed(writing, finder):
    writing.note.setPlainText("plan")
    writing.note.setReadOnly(True)
    dialog = finder("plan")
    assert dialog.count.text() == "1 in this text"
    assert not any(each.isEnabled() for each in (dialog.instead, dialog.one, dialog.all))


def test_control_f_finds_in_the_text_that_somebody_is_at_and_in_the_screen_otherwise(writing, finder):
    assert finder(key=Qt.Key.Key_F).isVisible()
    QTest.keyClick(writing._dialogs[writing._window].words, Qt.Key.Key_Escape)
    assert writing.screen.searched == 0
    QTest.keyClick(writing.note, Qt.Key.Key_F, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert writing.screen.searched == 1
    writing.screen.line.setFocus()
    QTest.keyClick(writing.screen.line, Qt.Key.Key_F, CONTROL)
    assert writing.screen.searched == 2


def test_every_control_of_the_dialog_has_a_name(writing, finder, unnamed):
    assert list(unnamed(finder())) == []


# --- the size of the text -----------------------------------------------------------------------------


def test_text_grows_in_notes_alone_where_somebody_is_at_one_and_is_remembered(writing, shell):
    QTest.keyClick(writing.note, Qt.Key.Key_Plus, CONTROL)
    assert (shell.theme.notes, shell.theme.scale) == (125, 100)
    assert shell.settings.note_scale == 125
    assert "Text in notes: 125 %" in writing._window.facts.currentMessage()
    QTest.keyClick(writing.note, Qt.Key.Key_Minus, CONTROL)
    QTest.keyClick(writing.note, Qt.Key.Key_Minus, CONTROL)
    assert shell.theme.notes == 100
    QTest.keyClick(writing.note, Qt.Key.Key_Plus, CONTROL)
    QTest.keyClick(writing.note, Qt.Key.Key_0, CONTROL)
    assert shell.settings.note_scale == 100
    writing.screen.line.setFocus()
    QTest.keyClick(writing.screen.line, Qt.Key.Key_Plus, CONTROL)
    assert (shell.theme.notes, shell.theme.scale) == (100, 125)
    shell.theme.set_scale(100)
