"""Names of things: records, actors and template rows.

A record that a person creates has a random UUIDv7 (sortable, never trusted for time). A row that a
template implies (one judgement per area, one evaluation per descriptor) has a UUIDv5 of the inspection and
the row's path, so that two laptops which start the same checklist share one record (merge, 4.1).
"""

from __future__ import annotations

import re
import secrets
import uuid
from typing import NewType

RecordId = NewType("RecordId", str)
ActorId = NewType("ActorId", str)
RevisionId = NewType("RevisionId", str)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def new_record(milliseconds: int) -> RecordId:
    """Returns a UUIDv7 (RFC 9562) for a thing that a person creates.

    Args:
        milliseconds: Unix time in milliseconds; it only helps sorting.
    """
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return RecordId(str(uuid.UUID(int=value)))


def new_actor() -> ActorId:
    """Returns a random UUIDv4 for one device of one inspector."""
    value = secrets.randbits(128)
    return ActorId(str(uuid.UUID(int=value, version=4)))


def template_record(inspection: str, path: str) -> RecordId:
    """Returns the UUIDv5 that every laptop of one inspection gives to one template row.

    Args:
        inspection: record id of the inspection.
        path: for example `judgement/HP` or `evaluation/ILACS-HP-01`.
    """
    return RecordId(str(uuid.uuid5(uuid.UUID(inspection), path)))


def is_uuid(text: str) -> bool:
    """Says whether text is a UUID in lower-case hexadecimal with dashes."""
    return _UUID.fullmatch(text) is not None


def is_digest(text: str) -> bool:
    """Says whether text is a SHA-256 in lower-case hexadecimal."""
    return _DIGEST.fullmatch(text) is not None
