"""The evidence screen put together: the list, the record below it, and the pane of what it is tied to."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QHideEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.gui.brought import Brought
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.evidence.listing import EvidenceList
from inspector_app.gui.screens.evidence.presenter import EvidencePresenter
from inspector_app.gui.screens.evidence.record import RecordView
from inspector_app.gui.screens.evidence.state import WITHDRAWN, Choices, Detail, Line, Listing
from inspector_app.gui.screens.evidence.ties import TiesPane
from inspector_app.gui.versions import Version
from inspector_app.gui.widgets.drop_place import DropPlace, brought
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.versions_dialog import show_earlier
from inspector_app.gui.widgets.viewer import Viewer
from inspector_app.services import lending
from inspector_app.services.changes import Changes
from inspector_app.services.lending import Loan
from inspector_app.services.session import Session
from inspector_app.services.viewing import Viewed


class EvidenceScreen(QWidget):
    """The screen.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("evidence")
        self.setAccessibleName(self.tr("Evidence"))
        self.presenter = EvidencePresenter(desk, session, self)
        self._interview = ""
        self._versions: tuple[Version, ...] = ()
        self._build(desk)
        self._connect()

    # --- the Screen's contract -----------------------------------------------------------------------

    def widget(self) -> QWidget:
        """Returns the centre."""
        return self

    def pane(self) -> QWidget:
        """Returns the right pane."""
        return self.ties

    def shown(self) -> None:
        """Reads the list, where that was not done yet."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads anew what changed."""
        self.presenter.refresh(changes)

    def search(self) -> None:
        """Puts the cursor into the search box."""
        self.list.search_focus()

    def open(self, what: str) -> None:
        """Shows the record of an id."""
        self.presenter.open(what)

    # --- what the presenter asks ---------------------------------------------------------------------

    def show_choices(self, choices: Choices) -> None:
        """Offers what may be chosen."""
        self.record.show_choices(choices)
        self.ties.show_choices(choices)

    def show_listing(self, listing: Listing) -> None:
        """Shows the list."""
        self.list.show_listing(listing)

    def show_detail(self, detail: Detail | None) -> None:
        """Shows one record, or that none is chosen."""
        self._interview = detail.interview if detail is not None else ""
        self._versions = detail.versions if detail is not None else ()
        if detail is not None:
            self.record.show_detail(detail, self.presenter.saver(detail.id))
        self.ties.show_detail(detail)
        self._below.setCurrentWidget(self._nothing if detail is None else self.record)

    def choose(self, evidence: str) -> bool:
        """Makes a record of the list current; says whether it is in sight."""
        return self.list.choose(evidence)

    def show_file(self, viewed: Viewed) -> None:
        """Shows an attached file in a window of its own, which goes when this screen goes."""
        viewer = Viewer(self._desk.runner, self._desk.failed, viewed, self)
        viewer.copied.connect(self._copied)
        viewer.lent.connect(self._lent)
        viewer.show()

    def open_elsewhere(self, attachment: str, loan: Loan) -> None:
        """Opens a file that was lent; its viewer watches it, and takes it back when it is closed."""
        viewers = [each for each in self.findChildren(Viewer) if each.attachment == attachment]
        if not viewers:
            lending.take_back(loan)  # the viewer was closed meanwhile
        elif viewers[0].watch(loan, self._desk.tell) and not QDesktopServices.openUrl(
            QUrl.fromLocalFile(str(loan.path))
        ):
            viewers[0].take_back()
            sentence = self.tr("No program opened the file.")
            self._desk.tell(Notice("evidence:lent", Weight.WARNING, sentence))

    # --- gestures ------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Another screen came to the front: what was typed is sealed."""
        if not event.spontaneous():
            self.record.field.settle()
            self.presenter.seal()
        super().hideEvent(event)

    @Slot(object)
    def _chosen(self, line: Line | None) -> None:
        self.record.field.settle()
        self.presenter.choose(line.id if line is not None else "")

    @Slot(object)
    def _opened(self, _line: Line) -> None:
        self.record.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _rested(self) -> None:
        self.record.field.settle()
        self.presenter.seal()

    @Slot(str)
    def _sought(self, words: str) -> None:
        self.presenter.search(words)

    @Slot(bool)
    def _withdrawn_too(self, yes: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.presenter.show_withdrawn(yes=yes)

    @Slot(object)
    def _amended(self, change: tuple[str, str | bool]) -> None:
        self.presenter.amend(*change)

    @Slot(object)
    def _linked(self, link: tuple[str, str]) -> None:
        self.presenter.link(*link)

    @Slot(object)
    def _linked_anew(self, link: tuple[str, str]) -> None:
        self.presenter.link(*link, self._several())

    def _several(self) -> tuple[str, ...]:
        """Returns the records of the list that are chosen, where they are more than one."""
        chosen = tuple(line.id for line in self.list.selected() if line.linked != WITHDRAWN)
        return chosen if len(chosen) > 1 else ()

    @Slot()
    def _several_chosen(self) -> None:
        self.ties.show_chosen(len(self._several()) or 1)

    @Slot(str)
    def _open_file(self, attachment: str) -> None:
        self.presenter.open_file(attachment)

    @Slot(str)
    def _copied(self, attachment: str) -> None:
        self.presenter.save_copy(attachment)

    @Slot(str)
    def _lent(self, attachment: str) -> None:
        self.presenter.lend(attachment)

    @Slot(str)
    def _acknowledged(self, concern: str) -> None:
        self.presenter.acknowledge(concern)

    @Slot(str)
    def _closed(self, concern: str) -> None:
        self.presenter.close_concern(concern)

    @Slot()
    def _attach(self) -> None:
        self.presenter.attach()

    @Slot()
    def _confirm(self) -> None:
        self.record.field.settle()
        self.presenter.seal()
        self.presenter.confirm()

    @Slot()
    def _circumstances(self) -> None:
        self.record.field.settle()
        self.presenter.circumstances()

    @Slot()
    def _paste(self) -> None:
        self.presenter.take(brought(QGuiApplication.clipboard().mimeData()))

    @Slot(object)
    def _dropped(self, found: Brought) -> None:
        self.presenter.take(found)

    @Slot()
    def _raise_concern(self) -> None:
        self.record.field.settle()
        self.presenter.raise_concern()

    @Slot(str)
    def _unlinked(self, code: str) -> None:
        self.presenter.unlink(code)

    @Slot()
    def _withdraw(self) -> None:
        self.presenter.withdraw()

    @Slot()
    def _bring_back(self) -> None:
        self.presenter.bring_back()

    @Slot()
    def _settle(self) -> None:
        self.presenter.settle()

    @Slot()
    def _compare(self) -> None:
        """Shows earlier versions of the text; one that is brought back is kept like typed words."""
        text = self.record.text
        show_earlier(self._versions, text, self.tr("Earlier versions of this evidence"), self)

    @Slot()
    def _to_interview(self) -> None:
        self._desk.go("interviews", self._interview)

    # --- building ------------------------------------------------------------------------------------

    def _build(self, desk: Desk) -> None:
        self.list = EvidenceList()
        self.record = RecordView(desk)
        self.ties = TiesPane()
        self._nothing = EmptyState(
            "evidence", self.tr("No record chosen"), self.tr("Choose one in the list.")
        )
        self._below = QStackedWidget()
        self._below.addWidget(self._nothing)
        self._below.addWidget(self.record)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(self._below)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        room = QScrollArea()  # where the text is large and the window small, the screen is rolled
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(parts)
        column = QVBoxLayout(self)
        column.addWidget(room)

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.list.sought.connect(self._sought)
        self.list.withdrawn_too.connect(self._withdrawn_too)
        self.record.amended.connect(self._amended)
        self.record.rested.connect(self._rested)
        self.record.linked.connect(self._linked)
        self.record.withdraw.connect(self._withdraw)
        self.record.bring_back.connect(self._bring_back)
        self.record.settle.connect(self._settle)
        self.record.interview.connect(self._to_interview)
        self.list.table.selectionModel().selectionChanged.connect(self._several_chosen)
        self.record.raise_concern.connect(self._raise_concern)
        self.record.confirm.connect(self._confirm)
        self.record.circumstances.connect(self._circumstances)
        self.ties.linked.connect(self._linked)
        self.ties.linked_anew.connect(self._linked_anew)
        self.ties.held.attach.connect(self._attach)
        self.ties.held.pasted.connect(self._paste)
        self._drops = DropPlace(self)
        for place in (self, self.ties, self.record.text.viewport()):
            self._drops.watch(place)
        self._drops.dropped.connect(self._dropped)
        paste = QAction(self.tr("Attach what was copied"), self)
        paste.setShortcut(QKeySequence("Ctrl+Shift+V"))
        paste.triggered.connect(self._paste)
        self.addAction(paste)
        self.ties.held.opened.connect(self._open_file)
        self.ties.held.copied.connect(self._copied)
        self.ties.held.acknowledged.connect(self._acknowledged)
        self.ties.held.closed.connect(self._closed)
        self.ties.unlinked.connect(self._unlinked)
        self.ties.compared.connect(self._compare)
        link = QAction(self.tr("Link to a descriptor"), self)
        link.setShortcut(QKeySequence("Ctrl+Shift+L"))
        link.triggered.connect(self.ties.pick)
        self.addAction(link)
