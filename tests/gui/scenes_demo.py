"""Every screen of the rail on the lead's store of the demonstration: what a person sees who tries the app."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import openpyxl
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTableView, QTabWidget, QWidget

from inspector_app import resources
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.opening import unsent
from inspector_app.gui.places import places
from inspector_app.gui.screens.cases import CasesScreen
from inspector_app.gui.screens.cases.lists_presenter import ListsState
from inspector_app.gui.screens.report import ReportScreen
from inspector_app.gui.screens.report.state import HandLine
from inspector_app.gui.shell import Shell
from inspector_app.services import session as sessions
from inspector_app.services.demo import run_demo, words
from inspector_app.services.session import Session
from inspector_app.services.updating import Updated, update_cases


@cache
def _session() -> Session:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    made = run_demo(Path(folder.name) / "demo")
    opened = sessions.unlock(made.stores[0], words()["passphrase"])
    atexit.register(opened.close)
    return opened


def _open(shell: Shell, name: str, what: str = "", tab: int = 0, row: int = -1) -> QWidget:
    session = _session()
    shell.window.open(
        places(shell.desk, session, Dropping(shell.desk, session)), inspection="Fernshire", first=name
    )
    shell.window.facts.show_inspector("Rowan Ashdown, lead inspector")
    shell.window.facts.show_unbundled(unsent(session))
    if what:
        shell.window.go(name, what)
    QCoreApplication.processEvents()
    screen = shell.window.screen_of(name)
    assert screen is not None
    if row >= 0:
        table = next(each for each in screen.widget().findChildren(QTableView) if each.isVisible())
        table.selectRow(row)
    if tab:
        tabs = next(each for each in screen.widget().findChildren(QTabWidget) if each.isVisible())
        tabs.setCurrentIndex(tab)
    return shell.window


def _longest_journey() -> str:
    """The case whose journey has most kinds of steps; which child that is changes with the demonstration's day."""
    kinds: dict[str, set[str]] = {}
    for step in _session().store.records("journey_event"):
        kinds.setdefault(str(step.get("case")), set()).add(str(step.get("event")))
    return max(sorted(kinds), key=lambda case: len(kinds[case]))


def _case(shell: Shell, tab: int = 0) -> QWidget:
    return _open(shell, "cases", _longest_journey(), tab)


@cache
def _later_lists() -> Path:
    """The sample workbook five weeks on: a fifth of what was open is closed, and some is new."""
    book = openpyxl.load_workbook(resources.path("samples", "fernshire-annex-a.xlsx"))
    sheet = book["List_6"]
    heads = [cell.value for cell in sheet[2]]
    started, closed = heads.index("CIN Start Date"), heads.index("CIN Closure Date")
    for number, row in enumerate(list(sheet.iter_rows(min_row=3))):
        if row[closed].value is None and number % 5 == 0:
            row[closed].value = date(2026, 12, 7)
        elif number % 7 == 0:
            again = [cell.value for cell in row]
            again[started], again[closed] = date(2026, 12, 8), None
            sheet.append(again)
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "fernshire-december.xlsx"
    book.save(path)
    return path


@cache
def _updated() -> Updated:
    return update_cases(_session(), workbook=str(_later_lists()))


def _lists(shell: Shell, tab: int = 0) -> QWidget:
    shown = _open(shell, "cases")
    screen = shell.window.screen_of("cases")
    assert isinstance(screen, CasesScreen)
    screen.show_lists()
    screen.lists.presenter.check_at(resources.path("samples", "fernshire-annex-a.xlsx"))
    if tab == 1:
        screen.lists.show_lists(ListsState(updated=_updated()))
        screen.lists.differences.list.table.selectRow(4)
    screen.lists.tabs.setCurrentIndex(tab)
    screen.lists.questions.list.table.selectRow(12)
    return shown


def _by_hand(shell: Shell) -> QWidget:
    shown = _open(shell, "report")
    screen = shell.window.screen_of("report")
    assert isinstance(screen, ReportScreen)
    lines = (
        HandLine(0, "Reworded", "Front door", "Partners decide together at the front door.",
                 "Partners decide together at the front door, but contacts about the same family are not seen as a pattern."),
        HandLine(1, "Put in", "Plans and reviews", "Two plans were of a high standard.", ""),
        HandLine(2, "Taken out", "Early or family help", "", "Early help starts quickly and stays as long as families need it."),
    )  # fmt: skip
    screen.show_state(replace(screen.presenter.state, previous="draft-report.docx", by_hand=lines))
    return shown


SCENES: list[tuple[str, Callable[[Shell], QWidget]]] = [
    ("demo-today", partial(_open, name="today")),
    ("demo-case", _case),
    ("demo-case-notes", partial(_case, tab=1)),
    ("demo-case-why", partial(_case, tab=3)),
    ("demo-lists", _lists),
    ("demo-lists-changed", partial(_lists, tab=1)),
    ("demo-sample", partial(_lists, tab=2)),
    ("demo-evidence", partial(_open, name="evidence", row=2)),
    ("demo-checklists", partial(_open, name="checklists", row=2)),
    ("demo-coverage", partial(_open, name="checklists", tab=1)),
    ("demo-judgements", partial(_open, name="judgements", row=1)),
    ("demo-report", partial(_open, name="report", row=3)),
    ("demo-report-by-hand", _by_hand),
]
