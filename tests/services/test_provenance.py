from __future__ import annotations

import re
import zipfile  # noqa: TID251 - a .qdpx and a .docx are ZIPs
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.documents.word import draft_bytes
from inspector_app.domain.heard import is_quote, wording_of
from inspector_app.errors import RefusedError
from inspector_app.services import (
    bundles,
    drafting,
    evidence,
    interviews,
    merging,
    outputs,
    provenance,
    unsealed,
)
from inspector_app.services.session import Session

EDITOR = "evidence/new"


class SetClock:
    """A laptop's clock that somebody can set, beside a count that goes on by itself."""

    def __init__(self, moment: datetime) -> None:
        self.moment, self.count = moment, 0.0

    def __call__(self) -> datetime:
        return self.moment

    def steady(self) -> float:
        return self.count

    def wait(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)
        self.count += minutes * 60

    def set(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)


@pytest.fixture
def clock(session: Session) -> SetClock:
    session.clock = SetClock(session.clock())
    return session.clock


def typed(session: Session, text: str, **fields: str) -> None:
    told = {"text": text, "source": "observation"} | fields
    unsealed.keep_typing(session, editor=EDITOR, kind="evidence", fields=told)


def sealed(session: Session) -> provenance.Provenance:
    changes = unsealed.seal_typing(session, editor=EDITOR)
    assert changes is not None
    return provenance.provenance(session, changes.record)


def _pass_on(sender: Session, to: Session, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    done = bundles.export_bundle(sender, out=out, recipients=(to.device.principal,))
    merging.merge_bundle(to, bundle=done.bundle)


def _text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)", package.read("word/document.xml").decode()))


def test_an_entry_keeps_its_first_and_its_last_touch(session: Session, clock: SetClock) -> None:
    began = session.now()
    typed(session, "Vis")
    clock.wait(12)
    last = session.now()
    typed(session, "Visits were late.")
    clock.wait(30)
    typed(session, "Visits were late.")  # kept again, unchanged: as when a field is left
    clock.wait(3)
    found = sealed(session)
    assert (found.first.begun, found.first.last) == (began, last)
    assert found.steps[0].at == session.now()


def test_an_amendment_has_a_first_touch_of_its_own(session: Session, clock: SetClock) -> None:
    rec = evidence.record_evidence(session, text="Seen alone.", source="observation").record
    clock.wait(60)
    editor, began = f"evidence/{rec}", session.now()
    unsealed.keep_typing(session, editor=editor, kind="evidence", fields={"text": "Seen"}, record=rec)
    clock.wait(2)
    unsealed.seal_typing(session, editor=editor)
    assert provenance.provenance(session, rec).steps[1].writing.begun == began


@pytest.mark.parametrize(
    ("minutes", "told"), [(-120, "set back by 2 hours"), (6, "set forward by 6 minutes")]
)
def test_a_clock_that_was_set_is_told_with_the_entry_and_decides_nothing(
    session: Session, clock: SetClock, minutes: float, told: str
) -> None:
    evidence.record_evidence(session, text="One.", source="observation")
    clock.wait(40)
    evidence.record_evidence(session, text="Two.", source="observation")
    clock.set(minutes)
    rec = evidence.record_evidence(session, text="Three.", source="observation").record
    found = provenance.provenance(session, rec)
    assert any(told in sentence for sentence in found.sentences)
    after = evidence.record_evidence(session, text="Four.", source="observation").record
    assert provenance.provenance(session, after).first.clock == 0
    assert [r.get("text") for r in session.store.records("evidence") if r.conflicts] == []


def test_a_clock_set_back_between_two_openings_is_noticed(session: Session) -> None:
    evidence.record_evidence(session, text="One.", source="observation")
    session.clock = SetClock(session.clock() - timedelta(hours=1))
    rec = evidence.record_evidence(session, text="Two.", source="observation").record
    assert provenance.provenance(session, rec).first.clock < -3000


def test_colleagues_who_amend_one_note_at_once_do_not_differ_on_how_it_was_written(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    lead, other = team
    rec = evidence.record_evidence(lead, text="Seen.", source="observation").record
    _pass_on(lead, other, tmp_path)
    for session, field in ((lead, {"place": "at home"}), (other, {"said_by": "carer"})):
        unsealed.keep_typing(session, editor="e", kind="evidence", fields=field, record=rec)
        unsealed.seal_typing(session, editor="e")
    _pass_on(other, lead, tmp_path)
    found = lead.store.record(rec)
    assert dict(found.conflicts) == {}
    assert found.get("place") == "at home"
    assert len(provenance.provenance(lead, rec).steps) == 3


@pytest.mark.parametrize(
    ("when", "written"),
    [(None, "at_the_time"), ("2026-11-02", "at_the_time"), ("2026-10-30T09:00", "later")],
)
def test_whether_it_was_written_at_the_time_is_told_from_when_it_was(
    session: Session, when: str | None, written: str
) -> None:
    rec = evidence.record_evidence(session, text="x", source="observation", when=when).record
    assert session.store.record(rec).get("written") == written


def test_what_somebody_says_of_when_it_was_written_counts_more(session: Session) -> None:
    rec = evidence.record_evidence(session, text="x", source="observation", written="from_paper").record
    assert session.store.record(rec).get("written") == "from_paper"
    evidence.amend_evidence(session, evidence=rec, written="from_memory")
    assert provenance.provenance(session, rec).sentences[0] == "From memory."


def test_the_circumstances_are_told_in_plain_words(session: Session) -> None:
    rec = evidence.record_evidence(
        session,
        text="x",
        source="observation",
        place="the family centre",
        present=["mother", "social worker"],
    ).record
    told = provenance.provenance(session, rec).sentences
    assert "Place: the family centre." in told
    assert "Present: mother and social worker." in told
    assert "Not changed since." in told


def test_an_interview_tells_how_it_was_written_too(session: Session) -> None:
    rec = interviews.note_interview(session, role_met="child", notes="Likes school.").record
    assert "Kind of source: Said in an interview." in provenance.provenance(session, rec).sentences


def test_nothing_else_has_such_a_statement(session: Session) -> None:
    with pytest.raises(RefusedError, match="no such evidence or interview"):
        provenance.provenance(session, session.inspection)


def test_words_are_a_quote_a_paraphrase_or_a_thought(session: Session) -> None:
    quote = evidence.record_evidence(session, text="I was heard", source="interview", quote=True).record
    assert wording_of(session.store.record(quote)) == "quote"
    evidence.amend_evidence(session, evidence=quote, wording="paraphrase")
    assert wording_of(session.store.record(quote)) == "paraphrase"
    assert not is_quote(session.store.record(quote))
    evidence.amend_evidence(session, evidence=quote, quote=False)
    assert wording_of(session.store.record(quote)) == ""


def test_a_quote_of_an_earlier_version_stays_one(session: Session) -> None:
    from inspector_app.domain.revision import Write  # noqa: PLC0415 - writes what no service writes any more

    rec = session.new_record()
    old = {"text": "x", "source": "interview", "quote": True}
    session.write("record_evidence", [Write(rec, "evidence", old)])
    assert is_quote(session.store.record(rec))
    evidence.amend_evidence(session, evidence=rec, wording="thought")
    assert wording_of(session.store.record(rec)) == "thought"


def test_only_a_quote_stands_in_inverted_commas_in_the_draft(session: Session, tmp_path: Path) -> None:
    for wording in ("quote", "paraphrase", "thought"):
        evidence.record_evidence(session, text=f"They listen, {wording}", source="interview", wording=wording)
    path = tmp_path / "draft.docx"
    path.write_bytes(draft_bytes(drafting.build_report(session)))
    text = _text_of(path)
    assert "‘They listen, quote’" in text
    assert "They listen, paraphrase" in text
    assert "‘They listen, paraphrase" not in text
    assert "‘They listen, thought" not in text


def test_the_evidence_log_and_the_project_for_analysts_tell_how_a_note_was_written(
    session: Session, clock: SetClock, tmp_path: Path
) -> None:
    typed(session, "Seen alone.", place="at home")
    clock.wait(5)
    sealed(session)
    outputs.write_evidence_log(session, out=str(tmp_path / "log.csv"))
    outputs.write_qdpx(session, out=str(tmp_path / "all.qdpx"))
    log = (tmp_path / "log.csv").read_text("utf-8-sig")
    assert "Written at the time" in log
    assert "at home" in log
    with zipfile.ZipFile(tmp_path / "all.qdpx") as package:
        project = package.read("project.qde").decode()
    assert "<PlainTextContent>Written at the time. Begun 2 November 2026" in project
    assert project.count("<NoteRef ") == project.count("<Note ") == 1


def test_one_page_tells_a_complaint_handler_how_a_note_was_written(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    lead, other = team
    rec = evidence.record_evidence(other, text="SECRET WORDS", source="observation").record
    _pass_on(other, lead, tmp_path)
    done = outputs.write_provenance(lead, record=rec, out=str(tmp_path / "page.docx"))
    text = _text_of(done.path)
    assert done.rows == 1
    assert "Signed by the laptop that wrote it; hashes hold" in text
    assert "bo@inspection" in text
    assert "SECRET WORDS" not in text
