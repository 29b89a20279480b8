"""What a colleague needs of this device: its keys to copy, a file, a QR code; and what signs its bundles."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.crypto import spoken
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.qr_code import QrCode
from inspector_app.services.team import Own

_TEXT_LINES = 6


class OwnPart(QWidget):
    """The part."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._own: Own | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("heading", self.tr("This device, so that a colleague can add you")))
        column.addWidget(label("muted", self.tr("Nothing of it is secret.")))
        column.addLayout(self._make_keys())
        column.addLayout(self._make_buttons())
        column.addWidget(self._make_code())
        column.addWidget(label("heading", self.tr("What signs your bundles")))
        self.signing = copied()
        column.addWidget(self.signing)
        column.addLayout(self._make_signing())

    def _make_keys(self) -> QFormLayout:
        """Keys are longer than a line of large text: each has a field that scrolls and can be copied."""
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.keys: list[QLineEdit] = []
        for words in (self.tr("Name on the roster"), self.tr("Public key"), self.tr("Recipient")):
            field = QLineEdit()
            field.setReadOnly(True)
            field.setAccessibleName(self.tr("{0} of this device").format(words))
            form.addRow(words, field)
            self.keys.append(field)
        self.fingerprint = copied()
        form.addRow(self.tr("Fingerprint"), self.fingerprint)
        self.words = copied()
        form.addRow(self.tr("In words"), self.words)
        return form

    def _make_buttons(self) -> FlowLayout:
        self.write = button(
            self.tr("Write it to a file…"), tip=self.tr("A small signed file for whoever owns the roster")
        )
        self.write.clicked.connect(self._presenter.joining.write)
        self.show_code = button(
            self.tr("Show it as a QR code"), tip=self.tr("The same text as in the file, for a camera")
        )
        self.show_code.clicked.connect(self._presenter.joining.show_code)
        self.copy = button(self.tr("Copy all of it"))
        self.copy.clicked.connect(self._copy)
        line = FlowLayout()
        for each in (self.write, self.show_code, self.copy):
            line.addWidget(each)
        return line

    def _make_code(self) -> QWidget:
        self.shown = QWidget()
        column = QVBoxLayout(self.shown)
        column.setContentsMargins(0, 0, 0, 0)
        said = self.tr(
            "Whoever owns the roster reads this with a telephone or a hand scanner, puts the text on this"
            " page of their own window, and rings you to compare the five words above."
        )
        column.addWidget(label("muted", said))
        self.code = QrCode(self.tr("This device's enrolment as a QR code; its text stands below"))
        column.addWidget(self.code)
        self.text = NoteEdit(self.tr("This device's enrolment as text"), _TEXT_LINES)
        self.text.setReadOnly(True)
        column.addWidget(self.text)
        self.copy_text = button(self.tr("Copy this text"))
        self.copy_text.clicked.connect(self._copy_text)
        self.hide_code = button(self.tr("Hide it"))
        self.hide_code.clicked.connect(self._presenter.joining.hide_code)
        line = FlowLayout()
        for each in (self.copy_text, self.hide_code):
            line.addWidget(each)
        column.addLayout(line)
        self.shown.hide()
        return self.shown

    def _make_signing(self) -> FlowLayout:
        self.use = button(
            self.tr("Sign with a key from the agent…"),
            tip=self.tr(
                "A key that your SSH agent keeps, on a token perhaps, signs beside this device's own"
            ),
        )
        self.use.clicked.connect(self._presenter.signing.choose)
        self.leave = button(self.tr("Sign with this device's key alone"))
        self.leave.clicked.connect(self._presenter.signing.leave)
        self.enrol = button(
            self.tr("Write the agent's key to a file…"),
            tip=self.tr("For whoever owns the roster, which must name that key as well"),
        )
        self.enrol.clicked.connect(self._presenter.joining.write_for_agent)
        self.certificate = button(
            self.tr("Take a certificate…"), tip=self.tr("That IT made of this device's key")
        )
        self.certificate.clicked.connect(self._presenter.signing.take_certificate)
        line = FlowLayout()
        for each in (self.use, self.leave, self.enrol, self.certificate):
            line.addWidget(each)
        return line

    @Slot()
    def _copy(self) -> None:
        if self._own is not None:
            self._presenter.desk.copy("\n".join(_lines(self._own)))

    @Slot()
    def _copy_text(self) -> None:
        self._presenter.desk.copy(self.text.toPlainText())

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        for each in (self.write, self.show_code, self.use, self.leave, self.enrol, self.certificate):
            each.setEnabled(not state.busy)
        if self.text.toPlainText() != state.enrolment:
            self.text.setPlainText(state.enrolment)
            self.code.show_text(state.enrolment)
        self.shown.setVisible(bool(state.enrolment))
        if state.team is None or self._own == state.team.own:
            return
        own = self._own = state.team.own
        for field, words in zip(self.keys, (own.principal, own.public_key, own.recipient), strict=True):
            field.setText(words)
            field.setCursorPosition(0)
        self.fingerprint.setText(wording.aloud(own.fingerprint))
        self.words.setText(spoken.words(own.fingerprint))
        self.signing.setText(wording.signing(own))
        for each in (self.leave, self.enrol):
            each.setVisible(bool(own.agent_key))


def _lines(own: Own) -> tuple[str, ...]:
    return (
        f"Name on the roster: {own.principal}",
        f"Public key: {own.public_key}",
        f"Recipient: {own.recipient}",
        f"Fingerprint: {own.fingerprint}",
        f"In words: {spoken.words(own.fingerprint)}",
    )
