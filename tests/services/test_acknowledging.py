"""Receipts carry an acknowledgement back where no bundle goes, and only from whom they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bundle import BundleWriteError, ReceiptError
from inspector_app.errors import RefusedError
from inspector_app.services import acknowledging, bundles, evidence, merging
from inspector_app.services.session import Session
from inspector_app.store import exchange

Team = tuple[Session, Session]


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


@pytest.fixture
def acknowledged(team: Team, tmp_path: Path) -> Path:
    """The lead took in what the inspector had, and wrote a receipt; no bundle went back."""
    lead, other = team
    _note(other)
    merging.merge_bundle(lead, bundle=bundles.export_bundle(other, out=str(tmp_path / "out")).bundle)
    return acknowledging.write_receipt(lead, out=str(tmp_path / "receipts")).path


def test_what_a_receipt_says_is_held_is_not_sent_again(
    team: Team, acknowledged: Path, tmp_path: Path
) -> None:
    lead, other = team
    whole = bundles.export_bundle(other, out=str(tmp_path / "out"), since_acknowledged=True)
    assert whole.revisions == other.store.revisions()
    told = acknowledging.take_receipt(other, file=str(acknowledged))
    assert (told.principal, told.actor, told.older, told.waiting) == (
        "ada@inspection",
        lead.device.actor,
        False,
        0,
    )
    rec = _note(other, "Later.")
    less = bundles.export_bundle(other, out=str(tmp_path / "out"), since_acknowledged=True)
    assert less.revisions == 1
    assert acknowledging.take_receipt(other, file=str(acknowledged)).waiting == 1
    assert merging.merge_bundle(lead, bundle=less.bundle).waiting == 0
    assert lead.store.record(rec).fields == other.store.record(rec).fields


def test_a_receipt_is_small_and_holds_no_word_of_evidence(acknowledged: Path) -> None:
    data = acknowledged.read_bytes()
    assert len(data) < 2048
    assert b"Seen alone" not in data


def test_an_older_receipt_changes_nothing(team: Team, acknowledged: Path, tmp_path: Path) -> None:
    lead, other = team
    _note(other, "Later.")
    merging.merge_bundle(lead, bundle=bundles.export_bundle(other, out=str(tmp_path / "out")).bundle)
    newer = acknowledging.write_receipt(lead, out=str(tmp_path / "receipts")).path
    assert not acknowledging.take_receipt(other, file=str(newer)).older
    held = exchange.acknowledged(other.store, lead.device.actor)
    assert acknowledging.take_receipt(other, file=str(acknowledged)).older
    assert exchange.acknowledged(other.store, lead.device.actor) == held


def test_a_receipt_of_somebody_on_no_roster_is_refused(
    team: Team, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    stranger = open_session("eve")
    path = acknowledging.write_receipt(stranger, out=str(tmp_path)).path
    with pytest.raises(RefusedError, match="not on the roster"):
        acknowledging.take_receipt(team[1], file=str(path))


def test_a_receipt_of_another_inspection_or_of_this_device_is_refused(team: Team, tmp_path: Path) -> None:
    lead, other = team
    foreign = acknowledging.write_receipt(
        replace(lead, inspection=other.device.actor), out=str(tmp_path / "a")
    ).path
    with pytest.raises(RefusedError, match="another inspection"):
        acknowledging.take_receipt(other, file=str(foreign))
    own = acknowledging.write_receipt(other, out=str(tmp_path / "b")).path
    with pytest.raises(RefusedError, match="this very device"):
        acknowledging.take_receipt(other, file=str(own))


def test_nobody_acknowledges_for_a_colleagues_device(team: Team, tmp_path: Path) -> None:
    """A receipt of bo's that speaks for ada's laptop would make others leave out what ada has not got."""
    lead, other = team
    first = bundles.export_bundle(lead, out=str(tmp_path / "out"), recipients=("bo@inspection",)).bundle
    merging.merge_bundle(other, bundle=first)
    forged = replace(lead, device=replace(other.device, actor=lead.device.actor))
    path = acknowledging.write_receipt(forged, out=str(tmp_path / "c")).path
    with pytest.raises(RefusedError, match="another name"):
        acknowledging.take_receipt(other, file=str(path))
    assert exchange.acknowledged(other.store, lead.device.actor) != {}


def test_a_changed_receipt_and_a_place_that_cannot_be_written_are_told(
    team: Team, acknowledged: Path, tmp_path: Path
) -> None:
    acknowledged.write_bytes(acknowledged.read_bytes().replace(b"Holds: ", b"Holds:  ", 1))
    with pytest.raises(ReceiptError):
        acknowledging.take_receipt(team[1], file=str(acknowledged))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BundleWriteError):
        acknowledging.write_receipt(team[0], out=str(tmp_path / "file"))
