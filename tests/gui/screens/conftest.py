"""A real session on a real store, and a desk whose runner works at once, for every screen's tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from inspector_app.crypto.keys import Cost
from inspector_app.gui.asking import Question
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice
from inspector_app.gui.runner import ImmediateRunner
from inspector_app.gui.saving import SaveBoard
from inspector_app.services import cases
from inspector_app.services.changes import Changes
from inspector_app.services.session import NewStore, Session, new_store, unlock

PASSPHRASE = "twelve small owls"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class TickingClock:
    """Moves one second at every look, so that claims differ and nothing waits."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Answers:
    """An `Asker` that gives the next of the answers that a test laid out."""

    texts: list[str | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def ask(self, question: Question, answered: Callable[[str | None], None]) -> None:
        self.asked.append(question.title)
        answered(self.texts.pop(0))

    def ask_text(
        self, title: str, label: str, answered: Callable[[str | None], None], *, text: str = ""
    ) -> None:
        self.asked.append(title)
        answered(self.texts.pop(0))

    def choose_file(self, title: str, chosen: Callable[..., None], **_: Any) -> None:
        chosen(None)

    choose_new_file = choose_folder = choose_file


@dataclass
class Bench:
    """A desk with everything that it was told."""

    desk: Desk
    answers: Answers
    told: list[Notice]
    withdrawn: list[str]
    failures: list[Exception]
    went: list[tuple[str, ...]]
    changes: list[Changes]
    hear: list[Callable[[Changes], None]]


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def bench(clock: TickingClock) -> Bench:
    told: list[Notice] = []
    withdrawn: list[str] = []
    failures: list[Exception] = []
    went: list[tuple[str, ...]] = []
    changes: list[Changes] = []
    hear: list[Callable[[Changes], None]] = []
    answers = Answers()

    def changed(change: Changes) -> None:
        changes.append(change)
        for listener in hear:
            listener(change)

    desk = Desk(
        runner=ImmediateRunner(),
        dialogs=cast("Any", answers),
        tell=told.append,
        withdraw=withdrawn.append,
        failed=failures.append,
        board=SaveBoard(clock),
        clock=clock,
        actions=cast("Any", None),
        go=lambda *where: went.append(where),
        changed=changed,
    )
    return Bench(desk, answers, told, withdrawn, failures, went, changes, hear)


@pytest.fixture
def session(tmp_path: Path, clock: TickingClock) -> Iterator[Session]:
    told = NewStore(
        where=tmp_path / "ada",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="ada",
        role="inspector",
        start="2026-11-02",
        passphrase=PASSPHRASE,
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    with new_store(told, clock) as made:
        cases.open_case_track(made, reference="Curlew 48", why_chosen="to look at thresholds")
        yield made


@pytest.fixture
def reopen(tmp_path: Path, clock: TickingClock) -> Iterator[Callable[[Session], Session]]:
    """Closes a session as a crash would, and unlocks its store anew."""
    opened: list[Session] = []

    def again(before: Session) -> Session:
        before.close()
        opened.append(unlock(tmp_path / "ada", PASSPHRASE, clock))
        return opened[-1]

    yield again
    for each in opened:
        each.close()
