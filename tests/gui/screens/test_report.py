from __future__ import annotations

import pytest
from docx import Document
from PySide6.QtWidgets import QLabel

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui.notice import Weight
from inspector_app.gui.screens.report import ReportScreen
from inspector_app.services import evidence, judgements

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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


def test_the_tab_of_the_house_checks_says_how_many_there_are_to_look_at(screen):
    assert screen.checks.model.total >= 5
    wanting = sum(not check.ok for check in screen.presenter.state.checks)
    assert wanting
    assert screen.tabs.tabText(1) == f"Checks: {wanting} to look at"


def test_ctrl_f_searches_the_list_in_front(screen):
    screen.tabs.setCurrentIndex(1)
    screen.activateWindow()
    screen.search()
    assert screen.checks.isAncestorOf(screen.focusWidget())


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


def reworded(path):
    """Changes the first finding of a draft as a person does in Word."""
    document = Document(str(path))
    run = next(one for one in document.element.body.iter(f"{W}t") if "Leaders act" in (one.text or ""))
    run.text = "Leaders act late."
    document.save(str(path))


def test_another_of_the_frameworks_documents_can_be_chosen_and_is_what_is_written(screen, bench, tmp_path):
    titles = [screen.document.itemText(place) for place in range(screen.document.count())]
    assert len(titles) == len(screen.presenter.state.outlines) > 1
    letter = screen.document.findData("focused-visit")
    screen.document.setCurrentIndex(letter)
    screen.document.activated.emit(letter)
    assert screen.presenter.state.outline == "focused-visit"
    target = tmp_path / "letter.docx"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(target)
    screen.write.click()
    assert "Yours sincerely" in "\n".join(one.text for one in Document(str(target)).paragraphs)
    assert screen.document.currentIndex() == letter


def test_what_was_changed_in_an_earlier_draft_is_shown_and_comes_back_in_the_next(
    screen, bench, finding, tmp_path
):
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(first)
    screen.write.click()
    reworded(first)
    assert not screen.tabs.isTabVisible(2)
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(first)
    screen.previous.click()
    (line,) = screen.by_hand.model.in_sight()
    assert (line.done, line.text, line.records[:11]) == ("Reworded", "Leaders act late.", "Leaders act")
    assert screen.tabs.currentIndex() == 2
    assert screen.tabs.tabToolTip(2) == "first.docx"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(second)
    screen.write.click()
    body = Document(str(second)).element.body.xml
    assert "Changes made by hand in the previous draft" in body
    assert screen.previous.text() == "Leave the earlier draft"
    screen.previous.click()
    assert not screen.tabs.isTabVisible(2)
    assert screen.previous.text() == "Earlier draft…"


def test_a_file_that_is_no_draft_of_ours_is_refused_and_the_screen_stays_as_it_was(
    screen, bench, finding, tmp_path
):
    other = tmp_path / "other.docx"
    Document().save(str(other))
    bench.desk.changed(finding)
    before = screen.presenter.state.parts
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(other)
    screen.previous.click()
    (failure,) = bench.failures
    assert isinstance(failure, RefusedError)
    assert screen.presenter.state.parts == before != ()
    assert screen.presenter.state.previous == ""


def test_an_earlier_draft_that_is_gone_is_told_once_and_let_go(screen, bench, finding, tmp_path):
    first = tmp_path / "first.docx"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(first)
    screen.write.click()
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(first)
    screen.previous.click()
    first.unlink()
    bench.desk.changed(finding)
    bench.desk.changed(finding)
    assert len(bench.failures) == 1
    assert screen.presenter.state.previous == ""


@pytest.mark.parametrize("place", range(4))
def test_everything_in_the_menu_is_saved_and_told(screen, bench, finding, tmp_path, place):
    asked = {}

    def choose(title, chosen, **told):
        asked.update(told)
        chosen(tmp_path / told["suggested"].name)

    bench.answers.choose_new_file = choose
    action = screen.save.menu().actions()[place]
    action.trigger()
    assert (tmp_path / asked["suggested"].name).read_bytes()[:2] == b"PK"
    assert bench.told[-1].sentence.startswith(action.text().rstrip("…"))
    assert asked["suggested"].suffix in asked["kinds"]


def test_rows_that_could_tell_who_a_child_is_are_named_before_the_table_leaves(
    screen, bench, session, tmp_path
):
    evidence.record_evidence(session, text="Ring 01632 960123.", source="data")
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(tmp_path / "log.xlsx")
    screen.presenter.save("evidence")
    assert bench.told[-1].weight is Weight.WARNING
    assert "Could tell who a child is: row 1." in bench.told[-1].advice
