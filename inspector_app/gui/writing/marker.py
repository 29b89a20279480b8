"""Marks what stands in one field: a wave under unknown words, dashes under what tells who a child is.

A key costs nothing here but the start of a timer. What is in sight is looked at a moment later, a few
paragraphs at a time. The marks are laid over the text as Qt lays a selection: they move with it, change
nothing in the document, and leave other formats alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent, QPalette, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.writing.known import Known, Mark, Sort

_SOON_MS, _NEXT_MS = 250, 10
_CHARS_AT_ONCE = 1_500
"""Not yet seen characters that are looked at in one go: about two milliseconds."""
_MOST_WAVES = 60
"""Unknown words that are marked at once, those next to the cursor. At each letter Qt draws a paragraph anew
with all of its marks, and no English text has more in sight. Marks of who a child is are never left out."""
REPLACE_KEY = "Ctrl+Shift+H"

_Laid = tuple[int, int, Sort]


class Marker(QObject):
    """Marks one field.

    Args:
        field: the field; becomes the Qt owner.
        known: what is known.

    Signals:
        reached: the cursor came to rest in a mark (object).
    """

    reached = Signal(object)

    def __init__(self, field: PlainField, known: Known) -> None:
        super().__init__(field)
        self._field, self._known = field, known
        self._laid: list[QTextEdit.ExtraSelection] = []
        self._sorts: list[Sort] = []
        self._held_back = False
        self._told: Mark | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        field.textChanged.connect(self._look_soon)
        field.verticalScrollBar().valueChanged.connect(self._look_soon)
        field.cursorPositionChanged.connect(self._moved)
        known.changed.connect(self.anew)
        field.viewport().installEventFilter(self)
        self._look_soon()

    @property
    def laid(self) -> tuple[_Laid, ...]:
        """What is marked now: first character of the document, the one behind, and why."""
        cursors = (one.cursor for one in self._laid)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        return tuple(
            (cursor.selectionStart(), cursor.selectionEnd(), sort)
            for cursor, sort in zip(cursors, self._sorts, strict=True)
        )

    def mark_at(self, place: QTextCursor) -> Mark | None:
        """Returns the mark that a place is in, or right behind."""
        at = place.positionInBlock()
        marks = self._known.marks(place.block().text())
        return next((mark for mark in marks if mark.start <= at <= mark.end), None)

    def leave(self) -> None:
        """Takes all marks away, for good."""
        self._soon.stop()
        self._known.changed.disconnect(self.anew)
        self._field.viewport().removeEventFilter(self)
        for signal, slot in (
            (self._field.textChanged, self._look_soon),
            (self._field.verticalScrollBar().valueChanged, self._look_soon),
            (self._field.cursorPositionChanged, self._moved),
        ):
            signal.disconnect(slot)
        self._lay([])
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Says in a tooltip what a mark is about; looks again when more of the text came into sight."""
        if event.type() == QEvent.Type.Resize:
            self._look_soon()
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self._mark_under(event.pos())
            if mark is not None:
                QToolTip.showText(event.globalPos(), told(mark), self._field.viewport())
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def anew(self) -> None:
        """What is known changed, or the colours did."""
        self._lay([])
        self._soon.start(_NEXT_MS)

    @Slot()
    def _look_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start(_SOON_MS)

    @Slot()
    def _moved(self) -> None:
        self._told = None
        if not self._soon.isActive():
            self._soon.start(_SOON_MS)

    @Slot()
    def _look(self) -> None:
        wanted: list[tuple[QTextBlock, Mark]] = []
        cursor, budget = self._field.textCursor(), _CHARS_AT_ONCE
        typing = self._field.hasFocus() and not self._field.isReadOnly()
        for block in self._in_sight():
            text = block.text()
            if not self._known.is_seen(text):
                budget -= len(text)
            for mark in self._known.marks(text):
                # The word that is being typed is not finished.
                ends_here = block.position() + mark.end == cursor.position()
                if not (typing and ends_here and mark.sort is Sort.UNKNOWN_WORD):
                    wanted.append((block, mark))
            if budget < 0:
                self._soon.start(_NEXT_MS)
                break
        self._lay(_spared(wanted, cursor.position()))
        if typing:
            self._tell(cursor)

    def _in_sight(self) -> Iterator[QTextBlock]:
        """Gives the paragraphs in sight, that of the cursor first, which is where work is."""
        view = self._field.viewport().rect()
        first = self._field.cursorForPosition(view.topLeft()).block()
        last = self._field.cursorForPosition(view.bottomRight()).blockNumber()
        here = self._field.textCursor().block()
        if first.blockNumber() <= here.blockNumber() <= last:
            yield here
        while first.isValid() and first.blockNumber() <= last:
            if first != here:
                yield first
            first = first.next()

    def _lay(self, wanted: list[tuple[QTextBlock, Mark]]) -> None:
        places = tuple(
            (block.position() + mark.start, block.position() + mark.end, mark.sort) for block, mark in wanted
        )
        if places == self.laid:
            return  # nothing to draw anew
        looks = {sort: look(sort, self._field.palette()) for sort in Sort}
        self._laid, self._sorts = [], []
        for block, mark in wanted:
            one = QTextEdit.ExtraSelection()
            one.cursor, one.format = stretch(block, mark), looks[mark.sort]  # pyright: ignore[reportAttributeAccessIssue]
            self._laid.append(one)
            self._sorts.append(mark.sort)
        self._field.setExtraSelections(self._laid)

    def _tell(self, cursor: QTextCursor) -> None:
        mark = self.mark_at(cursor)
        if mark is not None and mark.sort is Sort.TELLS_WHO and mark != self._told:
            self._told = mark
            self.reached.emit(mark)

    def _mark_under(self, point: QPoint) -> Mark | None:
        place = self._field.cursorForPosition(point)
        mark = self.mark_at(place)
        near = self._field.cursorRect(place).adjusted(-40, 0, 40, 0)  # not in the empty room behind a line
        return mark if mark is not None and near.contains(point) else None


def _spared(wanted: list[tuple[QTextBlock, Mark]], at: int) -> list[tuple[QTextBlock, Mark]]:
    """Leaves out the unknown words that are farthest from a place, where there are too many to draw."""
    waves = [place for place, (_, mark) in enumerate(wanted) if mark.sort is Sort.UNKNOWN_WORD]
    if len(waves) <= _MOST_WAVES:
        return wanted
    waves.sort(key=lambda place: abs(wanted[place][0].position() + wanted[place][1].start - at))
    out = set(waves[_MOST_WAVES:])
    return [one for place, one in enumerate(wanted) if place not in out]


def stretch(block: QTextBlock, mark: Mark) -> QTextCursor:
    """Returns a cursor that holds the text of a mark in its paragraph."""
    held = QTextCursor(block)
    held.setPosition(block.position() + mark.start)
    held.setPosition(block.position() + mark.end, QTextCursor.MoveMode.KeepAnchor)
    return held


def told(mark: Mark) -> str:
    """Returns what a mark says of its words."""
    if mark.sort is Sort.UNKNOWN_WORD:
        return f"Unknown word: {mark.told}. The menu of this word offers others."
    what = mark.told[0].upper() + mark.told[1:]
    return f"{what}: it may tell who a child is. {REPLACE_KEY} puts {mark.instead} in its place."


def look(sort: Sort, palette: QPalette) -> QTextCharFormat:
    """Returns how a mark is drawn: by a shape of its own, and by a colour."""
    made = QTextCharFormat()
    if sort is Sort.UNKNOWN_WORD:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.setUnderlineColor(palette.color(QPalette.ColorRole.BrightText))
    else:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        made.setUnderlineColor(palette.color(QPalette.ColorRole.Link))
        made.setBackground(palette.color(QPalette.ColorRole.Midlight))
    return made
