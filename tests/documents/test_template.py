import io
import zipfile  # noqa: TID251 - makes and reads .docx files, which are ZIPs

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm
from lxml import etree

from inspector_app.documents.errors import TemplateError
from inspector_app.documents.word import draft_bytes, write_draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def template(tmp_path):
    """An organisation's template with a renamed heading id, its own page, and things that must not travel."""
    document = Document()
    document.styles["Heading 1"].font.name = "House Sans"
    document.styles["Heading 1"].element.set(f"{W}styleId", "berschrift1")
    document.styles.add_style("Draft Fact", WD_STYLE_TYPE.PARAGRAPH).font.name = "House Serif"
    document.add_heading("A secret heading", 1)
    document.add_comment(
        document.add_paragraph("Secret text").runs, text="secret remark", author="Secret Author"
    )
    document.add_table(1, 1)
    document.sections[0].header.paragraphs[0].text = "Old secret header"
    document.sections[0].page_width = Mm(250)
    document.core_properties.author = "Secret Author"
    document.core_properties.keywords = "secret"
    document.settings.odd_and_even_pages_header_footer = True
    document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels.get_or_add_ext_rel(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        "file:///secret/share/house.dotx",
    )
    path = tmp_path / "house.docx"
    document.save(path)
    return path


def test_the_organisations_styles_and_page_are_used(report, template, parts):
    found = parts(draft_bytes(report, template=template))
    document = etree.fromstring(found["word/document.xml"])
    heads = [style for style in document.iter(f"{W}pStyle") if style.get(f"{W}val") == "berschrift1"]
    assert len(heads) == 11
    styles = etree.fromstring(found["word/styles.xml"])
    by_name = {s.find(f"{W}name").get(f"{W}val"): s for s in styles.iter(f"{W}style")}
    assert by_name["heading 1"].find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "House Sans"
    assert by_name["Draft Fact"].find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "House Serif"
    assert by_name["Draft Cell"] is not None
    ids = [s.get(f"{W}styleId") for s in styles.iter(f"{W}style")]
    assert len(ids) == len(set(ids))
    referred = {r.get(f"{W}val") for s in styles.iter(f"{W}style") for r in s if r.tag == f"{W}basedOn"}
    used = {s.get(f"{W}val") for s in document.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert referred | used <= set(ids) | {"Heading1"}  # the template's own children of its renamed heading
    defaults = [
        s
        for s in styles.iter(f"{W}style")
        if s.get(f"{W}default") == "1" and s.get(f"{W}type") == "paragraph"
    ]
    assert len(defaults) == 1
    size = document.find(f"{W}body/{W}sectPr/{W}pgSz")
    assert int(size.get(f"{W}w")) == pytest.approx(250 / 25.4 * 1440, abs=2)


def test_nothing_else_of_the_template_travels(report, template, parts):
    for name, content in parts(draft_bytes(report, template=template)).items():
        assert b"ecret" not in content, name
        assert b"python-docx" not in content, name
        assert b"en-US" not in content or name.endswith("theme1.xml"), name


def test_the_footer_reaches_the_margin_of_the_templates_page(report, template, parts):
    footer = etree.fromstring(parts(draft_bytes(report, template=template))["word/footer1.xml"])
    stops = {
        tab.get(f"{W}val"): int(tab.get(f"{W}pos")) for tab in footer.iter(f"{W}tab") if tab.get(f"{W}pos")
    }
    margins = 2 * 1800  # of the starting document of python-docx
    assert stops["right"] == pytest.approx(250 / 25.4 * 1440 - margins, abs=2)
    assert "clear" in stops  # the stops of its own footer style, made for US paper


def test_a_template_gives_the_same_bytes_every_time_and_opens_again(report, template):
    first = draft_bytes(report, template=template)
    assert first == draft_bytes(report, template=template)
    assert Document(io.BytesIO(first)).tables[0].rows[0].cells[0].text == "Area"


def test_a_draft_can_itself_be_the_template(report, tmp_path, parts):
    write_draft(report, tmp_path / "first.docx")
    write_draft(report, tmp_path / "second.docx", template=tmp_path / "first.docx")
    first, second = (parts((tmp_path / f"{name}.docx").read_bytes()) for name in ("first", "second"))
    assert first["word/styles.xml"] == second["word/styles.xml"]
    assert first["docProps/core.xml"] == second["docProps/core.xml"]


def test_a_template_without_any_list_gets_the_bullets(report, template, tmp_path, parts):
    bare = tmp_path / "bare.docx"
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/numbering.xml":
                continue
            if name == "word/_rels/document.xml.rels":
                root = etree.fromstring(content)
                for relation in list(root):
                    if relation.get("Type") == RELATIONSHIP_TYPE.NUMBERING:
                        root.remove(relation)
                content = etree.tostring(root)
            target.writestr(name, content)
    found = parts(draft_bytes(report, template=bare))
    bullet = etree.fromstring(found["word/document.xml"]).find(f".//{W}numPr/{W}numId").get(f"{W}val")
    lists = etree.fromstring(found["word/numbering.xml"]).iter(f"{W}num")
    assert bullet in {one.get(f"{W}numId") for one in lists}


def _zip(content: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in content.items():
            package.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just text",
        b"\xd0\xcf\x11\xe0" + bytes(600),
        _zip({"a.txt": "a"}),
        _zip({"[Content_Types].xml": "<broken"}),
    ],
    ids=["empty", "text", "an old .doc or a locked file", "some zip", "broken xml"],
)
def test_what_is_not_a_word_document_is_refused_by_name(report, tmp_path, content):
    wrong = tmp_path / "wrong.docx"
    wrong.write_bytes(content)
    with pytest.raises(TemplateError, match=r"not a Word document.*wrong\.docx.*\.docx file"):
        write_draft(report, tmp_path / "draft.docx", template=wrong)
    assert not (tmp_path / "draft.docx").exists()


def test_a_cut_or_macro_carrying_template_is_refused(report, template, tmp_path):
    cut = tmp_path / "cut.docx"
    cut.write_bytes(template.read_bytes()[:-4000])
    macro = tmp_path / "macro.docx"
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(macro, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            target.writestr(name, content)
    for wrong in (cut, macro):
        with pytest.raises(TemplateError):
            draft_bytes(report, template=wrong)


def test_a_missing_template_is_named(report, tmp_path):
    with pytest.raises(TemplateError, match=r"cannot be read: .*absent\.docx"):
        draft_bytes(report, template=tmp_path / "absent.docx")
