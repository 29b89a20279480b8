"""A good bundle: what goes in comes out, for those it is for, and for nobody else."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import pytest

from inspector_app.bundle import (
    Blob,
    BundleWriteError,
    NotGivenOutError,
    Segment,
    measure,
    roster,
    write_bundle,
)
from inspector_app.bundle.contents import pieces
from inspector_app.crypto import canonical, sealing
from inspector_app.errors import BugError, RefusedError, WorldError


def told(bundle):
    """The texts of an opened bundle, whole."""
    logs = (replace(s, lines=b"".join(pieces(s.lines))) for s in bundle.segments())
    return tuple(logs), tuple((rec, b"".join(pieces(lines))) for rec, lines in bundle.payloads())


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
        assert told(bundle) == (contents.segments, contents.payloads)
        assert list(bundle.log_lines()) == contents.segments[0].lines.splitlines()
        assert list(bundle.payload_lines()) == contents.payloads[0][1].splitlines()
        blobs = [(name, b"".join(parts)) for name, parts in bundle.blobs()]
        assert blobs == [(blob.sha256, blob.source) for blob in contents.blobs]
        assert b"".join(bundle.draft()) == contents.draft
        assert bundle.description["frontiers"] == contents.description["frontiers"]
        assert bundle.frontiers == {contents.actor: tuple(contents.description["frontiers"][contents.actor])}
        (checkpoint,) = bundle.checkpoints()
        assert (checkpoint.verdict, checkpoint.principal, checkpoint.seq) == ("good", "a.brook@inspection", 2)


def test_two_attachments_can_be_read_by_turns(tmp_path, contents, team, opening, attached):
    blobs = [bytes([n]) * (3 << 20) for n in (1, 2)]
    made = replace(contents, blobs=[attached(b) for b in blobs])
    path = write_bundle(made, tmp_path, signer=team.brook, recipients=team.recipients).path
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
        assert told(bundle)[0] == contents.segments


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
        list(bundle.log_lines())


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


def test_sources_may_be_files_or_functions(tmp_path, contents, team, verify, attached):
    (tmp_path / "page.png").write_bytes(b"page")
    told = replace(
        contents,
        blobs=[
            replace(attached(b"page"), source=tmp_path / "page.png"),
            replace(attached(b"in parts"), source=lambda: iter([b"in ", b"parts"])),
            attached(b""),
        ],
    )
    path = write_bundle(told, tmp_path / "out", signer=team.brook, recipients=team.recipients).path
    assert verify(path).attachments == 3


def test_an_attachment_that_is_too_large_to_hold_is_read_twice(tmp_path, contents, team, opening, attached):
    parts = [bytes([n]) * (6 << 20) for n in range(3)]
    large = replace(attached(b"".join(parts)), source=lambda: iter(parts))
    made = replace(contents, blobs=[large])
    path = write_bundle(made, tmp_path, signer=team.brook, recipients=team.recipients).path
    with opening(path) as bundle:
        ((name, found),) = bundle.blobs()
        assert name == hashlib.sha256(b"".join(found)).hexdigest() == large.sha256


def test_an_attachment_that_changes_meanwhile_leaves_no_bundle(tmp_path, contents, team, attached):
    """One that is read twice, because it is too large to be held."""
    first, later = b"f" * (17 << 20), b"l" * (17 << 20)
    given = iter([first, later])
    made = replace(contents, blobs=[replace(attached(first), source=lambda: iter([next(given)]))])
    with pytest.raises(WorldError, match="changed while"):
        write_bundle(made, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_changes_meanwhile_leaves_no_bundle(tmp_path, contents, team, monkeypatch):
    given = iter([b"{}\n", b"[]\n"])
    made = replace(contents, payloads=[(contents.actor, lambda: iter([next(given)]))])
    monkeypatch.setattr("inspector_app.bundle.writer.Kept", lambda: measure.Kept(0))
    with pytest.raises(WorldError, match="changed while"):
        write_bundle(made, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_read_twice_only_where_there_is_no_room_for_it(contents):
    asked = []

    def source():
        asked.append(1)
        yield b"x" * 60

    kept = measure.Kept(100)
    held, again = kept.measure(source), kept.measure(source)
    assert [isinstance(file.source, bytes) for file in (held, again)] == [True, False]
    assert b"".join(measure.written(held, "")[1]) == b"".join(measure.written(again, "")[1]) == b"x" * 60
    assert len(asked) == 3


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"size": 4}, {"size": 6}])
def test_an_attachment_that_is_not_what_was_kept_of_it_is_not_written(
    tmp_path, contents, team, attached, change
):
    made = replace(contents, blobs=[replace(attached(b"other"), **change)])
    with pytest.raises(WorldError, match="attachment"):
        write_bundle(made, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


class StopError(Exception):
    """Raised to stop the work."""


def test_writing_and_checking_tell_how_far_they_are(tmp_path, contents, team, opening, attached):
    heard = []
    made = replace(contents, blobs=[attached(bytes([n]) * (9 << 20)) for n in range(3)])
    path = write_bundle(
        made, tmp_path, signer=team.brook, recipients=team.recipients, tell=lambda *t: heard.append(t)
    ).path
    with opening(path, tell=lambda *t: heard.append(t)) as bundle:
        assert bundle.verdict.verdict == "good"
    assert {sentence for _, _, sentence in heard} == {
        "Writing and sealing the bundle", "Opening the seal", "Comparing every file with the signed list", "Reading every line",
    }  # fmt: skip
    assert all(0 <= done <= of for done, of, _ in heard)
    for words in ("Writing and sealing the bundle", "Opening the seal"):
        told = [done for done, _, sentence in heard if sentence == words]
        assert told == sorted(told)
        assert len(told) > 3


@pytest.mark.parametrize("clear", [True, False])
def test_writing_can_be_stopped_and_leaves_nothing(tmp_path, contents, team, attached, clear):
    made = replace(contents, blobs=[attached(b"x" * (9 << 20))])

    def tell(done, _of, _sentence):
        if done:
            raise StopError

    with pytest.raises(StopError):
        write_bundle(
            made, tmp_path / "out", signer=team.brook, recipients=team.recipients, clear=clear, tell=tell
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["Opening the seal", "Comparing", "Reading every line"])
def test_checking_can_be_stopped_and_leaves_nothing(tmp_path, sealed, opening, words):
    def tell(_done, _of, sentence):
        if sentence.startswith(words):
            raise StopError

    with pytest.raises(StopError), opening(sealed, tell=tell):
        pass
    assert list((tmp_path / "q").iterdir()) == []


def test_a_missing_attachment_is_told_and_leaves_no_bundle(tmp_path, contents, team):
    told = replace(contents, blobs=[Blob("0" * 64, 1, tmp_path / "gone")])
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
        "from inspector_app.bundle import write_bundle, Blob, BundleWriteError, Contents\n"
        "from inspector_app.crypto import signing\n"
        "import hashlib\n"
        "blob = b'x' * 2_000_000\n"
        f"c = Contents({contents.inspection!r}, {contents.actor!r}, 1, None, {contents.claimed!r}, '1', ('a@b',),\n"
        "    blobs=[Blob(hashlib.sha256(blob).hexdigest(), len(blob), blob)])\n"
        "try:\n"
        f"    write_bundle(c, pathlib.Path({str(tmp_path / 'out')!r}), signer=signing.new_key(), recipients={team.recipients!r})\n"
        "except BundleWriteError as error:\n"
        "    print('told', error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.stdout.startswith("told"), told.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_was_there_before_a_failed_export_stays(tmp_path, contents, team):
    told = replace(contents, blobs=[Blob("0" * 64, 1, tmp_path / "gone")])
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


@pytest.mark.parametrize("lines", [40, 80])
def test_texts_of_any_size_need_the_same_memory(tmp_path, contents, team, opening, *, lines):
    """More of them than are kept between two readings; a long log and a record with a long history."""
    line = canonical.encode({"actor": contents.actor, "seq": 1, "x": "x" * 1_000_000}) + b"\n"

    def source():
        return (line for _ in range(lines))

    made = replace(
        contents, segments=(Segment(contents.actor, 1, 2, source),), payloads=[(contents.actor, source)]
    )
    tracemalloc.start()
    try:
        path = write_bundle(made, tmp_path, signer=team.brook, recipients=team.recipients).path
        with opening(path) as bundle:
            assert bundle.verdict.revisions == lines
            assert sum(1 for _ in bundle.log_lines()) == sum(1 for _ in bundle.payload_lines()) == lines
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < measure.KEPT + (24 << 20)
