"""Scenes of what stands over the window: questions, quick capture, help.

The chooser of files is the system's own on every desk; Qt's, which takes its place here, is not looked at.
"""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget
from scenes_demo import _open, _session  # loaded before this file by `pictures`

from inspector_app.gui.asking import Line, Question, WordsQuestion
from inspector_app.gui.desk import Kept
from inspector_app.gui.forms import WITHDRAW, Filled, FormDraft
from inspector_app.gui.screens.capture import CapturePanel
from inspector_app.gui.shell import Shell
from inspector_app.gui.widgets.words_dialog import WordsDialog


def question(shell: Shell) -> QWidget:
    """A question with two answers."""
    told = Question(
        "Withdraw this record?",
        "It is hidden from checklists and report; its history stays, and it can be brought back.",
        ("Keep it", "Withdraw it"),
    )
    shell.desk.dialogs.ask(told, print)
    return shell.window.findChild(QMessageBox)


def words(shell: Shell) -> QWidget:
    """A question that is answered in words."""
    lines = (Line("why", "Why is it withdrawn? Colleagues will read this."), Line("more", "More", 4))
    told = WordsQuestion("Withdraw this record", "Withdraw it", "why evidence is withdrawn", lines)
    shell.desk.dialogs.ask_words(
        told, Kept(shell.desk, FormDraft(_session(), WITHDRAW, "none"), Filled({})), print
    )
    return shell.window.findChild(WordsDialog)


def capture(shell: Shell) -> QWidget:
    """Quick capture, with an urgent concern."""
    _open(shell, "today")
    made = CapturePanel(shell.desk, _session())
    made.begin(over=shell.window)
    made.box.insertPlainText("A child missing since Friday is not known to the duty manager.")
    made._radios["urgent"].click()
    return made


def help_page(shell: Shell) -> QWidget:
    """Help for a screen."""
    _open(shell, "evidence")
    shell.help()
    return shell._help


SCENES = [
    ("ask", question),
    ("ask-words", words),
    ("capture", capture),
    ("help", help_page),
]
