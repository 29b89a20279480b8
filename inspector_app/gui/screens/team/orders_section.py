"""Orders to erase on the page of the laptops: how far each laptop is, and one carried out from a file."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.gui.screens.team import ordering
from inspector_app.gui.screens.team.ordering import OrderLine
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column

_LINES_IN_SIGHT = 9


class OrdersSection(QWidget):
    """The section; the list is out of sight while there is no order."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("heading", self.tr("Orders to erase")))
        told = self.tr(
            "An order of the roster's owner travels with the team's bundles. Each laptop carries it out when"
            " it takes one in, and says so with its next bundle."
        )
        column.addWidget(label("", told))
        self.told = copied()
        self.told.setAccessibleName(self.tr("Orders to erase, in words"))
        column.addWidget(self.told)
        self.list: FilterList[OrderLine] = FilterList(
            self.tr("Orders"),
            (
                Column(self.tr("Order"), _called, chars=24, tip=_order),
                Column(self.tr("Laptop"), _short, chars=9, tip=_device),
                Column(self.tr("Of"), _of, chars=18, tip=_of),
                Column(self.tr("Stands"), _standing, chars=0, tip=_standing),
                Column(self.tr("What was there"), _was, chars=20, tip=_was),
            ),
            key=_key,
            noun=(self.tr("laptop and order"), self.tr("laptops and orders")),
        )
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_IN_SIGHT)
        column.addWidget(self.list)
        line = FlowLayout()
        self.carry_out = button(
            self.tr("Carry out an order from a file…"),
            tip=self.tr("For a laptop that no bundle reaches in time; asks before it erases"),
        )
        self.carry_out.clicked.connect(presenter.ordering.carry_out)
        line.addWidget(self.carry_out)
        column.addLayout(line)

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        self.carry_out.setEnabled(not state.busy)
        self.told.setText(ordering.sentences(state.orders))
        self.told.setVisible(bool(state.orders))
        rows = tuple(ordering.lines_of(state.orders))
        self.list.replace(rows)
        self.list.setVisible(bool(rows))


def _key(row: OrderLine) -> object:
    return row.order, row.device, row.principal


def _called(row: OrderLine) -> str:
    return row.called


def _order(row: OrderLine) -> str:
    return row.order


def _short(row: OrderLine) -> str:
    return row.device[:8]


def _device(row: OrderLine) -> str:
    return row.device


def _of(row: OrderLine) -> str:
    return row.principal


def _standing(row: OrderLine) -> str:
    return row.standing


def _was(row: OrderLine) -> str:
    return row.was
