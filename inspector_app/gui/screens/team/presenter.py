"""What the screen of the team does: reads it, exports, backs up, and holds the state for its parts. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.membership import Membership
from inspector_app.gui.screens.team.reading import Read, read
from inspector_app.gui.screens.team.settlement import Settlement
from inspector_app.gui.screens.team.state import Dispute, TeamState
from inspector_app.gui.screens.team.taking import Taking
from inspector_app.services import bundles, keeping
from inspector_app.services.bundles import Exported
from inspector_app.services.changes import Changes
from inspector_app.services.keeping import CopyReport
from inspector_app.services.session import Session

T = TypeVar("T")


class TeamView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        ...

    def show_conflicts(self) -> None:
        """Brings the queue to the front."""
        ...


class TeamPresenter:
    """The screen as a whole; `taking`, `settlement` and `membership` do their part of it."""

    def __init__(self, desk: Desk, session: Session, view: TeamView) -> None:
        self.desk, self.session, self._view = desk, session, view
        self.state = TeamState()
        self.taking = Taking(self)
        self.settlement = Settlement(self)
        self.membership = Membership(self)
        self._folder: Path | None = None

    def load(self, place: str = "") -> None:
        """Reads all of it again, and opens a dispute where one is named."""
        self.desk.runner.run(partial(read, self.session), partial(self._loaded, place), self.desk.failed)

    def refresh(self, _changes: Changes) -> None:
        """Reads again; every change may open or close a disagreement."""
        self.load()

    def open(self, place: str) -> None:
        """Brings a disagreement to the front, by its place or its record; other words bring the queue."""
        self._view.show_conflicts()
        self.load(place)

    def show(self, state: TeamState) -> None:
        """Shows a state."""
        self.state = state
        self._view.show_state(state)

    def show_conflicts(self) -> None:
        """Brings the queue to the front."""
        self._view.show_conflicts()

    def work(
        self, words: str, job: Callable[[], T], done: Callable[[T], None], *, beside: bool = False
    ) -> None:
        """Runs a job while the buttons rest; a failure is told and leaves everything as it was.

        Args:
            words: what is being done.
            job: does it.
            done: gets what it returned.
            beside: the job leaves the store's own connection alone, so that saving need not wait for it.
        """
        if self.state.busy:
            return
        self.show(replace(self.state, busy=words))
        runner = self.desk.runner
        run = runner.run_beside if beside else runner.run
        run(job, partial(self._worked, done), self._failed)

    def changed(self, changes: Changes | None) -> None:
        """Passes changes on and reads again."""
        if changes is not None:
            self.desk.changed(changes)
        self.load()

    def export(self, recipients: tuple[str, ...], *, since_acknowledged: bool) -> None:
        """Asks for a folder, the first time, and exports there.

        Args:
            recipients: principals to seal it to beside the leads.
            since_acknowledged: leave out what they have said they hold.
        """
        plan = partial(self._export_into, recipients, since_acknowledged)
        if self._folder is not None and self._folder.is_dir():
            plan(self._folder)
        else:
            self.desk.dialogs.choose_folder("Where is the bundle to go?", plan)

    def choose_export_folder(self) -> None:
        """Asks where the next bundles go."""
        self.desk.dialogs.choose_folder("Where are bundles to go?", self._folder_chosen, folder=self._folder)

    @property
    def folder(self) -> str:
        """Where bundles go; empty before one was chosen."""
        return str(self._folder) if self._folder else ""

    def back_up(self) -> None:
        """Asks for a folder and copies the store into it."""
        self.desk.dialogs.choose_folder("Where is the backup to go?", self._back_up_into)

    def _folder_chosen(self, folder: Path | None) -> None:
        if folder is not None:
            self._folder = folder
            self.show(self.state)

    def _export_into(self, recipients: tuple[str, ...], since: bool, folder: Path | None) -> None:  # noqa: FBT001 - bound by `partial`
        if folder is None:
            return
        self._folder = folder
        job = partial(
            bundles.export_bundle,
            self.session,
            out=str(folder),
            recipients=recipients,
            since_acknowledged=since,
        )
        self.work("Exporting, and opening the bundle again to be sure…", job, self._exported)

    def _exported(self, done: Exported) -> None:
        told = wording.exported(done)
        self.desk.tell(Notice("team:exported", Weight.DONE, told, "Hand the file over as your team agreed."))
        self.show(replace(self.state, told=told))
        self.load()

    def _back_up_into(self, folder: Path | None) -> None:
        if folder is not None:
            self.work(
                "Copying the store, and opening the copy to be sure…",
                partial(keeping.backup, self.session, folder),
                self._backed_up,
                beside=True,
            )

    def _backed_up(self, done: CopyReport) -> None:
        what = f"{wording.counted(done.records, 'record')} in {wording.counted(done.revisions, 'revision')}"
        told = f"Backed up {what}, opened again and counted. {done.path}"
        self.desk.tell(Notice("team:backup", Weight.DONE, told))
        self.show(replace(self.state, copied=told))

    def _worked(self, done: Callable[[Any], None], result: Any) -> None:
        self.show(replace(self.state, busy=""))
        done(result)

    def _failed(self, error: Exception) -> None:
        self.show(replace(self.state, busy=""))
        self.desk.failed(error)

    def _loaded(self, place: str, found: Read) -> None:
        self.show(
            replace(
                self.state,
                team=found.team,
                exchanges=found.exchanges,
                out=found.out,
                disputes=found.disputes,
                opened=_opened(found.disputes, place, self.state.opened),
            )
        )


def _opened(disputes: tuple[Dispute, ...], *wanted: str) -> str:
    """Returns the place of the first wanted dispute that is still there, or of the first of all."""
    for each in wanted:
        for one in disputes:
            if each in (one.place, one.record):
                return one.place
    return disputes[0].place if disputes else ""
