"""Every action of the window, by name. Menus, command palette and shortcut sheet are made from this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from inspector_app.errors import BugError
from inspector_app.gui.icons import icon

MENUS = ("&File", "&Edit", "&View", "&Case", "&Team", "&Draft", "&Help")
_RECENT = 8


@dataclass(frozen=True, slots=True)
class Command:
    """One action as the palette and the shortcut sheet show it; `why_not` says why it cannot be done now."""

    name: str
    text: str
    menu: str
    shortcut: str
    enabled: bool
    why_not: str


@dataclass(slots=True)
class _Entry:
    action: QAction
    menu: str
    icon: str
    does: Callable[[], None]
    always: bool
    allowed: bool = True
    why_not: str = ""
    line: QAction | None = None
    """The line that was drawn above it in its menu."""


class Actions(QObject):
    """The registry.

    Args:
        owner: the window whose shortcuts these are.
    """

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._entries: dict[str, _Entry] = {}
        self._menus: dict[str, QMenu] = {}
        self._recent: list[str] = []
        self._locked = False
        self._looked_at: list[Callable[[], None]] = []
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._group.triggered.connect(self._triggered)

    def add(
        self,
        name: str,
        text: str,
        does: Callable[[], None],
        *,
        menu: str,
        shortcut: str = "",
        picture: str = "",
        tip: str = "",
        section: bool = False,
        always: bool = False,
    ) -> QAction:
        """Adds an action and puts it at the end of its menu.

        Args:
            name: its name in code, `evidence.new`.
            text: its words, with `&` before the access key.
            does: what it does; takes nothing.
            menu: the menu's word without `&`, one of `MENUS`.
            shortcut: keys as in `Ctrl+N`; several with `; ` between.
            picture: the name of its icon.
            tip: one sentence for status bar and tooltip.
            section: whether a line is drawn above it.
            always: whether it can be done while the window is locked.

        Raises:
            BugError: the name or the shortcut is taken, or the menu is unknown.
        """
        self._refuse_clash(name, shortcut, menu)
        action = QAction(text, self._owner)
        action.setObjectName(name)
        keys = [QKeySequence(key) for key in shortcut.split("; ") if key]
        action.setShortcuts(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(_tip(tip or _plain(text), keys))
        action.setStatusTip(tip)
        if picture:
            action.setIcon(icon(picture))
        self._group.addAction(action)
        self._owner.addAction(action)
        self._entries[name] = _Entry(action, menu, picture, does, always)
        self._entries[name].line = self._put_into_menu(action, menu, section=section)
        self._enable(self._entries[name])
        return action

    def __getitem__(self, name: str) -> QAction:
        """Returns the action of a name, to put it on a button."""
        return self._entries[name].action

    def __contains__(self, name: object) -> bool:
        """Whether there is an action of that name."""
        return name in self._entries

    def remove(self, name: str) -> None:
        """Takes an action away, for a screen that goes; an unknown name is nothing to do."""
        entry = self._entries.pop(name, None)
        if entry is not None:
            entry.action.setShortcuts([])  # at once: a deletion waits for the loop
            self._group.removeAction(entry.action)
            self._owner.removeAction(entry.action)
            entry.action.deleteLater()
            if entry.line is not None:
                entry.line.deleteLater()

    def allow(self, name: str, *, yes: bool, why_not: str = "") -> None:
        """Says whether an action can be done now, and if not, why, in words for the palette."""
        entry = self._entries[name]
        entry.allowed, entry.why_not = yes, "" if yes else why_not
        self._enable(entry)

    def rename(self, name: str, text: str) -> None:
        """Gives an action other words, which say what it would do now."""
        action = self._entries[name].action
        if action.text() != text:
            action.setText(text)
            action.setToolTip(_tip(_plain(text), action.shortcuts()))

    def before_looks(self, does: Callable[[], None]) -> None:
        """Has something done before the actions are looked at: a menu opens, or the palette lists them."""
        self._looked_at.append(does)

    def lock(self, *, locked: bool) -> None:
        """While locked, only the actions added with `always` can be done."""
        self._locked = locked
        for entry in self._entries.values():
            self._enable(entry)

    def commands(self) -> tuple[Command, ...]:
        """Returns every action, those used of late first, then in the order of the menus."""
        self._look()
        names = [name for name in self._recent if name in self._entries]
        order = {_plain(menu): place for place, menu in enumerate(MENUS)}
        rest = sorted(self._entries, key=lambda name: order[self._entries[name].menu])
        names += [name for name in rest if name not in self._recent]
        return tuple(self._command(name) for name in names)

    def run(self, name: str) -> None:
        """Does the action of a name, unless it cannot be done now."""
        self._entries[name].action.trigger()

    def fill(self, bar: QMenuBar) -> None:
        """Puts the menus into a menu bar; actions added later join their menu."""
        for title in MENUS:
            self._menus[_plain(title)] = menu = bar.addMenu(title)
            menu.aboutToShow.connect(self._look)
        for entry in self._entries.values():
            self._put_into_menu(entry.action, entry.menu, section=False)

    def redraw(self) -> None:
        """Draws all icons anew, after the palette changed."""
        for entry in self._entries.values():
            if entry.icon:
                entry.action.setIcon(icon(entry.icon))

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        name = action.objectName()
        if name in self._recent:
            self._recent.remove(name)
        self._recent = [name, *self._recent][:_RECENT]
        self._entries[name].does()

    @Slot()
    def _look(self) -> None:
        for does in self._looked_at:
            does()

    def _command(self, name: str) -> Command:
        entry = self._entries[name]
        keys = "; ".join(_told(key) for key in entry.action.shortcuts())
        why_not = "unlock first" if self._locked and not entry.always else entry.why_not
        text = _plain(entry.action.text())
        return Command(name, text, entry.menu, keys, entry.action.isEnabled(), why_not)

    def _enable(self, entry: _Entry) -> None:
        entry.action.setEnabled(entry.allowed and (entry.always or not self._locked))

    def _put_into_menu(self, action: QAction, menu: str, *, section: bool) -> QAction | None:
        """Returns the line that was drawn above it, where one was."""
        place = self._menus.get(menu)
        if place is None:
            return None
        line = place.addSeparator() if section else None
        place.addAction(action)
        return line

    def _refuse_clash(self, name: str, shortcut: str, menu: str) -> None:
        if name in self._entries:
            raise BugError(f"two actions are called {name}")
        if menu not in {_plain(title) for title in MENUS}:
            raise BugError(f"there is no menu {menu}")
        taken = {_told(key) for entry in self._entries.values() for key in entry.action.shortcuts()}
        for key in shortcut.split("; "):
            if key and _told(QKeySequence(key)) in taken:
                raise BugError(f"two actions have the shortcut {key}")


def _plain(text: str) -> str:
    return text.replace("&", "")


def _told(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def _tip(text: str, keys: list[QKeySequence]) -> str:
    return f"{text} ({_told(keys[0])})" if keys else text
