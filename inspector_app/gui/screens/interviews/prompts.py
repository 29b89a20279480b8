"""The prompts for the role that is met: questions an inspector may ask, never a script."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.state import Choices, told_role
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.wrapped_list import WrappedList

_QUESTION = Qt.ItemDataRole.UserRole


class Prompts(QWidget):
    """The prompts, by area. Those of another role can be chosen, for a meeting with several.

    Signals:
        asked: the question that is to go into the note (str).
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = Choices()
        self._role: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.role = QComboBox()
        self.role.setObjectName("prompt_role")
        name_choice(self.role, self.tr("Prompts for this role"))
        self.role.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.role.setMinimumContentsLength(12)
        self.role.currentIndexChanged.connect(self._fill)
        column.addWidget(self.role)
        self.list = WrappedList()
        self.list.setObjectName("prompts")
        self.list.setAccessibleName(self.tr("Prompts"))
        self.list.itemActivated.connect(self._activated)
        column.addWidget(self.list, 1)
        self._none = QLabel(self.tr("Choose a role above to see prompts for it."))
        self._none.setProperty("look", "muted")
        self._none.setWordWrap(True)
        column.addWidget(self._none)
        self.put = QPushButton(self.tr("Put into the note"))
        self.put.setToolTip(self.tr("Writes the chosen question into the note (Enter)"))
        self.put.clicked.connect(self._put)
        column.addWidget(self.put)
        self.list.currentItemChanged.connect(self._current_changed)
        self._fill()

    def show_choices(self, choices: Choices) -> None:
        """Offers the roles that the framework has prompts for."""
        if choices.prompts == self._choices.prompts:
            return
        self._choices = choices
        self.role.blockSignals(True)
        self.role.clear()
        self.role.addItem(self.tr("Prompts for…"), "")
        for role in choices.prompts:
            self.role.addItem(told_role(role.replace("_", " ")), role)
        self.role.blockSignals(False)
        role, self._role = self._role, None
        self._fill()
        self.show_role(role or "")

    def show_role(self, role: str) -> None:
        """Shows the prompts that fit a role in words, once it changes."""
        if role != self._role:
            self._role = role
            fits = passage.prompt_role(role, tuple(self._choices.prompts))
            self.role.setCurrentIndex(max(0, self.role.findData(fits)))

    @Slot()
    def _fill(self) -> None:
        self.list.clear()
        for area, questions in self._choices.prompts.get(str(self.role.currentData() or ""), ()):
            heading = QListWidgetItem(area)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(heading)
            for question in questions:
                item = QListWidgetItem(question)
                item.setData(_QUESTION, question)
                self.list.addItem(item)
        self.list.fit()
        self.list.setVisible(self.list.count() > 0)
        self._none.setVisible(self.list.count() == 0)
        self.put.setVisible(self.list.count() > 0)
        self.put.setEnabled(False)

    @Slot()
    def _current_changed(self) -> None:
        chosen = self.list.currentRow() >= 0
        self.put.setEnabled(chosen and bool(self.list.currentItem().data(_QUESTION)))

    @Slot(QListWidgetItem)
    def _activated(self, item: QListWidgetItem) -> None:
        if item.data(_QUESTION):
            self.asked.emit(str(item.data(_QUESTION)))

    @Slot()
    def _put(self) -> None:
        if self.list.currentRow() >= 0:
            self._activated(self.list.currentItem())
