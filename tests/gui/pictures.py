"""Draws every scene of the window as pictures to be looked at: `python tests/gui/pictures.py FOLDER [NAME…]`.

A scene is a name and a function that gets the `Shell` and returns the widget to draw. Further scenes stand in
files `scenes_*.py` beside this one, each with its own list `SCENES`. Every scene is drawn in light, dark and
high contrast, at 100 and at 200 per cent; with `--sheet` the six of a scene are also put on one sheet.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from inspector_app.gui import parting
from inspector_app.gui.desk import Place
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.palette import CommandPalette, ShortcutSheet
from inspector_app.gui.runner import ImmediateRunner
from inspector_app.gui.saving import Phase
from inspector_app.gui.shell import Shell, application
from inspector_app.gui.unlock.presenter import Fault
from inspector_app.gui.unlock.view import DoorWindow
from inspector_app.gui.widgets.coverage import CoverageMap
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.journey_view import JourneyView
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.gui.widgets.timeline import TimelineEvent

Scene = tuple[str, Callable[[Shell], QWidget]]
SIZE = (1280, 800)
RAIL = ("Today", "Cases", "Interviews", "Evidence", "Checklists", "Judgements", "Team", "Report")

RECORDS = tuple(
    (f"E-{number:04}", kind, sign, text)
    for number, (kind, sign, text) in enumerate(
        (
            (
                "Said by",
                "Strength",
                "Social workers know the children on their list well and see them alone.",
            ),
            (
                "Read in the file",
                "Area for improvement",
                "The plan has no dates by which its steps are to be taken.",
            ),
            ("Seen", "Neutral", "Front door meeting: eleven contacts decided, the reasons written at once."),
            ("Data", "Area for improvement", "Visits in the last quarter: 71 of 92 in time."),
            ("Said by", "Urgent concern", "A child missing since Friday is not known to the duty manager."),
        )
        * 9,
        start=1,
    )
)

JOURNEY = (
    TimelineEvent("Contact", "Contact from school", date(2024, 3, 4), None, "School"),
    TimelineEvent("Referral", "Referral accepted", date(2024, 3, 5), None, "", "in time"),
    TimelineEvent(
        "Assessment", "Single assessment", date(2024, 3, 6), date(2024, 5, 23), "55 working days", "late"
    ),
    TimelineEvent(
        "Strategy discussion", "Section 47 enquiry", date(2024, 5, 28), date(2024, 6, 10), "", "in time"
    ),
    TimelineEvent("Conference", "Initial conference", date(2024, 6, 14), None, "", "in time"),
    TimelineEvent("Child protection plan", "Neglect", date(2024, 6, 14), date(2025, 3, 20)),
    *(
        TimelineEvent(
            "Statutory visit", f"Visit {n}", date(2024, 6 + n // 2, 3 + 12 * (n % 2)), None, "", mark
        )
        for n, mark in enumerate(
            ("in time", "in time", "late", "in time", "late", "in time", "in time", "late"), 1
        )
    ),
    TimelineEvent("Placement", "Foster care", date(2025, 3, 20), date(2025, 9, 2)),
    TimelineEvent("Placement", "With grandmother (kinship)", date(2025, 9, 2), date(2026, 5, 11), "goes on"),
    TimelineEvent("Review of care", "First review", date(2025, 4, 15), None, "", "in time"),
    TimelineEvent("Review of care", "Second review", date(2025, 8, 1), None, "", "late"),
)


class StillScreen:
    """A screen that stands still for its picture."""

    def __init__(self, widget: QWidget, pane: QWidget | None = None) -> None:
        self._widget, self._pane = widget, pane

    def widget(self) -> QWidget:
        return self._widget

    def shown(self) -> None:
        """Nothing to load."""

    def refresh(self, changes: object) -> None:
        """Nothing changes."""


class PanedScreen(StillScreen):
    """The same, with a right pane."""

    def pane(self) -> QWidget:
        return self._pane or QWidget()


def record_list() -> FilterList:
    made = FilterList(
        "Evidence",
        (
            Column("Number", lambda row: row[0], chars=8),
            Column("Where from", lambda row: row[1], chars=16),
            Column("Sign", lambda row: row[2], chars=20),
            Column("What", lambda row: row[3], chars=0),
        ),
        key=lambda row: row[0],
        noun=("record", "records"),
    )
    box = made.add_filter("Where from", "From anywhere", lambda row: row[1])
    made.offer(box, sorted({row[1] for row in RECORDS}))
    made.replace(RECORDS)
    made.choose("E-0002")
    return made


def facts() -> Facts:
    made = Facts("About the record")
    made.show_facts(
        (
            Fact("Recorded by", "Inspector B"),
            Fact("Where from", "Read in the file"),
            Fact("Case", "C-017, child in need, aged 9"),
            Fact("Descriptors", "ILACS 2026, help and protection, 3: plans are clear and have dates"),
            Fact("Child's view", ""),
        )
    )
    return made


def in_window(shell: Shell, centre: QWidget, front: str, pane: QWidget | None = None) -> QWidget:
    screen = PanedScreen(centre, pane) if pane else StillScreen(centre)
    padded = QWidget()
    column = QVBoxLayout(padded)
    column.addWidget(centre)
    screen._widget = padded
    places = [
        Place(
            title.lower(),
            title,
            title.lower(),
            lambda title=title: screen if title.lower() == front else StillScreen(QWidget()),
        )
        for title in RAIL
    ]
    shell.window.open(places, inspection="Children's services in Exampleshire", first=front)
    shell.window.facts.show_inspector("Inspector B, team inspector")
    shell.window.facts.show_unbundled(12)
    shell.board.report("note", Phase.SAVED)
    return shell.window


def evidence(shell: Shell) -> QWidget:
    return in_window(shell, record_list(), "evidence", scrolled(facts(), "About the record"))


def closing(shell: Shell) -> QWidget:
    """What is told where something changed before the answer to whether a store is to be destroyed."""
    window = in_window(shell, record_list(), "evidence")
    shell.desk.tell(parting.changed_meanwhile(shell.tell_saved))
    return window


def banners(shell: Shell) -> QWidget:
    window = in_window(shell, record_list(), "evidence")
    nothing = shell.tell_saved
    shell.desk.tell(
        Notice("done", Weight.DONE, "The bundle was written and verified.", "Hand it to the lead.")
    )
    shell.desk.tell(
        Notice("warn", Weight.WARNING, "Two conflicts wait.", "", (Choice("Show them", nothing),))
    )
    shell.desk.tell(
        Notice(
            "bad",
            Weight.PROBLEM,
            "Not saved: the note of this interview. The disk is full.",
            "Your text is still here. Do not close the window before it is saved or copied.",
            (
                Choice("Try again", nothing),
                Choice("Copy the text", nothing),
                Choice("Save it elsewhere…", nothing),
            ),
            closable=False,
        )
    )
    shell.board.report("note", Phase.FAILED)
    return window


def journey(shell: Shell) -> QWidget:
    made = JourneyView()
    made.show_events(JOURNEY)
    made.drawing.choose(2)
    return in_window(shell, made, "cases")


def coverage(shell: Shell) -> QWidget:
    made = CoverageMap()
    areas = ("Help and protection", "Children in care", "Care leavers", "Leadership and management")
    sources = ("Case file", "Child or young person", "Parent or carer", "Practitioner", "Partner", "Data")
    counts = {(area, source): (len(area) * len(source)) % 7 for area in areas for source in sources}
    made.show_counts(areas, sources, counts)
    made.setCurrentIndex(made.model().index(1, 2))
    return in_window(shell, made, "checklists")


def empty(shell: Shell) -> QWidget:
    made = EmptyState(
        "evidence", "No evidence yet", "Press Ctrl+N anywhere to write the first record.", "New evidence"
    )
    return in_window(shell, made, "evidence")


def fields(shell: Shell) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    line = QLineEdit("A line of text")
    line.setAccessibleName("A line")
    text = NoteEdit("A note", 4)
    text.setPlainText("Several lines of text,\nwith the focus.")
    for each in (line, text):
        column.addWidget(each)
    window = in_window(shell, made, "interviews")
    text.setFocus()
    return window


def door(shell: Shell, page: int = 0) -> DoorWindow:
    made = DoorWindow(
        shell.desk.dialogs,
        frameworks=(("ILACS-2026", "Inspections of local authority children's services, from April 2026"),),
        roles=(("lead", "Lead inspector"), ("inspector", "Team inspector")),
        folder=Path("Documents") / "inspections" / "exampleshire",
        today=date(2026, 5, 11),
    )
    made.tabs.setCurrentIndex(page)
    shell.window.cover(made)
    return made


def unlock(shell: Shell) -> QWidget:
    door(shell).show_error("The passphrase does not open this store. Check the capitals and try again.")
    return shell.window


def create(shell: Shell) -> QWidget:
    faults = (Fault("authority", "Enter the name of the authority that is inspected."),)
    door(shell, 1).show_error("One thing is missing or wrong. Nothing was set up yet.", faults)
    return shell.window


def commands(shell: Shell) -> QWidget:
    in_window(shell, QWidget(), "today")
    made = CommandPalette(shell.desk.actions, shell.window)
    made.summon()
    made.words.setText("l")
    return made


def shortcuts(shell: Shell) -> QWidget:
    in_window(shell, QWidget(), "today")
    made = ShortcutSheet(shell.desk.actions, shell.window)
    made.summon()
    return made


SCENES: list[Scene] = [
    ("evidence", evidence),
    ("banners", banners),
    ("closing-changed", closing),
    ("journey", journey),
    ("coverage", coverage),
    ("empty", empty),
    ("fields", fields),
    ("unlock", unlock),
    ("create", create),
    ("commands", commands),
    ("shortcuts", shortcuts),
]


def all_scenes() -> list[Scene]:
    """The scenes of this file and of the files `scenes_*.py` beside it."""
    found = list(SCENES)
    for path in sorted(Path(__file__).parent.glob("scenes_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module  # where a dataclass looks its own module up
        spec.loader.exec_module(module)
        found += module.SCENES
    return found


def draw(folder: Path, scene: Scene, *, sheet: bool) -> None:
    name, make = scene
    pictures: list[QImage] = []
    app = application([])
    for look in ("light", "dark", "contrast"):
        for scale in (100, 200):
            with tempfile.TemporaryDirectory() as profile:
                shell = Shell(app, Path(profile), runner=ImmediateRunner())
                shell.theme.choose(look)
                shell.theme.set_scale(scale)
                shell.window.resize(*SIZE)
                shell.window.show()
                shell.window.activateWindow()
                widget = make(shell)
                for _ in range(4):  # layout, then what follows from it
                    app.processEvents()
                picture = widget.grab().toImage()
                picture.save(str(folder / f"{name}-{look}-{scale}.png"))
                pictures.append(picture)
                shell.window.hide()
                shell.window.deleteLater()
                shell.deleteLater()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if sheet:
        on_one_sheet(pictures).save(str(folder / f"{name}-sheet.png"))


def on_one_sheet(pictures: list[QImage]) -> QImage:
    wide, high = max(p.width() for p in pictures), max(p.height() for p in pictures)
    made = QImage(wide * 2 + 12, high * 3 + 24, QImage.Format.Format_RGB32)
    made.fill(QColor("magenta"))
    painter = QPainter(made)
    for number, picture in enumerate(pictures):
        place = QPoint((number % 2) * (wide + 12), (number // 2) * (high + 12))
        painter.drawImage(QRect(place, picture.size()), picture)
    painter.end()
    smooth = Qt.TransformationMode.SmoothTransformation
    return made.scaledToWidth(1900, smooth) if made.width() > 1900 else made


def main(arguments: list[str]) -> int:
    names = [each for each in arguments if not each.startswith("--")]
    if not names:
        print(__doc__)
        return 2
    folder = Path(names[0])
    folder.mkdir(parents=True, exist_ok=True)
    for scene in all_scenes():
        if len(names) == 1 or scene[0] in names[1:]:
            draw(folder, scene, sheet="--sheet" in arguments)
            print(scene[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
