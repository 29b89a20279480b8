from __future__ import annotations

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QLabel, QPushButton

from inspector_app.gui.screens.cases import CasesScreen
from inspector_app.services import cases, evidence


@pytest.fixture
def screen(qtbot, bench, session):
    made = CasesScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


@pytest.fixture
def case(session):
    return session.store.records("case_track")[0].id


def editor(screen, name):
    return next(
        each
        for each in screen.findChildren(type(screen._editors["summary"]))
        if name in each.accessibleName()
    )


def test_a_case_opens_with_its_journey_drawn_and_in_a_table(screen, session, case):
    cases.add_journey_event(session, case=case, event="contact", start="2026-03-02", detail="from a school")
    screen.open(case)
    assert len(screen.journey.drawing.events) == 1
    assert screen.journey.table.model.total == 1
    assert any("Still missing" in label.text() for label in screen.findChildren(QLabel))


def test_a_step_added_by_hand_appears_in_the_journey_and_is_durable(screen, qtbot, session, case):
    screen.open(case)
    screen._day.setDate(QDate(2026, 4, 9))
    qtbot.keyClicks(screen._what, "school raised a worry")
    button = next(b for b in screen.findChildren(QPushButton) if b.text() == "Add step")
    button.click()
    (event,) = cases.events_of(session, case)
    assert (event.get("start"), event.get("detail")) == ("2026-04-09", "school raised a worry")
    assert screen.journey.table.model.total == 1
    assert screen._what.text() == ""


def test_a_step_whose_write_fails_stays_in_its_form_and_is_written_later(  # noqa: PLR0917 - fixtures
    screen, qtbot, session, case, bench, full_disk
):
    screen.open(case)
    screen._day.setDate(QDate(2026, 4, 9))
    qtbot.keyClicks(screen._what, "school raised a worry")
    screen._step.settle()
    full_disk.fill()  # as a disk that turned read-only
    next(b for b in screen.findChildren(QPushButton) if b.text() == "Add step").click()
    assert screen._what.text() == "school raised a worry"
    assert bench.told[-1].sentence.startswith("Not recorded: the new step of a journey.")
    assert bench.desk.board.standing.sentence == "Not saved"
    full_disk.free()
    bench.desk.board.settle()
    (event,) = cases.events_of(session, case)
    assert (event.get("start"), event.get("detail")) == ("2026-04-09", "school raised a worry")
    assert screen._what.text() == ""


def test_a_step_that_is_half_entered_is_there_when_the_case_is_opened_again(screen, qtbot, session, case):
    other = cases.open_case_track(session, reference="Heron 12", why_chosen="beside the first").record
    screen.open(case)
    screen._day.setDate(QDate(2026, 4, 9))
    qtbot.keyClicks(screen._what, "school raised")
    screen.open(other)
    assert screen._what.text() == ""
    screen.open(case)
    assert (screen._what.text(), screen._day.date()) == ("school raised", QDate(2026, 4, 9))


def test_notes_are_offered_back_with_the_cursor_where_it_was(screen, qtbot, session, case, bench):
    screen.open(case)
    note = editor(screen, "Summary")
    qtbot.keyClicks(note, "Seen at each visit.")
    cursor = note.textCursor()
    cursor.setPosition(5)
    note.setTextCursor(cursor)
    qtbot.keyClicks(note, "alone ")
    screen._fields["summary"].settle()
    again = CasesScreen(bench.desk, session)
    qtbot.addWidget(again)
    again.shown()
    again.open(case)
    assert editor(again, "Summary").toPlainText() == "Seen alone at each visit."
    assert editor(again, "Summary").textCursor().position() == 11


def test_a_step_says_in_words_whether_it_was_late_or_in_time(screen, session, case):
    for event, start in (
        ("strategy_discussion", "2026-05-01"), ("initial_conference", "2026-05-12"), ("core_group", "2026-06-12"),
    ):  # fmt: skip
        cases.add_journey_event(session, case=case, event=event, start=start)
    screen.open(case)
    told = {event.kind: (event.mark, event.sentence) for event in screen.journey.drawing.events}
    assert told["Strategy discussion and section 47 enquiry"][0] == ""
    assert told["Initial child protection conference"][0] == "in time"
    assert told["Core group"][0] == "late"
    assert "late" in told["Core group"][1]


def test_words_typed_about_a_case_become_one_revision_when_another_is_opened(screen, qtbot, session, case):
    other = cases.open_case_track(session, reference="Heron 12", why_chosen="beside the first").record
    screen.open(case)
    qtbot.keyClicks(editor(screen, "What the child says"), "I know who my social worker is.")
    qtbot.keyClicks(editor(screen, "Effect on the child"), "Settled at school.")
    for field in screen._fields.values():
        field.settle()
    before = session.store.revisions()
    screen.open(other)
    record = session.store.record(case)
    assert record.get("child_view") == "I know who my social worker is."
    assert record.get("effect_on_child") == "Settled at school."
    assert session.store.revisions() == before + 1
    assert editor(screen, "What the child says").toPlainText() == ""


def test_showing_the_screen_again_never_takes_back_what_was_typed(screen, qtbot, case):
    screen.open(case)
    note = editor(screen, "Summary")
    qtbot.keyClicks(note, "Seen alone at each visit.")
    screen._fields["summary"].settle()
    screen.setFocus()
    screen.show_state(screen.presenter.state)
    assert note.toPlainText() == "Seen alone at each visit."


def test_a_choice_is_recorded_at_once(screen, session, case):
    screen.open(case)
    box = screen._offered
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert session.store.record(case).get("child_offered") == box.itemData(1)


def test_evidence_about_the_child_stands_beside_the_case(screen, session, case, bench):
    screen.open(case)
    bench.desk.changed(
        evidence.record_evidence(session, text="Visits were on time.", source="case_file", case=case)
    )
    assert "Visits were on time." in screen._evidence.text()


def test_a_list_that_is_refreshed_keeps_the_open_case(screen, session, case, bench):
    screen.open(case)
    change = cases.open_case_track(session, reference="Heron 12", why_chosen="beside the first")
    bench.desk.changed(change)
    assert screen.list.model.total == 2
    assert screen.presenter.state.detail.id == case


def test_a_case_that_no_list_holds_is_added_by_hand_and_opened(screen, session, bench):
    bench.answers.texts += ["Heron 12", "a school told us of a worry that was never referred", "a school"]
    screen.presenter.add_case()
    (added,) = [r for r in session.store.records("case_track") if r.get("reference") == "Heron 12"]
    assert (added.get("stratum"), added.get("source")) == ("below_threshold", "a school")
    assert ("Source", "a school") in screen.presenter.state.detail.facts
    assert screen.presenter.state.detail.id == added.id
