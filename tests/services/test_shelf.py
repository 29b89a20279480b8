"""A bundle of a signer whom nobody knows waits sealed, beside the store, until somebody decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import verify_bundle
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import bundles, erasing, evidence, looking, merging, rosters, shelf
from inspector_app.services.session import Session
from inspector_app.services.team import own
from inspector_app.store.errors import StoreWriteError
from inspector_app.store.folder import ASIDE

Pair = tuple[Session, Session]
WORDS = "The rota has gaps at the weekend."


@pytest.fixture
def eve(open_session: Callable[..., Session]) -> Session:
    """A laptop that is on no roster yet."""
    found = open_session("eve")
    evidence.record_evidence(found, text=WORDS, source="document")
    return found


@pytest.fixture
def strange(team: Pair, eve: Session, tmp_path: Path) -> str:
    """Eve's bundle, sealed for the lead."""
    return _export(eve, team[0], tmp_path)


def _export(sender: Session, reader: Session, tmp_path: Path, **how: bool) -> str:
    to = own(reader).recipient
    return bundles.export_bundle(sender, out=str(tmp_path / "out"), recipients=(to,), **how).bundle


def _admit(lead: Session, member: Session, folder: Path) -> None:
    mine = own(member)
    rosters.add_member(
        lead, folder=str(folder), principal=mine.principal, key=mine.public_key, recipient=mine.recipient
    )
    rosters.trust_roster(lead, folder=str(folder))


def _files(session: Session) -> list[Path]:
    place = session.store.folder / ASIDE
    return sorted(place.iterdir()) if place.is_dir() else []


def test_it_waits_as_it_came_and_nothing_of_it_is_in_the_store(
    team: Pair, eve: Session, strange: str
) -> None:
    lead, _ = team
    before = lead.store.revisions()
    held = shelf.set_aside(lead, bundle=strange)
    assert held.path.read_bytes() == Path(strange).read_bytes()
    assert (held.name, held.claims, held.standing, held.principal) == (
        Path(strange).name,
        ("eve@inspection",),
        shelf.UNKNOWN,
        "",
    )
    assert held.fingerprint == own(eve).fingerprint
    assert held.bytes == Path(strange).stat().st_size
    assert shelf.held(lead) == (held,)
    assert lead.store.revisions() == before
    assert WORDS.encode() not in held.path.read_bytes()
    assert shelf.sentences(lead) == ()


def test_set_aside_twice_is_once(team: Pair, strange: str) -> None:
    first = shelf.set_aside(team[0], bundle=strange)
    assert shelf.set_aside(team[0], bundle=strange) == first
    assert _files(team[0]) == [first.path]


def test_it_is_offered_once_a_newer_roster_names_its_key_and_leaves_when_it_is_taken_in(
    team: Pair, eve: Session, strange: str, tmp_path: Path
) -> None:
    lead, _ = team
    held = shelf.set_aside(lead, bundle=strange)
    Path(strange).unlink()
    _admit(lead, eve, tmp_path / "roster")
    (offered,) = shelf.held(lead)
    assert (offered.standing, offered.principal) == (shelf.KNOWN, "eve@inspection")
    (told,) = shelf.sentences(lead)
    assert "eve@inspection" in told
    done = merging.merge_bundle(lead, bundle=str(held.path))
    assert (done.verdict, done.new) == ("good", eve.store.revisions())
    assert shelf.held(lead) == ()
    assert _files(lead) == []


def test_it_leaves_when_the_same_bundle_is_taken_in_from_elsewhere_after_a_decision(
    team: Pair, eve: Session, strange: str
) -> None:
    lead, _ = team
    held = shelf.set_aside(lead, bundle=strange)
    dry = merging.merge_bundle(
        lead, bundle=strange, accept_unknown=True, signer=held.fingerprint, reason="heard", dry_run=True
    )
    assert dry.new > 0
    assert shelf.held(lead) == (held,)
    merging.merge_bundle(lead, bundle=strange, accept_unknown=True, signer=held.fingerprint, reason="heard")
    assert shelf.held(lead) == ()
    (decision,) = lead.store.records("decision")
    assert decision.get("fingerprint") == own(eve).fingerprint


def test_a_merge_that_fails_leaves_it_where_it_is(
    team: Pair, eve: Session, strange: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, _ = team
    held = shelf.set_aside(lead, bundle=strange)
    _admit(lead, eve, tmp_path / "roster")

    def full(*_: object, **__: object) -> None:
        raise StoreWriteError("The disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(merging, "_receipt", full)
        with pytest.raises(StoreWriteError):
            merging.merge_bundle(lead, bundle=str(held.path))
    assert [one.id for one in shelf.held(lead)] == [held.id]
    assert merging.merge_bundle(lead, bundle=str(held.path)).verdict == "good"


def test_a_key_that_was_revoked_is_said_to_be_and_its_bundle_is_refused(
    team: Pair, eve: Session, strange: str, tmp_path: Path
) -> None:
    lead, _ = team
    held = shelf.set_aside(lead, bundle=strange)
    _admit(lead, eve, tmp_path / "roster")
    rosters.revoke_member(lead, folder=str(tmp_path / "roster"), principal="eve@inspection")
    rosters.trust_roster(lead, folder=str(tmp_path / "roster"))
    assert [one.standing for one in shelf.held(lead)] == ["revoked"]
    assert merging.merge_bundle(lead, bundle=str(held.path)).verdict == "revoked"
    assert len(shelf.held(lead)) == 1


def test_it_is_thrown_away_by_the_first_characters_of_its_id(team: Pair, strange: str) -> None:
    lead, _ = team
    held = shelf.set_aside(lead, bundle=strange)
    for wrong in ("", "no such id"):
        with pytest.raises(RefusedError):
            shelf.throw_away(lead, which=wrong)
    assert shelf.throw_away(lead, which=held.id[:8]) == held
    assert shelf.held(lead) == ()
    assert _files(lead) == []


def test_a_bundle_that_is_not_sealed_is_not_set_aside(team: Pair, eve: Session, tmp_path: Path) -> None:
    """A copy of it would be evidence that anyone may read."""
    clear = _export(eve, team[0], tmp_path, clear=True)
    with pytest.raises(RefusedError, match="not sealed"):
        shelf.set_aside(team[0], bundle=clear)
    assert _files(team[0]) == []


def test_what_is_known_broken_for_others_or_not_there_is_not_set_aside(
    team: Pair, eve: Session, strange: str, tmp_path: Path
) -> None:
    lead, other = team
    evidence.record_evidence(other, text="Seen.", source="case_file")
    with pytest.raises(RefusedError, match="this one is good"):
        shelf.set_aside(lead, bundle=bundles.export_bundle(other, out=str(tmp_path / "out")).bundle)
    with pytest.raises(RefusedError, match="this one is not-for-us"):
        shelf.set_aside(other, bundle=strange)
    data = bytearray(Path(strange).read_bytes())
    data[len(data) // 2] ^= 1
    Path(strange).write_bytes(data)
    with pytest.raises(RefusedError, match="this one is refused"):
        shelf.set_aside(lead, bundle=strange)
    for gone in (tmp_path / "gone", tmp_path):
        with pytest.raises(WorldError):
            shelf.set_aside(lead, bundle=str(gone))
    assert _files(lead) == _files(other) == []


def test_a_bundle_of_another_inspection_is_not_set_aside(
    team: Pair, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    foreign = open_session("cy", framework="SIF-130216")
    with pytest.raises(RefusedError, match="another inspection"):
        shelf.set_aside(team[0], bundle=_export(foreign, team[0], tmp_path))
    assert _files(team[0]) == []


def test_a_full_shelf_takes_no_more(
    team: Pair, eve: Session, strange: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MAX_HELD", 1)
    held = shelf.set_aside(team[0], bundle=strange)
    with pytest.raises(RefusedError, match="set aside already"):
        shelf.set_aside(team[0], bundle=_export(eve, team[0], tmp_path))
    assert _files(team[0]) == [held.path]


def test_stopping_it_leaves_nothing_behind(team: Pair, strange: str) -> None:
    class StopError(Exception):
        pass

    def stop(_done: int, _of: int, _sentence: str) -> None:
        raise StopError

    with pytest.raises(StopError):
        shelf.set_aside(team[0], bundle=strange, tell=stop)
    assert _files(team[0]) == []
    assert shelf.held(team[0]) == ()


def test_what_a_crash_left_on_the_shelf_goes_with_the_next_bundle(team: Pair, strange: str) -> None:
    place = team[0].store.folder / ASIDE
    place.mkdir()
    for name in (".part-x", f"{'0' * 64}.bag.zip.age"):
        (place / name).write_bytes(b"half")
    held = shelf.set_aside(team[0], bundle=strange)
    assert _files(team[0]) == [held.path]


def test_a_file_that_is_gone_is_listed_no_more_and_fills_no_place(
    team: Pair, eve: Session, strange: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restored backup brings the list without the files."""
    monkeypatch.setattr(shelf, "MAX_HELD", 1)
    shelf.set_aside(team[0], bundle=strange).path.unlink()
    assert shelf.held(team[0]) == ()
    again = shelf.set_aside(team[0], bundle=_export(eve, team[0], tmp_path))
    assert shelf.held(team[0]) == (again,)


def test_a_destroyed_store_takes_its_shelf_with_it(team: Pair, strange: str, tmp_path: Path) -> None:
    lead, _ = team
    shelf.set_aside(lead, bundle=strange)
    where = lead.store.folder
    assert erasing.destroy(lead, authority="Fernshire", home=tmp_path / "home").left == ()
    assert not where.exists()


def test_what_stands_on_the_shelf_is_a_bundle_that_stock_checks_take(
    team: Pair, strange: str, tmp_path: Path
) -> None:
    lead, _ = team
    held = shelf.set_aside(lead, bundle=strange)
    told = verify_bundle(
        held.path, roster=None, identities=[lead.device.identity], quarantine=tmp_path / "quarantine"
    )
    assert (told.verdict, told.tagmanifest_sha256) == ("unknown-signer", held.id)


def test_the_shelf_takes_no_more_bytes_than_it_may_and_a_copy_under_way_survives_a_sweep(
    team: Pair, strange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, _ = team
    copied = shelf.copy(looking.reader(lead), strange)
    shelf.sweep(lead)
    assert copied.path.exists()
    monkeypatch.setattr(shelf, "MAX_BYTES", copied.path.stat().st_size - 1)
    with pytest.raises(RefusedError, match="too much"):
        shelf.keep(lead, copied)
    assert not copied.path.exists()
    with pytest.raises(RefusedError, match="too much"):
        shelf.set_aside(lead, bundle=strange)
    assert shelf.held(lead) == ()
