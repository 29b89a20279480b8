"""OpenSSH certificates: a key that the organisation's SSH authority vouches for (OpenSSH, PROTOCOL.certkeys).

With them one `cert-authority` line in a roster stands for every inspector of an organisation.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.crypto import signing
from inspector_app.crypto.signing import BadKeyError, BadSignatureError, PublicKey
from inspector_app.crypto.wire import Fields, WireError, pack

_PLAIN = {
    "ssh-ed25519-cert-v01@openssh.com": signing.ED25519,
    "sk-ssh-ed25519-cert-v01@openssh.com": signing.TOKEN,
    "ecdsa-sha2-nistp256-cert-v01@openssh.com": signing.P256,
}
CERTIFICATE_TYPES = tuple(_PLAIN)
_USER = 1


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an SSH authority vouches for.

    Attributes:
        key: the key that signs.
        authority: the authority's key.
        principals: names that the authority gives the key.
        valid_from: first moment, in Unix seconds.
        valid_to: first moment at which it no longer holds, in Unix seconds.
        serial: number that the authority gave it; 0 where it gives none.
        key_id: name that the authority gave it.
    """

    key: PublicKey
    authority: PublicKey
    principals: tuple[str, ...]
    valid_from: int
    valid_to: int
    serial: int = 0
    key_id: bytes = b""


def is_certificate(blob: bytes) -> bool:
    """Says whether a public key is one of the kinds of certificate that can be checked."""
    return signing.told_type(blob) in _PLAIN


def _key(kind: str, fields: Fields) -> PublicKey:
    plain = _PLAIN[kind]
    parts = [plain.encode(), fields.text()]
    if plain != signing.ED25519:  # P-256: curve and point; token: key and application
        parts.append(fields.text())
    return PublicKey(pack(*parts))


def _names(data: bytes) -> tuple[str, ...]:
    fields, found = Fields(data), list[str]()
    while fields.left:
        found.append(fields.text().decode("utf-8"))
    return tuple(found)


def read(blob: bytes) -> Certificate:
    """Returns a certificate whose authority's signature is sound.

    Whether that authority is trusted, and for whom and when, is the roster's to say.

    Raises:
        BadSignatureError: damaged, with conditions, not for a named person, or not its authority's.
        UnknownKeyTypeError: the authority's key is of a kind that cannot be checked.
    """
    try:
        fields = Fields(blob)
        kind = fields.text().decode("ascii")
        fields.text()  # nonce
        key = _key(kind, fields)
        serial = fields.number(8)
        usage = fields.number()
        key_id = fields.text()
        principals = _names(fields.text())
        valid_from, valid_to = fields.number(8), fields.number(8)
        critical = fields.text()
        fields.text()  # extensions
        fields.text()  # reserved
        authority = PublicKey(fields.text())
        signed = blob[: fields.at]
        signature = fields.text()
        fields.end()
    except (WireError, UnicodeDecodeError) as error:
        raise BadSignatureError("A certificate cannot be read") from error
    if usage != _USER or critical or not principals:
        raise BadSignatureError("A certificate is not for signing by a named person without conditions")
    try:
        signing.check(authority, signature, signed)
    except BadKeyError as error:
        raise BadSignatureError("The key of a certificate's authority cannot be read") from error
    return Certificate(key, authority, principals, valid_from, valid_to, serial, key_id)
