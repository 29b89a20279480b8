"""The words of a fingerprint are the published ones, and differ where fingerprints do."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.crypto import signing, spoken

PUBLISHED = {
    "127.0.0.1": "lusab babad",
    "63.84.220.193": "gutih tugad",
    "63.118.7.35": "gutuk bisog",
    "140.98.193.141": "mudof sakat",
    "64.255.6.200": "haguz biram",
    "128.30.52.45": "mabiv gibot",
    "147.67.119.2": "natag lisaf",
    "212.58.253.68": "tibup zujah",
    "216.35.68.215": "tobog higil",
    "216.68.232.21": "todah vobij",
    "198.81.129.136": "sinid makam",
    "12.110.110.204": "budov kuras",
}


def _fingerprint(digest: bytes) -> str:
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


@pytest.mark.parametrize(("address", "words"), PUBLISHED.items())
def test_the_examples_of_the_published_scheme_hold(address: str, words: str) -> None:
    digest = bytes(map(int, address.split("."))) + bytes(28)
    assert spoken.words(_fingerprint(digest)) == f"{words} babab babab babab"


def test_a_keys_words_come_from_the_fingerprint_that_ssh_keygen_prints() -> None:
    key = signing.key_of(b"b" * 32)
    digest = hashlib.sha256(key.public.blob).digest()
    assert spoken.words(key.fingerprint) == spoken.words(_fingerprint(digest))
    assert len(spoken.words(key.fingerprint).split()) == spoken.WORDS


@given(st.integers(0, 65535), st.integers(0, 65535))
def test_no_two_numbers_have_the_same_word(one: int, other: int) -> None:
    assert (spoken.word(one) == spoken.word(other)) == (one == other)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 79))
def test_each_of_the_first_eighty_bits_changes_the_words(digest: bytes, bit: int) -> None:
    other = bytearray(digest)
    other[bit // 8] ^= 1 << bit % 8
    assert spoken.words(_fingerprint(digest)) != spoken.words(_fingerprint(bytes(other)))


@pytest.mark.parametrize(
    "told", ["", "SHA256:", "SHA256:x", "SHA256:" + "é" * 43, "MD5:" + "A" * 43, "A" * 43]
)
def test_what_is_no_fingerprint_has_no_words(told: str) -> None:
    assert spoken.words(told) == ""
