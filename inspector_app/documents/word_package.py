"""The .docx package around the text: opened from our own styles or an organisation's template, closed clean.

Measured: the starting document of python-docx names itself as author, is dated 2013, carries a thumbnail, a
US page and US English, and every save stamps the present time. None of that may stand in an inspection's
draft, nor what an organisation's template has gathered: comments, custom properties, addresses of other
templates.
"""

from __future__ import annotations

import io
import zipfile  # noqa: TID251 - a .docx is a ZIP; python-docx stamps the time of day, so its output is packed again
import zlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docx.oxml import parse_xml
from docx.shared import Mm

from inspector_app import resources
from inspector_app.documents.errors import TemplateError
from inspector_app.documents.wordml import NAMESPACE

_KEPT = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.NUMBERING}
_KEPT_OF_TEMPLATE = {*_KEPT, RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.FONT_TABLE}
_MARGINS = {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}
_KEPT_OF_FRAME = {RELATIONSHIP_TYPE.IMAGE, RELATIONSHIP_TYPE.HYPERLINK}
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_EXPECTED = (
    (RELATIONSHIP_TYPE.THEME, CONTENT_TYPE.OFC_THEME, "/word/theme/theme1.xml", "draft-theme.xml"),
    (RELATIONSHIP_TYPE.FONT_TABLE, CONTENT_TYPE.WML_FONT_TABLE, "/word/fontTable.xml", "draft-fonts.xml"),
)
"""Parts that a checker of the format misses where there are none; Word itself does without."""

_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)
_NOT_WORD = (
    OpcError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError,
    zipfile.BadZipFile, zlib.error, SyntaxError,
)  # fmt: skip
"""What python-docx lets through for a file that is not a Word document, or a damaged or locked one (bad XML
is a `SyntaxError`)."""


def open_package(template: Path | None) -> WordDocument:
    """Returns our own starting document, or a template as it is.

    Args:
        template: a .docx whose styles and page are used; None for our own.

    Raises:
        TemplateError: the template is missing, cannot be read, or is not a Word document without macros.
    """
    return Document() if template is None else open_word(template, "template")


def clear_package(document: WordDocument, *, own: bool, frame: bool = False, margins: bool = False) -> None:
    """Takes out of a document all that must not stand in a draft, its text included.

    Args:
        document: the open document; afterwards A4 with our margins, or with the template's own page.
        own: it is our own starting document.
        frame: its text comes back later, so what that refers to stays: pictures, links, sections.
        margins: its headers and footers stay.
    """
    kept = {*(_KEPT if own else _KEPT_OF_TEMPLATE), *(_KEPT_OF_FRAME if frame else ())}
    _keep_only(document.part.rels, kept | (_MARGINS if margins else set()))
    _keep_only(
        _package(document).rels, {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
    )
    for kind, content_type, name, ours in _EXPECTED:
        if not any(relation.reltype == kind for relation in document.part.rels.values()):
            content = resources.path("templates", ours).read_bytes()
            part = Part(PackURI(name), content_type, content, _package(document))
            document.part.relate_to(part, kind)
    fill(document.settings.element, _SETTINGS)
    _keep_only(document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels, ())
    body: Any = cast("Any", document.element).body
    body.clear_content()
    sheet = body.get_or_add_sectPr()
    if not margins:
        _without_margins(sheet)
    for name in [name for name in sheet.attrib if "rsid" in name]:
        del sheet.attrib[name]
    _set_page(document, own=own)


def _without_margins(sheet: Any) -> None:
    for reference in [
        *sheet.findall(f"{{{NAMESPACE}}}headerReference"),
        *sheet.findall(f"{{{NAMESPACE}}}footerReference"),
    ]:
        sheet.remove(reference)


def _set_page(document: WordDocument, *, own: bool) -> None:
    section = document.sections[-1]
    if own or section.page_width is None or section.page_height is None:
        section.page_width, section.page_height = Mm(210), Mm(297)
    if own or section.left_margin is None or section.right_margin is None:
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(26), Mm(22)
        section.header_distance = section.footer_distance = Mm(10)
        section.gutter = Mm(0)


def set_properties(document: WordDocument, *, title: str, subject: str, author: str, made: datetime) -> None:
    """Replaces every core property: nothing of the starting document stays.

    Args:
        document: the open document.
        title: what the document is.
        subject: what it is about.
        author: who made it; empty leaves it blank.
        made: when it was made; stands for created and modified.
    """
    properties = document.core_properties
    part: Any = _package(document).part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    fill(part.element, "")
    moment = (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    properties.title = title[:255]
    properties.subject = subject[:255]
    properties.author = author[:255]
    properties.last_modified_by = author[:255]
    properties.language = "en-GB"
    properties.revision = 1
    properties.created = moment
    properties.modified = moment


def set_text(document: WordDocument, text: str, kept: Sequence[Any] = ()) -> None:
    """Makes WordprocessingML text the document's body, before its page set-up. The last thing before packing.

    The whole part is parsed anew and takes the old one's place: moving parsed rows into another tree takes
    lxml a time that grows with the square of their number (measured: 12 s for 2,000 rows, against 0.1 s).

    Args:
        document: the open document.
        text: the body.
        kept: elements of the template, each put in place of the paragraph that bears its number.
    """
    old: Any = document.element
    sheet: str = old.body.get_or_add_sectPr().xml
    names: dict[str, str] = {"w": NAMESPACE, **(old.nsmap if kept else {})}
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(name)}" for prefix, name in names.items() if prefix)
    ignorable = old.get(_IGNORABLE) if kept else None
    marked = f" mc:Ignorable={quoteattr(ignorable)}" if ignorable else ""
    root = parse_xml(f"<w:document {spaces}{marked}><w:body>{text}{sheet}</w:body></w:document>")
    if kept:
        places = [one for one in cast("Any", root)[0] if one.get(f"{{{NAMESPACE}}}rsidR")]
        for place, element in zip(places, kept, strict=True):
            place.getparent().replace(place, element)
    cast("Any", document.part)._element = root  # noqa: SLF001 - there is no public way


def packed(document: WordDocument) -> bytes:
    """Returns the file's bytes: the same document gives the same bytes at any time of day, on any system."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        first = ("[Content_Types].xml", "_rels/.rels")
        names = [*first, *sorted(set(source.namelist()) - set(first))]
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()


def fill(element: Any, inner: str) -> None:
    """Replaces an element's content by WordprocessingML text, its namespaces kept."""
    for child in list(element):
        element.remove(child)
    extend(element, inner)


def extend(element: Any, inner: str) -> None:
    """Appends WordprocessingML text to an element."""
    for child in parsed(inner):
        element.append(child)


def parsed(inner: str) -> list[Any]:
    """Returns the elements of a piece of WordprocessingML text, parsed in one go."""
    return list(cast("Any", parse_xml(f'<w:piece xmlns:w="{NAMESPACE}">{inner}</w:piece>')))


def open_word(path: Path, called: str) -> WordDocument:
    """Returns a Word document as it is.

    Args:
        path: the .docx file.
        called: what the sentence of a refusal calls it.

    Raises:
        TemplateError: it is missing, cannot be read, or is not a Word document without macros.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TemplateError(
            f"The {called} cannot be read",
            where=path,
            advice="Check that the file is there and may be read.",
        ) from error
    try:
        return Document(io.BytesIO(content))
    except _NOT_WORD as error:
        raise TemplateError(
            f"The {called} is not a Word document that can be used",
            where=path,
            advice="Give a .docx file without macros or password; save other kinds as .docx first.",
        ) from error


def _keep_only(relations: Relationships, kinds: Collection[str]) -> None:
    """Drops relationships; a part that nothing points to any more is not saved."""
    for key in [key for key, relation in relations.items() if relation.reltype not in kinds]:
        del relations[key]


def _package(document: WordDocument) -> Any:
    """The package of a document; python-docx leaves it untyped."""
    return cast("Any", document.part).package
