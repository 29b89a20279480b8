from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton

from inspector_app import resources
from inspector_app.gui.icons import drawing, icon, wear
from inspector_app.gui.tones import THEMES, contrast
from inspector_app.gui.widgets.plain_field import PlainField

TEXTS = ("text", "muted", "danger", "warning", "success", "accent")
PARTS = ("line", "focus", "accent", "danger", "warning", "success", "disabled")


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "tone"), list(itertools.product(THEMES, TEXTS)))
def test_text_stands_out_from_every_surface(name, tone):
    tones = THEMES[name]
    for surface in tones.surfaces:
        assert contrast(getattr(tones, tone), surface) >= 4.5, surface


@pytest.mark.parametrize("name", THEMES)
def test_text_on_what_is_chosen_or_loud_stands_out(name):
    tones = THEMES[name]
    assert contrast(tones.on_accent, tones.accent) >= 4.5
    assert contrast(tones.base, tones.danger) >= 4.5


@pytest.mark.parametrize(("name", "tone"), list(itertools.product(THEMES, PARTS)))
def test_parts_stand_out_from_every_surface(name, tone):
    tones = THEMES[name]
    for surface in tones.surfaces:
        assert contrast(getattr(tones, tone), surface) >= 3, surface


def test_the_style_sheet_stays_short_and_names_no_colour_itself():
    sheet = resources.path("styles", "app.qss").read_text("utf-8")
    assert len(sheet.splitlines()) <= 150
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", sheet)


@pytest.mark.parametrize("scale", [100, 200, 300])
def test_the_focus_ring_is_at_least_two_pixels_at_every_size(theme, qapp, scale):
    theme.set_scale(scale)
    rings = re.findall(r"QAbstractItemView:focus[^{]*\{ border: (\d+)px", qapp.styleSheet())
    assert rings
    assert min(map(int, rings)) >= 2


def test_text_grows_from_a_hundred_to_three_hundred_per_cent(theme, qapp):
    usual = qapp.font().pointSizeF()
    theme.set_scale(900)
    assert theme.scale == 300
    assert qapp.font().pointSizeF() == pytest.approx(usual * 3)
    theme.set_scale(10)
    assert theme.scale == 100


def test_text_in_notes_has_a_size_of_its_own_that_grows_with_the_window(theme, qtbot, qapp):
    note = PlainField()
    qtbot.addWidget(note)
    note.show()
    usual = note.font().pointSizeF()
    theme.set_notes(150)
    assert note.font().pointSizeF() == pytest.approx(usual * 1.5, abs=0.1)
    assert qapp.font().pointSizeF() == pytest.approx(usual, abs=0.1)
    theme.set_scale(200)
    assert note.font().pointSizeF() == pytest.approx(usual * 3, abs=0.1)


@pytest.mark.parametrize("name", THEMES)
def test_a_chosen_theme_is_in_the_palette(theme, qapp, name, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.choose(name)
    assert theme.present == name
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == THEMES[name].window
    assert qapp.palette().color(QPalette.ColorRole.Text).name() == THEMES[name].text


def test_an_unknown_theme_follows_the_computer(theme):
    theme.choose("neon")
    assert theme.choice == "system"
    assert theme.present in THEMES


@pytest.mark.parametrize("path", sorted(resources.path("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something(qapp, path):
    picture = drawing(path.stem, qapp.palette().text().color(), 32).toImage()
    inked = sum(picture.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32))
    assert 20 < inked < 900


def test_icons_take_the_colour_of_the_text(theme, qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    theme.choose("dark")
    wear(button, "lock")
    button.show()
    theme.choose("contrast")
    size = button.iconSize().width()
    drawn = button.icon().pixmap(size).toImage()
    assert drawn == icon("lock", size).pixmap(size).toImage()
    inks = {
        drawn.pixelColor(x, y).name()
        for x in range(size)
        for y in range(size)
        if drawn.pixelColor(x, y).alpha() == 255
    }
    assert inks == {"#ffffff"}
