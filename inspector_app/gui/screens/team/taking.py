"""Taking a bundle in: a dry run, a comparison aloud where nobody knows the signer, then the merge. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from inspector_app.gui.asking import Question
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.runner import Course
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.office import Office, Written
from inspector_app.services import looking, merging
from inspector_app.services.looking import Looked, Reader
from inspector_app.services.merged import Merged

BUNDLES = "Bundles (*.bag.zip.age *.bag.zip)"
COMPARED = "We compared it: it is the same"
_NOT_COMPARED = "Not yet"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is wanted of a bundle: its path, the fingerprint that was compared, and whether only to say."""

    path: str
    accepted: str
    dry_run: bool


def _look(known: Reader, wish: _Wish, course: Course) -> Looked:
    return looking.look(known, wish.path, accept_unknown=bool(wish.accepted), tell=course.tell)


class Taking:
    """From choosing a file to the merge; nothing changes before `merge`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._waits: Looked | None = None

    def choose(self) -> None:
        """Asks for a bundle and tries it."""
        self._office.desk.dialogs.choose_file("Take in a bundle", self._chosen, kinds=BUNDLES)

    def compare(self) -> None:
        """Asks whether the fingerprint was read aloud with the sender; only then is it looked into."""
        trial = self._office.state.trial
        if trial is None or not trial.asks:
            return
        question = Question(
            "Did you compare the fingerprint with the sender?",
            "Nobody on the roster has this key. Ring the sender on a number that you knew before, and have"
            " both of you read the words aloud, or every letter of the fingerprint:"
            f"\n\n{wording.compared(trial.signer)}"
            "\n\nYour decision is kept as a record.",
            (_NOT_COMPARED, COMPARED),
        )
        self._office.desk.dialogs.ask(question, partial(self._compared, trial.path, trial.signer))

    def merge(self) -> None:
        """Merges the bundle that was tried."""
        trial = self._office.state.trial
        if trial is None or not trial.ready:
            return
        self._open("Merging…", _Wish(trial.path, trial.accepted, dry_run=False), self._merged)

    def put_aside(self) -> None:
        """Leaves the bundle that was tried."""
        self._office.show(replace(self._office.state, trial=None))

    def try_first(self, path: Path) -> None:
        """Tries a bundle; nothing of it is taken."""
        self._try(str(path), "")

    def _chosen(self, path: Path | None) -> None:
        if path is not None:
            self.try_first(path)

    def _try(self, path: str, accepted: str) -> None:
        self._office.show(replace(self._office.state, trial=None))
        wish = _Wish(path, accepted, dry_run=True)
        self._open("Checking the bundle; nothing is taken yet…", wish, partial(self._tried, accepted))

    def _open(self, words: str, wish: _Wish, done: Callable[[Merged], None]) -> None:
        """Opens a bundle beside the store's thread and takes it in on it."""
        job = partial(looking.reader, self._office.session)
        self._office.work(words, job, partial(self._look, words, wish, done))

    def _look(self, words: str, wish: _Wish, done: Callable[[Merged], None], known: Reader) -> None:
        self._office.work_long(words, partial(_look, known, wish), partial(self._take, words, wish, done))

    def _take(self, words: str, wish: _Wish, done: Callable[[Merged], None], looked: Looked) -> None:
        job = partial(
            merging.merge_looked,
            self._office.session,
            looked,
            dry_run=wish.dry_run,
            signer=wish.accepted,
        )
        if wish.dry_run:
            self._office.work(words, job, done)
            return
        self._let_go()
        self._waits = looked
        deed = Written("merge", f"the merge of {Path(wish.path).name}", yields=True, undone=self._let_go)
        self._office.work(words, job, done, deed=deed)

    def _let_go(self) -> None:
        """A merge that could not be written keeps the opened bundle, until it is done or another is begun."""
        waits, self._waits = self._waits, None
        if waits is not None:  # on the store's thread, where a merge of it may be under way
            self._office.desk.runner.run(waits.close, _closed)

    def _compared(self, path: str, signer: str, answer: str | None) -> None:
        if answer == COMPARED:
            self._try(path, signer)

    def _tried(self, accepted: str, found: Merged) -> None:
        self._office.show(replace(self._office.state, trial=wording.trial_of(found, accepted), told=""))

    def _merged(self, done: Merged) -> None:
        self._waits = None
        if done.verdict not in ("good", wording.UNKNOWN_SIGNER):
            # The file is another than the one that was tried: what it is now is shown instead.
            self._office.show(replace(self._office.state, trial=wording.trial_of(done)))
            return
        told = wording.merged(done)
        choices = (Choice("Settle them", self._office.show_conflicts),) if done.conflicts else ()
        self._office.desk.tell(Notice("team:merged", Weight.DONE, told, choices=choices))
        self._office.show(replace(self._office.state, trial=None, told=told))
        self._office.changed(done.changes)
        self._index(True)

    def _index(self, more: bool) -> None:  # noqa: FBT001 - what a job returned
        """Has the words of the merge indexed piece by piece, so that typing is not held up meanwhile."""
        if more:
            job = partial(merging.index_words, self._office.session)
            self._office.desk.runner.run(job, self._index, self._not_indexed)

    def _not_indexed(self, _error: Exception) -> None:
        """The next search indexes what is left, and says so if it cannot."""


def _closed(_done: None) -> None:
    """Nobody waits for it."""
