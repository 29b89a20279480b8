"""A later workbook brings the cases up to date, and writes over nothing that an inspector wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.domain.revision import DELETED, Write
from inspector_app.errors import RefusedError
from inspector_app.intake import annex_a
from inspector_app.merge.plan import plan_merge
from inspector_app.services import cases, intents, merging, set_aside
from inspector_app.services.session import Session
from inspector_app.services.updating import Updated, update_cases
from inspector_app.store import exchange
from inspector_app.store.exchange import BundleRow

PERSON = "Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years)"
NEED = f"{PERSON},CIN Start Date,CIN Closure Date"
CARE = f"{PERSON},Date Started to be Looked After,Placement Type"
CHILD = "771,F,WBRI,01/03/2015,11"
OTHER = "772,M,WBRI,01/03/2014,12"

Lists = Callable[..., str]


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    """Returns a function: writes a folder of lists, and returns its path."""

    def write(name: str, need: list[str], care: list[str] | None = None) -> str:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "List 6.csv").write_text("\n".join([NEED, *need]), "utf-8")
        if care:
            (folder / "List 8.csv").write_text("\n".join([CARE, *care]), "utf-8")
        return str(folder)

    return write


@pytest.fixture
def earlier(lists: Lists) -> str:
    return lists("earlier", [f"{CHILD},02/03/2026,", f"{OTHER},09/03/2026,"])


def case_of(session: Session, child: str) -> str:
    return session.template(f"case/{child}")


def give(sender: Session, taker: Session, bundle: str = "0" * 64) -> None:
    """Hands a whole ledger over, as what a bundle of this name brought."""
    entries = [e for actor in exchange.frontier(sender.store) for e in exchange.log(sender.store, actor)]
    payloads = exchange.payload_lines(sender.store, [e.header.pay for e in entries])
    plan = plan_merge([e.line for e in entries], payloads, taker.store.ledger)
    taker.store.integrate(merging.arrival(plan, bundle))
    row = BundleRow(bundle, "", sender.device.actor, 1, "", "", "bo", "", "good", "in", {})
    exchange.keep_bundle(taker.store, row)


def told(updated: Updated) -> list[tuple[str, str, str]]:
    return [(one.outcome, one.what, one.name) for one in updated.differences]


def test_a_closed_episode_a_new_one_and_another_stage_come_into_the_case(
    session: Session, lists: Lists, earlier: str
) -> None:
    chosen = cases.choose_cases(session, workbook=earlier, seed=1)
    assert set(chosen.cases) == {"771", "772"}
    later = lists("later", [f"{CHILD},02/03/2026,04/05/2026", f"{CHILD},11/05/2026,", f"{OTHER},09/03/2026,"])
    updated = update_cases(session, workbook=later)
    assert told(updated) == [
        ("updated", "Child in need, 2026-03-02", "end"),
        ("added", "Child in need, 2026-05-11", ""),
    ]
    steps = [(e.get("start"), e.get("end")) for e in cases.events_of(session, case_of(session, "771"))]
    assert steps == [("2026-03-02", "2026-05-04"), ("2026-05-11", None)]
    assert updated.changes is not None


def test_facts_about_the_child_follow_the_lists(session: Session, lists: Lists, earlier: str) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    in_care = lists("later", [f"{CHILD},02/03/2026,", f"{OTHER},09/03/2026,"], [f"{CHILD},11/05/2026,U1"])
    update_cases(session, workbook=in_care)
    case = session.store.record(case_of(session, "771"))
    assert (case.get("stage"), case.get("kinship"), case.get("lists_as_of")) == (
        "in_care",
        True,
        "2026-05-11",
    )


def test_what_an_inspector_wrote_stays_and_is_told(session: Session, lists: Lists) -> None:
    first = lists("first", [f"{CHILD},02/03/2026,"], [f"{CHILD},02/03/2026,U1"])
    cases.choose_cases(session, workbook=first, seed=1)
    case = case_of(session, "771")
    cases.note_case(session, case=case, kinship=False, summary="She lives with foster carers.")
    moved = lists("moved", [f"{CHILD},02/03/2026,"], [f"{CHILD},02/03/2026,U4", f"{OTHER},11/05/2026,U4"])
    updated = update_cases(session, workbook=moved)
    assert ("kept", "the child", "kinship") in told(updated)
    record = session.store.record(case)
    assert (record.get("kinship"), record.get("summary")) == (False, "She lives with foster carers.")


def test_where_only_the_inspector_changed_something_there_is_nothing_to_tell(
    session: Session, earlier: str
) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    cases.note_case(session, case=case_of(session, "771"), kinship=True)
    assert update_cases(session, workbook=earlier).differences == ()


def test_a_step_that_was_taken_away_is_not_brought_back(session: Session, earlier: str) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    (step,) = cases.events_of(session, case_of(session, "771"))
    session.write("test", [Write(step.id, "journey_event", {DELETED: True})])
    assert update_cases(session, workbook=earlier).differences == ()
    assert cases.events_of(session, case_of(session, "771")) == []


def test_a_step_added_by_hand_is_neither_changed_nor_missed(session: Session, earlier: str) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    case = case_of(session, "771")
    cases.add_journey_event(session, case=case, event="contact", start="2026-04-01", detail="A school called")
    assert update_cases(session, workbook=earlier).differences == ()
    assert len(cases.events_of(session, case)) == 2


def test_a_child_who_left_the_lists_is_told_and_the_case_stays(
    session: Session, lists: Lists, earlier: str
) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    by_hand = cases.open_case_track(session, reference="Plover 3", why_chosen="raised by a school").record
    later = lists("later", [f"{OTHER},09/03/2026,", "773,F,WBRI,01/03/2013,13,04/05/2026,"])
    updated = update_cases(session, workbook=later)
    assert told(updated) == [("gone", "the child", "")]
    assert {case.id for case in session.store.records("case_track")} >= {case_of(session, "771"), by_hand}
    assert updated.changes is None


def test_the_same_lists_again_change_nothing(session: Session, lists: Lists, earlier: str) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    later = lists("later", [f"{CHILD},02/03/2026,04/05/2026", f"{OTHER},09/03/2026,"])
    update_cases(session, workbook=later)
    revisions = session.store.revisions()
    assert update_cases(session, workbook=later).changes is None
    assert session.store.revisions() == revisions


def test_older_lists_are_refused(session: Session, lists: Lists, earlier: str) -> None:
    later = lists("later", [f"{CHILD},02/03/2026,04/05/2026", f"{OTHER},09/03/2026,"])
    cases.choose_cases(session, workbook=later, seed=1)
    with pytest.raises(RefusedError, match="older"):
        update_cases(session, workbook=earlier)


def test_older_lists_are_refused_after_lists_that_changed_only_steps(
    session: Session, lists: Lists, earlier: str
) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    case = case_of(session, "771")
    latest = lists("latest", [f"{CHILD},02/03/2026,", f"{CHILD},11/05/2026,", f"{OTHER},09/03/2026,"])
    assert told(update_cases(session, workbook=latest)) == [("added", "Child in need, 2026-05-11", "")]
    assert session.store.record(case).get("lists_as_of") == "2026-05-11"
    with pytest.raises(RefusedError, match="older"):
        update_cases(session, workbook=earlier)


def test_older_lists_are_refused_while_the_team_disagrees_on_the_day(
    open_session: Callable[..., Session], lists: Lists, earlier: str
) -> None:
    one, two = open_session("ada"), open_session("bo")
    for session, end in ((one, "04/05/2026"), (two, "05/05/2026")):
        cases.choose_cases(session, workbook=earlier, seed=1)
        later = lists(end[:2], [f"{CHILD},02/03/2026,{end}", f"{OTHER},09/03/2026,"])
        update_cases(session, workbook=later)
    give(two, one)
    assert "lists_as_of" in one.store.record(case_of(one, "771")).conflicts
    with pytest.raises(RefusedError, match="older"):
        update_cases(one, workbook=earlier)


def test_lists_that_tell_no_day_are_followed_and_leave_the_known_day(
    session: Session, lists: Lists, earlier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    case = case_of(session, "771")
    known = session.store.record(case).get("lists_as_of")
    monkeypatch.setattr(annex_a, "drawn_up", lambda _: None)
    for letter, gender in (
        ("M", "male"),
        ("F", "female"),
    ):  # what the lists said the first time is what they change the second time
        changed = CHILD.replace(",F,", f",{letter},")
        update_cases(session, workbook=lists(letter, [f"{changed},02/03/2026,", f"{OTHER},09/03/2026,"]))
        found = session.store.record(case)
        assert (found.get("gender"), found.get("lists_as_of")) == (gender, known)


def test_an_update_that_was_set_aside_is_not_what_the_lists_said(
    open_session: Callable[..., Session], lists: Lists, earlier: str
) -> None:
    one, two = open_session("ada"), open_session("bo")
    cases.choose_cases(two, workbook=earlier, seed=1)
    give(two, one)
    later = lists("later", [f"{CHILD},02/03/2026,04/05/2026", f"{OTHER},09/03/2026,"])
    update_cases(two, workbook=later)
    give(two, one, "1" * 64)
    set_aside.set_aside_merge(one, bundle="1" * 64, reason="the wrong lists")
    (step,) = cases.events_of(one, case_of(one, "771"))
    assert step.get("end") is None
    assert ("updated", "Child in need, 2026-03-02", "end") in told(update_cases(one, workbook=later))
    assert one.store.record(step.id).get("end") == "2026-05-04"


def test_a_step_that_was_set_aside_is_told_again_in_its_own_record(
    open_session: Callable[..., Session], lists: Lists, earlier: str
) -> None:
    one, two = open_session("ada"), open_session("bo")
    cases.choose_cases(two, workbook=earlier, seed=1)
    give(two, one)
    before = f"{CHILD},02/03/2026,"
    closed = lists("closed", [before, f"{CHILD},11/05/2026,12/05/2026", f"{OTHER},09/03/2026,"])
    update_cases(two, workbook=closed)
    give(two, one, "1" * 64)
    set_aside.set_aside_merge(one, bundle="1" * 64, reason="the wrong lists")
    still_open = lists("open", [before, f"{CHILD},11/05/2026,", f"{OTHER},09/03/2026,"])
    update_cases(one, workbook=still_open)
    expected = [("2026-03-02", None), ("2026-05-11", None)]
    for _ in range(2):
        steps = cases.events_of(one, case_of(one, "771"))
        assert [(step.get("start"), step.get("end")) for step in steps] == expected
        if set_aside.asides(one):
            set_aside.bring_back_merge(one, bundle="1" * 64, reason="they were right")


def test_a_step_that_was_set_aside_and_that_a_colleague_withdrew_stays_one_step_and_withdrawn(
    open_session: Callable[..., Session], lists: Lists, earlier: str
) -> None:
    one, two = open_session("ada"), open_session("bo")
    cases.choose_cases(two, workbook=earlier, seed=1)
    give(two, one)
    later = lists("later", [f"{CHILD},02/03/2026,", f"{CHILD},11/05/2026,", f"{OTHER},09/03/2026,"])
    update_cases(two, workbook=later)
    give(two, one, "1" * 64)
    (step,) = [e for e in cases.events_of(one, case_of(one, "771")) if e.get("start") == "2026-05-11"]
    one.write("delete", [Write(step.id, step.kind, {DELETED: True, "_reason": "not this child"})])
    set_aside.set_aside_merge(one, bundle="1" * 64, reason="the wrong lists")
    before = {record.id for record in one.store.records("journey_event", deleted=True)}
    for _ in range(2):
        assert ("added", "Child in need, 2026-05-11", "") not in told(update_cases(one, workbook=later))
        assert {record.id for record in one.store.records("journey_event", deleted=True)} == before
        assert one.store.record(step.id).deleted
        if set_aside.asides(one):
            set_aside.bring_back_merge(one, bundle="1" * 64, reason="they were right")


def test_two_laptops_that_take_in_the_same_lists_make_the_same_records(
    open_session: Callable[..., Session], lists: Lists, earlier: str
) -> None:
    later = lists("later", [f"{CHILD},02/03/2026,", f"{CHILD},11/05/2026,", f"{OTHER},09/03/2026,"])
    found: list[dict[str, object]] = []
    for name in ("ada", "bo"):
        one = open_session(name)
        cases.choose_cases(one, workbook=earlier, seed=1)
        update_cases(one, workbook=later)
        found.append({event.id: event.fields for event in one.store.records("journey_event")})
    assert found[0] == found[1]


def test_differences_print_nothing_of_a_child(session: Session, lists: Lists, earlier: str) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    later = lists("later", [f"{CHILD},02/03/2026,04/05/2026", f"{OTHER},09/03/2026,"])
    one = next(one for one in update_cases(session, workbook=later).differences if one.name == "end")
    assert (one.before, one.after) == ("", "2026-05-04")
    assert "2026-05-04" not in repr(one)
    assert "771" not in repr(one)


def test_the_command_line_tells_how_much_changed_and_refuses_lists_with_nothing_new(
    session: Session, lists: Lists, earlier: str
) -> None:
    cases.choose_cases(session, workbook=earlier, seed=1)
    later = lists("later", [f"{CHILD},02/03/2026,04/05/2026", f"{OTHER},09/03/2026,"])
    line = {"intent": "update_cases", "workbook": later}
    assert intents.run(session, line).told == "What the lists say otherwise: 2 updated."
    with pytest.raises(RefusedError, match="nothing new"):
        intents.run(session, line)
