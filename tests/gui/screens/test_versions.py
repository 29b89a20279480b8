from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from inspector_app.gui.screens.evidence.view import EvidenceScreen
from inspector_app.gui.screens.interviews.view import InterviewsScreen
from inspector_app.gui.versions import Version, compared, earlier
from inspector_app.gui.widgets.versions_dialog import VersionsDialog
from inspector_app.services import evidence, interviews

pytestmark = pytest.mark.qt_log_ignore("does not support")  # offscreen: size hints


@pytest.fixture
def record(qtbot, bench, session):
    """A record whose text was amended once."""
    made = EvidenceScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    for each in (made, made.pane()):
        qtbot.addWidget(each)
        each.show()
    change = evidence.record_evidence(session, text="Seen.\nAlone.", source="case_file")
    bench.desk.changed(change)
    bench.desk.changed(evidence.amend_evidence(session, evidence=change.record, text="Seen.\nWith a carer."))
    made.shown()
    made.open(change.record)
    return made


def dialog_of(screen):
    [dialog] = screen.findChildren(VersionsDialog)
    return dialog


def test_an_earlier_version_is_shown_beside_what_stands_now_by_signs(record):
    record.ties.earlier.click()
    dialog = dialog_of(record)
    assert dialog.list.count() == 1
    told = dialog.difference.toPlainText().split("\n")
    assert told == ["Seen.", "− Alone.", "+ With a carer."]


def test_a_version_is_brought_back_by_the_keyboard_as_if_it_were_typed(record, session):
    text = record.record.text
    record.ties.earlier.click()
    dialog = dialog_of(record)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert text.toPlainText() == "Seen.\nAlone."
    record.record.field.settle()
    record.presenter.seal()
    (sealed,) = session.store.records("evidence")
    assert sealed.get("text") == "Seen.\nAlone."
    assert len(session.store.history(sealed.id)) == 3
    QTest.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "Seen.\nWith a carer."


def test_escape_leaves_everything_as_it_is(record, session):
    record.ties.earlier.click()
    QTest.keyClick(dialog_of(record), Qt.Key.Key_Escape)
    assert record.record.text.toPlainText() == "Seen.\nWith a carer."


def test_words_that_are_typed_and_not_sealed_are_compared_too(record):
    record.record.text.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(record.record.text, " Twice.")
    record.record.field.settle()
    record.ties.earlier.click()
    assert dialog_of(record).list.count() == 2


def test_a_record_that_was_never_amended_offers_no_version(record, session, bench):
    change = evidence.record_evidence(session, text="Only once.", source="case_file")
    bench.desk.changed(change)
    record.open(change.record)
    assert record.ties.earlier.isHidden()


def test_every_control_of_the_dialog_has_a_name(record, unnamed):
    record.ties.earlier.click()
    assert list(unnamed(dialog_of(record))) == []


def test_a_note_of_an_interview_is_brought_back_too(qtbot, bench, session):
    made = InterviewsScreen(bench.desk, session)
    qtbot.addWidget(made)
    made.pane().setParent(made)
    bench.hear.append(made.refresh)
    made.show()
    made.shown()
    told = {"role_met": "child", "notes": "10:04 I am well.", "date": "2026-11-02T10:00", "consent": "given"}
    made.open(interviews.note_interview(session, **told).record)
    made.sheet.note.setPlainText("10:04 I am here.")
    made.fields["notes"].settle()
    made.presenter.seal()
    made.evidence.earlier.click()
    dialog_of(made).bring.click()
    assert made.sheet.note.toPlainText() == "10:04 I am well."


def test_the_same_words_are_offered_once_and_those_that_stand_not_at_all():
    versions = tuple(Version("ada", str(at), text) for at, text in enumerate(("c", "a", "b", "a")))
    assert [one.at for one in earlier(versions, "c")] == ["1", "2"]


def test_words_of_others_are_no_markup():
    assert compared("<b>x</b>", "y") == "<s>− &lt;b&gt;x&lt;/b&gt;</s><br><b>+ y</b>"
