from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.crypto import sealing
from inspector_app.errors import WorldError
from inspector_app.services import elsewhere, passphrases, policy, rosters
from inspector_app.services import session as sessions
from inspector_app.services.policy import Policy
from inspector_app.services.session import Session
from inspector_app.store import folder

TEXT = "Seen alone. “I want to stay with Nan.”\nSecond line."


def test_words_come_back_to_the_letter_and_stand_nowhere_in_the_clear(
    session: Session, tmp_path: Path
) -> None:
    path = elsewhere.put_elsewhere(session, into=tmp_path, text=TEXT, what="the note of this interview")
    assert b"Seen alone" not in path.read_bytes()
    back = elsewhere.bring_back(session, path)
    assert (back.text, back.what) == (TEXT, "the note of this interview")


def test_the_store_need_not_be_writable(session: Session, tmp_path: Path) -> None:
    with session.store.changing() as connection:
        connection.execute("PRAGMA query_only = ON")
    assert (
        elsewhere.bring_back(session, elsewhere.put_elsewhere(session, into=tmp_path, text=TEXT)).text == TEXT
    )


def test_the_store_need_not_be_readable_once_it_was_opened(session: Session, tmp_path: Path) -> None:
    rosters.note_readers(session)
    session.store.close()
    path = elsewhere.put_elsewhere(session, into=tmp_path, text=TEXT)
    assert elsewhere.bring_back(session, path).text == TEXT


def test_the_lead_and_the_organisation_can_open_the_file_with_age_alone(
    open_session: Callable[..., Session], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    lead, other = open_session("ada", "lead"), open_session("bo")
    organisation = sealing.new_identity()
    place = str(tmp_path / "roster")
    rosters.init_roster(lead, folder=place, escrow=sealing.recipient_of(organisation))
    for one in (lead, other):
        rosters.add_member(
            lead,
            folder=place,
            principal=one.device.principal,
            key=sessions.public_key(one.device),
            recipient=sessions.recipient(one.device),
            role=one.device.role,
        )
    rosters.trust_roster(other, folder=place)
    path = elsewhere.put_elsewhere(other, into=tmp_path, text=TEXT)
    for identity in (lead.device.identity, organisation):
        key = tmp_path / "key.txt"
        key.write_text(identity, "utf-8")
        opened = subprocess.run([tool("age"), "-d", "-i", key, path], capture_output=True, check=True)
        assert b"Second line." in opened.stdout


@pytest.mark.parametrize("named_by", ["the policy", "the store"])
def test_the_organisation_can_open_the_file_without_a_roster(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tool: Callable[[str], str],
    named_by: str,
) -> None:
    organisation = sealing.new_identity()
    recipient = sealing.recipient_of(organisation)
    if named_by == "the policy":
        monkeypatch.setattr(policy, "present", lambda: Policy(recovery_recipient=recipient))
    else:
        passphrases.set_recovery(
            session.store.folder, passphrase="twelve small owls", recipient=recipient, session=session
        )
    path = elsewhere.put_elsewhere(session, into=tmp_path, text=TEXT)
    key = tmp_path / "key.txt"
    key.write_text(organisation, "utf-8")
    opened = subprocess.run([tool("age"), "-d", "-i", key, path], capture_output=True, check=True)
    assert b"Second line." in opened.stdout


def test_neither_a_faulty_policy_nor_a_lost_key_file_keeps_words_from_being_put_away(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = tmp_path / "policy.toml"
    faulty.write_text("keychain = ", "utf-8")
    monkeypatch.setattr(policy, "_here", lambda: faulty)
    (session.store.folder / folder.KEYS).unlink()
    path = elsewhere.put_elsewhere(session, into=tmp_path, text=TEXT)
    assert elsewhere.bring_back(session, path).text == TEXT


def test_two_files_of_one_second_stand_side_by_side(session: Session, tmp_path: Path) -> None:
    moment = session.clock()
    session = replace(session, clock=lambda: moment)
    paths = {elsewhere.put_elsewhere(session, into=tmp_path, text=text) for text in ("one", "two")}
    assert {elsewhere.bring_back(session, path).text for path in paths} == {"one", "two"}


def test_a_place_that_cannot_be_written_is_told_and_left_as_it_was(session: Session, tmp_path: Path) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file", "utf-8")
    with pytest.raises(WorldError, match="here either"):
        elsewhere.put_elsewhere(session, into=wall, text=TEXT)
    assert wall.read_text("utf-8") == "a file"


@pytest.mark.parametrize("content", [b"", b"age-encryption.org/v1\n", b"a text"])
def test_a_file_that_holds_no_words_is_refused_by_name(
    session: Session, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "words.age"
    path.write_bytes(content)
    with pytest.raises(WorldError, match=r"words\.age"):
        elsewhere.bring_back(session, path)


def test_words_of_another_laptop_are_not_for_this_one(
    open_session: Callable[..., Session], tmp_path: Path
) -> None:
    ada, bo = open_session("ada"), open_session("bo")
    with pytest.raises(WorldError):
        elsewhere.bring_back(bo, elsewhere.put_elsewhere(ada, into=tmp_path, text=TEXT))
