"""Every value of a TOML text is found on its own line, whatever way it is written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from inspector_app import resources
from inspector_app.frameworks.positions import line_at, lines_of

TRICKY = '''\
# a comment with [[areas]] and "quotes
title = """
[[areas]] is not a table here
code = "no" """ # five
text = \'\'\'
it's [[still]] text\'\'\'
"quoted key" = 1
a.b.'c' = 2     # dotted
inline = { x = 1, y = { z = "}]#" } }
list = [ # a comment ]
    "one, two",
    [1,
     2], { k = "v",
     m = 3 },
    "four", ]
path = 'C:\\new'
escaped = "a \\" # not a comment"
when = 2024-01-01T00:00:00Z

[[areas]]
code = "A"
[[areas.descriptors]]
code = "A-1"
[[areas.descriptors]]

code = "A-2"
[areas.descriptors.corroboration]
reports = 1
[[areas]]
code = "B"
  [[areas.descriptors]]
  code = "B-1"
[ sources . "x y" ]
title = "T"
'''

WHERE = {
    ("title",): 2,
    ("text",): 5,
    ("quoted key",): 7,
    ("a", "b", "c"): 8,
    ("inline", "y", "z"): 9,
    ("list",): 10,
    ("list", 0): 11,
    ("list", 1): 12,
    ("list", 1, 1): 13,
    ("list", 2, "k"): 13,
    ("list", 2, "m"): 14,
    ("list", 3): 15,
    ("path",): 16,
    ("escaped",): 17,
    ("when",): 18,
    ("areas", 0): 20,
    ("areas", 0, "code"): 21,
    ("areas", 0, "descriptors", 0, "code"): 23,
    ("areas", 0, "descriptors", 1): 24,
    ("areas", 0, "descriptors", 1, "code"): 26,
    ("areas", 0, "descriptors", 1, "corroboration", "reports"): 28,
    ("areas", 1): 29,
    ("areas", 1, "code"): 30,
    ("areas", 1, "descriptors", 0): 31,
    ("areas", 1, "descriptors", 0, "code"): 32,
    ("sources", "x y"): 33,
    ("sources", "x y", "title"): 34,
}


def places(value, place=()):
    if place:
        yield place, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, held in entries:
        yield from places(held, (*place, key))


def test_the_trickiest_ways_to_write_a_value_keep_their_lines():
    lines = lines_of(TRICKY)
    assert {place: lines.get(place) for place in WHERE} == WHERE


def test_a_text_in_windows_line_ends_has_the_same_lines():
    assert lines_of(TRICKY.replace("\n", "\r\n")) == lines_of(TRICKY)


@pytest.mark.parametrize("path", sorted(resources.path("frameworks").glob("*.toml")), ids=lambda p: p.stem)
def test_every_value_of_a_bundled_pack_stands_on_the_line_told(path: Path):
    text = path.read_text(encoding="utf-8")
    rows, lines = text.split("\n"), lines_of(text)
    seen = 0
    for place, value in places(tomllib.loads(text)):
        row = rows[lines[place] - 1]
        if isinstance(place[-1], str) and not isinstance(value, list):
            assert place[-1] in row
        elif isinstance(value, str):
            assert value.replace('"', '\\"') in row
        seen += 1
    assert seen > 30


def test_a_missing_key_is_told_at_the_table_that_lacks_it():
    lines = lines_of(TRICKY)
    assert line_at(lines, ("areas", 0, "descriptors", 1, "title")) == 24
    assert line_at(lines, ("status",)) == 1
