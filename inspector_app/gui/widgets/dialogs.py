"""The `Asker` of the real window: dialogs that open and answer by callback, without a loop of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QMessageBox,
    QWidget,
)

from inspector_app.gui.asking import Question, WordsQuestion
from inspector_app.gui.desk import Kept
from inspector_app.gui.widgets.words_dialog import WordsDialog


class Dialogs:
    """Asks in dialogs over a window.

    Args:
        window: the window that the dialogs belong to.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def ask(self, question: Question, answered: Callable[[str | None], None]) -> None:
        """Asks a question; gives the words of the chosen button, None where the user turned back."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(question.title)
        box.setText(question.title)
        box.setInformativeText(question.text)
        for place, words in enumerate(question.answers):
            # By words: a button made here would be collected, as the box does not hold it for Python.
            button = box.addButton(words, QMessageBox.ButtonRole.AcceptRole)
            if place == 0:
                box.setDefaultButton(button)
        back = box.addButton("Go back", QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(back)
        _Asked(box, _clicked, answered)
        box.open()

    def ask_words(
        self, question: WordsQuestion, kept: Kept, answered: Callable[[Mapping[str, str] | None], None]
    ) -> None:
        """Asks for words, which are kept while they are typed, and also where the user turns back."""
        dialog = WordsDialog(question, kept, self._window)
        _Asked(dialog, _worded, answered)
        dialog.open()

    def choose_file(
        self,
        title: str,
        chosen: Callable[[Path | None], None],
        *,
        kinds: str = "",
        folder: Path | None = None,
    ) -> None:
        """Asks for a file that exists."""
        dialog = self._picker(title, kinds, folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        _Asked(dialog, _picked, chosen)
        dialog.open()

    def choose_new_file(
        self,
        title: str,
        chosen: Callable[[Path | None], None],
        *,
        kinds: str = "",
        suggested: Path | None = None,
    ) -> None:
        """Asks where to write a file; the picker asks before one is overwritten."""
        dialog = self._picker(title, kinds, suggested.parent if suggested else None)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        if suggested is not None:
            dialog.selectFile(suggested.name)
            dialog.setDefaultSuffix(suggested.suffix.lstrip("."))
        _Asked(dialog, _picked, chosen)
        dialog.open()

    def choose_folder(
        self, title: str, chosen: Callable[[Path | None], None], *, folder: Path | None = None
    ) -> None:
        """Asks for a folder."""
        dialog = self._picker(title, "", folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        _Asked(dialog, _picked, chosen)
        dialog.open()

    def dismiss(self) -> None:
        """Turns back from every open question: the window is locked. Typed words are kept."""
        for asked in self._window.findChildren(_Asked):
            asked.turn_back()

    def _picker(self, title: str, kinds: str, folder: Path | None) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        if kinds:
            dialog.setNameFilter(kinds)
        if folder is not None:
            dialog.setDirectory(str(folder))
        return dialog


class _Asked(QObject):
    """Lives as a child of its dialog, gives the answer once and has the dialog deleted."""

    def __init__(self, dialog: QDialog, read: Callable[[Any], Any], answered: Callable[[Any], None]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._read = read
        self._answered = answered
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.finished.connect(self._finished)

    def turn_back(self) -> None:
        """Does what Esc does."""
        self._dialog.reject()

    @Slot(int)
    def _finished(self, _code: int) -> None:
        answer = self._read(self._dialog)
        self._dialog.deleteLater()
        self._answered(answer)


def _clicked(box: QMessageBox) -> str | None:
    button = box.clickedButton()
    # A custom button's code says nothing of what it means: its role does.
    if box.buttonRole(button) is not QMessageBox.ButtonRole.AcceptRole:
        return None
    return button.text().replace("&", "")


def _worded(dialog: WordsDialog) -> Mapping[str, str] | None:
    return dialog.values if dialog.result() == QDialog.DialogCode.Accepted else None


def _picked(dialog: QFileDialog) -> Path | None:
    files = dialog.selectedFiles()
    return Path(files[0]) if dialog.result() == QDialog.DialogCode.Accepted and files else None
