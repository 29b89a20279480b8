"""The drop folder on the screen of the team: what arrives is offered, nothing is taken in without a press."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.gui.saving import Phase
from inspector_app.services import bundles, dropping, evidence, merging, team
from inspector_app.store import exchange

BO = "bo@inspection"


def _note(session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


@pytest.fixture
def drop(office):
    """The office with a drop folder that is watched."""
    folder = office.folder / "drop"
    folder.mkdir()
    office.drop = folder
    office.dropping = office.screen.presenter.dropping
    office.picks.will_answer(folder)
    office.screen.bundles.drop.choose.click()
    return office


def _left(drop, session=None, **how) -> Path:
    """A bundle that a colleague left in the folder."""
    return Path(bundles.export_bundle(session or drop.other, out=str(drop.drop), **how).bundle)


def _looked(drop) -> None:
    """As the watch does: a file must stand the same at two looks."""
    drop.dropping.look()
    drop.dropping.look()


def _waiting(drop) -> list[str]:
    return [one.name for one in drop.dropping.drop.offers]


def _results(drop) -> list[tuple[str, bool]]:
    return [(one.name, one.taken) for one in drop.dropping.drop.results]


def test_a_bundle_that_arrives_is_offered_with_what_it_would_do_and_taken_by_one_press(drop, bench) -> None:
    rec = _note(drop.other)
    path = _left(drop)
    drop.dropping.look()
    section = drop.screen.bundles.drop
    assert not section.take.isVisible()  # it may still be arriving
    drop.dropping.look()
    assert section.take.text() == "Take in 1 bundle"
    (fact,) = section.offers.shown
    assert fact.label == BO
    assert f"Would add {drop.other.store.revisions()} changes" in fact.value
    assert path.name[-24:] in fact.value
    assert drop.lead.store.find(rec) is None
    section.take.click()
    assert drop.lead.store.find(rec) is not None
    assert _results(drop) == [(path.name, True)]
    assert "Added" in section.results.shown[0].value
    assert "evidence" in bench.changes[-1].kinds
    assert not section.take.isVisible()
    _looked(drop)
    assert _waiting(drop) == []


def test_several_are_taken_in_one_go_and_a_refused_one_stops_no_other(drop, device) -> None:
    first = _note(drop.other)
    paths = [_left(drop)]
    second = _note(drop.other)
    paths.append(_left(drop))
    _looked(drop)
    paths[0].write_bytes(paths[0].read_bytes()[:-40])  # damaged after it was looked at
    drop.screen.bundles.drop.take.click()
    assert sorted(_results(drop)) == sorted([(paths[0].name, False), (paths[1].name, True)])
    assert drop.lead.store.find(second) is not None
    assert (
        drop.lead.store.find(first) is not None
    )  # an export holds all that its readers never said they hold
    _looked(drop)
    assert _waiting(drop) == [paths[0].name]
    (fact,) = drop.screen.bundles.drop.offers.shown
    assert "Refused" in fact.value


def test_a_refused_one_is_shown_until_it_is_put_away_or_its_file_changes(drop) -> None:
    _note(drop.other)
    path = _left(drop)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    _looked(drop)
    section = drop.screen.bundles.drop
    assert not section.take.isVisible()
    section.aside.click()
    _looked(drop)
    assert _waiting(drop) == []
    path.write_bytes(whole)
    _looked(drop)
    assert section.take.isVisible()


def test_a_file_that_is_still_growing_is_not_opened(drop) -> None:
    path = _left(drop)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    drop.dropping.look()
    path.write_bytes(whole)
    drop.dropping.look()
    assert drop.dropping.drop.unsettled
    assert _waiting(drop) == []
    drop.dropping.look()
    assert _waiting(drop) == [path.name]


def test_what_was_made_here_taken_in_here_or_sealed_to_others_is_not_offered(drop, device, bench) -> None:
    _note(drop.lead)
    _left(drop, drop.lead)
    taken = _left(drop)
    merging.merge_bundle(drop.lead, bundle=str(taken))
    shutil.copy(taken, drop.drop / "renamed.bag.zip.age")
    own = team.own(device("cy"))
    _left(drop, device("dee"), recipients=(own.recipient,))
    _looked(drop)
    assert len(drop.dropping.drop.files) == 4
    assert _waiting(drop) == []
    assert "none waits." in drop.screen.bundles.drop.where.text()
    assert bench.failures == []
    kept = drop.lead.store.fact(dropping.FACT)["put_away"]
    assert len(kept) == 4


def test_a_bundle_taken_in_by_hand_is_no_longer_offered(drop) -> None:
    path = _left(drop)
    _looked(drop)
    drop.merges(path)
    assert _waiting(drop) == []


def test_a_bundle_of_an_unknown_signer_must_be_compared_first(drop, device) -> None:
    stranger = device("eve")
    _left(drop, stranger, recipients=(team.own(drop.lead).recipient,))
    _looked(drop)
    section = drop.screen.bundles.drop
    assert not section.take.isVisible()
    section.compare.click()
    assert drop.screen.bundles.trial.isVisible()
    assert drop.screen.bundles.compare.isVisible()
    assert exchange.bundles(drop.lead.store) == []


def test_a_stick_that_comes_and_goes_raises_nothing_and_its_bundles_come_back(drop, bench) -> None:
    path = _left(drop)
    _looked(drop)
    away = drop.drop.rename(drop.folder / "in a pocket")
    drop.dropping.look()
    section = drop.screen.bundles.drop
    assert "not connected" in section.where.text()
    assert not section.take.isVisible()
    away.rename(drop.drop)
    _looked(drop)
    assert _waiting(drop) == [path.name]
    shutil.rmtree(drop.drop)  # pulled out between the look and the press
    section.take.click()
    assert _results(drop) == [(path.name, False)]
    assert bench.failures == []
    assert section.busy.text() == ""


def test_a_take_that_the_disk_refuses_is_tried_again_by_itself_and_holds_up_no_other(
    drop, bench, full_disk
) -> None:
    rec = _note(drop.other)
    paths = [_left(drop), _left(drop)]
    _looked(drop)
    full_disk.fill()
    drop.screen.bundles.drop.take.click()
    assert sorted(_results(drop)) == sorted((path.name, False) for path in paths)
    assert bench.desk.board.standing.phase is Phase.FAILED
    _looked(drop)
    assert _waiting(drop) == []  # they wait for room, not for a press
    full_disk.free()
    bench.desk.board.settle()
    assert drop.lead.store.find(rec) is not None
    assert all(taken for _, taken in _results(drop))
    assert bench.desk.board.standing.phase is not Phase.FAILED


def test_what_was_left_undone_is_offered_again(drop, bench, full_disk) -> None:
    path = _left(drop)
    _looked(drop)
    full_disk.fill()
    drop.screen.bundles.drop.take.click()
    bench.desk.board.give_way()
    full_disk.free()
    _looked(drop)
    assert _waiting(drop) == [path.name]


def test_the_folder_is_watched_again_at_the_next_opening_and_can_be_left(drop, team_screen) -> None:
    path = _left(drop)
    screen, _ = team_screen(drop.lead)
    screen.presenter.dropping.begin()
    screen.presenter.dropping.look()
    assert [one.name for one in screen.presenter.dropping.drop.offers] == [path.name]
    screen.bundles.drop.leave.click()
    assert not screen.bundles.drop.take.isVisible()
    assert dropping.watched(drop.lead) is None


def test_a_folder_that_holds_a_store_is_refused(office, bench) -> None:
    office.picks.will_answer(office.lead.store.folder)
    office.screen.bundles.drop.choose.click()
    assert "store stands here" in str(bench.failures[-1])
    assert dropping.watched(office.lead) is None


def test_after_the_store_was_closed_nothing_is_looked_at_or_shown(drop) -> None:
    _left(drop)
    before = drop.dropping.drop
    drop.dropping.stop()
    _looked(drop)
    assert drop.dropping.drop == before


def test_who_has_sent_what_up_to_when_stands_beside_it_with_the_day_expected(drop, clock) -> None:
    section = drop.screen.bundles.drop
    (fact,) = section.people.shown
    assert (fact.label, fact.value) == (BO, "No bundle has come yet. Expected today.")
    _left(drop)
    _looked(drop)
    section.take.click()
    (fact,) = section.people.shown
    assert fact.value.startswith("Last bundle 2 Nov 2026, ")
    assert "Work up to 2 Nov 2026, " in fact.value
    assert fact.value.endswith("Expected on 3 Nov 2026.")
    clock.moment += timedelta(days=2)
    drop.screen.shown()
    assert section.people.shown[0].value.endswith("Overdue: expected on 3 Nov 2026.")


# --- out ---------------------------------------------------------------------------------------------


def test_one_press_exports_for_the_lead_into_the_drop_folder_and_overwrites_nothing(drop, bench) -> None:
    _note(drop.lead)
    for count in (1, 2):
        drop.screen.bundles.lead.click()
        assert len(list(drop.drop.iterdir())) == count
    assert str(drop.drop) in bench.told[-1].sentence
    assert len(drop.picks.asked) == 1  # which folder is watched
    _looked(drop)
    assert _waiting(drop) == []


def test_what_the_lead_said_is_held_is_left_out_of_the_next_export(drop, team_screen, bench) -> None:
    screen, picks = team_screen(drop.other)
    picks.will_answer(drop.drop)
    screen.bundles.drop.choose.click()
    _note(drop.other)
    screen.bundles.lead.click()
    _looked(drop)
    drop.screen.bundles.drop.take.click()
    drop.screen.bundles.back.click()
    for _ in range(2):
        screen.presenter.dropping.look()
    screen.bundles.drop.take.click()
    rec = _note(drop.other, "Seen since.")
    before = {row.tagmanifest for row in exchange.bundles(drop.other.store) if row.direction == "out"}
    screen.bundles.lead.click()
    (row,) = [
        row
        for row in exchange.bundles(drop.other.store)
        if row.direction == "out" and row.tagmanifest not in before
    ]
    assert 0 < row.report["revisions"] <= 3  # the note, and the receipt of what came
    _looked(drop)
    drop.screen.bundles.drop.take.click()
    assert drop.lead.store.find(rec) is not None
    assert bench.failures == []


def test_a_lead_returns_one_bundle_that_everybody_can_open(drop, bench) -> None:
    rec = _note(drop.lead)
    drop.screen.bundles.back.click()
    assert BO in bench.told[-1].sentence
    (written,) = drop.drop.iterdir()
    merging.merge_bundle(drop.other, bundle=str(written))
    assert drop.other.store.find(rec) is not None
    assert exchange.acknowledged(drop.other.store, drop.lead.device.actor)


def test_who_is_no_lead_has_no_return_bundle(drop, team_screen, bench) -> None:
    screen, picks = team_screen(drop.other)
    assert not screen.bundles.back.isVisible()
    picks.will_answer(drop.drop)
    screen.open("return")  # by its command
    assert "comes from a lead" in str(bench.failures[-1])
    assert list(drop.drop.iterdir()) == []


def test_the_commands_bring_the_bundles_to_the_front_and_do_their_thing(drop) -> None:
    drop.screen.show_conflicts()
    drop.screen.open("lead")
    assert drop.screen.tabs.currentWidget() is drop.screen.bundles
    assert len(list(drop.drop.iterdir())) == 1
    drop.screen.open("return")
    assert len(list(drop.drop.iterdir())) == 2


def test_where_the_stick_is_away_it_is_asked_where_to_once(drop) -> None:
    drop.drop.rmdir()
    drop.dropping.look()
    elsewhere = drop.folder / "elsewhere"
    drop.picks.will_answer(elsewhere)
    drop.screen.bundles.lead.click()
    assert "not connected" in drop.picks.asked[-1]
    drop.drop.mkdir()
    drop.dropping.look()
    drop.screen.bundles.lead.click()
    assert len(list(elsewhere.iterdir())) == len(list(drop.drop.iterdir())) == 1
