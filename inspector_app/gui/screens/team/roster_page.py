"""The roster: who is on it, what a colleague needs of this device, and, for its owner, changes to it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.domain.kinds import ROLES
from inspector_app.gui.entries import Editor
from inspector_app.gui.form import Form
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.membership import Newcomer
from inspector_app.gui.screens.team.own_part import OwnPart
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.reading import newcomer_form
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.hint import hint
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.team import Member

_LINES_IN_SIGHT = 12
_TEXT_LINES = 3
_LEADS = ("lead", "deputy")
_STANDINGS = {
    "counts": "Counts",
    "revoked": "Revoked",
    "ended": "No longer valid",
    "not yet": "Not valid yet",
}


class RosterPage(QWidget):
    """The page."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._added_to: int | None = None
        self._adding: dict[str, str] = {}
        self._page = page = QWidget()
        column = QVBoxLayout(page)
        self.roster = copied()
        column.addWidget(self.roster)
        column.addLayout(self._make_buttons())
        column.addWidget(self._make_list())
        self.own = OwnPart(presenter)
        column.addWidget(self.own)
        column.addWidget(self._make_form())
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(page, self.tr("Roster"))
        whole.addWidget(self._area)

    def _make_buttons(self) -> FlowLayout:
        buttons = FlowLayout()
        self.trust = button(self.tr("Trust a roster…"), first=True)
        self.trust.clicked.connect(self._presenter.membership.trust)
        self.begin = button(self.tr("Begin a roster…"), tip=self.tr("Its key stays in this store"))
        self.begin.clicked.connect(self._presenter.membership.begin)
        self.revoke = button(self.tr("Revoke the chosen key…"))
        self.revoke.clicked.connect(self._revoke)
        for each in (self.trust, self.begin, self.revoke):
            buttons.addWidget(each)
        return buttons

    def _make_list(self) -> QWidget:
        self.list: FilterList[Member] = FilterList(
            self.tr("Roster"),
            (
                Column(self.tr("Who"), _name, chars=32, tip=_name),
                Column(self.tr("Role"), _role, chars=20),
                Column(self.tr("Stands"), _standing, chars=15),
                Column(self.tr("Valid until"), _until, chars=11),
                Column(self.tr("Fingerprint"), _fingerprint, chars=0, tip=_compared),
            ),
            key=_fingerprint,
            noun=(self.tr("key on the roster"), self.tr("keys on the roster")),
            empty=EmptyState(
                "team",
                self.tr("No roster is trusted yet"),
                self.tr("Ask your lead for the roster's folder, then trust it."),
            ),
        )
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_IN_SIGHT)
        self.list.chosen.connect(self._chosen)
        return self.list

    def _make_form(self) -> QWidget:
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(label("heading", self.tr("Add a colleague, or a colleague's new device")))
        self.admit = button(
            self.tr("Add from a file…"),
            tip=self.tr("The file that the colleague wrote; you compare five words by voice"),
        )
        self.admit.clicked.connect(self._presenter.joining.admit)
        form.addRow(self.admit)
        self.text = NoteEdit(self.tr("Text of a colleague's QR code"), _TEXT_LINES)
        self.text.setPlaceholderText("Enrolment-Format: …")
        form.addRow(self.tr("Text of a QR code"), self.text)
        self.admit_text = button(
            self.tr("Add from this text…"),
            tip=self.tr("The text that a telephone or a hand scanner read; you compare five words by voice"),
        )
        self.admit_text.clicked.connect(self._admit_text)
        form.addRow(self.admit_text)
        self.name, self.key, self.recipient = QLineEdit(), QLineEdit(), QLineEdit()
        self.role = QComboBox()
        for role, words in ROLES.items():
            self.role.addItem(words, role)
        self.role.setCurrentIndex(self.role.findData("inspector"))
        for field, words, example in (
            (self.name, self.tr("Name on the roster"), "a.brook@inspection"),
            (self.key, self.tr("Public key"), "ssh-ed25519 …"),
            (self.recipient, self.tr("Recipient"), "age1…"),
        ):
            hint(field, example)
            field.setAccessibleName(words)
            form.addRow(words, field)
        self.role.setAccessibleName(self.tr("Role"))
        form.addRow(self.tr("Role"), self.role)
        self.add = button(self.tr("Add to the roster…"))
        self.add.clicked.connect(self._add)
        form.addRow(self.add)
        entered: dict[str, Editor] = {
            "name": self.name, "key": self.key, "recipient": self.recipient, "role": self.role,
            "text": self.text,
        }  # fmt: skip
        self._entered = Form(self.form, self._presenter.desk, entered, self.tr("the colleague to add"))
        return self.form

    @Slot(object)
    def _chosen(self, row: Member | None) -> None:
        self.revoke.setEnabled(row is not None and row.standing != "revoked")

    @Slot()
    def _revoke(self) -> None:
        row = self.list.current()
        if row is not None:
            self._presenter.membership.revoke(row.fingerprint, row.name)

    @Slot()
    def _add(self) -> None:
        told = {name: value.strip() for name, value in self._adds().items()}
        newcomer = Newcomer(told["name"], told["key"], told["recipient"], told["role"])
        self._presenter.membership.add(newcomer)

    @Slot()
    def _admit_text(self) -> None:
        self._presenter.joining.admit_text(self._adds()["text"])

    def _adds(self) -> dict[str, str]:
        """Returns what was entered; it stays until a later version of the roster shows that it was taken."""
        self._entered.settle()
        team = self._presenter.state.team
        self._added_to, self._adding = team.version if team else 0, self._entered.values
        return self._adding

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        team = state.team
        for each in (self.trust, self.begin, self.add, self.admit, self.admit_text):
            each.setEnabled(not state.busy)
        before = self.own.shown.isVisibleTo(self)
        self.own.show_state(state)
        if self.own.shown.isVisibleTo(self) and not before:
            self._page.adjustSize()  # the code has no place yet, so there is nothing to go to
            self._area.ensureWidgetVisible(self.own.code)
        if team is None:
            return
        self.roster.setText(wording.roster(team))
        self.list.replace(team.members)
        self._chosen(self.list.current())
        self.begin.setVisible(not team.version and not team.owns and team.own.role in _LEADS)
        self.revoke.setVisible(team.owns)
        self.form.setVisible(team.owns)
        if team.owns:
            self._entered.show(newcomer_form(self._presenter.session), state.newcomer)
        if self._added_to is not None and team.version > self._added_to:
            self._added_to = None
            self._entered.taken(self._adding)


def _name(row: Member) -> str:
    if row.own:
        return f"{row.name} (this device)"
    return row.name or "no longer named"


def _role(row: Member) -> str:
    return ROLES.get(row.role, row.role) or "none"


def _standing(row: Member) -> str:
    return _STANDINGS[row.standing]


def _until(row: Member) -> str:
    return row.until or "no end"


def _fingerprint(row: Member) -> str:
    return row.fingerprint


def _compared(row: Member) -> str:
    return wording.compared(row.fingerprint)
