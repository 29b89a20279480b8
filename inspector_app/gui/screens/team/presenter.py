"""What the screen of the team does: reads it, exports, backs up, and holds the state for its parts. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.drop import Drop
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.runner import Course, Progress
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.aside import SettingAside
from inspector_app.gui.screens.team.joining import Joining
from inspector_app.gui.screens.team.membership import Membership
from inspector_app.gui.screens.team.office import Written
from inspector_app.gui.screens.team.ordering import Ordering
from inspector_app.gui.screens.team.reading import Read, read
from inspector_app.gui.screens.team.settlement import Settlement
from inspector_app.gui.screens.team.shelving import Shelving
from inspector_app.gui.screens.team.signing import Signing
from inspector_app.gui.screens.team.state import Dispute, TeamState, Wish
from inspector_app.gui.screens.team.taking import Taking
from inspector_app.services import keeping, lost_laptop, sending
from inspector_app.services.changes import Changes
from inspector_app.services.keeping import CopyReport
from inspector_app.services.lost_laptop import LostLaptop
from inspector_app.services.sending import Begun, Carried, Exported
from inspector_app.services.session import Session

T = TypeVar("T")
_EXPORTING = "Exporting, and opening the bundle again to be sure…"


class TeamView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        ...

    def show_progress(self, progress: Progress) -> None:
        """Shows how far it is with what is under way."""
        ...

    def show_conflicts(self) -> None:
        """Brings the queue to the front."""
        ...


class TeamPresenter:
    """The screen as a whole; what stands in the attributes below does its part of it."""

    def __init__(self, desk: Desk, session: Session, view: TeamView, dropping: Dropping) -> None:
        self.desk, self.session, self._view, self.dropping = desk, session, view, dropping
        self.state = TeamState(drop=dropping.drop)
        self.taking = Taking(self)
        self.settlement = Settlement(self)
        self.membership = Membership(self)
        self.joining = Joining(self, self.membership)
        self.signing = Signing(self)
        self.shelving = Shelving(self)
        self.aside = SettingAside(self)
        self.ordering = Ordering(self)
        self._folder: Path | None = None
        self._course: Course | None = None
        dropping.listen(self._dropped)

    def load(self, place: str = "") -> None:
        """Reads all of it again, and opens a dispute where one is named."""
        self.dropping.look()
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
        self,
        words: str,
        job: Callable[[], T],
        done: Callable[[T], None],
        *,
        beside: bool = False,
        deed: Written | None = None,
    ) -> None:
        """Runs a job while the buttons rest; a failure is told and leaves everything as it was.

        Args:
            words: what is being done.
            job: does it.
            done: gets what it returned.
            beside: the job leaves the store's own connection alone, so that saving need not wait for it.
            deed: what the job writes, where a person entered it: kept and tried again until it is done.
        """
        if self.state.busy:
            return
        self.show(replace(self.state, busy=words))
        if deed is not None:
            does = Deed(f"deed:team:{deed.key}", deed.name, job, deed.entered, deed.yields)
            deeds.do(
                self.desk,
                does,
                partial(self._worked, done),
                self._failed,
                stuck=self._rest,
                undone=deed.undone,
            )
            return
        runner = self.desk.runner
        run = runner.run_beside if beside else runner.run
        run(job, partial(self._worked, done), self._failed)

    def work_long(self, words: str, job: Callable[[Course], T], done: Callable[[T], None]) -> None:
        """Runs a job beside the store's thread; it tells how far it is and can be stopped.

        Args:
            words: what is being done.
            job: does it; leaves the store's own connection alone.
            done: gets what it returned.
        """
        if self.state.busy:
            return
        self.show(replace(self.state, busy=words, stops=True))
        self._course = self.desk.runner.run_long(
            job, partial(self._worked, done), self._failed, told=self._told, beside=True
        )

    def stop(self) -> None:
        """Stops what is under way; it leaves everything as it was."""
        if self._course is not None and self.state.stops:
            self._course.cancel()

    def _told(self, progress: Progress) -> None:
        if self.state.stops:
            self._view.show_progress(progress)

    def changed(self, changes: Changes | None) -> None:
        """Passes changes on and reads again."""
        if changes is not None:
            self.desk.changed(changes)
        self.load()

    def choose_drop_folder(self) -> None:
        """Asks which folder is to be watched."""
        title = "Which folder does the team leave its bundles in? A stick or a share"
        self.desk.dialogs.choose_folder(title, self._drop_chosen, folder=self.state.drop.folder)

    def compare_dropped(self) -> None:
        """Shows the first bundle that waits whose signer nobody knows: its fingerprint must be compared."""
        strange = next((one for one in self.state.drop.offers if one.asks), None)
        if strange is not None and not self.state.busy:
            self.taking.try_first(strange.dropped.path)

    def _drop_chosen(self, folder: Path | None) -> None:
        if folder is not None:
            self._folder = None  # bundles go where the team looks for them, until another place is chosen
            self.dropping.watch(folder)

    def _dropped(self, drop: Drop) -> None:
        self.show(replace(self.state, drop=drop))

    def export(self, wish: Wish) -> None:
        """Exports into the folder that was chosen or the drop folder; asks where there is neither."""
        self._into_folder(partial(_begin, self.session, wish))

    def export_return(self) -> None:
        """Exports for everybody on the roster what one of them may lack; only a lead can."""
        self._into_folder(partial(_begin_return, self.session))

    def _into_folder(self, begins: Callable[[Path], Begun]) -> None:
        drop, then = self.state.drop, partial(self._export_into, begins)
        if self._folder is not None and self._folder.is_dir():
            then(self._folder)
        elif drop.folder is not None and drop.away is False:
            then(drop.folder)
        else:
            away = "The drop folder is not connected. " if drop.folder is not None else ""
            self.desk.dialogs.choose_folder(f"{away}Where is the bundle to go?", partial(self._asked, then))

    def choose_export_folder(self) -> None:
        """Asks where the next bundles go."""
        self.desk.dialogs.choose_folder("Where are bundles to go?", self._folder_chosen, folder=self._folder)

    @property
    def folder(self) -> str:
        """Where bundles go; empty before one was chosen."""
        found = self._folder or self.state.drop.folder
        return str(found) if found else ""

    def back_up(self) -> None:
        """Asks for a folder and copies the store into it."""
        self.desk.dialogs.choose_folder("Where is the backup to go?", self._back_up_into)

    def look_for_lost(self, device: str) -> None:
        """Looks for what only a lost laptop had; nothing is changed."""
        job = partial(lost_laptop.lost_laptop, self.session, device=device)
        self.work("Comparing what everybody said with what is here…", job, self._looked)

    def _looked(self, found: LostLaptop) -> None:
        self.show(replace(self.state, lost=found))

    def _folder_chosen(self, folder: Path | None) -> None:
        if folder is not None:
            self._folder = folder
            self.show(self.state)

    def _asked(self, then: Callable[[Path], None], folder: Path | None) -> None:
        if folder is not None:
            if self.state.drop.folder is None:  # a stick that is away now is where the next bundle goes
                self._folder = folder
            then(folder)

    def _export_into(self, begins: Callable[[Path], Begun], folder: Path) -> None:
        self.work(_EXPORTING, partial(begins, folder), self._begun)

    def _begun(self, begun: Begun) -> None:
        self.work_long(_EXPORTING, partial(_carry, begun), partial(self._carried, begun))

    def _carried(self, begun: Begun, carried: tuple[Carried, ...]) -> None:
        self.work(_EXPORTING, partial(sending.finish, self.session, begun, carried), self._exported)

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
        self._rest()
        done(result)

    def _rest(self) -> None:
        self.show(replace(self.state, busy="", stops=False))

    def _failed(self, error: Exception) -> None:
        self._rest()
        self.desk.failed(error)

    def _loaded(self, place: str, found: Read) -> None:
        self.show(
            replace(
                self.state,
                team=found.team,
                exchanges=found.exchanges,
                out=found.out,
                held=found.held,
                people=found.people,
                today=found.today,
                laptops=found.laptops,
                orders=found.orders,
                disputes=found.disputes,
                newcomer=found.newcomer,
                opened=_opened(found.disputes, place, self.state.opened),
            )
        )


def _begin(session: Session, wish: Wish, folder: Path) -> Begun:
    return sending.begin(
        session,
        out=str(folder),
        recipients=wish.recipients,
        since_acknowledged=wish.since_acknowledged,
        with_draft=wish.with_draft,
    )


def _begin_return(session: Session, folder: Path) -> Begun:
    return sending.begin_return(session, out=str(folder))


def _carry(begun: Begun, course: Course) -> tuple[Carried, ...]:
    return sending.carry(begun, course.tell)


def _opened(disputes: tuple[Dispute, ...], *wanted: str) -> str:
    """Returns the place of the first wanted dispute that is still there, or of the first of all."""
    for each in wanted:
        for one in disputes:
            if each in (one.place, one.record):
                return one.place
    return disputes[0].place if disputes else ""
