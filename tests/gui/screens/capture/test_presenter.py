from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from inspector_app.errors import WorldError
from inspector_app.gui.screens.capture.presenter import CapturePresenter
from inspector_app.services import evidence, unsealed


class Panel:
    """Holds what it was shown."""

    def __init__(self):
        self.text, self.cursor, self.state, self.told = "", 0, None, ""

    def show_text(self, text, cursor):
        self.text, self.cursor = text, cursor

    def show_told(self, role, cursor):
        self.told = role

    def show_state(self, shown):
        self.state = shown


@pytest.fixture
def panel():
    return Panel()


@pytest.fixture
def capture(bench, session, panel):
    made = CapturePresenter(bench.desk, session, panel)
    made.begin()
    return made


def typing(capture, panel, words):
    text = panel.text + words
    capture.typed(text, len(text))
    capture.keeper.keep(text, len(text))
    panel.text = text


def test_the_box_begins_with_the_time(capture, panel, clock):
    assert panel.text == f"{clock.moment.astimezone():%H:%M} "
    assert panel.cursor == len(panel.text)


def test_sealing_records_links_case_and_role_and_begins_anew(capture, panel, session, bench):
    code = session.framework.descriptors[0].code
    case = session.store.records("case_track")[0]
    capture.choose_polarity("strength")
    capture.choose_source("interview")
    typing(capture, panel, f"@child in @Curlew48 was heard. #{code}")
    assert panel.state.ties == (
        f"For: {code}  {session.framework.descriptors[0].title}",
        "Case: Curlew 48",
        "Said by: Child or young person",
    )
    capture.seal()
    (record,) = session.store.records("evidence")
    assert record.get("text") == "child in Curlew 48 was heard."
    assert (record.get("polarity"), record.get("source")) == ("strength", "interview")
    assert (record.get("case"), record.get("said_by")) == (case.id, "child")
    (link,) = evidence.links_of(session, evidence=record.id)
    assert (link.get("descriptor"), link.get("stance")) == (code, "for")
    assert unsealed.offered_back(session) == []
    assert bench.changes[-1].records == {record.id, link.id}
    assert panel.text.endswith(":00 ")
    assert panel.state.polarity == "neutral"
    assert "linked to 1 descriptor" in panel.state.note


def test_a_refused_seal_keeps_words_and_draft(capture, panel, session, bench):
    code = session.framework.descriptors[0].code
    typing(capture, panel, f"#{code}")  # marks alone are no evidence
    capture.seal()
    assert session.store.records("evidence") == []
    assert panel.text.endswith(f"#{code}")
    assert not panel.state.busy
    assert bench.told[-1].sentence == "The text is empty."
    (draft,) = unsealed.offered_back(session)
    assert draft.fields["text"] == panel.text


def test_what_was_typed_is_offered_back_after_a_crash(capture, panel, bench, session, reopen):
    capture.choose_polarity("urgent")
    typing(capture, panel, "Child missing since Friday")
    later = Panel()
    again = CapturePresenter(bench.desk, reopen(session), later)
    again.begin()
    assert later.text == panel.text
    assert later.cursor == len(panel.text)
    assert later.state.polarity == "urgent"
    assert "still here" in later.state.note


def test_choosing_alone_keeps_nothing_and_erasing_discards(capture, panel, session):
    capture.choose_polarity("urgent")
    assert unsealed.offered_back(session) == []
    begun = panel.text
    typing(capture, panel, "x")
    assert len(unsealed.offered_back(session)) == 1
    capture.keeper.keep(begun, len(begun))
    assert unsealed.offered_back(session) == []


def test_opening_again_leaves_half_typed_words_alone(capture, panel):
    typing(capture, panel, "half a")
    capture.typed(panel.text + " sentence", 20)
    panel.text += " sentence"
    capture.begin()
    assert panel.text.endswith("half a sentence")


def test_a_failed_write_leaves_the_words(capture, panel, session, bench, monkeypatch):
    def full(*_args, **_kwargs):
        raise WorldError("The disk is full")

    typing(capture, panel, "Words")
    monkeypatch.setattr(session.store, "append", full)
    capture.seal()
    assert bench.told[-1].sentence == "The disk is full."
    assert panel.text.endswith("Words")
    assert len(unsealed.offered_back(session)) == 1


def test_completions_offer_descriptors_cases_and_roles(capture, session):
    assert [m.id for m in capture.completions("in @curl")] == [session.store.records("case_track")[0].id]
    assert "child" in [m.id for m in capture.completions("said @ch")]
    assert len(capture.completions("#")) == len(session.framework.descriptors)
    assert capture.completions("plain words") == ()


def test_an_urgent_concern_enters_the_register_in_the_same_step(capture, panel, session):
    capture.choose_polarity("urgent")
    typing(capture, panel, "Missing since Friday.")
    capture.told_typed("director", 8)
    capture.seal()
    (record,) = session.store.records("evidence")
    (concern,) = session.store.records("urgent_concern")
    assert (concern.get("evidence"), concern.get("told")) == (record.id, "director")
    assert record.get("told") is None
    assert panel.told == ""


def test_urgent_evidence_without_who_was_told_is_recorded_and_the_register_asked_for(
    capture, panel, session, bench
):
    capture.choose_polarity("urgent")
    typing(capture, panel, "Missing since Friday.")
    capture.seal()
    assert len(session.store.records("evidence")) == 1
    assert session.store.records("urgent_concern") == []
    assert "register of concerns lacks it" in bench.told[-1].sentence


class Waiting:
    """Keeps jobs until they are let go, as while the store is looked over."""

    def __init__(self, real):
        self.real, self.held = real, []

    def run(self, job, done, failed=None):
        self.held.append((job, done, failed))

    def let_go(self):
        while self.held:
            self.real.run(*self.held.pop(0))


@pytest.fixture
def late(bench, session, panel):
    """A capture whose draft is still being read while somebody types."""
    runner = Waiting(bench.desk.runner)
    made = CapturePresenter(replace(bench.desk, runner=runner), session, panel)
    made.begin()
    return made, runner


def test_words_typed_before_the_box_was_ready_are_kept(late, panel, session, clock):
    capture, runner = late
    capture.typed("Seen", 4)
    runner.let_go()
    assert panel.text == f"{clock.moment.astimezone():%H:%M} Seen"
    assert panel.cursor == len(panel.text)
    [draft] = unsealed.offered_back(session)
    assert draft.fields["text"] == panel.text


def test_words_typed_before_the_box_was_ready_come_behind_those_of_a_crash(capture, panel, session, late):
    typing(capture, panel, "Half a thought")
    before = panel.text
    again, runner = late
    again.typed(" and", 4)
    runner.held.append((partial(again.keeper.keep, " and", 4), lambda _: None, None))
    job, done, _ = runner.held.pop(0)
    opening = job()
    [write, _, _] = runner.held.pop(0)
    write()
    [draft] = unsealed.offered_back(session)
    assert draft.fields["text"] == before + " and"
    done(opening)
    runner.let_go()
    assert panel.text == before + " and"
    again.keeper.keep(before + " and on", 3)
    [draft] = unsealed.offered_back(session)
    assert draft.fields["text"] == before + " and on"
