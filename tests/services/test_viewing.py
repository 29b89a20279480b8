"""What an attachment is to the eye follows from its bytes; text is read in the writings that laptops have."""

import pytest

from inspector_app.services import attachments, viewing
from inspector_app.services.evidence import record_evidence
from inspector_app.services.viewing import Shape, text_of, view_attachment

LETTER = "Dear colleague,\nthe fee is £40 – paid late.\n"


@pytest.fixture
def view(session, tmp_path):
    rec = record_evidence(session, text="With a file.", source="observation", polarity="neutral").record

    def view(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        made = attachments.attach_file(session, file=str(path), to=rec)
        return view_attachment(session, attachment=made.record)

    return view


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_every_usual_writing(encoding) -> None:
    assert text_of(LETTER.encode(encoding)) == LETTER


def test_lines_end_alike_whoever_wrote_them() -> None:
    assert text_of(b"one\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02\x01\x01" + bytes(9), b"{\\rtf1 Hello}", b"a\x00b", b"\x81\x8d\x8f"]
)
def test_what_is_no_plain_text_is_none(data) -> None:
    assert text_of(data) is None


def test_a_file_is_known_by_its_bytes_and_not_by_its_name(view) -> None:
    assert view("letter.exe", LETTER.encode()).text == LETTER
    assert view("letter.txt", b"%PDF-1.7\n%rest").shape is Shape.PDF
    seen = view("letter.pdf", b"BM" + bytes(40))
    assert (seen.shape, seen.form, seen.data) == (Shape.PICTURE, "bmp", b"BM" + bytes(40))


@pytest.mark.parametrize("data", [b"PK\x03\x04" + bytes(40), b"\0\0\0\x18ftypheic" + bytes(20)])
def test_what_cannot_be_shown_says_so(view, data, decide) -> None:
    decide("keep_originals = true")
    seen = view("file.bin", data)
    assert (seen.shape, seen.why, seen.data) == (Shape.NONE, "This kind of file cannot be shown here.", b"")


def test_what_is_too_large_says_so(view, monkeypatch) -> None:
    monkeypatch.setattr(viewing, "MAX_TEXT_BYTES", 10)
    assert view("long.txt", LETTER.encode()).why == "This text is too long to be shown here."
    monkeypatch.setattr(viewing, "MAX_BYTES", 20)
    assert view("large.pdf", b"%PDF-1.7\n" + bytes(20)).why == "This file is too large to be shown here."


def test_a_line_that_would_hold_up_the_window_is_broken(view) -> None:
    text = view("one-line.json", b"x" * 2500 + b"\n" + b"y" * 1000 + b"\n").text
    assert text.splitlines() == ["x" * 1000, "x" * 1000, "x" * 500, "y" * 1000]


def test_no_content_stands_in_what_a_report_of_an_error_would_print(view) -> None:
    assert "paid late" not in repr(view("letter.txt", LETTER.encode()))
