"""Sealed files: who opens them, and that a damaged one never leaves plaintext behind."""

from __future__ import annotations

import io
import subprocess

import pyrage
import pytest

from inspector_app.crypto import sealing
from inspector_app.crypto.sealing import BadRecipientError, DamagedSealError, NotForUsError
from inspector_app.errors import WorldError

OURS = sealing.new_identity()
THEIRS = sealing.new_identity()
PLAIN = b"A child was seen alone. " * 20_000


@pytest.fixture
def sealed(tmp_path):
    (tmp_path / "plain").write_bytes(PLAIN)
    sealing.seal_file(tmp_path / "plain", tmp_path / "x.age", [sealing.recipient_of(OURS)])
    (tmp_path / "plain").unlink()
    return tmp_path / "x.age"


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_reader_it_was_sealed_to_opens_it(sealed):
    sealing.unseal_file(sealed, sealed.with_name("out"), [THEIRS, OURS])
    assert sealed.with_name("out").read_bytes() == PLAIN
    assert left(sealed.parent) == ["out", "x.age"]


def test_nobody_else_opens_it(sealed):
    for identities in ([THEIRS], []):
        with pytest.raises(NotForUsError):
            sealing.unseal_file(sealed, sealed.with_name("out"), identities)
    assert left(sealed.parent) == ["x.age"]


@pytest.mark.parametrize("cut", [0, 10, 40, 150, 300, 70_000, 400_000, -1])
def test_a_cut_file_leaves_nothing_behind(sealed, cut):
    sealed.write_bytes(sealed.read_bytes()[:cut])
    with pytest.raises(DamagedSealError):
        sealing.unseal_file(sealed, sealed.with_name("out"), [OURS])
    assert left(sealed.parent) == ["x.age"]


@pytest.mark.parametrize("place", [0.0005, 0.3, 0.6, 0.999])
def test_a_changed_byte_leaves_nothing_behind(sealed, place):
    told = bytearray(sealed.read_bytes())
    told[int(len(told) * place)] ^= 1
    sealed.write_bytes(told)
    with pytest.raises((DamagedSealError, NotForUsError)):
        sealing.unseal_file(sealed, sealed.with_name("out"), [OURS])
    assert left(sealed.parent) == ["x.age"]


def test_bytes_after_the_end_are_refused(sealed):
    sealed.write_bytes(sealed.read_bytes() + b"x")
    with pytest.raises(DamagedSealError):
        sealing.unseal_file(sealed, sealed.with_name("out"), [OURS])


def test_armour_and_passphrases_are_refused(tmp_path):
    armoured = pyrage.encrypt(
        b"x", [pyrage.x25519.Recipient.from_str(sealing.recipient_of(OURS))], armored=True
    )
    stanza = b"age-encryption.org/v1\n-> scrypt c2FsdA 18\nbody\n--- mac\n"
    for told in (armoured, stanza):
        (tmp_path / "x.age").write_bytes(told)
        with pytest.raises(DamagedSealError):
            sealing.unseal_file(tmp_path / "x.age", tmp_path / "out", [OURS])


def test_sealing_to_nobody_or_to_nonsense_is_refused():
    for recipients in ([], ["age1nonsense"], [OURS], [sealing.recipient_of(OURS).upper()]):
        with pytest.raises(BadRecipientError):
            sealing.seal(io.BytesIO(b"x"), io.BytesIO(), recipients)


def test_an_identity_that_is_none_is_refused_without_being_told(tmp_path):
    with pytest.raises(BadRecipientError) as told:
        sealing.recipient_of("AGE-SECRET-KEY-1NONSENSE")
    assert "NONSENSE" not in str(told.value)


def test_pieces_are_sealed_without_a_file_of_plaintext():
    sealed, opened = io.BytesIO(), io.BytesIO()
    sealing.seal(sealing.Pieces([b"one ", b"", b"two"]), sealed, [sealing.recipient_of(OURS)])
    sealed.seek(0)
    sealing.unseal(sealed, opened, [OURS])
    assert opened.getvalue() == b"one two"


def test_a_fault_while_pieces_are_made_comes_through_as_itself():
    def pieces():
        yield b"one"
        raise WorldError("The attachment is gone")

    with pytest.raises(WorldError, match="attachment is gone"):
        sealing.seal(sealing.Pieces(pieces()), io.BytesIO(), [sealing.recipient_of(OURS)])


class Full(io.RawIOBase):
    """A disk that is full after some bytes."""

    def __init__(self, room=0):
        self.room = room

    def write(self, data):
        self.room -= len(data)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return len(data)


@pytest.mark.parametrize("room", [0, 100, 70_000, 200_000])
def test_a_disk_that_fills_up_while_sealing_is_told_as_such(room):
    with pytest.raises(OSError, match="No space left"):
        sealing.seal(io.BytesIO(PLAIN), Full(room), [sealing.recipient_of(OURS)])


def test_a_full_disk_is_told_as_such(sealed):
    with pytest.raises(OSError, match="No space left") as told, sealed.open("rb") as source:
        sealing.unseal(source, Full(), [OURS])
    assert told.value.errno == 28


@pytest.mark.needs("age")
def test_the_age_tool_opens_it(sealed):
    identity = sealed.with_name("identity")
    identity.write_text(OURS + "\n")
    told = subprocess.run(["age", "-d", "-i", identity, sealed], check=True, capture_output=True)
    assert told.stdout == PLAIN
