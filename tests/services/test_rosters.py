"""A roster keeps its number, its owner and its days: who may change them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import RosterError
from inspector_app.errors import RefusedError
from inspector_app.services import rosters, team
from inspector_app.services import session as sessions
from inspector_app.services.session import Session

Pair = tuple[Session, Session]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "roster")


def _add(owner: Session, member: Session, folder: str, **days: str) -> rosters.RosterView:
    return rosters.add_member(
        owner,
        folder=folder,
        principal=member.device.principal,
        key=sessions.public_key(member.device),
        recipient=sessions.recipient(member.device),
        role=member.device.role,
        **days,
    )


@pytest.fixture
def pair(open_session: Callable[..., Session], folder: str) -> Pair:
    found = open_session("ada", "lead"), open_session("bo")
    rosters.init_roster(found[0], folder=folder)
    for member in found:
        _add(found[0], member, folder)
    for member in found:
        rosters.trust_roster(member, folder=folder)
    return found


def _files(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def _put(folder: str, files: dict[str, bytes]) -> None:
    for path in Path(folder).iterdir():
        path.unlink()
    for name, data in files.items():
        Path(folder, name).write_bytes(data)


def test_the_same_number_with_other_content_is_refused_and_the_same_again_is_not(
    pair: Pair, folder: str, open_session: Callable[..., Session]
) -> None:
    lead, bo = pair
    before = _files(folder)
    _add(lead, open_session("cy"), folder)
    rosters.trust_roster(bo, folder=folder)
    rosters.trust_roster(bo, folder=folder)
    _put(folder, before)
    lead.store.set_fact(rosters.SIGNED, {"version": 0, "digest": ""})  # as in a copy that was put back
    other = _add(lead, open_session("dee"), folder)
    assert other.version == rosters.trusted(bo).version
    with pytest.raises(RosterError, match="same number"):
        rosters.trust_roster(bo, folder=folder)
    assert "dee@inspection" not in rosters.trusted(bo).principals


def test_a_roster_changes_hands_when_the_old_key_names_the_new_one(pair: Pair, folder: str) -> None:
    lead, bo = pair
    rosters.hand_on(lead, folder=folder, key=rosters.roster_key(bo))
    signed = rosters.sign_roster(bo, folder=folder)
    for member in pair:
        assert rosters.trust_roster(member, folder=folder).fingerprint == signed.fingerprint
    assert rosters.sign_roster(bo, folder=folder).version == signed.version + 1
    rosters.trust_roster(lead, folder=folder)
    with pytest.raises(RosterError, match="another key"):
        rosters.sign_roster(lead, folder=folder)


def test_a_key_that_the_old_one_did_not_name_is_refused(
    pair: Pair, folder: str, open_session: Callable[..., Session]
) -> None:
    lead, bo = pair
    thief = open_session("eve")
    with pytest.raises(RefusedError, match="does not hold the key"):
        rosters.hand_on(bo, folder=folder, key=rosters.roster_key(thief))
    rosters.hand_on(lead, folder=folder, key=rosters.roster_key(bo))
    with pytest.raises(RosterError):
        rosters.sign_roster(thief, folder=folder)
    introduction = {name: data for name, data in _files(folder).items() if "introduction" in name}
    other = f"{folder}-of-eve"
    rosters.init_roster(thief, folder=other)
    for _ in range(9):
        rosters.sign_roster(thief, folder=other)
    for name, data in introduction.items():
        Path(other, name).write_bytes(data)
    with pytest.raises(RosterError, match="another key"):
        rosters.trust_roster(lead, folder=other)
    name = "roster-introduction.txt"
    Path(other, name).write_bytes(introduction[name].replace(b"ssh-ed25519 ", b"ssh-ed25519  "))
    with pytest.raises(RosterError, match="not signed as it must be"):
        rosters.trust_roster(lead, folder=other)


def test_where_the_key_was_lost_a_person_pins_another_and_that_is_kept(
    pair: Pair, folder: str, open_session: Callable[..., Session]
) -> None:
    _, bo = pair
    old = rosters.trusted(bo).key
    new_lead, other = open_session("fay", "lead"), f"{folder}-new"
    made = rosters.init_roster(new_lead, folder=other)
    with pytest.raises(RosterError, match="another key"):
        rosters.trust_roster(bo, folder=other, fingerprint=made.fingerprint)
    for less in ({"fingerprint": made.fingerprint}, {"reason": "lost"}):
        with pytest.raises(RefusedError):
            rosters.trust_roster(bo, folder=other, repin=True, **less)
    with pytest.raises(RosterError, match="another key"):
        rosters.trust_roster(bo, folder=other, repin=True, fingerprint="SHA256:misheard", reason="lost")
    assert rosters.trusted(bo).key == old
    rosters.trust_roster(
        bo, folder=other, repin=True, fingerprint=made.fingerprint, reason="Her laptop was stolen."
    )
    assert rosters.trusted(bo).key == made.fingerprint
    (decision,) = bo.store.records("decision")
    assert dict(decision.fields) == {
        "fingerprint": made.fingerprint,
        "reason": "Her laptop was stolen.",
        "roster": old,
        "verdict": "roster key replaced",
    }


def test_a_key_counts_from_its_first_day_to_its_last(
    pair: Pair, folder: str, open_session: Callable[..., Session]
) -> None:
    lead, _ = pair
    _add(lead, open_session("gus"), folder, valid_from="2026-11-01", valid_until="2026-11-02")
    _add(lead, open_session("hal"), folder, valid_from="2026-11-03")
    _add(lead, open_session("ida"), folder, valid_until="2026-11-01")
    rosters.trust_roster(lead, folder=folder)
    found = {member.name: member for member in team.team(lead).members}
    assert [found[f"{n}@inspection"].standing for n in ("gus", "hal", "ida")] == [
        "counts",
        "not yet",
        "ended",
    ]
    assert found["gus@inspection"].until == "2026-11-02"
    for days in ({"valid_from": "soon"}, {"valid_from": "2026-11-03", "valid_until": "2026-11-02"}):
        with pytest.raises(RefusedError):
            _add(lead, open_session(f"x{len(days)}"), folder, **days)


def test_an_older_roster_that_was_put_back_is_not_signed_anew(pair: Pair, folder: str) -> None:
    """A revocation that somebody takes out of the shared folder would otherwise be gone with our signature."""
    lead, other = pair
    older = _files(folder)
    rosters.revoke_member(lead, folder=folder, principal=other.device.principal)
    newest = _files(folder)
    _put(folder, older)
    with pytest.raises(RosterError, match="was signed already"):
        rosters.sign_roster(lead, folder=folder)
    assert _files(folder) == older
    _put(folder, newest)
    assert rosters.sign_roster(lead, folder=folder).revoked
