from __future__ import annotations

import pytest

from inspector_app import resources
from inspector_app.gui import help as pages
from inspector_app.gui.places import places

NAMES = ["unlock", *(place.name for place in places(None, None, None))]


@pytest.mark.parametrize("name", NAMES)
def test_every_screen_has_a_page_of_its_own(name):
    text = pages.page(name, name)
    assert "There is no page about this screen yet" not in text
    assert text.startswith("# ")


def test_there_is_no_page_without_a_screen():
    assert {path.stem for path in resources.path("help").glob("*.md")} == set(NAMES)
