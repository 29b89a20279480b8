from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from inspector_app.errors import RefusedError
from inspector_app.gui.screens.checklists import ChecklistsScreen
from inspector_app.services import evidence


@pytest.fixture
def screen(qtbot, bench, session):
    made = ChecklistsScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


@pytest.fixture
def code(session):
    return session.framework.descriptors[0].code


def record(screen):
    next(b for b in screen.findChildren(QPushButton) if b.text().startswith("Record")).click()


def choose(screen, finding):
    place = screen.finding.findData(finding)
    screen.finding.setCurrentIndex(place)
    screen.finding.activated.emit(place)


def linked(session, code, text="Plans say what changes for the child."):
    made = evidence.record_evidence(session, text=text, source="case_file")
    return evidence.link_evidence(session, evidence=made.record, descriptor=code, stance="for")


def test_every_descriptor_of_the_framework_is_listed(screen, session):
    assert screen.list.model.total == len(session.framework.descriptors)


def test_an_evaluation_without_evidence_is_refused_and_the_words_stay(screen, qtbot, session, bench, code):
    screen.open(code)
    choose(screen, "strength")
    qtbot.keyClicks(screen._editors["effect"], "Children get help sooner.")
    record(screen)
    (failure,) = bench.failures
    assert isinstance(failure, RefusedError)
    assert "No evidence is linked" in str(failure)
    assert session.store.records("evaluation") == []
    assert screen._editors["effect"].toPlainText() == "Children get help sooner."


def test_an_evaluation_without_a_sentence_on_the_effect_on_children_is_refused(screen, session, bench, code):
    linked(session, code)
    screen.open(code)
    choose(screen, "strength")
    record(screen)
    (failure,) = bench.failures
    assert "effect on children" in str(failure)
    assert session.store.records("evaluation") == []


def test_a_descriptor_is_evaluated_from_what_was_typed(screen, qtbot, session, bench, code):
    bench.desk.changed(linked(session, code))
    screen.open(code)
    choose(screen, "strength")
    qtbot.keyClicks(screen._editors["effect"], "Children get help sooner.")
    qtbot.keyClicks(screen._editors["summary"], "Help starts early.")
    record(screen)
    assert bench.failures == []
    (evaluation,) = session.store.records("evaluation")
    assert evaluation.get("finding") == "strength"
    assert evaluation.get("effect") == "Children get help sooner."
    assert evaluation.get("summary") == "Help starts early."
    assert screen.presenter.state.opened.unsealed is False


def test_what_was_typed_and_not_recorded_is_there_after_a_crash(screen, qtbot, session, bench, reopen):
    code = session.framework.descriptors[0].code
    screen.open(code)
    choose(screen, "mixed")
    qtbot.keyClicks(screen._editors["effect"], "Some wait too lo")
    screen._fields["effect"].settle()
    again = ChecklistsScreen(bench.desk, reopen(session))
    qtbot.addWidget(again)
    again.shown()
    again.open(code)
    assert again._editors["effect"].toPlainText() == "Some wait too lo"
    assert again.finding.currentData() == "mixed"


def test_choosing_a_finding_never_takes_back_what_was_typed(screen, qtbot, code):
    screen.open(code)
    qtbot.keyClicks(screen._editors["effect"], "Children are heard.")
    screen._fields["effect"].settle()
    screen.setFocus()
    choose(screen, "strength")
    assert screen._editors["effect"].toPlainText() == "Children are heard."


def test_the_map_counts_evidence_by_area_and_source(screen, session, bench, code):
    bench.desk.changed(linked(session, code))
    counts = {
        screen.map.cells.cell(row, column).count
        for row in range(screen.map.cells.rowCount())
        for column in range(screen.map.cells.columnCount())
    }
    assert 1 in counts


def test_evidence_for_and_against_stands_beside_the_descriptor(screen, session, bench, code):
    bench.desk.changed(linked(session, code))
    screen.open(code)
    assert "For: Plans say what changes for the child." in screen._backing.text()
