"""An organisation's template with its own text: places are filled, words replaced, the rest stays."""

import io
import struct
import zlib
from dataclasses import replace

import pytest
from docx import Document
from lxml import etree

from inspector_app.documents.errors import TemplateError
from inspector_app.documents.previous_draft import hand_changes
from inspector_app.documents.word import draft_bytes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def picture() -> io.BytesIO:
    """A PNG of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"\x00\x80")
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")
    )


@pytest.fixture
def house(tmp_path):
    """A function that makes a template of the given paragraphs, with the organisation's picture, header and table."""

    def make(*paragraphs, header="{{marking}} {{records}}"):
        document = Document()
        document.add_picture(picture())
        for text in paragraphs:
            document.add_paragraph(text)
        document.add_table(1, 1).cell(0, 0).text = "For {{authority}} only"
        document.sections[0].header.paragraphs[0].text = header
        document.add_comment(document.paragraphs[1].runs, text="secret remark", author="Secret Author")
        path = tmp_path / "house.docx"
        document.save(path)
        return path

    return make


def body(content: bytes, texts, parts) -> list[str]:
    return [text for text in texts(parts(content)["word/document.xml"]) if text]


def test_a_part_goes_to_its_place_and_the_text_around_it_stays(report, house, texts, parts):
    template = house("Report on {{authority}}, {{days}}", "{{improvements}}", "Our own words.", "{{draft}}")
    found = body(draft_bytes(report, template=template), texts, parts)
    assert found[0] == "Report on Northmere County Council, 11 May 2026 to 22 May 2026"
    assert found[1] == "What needs to improve"
    after = found.index("Our own words.")
    assert found.index("Draft inspection report") > after
    assert (
        sum(text.strip() == "What needs to improve" for text in found) == 2
    )  # at its place, and in the list of contents
    assert "For Northmere County Council only" in found[-1]


def test_without_a_place_for_the_rest_it_stands_at_the_end_so_that_no_evidence_is_left_out(
    report, house, texts, parts
):
    found = body(draft_bytes(report, template=house("Intro", "{{findings}}")), texts, parts)
    assert found.index("For Northmere County Council only") < found.index("Evidence index")


def test_a_content_control_is_a_place_by_its_tag(report, house, texts, parts):
    template = house("Intro", "{{draft}}")
    document = Document(str(template))
    control = etree.fromstring(
        f'<w:sdt xmlns:w="{W[1:-1]}"><w:sdtPr><w:tag w:val="acronyms"/></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>Click here</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.paragraphs[1]._p.addprevious(control)
    document.save(str(template))
    found = body(draft_bytes(report, template=template), texts, parts)
    assert found[0] == "Acronyms"
    assert "Click here" not in found


def test_headers_with_words_stay_and_are_filled_others_become_ours(report, house, texts, parts):
    own = parts(draft_bytes(report, template=house("Intro", "{{draft}}")))
    heads = [text for name, part in own.items() if "header" in name for text in texts(part)]
    assert heads == ["OFFICIAL-SENSITIVE 3f2a 9c41 77be 0d12"]
    ours = parts(draft_bytes(report, template=house("Intro", "{{draft}}", header="Secret address")))
    heads = [text for name, part in ours.items() if "header" in name for text in texts(part)]
    assert "Secret address" not in heads
    assert heads.count("OFFICIAL-SENSITIVE") == 2


def test_the_organisations_picture_comes_along_and_comments_do_not(report, house, parts):
    found = parts(draft_bytes(replace(report, remarks=False), template=house("Intro", "{{draft}}")))
    assert [name for name in found if name.startswith("word/media/")]
    assert b"a:blip" in found["word/document.xml"]
    for name, content in found.items():
        assert b"ecret" not in content, name
    assert b"commentR" not in found["word/document.xml"]


def test_a_word_that_word_has_split_over_runs_is_replaced(report, house, texts, parts):
    template = house("x", "{{draft}}")
    document = Document(str(template))
    one = document.paragraphs[1]
    one.clear()
    for piece in ("For {{aut", "hori", "ty}}, all"):
        one.add_run(piece)
    document.save(str(template))
    assert (
        body(draft_bytes(report, template=template), texts, parts)[0] == "For Northmere County Council, all"
    )


def test_a_place_that_nothing_fills_is_named(report, house):
    with pytest.raises(TemplateError, match=r"places that nothing fills: findngs.*findings"):
        draft_bytes(report, template=house("Intro", "{{findngs}}"))


def test_a_draft_from_a_template_reads_as_untouched_and_the_same_every_time(report, house, tmp_path):
    template = house("Intro", "{{draft}}", "An end of ours.")
    first = draft_bytes(report, template=template)
    assert first == draft_bytes(report, template=template)
    path = tmp_path / "draft.docx"
    path.write_bytes(first)
    assert hand_changes(path) == ()
