"""What is in sight on a screen, as pages: headings, fields and whole lists, each page marked and numbered.

Pages hold words only. Every drawing of the window has its table beside it, and that is printed. What hides
behind a tab or is filtered out of a list is not in sight and so not on paper; what a list only needs
scrolling for is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QModelIndex, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPainter,
    QPalette,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QTextEdit,
    QWidget,
)

from inspector_app.gui.widgets.filterlist import FilterList

MOST_ROWS = 2000
USUAL_POINTS, LARGE_POINTS = 10.5, 18.0
"""Large print is what the makers of guides for readers with low sight ask for: 16 points at least."""
_LOOKS = {"title": "h2", "heading": "h3", "strong": "h4"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed.

    Attributes:
        title: the screen.
        inspection: what is inspected.
        marking: the classification, on every page.
        printed: when and by whom, in words.
        body: what was in sight, as HTML of our own making.
    """

    title: str
    inspection: str
    marking: str
    printed: str
    body: str


def body_of(parts: Iterable[QWidget]) -> str:
    """Returns what is in sight in some widgets, as HTML of our own making; empty where nothing is."""
    return "\n".join(block for part in parts for block in _blocks(part))


def draw(sheet: Sheet, device: QPagedPaintDevice, *, large: bool = False) -> int:
    """Draws a sheet on a printer, a preview or a PDF; returns how many pages it took."""
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        return _draw(sheet, device, painter, large=large)
    finally:
        painter.end()


def _draw(sheet: Sheet, device: QPagedPaintDevice, painter: QPainter, *, large: bool) -> int:
    font = QFont(painter.font())
    font.setPointSizeF(LARGE_POINTS if large else USUAL_POINTS)
    painter.setFont(font)
    # Set twice: what a preview records holds no pen that changes nothing, and it is shown with the window's.
    painter.setPen(QColor("white"))
    painter.setPen(QColor("black"))
    line = painter.fontMetrics().height()
    page = QRectF(0, 0, painter.viewport().width(), painter.viewport().height())
    inside = page.adjusted(0, line * 2.5, 0, -line * 2.5)
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    head = f"<h2>{escape(sheet.title)}</h2>"
    document.setHtml(sheet.body if sheet.body.startswith(head) else head + sheet.body)
    document.setPageSize(QSizeF(inside.width(), inside.height()))
    count = document.pageCount()
    for number in range(count):
        if number and not device.newPage():
            return number
        _draw_edges(sheet, painter, page, f"Page {number + 1} of {count}")
        painter.save()
        painter.translate(inside.left(), inside.top() - number * inside.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = _black_on_white()
        context.clip = QRectF(0, number * inside.height(), inside.width(), inside.height())
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
    return count


def _draw_edges(sheet: Sheet, painter: QPainter, page: QRectF, number: str) -> None:
    """The marking stands on top and at the bottom of every page, as the rules for marked papers ask."""
    middle, left, right = (
        Qt.AlignmentFlag.AlignHCenter,
        Qt.AlignmentFlag.AlignLeft,
        Qt.AlignmentFlag.AlignRight,
    )
    top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
    line = painter.fontMetrics().height()
    bold = QFont(painter.font())
    bold.setBold(True)
    painter.save()
    for edge in (top, bottom):
        painter.setFont(bold)
        painter.drawText(page, middle | edge, sheet.marking)
    painter.restore()
    under = page.adjusted(0, line * 1.1, 0, -line * 1.1)
    painter.drawText(under, left | top, sheet.inspection)
    painter.drawText(under, left | bottom, sheet.printed)
    painter.drawText(under, right | bottom, number)


def _black_on_white() -> QPalette:
    """Paper is white whatever the window's look is."""
    palette = QPalette()
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        palette.setColor(role, QColor("black"))
    return palette


# --- from widgets to words ----------------------------------------------------------------------------


def _blocks(part: QWidget) -> Iterator[str]:
    """Yields the words of a widget and of what is in it, from the top and from the left."""
    if part.isHidden():
        return
    own = _own(part)
    if own is not None:
        if own:
            yield own
        return
    children = [each for each in part.children() if isinstance(each, QWidget) and not each.isWindow()]
    for child in sorted(children, key=_place):
        yield from _blocks(child)


def _place(widget: QWidget) -> tuple[int, int]:
    return widget.y(), widget.x()


def _own(part: QWidget) -> str | None:
    """Returns a widget's own words; None where it is only a frame for others."""
    match part:
        case QLabel():
            told = _label(part)
        case QAbstractItemView():
            told = _table(part)
        case QLineEdit():
            told = _field(part, part.text()) if part.echoMode() is QLineEdit.EchoMode.Normal else ""
        case QPlainTextEdit() | QTextEdit():
            told = _field(part, part.toPlainText())
        case QComboBox():
            open_filter = isinstance(part.parentWidget(), FilterList) and part.currentIndex() == 0
            told = "" if open_filter else _field(part, part.currentText())
        case QCheckBox() | QRadioButton():
            told = f"<p>☑ {escape(part.text())}</p>" if part.isChecked() else ""
        case _:
            told = None
    return told


def _label(label: QLabel) -> str:
    if not label.text().strip():
        return ""
    look = _LOOKS.get(str(label.property("look")), "p")
    words = label.text() if label.textFormat() is not Qt.TextFormat.RichText else _plain(label.text())
    return f"<{look}>{_lines(words)}</{look}>"


def _plain(rich: str) -> str:
    document = QTextDocument()
    document.setHtml(rich)
    return document.toPlainText()


def _field(part: QWidget, words: str) -> str:
    if not words.strip():
        return ""
    name = part.accessibleName()
    told = f"<b>{escape(name)}:</b> " if name else ""
    return f"<p>{told}{_lines(words)}</p>"


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")


def _table(view: QAbstractItemView) -> str:
    model = view.model()
    count = model.rowCount(view.rootIndex())
    if not count:
        return ""
    columns = list(range(model.columnCount(view.rootIndex())))
    if not isinstance(view, QTableView):
        rows = [_lines(told) for told in _items(view, view.rootIndex(), columns)]
        return f"<p>{'<br>'.join(rows[:MOST_ROWS])}</p>{_rest(len(rows))}"
    shown = [number for number in columns if not view.isColumnHidden(number)]
    heads = (_lines(str(model.headerData(number, Qt.Orientation.Horizontal) or "")) for number in shown)
    lines = ["".join(f"<th align=left>{head}</th>" for head in heads)]
    for row in range(min(count, MOST_ROWS)):
        cells = (_lines(str(model.index(row, number).data() or "")) for number in shown)
        lines.append("".join(f"<td>{cell}</td>" for cell in cells))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    name = escape(view.accessibleName())
    told = f"<h3>{name}</h3>" if name else ""
    return f"{told}<table border=1 cellspacing=0 cellpadding=4 width='100%'>{body}</table>{_rest(count)}"


def _items(view: QAbstractItemView, under: QModelIndex, columns: list[int]) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount(under)):
        told = (str(model.index(row, number, under).data() or "") for number in columns)
        yield " - ".join(filter(None, told))
        yield from _items(view, model.index(row, 0, under), columns)


def _rest(count: int) -> str:
    more = count - MOST_ROWS
    return f"<p>And {more:,} more, which are not printed: filter the list first.</p>" if more > 0 else ""
