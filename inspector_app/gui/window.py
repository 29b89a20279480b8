"""The window: rail, banners, the screen in front, its right pane, the facts of the status bar.

The window lives as long as the application. While locked it is covered and holds no screen; unlocking gives
it places, and each screen is built when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.actions import Actions
from inspector_app.gui.desk import HasNote, HasPane, HasSearch, Opens, Place, Screen
from inspector_app.gui.icons import wear
from inspector_app.gui.rail import Rail
from inspector_app.gui.saving import SaveBoard, Standing
from inspector_app.gui.status import StatusFacts
from inspector_app.gui.trail import Stop, Trail
from inspector_app.gui.widgets.banner import BannerArea
from inspector_app.gui.widgets.scrolled import rolled
from inspector_app.services.changes import Changes, joined

PRODUCT = "inspector-app"
_PANE_CHARS, _ROOM_CHARS = 30, 90


class MainWindow(QMainWindow):
    """The window.

    Args:
        board: where unsaved text is known; settled before a screen is left, covered or closed.

    Signals:
        shown_place: the name of the screen that came to the front (object).
        restyled: palette or font changed.
        wrote: something was written (object).
    """

    shown_place = Signal(object)
    restyled = Signal()
    wrote = Signal(object)

    def __init__(self, board: SaveBoard) -> None:
        super().__init__()
        self.setObjectName("main")
        self._board = board
        self._places: dict[str, Place] = {}
        self._screens: dict[str, Screen] = {}
        self._missed: dict[str, list[Changes]] = {}
        self._front = ""
        self._trail = Trail()
        self._inspection = ""
        self._closes: Callable[[], bool] | None = None
        self._tied = self._over = self._shut = False  # how the right pane stands
        self.actions_book = Actions(self)
        self._build()
        board.listen(self._standing)
        self.cover(None)

    @property
    def front(self) -> str:
        """The name of the screen in front; empty while covered."""
        return self._front

    @property
    def inspection(self) -> str:
        """What is inspected, in words; empty while covered."""
        return self._inspection

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the screens, in the order of the rail."""
        return tuple(self._places)

    @property
    def covered(self) -> bool:
        """Whether the work is out of sight: locked, or nothing open."""
        return self._outer.currentIndex() == 0

    def screen_of(self, name: str) -> Screen | None:
        """Returns a screen that has been built."""
        return self._screens.get(name)

    def on_close(self, closes: Callable[[], bool]) -> None:
        """Sets what is asked before the window closes; it stays where that says False."""
        self._closes = closes

    def cover(self, widget: QWidget | None) -> None:
        """Takes all work out of sight and out of memory, and shows a widget (the door) in its place."""
        self._board.settle()
        self._drop_screens()
        _empty(self._cover)
        if widget is not None:
            self._cover.addWidget(widget)
        self._outer.setCurrentIndex(0)
        self.actions_book.lock(locked=True)
        self.facts.show_inspector("")
        self.facts.show_unbundled(None)
        self._inspection = ""
        self._trail.forget()
        self.setWindowTitle(PRODUCT)

    def open(self, places: Sequence[Place], *, inspection: str, first: str = "") -> None:
        """Shows the work.

        Args:
            places: the screens of the rail, in order.
            inspection: what is inspected, for the window's title.
            first: the screen to show first; the first of the rail where it is unknown.
        """
        self._drop_screens()
        self._inspection = inspection
        self._places = {place.name: place for place in places}
        self.rail.show_places(places)
        self._add_place_actions(places)
        self.actions_book.lock(locked=False)
        self._outer.setCurrentIndex(1)
        self.go(first if first in self._places else places[0].name)

    def go(self, name: str, what: str = "") -> None:
        """Brings a screen to the front, building it where need be, and has it open a record."""
        if name not in self._places or self.covered:
            return
        self._trail.note(name, what)
        self._bring_and_open(name, what)

    @Slot()
    def toggle_full_screen(self) -> None:
        """Takes the whole screen, or gives it back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def back(self) -> None:
        """Goes to the place that was in front before this one."""
        self._follow(self._trail.back())

    @Slot()
    def forward(self) -> None:
        """Goes again to the place that one went back from."""
        self._follow(self._trail.forward())

    @Slot()
    def next_screen(self) -> None:
        """Goes to the next screen of the rail, the first after the last."""
        self._step(1)

    @Slot()
    def previous_screen(self) -> None:
        """Goes to the screen of the rail before this one."""
        self._step(-1)

    def _step(self, step: int) -> None:
        names = self.names
        if self._front in names:
            self.go(names[(names.index(self._front) + step) % len(names)])

    def _follow(self, stop: Stop | None) -> None:
        if stop is not None:
            self._bring_and_open(stop.screen, stop.what)

    def _bring_and_open(self, name: str, what: str) -> None:
        if name != self._front:
            self._board.settle()
            self._bring(name)
        screen = self._screens[name]
        if what and isinstance(screen, Opens):
            screen.open(what)

    def changed(self, changes: Changes) -> None:
        """Passes changes to the screen in front at once, to the others before they are next shown."""
        for name, screen in self._screens.items():
            if name == self._front:
                screen.refresh(changes)
            else:
                self._missed.setdefault(name, []).append(changes)
        self.wrote.emit(changes)

    def search(self) -> bool:
        """Has the screen in front search; says whether it can."""
        screen = self._screens.get(self._front)
        if isinstance(screen, HasSearch):
            screen.search()
            return True
        return False

    @property
    def title_in_front(self) -> str:
        """The words of the rail for the screen in front; empty while covered."""
        return self._places[self._front].title if self._front else ""

    def in_sight(self) -> tuple[QWidget, ...]:
        """Returns the screen in front and, where it is shown, its right pane."""
        screen = self._screens.get(self._front)
        if screen is None:
            return ()
        parts = [screen.widget(), self._panes.currentWidget() if self._pane.isVisible() else None]
        return tuple(part for part in parts if part is not None)

    def note(self) -> QPlainTextEdit | None:
        """Returns the field of the note that is open in the screen in front, if there is one."""
        screen = self._screens.get(self._front)
        return screen.note() if isinstance(screen, HasNote) else None

    def next_part(self, step: int = 1) -> None:
        """Puts the focus into the next part of the window: rail, banners, screen, right pane."""
        parts = [part for part in (self.rail, self.banners, self.centre, self._pane) if part.isVisible()]
        focus = self.focusWidget()
        here = next((place for place, part in enumerate(parts) if focus and part.isAncestorOf(focus)), -1)
        for away in range(1, len(parts) + 1):
            part = parts[(here + step * away) % len(parts)]
            if _take_focus(part):
                return

    def show_pane(self) -> None:
        """Shows or hides the right pane; where there is no room for both, it takes the place of the work."""
        if self._is_narrow():
            self._over = not self._over
        else:
            self._shut = not self._shut
        self._lay_pane()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Saves what is unsaved, and stays where that cannot be done."""
        self._board.settle()
        if self._closes is None or self._closes():
            event.accept()
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Saves when the window goes to the background; tells of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._board.settle()
        elif event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pane"):
            self.actions_book.redraw()
            self.restyled.emit()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_pane"):
            self._lay_pane()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decides anew whether there is room for the right pane."""
        super().resizeEvent(event)
        self._lay_pane()

    def _is_narrow(self) -> bool:
        return self.width() < self.fontMetrics().averageCharWidth() * _ROOM_CHARS

    def _lay_pane(self) -> None:
        """Where the pane would leave too little for the work, it waits to be asked for (F9)."""
        narrow = self._is_narrow()
        shown = self._tied and (self._over if narrow else not self._shut)
        self._pane.setVisible(shown)
        self._work.setVisible(not (narrow and shown))
        if narrow and shown:
            self.resizeDocks([self._pane], [self.width()], Qt.Orientation.Horizontal)

    def _build(self) -> None:
        self._outer = QStackedWidget()
        self._cover = QStackedWidget()
        self._outer.addWidget(self._cover)
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail()
        self.rail.chosen.connect(self._asked_for)
        row.addWidget(self.rail)
        self.centre = QStackedWidget()
        self.centre.setAccessibleName("Work")
        self._work = rolled(self.centre)
        row.addWidget(self._work, 1)  # large text in a small window pushes nothing off the screen
        self._outer.addWidget(work)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # Above the cover too: a failed write must be seen on the door as well.
        self.banners = BannerArea()
        column.addWidget(self.banners)
        column.addWidget(self._outer, 1)
        self.setCentralWidget(whole)
        self._build_pane()
        self.facts = StatusFacts(self)
        self.setStatusBar(self.facts)
        self.menuBar().setAccessibleName("Menus")
        self.actions_book.fill(self.menuBar())

    def _build_pane(self) -> None:
        self._pane = QDockWidget("Tied to", self)
        self._pane.setObjectName("pane")
        self._pane.setAllowedAreas(Qt.DockWidgetArea.RightDockWidgetArea)
        self._pane.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self._pane.setTitleBarWidget(self._build_pane_title())
        self._panes = QStackedWidget()
        self._panes.setAccessibleName("What this is tied to")
        self._pane.setWidget(self._panes)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._pane)
        self._pane.hide()

    def _build_pane_title(self) -> QWidget:
        """Our own, as the style's grows with the text no more than its button can be named."""
        title = QWidget()
        title.setObjectName("pane-title")
        title.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(title)
        row.setContentsMargins(9, 2, 2, 2)
        self._pane_title = QLabel()
        self._pane_title.setProperty("look", "strong")
        row.addWidget(self._pane_title, 1)
        close = QToolButton()
        close.setAccessibleName("Hide this pane")
        close.setToolTip("Hide this pane (F9)")
        wear(close, "close")
        close.clicked.connect(self.show_pane)
        row.addWidget(close)
        return title

    def _add_place_actions(self, places: Sequence[Place]) -> None:
        for number, place in enumerate(places, start=1):
            name = f"go.{place.name}"
            if name not in self.actions_book:
                self.actions_book.add(
                    name,
                    f"Go to {place.title}",
                    _Going(self, place.name),
                    menu="View",
                    shortcut=f"Alt+{number}" if number <= 9 else "",  # noqa: PLR2004 - keys 1 to 9
                    picture=place.icon,
                    section=number == 1,
                )

    def _bring(self, name: str) -> None:
        place = self._places[name]
        if name not in self._screens:
            self._screens[name] = place.make()
            self.centre.addWidget(self._screens[name].widget())
        screen = self._screens[name]
        self._front = name
        self.centre.setCurrentWidget(screen.widget())
        self._show_its_pane(screen, place)
        self.rail.mark(name)
        self.setWindowTitle(f"{place.title} - {self._inspection} - {PRODUCT}")
        missed = self._missed.pop(name, [])
        if missed:
            screen.refresh(joined(missed))
        screen.shown()
        self._focus_on(screen.widget())
        self.shown_place.emit(name)

    def _focus_on(self, widget: QWidget) -> None:
        """The focus goes along to the new screen, unless the screen set it or the rail is being walked."""
        focus = self.focusWidget()
        if not (focus and (self.rail.isAncestorOf(focus) or widget.isAncestorOf(focus))):
            _take_focus(widget)

    def _show_its_pane(self, screen: Screen, place: Place) -> None:
        self._tied, self._over, self._shut = isinstance(screen, HasPane), False, False
        if not isinstance(screen, HasPane):
            self._lay_pane()
            return
        pane = screen.pane()
        if self._panes.indexOf(pane) < 0:
            self._panes.addWidget(pane)
        self._panes.setCurrentWidget(pane)
        self._panes.setMinimumWidth(self.fontMetrics().averageCharWidth() * _PANE_CHARS)
        self._pane_title.setText(f"{place.title}: tied to")
        self._lay_pane()

    def _drop_screens(self) -> None:
        self._tied = False
        self._lay_pane()
        _empty(self.centre)
        _empty(self._panes)
        for place in self._places:
            self.actions_book.remove(f"go.{place}")
        self._screens, self._missed, self._places, self._front = {}, {}, {}, ""

    def _standing(self, standing: Standing) -> None:
        self.facts.show_standing(standing)

    @Slot(object)
    def _asked_for(self, name: str) -> None:
        self.go(name)


class _Going:
    """What an action of the rail does."""

    def __init__(self, window: MainWindow, name: str) -> None:
        self._window = window
        self._name = name

    def __call__(self) -> None:
        self._window.go(self._name)


def _empty(stack: QStackedWidget) -> None:
    while (widget := stack.widget(0)) is not None:
        stack.removeWidget(widget)
        widget.deleteLater()


def _take_focus(part: QWidget) -> bool:
    if isinstance(part, Rail):
        part.take_focus()
        return True
    for child in part.findChildren(QWidget):
        if (
            child.isVisibleTo(part.window())
            and child.isEnabled()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            child.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False
