"""What is kept of a file: a picture without place, time and device, and a sentence that says so."""

from pathlib import Path

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import attachments, keeping
from inspector_app.services.evidence import record_evidence
from inspector_app.store.errors import DamagedStoreError

CANARY = b"53.7901N-1.5301W"
PLAIN_JPEG = (
    b"\xff\xd8\xff\xdb\0\x43\0" + bytes(64) + b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0"
    b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x55\xff\xd9"
)
COMMENT = b"\xff\xfe" + (len(CANARY) + 2).to_bytes(2, "big") + CANARY


@pytest.fixture
def evidence(session):
    return record_evidence(
        session, text="The plan on the wall is out of date.", source="observation", polarity="neutral"
    ).record


@pytest.fixture
def attach(session, evidence, tmp_path):
    """Attaches bytes under a name; returns what the user is told, and the bytes that are kept."""

    def attach(name, data):
        path = Path(tmp_path / name)
        path.write_bytes(data)
        changes = attachments.attach_file(session, file=str(path), to=evidence)
        kept = b"".join(attachments.read_attachment(session, attachment=changes.record))
        record = session.store.record(changes.record)
        assert record.get("size") == len(kept)
        return changes.told, kept

    return attach


def test_a_picture_is_kept_without_what_it_says_of_its_making(attach) -> None:
    told, kept = attach("wall.jpg", PLAIN_JPEG[:2] + COMMENT + PLAIN_JPEG[2:])
    assert kept == PLAIN_JPEG
    assert told.startswith(
        "What the picture said of its making, such as place, time and device, was left out"
    )


def test_a_picture_is_known_by_its_bytes_and_not_by_its_name(attach) -> None:
    _, kept = attach("wall.txt", PLAIN_JPEG[:2] + COMMENT + PLAIN_JPEG[2:])
    assert kept == PLAIN_JPEG


def test_a_picture_that_says_nothing_is_kept_without_a_word(attach) -> None:
    assert attach("wall.jpg", PLAIN_JPEG) == ("", PLAIN_JPEG)


PHONE = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + CANARY
BROKEN = b"\xff\xd8\xff\xe1\xff\xff" + CANARY


@pytest.mark.parametrize(
    ("name", "data", "form", "advice"),
    [
        ("wall.heic", PHONE, "HEIC", "Attach it as JPEG or PNG. IT can allow"),
        ("wall.jpg", BROKEN, "JPEG", "Attach it as JPEG or PNG. IT can allow"),
        ("wall.tif", b"II*\0" + CANARY, "TIFF", "Attach it as JPEG or PNG. IT can allow"),
        ("wall.gif", b"GIF89a" + CANARY, "GIF", "Attach it as JPEG or PNG. IT can allow"),
        ("walk.mp4", b"\0\0\0\x18ftypisom\0\0\0\0" + CANARY, "video", "IT can allow"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_and_nothing_of_it_is_kept(  # noqa: PLR0917 - fixtures
    attach, session, name, data, form, advice
) -> None:
    with pytest.raises(RefusedError) as refused:
        attach(name, data)
    assert refused.value.what.startswith(f"This {form} file was not attached")
    assert refused.value.advice.startswith(advice)
    assert session.store.records("attachment") == []


@pytest.mark.parametrize(
    ("name", "data", "form"), [("wall.heic", PHONE, "HEIC"), ("wall.jpg", BROKEN, "JPEG")]
)
def test_where_the_policy_allows_it_the_original_is_kept_and_the_user_is_told(
    attach, decide, name, data, form
) -> None:
    decide("keep_originals = true")
    told, kept = attach(name, data)
    assert kept == data
    assert told == f"This {form} file was kept as it is: place, time and device may stand in it."


def test_a_picture_too_large_to_clean_in_memory_is_refused(attach, monkeypatch) -> None:
    monkeypatch.setattr(attachments, "MAX_CLEANED_BYTES", 100)
    with pytest.raises(RefusedError, match="This JPEG file was not attached"):
        attach("wall.jpg", PLAIN_JPEG[:2] + COMMENT + PLAIN_JPEG[2:])


def test_with_the_policy_a_picture_that_can_be_cleaned_is_cleaned_all_the_same(attach, decide) -> None:
    decide("keep_originals = true")
    _, kept = attach("wall.jpg", PLAIN_JPEG[:2] + COMMENT + PLAIN_JPEG[2:])
    assert kept == PLAIN_JPEG


def test_of_other_files_not_a_byte_changes(attach) -> None:
    letter = b"%PDF-1.7\n" + CANARY * 100_000
    assert attach("letter.pdf", letter) == ("", letter)


SPOILED = [
    "UPDATE blob_part SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB) WHERE part = 0",
    "UPDATE blob_part SET bytes = 7 WHERE part = 0",
    "UPDATE blob_part SET bytes = substr(bytes, 1, 5) WHERE part = (SELECT max(part) FROM blob_part)",
    "DELETE FROM blob_part WHERE part = (SELECT max(part) FROM blob_part)",
    "DELETE FROM blob_part WHERE part = 0",
]


@pytest.fixture
def attached(session, evidence, tmp_path):
    """Attaches a file of a size and spoils its bytes in the store."""

    def attached(size, sql):
        path = Path(tmp_path / "film.bin")
        path.write_bytes(bytes(range(1, 255)) * (size // 254))
        record = attachments.attach_file(session, file=str(path), to=evidence).record
        with session.store.changing() as connection:
            connection.execute(sql)
        return record

    return attached


@pytest.mark.parametrize("sql", SPOILED)
@pytest.mark.parametrize("size", [5000, 3_000_000])
def test_not_one_byte_is_given_out_of_a_file_that_is_not_what_was_attached(
    session, attached, size, sql
) -> None:
    parts = attachments.read_attachment(session, attachment=attached(size, sql))
    with pytest.raises(DamagedStoreError, match="not whole, or was changed"):
        next(parts)


@pytest.mark.parametrize("sql", SPOILED)
def test_a_check_finds_a_file_that_is_not_what_was_attached_and_names_its_record(
    session, attached, sql
) -> None:
    record = attached(3_000_000, sql)
    found = keeping.check(session)
    assert [problem for problem in found.problems if "attachment's file is not whole" in problem]
    assert found.records == (record,)


def test_a_check_finds_that_the_whole_file_of_an_attachment_is_gone(session, attached) -> None:
    record = attached(3_000_000, "DELETE FROM blob")
    found = keeping.check(session)
    assert any("added here is gone" in problem for problem in found.problems)
    assert any("left over" in problem for problem in found.problems)
    assert found.records == (record,)


@pytest.mark.parametrize("size", [0, 1, attachments.blobs.PART_BYTES, attachments.blobs.PART_BYTES + 1])
def test_what_was_attached_is_given_out_to_the_byte_and_passes_the_check(attach, session, size) -> None:
    data = (b"letters of the file " * (size // 20 + 1))[:size]
    assert attach("letters.bin", data) == ("", data)
    assert keeping.check(session).ok
