"""What a screen is given of the window: the desk. And what the window asks of a screen. No Qt at run time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from inspector_app.domain.clock import Clock
from inspector_app.gui.asking import Asker, WordsQuestion
from inspector_app.gui.forms import Filled, FormDraft
from inspector_app.gui.notice import Tell
from inspector_app.gui.runner import Runner
from inspector_app.gui.saving import SaveBoard
from inspector_app.services.changes import Changes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPlainTextEdit, QWidget

    from inspector_app.gui.actions import Actions


class WordsAsker(Asker, Protocol):
    """An `Asker` that can also be answered in words, which it keeps while they are typed."""

    def ask_words(
        self, question: WordsQuestion, kept: Kept, answered: Callable[[Mapping[str, str] | None], None]
    ) -> None:
        """Asks for words and gives those of each field; they are kept also where the user turns back."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """How the words of an answer are kept while they are typed, and what was typed before."""

    desk: Desk
    draft: FormDraft
    filled: Filled


@dataclass(frozen=True, slots=True)
class Desk:
    """What every screen and presenter may use of the window.

    Args:
        runner: runs jobs on the store's thread and brings results back.
        dialogs: asks the user.
        tell: shows a banner.
        withdraw: takes the banner with a key away.
        failed: tells of any error: a sentence for an error of the world, a report for ours.
        board: where unsaved text is known; `AutosaveField` reports there.
        clock: the only source of time.
        actions: the registry that menus, palette and shortcut sheet are made from.
        go: shows the screen of a name; an optional second argument tells it what to open.
        changed: passes an intent's changes to every screen.
        copy: puts a text on the clipboard, marked so that no manager of clipboards keeps it.
        quiet: shows the field of a note alone, dim and large, in front of a child.
        elsewhere: asks where to and seals there text that the store does not take; None while locked.
    """

    runner: Runner
    dialogs: WordsAsker
    tell: Tell
    withdraw: Callable[[str], None]
    failed: Callable[[Exception], None]
    board: SaveBoard
    clock: Clock
    actions: Actions
    go: Callable[..., None]
    changed: Callable[[Changes], None]
    copy: Callable[[str], None]
    quiet: Callable[[QPlainTextEdit], None] | None = None
    elsewhere: Callable[[str], None] | None = None


class Screen(Protocol):
    """One screen of the rail. Built when it is first shown, kept until the window is locked."""

    def widget(self) -> QWidget:
        """Returns the centre of the screen, the same widget each time."""
        ...

    def shown(self) -> None:
        """The screen came to the front: load what it shows, where that is stale."""
        ...

    def refresh(self, changes: Changes) -> None:
        """Something was written. Called while in front, or with all it missed just before `shown`."""
        ...


@runtime_checkable
class HasPane(Protocol):
    """A screen with something for the right pane: what the thing in the centre is tied to."""

    def pane(self) -> QWidget:
        """Returns the widget of the right pane, the same each time."""
        ...


@runtime_checkable
class HasNote(Protocol):
    """A screen in which a note is written, which can be shown alone."""

    def note(self) -> QPlainTextEdit | None:
        """Returns the field of the note that is open; None where none is."""
        ...


@runtime_checkable
class HasSearch(Protocol):
    """A screen that Ctrl+F searches by itself; others send Ctrl+F to the evidence screen."""

    def search(self) -> None:
        """Puts the cursor into the screen's search box."""
        ...


@runtime_checkable
class Opens(Protocol):
    """A screen that can be told what to open: `desk.go("cases", record_id)`."""

    def open(self, what: str) -> None:
        """Opens the record of an id."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A screen's place in the rail.

    Args:
        name: its name in code and of its help page, `evidence`.
        title: its name on screen.
        icon: the name of its icon.
        make: builds the screen; called once, when it is first shown.
    """

    name: str
    title: str
    icon: str
    make: Callable[[], Screen]
