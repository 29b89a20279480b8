"""Finds marked words in files and in the memory of a process, in every form in which they might stand there.

A marked word is sixteen random letters and "canary". The mark stands at the end because what frees memory writes
over the beginning of it; half of the random letters is enough to know the word again.
"""

from __future__ import annotations

import base64
import re
import secrets
import string
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MARK = "canary"
HALF = 8
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")
_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{24,}={0,2}|[A-Za-z0-9_\-]{24,}={0,2}")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_DEEPEST = 3  # a zip in base64 in a zip is looked into; nothing of ours is packed deeper


@dataclass
class Marks:
    """The marked words of a run, by the letters that they are known by."""

    known: dict[str, str] = field(default_factory=dict)

    def new(self, name: str) -> str:
        """Makes a word for one field."""
        letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(2 * HALF))
        self.known[letters[HALF:]] = name
        return letters + MARK

    def found(self, data: bytes) -> Counter[tuple[str, str]]:
        """Counts the words that stand in some bytes as they are: by field and by encoding."""
        counted: Counter[tuple[str, str]] = Counter()
        for encoding in _ENCODINGS:
            mark, before = MARK.encode(encoding), len("x".encode(encoding)) * HALF
            place = data.find(mark)
            while place >= 0:
                name = self.known.get(data[max(0, place - before) : place].decode(encoding, "replace"))
                if name is not None:
                    counted[name, encoding] += 1
                place = data.find(mark, place + 1)
        return counted

    def found_packed(self, data: bytes, depth: int = 0) -> Counter[tuple[str, str]]:
        """Counts as `found` does, also within what is packed by zlib, gzip or zip or written as base64."""
        counted = self.found(data)
        if depth < _DEEPEST:
            for how, inner in _unpacked(data):
                for (name, form), times in self.found_packed(inner, depth + 1).items():
                    counted[name, f"{how} of {form}"] += times
        return counted


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    for place in _PACKED.finditer(data):
        start, kind = place.start(), place.group()
        if kind == b"PK\x03\x04":
            names = int.from_bytes(data[start + 26 : start + 28], "little")
            extra = int.from_bytes(data[start + 28 : start + 30], "little")
            yield from _inflated("zip", data[start + 30 + names + extra :], -zlib.MAX_WBITS)
        else:
            yield from _inflated("zlib", data[start:], zlib.MAX_WBITS | 32)
    for run in _BASE64.finditer(data):
        letters = re.sub(rb"[\r\n=]", b"", run.group()).translate(bytes.maketrans(b"-_", b"+/"))
        for shift in range(4):
            rest = letters[shift:]
            rest = rest[: len(rest) - (len(rest) % 4 == 1)]
            yield "base64", base64.b64decode(rest + b"=" * (-len(rest) % 4))


def _inflated(how: str, data: bytes, window: int) -> Iterator[tuple[str, bytes]]:
    reader, got = zlib.decompressobj(window), bytearray()
    with suppress(zlib.error):  # chance bytes; what came before the fault counts
        for start in range(0, len(data), 4096):
            got += reader.decompress(data[start : start + 4096])
            if reader.eof:
                break
    if got:
        yield how, bytes(got)


def files(folders: Iterable[Path]) -> Iterator[Path]:
    """Every file below some folders."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def names(folders: Iterable[Path]) -> bytes:
    """The names of all files and folders below some folders, relative, one a line."""
    return "\n".join(str(each.relative_to(top)) for top in folders for each in top.rglob("*")).encode()


def memory(pid: int) -> Iterator[bytes]:
    """Every part of a process's memory that can be written, as it stands now.

    Raises:
        PermissionError: the system does not let one process look into another.
    """
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as whole:
        for line in Path(f"/proc/{pid}/maps").read_text("ascii", "replace").splitlines():
            bounds, rights = line.split()[:2]
            if not rights.startswith("rw") or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(each, 16) for each in bounds.split("-"))
            with suppress(OSError):  # mapped, but nothing stands behind it
                whole.seek(start)
                yield whole.read(end - start)
