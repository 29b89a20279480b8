"""A window in which an attachment is looked at, without ever leaving the store and the memory."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFont, QFontDatabase, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.errors import WorldError
from inspector_app.gui.notice import Tell
from inspector_app.gui.runner import Failed, Runner
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.loan_watch import LoanWatch
from inspector_app.gui.widgets.picture import Drawn, PictureView, decoded, drawn
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.services import lending, viewing
from inspector_app.services.lending import Loan
from inspector_app.services.viewing import Shape, Viewed

_CHARS_WIDE, _LINES_HIGH = 90, 36
# PDFs are drawn at 144 dots an inch, and 100 per cent means 96, as on any screen.
_PAGE_RATIO = 144 / 96


class Viewer(QDialog):
    """The window. Not modal, so that a note can be written beside it; it goes when its owner goes.

    The name stands inside and not in the title: titles are seen by other programs.

    Args:
        runner: decodes and draws, beside the store's thread.
        failed: tells of an error that is ours.
        viewed: what is shown.
        parent: the screen; when it is taken away, on lock, so is this.

    Signals:
        copied: attachment (str) of which a copy is wanted.
        lent: attachment (str) that is to be opened with another program.
    """

    copied = Signal(str)
    lent = Signal(str)

    def __init__(self, runner: Runner, failed: Failed, viewed: Viewed, parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._failed, self._viewed = runner, failed, viewed
        self._page, self._of, self._asked = 1, 1, 0
        self._watch: LoanWatch | None = None
        self.setWindowTitle(self.tr("Attached file"))
        self.setModal(False)
        self._build()
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * _CHARS_WIDE, metrics.height() * _LINES_HIGH)
        self._begin()

    @property
    def attachment(self) -> str:
        """What is shown."""
        return self._viewed.attachment

    def watch(self, loan: Loan, tell: Tell) -> bool:
        """Watches a file that another program opens; takes it back when this window goes.

        Returns:
            False where one is lent already, which stays; this one was taken back.
        """
        if self._watch is not None:
            lending.take_back(loan)
            return False
        self._watch = LoanWatch(loan, tell, self)
        # Also where the window is deleted and never closed, as on lock.
        self.destroyed.connect(partial(_take_back, loan))
        self._lend.setEnabled(False)
        return True

    def take_back(self) -> None:
        """Takes back what was lent."""
        if self._watch is not None:
            self._watch.end()
            self._watch = None
            self._lend.setEnabled(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lets go of everything that was shown."""
        super().closeEvent(event)
        self._let_go()

    def reject(self) -> None:
        """Esc does what closing does."""
        super().reject()
        self._let_go()

    # --- what comes back -----------------------------------------------------------------------------

    def _begin(self) -> None:
        shape = self._viewed.shape
        self._tools.setVisible(shape in (Shape.PICTURE, Shape.PDF))
        for widget in (self.before, self.after, self.place):
            widget.setVisible(shape is Shape.PDF)
        if shape is Shape.TEXT:
            self.text.setPlainText(self._viewed.text)
            self._parts.setCurrentWidget(self.text)
        elif shape is Shape.NONE:
            self._say(self._viewed.why)
        elif shape is Shape.PDF:
            self._turn(1)
        else:
            self._draw(partial(decoded, self._viewed.data, self._viewed.form))

    def _draw(self, job: partial[Drawn]) -> None:
        self._asked += 1
        self._runner.run_beside(job, partial(self._took, self._asked), partial(self._not_drawn, self._asked))

    def _turn(self, number: int) -> None:
        self._asked += 1
        job = partial(_page, self._viewed.data, number)
        self._runner.run_beside(
            job, partial(self._took_page, self._asked), partial(self._not_drawn, self._asked)
        )

    def _took_page(self, asked: int, came: tuple[Drawn, int, int]) -> None:
        if not self._awaited(asked):
            return
        picture, self._page, self._of = came
        self.place.setMinimumHeight(self.before.sizeHint().height())  # on one line with the buttons
        self.place.setText(self.tr("Page {0} of {1}").format(self._page, self._of))
        self.before.setEnabled(self._page > 1)
        self.after.setEnabled(self._page < self._of)
        self._took(asked, picture)

    def _took(self, asked: int, picture: Drawn) -> None:
        if self._awaited(asked):
            self.picture.show_picture(picture)
            self._parts.setCurrentWidget(self.picture)

    def _not_drawn(self, asked: int, error: Exception) -> None:
        if not self._awaited(asked):
            return
        if isinstance(error, WorldError):
            self._say(str(error))
        else:
            self._say(self.tr("This file cannot be shown here."))
            self._failed(error)

    def _awaited(self, asked: int) -> bool:
        """Whether a result is still wanted: the window is open, and no other page was asked for since."""
        return shiboken6.isValid(self) and asked == self._asked

    def _say(self, why: str) -> None:
        self._tools.hide()
        self.nothing.say(why, self._advice())
        self._parts.setCurrentWidget(self.nothing)

    def _advice(self) -> str:
        if self._viewed.lent:
            return self.tr("Open it with another program.")
        if self._viewed.copied:
            return self.tr("Save a copy of it to open it with another program.")
        return self.tr("Your organisation keeps files inside this app.")

    def _let_go(self) -> None:
        self._asked += 1
        self.take_back()
        self.picture.show_picture(None)
        self.text.clear()
        self._viewed = Viewed(self._viewed.attachment, "", Shape.NONE)
        self.deleteLater()

    # --- gestures ------------------------------------------------------------------------------------

    @Slot()
    def _back(self) -> None:
        if self._page > 1:
            self._turn(self._page - 1)

    @Slot()
    def _on(self) -> None:
        if self._page < self._of:
            self._turn(self._page + 1)

    @Slot(bool)
    def _fit(self, yes: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.picture.fit(yes=yes)

    @Slot()
    def _lend_out(self) -> None:
        self.lent.emit(self._viewed.attachment)

    @Slot()
    def _copy(self) -> None:
        self.copied.emit(self._viewed.attachment)

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(_words(self._viewed.name, "heading"))
        self._tools = self._build_tools()
        column.addWidget(self._tools)
        self._parts = QStackedWidget()
        self.waiting = EmptyState("evidence", self.tr("Opening…"))
        self.nothing = EmptyState("evidence", "")
        self.picture = PictureView()
        self.text = PlainField()
        self.text.setObjectName("text")
        self.text.setAccessibleName(self.tr("Text of the file"))
        self.text.setReadOnly(True)
        self.text.setFont(_same_width(self))
        for part in (self.waiting, self.nothing, self.picture, self.text):
            self._parts.addWidget(part)
        column.addWidget(self._parts, 1)
        row = FlowLayout()
        self._lend = self._button(self.tr("Open with another program…"), "lend")
        self._lend.clicked.connect(self._lend_out)
        self.copy = self._button(self.tr("Save a copy…"), "copy")
        self.copy.clicked.connect(self._copy)
        for button, allowed in ((self._lend, self._viewed.lent), (self.copy, self._viewed.copied)):
            row.addWidget(button)
            button.setVisible(allowed)
        column.addLayout(row)
        for words, allowed in (
            (self.tr("Another program sees a copy that is gone when this window closes."), self._viewed.lent),
            (self.tr("A copy is not encrypted: anyone can read it."), self._viewed.copied),
        ):
            if allowed:
                column.addWidget(_words(words, "muted"))

    def _build_tools(self) -> QWidget:
        tools = QWidget()
        row = FlowLayout()
        tools.setLayout(row)
        self.fitting = QRadioButton(self.tr("Fit"))
        self.actual = QRadioButton(self.tr("100 %"))
        for button in (self.fitting, self.actual):
            row.addWidget(button)
        self.fitting.setChecked(True)
        self.fitting.setAccessibleName(self.tr("Fit into the window"))
        self.actual.setAccessibleName(self.tr("Full size"))
        self.fitting.toggled.connect(self._fit)
        self.before = self._button(self.tr("Previous page"), "before")
        self.before.clicked.connect(self._back)
        self.after = self._button(self.tr("Next page"), "after")
        self.after.clicked.connect(self._on)
        self.place = QLabel()
        self.place.setObjectName("place")
        for widget in (self.before, self.after, self.place):
            row.addWidget(widget)
        for button in (self.fitting, self.actual):
            button.setMinimumHeight(self.before.sizeHint().height())
        for keys, deed in (("Ctrl+PgUp", self._back), ("Ctrl+PgDown", self._on)):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)
        return tools

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAutoDefault(False)  # Enter must not save a copy that is not encrypted
        return button


def _take_back(loan: Loan, *_gone: object) -> None:
    lending.take_back(loan)


def _page(data: bytes, number: int) -> tuple[Drawn, int, int]:
    """Draws a page; returns it with its number and how many there are."""
    page = viewing.draw_page(data, number)
    image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(_PAGE_RATIO)
    return drawn(image), page.number, page.of


def _same_width(widget: QWidget) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(widget.font().pointSizeF())
    return font


def _words(words: str, look: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
