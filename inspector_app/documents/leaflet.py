"""A short Word document of the app's own blocks, beside the draft: a statement, a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspector_app.documents.blocks import Block
from inspector_app.documents.word_package import clear_package, open_package, packed, set_properties, set_text
from inspector_app.documents.word_styles import add_bullets, set_styles
from inspector_app.documents.wordml import Sheet, body_xml

_WIDTH = 9638
"""Twentieths of a point between the margins of the app's own A4 page."""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What it holds.

    Attributes:
        title: for the file's properties.
        blocks: what stands on its pages.
        made: when it was made.
        subject: for the file's properties.
    """

    title: str
    blocks: tuple[Block, ...]
    made: datetime
    subject: str = ""


def leaflet_bytes(leaflet: Leaflet) -> bytes:
    """Returns the bytes of the .docx; the same leaflet gives the same bytes."""
    document = open_package(None)
    clear_package(document, own=True)
    styles = set_styles(document, own=True)
    sheet = Sheet(style_ids=styles, bullet_id=add_bullets(document, own=True), width=_WIDTH)
    set_properties(document, title=leaflet.title, subject=leaflet.subject, author="", made=leaflet.made)
    body = body_xml(leaflet.blocks, sheet)
    set_text(document, body.text, body.kept)
    return packed(document)
