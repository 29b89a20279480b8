"""Blank forms to print before an outage, and what stands in one that was filled in with Word."""

from __future__ import annotations

import zipfile  # noqa: TID251 - asks a .docx how large it gets before Word's reader opens it
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspector_app.documents.blocks import Block, Heading, Look, Table, cell, line
from inspector_app.documents.errors import TemplateError
from inspector_app.documents.leaflet import Leaflet, leaflet_bytes
from inspector_app.documents.word_package import open_word
from inspector_app.domain.paper import FORMS

_ID = "Form"
_ROOM, _MUCH_ROOM = "\n", "\n" * 13
_MOST = 50_000_000
"""Bytes of a .docx, unpacked: a note of some hours has a thousandth of it."""
_TOLD = (
    "For the hours in which no laptop works. Roles, never names. Type it in, or take this file in, as soon as"
    " a laptop works again; keep the paper until its record is in a bundle."
)


@dataclass(frozen=True, slots=True)
class Filled:
    """One form as it was filled in: the id printed on it, and what stands in each box."""

    id: str
    boxes: Mapping[str, str]


def forms_bytes(forms: Sequence[tuple[str, str]], council: str, made: datetime) -> bytes:
    """Returns blank forms as .docx, one a page.

    Args:
        forms: kind and id of each.
        council: the authority inspected.
        made: when they were made.
    """
    blocks = tuple(
        block
        for place, (kind, name) in enumerate(forms)
        for block in _form(kind, name, council, new_page=place > 0)
    )
    return leaflet_bytes(Leaflet(f"Blank forms: {council}", blocks, made))


def _form(kind: str, name: str, council: str, *, new_page: bool) -> Iterator[Block]:
    form = FORMS[kind]
    anchor = f"form_{name.replace('-', '_')}"
    yield Heading(f"{form.title} {name}", 1, anchor, new_page=new_page)
    yield line(f"OFFICIAL-SENSITIVE when filled in. Inspection of {council}.", Look.MARKING)
    yield Table(
        f"{form.title} {name}",
        (_ID, name),
        tuple(
            (cell(asked, strong=True), cell(_MUCH_ROOM if field in form.high else _ROOM))
            for field, asked in form.asks.items()
        ),
        (30, 70),
    )
    yield line(_TOLD, Look.NOTE)


def read_word(path: Path) -> tuple[tuple[Filled, ...], str]:
    """Returns the forms in a Word file that hold something, and its text beside them.

    Raises:
        TemplateError: it cannot be read, is no Word document, or is larger than any note.
    """
    try:
        with zipfile.ZipFile(path) as package:
            large = sum(part.file_size for part in package.infolist()) > _MOST
    except (OSError, zipfile.BadZipFile):
        large = False  # `open_word` says what is wrong with it
    if large:
        raise TemplateError(
            "The note is larger than any note", where=path, advice="Attach it to a record instead."
        )
    document = open_word(path, "note")
    found: list[Filled] = []
    for table in document.tables:
        rows = [[one.text.strip() for one in row.cells] for row in table.rows]
        if rows and rows[0][0] == _ID and len(rows[0]) > 1:
            boxes = {row[0]: "\n".join(dict.fromkeys(row[1:])) for row in rows[1:] if len(row) > 1}
            if any(boxes.values()):
                found.append(Filled(rows[0][1], boxes))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).strip()
    return tuple(found), text
