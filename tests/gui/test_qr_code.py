"""A QR code on the screen is, module by module, the one that was asked for: black on white in every theme."""

from __future__ import annotations

import pytest
import segno
from PySide6.QtGui import QColor, QImage, QPalette

from inspector_app.bundle import enrolment
from inspector_app.bundle.enrolment import Enrolment
from inspector_app.crypto import sealing, signing
from inspector_app.gui.widgets.qr_code import QUIET, QrCode, modules

KEY = signing.key_of(b"q" * 32)


def text(principal="c.dene@inspection"):
    told = Enrolment(
        "33333333-3333-5333-8333-333333333333", "11111111-1111-4111-8111-111111111111", principal, "inspector",
        KEY.public, sealing.recipient_of(sealing.new_identity()), "2026-05-11T09:30:00Z",
    )  # fmt: skip
    return enrolment.signed(told, KEY).decode("ascii")


def drawn(widget):
    """What stands in the picture: the modules and the light border around them, True for dark."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    across = len(modules(widget.accessibleDescription())) + 2 * QUIET
    side = image.width() // across
    assert side * across == image.width() == image.height()
    middles = [place * side + side // 2 for place in range(across)]
    names = [[image.pixelColor(x, y).name() for x in middles] for y in middles]
    assert {name for row in names for name in row} == {"#000000", "#ffffff"}
    return tuple(tuple(name == "#000000" for name in row) for row in names)


@pytest.mark.parametrize("ground", ["#ffffff", "#202020", "#000000"])
def test_the_picture_is_the_code_black_on_white_with_its_border_whatever_the_theme(qtbot, ground):
    widget = QrCode("Enrolment")
    qtbot.addWidget(widget)
    palette = QPalette(widget.palette())
    palette.setColor(QPalette.ColorRole.Window, QColor(ground))
    widget.setPalette(palette)
    widget.show_text(text())
    widget.resize(widget.sizeHint())
    told = modules(widget.accessibleDescription())
    bare = (False,) * (len(told) + 2 * QUIET)
    sides = (False,) * QUIET
    assert drawn(widget) == (bare,) * QUIET + tuple((*sides, *row, *sides) for row in told) + (bare,) * QUIET
    assert widget.accessibleName() == "Enrolment"


def test_the_code_is_the_file_byte_for_byte_at_a_level_that_may_lose_an_eighth():
    told = text()
    made = segno.make_qr(told.encode(), error="m", mode="byte", boost_error=False)
    assert modules(told) == tuple(tuple(map(bool, row)) for row in made.matrix)
    assert (made.error, made.mode) == ("M", "byte")


@pytest.mark.parametrize(("letters", "version"), [(17, 21), (100, 22)])
def test_an_enrolment_fits_whatever_the_name(letters, version):
    assert len(modules(text("a" * letters))) == 17 + 4 * version


def test_larger_text_makes_a_larger_code_and_no_text_none(qtbot):
    widget = QrCode("Enrolment")
    qtbot.addWidget(widget)
    widget.show_text(text())
    before = widget.sizeHint().width()
    font = widget.font()
    font.setPointSize(font.pointSize() * 3)
    widget.setFont(font)
    assert widget.sizeHint().width() > before
    widget.show_text("")
    assert modules("") == ()
    widget.resize(60, 60)
    image = widget.grab().toImage()
    assert len({image.pixel(x, y) for x in range(60) for y in range(60)}) == 1
