"""An organisation's authority as `bundle.md` tells IT to keep it, with ssh-keygen itself."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as s

from inspector_app import resources
from inspector_app.bundle import layout
from inspector_app.bundle import roster as rosters
from inspector_app.crypto import signing
from inspector_app.services import session

pytestmark = pytest.mark.needs("ssh-keygen", "unzip")
NAME = "eve@inspection"


def keygen(*words):
    subprocess.run(["ssh-keygen", "-q", *map(str, words)], check=True, capture_output=True)


@pytest.fixture
def office(run, team, told, monkeypatch):
    """The folder in which all stand: eve's enrolment, the stores and the roster."""
    monkeypatch.chdir(team)
    session.new_store(told(team / "eve", "eve")).close()
    made = run("--json", "enrolment", "write", "eve", "stick").json
    Path(made["enrolment"]).rename("eve.enrolment")
    text = resources.path("formats", "bundle.md").read_text("utf-8")
    section = text.split("## An organisation's authority")[1].split("\n## ")[0]
    lines = [
        line for block in re.findall(r"```\n(.*?)```", section, re.DOTALL) for line in block.splitlines()
    ]

    def written(word):
        """Runs every written line that has a word, as it stands there."""
        for line in [one for one in lines if word in one]:
            words = shlex.split(line)
            if words[0] == "ssh-keygen":
                keygen(*(["-N", ""] if "-t" in words else []), *words[1:])
                continue
            filled = {"FINGERPRINT": made["fingerprint"]}
            if "KEY" in words:
                filled["KEY"] = Path("authority.pub").read_text("ascii").strip()
            assert run(*(filled.get(one, one) for one in words[1:])).status == 0

    written("-t ed25519")
    written("--public-key")
    return written


@pytest.fixture
def certified(run, office):
    """What the printed lines do up to where eve's laptop has its certificate and trusts the roster."""
    office("-s authority -I")
    office("roster authority")
    office("roster admit")
    assert run("certificate", "take", "eve", "eve-cert.pub").status == 0
    for name in ("eve", "lead"):
        assert run("roster", "trust", name, "roster").status == 0
    return office


@pytest.fixture
def sent(run, seen, tmp_path):
    """Records something on eve's laptop and exports it."""

    def send():
        Path("lines.jsonl").write_text(seen, "utf-8")
        run("apply", "eve", "lines.jsonl")
        return run("--json", "export", "eve", "out").json["bundle"]

    return send


def test_a_bundle_that_carries_a_certificate_is_good_and_its_entries_are_attributed(run, certified, sent):
    (done,) = run("--json", "merge", "lead", sent()).json["bundles"]
    assert (done["verdict"], done["principal"], done["strangers"]) == ("good", NAME, [])
    assert done["attributed"] == done["new"] > 0
    shown = run("--json", "roster", "show", "roster").json
    assert {one["name"]: one["keys"] for one in shown["principals"]}[NAME] == []
    assert [one["names"] for one in shown["authorities"]] == ["*@inspection"]
    assert f"By certificate: {NAME}" in run("roster", "show", "roster").out


def test_who_goes_by_a_certificate_is_sealed_to_and_sends_receipts(run, certified, sent):
    run("merge", "lead", sent())
    back = run("--json", "export", "lead", "back", "--for", NAME).json
    assert NAME in back["recipients"]
    assert run("--json", "merge", "eve", back["bundle"]).json["bundles"][0]["verdict"] == "good"
    receipt = run("--json", "receipt", "write", "eve", "receipts").json["receipt"]
    (taken,) = run("--json", "receipt", "take", "lead", receipt).json["receipts"]
    assert (taken["taken"], taken["principal"]) == (True, NAME)


def test_the_certificate_is_shown(run, certified):
    told = run("--json", "certificate", "show", "eve").json
    assert (told["names"], told["serial"], told["agent_key"]) == ([NAME], 1, "")
    assert told["valid_until"].startswith("2027-0")
    assert told["authority"] == signing.public_key(Path("authority.pub").read_text("ascii")).fingerprint
    assert run("--json", "certificate", "show", "lead").json["names"] == []


def test_a_certificate_on_its_list_counts_no_longer(run, certified, sent):
    bundle = sent()
    Path("gone").write_text("serial: 1\n", "ascii")
    certified("-k -f")
    certified("roster krl")
    run("roster", "trust", "lead", "roster")
    assert run("--json", "merge", "lead", bundle).json["bundles"][0]["verdict"] == "revoked"
    run("roster", "trust", "eve", "roster")
    refused = run("export", "eve", "out")
    assert (refused.status, "revoked" in refused.err) == (1, True)


def test_a_revoked_authority_takes_everybody_along_whom_it_vouched_for(run, certified, sent):
    bundle = sent()
    run("roster", "revoke", "lead", "roster", "*@inspection")
    shown = run("--json", "roster", "trust", "lead", "roster").json
    assert NAME not in {one["name"] for one in shown["principals"]}
    assert shown["authorities"] == []
    assert run("--json", "merge", "lead", bundle).json["bundles"][0]["verdict"] == "revoked"
    again = run(
        "roster", "authority", "lead", "roster", "*", "--key", Path("authority.pub").read_text("ascii")
    )
    assert (again.status, "cannot be added again" in again.err) == (1, True)


def test_nothing_is_sealed_any_more_to_whom_the_owner_takes_off(run, certified):
    assert run("roster", "revoke", "lead", "roster", NAME).status == 0
    shown = run("--json", "roster", "trust", "lead", "roster").json
    assert NAME not in {one["name"] for one in shown["principals"]}
    assert run("export", "lead", "back", "--for", NAME).status == 1


def made_by(*words, authority="authority", name="eve"):
    """A certificate of eve's key with other words, in place of the one before."""
    keygen("-s", authority, "-I", "x", *words, f"{name}.pub")
    return f"{name}-cert.pub"


ALWAYS = ("-n", NAME, "-V", "20200101:20990101")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-n", "cy@inspection"), "does not name"),
        ((*ALWAYS, "-V", "20200101:20200201"), "run out"),
        ((*ALWAYS, "-O", "force-command=x"), "without conditions"),
        ((*ALWAYS, "-O", "critical:of-tomorrow=x"), "without conditions"),
        ((), "without conditions"),
        ((*ALWAYS, "-h"), "without conditions"),
    ],
)
def test_a_certificate_that_would_help_nobody_is_not_kept(run, office, words, said):
    refused = run("certificate", "take", "eve", made_by(*words))
    assert (refused.status, said in refused.err) == (1, True)
    assert run("--json", "certificate", "show", "eve").json["names"] == []


def test_what_is_no_certificate_of_this_device_is_not_kept(run, office):
    keygen("-t", "ed25519", "-N", "", "-f", "other")
    made_by(*ALWAYS, name="other")
    Path("cut.pub").write_bytes(Path("other-cert.pub").read_bytes()[:200])
    for path in ("other-cert.pub", "eve.pub", "cut.pub", "eve.enrolment", "nowhere.pub"):
        assert run("certificate", "take", "eve", path).status == 1


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (ALWAYS, "good"),
        ((*ALWAYS, "-V", "20200101:20200201"), "expired"),
        ((*ALWAYS, "-V", "20900101:20910101"), "expired"),
        (("-n", "cy@inspection", "-V", "20200101:20990101"), "R7"),
        (("-n", "eve@elsewhere", "-V", "20200101:20990101"), "unknown-signer"),
        ((*ALWAYS, "-O", "critical:of-tomorrow=x"), "R6"),
        ((*ALWAYS, "-O", "source-address=10.0.0.0/8"), "R6"),
        ((), "R6"),
    ],
)
def test_a_bundle_stands_and_falls_with_the_certificate_by_the_written_table(
    run, certified, tmp_path, words, outcome
):
    """Whoever holds eve's key could sign with any certificate; here ssh-keygen does."""
    clear = resigned(run, tmp_path, made_by(*words))
    found = run("--json", "verify", clear, "--roster", "roster").json
    assert (found["rule"] or found["verdict"]) == outcome


def test_a_certificate_of_another_authority_is_a_strangers(run, certified, tmp_path):
    keygen("-t", "ed25519", "-N", "", "-f", "elsewhere")
    clear = resigned(run, tmp_path, made_by(*ALWAYS, authority="elsewhere"))
    assert run("--json", "verify", clear, "--roster", "roster").json["verdict"] == "unknown-signer"


def resigned(run, tmp_path, certificate):
    """A clear bundle of eve's, unzipped, whose one signature ssh-keygen made with a certificate."""
    bundle = run("--json", "export", "eve", tmp_path / "clear", "--clear").json["bundle"]
    subprocess.run(["unzip", "-q", bundle, "-d", tmp_path / "open"], check=True)
    (folder,) = (tmp_path / "open").iterdir()
    for path in (folder / "signatures").iterdir():
        path.unlink()
    Path("signing-cert.pub").write_bytes(Path(certificate).read_bytes())
    keep_private(Path("signing"))
    words = ("-Y", "sign", "-n", layout.BUNDLE_NAMESPACE, "-f", "signing-cert.pub")
    keygen(*words, folder / layout.TAGMANIFEST)
    made = Path(f"{folder / layout.TAGMANIFEST}.sig")
    blob = signing.base64.b64decode(Path(certificate).read_text("ascii").split()[1])
    made.rename(folder / layout.signature_path(signing.short_id(blob)))
    return folder


def keep_private(path):
    """Writes eve's private key as ssh-keygen keeps one."""
    with session.unlock(Path("eve"), "twelve small owls") as opened:
        raw = bytes.fromhex(opened.device.signing_key)
    key = signing.Ed25519PrivateKey.from_private_bytes(raw)
    path.write_bytes(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.OpenSSH, s.NoEncryption()))
    path.chmod(0o600)


def test_the_owner_may_give_the_authority_its_days(run, certified, tmp_path):
    bundle = run("--json", "export", "eve", tmp_path / "clear", "--clear").json["bundle"]
    key = Path("authority.pub").read_text("ascii").strip()
    run("roster", "authority", "lead", "roster", "*@inspection", "--key", key, "--valid-until", "2026-01-31")
    assert run("--json", "verify", bundle, "--roster", "roster").json["verdict"] == "expired"
    assert rosters.load_roster(Path("roster")).vouches_for(NAME)


def test_a_name_that_no_authority_may_vouch_for_is_not_admitted_by_certificate(run, office):
    office("-s authority -I")
    told = run("--json", "enrolment", "show", "eve.enrolment").json
    refused = run(
        "roster", "admit", "lead", "roster", "eve.enrolment", "--fingerprint", told["fingerprint"],
        "--principal", NAME, "--by-certificate",
    )  # fmt: skip
    assert (refused.status, "No authority" in refused.err) == (1, True)
    assert told["key"] == " ".join(Path("eve.pub").read_text("ascii").split()[:2])
