"""Nobody can write in a colleague's name without its being told, and a lost laptop's bundles count as received."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bundle import Contents, Segment, make_checkpoint, write_bundle
from inspector_app.crypto import ledger
from inspector_app.domain import ids
from inspector_app.domain.revision import Entry, Header
from inspector_app.services import attribution, bundles, evidence, keeping, merging, rosters
from inspector_app.services import session as sessions
from inspector_app.services.attribution import Attribution
from inspector_app.services.merged import Merged
from inspector_app.services.session import Session
from inspector_app.store import exchange

AT = "2026-11-02T09:00:00Z"
Team = tuple[Session, Session, Session]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "roster")


@pytest.fixture
def team(trusting: Callable[..., Team]) -> Team:
    return trusting("ada", "bo", "cy")


def note(session: Session, text: str = "Seen alone.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def sent(sender: Session, to: Session, where: Path) -> str:
    return bundles.export_bundle(sender, out=str(where), recipients=(to.device.principal,)).bundle


def given(sender: Session, to: Session, where: Path) -> Merged:
    return merging.merge_bundle(to, bundle=sent(sender, to, where))


def standing(session: Session, rec: str) -> list[str]:
    whose = Attribution(session)
    return [whose.of(held.entry.id) for held in session.store.history(rec)]


def forged(
    by: Session, *, author: Session, to: Session, where: Path, after: Entry | None = None, signs: bool = True
) -> tuple[str, Entry]:
    """A bundle by one member with an entry in another's name, and a checkpoint of his own over it."""
    payload = ledger.seal_payload({"text": "I never wrote this.", "source": "case_file"})
    entry = ledger.seal_entry(
        Header(
            actor=after.header.actor if after else ids.new_actor(), seq=after.header.seq + 1 if after else 1,
            prev=after.id if after else None, rec=ids.new_record(1_800_000_000_000), kind="evidence",
            schema="evidence/1.0", parents=(), pay=payload.digest, author=author.device.principal, at=AT,
            app="1.0.0",
        )
    )  # fmt: skip
    key, told = bundles.signing_key(by), sessions.recipient(to.device)
    actor, seq = entry.header.actor, entry.header.seq
    checkpoint = make_checkpoint(
        inspection=by.inspection, actor=actor, seq=seq, entry=entry.id, claimed=AT, key=key
    )
    contents = Contents(
        inspection=by.inspection,
        actor=by.device.actor,
        sequence=9,
        previous=None,
        claimed=AT,
        app_version="1.0.0",
        required_signers=(by.device.principal,),
        segments=(Segment(actor, seq, seq, entry.line + b"\n"),),
        payloads=[(entry.header.rec, payload.line + b"\n")],
        checkpoints=(checkpoint,) if signs else (),
    )
    return str(write_bundle(contents, where, signer=key, recipients=(told,)).path), entry


def test_what_a_laptop_signed_for_stays_attributed_when_others_pass_it_on(team: Team, tmp_path: Path) -> None:
    lead, bo, cy = team
    rec = note(cy)
    direct = given(cy, bo, tmp_path)
    assert (direct.attributed, direct.vouched, direct.strangers) == (direct.new, 0, ())
    done = given(bo, lead, tmp_path)
    assert (done.attributed, done.vouched) == (done.new, 0)
    assert standing(lead, rec) == ["attributed"]
    assert standing(cy, rec) == ["own"]
    assert keeping.check(lead).ok


def test_an_entry_in_a_colleagues_name_is_vouched_for_by_the_forger_alone(team: Team, tmp_path: Path) -> None:
    lead, bo, cy = team
    for signs in (True, False):
        path, entry = forged(bo, author=cy, to=lead, where=tmp_path, signs=signs)
        done = merging.merge_bundle(lead, bundle=path)
        assert (done.verdict, done.attributed, done.vouched) == ("good", 0, 1)
        assert standing(lead, entry.header.rec) == ["vouched"]
        assert "only bo@inspection vouches" in done.note
        assert [(s.device, s.principal, s.bound) for s in done.strangers] == (
            [(entry.header.actor, "bo@inspection", "")] if signs else []
        )
    assert exchange.checkpoints(lead.store, entry.header.actor) == []


def test_no_other_key_takes_the_place_of_the_first_that_signed_for_a_laptop(
    team: Team, tmp_path: Path
) -> None:
    lead, bo, cy = team
    rec = note(cy)
    given(cy, lead, tmp_path)
    seq, last = exchange.frontier(lead.store)[cy.device.actor]
    entry = lead.store.ledger.entry(last)
    assert entry is not None
    path, added = forged(bo, author=bo, to=lead, where=tmp_path, after=entry)
    done = merging.merge_bundle(lead, bundle=path)
    own = attribution.own_key(cy)
    assert [(s.device, s.principal, s.bound) for s in done.strangers] == [
        (cy.device.actor, "bo@inspection", own)
    ]
    assert "not that laptop's own" in done.note
    assert standing(lead, added.header.rec) == ["vouched"]
    assert standing(lead, rec) == ["attributed"]
    rows = exchange.checkpoints(lead.store, cy.device.actor)
    assert {attribution.key_of(row) for row in rows} == {own}
    exchange.keep_checkpoint(lead.store, replace(rows[0], text=b"another", signature=b"another"))
    assert exchange.checkpoints(lead.store, cy.device.actor) == rows
    assert seq == rows[0].seq


def test_a_bundle_for_another_laptop_is_told_and_its_acknowledgements_do_not_count(
    team: Team, tmp_path: Path
) -> None:
    lead, bo, cy = team
    note(cy)
    given(cy, lead, tmp_path)
    posing = replace(bo, device=replace(bo.device, actor=cy.device.actor))
    contents = Contents(
        inspection=bo.inspection,
        actor=posing.device.actor,
        sequence=2,
        previous=None,
        claimed=AT,
        app_version="1.0.0",
        required_signers=(bo.device.principal,),
        description={
            "frontiers": {lead.device.actor: list(exchange.frontier(lead.store)[lead.device.actor])}
        },
    )
    told = sessions.recipient(lead.device)
    path = write_bundle(contents, tmp_path, signer=bundles.signing_key(bo), recipients=(told,)).path
    done = merging.merge_bundle(lead, bundle=str(path), dry_run=True)
    assert [s.device for s in done.strangers] == [cy.device.actor]
    merging.merge_bundle(lead, bundle=str(path))
    assert lead.device.actor not in exchange.acknowledged(lead.store, cy.device.actor)


def _lose(team: Team, folder: str) -> None:
    lead, _, cy = team
    rosters.revoke_member(lead, folder=folder, principal=cy.device.principal)
    for member in team[:2]:
        rosters.trust_roster(member, folder=folder)


def test_a_lost_laptops_bundle_with_a_receipt_counts_and_one_without_does_not(
    team: Team, tmp_path: Path, folder: str
) -> None:
    lead, bo, cy = team
    rec = note(cy)
    old = sent(cy, lead, tmp_path)
    merging.merge_bundle(lead, bundle=old)
    late = note(cy, "written by the thief")
    new = sent(cy, lead, tmp_path)
    _lose(team, folder)
    again = merging.merge_bundle(lead, bundle=old)
    assert (again.verdict, again.new) == ("good", 0)
    assert merging.merge_bundle(lead, bundle=new).verdict == "revoked"
    assert lead.store.find(late) is None
    assert standing(lead, rec) == ["attributed"]
    assert bo.store.find(rec) is None


def test_a_leads_receipt_is_enough_for_a_laptop_that_never_saw_the_bundle(
    team: Team, tmp_path: Path, folder: str
) -> None:
    lead, bo, cy = team
    rec = note(cy)
    path = bundles.export_bundle(cy, out=str(tmp_path), recipients=("bo@inspection",)).bundle
    merging.merge_bundle(lead, bundle=path)
    _lose(team, folder)
    assert merging.merge_bundle(bo, bundle=path).verdict == "revoked"
    given(lead, bo, tmp_path)
    done = merging.merge_bundle(bo, bundle=path)
    assert done.verdict == "good"
    assert "a receipt shows" in done.note
    assert standing(bo, rec) == ["attributed"]


def test_a_receipt_of_somebody_who_does_not_lead_is_not_enough(
    team: Team, tmp_path: Path, folder: str, open_session: Callable[..., Session]
) -> None:
    lead, bo, cy = team
    path = bundles.export_bundle(cy, out=str(tmp_path), recipients=("bo@inspection",)).bundle
    merging.merge_bundle(bo, bundle=path)
    _lose(team, folder)
    given(bo, lead, tmp_path)
    assert merging.merge_bundle(lead, bundle=path).verdict == "revoked"


def test_what_a_lost_laptop_wrote_later_is_marked_when_a_colleague_passes_it_on(
    team: Team, tmp_path: Path, folder: str
) -> None:
    lead, bo, cy = team
    rec = note(cy)
    given(cy, lead, tmp_path)
    late = note(cy, "after the loss")
    given(cy, bo, tmp_path)
    rosters.revoke_member(lead, folder=folder, principal=cy.device.principal)
    rosters.trust_roster(lead, folder=folder)
    done = given(bo, lead, tmp_path)
    assert done.vouched == 1
    assert standing(lead, rec) == ["attributed"]
    assert standing(lead, late) == ["revoked"]
