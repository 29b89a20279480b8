"""An order to erase: a small text that the roster's owner signs, and that names bytes, never content.

    Erasure-Order-Format: erasure-order/1
    Inspection: 0b6e…
    Reason: wrong-person
    Date: 2026-11-23T09:30:00Z
    Payload: 5f1c…
    Blob: 99ab…

`Payload` stands once or more, `Blob` any number of times, both sorted. The signature, SSHSIG over exactly
these bytes, stands beside it in a file whose name ends in `.sshsig`, as `ssh-keygen -Y sign` writes it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inspector_app.bundle import trust
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import sshsig
from inspector_app.crypto.signing import BadSignatureError, SigningKey, UnknownKeyTypeError
from inspector_app.errors import RefusedError, WorldError

FORMAT = "erasure-order/1"
NAMESPACE = "erasure.v1@inspector-app"
SUFFIX = ".sshsig"
REASONS = (
    "court-order",
    "entered-in-error",
    "not-needed",
    "objection",
    "retention-ended",
    "wrong-inspection",
    "wrong-person",
)
"""Codes, as a reason in words would soon say what was erased."""
MAX_BYTES = 900_000
"""Of the text; so it fits into one line of the log, in which it is passed on."""
_DIGEST = "[0-9a-f]{64}"
_TEXT = re.compile(
    rf"Erasure-Order-Format: {FORMAT}\n"
    r"Inspection: ([0-9a-f-]{36})\n"
    r"Reason: ([a-z-]{1,40})\n"
    r"Date: ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
    rf"((?:Payload: {_DIGEST}\n)+)((?:Blob: {_DIGEST}\n)*)"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What to erase, and why.

    Attributes:
        inspection: id of the inspection.
        reason: one of `REASONS`.
        date: claimed time, UTC.
        payloads: digests of payloads, sorted; one at least.
        blobs: digests of attachments, sorted.
    """

    inspection: str
    reason: str
    date: str
    payloads: tuple[str, ...]
    blobs: tuple[str, ...] = ()

    @property
    def text(self) -> bytes:
        """The exact bytes that are signed."""
        lines = [
            f"Erasure-Order-Format: {FORMAT}",
            f"Inspection: {self.inspection}",
            f"Reason: {self.reason}",
            f"Date: {self.date}",
            *(f"Payload: {digest}" for digest in self.payloads),
            *(f"Blob: {digest}" for digest in self.blobs),
        ]
        return "".join(f"{line}\n" for line in lines).encode("ascii")

    @property
    def name(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text).hexdigest()


def read(text: bytes, where: object = None) -> Order:
    """Returns the order that a text is.

    Raises:
        RefusedError: it is not one, byte for byte.
    """
    found = _TEXT.fullmatch(text.decode("ascii", "replace"))
    if found is None:
        raise RefusedError("The file is not an erasure order of this format", where=where)
    payloads, blobs = (tuple(re.findall(_DIGEST, found[group])) for group in (4, 5))
    order = Order(found[1], found[2], found[3], payloads, blobs)
    check_reason(order.reason, where)
    if any(list(told) != sorted(set(told)) for told in (payloads, blobs)):
        raise RefusedError("The order does not name what to erase sorted and once", where=where)
    _moment(order, where)
    return order


def check_reason(reason: str, where: object = None) -> None:
    """Makes sure that a reason is one of the codes.

    Raises:
        RefusedError: it is not.
    """
    if reason not in REASONS:
        raise RefusedError(
            "The reason of the order is not a known code",
            where=where,
            advice=f"Codes: {', '.join(REASONS)}.",
        )


def _moment(order: Order, where: object) -> datetime:
    try:
        return datetime.strptime(order.date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise RefusedError("The date of the order is not one", where=where) from error


def read_files(path: Path) -> tuple[bytes, bytes]:
    """Returns the bytes of an order and of the signature beside it.

    Raises:
        WorldError: one cannot be read or is too long.
    """
    found: list[bytes] = []
    for one in (path, path.with_name(path.name + SUFFIX)):
        try:
            with one.open("rb") as file:
                found.append(file.read(MAX_BYTES + 1))
        except OSError as error:
            raise WorldError(
                "The order or its signature cannot be read",
                where=one,
                advice=f"An order is two files; the second has the ending {SUFFIX}.",
            ) from error
        if len(found[-1]) > MAX_BYTES:
            raise WorldError("The file is too long for an erasure order", where=one)
    return found[0], found[1]


def sign(order: Order, key: SigningKey) -> bytes:
    """Returns the signature over an order."""
    return sshsig.sign(order.text, NAMESPACE, key)


def verify(text: bytes, signature: bytes, roster: Roster, where: object = None) -> Order:
    """Returns the order, if somebody signed it who may order erasure.

    That is the roster's owner, or one whose line on the roster names this namespace.

    Raises:
        RefusedError: another text or purpose was signed, or the key may not order it.
    """
    order = read(text, where)
    try:
        found = sshsig.verify(signature, text, NAMESPACE)
    except (BadSignatureError, UnknownKeyTypeError) as error:
        raise RefusedError(f"The order's signature does not hold: {error.what}", where=where) from error
    revoked = roster.is_revoked(found.key, found.certificate)
    owner = found.certificate is None and found.fingerprint == roster.key and not revoked
    standing = trust.standing(found, roster, NAMESPACE, _moment(order, where))
    if not owner and standing.verdict != trust.GOOD:
        raise RefusedError(
            f"The order is signed by a key that may not order erasure ({found.fingerprint})",
            where=where,
            advice="The owner of the roster has to sign it.",
        )
    return order
