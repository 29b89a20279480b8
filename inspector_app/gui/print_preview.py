"""The pages as they will be printed, to be looked at first; then paper or a PDF.

Nothing of it lies in a file on the way. On Linux the printing system is handed a file, which is made in the
memory file system; a printer's own queue is out of our hands, and the preview says so.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMarginsF, Slot
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui import paper
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.paper import Sheet

PRINTED = "print"
"""Key of what is told about printing."""
_MARGIN_MM = 15
_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's memory file system, not a predictable file
SPOOL = (
    "Paper and printer queues are not encrypted. Print on a printer beside you, and take the pages at once: "
    "the queue of this computer or of the network may keep a copy."
)


class Preview(QDialog):
    """The pages.

    Args:
        desk: the window.
        sheet: what is printed.
        parent: the main window.
        copies: whether it may be saved as a file that is not encrypted.
    """

    def __init__(self, desk: Desk, sheet: Sheet, parent: QWidget, *, copies: bool) -> None:
        super().__init__(parent)
        self.setObjectName("print-preview")
        self.setWindowTitle("Print")
        self.setModal(False)
        self._desk, self._sheet = desk, sheet
        self.printer = _printer()
        self._chooser: QPrintDialog | None = None
        self.pages = QPrintPreviewWidget(self.printer)
        self.pages.setAccessibleName("Pages as they will be printed")
        self.pages.paintRequested.connect(self._paint)
        self._build(copies=copies)
        metrics = self.fontMetrics()
        room = self.screen().availableSize()
        self.resize(
            min(metrics.averageCharWidth() * 100, room.width() * 9 // 10),
            min(metrics.height() * 42, room.height() * 9 // 10),
        )

    def forget(self) -> None:
        """Goes, with all that it showed."""
        self._sheet = Sheet("", "", "", "", "")
        self.close()
        self.deleteLater()

    def print_on(self, printer: QPrinter) -> bool:
        """Prints; says whether any page came out."""
        with _in_memory():
            return paper.draw(self._sheet, printer, large=self.large.isChecked()) > 0

    def _build(self, *, copies: bool) -> None:
        column = QVBoxLayout(self)
        warning = QLabel(SPOOL)
        warning.setWordWrap(True)
        column.addWidget(warning)
        column.addWidget(self.pages, 1)
        self.large = QCheckBox("&Large print")
        self.large.toggled.connect(self.pages.updatePreview)
        self.count = QLabel()
        self.count.setProperty("look", "muted")
        self.prints = QPushButton("&Print…")
        self.prints.setProperty("weight", "first")
        self.prints.clicked.connect(self._choose_printer)
        self.saves = QPushButton("&Save as PDF…")
        self.saves.setEnabled(copies)
        if not copies:
            self.saves.setToolTip("Your organisation does not allow copies that are not encrypted.")
            self.saves.setAccessibleDescription(self.saves.toolTip())
        self.saves.clicked.connect(self._choose_file)
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        for each in (self.large, self.count):
            row.addWidget(each)
        row.addStretch(1)
        for each in (self.prints, self.saves, close):
            each.setAutoDefault(False)
            row.addWidget(each)
        column.addLayout(row)

    @Slot(QPrinter)
    def _paint(self, printer: QPrinter) -> None:
        pages = paper.draw(self._sheet, printer, large=self.large.isChecked())
        self.count.setText("1 page" if pages == 1 else f"{pages} pages")

    @Slot()
    def _choose_printer(self) -> None:
        self._chooser = QPrintDialog(self.printer, self)
        self._chooser.accepted.connect(self._print)
        QDialog.open(self._chooser)

    @Slot()
    def _print(self) -> None:
        done = self.print_on(self.printer)
        self._tell("Sent to the printer." if done else "The printer took nothing.", done=done)

    @Slot()
    def _choose_file(self) -> None:
        ask = self._desk.dialogs.choose_new_file
        ask("Save as PDF", self._save, kinds="PDF (*.pdf)", suggested=Path.home() / "print.pdf")

    def _save(self, path: Path | None) -> None:
        if path is None:
            return
        printer = _printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        done = paper.draw(self._sheet, printer, large=self.large.isChecked()) > 0
        self._tell(
            "Saved as a PDF that is not encrypted." if done else "The file could not be written.", done=done
        )

    def _tell(self, sentence: str, *, done: bool) -> None:
        self._desk.tell(Notice(PRINTED, Weight.DONE if done else Weight.PROBLEM, sentence))
        if done:
            self.close()


def _printer() -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("inspector-app")  # stands in queues, where everybody reads it
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    return printer


@contextmanager
def _in_memory() -> Generator[None]:
    """Has the file that the printing system of Linux is handed made in memory."""
    before = os.environ.get("TMPDIR")
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        os.environ["TMPDIR"] = str(_MEMORY)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before
