"""The draft in its forms and the other outputs, by command."""

import json

from docx import Document


def test_a_second_draft_brings_back_what_was_changed_and_never_writes_over_it(run, store, tmp_path, line):
    intents = tmp_path / "intents.jsonl"
    intents.write_text(line("record_evidence", text="Seen in three files.", source="case_file"), "utf-8")
    record = json.loads(run("apply", store, intents).out.splitlines()[0])["record"]
    intents.write_text(
        line("link_evidence", evidence=record, descriptor="ILACS-HP-02", stance="against")
        + line(
            "evaluate_descriptor", descriptor="ILACS-HP-02", finding="mixed", effect="Two children waited.",
            summary="Contacts are closed too soon.",
        ),
        "utf-8",
    )  # fmt: skip
    assert run("apply", store, intents).status == 0
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    assert run("draft", store, first, "--no-comments", "--json").json["proposals"] == []
    document = Document(str(first))
    (paragraph,) = (one for one in document.paragraphs if "closed too soon" in one.text)
    next(one for one in paragraph.runs if "closed" in one.text).text = "Contacts close early."
    document.save(str(first))
    refused = run("draft", store, first)
    assert refused.status == 1
    assert "changed by hand in 1 paragraph" in refused.err
    told = run("draft", store, second, "--previous", first, "--json").json["proposals"]
    assert [(one["kind"], one["descriptor"], one["text"]) for one in told] == [
        ("changed", "ILACS-HP-02", "Contacts close early.")
    ]


def test_a_letter_is_written_where_its_outline_is_named_and_an_unknown_one_refused(run, store, tmp_path):
    assert run("draft", store, tmp_path / "letter.docx", "--outline", "focused-visit").status == 0
    assert "Focused visit" in "\n".join(
        one.text for one in Document(str(tmp_path / "letter.docx")).paragraphs
    )
    refused = run("draft", store, tmp_path / "x.docx", "--outline", "memo")
    assert (refused.status, "focused-visit" in refused.err) == (1, True)


def test_tables_and_a_project_are_written_and_counted(run, store, tmp_path, seen):
    intents = tmp_path / "intents.jsonl"
    intents.write_text(seen, "utf-8")
    run("apply", store, intents)
    told = run("outputs", "evidence", store, tmp_path / "log.csv", "--json").json
    assert told == {"written": str(tmp_path / "log.csv"), "rows": 1, "identifying": []}
    assert run("outputs", "cases", store, tmp_path / "cases.csv", "--json").json["rows"] == 0
    assert run("outputs", "tallies", store, tmp_path / "tallies.xlsx", "--json").json["rows"] == 0
    assert (tmp_path / "tallies.xlsx").read_bytes()[:2] == b"PK"
    assert run("outputs", "qdpx", store, tmp_path / "all.qdpx", "--json").json["texts"] == 1
    assert run("outputs", "chronology", store, "none", tmp_path / "x.csv").status == 1


def test_without_libreoffice_no_pdf_is_made_and_the_reason_is_told(run, store, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = run("outputs", "pdf", store, tmp_path / "draft.pdf")
    assert refused.status == 1
    assert "LibreOffice is not installed" in refused.err
