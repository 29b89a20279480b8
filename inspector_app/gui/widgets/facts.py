"""A short list of facts: a label and what it says, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from inspector_app.gui.widgets.readable import readable


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
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Fact, ...] = ()
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self._stacked = False
        self._end = 0

    @property
    def shown(self) -> tuple[Fact, ...]:
        """What is shown now."""
        return self._shown

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Shows these facts in the place of those before.

        What is told of the same things is changed where it stands: every save changes a number somewhere, and
        labels made anew each time would hold up whoever types.
        """
        before, self._shown = self._shown, tuple(facts)
        if [fact.label for fact in before] == [fact.label for fact in self._shown]:
            for (_, value), fact, was in zip(self._pairs, self._shown, before, strict=True):
                if fact != was:
                    _say(value, fact)
            return
        self._clear()
        self._pairs = [_pair(fact) for fact in self._shown]
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts values under their labels where the pane is narrow or the text large."""
        super().resizeEvent(event)
        if self._is_narrow() != self._stacked:
            self._lay()

    def _is_narrow(self) -> bool:
        return self.width() < self.fontMetrics().averageCharWidth() * 48

    def _lay(self) -> None:
        self._stacked = self._is_narrow()
        top = Qt.AlignmentFlag.AlignTop
        for label, value in self._pairs:
            self._grid.removeWidget(label)
            self._grid.removeWidget(value)
        self._grid.setRowStretch(self._end, 0)
        for row, (label, value) in enumerate(self._pairs):
            if self._stacked:
                self._grid.addWidget(label, row * 2, 0, 1, 2)
                self._grid.addWidget(value, row * 2 + 1, 0, 1, 2)
            else:
                self._grid.addWidget(label, row, 0, top)
                self._grid.addWidget(value, row, 1, top)
        self._end = len(self._pairs) * 2
        self._grid.setRowStretch(self._end, 1)

    def _clear(self) -> None:
        for pair in self._pairs:
            for label in pair:
                self._grid.removeWidget(label)
                label.hide()
                label.deleteLater()
        self._pairs = []


def _pair(fact: Fact) -> tuple[QLabel, QLabel]:
    label = QLabel(fact.label)
    label.setProperty("look", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    value = QLabel()
    value.setTextFormat(Qt.TextFormat.PlainText)
    value.setWordWrap(True)
    readable(value)
    _say(value, fact)
    label.setBuddy(value)
    return label, value


def _say(value: QLabel, fact: Fact) -> None:
    told = fact.value or "not recorded"
    value.setText(told)
    value.setAccessibleName(f"{fact.label}: {told}")
