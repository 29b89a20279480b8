from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from inspector_app.gui.clipping import Clipping


@pytest.fixture
def owned(monkeypatch):
    """Whose the clipboard is; the offscreen platform does not know."""
    owner = [True]
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: owner[0])
    return owner


@pytest.fixture
def clipboard(qapp, owned):
    found = QGuiApplication.clipboard()
    found.clear()
    yield found
    found.clear()


@pytest.fixture
def note(qtbot):
    made = QPlainTextEdit("seen alone, twice")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_history_of_the_clipboard_is_asked_to_leave_copied_words_out(clipboard, note):
    keeper = Clipping(clipboard)
    note.selectAll()
    note.copy()
    assert clipboard.text() == "seen alone, twice"
    asked = [
        each for each in clipboard.mimeData().formats() if "passwordManager" in each or "Exclude" in each
    ]
    assert len(asked) == 1
    assert sys.platform == "win32" or bytes(clipboard.mimeData().data(asked[0]).data()) == b"secret"
    del keeper


def test_copied_words_are_pasted_as_they_were(clipboard, note):
    keeper = Clipping(clipboard)
    note.selectAll()
    note.copy()
    note.clear()
    note.paste()
    QTest.keyClicks(note, "!")
    assert note.toPlainText() == "seen alone, twice!"
    del keeper


def test_forgetting_takes_our_words_off_the_clipboard(clipboard, note):
    keeper = Clipping(clipboard)
    note.selectAll()
    note.copy()
    keeper.forget()
    assert clipboard.text() == ""


def test_words_of_another_program_are_left_as_they_are(clipboard, owned):
    keeper = Clipping(clipboard)
    owned[0] = False
    clipboard.setText("from another program")
    assert not any("Hint" in each for each in clipboard.mimeData().formats())
    keeper.forget()
    assert clipboard.text() == "from another program"
