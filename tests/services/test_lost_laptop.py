"""The lead's laptop is lost: a new lead rebuilds the inspection, and hears exactly what only that laptop had."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.domain.revision import Record
from inspector_app.errors import RefusedError
from inspector_app.services import acknowledging, bundles, evidence, lost_laptop, merging, rosters
from inspector_app.services import session as sessions
from inspector_app.services.lost_laptop import LostLaptop
from inspector_app.services.session import Session
from inspector_app.services.wording import told_moment
from inspector_app.store import exchange

EVERYBODY = ("bo@inspection", "cy@inspection", "dee@inspection")


def _enrolled(owner: Session, members: tuple[Session, ...], folder: str) -> None:
    rosters.init_roster(owner, folder=folder)
    for member in members:
        rosters.add_member(
            owner,
            folder=folder,
            principal=member.device.principal,
            key=sessions.public_key(member.device),
            recipient=sessions.recipient(member.device),
            role=member.device.role,
        )


@pytest.fixture
def team(open_session: Callable[..., Session], tmp_path: Path) -> dict[str, Session]:
    found = {
        name: open_session(name, "lead" if name == "ada" else "inspector")
        for name in ("ada", "bo", "cy", "dee")
    }
    _enrolled(found["ada"], tuple(found.values()), str(tmp_path / "roster"))
    for member in found.values():
        rosters.trust_roster(member, folder=str(tmp_path / "roster"))
    return found


def _note(session: Session, text: str = "Seen alone.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def _given(sender: Session, *takers: Session, tmp_path: Path, everybody: bool = True) -> str:
    to = tuple(n for n in EVERYBODY if n != sender.device.principal) if everybody else ()
    path = bundles.export_bundle(sender, out=str(tmp_path / "out"), recipients=to).bundle
    for taker in takers:
        done = merging.merge_bundle(taker, bundle=path)
        assert done.verdict == "good"
    return path


def _places(session: Session) -> dict[str, set[int]]:
    return {device: exchange.places(session.store, device) for device in exchange.devices(session.store)}


def _told(found: LostLaptop) -> dict[str, set[int]]:
    return {
        one.device: {place for start, end in one.missing for place in range(start, end + 1)}
        for one in found.logs
    }


def _digest(record: Record) -> str:
    told = [record.kind, dict(record.fields), record.heads, sorted(record.conflicts), record.revisions]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _new_lead(
    open_session: Callable[..., Session], team: dict[str, Session], tmp_path: Path, *left: str
) -> Session:
    """A new lead begins a new roster, on which the lost laptop's key is revoked; those who are left trust it."""
    eve, folder = open_session("eve", "lead"), str(tmp_path / "new roster")
    _enrolled(eve, (eve, team["ada"], *(team[name] for name in left)), folder)
    view = rosters.revoke_member(eve, folder=folder, principal="ada@inspection")
    rosters.trust_roster(eve, folder=folder)
    for name in left:
        rosters.trust_roster(
            team[name], folder=folder, fingerprint=view.fingerprint, repin=True, reason="ada's laptop is lost"
        )
    return eve


def test_a_new_lead_rebuilds_the_inspection_and_hears_exactly_what_only_the_lost_laptop_had(
    open_session: Callable[..., Session], team: dict[str, Session], tmp_path: Path
) -> None:
    ada, bo, cy, dee = team.values()
    for member in team.values():
        _note(member)
    for member in (bo, cy, dee):
        _given(member, ada, tmp_path=tmp_path)
    _given(ada, bo, cy, tmp_path=tmp_path)
    for member in (bo, cy):
        _note(member, "After the first exchange.")
    # From here on it is only on ada's laptop, and on dee's, which breaks as well.
    gone = [_note(dee, "Only handed to ada."), _note(dee, "And this.")]
    _given(dee, ada, tmp_path=tmp_path)
    gone += [_note(ada, "Never handed on."), _note(ada, "Nor this.")]
    receipt = acknowledging.write_receipt(ada, out=str(tmp_path / "receipts"))
    acknowledging.take_receipt(bo, file=str(receipt.path))
    truth, before = _places(ada), {record.id: _digest(record) for record in ada.store.records()}
    lost, other = ada.device.actor, dee.device.actor
    for member in (ada, dee):
        member.store.close()
        shutil.rmtree(member.store.folder)

    eve = _new_lead(open_session, team, tmp_path, "bo", "cy")
    for member in (bo, cy):
        _given(member, eve, tmp_path=tmp_path, everybody=False)
    found = lost_laptop.lost_laptop(eve, device=lost[:8])

    here = _places(eve)
    only_there = {device: there - here.get(device, set()) for device, there in truth.items()}
    assert _told(found) == {device: places for device, places in only_there.items() if places}
    assert set(_told(found)) == {lost, other}
    assert all(one.asks == () and one.only == len(only_there[one.device]) for one in found.logs)
    assert (found.principal, found.silent, found.records, found.attachments) == ("ada@inspection", (), (), ())
    assert any("only the lost laptop had" in one for one in found.sentences)

    lacking = {rec for rec in before if rec not in {record.id for record in eve.store.records()}}
    assert set(gone) <= lacking
    for rec in before.keys() - lacking:
        if eve.store.record(rec).kind != "inspection":  # to that one the new store adds its own beginning
            assert _digest(eve.store.record(rec)) == before[rec]


def test_what_a_colleague_still_has_is_asked_for_and_not_called_lost(
    open_session: Callable[..., Session], team: dict[str, Session], tmp_path: Path
) -> None:
    ada, bo, cy, _ = team.values()
    _note(ada)
    _given(ada, bo, cy, tmp_path=tmp_path)
    _note(ada, "Handed to cy only.")
    _given(ada, cy, tmp_path=tmp_path)
    eve = _new_lead(open_session, team, tmp_path, "bo", "cy")
    _given(bo, eve, tmp_path=tmp_path, everybody=False)
    receipt = acknowledging.write_receipt(cy, out=str(tmp_path / "receipts"))
    acknowledging.take_receipt(eve, file=str(receipt.path))
    found = lost_laptop.lost_laptop(eve, device=ada.device.actor)
    (log,) = [one for one in found.logs if one.device == ada.device.actor]
    assert (log.asks, log.only, found.silent) == (("cy@inspection",), 0, ("cy@inspection",))
    assert any("ask cy@inspection for a full bundle" in one for one in found.sentences)
    _given(cy, eve, tmp_path=tmp_path, everybody=False)
    found = lost_laptop.lost_laptop(eve, device=ada.device.actor)
    assert (found.logs, found.bundles, found.silent) == ((), (), ())
    assert found.sentences[0] == "Nothing that anybody has ever mentioned is missing."
    assert "known to nobody" in found.sentences[-1]
    assert f"(its last change here claims {told_moment(found.last)})" in found.sentences[-1]
    assert found.last not in found.sentences[-1]


def test_a_bundle_that_only_the_lost_laptop_took_in_is_named(
    open_session: Callable[..., Session], team: dict[str, Session], tmp_path: Path
) -> None:
    ada, bo, _, dee = team.values()
    _note(dee)
    _given(dee, ada, tmp_path=tmp_path)
    lines = list(exchange.log(ada.store, ada.device.actor))
    eve = _new_lead(open_session, team, tmp_path, "bo")
    # Of ada's export in two parts only the one with her own log came.
    payloads = exchange.payload_lines(ada.store, [one.header.pay for one in lines])
    plan = merging.plan_merge([one.line for one in lines], payloads, bo.store.ledger)
    bo.store.integrate(merging.arrival(plan, "0" * 64))
    _given(bo, eve, tmp_path=tmp_path, everybody=False)
    found = lost_laptop.lost_laptop(eve, device=ada.device.actor)
    (bundle,) = found.bundles
    assert (bundle.principal, bundle.device, bundle.sequence) == ("dee@inspection", dee.device.actor, 1)
    assert _told(found) == {dee.device.actor: exchange.places(dee.store, dee.device.actor)}


def test_a_claim_of_any_size_costs_nothing_and_no_laptop_but_one_is_meant(
    team: dict[str, Session],
) -> None:
    ada, bo, *_ = team.values()
    _note(bo)
    exchange.keep_acknowledged(ada.store, bo.device.actor, {bo.device.actor: (2**52, "f" * 64)})
    (log,) = lost_laptop.lost_laptop(ada, device=bo.device.actor).logs
    assert (log.missing, log.only) == (((1, 2**52),), 2**52)
    for device in ("", "none", ada.device.actor):
        with pytest.raises(RefusedError):
            lost_laptop.lost_laptop(ada, device=device)
