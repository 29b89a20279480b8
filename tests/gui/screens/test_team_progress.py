"""Long work on the screen of the team: it shows how far it is, can be stopped, and leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from inspector_app.gui.runner import CancelledError, Course, ImmediateRunner, Progress
from inspector_app.services import evidence
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
