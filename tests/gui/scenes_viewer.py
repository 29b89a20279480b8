"""Scenes of the window in which an attachment is looked at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from inspector_app.gui.shell import Shell
from inspector_app.gui.widgets.viewer import Viewer
from inspector_app.services.viewing import Shape, Viewed


def looked_at(viewed: Viewed, shell: Shell) -> QWidget:
    made = Viewer(shell.desk.runner, shell.desk.failed, viewed, shell.window)
    made.show()
    return made


def photograph() -> bytes:
    image = QImage(1600, 1000, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, 1000)
    sky.setColorAt(0, QColor("lightskyblue"))
    sky.setColorAt(1, QColor("darkolivegreen"))
    painter.fillRect(image.rect(), sky)
    painter.end()
    held = QByteArray()
    into = QBuffer(held)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(into, "PNG")
    return held.data()


def letter() -> bytes:
    held = QByteArray()
    into = QBuffer(held)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(into)
    painter = QPainter(writer)
    painter.setFont(QFont("serif", 14))
    for number in range(3):
        if number:
            writer.newPage()
        room = QRectF(0, 0, writer.width(), writer.height())
        painter.drawText(
            room, 0, f"Minutes of the front door meeting\n\n{number + 1}. Eleven contacts were decided."
        )
    painter.end()
    return held.data()


TEXT = "date,worker,visits\n" + "\n".join(f"2026-05-{day:02},SW-{day % 7},{day % 4}" for day in range(1, 29))

SCENES = [
    (
        "viewer-picture",
        partial(looked_at, Viewed("a", "display board.png", Shape.PICTURE, "png", photograph())),
    ),
    ("viewer-pdf", lambda shell: looked_at(Viewed("a", "minutes.pdf", Shape.PDF, data=letter()), shell)),
    ("viewer-text", partial(looked_at, Viewed("a", "visits.csv", Shape.TEXT, text=TEXT))),
    (
        "viewer-none",
        partial(
            looked_at,
            Viewed("a", "recording.m4a", Shape.NONE, why="This kind of file cannot be shown here."),
        ),
    ),
    (
        "viewer-lent",
        partial(looked_at, Viewed("a", "visits.csv", Shape.TEXT, text=TEXT, lent=True, copied=True)),
    ),
]
