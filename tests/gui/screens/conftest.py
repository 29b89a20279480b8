"""A real session on a real store, and a desk whose runner works at once, for every screen's tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from inspector_app.crypto.keys import Cost
from inspector_app.gui import clipboard
from inspector_app.gui.asking import Question, WordsQuestion
from inspector_app.gui.desk import Desk, Kept
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.notice import Notice
from inspector_app.gui.runner import ImmediateRunner
from inspector_app.gui.saving import SaveBoard
from inspector_app.gui.screens.team import TeamScreen
from inspector_app.services import bundles, cases, policy, rosters, team
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
    kept: Kept | None = None
    asked: list[str] = field(default_factory=list)

    def ask(self, question: Question, answered: Callable[[str | None], None]) -> None:
        self.asked.append(question.title)
        answered(self.texts.pop(0))

    def ask_words(
        self, question: WordsQuestion, kept: Kept, answered: Callable[[dict[str, str] | None], None]
    ) -> None:
        self.asked.append(question.title)
        self.kept = kept
        told = {line.name: self.texts.pop(0) for line in question.lines}
        kept.draft.hold(cast("dict[str, str]", told), {})
        for name, words in told.items():  # as somebody who types does
            kept.draft.keep(name, words or "", len(words or ""))
        answered(None if None in told.values() else cast("dict[str, str]", told))

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
        copy=clipboard.copy,
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


# --- a team of two ------------------------------------------------------------------------------------


@dataclass
class Picks:
    """An `Asker` that gives what a test laid out, in order; a question that nobody expected fails the test."""

    answers: list[object]
    asked: list[Any]

    def will_answer(self, *answers: object) -> None:
        self.answers.extend(answers)

    def _answer(self, asked: Any, callback: Callable[..., None]) -> None:
        self.asked.append(asked)
        assert self.answers, f"nobody expected to be asked: {asked}"
        callback(self.answers.pop(0))

    def ask(self, question: Any, answered: Callable[..., None]) -> None:
        self._answer(question, answered)

    def ask_words(self, question: WordsQuestion, kept: Kept, answered: Callable[..., None]) -> None:
        """Types the words that were laid out, as somebody who types does, and gives the answer."""
        self.asked.append(question)
        told = {line.name: str(self.answers.pop(0)) for line in question.lines}
        kept.draft.hold(told, {})
        for name, words in told.items():
            kept.draft.keep(name, words, len(words))
        answered(told)

    def choose_file(self, title: str, chosen: Callable[..., None], **_: Any) -> None:
        self._answer(title, chosen)

    choose_folder = choose_file


@dataclass
class Office:
    """The lead's real screen, the lead's and a colleague's real sessions, and a folder that both reach."""

    screen: TeamScreen
    lead: Session
    other: Session
    folder: Path
    picks: Picks

    def sent(self, session: Session | None = None, **how: Any) -> Path:
        return Path(bundles.export_bundle(session or self.other, out=str(self.folder / "out"), **how).bundle)

    def takes(self, path: Path) -> None:
        self.picks.will_answer(path)
        self.screen.bundles.take.click()

    def merges(self, path: Path) -> None:
        self.takes(path)
        self.screen.bundles.merge.click()

    @property
    def verdict(self) -> str:
        """The one line of the verdict that is in sight."""
        page = self.screen.bundles
        (shown,) = (each for each in (page.verdict, page.refusal) if each.isVisible())
        return shown.text()

    @property
    def trial(self) -> dict[str, str]:
        return {fact.label: fact.value for fact in self.screen.bundles.facts.shown}


@pytest.fixture
def device(tmp_path: Path, clock: Any) -> Iterator[Callable[..., Session]]:
    """Makes real sessions of one inspection; each name is one laptop."""
    with ExitStack() as stack:

        def make(name: str, role: str = "inspector", framework: str = "ILACS-2026") -> Session:
            told = NewStore(
                where=tmp_path / name,
                framework=framework,
                authority="Fernshire",
                inspector=name,
                role=role,
                start="2026-11-02",
                passphrase=PASSPHRASE,
                use_keychain=False,
                cost=Cost(memory_kib=64, iterations=1, lanes=1),
            )
            return stack.enter_context(new_store(told, clock))

        yield make


@pytest.fixture
def team_screen(qtbot: Any, bench: Any) -> Callable[[Session], tuple[TeamScreen, Picks]]:
    """Shows the team screen of a session."""

    def shown(session: Session) -> tuple[TeamScreen, Picks]:
        return _team_screen(qtbot, bench, session)

    return shown


def _team_screen(qtbot: Any, bench: Any, session: Session) -> tuple[TeamScreen, Picks]:
    picks = Picks([], [])
    desk = replace(bench.desk, dialogs=picks)
    made = TeamScreen(desk, session, Dropping(desk, session))
    qtbot.addWidget(made)
    bench.hear.append(made.refresh)
    made.resize(1000, 800)
    made.show()
    made.shown()
    return made, picks


@pytest.fixture
def office(
    team_screen: Callable[[Session], tuple[TeamScreen, Picks]], device: Callable[..., Session], tmp_path: Path
) -> Office:
    lead, other = device("ada", "lead"), device("bo")
    folder = str(tmp_path / "roster")
    rosters.init_roster(lead, folder=folder)
    for member in (lead, other):
        mine = team.own(member)
        rosters.add_member(
            lead,
            folder=folder,
            principal=mine.principal,
            key=mine.public_key,
            recipient=mine.recipient,
            role=mine.role,
        )
    for member in (lead, other):
        rosters.trust_roster(member, folder=folder)
    screen, picks = team_screen(lead)
    return Office(screen, lead, other, tmp_path, picks)


@pytest.fixture
def decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes the policy of this computer, line by line."""
    path = tmp_path / "policy.toml"
    monkeypatch.setattr(policy, "_here", lambda: path)

    def write(*lines: str) -> None:
        path.write_text("\n".join((f'format = "{policy.FORMAT}"', *lines)), "utf-8")

    return write
