"""Joining two records of one child on the screen of cases, by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from inspector_app.gui.screens.cases import CasesScreen
from inspector_app.gui.screens.evidence import EvidenceScreen
from inspector_app.services import cases, evidence, interviews, joining


@pytest.fixture
def screen(qtbot, bench, session):
    made = CasesScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    made.shown()
    return made


@pytest.fixture
def twins(session):
    """The case that every session has, and a second record of the same child with evidence of its own."""
    first = session.store.records("case_track")[0].id
    second = cases.open_case_track(session, reference="Heron 12", why_chosen="a school told us").record
    cases.note_case(session, case=second, summary="Moved twice.")
    evidence.record_evidence(session, text="Visits were late.", source="case_file", case=second)
    return first, second


def partings(screen):
    buttons = screen.twins.findChildren(QPushButton)
    return [b for b in buttons if b.text().startswith("Not the same after") and not b.isHidden()]


def test_two_records_are_joined_and_parted_by_keyboard(screen, qtbot, session, bench, twins):
    screen.presenter.load()
    screen.open(twins[0])
    screen._tabs.setCurrentWidget(screen.twins)
    screen.twins.picker.setFocus()
    screen.twins.picker.setText("heron")  # typed keys would open the list, a window of its own
    qtbot.keyClick(screen.twins.picker, Qt.Key.Key_Return)
    assert screen.twins.picker.text().startswith("Heron 12")
    bench.answers.texts.append("one school, one birthday")
    qtbot.keyClick(screen.twins.picker, Qt.Key.Key_Return)
    (row,) = screen.presenter.state.rows
    assert (row.reference, row.evidence) == ("Curlew 48, also Heron 12", 1)
    assert screen._title.text() == "Curlew 48, also Heron 12"
    assert screen.list.model.total == 1
    assert "Visits were late." in screen._evidence.text()
    (differs,) = screen.twins.differing.shown
    assert differs.label == "Why chosen differs"
    assert "a school told us" in differs.value
    assert "ada@inspection" in differs.value
    assert len(screen.twins.facts.shown) == 2
    assert screen.twins.picker.text() == ""
    qtbot.waitUntil(lambda: len(partings(screen)) == 1)  # Qt shows what was added in its own time
    (button,) = partings(screen)
    button.setFocus()
    bench.answers.texts.append("a brother")
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert [one.reference for one in screen.presenter.state.rows] == ["Curlew 48", "Heron 12"]
    assert partings(screen) == []
    assert bench.answers.asked == [
        "Say that these are the same child",
        "Say that these are not the same child",
    ]
    assert joining.joinings(session) == ()


def test_nothing_is_joined_before_a_case_is_picked_or_without_a_reason(screen, session, bench, twins):
    screen.open(twins[0])
    assert not screen.twins.same.isEnabled()
    screen.twins.picker.setText("Heron")
    assert not screen.twins.same.isEnabled()
    screen.twins.picker.setText(screen.presenter.state.detail.sameness.others[0].told)
    assert screen.twins.same.isEnabled()
    bench.answers.texts.append(" ")
    screen.twins.same.click()
    assert "reason is empty" in str(bench.failures[0])
    assert joining.joinings(session) == ()


def test_words_typed_in_the_record_that_goes_by_another_are_sealed_in_it(
    screen, qtbot, session, bench, twins
):
    first, second = sorted(twins)
    screen.open(second)
    qtbot.keyClicks(screen._editors["child_view"], "I like it here.")
    screen._fields["child_view"].settle()
    bench.answers.texts.append("the same")
    screen.presenter.twins.join(second, first)
    assert screen.presenter.state.detail.id == first
    assert session.store.record(second).get("child_view") == "I like it here."
    assert session.store.record(first).get("child_view") is None
    assert screen._editors["child_view"].toPlainText() == ""


def test_cases_that_look_alike_are_proposed_quietly_and_can_be_kept_apart(
    screen, qtbot, session, bench, twins
):
    assert not screen.likely.isVisible()
    other = cases.open_case_track(session, reference="heron  12", why_chosen="seen by another")
    bench.desk.changed(other)
    assert screen.likely.isVisible()
    assert "may be the same child" in screen.likely._words.text()
    bench.answers.texts.append("two children, one bird")
    same, apart = screen.likely.findChildren(QPushButton)
    apart.setFocus()
    qtbot.keyClick(apart, Qt.Key.Key_Space)
    assert not screen.likely.isVisible()
    assert screen.list.model.total == 3
    cases.open_case_track(session, reference="HERON 12", why_chosen="seen by a third")
    screen.presenter.load()
    assert "Pairs that look alike: 2." in screen.likely._words.text()
    bench.answers.texts.append("one child")
    same.click()
    assert screen.list.model.total == 3
    assert len(joining.joinings(session)) == 1


def test_joined_evidence_is_one_line_and_says_in_what_the_records_differ(qtbot, session, bench):
    notes = [
        evidence.record_evidence(session, text=words, source="case_file").record
        for words in ("Visits were late.", "They came late.")
    ]
    screen = EvidenceScreen(bench.desk, session)
    bench.hear.append(screen.refresh)
    for each in (screen, screen.pane()):
        qtbot.addWidget(each)
    screen.show()
    screen.shown()
    assert len(screen.presenter._lines) == 2
    bench.desk.changed(joining.join_records(session, first=notes[0], second=notes[1], reason="one visit"))
    (line,) = screen.presenter._lines.values()
    assert line.text == "Visits were late. They came late."
    screen.open(notes[1])
    facts = dict(screen.presenter._detail.facts)
    assert screen.presenter.current == notes[0]
    assert "They came late." in facts["Text differs"]
    screen.presenter.search("came late")
    assert [rec for rec, _ in screen.presenter._hits.found] == [notes[0]]


def test_a_joined_interview_is_one_row_with_the_evidence_of_both(session):
    from inspector_app.gui.screens.interviews import reading  # noqa: PLC0415

    met = [interviews.note_interview(session, role_met="child", notes=words).record for words in ("a", "b")]
    for one in met:
        evidence.record_evidence(session, text="Said so.", source="interview", interview=one)
    joining.join_records(session, first=met[0], second=met[1], reason="we sat side by side")
    (row,) = reading.everything(session).rows
    assert (row.id, row.evidence) == (met[0], 2)
    for one in met:
        assert len(reading.detail(session, one).evidence) == 2
