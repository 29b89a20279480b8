from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.merge.plan import plan_merge
from inspector_app.services import bundles, evidence, merging, rollcall
from inspector_app.services.session import Session
from inspector_app.store import exchange

Team = tuple[Session, Session, Session]


@pytest.fixture
def team(trusting: Callable[..., Team]) -> Team:
    return trusting("ada", "bo", "cy")


def note(session: Session) -> None:
    evidence.record_evidence(session, text="Seen.", source="case_file")


def sent(sender: Session, tmp_path: Path) -> str:
    return bundles.export_bundle(sender, out=str(tmp_path / "out")).bundle


def handed(sender: Session, taker: Session, first: int) -> None:
    """Hands over what one device wrote from a place of its log on, without what came before."""
    found = list(exchange.log(sender.store, sender.device.actor, first - 1))
    payloads = exchange.payload_lines(sender.store, [e.header.pay for e in found])
    plan = plan_merge([e.line for e in found], payloads, taker.store.ledger)
    taker.store.integrate(merging.arrival(plan, "0" * 64))


def test_everybody_on_the_roster_is_called_and_who_never_sent_anything_is_seen(team: Team, tmp_path) -> None:
    lead, bo, cy = team
    merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    lead.clock.moment += timedelta(days=3)
    found = rollcall.roll_call(lead)
    assert [(p.principal, len(p.days), p.silent) for p in found.people] == [
        ("bo@inspection", 1, 3),
        ("cy@inspection", 0, None),
    ]
    mine = next(one for one in found.laptops if one.device == bo.device.actor)
    assert (mine.principal, mine.bundles, mine.missing, mine.forks) == ("bo@inspection", 1, (), ())
    assert found.gaps == ()
    assert cy.device.actor not in {one.device for one in found.laptops}


def test_a_bundle_is_expected_on_the_working_day_after_the_last_and_work_is_told_up_to_when(
    team: Team, tmp_path
) -> None:
    lead, bo, _ = team  # the inspection begins on Monday 2 November 2026
    merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    lead.clock.moment += timedelta(days=4)
    bo.clock.moment += timedelta(days=4)
    note(bo)
    merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    of_bo, of_cy = rollcall.people(lead)
    assert of_bo.last[:10] == "2026-11-06"  # a Friday
    assert of_bo.expected == "2026-11-09"
    assert of_bo.upto == exchange.end_of(lead.store, bo.device.actor)[1]
    assert (of_cy.principal, of_cy.upto, of_cy.expected) == ("cy@inspection", "", "2026-11-02")


def test_work_that_a_colleague_passed_on_counts_as_here_though_its_author_sent_nothing(
    team: Team, tmp_path
) -> None:
    lead, bo, cy = team
    note(cy)
    to_bo = bundles.export_bundle(cy, out=str(tmp_path / "out"), recipients=("bo@inspection",)).bundle
    merging.merge_bundle(bo, bundle=to_bo)
    merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    of_cy = rollcall.people(lead)[1]
    assert (of_cy.last, of_cy.upto[:10]) == ("", "2026-11-02")


def test_a_bundle_that_never_came_is_numbered_though_nothing_of_it_is_lost(team: Team, tmp_path) -> None:
    lead, bo, _ = team
    sent(bo, tmp_path)
    merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    (mine,) = [one for one in rollcall.roll_call(lead).laptops if one.device == bo.device.actor]
    assert (mine.bundles, mine.missing) == (1, (1,))


def test_what_waits_is_told_by_laptop_with_what_it_waits_for_until_it_comes(team: Team) -> None:
    lead, bo, _ = team
    for _ in range(3):
        note(bo)
    handed(bo, lead, 4)
    (gap,) = rollcall.gaps(lead)
    assert (gap.device, gap.entries, gap.wants, gap.place, gap.why) == (
        bo.device.actor, 2, bo.device.actor, 3, "missing",
    )  # fmt: skip
    assert gap.sentence == (
        f"2 entries of laptop {bo.device.actor[:8]} of bo@inspection wait for its place 3, which is in a bundle"
        " that has not come yet"
    )
    handed(bo, lead, 1)
    assert rollcall.gaps(lead) == ()
    assert rollcall.sentences(lead) == ()


def test_a_fork_is_told_by_laptop_in_the_merge_and_stays_in_sight(team: Team, tmp_path) -> None:
    lead, bo, _ = team
    merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    seq, last = exchange.frontier(bo.store)[bo.device.actor]
    note(bo)
    path = sent(bo, tmp_path)
    # The same device goes on from a copy of its disk.
    with bo.store.changing() as connection:
        connection.execute("DELETE FROM entry WHERE actor = ? AND seq > ?", (bo.device.actor, seq))
        connection.execute("DELETE FROM bundle")
    assert exchange.frontier(bo.store)[bo.device.actor] == (seq, last)
    note(bo)
    merging.merge_bundle(lead, bundle=path)
    done = merging.merge_bundle(lead, bundle=sent(bo, tmp_path))
    assert [(f.device, f.author, f.place, f.places) for f in done.forks] == [
        (bo.device.actor, "bo@inspection", seq + 1, 1)
    ]
    assert f"laptop {bo.device.actor[:8]} of bo@inspection was copied" in done.note
    (mine,) = [one for one in rollcall.roll_call(lead).laptops if one.device == bo.device.actor]
    assert mine.forks == (seq + 1,)
    (told,) = rollcall.sentences(lead)
    assert "bo@inspection" in told
