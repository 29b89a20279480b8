"""The small text files of a bag: their common shape (R1) and the manifests (R4, R11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from inspector_app.bundle import layout
from inspector_app.bundle.errors import BrokenRuleError

_BOM = b"\xef\xbb\xbf"
_HEX = {"sha256": 64, "sha512": 128}


def check_text(data: bytes, member: str) -> str:
    """Returns a text file's text.

    Raises:
        BrokenRuleError: R1: not UTF-8, a byte order mark, CR, NUL, a blank that ends a line, no final LF.
    """
    if data.startswith(_BOM) or b"\r" in data or b"\x00" in data:
        raise BrokenRuleError("R1", "A text file has a byte order mark, a CR or a NUL", member)
    if not data.endswith(b"\n"):
        raise BrokenRuleError("R1", "A text file does not end with a line feed", member)
    if b" \n" in data or b"\t\n" in data:
        raise BrokenRuleError("R1", "A text file has a blank at the end of a line", member)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenRuleError("R1", "A text file is not UTF-8", member) from error


def lines(text: str) -> Iterator[str]:
    """Yields the lines of a text that ends with a line feed, one by one: a list of them would weigh more."""
    at = 0
    while (end := text.find("\n", at)) >= 0:
        yield text[at:end]
        at = end + 1


def lines_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the lines of pieces without their line feeds; what stands after the last one is no line."""
    rest = b""
    for piece in pieces:
        told = (rest + piece).split(b"\n")
        rest = told.pop()
        yield from told


def write_manifest(digests: Mapping[str, str]) -> bytes:
    """Returns the lines of a manifest, sorted by path.

    Args:
        digests: digest in lower-case hexadecimal by path.
    """
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("ascii")


def read_manifest(data: bytes, member: str, algorithm: str = "sha256") -> dict[str, str]:
    """Returns digests by path, in the order of the file.

    Raises:
        BrokenRuleError: R1, R4 or R5.
    """
    text = check_text(data, member)
    line = re.compile(rf"([0-9a-f]{{{_HEX[algorithm]}}})  ([!-~]+)")
    found = dict[str, str]()
    for number, told in enumerate(lines(text), 1):
        parts = line.fullmatch(told)
        if parts is None:
            raise BrokenRuleError("R4", f"Line {number} of a manifest is not a digest and a path", member)
        digest, path = parts.groups()
        layout.check_path(path)
        if path in found:
            raise BrokenRuleError("R4", f"Line {number} of a manifest names a path again", member)
        found[path] = digest
    if list(found) != sorted(found):
        raise BrokenRuleError("R4", "A manifest is not sorted", member)
    return found
