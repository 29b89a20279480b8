"""age: cuts at every chunk, chunks turned round, other heads; sealed for somebody else, or sealed on by somebody (R9, R3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyrage
from hostile.bench import Attack, attack
from hostile.real import Real

from inspector_app.crypto import sealing

CHUNK = 65536 + 16  # bytes of plaintext, then the tag (age, version 1)
NONCE = 16
BLOB = b"a scan of a page\x00\r\n" * 12_000
SAYS = "R9"


def _large(real: Real) -> bytes:
    """A sealed good bundle of several chunks."""
    name = hashlib.sha256(BLOB).hexdigest()
    return real.seal(real.made({f"data/blob/{name[:2]}/{name}": BLOB}))


def cuts(real: Real) -> Iterator[Attack]:
    """Cut, repeated and turned round, at and beside every chunk's edge."""
    sealed = _large(real)
    head = sealed.index(b"\n--- ") + 1
    start = sealed.index(b"\n", head) + 1 + NONCE
    edges = [*range(start, len(sealed), CHUNK)]
    assert len(edges) > 3
    for place, edge in enumerate(edges):
        for by in (-17, -16, -1, 0, 1, 15, 16, 17):
            yield attack(f"seal: cut at chunk {place}, {by:+}", SAYS, sealed[: edge + by])
    for words, at in {
        "a byte less": -1, "a tag less": -16, "in the version": 10, "after the version": 22, "in the first reader": 60,
        "before the last line of the head": head, "in the head's code": head + 20, "in the nonce": start - 3,
    }.items():  # fmt: skip
        yield attack(f"seal: cut {words}", "R9 R8", sealed[:at])
    chunks = [sealed[edge : edge + CHUNK] for edge in edges]
    top = sealed[:start]
    for words, told in {
        "first two turned round": [chunks[1], chunks[0], *chunks[2:]], "first twice": [chunks[0], *chunks],
        "last twice": [*chunks, chunks[-1]], "first gone": chunks[1:], "second gone": [chunks[0], *chunks[2:]],
        "last alone": chunks[-1:], "backwards": chunks[::-1],
        "all twice": chunks * 2, "an empty one after": [*chunks, bytes(16)], "zeros after": [*chunks, bytes(CHUNK)],
        "a byte after": [*chunks, b"x"], "a line feed after": [*chunks, b"\n"], "another seal after": [*chunks, sealed],
    }.items():  # fmt: skip
        yield attack(f"seal: chunks, {words}", SAYS, top + b"".join(told))
    for place, edge in enumerate(edges):
        for words, at in (
            ("first byte", 0),
            ("middle", len(chunks[place]) // 2),
            ("tag", len(chunks[place]) - 1),
        ):
            flipped = bytearray(sealed)
            flipped[edge + at] ^= 1
            yield attack(f"seal: chunk {place}, {words} flipped", SAYS, bytes(flipped))


def heads(real: Real) -> Iterator[Attack]:
    """The head of the seal in other shapes."""
    sealed = real.seal(real.zipped())
    head = sealed.index(b"\n--- ") + 1
    after = sealed.index(b"\n", head) + 1
    stanzas = sealed[len(b"age-encryption.org/v1\n") : head]
    first = stanzas[: stanzas.index(b"-> ", 3)]
    version, mac, body = sealed[:22], sealed[head:after], sealed[after:]
    armoured = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
    made = {
        "another version": sealed.replace(b"/v1\n", b"/v2\n", 1), "older version": sealed.replace(b"/v1\n", b"/v0\n", 1),
        "another format": sealed.replace(b"age-", b"pgp-", 1), "CRLF": version[:-1] + b"\r\n" + sealed[22:],
        "CRLF throughout": sealed[:after].replace(b"\n", b"\r\n") + body, "a blank before": b" " + sealed,
        "byte order mark": b"\xef\xbb\xbf" + sealed, "armour": armoured + sealed.hex().encode(), "a reader less": version + stanzas[len(first):] + mac + body,
        "a reader twice": version + first + stanzas + mac + body, "no readers": version + mac + body, "readers backwards": _backwards(version, stanzas, mac, body),
        "no code": version + stanzas + b"---\n" + body, "no code line": version + stanzas + body, "another code": version + stanzas + b"--- " + b"A" * 43 + b"\n" + body,
        "a short code": version + stanzas + mac[:-5] + b"\n" + body, "a long code": version + stanzas + mac[:-1] + b"A\n" + body, "padding": version + stanzas + mac[:-1] + b"=\n" + body,
        "an unknown reader": version + b"-> x-grease abc\n\n" + stanzas + mac + body, "a passphrase besides": version + b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" + b"A" * 43 + b"\n" + stanzas + mac + body,
        "a passphrase": version + b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\n" + b"A" * 43 + b"\n" + mac + body, "a passphrase of great cost": version + b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 62\n" + b"A" * 43 + b"\n" + mac + body,
        "X25519 without its share": version + stanzas.replace(b"-> X25519 ", b"-> X25519\n", 1) + mac + body, "small letters": version + stanzas.replace(b"X25519", b"x25519") + mac + body,
        "an ssh key": version + stanzas.replace(b"X25519", b"ssh-ed25519") + mac + body, "a blank stanza": version + b"-> \n\n" + stanzas + mac + body, "an arrow alone": version + b"->\n\n" + stanzas + mac + body,
        "a share of zeros": version + b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n" + mac + body,
        "a long stanza": version + b"-> X25519 " + b"A" * 70_000 + b"\n\n" + stanzas + mac + body, "very many readers": version + first * 2000 + mac + body,
        "beyond ASCII": version + b"-> X25519 \xff\xfe\n\n" + stanzas + mac + body, "NUL": version + b"-> X25519 \x00\n\n" + stanzas + mac + body,
        "head alone": sealed[:after], "version twice": version + sealed,
    }  # fmt: skip
    for words, told in made.items():
        yield attack(f"seal head: {words}", "R9 not-for-us" if words == "a reader less" else SAYS, told)
    for place in range(22, after, 7):
        flipped = bytearray(sealed)
        flipped[place] ^= 1
        yield attack(f"seal head: byte {place} flipped", "R9 not-for-us", bytes(flipped))


def _backwards(version: bytes, stanzas: bytes, mac: bytes, body: bytes) -> bytes:
    parts = [b"-> " + part for part in stanzas.split(b"-> ")[1:]]
    return version + b"".join(reversed(parts)) + mac + body


def contents(real: Real) -> Iterator[Attack]:
    """Sound seals round what is no bundle."""
    good = real.zipped()
    for words, told in {
        "nothing": b"", "a byte": b"x", "text": b"hello\n" * 10, "a seal": real.sealed, "the archive twice": good * 2,
        "the archive and a byte": good + b"\x00", "the archive less a byte": good[:-1], "zeros": bytes(100_000), "PK": b"PK\x05\x06" + bytes(18),
    }.items():  # fmt: skip
        yield attack(f"sealed: {words}", "R8", real.seal(told))
    yield attack(
        "sealed: in armour",
        SAYS,
        pyrage.encrypt(good, [pyrage.x25519.Recipient.from_str(real.readers[0])], armored=True),
    )
    for words, spoilt in {
        "a changed readme": {"data/readme.txt": b"other\n"},
        "a file more": {"data/draft/report.docx": b"x"},
    }.items():
        yield attack(f"sealed: {words}", "R4", real.seal(real.zipped(real.changed(spoilt))))
    yield attack(
        "sealed: with a stranger's signature",
        "unknown-signer",
        real.seal(real.made(keys=[real.keys.stranger])),
    )


def forwarded(real: Real) -> Iterator[Attack]:
    """Signed for one reader and sealed on, by that reader, to another (pitfall 8 of the design)."""
    lead = sealing.recipient_of(real.lead.device.identity)
    third = sealing.recipient_of(real.third)
    stranger = sealing.recipient_of(sealing.new_identity())

    def meant(*readers: str) -> dict[str, bytes]:
        lines = "".join(f"Intended-Recipient: {one}\n" for one in sorted(readers)).encode()

        def info(told: bytes) -> bytes:
            kept = [line for line in told.splitlines(keepends=True) if not line.startswith(b"Intended")]
            at = next(n for n, line in enumerate(kept) if line.startswith(b"Required"))
            return b"".join([*kept[:at], lines, *kept[at:]])

        return real.bag(info=info)

    for words, bag in {
        "a third": meant(third),
        "a stranger": meant(stranger),
        "two others": meant(third, stranger),
        "nobody": meant(),
    }.items():
        yield attack(
            f"forwarded: meant for {words}, sealed to the lead", "R3", real.seal(real.zipped(bag), [lead])
        )
        yield attack(
            f"forwarded: meant for {words}, sealed to both", "R3", real.seal(real.zipped(bag), [lead, third])
        )
    yield attack("forwarded: sealed to others", "not-for-us", real.seal(real.zipped(), [third, stranger]))
    yield attack("forwarded: sealed to a stranger", "not-for-us", real.seal(real.zipped(), [stranger]))
    bag = meant(third)
    spoilt = bag["bag-info.txt"].replace(third.encode(), lead.encode())
    yield attack(
        "forwarded: the reader's name changed", "R4", real.seal(real.zipped(bag | {"bag-info.txt": spoilt}))
    )
    own = real.resigned(bag | {"bag-info.txt": spoilt}, b"".join(
        hashlib.sha256((bag | {"bag-info.txt": spoilt})[path]).hexdigest().encode() + f"  {path}\n".encode()
        for path in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    ), [real.keys.cy])  # fmt: skip
    yield attack("forwarded: signed by the one who forwards", "R7", real.seal(real.zipped(own)))
