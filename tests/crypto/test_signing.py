"""Device keys, and signatures from the other kinds of key that a team may use."""

from __future__ import annotations

import subprocess

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from inspector_app.crypto import signing
from inspector_app.crypto.signing import BadKeyError, BadSignatureError, PublicKey, UnknownKeyTypeError
from inspector_app.crypto.wire import pack

KEY = signing.key_of(bytes(range(32)))


def test_a_new_key_is_another_key_every_time():
    assert signing.new_key().private != signing.new_key().private


def test_private_bytes_give_the_key_back():
    made = signing.new_key()
    assert signing.key_of(made.private) == made


def test_a_private_key_is_never_printed():
    assert KEY.private.hex() not in repr(KEY)
    assert repr(KEY.private) not in repr(KEY)


def test_too_few_private_bytes_are_refused():
    with pytest.raises(BadKeyError):
        signing.key_of(b"short")


def test_the_public_line_reads_back():
    assert signing.public_key(KEY.public_line + " laptop 7") == KEY.public


@pytest.mark.needs("ssh-keygen")
def test_ssh_keygen_prints_the_same_fingerprint(tmp_path):
    line = tmp_path / "key.pub"
    line.write_text(KEY.public_line + "\n")
    told = subprocess.run(["ssh-keygen", "-lf", line], check=True, capture_output=True, text=True).stdout
    assert KEY.fingerprint in told.split()


@pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-ed25519 !!!", "ssh-ed25519 AAAA"])
def test_a_line_that_is_no_key_is_refused(line):
    with pytest.raises(BadKeyError):
        signing.public_key(line)


def test_a_key_of_another_type_than_its_line_says_is_refused():
    with pytest.raises(BadKeyError, match="type"):
        signing.public_key(KEY.public_line.replace("ssh-ed25519", "ssh-rsa", 1))


def test_a_cut_key_is_refused():
    with pytest.raises(BadKeyError):
        signing.public_key(PublicKey(KEY.public.blob[:-1]).public_line)


def test_a_key_type_of_tomorrow_is_unknown_and_not_bad():
    with pytest.raises(UnknownKeyTypeError):
        signing.public_key(PublicKey(pack(b"mldsa44-ed25519", b"x" * 40)).public_line)


def test_a_signature_over_other_bytes_is_refused():
    with pytest.raises(BadSignatureError):
        signing.check(KEY.public, KEY.sign(b"one"), b"two")


def test_a_token_signature_needs_a_touch():
    application, data, counter = b"ssh:", b"data", b"\x00\x00\x00\x07"
    key = PublicKey(pack(signing.TOKEN.encode(), KEY.public.blob[-32:], application))

    def signed(flags: bytes) -> bytes:
        sha = signing.hashlib.sha256
        told = sha(application).digest() + flags + counter + sha(data).digest()
        return pack(signing.TOKEN.encode(), KEY.sign(told)[-64:]) + flags + counter

    signing.check(key, signed(b"\x01"), data)
    with pytest.raises(BadSignatureError, match="touching"):
        signing.check(key, signed(b"\x00"), data)


def test_a_p256_signature_is_checked():
    private = ec.derive_private_key(7, ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    key = PublicKey(pack(signing.P256.encode(), b"nistp256", point))
    r, s = decode_dss_signature(private.sign(b"data", ec.ECDSA(hashes.SHA256())))
    made = pack(signing.P256.encode(), pack(r.to_bytes(33, "big"), s.to_bytes(33, "big")))
    signing.check(key, made, b"data")
    with pytest.raises(BadSignatureError):
        signing.check(key, made, b"date")
