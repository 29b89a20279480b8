"""What a screen reader finds in the drawn journey and in the coverage map, asked as it asks: through Qt."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible

from inspector_app.gui.widgets.coverage import CoverageMap
from inspector_app.gui.widgets.journey import JourneyTimeline
from inspector_app.gui.widgets.timeline import TimelineEvent

NAME, TOLD, VALUE = QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value
EVENTS = (
    TimelineEvent("Contact", "Contact", date(2025, 1, 6)),
    TimelineEvent("Visit", "First visit", date(2025, 3, 1), None, "seen alone", "late"),
    TimelineEvent("Plan", "Neglect", date(2025, 2, 1), date(2025, 9, 1)),
)


@pytest.fixture
def drawing(qtbot):
    made = JourneyTimeline()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_events(EVENTS)
    made.show()
    return made


def told(widget):
    return QAccessible.queryAccessibleInterface(widget)


def items(widget):
    found = told(widget)
    return [found.child(number) for number in range(found.childCount())]


def test_the_drawing_is_a_list_of_its_events_in_the_order_of_time(drawing):
    assert told(drawing).role() is QAccessible.Role.List
    assert told(drawing).text(NAME) == "Journey along time"
    assert [item.role() for item in items(drawing)] == [QAccessible.Role.ListItem] * 3
    assert [item.text(NAME) for item in items(drawing)] == [
        "Contact, 6 January 2025",
        "Plan: Neglect, 1 February 2025 to 1 September 2025",
        "Visit: First visit, 1 March 2025, late, seen alone",
    ]
    assert [item.text(VALUE) for item in items(drawing)] == ["", "", "late"]
    assert items(drawing)[1].text(TOLD) == "Event 2 of 3"


def test_an_item_knows_its_list_its_place_and_its_neighbours(drawing):
    first, second, third = items(drawing)
    assert second.parent().text(NAME) == "Journey along time"
    assert [told(drawing).indexOfChild(item) for item in (first, second, third)] == [0, 1, 2]
    middle = second.rect().center()
    assert told(drawing).childAt(middle.x(), middle.y()).text(NAME) == second.text(NAME)
    flags = QAccessible.RelationFlag
    related = {flag: other.text(NAME) for other, flag in second.relations()}
    assert related == {flags.FlowsFrom: first.text(NAME), flags.FlowsTo: third.text(NAME)}
    assert [flag for _, flag in third.relations(flags.FlowsTo)] == []


def test_the_event_that_is_current_is_selected_and_has_the_focus_of_the_drawing(drawing, qtbot):
    drawing.activateWindow()
    drawing.setFocus()
    qtbot.waitUntil(drawing.hasFocus)
    qtbot.keyClick(drawing, Qt.Key.Key_End)
    assert [item.state().selected for item in items(drawing)] == [0, 0, 1]
    assert [item.state().focused for item in items(drawing)] == [0, 0, 1]
    qtbot.keyClick(drawing, Qt.Key.Key_Home)
    assert [item.state().selected for item in items(drawing)] == [1, 0, 0]


def test_items_follow_what_the_drawing_shows_and_go_when_it_goes(drawing):
    last = items(drawing)[2]
    drawing.show_events(EVENTS[:1])
    assert len(items(drawing)) == 1
    assert not last.isValid()
    assert last.text(NAME) == ""


def test_drawings_that_come_and_go_leave_nothing_for_a_reader_to_stumble_over(qtbot):
    for count in range(1, 30):
        made = JourneyTimeline()
        made.show_events(EVENTS[: count % 4])
        kept = items(made)
        assert len(kept) == count % 4
        made.deleteLater()
        del made
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        del kept
    gc.collect()


def test_the_coverage_map_is_a_table_whose_cells_say_what_they_count(qtbot):
    made = CoverageMap()
    qtbot.addWidget(made)
    made.show_counts(("Help",), ("Child", "Data"), {("Help", "Data"): 2})
    made.show()
    table = told(made)
    assert table.role() is QAccessible.Role.Table
    names = {table.child(number).text(NAME) for number in range(table.childCount())}
    assert {
        "Help, Child: no evidence",
        "Help, Data: 2 evidence records",
        "Help, all sources: 2 evidence records",
    } <= names
