"""Receipts: what was signed is what is read, and nothing else is read at all."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from inspector_app.bundle import ReceiptError, receipt, roster
from inspector_app.bundle.receipt import Receipt
from inspector_app.crypto import sshsig
from inspector_app.crypto.wire import pack

ACTOR, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
TOLD = Receipt(
    "33333333-3333-5333-8333-333333333333", ACTOR, "a.brook@inspection", "2026-05-11T09:30:00Z",
    {ACTOR: (12, "ab" * 32), OTHER: (3, "cd" * 32)},
)  # fmt: skip


@pytest.fixture
def data(team):
    return receipt.sealed(TOLD, team.brook)


def signed(text, team, key=None, namespace=receipt.NAMESPACE):
    return text + sshsig.sign(text, namespace, key or team.brook)


def counts(data, known):
    """Whether anything comes of a receipt; a flip in the name of a key's kind makes it one of tomorrow."""
    try:
        return receipt.read(data, known)[1].verdict == "good"
    except ReceiptError:
        return False


def test_what_was_signed_is_read(data, team):
    told, standing = receipt.read(data, team.roster)
    assert told == TOLD
    assert (standing.verdict, standing.principal) == ("good", "a.brook@inspection")


def test_a_receipt_of_a_team_of_twelve_has_two_kilobytes(team):
    holds = {f"{n:08x}-1111-4111-8111-111111111111": (100_000, "ab" * 32) for n in range(12)}
    assert len(receipt.sealed(replace(TOLD, holds=holds), team.brook)) <= 2100


def test_every_bit_turned_over_every_cut_and_every_doubled_line_is_refused(data, team):
    spoilt = [
        bytes([*data[:at], data[at] ^ 1 << bit, *data[at + 1 :]])
        for at in range(len(data))
        for bit in range(8)
    ]
    spoilt += [data[:at] for at in range(len(data))]
    spoilt += [data[at:] for at in range(1, len(data))]
    spoilt += [data + more for more in (b"\n", b"x", data)]
    lines = data.splitlines(keepends=True)
    spoilt += [b"".join([*lines[:at], lines[at], *lines[at:]]) for at in range(len(lines))]
    spoilt += [b"".join([*lines[:at], *lines[at + 1 :]]) for at in range(len(lines))]
    assert [each for each in spoilt if counts(each, team.roster)] == []


@pytest.mark.parametrize(
    "change",
    [
        (b"receipt/1", b"receipt/2"), (b"\n", b"\r\n"), (b"Holds: 1", b"holds: 1"), (b" 12 ", b" 012 "), (b" 12 ", b" 0 "),
        (b" 12 ", b" -1 "), (b" 12 ", b" 1e3 "), (b" 12 ", b"  12 "), (b" 12 ", b" 9999999999999 "), (b"ab" * 32, b"AB" * 32),
        (b"2026-05-11T", b"2026-02-30T"), (b"09:30:00Z", b"09:30:00 "), (b"Actor: 1", b"Actor: x"),
        (b"Signer: a.brook@inspection", b"Signer: "), (b"Signer: a", b"Signer: \xc3\xa4"), (b"Claimed", b"X-More: 1\nClaimed"),
        (b"Holds: " + ACTOR.encode(), b"Holds: " + OTHER.encode()), (b"Receipt-Format", b"\xef\xbb\xbfReceipt-Format"),
    ],
)  # fmt: skip
def test_a_receipt_in_another_form_is_refused_though_it_is_signed(team, change):
    text = TOLD.text.replace(*change)
    assert text != TOLD.text
    with pytest.raises(ReceiptError):
        receipt.read(signed(text, team), team.roster)


def test_a_receipt_that_names_nothing_or_too_much_is_refused(team):
    many = {f"{n:08x}-1111-4111-8111-111111111111": (1, "ab" * 32) for n in range(receipt.MAX_DEVICES + 1)}
    with pytest.raises(ReceiptError, match="at most"):
        receipt.sealed(replace(TOLD, holds=many), team.brook)
    for holds in ({}, many):
        with pytest.raises(ReceiptError):
            receipt.read(signed(replace(TOLD, holds=holds).text, team), team.roster)
    with pytest.raises(ReceiptError, match="too long"):
        receipt.read(b"x" * (receipt.MAX_BYTES + 1), team.roster)


def test_a_signature_for_another_purpose_is_refused(team):
    for namespace in ("evidence-bundle.v1@inspector-app", "log-checkpoint.v1@inspector-app", "git"):
        with pytest.raises(ReceiptError, match="another purpose"):
            receipt.read(signed(TOLD.text, team, namespace=namespace), team.roster)


def test_a_receipt_counts_for_nobody_else_than_it_says(team):
    """The lead's key is on the roster, but the receipt speaks for the inspector."""
    with pytest.raises(ReceiptError, match="somebody else"):
        receipt.read(signed(TOLD.text, team, team.lead_key), team.roster)


def test_how_the_key_stands_is_told(team, data):
    assert receipt.read(data, None)[1].verdict == "unknown-signer"
    assert receipt.read(signed(TOLD.text, team, team.stranger), team.roster)[1].verdict == "unknown-signer"
    revoked = roster.revoke(team.roster, team.brook.fingerprint)
    assert receipt.read(data, revoked)[1].verdict == "revoked"
    blob = pack(b"mldsa87-ed25519", b"key of tomorrow")
    inner = b"SSHSIG" + (1).to_bytes(4, "big")
    inner += pack(blob, receipt.NAMESPACE.encode(), b"", b"sha512", pack(b"mldsa87-ed25519", b""))
    assert receipt.read(TOLD.text + sshsig._armour(inner, 70), team.roster)[1].verdict == "unknown-key-type"


def test_a_file_that_is_gone_or_a_folder_is_told(tmp_path):
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(ReceiptError, match="cannot be read"):
            receipt.read_file(path)
    (tmp_path / "long").write_bytes(bytes(receipt.MAX_BYTES + 1))
    with pytest.raises(ReceiptError, match="too long"):
        receipt.read_file(tmp_path / "long")


@pytest.mark.needs("ssh-keygen")
def test_stock_tools_check_a_receipt(data, tmp_path, team):
    text, begin, rest = data.partition(sshsig.BEGIN)
    (tmp_path / "sig").write_bytes(begin + rest)
    line = f'a.brook@inspection namespaces="{receipt.NAMESPACE}" {team.brook.public_line}\n'
    (tmp_path / "signers").write_text(line, "utf-8")
    told = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", "a.brook@inspection", "-n", receipt.NAMESPACE, "-s", tmp_path / "sig"],
        input=text, capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
