"""The model behind every list: frozen rows, columns that say how to show and sort them, and a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """What a cell can be asked for beside its text."""

    NUMBER = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column.

    Args:
        title: its heading.
        text: what a row shows in it.
        sort: by what it sorts; by its text, capitals or not, where None.
        chars: its width in characters; 0 for the column that takes the rest.
        right: whether it stands at the right, for numbers.
        tip: a longer text for tooltip and screen reader.
    """

    title: str
    text: Callable[[R], str]
    sort: Callable[[R], Any] | None = None
    chars: int = 12
    right: bool = False
    tip: Callable[[R], str] | None = None


class Rows(QAbstractTableModel, Generic[R]):
    """A table of frozen rows. Filter and order are kept when the rows are replaced.

    A row is known by its number in the rows as given; nothing but numbers reaches Qt.

    Args:
        columns: what is shown.
        parent: the Qt owner.
    """

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: tuple[R, ...] = ()
        self._hay: tuple[str, ...] = ()
        self._in_sight: list[int] = []
        self._words: tuple[str, ...] = ()
        self._keeps: Callable[[R], bool] | None = None
        self._order: tuple[int, bool] | None = None

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """What is shown."""
        return self._columns

    @property
    def total(self) -> int:
        """How many rows there are, filtered out or not."""
        return len(self._rows)

    def replace(self, rows: Iterable[R]) -> None:
        """Shows these rows in the place of those before."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._hay = tuple(
            "\x1f".join(column.text(row) for column in self._columns).casefold() for row in self._rows
        )
        self._sift()
        self.endResetModel()

    def filter_words(self, words: str) -> None:
        """Keeps in sight the rows that hold every one of these words, in any column."""
        self.beginResetModel()
        self._words = tuple(words.casefold().split())
        self._sift()
        self.endResetModel()

    def filter_rows(self, keeps: Callable[[R], bool] | None) -> None:
        """Keeps in sight the rows for which a function says so; all where None."""
        self.beginResetModel()
        self._keeps = keeps
        self._sift()
        self.endResetModel()

    def row_at(self, place: int) -> R | None:
        """Returns the row at a place on screen."""
        return self._rows[self._in_sight[place]] if 0 <= place < len(self._in_sight) else None

    def place_of(self, found: Callable[[R], bool]) -> int:
        """Returns the place on screen of the first row for which a function says so, or -1."""
        places = (place for place, number in enumerate(self._in_sight) if found(self._rows[number]))
        return next(places, -1)

    def in_sight(self) -> tuple[R, ...]:
        """Returns the rows on screen, in their order."""
        return tuple(self._rows[number] for number in self._in_sight)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows in sight."""
        return 0 if parent.isValid() else len(self._in_sight)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, says, or stands for."""
        if not index.isValid():
            return None
        number = self._in_sight[index.row()]
        column = self._columns[index.column()]
        if role == RowRole.NUMBER:
            return number
        if role == RowRole.ROW:
            return self._rows[number]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _told(column, self._rows[number], role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings of the columns; rows are numbered."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        return self._columns[section].title if 0 <= section < len(self._columns) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Orders the rows by a column; -1 gives back the order in which they came."""
        self.beginResetModel()
        self._order = None if column < 0 else (column, order is Qt.SortOrder.DescendingOrder)
        self._sift()
        self.endResetModel()

    def _sift(self) -> None:
        keeps = self._keeps
        self._in_sight = [
            number
            for number, row in enumerate(self._rows)
            if all(word in self._hay[number] for word in self._words) and (keeps is None or keeps(row))
        ]
        if self._order is not None:
            place, backwards = self._order
            self._in_sight.sort(key=self._key_of(self._columns[place]), reverse=backwards)

    def _key_of(self, column: Column[R]) -> Callable[[int], Any]:
        given = column.sort

        def key(number: int) -> Any:
            row = self._rows[number]
            return given(row) if given is not None else column.text(row).casefold()

        return key


def _told(column: Column[R], row: R, role: int) -> str | None:
    """Returns the words of a cell for the eye, the pointer and the screen reader."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        case Qt.ItemDataRole.ToolTipRole:
            return (column.tip or column.text)(row)
        case Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {(column.tip or column.text)(row)}"
        case _:
            return None
