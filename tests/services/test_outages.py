from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from inspector_app.domain.heard import wording_of
from inspector_app.domain.paper import form_id, new_form_id
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import cases, outages, provenance
from inspector_app.services.session import Session


def blank(session: Session, tmp_path: Path, kind: str, count: int = 1) -> Path:
    done = outages.write_blank_forms(session, out=str(tmp_path / "forms.docx"), kind=kind, count=count)
    assert done.rows == count
    return done.path


def fill(path: Path, *tables: dict[str, str]) -> list[str]:
    """Fills the boxes of the first forms, as somebody does with Word, and returns the ids printed on them."""
    document = Document(str(path))
    names = []
    for table, told in zip(document.tables, tables, strict=False):
        names.append(table.rows[0].cells[1].text)
        for row in table.rows[1:]:
            for label, words in told.items():
                if row.cells[0].text.startswith(label):
                    row.cells[1].text = words
    document.save(str(path))
    return names


def test_each_blank_form_has_an_id_of_its_own_that_is_printed_on_it(session: Session, tmp_path: Path) -> None:
    done = outages.write_blank_forms(session, out=str(tmp_path / "all.docx"), count=2)
    document = Document(str(done.path))
    names = [table.rows[0].cells[1].text for table in document.tables]
    assert [form_id(name)[1] for name in names] == ["evidence"] * 2 + ["interview"] * 2 + ["practice"] * 2
    assert len(set(names)) == done.rows == 6


def test_a_filled_evidence_form_becomes_records_tied_to_the_paper(session: Session, tmp_path: Path) -> None:
    case = cases.open_case_track(session, reference="Heron 1", why_chosen="x").record
    path = blank(session, tmp_path, "evidence", 2)
    (name, _) = fill(
        path,
        {
            "Day and time": "02/11/2026 10:30",
            "Where": "the family centre",
            "Who was there": "mother, social worker",
            "Case": "heron 1",
            "Said by": "mother",
            "What was seen": "She was told of the plan.",
            "Exact words": "I knew what came next",
        },
        {},
    )
    outages.take_in_note(session, file=str(path))
    records = sorted(session.store.records("evidence"), key=wording_of)
    assert [r.get("text") for r in records] == ["She was told of the plan.", "I knew what came next"]
    assert [wording_of(r) for r in records] == ["", "quote"]
    for record in records:
        assert record.get("form") == name
        assert record.get("case") == case
        assert record.get("when") == "2026-11-02T10:30:00"
        assert record.get("present") == ["mother", "social worker"]
        assert record.get("written") == "from_paper"
    assert sorted(str(a.get("of")) for a in session.store.records("attachment")) == sorted(
        r.id for r in records
    )
    told = " ".join(provenance.provenance(session, records[0].id).sentences)
    assert f"From a printed form, written during an outage, form {name}; typed in or taken in by" in told


def test_what_cannot_be_read_for_certain_stays_in_the_words(session: Session, tmp_path: Path) -> None:
    path = blank(session, tmp_path, "practice")
    fill(
        path,
        {
            "What was observed": "Core group",
            "Day and time": "Tuesday after lunch",
            "Case": "Hern 1",
            "What was seen": "All took part.",
        },
    )
    outages.take_in_note(session, file=str(path))
    (record,) = session.store.records("evidence")
    text = str(record.get("text"))
    for words in ("Core group", "Tuesday after lunch", "Hern 1", "All took part."):
        assert words in text
    assert record.get("when") is None


def test_a_filled_interview_form_becomes_an_interview(session: Session, tmp_path: Path) -> None:
    path = blank(session, tmp_path, "interview")
    (name,) = fill(
        path,
        {
            "Who was met": "child",
            "Consent": "Given",
            "Notes": "Likes the new school.",
            "Exact words": "It is calm",
        },
    )
    done = outages.take_in_note(session, file=str(path))
    record = session.store.record(done.record)
    assert (record.kind, record.get("form"), record.get("consent")) == ("interview", name, "given")
    assert (record.get("notes"), record.get("quotes")) == ("Likes the new school.", "It is calm")


def test_a_form_is_taken_in_once(session: Session, tmp_path: Path) -> None:
    path = blank(session, tmp_path, "evidence")
    fill(path, {"What was seen": "Seen."})
    outages.take_in_note(session, file=str(path))
    before = session.store.revisions()
    with pytest.raises(RefusedError, match="taken in before"):
        outages.take_in_note(session, file=str(path))
    assert session.store.revisions() == before


def test_a_note_from_paper_is_typed_in_with_its_form_and_its_scan(session: Session, tmp_path: Path) -> None:
    scan, name = tmp_path / "page.pdf", new_form_id("evidence")
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    with pytest.raises(RefusedError, match="no words that can be read"):
        outages.take_in_note(session, file=str(scan), form=name)
    done = outages.take_in_note(session, file=str(scan), text="Seen alone.", form=name.lower())
    record = session.store.record(done.record)
    assert (record.get("form"), record.get("outage")) == (name, "form")
    assert [a.get("name") for a in session.store.records("attachment")] == ["page.pdf"]
    with pytest.raises(RefusedError, match="No printed form"):
        outages.take_in_note(session, text="x", form="E-AAAA-AAAB")


@pytest.mark.parametrize(
    ("name", "made"),
    [("note.txt", "text"), ("note.docx", "word"), ("note.m4a", "dictated"), ("page.pdf", "scanned")],
)
def test_notes_made_elsewhere_are_marked_as_such(
    session: Session, tmp_path: Path, name: str, made: str
) -> None:
    path = tmp_path / name
    if name.endswith("docx"):
        document = Document()
        document.add_paragraph("Seen alone.")
        document.save(str(path))
    else:
        path.write_bytes(b"\xef\xbb\xbfSeen alone." if made == "text" else b"%PDF-1.4\n%%EOF\n")
    words = None if made in ("text", "word") else "Seen alone."
    done = outages.take_in_note(session, file=str(path), text=words)
    record = session.store.record(done.record)
    assert (record.get("text"), record.get("outage")) == ("Seen alone.", made)
    assert len(session.store.records("attachment")) == 1


def test_what_is_no_word_file_is_refused_with_a_sentence(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    path.write_bytes(b"no zip")
    with pytest.raises(WorldError, match="not a Word document"):
        outages.take_in_note(session, file=str(path))
    with pytest.raises(WorldError, match="cannot be read"):
        outages.take_in_note(session, file=str(tmp_path / "gone.txt"))
