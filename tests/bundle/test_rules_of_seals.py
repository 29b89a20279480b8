"""Rules R6 to R11, each broken on purpose; the verdict names the rule and the member."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace

import pytest

from inspector_app.bundle import Contents, Segment, layout, roster, texts, write_bundle
from inspector_app.bundle.contents import pieces
from inspector_app.crypto import sealing, signing, sshsig
from inspector_app.crypto.wire import pack
from inspector_app.errors import RefusedError

LOG = "data/log/11111111-1111-4111-8111-111111111111/1-2.jsonl"
PAYLOAD = "data/payload/22222222-2222-7222-8222-222222222222.jsonl"
CHECKPOINT = "data/checkpoint/11111111-1111-4111-8111-111111111111-2.txt"


def refused(told):
    assert told.verdict == "refused"
    return told.rule, told.member


def flip(data, at=5):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# R6


def test_r6_a_signature_for_another_purpose_is_refused(bag, team, zipped, verify):
    path = layout.signature_path(team.brook.public.short)
    for space in ("git", "log-checkpoint.v1@inspector-app", "roster.v1@inspector-app"):
        made = sshsig.sign(bag[layout.TAGMANIFEST], space, team.brook)
        assert refused(verify(zipped(bag | {path: made}))) == ("R6", path)


@pytest.mark.parametrize(
    "spoil", [lambda d: d + b"junk\n", lambda d: d.replace(b"\n", b"\r\n"), flip, lambda _: b""]
)
def test_r6_a_signature_in_another_shape_is_refused(bag, team, zipped, verify, spoil):
    path = layout.signature_path(team.brook.public.short)
    assert refused(verify(zipped(bag | {path: spoil(bag[path])}))) == ("R6", path)


def test_r6_a_changed_tag_manifest_is_refused(bag, team, zipped, verify):
    told = verify(zipped(bag | {layout.TAGMANIFEST: flip(bag[layout.TAGMANIFEST])}))
    assert refused(told) == ("R6", layout.signature_path(team.brook.public.short))


def test_r6_a_signature_under_another_keys_name_is_refused(bag, resign, team, zipped, verify):
    files = resign(bag)
    files[layout.signature_path("0" * 16)] = files.pop(layout.signature_path(team.brook.public.short))
    assert refused(verify(zipped(files))) == ("R6", layout.signature_path("0" * 16))


def test_r6_no_signature_at_all_is_refused(bag, resign, zipped, verify):
    assert refused(verify(zipped(resign(bag, keys=[])))) == ("R6", "")


def test_r6_a_key_type_of_tomorrow_is_unknown_and_not_bad(bag, resign, zipped, verify):
    files = resign(bag, keys=[])
    blob = pack(b"mldsa44-ed25519", b"x" * 40)
    parts = pack(blob, layout.BUNDLE_NAMESPACE.encode(), b"", b"sha512", pack(b"mldsa44-ed25519", b"y" * 99))
    made = sshsig._armour(b"SSHSIG" + (1).to_bytes(4, "big") + parts, 70)
    told = verify(zipped(files | {layout.signature_path(signing.short_id(blob)): made}))
    assert told.verdict == "unknown-key-type"


def test_r6_a_bad_checkpoint_is_refused(bag, judged):
    told = judged(bag | {CHECKPOINT: bag[CHECKPOINT].replace(b"2026-05-11", b"2026-05-12")})
    assert refused(told) == ("R6", f"{CHECKPOINT}.sshsig")


# R7


def test_r7_every_required_signer_must_have_signed(bag, judged, team):
    both = ("a.brook@inspection", "lead@inspection")
    assert judged(bag, keys=[team.brook, team.lead_key], signers=both).verdict == "good"
    for keys in ([team.brook], [team.lead_key]):
        assert refused(judged(bag, keys=keys, signers=both)) == ("R7", layout.BAG_INFO)


def test_r7_a_signature_of_someone_else_on_the_roster_does_not_count(bag, resign, team, zipped, verify):
    assert refused(verify(zipped(resign(bag, keys=[team.lead_key]))))[0] == "R7"


def test_r7_an_unsolicited_signature_is_shown_and_does_not_count(bag, resign, team, zipped, verify):
    told = verify(zipped(resign(bag, keys=[team.brook, team.stranger])))
    assert (told.verdict, told.principal) == ("good", "a.brook@inspection")
    assert sorted(one.verdict for one in told.signatures) == ["good", "unknown-signer"]


def test_r7_a_stranger_beside_a_stripped_signature_is_unknown(bag, resign, team, zipped, verify):
    told = verify(zipped(resign(bag, keys=[team.stranger])))
    assert (told.verdict, told.fingerprint) == ("unknown-signer", team.stranger.fingerprint)


def test_r7_a_revoked_required_signer_is_revoked_whoever_else_signed(bag, resign, team, zipped, verify):
    changed = roster.revoke(team.roster, "a.brook@inspection")
    told = verify(zipped(resign(bag, keys=[team.brook, team.lead_key])), roster=changed)
    assert (told.verdict, told.principal) == ("revoked", "a.brook@inspection")


# R8


def spoilt_ends(data):
    directory = data.rindex(b"PK\x05\x06")
    central = data.index(b"PK\x01\x02")
    yield "junk after the end", data + b"x"
    yield "junk before the start", b"x" + data
    yield "a comment", data[:-2] + b"\x01\x00c"
    yield "cut", data[:-1]
    yield "cut to the end record", data[directory:]
    yield "empty", b"PK"
    yield "a gap", data[:central] + b"\x00" + data[central:]
    yield "zip64 record", data[:directory] + b"PK\x06\x06" + b"\x00" * 52 + data[directory:]
    yield (
        "zip64 count",
        data[:directory] + data[directory:].replace(b"\x00\x00\x00\x00", b"\x00\x00\xff\xff", 1),
    )
    for name, at, value in (
        ("version", 4, 45), ("data descriptor", 6, 8), ("encrypted", 6, 1), ("utf-8 flag", 7, 8),
        ("deflated", 8, 8), ("time", 10, 1), ("date", 12, 0x22), ("crc", 14, 0), ("size", 18, 0xFF),
        ("name length", 26, 1), ("extra", 28, 4),
    ):  # fmt: skip
        yield f"local {name}", data[:at] + bytes([value]) + data[at + 1 :]
    for name, at, value in (
        ("made by unix", 5, 3), ("version", 6, 45), ("data descriptor", 8, 8), ("deflated", 10, 8),
        ("extra", 30, 4), ("comment", 32, 4), ("disk", 34, 1), ("attributes", 38, 16), ("offset", 42, 1),
        ("size", 20, 0xFE), ("name", 46, 0x58),
    ):  # fmt: skip
        yield f"central {name}", data[: central + at] + bytes([value]) + data[central + at + 1 :]


def test_r8_every_other_archive_is_refused(clear, verify):
    data = clear.read_bytes()
    for name, spoilt in spoilt_ends(data):
        assert spoilt != data, name
        clear.write_bytes(spoilt)
        told = verify(clear)
        assert told.verdict == "refused", name
        assert told.rule in {"R8", "R9", "R5"}, name


def test_r8_files_in_another_order_are_refused(bag, zipped, verify):
    assert refused(verify(zipped(bag, order="sorted")))[0] == "R8"


def test_r8_two_folders_are_refused(bag, zipped, verify, tmp_path):
    data = zipped(bag).read_bytes()
    other = b"01970000-0000-7000-8000-000000000002"
    name = f"01970000-0000-7000-8000-000000000001/{layout.README}".encode()
    (tmp_path / "two.zip").write_bytes(data.replace(name, other + name[36:]))
    assert refused(verify(tmp_path / "two.zip"))[0] == "R8"


def test_r8_folder_entries_are_refused(bag, zipped, verify):
    assert refused(verify(zipped(bag | {"data/": b""}, order=[*layout.in_order(bag), "data/"])))[0] == "R5"


def test_r8_a_wrong_checksum_is_refused_even_where_the_digest_is_right(bag, archive_of, verify, tmp_path):
    path = tmp_path / "made.bag.zip"
    path.write_bytes(archive_of([(p, (bag[p], 0)) for p in layout.in_order(bag)]))
    assert refused(verify(path))[0] == "R8"


def test_r8_more_than_an_archive_may_hold_is_not_written(tmp_path, contents, team, monkeypatch):
    for name, limit in (("MAX_MEMBERS", 5), ("MAX_ARCHIVE", 1000)):
        monkeypatch.setattr(layout, name, limit)
        with pytest.raises(RefusedError, match="more than one may have"):
            write_bundle(contents, tmp_path, signer=team.brook, recipients=team.recipients)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", [{"MAX_MEMBERS": 5}, {"MAX_ARCHIVE": 1000}])
def test_r8_more_than_an_archive_may_hold_is_not_read(clear, verify, monkeypatch, tmp_path, limit):
    shutil.unpack_archive(clear, tmp_path / "out", "zip")
    for name, value in limit.items():
        monkeypatch.setattr(layout, name, value)
    for path in (clear, tmp_path / "out" / clear.name.removesuffix(".bag.zip")):
        assert refused(verify(path))[0] == "R8"


# R9


def test_r9_armour_is_refused(clear, verify, tmp_path, team):
    sealed = tmp_path / "x.age"
    sealing.seal_file(clear, sealed, team.recipients)
    for told in (b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"junk", b""):
        sealed.write_bytes(told)
        assert refused(verify(sealed)) == ("R9", "")


@pytest.mark.parametrize("cut", [30, 200, 1000, -1])
def test_r9_a_cut_seal_is_refused(sealed, verify, cut):
    sealed.write_bytes(sealed.read_bytes()[:cut])
    assert refused(verify(sealed)) == ("R9", "")


def test_r9_a_sealed_file_is_named_after_its_bundle(sealed):
    assert sealed.name.endswith(".bag.zip.age")
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")


# R10


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1, "b":2}\n', b'{"b":1,"a":2}\n', b'{"a":1,"a":1}\n', b'{"a":1.5}\n', b'{"a":9007199254740992}\n',
        b'{"a":"\\ud800"}\n', b'{"a":"\\u0041"}\n', b"[" * 20 + b"]" * 20 + b"\n", b"[]\n", b"{}\n\n", b"{}\r\n",
        b"\n", b'{"a":NaN}\n', b'{"a":"' + b"x" * (1 << 20) + b'"}\n', b"\xef\xbb\xbf{}\n", b"{}\n{\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [LOG, PAYLOAD])
def test_r10_lines_are_canonical_json(bag, judged, path, line):
    told = judged(bag | {path: line})
    assert refused(told) == (("R5" if line.startswith(b"{}\n") and path == LOG else "R10"), path)


GOOD = {
    "format": "evidence-bundle/1",
    "inspection": "33333333-3333-5333-8333-333333333333",
    "actor": "11111111-1111-4111-8111-111111111111",
    "sequence": 1,
    "frontiers": {},
}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"},
        {"inspection": "x"},
        {"actor": "x"},
        {"sequence": 2},
        {"frontiers": {"a": [0, "0" * 64]}},
        {"frontiers": {"a": [True, "0" * 64]}},
        {"frontiers": {"a": [1, "0"]}},
        {"frontiers": {"a": "x"}},
        {"frontiers": []},
        {"frontiers": None},
    ],
)
def test_r10_the_description_agrees_with_bag_info(bag, judged, encode, change):
    assert judged(bag | {layout.DESCRIPTION: encode(GOOD) + b"\n"}).verdict == "good"
    told = judged(bag | {layout.DESCRIPTION: encode(GOOD | change) + b"\n"})
    assert refused(told) == ("R10", layout.DESCRIPTION)


def test_r10_the_original_bytes_come_out(sealed, opening, contents):
    with opening(sealed) as bundle:
        assert [b"".join(pieces(s.lines)) for s in bundle.segments()] == [s.lines for s in contents.segments]


# R11


def with_512(bag, spoil=lambda files: files):
    def digests(paths):
        return {path: hashlib.sha512(bag[path]).hexdigest() for path in paths}

    files = bag | {
        layout.MANIFEST_512: texts.write_manifest(digests(p for p in bag if p.startswith("data/")))
    }
    told = digests([layout.BAG_INFO, layout.BAGIT])
    told[layout.MANIFEST_512] = hashlib.sha512(files[layout.MANIFEST_512]).hexdigest()
    return spoil(files | {layout.TAGMANIFEST_512: texts.write_manifest(told)})


def test_r11_a_second_pair_of_manifests_may_be_there(bag, zipped, verify):
    assert verify(zipped(with_512(bag))).verdict == "good"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f | {layout.MANIFEST_512: flip(f[layout.MANIFEST_512])},
        lambda f: f | {layout.TAGMANIFEST_512: flip(f[layout.TAGMANIFEST_512])},
        lambda f: {p: d for p, d in f.items() if p != layout.TAGMANIFEST_512},
        lambda f: {p: d for p, d in f.items() if p != layout.MANIFEST_512},
        lambda f: {p: d for p, d in f.items() if p not in {layout.MANIFEST, layout.TAGMANIFEST}},
    ],
)
def test_r11_every_pair_that_is_there_must_verify(bag, zipped, verify, spoil):
    assert refused(verify(zipped(with_512(bag, spoil))))[0] in {"R4", "R11"}


# what no rule number carries


def test_a_refusal_never_tells_content(bag, judged):
    spoilt = bag | {PAYLOAD: b'{"text": "Maya was seen alone"}\n'}
    told = judged(spoilt)
    assert "Maya" not in repr(told)
    assert told.bundle_id


def test_two_devices_with_one_place_are_not_refused(tmp_path, contents, team, verify):
    """A cloned disk gives two entries with one place: the merge keeps both, so the bundle must carry both."""
    line = contents.segments[0].lines.splitlines(keepends=True)[1]
    other = replace(contents, segments=(Segment(contents.actor, 1, 2, contents.segments[0].lines + line),))
    assert isinstance(other, Contents)
    path = write_bundle(other, tmp_path, signer=team.brook, recipients=team.recipients).path
    assert verify(path).revisions == 3
