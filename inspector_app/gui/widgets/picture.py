"""A picture to be looked at, as large as it is or as large as there is room; and how bytes become one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from inspector_app.errors import RefusedError

MAX_PIXELS = 64_000_000
"""Of one picture; four bytes each, it then takes 256 MB of memory."""

_SMALL_SIDE = 2560


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: whole, and small enough that drawing it anew at every change of the window takes no time."""

    whole: QImage
    small: QImage


def decoded(data: bytes, form: str) -> Drawn:
    """Decodes a picture, the right way up. For a job: it takes its time.

    Args:
        data: the whole file.
        form: what it is, in the words of `QImageReader`; nothing else is tried.

    Raises:
        RefusedError: it is damaged, or has more pixels than there is memory for.
    """
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return drawn(_read(buffer, form))


def _read(buffer: QBuffer, form: str) -> QImage:
    # A function of its own, so that the reader goes before the buffer: that of TIFF looks into it once more.
    reader = QImageReader(buffer, form.encode("ascii"))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > MAX_PIXELS:
        told = f"This picture is too large to be shown: {size.width()} by {size.height()} pixels"
        raise RefusedError(told)
    if size.isEmpty():
        raise RefusedError("This picture is damaged and cannot be shown")
    image = reader.read()
    if image.isNull():
        raise RefusedError("This picture is damaged, or needs more memory than there is for it")
    return image


def drawn(image: QImage) -> Drawn:
    """Returns an image with its small copy. For a job."""
    image = image.convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    )
    if max(image.width(), image.height()) <= _SMALL_SIDE:
        return Drawn(image, image)
    small = image.scaled(
        QSize(_SMALL_SIDE, _SMALL_SIDE),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    small.setDevicePixelRatio(1)
    return Drawn(image, small)


class PictureView(QScrollArea):
    """Where the picture is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ring", True)
        self._fits = True
        self._drawn: Drawn | None = None
        self.sheet = _Sheet()
        self.setWidget(self.sheet)

    def show_picture(self, picture: Drawn | None) -> None:
        """Shows a picture from its upper end; None for none."""
        self._drawn = picture
        self.verticalScrollBar().setValue(0)
        self._lay_out()

    def fit(self, *, yes: bool) -> None:
        """Shows the whole picture in the room there is, or every pixel of it."""
        self._fits = yes
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The room has changed."""
        super().resizeEvent(event)
        if self._fits:
            self._lay_out()

    def _lay_out(self) -> None:
        if self._drawn is None:
            self.sheet.show_image(None, QSize(0, 0))
            return
        size = self._drawn.whole.deviceIndependentSize().toSize()
        if not self._fits:
            self.sheet.show_image(self._drawn.whole, size)
            return
        room = self.maximumViewportSize()
        fits = size.width() <= room.width() and size.height() <= room.height()
        wanted = size if fits else size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.sheet.show_image(self._drawn.small, wanted.expandedTo(QSize(1, 1)))


class _Sheet(QWidget):
    """The picture itself, on white, as it would be on paper."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None

    def show_image(self, image: QImage | None, size: QSize) -> None:
        self._image = image
        self.resize(size)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.white)
        if self._image.deviceIndependentSize().toSize() == self.size():
            painter.drawImage(QPointF(0, 0), self._image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image, QRectF(self._image.rect()))
        painter.end()
