"""The changelog speaks to inspectors and names the formats of every release."""

import re

import inspector_app


def test_the_changelog_has_this_release_or_what_is_unreleased(root):
    titles = re.findall(r"^## \[([^]]+)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles[0] == "Unreleased" or titles[0] == inspector_app.__version__


def test_every_release_names_its_formats(root):
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert releases
    assert [part.splitlines()[0] for part in releases if "### Formats" not in part] == []
