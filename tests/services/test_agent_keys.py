"""Bundles that a real `ssh-agent` signs beside the device, and agents that do not sign when they are asked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import layout
from inspector_app.crypto import agent, signing
from inspector_app.crypto.agent import AgentError
from inspector_app.errors import RefusedError
from inspector_app.services import (
    acknowledging,
    agent_keys,
    bundles,
    enrolling,
    evidence,
    merging,
    parts,
    rosters,
    sending,
)
from inspector_app.services.session import Session
from inspector_app.services.team import own
from inspector_app.store import exchange

pytestmark = [
    pytest.mark.needs("ssh-agent", "ssh-add", "ssh-keygen"),
    pytest.mark.skipif(sys.platform == "win32", reason="agents of Windows listen on a named pipe"),
]
Pair = tuple[Session, Session]


def run(*words: object, **settings: str) -> None:
    told = [str(word) for word in words]
    subprocess.run(told, check=True, capture_output=True, env={**os.environ, **settings})


@pytest.fixture
def key(start_agent: Callable[[], object], tmp_path: Path) -> str:
    """The fingerprint of the one key that the agent keeps."""
    start_agent()
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "Bo's", "-f", tmp_path / "id")
    run("ssh-add", tmp_path / "id")
    return signing.public_key((tmp_path / "id.pub").read_text("ascii")).fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "roster")


def export(session: Session, tmp_path: Path, **options: object) -> str:
    evidence.record_evidence(session, text="Visits were late.", source="case_file")
    return bundles.export_bundle(session, out=str(tmp_path / "out"), **options).bundle  # type: ignore[arg-type]


def admit_agents_key(team: Pair, folder: str, tmp_path: Path, device_signs: str = "all") -> None:
    """The lead admits the agent's key of bo by an enrolment that the agent signed."""
    lead, bo = team
    made = enrolling.write_enrolment(bo, out=str(tmp_path / "stick"), agent=True)
    rosters.add_member(
        lead, folder=folder, principal=bo.device.principal, key=own(bo).public_key,
        recipient=own(bo).recipient, uses=device_signs,
    )  # fmt: skip
    enrolling.admit(
        lead, folder=folder, file=str(made.path), fingerprint=made.fingerprint,
        principal=bo.device.principal, further=True, uses="bundles",
    )  # fmt: skip
    for one in team:
        rosters.trust_roster(one, folder=folder)


def test_the_agents_key_signs_beside_the_device_whose_bundle_it_stays(
    team: Pair, key: str, tmp_path: Path
) -> None:
    lead, bo = team
    assert agent_keys.use(bo, key=key).comment == "Bo's"
    done = merging.merge_bundle(lead, bundle=export(bo, tmp_path))
    assert (done.verdict, done.signer, done.strangers) == ("good", own(bo).fingerprint, ())
    told = bundles.verify_bundle(lead, bundle=export(bo, tmp_path))
    assert {(one.fingerprint, one.verdict) for one in told.signatures} == {
        (own(bo).fingerprint, "good"),
        (key, "unknown-signer"),
    }


def test_once_the_roster_names_both_the_device_is_still_the_one_that_is_named(
    team: Pair, key: str, folder: str, tmp_path: Path
) -> None:
    lead, bo = team
    agent_keys.use(bo, key=key)
    admit_agents_key(team, folder, tmp_path)
    path = export(bo, tmp_path)
    told = bundles.verify_bundle(lead, bundle=path)
    assert {one.verdict for one in told.signatures} == {"good"}
    done = merging.merge_bundle(lead, bundle=path)
    assert (done.verdict, done.signer, done.strangers) == ("good", own(bo).fingerprint, ())
    assert done.attributed == done.new > 0


def test_where_the_device_may_sign_its_log_alone_only_the_agent_makes_a_bundle_good(
    team: Pair, key: str, folder: str, tmp_path: Path
) -> None:
    """Whoever has the laptop and its passphrase, and not the token, can make no bundle that counts."""
    lead, bo = team
    agent_keys.use(bo, key=key)
    admit_agents_key(team, folder, tmp_path, device_signs="log")
    done = merging.merge_bundle(lead, bundle=export(bo, tmp_path))
    assert (done.verdict, done.principal, done.signer) == ("good", bo.device.principal, key)
    assert (done.attributed, done.strangers) == (done.new, ())
    assert exchange.acknowledged(lead.store, bo.device.actor)
    agent_keys.leave(bo)
    with pytest.raises(RefusedError, match="its log alone"):
        export(bo, tmp_path)


def test_a_bundle_by_the_device_alone_does_not_count_where_it_may_sign_its_log_alone(
    team: Pair, key: str, folder: str, tmp_path: Path
) -> None:
    lead, bo = team
    path = export(bo, tmp_path)  # before bo has heard of the newer roster
    agent_keys.use(bo, key=key)
    admit_agents_key(team, folder, tmp_path, device_signs="log")
    assert merging.merge_bundle(lead, bundle=path).verdict == "unknown-signer"


def test_a_receipt_counts_where_the_device_may_sign_its_log_alone(
    team: Pair, key: str, folder: str, tmp_path: Path
) -> None:
    lead, bo = team
    agent_keys.use(bo, key=key)
    admit_agents_key(team, folder, tmp_path, device_signs="log")
    merging.merge_bundle(lead, bundle=export(bo, tmp_path))
    made = acknowledging.write_receipt(bo, out=str(tmp_path / "receipts"))
    taken = acknowledging.take_receipt(lead, file=str(made.path))
    assert taken.principal == bo.device.principal


def test_a_locked_agent_refuses_the_export_and_nothing_is_left(team: Pair, key: str, tmp_path: Path) -> None:
    _, bo = team
    agent_keys.use(bo, key=key)
    word = tmp_path / "word"
    word.write_text("#!/bin/sh\necho owls\n", "utf-8")
    word.chmod(0o700)
    run("ssh-add", "-x", SSH_ASKPASS=str(word), SSH_ASKPASS_REQUIRE="force")
    sent = exchange.bundles(bo.store)
    with pytest.raises(AgentError, match="does not show the key"):
        export(bo, tmp_path)
    assert not (tmp_path / "out").exists()
    assert exchange.bundles(bo.store) == sent
    run("ssh-add", "-X", SSH_ASKPASS=str(word), SSH_ASKPASS_REQUIRE="force")
    assert bundles.verify_bundle(bo, bundle=export(bo, tmp_path)).sequence == len(sent) + 1


def test_a_refused_confirmation_leaves_nothing_behind(
    team: Pair, start_agent: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bo = team
    refusing = tmp_path / "no"
    refusing.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    refusing.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(refusing))
    monkeypatch.setenv("DISPLAY", ":0")
    start_agent()
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "id")
    run("ssh-add", "-c", tmp_path / "id")
    agent_keys.use(bo, key=agent_keys.offered()[0].fingerprint)
    with pytest.raises(AgentError, match="somebody refused"):
        export(bo, tmp_path)
    assert not (tmp_path / "out").exists()
    assert list(bo.store.folder.glob(".quarantine-*")) == []


def test_an_agent_that_goes_away_between_two_parts_leaves_no_part(
    team: Pair, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bo = team
    agent_keys.use(bo, key=key)
    real, count = agent.AgentKey.sign, []

    def gone(self: agent.AgentKey, data: bytes) -> bytes:
        count.append(1)
        if len(count) > 1:
            monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "nowhere"))
        return real(self, data)

    monkeypatch.setattr(agent.AgentKey, "sign", gone)
    monkeypatch.setattr(layout, "MAX_MEMBERS", parts._FIXED_FILES + 3 + 6)
    for number in range(12):
        evidence.record_evidence(bo, text=f"Seen {number}.", source="case_file")
    with pytest.raises(AgentError, match="cannot be reached"):
        export(bo, tmp_path)
    assert len(count) == 2
    assert not (tmp_path / "out").exists()


def test_whoever_waits_for_the_agent_can_stop(team: Pair, key: str, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(_done: int, _of: int, sentence: str) -> None:
        if "agent" in sentence:
            raise StoppedError

    _, bo = team
    agent_keys.use(bo, key=key)
    begun = sending.begin(bo, out=str(tmp_path / "out"))
    (signs,) = sending._from_agent(begun, stop)
    with pytest.raises(StoppedError):
        signs.waits()


def test_only_a_key_that_the_agent_shows_is_chosen(team: Pair, key: str) -> None:
    _, bo = team
    for wrong in ("", "SHA256:x", own(bo).fingerprint):
        with pytest.raises(RefusedError):
            agent_keys.use(bo, key=wrong)
    assert agent_keys.chosen(bo) == ""
    agent_keys.use(bo, key=key)
    assert agent_keys.chosen(bo) == key
    agent_keys.leave(bo)
    assert agent_keys.chosen(bo) == ""


def test_a_key_that_is_somebody_elses_on_the_roster_or_revoked_is_not_chosen(
    team: Pair, key: str, folder: str, tmp_path: Path
) -> None:
    lead, bo = team
    line = (tmp_path / "id.pub").read_text("ascii")
    agent_keys.use(bo, key=key)
    rosters.add_member(
        lead, folder=folder, principal="cy@inspection", key=line, recipient=own(lead).recipient
    )
    rosters.trust_roster(bo, folder=folder)
    with pytest.raises(RefusedError, match="somebody else's"):
        agent_keys.use(bo, key=key)
    with pytest.raises(RefusedError, match="somebody else's"):
        export(bo, tmp_path)
    rosters.revoke_member(lead, folder=folder, principal=key)
    rosters.trust_roster(lead, folder=folder)
    rosters.trust_roster(bo, folder=folder)
    with pytest.raises(RefusedError):
        export(bo, tmp_path)
    agent_keys.leave(bo)
    assert merging.merge_bundle(lead, bundle=export(bo, tmp_path)).verdict == "good"


def test_a_certificate_in_the_agent_makes_the_bundle_good(
    team: Pair, open_session: Callable[..., Session], key: str, folder: str, tmp_path: Path
) -> None:
    """The office names its authority alone: eve's token has a certificate, her laptop stands on no roster."""
    lead, eve = team[0], open_session("eve")
    name = eve.device.principal
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "ca")
    run("ssh-keygen", "-q", "-s", tmp_path / "ca", "-I", "1", "-n", name, tmp_path / "id.pub")
    run("ssh-add", "-D")
    run("ssh-add", tmp_path / "id")
    assert agent_keys.use(eve, key=key).names == (name,)
    office = (tmp_path / "ca.pub").read_text("ascii")
    rosters.add_authority(lead, folder=folder, names="*@inspection", key=office)
    for one in (lead, eve):
        rosters.trust_roster(one, folder=folder)
    done = merging.merge_bundle(lead, bundle=export(eve, tmp_path))
    assert (done.verdict, done.principal, done.signer) == ("good", name, key)
    assert done.strangers == ()


def test_without_a_chosen_key_there_is_no_enrolment_of_it(team: Pair, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="agent use"):
        enrolling.write_enrolment(team[1], out=str(tmp_path), agent=True)
