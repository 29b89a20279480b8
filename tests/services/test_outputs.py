from __future__ import annotations

import csv
import re
import subprocess
import zipfile  # noqa: TID251 - reads a .qdpx, which is a ZIP
from datetime import datetime

import openpyxl
import pytest
from docx import Document
from lxml import etree

from inspector_app.documents import pages
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import cases, drafting, evidence, interviews, judgements, outputs
from inspector_app.store import identities

Q = "{urn:QDA-XML:project:1.0}"


@pytest.fixture
def filled(session):
    """A session with one case, its journey, two records of evidence and an interview; returns the case."""
    case = cases.open_case_track(session, reference="Heron 4", why_chosen="=HYPERLINK(1)", age=12).record
    cases.add_journey_event(session, case=case, event="referral", start="2026-05-03", detail="Second one.")
    cases.add_journey_event(session, case=case, event="contact", start="2026-02-01")
    made = evidence.record_evidence(session, text="Seen <alone> & heard.", source="case_file", case=case)
    evidence.link_evidence(session, evidence=made.record, descriptor="ILACS-HP-04", stance="for")
    evidence.record_evidence(session, text="Ring 01632 960123.", source="data")
    interviews.note_interview(
        session, role_met="child", case=case, notes="They came back.", date="2026-11-03"
    )
    return case


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_evidence_log_has_every_record_with_what_it_is_linked_to(session, filled, tmp_path):
    done = outputs.write_evidence_log(session, out=str(tmp_path / "log.csv"))
    found = {row["Text"]: row for row in rows(tmp_path / "log.csv")}
    assert done.rows == len(found) == 2
    assert found["Seen <alone> & heard."]["Linked to"] == "ILACS-HP-04 for"
    assert found["Seen <alone> & heard."]["Case"] == "Heron 4"


def test_rows_that_could_tell_who_a_child_is_are_named_by_number_and_kind(session, filled, tmp_path):
    identities.keep(session.store, filled, {"list_id": "CH-4711", "born": ""})
    evidence.record_evidence(session, text="CH-4711 waits.", source="data")
    done = outputs.write_evidence_log(session, out=str(tmp_path / "log.csv"))
    assert sorted(kinds for _, kinds in done.identifying) == [
        ("a phone number",),
        ("the council’s id of a child",),
    ]
    numbers = [number for number, _ in done.identifying]
    assert all(
        "waits" in row["Text"] or "Ring" in row["Text"]
        for n, row in enumerate(rows(tmp_path / "log.csv"), 1)
        if n in numbers
    )


def test_the_figures_of_an_id_are_never_taken_for_a_number_of_a_child(session, tmp_path):
    made = evidence.record_evidence(
        session, text="Fine.", source="data", record="01632960-1234-7000-8000-943476591900"
    )
    assert outputs.write_evidence_log(session, out=str(tmp_path / "log.csv")).identifying == ()
    assert made.record.startswith("01632960")


def test_the_schedule_of_cases_names_children_by_reference_and_holds_no_formula(session, filled, tmp_path):
    outputs.write_case_schedule(session, out=str(tmp_path / "cases.csv"))
    (row,) = rows(tmp_path / "cases.csv")
    assert (row["Reference"], row["Age"], row["Steps"], row["Evidence"]) == ("Heron 4", "12", "2", "1")
    assert row["Why chosen"] == "'=HYPERLINK(1)"


def test_a_chronology_tells_the_journey_by_date(session, filled, tmp_path):
    outputs.write_chronology(session, case=filled, out=str(tmp_path / "journey.csv"))
    assert [(row["From"], row["Step"]) for row in rows(tmp_path / "journey.csv")] == [
        ("2026-02-01", "Contact"), ("2026-05-03", "Referral"),
    ]  # fmt: skip
    with pytest.raises(RefusedError, match="no such case track"):
        outputs.write_chronology(session, case="none", out=str(tmp_path / "x.csv"))


def test_the_ending_of_the_name_makes_a_table_a_workbook_with_the_same_rows(session, filled, tmp_path):
    csv_, book = tmp_path / "log.csv", tmp_path / "log.XLSX"
    assert outputs.write_evidence_log(session, out=str(book)).rows == 2
    outputs.write_evidence_log(session, out=str(csv_))
    page = openpyxl.load_workbook(book).active
    head, *found = [[cell.value for cell in row] for row in page.iter_rows()]
    texts = [row[head.index("Text")] for row in found]
    assert texts == [row["Text"] for row in rows(csv_)]
    assert all(isinstance(row[head.index("Written")], datetime) for row in found)
    outputs.write_chronology(session, case=filled, out=str(tmp_path / "journey.xlsx"))
    journey = openpyxl.load_workbook(tmp_path / "journey.xlsx").active
    assert journey["A2"].value == datetime(2026, 2, 1)  # noqa: DTZ001 - a cell has no time zone


def test_a_workbook_says_what_it_is_of_and_names_nobody(session, filled, tmp_path):
    outputs.write_case_schedule(session, out=str(tmp_path / "cases.xlsx"))
    properties = openpyxl.load_workbook(tmp_path / "cases.xlsx").properties
    authority = session.store.record(session.inspection).get("authority")
    assert properties.title == f"Case schedule: {authority}"
    assert session.framework.title in properties.subject
    assert not properties.creator
    page = openpyxl.load_workbook(tmp_path / "cases.xlsx").active
    (cell,) = (cell for row in page.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_tallies_are_written_with_what_was_counted(session, tmp_path):
    judgements.count_tally(
        session,
        text="Contacts closed too soon",
        numerator=3,
        denominator=21,
        population="one in ten",
        descriptor="ILACS-HP-02",
    )
    assert outputs.write_tallies(session, out=str(tmp_path / "tallies.csv")).rows == 1
    (row,) = rows(tmp_path / "tallies.csv")
    assert (row["Count"], row["Out of"], row["Counted among"]) == ("3", "21", "one in ten")
    assert row["Descriptor"].startswith("ILACS-HP-02 ")


def test_a_qdpx_project_reads_back_with_its_codes_texts_and_codings(session, filled, tmp_path):
    done = outputs.write_qdpx(session, out=str(tmp_path / "project.qdpx"))
    with zipfile.ZipFile(tmp_path / "project.qdpx") as package:
        assert package.testzip() is None
        root = etree.fromstring(package.read("project.qde"))
        texts = {one.get("guid"): package.read("sources/" + one.get("plainTextPath").removeprefix("internal://")).decode()
                 for one in root.iter(f"{Q}TextSource")}  # fmt: skip
    assert done.rows == len(texts) == 3
    codes = {one.get("guid"): one.get("name") for one in root.iter(f"{Q}Code")}
    assert len(codes) == len(session.framework.areas) + len(session.framework.descriptors)
    (selection,) = root.iter(f"{Q}PlainTextSelection")
    source = next(one for one in root.iter(f"{Q}TextSource") if selection in one)
    assert texts[source.get("guid")] == "Seen <alone> & heard."
    assert int(selection.get("endPosition")) == len("Seen <alone> & heard.")
    assert codes[selection.find(f"{Q}Coding/{Q}CodeRef").get("targetGUID")].startswith("ILACS-HP-04 ")
    users = {one.get("guid") for one in root.iter(f"{Q}User")}
    assert {one.get("creatingUser") for one in root.iter(f"{Q}TextSource")} <= users
    (case,) = root.iter(f"{Q}Case")
    assert {one.get("targetGUID") for one in case} <= set(texts)
    assert len(list(case)) == 2


def test_a_file_that_cannot_be_written_is_named(session, tmp_path):
    with pytest.raises(WorldError, match=r"evidence log could not be written.*nowhere"):
        outputs.write_evidence_log(session, out=str(tmp_path / "nowhere" / "log.csv"))


def test_without_libreoffice_the_pdf_is_refused_in_a_sentence(session, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WorldError, match=r"LibreOffice is not installed.*save it as PDF"):
        outputs.write_pdf(session, out=str(tmp_path / "draft.pdf"))
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.slow
@pytest.mark.needs("soffice", "pdftotext")
def test_the_pdf_has_page_numbers_in_its_contents(session, filled, tmp_path, tool):
    judgements.evaluate_descriptor(
        session, descriptor="ILACS-HP-04", finding="strength", effect="Children are safe."
    )
    done = outputs.write_pdf(session, out=str(tmp_path / "draft.pdf"))
    content = (tmp_path / "draft.pdf").read_bytes()
    assert done.rows == pages.page(content, 1).of
    told = subprocess.run(
        [tool("pdftotext"), "-layout", "-f", "2", "-l", "2", tmp_path / "draft.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()  # fmt: skip
    numbers = tuple(page for level, page in pages.heading_pages(content) if level <= 2)
    shown = [int(match) for match in re.findall(r"\.(?: *)(\d+)$", told, re.MULTILINE)]
    assert shown == list(numbers)
    assert numbers[0] == 3


@pytest.mark.slow
@pytest.mark.needs("soffice")
def test_the_contents_of_a_draft_have_page_numbers_where_they_are_asked_for(session, filled, tmp_path):
    drafting.write_draft(session, out=str(tmp_path / "draft.docx"), page_numbers=True)
    texts = [
        one.text
        for one in Document(str(tmp_path / "draft.docx")).paragraphs
        if one.style.name.startswith("toc ")
    ]
    assert len(texts) > 10
    numbers = [int(text.rpartition("\t")[2]) for text in texts]
    assert numbers[0] == 3
    assert numbers == sorted(numbers)


def test_page_numbers_are_refused_in_a_sentence_without_libreoffice(session, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WorldError, match="LibreOffice is not installed"):
        drafting.write_draft(session, out=str(tmp_path / "draft.docx"), page_numbers=True)
    assert list(tmp_path.glob("*.docx")) == []
