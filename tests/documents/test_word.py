import io
import zipfile  # noqa: TID251 - reads a .docx, which is a ZIP, without the code under test
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import pairwise

import pytest
from lxml import etree

from inspector_app.documents.errors import DraftNotWrittenError
from inspector_app.documents.report import Paragraph
from inspector_app.documents.word import draft_bytes, write_draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_what_was_written_is_told(report, tmp_path):
    written = write_draft(report, tmp_path / "draft.docx")
    assert written.path.read_bytes() == draft_bytes(report)
    assert (written.paragraphs, written.cited) == (11, 9)
    assert [one.ok for one in written.checks].count(False) == 7
    assert [path.name for path in tmp_path.iterdir()] == ["draft.docx"]


def test_nothing_of_the_writing_library_or_the_machine_leaks(report, parts):
    found = parts(draft_bytes(report))
    assert sorted(found) == [
        "[Content_Types].xml", "_rels/.rels", "customXml/_rels/item1.xml.rels", "customXml/item1.xml",
        "customXml/itemProps1.xml", "docProps/core.xml", "word/_rels/document.xml.rels",
        "word/comments.xml", "word/document.xml",
        "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml", "word/header1.xml", "word/header2.xml",
        "word/numbering.xml", "word/settings.xml", "word/styles.xml", "word/theme/theme1.xml",
    ]  # fmt: skip
    for name, content in found.items():
        for leak in (b"python-docx", b"2013-", b"thumbnail", b"en-US", b"ja-JP", b"rsid"):
            assert leak not in content, (name, leak)
    core = etree.fromstring(found["docProps/core.xml"])
    told = {etree.QName(node).localname: node.text or "" for node in core}
    assert told == {
        "title": "Draft inspection report: Northmere County Council",
        "subject": "Inspection of local authority children\N{RIGHT SINGLE QUOTATION MARK}s services, from April 2026, "
        "11 May 2026 to 22 May 2026. Draft \N{EN DASH} not for publication.",
        "creator": "",
        "lastModifiedBy": "",
        "language": "en-GB",
        "revision": "1",
        "created": "2026-05-22T16:05:09Z",
        "modified": "2026-05-22T16:05:09Z",
    }


def test_times_in_the_properties_are_utc(report, parts):
    summer = report.prepared.astimezone(timezone(timedelta(hours=1)))
    assert (
        b"2026-05-22T16:05:09Z" in parts(draft_bytes(replace(report, prepared=summer)))["docProps/core.xml"]
    )


def test_the_same_report_gives_the_same_bytes_with_no_time_of_day_in_them(report):
    first = draft_bytes(report)
    assert first == draft_bytes(report)
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_every_language_mark_is_british_english(report, parts):
    found = parts(draft_bytes(report))
    marks = list(etree.fromstring(found["word/styles.xml"]).iter(f"{W}lang"))
    assert marks
    assert {value for mark in marks for value in mark.attrib.values()} == {"en-GB"}
    assert etree.fromstring(found["word/settings.xml"]).find(f"{W}themeFontLang").get(f"{W}val") == "en-GB"


def test_every_table_repeats_its_header_row_and_is_named_and_as_wide_as_the_page(report, parts):
    document = etree.fromstring(parts(draft_bytes(report))["word/document.xml"])
    tables = list(document.iter(f"{W}tbl"))
    assert len(tables) == 12
    for table in tables:
        heads = [row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert heads == [table.find(f"{W}tr")]
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) == 11906 - 2 * 1134
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))


def test_a_row_longer_than_a_page_may_break(report, parts):
    long = replace(
        report.areas[1], strengths=tuple(Paragraph("Children are well. " * 40, (1,)) for _ in range(9))
    )
    document = etree.fromstring(parts(draft_bytes(replace(report, areas=(long,))))["word/document.xml"])
    breaking = [row for row in document.iter(f"{W}tr") if row.find(f"{W}trPr/{W}cantSplit") is None]
    assert len(breaking) == 1


def test_the_page_is_a4_and_its_first_page_differs(report, parts):
    sheet = etree.fromstring(parts(draft_bytes(report))["word/document.xml"]).find(f"{W}body/{W}sectPr")
    size = sheet.find(f"{W}pgSz")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert sheet.find(f"{W}titlePg") is not None
    assert {one.get(f"{W}type") for one in sheet if one.tag.endswith("Reference")} == {"first", "default"}


def test_what_introduces_a_table_stays_on_its_page(report, parts):
    body = etree.fromstring(parts(draft_bytes(report))["word/document.xml"]).find(f"{W}body")
    heading_styles = {"Heading1", "Heading2", "Heading3"}
    for before, after in pairwise(body):
        if after.tag == f"{W}tbl":
            properties = before.find(f"{W}pPr")
            style = properties.find(f"{W}pStyle").get(f"{W}val")
            assert style in heading_styles or properties.find(f"{W}keepNext") is not None


def test_every_link_has_its_bookmark_and_bookmarks_are_unique(report, parts):
    document = etree.fromstring(parts(draft_bytes(report))["word/document.xml"])
    names = [mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")]
    numbers = [mark.get(f"{W}id") for mark in document.iter(f"{W}bookmarkStart")]
    links = {link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")}
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    assert links <= set(names)
    assert {"E1", "P1", "about"} <= links
    assert "E99" not in links


def contents_of(content, parts):
    """Each line of the list of contents: the place its page number is of, the number, and its leader."""
    document = etree.fromstring(parts(content)["word/document.xml"])
    for line in document.iter(f"{W}p"):
        style = line.find(f"{W}pPr/{W}pStyle")
        if (
            style is not None
            and style.get(f"{W}val").startswith("TOC")
            and style.get(f"{W}val") != "TOCHeading"
        ):
            (field,) = (one.text.split() for one in line.iter(f"{W}instrText") if "PAGEREF" in one.text)
            leader = line.find(f"{W}pPr/{W}tabs/{W}tab").get(f"{W}leader")
            yield field[1], [one.text for one in line.iter(f"{W}t")][1:], leader, document


def test_each_line_of_the_contents_has_a_field_for_its_page_and_none_that_word_must_ask_about(report, parts):
    found = list(contents_of(draft_bytes(report), parts))
    names = {mark.get(f"{W}name") for mark in found[0][3].iter(f"{W}bookmarkStart")}
    assert {name for name, *_ in found} <= names
    assert all((shown, leader) == ([], None) for _, shown, leader, _ in found)
    written = parts(draft_bytes(report))
    assert b"updateFields" not in written["word/settings.xml"]
    assert b"w:dirty" not in written["word/document.xml"]
    assert b"press F9" in written["word/comments.xml"]


def test_where_the_pages_are_laid_out_their_numbers_stand_there_and_nothing_remains_to_be_done(report, parts):
    content = draft_bytes(report, pages=tuple(range(3, 60)))
    found = list(contents_of(content, parts))
    assert [shown for _, shown, _, _ in found] == [[str(number)] for number in range(3, 3 + len(found))]
    assert {leader for _, _, leader, _ in found} == {"dot"}
    assert b"press F9" not in parts(content)["word/comments.xml"]


def test_area_codes_that_word_cannot_bookmark_still_link(report, parts):
    odd = tuple(replace(area, code=f"{area.code}.1 é-" + "x" * 60) for area in report.areas)
    document = etree.fromstring(parts(draft_bytes(replace(report, areas=odd)))["word/document.xml"])
    names = {mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")}
    assert all(len(name) <= 40 and name.isascii() and name.isidentifier() for name in names)
    assert {link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")} <= names


def test_awkward_characters_reach_the_page_or_leave_a_mark(report, parts, texts):
    awkward = 'a<b> & "c"\tnext\r\nline \x00\x0b\ud800\ufffe 🧒 ]]> Ŵy'
    found = texts(
        parts(draft_bytes(replace(report, summary=(Paragraph(awkward, (1,)),))))["word/document.xml"]
    )
    assert '1.\ta<b> & "c"\tnext\nline ���� 🧒 ]]> Ŵy [E1]' in found


def test_a_draft_that_cannot_be_written_leaves_nothing_and_the_old_one_whole(report, tmp_path):
    with pytest.raises(DraftNotWrittenError, match=r"nowhere"):
        write_draft(report, tmp_path / "nowhere" / "draft.docx")
    blocked = tmp_path / "draft.docx"
    blocked.mkdir()
    (blocked / "kept").write_text("kept")
    with pytest.raises(DraftNotWrittenError, match=r"draft\.docx"):
        write_draft(report, blocked)
    assert [path.name for path in tmp_path.iterdir()] == ["draft.docx"]
    assert (blocked / "kept").read_text() == "kept"


def test_an_older_draft_is_replaced_whole(report, tmp_path):
    out = tmp_path / "draft.docx"
    out.write_bytes(b"older" * 100_000)
    write_draft(report, out)
    assert out.read_bytes() == draft_bytes(report)
