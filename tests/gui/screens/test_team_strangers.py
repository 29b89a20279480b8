from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspector_app.crypto import spoken
from inspector_app.gui.screens.team.shelving import THROW_AWAY
from inspector_app.gui.screens.team.taking import COMPARED
from inspector_app.services import evidence, rosters, shelf, team
from inspector_app.services import session as sessions
from inspector_app.services.session import Session


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


@pytest.fixture
def stranger(device) -> Session:
    """Somebody who is not on the roster."""
    return device("cy")


@pytest.fixture
def strange(office, stranger) -> tuple[Path, str, str]:
    """A bundle by somebody who is not on the roster: its path, a record in it, the fingerprint."""
    rec = _note(stranger)
    path = office.sent(stranger, recipients=(sessions.recipient(office.lead.device),))
    return path, rec, team.own(stranger).fingerprint


def test_an_unknown_signer_is_taken_only_after_the_fingerprint_was_compared(office, strange) -> None:
    path, rec, fingerprint = strange
    office.takes(path)
    page = office.screen.bundles
    assert office.trial["Fingerprint"].replace(" ", "") == fingerprint
    assert not page.merge.isVisible()
    office.picks.will_answer("Not yet")
    page.compare.click()
    assert not page.merge.isVisible()
    office.picks.will_answer(COMPARED)
    page.compare.click()
    assert fingerprint in office.picks.asked[-1].text.replace(" ", "")
    assert office.trial["In words"] == spoken.words(fingerprint)
    assert spoken.words(fingerprint) in office.picks.asked[-1].text
    assert page.merge.isVisible()
    assert "New" in office.trial
    assert office.lead.store.find(rec) is None
    page.merge.click()
    assert office.lead.store.find(rec) is not None
    assert [r.get("fingerprint") for r in office.lead.store.records("decision")] == [fingerprint]


def test_the_comparison_holds_for_that_key_only(office, strange, device, bench) -> None:
    path, rec, _ = strange
    office.takes(path)
    office.picks.will_answer(COMPARED)
    office.screen.bundles.compare.click()
    third = device("dee")
    swapped = office.sent(third, recipients=(sessions.recipient(office.lead.device),))
    shutil.copyfile(swapped, path)
    office.screen.bundles.merge.click()
    assert "another key signed it" in str(bench.failures[-1])
    assert office.lead.store.records("decision") == []
    assert office.lead.store.find(rec) is None


def test_a_bundle_of_an_unknown_signer_is_set_aside_and_offered_when_the_roster_names_the_key(
    office, strange, stranger, bench
) -> None:
    path, rec, fingerprint = strange
    page = office.screen.bundles
    assert not page.shelf.isVisible()
    office.takes(path)
    assert office.trial["Says it is from"].startswith("cy@inspection")
    page.hold.click()
    assert not page.trial.isVisible()
    assert page.told.text().startswith(f"Set aside, sealed as it came: {path.name}")
    path.unlink()
    row = page.shelf.list.current()
    assert (row.fingerprint, row.claims, row.standing) == (fingerprint, ("cy@inspection",), "unknown")
    page.shelf.again.click()
    assert page.compare.isVisible()
    assert not page.hold.isVisible()
    page.aside.click()
    folder = str(office.folder / "roster")
    mine = team.own(stranger)
    rosters.add_member(
        office.lead, folder=folder, principal=mine.principal, key=mine.public_key, recipient=mine.recipient
    )
    office.picks.will_answer(Path(folder))
    office.screen.roster.trust.click()
    assert "cy@inspection, who is on the roster now" in page.out.text()
    page.shelf.again.click()
    assert office.verdict.startswith("Whole and unchanged, signed by cy@inspection")
    page.merge.click()
    assert office.lead.store.find(rec) is not None
    assert not page.shelf.isVisible()
    assert bench.failures == []


def test_a_bundle_that_is_set_aside_is_thrown_away_only_after_a_question(office, strange) -> None:
    office.takes(strange[0])
    page = office.screen.bundles
    page.hold.click()
    page.shelf.again.click()
    office.picks.will_answer("Keep it")
    page.shelf.discard.click()
    assert len(shelf.held(office.lead)) == 1
    office.picks.will_answer(THROW_AWAY)
    page.shelf.discard.click()
    assert shelf.held(office.lead) == ()
    assert not page.shelf.isVisible()
    assert not page.trial.isVisible()


# --- disagreements -----------------------------------------------------------------------------------
