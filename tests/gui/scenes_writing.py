"""Scenes of what helps while notes are typed: marks, the menu of a word, find and replace, versions, a day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from inspector_app.domain.identifying import known
from inspector_app.gui.day_field import DayField
from inspector_app.gui.shell import Shell
from inspector_app.gui.versions import Version
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.widgets.versions_dialog import VersionsDialog
from inspector_app.gui.writing.find_dialog import FindDialog
from inspector_app.gui.writing.known import Known
from inspector_app.gui.writing.marker import Marker
from inspector_app.gui.writing.word_menu import WordMenu
from inspector_app.services import spelling
from inspector_app.services.spelling import Spelling

NOTE = (
    "10:04 The social worker sees Ann Vale every fortnight; multi-agencey meetings are rare.\n"
    "10:09 NHS 943 476 5919 stands on the front of the file, and the mother's phone: 01632 960123.\n"
    "10:15 Safegaurding plan seen. The MASH decided within a day, CAMHS has not begun.\n"
)


def note_of(shell: Shell) -> tuple[PlainField, Known]:
    known_now = Known(shell)
    known_now.learn(
        spelling=Spelling(spelling.load_engine(), spelling.trade_words(), ()),
        identities=known([{"name": "Ann Vale"}], ["Curlew 48"]),
    )
    field = PlainField(NOTE)
    field.setAccessibleName("Note")
    marker = Marker(field, known_now)
    marker._look()
    return field, known_now


def marks(shell: Shell) -> QWidget:
    field, _ = note_of(shell)
    page = QWidget()
    page.resize(900, 320)
    column = QVBoxLayout(page)
    column.addWidget(DayField("Day", lambda: date(2026, 11, 25)))
    column.addWidget(field)
    page.show()
    QApplication.processEvents()
    field.findChild(Marker)._look()
    shell.kept = page
    return page


def menu(shell: Shell) -> QWidget:
    field, known_now = note_of(shell)
    shell.kept = field, WordMenu(shell.desk, None, known_now, shell)
    field.menu_asked.connect(shell.kept[1].fill)
    field.show()
    cursor = field.textCursor()
    cursor.setPosition(field.toPlainText().index("Safegaurding") + 3)
    field.setTextCursor(cursor)
    at = QPoint(1, 1)
    QApplication.sendEvent(
        field.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, field.mapToGlobal(at))
    )
    return field.findChild(QMenu)


def finding(shell: Shell) -> QWidget:
    field, _ = note_of(shell)
    made = FindDialog(shell.window)
    shell.kept = field
    made.words.setText("the")
    made.instead.setText("a")
    made.summon(field)
    made.words.setText("the")
    made.step(field, 1)
    return made


def versions(shell: Shell) -> QWidget:
    past = (
        Version("ada", "2 Nov 2026, 09:14", "Seen at home.\nThe plan has no dates.\nAlone."),
        Version("bo", "2 Nov 2026, 09:02", "Seen at home.\nAlone."),
    )
    now = "Seen at home.\nThe plan has dates for two of five steps.\nAlone."
    made = VersionsDialog("Earlier versions of this evidence", past, now, shell.window)
    made.show()
    return made


SCENES = [
    ("writing-marks", marks),
    ("writing-menu", menu),
    ("writing-find", finding),
    ("writing-versions", versions),
]
