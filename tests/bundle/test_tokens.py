"""Keys on tokens (`sk-` keys): the app and `ssh-keygen -Y verify` on signatures of a token made of software."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from inspector_app.bundle import RosterError, layout, roster_lines, trust
from inspector_app.bundle import roster as rosters
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import sealing, signing, sshsig
from inspector_app.crypto.signing import BadKeyError, BadSignatureError, PublicKey, SigningKey
from inspector_app.crypto.wire import pack

KIND = b"sk-ssh-ed25519@openssh.com"
SPACE = layout.BUNDLE_NAMESPACE
MESSAGE = b"e3b0  bag-info.txt\n"
NOW = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
READER = sealing.recipient_of(sealing.new_identity())
NAME = "a.brook@inspection"


@dataclass(frozen=True)
class Token:
    """What a token with an Ed25519 key does (OpenSSH, PROTOCOL.u2f), and what a broken or bent one would.

    `flags` and `counter` are what it signs; `says` is what it puts behind the signature.
    """

    key: SigningKey = field(default_factory=lambda: signing.key_of(b"t" * 32))
    application: bytes = b"ssh:"
    asked: bytes | None = None
    flags: bytes = b"\x01"
    counter: bytes = b"\x00\x00\x00\x07"
    says: bytes | None = None
    kind: bytes = KIND

    @property
    def public(self):
        return PublicKey(pack(KIND, self.key.public.blob[-32:], self.application))

    @property
    def blob(self):
        return self.public.blob

    @property
    def fingerprint(self):
        return self.public.fingerprint

    def sign(self, data):
        asked = self.application if self.asked is None else self.asked
        told = hashlib.sha256(asked).digest() + self.flags + self.counter + hashlib.sha256(data).digest()
        behind = self.flags + self.counter if self.says is None else self.says
        return pack(self.kind, self.key.sign(told)[-64:]) + behind


def listed(token, **days):
    return rosters.add_member(Roster(), NAME, token.public.public_line, READER, **days)


def ours(token, roster):
    try:
        told = sshsig.verify(sshsig.sign(MESSAGE, SPACE, token), MESSAGE, SPACE)
    except BadSignatureError:
        return "refused"
    return trust.standing(told, roster, SPACE, NOW).verdict


def stock(token, signers, folder):
    """What `ssh-keygen -Y verify` says; `signers` are the bytes of `allowed_signers`."""
    (folder / "allowed_signers").write_bytes(signers)
    (folder / "sig").write_bytes(sshsig.sign(MESSAGE, SPACE, token))
    words = ["-f", folder / "allowed_signers", "-I", NAME, "-n", SPACE, "-s", folder / "sig"]
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-Overify-time=20260511093000", *words],
        input=MESSAGE,
        capture_output=True,
        check=False,
    )
    return "good" if done.returncode == 0 else "refused"


@pytest.mark.needs("ssh-keygen")
@pytest.mark.parametrize(
    "token",
    [
        Token(),
        Token(application=b"ssh:inspection"),
        Token(counter=b"\xff\xff\xff\xff"),
        Token(flags=b"\x05"),  # with a PIN or a finger as well
        Token(flags=b"\xc1"),
    ],
)
def test_what_a_token_signs_at_a_touch_counts_here_and_for_ssh_keygen(token, tmp_path):
    roster = listed(token)
    assert ours(token, roster) == "good"
    assert stock(token, roster_lines.write_signers(roster.signers), tmp_path) == "good"


@pytest.mark.needs("ssh-keygen")
@pytest.mark.parametrize(
    "token",
    [
        Token(asked=b"ssh:other"),
        Token(flags=b"\x00", says=b"\x01\x00\x00\x00\x07"),
        Token(says=b"\x01\x00\x00\x00\x08"),
        Token(says=b""),
        Token(says=b"\x01"),
        Token(says=b"\x01\x00\x00\x07"),
        Token(says=b"\x01\x00\x00\x00\x00\x07"),
        Token(says=b"\x01\x00\x00\x00\x07x"),
        Token(says=b"\x01\x07\x00\x00\x00"),
        Token(kind=b"ssh-ed25519"),
        Token(kind=b"sk-ecdsa-sha2-nistp256@openssh.com"),
    ],
)
def test_what_a_token_did_not_sign_like_that_counts_neither_here_nor_for_ssh_keygen(token, tmp_path):
    roster = listed(token)
    assert ours(token, roster) == "refused"
    assert stock(token, roster_lines.write_signers(roster.signers), tmp_path) == "refused"


@pytest.mark.needs("ssh-keygen")
@pytest.mark.parametrize("flags", [b"\x00", b"\x04", b"\xfe"])
def test_a_token_that_nobody_touched_counts_for_ssh_keygen_and_not_here(flags, tmp_path):
    token = Token(flags=flags)
    roster = listed(token)
    assert ours(token, roster) == "refused"
    assert stock(token, roster_lines.write_signers(roster.signers), tmp_path) == "good"


@pytest.mark.parametrize("application", [b"", b"webauthn", b"https://council.example", b"xssh:", b"SSH:"])
def test_a_tokens_key_for_another_purpose_is_no_key_for_a_roster_and_signs_nothing(application):
    token = Token(application=application)
    with pytest.raises(BadKeyError, match="another purpose"):
        listed(token)
    with pytest.raises(BadSignatureError):
        sshsig.verify(sshsig.sign(MESSAGE, SPACE, token), MESSAGE, SPACE)


@pytest.mark.needs("ssh-keygen")
@pytest.mark.parametrize("option", ["no-touch-required", "verify-required"])
def test_options_that_only_authorized_keys_has_are_refused_here_and_by_ssh_keygen(option, tmp_path):
    told = roster_lines.write_signers(listed(Token()).signers)
    told = told.replace(b"namespaces=", f"{option},namespaces=".encode())
    with pytest.raises(RosterError, match="option that is not known"):
        roster_lines.read_signers(told, "roster")
    assert stock(Token(), told, tmp_path) == "refused"


@pytest.mark.needs("ssh-keygen")
def test_a_tokens_key_on_a_roster_ends_with_its_days_and_when_it_is_revoked(tmp_path):
    token = Token()
    ended = listed(token, valid_before=NOW.date())
    assert ours(token, ended) == "expired"
    assert stock(token, roster_lines.write_signers(ended.signers), tmp_path) == "refused"
    assert ours(token, rosters.revoke(listed(token), token.fingerprint)) == "revoked"


def test_a_roster_with_a_tokens_key_is_signed_and_read_back(tmp_path):
    made = rosters.sign_roster(tmp_path / "roster", listed(Token()), signing.new_key())
    assert made.keys_of(NAME) == (Token().public,)
    assert rosters.load_roster(tmp_path / "roster") == made


def test_a_bundle_that_a_token_signed_is_good_and_one_that_nobody_touched_breaks_r6(
    bag, resign, zipped, verify
):
    roster = listed(Token())
    assert verify(zipped(resign(bag, keys=[Token()])), roster=roster).verdict == "good"
    told = verify(zipped(resign(bag, keys=[Token(flags=b"\x00")])), roster=roster)
    assert (told.verdict, told.rule) == ("refused", "R6")
