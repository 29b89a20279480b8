"""Forms about passphrases: changing one, setting one anew with a recovery key, printing such a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFontDatabase, QPagedPaintDevice, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.asking import Asker
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.widgets.scrolled import rolled


@dataclass(frozen=True, slots=True)
class Recovering:
    """What is given to set a new passphrase with a recovery key: a file's path, or the key of a sheet."""

    folder: Path
    key: str
    new: str
    again: str

    def __repr__(self) -> str:
        """Without the passphrase, whatever prints it."""
        return f"Recovering({self.folder})"


@dataclass(frozen=True, slots=True)
class Changing:
    """What is given to change a passphrase."""

    old: str
    new: str
    again: str

    def __repr__(self) -> str:
        """Without the passphrases, whatever prints it."""
        return "Changing()"


@dataclass(frozen=True, slots=True)
class Naming:
    """What is given to name the recipient whose key opens a store."""

    passphrase: str
    recipient: str

    def __repr__(self) -> str:
        """Without the passphrase, whatever prints it."""
        return f"Naming({self.recipient})"


class _Secrets(QDialog):
    """A small form: some fields, what is wrong with them, one button that does it."""

    def __init__(self, title: str, does: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(False)
        page, form = QWidget(), QWidget()
        self._column = QVBoxLayout(form)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(form)
        whole.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(rolled(page))
        self.told = QLabel()
        self.told.setProperty("look", "error")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.hide()
        self._column.addWidget(self.told)
        self.does = QPushButton(does)
        self.does.setProperty("weight", "first")
        self.does.setDefault(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def showEvent(self, event: QShowEvent) -> None:
        """Makes room for words that wrap, at any size of text."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(self.width(), self.minimumWidth())
        wanted = max(self._column.heightForWidth(width), self._column.sizeHint().height())
        self.resize(width, min(wanted, self.screen().availableGeometry().height()))

    def show_error(self, sentence: str) -> None:
        """Says what is wrong, above the fields; nothing where empty."""
        self.told.setText(f"Problem: {sentence}" if sentence else "")
        self.told.setVisible(bool(sentence))
        self.does.setEnabled(True)
        self._fit()

    def show_busy(self) -> None:
        """The form rests while it is done."""
        self.show_error("")
        self.does.setEnabled(False)

    def _add(self, words: str, *, secret: bool, beside: QWidget | None = None) -> QLineEdit:
        label, field = QLabel(words), QLineEdit()
        label.setProperty("look", "strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(field, 1)
        if beside is not None:
            row.addWidget(beside)
        self._column.addLayout(row)
        return field


class ChangePassphrase(_Secrets):
    """Changes the passphrase of the store that is open.

    Signals:
        asked: a `Changing` (object).
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Change the passphrase", "Change it", parent)
        self.old = self._add("Present passphrase", secret=True)
        self.new = self._add("New passphrase", secret=True)
        self.again = self._add("The new passphrase again", secret=True)
        self.does.clicked.connect(self._ask)
        self._column.addWidget(self.does, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(Changing(self.old.text(), self.new.text(), self.again.text()))


class AskForSheet(_Secrets):
    """Asks for the passphrase before a recovery sheet is made.

    Signals:
        asked: the passphrase (str).
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Recovery sheet", "Make the sheet", parent)
        words = QLabel(
            "A recovery sheet is a page to print, with a key that opens this store when the passphrase is "
            "lost. Sheets that were printed before no longer open it."
        )
        words.setWordWrap(True)
        self._column.addWidget(words)
        self.old = self._add("Passphrase of this store", secret=True)
        self.does.clicked.connect(self._ask)
        self._column.addWidget(self.does, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self.old.text())


class ChangeRecovery(_Secrets):
    """Asks whose key is to open the store that is open when its passphrase is lost.

    Signals:
        asked: a `Naming` (object).
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Recovery by your organisation", "Set it", parent)
        words = QLabel(
            "Your IT team keeps a recovery key and can tell you its recipient, which begins with age1. The "
            "key then opens this store when the passphrase is lost. It takes the place of a key that was "
            "named here before; keys that a policy or the team roster names stay."
        )
        words.setWordWrap(True)
        self._column.addWidget(words)
        self.recipient = self._add("Recipient, or the word none", secret=False)
        self.old = self._add("Passphrase of this store", secret=True)
        self.does.clicked.connect(self._ask)
        self._column.addWidget(self.does, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(Naming(self.old.text(), self.recipient.text().strip()))


class ShowSheet(QDialog):
    """Shows a recovery sheet once, for the printer; nothing of it is kept.

    Args:
        lines: what stands on it.
        parent: the window.
    """

    def __init__(self, lines: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Recovery sheet")
        self.setModal(False)
        self.page = PlainField("\n".join(lines))
        self.page.setReadOnly(True)
        self.page.setUndoRedoEnabled(False)
        letters = self.font()  # its size is the one that the user chose
        letters.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
        self.page.setFont(letters)
        self.page.setAccessibleName("Recovery sheet")
        self.prints = QPushButton("Print…")
        self.prints.setProperty("weight", "first")
        self.prints.clicked.connect(self._choose_printer)
        self.leaves = QPushButton("Close")
        self.leaves.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.prints)
        row.addWidget(self.leaves)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.page, 1)
        column.addLayout(row)
        letter = self.fontMetrics()
        self.resize(letter.averageCharWidth() * 100, letter.height() * 29)

    @Slot()
    def _choose_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - when first asked for

        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._chooser = QPrintDialog(self._printer, self)
        self._chooser.accepted.connect(self._print)
        QDialog.open(self._chooser)

    @Slot()
    def _print(self) -> None:
        self.print_on(self._printer)

    def print_on(self, printer: QPagedPaintDevice) -> None:
        """Prints the page."""
        self.page.print_(printer)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Forgets the key."""
        self.page.clear()
        super().closeEvent(event)


class Recover(_Secrets):
    """Sets a new passphrase when the old one is lost.

    Signals:
        asked: a `Recovering` (object).
    """

    asked = Signal(object)

    def __init__(self, dialogs: Asker, folder: Path, parent: QWidget) -> None:
        super().__init__("The passphrase is lost", "Set the new passphrase", parent)
        self._dialogs = dialogs
        words = QLabel(
            "If you printed a recovery sheet for this store, type the key that stands on it. If your "
            "organisation set a recovery key, ask your IT team for the file with it, and give it back "
            "afterwards. Without either of these or the keychain of this computer nobody can open the "
            "store; what you exported before is with your lead."
        )
        words.setWordWrap(True)
        self._column.addWidget(words)
        self.folder = self._add("Folder of the store", secret=False)
        self.folder.setText(str(folder))
        choose = QPushButton("Choose…")
        choose.setAccessibleName("Choose: file with the recovery key")
        choose.clicked.connect(self._choose)
        self.key = self._add("Key from the sheet, or file with the recovery key", secret=False, beside=choose)
        self.new = self._add("New passphrase", secret=True)
        self.again = self._add("The new passphrase again", secret=True)
        self.does.clicked.connect(self._ask)
        self._column.addWidget(self.does, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _choose(self) -> None:
        self._dialogs.choose_file("File with the recovery key", self._chosen)

    def _chosen(self, path: Path | None) -> None:
        if path is not None:
            self.key.setText(str(path))

    @Slot()
    def _ask(self) -> None:
        folder = Path(self.folder.text())
        self.asked.emit(Recovering(folder, self.key.text().strip(), self.new.text(), self.again.text()))
