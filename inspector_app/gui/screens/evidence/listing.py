"""The list of evidence: filters by what was chosen, and a search of all words with those around them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from inspector_app.gui.moments import told_moment
from inspector_app.gui.screens.evidence.state import Line, Listing
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column

_PAUSE_MS = 150


def _links(line: Line) -> str:
    told = f"{line.links} linked" if line.links else line.linked
    return f"⚠ {told}" if line.unsettled else told


_COLUMNS: tuple[Column[Line], ...] = (
    Column("When", lambda line: told_moment(line.at), sort=lambda line: line.at, chars=18),
    Column("Evidence", lambda line: line.text, chars=0),
    Column("Shows", lambda line: line.polarity, chars=18),
    Column("From", lambda line: line.source, chars=18),
    Column("Case", lambda line: line.case, chars=12),
    Column("Links", _links, sort=lambda line: line.links, chars=12),
    Column("By", lambda line: line.author.partition("@")[0], chars=10),
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
        empty = EmptyState("evidence", "No evidence yet", "Press Ctrl+N, from anywhere, to write the first.")
        super().__init__(
            "Evidence",
            _COLUMNS,
            key=lambda line: line.id,
            noun=("record", "records"),
            empty=empty,
            parent=parent,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._seek)
        self._boxes: list[tuple[QComboBox, Callable[[Line], str]]] = []
        for label, every, of in (
            ("What it shows", self.tr("Anything it shows"), _polarity),
            ("Source", self.tr("All sources"), _source),
            ("Case", self.tr("All cases"), _case),
            ("Links", self.tr("Linked or not"), _linked),
            ("Author", self.tr("All authors"), _author),
        ):
            self._boxes.append((self.add_filter(label, every, of), of))
        self._withdrawn = QCheckBox(self.tr("Withdrawn too"))
        self._withdrawn.setObjectName("withdrawn")
        self._withdrawn.toggled.connect(self.withdrawn_too)
        self._tools.addWidget(self._withdrawn)

    def show_listing(self, listing: Listing) -> None:
        """Shows the list, or what was found."""
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
            self.offer(box, sorted({of(line) for line in listing.lines}))

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


def _author(line: Line) -> str:
    return line.author
