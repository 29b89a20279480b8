"""The written format and the code say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspector_app import resources
from inspector_app.bundle import bag_info, checkpoint, enrolment, introduction, layout, receipt, roster, trust
from inspector_app.crypto import canonical, signing, spoken, sshsig

HEX = "ab" * 32
UUID = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(scope="module")
def text():
    return resources.path("formats", "bundle.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sections(text):
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))


def rows(section):
    found = re.findall(r"^\|(.*)\|$", section, re.MULTILINE)[2:]
    return [[cell.strip() for cell in row.split("|")] for row in found]


def test_the_constants_are_those_of_the_code(sections):
    written = {name: value.strip("`") for name, value in rows(sections["Constants"])}
    assert written == {
        "format": layout.FORMAT,
        "namespace of bundles": layout.BUNDLE_NAMESPACE,
        "namespace of checkpoints": layout.CHECKPOINT_NAMESPACE,
        "namespace of rosters": layout.ROSTER_NAMESPACE,
        "namespace of introductions": layout.INTRODUCTION_NAMESPACE,
        "namespace of receipts": receipt.NAMESPACE,
        "namespace of enrolments": enrolment.NAMESPACE,
        "checkpoint format": checkpoint.CHECKPOINT_FORMAT,
        "receipt format": receipt.FORMAT,
        "receipt's ending": receipt.SUFFIX,
        "enrolment format": enrolment.FORMAT,
        "enrolment's ending": enrolment.SUFFIX,
        "sealed file's ending": layout.SEALED_SUFFIX,
        "clear file's ending": layout.CLEAR_SUFFIX,
        "bytes of one archive at most": str(layout.MAX_ARCHIVE),
        "files of one archive at most": str(layout.MAX_MEMBERS),
        "characters of a path at most": str(layout.MAX_PATH),
        "parts of a path at most": str(layout.MAX_SEGMENTS),
        "characters of a part at most": "80",
        "bytes of a JSON line at most": str(canonical.MAX_LINE),
        "nesting of JSON at most": str(canonical.MAX_DEPTH),
        "characters of a bag-info value at most": str(bag_info.MAX_VALUE),
        "bytes of a signature file at most": str(sshsig.MAX_BYTES),
        "signatures of a bundle at most": str(layout.MAX_SIGNATURES),
        "checkpoints of a bundle at most": str(layout.MAX_CHECKPOINTS),
        "devices of a receipt at most": str(receipt.MAX_DEVICES),
        "bytes of a receipt at most": str(receipt.MAX_BYTES),
        "bytes of an enrolment at most": str(enrolment.MAX_BYTES),
    }
    layout.check_path("a" * 80)
    with pytest.raises(Exception, match="R5"):
        layout.check_path("a" * 81)


def test_every_path_of_the_tree_is_taken(sections):
    paths = {path for row in rows(sections["Tree"]) for path in re.findall(r"`(.+?)`", row[0])}
    filled = {
        path.replace("<16 hex>", "0" * 16)
        .replace("<device>", UUID)
        .replace("<record>", UUID)
        .replace("<2 hex>", "ab")
        .replace("<64 hex>", HEX)
        .replace("<first>", "1")
        .replace("<last>", "2")
        .replace("<place>", "2")
        for path in paths
    }
    layout.check_paths(filled)
    layout.check_tree(filled)
    needed = {row[0].strip("`") for row in rows(sections["Tree"]) if row[2] == "yes"}
    for path in needed:
        with pytest.raises(Exception, match="R4"):
            layout.check_tree(filled - {path})


def test_the_labels_are_those_of_the_code(sections):
    written = rows(sections["Labels"])
    assert tuple(row[0].strip("`") for row in written) == bag_info.LABELS
    assert tuple(row[0].strip("`") for row in written if row[2] != "1") == bag_info.REPEATED


def test_the_labels_of_a_receipt_are_those_of_the_code(sections):
    text = receipt.Receipt(UUID, UUID, "a.brook@inspection", "2026-05-11T09:30:00Z", {UUID: (1, HEX)}).text
    written = [row[0].strip("`") for row in rows(sections["Receipts"])]
    assert [line.split(": ")[0] for line in text.decode().splitlines()] == written


def test_the_labels_of_an_enrolment_are_those_of_the_code(sections):
    key = signing.key_of(b"b" * 32).public
    told = enrolment.Enrolment(UUID, UUID, "a", "lead", key, "age1", "2026-05-11T09:30:00Z")
    written = [row[0].strip("`") for row in rows(sections["Enrolments"])]
    assert [line.split(": ")[0] for line in told.text.decode().splitlines()] == written


def test_the_verdicts_are_those_of_the_code(sections):
    assert {row[0].strip("`") for row in rows(sections["Verdicts"])} == {
        trust.GOOD,
        trust.REFUSED,
        trust.UNKNOWN_SIGNER,
        trust.UNKNOWN_KEY_TYPE,
        trust.REVOKED,
        trust.EXPIRED,
        trust.NOT_FOR_US,
    }


def test_the_files_of_a_roster_are_those_of_the_code(sections):
    assert {row[0].strip("`") for row in rows(sections["Roster"])} == {
        *roster.FILES,
        roster.KRL_FILE,
        *introduction.FILES,
    }


def test_every_rule_is_written_down_and_tested(sections):
    rules = re.findall(r"^\*\*(R[0-9]+) ", sections["Rules"], re.MULTILINE)
    assert rules == [f"R{number}" for number in range(1, 12)]
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_rules_*.py"))
    assert [rule for rule in rules if f"def test_{rule.lower()}_" not in tests] == []


def test_the_key_types_are_written_down(sections):
    for kind in signing.KEY_TYPES:
        assert f"`{kind}`" in sections["Rules"]


def test_the_words_of_a_fingerprint_are_those_of_the_code(sections):
    section = sections["Words of a fingerprint"]
    assert [row[1].strip("`") for row in rows(section)] == [spoken.CONSONANTS, spoken.VOWELS]
    fingerprint, words = re.search(r"`(SHA256:\S{43})` is `([a-z ]+)`", section).groups()
    assert spoken.words(fingerprint) == words
