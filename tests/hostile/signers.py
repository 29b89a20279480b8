"""Kinds of key, whose key, for which days; certificates of every wrong kind (R6, R7, the verdicts)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from hostile.bench import Attack, attack
from hostile.real import (
    CHECKPOINTS,
    Files,
    Real,
    armoured,
    fields,
    sign,
    signature,
    signature_name,
    signed_bytes,
)

from inspector_app.crypto.signing import SigningKey

CERTIFICATE = b"ssh-ed25519-cert-v01@openssh.com"
ALWAYS = (0, 2**64 - 1)
P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # of the field of NIST P-256 (SEC 2)
BASE = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


def _signed(
    real: Real,
    blob: bytes,
    raw: Callable[[bytes], bytes] | bytes,
    info: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """Returns the bundle with one signature alone: this key's."""
    files = real.bag(keys=[]) if info is None else real.bag(keys=[], info=info)
    return real.zipped(_with(files, blob, raw))


def _with(files: Files, blob: bytes, raw: Callable[[bytes], bytes] | bytes) -> Files:
    message = files["tagmanifest-sha256.txt"]
    told = raw if isinstance(raw, bytes) else raw(signed_bytes(message))
    made = armoured(signature(blob, told))
    first = {"tagmanifest-sha256.txt": message, signature_name(blob): made}
    return first | files


def kinds(real: Real) -> Iterator[Attack]:
    """Keys of kinds that the format does not know, and keys that are none."""
    for kind in (
        b"ssh-rsa", b"ssh-dss", b"ecdsa-sha2-nistp384", b"ecdsa-sha2-nistp521", b"sk-ecdsa-sha2-nistp256@openssh.com",
        b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com", b"ssh-xmss@openssh.com", b"mldsa44-ed25519", b"ssh-ed448",
        b"ssh-rsa-cert-v01@openssh.com", b"ssh-ed25519-cert-v00@openssh.com", b"SSH-ED25519", b"ssh-ed25519 ", b"null",
        b"rsa-sha2-512", b"a" * 4000, b"\xff\xfe", b"ssh-ed25519\x00", b"",
    ):  # fmt: skip
        told = _signed(real, fields(kind, b"k" * 32), fields(kind, b"s" * 64))
        yield attack(f"key type: {kind[:50]!r}", "unknown-key-type", told)
    number = b"\x01" + b"s" * 63
    for words, raw in {
        "no bytes": b"",
        "31 bytes": b"k" * 31,
        "33 bytes": b"k" * 33,
        "64 bytes": b"k" * 64,
    }.items():
        told = _signed(real, fields(b"ssh-ed25519", raw), fields(b"ssh-ed25519", number))
        yield attack(f"key: ed25519 of {words}", "R6", told)
    for words, raw in {
        "no point": b"\xff" * 32,
        "order 1": b"\x01" + bytes(31),
        "order 2": b"\xec" + b"\xff" * 30 + b"\x7f",
        "order 4": bytes(32),
    }.items():
        told = _signed(real, fields(b"ssh-ed25519", raw), fields(b"ssh-ed25519", b"\x01" + bytes(63)))
        yield attack(f"key: ed25519 of {words}", "R6 unknown-signer", told)
    for blob in (
        b"",
        b"\x00\x00\x00\x0bssh-ed25519",
        b"\x00",
        fields(b"ssh-ed25519", b"k" * 32) + b"x",
        fields(b"ssh-ed25519", b"k" * 32, b""),
    ):
        yield attack(
            f"key: cut or long, {blob[-2:]!r} {len(blob)}",
            "R6 unknown-key-type",
            _signed(real, blob, fields(b"ssh-ed25519", number)),
        )


def curves(real: Real) -> Iterator[Attack]:
    """P-256: points that are none, numbers beyond all bounds."""
    kind = b"ecdsa-sha2-nistp256"
    fair = fields(fields(b"\x11" * 32, b"\x22" * 32))[4:]
    for words, point in {
        "infinity": b"\x00", "nothing": b"", "off the curve": BASE[:-1] + b"\x00", "compressed": b"\x02" + BASE[1:33], "cut": BASE[:-1],
        "long": BASE + b"\x00", "beyond the field": b"\x04" + b"\xff" * 64, "at the field": b"\x04" + P.to_bytes(32, "big") * 2, "hybrid": b"\x06" + BASE[1:],
    }.items():  # fmt: skip
        blob = fields(kind, b"nistp256", point)
        yield attack(f"curve: point {words}", "R6", _signed(real, blob, fields(kind, fair)))
    for curve in (b"nistp384", b"", b"nistp521", b"NISTP256", b"secp256k1"):
        yield attack(f"curve: {curve!r}", "R6", _signed(real, fields(kind, curve, BASE), fields(kind, fair)))
    blob = fields(kind, b"nistp256", BASE)
    for words, numbers in {
        "zeros": fields(b"", b""), "a zero": fields(b"\x00", b"\x01"), "negative": fields(b"\xff", b"\x80"), "ones": fields(b"\x01", b"\x01"),
        "huge": fields(b"\x7f" * 4000, b"\x7f" * 4000), "one": fields(b"\x01"), "three": fields(b"\x01", b"\x01", b"\x01"), "nothing": b"",
        "in DER": b"\x30\x06\x02\x01\x01\x02\x01\x01", "negative and huge": fields(b"\x80" + bytes(3000), b"\x01"),
    }.items():  # fmt: skip
        yield attack(f"curve: numbers {words}", "R6", _signed(real, blob, fields(kind, numbers)))


def tokens(real: Real) -> Iterator[Attack]:
    """Keys of tokens: nobody touched it, another application, a bent counter."""
    kind, key = b"sk-ssh-ed25519@openssh.com", real.keys.stranger
    raw = key.public.blob[-32:]

    def touch(
        flags: int, application: bytes, tail: bytes = b"\x00\x00\x00\x05", told: bytes | None = None
    ) -> Callable[[bytes], bytes]:
        def made(data: bytes) -> bytes:
            flagged = bytes([flags]) + b"\x00\x00\x00\x05"
            over = hashlib.sha256(application).digest() + flagged + hashlib.sha256(data).digest()
            return fields(kind, key.sign(over)[19:]) + (bytes([flags]) if told is None else told) + tail

        return made

    blob = fields(kind, raw, b"ssh:")
    yield attack("token: a stranger's", "unknown-signer", _signed(real, blob, touch(1, b"ssh:")))
    for flags in (0, 4, 0x40, 0xFE):
        yield attack(f"token: flags {flags}", "R6", _signed(real, blob, touch(flags, b"ssh:")))
    yield attack("token: flags set afterwards", "R6", _signed(real, blob, touch(0, b"ssh:", told=b"\x01")))
    yield attack("token: another application", "R6", _signed(real, blob, touch(1, b"webauthn")))
    yield attack("token: another counter", "R6", _signed(real, blob, touch(1, b"ssh:", b"\x00\x00\x00\x06")))
    yield attack("token: no counter", "R6", _signed(real, blob, touch(1, b"ssh:", b"")))
    yield attack("token: no flags", "R6", _signed(real, blob, touch(1, b"ssh:", b"", b"")))
    yield attack("token: bytes after", "R6", _signed(real, blob, touch(1, b"ssh:", b"\x00\x00\x00\x05x")))
    yield attack(
        "token: a plain signature",
        "R6",
        _signed(real, blob, lambda data: fields(kind, key.sign(data)[19:]) + b"\x01\x00\x00\x00\x05"),
    )
    yield attack("token: no application", "R6", _signed(real, fields(kind, raw), touch(1, b"")))


def _required(*names: str) -> Callable[[bytes], bytes]:
    lines = b"".join(f"Required-Signer: {name}\n".encode() for name in sorted(names))
    return lambda told: re.sub(rb"(Required-Signer: .*\n)+", lines, told)


def trust(real: Real) -> Iterator[Attack]:
    """Sound signatures that do not count: of strangers, others, the revoked, out of their days."""
    keys, both = real.keys, (real.name, "cy@inspection")
    for words, key, names, rules in (
        ("a stranger alone", keys.stranger, (), "unknown-signer"),
        ("a stranger as himself", keys.stranger, ("evil@inspection",), "unknown-signer"),
        ("a stranger as a colleague", keys.stranger, ("cy@inspection",), "unknown-signer"),
        ("a colleague in the signer's name", keys.cy, (), "R7"),
        ("the signer in a colleague's name", real.key, ("cy@inspection",), "R7"),
        ("the signer in a stranger's name", real.key, ("evil@inspection",), "R7"),
        ("the signer in the lead's name", real.key, ("ada@inspection",), "R7"),
        ("the signer, where two must", real.key, both, "R7"),
        ("a colleague, where two must", keys.cy, both, "R7"),
        ("a stranger, where two must", keys.stranger, both, "unknown-signer"),
        ("revoked", keys.gone, ("gone@inspection",), "revoked"),
        ("revoked in the signer's name", keys.gone, (), "R7"),
        ("no longer valid", keys.late, ("late@inspection",), "expired"),
        ("not yet valid", keys.soon, ("soon@inspection",), "expired"),
        ("not yet valid, in the signer's name", keys.soon, (), "R7"),
        ("a key for checkpoints alone", keys.narrow, ("narrow@inspection",), "unknown-signer"),
        ("an authority's own key", keys.authority, ("bo@office",), "unknown-signer"),
        ("an authority's own key for all it covers", keys.authority, ("x@office",), "unknown-signer"),
        ("a fallen authority's own key", keys.fallen, ("bo@branch",), "revoked unknown-signer"),
        ("the roster's own key", real.owner, (), "unknown-signer"),
        ("the roster's own key in the lead's name", real.owner, ("ada@inspection",), "unknown-signer"),
    ):  # fmt: skip
        told = real.made(keys=[key], info=_required(*names) if names else lambda told: told)
        yield attack(f"trust: {words}", rules, told)
    for words, day, key, name in (
        ("revoked, said to be long ago", "2000-01-01", keys.gone, "gone@inspection"),
        ("revoked, said to be years from now", "2199-01-01", keys.gone, "gone@inspection"),
        ("on the first day that no longer counts", "2020-01-01", keys.late, "late@inspection"),
        ("on the last day that does not count yet", "2089-12-31", keys.soon, "soon@inspection"),
    ):  # fmt: skip

        def info(told: bytes, day: str = day, name: str = name) -> bytes:
            return re.sub(rb"(Claimed-Created: )[0-9-]+", rb"\g<1>" + day.encode(), _required(name)(told))

        yield attack(f"trust: {words}", "revoked expired", real.made(keys=[key], info=info))
    told = real.made(keys=[real.key, keys.gone], info=_required(real.name, "gone@inspection"))
    yield attack("trust: two must and one is revoked", "revoked", told)
    told = real.made(keys=[real.key, keys.stranger], info=_required(real.name, "evil@inspection"))
    yield attack("trust: two must and one is a stranger", "unknown-signer", told)
    told = real.made(keys=[keys.cy, keys.stranger])
    yield attack("trust: the signer's stripped, two others put on", "unknown-signer", told)
    narrow = real.bag(keys=[])
    made = sign(narrow["tagmanifest-sha256.txt"], keys.narrow, CHECKPOINTS)
    told = {"tagmanifest-sha256.txt": b"", signature_name(keys.narrow.public.blob): made} | narrow
    yield attack("trust: a checkpoint's signature", "R6", real.zipped(told))


def _certificate(
    key: SigningKey, authority: SigningKey, *, names: tuple[bytes, ...] = (b"bo@office",), days: tuple[int, int] = ALWAYS,
    usage: int = 1, critical: bytes = b"", by: bytes | None = None, kind: bytes = CERTIFICATE, more: bytes = b"",
    spoil: Callable[[bytes], bytes] = lambda told: told,
) -> bytes:  # fmt: skip
    body = (
        fields(kind, b"n" * 32, key.public.blob[-32:]) + (7).to_bytes(8, "big") + usage.to_bytes(4, "big")
        + fields(b"id", fields(*names)) + days[0].to_bytes(8, "big") + days[1].to_bytes(8, "big")
        + fields(critical, b"", b"", authority.public.blob if by is None else by)
    )  # fmt: skip
    return spoil(body) + fields(authority.sign(body)) + more


def certificates(real: Real) -> Iterator[Attack]:
    """Certificates: whose, for whom, when, with conditions, bent, broken."""
    keys = real.keys
    key, office = keys.stranger, keys.authority
    now = 1_793_600_000
    condition = fields(b"force-command", fields(b"id"))
    rsa = fields(b"ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xff" * 256)
    own = _certificate(office, office)
    for words, rules, blob in (
        ("of an authority on no roster", "unknown-signer", _certificate(key, keys.cy)),
        ("of oneself", "unknown-signer", _certificate(key, key)),
        ("of a fallen authority", "revoked", _certificate(key, keys.fallen, names=(b"bo@branch",))),
        ("for a revoked key", "revoked", _certificate(keys.gone, office)),
        ("for a name beyond the authority", "R7 unknown-signer", _certificate(key, office, names=(b"bo@inspection",))),
        ("for the lead", "R7 unknown-signer", _certificate(key, office, names=(b"ada@inspection",))),
        ("for another of the office", "R7", _certificate(key, office, names=(b"cy@office",))),
        ("for nobody", "R6", _certificate(key, office, names=())),
        ("for a pattern", "R7 unknown-signer", _certificate(key, office, names=(b"*",))),
        ("for a name with NUL", "R7 unknown-signer", _certificate(key, office, names=(b"bo@office\x00",))),
        ("for a name beyond UTF-8", "R6", _certificate(key, office, names=(b"bo\xff@office",))),
        ("that has run out", "expired", _certificate(key, office, days=(0, now - 10**7))),
        ("not yet valid", "expired", _certificate(key, office, days=(now + 10**7, 2**64 - 1))),
        ("of no days", "expired", _certificate(key, office, days=(now + 10**6, now))),
        ("for a machine", "R6", _certificate(key, office, usage=2)),
        ("for no use", "R6", _certificate(key, office, usage=0)),
        ("for an unknown use", "R6", _certificate(key, office, usage=0xFFFFFFFF)),
        ("with a condition", "R6", _certificate(key, office, critical=condition)),
        ("with a spoilt condition", "R6", _certificate(key, office, critical=b"\xff")),
        ("changed", "R6", _certificate(key, office, spoil=lambda told: told.replace(b"bo@", b"co@"))),
        ("signed by another", "R6", _certificate(key, keys.cy, by=office.public.blob)),
        ("cut", "R6", _certificate(key, office)[:-1]),
        ("cut in the middle", "R6", _certificate(key, office)[:100]),
        ("cut to its kind", "R6", fields(CERTIFICATE)),
        ("with bytes after", "R6", _certificate(key, office, more=b"x")),
        ("of an authority that is no key", "R6", _certificate(key, office, by=b"\xff" * 10)),
        ("of an authority that is nothing", "R6 unknown-key-type", _certificate(key, office, by=b"")),
        ("of an authority with a short key", "R6", _certificate(key, office, by=fields(b"ssh-ed25519", b"k" * 31))),
        ("of an authority cut short", "R6", _certificate(key, office, by=fields(b"ssh-ed25519"))),
        ("of an authority with bytes after", "R6", _certificate(key, office, by=office.public.blob + b"x")),
        ("of an authority on the wrong curve", "R6", _certificate(key, office, by=fields(b"ecdsa-sha2-nistp256", b"nistp384", BASE))),
        ("of an authority with RSA", "unknown-key-type", _certificate(key, office, by=rsa)),
        ("of a certificate", "unknown-key-type R6", _certificate(key, office, by=own)),
        ("of another kind", "unknown-key-type", _certificate(key, office, kind=b"ssh-ed25519-cert-v02@openssh.com")),
        ("said to be for P-256", "R6", _certificate(key, office, kind=b"ecdsa-sha2-nistp256-cert-v01@openssh.com")),
        ("said to be for a token", "R6", _certificate(key, office, kind=b"sk-ssh-ed25519-cert-v01@openssh.com")),
    ):  # fmt: skip
        signer = keys.gone if words == "for a revoked key" else key
        name = "bo@branch" if "fallen" in words else "bo@office"
        told = _signed(real, blob, signer.sign, _required(name))
        yield attack(f"certificate: {words}", rules, told)
    good = _certificate(key, office)
    yield attack(
        "certificate: used by another key", "R6", _signed(real, good, keys.cy.sign, _required("bo@office"))
    )
    yield attack(
        "certificate: left aside",
        "unknown-signer",
        _signed(real, key.public.blob, key.sign, _required("bo@office")),
    )
    inspector = _certificate(real.key, keys.cy, names=(real.name.encode(),))
    yield attack(
        "certificate: put round the signer's own key",
        "unknown-signer",
        _signed(real, inspector, real.key.sign),
    )
