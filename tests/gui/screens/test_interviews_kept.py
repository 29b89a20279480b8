"""What is entered about an interview is kept while it is entered, and when a write fails."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from inspector_app.gui.screens.interviews import InterviewsScreen
from inspector_app.services import interviews
from inspector_app.services.session import Session
from inspector_app.store import drafts

CODE = "ILACS-HP-02"


@pytest.fixture
def screen(qtbot: Any, bench: Any, session: Session) -> InterviewsScreen:
    """The screen with one interview open."""
    made = InterviewsScreen(bench.desk, session)
    qtbot.addWidget(made)
    made.pane().setParent(made)
    bench.hear.append(made.refresh)
    made.show()
    noted = interviews.note_interview(
        session, role_met="child", notes="10:04 I see my social worker every week.", consent="given"
    )
    made.shown()
    made.open(noted.record)
    return made


def test_a_role_is_kept_while_it_is_typed(screen: InterviewsScreen, session: Session, bench: Any) -> None:
    interview = screen.presenter.current
    role = screen.sheet.about.typed_role
    role.selectAll()
    QTest.keyClicks(role, "Night ward")  # and the laptop goes flat before the field is left
    bench.desk.board.settle()
    assert drafts.found(session.store)[0].fields["role_met"] == "Night ward"
    QTest.keyClicks(role, "en")
    QTest.keyClick(role, Qt.Key.Key_Return)
    bench.desk.board.settle()
    assert session.store.record(interview).get("role_met") == "Night warden"


def test_evidence_whose_write_fails_keeps_what_was_chosen_and_takes_no_words_back(
    screen: InterviewsScreen, session: Session, bench: Any, full_disk
) -> None:
    note, pane = screen.sheet.note, screen.evidence
    note.setTextCursor(note.document().find("I see my social worker every week."))
    pane.picker.setText(next(o.told for o in screen.presenter.state.choices.descriptors if o.code == CODE))
    full_disk.fill()
    pane.make.click()
    told = next(each for each in bench.told if each.sentence.startswith("Not recorded: the evidence"))
    assert not told.closable
    assert pane.picker.code == CODE
    full_disk.free()
    note.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(note, " And more.")
    screen.fields["notes"].settle()
    bench.desk.board.settle()
    (record,) = session.store.records("evidence")
    assert record.get("text") == "I see my social worker every week."
    assert str(session.store.record(str(record.get("interview"))).get("notes")).endswith(" And more.")
    assert pane.picker.code == ""
