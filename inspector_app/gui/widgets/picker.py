"""A line that finds one of many things by a few letters of its code or its title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from inspector_app.gui.widgets.hint import hint

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be picked: its code and its title."""

    code: str
    title: str

    @property
    def told(self) -> str:
        """The words in the list and, once picked, in the line."""
        return f"{self.code}  {self.title}"


def narrowed(options: Iterable[Option], typed: str) -> tuple[Option, ...]:
    """Returns the options that hold every typed word in code or title; those whose code begins so first."""
    words = typed.casefold().split()
    found = [option for option in options if all(word in option.told.casefold() for word in words)]
    first = words[0] if words else ""
    return tuple(sorted(found, key=lambda option: not option.code.casefold().startswith(first)))


class Picker(QLineEdit):
    """The line. Down or typing opens the list, Enter takes what is marked or the only one that is left.

    Args:
        name: what is picked, for a screen reader: "Descriptor".
        hints: what stands in the empty line, the longest wording first.
        parent: the Qt owner.

    Signals:
        picked: the code of what was picked (str), or an empty text once it is no longer one.
    """

    picked = Signal(str)

    def __init__(self, name: str, *hints: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        hint(self, *hints)
        self._options: tuple[Option, ...] = ()
        self._code = ""
        self._shown = QStringListModel(self)
        self.finder = QCompleter(self._shown, self)
        self.finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.finder.setMaxVisibleItems(_SHOWN)
        self.offers = QListView()
        self.offers.setAccessibleName(f"{name}: what matches")
        self.finder.setPopup(self.offers)
        self.setCompleter(self.finder)
        self.textChanged.connect(self._changed)
        self.installEventFilter(self)

    @property
    def code(self) -> str:
        """The code of what is picked; empty where nothing is."""
        return self._code

    def offer(self, options: Iterable[Option]) -> None:
        """Sets what can be picked."""
        self._options = tuple(options)
        self._changed(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down opens the list; Enter takes the only option left."""
        if watched is self and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self._narrow(self.text() if not self._code else "")
                self.finder.complete()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._code:
                left = narrowed(self._options, self.text())
                if len(left) == 1:
                    self.setText(left[0].told)
                    return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _changed(self, typed: str) -> None:
        code = next((option.code for option in self._options if option.told == typed), "")
        if not code:
            self._narrow(typed)
        if code != self._code:
            self._code = code
            self.picked.emit(code)

    def _narrow(self, typed: str) -> None:
        self._shown.setStringList([option.told for option in narrowed(self._options, typed)])
