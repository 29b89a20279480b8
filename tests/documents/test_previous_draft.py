"""A draft is edited as a person would with Word, and what was changed is found again."""

from dataclasses import replace

import pytest
from docx import Document

from inspector_app.documents.errors import TemplateError
from inspector_app.documents.marks import digest, mark_of, plain, read_mark
from inspector_app.documents.outline import outline
from inspector_app.documents.previous_draft import HandChange, hand_changes
from inspector_app.documents.report import Proposal
from inspector_app.documents.word import draft_bytes, write_draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def marked(report):
    """A report whose findings in its first two areas say which descriptor they are on, one of them as running text."""
    first, second = report.areas[:2]
    return replace(
        report,
        areas=(
            replace(
                first,
                strengths=tuple(replace(p, descriptor=f"S-{n}") for n, p in enumerate(first.strengths)),
                other=(replace(first.other[0], descriptor="O-1"),),
            ),
            second,
        ),
    )


@pytest.fixture
def edited(marked, tmp_path):
    """A function that writes the draft, lets a person change it, and tells what was changed."""

    def change(how):
        path = write_draft(marked, tmp_path / "draft.docx").path
        document = Document(str(path))
        how(document)
        document.save(str(path))
        return hand_changes(path)

    return change


def paragraph(document, words):
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    every = [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    return next(one for one in every if words in one.text)


def test_a_draft_that_nobody_touched_has_no_changes_even_when_word_saved_it(edited):
    assert edited(lambda document: None) == ()


def test_a_reworded_finding_is_found_with_its_new_text(edited):
    def reword(document):
        one = paragraph(document, "Strategy discussions")
        run = next(r for r in one.runs if "Strategy" in r.text)
        run.text = run.text.replace("on the day", "within a day")

    (found,) = edited(reword)
    assert (found.kind, found.finding) == ("changed", digest("S-0"))
    assert found.text.startswith("Strategy discussions are held within a day in 9 of 10")
    assert found.text.endswith("quickly and alone.")


def test_words_added_at_the_end_before_the_records_are_part_of_the_finding(edited):
    def add(document):
        one = paragraph(document, "The council’s own audits")
        next(r for r in one.runs if r.text == " [").text = " It was slow. ["

    (found,) = edited(add)
    assert found == HandChange(
        "changed", digest("O-1"),
        "The council’s own audits reach the same view as inspectors in 4 of 6 cases. It was slow.",
    )  # fmt: skip


def test_another_number_or_other_records_are_no_change(edited):
    def renumber(document):
        one = paragraph(document, "The council’s own audits")
        one.runs[0].text = "40.\t"

    assert edited(renumber) == ()


def test_tracked_changes_count_as_made(edited):
    def track(document):
        run = next(r for r in paragraph(document, "The council’s own audits").runs if "audits" in r.text)._r
        text = run.find(f"{W}t")
        text.tag = f"{W}delText"
        deleted = run.makeelement(f"{W}del", {f"{W}id": "900", f"{W}author": "A"})
        inserted = run.makeelement(f"{W}ins", {f"{W}id": "901", f"{W}author": "A"})
        run.addprevious(deleted)
        deleted.append(run)
        deleted.addnext(inserted)
        fresh = inserted.makeelement(f"{W}r", {})
        fresh_text = fresh.makeelement(f"{W}t", {})
        fresh_text.text = "Audits agree."
        fresh.append(fresh_text)
        inserted.append(fresh)

    assert edited(track) == (HandChange("changed", digest("O-1"), "Audits agree."),)


def test_a_finding_taken_out_is_told(edited):
    def remove(document):
        one = paragraph(document, "The council’s own audits")._p
        one.getparent().remove(one)

    assert edited(remove) == (HandChange("removed", digest("O-1"), ""),)


def test_a_paragraph_put_in_is_told_with_the_finding_before_it(edited):
    def add(document):
        after = paragraph(document, "The council’s own audits")._p
        after.addnext(after.makeelement(f"{W}p", {}))
        document.paragraphs[[p._p for p in document.paragraphs].index(after) + 1].add_run(
            "Inspectors saw this twice."
        )

    assert edited(add) == (HandChange("added", digest("O-1"), "Inspectors saw this twice."),)


def test_another_document_is_no_draft_and_junk_is_named(tmp_path):
    Document().save(str(tmp_path / "letter.docx"))
    assert hand_changes(tmp_path / "letter.docx") is None
    (tmp_path / "junk.docx").write_bytes(b"junk")
    with pytest.raises(TemplateError, match=r"draft is not a Word document.*junk"):
        hand_changes(tmp_path / "junk.docx")


def test_a_mark_fits_a_bookmark_and_reads_back():
    mark = mark_of("A-VERY-LONG-CODE-OF-SOMEBODYS-OWN-PACK-01", "Text.")
    assert len(mark.name) <= 40
    assert mark.name.isidentifier()
    assert read_mark(mark.name) == mark
    assert read_mark("P12") is None
    assert plain("12.\tIt  is so. [E1, E22]") == "It is so."


def test_changes_come_back_as_a_list_and_as_comments_and_never_in_the_text(marked, parts, texts):
    waiting = replace(
        marked,
        has_previous=True,
        proposals=(
            Proposal("changed", "O-1", "Audits", "Audits agree.", marked.areas[0].other[0].text),
            Proposal("removed", "S-1", "Early help", "", "…"),
            Proposal("added", "", "", "Seen twice.", ""),
        ),
    )
    found = parts(draft_bytes(waiting))
    told = texts(found["word/comments.xml"])
    assert any("Reworded by hand" in one and "“Audits agree.”" in one for one in told)
    assert any("Taken out by hand" in one for one in told)
    text = texts(found["word/document.xml"])
    assert text.count("Audits agree.") == 1  # in the list alone
    assert any(one.startswith("7.\tThe council’s own audits") for one in text)
    assert {"Reworded", "Taken out", "Put in", "Seen twice.", "Not in this draft"} <= set(text)
    assert outline(replace(waiting, proposals=())) == outline(marked)


def test_remarks_stand_beside_weak_paragraphs_and_can_be_left_out(report, parts, texts):
    found = parts(draft_bytes(report))
    assert "Say how many of how many, in place of: most." in texts(found["word/comments.xml"])
    assert b"commentReference" in found["word/document.xml"]
    bare = parts(draft_bytes(replace(report, remarks=False)))
    assert "word/comments.xml" not in bare
    assert b"comment" not in bare["word/document.xml"]
