"""The sample beside all children of the council's lists, and the cases that were swapped."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.shares import SharesDelegate
from inspector_app.services.samples import DIMENSIONS, Sample, SampleRow

_BARS = 3


class SamplePage(QWidget):
    """How the chosen cases compare with the lists that they were chosen from."""

    def __init__(self) -> None:
        super().__init__()
        self._summary, self._swaps = _sentence(), _sentence()
        self._longest = 1.0
        self.list: FilterList[SampleRow] = FilterList(
            self.tr("The sample"),
            (
                Column(self.tr("Children"), _value, chars=0, tip=_told),
                Column(self.tr("Cases"), _cases, sort=_cases_sort, chars=7, right=True),
                Column(self.tr("On the lists"), _population, sort=_population_sort, chars=9, right=True),
                Column(self.tr("Shares"), _shares, sort=_difference, chars=12),
            ),
            key=_known_by,
            noun=(self.tr("line"), self.tr("lines")),
            empty=EmptyState("cases", self.tr("No cases yet"), self.tr("Choose them from the lists.")),
        )
        self.list.table.setItemDelegateForColumn(_BARS, SharesDelegate(_both, self._longest_share, self))
        self._dimensions = self.list.add_filter(self.tr("By"), self.tr("By everything"), _dimension)
        column = QVBoxLayout(self)
        column.addWidget(self._summary)
        column.addWidget(self.list, 1)
        column.addWidget(self._swaps)

    def show_sample(self, sample: Sample) -> None:
        """Shows the sample."""
        self._summary.setText(_origin(sample))
        self._longest = max((max(_both(row)) for row in sample.rows), default=1.0)
        self.list.replace(sample.rows)
        self.list.offer(self._dimensions, DIMENSIONS.values())
        told = (
            self.tr("{0} was swapped for {1}: {2}").format(one.gone, one.instead, one.reason)
            for one in sample.swaps
        )
        self._swaps.setText("\n".join(told))
        self._swaps.setVisible(bool(sample.swaps))

    def _longest_share(self) -> float:
        return self._longest


def _sentence() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _origin(sample: Sample) -> str:
    if sample.seed is None or sample.children is None:
        return "No cases were chosen from lists yet, so what they hold is not known."
    drawn = f" drawn up on {sample.lists_as_of}" if sample.lists_as_of else ""
    by = f"with seed {sample.seed}, by {sample.chosen_by} on {sample.chosen_at[:10]}"
    bars = "Upper bar: share of the cases; lower bar: share of the lists."
    return f"Chosen from {sample.children:,} children on lists{drawn}, {by}. {bars}"


def _known_by(row: SampleRow) -> object:
    return row.dimension, row.value, row.depth


def _dimension(row: SampleRow) -> str:
    return DIMENSIONS[row.dimension]


def _value(row: SampleRow) -> str:
    return f"{row.value}, {row.depth}" if row.depth else f"{DIMENSIONS[row.dimension]}: {row.value}"


def _told(row: SampleRow) -> str:
    return f"{_value(row)}: {_shares(row)}"


def _cases(row: SampleRow) -> str:
    return str(row.sample) if row.wanted is None else f"{row.sample} of {row.wanted}"


def _cases_sort(row: SampleRow) -> int:
    return row.sample


def _population(row: SampleRow) -> str:
    return "not known" if row.population is None else f"{row.population:,}"


def _population_sort(row: SampleRow) -> int:
    return -1 if row.population is None else row.population


def _shares(row: SampleRow) -> str:
    of_lists = "" if row.population is None else f", {row.population_share:.0%} of the lists"
    return f"{row.sample_share:.0%} of the cases{of_lists}"


def _difference(row: SampleRow) -> float:
    return row.sample_share - row.population_share


def _both(row: SampleRow) -> tuple[float, float]:
    return row.sample_share, row.population_share
