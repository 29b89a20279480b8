"""What stands in a window for a person to use: its names, its size, the room for its words, the way of the Tab key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenuBar,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from inspector_app.gui.widgets.whole_choice import WholeChoice

SMALLEST = 24  # pixels of a target at 100 % (WCAG 2.2, 2.5.8)
_TABS = 500  # no window has so many controls
_PARTS = 60  # nor any control so many parts that the Tab key goes through
_WRAP = Qt.TextFlag.TextWordWrap.value | Qt.TextFlag.TextExpandTabs.value


@dataclass(frozen=True)
class Words:
    """Words on screen: where in the widget they stand, and how much room they need."""

    text: str
    room: QRect
    needs: QSize

    @property
    def fit(self) -> bool:
        return self.needs.width() <= self.room.width() + 1 and self.needs.height() <= self.room.height() + 1


def shown(window: QWidget) -> list[QWidget]:
    """Everything of a window that is on screen or can be scrolled to, without what Qt keeps inside its controls."""
    return [
        each
        for each in (window, *window.findChildren(QWidget))
        if each.isVisible() and each.window() is window and not _inner(each)
    ]


def described(widget: QWidget) -> str:
    """A widget in a sentence about a fault."""
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return f"{type(widget).__name__} “{(widget.accessibleName() or words or widget.objectName())[:60]}”"


def tabbable(widget: QWidget) -> bool:
    """Whether the Tab key should come here."""
    return bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not isinstance(widget, QMenuBar)
        and (not isinstance(widget, QTabBar) or widget.count())
    )


def named(widget: QWidget) -> bool:
    """Whether a screen reader has words for a control."""
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None or not interface.text(QAccessible.Text.Name).strip():
        return False
    # On Linux the name of a box is what is chosen in it; what it is for stands in its label or its description.
    labelled = interface.relations(QAccessible.RelationFlag.Label)
    return not isinstance(widget, QComboBox) or bool(labelled or interface.text(QAccessible.Text.Description))


def silent(widget: QWidget) -> bool:
    """Whether words stand on the screen for which a screen reader has others in their place."""
    if not isinstance(widget, QLabel) or not widget.text() or not widget.pixmap().isNull():
        return False
    told = QTextDocument()
    if widget.textFormat() is Qt.TextFormat.RichText:
        told.setHtml(widget.text())
    else:
        told.setPlainText(widget.text().replace("&", ""))
    said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).replace("&", "")
    return any(word not in said for word in told.toPlainText().split() if word.isalpha())


def is_control(widget: QWidget) -> bool:
    """Whether somebody does something with it."""
    return tabbable(widget) or isinstance(widget, QAbstractButton)


def walk(window: QWidget, key: Qt.Key) -> tuple[list[QWidget], str]:
    """Presses a key until the focus is back where it was; gives where it came, and where it stayed caught."""
    order: list[QWidget] = []
    here, same = window.focusWidget(), 0
    for _ in range(_TABS):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        came = QApplication.focusWidget()
        if came is None or came.window() is not window:
            return order, f"the focus left for {came}"
        same = same + 1 if came is here else 0  # a date has parts, through which the key goes
        if same > _PARTS:
            return order, described(came) if len(order) > 1 else ""
        here = came
        if not any(came is each for each in order):
            order.append(came)
        elif came is order[0] and not same:
            return order, ""
    return order, f"no way back to {described(order[0])}"


def unreached(controls: list[QWidget], reached: list[QWidget]) -> list[str]:
    """Controls that the Tab key did not come to. Of radio buttons that exclude each other, one is enough."""
    came = {id(each) for each in reached}
    return [
        described(each)
        for each in controls
        if each.isVisible() and id(each) not in came and not _beside_reached(each, came)
    ]


def _beside_reached(widget: QWidget, came: set[int]) -> bool:
    if isinstance(widget, QAbstractButton) and (group := widget.group()) is not None and group.exclusive():
        return any(id(each) in came for each in group.buttons())
    if isinstance(widget, QRadioButton) and (parent := widget.parentWidget()) is not None:
        return any(id(each) in came for each in parent.findChildren(QRadioButton))
    return id(widget.focusProxy()) in came


def targets(window: QWidget) -> Iterator[tuple[str, QSize]]:
    """Everything that is clicked on, with its size."""
    for each in shown(window):
        if isinstance(each, QTabBar):
            for number in range(each.count()):
                yield f"tab “{each.tabText(number)}”", each.tabRect(number).size()
        elif isinstance(each, QHeaderView):
            if each.sectionsClickable() and each.count():
                yield f"heading of {described(each.parentWidget())}", QSize(SMALLEST, each.height())
        elif isinstance(each, QAbstractItemView) and each.model() is not None and each.model().rowCount():
            index = each.model().index(0, 0, each.rootIndex())
            yield f"row of {described(each)}", QSize(SMALLEST, each.visualRect(index).height())
        elif each.isEnabled() and isinstance(
            each, QAbstractButton | QLineEdit | QComboBox | QAbstractSpinBox
        ):
            yield described(each), each.size()


def too_small(size: QSize) -> bool:
    return min(size.width(), size.height()) < SMALLEST


def words_of(widget: QWidget) -> Iterator[Words]:
    """The words that a widget draws, with the room that it has for them."""
    for kind, words in _WORDS:
        if isinstance(widget, kind):
            yield from words(widget)
            return


def _on_label(widget: QLabel) -> Iterator[Words]:
    text, margin = widget.text(), widget.margin()
    if not text or not widget.pixmap().isNull():
        return
    room = widget.contentsRect().adjusted(margin, margin, -margin, -margin)
    if widget.textFormat() is Qt.TextFormat.RichText:
        yield Words(text, widget.rect(), QSize(0, widget.heightForWidth(widget.width())))
        return
    wraps = _WRAP if widget.wordWrap() else Qt.TextFlag.TextExpandTabs.value
    yield Words(text, room, _needed(widget.fontMetrics(), text, room.width(), wraps))


def _on_tabs(widget: QTabBar) -> Iterator[Words]:
    for number in range(widget.count()):
        text, room = widget.tabText(number), widget.tabRect(number)
        yield Words(text, room, _needed(_bold(widget), _plain(text), room.width()))


def _in_box(widget: QComboBox) -> Iterator[Words]:
    told = QStyleOptionComboBox()
    widget.initStyleOption(told)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, told, field, widget)
    text = widget.currentText()
    told_below = any(each.isVisible() and each.text() == text for each in _beside(widget))
    if text and not widget.isEditable() and not told_below:
        yield Words(text, room, _needed(widget.fontMetrics(), text, room.width()))


def _beside(widget: QWidget) -> list[WholeChoice]:
    parent = widget.parentWidget()
    return parent.findChildren(WholeChoice) if parent is not None else []


def _on_group(widget: QGroupBox) -> Iterator[Words]:
    if widget.title():
        needs = _needed(widget.fontMetrics(), _plain(widget.title()), widget.width())
        yield Words(widget.title(), widget.rect(), needs)


def _in_line(widget: QLineEdit) -> Iterator[Words]:
    text = widget.placeholderText()
    if text and not widget.text():
        room = widget.contentsRect().adjusted(4, 0, -4, 0)
        yield Words(text, room, _needed(widget.fontMetrics(), text, room.width()))


def _in_field(widget: QPlainTextEdit) -> Iterator[Words]:
    text = widget.placeholderText()
    if text and not widget.toPlainText():
        room = widget.viewport().rect().adjusted(4, 4, -4, 0)
        yield Words(text, room, _needed(widget.fontMetrics(), text, room.width(), _WRAP))


def _on_button(widget: QAbstractButton) -> Iterator[Words]:
    text = _plain(widget.text())
    icon_alone = isinstance(widget, QToolButton) and (
        widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly and not widget.icon().isNull()
    )
    if not text or icon_alone:
        return
    room = widget.rect().adjusted(3, 3, -3, -3)
    metrics = _bold(widget) if widget.property("rail") else widget.fontMetrics()
    if isinstance(widget, QCheckBox | QRadioButton):
        told = QStyleOptionButton()
        widget.initStyleOption(told)
        part = (
            QStyle.SubElement.SE_CheckBoxContents
            if isinstance(widget, QCheckBox)
            else QStyle.SubElement.SE_RadioButtonContents
        )
        room = widget.style().subElementRect(part, told, widget)
    elif not widget.icon().isNull():
        room.setLeft(room.left() + widget.iconSize().width())
    yield Words(text, room, _needed(metrics, text, room.width()))


def _headings(header: QHeaderView) -> Iterator[Words]:
    model = header.model()
    if model is None or header.count() == 0:
        return
    metrics = _bold(header)
    wraps = bool(header.defaultAlignment().value & Qt.TextFlag.TextWordWrap.value)
    for number in range(header.count()):
        text = str(model.headerData(number, header.orientation(), Qt.ItemDataRole.DisplayRole) or "")
        if not text or header.isSectionHidden(number):
            continue
        place, size = header.sectionViewportPosition(number), header.sectionSize(number)
        across = header.orientation() is Qt.Orientation.Horizontal
        room = QRect(place, 0, size, header.height()) if across else QRect(0, place, header.width(), size)
        yield Words(
            text, room.adjusted(4, 0, -4, 0), _needed(metrics, text, room.width() - 8, _WRAP if wraps else 0)
        )


def hidden_cells(widget: QWidget) -> Iterator[str]:
    """Cells whose words have no room and that tell them nowhere else."""
    if not isinstance(widget, QTableView | QListView) or widget.model() is None:
        return
    model = widget.model()
    metrics = widget.fontMetrics()
    for row in range(min(model.rowCount(widget.rootIndex()), 30)):
        for column in range(_columns(widget)):
            index = model.index(row, column, widget.rootIndex())
            rect = widget.visualRect(index)
            text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            if rect.isEmpty() or not text or widget.wordWrap():
                continue
            longest = max(metrics.horizontalAdvance(line) for line in text.splitlines())
            if longest > rect.width() and not index.data(Qt.ItemDataRole.ToolTipRole):
                yield f"cell “{text[:60]}” of {described(widget)}"


def _columns(widget: QAbstractItemView) -> int:
    return (
        widget.model().columnCount(widget.rootIndex()) if isinstance(widget, QTableView) else 1
    )  # Qt hides a list's


def outside(window: QWidget) -> Iterator[str]:
    """What lies outside of its owner, where nothing scrolls to it."""
    for each in shown(window):
        parent = each.parentWidget()
        if each.isWindow() or parent is None or isinstance(each, QScrollBar):
            continue
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if area.horizontalScrollBarPolicy() == off and each.width() > parent.width() + 1:
                yield f"{described(each)} is wider than {described(area)}"
            continue
        if isinstance(parent, QTabBar | QHeaderView | QAbstractScrollArea):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(each.geometry()):
            yield f"{described(each)} at {each.geometry().getRect()} of {parent.size().toTuple()}"


def _inner(widget: QWidget) -> bool:
    """What Qt makes inside a control: its own line of text, its buttons, its list."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar):
        return True
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, QComboBox | QAbstractSpinBox | QTabBar | QScrollBar | QMenuBar):
            return True
        if isinstance(parent, QLineEdit):
            return True
        widget, parent = parent, parent.parentWidget()
    return False


def _needed(metrics: QFontMetrics, text: str, width: int, flags: int = 0) -> QSize:
    if not flags & Qt.TextFlag.TextWordWrap.value:
        lines = text.splitlines() or [""]
        return QSize(
            max(map(metrics.horizontalAdvance, lines)), metrics.lineSpacing() * len(lines) - metrics.leading()
        )
    return metrics.boundingRect(QRect(0, 0, max(1, width), 10**6), flags, text).size()


def _bold(widget: QWidget) -> QFontMetrics:
    font = QFont(widget.font())
    font.setBold(True)
    return QFontMetrics(font)


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


_WORDS: tuple[tuple[Any, Callable[[Any], Iterator[Words]]], ...] = (
    (QLabel, _on_label),
    (QTabBar, _on_tabs),
    (QHeaderView, _headings),
    (QAbstractButton, _on_button),
    (QComboBox, _in_box),
    (QGroupBox, _on_group),
    (QLineEdit, _in_line),
    (QPlainTextEdit, _in_field),
)
