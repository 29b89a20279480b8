"""Takes a bundle into a private place and lists its members; believes nothing yet.

Every way in (sealed file, clear archive, unzipped folder) ends in one nameless private file and a list of
(path, place, size). That file vanishes when it is closed, even when the program is killed, and nobody
else can reach it, so what is checked is what is read later.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inspector_app.bundle import archive, layout
from inspector_app.bundle.archive import Heading
from inspector_app.bundle.course import Meter, Tell, unheard
from inspector_app.bundle.errors import BrokenRuleError
from inspector_app.crypto import sealing
from inspector_app.errors import BugError, WorldError

PIECE = 1 << 20
_AHEAD = 1 << 18
"""Bytes that are read or written at once: age asks for eight KiB at a time, and records are small."""
_SEAL_OVERHEAD = 1 << 20
_DIGESTS = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_MAX_NAME = 36 + 1 + layout.MAX_PATH  # the folder's name is an id
_BASE = re.compile(rb"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/([!-~]+)")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bag.

    Attributes:
        path: its path inside the bag.
        at: where its bytes start in the private file.
        size: how many they are.
        crc: CRC-32 that the archive says; None in a folder.
    """

    path: str
    at: int
    size: int
    crc: int | None = None


@dataclass(frozen=True, slots=True)
class Bag:
    """The members of a bag in a private file.

    Attributes:
        file: holds all bytes; nobody else has it.
        members: by path, in the order of the archive.
        base: name of the bag's folder in the archive; None where it came as a folder.
        sealed: whether it came sealed.
    """

    file: IO[bytes]
    members: dict[str, Member]
    base: str | None
    sealed: bool

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yields a member's bytes piece by piece.

        Raises:
            BugError: the bundle was closed already.
        """
        if self.file.closed:
            raise BugError("a bundle was read after it was closed")
        member = self.members[path]
        at, end = member.at, member.at + member.size
        if member.size <= PIECE:
            if member.size:
                yield self._small(member)
            return
        while at < end:
            self.file.seek(at)  # again for each piece, because two members may be read by turns
            piece = self.file.read(min(PIECE, end - at))
            if not piece:
                raise WorldError("The private copy of a bundle was cut while it was read")
            at += len(piece)
            yield piece

    def _small(self, member: Member) -> bytes:
        self.file.seek(member.at)
        told = self.file.read(member.size)
        if len(told) != member.size:
            raise WorldError("The private copy of a bundle was cut while it was read")
        return told

    def text(self, path: str, limit: int = layout.MAX_TEXT) -> bytes:
        """Returns a small member whole.

        Raises:
            BrokenRuleError: it is not there (R4) or longer than the limit (R1).
        """
        member = self.members.get(path)
        if member is None:
            raise BrokenRuleError("R4", "A file of every bundle is not there", path)
        if member.size > limit:
            raise BrokenRuleError("R1", "A text file is too long", path)
        return b"".join(self.pieces(path))

    def digest(
        self, path: str, algorithm: str = "sha256", counted: Callable[[int], None] | None = None
    ) -> str:
        """Returns the digest of a member's bytes, having checked the archive's own checksum.

        Args:
            path: the member.
            algorithm: `sha256` or `sha512`.
            counted: is told of the bytes that were read.

        Raises:
            BrokenRuleError: R8: the archive's checksum is wrong.
        """
        member, told, crc = self.members[path], _DIGESTS[algorithm](), 0
        for piece in self.pieces(path):
            told.update(piece)
            crc = zlib.crc32(piece, crc)
            if counted is not None:
                counted(len(piece))
        if member.crc not in {None, crc}:
            raise BrokenRuleError("R8", "The archive's checksum of a file is wrong", path)
        return told.hexdigest()


def _heading(directory: bytes, at: int, offset: int) -> Heading:
    """Returns one line of the directory, if it is byte for byte what it must be."""
    fixed = directory[at : at + archive.CENTRAL.size]
    if len(fixed) != archive.CENTRAL.size:
        raise BrokenRuleError("R8", "The directory of the archive is cut")
    values = archive.CENTRAL.unpack(fixed)
    crc, size, length = values[7], values[8], values[10]
    name = directory[at + len(fixed) : at + len(fixed) + length]
    told = Heading(name, size, crc, offset)
    if directory[at : at + len(fixed) + length] != archive.central_header(told):
        raise BrokenRuleError("R8", "The directory of the archive has bytes that it must not have", name)
    return told


def _headings(directory: bytes, count: int) -> tuple[list[Heading], int]:
    found, at, offset = list[Heading](), 0, 0
    for _ in range(count):
        told = _heading(directory, at, offset)
        found.append(told)
        at += archive.CENTRAL.size + len(told.name)
        offset += archive.LOCAL.size + len(told.name) + told.size
    if at != len(directory):
        raise BrokenRuleError("R8", "The directory of the archive has bytes that it must not have")
    return found, offset


def read_archive(file: IO[bytes]) -> list[Heading]:
    """Returns what a canonical archive holds; every byte outside the files has been compared.

    Raises:
        BrokenRuleError: R8.
    """
    size = file.seek(0, os.SEEK_END)
    if not archive.END.size < size <= layout.MAX_ARCHIVE:
        raise BrokenRuleError("R8", "The archive is too short or too long")
    file.seek(size - archive.END.size)
    end = file.read(archive.END.size)
    _, _, _, count, _, length, offset, _ = archive.END.unpack(end)
    if end != archive.end_record(count, length, offset) or offset + length + len(end) != size:
        raise BrokenRuleError("R8", "The archive does not end as it must")
    if not 0 < count <= layout.MAX_MEMBERS:
        raise BrokenRuleError("R8", "The archive has no files or too many")
    if length > count * (archive.CENTRAL.size + _MAX_NAME):  # else a small claim would fill the memory
        raise BrokenRuleError("R8", "The directory of the archive has bytes that it must not have")
    file.seek(offset)
    found, contiguous = _headings(file.read(length), count)
    if contiguous != offset:
        raise BrokenRuleError("R8", "The files of the archive do not follow one another without a gap")
    for told in found:
        file.seek(told.offset)
        want = archive.local_header(told)
        if file.read(len(want)) != want:
            raise BrokenRuleError("R8", "The bytes before a file are not what they must be", told.name)
    return found


def _from_archive(file: IO[bytes], *, sealed: bool) -> Bag:
    members, bases = list[Member](), set[bytes]()
    for told in read_archive(file):
        parts = _BASE.fullmatch(told.name)
        if parts is None:
            raise BrokenRuleError("R5", "A name in the archive is not allowed", told.name)
        bases.add(parts[1])
        at = told.offset + archive.LOCAL.size + len(told.name)
        members.append(Member(parts[2].decode("ascii"), at, told.size, told.crc))
    if len(bases) != 1:
        raise BrokenRuleError("R8", "The archive holds more than one folder")
    paths = [member.path for member in members]
    layout.check_paths(paths)
    if layout.in_order(paths) != paths:
        raise BrokenRuleError("R8", "The files of the archive are not in order")
    return Bag(file, {m.path: m for m in members}, bases.pop().decode("ascii"), sealed)


def _copy(source: IO[bytes], target: IO[bytes], limit: int, meter: Meter) -> int:
    total = 0
    while piece := source.read(PIECE):
        total += len(piece)
        if total > limit:
            raise BrokenRuleError("R8", "The bundle is larger than a bundle may be")
        target.write(piece)
        meter.add(len(piece))
    return total


def _walk(folder: Path, start: str = "") -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda found: found.name):
            path = f"{start}{entry.name}"
            layout.check_path(path)
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{path}/")
            else:
                yield path, Path(entry.path)


def _open_regular(where: Path, path: str) -> IO[bytes]:
    handle = os.open(where, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise BrokenRuleError("R5", "Something in the folder is not a plain file", path)
    return file


def _from_folder(folder: Path, file: IO[bytes], tell: Tell) -> Bag:
    found, total, meter = dict[str, Member](), 0, Meter(tell, 0, "Copying the bundle")
    for path, where in _walk(folder):
        if not stat.S_ISREG(where.lstat().st_mode):
            raise BrokenRuleError("R5", "Something in the folder is not a plain file", path)
        if len(found) >= layout.MAX_MEMBERS:
            raise BrokenRuleError("R8", "The folder has too many files")
        with _open_regular(where, path) as source:
            size = _copy(source, file, layout.MAX_ARCHIVE - total, meter)
        found[path] = Member(path, total, size)
        total += size
    layout.check_paths(list(found))
    return Bag(file, {path: found[path] for path in layout.in_order(found)}, None, sealed=False)


def _take(path: Path, file: IO[bytes], identities: Sequence[str], tell: Tell) -> Bag:
    if path.is_dir():
        return _from_folder(path, file, tell)
    with path.open("rb", buffering=_AHEAD) as source:
        size = os.fstat(source.fileno()).st_size
        if size > layout.MAX_ARCHIVE + _SEAL_OVERHEAD:
            raise BrokenRuleError("R8", "The bundle is larger than a bundle may be")
        start = source.read(len(sealing.VERSION_LINE))
        source.seek(0)
        if start == sealing.VERSION_LINE:
            meter = Meter(tell, size, "Opening the seal")
            sealing.unseal(source, file, identities, path, meter.add)
            return _from_archive(file, sealed=True)
        if not start.startswith(b"PK"):
            raise BrokenRuleError("R9", "The file is neither a binary age file nor a bundle's archive")
        _copy(source, file, layout.MAX_ARCHIVE, Meter(tell, size, "Copying the bundle"))
        return _from_archive(file, sealed=False)


def take_in(path: Path, identities: Sequence[str], quarantine: Path, tell: Tell = unheard) -> Bag:
    """Returns a bundle's members in a private, nameless copy; the caller closes its file.

    Args:
        path: sealed file, clear archive, or folder of an unzipped bundle.
        identities: our private age identities.
        quarantine: folder for the private copy; made where it is not there.
        tell: is told how far it is; what it raises comes through.

    Raises:
        BrokenRuleError: R5, R8 or R9.
        NotForUsError: sealed to others.
        DamagedSealError: the sealed file is cut or was changed.
        WorldError: the file cannot be read or the disk refuses.
    """
    if not (path.is_file() or path.is_dir()):
        raise WorldError("There is no bundle", where=path)
    file = _private(quarantine)
    try:
        return _take(path, file, identities, tell)
    except OSError as error:
        file.close()
        raise WorldError(
            "The bundle cannot be read", where=path, advice=f"The system says: {error.strerror}."
        ) from error
    except BaseException:
        file.close()  # whatever age released of a damaged file is gone with it
        raise


def _private(quarantine: Path) -> IO[bytes]:
    try:
        quarantine.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tempfile.TemporaryFile(dir=quarantine, buffering=_AHEAD)
    except OSError as error:
        raise WorldError(
            "No private file can be made to check a bundle in",
            where=quarantine,
            advice=f"The system says: {error.strerror}.",
        ) from error
