"""Remarks in the margin of a Word document: comments by the house checks, for whoever works on the draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from inspector_app.documents.wordml import NAMESPACE, run_xml

AUTHOR, INITIALS = "House check", "HC"


def add_comments(document: WordDocument, remarks: Sequence[str], *, made: datetime, style_id: str) -> None:
    """Adds the comments that the body refers to by number; a document without any gets no part for them.

    Args:
        document: the open document.
        remarks: the comments in the order of their numbers.
        made: when the draft was made; it stands as the time of each comment.
        style_id: id of the style of their text.
    """
    if not remarks:
        return
    moment = (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
    head = (
        f'w:author={quoteattr(AUTHOR)} w:initials={quoteattr(INITIALS)} w:date="{moment:%Y-%m-%dT%H:%M:%SZ}"'
    )
    comments = "".join(
        f'<w:comment w:id="{number}" {head}><w:p><w:pPr><w:pStyle w:val={quoteattr(style_id)}/></w:pPr>'
        f"{run_xml(remark)}</w:p></w:comment>"
        for number, remark in enumerate(remarks)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:comments xmlns:w="{NAMESPACE}">{comments}</w:comments>'
    )
    name = PackURI("/word/comments.xml")
    part = Part(name, CONTENT_TYPE.WML_COMMENTS, content.encode(), cast("Any", document.part).package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.COMMENTS)
