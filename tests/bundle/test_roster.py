"""The roster: signed, rising, frozen; and whose signatures count under it."""

from __future__ import annotations

import errno
import os
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from inspector_app.bundle import RosterError, check_checkpoint, layout, make_checkpoint, trust
from inspector_app.bundle import roster as rosters
from inspector_app.bundle.errors import BrokenRuleError
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import sealing, signing, sshsig
from inspector_app.crypto.signing import BadKeyError
from inspector_app.errors import RefusedError

OWNER = signing.key_of(b"o" * 32)
BROOK = signing.key_of(b"b" * 32)
OTHER = signing.key_of(b"x" * 32)
READER = sealing.recipient_of(sealing.new_identity())
SPACE = layout.BUNDLE_NAMESPACE
NOW = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    made = rosters.init_roster(tmp_path / "roster", OWNER)
    made = rosters.add_member(made, "a.brook@inspection", BROOK.public_line, READER, role="lead")
    made = rosters.add_recipient(made, "escrow", READER)
    rosters.sign_roster(tmp_path / "roster", made, OWNER)
    return tmp_path / "roster"


def stands(roster, key=BROOK, at=NOW, space=SPACE):
    return trust.standing(sshsig.verify(sshsig.sign(b"x", space, key), b"x", space), roster, space, at)


def test_a_signed_roster_reads_back(folder):
    told = rosters.load_roster(folder, pinned=OWNER.fingerprint)
    assert (told.version, told.principals, told.leads) == (
        2,
        ("a.brook@inspection",),
        ("a.brook@inspection",),
    )
    assert (told.recipient_of("a.brook@inspection"), told.escrow) == (READER, READER)
    assert told.key == OWNER.fingerprint
    assert told == rosters.read_roster(rosters.read_files(folder))


def test_a_roster_is_not_made_over_another(folder):
    with pytest.raises(RefusedError):
        rosters.init_roster(folder, OWNER)


@pytest.mark.parametrize("room", range(2 * len(rosters.FILES)))
def test_a_roster_that_finds_no_room_is_whole_or_not_there_at_all(tmp_path, monkeypatch, room):
    left = [room]

    def filling(handle):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    real = os.fsync
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", filling)
        with pytest.raises(RosterError, match="cannot be written"):
            rosters.init_roster(tmp_path / "team" / "roster", OWNER)
    assert list(tmp_path.iterdir()) == []
    rosters.init_roster(tmp_path / "team" / "roster", OWNER)


def test_a_change_that_finds_no_room_leaves_the_roster_as_it_was(folder, monkeypatch):
    before = rosters.read_files(folder)

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RosterError, match="cannot be written"):
        rosters.sign_roster(folder, rosters.load_roster(folder), OWNER)
    assert rosters.read_files(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(rosters.FILES)


def test_another_key_than_the_pinned_one_is_refused(folder):
    with pytest.raises(RosterError, match="another key"):
        rosters.load_roster(folder, pinned=OTHER.fingerprint)


def test_an_older_version_is_refused_and_the_same_is_taken(folder):
    assert rosters.load_roster(folder, minimum_version=2).version == 2
    with pytest.raises(RosterError, match="older"):
        rosters.load_roster(folder, minimum_version=3)


@pytest.mark.parametrize("name", rosters.FILES)
def test_a_changed_or_missing_file_is_refused(folder, name):
    good = (folder / name).read_bytes()
    (folder / name).write_bytes(good.replace(b"e", b"f", 1))
    with pytest.raises(RosterError):
        rosters.load_roster(folder)
    (folder / name).unlink()
    with pytest.raises(RosterError, match="cannot be read"):
        rosters.load_roster(folder)


def test_a_roster_signed_for_another_purpose_is_refused(folder):
    made = sshsig.sign((folder / rosters.MANIFEST_FILE).read_bytes(), SPACE, OWNER)
    (folder / rosters.SIGNATURE_FILE).write_bytes(made)
    with pytest.raises(RosterError, match="not signed"):
        rosters.load_roster(folder)


def test_a_change_gives_a_new_roster_and_leaves_the_old_one():
    before = Roster()
    after = rosters.add_member(before, "a@b", BROOK.public_line, READER)
    assert (before.principals, after.principals) == ((), ("a@b",))


def test_a_member_may_have_two_keys_but_a_key_only_one_member():
    made = rosters.add_member(Roster(), "a@b", BROOK.public_line, READER)
    made = rosters.add_member(made, "a@b", OTHER.public_line, READER)
    assert len(made.keys_of("a@b")) == 2
    assert len(made.recipients) == 1
    with pytest.raises(RefusedError, match="another member"):
        rosters.add_member(made, "c@d", OTHER.public_line, READER)


def test_what_does_not_fit_a_roster_is_refused():
    for name in ("", "a b", "a,b", "*@x", 'a"b', "é", "-a"):
        with pytest.raises(RefusedError):
            rosters.add_member(Roster(), name, BROOK.public_line, READER)
    with pytest.raises(RefusedError):
        rosters.add_member(Roster(), "a@b", BROOK.public_line, "age1x")
    with pytest.raises(RefusedError):
        rosters.add_member(Roster(), "a@b", BROOK.public_line, READER, role="two words")
    with pytest.raises(BadKeyError):
        rosters.add_member(Roster(), "a@b", "not a key", READER)


@pytest.mark.parametrize("who", ["a@b", BROOK.fingerprint])
def test_revoking_takes_trust_and_sealing_but_keeps_the_name(who):
    made = rosters.revoke(rosters.add_member(Roster(), "a@b", BROOK.public_line, READER), who)
    assert (made.principals, made.recipients, made.keys_of("a@b")) == ((), (), ())
    assert stands(made) == trust.Standing("revoked", BROOK.fingerprint, ("a@b",))
    with pytest.raises(RefusedError):
        rosters.revoke(made, who)
    with pytest.raises(RefusedError, match="revoked"):
        rosters.add_member(made, "a@b", BROOK.public_line, READER)


def test_revoking_one_of_two_keys_leaves_the_other():
    made = rosters.add_member(Roster(), "a@b", BROOK.public_line, READER)
    made = rosters.revoke(rosters.add_member(made, "a@b", OTHER.public_line, READER), BROOK.fingerprint)
    assert (stands(made).verdict, stands(made, OTHER).verdict) == ("revoked", "good")
    assert made.recipient_of("a@b") == READER


def test_revoking_nobody_is_refused():
    with pytest.raises(RefusedError):
        rosters.revoke(Roster(), "nobody@x")


def test_a_key_counts_only_in_its_days(tmp_path):
    made = rosters.add_member(
        Roster(),
        "a@b",
        BROOK.public_line,
        READER,
        valid_after=date(2026, 5, 1),
        valid_before=date(2026, 6, 1),
    )
    made = rosters.sign_roster(tmp_path, made, OWNER)
    for moment, verdict in (
        (datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC), "expired"),
        (datetime(2026, 5, 1, tzinfo=UTC), "good"),
        (datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC), "good"),
        (datetime(2026, 6, 1, tzinfo=UTC), "expired"),
    ):
        assert stands(made, at=moment).verdict == verdict


def test_a_key_counts_only_for_what_its_line_says():
    made = rosters.add_member(Roster(), "a@b", BROOK.public_line, READER)
    narrow = replace(made, signers=(replace(made.signers[0], namespaces=(layout.CHECKPOINT_NAMESPACE,)),))
    assert stands(narrow).verdict == "unknown-signer"


def line(text):
    return f"{text} {BROOK.public_line}\n".encode()


@pytest.mark.parametrize(
    "told",
    [
        line("a@b"),
        line('a@b valid-after="20260511"'),
        line(f'*@b namespaces="{SPACE}"'),
        line(f'a@b,c@d namespaces="{SPACE}"'),
        line(f'a@b namespaces="{SPACE}",other="x"'),
        line(f'a@b namespaces="{SPACE}",namespaces="git"'),
        line(f'a@b namespaces="{SPACE}"valid-after="20260511"'),
        line(f'a@b namespaces="{SPACE}",valid-after="20260231"'),
        line(f'a@b namespaces="{SPACE}",valid-after="202605111230"'),
        line(f'a@b namespaces="{SPACE}",valid-after="soon"'),
        f'a@b namespaces="{SPACE}" ssh-rsa AAAA\n'.encode(),
        f'a@b namespaces="{SPACE}"\n'.encode(),
        line(f'a@b namespaces="{SPACE}"') + line(f'c@d namespaces="{SPACE}"'),
        b"\xff\n",
    ],
)
def test_a_line_that_could_be_misread_is_refused(told):
    with pytest.raises(RosterError):
        rosters.roster_lines.read_signers(told, "roster")


def test_windows_line_ends_comments_and_comments_after_keys_are_read():
    told = b"# team\r\n\r\n" + line(f'a@b namespaces="{SPACE}"').replace(b"\n", b" laptop 7\r\n")
    assert rosters.roster_lines.read_signers(told, None)[0].principal == "a@b"


@pytest.mark.parametrize(
    "told", [b"a@b\n", b"a@b age1x lead\n", b"a@b %s lead\na@b %s lead\n", b"a@b %s Lead\n"]
)
def test_a_recipient_line_that_cannot_be_read_is_refused(told):
    with pytest.raises(RosterError):
        rosters.roster_lines.read_recipients(told.replace(b"%s", READER.encode()), "roster")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.replace(b"roster-version: 2", b"roster-version: 0"),
        lambda d: d.replace(b"roster-version: 2\n", b""),
        lambda d: b"".join(d.splitlines(keepends=True)[:-1]),
        lambda d: d + d.splitlines(keepends=True)[-1],
        lambda d: d + b"x\n",
        lambda d: d[:-1],
    ],
)
def test_a_signed_manifest_in_another_shape_is_refused(folder, spoil):
    told = spoil((folder / rosters.MANIFEST_FILE).read_bytes())
    (folder / rosters.MANIFEST_FILE).write_bytes(told)
    (folder / rosters.SIGNATURE_FILE).write_bytes(sshsig.sign(told, layout.ROSTER_NAMESPACE, OWNER))
    with pytest.raises(RosterError):
        rosters.load_roster(folder)


@pytest.mark.needs("ssh-keygen")
def test_certificates_of_the_organisations_authority_count(tmp_path):
    def run(*words, stdin=b""):
        return subprocess.run(
            ["ssh-keygen", "-q", *words], input=stdin, check=True, capture_output=True
        ).stdout

    for name in ("ca", "user"):
        run("-t", "ed25519", "-N", "", "-f", str(tmp_path / name))
    run(
        "-s",
        str(tmp_path / "ca"),
        "-I",
        "1",
        "-n",
        "a@b,root",
        "-V",
        "20260501:20260601",
        "-z",
        "9",
        str(tmp_path / "user.pub"),
    )
    made = run("-Y", "sign", "-n", SPACE, "-f", str(tmp_path / "user-cert.pub"), stdin=b"x")
    told = sshsig.verify(made, b"x", SPACE)
    trusted = rosters.add_authority(Roster(), "*@b,*@c", (tmp_path / "ca.pub").read_text())
    trusted = rosters.sign_roster(tmp_path / "roster", trusted, OWNER)
    assert trust.standing(told, trusted, SPACE, NOW) == trust.Standing("good", told.fingerprint, ("a@b",))
    assert trust.standing(told, trusted, SPACE, datetime(2026, 7, 1, tzinfo=UTC)).verdict == "expired"
    elsewhere = rosters.add_authority(Roster(), "*@c", (tmp_path / "ca.pub").read_text())
    assert trust.standing(told, elsewhere, SPACE, NOW).verdict == "unknown-signer"
    key = signing.public_key((tmp_path / "user.pub").read_text())
    for gone in (key, told.certificate.authority):
        assert trust.standing(told, replace(trusted, revoked=(gone,)), SPACE, NOW).verdict == "revoked"
    for serial, verdict in ((8, "good"), (9, "revoked")):
        (tmp_path / "rules").write_text(f"serial: {serial}\n", "ascii")
        listed = tmp_path / f"krl-{serial}"
        run("-k", "-f", str(listed), "-s", str(tmp_path / "ca.pub"), str(tmp_path / "rules"))
        by_list = rosters.with_krl(trusted, listed.read_bytes())
        assert trust.standing(told, by_list, SPACE, NOW).verdict == verdict
    plain = rosters.add_member(Roster(), "a@b", key.public_line, READER)
    assert trust.standing(told, plain, SPACE, NOW).verdict == "unknown-signer"


def checkpoint(key=BROOK, **changes):
    told = {
        "inspection": "33333333-3333-5333-8333-333333333333",
        "actor": "11111111-1111-4111-8111-111111111111",
        "seq": 7,
        "entry": "ab" * 32,
        "claimed": "2026-05-11T09:30:00Z",
    } | changes
    return make_checkpoint(**told, key=key)


def test_a_checkpoint_says_whose_log_stood_where():
    made = rosters.add_member(Roster(), "a@b", BROOK.public_line, READER)
    told = check_checkpoint(checkpoint(), made)
    assert (told.verdict, told.principal, told.seq, told.entry) == ("good", "a@b", 7, "ab" * 32)
    assert check_checkpoint(checkpoint(), None).verdict == "unknown-signer"
    assert check_checkpoint(checkpoint(), rosters.revoke(made, "a@b")).verdict == "revoked"


def test_a_checkpoint_that_says_something_else_is_refused():
    good = checkpoint()
    for spoilt, rule in (
        (replace(good, seq=8), "R5"),
        (replace(good, text=good.text + b"More: x\n"), "R5"),
        (checkpoint(claimed="2026-13-11T09:30:00Z"), "R5"),
        (replace(good, text=good.text.replace(b"abab", b"abac")), "R6"),
        (replace(good, signature=sshsig.sign(good.text, SPACE, BROOK)), "R6"),
    ):
        with pytest.raises(BrokenRuleError) as told:
            check_checkpoint(spoilt, None)
        assert told.value.rule == rule


def test_nobody_takes_the_name_of_the_organisations_key(team):
    """A member of that name would have every bundle sealed to him in the organisation's place."""
    before = team.roster
    with pytest.raises(RefusedError, match="kept for the organisation"):
        rosters.add_member(
            before, "escrow", team.stranger.public_line, sealing.recipient_of(team.brook_identity)
        )
