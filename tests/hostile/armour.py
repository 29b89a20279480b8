"""Signature files in other shapes, and signatures for other purposes or by other rules (R6)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

from hostile.bench import Attack, attack
from hostile.real import Real, armoured, fields, ordered, sign, signature, signature_name, signed_bytes

BEGIN, END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's group (RFC 8032)


def _body(told: bytes) -> bytes:
    return base64.b64decode(told[len(BEGIN) : -len(END)])


def _columns(columns: int) -> Callable[[bytes], bytes]:
    return lambda told: armoured(_body(told), columns)


def _mixed(told: bytes) -> bytes:
    text = base64.b64encode(_body(told))
    return BEGIN + text[:70] + b"\n" + text[70:146] + b"\n" + text[146:] + b"\n" + END


def _after_line(told: bytes, more: bytes) -> bytes:
    at = told.index(b"\n", len(BEGIN)) + 1
    return told[:at] + more + told[at:]


def _end(told: bytes, change: Callable[[bytes], bytes]) -> bytes:
    lines = told.split(b"\n")
    lines[-3] = change(lines[-3])
    return b"\n".join(lines)


def _loose(last: bytes) -> bytes:
    """Another last letter that means the same bytes."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    plain = last.rstrip(b"=")
    if plain == last:
        return last + b"A==="
    return plain[:-1] + bytes([letters[letters.index(plain[-1]) + 1]]) + last[len(plain) :]


SHAPES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "one LF": lambda _: b"\n",
    "a line after": lambda told: told + b"junk\n",
    "a byte after": lambda told: told + b"x",
    "an empty line after": lambda told: told + b"\n",
    "a blank after": lambda told: told + b" ",
    "NUL after": lambda told: told + b"\x00",
    "twice": lambda told: told * 2,
    "another armour after": lambda told: told + b"-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----\n",
    "a line before": lambda told: b"junk\n" + told,
    "an empty line before": lambda told: b"\n" + told,
    "a blank before": lambda told: b" " + told,
    "byte order mark": lambda told: b"\xef\xbb\xbf" + told,
    "UTF-16": lambda told: told.decode().encode("utf-16"),
    "no last LF": lambda told: told[:-1],
    "CRLF": lambda told: told.replace(b"\n", b"\r\n"),
    "CRLF at the end": lambda told: told[:-1] + b"\r\n",
    "CR": lambda told: told.replace(b"\n", b"\r"),
    "LF CR": lambda told: told.replace(b"\n", b"\n\r"),
    "no BEGIN": lambda told: told[len(BEGIN) :],
    "no END": lambda told: told[: -len(END)],
    "BEGIN and END": lambda _: BEGIN + END,
    "BEGIN alone": lambda _: BEGIN,
    "END alone": lambda _: END,
    "one line for both": lambda _: BEGIN[:-1] + END,
    "END first": lambda told: END + told[len(BEGIN) : -len(END)] + BEGIN,
    "small letters": lambda told: told.replace(b"BEGIN", b"begin").replace(b"END", b"end"),
    "four dashes": lambda told: told.replace(b"-----", b"----"),
    "six dashes": lambda told: told.replace(b"-----", b"------"),
    "for PGP": lambda told: told.replace(b"SSH", b"PGP"),
    "MESSAGE": lambda told: told.replace(b"SSH SIGNATURE", b"SSH MESSAGE"),
    "a blank after BEGIN": lambda told: told.replace(b"-----\n", b"----- \n", 1),
    "a header": lambda told: told.replace(BEGIN, BEGIN + b"Comment: hello\n\n"),
    "one long line": lambda told: armoured(_body(told), 10_000),
    "64 columns": _columns(64),
    "69 columns": _columns(69),
    "71 columns": _columns(71),
    "75 columns": _columns(75),
    "77 columns": _columns(77),
    "a letter a line": _columns(1),
    "70 and 76 columns": _mixed,
    "an empty line between": lambda told: _after_line(told, b"\n"),
    "a blank between": lambda told: _after_line(told, b" "),
    "a tab between": lambda told: _after_line(told, b"\t"),
    "a comment between": lambda told: _after_line(told, b"# hello\n"),
    "a blank at a line's end": lambda told: told.replace(b"\n", b" \n").replace(b"----- \n", b"-----\n"),
    "form feed": lambda told: _after_line(told, b"\x0c"),
    "a letter less": lambda told: told.replace(b"\n-----END", b"-----END", 1).replace(b"-----END", b"\n-----END")[:40] + told[41:],
    "padding gone": lambda told: _end(told, lambda last: last.rstrip(b"=")),
    "padding more": lambda told: _end(told, lambda last: last + b"="),
    "four of padding": lambda told: _end(told, lambda last: last + b"===="),
    "letters after padding": lambda told: _end(told, lambda last: last + b"AAAA" if last.endswith(b"=") else last + b"=AAA"),
    "bits in the padding": lambda told: _end(told, _loose),
    "for URLs": lambda told: told[: len(BEGIN)] + told[len(BEGIN) : -len(END)].replace(b"+", b"-").replace(b"/", b"_").replace(b"U1NI", b"U1N-") + END,
    "beyond ASCII": lambda told: told[:40] + b"\xc3\xa9" + told[42:],
    "a full-width letter": lambda told: told[:40] + "\uff21".encode() + told[41:],
    "a NUL within": lambda told: told[:40] + b"\x00" + told[41:],
    "not armoured": _body,
    "base32": lambda told: BEGIN + base64.b32encode(_body(told)) + b"\n" + END,
    "hexadecimal": lambda told: BEGIN + _body(told).hex().encode() + b"\n" + END,
    "a key instead": lambda told: b"ssh-ed25519 " + base64.b64encode(_body(told)[14:65]) + b"\n",
}  # fmt: skip


def _put(real: Real, told: bytes, path: str = "") -> bytes:
    return real.zipped(real.changed({path or real.path("signatures/"): told}))


def shapes(real: Real) -> Iterator[Attack]:
    """The armour, byte by byte."""
    told = real.files[real.path("signatures/")]
    for words, spoil in SHAPES.items():
        made = spoil(told)
        assert made != told, words
        yield attack(f"armour: {words}", "R6", _put(real, made))


def purposes(real: Real) -> Iterator[Attack]:
    """Sound signatures of the right key that were made for something else."""
    message = real.files["tagmanifest-sha256.txt"]
    for space in (
        b"", b"git", b"file", b"email", b"ssh", b"log-checkpoint.v1@inspector-app", b"roster.v1@inspector-app",
        b"erasure.v1@inspector-app", b"evidence-bundle.v2@inspector-app", b"evidence-bundle.v1", b"evidence-bundle.v1@inspector-app ",
        b" evidence-bundle.v1@inspector-app", b"evidence-bundle.v1@inspector-app\x00", b"Evidence-Bundle.v1@inspector-app",
        b"evidence-bundle.v1@inspector-app,git", b"*", b"evidence-bundle*", b"\xff\xfe", "\uff45vidence-bundle.v1@inspector-app".encode(),
        b"a" * 8000,
    ):  # fmt: skip
        yield attack(f"namespace: {space[:60]!r}", "R6", _put(real, sign(message, real.key, space)))
    for words, other in {
        "the list of data": real.files["manifest-sha256.txt"], "nothing": b"", "the list with CRLF": message.replace(b"\n", b"\r\n"),
        "the list without its LF": message[:-1], "the list twice": message * 2, "bag-info": real.files["bag-info.txt"],
    }.items():  # fmt: skip
        yield attack(f"namespace: signed {words}", "R6", _put(real, sign(other, real.key)))
    bare = fields(b"ssh-ed25519", real.key.sign(message)[19:])
    made = armoured(signature(real.key.public.blob, bare))
    yield attack("namespace: signed without one, as at a login", "R6", _put(real, made))


def inner(real: Real) -> Iterator[Attack]:
    """The bytes inside the armour: version, marks, hash, cuts, other keys, other numbers for one signature."""
    message = real.files["tagmanifest-sha256.txt"]
    told = signature(real.key.public.blob, real.key.sign(signed_bytes(message)))
    made = _heads(real, message) | _cuts(told) | _raws(real, message)
    for words, body in made.items():
        assert body != told
        yield attack(f"signature: {words}", "R6", _put(real, armoured(body)))


def _heads(real: Real, message: bytes) -> dict[str, bytes]:
    blob, raw = real.key.public.blob, real.key.sign(signed_bytes(message))
    made = {f"version {n}": signature(blob, raw, version=n) for n in (0, 2, 3, 0x01000000, 0xFFFFFFFF)}
    for mark in (b"SSHSIg", b"SSHSI", b"", b"sshsig", b"SSHSIG\x00", b"openss"):
        made[f"mark {mark!r}"] = signature(blob, raw, mark=mark)
    for reserved in (b"\x00", b"x", b"a" * 100):
        again = real.key.sign(signed_bytes(message, reserved=reserved))
        made[f"reserved {reserved[:5]!r}"] = signature(blob, again, reserved=reserved)
    for name in (b"", b"sha256", b"sha1", b"md5", b"SHA512", b"sha512 ", b"sha-512", b"sha512/256", b"none"):
        again = real.key.sign(signed_bytes(message, name=name))
        made[f"hash {name!r}"] = signature(blob, again, name=name)
    return made


def _cuts(told: bytes) -> dict[str, bytes]:
    made = {f"{len(tail)} bytes after": told + tail for tail in (b"\x00", b"x" * 50, told)}
    for cut in (1, 6, 9, 10, 14, 20, 40, 65, 70, 100, 106, 120, len(told) - 64, len(told) - 1):
        made[f"cut at {cut}"] = told[:cut]
    made["a length beyond the end"] = told[:10] + b"\xff\xff\xff\xff" + told[14:]
    made["a negative length"] = told[:10] + b"\x80\x00\x00\x00" + told[14:]
    return made


def _raws(real: Real, message: bytes) -> dict[str, bytes]:
    blob, raw = real.key.public.blob, real.key.sign(signed_bytes(message))
    number = raw[19:]
    s = int.from_bytes(number[32:], "little")
    raws = {
        f"signature of {words}": fields(b"ssh-ed25519", spoilt)
        for words, spoilt in {
            "no bytes": b"",
            "63 bytes": number[:-1],
            "65 bytes": number + b"\x00",
            "zeros": bytes(64),
            "ones": b"\xff" * 64,
            "halves turned round": number[32:] + number[:32],
            "another number for the same": number[:32] + (s + ORDER).to_bytes(32, "little"),
            "a top bit": number[:-1] + bytes([number[-1] | 0x80]),
            "a number negated": number[:32] + (ORDER - s).to_bytes(32, "little"),
        }.items()
    }
    for kind in (
        b"",
        b"ssh-rsa",
        b"ssh-ed25519 ",
        b"SSH-ED25519",
        b"ssh-ed25519-cert-v01@openssh.com",
        b"ssh-ed448",
    ):
        raws[f"signature of type {kind!r}"] = fields(kind, number)
    raws["signature without type"] = fields(number)
    raws["signature with bytes after"] = raw + b"\x00"
    raws["no signature"] = b""
    raws["another key's signature"] = real.keys.stranger.sign(signed_bytes(message))
    made = {words: signature(blob, told) for words, told in raws.items()}
    return made | {"no key": signature(b"", raw)}


def filed(real: Real) -> Iterator[Attack]:
    """None at all, under another key's name, or one good and one bad."""
    message, stranger = real.files["tagmanifest-sha256.txt"], real.keys.stranger
    path, own = signature_name(stranger.public.blob), real.path("signatures/")
    yield attack("filed: a stranger's as the signer's", "R6", _put(real, sign(message, stranger)))
    for words, name in {
        "another key": path,
        "zeros": f"signatures/tagmanifest-sha256.txt.{'0' * 16}.sshsig",
    }.items():
        made = real.zipped(real.changed({own: None, name: real.files[own]}))
        yield attack(f"filed: under the name of {words}", "R6", made)
        made = real.zipped(real.changed({name: real.files[own]}))
        yield attack(f"filed: twice, once under the name of {words}", "R6", made)
    good, second = real.bag(), sign(message, stranger)
    letter = second[len(BEGIN) + 150 :][:1]
    flipped = second[: len(BEGIN) + 150] + (b"A" if letter != b"A" else b"B") + second[len(BEGIN) + 151 :]
    for words, told in {
        "spoilt": flipped,
        "empty": b"",
        "cut": second[:-1],
        "of another purpose": sign(message, stranger, b"git"),
    }.items():
        files = good | {path: told}
        yield attack(
            f"filed: a second that is {words}", "R6", real.zipped({p: files[p] for p in ordered(files)})
        )
