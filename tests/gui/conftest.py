"""The stage of every test of the window: offscreen, with fakes for what asks the user, and nothing left behind."""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from inspector_app.crypto.keys import Cost
from inspector_app.gui import clipboard
from inspector_app.gui.actions import Actions
from inspector_app.gui.app import Program, Start
from inspector_app.gui.desk import Desk
from inspector_app.gui.errors import ErrorDesk
from inspector_app.gui.notice import Notice
from inspector_app.gui.runner import ImmediateRunner
from inspector_app.gui.saving import SaveBoard
from inspector_app.gui.shell import Shell
from inspector_app.gui.theme import Theme
from inspector_app.services.session import NewStore, new_store
from inspector_app.store import engine

_PASSPHRASE = "twelve small owls"


class FakeDialogs:
    """Answers at once what the test laid ready, in order; a question that nobody expected fails the test."""

    def __init__(self) -> None:
        self.answers: deque[object] = deque()
        self.asked: list[object] = []

    def will_answer(self, *answers: object) -> None:
        self.answers.extend(answers)

    def _answer(self, asked, callback):
        self.asked.append(asked)
        assert self.answers, f"nobody expected to be asked: {asked}"
        callback(self.answers.popleft())

    def ask(self, question, answered):
        self._answer(question, answered)

    def ask_words(self, question, kept, answered):
        self._answer(question, answered)

    def choose_file(self, title, chosen, *, kinds="", folder=None):
        self._answer(title, chosen)

    def choose_new_file(self, title, chosen, *, kinds="", suggested=None):
        self._answer(title, chosen)

    def choose_folder(self, title, chosen, *, folder=None):
        self._answer(title, chosen)


class SteppingClock:
    """A clock that goes on by one second each time it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 11, 9, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Bench:
    """A desk for one screen, and what was done at it."""

    desk: Desk
    dialogs: FakeDialogs
    host: QWidget
    notices: dict[str, Notice] = field(default_factory=dict)
    went: list[tuple[str, ...]] = field(default_factory=list)
    changes: list[object] = field(default_factory=list)


@pytest.fixture
def dialogs():
    return FakeDialogs()


@pytest.fixture
def runner():
    return ImmediateRunner()


@pytest.fixture
def clock():
    return SteppingClock()


@pytest.fixture
def bench(qtbot, dialogs, runner, clock, tmp_path):
    """A desk with fakes, for views and presenters of one screen."""
    host = QWidget()
    qtbot.addWidget(host)
    notices: dict[str, Notice] = {}
    went: list[tuple[str, ...]] = []
    changes: list[object] = []

    def tell(notice):
        notices[notice.key] = notice

    def withdraw(key):
        notices.pop(key, None)

    def go(*where):
        went.append(where)

    desk = Desk(
        runner=runner,
        dialogs=dialogs,
        tell=tell,
        withdraw=withdraw,
        failed=ErrorDesk(tell, tmp_path / "reports", clock).failed,
        board=SaveBoard(clock),
        clock=clock,
        actions=Actions(host),
        go=go,
        changed=changes.append,
        copy=clipboard.copy,
    )
    return Bench(desk, dialogs, host, notices, went, changes)


@pytest.fixture
def desk(bench):
    return bench.desk


@pytest.fixture
def shell(qapp, qtbot, tmp_path, clock, runner):
    """The whole window without screens, on an immediate runner."""
    made = Shell(qapp, tmp_path / "profile", clock=clock, runner=runner)
    qtbot.addWidget(made.window)
    yield made
    made.shutdown()


@pytest.fixture
def on_store(qtbot, qapp, tmp_path, clock):
    """Opens the whole program on one store, its jobs done at once; each call is a new start, as after closing it."""
    begun = []
    where, file = tmp_path / "store", tmp_path / "passphrase"
    file.write_text(f"{_PASSPHRASE}\n", "utf-8")
    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="Ada", role="lead",
        start="2026-11-02", passphrase=_PASSPHRASE, use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )  # fmt: skip
    new_store(told, clock).close()

    def begin():
        finish()
        given = Start(tmp_path / "home", store=where, passphrase_file=file)
        program = Program(qapp, given, clock=clock, runner=ImmediateRunner())
        begun.append(program)
        program.begin()
        qtbot.waitUntil(lambda: program.session is not None, timeout=15_000)
        program.shell.window.activateWindow()
        qtbot.waitUntil(program.shell.window.isActiveWindow)
        return program

    def finish():
        while begun:
            program = begun.pop()
            session = program.session
            program.shell.window.close()
            program.end()
            if session is not None:
                session.close()  # the last job of the store's thread, which there is none of here
            program.shell.window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    yield begin
    finish()


@pytest.fixture
def theme(qapp):
    made = Theme(qapp, choice="light")
    yield made
    made.choose("light")
    made.set_scale(100)
    made.set_notes(100)


@pytest.fixture
def unnamed():
    """Gives the controls in a widget that a screen reader could not name."""

    def found(widget: QWidget) -> list[str]:
        return [
            f"{type(each).__name__} {each.objectName()}"
            for each in (widget, *widget.findChildren(QWidget))
            if _takes_keys(each) and not _name_of(each)
        ]

    return found


@pytest.fixture
def cut_off():
    """Gives the buttons and lines of text in a shown widget that have less room than their words need."""

    def found(widget: QWidget) -> list[str]:
        return [
            f"{each.text()} ({each.width()} < {each.minimumSizeHint().width()})"
            for each in widget.findChildren(QWidget)
            if isinstance(each, QAbstractButton | QLabel)
            and each.isVisible()
            and each.text()
            and each.width() < each.minimumSizeHint().width()
        ]

    return found


@pytest.fixture(scope="session", autouse=True)
def clipboard_left_empty():
    """Offscreen, what was copied lives in a global of Qt that goes after Python has gone, and takes it along."""
    yield
    if QApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def nothing_left_behind():
    """No window, no running timer and no thread of ours survives a test."""
    app = QApplication.instance()
    before = {id(widget) for widget in QApplication.topLevelWidgets()} if app else set()
    yield
    if QApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    windows = [
        widget
        for widget in QApplication.topLevelWidgets()
        if id(widget) not in before and widget.parent() is None and shiboken6.isValid(widget)
    ]
    if windows:  # cycles that only the collector frees are no leak
        del windows
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        windows = [
            widget
            for widget in QApplication.topLevelWidgets()
            if id(widget) not in before and widget.parent() is None
        ]
    timers = [
        each
        for each in gc.get_objects()
        if type(each) is QTimer and shiboken6.isValid(each) and each.isActive()
    ]
    threads = [each.name for each in threading.enumerate() if each.name.startswith(("store", "beside"))]
    assert not windows, f"windows left open: {windows}"
    assert not timers, f"timers left running: {timers}"
    assert not threads, f"threads left running: {threads}"


def _takes_keys(widget: QWidget) -> bool:
    private = widget.objectName().startswith("qt_") or _within_a_box(widget)
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not widget.isHidden() and not private


def _within_a_box(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and (isinstance(parent, QComboBox) or _within_a_box(parent))


def _name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


class FullDisk:
    """A disk that takes nothing, until it is freed; a store that opens its file again finds it as full."""

    def __init__(self, monkeypatch):
        self._patch, self._real = monkeypatch, engine.begun

    def fill(self):
        @contextmanager
        def full(connection):
            connection.execute("ROLLBACK")
            raise engine.OperationalError("database or disk is full")
            yield

        self._patch.setattr(engine, "begun", full)

    def free(self):
        self._patch.setattr(engine, "begun", self._real)


@pytest.fixture
def full_disk(monkeypatch):
    """A function to fill the disk under every store, and one to free it."""
    return FullDisk(monkeypatch)
