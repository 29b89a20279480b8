"""Files and pictures that are dropped on a widget or were copied elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QWidget

from inspector_app.gui.brought import Brought


def brought(data: QMimeData) -> Brought:
    """Returns the files or the picture that data holds. A folder is none, nor is an address of the web."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    files = tuple(path for path in paths if path.is_file())
    if files or not data.hasImage():
        return Brought(files)
    image = data.imageData()
    return Brought(picture=_png(image)) if isinstance(image, QImage) and not image.isNull() else Brought()


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue] - the stubs want bytes
    return bytes(buffer.data().data())


class DropPlace(QObject):
    """Takes what is dropped on some widgets. Text goes where it went before.

    Signals:
        dropped: a `Brought` (object).
    """

    dropped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def watch(self, widget: QWidget) -> None:
        """Takes what is dropped on this widget too."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accepts files and pictures."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            found = brought(event.mimeData())
            if found:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.dropped.emit(found)
                return True
        return super().eventFilter(watched, event)
