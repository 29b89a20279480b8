"""Watches the drop folder while a store is open: by the system's notices, and by a slow look for shares."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Slot

from inspector_app.gui.desk import Desk
from inspector_app.gui.drop import Drop
from inspector_app.gui.dropping import Dropping

LOOK_MS = 15_000
"""Shares give no notices, and a stick that is away cannot."""
SETTLE_MS = 2_000
"""How long a file must stand the same before it is opened."""
_ACTIONS = (
    ("team.take", "&Take in what waits…", "take", "Ctrl+Shift+T"),
    ("team.lead", "Export for the &lead", "lead", "Ctrl+Shift+E"),
    ("team.return", "&Return bundle to everyone", "return", "Ctrl+Shift+R"),
)


class DropWatch(QObject):
    """The watch of one opening of a store. The folder itself is only touched beside the store's thread.

    Args:
        desk: holds the actions.
        dropping: looks into the folder.
        shows: shows one line in the status bar; empty for none.
    """

    def __init__(self, desk: Desk, dropping: Dropping, shows: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._dropping, self._shows = desk, dropping, shows
        self.watcher = QFileSystemWatcher(self)
        self.watcher.directoryChanged.connect(self._noticed)
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self._look)
        self.soon = QTimer(self)
        self.soon.setSingleShot(True)
        self.soon.setInterval(SETTLE_MS)
        self.soon.timeout.connect(self._look)
        self._goes = tuple(_Way(desk, word) for *_, word, _ in _ACTIONS)
        for (name, words, _, keys), way in zip(_ACTIONS, self._goes, strict=True):
            desk.actions.add(name, words, way.go, menu="Team", shortcut=keys)
        dropping.listen(self._changed)
        dropping.begin()

    def stop(self) -> None:
        """The store is closed."""
        self._dropping.stop()
        self.timer.stop()
        self.soon.stop()
        self._leave()
        for name, *_ in _ACTIONS:
            self._desk.actions.remove(name)
        self._shows("")

    def _changed(self, drop: Drop) -> None:
        self._shows(told(drop))
        if drop.folder is None:
            self.timer.stop()
            self.soon.stop()
            self._leave()
            return
        if not self.timer.isActive():
            self.timer.start()
        if drop.unsettled and not self.soon.isActive():
            self.soon.start()
        if drop.away is False:  # it has just been seen there, so asking the system for notices will not hang
            self._follow(str(drop.folder))

    def _follow(self, folder: str) -> None:
        """A watch ends by itself when its stick is pulled out, and is begun again when that is back."""
        if self.watcher.directories() != [folder]:
            self._leave()
            self.watcher.addPath(folder)

    def _leave(self) -> None:
        if paths := self.watcher.directories():
            self.watcher.removePaths(paths)

    @Slot(str)
    def _noticed(self, _path: str) -> None:
        if not self.soon.isActive():  # a copy under way gives a notice for every piece
            self.soon.start()

    @Slot()
    def _look(self) -> None:
        self._dropping.look()


class _Way:
    """Brings the team's screen to the front and has it do one thing."""

    def __init__(self, desk: Desk, word: str) -> None:
        self._desk, self._word = desk, word

    def go(self) -> None:
        """Does it."""
        self._desk.go("team", self._word)


def told(drop: Drop) -> str:
    """Returns how many bundles wait, for the status bar; empty where none does."""
    waiting = len(drop.offers)
    if not waiting:
        return ""
    return "1 bundle waits" if waiting == 1 else f"{waiting:,} bundles wait"
