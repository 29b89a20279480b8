"""Enrolments: only what the key named in the file signed is read, byte for byte."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from inspector_app.bundle import EnrolmentError, enrolment
from inspector_app.bundle.enrolment import Enrolment
from inspector_app.crypto import sealing, sshsig


@pytest.fixture
def told(team):
    return Enrolment(
        "33333333-3333-5333-8333-333333333333", "11111111-1111-4111-8111-111111111111", "s.trange@inspection",
        "inspector", team.stranger.public, sealing.recipient_of(team.brook_identity), "2026-05-11T09:30:00Z",
    )  # fmt: skip


@pytest.fixture
def data(told, team):
    return enrolment.signed(told, team.stranger)


def remade(told, team, **changes):
    return enrolment.signed(replace(told, **changes), team.stranger)


def test_what_was_signed_is_read_and_is_small(told, data):
    assert enrolment.read(data) == told
    assert len(data) < 1024


def test_every_bit_turned_over_every_cut_and_everything_added_is_refused(data):
    spoilt = [
        bytes([*data[:at], data[at] ^ 1 << bit, *data[at + 1 :]])
        for at in range(len(data))
        for bit in range(8)
    ]
    spoilt += [data[:at] for at in range(len(data))]
    spoilt += [data + more for more in (b"\n", b"x", data)]
    spoilt.append(data.replace(b"\n", b"\r\n"))
    for one in spoilt:
        with pytest.raises(EnrolmentError):
            enrolment.read(one)


def test_a_key_that_its_sender_does_not_hold_is_refused(told, team):
    """Somebody enrols a colleague's public key under his own name."""
    with pytest.raises(EnrolmentError, match="another key"):
        enrolment.read(enrolment.signed(replace(told, key=team.brook.public), team.stranger))


def test_a_signature_for_another_purpose_is_refused(told, team):
    other = told.text + sshsig.sign(told.text, "receipt.v1@inspector-app", team.stranger)
    with pytest.raises(EnrolmentError, match="does not hold"):
        enrolment.read(other)


@pytest.mark.parametrize(
    "changes",
    [
        {"principal": "escrow"},
        {"principal": "two words"},
        {"principal": "*"},
        {"principal": "x" * 101},
        {"role": "Lead"},
        {"recipient": "age1nothing"},
        {"claimed": "2026-13-11T09:30:00Z"},
        {"actor": "11111111"},
        {"principal": "a\nRole: lead"},
    ],
)
def test_a_value_of_another_form_is_refused_though_it_is_signed(told, team, changes):
    with pytest.raises(EnrolmentError):
        enrolment.read(remade(told, team, **changes))


def test_a_file_that_is_too_long_or_not_there_is_told(tmp_path):
    long = tmp_path / "long.enrolment"
    long.write_bytes(bytes(enrolment.MAX_BYTES + 1))
    for path in (long, tmp_path / "gone.enrolment", tmp_path):
        with pytest.raises(EnrolmentError):
            enrolment.read_file(path)
    with pytest.raises(EnrolmentError, match="too long"):
        enrolment.read(bytes(enrolment.MAX_BYTES + 1))


@pytest.mark.parametrize(
    "astray",
    [
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: f" \n{text}\n\n",
        lambda text: text.replace("\n", " \n  "),
    ],
)
def test_what_goes_astray_when_text_is_pasted_is_put_right(data, told, astray):
    assert enrolment.read(enrolment.pasted(astray(data.decode("ascii")))) == told


@pytest.mark.parametrize("text", ["", "grüße", "two\nlines"])
def test_pasted_text_that_is_no_enrolment_is_refused(text):
    with pytest.raises(EnrolmentError):
        enrolment.read(enrolment.pasted(text))


@pytest.mark.needs("ssh-keygen")
def test_stock_ssh_keygen_checks_it(told, data, team, tmp_path):
    at = data.index(sshsig.BEGIN)
    (tmp_path / "sig").write_bytes(data[at:])
    check = ("ssh-keygen", "-Y", "check-novalidate", "-n", enrolment.NAMESPACE, "-s", str(tmp_path / "sig"))
    done = subprocess.run(check, input=data[:at], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert told.key.fingerprint.encode() in done.stdout
