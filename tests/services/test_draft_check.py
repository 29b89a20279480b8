"""A draft goes into a bundle as a copy for reading, and says which records it was written from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from inspector_app.bundle import open_bundle
from inspector_app.documents.errors import DraftNotReadError
from inspector_app.services import bundles, cases, draft_check, drafting, evidence, merging, rosters
from inspector_app.services.session import Session


@pytest.fixture
def written(session: Session, tmp_path: Path) -> Path:
    """A draft of a store with two records."""
    for text in ("Visits were late.", "Seen alone at each visit."):
        evidence.record_evidence(session, text=text, source="case_file")
    path = tmp_path / "draft.docx"
    drafting.write_draft(session, out=str(path))
    return path


def test_a_draft_of_the_records_as_they_stand_is_said_to_be_so(session: Session, written: Path) -> None:
    found = draft_check.check_draft(session, draft=str(written))
    assert found.same
    assert found.digests == (drafting.heads_digest(session)[:16],)
    assert "as they stand" in found.sentence


def test_what_differs_is_told_record_by_record(session: Session, written: Path) -> None:
    first, second = session.store.records("evidence")
    evidence.amend_evidence(session, evidence=first.id, text="Visits were late twice.")
    evidence.withdraw_evidence(session, evidence=second.id, reason="entered twice")
    third = evidence.record_evidence(session, text="The plan has no dates.", source="case_file").record
    found = draft_check.check_draft(session, draft=str(written))
    assert not found.same
    assert (found.changed, found.gone, found.added) == ((first.id[-8:],), (second.id[-8:],), (third[-8:],))
    assert "1 changed, 1 not in the draft, 1 not here any more" in found.sentence


def test_a_change_of_something_else_than_evidence_is_told(session: Session, written: Path) -> None:
    cases.open_case_track(session, reference="Curlew 48", why_chosen="to look at thresholds")
    found = draft_check.check_draft(session, draft=str(written))
    assert (found.same, found.changed, found.added, found.gone) == (False, (), (), ())
    assert "its evidence is the same" in found.sentence


def test_a_draft_that_was_saved_again_in_a_word_processor_still_says_it(
    session: Session, written: Path
) -> None:
    document = Document(str(written))
    document.add_paragraph("A remark by hand.")
    document.save(str(written))
    assert draft_check.check_draft(session, draft=str(written)).same


def test_pages_that_differ_are_told(session: Session, written: Path) -> None:
    document = Document(str(written))
    footer = document.sections[-1].footer
    for paragraph in footer.paragraphs:
        for run in paragraph.runs:
            if run.text.startswith("Records "):
                run.text = "Records 0000 0000 0000 0000"
    document.save(str(written))
    found = draft_check.check_draft(session, draft=str(written))
    assert not found.same
    assert len(found.digests) == 2
    assert "different states" in found.sentence


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", None])
def test_what_is_no_draft_is_told(session: Session, tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "other.docx"
    if data is None:
        Document().save(str(path))
    else:
        path.write_bytes(data)
    with pytest.raises(DraftNotReadError):
        draft_check.check_draft(session, draft=str(path))
    with pytest.raises(DraftNotReadError):
        draft_check.check_draft(session, draft=str(tmp_path / "gone.docx"))


def test_an_export_carries_the_draft_of_just_these_records(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    lead, other = team
    evidence.record_evidence(other, text="Visits were late.", source="case_file")
    want = drafting.heads_digest(other)
    done = bundles.export_bundle(other, out=str(tmp_path / "out"), with_draft=True)
    with open_bundle(
        Path(done.bundle),
        roster=rosters.trusted(lead),
        identities=[lead.device.identity],
        quarantine=tmp_path / "q",
    ) as opened:
        parts = opened.draft()
        assert parts is not None
        data = b"".join(parts)
        assert "derived" in opened.description["roles"]["data/draft/"]
    (tmp_path / "found.docx").write_bytes(data)
    told = " ".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)
    assert "Where the two differ, the records are right" in told
    assert draft_check.check_draft(other, draft=str(tmp_path / "found.docx")).digests == (want[:16],)
    assert not draft_check.check_draft(lead, draft=str(tmp_path / "found.docx")).same
    merging.merge_bundle(lead, bundle=done.bundle)
    assert lead.store.records("evidence") == other.store.records("evidence")
