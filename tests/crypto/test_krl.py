"""Key revocation lists made by ssh-keygen itself: the same answers as `ssh-keygen -Q`, or no list at all."""

from __future__ import annotations

import base64
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector_app.crypto import certificates, krl, signing
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.krl import BadKrlError, CertificateList, Krl
from inspector_app.crypto.wire import pack

needs_ssh_keygen = pytest.mark.needs("ssh-keygen")
SERIALS = (0, 5, 6, 7, 100, 1000)
HEAD = krl.MAGIC + (1).to_bytes(4, "big") + (7).to_bytes(8, "big") + bytes(16) + pack(b"", b"")


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, check=False)


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Path:
    """Two authorities, two keys, and certificates of the first authority for several serial numbers."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ca", "ca2", "one", "two"):
        assert run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name).returncode == 0
    for ca in ("ca", "ca2"):
        for serial in SERIALS:
            public = folder / f"{ca}-{serial}.pub"
            public.write_bytes((folder / "one.pub").read_bytes())
            run(
                "ssh-keygen", "-q", "-s", folder / ca, "-I", f"id {serial}", "-n", "a@b", "-z", serial, public
            )
    return folder


def blob_of(path):
    return base64.b64decode(path.read_text("ascii").split()[1])


def revoked(told: Krl, path: Path) -> bool:
    blob = blob_of(path)
    if not certificates.is_certificate(blob):
        return told.revokes(signing.PublicKey(blob))
    certificate = certificates.read(blob)
    return told.revokes(certificate.key, certificate)


SPECIFIED = {
    "a key": ("", "one.pub"),
    "an authority": ("", "ca.pub"),
    "one serial": ("serial: 5\n", ""),
    "a range": ("serial: 5-100\n", ""),
    "many serials, which become a map of bits": ("".join(f"serial: {n}\n" for n in range(5, 200, 2)), ""),
    "serials far apart, which become a list": ("serial: 5\nserial: 1000\nserial: 900000000\n", ""),
    "an id": ("id: id 6\n", ""),
    "sha1 of a key": ("sha1: {two}\n", ""),
    "sha256 of a key": ("sha256: {two}\n", ""),
    "a fingerprint": ("hash: {fingerprint}\n", ""),
    "all of it": ("serial: 7\nserial: 50-200\nid: id 5\nsha256: {two}\nsha1: {two}\n", "two.pub"),
    "nothing": ("", ""),
}


@needs_ssh_keygen
@pytest.mark.parametrize("what", SPECIFIED)
def test_it_says_what_ssh_keygen_says(keys, tmp_path, what):
    rules, named = SPECIFIED[what]
    two = (keys / "two.pub").read_text("ascii").strip()
    fingerprint = signing.public_key(two).fingerprint
    (tmp_path / "rules").write_text(rules.format(two=two, fingerprint=fingerprint), "ascii")
    made = tmp_path / "list"
    words = ["ssh-keygen", "-q", "-k", "-f", made, "-z", "12", "-s", keys / "ca.pub"]
    words += [tmp_path / "rules"] if rules else []
    words += [keys / named] if named else []
    done = run(*words)
    assert done.returncode == 0, done.stderr
    told = krl.read(made.read_bytes())
    assert told.version == 12
    answers = {}
    for path in sorted(keys.glob("*.pub")):
        asked = run("ssh-keygen", "-Q", "-f", made, path)
        assert asked.returncode in (0, 1)
        answers[path.name] = asked.returncode == 1
        assert revoked(told, path) == answers[path.name], path.name
    assert any(answers.values()) == (what != "nothing")
    assert not all(answers.values())


@needs_ssh_keygen
def test_every_cut_and_everything_added_is_refused(keys, tmp_path):
    made = tmp_path / "list"
    (tmp_path / "rules").write_text("serial: 5-9\nid: x\n", "ascii")
    run("ssh-keygen", "-q", "-k", "-f", made, "-s", keys / "ca.pub", tmp_path / "rules", keys / "two.pub")
    data = made.read_bytes()
    read = krl.read(data)
    # A cut between two sections leaves a whole, shorter list: the roster's signature is what sees that.
    whole = 0
    for at in range(len(data)):
        try:
            assert krl.read(data[:at]) != read
        except BadKrlError:
            continue
        whole += 1
    assert whole == 2
    for more in (b"\0", b"\n", data):
        with pytest.raises(BadKrlError):
            krl.read(data + more)


def section(kind, data):
    return HEAD + bytes([kind]) + pack(data)


def certified(*parts):
    return section(1, pack(b"", b"") + b"".join(bytes([kind]) + pack(data) for kind, data in parts))


def eight(*numbers):
    return b"".join(n.to_bytes(8, "big") for n in numbers)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ssh-ed25519 AAAA\n",
        HEAD.replace(b"SSHKRL", b"SSHKRM"),
        HEAD[:11] + b"\2" + HEAD[12:],  # another version of the format
        HEAD[:28] + eight(1) + HEAD[36:],  # a flag
        HEAD[:36] + pack(b"x", b""),  # something in what is reserved
        section(4, pack(b"key")),  # a signature
        section(9, b""),
        section(3, pack(bytes(19))),
        section(5, pack(bytes(33))),
        section(2, pack(b"")),
        section(2, b"\0\0\0\4abc"),
        section(255, pack(b"x@y") + b"\1" + pack(b"")),  # an extension that must be understood
        section(255, pack(b"x@y") + b"\0" + pack(b"") + b"more"),
        section(1, pack(b"", b"x")),
        certified((0x24, b"")),
        certified((0x20, eight(0))),
        certified((0x20, eight(5)[:7])),
        certified((0x21, eight(9, 5))),
        certified((0x21, eight(0, 5))),
        certified((0x21, eight(1, 5, 6))),
        certified((0x22, eight(5) + pack(b""))),
        certified((0x22, eight(5) + pack(b"\0\1"))),
        certified((0x22, eight(5) + pack(b"\x80"))),
        certified((0x22, eight(0) + pack(b"\1"))),
        certified((0x22, eight((1 << 64) - 2) + pack(b"\7"))),
        certified((0x39, pack(b"x@y") + b"\1" + pack(b""))),
    ],
)
def test_what_is_not_known_or_does_not_hold_together_is_refused(data):
    with pytest.raises(BadKrlError):
        krl.read(data)


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(BadKrlError, match="too long"):
        krl.read(bytes(krl.MAX_BYTES + 1))


def test_an_extension_that_may_be_ignored_is():
    assert krl.read(section(255, pack(b"x@y") + b"\0" + pack(b"any"))) == Krl(7)


def test_a_list_for_every_authority_counts_for_each():
    told = krl.read(certified((0x20, eight(5)), (0x22, eight(16) + pack(b"\5"))))
    for serial, gone in ((0, False), (5, True), (6, False), (16, True), (17, False), (18, True), (19, False)):
        for letter in (b"a", b"b"):
            key = signing.key_of(letter * 32).public
            found = Certificate(signing.key_of(b"k" * 32).public, key, ("a",), 0, 1, serial)
            assert told.revokes(found.key, found) == gone


@given(st.binary(max_size=200))
@example(b"\1" + pack(pack(b"", b"") + b"\x22" + pack(eight(1 << 63) + pack(b"\x7f" * 4))))
def test_whatever_follows_a_head_is_read_or_refused(rest):
    with suppress(BadKrlError):
        assert isinstance(krl.read(HEAD + rest), Krl)


def test_an_empty_list_revokes_nothing():
    assert not CertificateList(b"").revokes(
        Certificate(
            signing.key_of(b"k" * 32).public, signing.key_of(b"c" * 32).public, ("a",), 0, 1, 3, b"id"
        )
    )
