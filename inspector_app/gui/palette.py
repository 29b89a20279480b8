"""The command palette: every action by its name, with its shortcut. And the sheet of all shortcuts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from inspector_app.gui.actions import Actions, Command
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column, Index


class Commands(QAbstractListModel):
    """The actions that match what was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: tuple[Command, ...] = ()

    def replace(self, commands: Sequence[Command]) -> None:
        """Shows these actions."""
        self.beginResetModel()
        self._commands = tuple(commands)
        self.endResetModel()

    def at(self, place: int) -> Command | None:
        """Returns the action of a place."""
        return self._commands[place] if 0 <= place < len(self._commands) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Actions in sight."""
        return 0 if parent.isValid() else len(self._commands)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of an action; what cannot be done now is grey, and its words say why."""
        command = self.at(index.row())
        if command is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return told(command)
        if role == Qt.ItemDataRole.ForegroundRole and not command.enabled:
            return QGuiApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        return None


class CommandPalette(QDialog):
    """Type a few letters, Enter does it, Esc goes back. Not modal: a click elsewhere closes it."""

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("Commands")
        self.setAccessibleName("Commands")
        self.setModal(False)
        self._actions, self._window = actions, window
        column = QVBoxLayout(self)
        self.words = QLineEdit()
        self.words.setPlaceholderText("Type what you want to do")
        self.words.setAccessibleName("Find a command")
        self.words.textChanged.connect(self._search)
        self.words.returnPressed.connect(self._run)
        self.words.installEventFilter(self)
        column.addWidget(self.words)
        self.found = Commands(self)
        self.list = QListView()
        self.list.setAccessibleName("Commands found")
        self.list.setModel(self.found)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.clicked.connect(self._clicked)
        column.addWidget(self.list)
        self.note = QLabel("Enter does it, Esc goes back.")
        self.note.setProperty("look", "muted")
        column.addWidget(self.note)

    def summon(self) -> None:
        """Shows the palette over the middle of the window, empty and ready to be typed into."""
        window = self._window
        metrics = self.fontMetrics()
        wide = min(metrics.averageCharWidth() * 72, window.width() - metrics.height() * 2)
        self.resize(wide, min(metrics.height() * 22, window.height() - metrics.height() * 4))
        self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())
        self.words.clear()
        self._search("")
        self.show()
        self.raise_()
        self.activateWindow()
        self.words.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk the list while the cursor stays in the line."""
        if watched is self.words and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            for key, step in steps.items():
                if event.key() == key:
                    self._step(step)
                    return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Closes when another window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible() and not self.isActiveWindow():
            self.hide()

    def _step(self, step: int) -> None:
        last = self.found.rowCount() - 1
        place = max(0, min(last, self.list.currentIndex().row() + step))
        self.list.setCurrentIndex(self.found.index(place))

    @Slot(str)
    def _search(self, words: str) -> None:
        self.found.replace(matching(self._actions.commands(), words))
        self.list.setCurrentIndex(self.found.index(0))
        count = self.found.rowCount()
        self.note.setText(
            f"{count} found. Enter does it, Esc goes back." if count else "Nothing is called that."
        )

    @Slot()
    def _run(self) -> None:
        command = self.found.at(self.list.currentIndex().row())
        if command is None:
            return
        if not command.enabled:
            self.note.setText(f"Not now: {command.why_not or 'it does not apply here'}.")
            return
        self.hide()
        self._actions.run(command.name)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._run()


class ShortcutSheet(QDialog):
    """All shortcuts, by menu, in a list that can be searched."""

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("Keyboard shortcuts")
        self._actions = actions
        column = QVBoxLayout(self)
        self.list: FilterList[Command] = FilterList(
            "Keyboard shortcuts",
            (
                Column("Keys", _keys, chars=24),
                Column("What it does", _words, chars=0),
                Column("Menu", _menu, chars=10),
            ),
            key=_name,
            noun=("shortcut", "shortcuts"),
        )
        column.addWidget(self.list)

    def summon(self) -> None:
        """Shows the sheet as the registry stands now."""
        self.list.replace(command for command in self._actions.commands() if command.shortcut)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 90, metrics.height() * 28)
        self.show()
        self.raise_()
        self.activateWindow()


def matching(commands: Sequence[Command], words: str) -> tuple[Command, ...]:
    """Returns the commands that hold every word, those that begin with what was typed first."""
    wanted = words.casefold().split()
    found = [
        each for each in commands if all(word in f"{each.text} {each.menu}".casefold() for word in wanted)
    ]
    start = words.casefold().strip()
    return tuple(sorted(found, key=lambda each: not each.text.casefold().startswith(start)))


def told(command: Command) -> str:
    """Returns a command as one line: name, menu, shortcut, and why it cannot be done now."""
    words = f"{command.text} · {command.menu}"
    if command.shortcut:
        words += f" · {command.shortcut}"
    if not command.enabled:
        words += f"   (not now: {command.why_not})" if command.why_not else "   (not now)"
    return words


def _keys(command: Command) -> str:
    return command.shortcut


def _words(command: Command) -> str:
    return command.text.removesuffix("…")


def _menu(command: Command) -> str:
    return command.menu


def _name(command: Command) -> object:
    return command.name
