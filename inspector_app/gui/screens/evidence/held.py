"""A part of the right pane: files that belong to a record, and urgent concerns that rest on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui.screens.evidence.state import Attached, Concern, Detail
from inspector_app.gui.widgets.flow import FlowLayout


class HeldPane(QWidget):
    """The part.

    Signals:
        attach: a file is to be attached.
        pasted: what was copied elsewhere is to be attached.
        opened: attachment (str) that is to be looked at.
        copied: attachment (str) of which a copy is wanted.
        acknowledged: concern (str) that the council has taken up.
        closed: concern (str) that is to be closed.
    """

    attach = Signal()
    pasted = Signal()
    opened = Signal(str)
    copied = Signal(str)
    acknowledged = Signal(str)
    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Attached, ...], tuple[Concern, ...], bool] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._concerns_title = _words(self.tr("Urgent concerns"), "heading")
        column.addWidget(self._concerns_title)
        self._concerns = QVBoxLayout()
        column.addLayout(self._concerns)
        column.addWidget(_words(self.tr("Files"), "heading"))
        self._none = _words(self.tr("No file is attached."), "muted")
        column.addWidget(self._none)
        self._files = QVBoxLayout()
        column.addLayout(self._files)
        self._attach = QPushButton(self.tr("Attach a file…"))
        self._attach.setObjectName("attach")
        self._attach.clicked.connect(self.attach)
        column.addWidget(self._attach, 0, Qt.AlignmentFlag.AlignLeft)
        self._paste = QPushButton(self.tr("Attach what was copied"))
        self._paste.setObjectName("paste")
        self._paste.setToolTip(self.tr("A file or a picture from the clipboard (Ctrl+Shift+V)"))
        self._paste.clicked.connect(self.pasted)
        column.addWidget(self._paste, 0, Qt.AlignmentFlag.AlignLeft)

    def show_detail(self, detail: Detail | None) -> None:
        """Shows what belongs to a record; nothing where there is none."""
        self.setVisible(detail is not None)
        if detail is None:
            return
        for button in (self._attach, self._paste):
            button.setVisible(not detail.withdrawn)
        self._none.setVisible(not detail.files)
        self._concerns_title.setVisible(bool(detail.concerns))
        wanted = (detail.files, detail.concerns, detail.copies)
        if wanted == self._shown:
            return
        self._shown = wanted
        _clear(self._files)
        _clear(self._concerns)
        for file in detail.files:
            row = FileRow(file, copies=detail.copies)
            row.opened.connect(self.opened)
            row.copied.connect(self.copied)
            self._files.addWidget(row)
        for concern in detail.concerns:
            card = ConcernRow(concern)
            card.acknowledged.connect(self.acknowledged)
            card.closed.connect(self.closed)
            self._concerns.addWidget(card)


class FileRow(QFrame):
    """One file. A double click opens it too.

    Signals:
        opened, copied: its attachment (str).
    """

    opened = Signal(str)
    copied = Signal(str)

    def __init__(self, file: Attached, parent: QWidget | None = None, *, copies: bool = False) -> None:
        super().__init__(parent)
        self._id, self._here = file.id, file.here
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        where = "" if file.here else self.tr(", not on this laptop yet")
        column.addWidget(_words(f"{file.name}\n{file.size}{where}", ""))
        look = QPushButton(self.tr("Open"))
        look.setObjectName("open")
        look.setAccessibleName(self.tr("Open {0}").format(file.name))
        look.clicked.connect(self._open)
        copy = QPushButton(self.tr("Save a copy…"))
        copy.setAccessibleName(self.tr("Save a copy of {0}").format(file.name))
        copy.clicked.connect(self._copy)
        row = FlowLayout()
        for button in (look, copy):
            button.setAutoDefault(True)  # Enter does what the focused button says
            button.setEnabled(file.here)
            row.addWidget(button)
        copy.setVisible(copies)
        column.addLayout(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the file."""
        super().mouseDoubleClickEvent(event)
        if self._here:
            self.opened.emit(self._id)

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self._id)

    @Slot()
    def _copy(self) -> None:
        self.copied.emit(self._id)


class ConcernRow(QFrame):
    """One urgent concern.

    Signals:
        acknowledged: the concern (str).
        closed: the concern (str).
    """

    acknowledged = Signal(str)
    closed = Signal(str)

    def __init__(self, concern: Concern, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = concern.id
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.addWidget(_words("\n".join(concern.told), ""))
        row = FlowLayout()
        if concern.state == "open":
            taken = QPushButton(self.tr("The council has it…"))
            taken.setAccessibleName(self.tr("The council has taken up concern {0}").format(concern.number))
            taken.clicked.connect(self._acknowledge)
            row.addWidget(taken)
        if concern.state in ("open", "acknowledged"):
            close = QPushButton(self.tr("Close…"))
            close.setAccessibleName(self.tr("Close urgent concern {0}").format(concern.number))
            close.clicked.connect(self._close)
            row.addWidget(close)
        column.addLayout(row)

    @Slot()
    def _acknowledge(self) -> None:
        self.acknowledged.emit(self._id)

    @Slot()
    def _close(self) -> None:
        self.closed.emit(self._id)


def _clear(rows: QVBoxLayout) -> None:
    while rows.count():
        taken = rows.takeAt(0)
        widget = taken.widget() if taken is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _words(words: str, look: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
