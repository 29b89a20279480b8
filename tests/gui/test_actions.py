from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from inspector_app.errors import BugError
from inspector_app.gui.actions import Actions
from inspector_app.gui.palette import CommandPalette, Commands, ShortcutSheet, matching


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(900, 700)
    return made


@pytest.fixture
def did():
    return []


@pytest.fixture
def actions(window, did):
    made = Actions(window)
    made.add("case.open", "&Open the case…", lambda: did.append("open"), menu="Case", shortcut="Ctrl+O")
    made.add("team.export", "E&xport a bundle", lambda: did.append("export"), menu="Team", picture="export")
    made.add("file.lock", "&Lock", lambda: did.append("lock"), menu="File", shortcut="Ctrl+L", always=True)
    return made


def test_menus_are_made_from_the_registry_and_take_in_later_actions(window, actions, did):
    actions.fill(window.menuBar())
    actions.add("draft.write", "&Write", lambda: did.append("write"), menu="Draft")
    menus = {
        menu.text(): [each.text() for each in menu.menu().actions()] for menu in window.menuBar().actions()
    }
    assert menus["&Case"] == ["&Open the case…"]
    assert menus["&Draft"] == ["&Write"]
    assert list(menus) == ["&File", "&Edit", "&View", "&Case", "&Team", "&Draft", "&Help"]


def test_a_shortcut_does_the_action(window, actions, did, qtbot):
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert did == ["open"]


def test_two_actions_cannot_share_a_name_or_a_shortcut(actions):
    with pytest.raises(BugError, match=r"called case\.open"):
        actions.add("case.open", "x", list, menu="Case")
    with pytest.raises(BugError, match="shortcut"):
        actions.add("case.other", "x", list, menu="Case", shortcut="Ctrl+O")
    with pytest.raises(BugError, match="menu"):
        actions.add("case.third", "x", list, menu="Cases")


def test_while_locked_only_some_actions_can_be_done(actions, did):
    actions.lock(locked=True)
    actions.run("case.open")
    actions.run("file.lock")
    assert did == ["lock"]
    by_name = {each.name: each for each in actions.commands()}
    assert by_name["case.open"].why_not == "unlock first"
    actions.lock(locked=False)
    actions.run("case.open")
    assert did == ["lock", "open"]


def test_an_action_that_cannot_be_done_now_says_why(actions, did):
    actions.allow("team.export", yes=False, why_not="nothing is new")
    actions.lock(locked=True)
    actions.lock(locked=False)
    actions.run("team.export")
    assert did == []
    assert {each.name: each.why_not for each in actions.commands()}["team.export"] == "nothing is new"


def test_what_was_done_last_comes_first(actions):
    actions.run("team.export")
    assert [each.name for each in actions.commands()] == ["team.export", "file.lock", "case.open"]


def test_a_removed_action_is_gone_and_its_name_is_free(window, actions):
    actions.remove("case.open")
    assert "case.open" not in actions
    actions.add("case.open", "again", list, menu="Case", shortcut="Ctrl+O")


def test_the_line_above_an_action_goes_with_it(window, actions):
    actions.fill(window.menuBar())
    menu = next(each.menu() for each in window.menuBar().actions() if each.text() == "&View")
    for _ in range(3):  # as at each unlocking and locking
        actions.add("go.today", "Go to Today", list, menu="View", section=True)
        assert [each.isSeparator() for each in menu.actions()] == [True, False]
        actions.remove("go.today")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert menu.actions() == []


def test_the_palette_finds_by_any_words_and_does_it_with_enter(window, actions, did, qtbot):
    window.show()
    palette = CommandPalette(actions, window)
    palette.summon()
    QTest.keyClicks(palette.words, "bundle exp")
    assert palette.found.rowCount() == 1
    QTest.keyClick(palette.words, Qt.Key.Key_Return)
    assert did == ["export"]
    assert not palette.isVisible()


def test_the_palette_is_walked_with_the_arrow_keys_and_left_with_escape(window, actions, did):
    window.show()
    palette = CommandPalette(actions, window)
    palette.summon()
    QTest.keyClick(palette.words, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    QTest.keyClick(palette.words, Qt.Key.Key_Up)
    QTest.keyClick(palette.words, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == 0
    QTest.keyClick(palette.words, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert did == []


def test_the_palette_tells_why_something_cannot_be_done(window, actions, did):
    window.show()
    actions.allow("team.export", yes=False, why_not="nothing is new")
    palette = CommandPalette(actions, window)
    palette.summon()
    palette.words.setText("export")
    assert "nothing is new" in palette.found.index(0).data()
    QTest.keyClick(palette.words, Qt.Key.Key_Return)
    assert "nothing is new" in palette.note.text()
    assert did == []


def test_what_begins_with_the_typed_words_comes_first(actions):
    actions.add("view.x", "Big open space", list, menu="View")
    assert [each.name for each in matching(actions.commands(), "open")] == ["case.open", "view.x"]


def test_the_model_of_commands_keeps_the_rules_of_models(actions, qtmodeltester):
    model = Commands()
    model.replace(actions.commands())
    qtmodeltester.check(model)
    model.replace(())
    qtmodeltester.check(model)


def test_the_sheet_lists_every_shortcut(window, actions):
    sheet = ShortcutSheet(actions, window)
    sheet.summon()
    assert {row.shortcut for row in sheet.list.model.in_sight()} == {"Ctrl+O", "Ctrl+L"}
    sheet.close()
