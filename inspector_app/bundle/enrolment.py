"""An enrolment: what a roster's owner needs of one device, signed by that device's key, in one small file.

    Enrolment-Format: enrolment/1
    Inspection: 0b6e…
    Actor: 1111…
    Principal: b.carr@inspection
    Role: inspector
    Key: ssh-ed25519 AAAA…
    Recipient: age1…
    Claimed: 2026-05-11T09:30:00Z
    -----BEGIN SSH SIGNATURE-----
    …

The signature, SSHSIG in a namespace of its own, is over exactly the bytes before it and by the key named in
it: whoever wrote the file holds that key, and nobody changed it on the way. Whose key it is, it does not
prove; two people compare the fingerprint for that. Nothing in it is secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle import bag_info, roster_lines
from inspector_app.bundle.errors import EnrolmentError
from inspector_app.bundle.roster import ESCROW
from inspector_app.crypto import sealing, signing, sshsig
from inspector_app.crypto.signing import (
    BadKeyError,
    BadSignatureError,
    PublicKey,
    Signer,
    UnknownKeyTypeError,
)

FORMAT = "enrolment/1"
NAMESPACE = "enrolment.v1@inspector-app"
SUFFIX = ".enrolment"
MAX_BYTES = 4 << 10
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_TEXT = re.compile(
    rf"Enrolment-Format: {FORMAT}\n"
    rf"Inspection: (?P<inspection>{_UUID})\n"
    rf"Actor: (?P<actor>{_UUID})\n"
    rf"Principal: (?P<principal>{bag_info.PRINCIPAL.pattern})\n"
    rf"Role: (?P<role>{roster_lines.ROLE.pattern})\n"
    r"Key: (?P<key>[!-~]{1,60} [!-~]{1,400})\n"
    r"Recipient: (?P<recipient>[0-9a-z]{1,100})\n"
    r"Claimed: (?P<claimed>[0-9TZ:-]{20})\n"
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a device says of itself.

    Attributes:
        inspection: id of the inspection that its store is for.
        actor: the device.
        principal: the name that its owner goes by.
        role: the role that its owner goes by.
        key: its signing key, which signed the file.
        recipient: its age recipient.
        claimed: when the file was written, as it claims: UTC, whole seconds.
    """

    inspection: str
    actor: str
    principal: str
    role: str
    key: PublicKey
    recipient: str
    claimed: str

    @property
    def text(self) -> bytes:
        """The exact bytes that are signed."""
        lines = [
            f"Enrolment-Format: {FORMAT}",
            f"Inspection: {self.inspection}",
            f"Actor: {self.actor}",
            f"Principal: {self.principal}",
            f"Role: {self.role}",
            f"Key: {self.key.public_line}",
            f"Recipient: {self.recipient}",
            f"Claimed: {self.claimed}",
        ]
        return "".join(f"{line}\n" for line in lines).encode("ascii")


def signed(enrolment: Enrolment, key: Signer) -> bytes:
    """Returns the file of an enrolment: its text and the signature by the key that it names."""
    return enrolment.text + sshsig.sign(enrolment.text, NAMESPACE, key)


def read(data: bytes, where: object = None) -> Enrolment:
    """Returns what an enrolment says, if the key that it names signed it.

    Raises:
        EnrolmentError: it is not an enrolment of this format, byte for byte; another key signed it; it goes
            by the name that is kept for the organisation; or its signature is bad.
    """
    if len(data) > MAX_BYTES:
        raise EnrolmentError("The file is too long for an enrolment", where=where)
    text, begin, rest = data.partition(sshsig.BEGIN)
    found = _read_text(text, where)
    try:
        signature = sshsig.verify(begin + rest, text, NAMESPACE)
    except (BadSignatureError, UnknownKeyTypeError) as error:
        raise EnrolmentError(
            f"The enrolment's signature does not hold: {error.what}",
            where=where,
            advice="Ask for the file again; it may have been changed on the way.",
        ) from error
    if signature.blob != found.key.blob:
        raise EnrolmentError("The enrolment is signed by another key than the one it names", where=where)
    return found


def _read_text(text: bytes, where: object) -> Enrolment:
    told = _TEXT.fullmatch(text.decode("ascii", "replace"))
    if told is None:
        raise EnrolmentError("The file is not an enrolment of this format", where=where)
    try:
        key = signing.public_key(told["key"])
        bag_info.moment(told["claimed"])
    except (BadKeyError, UnknownKeyTypeError, ValueError) as error:
        raise EnrolmentError("The key or the time of the enrolment cannot be read", where=where) from error
    if told["principal"] == ESCROW:
        raise EnrolmentError("The enrolment goes by the name kept for the organisation's key", where=where)
    if not sealing.is_recipient(told["recipient"]):
        raise EnrolmentError("The age recipient of the enrolment cannot be read", where=where)
    found = Enrolment(
        told["inspection"],
        told["actor"],
        told["principal"],
        told["role"],
        key,
        told["recipient"],
        told["claimed"],
    )
    if found.text != text:
        raise EnrolmentError("The file is not an enrolment of this format", where=where)
    return found


def pasted(text: str) -> bytes:
    """Returns the file of an enrolment of which somebody pasted or scanned the text.

    What goes astray on the way from one program to another is put right: ends of lines, blanks around it.

    Raises:
        EnrolmentError: it has characters that no enrolment has.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    try:
        return "".join(f"{line}\n" for line in lines).encode("ascii")
    except UnicodeEncodeError as error:
        raise EnrolmentError("The text is not an enrolment of this format") from error


def read_file(path: Path) -> bytes:
    """Returns the bytes of an enrolment's file.

    Raises:
        EnrolmentError: it cannot be read or is too long.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise EnrolmentError(
            "The enrolment cannot be read", where=path, advice=f"The system says: {error.strerror}."
        ) from error
    if len(data) > MAX_BYTES:
        raise EnrolmentError("The file is too long for an enrolment", where=path)
    return data
