"""Banners above the work: what happened, in a sentence, until it is dealt with. Nothing modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.icons import drawing, wear
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.readable import readable
from inspector_app.gui.widgets.spoken import say

_PICTURES = {
    Weight.PROBLEM: "warning",
    Weight.WARNING: "warning",
    Weight.NOTE: "note",
    Weight.DONE: "saved",
}


class Banner(QFrame):
    """One notice on screen. Its first words name its weight, so colour is never the only sign."""

    def __init__(self, notice: Notice, area: BannerArea) -> None:
        super().__init__(area)
        self.notice = notice
        self._area = area
        self.setProperty("banner", True)
        self.setProperty("weight", notice.weight.value)
        self.setObjectName(f"banner:{notice.key}")
        self.setAccessibleName(f"{notice.weight.value}: {notice.sentence} {notice.advice}".strip())
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        self._picture = QLabel()
        self._draw()
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        row.addLayout(told, 1)
        sentence = _text(f"{self.notice.weight.value}: {self.notice.sentence}")
        sentence.setProperty("look", "strong")
        told.addWidget(sentence)
        if self.notice.advice:
            told.addWidget(_text(self.notice.advice))
        if self.notice.choices:
            ways = FlowLayout()
            for choice in self.notice.choices:
                ways.addWidget(_Way(choice, self))
            told.addLayout(ways)
        if self.notice.closable:
            close = QToolButton()
            close.setObjectName("close")
            close.setAccessibleName("Close this message")
            close.setToolTip("Close this message")
            wear(close, "close")
            close.clicked.connect(self.close_by_hand)
            row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the picture anew in another look or size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_picture"):
            self._draw()

    def _draw(self) -> None:
        size = self.fontMetrics().height() * 3 // 2
        self._picture.setPixmap(drawing(_PICTURES[self.notice.weight], self.palette().text().color(), size))

    @Slot()
    def close_by_hand(self) -> None:
        """Takes the banner away because the user closed it."""
        self._area.withdraw(self.notice.key)


class _Way(QPushButton):
    """A way on from a banner."""

    def __init__(self, choice: Choice, banner: Banner) -> None:
        super().__init__(choice.label, banner)
        self._choice = choice
        self._banner = banner
        self.clicked.connect(self._go)

    @Slot()
    def _go(self) -> None:
        if not self._choice.keeps:
            self._banner.close_by_hand()
        self._choice.does()


class BannerArea(QScrollArea):
    """All banners, problems on top; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banners")
        self.setAccessibleName("Messages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._inside)
        self._banners: dict[str, Banner] = {}
        self.hide()

    def notices(self) -> tuple[Notice, ...]:
        """Returns what the banners say, the oldest first."""
        return tuple(banner.notice for banner in self._banners.values())

    def tell(self, notice: Notice) -> None:
        """Shows a notice, in the place of one with the same key, and has a screen reader say it."""
        self._drop(notice.key)
        banner = Banner(notice, self)
        self._banners[notice.key] = banner
        self._column.insertWidget(self._place_of(notice), banner)
        self.show()
        self.updateGeometry()
        QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))
        urgent = notice.weight in (Weight.PROBLEM, Weight.WARNING)
        say(banner, banner.accessibleName(), at_once=urgent)

    def withdraw(self, key: str) -> None:
        """Takes the banner of a key away; nothing to do where there is none."""
        self._drop(key)
        if not self._banners:
            self.hide()
        self.updateGeometry()

    def clear(self) -> None:
        """Takes all banners away."""
        for key in tuple(self._banners):
            self.withdraw(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the height to what the banners need at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _place_of(self, notice: Notice) -> int:
        """Problems above warnings above the rest; among equals the newest on top."""
        rank = {Weight.PROBLEM: 0, Weight.WARNING: 1}
        weights = [rank.get(each.weight, 2) for each in self.notices() if each.key != notice.key]
        return sum(weight < rank.get(notice.weight, 2) for weight in weights)

    def _drop(self, key: str) -> None:
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()

    def sizeHint(self) -> QSize:
        """At most a third of the window: the work stays in sight, the rest scrolls."""
        most = max(self.window().height() // 3, self.fontMetrics().height() * 6)
        return QSize(self.fontMetrics().height() * 20, min(self._needed(), most))

    def minimumSizeHint(self) -> QSize:
        """A few lines: the window's least height must not follow from what is told in it."""
        least = min(self._needed(), self.fontMetrics().height() * 5)
        return QSize(self.fontMetrics().height() * 10, least)

    def _needed(self) -> int:
        wide = max(1, self.viewport().width())
        needed = self._column.totalHeightForWidth(wide)
        return needed if needed >= 0 else self._column.totalSizeHint().height()


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    readable(label)
    label.setAccessibleName(words)
    return label
