from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from inspector_app.gui.screens.evidence.view import EvidenceScreen
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.view import InterviewsScreen
from inspector_app.services import evidence, interviews
from inspector_app.store import drafts

pytestmark = pytest.mark.qt_log_ignore("does not support")  # offscreen: grabbing the keyboard


@pytest.fixture
def code(session):
    return session.framework.descriptors[0].code


@pytest.fixture
def record(qtbot, bench, session):
    """The text of a record on the evidence screen."""
    made = EvidenceScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    for each in (made, made.pane()):
        qtbot.addWidget(each)
        each.show()
    change = evidence.record_evidence(session, text="Seen.", source="case_file", polarity="improvement")
    bench.desk.changed(change)
    made.shown()
    made.open(change.record)
    made.record.text.moveCursor(QTextCursor.MoveOperation.End)
    return made


@pytest.fixture
def note(qtbot, bench, session):
    """The screen of interviews with one open."""
    made = InterviewsScreen(bench.desk, session)
    qtbot.addWidget(made)
    made.pane().setParent(made)
    bench.hear.append(made.refresh)
    made.show()
    made.shown()
    told = {"role_met": "child", "notes": "10:04 I am well.", "date": "2026-11-02T10:00", "consent": "given"}
    made.open(interviews.note_interview(session, **told).record)
    made.sheet.note.moveCursor(QTextCursor.MoveOperation.End)
    return made


def test_a_case_is_put_into_a_record_by_its_reference(record):
    text = record.record.text
    QTest.keyClicks(text, " With @cur")
    assert text.marks.view.isVisible()
    QTest.keyClick(text.marks.view, Qt.Key.Key_Return)
    assert text.toPlainText() == "Seen. With Curlew 48 "


def test_a_descriptor_named_in_a_record_becomes_a_link_and_leaves_the_words(record, code, session, bench):
    text = record.record.text
    QTest.keyClicks(text, f" #{code.lower()}")
    QTest.keyClick(text.marks.view, Qt.Key.Key_Tab)
    assert text.toPlainText() == "Seen. "
    (link,) = evidence.links_of(session, evidence=record.presenter.current)
    assert (link.get("descriptor"), link.get("stance")) == (code, "against")
    assert bench.failures == []


def test_a_record_without_a_mark_keeps_its_keys(record):
    text = record.record.text
    QTest.keyClicks(text, " a # b")
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert not text.marks.view.isVisible()
    assert text.toPlainText() == "Seen. a # b\n"


def test_a_role_is_put_into_a_note_in_words(note):
    box = note.sheet.note
    QTest.keyClicks(box, " My @social_w")
    QTest.keyClick(box.marks.view, Qt.Key.Key_Return)
    assert box.toPlainText() == "10:04 I am well. My social worker "


def test_a_note_still_begins_each_line_with_the_time_while_marks_are_completed(note):
    box = note.sheet.note
    QTest.keyClicks(box, " @cur")
    QTest.keyClick(box.marks.view, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Return)
    first, second = box.toPlainText().split("\n")
    assert first.endswith("Curlew 48 ")
    assert passage.is_bare(second)
    assert second


def test_words_that_name_a_descriptor_become_evidence_linked_to_it(note, code, session):
    box = note.sheet.note
    QTest.keyClicks(box, f" #{code.lower()}")
    QTest.keyClick(box.marks.view, Qt.Key.Key_Return)
    box.selectAll()
    assert note.evidence.picker.code == code
    note.make_evidence()
    (made,) = session.store.records("evidence")
    assert made.get("text") == "I am well."
    (link,) = evidence.links_of(session, evidence=made.id)
    assert link.get("descriptor") == code


def test_exact_words_are_kept_without_their_mark(note, code):
    box = note.sheet.note
    QTest.keyClicks(box, f" #{code}")
    QTest.keyClick(box.marks.view, Qt.Key.Key_Escape)
    box.selectAll()
    note.mark_exact()
    assert note.sheet.quotes.toPlainText() == "I am well."


def test_a_mark_that_is_completed_is_kept_like_every_word(record, session):
    QTest.keyClicks(record.record.text, " @cur")
    QTest.keyClick(record.record.text.marks.view, Qt.Key.Key_Return)
    record.record.field.settle()
    (kept,) = drafts.found(session.store)
    assert kept.fields["text"] == "Seen. Curlew 48 "


def test_words_that_were_kept_and_sealed_can_still_be_taken_back(record, session):
    text = record.record.text
    QTest.keyClicks(text, " Alone.")
    record.record.field.settle()
    record.presenter.seal()
    (sealed,) = session.store.records("evidence")
    assert (sealed.get("text"), drafts.found(session.store)) == ("Seen. Alone.", [])
    QTest.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "Seen."


def test_a_note_that_was_kept_and_sealed_can_still_be_taken_back(note, session):
    box = note.sheet.note
    QTest.keyClicks(box, " Really.")
    note.fields["notes"].settle()
    note.presenter.seal()
    (sealed,) = session.store.records("interview")
    assert sealed.get("notes") == "10:04 I am well. Really."
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.toPlainText() == "10:04 I am well."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("no dates #A-1", ("no dates", "A-1")),
        ("#a-1 no dates #B", ("no dates", "A-1")),
        ("no dates #C", ("no dates #C", "")),
        ("one #B\ntwo", ("one\ntwo", "B")),
    ],
)
def test_marks_of_known_descriptors_are_taken_out_of_words(words, told):
    found, named = passage.uncoded(words, ["A-1", "B"])
    assert (found.strip(), named) == told
