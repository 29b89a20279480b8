"""Attachments: kept inside the encrypted file, named by their bytes."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import needed
from inspector_app.store import blobs

MAX_BYTES = 1 << 30


def attach_file(session: Session, *, file: str, to: str, name: str = "") -> Changes:
    """Copies a file into the store and ties it to a record.

    Args:
        session: the open store.
        file: path of the file; it is left where it is.
        to: the record that it belongs to.
        name: name to show; the file's own where empty.

    Raises:
        WorldError: the file cannot be read.
        RefusedError: it is no file, larger than 1 GiB, or the record is unknown.
    """
    path = Path(file)
    session.store.record(to)
    if not path.is_file():
        raise RefusedError("There is no such file", where=path)
    if path.stat().st_size > MAX_BYTES:
        raise RefusedError("The file is larger than 1 GiB", where=path)
    told = needed("name", name or path.name)
    media = mimetypes.guess_type(told)[0] or "application/octet-stream"
    with session.store.changing():
        blob, size = blobs.add(session.store, blobs.parts_of(path), session.now())
        fields = {"name": told, "blob": blob, "size": size, "media": media, "of": to}
        return session.write(
            "attach_file", [Write(session.new_record(), "attachment", fields, blobs=(blob,))]
        )


def read_attachment(session: Session, *, attachment: str) -> Iterator[bytes]:
    """Yields an attachment's bytes.

    Raises:
        RefusedError: there is no such attachment.
        UnknownRecordError: its bytes have not come to this laptop.
    """
    return blobs.read(session.store, str(session.named(attachment, "attachment").get("blob")))
