"""Which state of the records a draft was written from, read back from the draft itself."""

from __future__ import annotations

import re
import zipfile  # noqa: TID251 - a .docx is a ZIP; only named parts are read, and none that says it is large
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml

from inspector_app.documents.errors import DraftNotReadError
from inspector_app.documents.wordml import NAMESPACE

DIGITS = 16
"""Characters of the head digest that stand at the foot of each page."""
_MOST = 64 << 20
_PARTS = re.compile(r"word/(document|footer[0-9]{1,4})\.xml")
_FOOT = re.compile(r"Records ((?:[0-9a-f]{4} ){3}[0-9a-f]{4})(?![0-9a-f])")
_CITED = re.compile(r"Record ([0-9a-f]{8})Revision ([0-9a-f]{8})")
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    ValueError,
    KeyError,
    RuntimeError,
    EOFError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a draft says of the records that it was written from.

    Attributes:
        digests: the start of the head digest at the foot of the pages; several where pages differ.
        records: the end of each evidence record's id, and the start of the revision that the draft has of it.
    """

    digests: tuple[str, ...]
    records: Mapping[str, str]


def read_origin(path: Path) -> Origin:
    """Returns which state of the records a draft was written from.

    Raises:
        DraftNotReadError: there is no such file, or it is no draft of this app.
    """
    try:
        with zipfile.ZipFile(path) as package:
            told = {name: _text(package, name) for name in package.namelist() if _PARTS.fullmatch(name)}
    except OSError as error:
        raise DraftNotReadError(
            "The draft cannot be read", where=path, advice=f"The system says: {error.strerror}."
        ) from error
    except _FAULTS as error:
        raise DraftNotReadError("The file is not a Word document", where=path) from error
    feet = [text for name, text in told.items() if name != "word/document.xml"]
    digests = {found.replace(" ", "") for text in feet for found in _FOOT.findall(text)}
    if not digests:
        raise DraftNotReadError(
            "No page of this document says which records it was written from",
            where=path,
            advice="Name a draft that this app wrote; the digest stands at the foot of its pages.",
        )
    return Origin(tuple(sorted(digests)), dict(_CITED.findall(told.get("word/document.xml", ""))))


def _text(package: zipfile.ZipFile, name: str) -> str:
    if package.getinfo(name).file_size > _MOST:
        raise ValueError(name)
    return "".join(_words(parse_xml(package.read(name))))


def _words(root: Any) -> Iterator[str]:
    for element in root.iter(f"{{{NAMESPACE}}}t"):
        yield element.text or ""
