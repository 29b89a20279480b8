"""A list with a search box, filters, an order by any column and a count; the same for every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.hint import hint
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.rows import Column, Rows

R = TypeVar("R")
_FILTER_CHARS, _LEAST_CHARS = 18, 24
_ROOM_FOR_A_BAR = 32  # pixels
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterList(QWidget, Generic[R]):
    """The list.

    Args:
        name: what the list is called, for a screen reader: "Evidence".
        columns: what is shown of a row.
        key: what a row is known by, so that the same row stays chosen when the rows are replaced.
        noun: one row and several, for the count: `("record", "records")`.
        empty: what is shown while there is no row at all.
        several: whether several rows can be chosen at once.
        parent: the Qt owner.

    Signals:
        chosen: the row that became current (object), or None.
        opened: the row that Enter or a double click opened (object).
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], object],
        noun: tuple[str, str] = ("row", "rows"),
        empty: EmptyState | None = None,
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._key, self._noun = name, key, noun
        self.model: Rows[R] = Rows(columns, self)
        self.empty = empty or EmptyState("search", f"No {noun[1]} yet")
        self._filters: list[_Filter] = []
        self._told: object = None
        self._build(several=several)
        self._count()

    def replace(self, rows: Iterable[R]) -> None:
        """Shows these rows; the chosen row stays chosen where it is still there."""
        before = self._standing()
        self.model.replace(rows)
        self._back_to(before)

    def current(self) -> R | None:
        """Returns the current row."""
        return self.model.row_at(self.table.currentIndex().row())

    def selected(self) -> tuple[R, ...]:
        """Returns the chosen rows in the order on screen."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(row for row in map(self.model.row_at, places) if row is not None)

    def choose(self, key: object) -> bool:
        """Makes the row of a key current; says whether it is in sight."""
        place = self.model.place_of(lambda row: self._key(row) == key)
        if place < 0:
            return False
        self.table.setCurrentIndex(self.model.index(place, 0))
        return True

    def add_filter(self, label: str, every: str, of: Callable[[R], str]) -> QComboBox:
        """Adds a filter by one property: a box with every value in the rows.

        Args:
            label: what it filters by, "Kind".
            every: the words for no filter, "All kinds".
            of: gives the value of a row, in words.

        Returns:
            the box, to which values are added by `offer`.
        """
        box = QComboBox()
        name_choice(box, f"{label}: filter of {self._name}")
        box.addItem(every)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_FILTER_CHARS)
        box.currentIndexChanged.connect(self._refilter)
        self._filters.append(_Filter(box, of))
        self._tools.addWidget(box)
        return box

    def offer(self, box: QComboBox, values: Iterable[str]) -> None:
        """Sets the values of a filter; the chosen one stays where it is among them."""
        before = box.currentText()
        box.blockSignals(True)
        while box.count() > 1:
            box.removeItem(1)
        box.addItems(list(values))
        box.setCurrentIndex(max(0, box.findText(before)))
        box.blockSignals(False)
        box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + _ROOM_FOR_A_BAR)
        self._refilter()

    @Slot()
    def search_focus(self) -> None:
        """Puts the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down or Enter in the search box goes to the list; Esc in it clears it."""
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            self._fit(self.table)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.search and self._key_in_search(event.key()):
                return True
            if watched is self.table and event.key() in _ENTER:
                self._open(self.table.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _key_in_search(self, key: int) -> bool:
        if key == Qt.Key.Key_Down or key in _ENTER:
            self._into_table()
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True

    def _build(self, *, several: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._tools = FlowLayout()
        column.addLayout(self._tools)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setAccessibleName(f"Search {self._name}")
        self.search.setClearButtonEnabled(True)
        hint(self.search, f"Search {self._name[:1].lower()}{self._name[1:]}", "Search")
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 34)
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self._tools.addWidget(self.search)
        self.counted = QLabel()
        self.counted.setProperty("look", "muted")
        column.addWidget(self.counted)
        body = QWidget()
        self._body = QStackedLayout(body)
        column.addWidget(body, 1)
        self.table = self._make_table(several=several)
        self.nothing = EmptyState(
            "search", "Nothing matches", "Change the search or the filters.", "Clear them"
        )
        self.nothing.asked.connect(self.clear_filters)
        for page in (self.table, self.empty, self.nothing):
            self._body.addWidget(page)

    def _make_table(self, *, several: bool) -> QTableView:
        table = QTableView()
        table.setObjectName("table")
        table.setAccessibleName(self._name)
        table.setModel(self.model)
        mode = QAbstractItemView.SelectionMode
        table.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        table.selectionModel().selectionChanged.connect(self._selection_changed)
        queued = Qt.ConnectionType.QueuedConnection  # keys and mouse select before they make current
        table.selectionModel().selectionChanged.connect(self._follow_selection, queued)
        table.selectionModel().currentRowChanged.connect(self._current_changed)
        table.doubleClicked.connect(self._open)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)  # its size is known only after the table's own
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._recall)
        self._size_columns(table)
        return table

    def changeEvent(self, event: QEvent) -> None:
        """Fits rows and columns to the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "table"):
            self._size_columns(self.table)

    def _size_columns(self, table: QTableView) -> None:
        metrics = table.fontMetrics()
        table.verticalHeader().setDefaultSectionSize(metrics.height() * 7 // 4)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, column in enumerate(self.model.columns):
            stretch = column.chars == 0
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            if not stretch:
                words = metrics.horizontalAdvance("0") * (
                    column.chars + 2
                )  # a digit is wider than most letters
                title = header.fontMetrics().horizontalAdvance(column.title) * 6 // 5  # it is set in bold
                header.resizeSection(place, max(words, title + 2 * metrics.averageCharWidth()))
        header.setMinimumSectionSize(metrics.averageCharWidth() * 6)
        self._fit(table)

    def _fit(self, table: QTableView) -> None:
        """Lets the widest column take what the others leave; where that is too little, the table scrolls."""
        header, char = table.horizontalHeader(), table.fontMetrics().averageCharWidth()
        widest = [place for place, column in enumerate(self.model.columns) if column.chars == 0]
        fixed = sum(
            header.sectionSize(place) for place in range(len(self.model.columns)) if place not in widest
        )
        roomy = table.viewport().width() - fixed >= char * _LEAST_CHARS
        for place in widest:
            mode = QHeaderView.ResizeMode.Stretch if roomy else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            if not roomy:
                header.resizeSection(place, char * _LEAST_CHARS)

    def hide_column(self, place: int, *, yes: bool) -> None:
        """Leaves a column out where there is no room for it; the widest takes its place."""
        self.table.setColumnHidden(place, yes)
        self._fit(self.table)

    @Slot()
    def clear_filters(self) -> None:
        """Shows every row again."""
        self.search.clear()
        for each in self._filters:
            each.box.setCurrentIndex(0)
        self.search_focus()

    @Slot(str)
    def _search(self, words: str) -> None:
        self.model.filter_words(words)

    @Slot()
    def _refilter(self) -> None:
        wanted = [(each.of, each.box.currentText()) for each in self._filters if each.box.currentIndex() > 0]
        self.model.filter_rows(_all_of(wanted) if wanted else None)

    def _standing(self) -> R | None:
        """Returns the row to come back to: one that a screen reader chose may not be current yet."""
        alone = self.selected()
        return alone[0] if len(alone) == 1 else self.current()

    @Slot()
    def _remember(self) -> None:
        self._told = self._standing()

    @Slot()
    def _recall(self) -> None:
        self._back_to(self._told)

    def _back_to(self, before: Any) -> None:
        self._count()
        if before is None or not self.choose(self._key(before)):
            self.chosen.emit(self.current())

    def _count(self) -> None:
        seen, total = self.model.rowCount(), self.model.total
        noun = self._noun[0] if total == 1 else self._noun[1]
        told = f"{total:,} {noun}" if seen == total else f"{seen:,} of {total:,} {noun}"
        picked = len(self.table.selectionModel().selectedRows())
        self.counted.setText(f"{told}, {picked} chosen" if picked > 1 else told)
        self._body.setCurrentWidget(self.empty if total == 0 else self.nothing if seen == 0 else self.table)

    def _into_table(self) -> None:
        if self.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QItemSelection, QItemSelection)
    def _selection_changed(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._count()

    @Slot()
    def _follow_selection(self) -> None:
        """A screen reader chooses a row and leaves it to the list to make it current."""
        chosen = self.table.selectionModel().selectedRows()
        if len(chosen) == 1 and chosen[0].row() != self.table.currentIndex().row():
            no_update = QItemSelectionModel.SelectionFlag.NoUpdate
            self.table.selectionModel().setCurrentIndex(chosen[0], no_update)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.model.row_at(now.row()))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None:
            self.opened.emit(row)


class _Filter:
    """One box and what it filters by."""

    def __init__(self, box: QComboBox, of: Callable[[Any], str]) -> None:
        self.box = box
        self.of = of


def _all_of(wanted: list[tuple[Callable[[Any], str], str]]) -> Callable[[Any], bool]:
    def keeps(row: Any) -> bool:
        return all(of(row) == value for of, value in wanted)

    return keeps
