"""An organisation's key revocation list in a roster: what is on it counts nowhere, and it cannot be lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from inspector_app.bundle import RosterError
from inspector_app.bundle.roster import KRL_FILE
from inspector_app.errors import RefusedError
from inspector_app.services import bundles, evidence, merging, rosters
from inspector_app.services import team as teams
from inspector_app.services.session import Session

Pair = tuple[Session, Session]
Sent = tuple[Session, Session, str]
LEAD, BO = "ada@inspection", "bo@inspection"
pytestmark = pytest.mark.needs("ssh-keygen")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "roster")


def _listed(tmp_path: Path, *gone: Session, number: int = 3) -> str:
    """A list by ssh-keygen itself."""
    made = tmp_path / f"krl-{number}"
    words = ["ssh-keygen", "-q", "-k", "-f", str(made), "-z", str(number)]
    for session in gone:
        path = tmp_path / f"{session.device.actor}.pub"
        path.write_text(teams.own(session).public_key + "\n", "ascii")
        words.append(str(path))
    subprocess.run(words, check=True)
    return str(made)


def _sent(session: Session, tmp_path: Path) -> str:
    evidence.record_evidence(session, text="Seen.", source="case_file")
    return bundles.export_bundle(session, out=str(tmp_path / "out")).bundle


@pytest.fixture
def sent(team: Pair, tmp_path: Path) -> tuple[Session, Session, str]:
    """The lead, an inspector, and a bundle of the inspector's that the lead has not seen."""
    lead, other = team
    return lead, other, _sent(other, tmp_path)


def test_a_key_on_the_list_is_revoked_for_bundles_members_and_its_own_exports(
    sent: Sent, folder: str, tmp_path: Path
) -> None:
    lead, other, bundle = sent
    assert bundles.verify_bundle(lead, bundle=bundle).verdict == "good"
    view = rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, other))
    assert (view.krl, [one.name for one in view.principals]) == (3, [LEAD])
    for session in (lead, other):
        rosters.trust_roster(session, folder=folder)
    assert merging.merge_bundle(lead, bundle=bundle).verdict == "revoked"
    found = teams.team(lead)
    assert {one.name: one.standing for one in found.members} == {LEAD: "counts", BO: "revoked"}
    assert BO not in found.readers
    with pytest.raises(RefusedError, match="revoked"):
        _sent(other, tmp_path)


def test_what_was_taken_in_before_still_counts(sent: Sent, folder: str, tmp_path: Path) -> None:
    lead, other, bundle = sent
    merging.merge_bundle(lead, bundle=bundle)
    rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, other))
    rosters.trust_roster(lead, folder=folder)
    assert merging.merge_bundle(lead, bundle=bundle).verdict == "good"


def test_nobody_whose_key_is_on_it_is_put_on_the_roster_again(
    sent: Sent, folder: str, tmp_path: Path
) -> None:
    lead, other, _ = sent
    rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, other))
    mine = teams.own(other)
    with pytest.raises(RefusedError, match="was revoked"):
        rosters.add_member(lead, folder=folder, principal=BO, key=mine.public_key, recipient=mine.recipient)


def test_the_list_stays_when_the_roster_is_signed_again_and_a_lower_number_is_refused(
    sent: Sent, folder: str, tmp_path: Path
) -> None:
    lead, other, _ = sent
    rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, other))
    assert rosters.sign_roster(lead, folder=folder).krl == 3
    with pytest.raises(RefusedError, match="number 2"):
        rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, number=2))
    assert rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, other, number=4)).krl == 4


@pytest.mark.parametrize("spoil", ["taken away", "changed", "another"])
def test_a_roster_whose_list_was_taken_away_or_changed_is_refused(
    sent: Sent, folder: str, tmp_path: Path, spoil: str
) -> None:
    lead, other, _ = sent
    rosters.take_krl(lead, folder=folder, file=_listed(tmp_path, other))
    path = Path(folder, KRL_FILE)
    if spoil == "taken away":
        path.unlink()
    elif spoil == "changed":
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    else:
        path.write_bytes(Path(_listed(tmp_path, number=9)).read_bytes())
    with pytest.raises(RosterError):
        rosters.trust_roster(lead, folder=folder)


def test_a_list_beside_a_roster_that_does_not_name_it_is_refused(
    sent: Sent, folder: str, tmp_path: Path
) -> None:
    lead, other, _ = sent
    Path(folder, KRL_FILE).write_bytes(Path(_listed(tmp_path, other)).read_bytes())
    with pytest.raises(RosterError):
        rosters.trust_roster(lead, folder=folder)


def test_a_list_that_cannot_be_read_whole_changes_nothing(sent: Sent, folder: str, tmp_path: Path) -> None:
    lead, other, _ = sent
    version = rosters.show(folder=folder).version
    cut = Path(_listed(tmp_path, other))
    cut.write_bytes(cut.read_bytes()[:-3])
    for file in (cut, tmp_path / "gone", tmp_path):
        with pytest.raises(RosterError):
            rosters.take_krl(lead, folder=folder, file=str(file))
    assert rosters.show(folder=folder).version == version


def test_only_the_rosters_owner_puts_a_list_in(sent: Sent, folder: str, tmp_path: Path) -> None:
    _, other, _ = sent
    with pytest.raises(RefusedError, match="does not hold the key"):
        rosters.take_krl(other, folder=folder, file=_listed(tmp_path))
