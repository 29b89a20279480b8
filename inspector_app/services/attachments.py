"""Attachments: kept inside the encrypted file, named by their bytes."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError, WorldError
from inspector_app.intake import pictures
from inspector_app.services import policy
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import needed
from inspector_app.store import blobs

MAX_BYTES = 1 << 30
# A picture is cleaned in memory, twice over; one larger than this is kept as it is.
MAX_CLEANED_BYTES = 1 << 28

_CLEANED = (
    "What the picture said of its making, such as place, time and device, was left out; "
    "the picture itself is unchanged."
)
_LEFT = "This {0} file was kept as it is: place, time and device may stand in it."


def attach_file(session: Session, *, file: str, to: str, name: str = "") -> Changes:
    """Copies a file into the store and ties it to a record; of a picture without place, time and device.

    Args:
        session: the open store.
        file: path of the file; it is left where it is.
        to: the record that it belongs to.
        name: name to show; the file's own where empty.

    Returns:
        What changed; `told` says what was left out of a picture, or that nothing could be.

    Raises:
        WorldError: the file cannot be read.
        RefusedError: it is no file, larger than 1 GiB, the record is unknown, or place, time and device
            cannot be left out of a picture or film and the computer's policy does not let it be kept so.
        PolicyError: the policy of this computer cannot be used.
    """
    path = Path(file)
    session.store.record(to)
    if not path.is_file():
        raise RefusedError("There is no such file", where=path)
    if path.stat().st_size > MAX_BYTES:
        raise RefusedError("The file is larger than 1 GiB", where=path)
    told = needed("name", name or path.name)
    media = mimetypes.guess_type(told)[0] or "application/octet-stream"
    parts, sentence = _kept(path)
    return replace(_attach(session, parts, told, media, to), told=sentence)


def attach_picture(session: Session, *, picture: bytes, to: str, name: str = "") -> Changes:
    """Keeps a picture that was copied, and so is in no file, and ties it to a record.

    Args:
        session: the open store.
        picture: a PNG; what it says of its making is left out.
        to: the record that it belongs to.
        name: name to show; one that tells the moment where empty.

    Raises:
        RefusedError: the picture is larger than can be cleaned or is none, or the record is unknown.
    """
    session.store.record(to)
    cleaned = pictures.without_metadata(picture) if len(picture) <= MAX_CLEANED_BYTES else None
    if cleaned is None:
        raise RefusedError("What was copied is no picture that can be kept", advice="Attach it as a file.")
    told = name or f"picture {session.now()[:16].replace('T', ' ').replace(':', '.')}.png"
    return _attach(session, _cut(cleaned), told, "image/png", to)


def _attach(session: Session, parts: Iterable[bytes], name: str, media: str, to: str) -> Changes:
    with session.store.changing():
        blob, size = blobs.add(session.store, parts, session.now())
        fields = {"name": name, "blob": blob, "size": size, "media": media, "of": to}
        write = Write(session.new_record(), "attachment", fields, blobs=(blob,))
        return session.write("attach_file", [write])


def read_attachment(session: Session, *, attachment: str) -> Iterator[bytes]:
    """Yields an attachment's bytes, once all of them were proved.

    Raises:
        RefusedError: there is no such attachment.
        UnknownRecordError: its bytes have not come to this laptop.
        DamagedStoreError: they are not the bytes that were attached.
    """
    return blobs.read(session.store, str(session.named(attachment, "attachment").get("blob")))


def first_bytes(session: Session, *, attachment: str) -> bytes:
    """Returns the first bytes of an attachment, which tell what it is and prove nothing.

    Raises:
        RefusedError: there is no such attachment.
        UnknownRecordError: its bytes have not come to this laptop.
    """
    return blobs.first_part(session.store, str(session.named(attachment, "attachment").get("blob")))


def _kept(path: Path) -> tuple[Iterable[bytes], str]:
    """Returns what is kept of a file, in parts, and what the user must know of that."""
    try:
        with path.open("rb") as file:
            form = pictures.form_of(file.read(pictures.SNIFFED_BYTES))
            if form is None:
                return blobs.parts_of(path), ""
            file.seek(0)
            data = file.read(MAX_CLEANED_BYTES + 1) if form.clean else b""
    except OSError as error:
        raise WorldError("The file cannot be read", where=path) from error
    cleaned = pictures.without_metadata(data) if len(data) <= MAX_CLEANED_BYTES else None
    if cleaned is None:
        if not policy.present().keep_originals:
            instead = "" if form.name == "video" else "Attach it as JPEG or PNG. "
            raise RefusedError(
                f"This {form.name} file was not attached, as place, time and device cannot be left out of it",
                where=path,
                advice=f"{instead}IT can allow such files with the policy keep_originals.",
            )
        return blobs.parts_of(path), _LEFT.format(form.name)
    return _cut(cleaned), "" if cleaned == data else _CLEANED


def _cut(data: bytes) -> Iterator[bytes]:
    return (data[at : at + blobs.PART_BYTES] for at in range(0, len(data), blobs.PART_BYTES))
