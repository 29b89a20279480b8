from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from inspector_app.gui.screens.today import TodayScreen
from inspector_app.gui.widgets.facts import Facts
from inspector_app.services import cases, concerns, evidence, overview, unsealed


@pytest.fixture
def screen(qtbot, bench, session):
    made = TodayScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


def facts(screen):
    return {fact.label: fact.value for each in screen.findChildren(Facts) for fact in each.shown}


def words(screen):
    return "\n".join(label.text() for label in screen.findChildren(QLabel))


def test_it_names_the_authority_the_framework_and_the_inspector(screen, session):
    assert "Fernshire" in words(screen)
    assert session.framework.title in words(screen)
    assert "ada" in words(screen)


def test_an_open_urgent_concern_is_counted_until_it_is_closed(screen, session, bench):
    noted = evidence.record_evidence(session, text="Missing since Friday.", source="case_file")
    raised = concerns.raise_urgent_concern(
        session, evidence=noted.record, summary="A child is missing.", told="Director"
    )
    bench.desk.changed(raised)
    assert facts(screen)["Urgent concerns open"] == "1"
    concerns.acknowledge_concern(session, concern=raised.record, acknowledged_by="Director")
    bench.desk.changed(concerns.close_concern(session, concern=raised.record, outcome="found safe"))
    assert facts(screen)["Urgent concerns open"] == "0"


def test_words_typed_and_not_recorded_are_told(screen, session):
    unsealed.keep_typing(
        session,
        editor="evidence/new",
        kind="evidence",
        record=session.new_record(),
        fields={"text": "half a sent"},
        cursor=("text", 11),
    )
    screen.shown()
    assert facts(screen)["Typed and not recorded yet"].startswith("Evidence")


def test_the_buttons_lead_to_the_screens(screen, bench):
    for button in screen.findChildren(QPushButton):
        button.click()
    assert {where[0] for where in bench.went} >= {"cases", "evidence", "checklists", "team"}


def test_a_note_of_an_outage_is_taken_in_and_a_scan_is_typed_in(screen, session, bench, tmp_path):
    text, scan = tmp_path / "note.txt", tmp_path / "page.pdf"
    text.write_text("Seen alone.", "utf-8")
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    screen.presenter._take_in(text)
    bench.answers.texts += ["From the page.", ""]
    screen.presenter._take_in(scan)
    assert bench.failures == []
    assert sorted((r.get("text"), r.get("outage")) for r in session.store.records("evidence")) == [
        ("From the page.", "scanned"),
        ("Seen alone.", "text"),
    ]


def test_blank_forms_are_written_where_somebody_says(screen, bench, tmp_path):
    screen.presenter._write_forms(tmp_path / "forms.docx")
    assert bench.failures == []
    assert (tmp_path / "forms.docx").is_file()
    assert "15 blank forms" in bench.told[-1].sentence


def test_whoever_was_not_offered_a_conversation_is_named(session, screen):
    case = cases.open_case_track(session, reference="Heron 1", why_chosen="x").record
    screen.shown()
    assert "Heron 1 (child and parent)" in facts(screen)["Not offered a conversation yet"]
    cases.note_case(
        session, case=case, child_offered="declined", child_reason="shy", parent_offered="accepted"
    )
    assert not any("Heron 1" in told for told in overview.not_offered(session))
