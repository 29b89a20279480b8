"""What the window needs to show an attachment: bytes or text, out of the store and into memory alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from inspector_app.documents import pages
from inspector_app.documents.pages import Page
from inspector_app.services import attachments, policy
from inspector_app.services.session import Session

MAX_BYTES = 1 << 28
MAX_TEXT_BYTES = 1 << 20
LONGEST_LINE = 1000
"""In characters. Qt lays out a line at once, on the window's thread: two million letters took it minutes."""

_PICTURES = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
}
_NUL_SHARE = 3  # of the bytes in one half of the places: Latin letters in UTF-16
_LONG_LINE = re.compile(f"([^\n]{{{LONGEST_LINE}}})(?=[^\n])")
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")


_UNKNOWN = "This kind of file cannot be shown here."


class Shape(Enum):
    """How an attachment can be shown."""

    PICTURE = auto()
    PDF = auto()
    TEXT = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Viewed:
    """An attachment, ready to be shown.

    Attributes:
        attachment: its record.
        name: its name.
        shape: how it can be shown.
        form: of a picture: `jpeg`, `png`, `gif`, `bmp`, `tiff` or `webp`.
        data: the whole file, of a picture or a PDF.
        text: of a text.
        why: where it cannot be shown: why not, as a sentence.
        lent: it may be opened with another program.
        copied: it may be saved as a file that is not encrypted.
    """

    attachment: str
    name: str
    shape: Shape
    form: str = ""
    data: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    why: str = ""
    lent: bool = False
    copied: bool = False


def view_attachment(session: Session, *, attachment: str) -> Viewed:
    """Reads an attachment to be shown; what it is follows from its bytes, not from its name.

    Raises:
        RefusedError: there is no such attachment.
        UnknownRecordError: its bytes have not come to this laptop.
        DamagedStoreError: they are not the bytes that were attached.
        PolicyError: the policy of this computer cannot be used.
    """
    rules = policy.present()
    shown = _shown(session, attachment)
    return replace(shown, lent=rules.open_elsewhere, copied=rules.save_copies)


def _shown(session: Session, attachment: str) -> Viewed:
    record = session.named(attachment, "attachment")
    name, size = str(record.get("name") or ""), record.get("size")
    start = attachments.first_bytes(session, attachment=attachment)
    if isinstance(size, int) and size > MAX_BYTES:
        return Viewed(attachment, name, Shape.NONE, why="This file is too large to be shown here.")
    if start.startswith(b"%PDF-"):
        return Viewed(attachment, name, Shape.PDF, data=_whole(session, attachment))
    if form := _picture(start):
        return Viewed(attachment, name, Shape.PICTURE, form, _whole(session, attachment))
    if isinstance(size, int) and size > MAX_TEXT_BYTES:
        text = text_of(start)
        why = _UNKNOWN if text is None else "This text is too long to be shown here."
        return Viewed(attachment, name, Shape.NONE, why=why)
    text = text_of(_whole(session, attachment))
    if text is None:
        return Viewed(attachment, name, Shape.NONE, why=_UNKNOWN)
    return Viewed(attachment, name, Shape.TEXT, text=_LONG_LINE.sub(r"\1\n", text))


def _whole(session: Session, attachment: str) -> bytes:
    return b"".join(attachments.read_attachment(session, attachment=attachment))


def draw_page(document: bytes, number: int) -> Page:
    """Draws a page of a PDF document, from 1.

    Raises:
        PageError: it cannot be shown.
    """
    return pages.page(document, number)


def text_of(data: bytes) -> str | None:
    """Returns plain text from bytes in UTF-8, UTF-16 or Windows-1252; None where they are no text."""
    if data.startswith((b"{\\rtf", b"%PDF", b"%!PS")):
        return None  # written in letters, but not for people
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except ValueError:
            continue
        return None if _NO_TEXT.search(text) else text.replace("\r\n", "\n").replace("\r", "\n")
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    head = data[:4096]
    if len(data) % 2 == 0 and head[1::2].count(0) * _NUL_SHARE > len(head) // 2:
        return ("utf-16-le",)
    if len(data) % 2 == 0 and head[::2].count(0) * _NUL_SHARE > len(head) // 2:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _picture(start: bytes) -> str:
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    return next((form for known, form in _PICTURES.items() if start.startswith(known)), "")
