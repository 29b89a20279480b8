"""What a draft was written with, kept inside the .docx: how else could one tell later what a person took out?

A custom XML part, which Word keeps and shows nowhere. It holds digests only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from inspector_app.documents.blocks import Block, Cell, Heading, Kept, Line, Table
from inspector_app.documents.marks import Mark, digest, plain, read_mark
from inspector_app.documents.wordml import NAMESPACE

_W = f"{{{NAMESPACE}}}"
_NAMESPACE = "urn:inspector-app:draft:1"


_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    b'ds:itemID="{6F0D6E1B-3C55-4E0E-9A57-2B1D0C7A9E11}"><ds:schemaRefs/></ds:datastoreItem>'
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stood in a draft when it was written.

    Attributes:
        marks: every finding, in the order of the document.
        lines: digests of all paragraphs among which a person may have put one of his own.
    """

    marks: tuple[Mark, ...] = ()
    lines: frozenset[str] = frozenset()


def manifest_of(blocks: Sequence[Block]) -> Manifest:
    """Returns the manifest of a document that is about to be written."""
    marks: list[Mark] = []
    lines: set[str] = set()
    for block in blocks:
        if isinstance(block, Kept):
            lines.update(digest(plain(said(one))) for one in block.element.iter(f"{_W}p"))
    for one in _paragraphs(blocks):
        text = one.text if isinstance(one, Heading) else "".join(span.text for span in one.spans)
        lines.add(digest(plain(text)))
        if isinstance(one, Line):
            marks += [mark for span in one.spans if (mark := read_mark(span.mark))]
    return Manifest(tuple(dict.fromkeys(marks)), frozenset(lines))


def keep_manifest(document: WordDocument, manifest: Manifest) -> None:
    """Puts a manifest into an open document."""
    findings = "".join(f'<finding id="{mark.finding}" text="{mark.text}"/>' for mark in manifest.marks)
    lines = "".join(f'<line text="{line}"/>' for line in sorted(manifest.lines))
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<draft xmlns="{_NAMESPACE}">{findings}{lines}</draft>'
    ).encode()
    name = PackURI("/customXml/item1.xml")
    part = Part(name, CONTENT_TYPE.XML, content, cast("Any", document.part).package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    props = Part(
        PackURI("/customXml/itemProps1.xml"),
        CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
        _PROPERTIES,
        part.package,
    )
    part.relate_to(props, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)


def find_manifest(document: WordDocument) -> Manifest | None:
    """Returns the manifest of a draft; None where it is no draft of ours, or its manifest was lost."""
    for relation in document.part.rels.values():
        if relation.reltype != RELATIONSHIP_TYPE.CUSTOM_XML or relation.is_external:
            continue
        try:
            root: Any = parse_xml(relation.target_part.blob)
        except SyntaxError:  # bad XML: somebody else's part, and none of our business
            continue
        if root.tag == f"{{{_NAMESPACE}}}draft":
            return _read(root)
    return None


def said(paragraph: Any) -> str:
    """Returns the text of a Word paragraph as it reads once all tracked changes are accepted."""
    pieces: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        if any(above.tag == f"{_W}moveFrom" for above in node.iterancestors()):
            continue
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.getparent().tag == f"{_W}r":  # not the tab stop of a paragraph's properties
            pieces.append("-" if node.tag == f"{_W}noBreakHyphen" else " ")
    return "".join(pieces)


def _read(root: Any) -> Manifest:
    marks = (
        Mark(one.get("id", ""), one.get("text", "")) for one in root.iterchildren(f"{{{_NAMESPACE}}}finding")
    )
    lines = (one.get("text", "") for one in root.iterchildren(f"{{{_NAMESPACE}}}line"))
    return Manifest(tuple(marks), frozenset(lines))


def _paragraphs(blocks: Iterable[Block]) -> Iterable[Line | Heading]:
    for block in blocks:
        match block:
            case Line() | Heading():
                yield block
            case Table():
                for row in block.rows:
                    yield from (line for cell in row if _holds_findings(cell) for line in cell)
            case _:
                pass


def _holds_findings(cell: Cell) -> bool:
    return any(span.mark for line in cell for span in line.spans)
