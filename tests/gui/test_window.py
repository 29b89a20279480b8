from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from inspector_app.gui import deeds
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Place
from inspector_app.gui.saving import Phase
from inspector_app.gui.shell import Shell
from inspector_app.services.changes import Changes
from inspector_app.store.errors import StoreWriteError

CONTROL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


class PlainScreen:
    def __init__(self, name):
        self.name = name
        self.shown_times = 0
        self.changes = []
        self._widget = QWidget()
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        QVBoxLayout(self._widget).addWidget(self.field)

    def widget(self):
        return self._widget

    def shown(self):
        self.shown_times += 1

    def refresh(self, changes):
        self.changes.append(changes)


class FullScreen(PlainScreen):
    def __init__(self, name):
        super().__init__(name)
        self._pane = QLabel("tied to this")
        self.opened, self.searched = [], 0

    def pane(self):
        return self._pane

    def search(self):
        self.searched += 1

    def open(self, what):
        self.opened.append(what)


@pytest.fixture
def built():
    return {}


@pytest.fixture
def places(built):
    def place(name, kind):
        def make():
            built[name] = kind(name)
            return built[name]

        return Place(name, name.capitalize(), name, make)

    return [place("today", PlainScreen), place("cases", PlainScreen), place("evidence", FullScreen)]


@pytest.fixture
def window(shell, places, qtbot):
    shell.window.show()
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    shell.window.open(places, inspection="Exampleshire")
    return shell.window


def change(record, kind="evidence"):
    return Changes("record_evidence", record, f"r-{record}", frozenset({record}), frozenset({kind}))


def test_screens_are_built_when_first_shown_and_kept(window, built):
    assert list(built) == ["today"]
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    assert window.front == "cases"
    window.go("today")
    assert list(built) == ["today", "cases"]
    assert built["today"].shown_times == 2
    assert window.windowTitle().startswith("Today - Exampleshire")


def test_the_rail_is_walked_with_the_arrow_keys(window):
    window.rail.take_focus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert window.focusWidget().accessibleName() == "Cases"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert window.front == "cases"
    assert window.focusWidget().isChecked()


def test_the_focus_goes_along_to_the_screen(window, built):
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    assert window.focusWidget() is built["cases"].field


def test_changes_reach_the_front_at_once_and_the_others_all_together(window, built):
    window.go("cases")
    window.changed(change("a"))
    window.changed(change("b", "case"))
    assert len(built["cases"].changes) == 2
    assert built["today"].changes == []
    window.go("today")
    (missed,) = built["today"].changes
    assert missed.records == {"a", "b"}
    assert missed.kinds == {"evidence", "case"}


def test_a_screen_with_a_pane_shows_it_and_one_without_does_not(window, built):
    window.go("evidence")
    assert built["evidence"].pane().isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not built["evidence"].pane().isVisible()
    window.go("cases")
    assert not built["evidence"].pane().isVisible()


def test_a_screen_is_told_what_to_open(window, built):
    window.go("evidence", "record-7")
    assert built["evidence"].opened == ["record-7"]


def test_find_goes_to_the_evidence_from_a_screen_that_cannot_search(window, built):
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    assert (window.front, built["evidence"].searched) == ("evidence", 1)


def test_f6_walks_through_the_parts_of_the_window(window, built):
    built["today"].field.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.rail.isAncestorOf(window.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is built["today"].field


def test_covering_takes_all_screens_out_of_memory_and_locks_the_actions(window, shell, built, qtbot):
    with qtbot.waitSignal(built["today"].widget().destroyed):
        window.cover(QLabel("the door"))
    assert window.covered
    assert window.front == ""
    assert window.windowTitle() == "inspector-app"
    assert not shell.desk.actions["evidence.new"].isEnabled()
    assert shell.desk.actions["file.quit"].isEnabled()
    window.go("cases")
    assert window.covered


def test_it_can_be_opened_again_after_covering(window, places, built):
    window.cover(None)
    window.open(places, inspection="Exampleshire", first="cases")
    assert window.front == "cases"
    QTest.keyClick(window, Qt.Key.Key_1, ALT)
    assert window.front == "today"


def test_control_s_answers_that_all_is_saved(window, shell):
    shell.board.report("note", Phase.SAVED)
    QTest.keyClick(window, Qt.Key.Key_S, CONTROL)
    (notice,) = window.banners.notices()
    assert notice.sentence.startswith("Already saved ")


def test_control_n_asks_for_new_evidence_from_anywhere(window, shell):
    asked = []
    shell.on_new_evidence(lambda: asked.append(1))
    QTest.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert asked == [1]


def test_text_size_and_look_are_kept_for_next_time(window, shell, qapp, tmp_path, runner):
    QTest.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    shell.look_dark()
    assert (shell.settings.scale, shell.settings.theme) == (125, "dark")
    QTest.keyClick(window, Qt.Key.Key_0, CONTROL)
    shell.look_light()
    assert shell.theme.scale == 100


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_and_everything_is_named(window, shell, scale, unnamed, cut_off, qapp):  # noqa: PLR0917 - fixtures
    window.resize(1180, 760)
    shell.theme.set_scale(scale)
    window.go("evidence")
    shell.tell_saved()
    window.facts.show_inspector("Inspector B, lead")
    window.facts.show_unbundled(12)
    qapp.processEvents()
    assert unnamed(window) == []
    assert cut_off(window) == []
    shell.theme.set_scale(100)


class Disk:
    full = False

    def __init__(self):
        self.kept = []

    def save(self, text, cursor):
        if self.full:
            raise StoreWriteError("The disk is full")
        self.kept.append(text)


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def note(window, built, shell, disk):
    editor = QPlainTextEdit()
    editor.setAccessibleName("Note")
    built["today"].widget().layout().addWidget(editor)
    AutosaveField(editor, shell.desk, key="note", name="the note", save=disk.save)
    return editor


def test_going_to_another_screen_saves(window, note, disk):
    QTest.keyClicks(note, "text")
    window.go("cases")
    assert disk.kept == ["text"]
    assert "Saved" in window.facts.findChild(QLabel, "saved").text()


def test_closing_saves_first(window, note, disk):
    QTest.keyClicks(note, "text")
    assert window.close()
    assert disk.kept == ["text"]


def test_a_window_with_text_that_cannot_be_saved_stays_open_until_told(window, note, disk):
    disk.full = True
    QTest.keyClicks(note, "text")
    assert not window.close()
    assert window.isVisible()
    assert note.toPlainText() == "text"
    notices = {notice.key: notice for notice in window.banners.notices()}
    assert set(notices) == {"not-saved:note", "close-unsaved"}
    assert "Not saved" in window.facts.findChild(QLabel, "saved").text()
    notices["close-unsaved"].choices[0].does()
    assert not window.isVisible()


def test_locking_saves_first_and_is_refused_when_that_fails(window, shell, note, disk):
    locked = []
    shell.on_lock(lambda: locked.append(list(disk.kept)))
    disk.full = True
    QTest.keyClicks(note, "text")
    QTest.keyClick(window, Qt.Key.Key_L, CONTROL)
    assert locked == []
    disk.full = False
    QTest.keyClick(window, Qt.Key.Key_L, CONTROL)
    assert locked == [["text"]]


def test_what_nobody_typed_is_left_undone_at_a_lock_and_said_so(window, shell, disk):
    locked, left = [], []
    shell.on_lock(lambda: locked.append(True))
    disk.full = True
    deed = Deed("merge", "the merge of a bundle", partial(disk.save, "merged", 0), yields=True)
    deeds.do(shell.desk, deed, disk.kept.append, undone=lambda: left.append(True))
    assert shell.board.standing.phase is Phase.FAILED
    shell.lock()
    assert (locked, left, disk.kept) == ([True], [True], [])
    (told,) = [n for n in window.banners.notices() if n.key == "not-recorded:merge"]
    assert told.closable
    assert "Left undone" in told.sentence


def test_a_button_whose_write_failed_is_tried_again_by_itself(window, shell, disk, qtbot):
    shell._again.setInterval(10)
    disk.full = True
    deed = Deed("one", "the link", partial(disk.save, "linked", 0), "linked")
    deeds.do(shell.desk, deed, lambda _: None)
    assert "Not saved" in window.facts.findChild(QLabel, "saved").text()
    assert [notice.closable for notice in window.banners.notices()] == [False]
    disk.full = False
    qtbot.waitUntil(lambda: disk.kept == ["linked"], timeout=15_000)
    assert not window.banners.notices()
    assert not shell._again.isActive()


def test_help_opens_for_the_screen_in_front(window, shell, qapp):
    QTest.keyClick(window, Qt.Key.Key_F1)
    page = shell._help
    assert page.isVisible()
    assert page.windowTitle() == "Help: Today"
    assert page.page.toPlainText()


def test_with_real_threads_a_closed_window_has_kept_its_text(  # noqa: PLR0917 - fixtures
    qapp, qtbot, tmp_path, places, built, disk, clock
):
    shell = Shell(qapp, tmp_path / "profile", clock=clock)
    qtbot.addWidget(shell.window)
    shell.window.show()
    shell.window.open(places, inspection="Exampleshire")
    editor = QPlainTextEdit()
    built["today"].widget().layout().addWidget(editor)
    AutosaveField(editor, shell.desk, key="note", name="the note", save=disk.save)
    editor.setPlainText("written in a hurry")
    shell.window.close()
    qtbot.waitUntil(lambda: not shell.window.isVisible())
    closed = []
    shell.on_close(lambda: closed.append(list(disk.kept)))
    shell.shutdown()
    assert closed == [["written in a hurry"]]


def test_when_the_person_logs_off_all_text_is_durable_before_the_system_goes_on(  # noqa: PLR0917 - fixtures
    qapp, qtbot, tmp_path, places, built, disk, clock
):
    shell = Shell(qapp, tmp_path / "profile", clock=clock)
    qtbot.addWidget(shell.window)
    shell.window.show()
    shell.window.open(places, inspection="Exampleshire")
    editor = QPlainTextEdit()
    built["today"].widget().layout().addWidget(editor)
    AutosaveField(editor, shell.desk, key="note", name="the note", save=disk.save)
    editor.setPlainText("written in a hurry")
    shell.save_all()
    assert disk.kept == ["written in a hurry"]
    shell.window.close()
    qtbot.waitUntil(lambda: not shell.window.isVisible())
    shell.shutdown()


class SlowDisk:
    """Takes its time over the first write."""

    def __init__(self):
        self.kept, self.begun, self.may = [], threading.Event(), threading.Event()

    def save(self, text, _cursor):
        self.begun.set()
        self.may.wait(15)
        self.kept.append(text)


def test_what_was_typed_during_a_write_is_durable_too_before_the_system_goes_on(  # noqa: PLR0917 - fixtures
    qapp, qtbot, tmp_path, places, built, clock
):
    disk = SlowDisk()
    shell = Shell(qapp, tmp_path / "profile", clock=clock)
    qtbot.addWidget(shell.window)
    shell.window.show()
    shell.window.open(places, inspection="Exampleshire")
    editor = QPlainTextEdit()
    built["today"].widget().layout().addWidget(editor)
    field = AutosaveField(editor, shell.desk, key="note", name="the note", save=disk.save)
    editor.setPlainText("written")
    field.settle()
    assert disk.begun.wait(15)
    editor.setPlainText("written in a hurry")
    disk.may.set()
    shell.save_all()
    assert disk.kept == ["written", "written in a hurry"]
    shell.window.close()
    qtbot.waitUntil(lambda: not shell.window.isVisible())
    shell.shutdown()
