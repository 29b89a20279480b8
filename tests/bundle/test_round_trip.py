"""A good bundle: what goes in comes out, for those it is for, and for nobody else."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from inspector_app.bundle import BundleWriteError, NotGivenOutError, roster, write_bundle
from inspector_app.crypto import sealing
from inspector_app.errors import BugError, RefusedError, WorldError


def test_a_sealed_bundle_is_good_and_says_who_made_it(sealed, verify, team, contents):
    told = verify(sealed)
    assert (told.verdict, told.rule, told.member) == ("good", "", "")
    assert (told.principal, told.signer) == ("a.brook@inspection", team.brook.fingerprint)
    assert (told.actor, told.sequence, told.previous) == (contents.actor, 1, None)
    assert (told.revisions, told.records, told.attachments) == (2, 1, 1)
    assert told.bundle_id == sealed.name.removesuffix(".bag.zip.age")
    assert told.sealed


def test_everything_that_went_in_comes_out(sealed, opening, contents):
    with opening(sealed) as bundle:
        assert tuple(bundle.segments()) == contents.segments
        assert tuple(bundle.payloads()) == contents.payloads
        assert [(name, b"".join(parts)) for name, parts in bundle.blobs()] == list(contents.blobs)
        assert b"".join(bundle.draft()) == contents.draft
        assert bundle.description["frontiers"] == contents.description["frontiers"]
        assert bundle.frontiers == {contents.actor: tuple(contents.description["frontiers"][contents.actor])}
        (checkpoint,) = bundle.checkpoints()
        assert (checkpoint.verdict, checkpoint.principal, checkpoint.seq) == ("good", "a.brook@inspection", 2)


def test_two_attachments_can_be_read_by_turns(tmp_path, contents, team, opening):
    blobs = [bytes([n]) * (3 << 20) for n in (1, 2)]
    told = replace(contents, blobs=[(hashlib.sha256(b).hexdigest(), b) for b in blobs])
    path = write_bundle(told, tmp_path, signer=team.brook, recipients=team.recipients).path
    with opening(path) as bundle:
        (_, one), (_, two) = bundle.blobs()
        read = zip(one, two, strict=True)
        got = [b"".join(parts) for parts in zip(*read, strict=True)]
        assert sorted(got) == sorted(blobs)


def test_escrow_alone_opens_it(sealed, verify, team):
    assert verify(sealed, identities=[team.escrow]).verdict == "good"


def test_a_bundle_for_someone_else_is_not_for_us(sealed, verify, team):
    for identities in ([team.brook_identity], []):
        assert verify(sealed, identities=identities).verdict == "not-for-us"


def test_a_bundle_sealed_again_for_someone_else_is_refused(sealed, verify, team, tmp_path):
    opened, again = io.BytesIO(), tmp_path / "again.bag.zip.age"
    with sealed.open("rb") as file:
        sealing.unseal(file, opened, [team.lead])
    opened.seek(0)
    with again.open("wb") as file:
        sealing.seal(opened, file, [sealing.recipient_of(team.brook_identity)])
    told = verify(again, identities=[team.brook_identity])
    assert (told.verdict, told.rule, told.member) == ("refused", "R3", "bag-info.txt")


def test_an_unknown_key_is_checked_whole_but_gives_nothing_out(sealed, verify, opening, team):
    for trusted in (None, roster.Roster()):
        told = verify(sealed, roster=trusted)
        assert (told.verdict, told.principal) == ("unknown-signer", "")
        assert told.fingerprint == team.brook.fingerprint
        assert told.revisions == 2
    with opening(sealed, roster=None) as bundle, pytest.raises(NotGivenOutError):
        list(bundle.segments())


def test_an_unknown_key_gives_out_once_a_person_has_accepted_it(sealed, opening, contents):
    with opening(sealed, roster=None, accept_unknown=True) as bundle:
        assert bundle.verdict.verdict == "unknown-signer"
        assert tuple(bundle.segments()) == contents.segments


@pytest.mark.parametrize("accept", [False, True])
def test_a_revoked_key_gives_nothing_out(sealed, opening, team, accept):
    revoked = roster.revoke(team.roster, team.brook.fingerprint)
    with opening(sealed, roster=revoked, accept_unknown=accept) as bundle:
        assert (bundle.verdict.verdict, bundle.verdict.principal) == ("revoked", "a.brook@inspection")
        with pytest.raises(NotGivenOutError):
            bundle.draft()


def test_nothing_is_read_from_a_closed_bundle(sealed, opening):
    with opening(sealed) as bundle:
        pass
    with pytest.raises(BugError, match="closed"):
        list(bundle.segments())


def test_sealing_to_nobody_needs_to_be_asked_for(tmp_path, contents, team):
    with pytest.raises(RefusedError, match="nobody"):
        write_bundle(contents, tmp_path, signer=team.brook, recipients=())
    assert list(tmp_path.iterdir()) == []


def test_a_clear_bundle_is_the_same_bytes_every_time(tmp_path, contents, team, verify):
    made = [
        write_bundle(
            contents,
            tmp_path / name,
            signer=team.brook,
            recipients=(),
            clear=True,
            bundle_id="0" * 8 + "-0000-7000-8000-" + "0" * 12,
        )
        for name in ("one", "two")
    ]
    assert made[0].path.read_bytes() == made[1].path.read_bytes()
    assert made[0].tagmanifest_sha256 == verify(made[0].path).tagmanifest_sha256
    assert made[0].bytes == made[0].path.stat().st_size


def test_an_unzipped_folder_is_checked_the_same_way(bag, unzipped, verify):
    assert verify(unzipped(bag)).verdict == "good"


def test_sources_may_be_files_or_functions(tmp_path, contents, team, verify):
    (tmp_path / "page.png").write_bytes(b"page")
    told = replace(
        contents,
        blobs=[
            (hashlib.sha256(b"page").hexdigest(), tmp_path / "page.png"),
            (hashlib.sha256(b"in parts").hexdigest(), lambda: iter([b"in ", b"parts"])),
            (hashlib.sha256(b"").hexdigest(), b""),
        ],
    )
    path = write_bundle(told, tmp_path / "out", signer=team.brook, recipients=team.recipients).path
    assert verify(path).attachments == 3


def test_an_attachment_that_changes_meanwhile_leaves_no_bundle(tmp_path, contents, team):
    given = iter([b"first", b"later"])
    told = replace(contents, blobs=[(hashlib.sha256(b"first").hexdigest(), lambda: iter([next(given)]))])
    with pytest.raises(WorldError, match="changed while"):
        write_bundle(told, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


def test_an_attachment_that_is_not_what_its_name_says_is_not_written(tmp_path, contents, team):
    told = replace(contents, blobs=[("0" * 64, b"other")])
    with pytest.raises(WorldError, match="attachment"):
        write_bundle(told, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_attachment_is_told_and_leaves_no_bundle(tmp_path, contents, team):
    told = replace(contents, blobs=[("0" * 64, tmp_path / "gone")])
    with pytest.raises(BundleWriteError, match="No such file"):
        write_bundle(told, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path, contents, team):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BundleWriteError, match="could not be written"):
        write_bundle(contents, tmp_path / "file", signer=team.brook, recipients=team.recipients)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, contents, team):
    code = (
        "import resource, signal, sys, pathlib\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "from inspector_app.bundle import write_bundle, BundleWriteError, Contents\n"
        "from inspector_app.crypto import signing\n"
        "import hashlib\n"
        "blob = b'x' * 2_000_000\n"
        f"c = Contents({contents.inspection!r}, {contents.actor!r}, 1, None, {contents.claimed!r}, '1', ('a@b',),\n"
        "    blobs=[(hashlib.sha256(blob).hexdigest(), blob)])\n"
        "try:\n"
        f"    write_bundle(c, pathlib.Path({str(tmp_path / 'out')!r}), signer=signing.new_key(), recipients={team.recipients!r})\n"
        "except BundleWriteError as error:\n"
        "    print('told', error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.stdout.startswith("told"), told.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_was_there_before_a_failed_export_stays(tmp_path, contents, team):
    told = replace(contents, blobs=[("0" * 64, tmp_path / "gone")])
    (tmp_path / "stick").mkdir()
    with pytest.raises(BundleWriteError):
        write_bundle(told, tmp_path / "stick" / "out" / "may", signer=team.brook, recipients=team.recipients)
    assert [path.name for path in tmp_path.iterdir()] == ["stick"]
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_bundle_that_is_not_there_is_told(tmp_path, verify):
    with pytest.raises(WorldError, match="no bundle"):
        verify(tmp_path / "nothing.age")


def test_contents_that_no_reader_would_take_are_our_own_fault(tmp_path, contents, team):
    for spoilt in (
        {"required_signers": ()},
        {"actor": "laptop"},
        {"claimed": "today"},
        {"app_version": ""},
        {"sequence": 0},
        {"payloads": [("Record", b"{}\n")]},
        {"payloads": [(contents.actor, b"{}\n"), (contents.actor, b"{}\n")]},
    ):
        with pytest.raises(BugError):
            write_bundle(replace(contents, **spoilt), tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []
