from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from inspector_app.gui.screens.judgements import JudgementsScreen
from inspector_app.services import evidence, judgements


@pytest.fixture
def screen(qtbot, bench, session):
    made = JudgementsScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


@pytest.fixture
def area(session):
    return next(a for a in session.framework.areas if a.graded and a.descriptors)


def evaluated(session, area, finding="strength"):
    code = area.descriptors[0].code
    made = evidence.record_evidence(session, text="Seen in three files.", source="case_file")
    evidence.link_evidence(session, evidence=made.record, descriptor=code, stance="for")
    return judgements.evaluate_descriptor(
        session, descriptor=code, finding=finding, effect="Children get help sooner."
    )


def choose(screen, grade):
    place = screen.grade.findData(grade)
    screen.grade.setCurrentIndex(place)
    screen.grade.activated.emit(place)


def test_the_profile_shows_every_area_and_opens_the_first(screen, session):
    assert screen.list.model.total == len(screen.presenter.state.profile.rows)
    assert screen.presenter.state.area == screen.presenter.state.profile.rows[0].code


def test_walking_down_the_profile_opens_each_area(screen):
    for row in screen.presenter.state.profile.rows:
        screen.list.choose(row.code)
        assert screen.presenter.state.area == row.code
        assert screen._title.text() == row.title


def test_a_grade_is_proposed_with_its_rationale(screen, qtbot, session, bench, area):
    bench.desk.changed(evaluated(session, area))
    screen.open(area.code)
    qtbot.keyClicks(screen.rationale, "Three files and two interviews agree.")
    choose(screen, "good")
    screen.propose.click()
    assert bench.failures == []
    (record,) = session.store.records("judgement")
    assert (record.get("grade"), record.get("rationale")) == ("good", "Three files and two interviews agree.")
    assert screen.rationale.toPlainText() == "Three files and two interviews agree."


def test_a_grade_with_nothing_behind_it_is_refused_and_the_rationale_stays(
    screen, qtbot, session, bench, area
):
    screen.open(area.code)
    qtbot.keyClicks(screen.rationale, "A feeling.")
    choose(screen, "good")
    screen.propose.click()
    (failure,) = bench.failures
    assert "nothing would stand behind the grade" in str(failure)
    assert session.store.records("judgement") == []
    assert screen.rationale.toPlainText() == "A feeling."


def test_the_rules_are_explained_in_words(screen):
    told = [label.text() for label in screen.findChildren(QLabel)]
    assert any("no overall grade" in text for text in told)


def test_no_overall_grade_is_offered_where_the_framework_has_none(screen):
    assert "overall" not in {row.code for row in screen.presenter.state.profile.rows}


def test_a_dissenting_view_is_recorded_and_shown(screen, session, bench, area):
    screen.open(area.code)
    bench.answers.texts.append("I saw two files that say otherwise.")
    screen.presenter.dissent()
    (record,) = session.store.records("dissent")
    assert record.get("area") == area.code
    assert "I saw two files" in screen._dissent.text()


def test_strengths_and_areas_for_improvement_stand_side_by_side(screen, session, bench, area):
    bench.desk.changed(evaluated(session, area))
    screen.open(area.code)
    assert area.descriptors[0].title in screen._strengths.text()
    assert "none recorded" in screen._improvements.text()
