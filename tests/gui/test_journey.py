from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inspector_app.gui.widgets.journey import JourneyTimeline
from inspector_app.gui.widgets.journey_view import JourneyView
from inspector_app.gui.widgets.timeline import Lane, TimelineEvent, beside, in_order, plan, ticks

EVENTS = (
    TimelineEvent("Visit", "Second visit", date(2025, 6, 1), None, "", "late"),
    TimelineEvent("Contact", "From school", date(2025, 1, 10)),
    TimelineEvent("Visit", "First visit", date(2025, 3, 1), None, "seen alone", "in time"),
    TimelineEvent("Placement", "Foster care", date(2025, 4, 1), date(2025, 9, 1)),
    TimelineEvent("Placement", "Respite", date(2025, 6, 10), date(2025, 6, 20)),
    TimelineEvent("Placement", "Grandmother", date(2025, 9, 1), date(2025, 12, 1)),
)


def test_lanes_come_in_the_order_in_which_kinds_are_met():
    made = plan(in_order(EVENTS))
    assert made.lanes == (Lane("Contact", 1), Lane("Visit", 1), Lane("Placement", 2))


def test_what_lies_at_the_same_time_gets_a_row_of_its_own_and_what_follows_does_not():
    events = in_order(EVENTS)
    rows = {events[each.number].label: each.row for each in plan(events).placed}
    assert (rows["Foster care"], rows["Respite"], rows["Grandmother"]) == (0, 1, 0)


def test_two_visits_on_one_day_do_not_hide_each_other():
    twice = tuple(TimelineEvent("Visit", label, date(2025, 1, 1)) for label in "ab")
    assert [each.row for each in plan(twice).placed] == [0, 1]


def test_no_events_have_no_plan():
    assert plan(()) is None


@pytest.mark.parametrize(
    ("most", "first"), [(100, "Feb 2024"), (9, "Apr 2024"), (5, "Jul 2024"), (2, "2025"), (1, "2026")]
)
def test_the_axis_marks_months_quarters_halves_or_years(most, first):
    marks = ticks(date(2024, 1, 2), date(2026, 3, 1), most)
    assert len(marks) <= most
    assert marks[0][1] == first


def test_an_event_is_told_in_words():
    assert EVENTS[0].sentence == "Visit: Second visit, 1 June 2025, late"
    assert EVENTS[3].sentence == "Placement: Foster care, 1 April 2025 to 1 September 2025"


def test_the_next_lane_is_entered_at_the_nearest_time():
    events = in_order(EVENTS)
    made = plan(events)
    here = next(number for number, event in enumerate(events) if event.label == "Second visit")
    assert events[beside(made, events, here, 1)].label == "Respite"
    assert beside(made, events, 0, -1) == 0


@pytest.fixture
def drawing(qtbot):
    made = JourneyTimeline()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show_events(EVENTS)
    made.show()
    return made


def label(drawing):
    return drawing.events[drawing.current].label


def test_the_keyboard_walks_along_time_and_between_lanes(drawing):
    QTest.keyClick(drawing, Qt.Key.Key_Right)
    assert label(drawing) == "From school"
    QTest.keyClick(drawing, Qt.Key.Key_Right)
    assert label(drawing) == "First visit"
    assert drawing.accessibleDescription() == "Visit: First visit, 1 March 2025, in time, seen alone"
    QTest.keyClick(drawing, Qt.Key.Key_Down)
    assert label(drawing) == "Foster care"
    QTest.keyClick(drawing, Qt.Key.Key_Up)
    assert label(drawing) == "First visit"
    QTest.keyClick(drawing, Qt.Key.Key_End)
    assert label(drawing) == "Grandmother"
    QTest.keyClick(drawing, Qt.Key.Key_Right)
    assert label(drawing) == "Grandmother"
    QTest.keyClick(drawing, Qt.Key.Key_Home)
    assert label(drawing) == "From school"


def test_zooming_keeps_the_chosen_event_in_sight(drawing):
    drawing.choose(3)
    for _ in range(6):
        QTest.keyClick(drawing, Qt.Key.Key_Plus)
    assert drawing.zoom > 10
    assert drawing.horizontalScrollBar().value() > 0
    assert 0 < drawing.mark_of(3).left() < drawing.viewport().width()
    QTest.keyClick(drawing, Qt.Key.Key_0)
    assert drawing.zoom == 1


def test_a_click_chooses_the_event_under_it(drawing):
    where = drawing.mark_of(4).center().toPoint()
    QTest.mouseClick(drawing.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert drawing.current == 4
    QTest.mouseClick(drawing.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert drawing.current == 4


def test_late_and_in_time_differ_in_shape_and_not_only_in_colour(drawing, qapp):
    def shape(number):
        mark = drawing.mark_of(number).toRect()
        picture = drawing.grab(mark.translated(drawing.viewport().pos())).toImage()
        corner = picture.pixelColor(picture.width() // 2, 0).lightness()
        return [
            abs(picture.pixelColor(x, y).lightness() - corner) > 60
            for x in range(picture.width())
            for y in range(picture.height())
        ]

    events = drawing.events
    late = next(number for number, event in enumerate(events) if event.mark == "late")
    in_time = next(number for number, event in enumerate(events) if event.mark == "in time")
    assert shape(late) != shape(in_time)


def test_an_empty_journey_says_so(drawing, qapp):
    drawing.show_events(())
    QTest.keyClick(drawing, Qt.Key.Key_Right)
    qapp.processEvents()
    assert drawing.current == -1
    assert drawing.accessibleDescription() == "No events"


def test_drawing_and_table_hold_the_same_and_choose_together(qtbot, qtmodeltester, unnamed):
    made = JourneyView()
    qtbot.addWidget(made)
    made.show_events(EVENTS)
    made.show()
    rows = [event for _, event in made.table.model.in_sight()]
    assert rows == list(made.drawing.events)
    qtmodeltester.check(made.table.model)
    with qtbot.waitSignal(made.chosen):
        made.drawing.choose(2)
    assert made.table.current() == (2, made.drawing.events[2])
    made.table.choose(4)
    assert made.drawing.current == 4
    assert unnamed(made) == []
