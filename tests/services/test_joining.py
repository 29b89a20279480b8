"""Two records of one and the same are counted once everywhere; parted, everything reads as before."""

from __future__ import annotations

import csv
import re
import zipfile  # noqa: TID251 - reads a .qdpx, which is a ZIP
from pathlib import Path
from typing import Any

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import (
    bundles,
    cases,
    conflicts,
    drafting,
    erasing,
    evidence,
    interviews,
    joined,
    joining,
    merging,
    outputs,
    overview,
    samples,
    set_aside,
    timeliness,
    weighing,
)
from inspector_app.services.session import Session
from inspector_app.store import exchange, identities

CODE = "ILACS-HP-02"
Team = tuple[Session, Session]


def _send(sender: Session, taker: Session, tmp_path: Path) -> str:
    """Hands a signed bundle over; returns its tag manifest."""
    path = bundles.export_bundle(sender, out=str(tmp_path / "out"), clear=True).bundle
    assert merging.merge_bundle(taker, bundle=path).verdict == "good"
    taken = [row for row in exchange.bundles(taker.store) if row.direction == "in"]
    return max(taken, key=lambda row: row.at).tagmanifest


def _case(session: Session, reference: str, **told: Any) -> str:
    return cases.open_case_track(
        session, reference=reference, why_chosen=f"seen by {reference}", **told
    ).record


def _evidence(session: Session, text: str, case: str | None = None, stance: str = "for", **told: Any) -> str:
    rec = evidence.record_evidence(session, text=text, source="case_file", case=case, **told).record
    evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance=stance)
    return rec


@pytest.fixture
def twins(session: Session) -> tuple[str, str]:
    """The same child twice, each with a step of the journey and a piece of evidence of its own."""
    first, second = _case(session, "Plover 3", age=9), _case(session, "Heron 12", depth="sampled")
    for case, day, word in (
        (first, "2026-05-01", "Visits were late."),
        (second, "2026-06-01", "He was heard."),
    ):
        cases.add_journey_event(session, case=case, event="strategy_discussion", start=day)
        _evidence(session, word, case)
    return first, second


def _views(session: Session, tmp_path: Path) -> dict[str, Any]:
    """Everything that reads by case, interview or evidence."""
    outputs.write_evidence_log(session, out=str(tmp_path / "log.csv"))
    outputs.write_case_schedule(session, out=str(tmp_path / "schedule.csv"))
    report = drafting.build_report(session)
    counts = overview.today(session).counts
    return {
        "cases": overview.cases(session),
        "evidence": overview.evidence(session),
        "areas": overview.areas(session),
        "coverage": overview.coverage(session),
        "counts": {kind: number for kind, number in counts.items() if kind != "same_as"},
        "sample": samples.sample(session),
        "timeliness": timeliness.timeliness(session),
        "supports": weighing.supports(session),
        "draft": (report.evidence, report.areas, report.method, report.conflicts),
        "log": (tmp_path / "log.csv").read_bytes(),
        "schedule": (tmp_path / "schedule.csv").read_bytes(),
    }


def test_a_joined_child_is_shown_and_counted_once_everywhere(
    session: Session, twins: Any, tmp_path: Path
) -> None:
    other = _case(session, "Osprey 20")
    joining.join_records(session, first=twins[1], second=twins[0], reason="born on one day, one school")
    row, _ = sorted(overview.cases(session), key=lambda row: -row.records)
    assert (row.id, row.reference) == (min(twins), "Plover 3, also Heron 12")
    assert (row.records, row.evidence, row.events, row.depth) == (2, 2, 2, "tracked")
    assert overview.today(session).counts["case_track"] == 2
    assert "2 children’s journeys were tracked" in drafting.build_report(session).method[0]
    assert sum(r.sample for r in samples.sample(session).rows if r.dimension == "stratum") == 2
    assert weighing.supports(session)[CODE].cases == {min(twins)}
    assert [one.get("start") for one in cases.events_of(session, twins[1])] == ["2026-05-01", "2026-06-01"]
    assert {one.case_reference for one in overview.evidence(session)} == {"Plover 3, also Heron 12"}
    assert {one.case for one in drafting.build_report(session).evidence} == {"Plover 3, also Heron 12"}
    outputs.write_case_schedule(session, out=str(tmp_path / "s.csv"))
    schedule = list(csv.DictReader((tmp_path / "s.csv").read_text("utf-8-sig").splitlines()))
    assert [(r["Reference"], r["Evidence"], r["Steps"]) for r in schedule] == [
        ("Osprey 20", "0", "0"),
        ("Plover 3, also Heron 12", "2", "2"),
    ]
    assert {one.case for one in timeliness.timeliness(session, case=twins[1]).timings} <= {min(twins), other}


def test_taking_a_joining_back_gives_exactly_the_views_of_before(
    session: Session, twins: Any, tmp_path: Path
) -> None:
    met = [
        interviews.note_interview(session, role_met="child", notes=word, case=case).record
        for word, case in zip(("At school.", "In the garden."), twins, strict=True)
    ]
    seen = [_evidence(session, f"She said {n}.", twins[n], interview=met[n]) for n in (0, 1)]
    before = _views(session, tmp_path)
    done = [
        joining.join_records(session, first=pair[0], second=pair[1], reason="the same").record
        for pair in (twins, met, seen)
    ]
    during = _views(session, tmp_path)
    assert [name for name, view in before.items() if view == during[name]] == []
    for rec in reversed(done):
        joining.part_records(session, joining=rec, reason="a brother and a sister after all")
    assert _views(session, tmp_path) == before
    assert joining.joinings(session) == ()


def test_joined_evidence_is_counted_once_with_both_texts_and_an_open_difference(session: Session) -> None:
    first, second = (
        _evidence(session, "Late twice."),
        _evidence(session, "Visits came late.", stance="against"),
    )
    assert sum(overview.coverage(session).rows[_area(session)][2]) == 2
    joining.join_records(session, first=first, second=second, reason="one visit, two notes")
    support = weighing.supports(session)[CODE]
    assert (support.for_, support.against, support.unsettled) == ((), (), (first,))
    assert sum(overview.coverage(session).rows[_area(session)][2]) == 1
    (row,) = overview.evidence(session)
    assert (row.text, row.links) == ("Late twice.\n\nVisits came late.", ((CODE, "unsettled"),))
    (entry,) = drafting.build_report(session).evidence
    assert entry.text == "Late twice.\n\nVisits came late."
    assert [one.get("evidence") for one in evidence.links_of(session, evidence=second)] == [first]


def _area(session: Session) -> int:
    codes = [area.code for area in session.framework.areas]
    return codes.index(session.framework.descriptor(CODE).area)


def test_joined_interviews_count_as_one_and_carry_the_evidence_of_both(session: Session) -> None:
    met = [interviews.note_interview(session, role_met="child", notes=word).record for word in ("a", "b")]
    for rec in met:
        evidence.record_evidence(session, text="Said so.", source="interview", interview=rec)
    joining.join_records(session, first=met[0], second=met[1], reason="we sat side by side")
    assert "1 interview is on record" in " ".join(drafting.build_report(session).method)
    assert {one.get("interview") for one in joined.records(session, "evidence")} == {met[0]}


def test_differing_fields_are_named_with_the_words_and_author_of_each(session: Session, twins: Any) -> None:
    cases.note_case(session, case=twins[0], child_view="I like school.", council_grade="good")
    cases.note_case(session, case=twins[1], council_grade="inadequate", summary="Only one says so.")
    joining.join_records(session, first=twins[0], second=twins[1], reason="the same child")
    found = {one.field: one for one in joining.differences(session, twins[1])}
    assert set(found) == {"council_grade", "depth", "reference", "why_chosen"}
    assert [(s.name[:8], s.words, s.author) for s in found["council_grade"].said] == [
        ("Plover 3", "Good", "ada@inspection"),
        ("Heron 12", "Inadequate", "ada@inspection"),
    ]
    case = joined.read(session, twins[1])
    assert (case.get("child_view"), case.get("summary")) == ("I like school.", "Only one says so.")
    assert case.get("council_grade") is None
    assert joining.differences(session, _case(session, "Osprey 20")) == ()


@pytest.mark.parametrize("kinds", [("case", "evidence"), ("evidence", "case")])
def test_records_of_different_kinds_are_not_joined(session: Session, twins: Any, kinds: Any) -> None:
    told = {"case": twins[0], "evidence": evidence.record_evidence(session, text="x", source="data").record}
    with pytest.raises(RefusedError, match="same kind"):
        joining.join_records(session, first=told[kinds[0]], second=told[kinds[1]], reason="x")


def test_what_cannot_be_joined_is_refused_and_nothing_changes(session: Session, twins: Any) -> None:
    first, second = twins
    third = _case(session, "Osprey 20")
    joining.join_records(session, first=first, second=second, reason="the same")
    joining.join_records(session, first=second, second=third, reason="the same")
    before = session.store.revisions()
    for pair in ((first, first), (first, second), (third, first)):
        with pytest.raises(RefusedError, match="shown as one already"):
            joining.join_records(session, first=pair[0], second=pair[1], reason="again")
    with pytest.raises(RefusedError, match="no such record"):
        joining.join_records(session, first=first, second="nowhere", reason="x")
    with pytest.raises(RefusedError, match="not joined"):
        joining.join_records(session, first=session.inspection, second=session.inspection, reason="x")
    with pytest.raises(RefusedError, match="reason is empty"):
        joining.join_records(session, first=first, second=third, reason=" ")
    with pytest.raises(RefusedError, match="no such same as"):
        joining.part_records(session, joining=first, reason="x")
    assert session.store.revisions() == before


def test_parting_one_of_a_chain_leaves_what_others_join_and_says_so(session: Session, twins: Any) -> None:
    first, second = twins
    third = _case(session, "Osprey 20")
    one = joining.join_records(session, first=first, second=second, reason="x").record
    joining.join_records(session, first=second, second=third, reason="x")
    assert [row.records for row in overview.cases(session)] == [3]
    assert len(joining.joinings(session, third)) == 2
    assert joining.part_records(session, joining=one, reason="not these two").told == ""
    assert sorted(row.records for row in overview.cases(session)) == [1, 2]
    with pytest.raises(RefusedError, match="are not joined"):
        joining.part_records(session, joining=one, reason="again")


# --- two laptops --------------------------------------------------------------------------------------


def test_two_who_join_the_same_pair_agree_and_either_takes_it_back(team: Team, tmp_path: Path) -> None:
    lead, other = team
    pair = _case(lead, "Plover 3"), _case(other, "Heron 12")
    _send(lead, other, tmp_path)
    _send(other, lead, tmp_path)
    made = {
        joining.join_records(one, first=pair[0], second=pair[1], reason="the same").record for one in team
    }
    assert len(made) == 1
    _send(lead, other, tmp_path)
    _send(other, lead, tmp_path)
    assert overview.cases(lead) == overview.cases(other)
    assert [row.records for row in overview.cases(lead)] == [2]
    assert conflicts.open_conflicts(lead) == []
    joining.part_records(other, joining=made.pop(), reason="cousins")
    _send(other, lead, tmp_path)
    assert [row.records for row in overview.cases(lead)] == [1, 1]


def test_joinings_of_two_laptops_make_a_circle_whichever_came_first(team: Team, tmp_path: Path) -> None:
    lead, other = team
    one, two, three = _case(lead, "Plover 3"), _case(lead, "Heron 12"), _case(lead, "Osprey 20")
    _send(lead, other, tmp_path)
    joining.join_records(lead, first=one, second=two, reason="x")
    joining.join_records(other, first=two, second=three, reason="x")
    last = joining.join_records(other, first=one, second=two, reason="y").record
    _send(lead, other, tmp_path)
    _send(other, lead, tmp_path)
    assert joined.sameness(lead) == joined.sameness(other)
    assert [row.records for row in overview.cases(lead)] == [3]
    joining.part_records(lead, joining=last, reason="mistaken")
    assert sorted(row.records for row in overview.cases(lead)) == [1, 2]


def test_joined_by_one_and_taken_back_by_another_is_a_conflict_and_the_two_stand_apart(
    team: Team, tmp_path: Path
) -> None:
    lead, other = team
    pair = _case(lead, "Plover 3"), _case(lead, "Heron 12")
    _send(lead, other, tmp_path)
    made = joining.join_records(lead, first=pair[0], second=pair[1], reason="the same").record
    joining.keep_apart(other, first=pair[0], second=pair[1], reason="twins, but two children")
    _send(other, lead, tmp_path)
    (conflict,) = conflicts.open_conflicts(lead)
    assert (conflict.record, conflict.field, conflict.chosen) == (made, "same", True)
    assert pair[0][-6:] in conflict.what
    assert pair[1][-6:] in conflict.what
    assert [row.records for row in overview.cases(lead)] == [1, 1]
    take = next(c.revision for c in conflict.values if c.value is True)
    conflicts.resolve_conflict(lead, record=made, field="same", take=take, reason="asked the school")
    assert [row.records for row in overview.cases(lead)] == [2]
    _send(lead, other, tmp_path)
    assert overview.cases(other) == overview.cases(lead)


def test_one_withdrawn_by_a_colleague_leaves_the_other_with_the_evidence_of_both(
    team: Team, tmp_path: Path
) -> None:
    lead, other = team
    pair = _case(lead, "Plover 3"), _case(lead, "Heron 12")
    for case in pair:
        _evidence(lead, f"About {case[-6:]}.", case)
    _send(lead, other, tmp_path)
    joining.join_records(lead, first=pair[0], second=pair[1], reason="the same")
    cases.close_case_track(other, case=min(pair), reason="entered twice")
    _send(other, lead, tmp_path)
    (row,) = overview.cases(lead)
    assert (row.id, row.evidence) == (max(pair), 2)
    assert joined.references(lead)[min(pair)] == row.reference


def test_withdrawing_what_is_shown_as_one_withdraws_both_and_brings_both_back(
    session: Session, twins: Any
) -> None:
    pair = _evidence(session, "Late."), _evidence(session, "Came late.")
    joining.join_records(session, first=pair[0], second=pair[1], reason="one visit")
    evidence.unlink_evidence(session, evidence=pair[0], descriptor=CODE, reason="does not speak to it")
    assert evidence.links_of(session, evidence=pair[1]) == []
    evidence.withdraw_evidence(session, evidence=pair[0], reason="hearsay")
    assert not {one.id for one in session.store.records("evidence")} & set(pair)
    evidence.bring_back(session, record=pair[0], reason="a file was found")
    assert set(pair) <= {one.id for one in session.store.records("evidence")}
    joining.join_records(session, first=twins[0], second=twins[1], reason="the same")
    cases.close_case_track(session, case=twins[0], reason="moved away")
    assert overview.cases(session) == ()


def test_of_an_erased_record_nothing_is_left_in_the_joined_one(team: Team, tmp_path: Path) -> None:
    lead, _ = team
    pair = sorted((_case(lead, "Plover 3"), _case(lead, "Heron 12")))
    joining.join_records(lead, first=pair[0], second=pair[1], reason="the same")
    gone, kept = (str(lead.store.record(rec).get("reference")) for rec in pair)
    order = erasing.make_order(lead, out=tmp_path / "o.txt", reason="objection", records=(pair[0],))
    erasing.erase(lead, order=order.path)
    (row,) = overview.cases(lead)
    assert (row.id, row.reference) == (pair[1], kept)
    assert gone not in str(joined.records(lead, "case_track"))


def test_a_merge_that_is_set_aside_takes_its_joinings_with_it(team: Team, tmp_path: Path) -> None:
    lead, other = team
    pair = _case(lead, "Plover 3"), _case(lead, "Heron 12")
    _send(lead, other, tmp_path)
    before = overview.cases(lead)
    joining.join_records(other, first=pair[0], second=pair[1], reason="the same")
    taken = _send(other, lead, tmp_path)
    assert [row.records for row in overview.cases(lead)] == [2]
    set_aside.set_aside_merge(lead, bundle=taken, reason="sent too soon")
    assert overview.cases(lead) == before
    set_aside.bring_back_merge(lead, bundle=taken, reason="it was right")
    assert [row.records for row in overview.cases(lead)] == [2]


# --- what looks alike ---------------------------------------------------------------------------------


def test_twins_are_proposed_by_id_and_by_reference_and_nothing_is_joined_by_itself(
    team: Team, tmp_path: Path
) -> None:
    lead, other = team
    first, second, third = _case(lead, "Plover 3"), _case(other, "plover  3"), _case(lead, "Heron 12")
    for case in (first, third):
        identities.keep(lead.store, case, {"list_id": "CH-1", "born": ""})
    _send(other, lead, tmp_path)
    found = {frozenset((one.first, one.second)): one.why for one in joining.likely_twins(lead)}
    assert found == {
        frozenset((first, third)): "The council's id is the same",
        frozenset((first, second)): "The reference is the same",
    }
    assert joined.sameness(lead).groups == {}
    assert "CH-1" not in str(joining.likely_twins(lead))


def test_who_was_spoken_of_is_not_proposed_again(team: Team, tmp_path: Path) -> None:
    lead, other = team
    first, second = _case(lead, "Plover 3"), _case(other, "Plover 3")
    _send(other, lead, tmp_path)
    assert len(joining.likely_twins(lead)) == 1
    joining.keep_apart(lead, first=first, second=second, reason="two children, one bird")
    assert joining.likely_twins(lead) == ()
    with pytest.raises(RefusedError, match="said so already"):
        joining.keep_apart(lead, first=first, second=second, reason="again")
    made = joining.join_records(lead, first=first, second=second, reason="one after all").record
    joining.part_records(lead, joining=made, reason="no")
    assert joining.likely_twins(lead) == ()


def test_what_names_no_record_or_the_wrong_kinds_joins_nothing(session: Session, twins: Any) -> None:
    """As a crafted bundle might: no service writes such a thing."""
    from inspector_app.domain.revision import Write  # noqa: PLC0415

    note = evidence.record_evidence(session, text="x", source="data").record
    before = overview.cases(session)
    pairs: tuple[tuple[Any, Any], ...] = ((twins[0], "nowhere"), (twins[0], note), (twins[0], [1]), (7, None))
    for first, second in pairs:
        fields = {"first": first, "second": second, "same": True}
        session.write("crafted", [Write(session.new_record(), "same_as", fields)])
    assert overview.cases(session) == before
    assert joining.joinings(session) == ()


def test_counts_by_single_fields_are_those_of_whole_records(session: Session, twins: Any) -> None:
    joining.join_records(session, first=twins[0], second=twins[1], reason="the same")
    _evidence(session, "Of no child.")
    for kind, names in (
        ("evidence", ("case", "source")),
        ("journey_event", ("case", "start")),
        ("case_track", ("age",)),
    ):
        whole = [(one.id, *map(one.get, names)) for one in joined.records(session, kind)]
        assert sorted(joined.fields(session, kind, *names), key=str) == sorted(whole, key=str)


def test_a_project_for_analysts_has_one_case_with_the_texts_of_both_and_one_chronology(
    session: Session, twins: Any, tmp_path: Path
) -> None:
    joining.join_records(session, first=twins[0], second=twins[1], reason="the same")
    outputs.write_qdpx(session, out=str(tmp_path / "p.qdpx"))
    with zipfile.ZipFile(tmp_path / "p.qdpx") as package:
        project = package.read("project.qde").decode()
    (case,) = re.findall(r"<Case .*?</Case>", project)
    assert case.count("<SourceRef") == 2
    assert "Plover 3, also Heron 12" in case
    assert outputs.write_chronology(session, case=twins[1], out=str(tmp_path / "c.csv")).rows == 2
