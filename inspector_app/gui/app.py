"""The window's life: the door, the work, locking, and the end. Called with no command or `window [STORE]`.

Only what the first picture needs is loaded here. The rest is loaded on the store's thread once the window
stands, and each screen when it is first shown.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from inspector_app.crypto import forgetting
from inspector_app.domain.clock import Clock, system_clock
from inspector_app.errors import WorldError
from inspector_app.gui import errands, greeting
from inspector_app.gui.desk import Desk
from inspector_app.gui.ending import EndWatch
from inspector_app.gui.forgetting import forget
from inspector_app.gui.instance import Instance
from inspector_app.gui.lease import Lease
from inspector_app.gui.moments import told_moment
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.runner import Runner
from inspector_app.gui.shell import Shell, application
from inspector_app.gui.unlock.presenter import Creating, DoorPresenter, Unlocking
from inspector_app.gui.unlock.view import DoorWindow
from inspector_app.services import home
from inspector_app.services.changes import Changes

if TYPE_CHECKING:
    from inspector_app.crypto.keys import Cost
    from inspector_app.gui.opening import Offer, Opened, Typed
    from inspector_app.gui.rescuing import Rescuer
    from inspector_app.gui.screens.capture import CapturePanel
    from inspector_app.gui.unlock.ways import PassphraseForms
    from inspector_app.gui.watching import Watching
    from inspector_app.services.closing import Closed
    from inspector_app.services.session import Session

T = TypeVar("T")
_TYPED = "typed-before"


@dataclass(frozen=True, slots=True)
class Start:
    """How the window was called.

    Attributes:
        home: folder for all that the app writes on this computer.
        store: the store to open; None for the one opened last.
        passphrase_file: holds its passphrase in the first line; None to ask.
        cost: of the passphrase of a new store; the usual one where None.
    """

    home: Path
    store: Path | None = None
    passphrase_file: Path | None = None
    cost: Cost | None = None


@dataclass(slots=True)
class _Work:
    """What stands while a store is open."""

    session: Session
    lease: Lease
    desk: Desk
    rescuer: Rescuer
    capture: CapturePanel | None = None


class Program(QObject):
    """Takes the window from the door to the work and back.

    Args:
        app: the application.
        start: how the window was called.
        clock: the only source of time.
        runner: takes the place of the threads, in tests and for pictures.
    """

    def __init__(
        self, app: QApplication, start: Start, *, clock: Clock = system_clock, runner: Runner | None = None
    ) -> None:
        super().__init__()
        self._start, self._clock = start, clock
        self.shell = Shell(app, start.home, clock=clock, runner=runner)
        self._run = self.shell.desk.runner.run
        self._work: _Work | None = None
        self._offer: Offer | None = None
        self._first = True
        self._ended = False
        self.door: DoorWindow | None = None
        self._at_door: DoorPresenter[Opened] | None = None
        self.forms: PassphraseForms | None = None
        self._app = app
        self._watching: Watching | None = None
        self.shell.on_lock(self._lock)
        self.shell.on_new_evidence(self.capture)
        for name, words, does in (
            ("file.passphrase", "Change the &passphrase…", self.change_passphrase),
            ("file.sheet", "Recovery &sheet…", self.recovery_sheet),
            ("file.recovery", "&Recovery by your organisation…", self.recovery_key),
            ("file.bring-back", "&Bring back words saved elsewhere…", self.bring_back),
        ):
            self.shell.window.actions_book.add(name, words, does, menu="File")

    @property
    def session(self) -> Session | None:
        """The open store; None while locked. Only jobs may touch it."""
        return self._work.session if self._work else None

    def begin(self) -> None:
        """Shows the window with the door; everything else waits until it is painted."""
        self._show_door()
        self.shell.window.installEventFilter(self)
        self.shell.window.show()

    def come_to_front(self) -> None:
        """A second start asked for the window."""
        window = self.shell.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Goes on once the window has been painted for the first time."""
        if event.type() == QEvent.Type.Paint and self._first:
            self._first = False
            self.shell.window.removeEventFilter(self)
            QTimer.singleShot(0, self._prepare)
        return super().eventFilter(watched, event)

    def end(self) -> None:
        """Waits for all writes, seals what is complete and closes the store. Called once, after the loop."""
        self._ended = True
        self._watch_no_more()
        if self._work is not None:
            self._work.lease.close()
        self.shell.shutdown()
        if self._watching is not None:
            self._watching.put_away()

    # --- the door ------------------------------------------------------------------------------------

    def _show_door(self) -> None:
        folder = self._start.store or self.shell.settings.store_folder or self._start.home
        door = DoorWindow(
            self.shell.desk.dialogs, frameworks=(), roles=(), folder=folder, today=self._clock().date()
        )
        self._at_door = DoorPresenter(
            door, self.shell.desk.runner, unlock=self._unlock, create=self._create, opened=self.opened
        )
        door.unlock_asked.connect(self._unlock_asked)
        door.create_asked.connect(self._create_asked)
        door.lost.connect(self._lost)
        self.door = door
        self.shell.window.cover(door)

    @Slot(object)
    def _unlock_asked(self, given: Unlocking) -> None:
        if self._at_door is not None:
            self._at_door.unlock(given)

    @Slot(object)
    def _create_asked(self, given: Creating) -> None:
        if self._at_door is not None:
            self._at_door.create(given)

    @Slot(object)
    def _lost(self, folder: Path) -> None:
        self._forms().recover(folder)

    def _forms(self) -> PassphraseForms:
        if self.forms is None:
            from inspector_app.gui.unlock.ways import PassphraseForms  # noqa: PLC0415 - when first asked for

            self.forms = PassphraseForms(self.shell.desk, self.shell.window, self._present)
        return self.forms

    def _present(self) -> Session | None:
        return self.session

    def change_passphrase(self) -> None:
        """File menu: a new passphrase for the open store."""
        self._forms().change()

    def recovery_sheet(self) -> None:
        """File menu: a page to print, whose key opens the store when the passphrase is lost."""
        self._forms().ask_for_sheet()

    def recovery_key(self) -> None:
        """File menu: whose key opens the store when the passphrase is lost."""
        self._forms().ask_for_recovery()

    @Slot()
    def _prepare(self) -> None:
        """Reads what the door offers, and opens the store where the way to it is known."""
        recent = self.shell.settings.recent_stores
        if self._start.store is not None:
            recent = (self._start.store, *(each for each in recent if each != self._start.store))
        self._run(partial(errands.read_offer, self._start.home, recent, self._clock), self._offered)

    def _offered(self, offer: Offer) -> None:
        self._offer = offer
        self._fill_door(offer)
        where = self._start.store or self.shell.settings.store_folder
        if where is None or self.door is None:
            return
        self.door.show_busy("Opening the store.")
        job = partial(errands.open_unasked, where, self._start.passphrase_file, self._clock)
        self._run(job, self._opened_unasked, self._not_opened)

    def _fill_door(self, offer: Offer) -> None:
        if self.door is None:
            return
        self.door.offer(
            stores=offer.stores,
            frameworks=offer.frameworks,
            roles=offer.roles,
            new_folder=offer.new_folder,
        )
        if not offer.stores and self._start.store is None:
            self.door.tabs.setCurrentIndex(1)
        if offer.demo_passphrase:
            sentence = "These stores are the demonstration: everything in them is invented."
            told = Notice("demo", Weight.NOTE, sentence, f"Their passphrase: {offer.demo_passphrase}")
            self.shell.desk.tell(told)

    def _opened_unasked(self, opened: Opened | None) -> None:
        if self.door is not None:
            self.door.show_busy("")
        if opened is not None:
            self.opened(opened)

    def _not_opened(self, error: Exception) -> None:
        if self.door is not None:
            self.door.show_busy("")
        if not isinstance(error, WorldError) or self.door is None:
            self.shell.errors.failed(error)
            return
        self.door.show_error(str(error))

    def _unlock(self, given: Unlocking) -> Opened:
        """Runs on the store's thread."""
        from inspector_app.gui import opening  # noqa: PLC0415 - loaded after the window stands

        return opening.unlock(given, self._clock)

    def _create(self, given: Creating) -> Opened:
        """Runs on the store's thread."""
        from inspector_app.gui import opening  # noqa: PLC0415 - loaded after the window stands

        return opening.set_up(given, self._clock, self._start.cost)

    # --- the work ------------------------------------------------------------------------------------

    def opened(self, opened: Opened) -> None:
        """Shows the work of a store that was opened."""
        from inspector_app.gui.attending import attend  # noqa: PLC0415 - loaded after the window stands
        from inspector_app.gui.dropping import Dropping  # noqa: PLC0415 - loaded after the window stands
        from inspector_app.gui.opening import CAPTURE  # noqa: PLC0415 - loaded after the window stands
        from inspector_app.gui.places import places  # noqa: PLC0415 - loaded after the window stands
        from inspector_app.gui.rescuing import Rescuer  # noqa: PLC0415 - loaded after the window stands

        shell = self.shell
        lease = Lease(shell.desk.runner, shell.errors.failed)
        desk = replace(
            shell.desk,
            runner=lease,
            failed=lease.failed,
            changed=self._changed,
            elsewhere=self._put_elsewhere,
        )
        rescuer = Rescuer(desk, opened.session, CAPTURE, self.capture)
        self._work = _Work(opened.session, lease, desk, rescuer)
        self.door = self._at_door = None
        shell.settings.note_store(opened.where)
        shell.on_close(partial(errands.put_away, opened.session))
        shell.desk.withdraw("demo")
        dropping = Dropping(desk, opened.session)
        shell.window.open(
            places(desk, opened.session, dropping), inspection=opened.inspection, first=shell.settings.screen
        )
        shell.window.facts.show_inspector(opened.inspector)
        shell.window.facts.show_unbundled(opened.unsent)
        if opened.gone:
            shell.desk.tell(greeting.set_back(opened.gone))
        if opened.moved:
            shell.desk.tell(greeting.moved())
        attend(shell, desk, opened.session, lease=lease, dropping=dropping, part=self._part)
        self._offer_back(opened.typed)
        self._watch(opened, desk)

    def _watch(self, opened: Opened, desk: Desk) -> None:
        from inspector_app.gui.watching import Watching  # noqa: PLC0415 - loaded after the window stands

        if self._watching is None:
            self._watching = Watching(self._app, self._clock, self.shell.lock, self.shell.save_all)
        self._watching.start(opened.idle, self.shell.window.winId())
        self._watching.look(desk, opened.session)

    def _watch_no_more(self) -> None:
        if self._watching is not None:
            self._watching.stop()

    def capture(self) -> None:
        """Ctrl+N: quick capture over the window."""
        from inspector_app.gui.screens.capture import CapturePanel  # noqa: PLC0415 - loaded when first asked

        if self._work is None:
            return
        if self._work.capture is None:
            self._work.capture = CapturePanel(self._work.desk, self._work.session)
        self._work.capture.begin(over=self.shell.window)

    def bring_back(self) -> None:
        """File menu: words that were sealed elsewhere because the store did not take them."""
        if self._work is not None:
            self._work.rescuer.bring_back()

    def _put_elsewhere(self, text: str) -> None:
        if self._work is not None:
            self._work.rescuer.put(text)

    def _offer_back(self, typed: Sequence[Typed]) -> None:
        """Says what was typed and not recorded before the store was closed, and leads there."""
        self.shell.desk.withdraw(_TYPED)
        if not typed:
            return
        sentence = "Words that were typed and not recorded are still here."
        advice = "; ".join(f"{each.words}, {told_moment(each.at)}" for each in typed) + "."
        choices = tuple(
            Choice(f"Go on: {each.words}", partial(self._go_on, each), keeps=len(typed) > 1)
            for each in typed[:4]
        )
        self.shell.desk.tell(Notice(_TYPED, Weight.NOTE, sentence, advice, choices))

    def _go_on(self, typed: Typed) -> None:
        if typed.screen:
            self.shell.window.go(typed.screen, typed.what)
        else:
            self.capture()

    def _changed(self, changes: Changes) -> None:
        """An intent is durable: the screens, the time in the status bar and the count of changes follow."""
        self.shell.board.written()
        self.shell.window.changed(changes)
        if self._work is not None:
            if self._work.capture is not None:
                self._work.capture.refresh(changes)
            self._work.desk.runner.run(partial(errands.unsent, self._work.session), self._counted)

    def _counted(self, unsent: int) -> None:
        if self._work is not None:
            self.shell.window.facts.show_unbundled(unsent)

    def _lock(self) -> None:
        """All text is durable: takes the work out of sight, and closes the store on its own thread."""
        if self._work is not None:
            self._take_down(partial(errands.put_away, self._work.session), self._put_away)

    def _part(self) -> None:
        """The inspection is over here: takes the work out of sight, and has the store destroyed."""
        if self._work is not None:
            session = self._work.session
            job = partial(errands.destroy, session, self._start.home)
            self.shell.dismiss()
            self._take_down(job, partial(self._parted, session.store.folder))

    def _parted(self, where: Path, closed: Closed) -> None:
        from inspector_app.gui import parting  # noqa: PLC0415 - loaded when first needed

        self.shell.settings.forget_store(where)
        self._start = replace(self._start, store=None)
        self._put_away(None)
        self._show_door()  # the one that stands names the store that is gone
        self.shell.desk.tell(parting.over(closed))
        recent = self.shell.settings.recent_stores
        self._run(partial(errands.read_offer, self._start.home, recent, self._clock), self._offered_anew)

    def _offered_anew(self, offer: Offer) -> None:
        self._offer = offer
        self._fill_door(offer)

    def _take_down(self, job: Callable[[], T], done: Callable[[T], None]) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        self._watch_no_more()
        self.shell.board.settle()
        work.lease.end()
        if work.capture is not None:
            work.capture.hide()
            work.capture.deleteLater()
        if self.forms is not None:
            self.forms.close()
        for told in (_TYPED, greeting.DAMAGED):
            self.shell.desk.withdraw(told)
        self._show_door()
        if self._offer is not None:
            self._fill_door(self._offer)
        if self.door is not None:
            self.door.show_busy("Closing the store.")
        self.shell.on_close(None)
        self._run(job, done, self._not_opened)

    def _put_away(self, _done: None) -> None:
        if self._watching is not None:
            self._watching.put_away()
        if not self._ended:
            self._forget()
        if self.door is not None:
            self.door.show_busy("")
            self.door.passphrase.setFocus()

    def _forget(self) -> None:
        """Lets go of what the screens held and has it overwritten."""
        self.shell.board.settle()  # with this, fields of screens that are gone let go of the session
        if self.shell.tasks is not None:
            self.shell.tasks.let_go()
        forget(self._run)


def main(argv: Sequence[str]) -> int:
    """Opens the window and returns when it was closed.

    Args:
        argv: the store to open, or nothing.

    Returns:
        The exit status: 0 when the window was closed with everything saved.

    Raises:
        WorldError: there is no screen.
    """
    _need_screen()
    forgetting.keep_heap_clean()
    file = os.environ.get(home.PASSPHRASE_FILE)
    start = Start(home.folder(), Path(argv[0]).absolute() if argv else None, Path(file) if file else None)
    app = application(["inspector-app"])
    program: Program | None = None

    def come() -> None:
        if program is not None:
            program.come_to_front()

    instance = Instance(start.home, come)
    if not instance.first:
        instance.call()
        return 0
    program = Program(app, start)
    program.shell.errors.install()
    program.begin()
    ending = EndWatch(program.shell.leave)
    status = app.exec()
    ending.stop()
    program.end()
    instance.close()
    return status


def _need_screen() -> None:
    """Qt ends the process where it finds no screen, without a word that an inspector could use."""
    told = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in told):
        raise WorldError(
            "There is no screen to open a window on",
            advice="Every command works without one; see: inspector-app --help.",
        )
