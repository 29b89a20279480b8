from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import bundles, conflicts, evidence, judgements, merging, rosters, settling, team
from inspector_app.services.session import Session
from inspector_app.store import Store
from inspector_app.store.errors import StoreWriteError

CODE = "ILACS-HP-02"
Pair = tuple[Session, Session]


def _add(owner: Session, member: Session, folder: str) -> None:
    mine = team.own(member)
    rosters.add_member(
        owner,
        folder=folder,
        principal=mine.principal,
        key=mine.public_key,
        recipient=mine.recipient,
        role=mine.role,
    )


@pytest.fixture
def pair(open_session: Callable[..., Session], tmp_path: Path) -> Pair:
    lead, other = open_session("ada", "lead"), open_session("bo")
    folder = str(tmp_path / "roster")
    rosters.init_roster(lead, folder=folder)
    for member in (lead, other):
        _add(lead, member, folder)
    for member in (lead, other):
        rosters.trust_roster(member, folder=folder)
    return lead, other


def _given(sender: Session, taker: Session, tmp_path: Path) -> None:
    to = (taker.device.principal,)
    path = bundles.export_bundle(sender, out=str(tmp_path / "out"), recipients=to).bundle
    merging.merge_bundle(taker, bundle=path)


def test_a_device_that_trusts_no_roster_still_knows_its_own_part(session: Session) -> None:
    found = team.team(session)
    assert (found.version, found.members, found.leads, found.owns) == (0, (), (), False)
    assert found.own.fingerprint == bundles.signing_key(session).fingerprint


def test_the_roster_says_who_counts_who_leads_and_whom_one_can_seal_to(pair: Pair, tmp_path: Path) -> None:
    lead, other = pair
    found = team.team(lead)
    assert [(m.name, m.standing, m.own) for m in found.members] == [
        ("ada@inspection", "counts", True),
        ("bo@inspection", "counts", False),
    ]
    assert (found.leads, found.readers, found.owns) == (("ada@inspection",), ("bo@inspection",), True)
    assert team.team(other).owns is False
    rosters.revoke_member(lead, folder=str(tmp_path / "roster"), principal="bo@inspection")
    rosters.trust_roster(lead, folder=str(tmp_path / "roster"))
    after = team.team(lead)
    assert [m.standing for m in after.members] == ["counts", "revoked"]
    assert after.readers == ()


def test_every_bundle_in_and_out_is_listed_the_newest_first(pair: Pair, tmp_path: Path) -> None:
    lead, other = pair
    evidence.record_evidence(other, text="Seen alone.", source="case_file")
    sent = other.store.revisions()
    _given(other, lead, tmp_path)
    _given(lead, other, tmp_path)
    found = team.exchanges(lead)
    assert {(row.incoming, row.principal) for row in found} == {
        (True, "bo@inspection"),
        (False, "ada@inspection"),
    }
    assert next(row.revisions for row in found if row.incoming) == sent
    assert [row.at for row in found] == sorted((row.at for row in found), reverse=True)


def test_a_signer_who_was_compared_aloud_is_not_another_signer(pair: Pair, tmp_path: Path) -> None:
    lead, other = pair
    path = bundles.export_bundle(other, out=str(tmp_path / "out")).bundle
    before = lead.store.revisions()
    with pytest.raises(RefusedError, match="another key signed it"):
        merging.merge_bundle(lead, bundle=path, signer=team.own(lead).fingerprint)
    assert lead.store.revisions() == before


def _texts(pair: Pair, tmp_path: Path, one: str, other: str) -> settling.Beside:
    lead, mate = pair
    rec = evidence.record_evidence(lead, text="First.\nSecond.\nThird.", source="case_file").record
    _given(lead, mate, tmp_path)
    for session, text in ((lead, one), (mate, other)):
        evidence.amend_evidence(session, evidence=rec, text=text)
    _given(mate, lead, tmp_path)
    (conflict,) = conflicts.open_conflicts(lead)
    return settling.beside(lead, conflict)


def test_two_changes_in_other_paragraphs_are_put_together(pair: Pair, tmp_path: Path) -> None:
    found = _texts(pair, tmp_path, "First, ada.\nSecond.\nThird.", "First.\nSecond.\nThird, bo.")
    assert found.base_words == "First.\nSecond.\nThird."
    assert found.proposal == "First, ada.\nSecond.\nThird, bo."
    assert ("Source", "Read in the case file") in found.context


def test_two_changes_in_one_paragraph_have_no_proposal(pair: Pair, tmp_path: Path) -> None:
    found = _texts(pair, tmp_path, "First, ada.\nSecond.\nThird.", "First, bo.\nSecond.\nThird.")
    assert found.text
    assert found.proposal is None
    assert [line.kind for line in found.lines].count(" ") == 2


def test_a_judgement_is_told_in_words_and_never_proposed(pair: Pair, tmp_path: Path) -> None:
    lead, other = pair
    rec = evidence.record_evidence(lead, text="Seen.", source="case_file").record
    evidence.link_evidence(lead, evidence=rec, descriptor=CODE, stance="for")
    _given(lead, other, tmp_path)
    for session, finding in ((lead, "strength"), (other, "improvement")):
        judgements.evaluate_descriptor(session, descriptor=CODE, finding=finding, effect="Some wait.")
    _given(other, lead, tmp_path)
    conflict = next(c for c in conflicts.open_conflicts(lead) if c.field == "finding")
    found = settling.beside(lead, conflict)
    assert found.text is False
    assert found.proposal is None
    assert "Strength" in found.words
    assert found.base is None


def test_a_roster_whose_key_cannot_be_kept_is_not_left_behind(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: object, _name: str, _value: object) -> None:
        raise StoreWriteError("The disk is full, so nothing was saved")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "set_fact", full)
        with pytest.raises(StoreWriteError):
            rosters.init_roster(session, folder=str(tmp_path / "roster"))
    assert not (tmp_path / "roster").exists()
    assert not rosters.owns(session)


def test_a_roster_with_an_escrow_that_cannot_be_read_is_not_begun(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WorldError):
        rosters.init_roster(session, folder=str(tmp_path / "roster"), escrow="age1nobody")
    assert not (tmp_path / "roster").exists()
