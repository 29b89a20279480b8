"""The left rail: one button for each screen, with picture and words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.desk import Place
from inspector_app.gui.icons import wear
from inspector_app.gui.widgets.shown_tick import show_tick


class Rail(QScrollArea):
    """The rail. Up and Down walk through it; it scrolls where large text needs more room.

    Signals:
        chosen: the name of the screen that was asked for (object).
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail-area")
        self.setAccessibleName("Screens")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._inside = QWidget()
        self._inside.setObjectName("rail")
        self._inside.setAccessibleName("Screens")
        self._column = QVBoxLayout(self._inside)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}

    def show_places(self, places: Sequence[Place]) -> None:
        """Shows one button for each place, in the place of those before."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for number, each in enumerate(places, start=1):
            button = QPushButton()
            button.setObjectName(each.name)
            button.setText(each.title)
            button.setAccessibleName(each.title)
            button.setToolTip(f"{each.title} (Alt+{number})")
            button.setProperty("rail", True)
            button.setCheckable(True)
            button.setAutoExclusive(True)  # read as one of several; a tool button is read as a box to tick
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            wear(button, each.icon)
            button.installEventFilter(self)
            self._group.addButton(button)
            button.toggled.connect(self._toggled)
            self._buttons[each.name] = button
            self._column.insertWidget(self._column.count() - 1, button)
        self._fit()

    def mark(self, name: str) -> None:
        """Marks the screen that is in front."""
        button = self._buttons.get(name)
        if button is not None:
            show_tick(button, on=True)
            self.ensureWidgetVisible(button)

    def take_focus(self) -> None:
        """Puts the focus on the button of the screen in front."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down go to the button above and below."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0) if _known(event) else 0
            buttons = list(self._buttons.values())
            if step and watched in buttons:
                place = buttons.index(watched) + step  # pyright: ignore[reportArgumentType]
                buttons[place % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Fits the width to the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_buttons"):
            self._fit()

    def _fit(self) -> None:
        self._inside.ensurePolished()
        bar = self.verticalScrollBar().sizeHint().width()
        # Bold text of the marked button is wider than what the hint reckons with.
        self.setFixedWidth(self._inside.sizeHint().width() + bar + self.fontMetrics().averageCharWidth() * 2)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's own signature
        if on:
            self.chosen.emit(self.sender().objectName())


def _known(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Down.value, Qt.Key.Key_Up.value)
