"""Parts that make the window usable with large text, without a mouse, without sight; the audits look at the whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from inspector_app.gui.desk import Place
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.rail import Rail
from inspector_app.gui.status import StatusFacts
from inspector_app.gui.theme import Theme
from inspector_app.gui.widgets.banner import BannerArea
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.hint import hint
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.shown_tick import show_tick
from inspector_app.gui.widgets.whole_choice import WholeChoice
from inspector_app.services.changes import Changes


class Plain:
    """A screen with nothing on it."""

    def __init__(self):
        self._widget = QWidget()

    def widget(self):
        return self._widget

    def shown(self):
        """Nothing to load."""

    def refresh(self, changes: Changes):
        """Nothing changes."""


class Paned(Plain):
    """The same with a right pane."""

    def __init__(self):
        super().__init__()
        self._pane = QLabel("tied to")

    def pane(self):
        return self._pane


def toggle(widget):
    """Ticks as a screen reader does, which clicks nothing."""
    deeds = QAccessible.queryAccessibleInterface(widget).actionInterface()
    deeds.doAction(QAccessibleActionInterface.toggleAction())


@pytest.fixture
def window(shell):
    places = (Place("today", "Today", "today", Plain), Place("evidence", "Evidence", "evidence", Paned))
    shell.window.resize(1200, 700)
    shell.window.open(places, inspection="Fernshire", first="evidence")
    shell.window.show()
    return shell.window


def test_the_pane_gives_way_where_there_is_no_room_for_both_and_takes_the_place_of_the_work_when_asked_for(
    window, qapp
):
    pane = window.screen_of("evidence").pane()
    assert pane.isVisible()
    assert window.centre.isVisible()
    window.resize(500, 600)
    qapp.processEvents()
    assert not pane.isVisible()
    window.show_pane()
    assert pane.isVisible()
    assert not window.centre.isVisible()
    window.show_pane()
    assert window.centre.isVisible()
    window.resize(1200, 700)
    qapp.processEvents()
    assert pane.isVisible()


def test_a_pane_that_was_shut_stays_shut_until_another_screen_comes(window):
    pane = window.screen_of("evidence").pane()
    window.show_pane()
    assert not pane.isVisible()
    window.go("today")
    window.go("evidence")
    assert pane.isVisible()


def test_facts_of_the_status_bar_break_into_lines_and_keep_every_word(theme, qtbot, qapp):
    bar = StatusFacts()
    qtbot.addWidget(bar)
    bar.show_inspector("Rowan Ashdown, lead inspector")
    bar.show_unbundled(12)
    bar.resize(600, 40)
    bar.show()
    theme.set_scale(200)
    qapp.processEvents()
    bar.resize(600, bar.heightForWidth(600))
    qapp.processEvents()
    for label in bar.findChildren(QLabel):
        if label.isVisible():
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width()


def test_a_hint_is_as_long_as_there_is_room_for(qtbot):
    line = QLineEdit()
    qtbot.addWidget(line)
    hint(line, "Roles with commas between: carer, advocate", "Carer, advocate")
    line.resize(600, 30)
    line.show()
    assert line.placeholderText().startswith("Roles")
    line.resize(140, 30)
    assert line.placeholderText() == "Carer, advocate"
    line.resize(40, 30)
    assert line.placeholderText() == ""


def test_a_choice_that_its_box_has_no_room_for_stands_below_it(qtbot):
    host, box = QWidget(), QComboBox()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    whole = WholeChoice(box)
    column.addWidget(box)
    column.addWidget(whole)
    box.setMinimumContentsLength(4)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItems(["short", "a choice of so many words that no box is wide enough for it"])
    host.resize(200, 120)
    host.show()
    assert not whole.isVisible()
    box.setCurrentIndex(1)
    assert whole.isVisible()
    assert whole.text() == box.currentText()
    host.resize(900, 120)
    qtbot.waitUntil(lambda: not whole.isVisible())


def test_a_box_without_a_label_says_what_it_is_for_where_its_name_is_what_was_chosen(qtbot):
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItem("Strength")
    name_choice(box, "Finding")
    told = QAccessible.queryAccessibleInterface(box)
    assert told.text(QAccessible.Text.Description) == "Finding"
    assert box.accessibleName() == "Finding"


def test_the_rail_goes_where_a_screen_reader_chooses_and_is_read_as_one_choice_of_several(qtbot):
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_places([Place("today", "Today", "today", Plain), Place("team", "Team", "team", Plain)])
    went = []
    rail.chosen.connect(went.append)
    rail.mark("today")
    assert went == []
    team = rail.findChild(QObject, "team")
    assert QAccessible.queryAccessibleInterface(team).role() is QAccessible.Role.RadioButton
    toggle(team)
    assert went == ["team"]


def test_a_tick_that_is_shown_is_not_taken_for_a_choice(qtbot):
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_places([Place("today", "Today", "today", Plain), Place("team", "Team", "team", Plain)])
    told = []
    for name in ("today", "team"):
        rail.findChild(QObject, name).toggled.connect(told.append)
    show_tick(rail.findChild(QObject, "team"), on=True)
    assert told == []


def test_a_row_that_a_screen_reader_selects_becomes_current(qtbot):
    made = FilterList("Visits", (Column("Place", str, chars=0),), key=str)
    qtbot.addWidget(made)
    made.replace(["a", "b", "c"])
    made.show()
    chosen = []
    made.chosen.connect(chosen.append)
    table = made.table
    table.selectionModel().select(
        made.model.index(2, 0), table.selectionModel().SelectionFlag.ClearAndSelect | table.selectionModel().SelectionFlag.Rows
    )  # fmt: skip
    qtbot.waitUntil(lambda: chosen == ["c"])


def test_a_row_that_a_screen_reader_selected_stays_chosen_when_the_rows_are_read_again_at_that_moment(qtbot):
    made = FilterList("Visits", (Column("Place", str, chars=0),), key=str)
    qtbot.addWidget(made)
    made.replace(["a", "b", "c"])
    made.choose("a")
    selection = made.table.selectionModel()
    flags = selection.SelectionFlag
    selection.select(made.model.index(2, 0), flags.ClearAndSelect | flags.Rows)
    made.replace(["a", "b", "c"])
    assert made.current() == "c"


def test_banners_are_announced_problems_at_once_and_the_rest_in_turn(qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", said.append)
    area = BannerArea()
    qtbot.addWidget(area)
    for weight, sentence in (
        (Weight.DONE, "Already saved."),
        (Weight.WARNING, "Two conflicts wait."),
        (Weight.PROBLEM, "Not saved."),
    ):
        area.tell(Notice(sentence, weight, sentence))
    told = [(each.message(), each.politeness()) for each in said if hasattr(each, "message")]
    polite, at_once = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
    assert told == [
        ("Done: Already saved.", polite),
        ("Warning: Two conflicts wait.", at_once),
        ("Problem: Not saved.", at_once),
    ]


def test_the_picture_of_a_banner_follows_the_look(theme, qtbot, qapp):
    area = BannerArea()
    qtbot.addWidget(area)
    area.tell(Notice("a", Weight.WARNING, "Two conflicts wait."))
    area.show()
    inks = []
    for look in ("light", "contrast"):
        theme.choose(look)
        qapp.processEvents()
        picture = next(label.pixmap() for label in area.findChildren(QLabel) if not label.pixmap().isNull())
        image = picture.toImage()
        inks.append(
            {
                image.pixelColor(x, y).name()
                for x in range(image.width())
                for y in range(image.height())
                if image.pixelColor(x, y).alpha() == 255
            }
        )
    assert inks[0] == {"#0b0c0c"}
    assert inks[1] == {"#ffffff"}


def test_the_look_follows_the_computer_into_high_contrast_while_it_runs(qapp, monkeypatch):
    made = Theme(qapp, choice="system")
    before = made.present
    high = Qt.ContrastPreference.HighContrast
    hints = QGuiApplication.styleHints().accessibility()
    monkeypatch.setattr(type(hints), "contrastPreference", lambda _hints: high)
    hints.contrastPreferenceChanged.emit(high)
    assert before != "contrast"
    assert made.present == "contrast"
    assert qapp.palette().window().color().name() == "#000000"
    monkeypatch.undo()
    made.choose("light")
