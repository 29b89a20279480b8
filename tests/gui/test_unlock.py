from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from inspector_app.errors import WorldError
from inspector_app.gui.unlock.presenter import Creating, DoorPresenter, Unlocking, check
from inspector_app.gui.unlock.view import DoorWindow

GIVEN = Creating(
    folder=Path("store"),
    passphrase="four plain words here",
    again="four plain words here",
    framework="ILACS-2026",
    authority="Exampleshire",
    inspector="Inspector B",
    role="lead",
    start=date(2026, 5, 11),
    remember=False,
)


class FakeDoor:
    def __init__(self):
        self.busy, self.errors, self.faults, self.forgot = [], [], (), 0

    def show_busy(self, sentence):
        self.busy.append(sentence)

    def show_error(self, sentence, faults=()):
        self.errors.append(sentence)
        self.faults = faults

    def forget(self):
        self.forgot += 1


@pytest.fixture
def door():
    return FakeDoor()


@pytest.fixture
def presenter(door, runner):
    def unlock(given):
        if given.passphrase != "right":
            raise WorldError("The passphrase does not open this store", advice="Check the capitals.")
        return "a session"

    def create(given):
        return f"a session in {given.folder}"

    opened = []
    made = DoorPresenter(door, runner, unlock=unlock, create=create, opened=opened.append)
    made.test_opened = opened
    return made


def test_the_right_passphrase_opens_and_is_forgotten(presenter, door):
    presenter.unlock(Unlocking(Path("store"), "right", remember=False))
    assert presenter.test_opened == ["a session"]
    assert door.forgot == 1
    assert door.busy[-1] == ""


def test_a_wrong_passphrase_is_a_sentence_and_one_can_try_again(presenter, door):
    presenter.unlock(Unlocking(Path("store"), "wrong", remember=False))
    assert door.errors[-1] == "The passphrase does not open this store. Check the capitals."
    assert presenter.test_opened == []
    presenter.unlock(Unlocking(Path("store"), "right", remember=False))
    assert presenter.test_opened == ["a session"]


def test_no_passphrase_is_asked_for_before_anything_is_tried(presenter, door):
    presenter.unlock(Unlocking(Path("store"), "", remember=False))
    assert door.faults[0].field == "passphrase"
    assert door.busy == []


def test_all_that_is_wrong_with_the_form_is_told_at_once(presenter, door):
    presenter.create(replace(GIVEN, authority=" ", inspector="", passphrase="short", again="short"))
    assert [fault.field for fault in door.faults] == ["authority", "inspector", "passphrase"]
    assert door.errors[-1].startswith("3 things are missing or wrong")
    assert presenter.test_opened == []


def test_two_passphrases_that_differ_are_refused():
    assert [fault.field for fault in check(replace(GIVEN, again="other words entirely"))] == ["again"]
    assert check(GIVEN) == ()


def test_a_right_form_sets_up(presenter):
    presenter.create(GIVEN)
    assert presenter.test_opened == ["a session in store"]


def test_a_passphrase_is_never_printed():
    assert "plain" not in repr(GIVEN)
    assert "right" not in repr(Unlocking(Path("store"), "right", remember=False))


@pytest.fixture
def view(qtbot, dialogs):
    made = DoorWindow(
        dialogs,
        frameworks=(("ILACS-2026", "From April 2026"), ("CONS-2013", "The 2013 consultation")),
        roles=(("lead", "Lead inspector"), ("inspector", "Team inspector")),
        folder=Path("store"),
        today=date(2026, 5, 11),
    )
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def test_the_passphrase_is_hidden_until_it_is_asked_to_be_shown(view):
    assert view.passphrase.echoMode() is QLineEdit.EchoMode.Password
    view.show_passphrase.click()
    assert view.passphrase.echoMode() is QLineEdit.EchoMode.Normal


def test_enter_in_the_passphrase_asks_to_unlock(view, qtbot):
    QTest.keyClicks(view.passphrase, "right")
    with qtbot.waitSignal(view.unlock_asked) as heard:
        QTest.keyClick(view.passphrase, Qt.Key.Key_Return)
    assert heard.args == [Unlocking(Path("store"), "right", remember=False)]


def test_the_form_gives_what_was_entered(view, qtbot):
    view.tabs.setCurrentIndex(1)
    QTest.keyClicks(view.authority, "Exampleshire")
    QTest.keyClicks(view.inspector, "Inspector B")
    for field in (view.new_passphrase, view.new_again):
        QTest.keyClicks(field, GIVEN.passphrase)
    with qtbot.waitSignal(view.create_asked) as heard:
        view.create_button.click()
    assert heard.args == [GIVEN]


def test_the_cursor_goes_to_the_first_fault(view, qtbot, door):
    with qtbot.waitActive(view):
        view.activateWindow()
    view.tabs.setCurrentIndex(1)
    faults = check(replace(GIVEN, inspector="", passphrase="short"))
    view.show_error("2 things are missing or wrong.", faults)
    assert view.inspector.hasFocus()
    assert view.error.text() == "Problem: 2 things are missing or wrong."
    view.show_error("")
    assert not view.error.isVisible()


def test_the_form_rests_while_work_is_under_way(view):
    view.show_busy("Opening the store.")
    assert not view.tabs.isEnabled()
    assert view.busy.isVisible()
    view.show_busy("")
    assert view.tabs.isEnabled()


def test_a_folder_can_be_chosen(view, dialogs):
    dialogs.will_answer(Path("elsewhere"), None)
    view._choose_store()
    view._choose_store()
    assert view.folder.text() == "elsewhere"


def test_every_field_has_a_name_and_nothing_is_cut_off(view, unnamed, cut_off):
    view.tabs.setCurrentIndex(1)
    assert unnamed(view) == []
    assert cut_off(view) == []
