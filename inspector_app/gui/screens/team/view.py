"""The screen of the team: five pages under one head."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from inspector_app.gui.desk import Desk
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.runner import Progress
from inspector_app.gui.screens.team.bundles_page import BundlesPage
from inspector_app.gui.screens.team.conflicts_page import ConflictsPage
from inspector_app.gui.screens.team.laptops_page import LaptopsPage
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.roster_page import RosterPage
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

_TAG_MANIFEST = re.compile("[0-9a-f]{64}")


class TeamScreen(QWidget):
    """See `Screen` and `Opens` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session, dropping: Dropping) -> None:
        super().__init__()
        self.presenter = TeamPresenter(desk, session, self, dropping)
        column = QVBoxLayout(self)
        column.addWidget(label("title", self.tr("Team")))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Parts of the team screen"))
        self.bundles = BundlesPage(self.presenter)
        self.conflicts = ConflictsPage(desk, self.presenter)
        self.roster = RosterPage(self.presenter)
        self.tabs.addTab(self.bundles, self.tr("Bundles"))
        self.tabs.addTab(self.conflicts, self.tr("Disagreements"))
        self.tabs.addTab(self.roster, self.tr("Roster"))
        self.laptops = LaptopsPage(self.presenter)
        self.tabs.addTab(self.laptops, self.tr("Laptops"))
        self.tabs.addTab(self._make_backup(), self.tr("Backup"))
        column.addWidget(self.tabs, 1)

    def widget(self) -> QWidget:
        """Returns the centre of the screen."""
        return self

    def shown(self) -> None:
        """Reads what is shown."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads again."""
        self.presenter.refresh(changes)

    def open(self, what: str) -> None:
        """Opens a disagreement, by record and field or by record, or a bundle, or does a thing with bundles.

        Args:
            what: `take`, `lead` or `return`, as in `gui.dropwatch`, or the tag manifest of a bundle that was
                taken in, of which a reason was half typed; any other unknown word brings the queue.
        """
        if _TAG_MANIFEST.fullmatch(what):
            self.tabs.setCurrentWidget(self.bundles)
            self.presenter.load()
            self.bundles.go_to(what)
            return
        if what in self.bundles.ways:
            self.tabs.setCurrentWidget(self.bundles)
            self.presenter.load()
            self.bundles.ways[what]()
            return
        self.conflicts.flush()
        self.presenter.open(what)

    def show_conflicts(self) -> None:
        """Brings the queue to the front."""
        self.tabs.setCurrentWidget(self.conflicts)

    def show_progress(self, progress: Progress) -> None:
        """Shows how far it is with what is under way."""
        self.bundles.show_progress(progress)

    def _make_backup(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(
            label(
                "",
                self.tr(
                    "A backup is a copy of this store, encrypted with the same passphrase. It is opened and"
                    " counted before it is called done. Keep it on another disk."
                ),
            )
        )
        line = FlowLayout()
        self.back_up = button(self.tr("Back up now…"), first=True)
        self.back_up.clicked.connect(self.presenter.back_up)
        line.addWidget(self.back_up)
        column.addLayout(line)
        self.copied = copied()
        column.addWidget(self.copied)
        column.addStretch(1)
        return scrolled(page, self.tr("Backup"))

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        waiting = len(state.disputes)
        words = self.tr("Disagreements ({0})").format(waiting) if waiting else self.tr("Disagreements")
        self.tabs.setTabText(self.tabs.indexOf(self.conflicts), words)
        self.bundles.show_state(state)
        self.conflicts.show_state(state)
        self.roster.show_state(state)
        self.laptops.show_state(state)
        self.back_up.setEnabled(not state.busy)
        self.copied.setText(state.busy or state.copied)
