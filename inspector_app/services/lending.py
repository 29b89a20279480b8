"""Attachments lent to another program, where the organisation allows it: in memory, watched, taken back.

A lent file lies in a private folder of a memory file system and never on a disk. Its name says nothing of the
evidence. What the other program keeps of it, such as a list of recent files, is beyond our reach; that is why
the policy says no unless somebody decided otherwise.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import attachments, policy
from inspector_app.services.session import Session

# Documents, pictures, sound and film: a system hands other kinds to what would run them.
_PAPERS = (
    "pdf",
    "doc",
    "docx",
    "odt",
    "rtf",
    "txt",
    "csv",
    "xls",
    "xlsx",
    "ods",
    "ppt",
    "pptx",
    "odp",
    "eml",
)
_PICTURES = ("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "avif")
_SOUND_AND_FILM = ("mp3", "m4a", "wav", "ogg", "flac", "mp4", "mov", "avi", "mkv")
_KINDS = frozenset((*_PAPERS, *_PICTURES, *_SOUND_AND_FILM))
_FOLDER = "inspector-app-lent"
_MEMORY_KINDS = frozenset(("tmpfs", "ramfs"))
_SHARED = Path("/dev/shm")  # noqa: S108 - a memory file system; the folder in it is made private
_MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Loan:
    """A file that another program has open, and its bytes when it was lent, by their digest."""

    path: Path
    digest: str


def lend(session: Session, *, attachment: str) -> Loan:
    """Puts an attachment where another program can open it.

    Args:
        session: the open store.
        attachment: the attachment.

    Raises:
        RefusedError: the policy forbids it, this computer has no place in memory for it, a system might run
            files of its kind, or there is no such attachment.
        UnknownRecordError: its bytes have not come to this laptop.
        WorldError: it cannot be written there.
    """
    if not policy.present().open_elsewhere:
        raise RefusedError(
            "Your organisation does not let files be opened with other programs",
            advice="Look at the file in this window. IT can allow it with the policy open_elsewhere.",
        )
    kind = Path(str(session.named(attachment, "attachment").get("name") or "")).suffix[1:].lower()
    if kind not in _KINDS:
        raise RefusedError("Files of this kind are not handed to another program")
    parent = memory()
    if parent is None:
        raise RefusedError(
            "No place in memory or on an encrypted disk is known here for a file that another program opens",
            advice="Look at the file in this window.",
        )
    digest = hashlib.sha256()
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}-{os.getpid()}-", dir=parent))
        path = folder / f"attachment.{kind}"
        with path.open("xb") as file:
            for part in attachments.read_attachment(session, attachment=attachment):
                digest.update(part)
                file.write(part)
    except BaseException as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise WorldError("The file does not fit into memory", where=parent) from error
        raise
    return Loan(path, digest.hexdigest())


def is_changed(loan: Loan) -> bool:
    """Says whether the other program changed the file, or took it away."""
    try:
        with loan.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != loan.digest
    except OSError:
        return loan.path.parent.is_dir()  # where the folder is gone as well, we took it back


def take_back(loan: Loan) -> None:
    """Takes the file away. What the other program wrote into it is never taken into the store."""
    shutil.rmtree(loan.path.parent, ignore_errors=True)


def take_back_all() -> None:
    """Takes away what this program lent, and what one lent that has ended.

    On lock, end and start, and when something was erased on an order.
    """
    parent = memory()
    for folder in parent.glob(f"{_FOLDER}-*") if parent is not None else ():
        found = re.fullmatch(rf"{_FOLDER}-(\d+)-\w+", folder.name)
        if found and not folder.is_symlink() and not _runs_elsewhere(int(found[1])):
            shutil.rmtree(folder, ignore_errors=True)


def memory() -> Path | None:
    """Returns a folder of a memory file system; None where this computer has none that is known."""
    if sys.platform != "linux":
        return None
    private = os.environ.get("XDG_RUNTIME_DIR", "")
    for folder in (Path(private), _SHARED) if private else (_SHARED,):
        if folder.is_dir() and os.access(folder, os.W_OK) and _kind_of(folder) in _MEMORY_KINDS:
            return folder
    return None


def _kind_of(folder: Path) -> str:
    """Returns the kind of file system that a folder lies on: that of the longest mount point above it."""
    real, kind, longest = folder.resolve(), "", -1
    try:
        mounts = _MOUNTS.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in mounts:
        _, point, found, *_ = line.split(" ")
        place = Path(point.encode("latin-1", "replace").decode("unicode_escape"))
        if real.is_relative_to(place) and len(place.parts) >= longest:
            kind, longest = found, len(place.parts)
    return kind


def _runs_elsewhere(number: int) -> bool:
    """Says whether another program of this number runs."""
    if number == os.getpid():
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
