from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QMessageBox, QPushButton, QWidget

from inspector_app.gui.asking import Question
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.widgets.banner import Banner, BannerArea
from inspector_app.gui.widgets.coverage import Coverage, CoverageCell, CoverageMap
from inspector_app.gui.widgets.dialogs import Dialogs
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column, RowRole, Rows


@dataclass(frozen=True, slots=True)
class Visit:
    number: int
    place: str
    sign: str


VISITS = (
    Visit(3, "Front door", "strength"),
    Visit(1, "Court team", "neutral"),
    Visit(2, "Front desk", "strength"),
)
COLUMNS = (
    Column("Number", lambda row: str(row.number), sort=lambda row: row.number, chars=6, right=True),
    Column("Place", lambda row: row.place, chars=0),
)


# Banners


@pytest.fixture
def area(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 600)
    made = BannerArea(host)
    made.resize(800, 300)
    host.show()
    yield made
    host.close()


def test_a_banner_stays_until_it_is_dealt_with(area):
    did = []
    area.tell(
        Notice("a", Weight.WARNING, "Two conflicts wait.", choices=(Choice("Show", lambda: did.append(1)),))
    )
    assert area.isVisible()
    (button,) = area.findChildren(QPushButton)
    button.click()
    assert did == [1]
    assert area.notices() == ()
    assert not area.isVisible()


def test_a_choice_that_may_fail_again_keeps_the_banner(area):
    area.tell(
        Notice(
            "a", Weight.PROBLEM, "Not saved.", choices=(Choice("Again", list, keeps=True),), closable=False
        )
    )
    area.findChild(QPushButton).click()
    assert len(area.notices()) == 1
    assert area.findChild(QWidget, "close") is None


def test_the_same_key_takes_the_place_of_the_one_before(area):
    area.tell(Notice("a", Weight.NOTE, "One."))
    area.tell(Notice("a", Weight.NOTE, "Two."))
    assert [notice.sentence for notice in area.notices()] == ["Two."]


def test_problems_stand_above_what_matters_less(area, qapp):
    area.tell(Notice("bad", Weight.PROBLEM, "Bad."))
    area.tell(Notice("good", Weight.DONE, "Good."))
    qapp.processEvents()
    tops = {banner.notice.key: banner.y() for banner in area.findChildren(Banner)}
    assert tops["bad"] < tops["good"]


def test_a_banner_names_its_weight_in_words(area):
    area.tell(Notice("a", Weight.PROBLEM, "The disk is full.", "Free some room."))
    banner = area.findChild(Banner)
    assert banner.accessibleName() == "Problem: The disk is full. Free some room."
    assert "Problem: The disk is full." in [label.text() for label in banner.findChildren(QLabel)]


# Facts and empty states


def test_facts_say_what_is_not_recorded(qtbot):
    facts = Facts("About the case")
    qtbot.addWidget(facts)
    facts.show_facts((Fact("Age", "9"), Fact("View", "")))
    facts.show_facts((Fact("Age", "10"), Fact("View", "")))
    facts.resize(900, 200)
    facts.show()
    names = [label.accessibleName() for label in facts.findChildren(QLabel) if label.isVisible()]
    assert [name for name in names if name] == ["Age: 10", "View: not recorded"]


def test_facts_of_the_same_things_change_where_they_stand(qtbot):
    facts = Facts("About the case")
    qtbot.addWidget(facts)
    facts.show_facts((Fact("Age", "9"), Fact("View", "Safe")))
    before = facts.findChildren(QLabel)
    facts.show_facts((Fact("Age", "10"), Fact("View", "Safe")))
    assert facts.findChildren(QLabel) == before
    assert [label.text() for label in before] == ["Age", "10", "View", "Safe"]
    facts.show_facts((Fact("Stage", "In care"),))
    assert [label.text() for label in facts.findChildren(QLabel) if not label.isHidden()] == [
        "Stage",
        "In care",
    ]


def test_an_empty_state_says_what_to_do_and_does_it(qtbot):
    empty = EmptyState("evidence", "No evidence yet", "Press Ctrl+N.", "New evidence")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.asked):
        empty.button.click()
    assert empty.accessibleName() == "No evidence yet Press Ctrl+N."


# Lists


def test_the_rows_keep_the_rules_of_models(qtmodeltester):
    rows = Rows(COLUMNS)
    qtmodeltester.check(rows)
    rows.replace(VISITS)
    qtmodeltester.check(rows)
    rows.filter_words("front")
    rows.sort(0)
    rows.replace(VISITS[:1])
    qtmodeltester.check(rows)


def test_rows_show_what_their_columns_say_and_hand_out_numbers_and_rows(qapp):
    rows = Rows(COLUMNS)
    rows.replace(VISITS)
    cell = rows.index(0, 1)
    assert cell.data() == "Front door"
    assert cell.data(RowRole.NUMBER) == 0
    assert cell.data(RowRole.ROW) is VISITS[0]
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Place: Front door"
    assert rows.headerData(1, Qt.Orientation.Horizontal) == "Place"


def test_words_and_functions_filter_and_the_order_is_kept(qapp):
    rows = Rows(COLUMNS)
    rows.replace(VISITS)
    rows.sort(0)
    assert [row.number for row in rows.in_sight()] == [1, 2, 3]
    rows.filter_words("FRONT d")
    assert [row.number for row in rows.in_sight()] == [2, 3]
    rows.filter_rows(lambda row: row.number > 2)
    assert [row.number for row in rows.in_sight()] == [3]
    rows.replace((*VISITS, Visit(9, "Front room", "neutral"), Visit(8, "Front drive", "neutral")))
    assert [row.number for row in rows.in_sight()] == [3, 8]
    rows.filter_words("")
    rows.filter_rows(None)
    rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert [row.number for row in rows.in_sight()] == [9, 8, 3, 2, 1]
    rows.sort(-1)
    assert [row.number for row in rows.in_sight()][:2] == [3, 1]


@pytest.fixture
def visits(qtbot):
    made = FilterList("Visits", COLUMNS, key=lambda row: row.number, noun=("visit", "visits"))
    qtbot.addWidget(made)
    made.replace(VISITS)
    made.show()
    return made


def test_the_list_counts_and_says_when_nothing_matches(visits):
    assert visits.counted.text() == "3 visits"
    QTest.keyClicks(visits.search, "court")
    assert visits.counted.text() == "1 of 3 visits"
    QTest.keyClicks(visits.search, "zzz")
    assert visits.nothing.isVisible()
    visits.nothing.button.click()
    assert visits.table.isVisible()
    visits.replace(())
    assert visits.empty.isVisible()


def test_what_was_chosen_stays_chosen_when_rows_are_replaced_or_filtered(visits):
    heard = []
    visits.choose(2)
    visits.chosen.connect(heard.append)
    visits.replace(reversed(VISITS))
    assert visits.current() == VISITS[2]
    visits.search.setText("front")
    assert visits.current() == VISITS[2]
    visits.search.setText("court")
    assert visits.current() is None
    assert heard[-1] is None


def test_a_filter_by_a_property_keeps_its_choice(visits):
    box = visits.add_filter("Sign", "All signs", lambda row: row.sign)
    visits.offer(box, ("neutral", "strength"))
    box.setCurrentText("strength")
    assert [row.number for row in visits.model.in_sight()] == [3, 2]
    visits.offer(box, ("strength", "urgent"))
    assert box.currentText() == "strength"
    visits.clear_filters()
    assert visits.model.rowCount() == 3


def test_from_the_search_box_to_the_list_and_into_a_row_by_keyboard(visits, qtbot):
    opened = []
    visits.opened.connect(opened.append)
    with qtbot.waitActive(visits):
        visits.activateWindow()
    visits.search_focus()
    QTest.keyClicks(visits.search, "desk")
    QTest.keyClick(visits.search, Qt.Key.Key_Down)
    assert visits.table.hasFocus()
    QTest.keyClick(visits.table, Qt.Key.Key_Return)
    assert opened == [VISITS[2]]
    visits.search_focus()
    QTest.keyClick(visits.search, Qt.Key.Key_Escape)
    assert visits.search.text() == ""


def test_every_part_of_a_list_has_a_name(visits, unnamed):
    visits.add_filter("Sign", "All signs", lambda row: row.sign)
    assert unnamed(visits) == []


def test_twenty_thousand_rows_are_filtered_in_the_blink_of_an_eye(qapp):
    rows = Rows(COLUMNS)
    rows.replace(Visit(number, f"place {number}", "neutral") for number in range(20_000))
    start = time.perf_counter()
    rows.filter_words("place 19999")
    assert rows.rowCount() == 1
    assert time.perf_counter() - start < 0.5


# Coverage


def test_the_map_of_coverage_keeps_the_rules_of_models(qtmodeltester):
    cells = Coverage()
    qtmodeltester.check(cells)
    cells.replace(("Help", "Care"), ("File", "Child"), {("Help", "File"): 2})
    qtmodeltester.check(cells)


def test_a_gap_is_told_in_words_and_by_a_pattern(qtbot):
    made = CoverageMap()
    qtbot.addWidget(made)
    made.show_counts(("Help", "Care"), ("File", "Child"), {("Help", "File"): 2, ("Care", "Child"): 1})
    gap = made.cells.index(0, 1)
    assert gap.data() == "none"
    assert gap.data(Qt.ItemDataRole.BackgroundRole).style() is Qt.BrushStyle.BDiagPattern
    assert gap.data(Qt.ItemDataRole.AccessibleTextRole) == "Help, Child: no evidence"
    assert made.cells.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "Care, Child: 1 evidence record"
    assert made.cells.index(0, 2).data() == "2"
    assert made.accessibleDescription() == "2 places without evidence"


def test_enter_opens_a_place_of_the_map(qtbot):
    made = CoverageMap()
    qtbot.addWidget(made)
    made.show_counts(("Help",), ("File",), {("Help", "File"): 2})
    made.setCurrentIndex(made.cells.index(0, 0))
    with qtbot.waitSignal(made.opened) as heard:
        QTest.keyClick(made, Qt.Key.Key_Return)
    assert heard.args == [CoverageCell("Help", "File", 2)]


# Dialogs


@pytest.fixture
def asking(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window, Dialogs(window), []


def shown(window, kind):
    (dialog,) = window.findChildren(kind)
    return dialog


def test_a_question_gives_the_words_of_the_button(asking, qtbot):
    window, dialogs, answers = asking
    dialogs.ask(Question("Withdraw?", "It stays in the history.", ("Keep", "Withdraw")), answers.append)
    assert answers == []
    box = shown(window, QMessageBox)
    next(button for button in box.buttons() if button.text() == "Withdraw").click()
    assert answers == ["Withdraw"]


def test_escape_is_no_answer(asking):
    window, dialogs, answers = asking
    dialogs.ask(Question("Withdraw?", "It stays in the history.", ("Keep", "Withdraw")), answers.append)
    QTest.keyClick(shown(window, QMessageBox), Qt.Key.Key_Escape)
    assert answers == [None]


def test_a_chosen_folder_and_file_come_as_paths(asking, tmp_path, monkeypatch, qapp):
    window, dialogs, answers = asking
    monkeypatch.setattr(QFileDialog, "open", lambda _self: None)
    file = tmp_path / "a.xlsx"
    file.write_text("")
    dialogs.choose_folder("Folder", answers.append, folder=tmp_path)
    dialog = shown(window, QFileDialog)
    dialog.done(QDialog.DialogCode.Rejected)
    assert answers == [None]
    dialogs.choose_file("Workbook", answers.append, kinds="Workbooks (*.xlsx)", folder=tmp_path)
    picker = next(each for each in window.findChildren(QFileDialog) if each.windowTitle() == "Workbook")
    picker.selectFile(str(file))
    picker.done(QDialog.DialogCode.Accepted)
    assert answers == [None, Path(file)]


def test_a_hidden_button_leaves_no_gap_in_a_row(qtbot):
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row)
    hidden, shown = QPushButton("hidden"), QPushButton("shown")
    flow.addWidget(hidden)
    flow.addWidget(shown)
    hidden.hide()
    row.resize(400, 60)
    row.show()
    assert shown.x() == 0
    assert flow.sizeHint().width() == shown.sizeHint().width()
