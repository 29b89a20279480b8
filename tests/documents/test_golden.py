"""The parts of the .docx against committed files. `golden/README.md` says how to renew them."""

import os
from pathlib import Path

import pytest
from lxml import etree

from inspector_app.documents.word import draft_bytes

GOLDEN = Path(__file__).parent / "golden"
PARTS = (
    "word/document.xml",
    "word/header1.xml",
    "word/header2.xml",
    "word/footer1.xml",
    "word/footer2.xml",
    "word/numbering.xml",
    "word/settings.xml",
    "docProps/core.xml",
)


@pytest.mark.parametrize("part", PARTS)
def test_the_part_is_as_it_was_agreed(report, parts, part):
    root = etree.fromstring(parts(draft_bytes(report))[part])
    etree.indent(root)
    found = etree.tostring(root, encoding="unicode") + "\n"
    golden = GOLDEN / Path(part).name
    if os.environ.get("INSPECTOR_RENEW_GOLDEN"):
        golden.write_text(found, encoding="utf-8", newline="\n")
        pytest.skip("renewed")
    assert found == golden.read_text(encoding="utf-8")
