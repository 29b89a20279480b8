"""Whose signature it is: a sound signature against the roster. Fail closed; time is the signer's claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspector_app.bundle.roster import Roster, Signer
from inspector_app.crypto import sshsig
from inspector_app.crypto.signing import PublicKey
from inspector_app.crypto.sshsig import Signature

GOOD = "good"
REFUSED = "refused"
UNKNOWN_SIGNER = "unknown-signer"
UNKNOWN_KEY_TYPE = "unknown-key-type"
REVOKED = "revoked"
EXPIRED = "expired"
NOT_FOR_US = "not-for-us"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one signature stands.

    Attributes:
        verdict: `good`, `unknown-signer`, `unknown-key-type`, `revoked` or `expired`.
        fingerprint: of the key that signed.
        principals: whose key it is, as the roster says; several where an authority gave it several names.
    """

    verdict: str
    fingerprint: str
    principals: tuple[str, ...] = ()

    @property
    def principal(self) -> str:
        """The first name, or none."""
        return self.principals[0] if self.principals else ""


def unknown_type(armoured: bytes) -> Standing:
    """Returns the standing of a signature whose key is of a kind that cannot be checked."""
    return Standing(UNKNOWN_KEY_TYPE, PublicKey(sshsig.key_blob(armoured)).fingerprint)


def _names(line: Signer, signature: Signature) -> tuple[str, ...]:
    """Returns the names that one line of the roster gives the signature's key."""
    certificate = signature.certificate
    if line.authority:
        if certificate is None or certificate.authority != line.key:
            return ()
        return tuple(sorted(name for name in certificate.principals if line.covers(name)))
    return (line.principal,) if certificate is None and line.key == signature.key else ()


def _in_time(line: Signer, signature: Signature, at: datetime) -> bool:
    certificate = signature.certificate
    if certificate and not certificate.valid_from <= at.timestamp() < certificate.valid_to:
        return False
    return line.in_time(at)


def standing(signature: Signature, roster: Roster | None, namespace: str, at: datetime) -> Standing:
    """Returns how a sound signature stands under a roster.

    Args:
        signature: a signature that was checked against its bytes.
        roster: the roster; None trusts nobody.
        namespace: what the signature is for; a line of the roster must allow it.
        at: when the signer claims to have signed.
    """
    name = signature.fingerprint
    if roster is None:
        return Standing(UNKNOWN_SIGNER, name)
    lines = [(line, _names(line, signature)) for line in roster.signers if namespace in line.namespaces]
    lines = [(line, names) for line, names in lines if names]
    known = tuple(dict.fromkeys(found for _, names in lines for found in names))
    if roster.is_revoked(signature.key, signature.certificate):
        return Standing(REVOKED, name, known)
    if not known:
        return Standing(UNKNOWN_SIGNER, name)
    current = [names for line, names in lines if _in_time(line, signature, at)]
    if not current:
        return Standing(EXPIRED, name, known)
    return Standing(GOOD, name, tuple(dict.fromkeys(found for names in current for found in names)))
