"""The key with which this device signs, and the certificate that an organisation's authority gave it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from inspector_app.bundle import bag_info, layout
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import certificates, signing
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.signing import BadSignatureError, PublicKey, SigningKey, UnknownKeyTypeError
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services.session import Session

CERTIFICATE = "certificate"
"""The fact that holds the certificate, as one OpenSSH line."""
_MAX_BYTES = 16 << 10
_FOR_EVER = (1 << 64) - 1


class CertificateError(WorldError):
    """A certificate cannot be read or is not this device's."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What an organisation's authority says of this device's key.

    Attributes:
        authority: fingerprint of its key.
        names: what it calls the key's owner.
        valid_from: first moment at which it counts, UTC; empty where it has none.
        valid_until: first moment at which it no longer counts, UTC; empty where it has none.
        serial: its number.
    """

    authority: str
    names: tuple[str, ...]
    valid_from: str
    valid_until: str
    serial: int


def signing_key(session: Session) -> SigningKey:
    """Returns the device's signing key as it stands by itself."""
    return signing.key_of(bytes.fromhex(session.device.signing_key))


def vouched_key(session: Session, roster: Roster | None) -> SigningKey:
    """Returns the device's signing key as its team knows it.

    It goes by the organisation's certificate where the roster names that authority, unless a line of the
    roster gives the key itself to this device's owner today.
    """
    key = signing_key(session)
    held = _held(session)
    if roster is None or held is None:
        return key
    now = bag_info.moment(session.now())
    if any(one.key == key.public and not one.authority and one.in_time(now) for one in roster.signers):
        return key
    vouches = any(one.authority and one.key == held[1].authority for one in roster.signers)
    return replace(key, certificate=held[0]) if vouches else key


def certified(session: Session) -> Certified | None:
    """Returns what the organisation's certificate says, or None where there is none."""
    held = _held(session)
    return None if held is None else _told(held[1])


def take_certificate(session: Session, *, file: str) -> Certified:
    """Keeps the certificate that an authority made of this device's key, in place of the one before.

    Args:
        session: the open store.
        file: the certificate, as `ssh-keygen -s` wrote it.

    Raises:
        CertificateError: it cannot be read, is damaged, has conditions or is of another key.
        RefusedError: it does not name this device's owner, or has run out.
    """
    blob = _blob(Path(file))
    try:
        found = certificates.read(blob)
    except (BadSignatureError, UnknownKeyTypeError) as error:
        raise CertificateError(error.what, where=file, advice="Ask IT for another one.") from error
    if found.key != signing_key(session).public:
        raise CertificateError(
            "The certificate is of another key than this device's",
            where=file,
            advice="Send IT the enrolment of this device.",
        )
    name = session.device.principal
    if name not in found.principals:
        raise RefusedError(f"The certificate does not name {name}", where=file)
    if found.valid_to <= bag_info.moment(session.now()).timestamp():
        raise RefusedError("The certificate has run out", where=file, advice="Ask IT for a new one.")
    session.store.set_fact(CERTIFICATE, _line(blob))
    return _told(found)


def check_may_sign(session: Session, roster: Roster, *, elsewhere: bool) -> None:
    """Makes sure that the roster lets this device sign bundles.

    Args:
        session: the open store.
        roster: the team's.
        elsewhere: a key that the agent keeps signs as well.

    Raises:
        RefusedError: the device's key was revoked, or the roster lets it sign its log alone.
    """
    key = vouched_key(session, roster)
    certificate = certificates.read(key.certificate) if key.certificate else None
    if roster.is_revoked(key.public, certificate):
        raise RefusedError(
            "The roster says that this device's key was revoked, so nobody would take its bundles",
            where=key.fingerprint,
            advice="Ask the roster's owner; a new store gets a new key.",
        )
    if not elsewhere and signs_its_log_alone(roster, key.public):
        raise RefusedError(
            "The roster lets this device sign its log alone; its bundles need the key that your agent keeps",
            where=key.fingerprint,
            advice="Choose it: agent use.",
        )


def signs_its_log_alone(roster: Roster, key: PublicKey) -> bool:
    """Says whether a roster names a key and does not let it sign bundles."""
    lines = [one for one in roster.signers if one.key == key]
    return bool(lines) and not any(layout.BUNDLE_NAMESPACE in one.namespaces for one in lines)


def _held(session: Session) -> tuple[bytes, Certificate] | None:
    line = session.store.fact(CERTIFICATE)
    if line is None:
        return None
    blob = base64.b64decode(line.split()[1])
    return blob, certificates.read(blob)


def _blob(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            words = file.read(_MAX_BYTES).split()
    except OSError as error:
        raise CertificateError(
            "The certificate cannot be read", where=path, advice=f"The system says: {error.strerror}."
        ) from error
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (IndexError, ValueError) as error:
        raise CertificateError("The file is no OpenSSH certificate", where=path) from error
    if not certificates.is_certificate(blob):
        raise CertificateError("The file is no OpenSSH certificate that can be checked", where=path)
    return blob


def _line(blob: bytes) -> str:
    return f"{signing.told_type(blob)} {base64.b64encode(blob).decode('ascii')}"


def _told(found: Certificate) -> Certified:
    return Certified(
        found.authority.fingerprint,
        found.principals,
        _moment(found.valid_from) if found.valid_from else "",
        _moment(found.valid_to) if found.valid_to < _FOR_EVER else "",
        found.serial,
    )


def _moment(seconds: int) -> str:
    """Returns a time as bundles tell it; beyond the year 9999 there is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return ""
