"""The door on screen: unlock a store, or set up an inspection in a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.asking import Asker
from inspector_app.gui.day_field import DayField
from inspector_app.gui.unlock.presenter import Creating, Fault, Unlocking
from inspector_app.gui.widgets.spoken import say
from inspector_app.gui.widgets.whole_choice import WholeChoice

_PANE = 4  # pixels: the frame around a page


class DoorWindow(QScrollArea):
    """The door.

    Args:
        dialogs: asks for folders.
        frameworks: the packs to choose from, as code and title, the usual one first.
        roles: the roles to choose from, as code and words.
        folder: the store that was open last, or where a new one would stand.
        today: the start date that the form begins with.

    Signals:
        unlock_asked: an `Unlocking` (object).
        create_asked: a `Creating` (object).
        lost: the folder of the store whose passphrase is lost (object).
    """

    unlock_asked = Signal(object)
    create_asked = Signal(object)
    lost = Signal(object)

    def __init__(
        self,
        dialogs: Asker,
        *,
        frameworks: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        folder: Path,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self._marked: list[QLabel] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Unlock or set up")
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.addStretch(1)
        sheet = QWidget()
        sheet.setMaximumWidth(self.fontMetrics().averageCharWidth() * 84)
        row.addWidget(sheet, 6)
        row.addStretch(1)
        self._column = QVBoxLayout(sheet)
        self._column.addStretch(1)
        self._build_head()
        self.tabs = _Tabs()
        self.tabs.setAccessibleName("Unlock or set up")
        self._faults: dict[str, QLabel] = {}
        self.tabs.addTab(self._build_unlock(folder), "Unlock")
        self.tabs.addTab(self._build_create(folder, frameworks, roles, today), "Set up a new inspection")
        self._column.addWidget(self.tabs)
        self._column.addStretch(2)
        self.setWidget(middle)

    def offer(
        self,
        *,
        stores: Sequence[Path],
        frameworks: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        new_folder: Path,
    ) -> None:
        """Fills in what was read after the door was shown.

        Args:
            stores: folders of the stores of this computer, the last one opened first.
            frameworks: the packs to choose from, as code and title, the usual one first.
            roles: the roles to choose from, as code and words.
            new_folder: where a new store would stand.
        """
        for box, values in ((self.framework, frameworks), (self.role, roles)):
            box.clear()
            for code, words in values:
                box.addItem(words, code)
        self.stores.clear()
        for where in stores:
            self.stores.addItem(f"{where.name}  ({where.parent})", str(where))
        self.stores.setVisible(bool(stores))
        self._stores_label.setVisible(bool(stores))
        self.stores.setCurrentIndex(self.stores.findData(self.folder.text()))
        if stores and self.stores.currentIndex() < 0:
            self.stores.setCurrentIndex(0)
            self.folder.setText(str(stores[0]))
        self.new_folder.setText(str(new_folder))

    def show_busy(self, sentence: str) -> None:
        """Shows that work is under way; the form rests meanwhile."""
        self.busy.setText(sentence)
        self.busy.setVisible(bool(sentence))
        self.tabs.setEnabled(not sentence)
        if sentence:
            say(self, sentence)

    def show_error(self, sentence: str, faults: Sequence[Fault] = ()) -> None:
        """Shows what went wrong above the form, and at each field; the cursor goes to the first."""
        self.error.setText(f"Problem: {sentence}" if sentence else "")
        self.error.setAccessibleName(self.error.text())
        self.error.setVisible(bool(sentence))
        for label in self._faults.values():
            label.hide()
        page = "create" if self.tabs.currentIndex() else "unlock"
        for fault in faults:
            label = self._faults[f"{page}.{fault.field}"]
            label.setText(fault.sentence)
            label.show()
        if sentence:
            say(self, self.error.text(), at_once=True)
        self._to_first(faults, page, failed=bool(sentence))

    def forget(self) -> None:
        """Empties the passphrase fields."""
        for field in (self.passphrase, self.new_passphrase, self.new_again):
            field.clear()

    def _to_first(self, faults: Sequence[Fault], page: str, *, failed: bool) -> None:
        if faults:
            field = self._faults[f"{page}.{faults[0].field}"].buddy()
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(field)
        elif failed and page == "unlock":
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            self.passphrase.selectAll()

    def _build_head(self) -> None:
        title = QLabel("inspector-app")
        title.setProperty("look", "title")
        self._column.addWidget(title)
        words = QLabel("Evidence of an inspection, encrypted on this computer. Nothing is sent anywhere.")
        words.setWordWrap(True)
        self._column.addWidget(words)
        self.error = QLabel()
        self.error.setObjectName("error")
        self.error.setProperty("look", "error")
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.error.hide()
        self._column.addWidget(self.error)
        self.busy = QLabel()
        self.busy.setObjectName("busy")
        self.busy.setWordWrap(True)
        self.busy.hide()
        self._column.addWidget(self.busy)

    def _build_unlock(self, folder: Path) -> QWidget:
        page = QWidget()
        form = QVBoxLayout(page)
        self.stores = _choice(())
        self.stores.setAccessibleName("Stores on this computer")
        self._stores_label = QLabel("Stores on this computer")
        self._stores_label.setProperty("look", "strong")
        self._stores_label.setBuddy(self.stores)
        for part in (self._stores_label, self.stores):
            part.hide()
            form.addWidget(part)
        self.stores.activated.connect(self._store_picked)
        self.folder = QLineEdit(str(folder))
        self._add_folder(form, "unlock.folder", "Folder of the store", self.folder, self._choose_store)
        self.passphrase = _secret("passphrase")
        self._add(form, "unlock.passphrase", "Passphrase", self.passphrase)
        self.show_passphrase = QCheckBox("Show the passphrase")
        self.show_passphrase.toggled.connect(self._show_secrets)
        form.addWidget(self.show_passphrase)
        self.remember = QCheckBox("Keep the key in the keychain")
        form.addWidget(self.remember)
        self.unlock_button = _first("Unlock", "unlock")
        self.unlock_button.clicked.connect(self._unlock)
        self.passphrase.returnPressed.connect(self._unlock)
        form.addWidget(self.unlock_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.lost_button = QPushButton("The passphrase is lost…")
        self.lost_button.clicked.connect(self._lost)
        form.addWidget(self.lost_button, 0, Qt.AlignmentFlag.AlignLeft)
        form.addStretch(1)
        return page

    def _build_create(
        self,
        folder: Path,
        frameworks: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        today: date,
    ) -> QWidget:
        page = QWidget()
        form = QVBoxLayout(page)
        self.authority = QLineEdit()
        self._add(form, "create.authority", "Authority that is inspected", self.authority)
        self.framework = _choice(frameworks)
        self._add(form, "create.framework", "Framework", self.framework)
        form.addWidget(WholeChoice(self.framework))
        self.start = DayField("First day on site", lambda: today)
        self._add(form, "create.start", "First day on site", self.start)
        self.inspector = QLineEdit()
        self._add(form, "create.inspector", "Your name", self.inspector)
        self.role = _choice(roles)
        self._add(form, "create.role", "Your role", self.role)
        self.new_folder = QLineEdit(str(folder))
        self._add_folder(form, "create.folder", "Folder for the new store", self.new_folder, self._choose_new)
        hint = "If it is lost, nobody can open the store, and nobody can make a new one for you."
        self.new_passphrase = _secret("new passphrase")
        self._add(form, "create.passphrase", "Passphrase", self.new_passphrase, hint)
        self.new_again = _secret("new passphrase again")
        self._add(form, "create.again", "The same passphrase again", self.new_again)
        self.new_remember = QCheckBox("Keep the key in the keychain")
        form.addWidget(self.new_remember)
        self.create_button = _first("Set up the inspection", "create")
        self.create_button.clicked.connect(self._create)
        form.addWidget(self.create_button, 0, Qt.AlignmentFlag.AlignLeft)
        form.addStretch(1)
        return page

    def _add(self, form: QVBoxLayout, name: str, words: str, field: QWidget, hint: str = "") -> None:
        """Label above, fault and hint between, field below, as on GOV.UK forms."""
        label = QLabel(words)
        label.setProperty("look", "strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        field.setObjectName(name)
        form.addWidget(label)
        if hint:
            told = QLabel(hint)
            told.setProperty("look", "muted")
            told.setWordWrap(True)
            form.addWidget(told)
            field.setAccessibleDescription(hint)
        fault = QLabel()
        fault.setProperty("look", "error")
        fault.setWordWrap(True)
        fault.setBuddy(field)
        fault.hide()
        self._faults[name] = fault
        form.addWidget(fault)
        form.addWidget(field)

    def _add_folder(
        self, form: QVBoxLayout, name: str, words: str, field: QLineEdit, chooses: object
    ) -> None:
        self._add(form, name, words, field)
        button = QPushButton("Choose…")
        button.setAccessibleName(f"Choose: {words}")
        button.clicked.connect(chooses)  # pyright: ignore[reportArgumentType]
        row = QHBoxLayout()
        form.removeWidget(field)
        row.addWidget(field, 1)
        row.addWidget(button)
        form.addLayout(row)

    @Slot(int)
    def _store_picked(self, place: int) -> None:
        self.folder.setText(str(self.stores.itemData(place)))
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _choose_store(self) -> None:
        self._dialogs.choose_folder(
            "Folder of the store", self._store_chosen, folder=Path(self.folder.text())
        )

    @Slot()
    def _choose_new(self) -> None:
        folder = Path(self.new_folder.text())
        self._dialogs.choose_folder("Folder for the new store", self._new_chosen, folder=folder)

    def _store_chosen(self, folder: Path | None) -> None:
        if folder is not None:
            self.folder.setText(str(folder))

    def _new_chosen(self, folder: Path | None) -> None:
        if folder is not None:
            self.new_folder.setText(str(folder))

    @Slot(bool)
    def _show_secrets(self, shown: bool) -> None:  # noqa: FBT001 - Qt gives it so
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase.setEchoMode(mode)

    @Slot()
    def _unlock(self) -> None:
        given = Unlocking(Path(self.folder.text()), self.passphrase.text(), self.remember.isChecked())
        self.unlock_asked.emit(given)

    @Slot()
    def _lost(self) -> None:
        self.lost.emit(Path(self.folder.text()))

    @Slot()
    def _create(self) -> None:
        start = self.start.date()
        self.create_asked.emit(
            Creating(
                folder=Path(self.new_folder.text()),
                passphrase=self.new_passphrase.text(),
                again=self.new_again.text(),
                framework=str(self.framework.currentData() or ""),
                authority=self.authority.text().strip(),
                inspector=self.inspector.text().strip(),
                role=str(self.role.currentData() or ""),
                start=date(start.year(), start.month(), start.day()),
                remember=self.new_remember.isChecked(),
            )
        )


class _Tabs(QTabWidget):
    """Tabs as high as the page in front: the short one needs no scroll bar for the long one."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.currentChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """The bar and the page in front."""
        return self._around(super().sizeHint().width())

    def minimumSizeHint(self) -> QSize:
        """No less, so that the door scrolls as a whole."""
        return self._around(super().minimumSizeHint().width())

    def hasHeightForWidth(self) -> bool:
        """Words on a page wrap, so its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The bar and the page in front, at a width."""
        layout = self.currentWidget().layout() if self.count() else None
        wrapped = layout.totalHeightForWidth(width - _PANE) if layout is not None else 0
        plain = self._around(width).height()
        return max(plain, wrapped + self.tabBar().sizeHint().height() + _PANE)

    def _around(self, width: int) -> QSize:
        height = self.currentWidget().sizeHint().height() if self.count() else 0
        return QSize(width, height + self.tabBar().sizeHint().height() + _PANE)

    @Slot(int)
    def _changed(self, _place: int) -> None:
        self.updateGeometry()


def _secret(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setObjectName(name)
    return field


def _first(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setProperty("weight", "first")
    return button


def _choice(values: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    for code, words in values:
        box.addItem(words, code)
    return box
