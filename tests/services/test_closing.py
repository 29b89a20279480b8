"""An inspection is closed on a laptop only when others hold what was done there, or somebody says so in full."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.crypto import signing
from inspector_app.errors import RefusedError
from inspector_app.services import (
    backups,
    bundles,
    closing,
    erasing,
    evidence,
    last_seen,
    merging,
    rosters,
    shelf,
    unsealed,
)
from inspector_app.services import session as sessions
from inspector_app.services.closing import Standing
from inspector_app.services.session import Session
from inspector_app.services.team import own
from inspector_app.store import folder

PASSPHRASE = "twelve small owls"
LEAD, ADA, BO = "lena@inspection", "ada@inspection", "bo@inspection"


def note(session: Session, text: str = "Seen alone.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


@pytest.fixture
def team(trusting: Callable[..., Team]) -> Team:
    """A lead and two inspectors who trust one roster."""
    return trusting("lena", "ada", "bo")


@pytest.fixture
def give(tmp_path: Path) -> Callable[[Session, Session], None]:
    """Exports from one store and merges into another."""

    def one(sender: Session, taker: Session) -> None:
        to = (taker.device.principal,)
        path = bundles.export_bundle(sender, out=str(tmp_path / "out"), recipients=to).bundle
        assert merging.merge_bundle(taker, bundle=path).verdict == "good"

    return one


Give = Callable[[Session, Session], None]
Team = tuple[Session, Session, Session]


def test_what_the_lead_acknowledged_in_his_next_bundle_can_go(team: Team, give: Give, home: Path) -> None:
    lead, ada, _ = team
    note(ada)
    where, store_id = ada.store.folder, ada.store_id
    give(ada, lead)
    assert closing.standing(ada).lacking == closing.standing(ada).changes == 3
    give(lead, ada)
    assert closing.standing(ada) == Standing(3, 0, 0, 0, 0, (LEAD,), (LEAD,))
    done = closing.close(ada, home=home)
    assert (done.store_id, done.left, done.backups) == (store_id, (), "")
    assert not where.exists()
    log = (home / erasing.PURGE_LOG).read_text("ascii")
    assert f"{store_id} of inspection {ada.inspection} closed; 3 changes, 0 not acknowledged, 0 drafts" in log
    assert "Fernshire" not in log
    assert last_seen.end_of(store_id, ada.device.actor) is None


def test_what_was_never_acknowledged_is_counted_exactly_and_nothing_happens(
    team: Team, give: Give, home: Path
) -> None:
    lead, ada, _ = team
    give(ada, lead)
    give(lead, ada)
    rec = note(ada)
    evidence.amend_evidence(ada, evidence=rec, text="Seen alone, twice.")
    unsealed.keep_typing(
        ada, editor="evidence/new", kind="evidence", fields={"text": "half"}, cursor=("text", 4)
    )
    with pytest.raises(RefusedError) as told:
        closing.close(ada, home=home)
    sentence = "No lead has acknowledged 2 of the 4 changes made here (1 record), and 1 note was typed"
    assert told.value.what.startswith(sentence)
    assert folder.unlock(ada.store.folder, PASSPHRASE)
    assert ada.store.find(rec) is not None
    assert not (home / erasing.PURGE_LOG).exists()


def test_a_note_that_is_only_typed_is_reason_enough(team: Team, give: Give, home: Path) -> None:
    lead, ada, _ = team
    give(ada, lead)
    give(lead, ada)
    unsealed.keep_typing(
        ada, editor="evidence/new", kind="evidence", fields={"text": "half"}, cursor=("text", 4)
    )
    with pytest.raises(RefusedError, match=r"^1 note was typed and never recorded; nothing was closed"):
        closing.close(ada, home=home)


def test_only_the_authoritys_name_in_full_closes_it_all_the_same(team: Team, home: Path) -> None:
    _, ada, _ = team
    note(ada)
    for name in ("fernshire", "yes"):
        with pytest.raises(RefusedError, match="nothing was destroyed"):
            closing.close(ada, home=home, anyway=name)
    done = closing.close(ada, home=home, anyway="Fernshire")
    assert done.standing.lacking == 3
    assert not ada.store.folder.exists()
    assert "3 changes, 3 not acknowledged" in (home / erasing.PURGE_LOG).read_text("ascii")


def test_a_colleague_who_is_no_lead_does_not_count(team: Team, give: Give) -> None:
    _, ada, bo = team
    give(ada, bo)
    give(bo, ada)
    found = closing.standing(ada)
    assert (found.lacking, found.by, found.counting) == (found.changes, (), (LEAD,))


def test_what_the_lead_has_by_way_of_a_colleague_counts(team: Team, give: Give) -> None:
    lead, ada, bo = team
    note(ada)
    give(ada, bo)
    give(bo, lead)
    give(lead, ada)
    assert closing.standing(ada).whole


def test_the_only_lead_is_acknowledged_by_colleagues(team: Team, give: Give) -> None:
    lead, ada, _ = team
    note(lead)
    give(lead, ada)
    give(ada, lead)
    assert closing.standing(lead) == Standing(3, 0, 0, 0, 0, (ADA,), ())


def test_without_a_roster_the_person_whose_bundle_was_accepted_counts(
    open_session: Callable[..., Session], tmp_path: Path
) -> None:
    ada, bo = open_session("ada"), open_session("bo")
    for sender, taker in ((ada, bo), (bo, ada)):
        to = (sessions.recipient(taker.device),)
        path = bundles.export_bundle(sender, out=str(tmp_path / "out"), recipients=to).bundle
        key = bundles.signing_key(sender).fingerprint
        merging.merge_bundle(taker, bundle=path, accept_unknown=True, signer=key)
    assert closing.standing(ada).whole


def test_sending_alone_is_no_acknowledgement(team: Team, tmp_path: Path, home: Path) -> None:
    _, ada, _ = team
    bundles.export_bundle(ada, out=str(tmp_path / "out"))
    with pytest.raises(RefusedError, match="No lead has acknowledged 2 of the 2 changes made here"):
        closing.close(ada, home=home)


def test_work_under_an_earlier_device_id_is_work_done_here(team: Team, give: Give) -> None:
    lead, ada, _ = team
    note(ada, "before")
    sessions.renew_device(ada)
    note(ada, "after")
    give(ada, lead)
    give(lead, ada)
    assert closing.standing(ada) == Standing(4, 0, 0, 0, 0, (LEAD,), (LEAD,))


def test_of_a_log_that_forked_each_side_wants_its_own_acknowledgement(
    team: Team, give: Give, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, ada, _ = team
    ada.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    (tmp_path / "copy").mkdir()
    for name in (folder.DATABASE, folder.KEYS):
        shutil.copy(ada.store.folder / name, tmp_path / "copy" / name)
    note(ada, "this side")
    monkeypatch.setenv("INSPECTOR_APP_HOME", str(tmp_path / "another home"))
    with sessions.unlock(tmp_path / "copy", PASSPHRASE) as copy:
        assert copy.device.actor == ada.device.actor
        note(copy, "the other side")
        give(copy, lead)
    give(lead, ada)
    found = closing.standing(ada)
    assert (found.changes, found.lacking, found.records) == (4, 1, 1)


def _copies(where: Path) -> list[str]:
    return sorted(path.name for path in where.iterdir() if path.is_dir())


def test_its_automatic_backups_go_with_it_the_newest_too(
    team: Team, give: Give, home: Path, tmp_path: Path
) -> None:
    lead, ada, _ = team
    stick = tmp_path / "stick"
    backups.run(ada, stick)
    sessions.renew_device(ada)
    note(ada)
    backups.run(ada)
    backups.run(lead, stick)
    lenas = [name for name in _copies(stick) if name.startswith("lena")]
    assert len(_copies(stick)) == 3
    give(ada, lead)
    give(lead, ada)
    assert closing.standing(ada).backups == str(stick)
    done = closing.close(ada, home=home)
    assert (done.removed, done.backups) == (2, "")
    assert _copies(stick) == lenas
    assert "; 2 automatic backups removed" in (home / erasing.PURGE_LOG).read_text("ascii")


def test_a_copy_that_only_has_the_name_of_a_backup_is_left_and_told(
    team: Team, give: Give, home: Path, tmp_path: Path
) -> None:
    lead, ada, _ = team
    stick = tmp_path / "stick"
    backups.run(ada, stick)
    [name] = _copies(stick)
    other = name.replace("-000001-", "-000007-")
    shutil.copytree(stick / name, stick / other)
    give(ada, lead)
    give(lead, ada)
    done = closing.close(ada, home=home)
    assert (done.removed, done.backups) == (1, str(stick))
    assert _copies(stick) == [other]


def test_backups_stay_where_somebody_says_so_or_something_was_not_acknowledged(
    team: Team, give: Give, home: Path, tmp_path: Path
) -> None:
    lead, ada, bo = team
    for one in (ada, bo):
        backups.run(one, tmp_path / "stick")
    before = _copies(tmp_path / "stick")
    give(ada, lead)
    give(lead, ada)
    done = closing.close(ada, home=home, keep_backups=True)
    assert (done.removed, done.backups) == (0, str(tmp_path / "stick"))
    done = closing.close(bo, home=home, anyway="Fernshire")
    assert (done.removed, done.backups) == (0, str(tmp_path / "stick"))
    assert _copies(tmp_path / "stick") == before


def test_a_folder_for_backups_that_is_away_is_told_and_keeps_nothing_from_being_closed(
    team: Team, give: Give, home: Path, tmp_path: Path
) -> None:
    lead, ada, _ = team
    backups.run(ada, tmp_path / "stick")
    (tmp_path / "stick").rename(tmp_path / "pulled out")
    give(ada, lead)
    give(lead, ada)
    done = closing.close(ada, home=home)
    assert (done.removed, done.backups) == (0, str(tmp_path / "stick"))


def test_the_word_of_a_laptop_whose_key_was_revoked_counts_for_nothing(
    team: Team, give: Give, tmp_path: Path
) -> None:
    """A lost laptop of the lead's holds nothing for anybody."""
    lead, ada, _ = team
    note(ada)
    give(ada, lead)
    give(lead, ada)
    assert closing.standing(ada).whole
    place = str(tmp_path / "roster")
    again = signing.new_key()
    rosters.add_member(
        lead, folder=place, principal=LEAD, key=again.public_line, recipient=sessions.recipient(lead.device),
        role="lead",
    )  # fmt: skip
    rosters.revoke_member(lead, folder=place, principal=own(lead).fingerprint)
    rosters.trust_roster(ada, folder=place)
    assert closing.standing(ada).lacking == 3


def test_a_bundle_that_is_set_aside_is_not_destroyed_unasked(
    team: Team, give: Give, open_session: Callable[..., Session], home: Path, tmp_path: Path
) -> None:
    lead, ada, _ = team
    give(ada, lead)
    give(lead, ada)
    eve = open_session("eve")
    note(eve)
    to = (sessions.recipient(ada.device),)
    sent = bundles.export_bundle(eve, out=str(tmp_path / "eves"), recipients=to)
    shelf.set_aside(ada, bundle=str(sent.bundle))
    assert (closing.standing(ada).aside, closing.standing(ada).whole) == (1, False)
    with pytest.raises(RefusedError, match="1 bundle is set aside"):
        closing.close(ada, home=home)
    assert shelf.held(ada)
