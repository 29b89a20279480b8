"""Rules R1 to R5, each broken on purpose; the verdict names the rule and the member."""

from __future__ import annotations

import os

import pytest

from inspector_app.bundle import layout
from inspector_app.bundle.errors import BrokenRuleError

LOG = "data/log/11111111-1111-4111-8111-111111111111/1-2.jsonl"
PAYLOAD = "data/payload/22222222-2222-7222-8222-222222222222.jsonl"
CHECKPOINT = "data/checkpoint/11111111-1111-4111-8111-111111111111-2.txt"


def refused(told):
    assert told.verdict == "refused"
    return told.rule, told.member


def flip(data, at=5):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# R1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: b"\xef\xbb\xbf" + d,
        lambda d: d.replace(b"\n", b"\r\n"),
        lambda d: d[:-1],
        lambda d: d.replace(b"\n", b" \n", 1),
        lambda d: d.replace(b"age", b"a\x00e", 1),
        lambda d: d.replace(b"age", b"a\xffe", 1),
        lambda _: b"",
    ],
)
def test_r1_text_files_have_one_shape(bag, judged, spoil):
    assert refused(judged(bag | {layout.README: spoil(bag[layout.README])})) == ("R1", layout.README)


def test_r1_windows_line_ends_in_a_manifest_are_refused(bag, resign, zipped, verify):
    spoilt = bag[layout.TAGMANIFEST].replace(b"\n", b"\r\n")
    told = verify(zipped(resign(bag, tags={layout.TAGMANIFEST: spoilt})))
    assert refused(told) == ("R1", layout.TAGMANIFEST)


# R2


@pytest.mark.parametrize("told", [b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", b"\n", b""])
def test_r2_bagit_txt_is_exact(bag, resign, zipped, verify, told):
    assert refused(verify(zipped(resign(bag | {layout.BAGIT: told})))) == ("R2", layout.BAGIT)


# R3


def lines(change):
    def spoil(data):
        told = data.decode().splitlines()
        change(told)
        return "".join(f"{line}\n" for line in told).encode()

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.replace(b"evidence-bundle/1", b"evidence-bundle/2"),
        lambda d: d.replace(b"evidence-bundle/1", b"other-bundle/1"),
        lambda d: d.replace(b"Bundle-Sequence: 1", b"Bundle-Sequence: 01"),
        lambda d: d.replace(b"Bundle-Sequence: 1", b"Bundle-Sequence: 0"),
        lambda d: d.replace(b"1 of 1", b"2 of 1"),
        lambda d: d.replace(b"1 of 1", b"one"),
        lambda d: d.replace(b"Sha256: none", b"Sha256: nothing"),
        lambda d: d.replace(b"2026-05-11T09:30:00Z", b"2026-02-30T09:30:00Z"),
        lambda d: d.replace(b"2026-05-11T09:30:00Z", b"2026-05-11T09:30:00+01:00"),
        lambda d: d.replace(b"Required-Signer: a.brook@inspection\n", b""),
        lambda d: d.replace(b"a.brook@inspection", b"a brook"),
        lambda d: d.replace(b"App-Version", b"Other"),
        lambda d: d.replace(b"App-Version: ", b"App-Version:"),
        lambda d: d + b"App-Version: 0.1.0\n",
        lambda d: d + b" folded\n",
        lambda d: d + b"Contact-Name: someone\n",
        lambda d: b"X-First: no\n" + d,
        lambda d: d.replace(b"App-Version", b"X-Before: no\nApp-Version"),
        lambda d: d + b"X-Long: " + b"x" * 201 + b"\n",
        lambda d: d.replace(b"Payload-Oxum", b"Intended-Recipient: age1x\nPayload-Oxum"),
        lambda d: d.replace(b"Payload-Oxum: ", b"Payload-Oxum: 1"),
        lines(lambda told: told.reverse()),
        lines(lambda told: told.pop()),
        lines(lambda told: told.insert(4, told[4])),
        lambda d: d.replace(b"Required-Signer: a", b"Required-Signer: z\nRequired-Signer: a"),
        lambda d: d.replace(b"01970000", b"01970001"),
    ],
)
def test_r3_bag_info_has_fixed_labels_in_order(bag, resign, zipped, verify, spoil):
    spoilt = spoil(bag[layout.BAG_INFO])
    assert spoilt != bag[layout.BAG_INFO]
    told = verify(zipped(resign(bag | {layout.BAG_INFO: spoilt})))
    assert refused(told) == ("R3", layout.BAG_INFO)


def test_r3_labels_of_others_are_kept_and_ignored(bag, resign, zipped, verify):
    more = bag[layout.BAG_INFO] + b"X-Office: Fernshire\nX-Office: 2\n"
    assert verify(zipped(resign(bag | {layout.BAG_INFO: more}))).verdict == "good"


def test_r3_a_newer_format_says_what_to_do(bag, resign, zipped, verify):
    newer = bag[layout.BAG_INFO].replace(b"evidence-bundle/1", b"evidence-bundle/2")
    assert "newest version" in verify(zipped(resign(bag | {layout.BAG_INFO: newer}))).note


# R4


def test_r4_a_changed_file_is_refused_wherever_it_stands(bag, zipped, verify):
    for path in bag:
        if path == layout.TAGMANIFEST or path.startswith("signatures/"):
            continue
        told = verify(zipped(bag | {path: flip(bag[path])}))
        assert refused(told) == ("R4", path)


def test_r4_an_added_data_file_is_refused(bag, zipped, verify):
    extra = "data/payload/99999999-9999-7999-8999-999999999999.jsonl"
    assert refused(verify(zipped(bag | {extra: b"{}\n"}))) == ("R4", extra)


@pytest.mark.parametrize("name", ["fetch.txt", "notes.txt", "tagmanifest-md5.txt", "signatures/x.sshsig"])
def test_r4_an_added_tag_file_is_refused(bag, unzipped, zipped, verify, name):
    assert refused(verify(unzipped(bag | {name: b"x\n"}))) == ("R4", name)
    rest = layout.in_order(bag)
    told = verify(zipped(bag | {name: b"x\n"}, order=[*rest[:2], name, *rest[2:]]))
    assert refused(told) == ("R4", name)


def test_r4_a_signed_file_that_the_format_does_not_know_is_refused(bag, judged):
    assert refused(judged(bag | {"data/extra.exe": b"MZ"})) == ("R4", "data/extra.exe")


def test_r4_a_missing_file_is_refused(bag, zipped, verify):
    for path in bag:
        told = verify(zipped({other: data for other, data in bag.items() if other != path}))
        assert told.verdict == "refused"
        assert told.rule in {"R4", "R6"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: b"".join(reversed(d.splitlines(keepends=True))),
        lambda d: d + d.splitlines(keepends=True)[-1],
        lambda d: d.replace(b"  ", b" *"),
        lambda d: d.upper(),
        lambda d: d.replace(b"  data", b"   data"),
        lambda d: b"# a comment\n" + d,
    ],
)
def test_r4_manifest_lines_have_one_shape(bag, resign, zipped, verify, spoil):
    spoilt = spoil(bag[layout.MANIFEST])
    told = verify(zipped(resign(bag, tags={layout.MANIFEST: spoilt})))
    assert refused(told) == ("R4", layout.MANIFEST)


def test_r4_the_signed_list_names_exactly_three_files(bag, resign, zipped, verify):
    for spoilt in (
        b"".join(bag[layout.TAGMANIFEST].splitlines(keepends=True)[:2]),
        bag[layout.TAGMANIFEST] + b"0" * 64 + b"  notes.txt\n",
    ):
        told = verify(zipped(resign(bag, tags={layout.TAGMANIFEST: spoilt})))
        assert refused(told) == ("R4", layout.TAGMANIFEST)


def test_r4_a_manifest_that_names_more_than_is_there_is_refused(bag, resign, zipped, verify):
    gone = "data/payload/99999999-9999-7999-8999-999999999999.jsonl"
    more = bag[layout.MANIFEST] + f"{'0' * 64}  {gone}\n".encode()
    ordered = b"".join(sorted(more.splitlines(keepends=True), key=lambda line: line[66:]))
    assert refused(verify(zipped(resign(bag, tags={layout.MANIFEST: ordered})))) == ("R4", gone)


# R5


@pytest.mark.parametrize(
    "path",
    [
        "../evil", "data/../evil", "data/./x", "/etc/passwd", "data//x", "data/", "", "data\\x", "C:/x", "data/A",
        "data/é", "data/a b", "data/a\x00b", "data/con", "data/con.txt", "data/nul.jsonl", "data/com1.x.y",
        "data/lpt0", "data/x.", ".hidden", "data/-x", "data/~x", "data/" + "a" * 81, "a/" * 8 + "a",
        "/".join(["a" * 40] * 5), "data/x\n", "data/%41",
    ],
)  # fmt: skip
def test_r5_paths_that_could_mean_two_things_are_refused(path):
    with pytest.raises(BrokenRuleError) as told:
        layout.check_path(path)
    assert told.value.rule == "R5"


@pytest.mark.parametrize(
    "path", ["data/bundle.json", "data/console.txt", "data/com10", "a/" * 7 + "a", "0.x"]
)
def test_r5_plain_paths_are_taken(path):
    layout.check_path(path)


def test_r5_no_file_has_the_name_of_a_folder(bag, zipped, verify):
    order = [*layout.in_order(bag), "data/log"]
    assert refused(verify(zipped(bag | {"data/log": b"x"}, order=order))) == ("R5", "data/log")


@pytest.mark.parametrize("name", ["../up.txt", "data/../../up.txt", "DATA/x", "data/a:b"])
def test_r5_bad_names_in_an_archive_are_refused_before_anything_is_read(bag, zipped, verify, name):
    order = [*layout.in_order(bag), name]
    assert refused(verify(zipped(bag | {name: b"x"}, order=order)))[0] == "R5"


def test_r5_two_members_with_one_name_are_refused(bag, zipped, verify):
    order = [*layout.in_order(bag), layout.README]
    assert refused(verify(zipped(bag, order=order))) == ("R5", layout.README)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_r5_links_and_pipes_in_a_folder_are_refused(bag, unzipped, verify, tmp_path):
    root = unzipped(bag)
    readme = root / layout.README
    for make in (lambda: readme.symlink_to(tmp_path / "elsewhere"), lambda: os.mkfifo(readme)):
        (tmp_path / "elsewhere").write_bytes(bag[layout.README])
        readme.unlink()
        make()
        assert refused(verify(root)) == ("R5", layout.README)


def test_r5_a_linked_folder_is_refused(bag, unzipped, verify, tmp_path):
    root = unzipped(bag)
    (root / "data" / "draft").rename(tmp_path / "draft")
    try:
        (root / "data" / "draft").symlink_to(tmp_path / "draft", target_is_directory=True)
    except OSError:
        pytest.skip("links need rights on Windows")
    assert refused(verify(root)) == ("R5", "data/draft")


def test_r5_names_tell_the_truth(bag, judged):
    wrong_blob = f"data/blob/00/{'0' * 64}"
    other_log = LOG.replace("1111", "2222", 1)
    for spoilt, member in (
        (bag | {wrong_blob: b"x"}, wrong_blob),
        ({(other_log if path == LOG else path): data for path, data in bag.items()}, other_log),
        (
            {(LOG.replace("1-2", "1-1") if path == LOG else path): d for path, d in bag.items()},
            LOG[:-9] + "1-1.jsonl",
        ),
        (bag | {CHECKPOINT: bag[CHECKPOINT].replace(b"Sequence: 2", b"Sequence: 3")}, CHECKPOINT),
    ):
        assert refused(judged(spoilt)) == ("R5", member)
