"""SSHSIG against ssh-keygen itself, and everything that must be refused."""

from __future__ import annotations

import base64
import subprocess

import pytest

from inspector_app.crypto import signing, sshsig
from inspector_app.crypto.signing import BadSignatureError, PublicKey, UnknownKeyTypeError
from inspector_app.crypto.wire import pack

KEY = signing.key_of(bytes(range(32)))
SPACE = "evidence-bundle.v1@inspector-app"
MESSAGE = b"e3b0  bag-info.txt\n"
needs_ssh_keygen = pytest.mark.needs("ssh-keygen")


def run(*words, stdin=b""):
    return subprocess.run(words, input=stdin, check=True, capture_output=True).stdout


def private_file(folder, key=KEY):
    told = signing.Ed25519PrivateKey.from_private_bytes(key.private)
    from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415 - one test needs it

    path = folder / "id"
    path.write_bytes(told.private_bytes(s.Encoding.PEM, s.PrivateFormat.OpenSSH, s.NoEncryption()))
    path.chmod(0o600)
    return path


def rebuilt(armoured, **changes):
    """The same signature with one field changed, in well-formed armour."""
    data = base64.b64decode(armoured[len(sshsig.BEGIN) : -len(sshsig.END)])
    blob, space, raw = sshsig._parts(data)
    told = {
        "blob": blob,
        "space": space.encode(),
        "reserved": b"",
        "hash": b"sha512",
        "raw": raw,
        "version": 1,
    } | changes
    parts = pack(told["blob"], told["space"], told["reserved"], told["hash"], told["raw"])
    return sshsig._armour(b"SSHSIG" + told["version"].to_bytes(4, "big") + parts, 70)


SIGNED = sshsig.sign(MESSAGE, SPACE, KEY)


def test_a_signature_verifies_and_names_its_key():
    assert sshsig.verify(SIGNED, MESSAGE, SPACE).key == KEY.public


@needs_ssh_keygen
def test_the_bytes_are_those_of_ssh_keygen(tmp_path):
    told = run("ssh-keygen", "-q", "-Y", "sign", "-n", SPACE, "-f", private_file(tmp_path), stdin=MESSAGE)
    assert told == SIGNED


@needs_ssh_keygen
def test_ssh_keygen_accepts_our_signature(tmp_path):
    (tmp_path / "roster").write_text(f'a@b namespaces="{SPACE}" {KEY.public_line}\n')
    (tmp_path / "sig").write_bytes(SIGNED)
    words = ["-f", tmp_path / "roster", "-I", "a@b", "-n", SPACE, "-s", tmp_path / "sig"]
    assert b"Good" in run("ssh-keygen", "-Y", "verify", *words, stdin=MESSAGE)


@needs_ssh_keygen
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_a_certificate_verifies_and_says_who_vouches(tmp_path, kind):
    for name, made in (("ca", "ed25519"), ("user", kind)):
        run("ssh-keygen", "-q", "-t", made, "-N", "", "-f", tmp_path / name)
    run("ssh-keygen", "-q", "-s", tmp_path / "ca", "-I", "x", "-n", "a@b,c@d", tmp_path / "user.pub")
    armoured = run(
        "ssh-keygen", "-q", "-Y", "sign", "-n", SPACE, "-f", tmp_path / "user-cert.pub", stdin=MESSAGE
    )
    told = sshsig.verify(armoured, MESSAGE, SPACE)
    assert told.certificate is not None
    assert told.certificate.principals == ("a@b", "c@d")
    assert told.certificate.authority == signing.public_key((tmp_path / "ca.pub").read_text())
    assert told.key == signing.public_key((tmp_path / "user.pub").read_text())
    blob = bytearray(told.blob)
    blob[-1] ^= 1
    with pytest.raises(BadSignatureError):
        sshsig.verify(rebuilt(armoured, blob=bytes(blob)), MESSAGE, SPACE)


@pytest.mark.parametrize(
    "spoilt",
    [
        SIGNED + b"\n",
        SIGNED + b"x",
        b"\n" + SIGNED,
        SIGNED[:-1],
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace(b"\n", b"\n\n", 2),
        SIGNED.replace(b"BEGIN", b"BEGUN"),
        sshsig.BEGIN + b"".join(SIGNED.splitlines()[1:-1]) + b"\n" + sshsig.END,
        sshsig.BEGIN + b"!!!!\n" + sshsig.END,
        sshsig.BEGIN + sshsig.END,
        SIGNED[:40] + b"A" * 20000 + SIGNED[40:],
        b"",
        rebuilt(SIGNED, version=2),
        rebuilt(SIGNED, reserved=b"x"),
        rebuilt(SIGNED, hash=b"sha256"),
        rebuilt(SIGNED, raw=b""),
        rebuilt(SIGNED, raw=pack(b"ssh-rsa", b"x" * 64)),
        rebuilt(SIGNED, blob=b"\x00\x00\x00\x0bssh-ed25519"),
        rebuilt(SIGNED, space=b"\xff"),
    ],
)
def test_a_signature_in_any_other_shape_is_refused(spoilt):
    with pytest.raises(BadSignatureError):
        sshsig.verify(spoilt, MESSAGE, SPACE)


def test_lines_of_76_columns_are_read_too():
    data = base64.b64decode(SIGNED[len(sshsig.BEGIN) : -len(sshsig.END)])
    sshsig.verify(sshsig._armour(data, 76), MESSAGE, SPACE)


def test_a_signature_for_another_purpose_is_refused():
    with pytest.raises(BadSignatureError, match="another purpose"):
        sshsig.verify(sshsig.sign(MESSAGE, "git", KEY), MESSAGE, SPACE)


def test_renaming_the_purpose_does_not_help():
    with pytest.raises(BadSignatureError):
        sshsig.verify(rebuilt(sshsig.sign(MESSAGE, "git", KEY), space=SPACE.encode()), MESSAGE, SPACE)


def test_another_message_is_refused():
    with pytest.raises(BadSignatureError):
        sshsig.verify(SIGNED, MESSAGE + b" ", SPACE)


def test_every_changed_byte_is_refused():
    data = base64.b64decode(SIGNED[len(sshsig.BEGIN) : -len(sshsig.END)])
    for at in range(len(data)):
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        with pytest.raises((BadSignatureError, UnknownKeyTypeError)):
            sshsig.verify(sshsig._armour(bytes(spoilt), 70), MESSAGE, SPACE)


def test_a_key_type_of_tomorrow_is_unknown_and_not_bad():
    blob = PublicKey(pack(b"mldsa44-ed25519", b"x" * 40)).blob
    with pytest.raises(UnknownKeyTypeError):
        sshsig.verify(rebuilt(SIGNED, blob=blob), MESSAGE, SPACE)
