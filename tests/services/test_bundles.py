from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import RosterError
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import attachments, bundles, drafting, evidence, looking, merging, rosters
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import exchange
from inspector_app.store.errors import StoreWriteError

Team = tuple[Session, Session]


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def _send(session: Session, tmp_path: Path, **how: object) -> str:
    return bundles.export_bundle(session, out=str(tmp_path / "out"), **how).bundle


def test_what_one_laptop_holds_arrives_on_the_other(team: Team, tmp_path: Path) -> None:
    lead, other = team
    rec = _note(other)
    picture = tmp_path / "plan.txt"
    picture.write_bytes(b"a drawing" * 200_000)
    attached = attachments.attach_file(other, file=str(picture), to=rec)
    done = bundles.export_bundle(other, out=str(tmp_path / "out"))
    assert done.recipients == ("ada@inspection", "bo@inspection")
    merged = merging.merge_bundle(lead, bundle=done.bundle)
    assert (merged.verdict, merged.principal, merged.waiting) == ("good", "bo@inspection", 0)
    assert merged.attachments == 1
    assert lead.store.record(rec).fields == other.store.record(rec).fields
    assert b"".join(attachments.read_attachment(lead, attachment=attached.record)) == picture.read_bytes()
    assert merged.changes is not None
    assert rec in merged.changes.records


def test_a_bundle_taken_twice_changes_nothing_the_second_time(team: Team, tmp_path: Path) -> None:
    lead, other = team
    _note(other)
    path = _send(other, tmp_path)
    merging.merge_bundle(lead, bundle=path)
    before = lead.store.revisions()
    again = merging.merge_bundle(lead, bundle=path)
    assert (again.new, lead.store.revisions()) == (0, before)
    assert "taken in before" in again.note


def test_a_dry_run_counts_and_changes_nothing(team: Team, tmp_path: Path) -> None:
    lead, other = team
    _note(other)
    path = _send(other, tmp_path)
    before = lead.store.revisions()
    assert merging.merge_bundle(lead, bundle=path, dry_run=True).new > 0
    assert lead.store.revisions() == before
    assert [row.direction for row in exchange.bundles(lead.store)] == []


def test_only_what_the_peer_has_not_said_it_holds_is_sent_again(team: Team, tmp_path: Path) -> None:
    lead, other = team
    _note(other)
    merging.merge_bundle(lead, bundle=_send(other, tmp_path))
    merging.merge_bundle(other, bundle=_send(lead, tmp_path, recipients=("bo@inspection",)))
    rec = _note(other, "A second visit.")
    done = bundles.export_bundle(other, out=str(tmp_path / "out"), since_acknowledged=True)
    assert done.revisions < other.store.revisions()
    merged = merging.merge_bundle(lead, bundle=done.bundle)
    assert (merged.known, merged.waiting) == (0, 0)
    assert lead.store.record(rec).get("text") == "A second visit."


def test_unsent_changes_are_counted_until_they_are_in_a_bundle(team: Team, tmp_path: Path) -> None:
    _, other = team
    _note(other)
    assert exchange.changes_not_sent(other.store, other.device.actor) == 3
    _send(other, tmp_path)
    assert exchange.changes_not_sent(other.store, other.device.actor) == 0


def test_a_bundle_sealed_to_others_is_not_for_us(
    team: Team, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    stranger = open_session("cy")
    merged = merging.merge_bundle(stranger, bundle=_send(team[1], tmp_path))
    assert merged.verdict == "not-for-us"
    assert merged.changes is None


def test_a_changed_byte_is_refused_and_nothing_is_taken(team: Team, tmp_path: Path) -> None:
    lead, other = team
    _note(other)
    path = Path(_send(other, tmp_path))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    before = lead.store.revisions()
    merged = merging.merge_bundle(lead, bundle=str(path))
    assert merged.verdict == "refused"
    assert lead.store.revisions() == before


def test_a_signer_who_is_not_on_the_roster_waits_for_a_person_to_decide(
    team: Team, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    lead = team[0]
    stranger = open_session("cy")
    rec = _note(stranger)
    told = sessions.recipient(lead.device)
    path = _send(stranger, tmp_path, recipients=(told,))
    assert merging.merge_bundle(lead, bundle=path).verdict == "unknown-signer"
    assert lead.store.find(rec) is None
    key = bundles.signing_key(stranger).fingerprint
    for less in ({}, {"signer": key, "reason": " "}, {"signer": "SHA256:another"}):
        with pytest.raises(RefusedError):
            merging.merge_bundle(lead, bundle=path, accept_unknown=True, **less)
    assert lead.store.find(rec) is None
    done = merging.merge_bundle(
        lead, bundle=path, accept_unknown=True, signer=key, reason="Cy read it to me."
    )
    assert (done.strangers, done.vouched) == ((), done.new)
    assert lead.store.find(rec) is not None
    (decision,) = lead.store.records("decision")
    assert dict(decision.fields) == {
        "fingerprint": key,
        "principal": "cy@inspection",
        "reason": "Cy read it to me.",
        "verdict": "accepted",
    }


def test_a_bundle_of_another_inspection_is_left_alone(
    open_session: Callable[..., Session], team: Team, tmp_path: Path
) -> None:
    foreign = open_session("cy", framework="SIF-130216")
    rosters.trust_roster(foreign, folder=str(tmp_path / "roster"))
    path = _send(foreign, tmp_path)
    merged = merging.merge_bundle(
        team[0], bundle=path, accept_unknown=True, signer=bundles.signing_key(foreign).fingerprint
    )
    assert "another inspection" in merged.note
    assert merged.verdict == "other-inspection"
    assert merged.changes is None


def test_a_device_whose_key_was_revoked_exports_nothing(team: Team, tmp_path: Path) -> None:
    lead, other = team
    _note(other)
    rosters.revoke_member(lead, folder=str(tmp_path / "roster"), principal="bo@inspection")
    rosters.trust_roster(other, folder=str(tmp_path / "roster"))
    with pytest.raises(RefusedError, match="key was revoked"):
        _send(other, tmp_path)
    assert not (tmp_path / "out").exists()


def test_after_a_key_is_revoked_its_bundles_no_longer_count(team: Team, tmp_path: Path) -> None:
    lead, other = team
    path = _send(other, tmp_path)
    rosters.revoke_member(lead, folder=str(tmp_path / "roster"), principal="bo@inspection")
    rosters.trust_roster(lead, folder=str(tmp_path / "roster"))
    assert merging.merge_bundle(lead, bundle=path).verdict == "revoked"


def test_an_older_roster_is_refused(team: Team, tmp_path: Path) -> None:
    lead = team[0]
    folder = tmp_path / "roster"
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    rosters.sign_roster(lead, folder=str(folder))
    rosters.trust_roster(lead, folder=str(folder))
    for name, data in old.items():
        (folder / name).write_bytes(data)
    with pytest.raises(RosterError, match="older than version"):
        rosters.trust_roster(lead, folder=str(folder))


def test_nothing_is_exported_to_nobody(session: Session, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="nobody to seal"):
        bundles.export_bundle(session, out=str(tmp_path / "out"))
    with pytest.raises(RefusedError, match="Nobody on the roster"):
        bundles.export_bundle(session, out=str(tmp_path / "out"), recipients=("dee@inspection",))
    assert not (tmp_path / "out").exists()


def test_a_bundle_that_is_not_there_is_said_so(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"gone\.bag"):
        merging.merge_bundle(session, bundle=str(tmp_path / "gone.bag.zip.age"))


def test_a_receipt_does_not_age_a_draft(team: Team, tmp_path: Path) -> None:
    lead, other = team
    merging.merge_bundle(lead, bundle=_send(other, tmp_path))
    before = drafting.heads_digest(lead)
    merging.merge_bundle(other, bundle=_send(lead, tmp_path, recipients=("bo@inspection",)))
    brought = merging.merge_bundle(lead, bundle=_send(other, tmp_path))
    assert brought.new == 1
    assert drafting.heads_digest(lead) == before


def test_an_export_that_the_store_cannot_note_leaves_nothing_behind(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_told: object) -> None:
        raise StoreWriteError("The disk is full, so nothing was saved")

    _lead, other = team
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "keep_bundle", full)
        with pytest.raises(StoreWriteError):
            bundles.export_bundle(other, out=str(tmp_path / "new" / "out"))
    assert not (tmp_path / "new").exists()
    (tmp_path / "out").mkdir()
    assert Path(bundles.export_bundle(other, out=str(tmp_path / "out")).bundle).is_file()


def test_a_bundle_that_was_looked_at_is_judged_by_the_roster_of_the_merge(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    """Its key may be revoked between the look and the press."""
    lead, other = team
    evidence.record_evidence(other, text="Seen alone.", source="case_file")
    sent = bundles.export_bundle(other, out=str(tmp_path / "out"))
    looked = looking.look(looking.reader(lead), str(sent.bundle))
    assert looked.found.verdict.verdict == "good"
    place = str(tmp_path / "roster")
    rosters.revoke_member(lead, folder=place, principal=other.device.principal)
    rosters.trust_roster(lead, folder=place)
    before = lead.store.revisions()
    assert merging.merge_looked(lead, looked).verdict == "revoked"
    assert lead.store.revisions() == before
