"""Everything of the window that is the same for every inspection, put together: the shell.

The composition root adds the rest: it shows the door, opens a store on the shell's runner, and gives the
window its places.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from inspector_app.domain.clock import Clock, system_clock
from inspector_app.gui import clipboard
from inspector_app.gui.autosave import RETRY_MS
from inspector_app.gui.desk import Desk
from inspector_app.gui.editing import Editing
from inspector_app.gui.errors import ErrorDesk
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.runner import Runner
from inspector_app.gui.saving import Phase, SaveBoard, Standing
from inspector_app.gui.settings import Settings
from inspector_app.gui.tasks import Tasks
from inspector_app.gui.theme import STEP, Theme
from inspector_app.gui.widgets.dialogs import Dialogs
from inspector_app.gui.window import MainWindow

if TYPE_CHECKING:
    from inspector_app.gui.help import HelpWindow
    from inspector_app.gui.palette import CommandPalette, ShortcutSheet
    from inspector_app.gui.quiet import QuietRoom

_SAID_MS = 4_000
_LOG_OFF_SECONDS = 4.0
"""Windows ends a program that does not answer within five."""


class Shell(QObject):
    """The window with its threads, look, banners and standard actions.

    Args:
        app: the application.
        folder: where settings and reports of errors are kept for this user; made when first needed.
        clock: the only source of time.
        runner: takes the place of the threads, in tests.
    """

    def __init__(
        self, app: QApplication, folder: Path, *, clock: Clock = system_clock, runner: Runner | None = None
    ) -> None:
        super().__init__()
        self._app = app
        self.settings = Settings(folder / "window.ini")
        self.theme = Theme(
            app, choice=self.settings.theme, scale=self.settings.scale, notes=self.settings.note_scale
        )
        self.board = SaveBoard(clock)
        self.window = MainWindow(self.board)
        self.errors = ErrorDesk(self.window.banners.tell, folder / "reports", clock)
        self.tasks = None if runner is not None else Tasks(self.errors.failed)
        self._dialogs = Dialogs(self.window)
        self.desk = Desk(
            runner=runner or self._threads(),
            dialogs=self._dialogs,
            tell=self.window.banners.tell,
            withdraw=self.window.banners.withdraw,
            failed=self.errors.failed,
            board=self.board,
            clock=clock,
            actions=self.window.actions_book,
            go=self.window.go,
            changed=self.window.changed,
            copy=clipboard.copy,
            quiet=self._enter_quiet,
        )
        self._palette: CommandPalette | None = None
        self._sheet: ShortcutSheet | None = None
        self._help: HelpWindow | None = None
        self.quiet: QuietRoom | None = None
        self._lock: Callable[[], None] | None = None
        self._new_evidence: Callable[[], None] | None = None
        self._last: Callable[[], None] | None = None
        self._finds: Callable[[], bool] | None = None
        self._leaving = False
        self._again = QTimer(self)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._try_again)
        self.board.listen(self._stands)
        self._discretion = clipboard.Discretion(self)
        self._add_actions()
        self.window.on_close(self._may_close)
        self.window.shown_place.connect(self._remember_screen)
        app.applicationStateChanged.connect(self._state_changed)
        app.commitDataRequest.connect(self._session_ends)
        self.window.resize(1180, 760)
        self.window.restoreGeometry(self.settings.geometry)

    def on_lock(self, locks: Callable[[], None]) -> None:
        """Sets what Ctrl+L does once all text is saved: close the store, `window.cover` the door."""
        self._lock = locks

    def on_new_evidence(self, asks: Callable[[], None]) -> None:
        """Sets what Ctrl+N does from anywhere."""
        self._new_evidence = asks

    def on_find(self, finds: Callable[[], bool] | None) -> None:
        """Sets what Ctrl+F asks first; it says whether somebody is at a text that it finds words in."""
        self._finds = finds

    def on_close(self, last: Callable[[], None] | None) -> None:
        """Sets the last job of the store's thread, which closes the store; it must hold no widget."""
        self._last = last

    def _threads(self) -> Tasks:
        assert self.tasks is not None  # noqa: S101 - set two lines above
        return self.tasks

    def _add_actions(self) -> None:
        add = self.window.actions_book.add
        add(
            "evidence.new", "&New evidence…", self.new_evidence, menu="File", shortcut="Ctrl+N", picture="add"
        )
        add(
            "file.saved",
            "Is everything &saved?",
            self.tell_saved,
            menu="File",
            shortcut="Ctrl+S",
            picture="saved",
        )
        add("file.lock", "&Lock", self.lock, menu="File", shortcut="Ctrl+L", picture="lock", section=True)
        add("file.quit", "&Quit", self.quit, menu="File", shortcut="Ctrl+Q", always=True)
        self.editing = Editing(self._app, self.window.actions_book)
        self.window.wrote.connect(self.editing.written)
        add("edit.find", "&Find…", self.find, menu="Edit", shortcut="Ctrl+F", picture="search", section=True)
        add("edit.search", "Find in the &list…", self.find_everywhere, menu="Edit", shortcut="Ctrl+Alt+F")
        add(
            "view.palette",
            "&Commands…",
            self.commands,
            menu="View",
            shortcut="Ctrl+K; Ctrl+Shift+P",
            always=True,
        )
        add(
            "view.grow",
            "&Larger text",
            self.grow,
            menu="View",
            shortcut="Ctrl++; Ctrl+=",
            always=True,
            section=True,
        )
        add("view.shrink", "&Smaller text", self.shrink, menu="View", shortcut="Ctrl+-", always=True)
        add("view.size", "&Usual text size", self.usual_size, menu="View", shortcut="Ctrl+0", always=True)
        add("view.system", "Look: &as the computer", self.look_system, menu="View", always=True, section=True)
        add("view.light", "Look: l&ight", self.look_light, menu="View", always=True)
        add("view.dark", "Look: &dark", self.look_dark, menu="View", always=True)
        add("view.contrast", "Look: &high contrast", self.look_contrast, menu="View", always=True)
        add("view.next", "&Next part of the window", self.next_part, menu="View", shortcut="F6", section=True)
        add(
            "view.previous",
            "&Previous part of the window",
            self.previous_part,
            menu="View",
            shortcut="Shift+F6",
        )
        add("view.pane", "Show or hide the &right pane", self.window.show_pane, menu="View", shortcut="F9")
        window = self.window
        for name, words, does, keys in (
            ("view.back", "&Back", window.back, "Alt+Left"),
            ("view.forward", "&Forward", window.forward, "Alt+Right"),
            ("view.next-screen", "Ne&xt screen", window.next_screen, "Ctrl+Tab"),
            ("view.previous-screen", "Pre&vious screen", window.previous_screen, "Ctrl+Shift+Tab"),
        ):
            add(name, words, does, menu="View", shortcut=keys, section=name == "view.back")
        add("view.full", "F&ull screen", window.toggle_full_screen, menu="View", shortcut="F11", always=True)
        add(
            "view.quiet",
            "&Quiet mode, in front of a child",
            self.be_quiet,
            menu="View",
            shortcut="F8",
            tip="Shows the note alone, dim and large.",
            section=True,
        )
        add(
            "view.blank",
            "&Blank screen",
            self.blank,
            menu="View",
            shortcut="F12",
            tip="Shows nothing until the same key is pressed again.",
        )
        add(
            "help.screen",
            "&Help for this screen",
            self.help,
            menu="Help",
            shortcut="F1",
            picture="help",
            always=True,
        )
        add(
            "help.shortcuts",
            "&Keyboard shortcuts",
            self.shortcuts,
            menu="Help",
            shortcut="Ctrl+/",
            always=True,
        )
        self.window.facts.add_lock(self.window.actions_book["file.lock"])

    def new_evidence(self) -> None:
        """Ctrl+N."""
        if self._new_evidence is not None:
            self._new_evidence()

    def tell_saved(self) -> None:
        """Ctrl+S: a person who wants to be sure gets an answer, and whatever is unsaved is written now."""
        self.board.settle()
        standing = self.board.standing
        weight = Weight.PROBLEM if standing.phase is Phase.FAILED else Weight.DONE
        self.window.banners.tell(Notice("saved-answer", weight, standing.answer))

    def lock(self) -> None:
        """Ctrl+L. Text that could not be saved keeps the window unlocked, as locking would lose it."""
        self.board.settle()
        self.desk.runner.run(_nothing, self._lock_now)

    def dismiss(self) -> None:
        """Takes away the dialogs over the window, in which what was typed is kept, and what was copied."""
        self.end_quiet()
        self._dialogs.dismiss()
        self._discretion.forget()

    def quit(self) -> None:
        """Ctrl+Q."""
        self.window.close()

    def find(self) -> None:
        """Ctrl+F: in the text that somebody is at, in the screen in front, or else in all evidence."""
        if self._finds is None or not self._finds():
            self.find_everywhere()

    def find_everywhere(self) -> None:
        """Ctrl+Alt+F: in the screen in front, or else in all evidence."""
        if not self.window.search():
            self.window.go("evidence")
            self.window.search()

    def be_quiet(self) -> None:
        """F8: the note of the screen in front, and nothing else."""
        note = self.window.note()
        if note is not None:
            self._quiet_room().enter(note)
            return
        sentence = "Quiet mode shows the note that you are writing, and no note is open here."
        advice = "Open an interview, or begin new evidence with Ctrl+N; then press F8."
        self.window.banners.tell(Notice("quiet", Weight.NOTE, sentence, advice))

    def blank(self) -> None:
        """F12: nothing is shown until the same key is pressed again."""
        self._quiet_room().blank()

    def end_quiet(self) -> None:
        """The note goes back to its place, where quiet mode is on."""
        if self.quiet is not None:
            self.quiet.leave()

    def _quiet_room(self) -> QuietRoom:
        if self.quiet is None:
            from inspector_app.gui.quiet import QuietRoom  # noqa: PLC0415 - loaded when first asked for

            self.quiet = QuietRoom(self.window, self.board, self.window.actions_book["file.lock"])
        return self.quiet

    def _enter_quiet(self, note: QPlainTextEdit) -> None:
        self._quiet_room().enter(note)

    def commands(self) -> None:
        """Ctrl+K."""
        if self._palette is None:
            from inspector_app.gui.palette import CommandPalette  # noqa: PLC0415 - loaded when first asked for

            self._palette = CommandPalette(self.window.actions_book, self.window)
        self._palette.summon()

    def grow(self) -> None:
        """Ctrl+plus: in the note that somebody is at, or in all of the window."""
        self._resize(STEP)

    def shrink(self) -> None:
        """Ctrl+minus: in the note that somebody is at, or in all of the window."""
        self._resize(-STEP)

    def usual_size(self) -> None:
        """Ctrl+0: in the note that somebody is at, or in all of the window."""
        self._resize(0)

    def _resize(self, step: int) -> None:
        if isinstance(QApplication.focusWidget(), QPlainTextEdit):
            self.theme.set_notes(self.theme.notes + step if step else 100)
            self.settings.note_scale = self.theme.notes
            said = f"Text in notes: {self.theme.notes} % of that of the window."
        else:
            self.theme.set_scale(self.theme.scale + step if step else 100)
            self.settings.scale = self.theme.scale
            said = f"Text: {self.theme.scale} %."
        self.window.facts.showMessage(said, _SAID_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window, said))

    def look_system(self) -> None:
        """Light or dark as the computer."""
        self._look("system")

    def look_light(self) -> None:
        """Light."""
        self._look("light")

    def look_dark(self) -> None:
        """Dark."""
        self._look("dark")

    def look_contrast(self) -> None:
        """High contrast."""
        self._look("contrast")

    def next_part(self) -> None:
        """F6."""
        self.window.next_part(1)

    def previous_part(self) -> None:
        """Shift+F6."""
        self.window.next_part(-1)

    def help(self) -> None:
        """F1."""
        name = self.window.front or "unlock"
        if self._help is None:
            from inspector_app.gui.help import HelpWindow  # noqa: PLC0415 - loaded when first asked for

            self._help = HelpWindow(self.window)
        self._help.summon(name, name.capitalize())

    def shortcuts(self) -> None:
        """Ctrl+/."""
        if self._sheet is None:
            from inspector_app.gui.palette import ShortcutSheet  # noqa: PLC0415 - loaded when first asked for

            self._sheet = ShortcutSheet(self.window.actions_book, self.window)
        self._sheet.summon()

    def shutdown(self) -> None:
        """Waits for all writes, closes the store, keeps the settings. Called once, after the loop ended."""
        self._app.applicationStateChanged.disconnect(self._state_changed)
        self._app.commitDataRequest.disconnect(self._session_ends)
        self._discretion.forget()  # Windows would keep it after the end
        if self.tasks is not None:
            self.tasks.shutdown(self._last)
            self._last = None
        self._again.stop()
        self.settings.keep()

    def _look(self, choice: str) -> None:
        self.theme.choose(choice)
        self.settings.theme = choice

    def _lock_now(self, _done: None) -> None:
        self.board.give_way()
        if self.board.standing.phase is Phase.FAILED:
            self._warn_unsaved("lock-unsaved", "Not locked: some text could not be saved.", ())
        elif self._lock is not None:
            self.dismiss()
            self._lock()

    def _may_close(self) -> bool:
        """Closes only when all is durable. The wait is the store's thread finishing what it has."""
        if self._leaving:
            return True
        self.settings.geometry = self.window.saveGeometry()
        self.desk.runner.run(_nothing, self._close_now)
        return self._leaving

    def _close_now(self, _done: None) -> None:
        self.board.give_way()
        phase = self.board.standing.phase
        if phase is Phase.FAILED:
            leave = Choice("Close all the same", self._close_anyway)
            self._warn_unsaved("close-unsaved", "Not closed: some text could not be saved.", (leave,))
            return
        if phase is Phase.DIRTY:  # typed while the last write was under way
            self.board.settle()
            self.desk.runner.run(_nothing, self._close_now)
            return
        self._close_anyway()

    def _close_anyway(self) -> None:
        self._leaving = True
        self.window.close()

    def _warn_unsaved(self, key: str, sentence: str, choices: tuple[Choice, ...]) -> None:
        advice = "See the banner about it: try again, or copy the text to a safe place first."
        self.window.banners.tell(Notice(key, Weight.PROBLEM, sentence, advice, choices))

    def _stands(self, standing: Standing) -> None:
        if standing.phase is not Phase.FAILED:
            self._again.stop()
        elif not self._again.isActive():
            self._again.start()

    @Slot()
    def _try_again(self) -> None:
        self.board.settle()

    @Slot(object)
    def _remember_screen(self, name: str) -> None:
        self.settings.screen = name

    def save_all(self) -> None:
        """Makes all text durable before it returns: the person logs off, or the computer shuts down."""
        self.board.settle()
        if self.tasks is None or not self.tasks.finish(_LOG_OFF_SECONDS):
            return
        if self.board.standing.phase is Phase.DIRTY:  # typed while a write was under way, which is done now
            self.board.settle()
            self.tasks.finish(_LOG_OFF_SECONDS)

    def leave(self) -> None:
        """The program is told to end: saves, and closes as by hand, which waits for what cannot be saved."""
        self.save_all()
        self.window.close()

    @Slot(QSessionManager)
    def _session_ends(self, _session: QSessionManager) -> None:
        self.save_all()

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self.board.settle()


def application(argv: list[str]) -> QApplication:
    """Returns the one application of this process, made where there is none yet."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    app = QApplication(argv)
    QGuiApplication.setApplicationDisplayName("inspector-app")
    app.setApplicationName("inspector-app")
    return app


def _nothing() -> None:
    """An empty job: once it is done, so is everything asked for before it."""
