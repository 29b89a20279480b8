from __future__ import annotations

import pytest
from docx import Document
from PySide6.QtWidgets import QLabel

from inspector_app.errors import WorldError
from inspector_app.gui.screens.report import ReportScreen
from inspector_app.services import evidence, judgements


@pytest.fixture
def screen(qtbot, bench, session):
    made = ReportScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


@pytest.fixture
def finding(session):
    code = session.framework.descriptors[0].code
    made = evidence.record_evidence(session, text="Seen in three files.", source="case_file")
    evidence.link_evidence(session, evidence=made.record, descriptor=code, stance="for")
    return judgements.evaluate_descriptor(
        session,
        descriptor=code,
        finding="strength",
        effect="Children get help sooner.",
        summary="Leaders act on what they learn.",
    )


def test_an_evaluated_descriptor_becomes_a_paragraph_with_its_evidence(screen, bench, finding):
    bench.desk.changed(finding)
    (part,) = [p for p in screen.presenter.state.parts if "Leaders act" in p.text]
    assert (part.side, part.evidence) == ("Strength", "E1")


def test_the_house_checks_stand_below_the_outline(screen):
    assert screen.checks.model.total >= 5


def test_the_word_draft_is_written_where_the_person_says(screen, bench, finding, tmp_path):
    target = tmp_path / "draft.docx"
    bench.answers.choose_new_file = lambda title, chosen, **_: chosen(target)
    screen.write.click()
    assert "Leaders act on what they learn." in Document(str(target)).element.body.xml
    assert bench.told[-1].sentence.startswith("Draft written")
    assert any(str(target) in label.text() for label in screen.findChildren(QLabel))


def test_a_place_that_cannot_be_written_is_told_and_the_button_comes_back(screen, bench, tmp_path):
    bench.answers.choose_new_file = lambda title, chosen, **_: chosen(tmp_path / "missing" / "draft.docx")
    screen.write.click()
    (failure,) = bench.failures
    assert isinstance(failure, WorldError)
    assert screen.write.isEnabled()
