"""Our own icons: small SVG drawings, drawn in the colour of the text that they stand beside."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from inspector_app import resources

_MENU = 16
"""Pixels of an icon in a menu; the style draws it larger where the screen is finer."""
_INK = b"#000000"


def icon(name: str, size: int = _MENU) -> QIcon:
    """Returns the icon of a name in the colours of the application's palette.

    Args:
        name: a file of `resources/icons`, without its ending.
        size: its side in pixels; it is also drawn for screens of two pixels to one.
    """
    colours = QGuiApplication.palette()
    sizes = (size, 2 * size)
    made = QIcon()
    for mode, group, role in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText),
        (QIcon.Mode.Selected, QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
    ):
        for each in sizes:
            made.addPixmap(drawing(name, colours.color(group, role), each), mode)
    for each in sizes:  # a button that is on is filled with the highlight
        ink = colours.color(QPalette.ColorRole.HighlightedText)
        made.addPixmap(drawing(name, ink, each), QIcon.Mode.Normal, QIcon.State.On)
    return made


def drawing(name: str, ink: QColor, size: int) -> QPixmap:
    """Returns one icon as a square picture of `size` pixels."""
    renderer = QSvgRenderer(QByteArray(_svg(name).replace(_INK, ink.name().encode())))
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def wear(button: QAbstractButton, name: str) -> None:
    """Gives a button an icon, and draws it anew whenever the palette or the size of text changes."""
    _Wearer(button, name)


class _Wearer(QObject):
    """Lives as a child of its button and redraws the icon with the palette."""

    def __init__(self, button: QAbstractButton, name: str) -> None:
        super().__init__(button)
        self._button = button
        self._name = name
        self._draw()
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Redraws the icon when the palette changes; lets every event pass."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw()
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        size = self._button.fontMetrics().height() * 5 // 4
        self._button.setIconSize(QSize(size, size))
        self._button.setIcon(icon(self._name, size))


@lru_cache
def _svg(name: str) -> bytes:
    return resources.path("icons", f"{name}.svg").read_bytes()
