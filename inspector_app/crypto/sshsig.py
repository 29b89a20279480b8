"""SSHSIG, the signature that `ssh-keygen -Y sign` writes and `-Y verify` checks (OpenSSH, PROTOCOL.sshsig).

The namespace inside says what a signature is for, so that one made for another purpose never counts here.
Stricter than ssh-keygen: nothing may stand before, after or between the armour's own bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from inspector_app.crypto import certificates, signing
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.signing import BadKeyError, BadSignatureError, PublicKey, Signer
from inspector_app.crypto.wire import Fields, WireError, pack

MAGIC = b"SSHSIG"
VERSION = 1
HASH = "sha512"
BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
END = b"-----END SSH SIGNATURE-----\n"
COLUMNS = (70, 76)
MAX_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was checked against the bytes it is over.

    Attributes:
        blob: the public key or certificate inside, in SSH's binary form.
        key: the key that signed.
        certificate: what an authority says of that key, where the signature carries a certificate.
    """

    blob: bytes
    key: PublicKey
    certificate: Certificate | None = None

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the key that signed."""
        return self.key.fingerprint


def _signed(namespace: str, message: bytes) -> bytes:
    parts = pack(namespace.encode(), b"", HASH.encode(), hashlib.sha512(message).digest())
    return MAGIC + parts


def _armour(data: bytes, columns: int) -> bytes:
    told = base64.b64encode(data)
    lines = [told[at : at + columns] + b"\n" for at in range(0, len(told), columns)]
    return BEGIN + b"".join(lines) + END


def sign(message: bytes, namespace: str, key: Signer) -> bytes:
    """Returns the armoured signature, byte for byte what ssh-keygen would write.

    Args:
        message: the exact bytes to sign.
        namespace: what the signature is for.
        key: signs; what it raises comes through.
    """
    made = key.sign(_signed(namespace, message))
    parts = pack(key.blob, namespace.encode(), b"", HASH.encode(), made)
    return _armour(MAGIC + VERSION.to_bytes(4, "big") + parts, COLUMNS[0])


def _strip(armoured: bytes) -> bytes:
    if len(armoured) > MAX_BYTES:
        raise BadSignatureError("A signature is too long")
    if not (armoured.startswith(BEGIN) and armoured.endswith(END)):
        raise BadSignatureError("A signature does not begin and end as it must")
    try:
        data = base64.b64decode(armoured[len(BEGIN) : -len(END)].replace(b"\n", b""), validate=True)
    except binascii.Error as error:
        raise BadSignatureError("A signature is not base64") from error
    if all(_armour(data, columns) != armoured for columns in COLUMNS):
        raise BadSignatureError("A signature is not wrapped as it must be")
    return data


def _parts(data: bytes) -> tuple[bytes, str, bytes]:
    """Returns public key, namespace and raw signature; everything else must be as this format has it."""
    try:
        fields = Fields(data)
        if fields.take(len(MAGIC)) != MAGIC or fields.number() != VERSION:
            raise BadSignatureError("A signature is not of SSHSIG version 1")
        blob, namespace = fields.text(), fields.text().decode("ascii")
        reserved, algorithm, raw = fields.text(), fields.text(), fields.text()
        fields.end()
    except (WireError, UnicodeDecodeError) as error:
        raise BadSignatureError("A signature cannot be read") from error
    if reserved or algorithm != HASH.encode():
        raise BadSignatureError(f"A signature does not use {HASH} alone")
    return blob, namespace, raw


def key_blob(armoured: bytes) -> bytes:
    """Returns the public key or certificate that a signature names, without checking the signature.

    Raises:
        BadSignatureError: the signature cannot be read.
    """
    return _parts(_strip(armoured))[0]


def verify(armoured: bytes, message: bytes, namespace: str) -> Signature:
    """Returns the signature if it is sound over the message, in the namespace; says nothing about trust.

    Raises:
        BadSignatureError: damaged, in another namespace, or over other bytes.
        UnknownKeyTypeError: its key is of a kind that cannot be checked; that does not make it bad.
    """
    blob, told, raw = _parts(_strip(armoured))
    if told != namespace:
        raise BadSignatureError("A signature was made for another purpose")
    certificate = certificates.read(blob) if certificates.is_certificate(blob) else None
    key = PublicKey(blob) if certificate is None else certificate.key
    try:
        signing.check(key, raw, _signed(namespace, message))
    except BadKeyError as error:
        raise BadSignatureError("A signature's key cannot be read") from error
    return Signature(blob, key, certificate)
