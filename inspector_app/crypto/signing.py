"""Device keys: Ed25519 for signing, and the three kinds of key that a signature may come from.

A device's signing key is not its age identity and not anyone's login key, so that each can be lost or
replaced alone. Keys of tokens (`sk-ssh-ed25519@openssh.com`) and P-256 keys are only verified here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from inspector_app.crypto.wire import Fields, WireError, pack
from inspector_app.errors import WorldError

ED25519 = "ssh-ed25519"
TOKEN = "sk-ssh-ed25519@openssh.com"  # noqa: S105 - the name of a key type
P256 = "ecdsa-sha2-nistp256"
KEY_TYPES = (ED25519, TOKEN, P256)
PRIVATE_BYTES = 32
_CURVE = b"nistp256"
_APPLICATION = b"ssh:"  # what OpenSSH's keys on tokens are for, perhaps with more behind it
_PRESENT = 0x01


class BadSignatureError(WorldError):
    """A signature is damaged or was not made over these bytes."""


class UnknownKeyTypeError(WorldError):
    """A key is of a kind that this version of the app cannot check; that does not make it bad."""


class BadKeyError(WorldError):
    """A public key cannot be read."""


def told_type(blob: bytes) -> str:
    """Returns the key type that a public key says it is; empty where it says none that can be read."""
    try:
        return Fields(blob).text().decode("ascii")
    except (WireError, UnicodeDecodeError):
        return ""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as OpenSSH writes it.

    Attributes:
        blob: the key in SSH's binary form, from which everything else follows.
    """

    blob: bytes

    @property
    def type(self) -> str:
        """Its key type, for example `ssh-ed25519`."""
        return told_type(self.blob)

    @property
    def public_line(self) -> str:
        """The key as one OpenSSH line without a comment."""
        return f"{self.type} {base64.b64encode(self.blob).decode('ascii')}"

    @property
    def fingerprint(self) -> str:
        """The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters."""
        told = base64.b64encode(hashlib.sha256(self.blob).digest()).decode("ascii")
        return f"SHA256:{told.rstrip('=')}"

    @property
    def short(self) -> str:
        """16 hexadecimal characters that name the key in file names."""
        return short_id(self.blob)


class Signer(Protocol):
    """Whatever can sign: a device's key, or one that is kept elsewhere."""

    @property
    def blob(self) -> bytes:
        """The public key, or the certificate by which it goes, in SSH's binary form."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over data in SSH's form."""
        ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A device's private key.

    Attributes:
        private: its 32 bytes; never printed.
        public: its public half.
        certificate: what an SSH authority says of it, in SSH's binary form; empty where it goes by itself.
    """

    private: bytes = field(repr=False)
    public: PublicKey
    certificate: bytes = b""

    @property
    def blob(self) -> bytes:
        """The certificate by which it goes, or the public key."""
        return self.certificate or self.public.blob

    @property
    def public_line(self) -> str:
        """The public key as one OpenSSH line."""
        return self.public.public_line

    @property
    def fingerprint(self) -> str:
        """The public key's fingerprint."""
        return self.public.fingerprint

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over data in SSH's form (type and 64 bytes)."""
        made = Ed25519PrivateKey.from_private_bytes(self.private).sign(data)
        return pack(ED25519.encode(), made)


def short_id(blob: bytes) -> str:
    """Returns the first 8 bytes of a public key's SHA-256 in hexadecimal."""
    return hashlib.sha256(blob).hexdigest()[:16]


def new_key() -> SigningKey:
    """Returns a fresh key from the operating system's random source."""
    return key_of(Ed25519PrivateKey.generate().private_bytes_raw())


def key_of(private: bytes) -> SigningKey:
    """Returns the key of 32 private bytes.

    Raises:
        BadKeyError: there are not 32 of them.
    """
    if len(private) != PRIVATE_BYTES:
        raise BadKeyError("A signing key does not have 32 bytes")
    raw = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return SigningKey(bytes(private), PublicKey(pack(ED25519.encode(), raw)))


def public_key(line: str) -> PublicKey:
    """Returns the key of one OpenSSH line: type, base64 and perhaps a comment.

    Raises:
        BadKeyError: the line is not a public key, or its two halves disagree.
        UnknownKeyTypeError: the key is of a kind that cannot be checked.
    """
    words = line.split()
    try:
        kind, told = words[0], words[1]
        blob = base64.b64decode(told, validate=True)
    except (IndexError, binascii.Error) as error:
        raise BadKeyError("A line is not an OpenSSH public key") from error
    if told_type(blob) != kind:
        raise BadKeyError("A public key is not of the type that its line says")
    if kind not in KEY_TYPES:
        raise UnknownKeyTypeError("A key is of a type that this version cannot check", where=kind)
    _halves(blob)
    return PublicKey(blob)


def _halves(blob: bytes) -> tuple[str, bytes, bytes]:
    """Returns type, key bytes and (for a token) the application of a plain public key."""
    try:
        fields = Fields(blob)
        kind = fields.text().decode("ascii", "replace")
        if kind not in KEY_TYPES:
            raise UnknownKeyTypeError("A key is of a type that this version cannot check", where=kind)
        if kind == P256 and fields.text() != _CURVE:
            raise BadKeyError("A public key names the wrong curve")
        raw = fields.text()
        application = fields.text() if kind == TOKEN else b""
        fields.end()
        if kind == TOKEN and not application.startswith(_APPLICATION):  # a web site's could sign anything
            raise BadKeyError("A token's key was made for another purpose than signing with SSH")
    except WireError as error:
        raise BadKeyError("A public key cannot be read") from error
    return kind, raw, application


def _check_ed25519(raw: bytes, signature: bytes, data: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(raw).verify(signature, data)


def _check_token(raw: bytes, application: bytes, fields: Fields, data: bytes) -> None:
    signature, flags, counter = fields.text(), fields.take(1), fields.take(4)
    if not flags[0] & _PRESENT:
        raise BadSignatureError("A signature from a token was made without anybody touching it")
    told = hashlib.sha256(application).digest() + flags + counter + hashlib.sha256(data).digest()
    _check_ed25519(raw, signature, told)


def _check_p256(raw: bytes, signature: bytes, data: bytes) -> None:
    numbers = Fields(signature)
    r, s = (int.from_bytes(numbers.text(), "big", signed=True) for _ in range(2))
    numbers.end()
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


def check(key: PublicKey, signature: bytes, data: bytes) -> None:
    """Makes sure that a signature in SSH's form was made by the key over data.

    Raises:
        BadSignatureError: it was not, or cannot be read.
        UnknownKeyTypeError: the key is of a kind that cannot be checked.
        BadKeyError: the key itself cannot be read.
    """
    kind, raw, application = _halves(key.blob)
    try:
        fields = Fields(signature)
        if fields.text() != kind.encode():
            raise BadSignatureError("A signature is not of its key's type")
        if kind == TOKEN:
            _check_token(raw, application, fields, data)
        elif kind == P256:
            _check_p256(raw, fields.text(), data)
        else:
            _check_ed25519(raw, fields.text(), data)
        fields.end()
    except (InvalidSignature, ValueError, WireError) as error:
        raise BadSignatureError("A signature does not match") from error
