import hashlib
import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.crypto import canonical, ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import (
    MAX_SEQ,
    MalformedEntryError,
    digest,
    read_entry,
    read_payload,
    seal_entry,
    seal_payload,
)
from inspector_app.domain.revision import Header

HEADER = Header(
    actor="00000001-0000-4000-8000-000000000000",
    seq=2,
    prev="a" * 64,
    rec="00000002-0000-7000-8000-000000000000",
    kind="evidence",
    schema="evidence/1.0",
    parents=("b" * 64, "c" * 64),
    pay="d" * 64,
    author="inspector@example.org",
    at="2026-03-01T09:00:00Z",
    app="1.0.0",
)


def changed(line, **changes):
    told = json.loads(line) | changes
    return canonical.encode({key: value for key, value in told.items() if value != "gone"})


def test_an_entry_is_read_back_as_it_was_sealed_and_is_named_by_its_bytes():
    entry = seal_entry(HEADER)
    assert read_entry(entry.line) == entry
    assert entry.header == HEADER
    assert entry.id == hashlib.sha256(entry.line).hexdigest() == digest(entry.line)
    assert b"\n" not in entry.line


def test_the_bytes_of_an_entry_never_change_between_versions():
    assert seal_entry(HEADER).line.startswith(
        b'{"actor":"00000001-0000-4000-8000-000000000000","app":"1.0.0","at":'
    )
    assert seal_entry(HEADER).id == hashlib.sha256(
        b'{"actor":"00000001-0000-4000-8000-000000000000","app":"1.0.0","at":"2026-03-01T09:00:00Z",'
        b'"author":"inspector@example.org","kind":"evidence","parents":["' + b"b" * 64 + b'","' + b"c" * 64 + b'"],'
        b'"pay":"' + b"d" * 64 + b'","prev":"' + b"a" * 64 + b'","rec":"00000002-0000-7000-8000-000000000000",'
        b'"schema":"evidence/1.0","seq":2,"v":1}'
    ).hexdigest()  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_the_quick_way_to_read_a_header_says_what_the_slow_one_says(data):
    line = seal_entry(
        data.draw(st.sampled_from([HEADER, replace(HEADER, seq=1, prev=None, parents=())]))
    ).line
    start = data.draw(st.integers(0, len(line)))
    piece = st.sampled_from(
        [b"", b"0", b"null", b'"', b"b", b"\\", b" ", b"\xc3\xa9", b'"a":1,', b"c" * 64, b"1e3"]
    )
    line = line[:start] + data.draw(piece) + line[start + data.draw(st.sampled_from([0, 1, 2, 4, 67])) :]

    def told(read):
        try:
            return read()
        except (NotCanonicalError, MalformedEntryError):
            return None

    slow = told(lambda: ledger._header(canonical.decode(line)))
    quick = ledger.plain_header(line)
    assert quick in (None, slow)
    assert ledger.plain_header(seal_entry(HEADER).line) == HEADER


def test_a_first_entry_follows_nothing():
    entry = seal_entry(replace(HEADER, seq=1, prev=None, parents=()))
    assert (entry.header.prev, entry.header.parents) == (None, ())


REFUSED = [
    ("keys", {"extra": 1}), ("keys", {"app": "gone"}), ("v", {"v": "gone"}), ("v", {"v": "1"}), ("v", {"v": 0}),
    ("v", {"v": True}), ("v: a newer version of the app wrote it", {"v": 2}),
    ("v: a newer version of the app wrote it", {"v": 2, "new": "key"}),
    ("seq", {"seq": 0}), ("seq", {"seq": -1}), ("seq", {"seq": True}), ("seq", {"seq": "2"}),
    ("seq", {"seq": MAX_SEQ + 1}), ("seq", {"seq": None}),
    ("prev", {"prev": None}), ("prev", {"seq": 1}), ("prev", {"prev": "A" * 64}), ("prev", {"prev": 1}),
    ("actor", {"actor": "laptop"}), ("actor", {"actor": ["x"]}), ("rec", {"rec": "0" * 36}), ("rec", {"rec": None}),
    ("pay", {"pay": "d" * 63}), ("pay", {"pay": {}}),
    ("kind", {"kind": "Evidence"}), ("kind", {"kind": ""}), ("kind", {"kind": "a" * 65}),
    ("schema", {"schema": "evidence"}), ("schema", {"schema": "interview/1.0"}), ("schema", {"schema": "evidence/1.0 "}),
    ("parents", {"parents": None}), ("parents", {"parents": [1]}), ("parents", {"parents": ["x"]}),
    ("parents", {"parents": [["b" * 64]]}),
    ("parents: not sorted or twice", {"parents": ["c" * 64, "b" * 64]}),
    ("parents: not sorted or twice", {"parents": ["b" * 64, "b" * 64]}),
    ("parents: more than 64", {"parents": [f"{n:064x}" for n in range(65)]}),
    ("author", {"author": "a" * 201}), ("author", {"author": None}), ("app", {"app": 1}),
    ("at", {"at": "2026-03-01"}), ("at", {"at": "2026-03-01T09:00:00+01:00"}), ("at", {"at": "2026-03-01T09:00:00Z\n"}),
    ("at", {"at": "٢٠٢٦-03-01T09:00:00Z"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "changes"), REFUSED, ids=[f"{w}-{c}"[:60] for w, c in REFUSED])
def test_a_header_out_of_bounds_is_refused_and_the_key_is_named(what, changes):
    line = changed(seal_entry(HEADER).line, **changes)
    with pytest.raises(MalformedEntryError) as refused:
        read_entry(line)
    assert refused.value.what == f"An entry of a log breaks the format ({what})"


@pytest.mark.parametrize("line", [b"[]", b"null", b'"x"', b"1", b"{}"])
def test_a_line_that_is_no_header_is_refused(line):
    with pytest.raises(MalformedEntryError):
        read_entry(line)
    with pytest.raises(MalformedEntryError):
        read_payload(line)


@pytest.mark.parametrize(
    "header",
    [
        replace(HEADER, parents=tuple(f"{n:064x}" for n in range(65))),
        replace(HEADER, parents=("c" * 64, "b" * 64)),
        replace(HEADER, author="a" * 201),
        replace(HEADER, seq=1),
    ],
    ids=["too many parents", "parents not sorted", "author too long", "prev of a first entry"],
)
def test_what_readers_would_refuse_is_not_sealed(header):
    with pytest.raises(MalformedEntryError):
        seal_entry(header)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_flipped_bit_makes_another_entry_or_none(data):
    entry = seal_entry(HEADER)
    line = bytearray(entry.line)
    line[data.draw(st.integers(0, len(line) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(MalformedEntryError, NotCanonicalError):
        assert read_entry(bytes(line)).id != entry.id


def test_a_payload_is_read_back_as_it_was_sealed():
    payload = seal_payload({"text": "cafe\u0301", "n": [1, (2, None)]}, ("f" * 64, "e" * 64))
    assert read_payload(payload.line) == payload
    assert payload.fields == {"text": "café", "n": [1, [2, None]]}
    assert payload.blobs == ("e" * 64, "f" * 64)
    assert payload.digest == hashlib.sha256(payload.line).hexdigest()


def test_an_attachment_named_twice_is_named_once():
    payload = seal_payload({}, ("e" * 64, "e" * 64))
    assert payload.blobs == ("e" * 64,)
    assert read_payload(payload.line) == payload


def test_the_digest_of_a_payload_cannot_be_guessed_from_its_fields():
    sealed = [seal_payload({"grade": "good"}) for _ in range(50)]
    assert len({payload.digest for payload in sealed}) == len({payload.salt for payload in sealed}) == 50
    assert all(len(bytes.fromhex(payload.salt)) == 16 for payload in sealed)


def test_a_note_longer_than_a_line_is_refused_with_advice():
    room = 1024 * 1024 - len(seal_payload({"text": ""}).line)
    assert len(seal_payload({"text": "a" * room}).line) == 1024 * 1024
    with pytest.raises(MalformedEntryError, match="Split it"):
        seal_payload({"text": "a" * (room + 1)})


@pytest.mark.parametrize("value", [1.5, {1: 2}, b"x", "\ud800", float("nan")])
def test_a_payload_holds_plain_json_only(value):
    with pytest.raises(NotCanonicalError):
        seal_payload({"text": value})


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1}, {"set": "gone"}, {"set": []}, {"salt": ""}, {"salt": "0" * 31}, {"salt": 7}, {"blobs": {}},
        {"blobs": ["x"]}, {"blobs": [["e" * 64]]}, {"blobs": ["f" * 64, "e" * 64]}, {"blobs": ["e" * 64, "e" * 64]},
    ],
)  # fmt: skip
def test_a_payload_out_of_bounds_is_refused(changes):
    with pytest.raises(MalformedEntryError, match="payload"):
        read_payload(changed(seal_payload({"text": "a"}).line, **changes))
