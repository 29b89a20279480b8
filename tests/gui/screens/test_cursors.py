"""Words are offered back with the cursor where it was, on every screen that is typed in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from inspector_app.gui.screens import capture
from inspector_app.gui.screens.checklists import ChecklistsScreen
from inspector_app.gui.screens.judgements import JudgementsScreen


def shown(qtbot, made):
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


def typed_in_the_middle(qtbot, editor):
    """Types words and then more in the middle of them; the cursor is left there, at 11."""
    qtbot.keyClicks(editor, "Seen in files.")
    cursor = editor.textCursor()
    cursor.setPosition(5)
    editor.setTextCursor(cursor)
    qtbot.keyClicks(editor, "often ")


def test_of_an_evaluation(qtbot, bench, session):
    code = session.framework.descriptors[0].code
    screen = shown(qtbot, ChecklistsScreen(bench.desk, session))
    screen.open(code)
    typed_in_the_middle(qtbot, screen._editors["effect"])
    screen._fields["effect"].settle()
    screen.finding.setCurrentIndex(screen.finding.findData("strength"))
    screen.finding.activated.emit(1)  # a choice made since moves no cursor
    again = shown(qtbot, ChecklistsScreen(bench.desk, session))
    again.open(code)
    assert again._editors["effect"].toPlainText() == "Seen often in files."
    assert again._editors["effect"].textCursor().position() == 11
    assert again.finding.currentData() == "strength"


def test_of_a_rationale(qtbot, bench, session):
    area = next(a for a in session.framework.areas if a.graded and a.descriptors)
    screen = shown(qtbot, JudgementsScreen(bench.desk, session))
    screen.open(area.code)
    typed_in_the_middle(qtbot, screen.rationale)
    screen._field.settle()
    screen.grade.setCurrentIndex(screen.grade.findData("good"))
    screen.grade.activated.emit(1)
    again = shown(qtbot, JudgementsScreen(bench.desk, session))
    again.open(area.code)
    assert again.rationale.toPlainText() == "Seen often in files."
    assert again.rationale.textCursor().position() == 11


def test_of_who_was_told_of_a_concern(qtbot, bench, session):
    panel = capture.make(bench.desk, session)
    qtbot.addWidget(panel)
    panel.begin()
    qtbot.keyClicks(panel.box, "A child is missing")
    qtbot.keyClick(panel.box, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(panel.told, "the director")
    panel.told.setCursorPosition(4)
    qtbot.keyClicks(panel.told, "new ")
    panel.told_field.settle()
    again = capture.make(bench.desk, session)
    qtbot.addWidget(again)
    again.begin()
    assert (again.told.text(), again.told.cursorPosition()) == ("the new director", 8)
    assert again.box.textCursor().atEnd()


def test_words_read_again_leave_the_cursor_where_somebody_reads(qtbot, bench, session):
    code = session.framework.descriptors[0].code
    screen = shown(qtbot, ChecklistsScreen(bench.desk, session))
    screen.open(code)
    typed_in_the_middle(qtbot, screen._editors["effect"])
    field = screen._fields["effect"]
    field.settle()
    screen.setFocus()
    field.follow("Seen often in files and heard.")
    assert field.cursor == 11
