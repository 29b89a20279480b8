"""OpenSSH's binary key revocation list, as `ssh-keygen -k` writes it (OpenSSH, PROTOCOL.krl).

An organisation with an SSH authority keeps such a list. It is read whole or not at all: whatever is not known
here might be a revocation, so it is refused and never passed over. Only an extension that says itself
that it may be ignored is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.signing import PublicKey
from inspector_app.crypto.wire import Fields, WireError
from inspector_app.errors import WorldError

MAGIC = b"SSHKRL\n\0"
VERSION = 1
MAX_BYTES = 4 << 20
_MOST = (1 << 64) - 1
_CERTIFICATES, _KEYS, _SHA1, _SHA256, _EXTENSION = 1, 2, 3, 5, 255
_SERIALS, _RANGE, _BITMAP, _KEY_IDS, _CERT_EXTENSION = 0x20, 0x21, 0x22, 0x23, 0x39
_SHA1_BYTES, _SHA256_BYTES = 20, 32


class BadKrlError(WorldError):
    """A key revocation list cannot be read whole, so nothing of it is known."""


@dataclass(frozen=True, slots=True)
class CertificateList:
    """Certificates of one authority that no longer count.

    Attributes:
        authority: its key in SSH's binary form; empty for every authority.
        serials: serial numbers.
        ranges: first and last serial number of each range.
        bitmaps: serial number of the first bit, and the bits, of each map.
        key_ids: certificates by the id that their authority gave them.
    """

    authority: bytes
    serials: frozenset[int] = frozenset()
    ranges: tuple[tuple[int, int], ...] = ()
    bitmaps: tuple[tuple[int, int], ...] = ()
    key_ids: frozenset[bytes] = frozenset()

    def revokes(self, certificate: Certificate) -> bool:
        """Says whether a certificate is on the list; an authority that gives no serial numbers writes 0."""
        if self.authority not in (b"", certificate.authority.blob):
            return False
        serial = certificate.serial
        if certificate.key_id in self.key_ids:
            return True
        if not serial:
            return False
        return (
            serial in self.serials
            or any(first <= serial <= last for first, last in self.ranges)
            or any(serial >= first and bits >> (serial - first) & 1 for first, bits in self.bitmaps)
        )


@dataclass(frozen=True, slots=True)
class Krl:
    """A key revocation list.

    Attributes:
        version: the number that whoever made it gave it; rises.
        keys: keys in SSH's binary form.
        sha1: SHA-1 of further keys.
        sha256: SHA-256 of further keys.
        certificates: lists of certificates.
    """

    version: int
    keys: frozenset[bytes] = frozenset()
    sha1: frozenset[bytes] = frozenset()
    sha256: frozenset[bytes] = frozenset()
    certificates: tuple[CertificateList, ...] = ()

    def revokes(self, key: PublicKey, certificate: Certificate | None = None) -> bool:
        """Says whether a key no longer counts, or the certificate that it comes with, or its authority."""
        if self._has(key):
            return True
        if certificate is None:
            return False
        return self._has(certificate.authority) or any(one.revokes(certificate) for one in self.certificates)

    def _has(self, key: PublicKey) -> bool:
        return (
            key.blob in self.keys
            or hashlib.sha256(key.blob).digest() in self.sha256
            or hashlib.sha1(key.blob, usedforsecurity=False).digest() in self.sha1
        )


def read(data: bytes) -> Krl:
    """Returns what a list says.

    Raises:
        BadKrlError: it is no list of version 1, is cut or has bytes after its end, or has a part that this
            version does not know, such as a signature.
    """
    if len(data) > MAX_BYTES:
        raise BadKrlError("The key revocation list is too long")
    try:
        return _read(Fields(data))
    except WireError as error:
        raise BadKrlError("The key revocation list is cut short, or a part of it is too long") from error


def _read(fields: Fields) -> Krl:
    if fields.take(len(MAGIC)) != MAGIC:
        raise BadKrlError("The file is not a key revocation list of OpenSSH")
    if fields.number() != VERSION:
        raise BadKrlError("The key revocation list is of a format that this version does not know")
    version = fields.number(8)
    fields.number(8)  # when it was made, as it claims
    if fields.number(8) or fields.text():  # flags and what is reserved
        raise BadKrlError("The key revocation list has marks that this version does not know")
    fields.text()  # comment
    keys, sha1, sha256 = set[bytes](), set[bytes](), set[bytes]()
    lists = list[CertificateList]()
    while fields.left:
        kind, part = fields.number(1), Fields(fields.text())
        if kind == _CERTIFICATES:
            lists.append(_certificates(part))
        elif kind == _KEYS:
            keys.update(_parts(part))
        elif kind == _SHA1:
            sha1.update(_parts(part, _SHA1_BYTES))
        elif kind == _SHA256:
            sha256.update(_parts(part, _SHA256_BYTES))
        elif kind == _EXTENSION:
            _pass_over(part)
        else:
            raise _unknown()
    return Krl(version, frozenset(keys), frozenset(sha1), frozenset(sha256), tuple(lists))


def _unknown() -> BadKrlError:
    return BadKrlError("The key revocation list has a part that this version does not know")


def _parts(fields: Fields, size: int = 0) -> list[bytes]:
    found = list[bytes]()
    while fields.left:
        part = fields.text()
        if not part or (size and len(part) != size):
            raise BadKrlError("The key revocation list has an entry of another length than it must have")
        found.append(part)
    return found


def _pass_over(fields: Fields) -> None:
    """Reads an extension, which is refused where it says that it must be understood."""
    fields.text()  # name
    critical = fields.number(1)
    fields.text()
    fields.end()
    if critical:
        raise _unknown()


def _certificates(fields: Fields) -> CertificateList:
    authority = fields.text()
    if fields.text():
        raise BadKrlError("The key revocation list has marks that this version does not know")
    serials, key_ids = set[int](), set[bytes]()
    ranges, bitmaps = list[tuple[int, int]](), list[tuple[int, int]]()
    while fields.left:
        kind, part = fields.number(1), Fields(fields.text())
        if kind == _SERIALS:
            while part.left:
                serials.add(part.number(8))
        elif kind == _RANGE:
            ranges.append((part.number(8), part.number(8)))
            part.end()
        elif kind == _BITMAP:
            bitmaps.append((part.number(8), _bits(part.text())))
            part.end()
        elif kind == _KEY_IDS:
            key_ids.update(_parts(part))
        elif kind == _CERT_EXTENSION:
            _pass_over(part)
        else:
            raise _unknown()
    found = CertificateList(authority, frozenset(serials), tuple(ranges), tuple(bitmaps), frozenset(key_ids))
    _check_serials(found)
    return found


def _bits(told: bytes) -> int:
    """Returns the bits of an SSH number of any size, not negative and no longer than it must be."""
    wrong = not told or told[0] >= 0x80 or (told[0] == 0 and (len(told) == 1 or told[1] < 0x80))  # noqa: PLR2004
    if wrong:
        raise BadKrlError("The key revocation list has a map of serial numbers that cannot be read")
    return int.from_bytes(told, "big")


def _check_serials(found: CertificateList) -> None:
    """Refuses serial numbers that no certificate has: who wrote them meant something else."""
    wrong = 0 in found.serials or any(not 0 < first <= last for first, last in found.ranges)
    for first, bits in found.bitmaps:
        wrong = wrong or first + bits.bit_length() - 1 > _MOST or (first == 0 and bool(bits & 1))
    if wrong:
        raise BadKrlError("The key revocation list has serial numbers that no certificate can have")
