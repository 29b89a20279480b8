"""The part of the screen of cases about the council's lists: what is to be asked, with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from python_calamine import load_workbook

from inspector_app import resources
from inspector_app.errors import WorldError
from inspector_app.gui.screens.cases import CasesScreen
from inspector_app.services import cases

WORKBOOK = resources.path("samples", "fernshire-annex-a.xlsx")


@pytest.fixture
def chosen_file(bench, monkeypatch):
    """Returns a function that lays out the workbook which the person will choose."""

    def lay_out(path: Path | None):
        monkeypatch.setattr(bench.answers, "choose_file", lambda _title, chosen, **_: chosen(path))

    return lay_out


@pytest.fixture
def screen(qtbot, bench, session):
    made = CasesScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


def press(screen, words):
    next(b for b in screen.findChildren(QPushButton) if b.text() == words).click()


def read_out(screen):
    return "\n".join(label.text() for label in screen.lists.findChildren(QLabel) if label.isVisible())


def test_a_check_of_the_lists_shows_each_question_with_list_row_child_and_what_to_do(screen, chosen_file):
    press(screen, "The council's lists")
    assert screen.lists.isVisible()
    chosen_file(WORKBOOK)
    press(screen, "Check the council's lists…")
    found = screen.lists.questions.list
    assert found.model.total == 16
    assert "1,797 children" in read_out(screen)
    row = next(one for one in found.model.in_sight() if one.list_number == 8)
    assert row.child
    assert found.choose(row)
    assert row.advice in read_out(screen)


def test_the_questions_are_saved_for_the_council_once_there_are_any(screen, bench, chosen_file, tmp_path):
    press(screen, "The council's lists")
    save = screen.lists.questions.save
    assert not save.isEnabled()
    chosen_file(WORKBOOK)
    press(screen, "Check the council's lists…")
    target = tmp_path / "questions.xlsx"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(target)
    save.click()
    head, *rows = load_workbook(target).get_sheet_by_index(0).to_python()
    assert (len(rows), "Child’s id" in head) == (16, True)
    assert bench.told[-1].sentence.startswith("16 questions saved")
    assert "not encrypted" in bench.told[-1].advice


def test_a_place_for_the_questions_that_cannot_be_written_is_told(screen, bench, chosen_file, tmp_path):
    press(screen, "The council's lists")
    chosen_file(WORKBOOK)
    press(screen, "Check the council's lists…")
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(tmp_path / "missing" / "q.csv")
    screen.lists.questions.save.click()
    (failure,) = bench.failures
    assert isinstance(failure, WorldError)


def test_questions_can_be_looked_at_by_kind(screen, chosen_file):
    chosen_file(WORKBOOK)
    screen.lists.presenter.check()
    kinds = screen.lists.questions._kinds
    kinds.setCurrentIndex(kinds.findText("Should be on another list, or not on this one"))
    assert {row.list_number for row in screen.lists.questions.list.model.in_sight()} == {8}


def test_turning_back_from_the_choice_of_a_workbook_changes_nothing(screen, chosen_file):
    chosen_file(None)
    screen.lists.presenter.check()
    assert screen.lists.presenter.state.checked is None
    assert screen.lists.presenter.state.busy == ""


def test_a_workbook_that_cannot_be_read_says_so_and_the_screen_is_free_again(
    screen, chosen_file, bench, tmp_path
):
    bad = tmp_path / "lists.xlsx"
    bad.write_bytes(b"PK\x03\x04 torn")
    chosen_file(bad)
    screen.lists.presenter.check()
    assert "damaged" in str(bench.failures[-1])
    assert screen.lists.presenter.state.busy == ""


def test_an_opened_case_takes_the_place_of_the_lists(screen, session):
    screen.show_lists()
    screen.open(session.store.records("case_track")[0].id)
    assert not screen.lists.isVisible()


def write_lists(folder: Path, *rows: str) -> Path:
    heads = "Child Unique ID,Gender,Date of Birth,Age of Child (Years),CIN Start Date,CIN Closure Date"
    folder.mkdir()
    (folder / "List 6.csv").write_text("\n".join([heads, *rows]), "utf-8")
    return folder


def test_an_update_from_later_lists_shows_what_changed_in_which_case(
    screen, chosen_file, session, bench, tmp_path
):
    earlier = write_lists(tmp_path / "earlier", "771,F,01/03/2015,11,02/03/2026,")
    cases.choose_cases(session, workbook=str(earlier), seed=1)
    screen.show_lists()
    chosen_file(write_lists(tmp_path / "later", "771,F,01/03/2015,11,02/03/2026,04/05/2026"))
    screen.lists.tabs.setCurrentWidget(screen.lists.differences)
    press(screen, "Update the cases from later lists…")
    shown = screen.lists.differences.list.model.in_sight()
    assert ("Child in need, 2026-03-02", "end", "", "2026-05-04", "updated") in [
        (one.what, one.name, one.before, one.after, one.outcome) for one in shown
    ]
    assert "updated" in bench.told[-1].sentence
    assert "Drawn up on 2026-05-04" in read_out(screen)


def test_an_update_that_is_refused_leaves_the_screen_free(screen, chosen_file, session, bench, tmp_path):
    later = write_lists(tmp_path / "later", "771,F,01/03/2015,11,04/05/2026,")
    cases.choose_cases(session, workbook=str(later), seed=1)
    chosen_file(write_lists(tmp_path / "earlier", "771,F,01/03/2015,11,02/03/2026,"))
    screen.lists.presenter.update()
    assert "older" in str(bench.failures[-1])
    assert screen.lists.presenter.state.busy == ""


def test_the_sample_stands_beside_the_lists_and_follows_a_swap(screen, chosen_file, session, bench):
    screen.show_lists()
    assert "No cases were chosen from lists yet" in screen.lists.sample._summary.text()
    cases.choose_cases(session, workbook=str(WORKBOOK), seed=7, limit=4)
    screen.show_lists()
    shown = screen.lists.sample.list.model
    (row,) = (one for one in shown.in_sight() if one.dimension == "gender" and one.value == "female")
    assert row.population > 100
    assert "1,797 children" in screen.lists.sample._summary.text()
    place = shown.place_of(lambda one: one == row)
    spoken = shown.index(place, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "of the cases" in spoken
    assert "of the lists" in spoken
    assert not screen.lists.sample._swaps.isVisibleTo(screen.lists.sample)
    case = next(r.id for r in session.store.records("case_track") if r.get("population"))
    screen.open(case)
    chosen_file(WORKBOOK)
    bench.answers.texts.append("The family moved away.")
    press(screen, "Swap this case for another…")
    assert session.store.record(case).deleted
    assert screen.presenter.state.detail.id != case
    assert "The family moved away." in dict(screen.presenter.state.detail.facts)["Why chosen"]
    screen.show_lists()
    assert "The family moved away." in screen.lists.sample._swaps.text()


def test_a_swap_whose_workbook_was_not_chosen_changes_nothing_and_keeps_the_reason(
    screen, chosen_file, session, bench
):
    cases.choose_cases(session, workbook=str(WORKBOOK), seed=7, limit=1)
    case = next(r.id for r in session.store.records("case_track") if r.get("population"))
    screen.open(case)
    chosen_file(None)
    bench.answers.texts.append("The family moved away.")
    screen.presenter.swap_case()
    assert not session.store.record(case).deleted
    assert bench.answers.kept.draft.read().values == {"reason": "The family moved away."}


def test_a_case_says_why_it_was_chosen_by_whom_and_when(screen, session):
    cases.choose_cases(session, workbook=str(WORKBOOK), seed=7, limit=1)
    screen.open(next(r.id for r in session.store.records("case_track") if r.get("population")))
    facts = dict(screen.presenter.state.detail.facts)
    assert "seed 7" in facts["Why chosen"]
    assert facts["Chosen by"] == session.device.principal
    assert re.fullmatch(r"2 Nov 2026, \d\d:0\d", facts["Chosen on"])  # in the time zone of this computer
    assert facts["Lists drawn up"] == "2026-11-02"
