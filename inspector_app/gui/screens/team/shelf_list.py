"""Bundles that were set aside, with what can be done about them; out of sight while there are none."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.crypto import spoken
from inspector_app.gui.screens.team import shelving, wording
from inspector_app.gui.screens.team.parts import button, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column
from inspector_app.services.shelf import Held

_LINES_IN_SIGHT = 8


class ShelfList(QWidget):
    """The list."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("heading", self.tr("Set aside until the signer is known")))
        self.list: FilterList[Held] = FilterList(
            self.tr("Set-aside bundles"),
            (
                Column(self.tr("Stands"), shelving.standing, chars=28, tip=shelving.standing),
                Column(self.tr("Says it is from"), _claims, chars=22, tip=_claims),
                Column(self.tr("Since"), _since, sort=_at, chars=21),
                Column(self.tr("Key in words"), _words, chars=32, tip=_fingerprint),
                Column(self.tr("File"), _name, chars=0, tip=_name),
            ),
            key=_key,
            noun=(self.tr("bundle set aside"), self.tr("bundles set aside")),
        )
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_IN_SIGHT)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._again)
        column.addWidget(self.list)
        buttons = FlowLayout()
        self.again = button(
            self.tr("Look at it again"),
            tip=self.tr("Checks it against the roster as it is now; takes nothing"),
        )
        self.discard = button(self.tr("Throw it away…"))
        self.again.clicked.connect(self._again)
        self.discard.clicked.connect(self._discard)
        for each in (self.again, self.discard):
            buttons.addWidget(each)
        column.addLayout(buttons)
        self.hide()

    @Slot(object)
    def _chosen(self, row: Held | None) -> None:
        for each in (self.again, self.discard):
            each.setEnabled(row is not None and not self._presenter.state.busy)

    @Slot()
    def _again(self) -> None:
        row = self.list.current()
        if row is not None:
            self._presenter.taking.try_first(row.path)

    @Slot()
    def _discard(self) -> None:
        row = self.list.current()
        if row is not None:
            self._presenter.shelving.throw_away(row)

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        self.setVisible(bool(state.held))
        self.list.replace(state.held)
        if self.list.current() is None and state.held:
            self.list.choose(state.held[0].id)
        self._chosen(self.list.current())


def _key(row: Held) -> object:
    return row.id


def _claims(row: Held) -> str:
    return ", ".join(row.claims)


def _since(row: Held) -> str:
    return wording.moment(row.since)


def _at(row: Held) -> str:
    return row.since


def _words(row: Held) -> str:
    return spoken.words(row.fingerprint)


def _fingerprint(row: Held) -> str:
    return row.fingerprint


def _name(row: Held) -> str:
    return row.name
