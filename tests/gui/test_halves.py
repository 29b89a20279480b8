from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from inspector_app.gui.widgets.halves import ROOM_CHARS, Halves

pytestmark = pytest.mark.qt_log_ignore("does not support")


@pytest.fixture
def halves(qtbot):
    made = Halves(QLabel("the list"), QLabel("what is open"), back="Back to the list")
    qtbot.addWidget(made)
    made.show()
    return made


def in_sight(halves):
    found = [label for label in halves.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in sorted(found, key=lambda label: label.mapTo(halves, label.pos()).x())]


def room(halves, chars):
    halves.resize(halves.fontMetrics().averageCharWidth() * chars, 400)


def test_with_room_the_list_and_what_is_open_stand_side_by_side(halves):
    room(halves, ROOM_CHARS + 10)
    halves.to_detail()
    assert in_sight(halves) == ["the list", "what is open"]
    assert not halves.back.isVisible()


def test_without_room_one_is_in_sight_and_a_button_leads_back(halves):
    room(halves, ROOM_CHARS - 10)
    assert in_sight(halves) == ["the list"]
    halves.to_detail()
    assert in_sight(halves) == ["what is open"]
    halves.back.click()
    assert in_sight(halves) == ["the list"]


def test_what_was_open_stays_open_when_the_window_shrinks(halves):
    room(halves, ROOM_CHARS + 10)
    halves.to_detail()
    room(halves, ROOM_CHARS - 10)
    assert in_sight(halves) == ["what is open"]
    assert halves.back.isVisible()
