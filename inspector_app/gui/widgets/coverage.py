"""The coverage map: judgement areas down, kinds of source across, how much evidence where they meet.

A gap is said in words ("none") and drawn with a pattern, so that it shows without colour too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from inspector_app.gui.widgets.rows import Index

_AREA_CHARS, _SOURCE_LINES = 44, 4
_WRAPPED = Qt.TextFlag.TextWordWrap.value


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """Where an area and a kind of source meet; `source` is empty in the column of totals."""

    area: str
    source: str
    count: int

    @property
    def sentence(self) -> str:
        """The cell in words, for tooltip and screen reader."""
        records = "no evidence" if not self.count else f"{self.count} evidence records"
        records = "1 evidence record" if self.count == 1 else records
        return f"{self.area}, {self.source or 'all sources'}: {records}"


class Coverage(QAbstractTableModel):
    """The map as a table, with a column of totals at the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._areas: tuple[str, ...] = ()
        self._sources: tuple[str, ...] = ()
        self._counts: dict[tuple[str, str], int] = {}

    def replace(
        self, areas: Sequence[str], sources: Sequence[str], counts: Mapping[tuple[str, str], int]
    ) -> None:
        """Shows these counts, by area and source; what is not in `counts` is none."""
        self.beginResetModel()
        self._areas, self._sources, self._counts = tuple(areas), tuple(sources), dict(counts)
        self.endResetModel()

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas, downwards."""
        return self._areas

    def cell(self, row: int, column: int) -> CoverageCell:
        """Returns the cell of a place."""
        area = self._areas[row]
        if column == len(self._sources):
            return CoverageCell(area, "", sum(self._counts.get((area, each), 0) for each in self._sources))
        source = self._sources[column]
        return CoverageCell(area, source, self._counts.get((area, source), 0))

    def gaps(self) -> int:
        """Returns how many areas have no evidence of some kind of source, counted by cell."""
        cells = ((row, column) for row in range(len(self._areas)) for column in range(len(self._sources)))
        return sum(self.cell(row, column).count == 0 for row, column in cells)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Areas."""
        return 0 if parent.isValid() else len(self._areas)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Kinds of source, and the total."""
        return 0 if parent.isValid() or not self._areas else len(self._sources) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and says."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(cell.count) if cell.count else "none"
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return cell.sentence
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.BackgroundRole if not cell.count:
                line = QGuiApplication.palette().color(QPalette.ColorRole.Mid)
                line.setAlpha(90)  # the word stays readable on it
                return QBrush(line, Qt.BrushStyle.BDiagPattern)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Areas and kinds of source."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return self._areas[section] if 0 <= section < len(self._areas) else None
        return (*self._sources, "Total")[section] if 0 <= section <= len(self._sources) else None


class CoverageMap(QTableView):
    """The map on screen.

    Signals:
        opened: the `CoverageCell` on which Enter, Space or a double click fell (object).
    """

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Coverage map: areas down, kinds of source across")
        self.cells = Coverage(self)
        self.setModel(self.cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        wrapped = Qt.AlignmentFlag.AlignVCenter.value | _WRAPPED
        left, middle = Qt.AlignmentFlag.AlignLeft.value, Qt.AlignmentFlag.AlignHCenter.value
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag(wrapped | left))
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag(wrapped | middle))
        self.doubleClicked.connect(self._open)
        self._size()

    def show_counts(
        self, areas: Sequence[str], sources: Sequence[str], counts: Mapping[tuple[str, str], int]
    ) -> None:
        """Shows how much evidence there is by area and kind of source, both named in words."""
        self.cells.replace(areas, sources, counts)
        gaps = self.cells.gaps()
        self.setAccessibleDescription(f"{gaps} places without evidence" if gaps else "No gaps")
        self._size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space opens the current cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Fits rows and columns to the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "cells"):
            self._size()

    def _size(self) -> None:
        metrics = self.fontMetrics()
        side, header = self.verticalHeader(), self.horizontalHeader()
        side.setMaximumWidth(metrics.averageCharWidth() * _AREA_CHARS)
        room = QRect(0, 0, metrics.averageCharWidth() * (_AREA_CHARS - 6), 0)  # headings are in bold
        areas = [
            str(self.cells.headerData(row, Qt.Orientation.Vertical)) for row in range(self.cells.rowCount())
        ]
        heights = [metrics.boundingRect(room, _WRAPPED, area).height() for area in areas]
        side.setDefaultSectionSize(max(heights, default=0) + metrics.height())
        header.setFixedHeight(metrics.lineSpacing() * _SOURCE_LINES + metrics.height())
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in range(self.cells.columnCount()):
            words = str(self.cells.headerData(column, Qt.Orientation.Horizontal)).split()
            longest = max(map(metrics.horizontalAdvance, words))
            width = longest * 6 // 5 + metrics.averageCharWidth() * 3
            self.setColumnWidth(column, max(width, metrics.averageCharWidth() * 9))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.cells.cell(index.row(), index.column()))
