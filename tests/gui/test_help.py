from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QAction

from inspector_app import resources
from inspector_app.gui import help as pages
from inspector_app.gui.places import places

pytestmark = pytest.mark.qt_log_ignore("does not support")  # offscreen: size hints
NAMES = ["unlock", *(place.name for place in places(None, None, None))]


@pytest.mark.parametrize("name", NAMES)
def test_every_screen_has_a_page_of_its_own(name):
    text = pages.page(name, name)
    assert "There is no page about this screen yet" not in text
    assert text.startswith("# ")


def test_there_is_no_page_without_a_screen():
    assert {path.stem for path in resources.path("help").glob("*.md")} == set(NAMES)


def test_no_page_has_a_link_that_leads_nowhere():
    """Pages are read offline and links in them are not followed, so any link would be dead."""
    for path in resources.path("help").glob("*.md"):
        assert "](" not in path.read_text("utf-8"), path.name
        assert "://" not in path.read_text("utf-8"), path.name


def test_every_key_that_a_page_names_is_one_of_the_window(on_store):
    window = on_store().shell.window
    for name in window.names:
        window.go(name)
    known = {key for command in window.actions_book.commands() for key in command.shortcut.split("; ")}
    known |= {keys.toString() for action in window.findChildren(QAction) for keys in action.shortcuts()}
    known |= {"Esc", "Enter", "F8", "F12"}
    known |= {"Shift+F10", "Ctrl+plus", "Ctrl+minus", "Alt+Down"}  # of the system, or Ctrl++ as it is said
    for path in resources.path("help").glob("*.md"):
        told = re.findall(r"\b(?:(?:Ctrl|Alt|Shift)\+)+(?:\w+|/)|\bF\d+\b", path.read_text("utf-8"))
        assert [key for key in told if key not in known] == [], path.name
