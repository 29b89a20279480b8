"""Joining a team by one file: the owner admits only the key that was compared, and decides the role."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import BundleWriteError, EnrolmentError, RosterError
from inspector_app.errors import RefusedError
from inspector_app.services import bundles, enrolling, evidence, merging, rosters
from inspector_app.services.enrolling import EnrolmentWritten
from inspector_app.services.rosters import RosterView
from inspector_app.services.session import Session
from inspector_app.services.team import own

Pair = tuple[Session, Session]


@pytest.fixture
def eve(open_session: Callable[..., Session]) -> Session:
    return open_session("eve", "lead")


@pytest.fixture
def file(eve: Session, tmp_path: Path) -> EnrolmentWritten:
    return enrolling.write_enrolment(eve, out=str(tmp_path / "stick"))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "roster")


def admit(session: Session, file: EnrolmentWritten, folder: str) -> RosterView:
    return enrolling.admit(
        session,
        folder=folder,
        file=str(file.path),
        fingerprint=file.fingerprint,
        principal="eve@inspection",
    )


def test_a_file_that_was_signed_anew_under_another_name_is_refused(
    team: Pair, eve: Session, file: EnrolmentWritten, folder: str
) -> None:
    """The key is the one that was compared; the name is the lead's by now."""
    lead, _ = team
    object.__setattr__(eve.device, "principal", lead.device.principal)
    again = enrolling.write_enrolment(eve, out=str(file.path.parent))
    again.path.replace(file.path)
    with pytest.raises(RefusedError, match="another name"):
        admit(lead, file, folder)
    assert own(lead).recipient in {one.recipient for one in rosters.show(folder=folder).principals}


def test_one_file_there_and_the_roster_back_and_a_bundle_is_good(
    team: Pair, eve: Session, file: EnrolmentWritten, folder: str, tmp_path: Path
) -> None:
    lead, _ = team
    who = enrolling.applicant(file=str(file.path))
    mine = own(eve)
    assert (who.principal, who.role, who.fingerprint) == ("eve@inspection", "lead", mine.fingerprint)
    assert (who.inspection, who.device) == (lead.inspection, eve.device.actor)
    admit(lead, file, folder)
    for session in (lead, eve):
        rosters.trust_roster(session, folder=folder)
    evidence.record_evidence(eve, text="Seen.", source="case_file")
    sent = bundles.export_bundle(eve, out=str(tmp_path / "out"))
    done = merging.merge_bundle(lead, bundle=sent.bundle)
    assert (done.verdict, done.principal) == ("good", "eve@inspection")


def test_the_owner_says_the_role_and_not_the_file(team: Pair, file: EnrolmentWritten, folder: str) -> None:
    """A file that calls itself lead would otherwise have every bundle sealed to its sender."""
    lead, _ = team
    told = {
        "folder": folder, "file": str(file.path), "fingerprint": file.fingerprint, "principal": "eve@inspection"
    }  # fmt: skip
    view = enrolling.admit(lead, **told)
    assert {one.name: one.role for one in view.principals}["eve@inspection"] == "inspector"
    with pytest.raises(RefusedError, match="no role called"):
        enrolling.admit(lead, **told, role="chief")
    view = enrolling.admit(lead, **told, role="deputy")
    assert {one.name: one.role for one in view.principals}["eve@inspection"] == "deputy"


def test_only_the_key_that_was_compared_is_admitted(team: Pair, file: EnrolmentWritten, folder: str) -> None:
    lead, other = team
    for wrong in ("", own(other).fingerprint, file.fingerprint[:-1]):
        with pytest.raises(RefusedError):
            enrolling.admit(
                lead, folder=folder, file=str(file.path), fingerprint=wrong, principal="eve@inspection"
            )
    assert "eve@inspection" not in {one.name for one in rosters.show(folder=folder).principals}


def test_a_name_that_is_on_the_roster_already_is_admitted_only_as_a_further_device(
    team: Pair, open_session: Callable[..., Session], folder: str, tmp_path: Path
) -> None:
    """Whoever calls himself bo must not have bo's bundles sealed to him by a click."""
    lead, other = team
    second = open_session("bo-again")
    object.__setattr__(second.device, "principal", other.device.principal)
    file = enrolling.write_enrolment(second, out=str(tmp_path / "stick"))
    told = {
        "folder": folder, "file": str(file.path), "fingerprint": file.fingerprint,
        "principal": other.device.principal,
    }  # fmt: skip
    assert enrolling.taken(folder=folder, who=enrolling.applicant(file=str(file.path)))
    version = rosters.show(folder=folder).version
    with pytest.raises(RefusedError, match="on the roster already"):
        enrolling.admit(lead, **told)
    assert rosters.show(folder=folder).version == version
    view = enrolling.admit(lead, **told, further=True)
    (bo,) = (one for one in view.principals if one.name == other.device.principal)
    assert bo.keys == (own(other).fingerprint, file.fingerprint)
    assert bo.recipient == own(second).recipient
    assert not enrolling.taken(folder=folder, who=enrolling.applicant(file=str(file.path)))


def test_only_the_rosters_owner_admits(team: Pair, eve: Session, file: EnrolmentWritten, folder: str) -> None:
    _, other = team
    for one in (other, eve):
        with pytest.raises(RefusedError, match="does not hold the key"):
            admit(one, file, folder)
    rosters.roster_key(eve)
    with pytest.raises(RosterError, match="another key"):
        admit(eve, file, folder)


def test_a_changed_file_and_a_place_that_cannot_be_written_are_told(
    eve: Session, file: EnrolmentWritten, tmp_path: Path
) -> None:
    file.path.write_bytes(file.path.read_bytes().replace(b"Role: lead", b"Role: deputy"))
    with pytest.raises(EnrolmentError, match="does not hold"):
        enrolling.applicant(file=str(file.path))
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(BundleWriteError):
        enrolling.write_enrolment(eve, out=str(tmp_path / "a file"))
