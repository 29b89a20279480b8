"""The screen of interviews on a real store: notes keep themselves, and words of them become evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from inspector_app.gui.screens.interviews import InterviewsScreen, passage
from inspector_app.services import cases, evidence, interviews, unsealed, weighing
from inspector_app.services.session import Session
from inspector_app.store import drafts

CODE = "ILACS-HP-02"
NOTE = "10:04 I see my social worker every week.\n10:06 She looked at the floor when asked about home."


@pytest.fixture
def screen(qtbot: Any, bench: Any, session: Session) -> InterviewsScreen:
    made = InterviewsScreen(bench.desk, session)
    qtbot.addWidget(made)
    made.pane().setParent(made)
    bench.hear.append(made.refresh)
    made.show()
    made.shown()
    return made


def _noted(session: Session, **told: Any) -> str:
    told = {"role_met": "child", "notes": NOTE, "date": "2026-11-02T10:00", "consent": "given"} | told
    return interviews.note_interview(session, **told).record


def _opened(screen: InterviewsScreen, interview: str) -> InterviewsScreen:
    screen.shown()
    screen.open(interview)
    return screen


def _select(screen: InterviewsScreen, words: str) -> None:
    found = screen.sheet.note.document().find(words)
    assert not found.isNull()
    screen.sheet.note.setTextCursor(found)


def _type(screen: InterviewsScreen, field: str, text: str) -> None:
    editor = screen.sheet.editors[field]
    if hasattr(editor, "setPlainText"):
        editor.setPlainText(text)
    else:
        editor.setText(text)
    screen.fields[field].settle()


def _made(session: Session) -> list[Any]:
    return session.store.records("evidence")


# --- the list ----------------------------------------------------------------------------------------


def test_the_list_tells_who_was_met_when_how_much_and_with_consent(
    screen: InterviewsScreen, session: Session
) -> None:
    rec = _noted(session)
    evidence.record_evidence(session, text="x", source="interview", interview=rec)
    screen.shown()
    row = screen.list.rows.model.row_at(0)
    assert (row.role, row.notes, row.consent, row.evidence) == (
        "Child or young person",
        2,
        "Given",
        1,
    )
    assert row.standing == "Recorded"


def test_enter_opens_an_interview_and_back_returns_to_the_list(
    screen: InterviewsScreen, session: Session
) -> None:
    rec = _noted(session)
    screen.shown()
    screen.list.rows.choose(rec)
    QTest.keyClick(screen.list.rows.table, Qt.Key.Key_Return)
    assert screen.sheet.note.toPlainText() == NOTE
    screen.back()
    assert screen.list.isVisible()
    assert screen.list.rows.current().id == rec


def test_an_interview_that_is_not_here_is_said(screen: InterviewsScreen, bench: Any) -> None:
    screen.open("0193a000-0000-7000-8000-000000000000")
    assert [each.sentence for each in bench.told] == ["This interview is not in this store."]
    assert screen.list.isVisible()


# --- a new interview ---------------------------------------------------------------------------------


def test_a_new_interview_is_recorded_once_it_has_a_role_and_a_note(
    screen: InterviewsScreen, session: Session
) -> None:
    screen.list.new.click()
    about = screen.sheet.about
    about.role.setCurrentIndex(about.role.findData("social worker"))
    about.role.activated.emit(about.role.currentIndex())
    about.consent.setCurrentIndex(about.consent.findData("given"))
    about.consent.activated.emit(about.consent.currentIndex())
    _type(screen, "place", "team room")
    _type(screen, "participants", "team manager, advocate")
    assert session.store.records("interview") == []
    _type(screen, "notes", "10:04 Caseloads have come down.")
    screen.back()
    (record,) = session.store.records("interview")
    assert record.get("role_met") == "social worker"
    assert record.get("consent") == "given"
    assert record.get("place") == "team room"
    assert record.get("participants") == ["team manager", "advocate"]
    assert record.get("date").startswith("2026-11-02T")
    assert drafts.found(session.store) == []


def test_a_new_interview_that_lacks_something_stays_and_says_what(
    screen: InterviewsScreen, session: Session, bench: Any
) -> None:
    screen.list.new.click()
    _type(screen, "notes", "10:04 Words without a role.")
    screen.back()
    assert session.store.records("interview") == []
    row = screen.list.rows.model.row_at(0)
    assert row.standing == "Not recorded yet"
    screen.open(row.id)
    assert screen.sheet.note.toPlainText() == "10:04 Words without a role."
    assert screen.presenter.state.detail.lacking == ("a role",)
    assert not bench.told
    assert not bench.failures


def test_new_takes_up_the_one_that_was_begun_and_holds_nothing(
    screen: InterviewsScreen, session: Session
) -> None:
    screen.list.new.click()
    screen.back()
    screen.list.new.click()
    assert len(drafts.found(session.store)) == 1


def test_a_new_interview_can_be_thrown_away_after_a_question(
    screen: InterviewsScreen, session: Session, bench: Any
) -> None:
    screen.list.new.click()
    _type(screen, "notes", "10:04 Begun by mistake.")
    bench.answers.texts += ["Keep it", "Throw it away"]
    screen.presenter.discard()
    assert len(drafts.found(session.store)) == 1
    screen.presenter.discard()
    assert drafts.found(session.store) == []
    assert screen.list.isVisible()
    assert screen.list.rows.model.total == 0


def test_a_role_may_be_typed_and_finds_the_prompts_that_fit(
    screen: InterviewsScreen, session: Session
) -> None:
    screen.list.new.click()
    role = screen.sheet.about.role
    role.setEditText("foster carer")
    role.lineEdit().editingFinished.emit()
    assert drafts.found(session.store)[0].fields["role_met"] == "foster carer"
    assert screen.sheet.prompts.role.currentData() == "carer"
    assert screen.sheet.prompts.list.count() > 1


# --- the note ----------------------------------------------------------------------------------------


def test_every_new_line_begins_with_the_time(screen: InterviewsScreen, session: Session) -> None:
    _opened(screen, _noted(session, notes="10:04 First."))
    note = screen.sheet.note
    note.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(note, Qt.Key.Key_Return)
    QTest.keyClick(note, Qt.Key.Key_Return)
    QTest.keyClicks(note, "Second.")
    QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    first, second, third = note.toPlainText().split("\n")
    assert first == "10:04 First."
    assert passage.plain(second) == "Second."
    assert second != "Second."
    assert third == ""


def test_the_first_key_in_an_empty_note_puts_the_time_there(screen: InterviewsScreen) -> None:
    screen.list.new.click()
    QTest.keyClicks(screen.sheet.note, "So")
    assert passage.plain(screen.sheet.note.toPlainText()) == "So"
    assert screen.sheet.note.toPlainText() != "So"


def test_notes_written_from_memory_bear_no_false_time(screen: InterviewsScreen, session: Session) -> None:
    _opened(screen, _noted(session, written="from_memory", notes="Yes."))
    screen.sheet.note.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(screen.sheet.note, Qt.Key.Key_Return)
    QTest.keyClicks(screen.sheet.note, "No.")
    assert screen.sheet.note.toPlainText() == "Yes.\nNo."


def test_a_prompt_goes_into_the_note(screen: InterviewsScreen, session: Session) -> None:
    _opened(screen, _noted(session))
    prompts = screen.sheet.prompts
    prompts.list.setCurrentRow(1)
    question = prompts.list.currentItem().text()
    prompts.put.click()
    assert screen.sheet.note.toPlainText().startswith(NOTE)
    assert question in screen.sheet.note.toPlainText()


def test_what_is_typed_is_kept_at_once_and_sealed_on_leaving(
    screen: InterviewsScreen, session: Session, bench: Any
) -> None:
    rec = _noted(session)
    _opened(screen, rec)
    _type(screen, "notes", f"{NOTE}\n10:09 More.")
    assert drafts.found(session.store, f"interview/{rec}")[0].fields["notes"].endswith("More.")
    assert session.store.record(rec).get("notes") == NOTE
    screen.hide()
    assert session.store.record(rec).get("notes").endswith("More.")
    assert "amend_interview" in {change.intent for change in bench.changes}


def test_words_survive_a_crash(
    qtbot: Any, screen: InterviewsScreen, session: Session, bench: Any, reopen: Callable[[Session], Session]
) -> None:
    screen.list.new.click()
    _type(screen, "notes", "10:04 Lights out.")
    again = InterviewsScreen(bench.desk, reopen(session))
    qtbot.addWidget(again)
    again.pane().setParent(again)
    again.shown()
    again.open(again.list.rows.model.row_at(0).id)
    assert again.sheet.note.toPlainText() == "10:04 Lights out."
    screen.presenter._current = ""  # the crash ended it: nothing of it is sealed when the test ends


def test_going_to_another_interview_writes_each_word_where_it_belongs(
    screen: InterviewsScreen, session: Session
) -> None:
    one, other = _noted(session), _noted(session, role_met="parent", notes="11:00 Nobody rang.")
    _opened(screen, one)
    screen.sheet.note.setPlainText(f"{NOTE}\n10:10 Last words.")
    screen.open(other)
    assert screen.sheet.note.toPlainText() == "11:00 Nobody rang."
    assert session.store.record(one).get("notes").endswith("Last words.")
    screen.back()
    assert session.store.record(other).get("notes") == "11:00 Nobody rang."


def test_an_emptied_note_is_not_recorded_and_can_be_left_as_it_was(
    screen: InterviewsScreen, session: Session, bench: Any
) -> None:
    rec = _noted(session)
    _opened(screen, rec)
    _type(screen, "notes", "")
    screen.back()
    assert session.store.record(rec).get("notes") == NOTE
    notice = bench.told[-1]
    assert "kept but not recorded" in notice.sentence
    next(choice for choice in notice.choices if choice.label == "Leave it as it was").does()
    screen.open(rec)
    assert screen.sheet.note.toPlainText() == NOTE


def test_consent_and_case_of_a_recorded_interview_can_be_put_right(
    screen: InterviewsScreen, session: Session
) -> None:
    case = cases.open_case_track(session, reference="Heron 12", why_chosen="to see plans").record
    rec = _noted(session)
    _opened(screen, rec)
    about = screen.sheet.about
    for box, value in ((about.consent, "refused"), (about.case, case), (about.written, "later")):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    about.hour.setText("11.00")
    about.hour.editingFinished.emit()
    about.hour.setText("noon")
    about.hour.editingFinished.emit()
    record = session.store.record(rec)
    assert (record.get("consent"), record.get("case"), record.get("written")) == ("refused", case, "later")
    assert record.get("date") == "2026-11-02T11:00"
    assert len(screen.presenter.state.detail.history) == 5


def test_the_same_choice_again_changes_nothing(screen: InterviewsScreen, session: Session) -> None:
    _opened(screen, _noted(session))
    before = session.store.revisions()
    screen.presenter.choose("consent", "given")
    screen.sheet.about.hour.editingFinished.emit()
    screen.sheet.about.role.lineEdit().editingFinished.emit()
    assert session.store.revisions() == before


def test_a_choice_leaves_the_cursor_where_words_were_typed(
    screen: InterviewsScreen, session: Session
) -> None:
    screen.list.new.click()
    screen.sheet.note.setPlainText("10:04 Begun")
    screen.sheet.note.moveCursor(QTextCursor.MoveOperation.End)
    screen.fields["notes"].settle()
    screen.presenter.choose("consent", "given")
    assert drafts.found(session.store)[0].cursor == ("notes", 11)


# --- evidence ----------------------------------------------------------------------------------------


def test_selected_words_become_linked_evidence_of_the_interview(
    screen: InterviewsScreen, session: Session
) -> None:
    rec = _noted(session)
    _opened(screen, rec)
    _select(screen, "I see my social worker every week.")
    pane = screen.evidence
    pane.polarity.setCurrentIndex(pane.polarity.findData("strength"))
    pane.picker.setText(next(o.told for o in pane.picker._options if o.code == CODE))
    pane.make.click()
    (made,) = _made(session)
    assert made.get("text") == "I see my social worker every week."
    assert (made.get("interview"), made.get("source"), made.get("said_by")) == (rec, "interview", "child")
    assert made.get("polarity") == "strength"
    assert made.get("when") == passage.said_at("", "10:04 x", "2026-11-02")
    (link,) = evidence.links_of(session, evidence=made.id)
    assert (link.get("descriptor"), link.get("stance")) == (CODE, "for")
    assert weighing.supports(session)[CODE].heard
    assert screen.evidence.made.count() == 1
    assert screen.presenter.state.said == f"Evidence recorded and linked to {CODE}."


def test_exact_words_are_marked_and_recorded_as_a_quote(screen: InterviewsScreen, session: Session) -> None:
    rec = _noted(session)
    _opened(screen, rec)
    _select(screen, "I see my social worker every week.")
    screen.mark_exact()
    assert screen.sheet.quotes.toPlainText() == "I see my social worker every week."
    _select(screen, "my social worker")
    assert screen.evidence.way.currentData() == "quote"
    screen.evidence.make.click()
    (made,) = _made(session)
    assert made.get("quote") is True
    screen.back()
    told = session.store.record(rec).get("quotes")
    assert told == "I see my social worker every week.\nmy social worker"


def test_exact_words_stand_out_in_the_note(screen: InterviewsScreen, session: Session) -> None:
    _opened(screen, _noted(session, quotes="every week", notes="10:04 😀 every week"))
    formats = screen.sheet.note.document().firstBlock().layout().formats()
    assert [(each.start, each.length) for each in formats] == [(9, 10)]
    assert formats[0].format.fontUnderline()


def test_the_inspectors_own_thought_does_not_count_as_the_child_heard(
    screen: InterviewsScreen, session: Session
) -> None:
    _opened(screen, _noted(session))
    _select(screen, "She looked at the floor")
    pane = screen.evidence
    pane.way.setCurrentIndex(pane.way.findData("own"))
    pane.polarity.setCurrentIndex(pane.polarity.findData("improvement"))
    pane.picker.setText(next(o.told for o in pane.picker._options if o.code == CODE))
    assert not pane.said_by.isEnabled()
    pane.make.click()
    (made,) = _made(session)
    assert (made.get("source"), made.get("said_by")) == ("observation", "inspector")
    support = weighing.supports(session)[CODE]
    assert support.against == (made.id,)
    assert not support.heard


def test_evidence_of_a_new_interview_records_the_interview_with_it(
    screen: InterviewsScreen, session: Session
) -> None:
    screen.list.new.click()
    screen.presenter.choose("role_met", "child")
    screen.sheet.note.setPlainText("10:04 I am safe here.")
    _select(screen, "I am safe here.")
    screen.evidence.make.click()
    (made,) = _made(session)
    assert session.store.record(made.get("interview")).get("notes") == "10:04 I am safe here."


def test_without_a_role_no_evidence_is_made_and_no_word_is_lost(
    screen: InterviewsScreen, session: Session, bench: Any
) -> None:
    screen.list.new.click()
    screen.sheet.note.setPlainText("10:04 I am safe here.")
    _select(screen, "I am safe here.")
    before = session.store.revisions()
    screen.evidence.make.click()
    assert "role of the person met is empty" in bench.told[-1].sentence
    assert session.store.revisions() == before
    assert drafts.found(session.store)[0].fields["notes"] == "10:04 I am safe here."
    assert screen.evidence.make.isEnabled()


def test_evidence_leads_back_to_its_sentence_and_on_to_its_record(
    screen: InterviewsScreen, session: Session, bench: Any
) -> None:
    rec = _noted(session)
    made = evidence.record_evidence(
        session, text="She looked at the floor when asked about home.", source="observation", interview=rec
    ).record
    _opened(screen, rec)
    screen.evidence.made.setCurrentRow(0)
    screen.evidence.seek.click()
    assert screen.sheet.note.chosen == "She looked at the floor when asked about home."
    screen.evidence.go.click()
    assert bench.went == [("evidence", made)]


def test_nothing_is_made_of_a_time_stamp_alone(screen: InterviewsScreen, session: Session) -> None:
    _opened(screen, _noted(session))
    _select(screen, "10:04 ")
    assert not screen.evidence.make.isEnabled()
    screen.make_evidence()
    assert _made(session) == []


def test_a_note_that_the_team_differs_on_is_shown_and_not_written_over(
    screen: InterviewsScreen, session: Session
) -> None:
    rec = _noted(session)
    _opened(screen, rec)
    state = screen.presenter.state
    screen.show_state(replace(state, detail=replace(state.detail, differs=("notes",))))
    assert screen.sheet.note.isReadOnly()
    _select(screen, "every week")
    assert not screen.evidence.make.isEnabled()


# --- words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "words", "hour"),
    [
        ("10:04 Yes.\n9:30 ", "No.", "09:30"),
        ("10:04 Yes.\n", "10:06 No.\n10:08 Well.", "10:06"),
        ("10:04 The bus at 11:15 ", "was late", "10:04"),
    ],
)
def test_words_were_said_at_the_last_stamp_before_them(before: str, words: str, hour: str) -> None:
    told = passage.said_at(before, words, "2026-11-02T09:00")
    assert told == passage.said_at("", "x", f"2026-11-02T{hour}")


def test_without_a_stamp_words_were_said_on_the_interviews_day() -> None:
    assert passage.said_at("Yes. ", "No.", "2026-11-02") == "2026-11-02"
    assert passage.said_at("10:04 Yes. ", "No.", "") == ""


def test_large_text_gives_the_prompts_a_tab_of_their_own(
    screen: InterviewsScreen, session: Session, theme: Any, cut_off: Callable[..., list[str]]
) -> None:
    sheet = _opened(screen, _noted(session)).sheet
    screen.resize(800, 700)
    QCoreApplication.processEvents()
    assert sheet._tabs.indexOf(sheet.prompts) < 0
    assert sheet.prompts.isVisible()
    theme.set_scale(200)
    screen.resize(500, 700)
    QCoreApplication.processEvents()
    assert sheet._tabs.indexOf(sheet.prompts) == 1
    assert cut_off(screen.sheet) == []
    theme.set_scale(100)
    screen.resize(900, 700)
    QCoreApplication.processEvents()
    assert sheet._tabs.indexOf(sheet.prompts) < 0
    assert sheet.prompts.isVisible()


def test_every_control_has_a_name(
    screen: InterviewsScreen, session: Session, unnamed: Callable[..., list[str]]
) -> None:
    assert unnamed(screen) == []
    _opened(screen, _noted(session))
    assert unnamed(screen) == []


def test_a_draft_left_by_the_store_is_not_written_twice(screen: InterviewsScreen, session: Session) -> None:
    rec = _noted(session)
    _opened(screen, rec)
    _type(screen, "place", "school")
    unsealed.seal_typing(session, editor=f"interview/{rec}")
    before = session.store.revisions()
    screen.back()
    assert session.store.revisions() == before
