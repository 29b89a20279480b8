"""Sealing a file to chosen readers with age, so that nobody else can open it.

Binary age files with X25519 recipients only: never armour, never a passphrase (bundle, R9). age says nothing
about who sealed a file; that is what the signature inside is for.

A cut age file gives out most of its plaintext before the cut is noticed. So plaintext goes to a private
place first and is used only after the whole file proved sound.
"""

# pyrage ships no type hints; everything it returns is checked here before it leaves this module.
# pyright: reportUnknownMemberType=false, reportAttributeAccessIssue=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownParameterType=false

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import pyrage

from inspector_app.errors import WorldError

VERSION_LINE = b"age-encryption.org/v1\n"
MAX_HEADER = 64 * 1024
_STANZA = b"-> "
_MAC = b"---"


class NotForUsError(WorldError):
    """A sealed file names none of our keys as its reader."""


class DamagedSealError(WorldError):
    """A sealed file is cut, changed or not a sealed file at all; nothing of it was kept."""


class BadRecipientError(WorldError):
    """A recipient or an identity is not of age's X25519 kind."""


class Readable(Protocol):
    """Anything that gives bytes piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """Returns at most that many bytes; none at the end."""
        ...


class Pieces:
    """Makes a file to read out of pieces of bytes, so that plaintext needs no file of its own.

    Attributes:
        fault: what went wrong while the pieces were made; age would otherwise hide it.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = memoryview(b"")
        self.fault: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Returns the next bytes; all that are left where no size is given."""
        if size < 0:
            return bytes(self._rest) + b"".join(self._pieces)
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:  # a stop from the keyboard too
            self.fault = error
            raise
        taken, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return taken


class _Watched:
    """A file that is read by age, whose reader is told how far it is and may stop it by raising."""

    def __init__(self, file: IO[bytes], counted: Callable[[int], None]) -> None:
        self._file, self._counted = file, counted
        self.fault: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Returns the next bytes."""
        told = self._file.read(size)
        try:
            self._counted(len(told))
        except BaseException as error:
            self.fault = error
            raise
        return told


class _Target:
    """Passes bytes on and remembers what the disk said, which age turns into an error of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.fault: OSError | None = None

    def write(self, data: bytes, /) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.fault = error
            raise

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            self.fault = error
            raise


def new_identity() -> str:
    """Returns a fresh private age identity, `AGE-SECRET-KEY-1…`."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Returns the recipient, `age1…`, that others seal to so that this identity opens it.

    Raises:
        BadRecipientError: not an identity.
    """
    try:
        return str(pyrage.x25519.Identity.from_str(identity.strip()).to_public())
    except pyrage.IdentityError as error:
        raise BadRecipientError("A private age identity cannot be read") from error


def is_recipient(text: str) -> bool:
    """Says whether text is an age recipient of the X25519 kind, as age writes it."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def _recipients(told: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    if not told:
        raise BadRecipientError("Nobody was named to seal the file to")
    for text in told:
        if not is_recipient(text):
            raise BadRecipientError("An age recipient cannot be read", where=text[:80])
    return [pyrage.x25519.Recipient.from_str(text) for text in told]


def _identities(told: Sequence[str]) -> list[pyrage.x25519.Identity]:
    try:
        return [pyrage.x25519.Identity.from_str(text.strip()) for text in told]
    except pyrage.IdentityError as error:
        raise BadRecipientError("A private age identity cannot be read") from error


def seal(source: Readable | IO[bytes], target: IO[bytes], recipients: Sequence[str]) -> None:
    """Seals everything that the source gives, in constant memory.

    Args:
        source: the plaintext.
        target: takes the sealed bytes.
        recipients: who can open it; at least one.

    Raises:
        BadRecipientError: nobody, or somebody unreadable, is named.
        OSError: the target cannot be written; what the source raises comes through unchanged.
    """
    readers = _recipients(recipients)
    sink = _Target(target)
    try:
        pyrage.encrypt_io(source, sink, readers)
    except BaseException:
        fault = sink.fault or getattr(source, "fault", None)
        if fault is not None:
            raise fault from None
        raise


def check_header(start: bytes, where: object = None) -> None:
    """Makes sure that a file starts as a binary age file sealed to X25519 recipients, without a passphrase.

    Args:
        start: the first `MAX_HEADER` bytes of the file, or all of it.
        where: for the message.

    Raises:
        DamagedSealError: it does not.
    """
    if not start.startswith(VERSION_LINE):
        raise DamagedSealError("The file is not a binary age file", where=where)
    kinds = list[bytes]()
    for line in start.split(b"\n")[1:]:
        if line.startswith(_MAC):
            break
        if line.startswith(_STANZA):
            kinds.append(line.split(b" ")[1])
    else:
        raise DamagedSealError("The head of the sealed file is cut or too long", where=where)
    if b"X25519" not in kinds or b"scrypt" in kinds:
        raise DamagedSealError("The file is not sealed to the keys of named readers", where=where)


def unseal(
    source: IO[bytes],
    target: IO[bytes],
    identities: Sequence[str],
    where: object = None,
    counted: Callable[[int], None] | None = None,
) -> None:
    """Opens a sealed file into the target, which must be private: on any error it holds unproved plaintext.

    Args:
        source: the sealed bytes, able to seek.
        target: a private file that the caller throws away on any error.
        identities: our private identities; any one may fit.
        where: for the message.
        counted: is told of the bytes that were read; what it raises comes through.

    Raises:
        NotForUsError: it is sealed to others.
        DamagedSealError: it is cut or changed.
        BadRecipientError: an identity cannot be read.
        OSError: the disk refuses.
    """
    keys = _identities(identities)
    check_header(source.read(MAX_HEADER), where)
    source.seek(0)
    sink = _Target(target)
    watched = None if counted is None else _Watched(source, counted)
    try:
        _decrypt(source if watched is None else watched, sink, keys, where)
    except BaseException:
        if watched is not None and watched.fault is not None:
            raise watched.fault from None
        raise


def _decrypt(
    source: Readable | IO[bytes], sink: _Target, keys: list[pyrage.x25519.Identity], where: object
) -> None:
    try:
        pyrage.decrypt_io(source, sink, keys)
    except pyrage.DecryptError as error:
        if sink.fault is not None:
            raise sink.fault from None
        if str(error) == "No matching keys found":
            raise NotForUsError(
                "The file is sealed to others", where=where, advice="Ask the sender to name you as a reader."
            ) from error
        raise DamagedSealError("The sealed file is damaged", where=where) from error
    except OSError as error:
        if error.errno is None:  # age reports damage in the body as an OSError without a number
            raise DamagedSealError("The sealed file is cut or was changed", where=where) from error
        raise


def seal_file(source: Path, target: Path, recipients: Sequence[str]) -> None:
    """Seals one file into another; the target appears only when it is whole and on the disk.

    Raises:
        BadRecipientError: nobody, or somebody unreadable, is named.
        OSError: a file cannot be read or written.
    """
    with source.open("rb") as plain, arriving(target) as sealed:
        seal(Pieces(iter(lambda: plain.read(1 << 20), b"")), sealed, recipients)


def unseal_file(source: Path, target: Path, identities: Sequence[str]) -> None:
    """Opens a sealed file; the target appears only when the whole seal proved sound, else nothing is left.

    Raises:
        NotForUsError, DamagedSealError, BadRecipientError, OSError: as `unseal`.
    """
    with source.open("rb") as sealed, arriving(target) as plain:
        unseal(sealed, plain, identities, source)


@contextmanager
def arriving(target: Path) -> Generator[IO[bytes]]:
    """A private file beside the target that takes its name at the end of the block, or is deleted.

    Nobody ever sees half a file under the target's name, even after a power cut.

    Raises:
        OSError: the folder or the disk refuses.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    os.close(handle)  # opened again by its name, so that whoever writes can have it read back
    part = Path(name)
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _flush_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder to flush it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
