from __future__ import annotations

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from inspector_app.errors import WorldError
from inspector_app.gui import autosave
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.saving import Phase


class Drawer:
    """Where text goes; full when told so."""

    def __init__(self):
        self.kept = []
        self.full = False

    def save(self, text, cursor):
        if self.full:
            raise WorldError("The disk is full", advice="Free some room.")
        self.kept.append((text, cursor))


class HeldRunner:
    """Keeps jobs until the test lets them run, as a slow disk would."""

    def __init__(self):
        self.held = []

    def run(self, job, done, failed=None):
        self.held.append((job, done, failed))

    def let_go(self):
        job, done, failed = self.held.pop(0)
        try:
            result = job()
        except WorldError as error:
            failed(error)
        else:
            done(result)


@pytest.fixture
def drawer():
    return Drawer()


@pytest.fixture(params=[QPlainTextEdit, QLineEdit])
def editor(request, qtbot):
    made = request.param()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def note(qtbot):
    made = QPlainTextEdit()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def field(bench, note, drawer):
    return AutosaveField(note, bench.desk, key="note", name="the note", save=drawer.save)


def test_text_is_saved_after_a_pause_with_its_cursor(editor, bench, drawer, qtbot):
    field = AutosaveField(editor, bench.desk, key="note", name="the note", save=drawer.save)
    QTest.keyClicks(editor, "seen alone")
    assert field.phase is Phase.DIRTY
    assert bench.desk.board.standing.sentence == "Saving…"
    assert drawer.kept == []
    qtbot.waitUntil(lambda: field.phase is Phase.SAVED, timeout=3000)
    assert drawer.kept == [("seen alone", 10)]


def test_somebody_who_types_without_a_pause_is_saved_all_the_same(note, field, drawer, qtbot):
    typed = []

    def type_on():
        QTest.keyClick(note, "x")
        typed.append("x")
        return bool(drawer.kept)

    qtbot.waitUntil(type_on, timeout=3000)  # a key every 10 ms or so
    assert drawer.kept[0][0] == "x" * len(drawer.kept[0][0])
    assert 0 < len(drawer.kept[0][0]) <= len(typed)


def test_leaving_the_field_saves_at_once(editor, bench, drawer, qtbot):
    AutosaveField(editor, bench.desk, key="note", name="the note", save=drawer.save)
    with qtbot.waitActive(editor):
        editor.activateWindow()
    editor.setFocus()
    QTest.keyClicks(editor, "x")
    editor.clearFocus()
    assert drawer.kept == [("x", 1)]


def test_hiding_and_closing_save(field, note, drawer):
    QTest.keyClicks(note, "one")
    note.hide()
    QTest.keyClicks(note, " two")
    note.close()
    field.settle()
    assert drawer.kept[0][0] == "one"
    assert drawer.kept[-1][0] == "one two"


def test_restored_text_is_shown_with_its_cursor_and_not_written_again(editor, bench, drawer):
    field = AutosaveField(editor, bench.desk, key="note", name="the note", save=drawer.save)
    field.restore("what was there", 4)
    assert (field.text, field.cursor, field.phase) == ("what was there", 4, Phase.CLEAN)
    field.settle()
    assert drawer.kept == []


def test_a_failed_write_keeps_the_text_and_offers_ways_out(field, note, drawer, bench):
    drawer.full = True
    QTest.keyClicks(note, "kept")
    field.settle()
    assert field.phase is Phase.FAILED
    assert note.toPlainText() == "kept"
    assert bench.desk.board.standing.sentence == "Not saved"
    notice = bench.notices["not-saved:note"]
    assert "The disk is full" in notice.sentence
    assert not notice.closable
    again, copy = notice.choices
    copy.does()
    assert QGuiApplication.clipboard().text() == "kept"
    drawer.full = False
    again.does()
    assert drawer.kept == [("kept", 4)]
    assert field.phase is Phase.SAVED
    assert bench.notices == {}


def test_typing_on_after_a_failure_tries_again(field, note, drawer, bench, qtbot):
    drawer.full = True
    QTest.keyClicks(note, "a")
    field.settle()
    drawer.full = False
    QTest.keyClicks(note, "b")
    qtbot.waitUntil(lambda: field.phase is Phase.SAVED, timeout=3000)
    assert drawer.kept == [("ab", 2)]


def test_text_can_be_saved_elsewhere(note, bench, drawer):
    elsewhere = []
    drawer.full = True
    field = AutosaveField(
        note,
        replace(bench.desk, elsewhere=elsewhere.append),
        key="note",
        name="the note",
        save=drawer.save,
    )
    QTest.keyClicks(note, "safe")
    field.settle()
    bench.notices["not-saved:note"].choices[2].does()
    assert elsewhere == ["safe"]
    drawer.full = False


@pytest.fixture
def slow(bench):
    held = HeldRunner()
    return held, replace(bench.desk, runner=held)


def test_what_is_typed_during_a_write_is_written_next_and_saved_is_not_claimed_before(note, slow, drawer):
    held, desk = slow
    field = AutosaveField(note, desk, key="note", name="the note", save=drawer.save)
    QTest.keyClicks(note, "one")
    field.settle()
    QTest.keyClicks(note, " two")
    field.settle()
    assert len(held.held) == 1
    held.let_go()
    assert field.phase is Phase.DIRTY
    held.let_go()
    assert field.phase is Phase.SAVED
    assert [text for text, _ in drawer.kept] == ["one", "one two"]


def test_aiming_at_another_record_sends_unsaved_text_to_the_one_before(note, slow, drawer):
    held, desk = slow
    other = Drawer()
    field = AutosaveField(note, desk, key="first", name="the first note", save=drawer.save)
    QTest.keyClicks(note, "of the first")
    field.aim(key="second", name="the second note", save=other.save)
    field.restore("of the second", 0)
    held.let_go()
    assert drawer.kept == [("of the first", 12)]
    assert (field.text, field.phase, other.kept) == ("of the second", Phase.CLEAN, [])
    assert desk.board.standing.phase is Phase.SAVED


def test_a_write_that_fails_after_aiming_elsewhere_still_keeps_that_text(note, slow, drawer, bench):
    held, desk = slow
    other = Drawer()
    drawer.full = True
    field = AutosaveField(note, desk, key="first", name="the first note", save=drawer.save)
    QTest.keyClicks(note, "first")
    field.aim(key="second", name="the second note", save=other.save)
    field.restore("second", 0)
    held.let_go()
    assert desk.board.standing.phase is Phase.FAILED
    notice = bench.notices["not-saved:first"]
    notice.choices[1].does()
    assert QGuiApplication.clipboard().text() == "first"
    drawer.full = False
    notice.choices[0].does()
    held.let_go()
    assert drawer.kept == [("first", 5)]
    assert desk.board.standing.phase is Phase.SAVED
    assert field.text == "second"


def test_a_field_that_leaves_is_forgotten_once_its_text_is_safe(note, slow, drawer):
    held, desk = slow
    field = AutosaveField(note, desk, key="note", name="the note", save=drawer.save)
    QTest.keyClicks(note, "last")
    field.leave()
    assert desk.board.standing.phase is Phase.DIRTY
    held.let_go()
    assert drawer.kept == [("last", 4)]
    assert desk.board.standing.unsaved == 0


def test_what_the_store_holds_since_is_shown_in_a_field_at_rest(bench, note, field):
    note.clearFocus()
    field.follow("from a bundle")
    assert note.toPlainText() == "from a bundle"
    assert field.phase is Phase.CLEAN


def test_what_the_store_held_before_never_replaces_words_that_are_on_their_way(bench, note, drawer):
    held = HeldRunner()
    field = AutosaveField(
        note, replace(bench.desk, runner=held), key="note", name="the note", save=drawer.save
    )
    QTest.keyClicks(note, "seen alone")
    field.follow("")
    field.settle()
    field.follow("")
    assert note.toPlainText() == "seen alone"
    held.let_go()
    assert drawer.kept == [("seen alone", 10)]


def test_a_field_whose_screen_was_taken_away_is_forgotten_at_the_next_look(bench, qtbot, drawer):
    screen = QWidget()
    note = QPlainTextEdit(screen)
    AutosaveField(note, bench.desk, key="gone", name="the note", save=drawer.save)
    QTest.keyClicks(note, "seen alone")
    bench.desk.board.settle()
    assert drawer.kept == [("seen alone", 10)]
    shiboken6.delete(screen)
    bench.desk.board.settle()
    assert bench.desk.board.standing.phase is not Phase.DIRTY
    assert drawer.kept == [("seen alone", 10)]


def test_after_a_failed_write_the_field_tries_again_by_itself(bench, note, drawer, qtbot, monkeypatch):
    monkeypatch.setattr(autosave, "RETRY_MS", 20)
    field = AutosaveField(note, bench.desk, key="note", name="the note", save=drawer.save)
    drawer.full = True
    QTest.keyClicks(note, "seen alone")
    field.settle()
    assert field.phase is Phase.FAILED
    assert "not-saved:note" in bench.notices
    drawer.full = False
    qtbot.waitUntil(lambda: field.phase is Phase.SAVED, timeout=3000)
    assert drawer.kept == [("seen alone", 10)]
    assert "not-saved:note" not in bench.notices


@pytest.fixture
def turned_away(slow, note, drawer, monkeypatch):
    """A field that was turned to another record while the disk was full."""
    held, desk = slow
    monkeypatch.setattr(autosave, "RETRY_MS", 20)
    drawer.full = True
    field = AutosaveField(note, desk, key="first", name="the first note", save=drawer.save)
    QTest.keyClicks(note, "first")
    field.aim(key="second", name="the second note", save=Drawer().save)
    field.restore("second", 0)
    held.let_go()
    assert desk.board.standing.phase is Phase.FAILED
    drawer.full = False
    return field


def test_words_of_a_record_that_was_left_are_tried_again_as_well(turned_away, slow, bench, drawer, qtbot):
    held, desk = slow
    qtbot.waitUntil(lambda: bool(held.held), timeout=3000)
    held.let_go()
    assert drawer.kept == [("first", 5)]
    assert desk.board.standing.phase is Phase.SAVED
    assert "not-saved:first" not in bench.notices
    assert turned_away.text == "second"


def test_whoever_comes_back_to_a_record_finds_the_words_that_could_not_be_saved(
    turned_away, slow, bench, drawer, qtbot
):
    held, desk = slow
    turned_away.aim(key="first", name="the first note", save=drawer.save)
    turned_away.restore("", 0)
    assert (turned_away.text, turned_away.cursor, turned_away.phase) == ("first", 5, Phase.FAILED)
    assert desk.board.standing.phase is Phase.FAILED
    QTest.keyClicks(turned_away.parent(), " and more")
    qtbot.waitUntil(lambda: bool(held.held), timeout=3000)
    held.let_go()
    assert drawer.kept == [("first and more", 14)]
    assert turned_away.phase is Phase.SAVED
    assert "not-saved:first" not in bench.notices
