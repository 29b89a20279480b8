"""The list of evidence: filters by what was chosen, and a search of all words with those around them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from inspector_app.gui.screens.evidence.state import Line, Listing
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.shown_tick import show_tick

_PAUSE_MS = 150
_BOX_CHARS, _ROOMY_CHARS, _ROWS_IN_SIGHT = 13, 78, 5
_GAPS = 12  # pixels between the parts


def _links(line: Line) -> str:
    told = f"{line.links} linked" if line.links else line.linked
    return f"⚠ {told}" if line.unsettled else told


_COLUMNS: tuple[Column[Line], ...] = (
    Column("When", lambda line: line.told_at, sort=lambda line: line.at, chars=15),
    Column("Evidence", lambda line: line.text, chars=0),
    Column("Shows", lambda line: line.polarity, chars=11),
    Column("From", lambda line: line.source, chars=11),
    Column("Case", lambda line: line.case, chars=9),
    Column("Links", _links, sort=lambda line: line.links, chars=7),
)
_NO_CASE = "No case"


class EvidenceList(FilterList[Line]):
    """The list. Its search asks the store and does not sift the rows itself.

    Signals:
        sought: the words to seek (str), a moment after the last keystroke.
        withdrawn_too: whether withdrawn records are to be shown (bool).
    """

    sought = Signal(str)
    withdrawn_too = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        empty = EmptyState("evidence", "Reading the evidence…")
        super().__init__(
            "Evidence",
            _COLUMNS,
            key=lambda line: line.id,
            noun=("record", "records"),
            empty=empty,
            several=True,
            parent=parent,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._seek)
        self._toggle = QPushButton(self.tr("Filters"))
        self._toggle.setObjectName("filters")
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._toggled)
        self._tools.addWidget(self._toggle)
        self._wished: bool | None = None
        self._capped = False
        self._boxes: list[tuple[QComboBox, Callable[[Line], str]]] = []
        self._offered: dict[QComboBox, list[str]] = {}
        for label, every, of in (
            ("What it shows", self.tr("Anything it shows"), _polarity),
            ("Source", self.tr("All sources"), _source),
            ("Case", self.tr("All cases"), _case),
            ("Links", self.tr("Linked or not"), _linked),
            ("Author", self.tr("All authors"), _author),
            ("Counts", self.tr("Confirmed or not"), _counts),
        ):
            box = self.add_filter(label, every, of)
            box.setMinimumContentsLength(_BOX_CHARS)
            box.currentIndexChanged.connect(self._say_filters)
            self._boxes.append((box, of))
        self._withdrawn = QCheckBox(self.tr("Withdrawn too"))
        self._withdrawn.setObjectName("withdrawn")
        self._withdrawn.toggled.connect(self.withdrawn_too)
        self._withdrawn.toggled.connect(self._say_filters)
        self._tools.addWidget(self._withdrawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the filters in sight where there is room, and the least height that cuts nothing off."""
        super().resizeEvent(event)
        if self._wished is None:
            self._show_filters(yes=self.width() >= self.fontMetrics().averageCharWidth() * _ROOMY_CHARS)
        self._keep_height()

    def _keep_height(self) -> None:
        """A splitter does not ask how high the broken rows of filters are at this width; so it is told."""
        rows = self.table.verticalHeader().defaultSectionSize() * (_ROWS_IN_SIGHT + 1)
        bar = self.table.horizontalScrollBar().sizeHint().height()
        tools = self._tools.heightForWidth(self.width())
        self.setMinimumHeight(tools + self.counted.sizeHint().height() + rows + bar + _GAPS)

    @Slot(bool)
    def _toggled(self, yes: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._wished = yes
        self._show_filters(yes=yes)
        self._keep_height()

    def _show_filters(self, *, yes: bool) -> None:
        show_tick(self._toggle, on=yes)
        for box, _of in self._boxes:
            box.setVisible(yes)
        self._withdrawn.setVisible(yes)

    @Slot()
    def _say_filters(self) -> None:
        chosen = sum(box.currentIndex() > 0 for box, _of in self._boxes) + self._withdrawn.isChecked()
        told = self.tr("Filters ({0} chosen)").format(chosen) if chosen else self.tr("Filters")
        self._toggle.setText(told)

    def _count(self) -> None:
        super()._count()
        if getattr(self, "_capped", False):
            told = self.tr("the best of more; add a word to narrow the search")
            self.counted.setText(f"{self.counted.text()}: {told}")

    def show_listing(self, listing: Listing) -> None:
        """Shows the list, or what was found."""
        self._capped = listing.capped
        if listing.sought:
            self.empty.say(
                self.tr("No record holds all these words"), self.tr("Try fewer words; Esc clears the search.")
            )
        else:
            self.empty.say(
                self.tr("No evidence yet"), self.tr("Press Ctrl+N, from anywhere, to write the first.")
            )
        self.replace(listing.lines)
        for box, of in self._boxes:
            values = sorted({of(line) for line in listing.lines})
            if self._offered.get(box) != values:  # to offer is to sift all lines anew
                self._offered[box] = values
                self.offer(box, values)
        self._say_filters()

    @Slot(str)
    def _search(self, words: str) -> None:
        del words
        self._pause.start()

    @Slot()
    def _seek(self) -> None:
        self.sought.emit(self.search.text())


def _polarity(line: Line) -> str:
    return line.polarity


def _source(line: Line) -> str:
    return line.source


def _case(line: Line) -> str:
    return line.case or _NO_CASE


def _linked(line: Line) -> str:
    return line.linked


def _counts(line: Line) -> str:
    return line.counts


def _author(line: Line) -> str:
    return line.author
