"""A short list of facts: a label and what it says, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; an empty value is shown as "not recorded"."""

    label: str
    value: str


class Facts(QWidget):
    """The list on screen. Values can be selected and copied, by mouse and by keyboard."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Fact, ...] = ()

    @property
    def shown(self) -> tuple[Fact, ...]:
        """What is shown now."""
        return self._shown

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Shows these facts in the place of those before."""
        self._shown = tuple(facts)
        self._clear()
        for row, fact in enumerate(self._shown):
            label = QLabel(fact.label)
            label.setProperty("look", "muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
            value = QLabel(fact.value or "not recorded")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(f"{fact.label}: {fact.value or 'not recorded'}")
            label.setBuddy(value)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)

    def _clear(self) -> None:
        while self._grid.count():
            taken = self._grid.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
