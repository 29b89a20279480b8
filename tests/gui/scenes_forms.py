"""Scenes of questions that are answered in words, and of a button whose write failed."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from inspector_app.gui import deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Kept
from inspector_app.gui.forms import CASE, WITHDRAW, Blank, Filled, FormDraft
from inspector_app.gui.shell import Shell
from inspector_app.gui.widgets.words_dialog import WordsDialog
from inspector_app.store.errors import StoreWriteError

WHY = WordsQuestion(
    "Withdraw this evidence",
    "Withdraw it",
    "why evidence is withdrawn",
    (Line("words", "Why? It stays in the history.", 3),),
)
BY_HAND = WordsQuestion(
    "Add a case by hand",
    "Add this case",
    "the case to add",
    (
        Line("reference", "A short name that can be spoken, never the child's own"),
        Line("why", "Why is it looked at?", 3),
    ),
)


def asked(question: WordsQuestion, blank: Blank, values: dict[str, str], shell: Shell) -> QWidget:
    draft = FormDraft(cast("Any", None), blank)
    made = WordsDialog(question, Kept(shell.desk, draft, Filled(values)), shell.window)
    made.show()
    return made


def failed(shell: Shell) -> QWidget:
    def full() -> None:
        raise StoreWriteError("The disk is full, so the store could not be written", where="/media/stick")

    shell.window.show()
    deed = Deed("one", "why evidence is withdrawn", full, "It is of another child.")
    deeds.do(shell.desk, deed, cast("Any", None))
    return shell.window


SCENES = [
    ("words-why", partial(asked, WHY, WITHDRAW, {"words": "It is of another child of the same street."})),
    ("words-case", partial(asked, BY_HAND, CASE, {"reference": "Heron 12", "why": ""})),
    ("deed-failed", failed),
]
