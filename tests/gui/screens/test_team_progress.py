"""Long work on the screen of the team: it shows how far it is, can be stopped, and leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from inspector_app.gui.runner import CancelledError, Course, ImmediateRunner, Progress
from inspector_app.services import bundles, evidence, keeping
from inspector_app.store import exchange


class HeldRunner(ImmediateRunner):
    """Does short jobs at once and keeps the long one until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on: Callable[[], None] | None = None

    def run_long(
        self, job: Any, done: Any, failed: Any = None, *, told: Any = None, beside: bool = False
    ) -> Course:
        assert beside
        course = Course(told)

        def whole() -> Any:
            return job(course)

        def later() -> None:
            self.run(whole, done, failed)

        self.go_on = later
        return course


@pytest.fixture
def held(office):
    """The office with a runner that keeps long jobs."""
    runner = HeldRunner()
    presenter = office.screen.presenter
    presenter.desk = replace(presenter.desk, runner=runner)
    office.runner = runner
    evidence.record_evidence(office.lead, text="Seen alone at each visit.", source="case_file")
    return office


def test_an_export_that_is_stopped_leaves_nothing_and_gives_the_buttons_back(held, bench) -> None:
    page = held.screen.bundles
    assert not page.halt.isVisible()
    held.picks.will_answer(held.folder / "stick")
    (held.folder / "stick").mkdir()
    page.lead.click()
    assert page.halt.isVisible()
    assert page.how_far.isVisible()
    assert not page.lead.isEnabled()
    page.halt.click()
    held.runner.go_on()
    assert isinstance(bench.failures[-1], CancelledError)
    assert not page.halt.isVisible()
    assert page.lead.isEnabled()
    assert list((held.folder / "stick").iterdir()) == []
    assert exchange.bundles(held.lead.store) == []


def test_an_export_goes_on_to_its_end_and_is_told(held, bench) -> None:
    page, heard = held.screen.bundles, []
    show = page.show_progress
    page.show_progress = lambda progress: heard.append(progress.sentence) or show(progress)
    held.picks.will_answer(held.folder)
    page.lead.click()
    held.runner.go_on()
    assert "Writing and sealing the bundle" in heard
    assert "Opening the seal" in heard
    assert "opened again and checked" in bench.told[-1].sentence
    assert not page.halt.isVisible()


def test_a_bundle_that_is_not_looked_at_to_its_end_is_not_taken(held, bench) -> None:
    path = held.sent()
    before = held.lead.store.revisions()
    held.takes(path)
    held.screen.bundles.halt.click()
    held.runner.go_on()
    assert isinstance(bench.failures[-1], CancelledError)
    assert not held.screen.bundles.trial.isVisible()
    held.takes(path)
    held.runner.go_on()
    held.screen.bundles.merge.click()
    assert held.lead.store.revisions() == before
    held.runner.go_on()
    assert held.lead.store.revisions() > before
    assert list(held.lead.store.folder.glob(".quarantine-*")) == []


def test_how_far_it_is_is_a_share_or_only_a_movement(held) -> None:
    page = held.screen.bundles
    page.show_progress(Progress(1, 4, "Opening the seal"))
    assert (page.how_far.value(), page.told.text()) == (25, "Opening the seal")
    page.show_progress(Progress(0, 0, "Reading"))
    assert page.how_far.maximum() == 0


# --- the drop folder's own work ----------------------------------------------------------------------


@pytest.fixture
def drop(held):
    """The same with a drop folder, in which a colleague left two bundles that stood still for one look."""
    folder = held.folder / "drop"
    folder.mkdir()
    dropping = held.screen.presenter.dropping
    dropping._desk = held.screen.presenter.desk
    held.picks.will_answer(folder)
    held.screen.bundles.drop.choose.click()
    held.records = []
    for words in ("Seen alone.", "Seen with a sister."):
        record = evidence.record_evidence(held.other, text=words, source="case_file").record
        held.records.append(record)
        bundles.export_bundle(held.other, out=str(folder))
    dropping.look()
    held.dropping = dropping
    return held


def _to_the_end(drop) -> None:
    while drop.runner.go_on is not None and drop.dropping.drop.busy:
        drop.runner.go_on()


def test_a_look_into_the_drop_folder_shows_how_far_it_is(drop) -> None:
    section, heard = drop.screen.bundles.drop, set()
    drop.dropping.listen(lambda told: heard.add(told.progress.sentence if told.progress else ""))
    drop.dropping.look()
    assert section.halt.isVisible()
    assert section.how_far.isVisible()
    _to_the_end(drop)
    assert "Opening the seal" in heard
    assert not section.halt.isVisible()
    assert len(drop.dropping.drop.offers) == 2


def test_a_look_that_is_stopped_is_not_begun_again_by_itself(drop, bench) -> None:
    section = drop.screen.bundles.drop
    drop.dropping.look()
    section.halt.click()
    _to_the_end(drop)
    assert drop.dropping.drop.offers == ()
    assert not section.halt.isVisible()
    for _ in range(2):
        drop.dropping.look()
        assert not drop.dropping.drop.busy
    section.again.click()
    assert drop.dropping.drop.busy
    _to_the_end(drop)
    assert len(drop.dropping.drop.offers) == 2
    assert not section.again.isVisible()
    assert bench.failures == []


def test_a_take_that_is_stopped_leaves_the_store_as_it_was_and_offers_all_again(drop, bench) -> None:
    drop.dropping.look()
    _to_the_end(drop)
    section, before = drop.screen.bundles.drop, drop.lead.store.revisions()
    section.take.click()
    assert section.halt.isVisible()
    section.halt.click()
    _to_the_end(drop)
    assert drop.lead.store.revisions() == before
    assert [one.taken for one in drop.dropping.drop.results] == [False, False]
    assert "Stopped before anything of it was taken in" in section.results.shown[0].value
    assert section.take.text() == "Take in 2 bundles"
    assert bench.failures == []
    section.take.click()
    _to_the_end(drop)
    assert all(drop.lead.store.find(record) for record in drop.records)
    assert [one.taken for one in drop.dropping.drop.results] == [True, True]


def test_stopping_after_the_first_keeps_what_is_in_and_leaves_the_second(drop) -> None:
    drop.dropping.look()
    _to_the_end(drop)
    section = drop.screen.bundles.drop
    section.take.click()
    drop.runner.go_on()  # the first is opened and merged, and the second begun
    section.halt.click()
    _to_the_end(drop)
    assert [one.taken for one in drop.dropping.drop.results] == [True, False]
    assert section.take.text() == "Take in 1 bundle"
    assert keeping.check(drop.lead).problems == ()
