"""The printed procedure with the tools of the operating system, on a bundle as it leaves the app."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.bundle import layout, readme
from inspector_app.bundle import roster as rosters
from inspector_app.crypto import signing

SPACE = "evidence-bundle.v1@inspector-app"
BAGIT = Path(sys.executable).with_name("bagit.py")


def run(*words, stdin=b"", cwd=None):
    return subprocess.run(words, input=stdin, capture_output=True, cwd=cwd, check=False)


@pytest.fixture
def roster(tmp_path, team):
    rosters.sign_roster(tmp_path / "roster", team.roster, signing.new_key())
    return tmp_path / "roster"


@pytest.fixture
def unpacked(tmp_path, sealed, team):
    """Steps 1 and 2: age and unzip."""
    (tmp_path / "my-identity.txt").write_text(team.lead + "\n")
    opened = run("age", "-d", "-i", str(tmp_path / "my-identity.txt"), str(sealed))
    assert opened.returncode == 0, opened.stderr
    (tmp_path / "x.bag.zip").write_bytes(opened.stdout)
    assert run("unzip", "-q", "x.bag.zip", cwd=tmp_path).returncode == 0
    return tmp_path / sealed.name.removesuffix(".bag.zip.age")


def ssh_keygen(roster, folder, verb, *words):
    signature = next((folder / "signatures").iterdir())
    told = ["-f", str(roster / "allowed_signers"), *words, "-s", str(signature)]
    message = (folder / layout.TAGMANIFEST).read_bytes()
    return run("ssh-keygen", "-Y", verb, *told, stdin=message)


def ssh_verify(roster, folder, principal):
    words = ["-r", str(roster / "revoked"), "-I", principal, "-n", SPACE, "-Overify-time=20260511093000"]
    return ssh_keygen(roster, folder, "verify", *words)


@pytest.mark.slow
@pytest.mark.needs("age", "unzip", "ssh-keygen", "sha256sum", "find")
def test_the_printed_procedure_passes(unpacked, roster, verify):
    found = ssh_keygen(roster, unpacked, "find-principals")
    assert found.stdout.decode().split() == ["a.brook@inspection"]
    checked = ssh_verify(roster, unpacked, found.stdout.decode().strip())
    assert checked.returncode == 0, checked.stderr
    assert b"Good" in checked.stdout
    sums = run("sha256sum", "-c", "--strict", layout.TAGMANIFEST, layout.MANIFEST, cwd=unpacked)
    assert sums.returncode == 0, sums.stderr
    listed = {line[66:] for line in (unpacked / layout.MANIFEST).read_text().splitlines()}
    told = {
        path.removeprefix("./")
        for path in run("find", ".", "-type", "f", cwd=unpacked).stdout.decode().split()
    }
    tags = {layout.TAGMANIFEST, layout.MANIFEST, layout.BAG_INFO, layout.BAGIT}
    assert {path for path in told - listed - tags if not path.startswith("signatures/")} == set()
    assert listed <= told
    assert verify(unpacked).verdict == "good"


@pytest.mark.slow
@pytest.mark.needs("age")
@pytest.mark.parametrize("way", ["-r", "-R"])
def test_the_app_opens_what_age_sealed(sealed, tmp_path, team, verify, *, way):
    """The other way round: somebody seals an archive with the tool of the operating system."""
    (tmp_path / "my-identity.txt").write_text(team.lead + "\n")
    clear = run("age", "-d", "-i", str(tmp_path / "my-identity.txt"), str(sealed)).stdout
    (tmp_path / "readers.txt").write_text("".join(f"{one}\n" for one in team.recipients))
    named = [word for one in team.recipients for word in ("-r", one)]
    words = named if way == "-r" else ["-R", str(tmp_path / "readers.txt")]
    path = tmp_path / "again.bag.zip.age"
    told = run("age", "-e", *words, "-o", str(path), stdin=clear)
    assert told.returncode == 0, told.stderr
    assert verify(path).verdict == verify(path, identities=[team.escrow]).verdict == "good"
    assert verify(path, identities=[team.brook_identity]).verdict == "not-for-us"
    assert verify(path).tagmanifest_sha256 == verify(sealed).tagmanifest_sha256


@pytest.mark.slow
@pytest.mark.needs("age")
def test_what_age_armours_is_refused(sealed, tmp_path, team, verify):
    (tmp_path / "my-identity.txt").write_text(team.lead + "\n")
    clear = run("age", "-d", "-i", str(tmp_path / "my-identity.txt"), str(sealed)).stdout
    path = tmp_path / "armoured.bag.zip.age"
    assert run("age", "-a", "-r", team.recipients[0], "-o", str(path), stdin=clear).returncode == 0
    assert (verify(path).verdict, verify(path).rule) == ("refused", "R9")


@pytest.mark.slow
@pytest.mark.needs("age", "unzip", "ssh-keygen")
def test_ssh_keygen_refuses_what_the_app_refuses(unpacked, roster, team):
    changed = unpacked / layout.TAGMANIFEST
    good = changed.read_bytes()
    assert ssh_verify(roster, unpacked, "a.brook@inspection").returncode == 0
    assert ssh_verify(roster, unpacked, "lead@inspection").returncode != 0
    changed.write_bytes(good.replace(b"0", b"1", 1))
    assert ssh_verify(roster, unpacked, "a.brook@inspection").returncode != 0
    changed.write_bytes(good)
    rosters.sign_roster(roster, rosters.revoke(team.roster, "a.brook@inspection"), signing.new_key())
    assert ssh_verify(roster, unpacked, "a.brook@inspection").returncode != 0


@pytest.mark.slow
@pytest.mark.needs("age", "unzip")
@pytest.mark.skipif(not BAGIT.exists(), reason="bagit.py is not installed")
def test_bagit_validates_and_the_app_sees_what_it_does_not(unpacked, verify):
    assert run(sys.executable, str(BAGIT), "--validate", str(unpacked)).returncode == 0
    (unpacked / "notes.txt").write_text("an added tag file\n")
    assert run(sys.executable, str(BAGIT), "--validate", str(unpacked)).returncode == 0
    assert (verify(unpacked).rule, verify(unpacked).member) == ("R4", "notes.txt")


@pytest.mark.slow
@pytest.mark.needs("ssh-keygen")
def test_ssh_keygen_checks_the_rosters_own_signature(roster):
    signature = roster / rosters.SIGNATURE_FILE
    told = run(
        "ssh-keygen", "-Y", "check-novalidate", "-n", "roster.v1@inspector-app", "-s", str(signature),
        stdin=(roster / rosters.MANIFEST_FILE).read_bytes(),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@pytest.mark.slow
@pytest.mark.needs("unzip")
def test_unzip_finds_the_archive_sound(clear):
    assert run("unzip", "-tq", str(clear)).returncode == 0


def test_the_printed_procedure_names_what_the_bundle_has(bag):
    told = bag[layout.README].decode("ascii")
    assert told == readme.TEXT
    for word in (SPACE, layout.TAGMANIFEST, layout.MANIFEST, "age -d", "cmd, not in PowerShell", "bagit.py"):
        assert word in told
    assert max(len(line) for line in told.splitlines() if not re.match(r" {4}", line)) <= 110
