"""Laptops: how far the log of each has come, what only a lost one had, and how far each is with erasing."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.orders_section import OrdersSection
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.rollcall import Laptop

_LINES_IN_SIGHT = 10


class LaptopsPage(QWidget):
    """The page."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._busy = False
        page = QWidget()
        column = QVBoxLayout(page)
        told = self.tr(
            "If a laptop is lost, take in a full bundle of everybody else. Then choose it here to see"
            " what only it had, as far as anybody can tell. Looking changes nothing."
        )
        column.addWidget(label("", told))
        line = FlowLayout()
        self.look = button(self.tr("This laptop is lost: what did only it have?"), first=True)
        self.look.clicked.connect(self._look)
        line.addWidget(self.look)
        column.addLayout(line)
        self.found = copied()
        self.found.setAccessibleName(self.tr("What the lost laptop had"))
        column.addWidget(self.found)
        column.addWidget(self._make_list())
        self.orders = OrdersSection(presenter)
        column.addWidget(self.orders)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(page, self.tr("Laptops")))

    def _make_list(self) -> QWidget:
        self.list: FilterList[Laptop] = FilterList(
            self.tr("Laptops"),
            (
                Column(self.tr("Laptop"), _short, chars=9, tip=_device),
                Column(self.tr("Of"), _of, chars=0, tip=_of),
                Column(self.tr("Place"), _place, sort=_at_place, chars=7, right=True),
                Column(self.tr("Bundles"), _bundles, sort=_count, chars=8, right=True),
                Column(self.tr("Never came"), _missing, chars=12),
                Column(self.tr("Copied at"), _forks, chars=10),
            ),
            key=_device,
            noun=(self.tr("laptop"), self.tr("laptops")),
            empty=EmptyState(
                "team",
                self.tr("Only this laptop is known"),
                self.tr("Take in a bundle of a colleague first."),
            ),
        )
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_IN_SIGHT)
        self.list.chosen.connect(self._chosen)
        return self.list

    @Slot(object)
    def _chosen(self, row: Laptop | None) -> None:
        self.look.setEnabled(row is not None and not self._busy)

    @Slot()
    def _look(self) -> None:
        row = self.list.current()
        if row is not None:
            self._presenter.look_for_lost(row.device)

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        self._busy = bool(state.busy)
        self.list.replace(state.laptops)
        self._chosen(self.list.current())
        self.found.setText("" if state.lost is None else "\n".join(wording.lost(state.lost)))
        self.found.setVisible(state.lost is not None)
        self.orders.show_state(state)


def _device(row: Laptop) -> str:
    return row.device


def _short(row: Laptop) -> str:
    return row.device[:8]


def _of(row: Laptop) -> str:
    return row.principal


def _place(row: Laptop) -> str:
    return f"{row.place:,}"


def _at_place(row: Laptop) -> int:
    return row.place


def _bundles(row: Laptop) -> str:
    return f"{row.bundles:,}"


def _count(row: Laptop) -> int:
    return row.bundles


def _missing(row: Laptop) -> str:
    return ", ".join(map(str, row.missing))


def _forks(row: Laptop) -> str:
    return ", ".join(map(str, row.forks))
