"""Quick capture on screen: one box, two rows of choices, and what the words are tied to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.kinds import POLARITIES, SOURCES
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.capture.presenter import CapturePresenter
from inspector_app.gui.screens.capture.state import CaptureState
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.hint import hint
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.widgets.scrolled import rolled
from inspector_app.gui.widgets.shown_tick import show_tick
from inspector_app.gui.widgets.spoken import say
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

POLARITY_KEYS = dict(zip(POLARITIES, ("Alt+1", "Alt+2", "Alt+3", "Alt+4"), strict=True))
# The top row of letters without E and T, which open the menus Edit and Team of the window behind.
SOURCE_KEYS = dict(zip(SOURCES, (f"Alt+{letter}" for letter in "QWRYUIOP"), strict=True))
_KEY = "key"


class CapturePanel(QDialog):
    """The panel; not modal, so that the case file stays in reach. Made once, shown by `begin`.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = CapturePresenter(desk, session, self)
        self.setObjectName("capture")
        self.setWindowTitle(self.tr("New evidence"))
        self.setModal(False)
        self._radios: dict[str, QRadioButton] = {}
        self._build()
        self.field = AutosaveField(
            self.box,
            desk,
            key="draft:evidence:new",
            name=self.tr("the new evidence"),
            save=self.presenter.keeper.keep,
        )
        self.box.textChanged.connect(self._typed)
        self.told_field = AutosaveField(
            self.told,
            desk,
            key="draft:evidence:new:told",
            name=self.tr("who was told of the urgent concern"),
            save=self.presenter.keeper.keep_told,
        )
        self.told.textChanged.connect(self._told_typed)

    def begin(self, over: QWidget | None = None) -> None:
        """Shows the panel over a window, with the cursor in the box."""
        if over is not None and self.parentWidget() is not over.window():
            self.setParent(over.window(), self.windowFlags())
        self.show()
        self.raise_()
        self.activateWindow()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.presenter.begin()

    # --- what the presenter asks ---------------------------------------------------------------------

    def show_text(self, text: str, cursor: int) -> None:
        """Shows text that is durable already, or a fresh line."""
        self.field.restore(text, cursor)

    def show_told(self, role: str, cursor: int) -> None:
        """Shows who was told of an urgent concern, durable already."""
        self.told_field.restore(role, cursor)

    def show_state(self, shown: CaptureState) -> None:
        """Shows everything beside the text."""
        show_tick(self._radios[shown.polarity], on=True)
        show_tick(self._radios[shown.source], on=True)
        self.box.setReadOnly(shown.busy)
        self.record.setEnabled(not shown.busy)
        self.told.setReadOnly(shown.busy)
        urgent = shown.polarity == "urgent"
        if urgent is self._concern.isHidden():
            self._concern.setVisible(urgent)
            self._fit()
        ties = [*shown.ties, *(self.tr("Not known: {0}").format(mark) for mark in shown.unknown)]
        nothing = self.tr("Tied to nothing yet: # for descriptors, @ for cases and roles.")
        self.ties.setText("\n".join(ties) or nothing)
        if shown.note and shown.note != self.note.text():
            say(self.note, shown.note)
        self.note.setText(shown.note)
        self.note.setVisible(bool(shown.note))

    # --- the Screen's contract -----------------------------------------------------------------------

    def widget(self) -> QWidget:
        """Returns the panel."""
        return self

    def shown(self) -> None:
        """The panel came to the front."""
        self.presenter.begin()

    def refresh(self, changes: Changes) -> None:
        """A case or the framework may have been added: the marks are read anew."""
        if self.isVisible() and {"case_track", "inspection"} & changes.kinds:
            self.presenter.begin()

    # --- gestures ------------------------------------------------------------------------------------

    @Slot()
    def seal(self) -> None:
        """Records what is typed."""
        self.field.settle()
        self.told_field.settle()
        self.presenter.seal()

    @Slot()
    def _typed(self) -> None:
        self.presenter.typed(self.field.text, self.field.cursor)

    @Slot(str)
    def _told_typed(self, role: str) -> None:
        self.presenter.told_typed(role, self.told_field.cursor)

    @Slot()
    def _to_told(self) -> None:
        if self._concern.isVisible():
            self.told.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(QAction)
    def _by_key(self, action: QAction) -> None:
        self._choose(str(action.data()))

    @Slot(bool)
    def _by_tick(self, on: bool) -> None:  # noqa: FBT001 - Qt's own signature
        if on:
            self._choose(str(self.sender().property(_KEY)))

    @Slot()
    def _be_quiet(self) -> None:
        if self._desk.quiet is not None:
            self._desk.quiet(self.box)

    def _choose(self, key: str) -> None:
        if key in POLARITY_KEYS:
            self.presenter.choose_polarity(key)
        else:
            self.presenter.choose_source(key)

    def showEvent(self, event: QShowEvent) -> None:
        """Takes a size that fits the size of the text, within the screen."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fits to the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "box"):
            self._fit()

    def _fit(self) -> None:
        metrics, room = self.fontMetrics(), self.screen().availableSize()
        self.box.setMinimumHeight(metrics.lineSpacing() * 4)
        width = min(metrics.averageCharWidth() * 84, room.width() * 9 // 10)
        wanted = max(self._column.totalHeightForWidth(width), self._column.totalSizeHint().height())
        self.resize(width, min(max(wanted, metrics.lineSpacing() * 18), room.height() * 9 // 10))

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = self._column = QVBoxLayout(page)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(rolled(page))
        title = QLabel(self.tr("What did you see, hear or read?"))
        title.setProperty("look", "heading")
        self.box = PlainField()
        self.box.complete_marks(self.presenter.completions)
        self.box.setObjectName("box")
        self.box.setAccessibleName(self.tr("New evidence"))
        self.box.setAccessibleDescription(
            self.tr("Number sign completes descriptors, at sign completes cases and roles.")
        )
        title.setBuddy(self.box)
        column.addWidget(title)
        column.addWidget(self.box, 1)
        column.addWidget(self._choices("polarity", self.tr("What it shows"), POLARITIES, POLARITY_KEYS))
        column.addWidget(self._build_concern())
        column.addWidget(self._choices("source", self.tr("Where it comes from"), SOURCES, SOURCE_KEYS))
        self.ties = _words("ties", self.tr("Tied to"))
        self.note = _words("note", self.tr("What happened"))
        self.note.setProperty("look", "strong")
        column.addWidget(self.ties)
        column.addWidget(self.note)
        column.addLayout(self._buttons())

    def _build_concern(self) -> QWidget:
        self._concern = QWidget()
        self._concern.setObjectName("concern")
        column = QVBoxLayout(self._concern)
        column.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("Who in the council was told? Their role, not a name  (Alt+A)"))
        label.setWordWrap(True)
        self.told = QLineEdit()
        self.told.setObjectName("told")
        self.told.setAccessibleName(self.tr("Role of the person in the council who was told"))
        hint(self.told, self.tr("Needed for the register of urgent concerns"), self.tr("Needed"))
        label.setBuddy(self.told)
        column.addWidget(label)
        column.addWidget(self.told)
        reach = QAction(self.tr("Who was told"), self)
        reach.setShortcut(QKeySequence("Alt+A"))
        reach.triggered.connect(self._to_told)
        self.addAction(reach)
        self._concern.hide()
        return self._concern

    def _choices(
        self, name: str, title: str, values: Mapping[str, str], keys: Mapping[str, str]
    ) -> QGroupBox:
        frame = QGroupBox(title)
        frame.setObjectName(name)
        flow = FlowLayout(frame)
        flow.setContentsMargins(6, 6, 6, 6)
        buttons, actions = QButtonGroup(self), QActionGroup(self)
        actions.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for value, told in values.items():
            radio = QRadioButton(f"{told}  ({keys[value]})")
            radio.setProperty(_KEY, value)
            radio.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor in the box
            buttons.addButton(radio)
            radio.toggled.connect(self._by_tick)
            flow.addWidget(radio)
            self._radios[value] = radio
            action = QAction(told, self)
            action.setShortcut(QKeySequence(keys[value]))
            action.setData(value)
            actions.addAction(action)
            self.addAction(action)
        actions.triggered.connect(self._by_key)
        return frame

    def _buttons(self) -> FlowLayout:
        row = FlowLayout()
        self.record = QPushButton(self.tr("Record and go on (Ctrl+Enter)"))
        self.record.setObjectName("record")
        self.record.setProperty("weight", "first")
        self.record.setAutoDefault(False)
        self.record.clicked.connect(self.seal)
        back = QPushButton(self.tr("Back, keep the words (Esc)"))
        back.setObjectName("back")
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        row.addWidget(self.record)
        row.addWidget(back)
        seal = QAction(self.tr("Record and go on"), self)
        seal.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        seal.triggered.connect(self.seal)
        self.addAction(seal)
        quiet = QAction(self.tr("Quiet mode"), self)
        quiet.setShortcut(QKeySequence("F8"))
        quiet.triggered.connect(self._be_quiet)
        self.addAction(quiet)
        return row


def _words(name: str, told: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setAccessibleDescription(told)  # its words are its name
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
