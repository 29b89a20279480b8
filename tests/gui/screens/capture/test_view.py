from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QRadioButton

from inspector_app.gui.screens import capture
from inspector_app.services import unsealed

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard")  # offscreen lists of offers


@pytest.fixture
def panel(qtbot, bench, session):
    made = capture.make(bench.desk, session)
    qtbot.addWidget(made)
    made.begin()
    qtbot.waitUntil(made.box.hasFocus)
    return made


def chosen(panel):
    return {button.property("key") for button in panel.findChildren(QRadioButton) if button.isChecked()}


def test_the_box_has_the_cursor_and_the_time_at_once(panel):
    assert panel.box.hasFocus()
    assert panel.box.toPlainText()[2] == ":"
    assert panel.box.textCursor().atEnd()


def test_typing_is_kept_within_the_pause_and_offered_back(panel, qtbot, session, bench):
    qtbot.keyClicks(panel.box, "Seen at the front door")
    qtbot.waitUntil(lambda: unsealed.offered_back(session) != [], timeout=2500)
    (draft,) = unsealed.offered_back(session)
    assert draft.fields["text"] == panel.box.toPlainText()
    again = capture.make(bench.desk, session)
    qtbot.addWidget(again)
    again.begin()
    assert again.box.toPlainText() == draft.fields["text"]
    assert "still here" in again.note.text()


def test_chords_choose_and_leave_the_cursor_in_the_box(panel, qtbot):
    qtbot.keyClick(panel.box, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(panel.box, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert chosen(panel) == {"improvement", "interview"}
    assert panel.box.hasFocus()


def test_a_click_on_a_choice_leaves_the_cursor_in_the_box(panel, qtbot):
    urgent = next(b for b in panel.findChildren(QRadioButton) if b.property("key") == "urgent")
    qtbot.mouseClick(urgent, Qt.MouseButton.LeftButton)
    assert panel.presenter.shown.polarity == "urgent"
    assert panel.box.hasFocus()


def test_a_mark_is_completed_by_a_few_letters(panel, qtbot, session):
    title = session.framework.descriptors[0]
    letters = title.code.replace("-", "").lower()
    qtbot.keyClicks(panel.box, f"Seen #{letters}")
    assert panel.box.marks.view.isVisible()
    qtbot.keyClick(panel.box.marks.view, Qt.Key.Key_Return)
    assert panel.box.toPlainText().endswith(f"Seen #{title.code} ")
    assert not panel.box.marks.view.isVisible()
    qtbot.keyClicks(panel.box, "@curl")
    qtbot.keyClick(panel.box.marks.view, Qt.Key.Key_Tab)
    assert panel.box.toPlainText().endswith("@Curlew48 ")
    assert "Curlew 48" in panel.ties.text()


def test_escape_closes_the_list_first_and_then_goes_back_with_the_words_kept(panel, qtbot, session):
    qtbot.keyClicks(panel.box, "Seen @ch")
    qtbot.keyClick(panel.box.marks.view, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert not panel.box.marks.view.isVisible()
    qtbot.keyClick(panel.box, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    (draft,) = unsealed.offered_back(session)
    assert str(draft.fields["text"]).endswith("Seen @ch")


def test_control_enter_seals_and_the_next_can_be_typed(panel, qtbot, session):
    qtbot.keyClicks(panel.box, "First")
    qtbot.keyClick(panel.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [r.get("text") for r in session.store.records("evidence")] == ["First"]
    assert panel.box.toPlainText().strip()[-3] == ":"
    qtbot.keyClicks(panel.box, "Second")
    qtbot.mouseClick(panel.record, Qt.MouseButton.LeftButton)
    assert {r.get("text") for r in session.store.records("evidence")} == {"First", "Second"}
    assert unsealed.offered_back(session) == []


def test_every_control_has_a_name(panel):
    for each in (panel.box, *panel.findChildren(QRadioButton), *panel.findChildren(QPushButton)):
        assert each.accessibleName() or each.text()


def test_evidence_whose_write_fails_waits_in_its_box_and_is_recorded_later(
    panel, qtbot, session, bench, full_disk
):
    qtbot.keyClicks(panel.box, "Seen at the front door")
    panel.field.settle()
    full_disk.fill()
    panel.seal()
    assert panel.box.toPlainText().endswith("Seen at the front door")
    assert panel.box.isReadOnly()
    assert "Not recorded yet" in panel.note.text()
    told = bench.told[-1]
    assert (told.sentence.startswith("Not recorded: the new evidence."), told.closable) == (True, False)
    full_disk.free()
    bench.desk.board.settle()
    (record,) = session.store.records("evidence")
    assert record.get("text").endswith("Seen at the front door")
    assert not panel.box.isReadOnly()


def test_evidence_that_waits_can_be_given_up_and_typed_on(panel, qtbot, session, bench, full_disk):
    qtbot.keyClicks(panel.box, "Seen")
    panel.field.settle()
    full_disk.fill()
    panel.seal()
    next(each for each in bench.told[-1].choices if each.label == "Leave it undone").does()
    full_disk.free()
    assert not panel.box.isReadOnly()
    qtbot.keyClicks(panel.box, " again")
    panel.field.settle()
    assert session.store.records("evidence") == []
    assert unsealed.offered_back(session)[0].fields["text"].endswith("Seen again")
