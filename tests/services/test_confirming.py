from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import (
    bundles,
    challenges,
    confirming,
    drafting,
    evidence,
    judgements,
    merging,
    overview,
    rosters,
    weighing,
)
from inspector_app.services import session as sessions
from inspector_app.services.session import Session

CODE = "ILACS-HP-02"
Team = tuple[Session, Session]


@pytest.fixture(params=["shadow", "quality"])
def team(request: pytest.FixtureRequest, open_session: Callable[..., Session], tmp_path: Path) -> Team:
    """A lead, and a colleague whose records count only when confirmed, on one signed roster."""
    members = (open_session("ada", "lead"), open_session("sam", request.param))
    folder = str(tmp_path / "roster")
    rosters.init_roster(members[0], folder=folder)
    for one in members:
        rosters.add_member(
            members[0],
            folder=folder,
            principal=one.device.principal,
            key=sessions.public_key(one.device),
            recipient=sessions.recipient(one.device),
            role=one.device.role,
        )
    for one in members:
        rosters.trust_roster(one, folder=folder)
    return members


def pass_on(sender: Session, to: Session, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    done = bundles.export_bundle(sender, out=out, recipients=(to.device.principal,))
    merging.merge_bundle(to, bundle=done.bundle)


def noted(session: Session) -> str:
    rec = evidence.record_evidence(session, text="Seen alone.", source="observation").record
    evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="for")
    judgements.count_tally(session, text="3 of 4 seen", numerator=3, denominator=4, population="visits")
    return rec


def counted(session: Session) -> tuple[int, int, int, int]:
    """How much triangulation, coverage and the draft have of it, and tallies of the draft."""
    report = drafting.build_report(session)
    looked = sum(sum(counts) for _, _, counts in overview.coverage(session).rows)
    return (
        len(weighing.supports(session)[CODE].for_),
        looked,
        len(report.evidence),
        len(report.tallies),
    )


def test_what_they_record_counts_nowhere_until_it_is_confirmed(team: Team, tmp_path: Path) -> None:
    lead, other = team
    rec = noted(other)
    assert counted(other) == (0, 0, 0, 0)
    pass_on(other, lead, tmp_path)
    assert counted(lead) == (0, 0, 0, 0)
    confirming.confirm_record(lead, record=rec)
    assert counted(lead) == (1, 1, 1, 0)
    (tally,) = lead.store.records("tally")
    confirming.confirm_record(lead, record=tally.id)
    assert counted(lead) == (1, 1, 1, 1)
    assert confirming.confirmed_by(lead, rec) == "ada@inspection"
    pass_on(lead, other, tmp_path)
    assert counted(other) == counted(lead)


def test_a_change_after_the_confirmation_waits_again(team: Team, tmp_path: Path) -> None:
    lead, other = team
    rec = noted(other)
    pass_on(other, lead, tmp_path)
    confirming.confirm_record(lead, record=rec)
    evidence.amend_evidence(other, evidence=rec, text="Seen alone, always.")
    pass_on(other, lead, tmp_path)
    assert rec in confirming.waiting(lead)
    confirming.confirm_record(lead, record=rec)
    assert rec not in confirming.waiting(lead)


def test_what_a_full_member_changes_in_it_needs_no_second_confirmation(team: Team, tmp_path: Path) -> None:
    lead, other = team
    rec = noted(other)
    pass_on(other, lead, tmp_path)
    confirming.confirm_record(lead, record=rec)
    evidence.amend_evidence(lead, evidence=rec, text="Seen alone twice.")
    assert rec not in confirming.waiting(lead)


def test_they_cannot_confirm_and_a_confirmation_of_theirs_counts_for_nothing(team: Team) -> None:
    from inspector_app.domain.revision import Write  # noqa: PLC0415 - writes what the service refuses

    _, other = team
    rec = noted(other)
    with pytest.raises(RefusedError, match="Only a full member"):
        confirming.confirm_record(other, record=rec)
    seen = [held.entry.id for held in other.store.history(rec)]
    other.write("confirm_record", [Write(other.new_record(), "confirmation", {"of": rec, "seen": seen})])
    assert rec in confirming.waiting(other)
    assert confirming.confirmed_by(other, rec) == ""


def test_they_set_no_findings_or_grades_and_change_nothing_of_others(team: Team, tmp_path: Path) -> None:
    lead, other = team
    rec = noted(lead)
    pass_on(lead, other, tmp_path)
    before = other.store.revisions()
    with pytest.raises(RefusedError, match="set by full members"):
        judgements.evaluate_descriptor(other, descriptor=CODE, finding="strength", effect="Safer.")
    with pytest.raises(RefusedError, match="set by full members"):
        judgements.propose_grade(other, area="IL", grade="good", rationale="Well.")
    with pytest.raises(RefusedError, match="recorded by a colleague"):
        evidence.amend_evidence(other, evidence=rec, text="Never seen.")
    with pytest.raises(RefusedError, match="recorded by a colleague"):
        evidence.withdraw_evidence(other, evidence=rec, reason="no")
    with pytest.raises(RefusedError, match="recorded by a colleague"):
        evidence.link_evidence(other, evidence=rec, descriptor=CODE, stance="against")
    with pytest.raises(RefusedError, match="recorded by a colleague"):
        evidence.unlink_evidence(other, evidence=rec, descriptor=CODE)
    assert other.store.revisions() == before
    assert counted(other) == counted(lead)


def test_a_descriptor_is_not_evaluated_on_evidence_that_waits(team: Team, tmp_path: Path) -> None:
    lead, other = team
    noted(other)
    pass_on(other, lead, tmp_path)
    with pytest.raises(RefusedError, match="No evidence that counts"):
        judgements.evaluate_descriptor(lead, descriptor=CODE, finding="strength", effect="Safer.")


def test_the_roster_says_whose_records_wait_not_the_person(team: Team) -> None:
    from inspector_app.domain.revision import Write  # noqa: PLC0415 - writes what no service writes

    _, other = team
    member = other.template(f"member/{other.device.principal}")
    other.write("promote", [Write(member, "team_member", {"role": "inspector"})])
    assert other.device.principal in confirming.unconfirmed(other)


def test_records_of_full_members_never_wait(session: Session) -> None:
    rec = noted(session)
    assert confirming.waiting(session) == frozenset()
    with pytest.raises(RefusedError, match="does not wait"):
        confirming.confirm_record(session, record=rec)


def test_a_challenge_is_kept_with_its_answer(session: Session) -> None:
    made = challenges.raise_challenge(session, area="IL", text="Where is the evidence of leaders?").record
    challenges.answer_challenge(session, challenge=made, answer="Two more meetings were held.")
    (one,) = challenges.challenges(session)
    assert (one.area, one.text, one.answer, one.author) == (
        "IL",
        "Where is the evidence of leaders?",
        "Two more meetings were held.",
        session.device.principal,
    )
    with pytest.raises(RefusedError, match="challenge is empty"):
        challenges.raise_challenge(session, area="IL", text=" ")
