"""What is copied is marked, so that managers of clipboards keep nothing of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLineEdit

from inspector_app.domain.clock import system_clock
from inspector_app.gui import clipboard
from inspector_app.gui.screens.interviews.note import NoteBox
from inspector_app.gui.shell import Shell
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.plain_field import PlainField

WINDOWS = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)


def held():
    return QGuiApplication.clipboard().mimeData()


def marked():
    data = held()
    return (
        all(data.data(f'application/x-qt-windows-mime;value="{name}"').data() == bytes(4) for name in WINDOWS)
        and data.hasFormat("org.nspasteboard.ConcealedType")
        and data.data("x-kde-passwordManagerHint").data() == b"secret"
    )


@pytest.fixture(autouse=True)
def ours(qapp, monkeypatch):
    """The offscreen platform does not say whose the clipboard is: here it is always the window's."""
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _self: True)
    QGuiApplication.clipboard().clear()


def test_a_copied_text_is_marked_for_every_system():
    clipboard.copy("seen alone")
    assert held().text() == "seen alone"
    assert marked()


@pytest.mark.parametrize(
    "make",
    [PlainField, lambda: NoteEdit("Note", 3), lambda: NoteBox(system_clock)],
    ids=["plain", "note", "interview"],
)
def test_fields_for_sentences_copy_and_cut_marked_plain_text_alone(make, qtbot):
    field = make()
    qtbot.addWidget(field)
    field.setPlainText("first line\nsecond  line")
    field.selectAll()
    field.copy()
    assert held().text() == "first line\nsecond  line"
    assert marked()
    assert not held().hasHtml()
    field.cut()
    assert field.toPlainText() == ""
    assert marked()


def test_a_line_that_asks_nobody_is_marked_at_once(qtbot):
    watch = clipboard.Discretion()
    line = QLineEdit("Curlew 48")
    qtbot.addWidget(line)
    line.selectAll()
    line.copy()
    assert held().text() == "Curlew 48"
    assert marked()
    watch.deleteLater()


def test_what_another_program_put_there_is_left_alone(monkeypatch):
    watch = clipboard.Discretion()
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _self: False)
    QGuiApplication.clipboard().setText("of another program")
    assert not marked()
    watch.deleteLater()


def test_the_window_watches_its_clipboard(shell, qtbot):
    line = QLineEdit("Curlew 48")
    qtbot.addWidget(line)
    line.selectAll()
    line.copy()
    assert marked()


def test_a_lock_takes_copied_words_off_the_clipboard(shell, qtbot):
    locked = []
    shell.on_lock(lambda: locked.append(True))
    clipboard.copy("seen alone")
    shell.lock()
    assert locked
    assert QGuiApplication.clipboard().text() == ""


def test_a_lock_leaves_on_the_clipboard_what_another_program_put_there_since(shell, qtbot, monkeypatch):
    locked = []
    shell.on_lock(lambda: locked.append(True))
    clipboard.copy("seen alone")
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _self: False)
    QGuiApplication.clipboard().setText("of another program")
    shell.lock()
    assert locked
    assert QGuiApplication.clipboard().text() == "of another program"


def test_the_end_takes_copied_words_off_the_clipboard(qapp, qtbot, tmp_path, clock, runner):
    made = Shell(qapp, tmp_path / "profile", clock=clock, runner=runner)
    qtbot.addWidget(made.window)
    clipboard.copy("seen alone")
    made.shutdown()
    assert QGuiApplication.clipboard().text() == ""
