"""The right pane: descriptors that the record is linked to, and its history."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.kinds import STANCES
from inspector_app.gui.screens.evidence.held import HeldPane
from inspector_app.gui.screens.evidence.state import Changed, Choices, Detail, Past, Tie
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.picker import Picker
from inspector_app.gui.widgets.readable import readable

_SIGNS = {" ": "", "-": "− ", "+": "+ "}
_STYLE = "<style>h4 { margin-bottom: 0; } p { margin-top: 2px; margin-bottom: 2px; }</style>"


class TiesPane(QWidget):
    """The pane.

    Signals:
        linked: a link that got another stance: code and stance, as a tuple (object).
        linked_anew: a new link for the chosen records: code and stance, as a tuple (object).
        unlinked: code (str).
        compared: earlier versions of the text are to be shown.
    """

    compared = Signal()
    linked = Signal(object)
    linked_anew = Signal(object)
    unlinked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Tie, ...] | None = None
        self._build()
        self.show_detail(None)

    def show_choices(self, choices: Choices) -> None:
        """Offers the descriptors."""
        self.picker.offer(choices.descriptors)

    def show_chosen(self, several: int) -> None:
        """Says how many records of the list a new link is for."""
        self._add.setText(self.tr("Link {0} records").format(several) if several > 1 else self.tr("Link"))

    def show_detail(self, detail: Detail | None) -> None:
        """Shows what a record is linked to and how it came to be; nothing where there is none."""
        self._new.setVisible(detail is not None and not detail.withdrawn)
        ties = detail.ties if detail is not None else ()
        if ties != self._shown:
            self._shown = ties
            self._fill(ties)
        none = self.tr("Not linked to a descriptor yet.") if detail else self.tr("Choose a record.")
        self._none.setText(none)
        self._none.setVisible(not ties)
        self.held.show_detail(detail)
        self._past.setVisible(detail is not None)
        several = detail is not None and (len(detail.versions) > 1 or detail.unsealed)
        self.earlier.setVisible(several and detail is not None and detail.amendable)
        self.history.setVisible(detail is not None)
        self.history.setText(_told(detail.history) if detail is not None else "")
        self.show_chosen(1)
        polarity = detail.polarity if detail is not None else ""
        self.stance.setCurrentIndex(1 if polarity in ("improvement", "urgent") else 0)

    @Slot()
    def pick(self) -> None:
        """Puts the cursor into the line that finds a descriptor."""
        self.picker.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.picker.selectAll()

    def _fill(self, ties: tuple[Tie, ...]) -> None:
        while self._rows.count():
            taken = self._rows.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for tie in ties:
            row = TieRow(tie)
            row.turned.connect(self.linked)
            row.removed.connect(self.unlinked)
            self._rows.addWidget(row)

    @Slot(str)
    def _picked(self, code: str) -> None:
        self._add.setEnabled(bool(code))

    @Slot()
    def _link(self) -> None:
        if self.picker.code:
            self.linked_anew.emit((self.picker.code, str(self.stance.currentData())))
            self.picker.clear()

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addWidget(_heading(self.tr("Linked to")))
        self._none = QLabel()
        self._none.setProperty("look", "muted")
        self._none.setWordWrap(True)
        column.addWidget(self._none)
        self._rows = QVBoxLayout()
        column.addLayout(self._rows)
        column.addWidget(self._build_new())
        self.held = HeldPane()
        column.addWidget(self.held)
        self._past = _heading(self.tr("History"))
        column.addWidget(self._past)
        self.earlier = QPushButton(self.tr("Earlier versions of the text…"))
        self.earlier.setObjectName("earlier")
        self.earlier.clicked.connect(self.compared)
        column.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        self.history = QLabel()
        self.history.setObjectName("history")
        self.history.setAccessibleDescription(self.tr("History of this record"))
        self.history.setTextFormat(Qt.TextFormat.RichText)
        self.history.setWordWrap(True)
        readable(self.history)
        column.addWidget(self.history)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _build_new(self) -> QWidget:
        self._new = QWidget()
        column = QVBoxLayout(self._new)
        column.setContentsMargins(0, 0, 0, 0)
        self.picker = Picker(
            self.tr("Link to a descriptor"),
            self.tr("Link to a descriptor (Ctrl+Shift+L)"),
            self.tr("Link to a descriptor"),
            self.tr("Descriptor"),
        )
        self.picker.setObjectName("picker")
        self.picker.picked.connect(self._picked)
        self.picker.returnPressed.connect(self._link)
        column.addWidget(self.picker)
        row = FlowLayout()
        self.stance = _stance_box(self.tr("For or against the descriptor"))
        row.addWidget(self.stance)
        self._add = QPushButton(self.tr("Link"))
        self._add.setObjectName("link")
        self._add.setEnabled(False)
        self._add.clicked.connect(self._link)
        row.addWidget(self._add)
        column.addLayout(row)
        return self._new


class TieRow(QFrame):
    """One link.

    Signals:
        turned: code and stance, as a tuple (object).
        removed: code (str).
    """

    turned = Signal(object)
    removed = Signal(str)

    def __init__(self, tie: Tie, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tie = tie
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        title = QLabel(f"{tie.title}\n{tie.code}, {tie.area}")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        column.addWidget(title)
        row = FlowLayout()
        self.stance = _stance_box(self.tr("For or against {0}").format(tie.title))
        place = self.stance.findData(tie.stance)
        if place < 0:
            self.stance.addItem(tie.told, "")
            place = self.stance.count() - 1
        self.stance.setCurrentIndex(place)
        self.stance.activated.connect(self._turned)
        row.addWidget(self.stance)
        remove = QPushButton(self.tr("Remove"))
        remove.setAccessibleName(self.tr("Remove the link to {0}").format(tie.title))
        remove.clicked.connect(self._removed)
        row.addWidget(remove)
        column.addLayout(row)

    @Slot(int)
    def _turned(self, _place: int) -> None:
        stance = str(self.stance.currentData())
        if stance and stance != self._tie.stance:
            self.turned.emit((self._tie.code, stance))

    @Slot()
    def _removed(self) -> None:
        self.removed.emit(self._tie.code)


def _stance_box(name: str) -> QComboBox:
    box = QComboBox()
    name_choice(box, name)
    for key, told in STANCES.items():
        box.addItem(told, key)
    return box


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("look", "heading")
    return label


def _told(history: tuple[Past, ...]) -> str:
    return _STYLE + "".join(
        f"<h4>{escape(past.did)}</h4><p>{escape(past.who)}, {escape(past.at)}</p>"
        + (f"<p>Why: {escape(past.reason)}</p>" if past.reason else "")
        + "".join(_told_change(change) for change in past.changes if past.did.startswith("Changed"))
        for past in history
    )


def _told_change(change: Changed) -> str:
    if not change.compared:
        before = escape(change.before) or "nothing"
        return f"<p>{escape(change.field)}: {before} → {escape(change.after) or 'nothing'}</p>"
    lines: list[str] = []
    for kind, text in change.compared:
        words = _SIGNS[kind] + escape(text)
        lines.append({"-": f"<s>{words}</s>", "+": f"<b>{words}</b>"}.get(kind, words))
    return "<p>" + "<br>".join(lines) + "</p>"
