"""The first screen: the inspection, what waits, and where the team has not looked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.today.presenter import TodayPresenter
from inspector_app.gui.screens.today.state import TodayState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.wording import some_of, told_moment


class TodayScreen(QWidget):
    """See `Screen` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.presenter = TodayPresenter(desk, session, self)
        page = QWidget()
        column = QVBoxLayout(page)
        self._title = _label("title")
        self._under = _label("muted")
        column.addWidget(self._title)
        column.addWidget(self._under)
        ways = FlowLayout()
        for words, screen in (
            (self.tr("Open cases"), "cases"),
            (self.tr("Open evidence"), "evidence"),
            (self.tr("Open checklists"), "checklists"),
            (self.tr("Open team"), "team"),
        ):
            button = QPushButton(words)
            button.setProperty("screen", screen)
            button.clicked.connect(self._go)
            ways.addWidget(button)
        for words, name, does in (
            (self.tr("Write blank forms to print…"), "forms", self.presenter.write_forms),
            (self.tr("Take in a note of an outage…"), "take_in", self.presenter.take_in),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.clicked.connect(does)
            ways.addWidget(button)
        column.addLayout(ways)
        self._facts = self._section(column, self.tr("The inspection so far"))
        self._waits = self._section(column, self.tr("What waits"))
        head = _label("heading")
        head.setText(self.tr("Where the team has not looked"))
        column.addWidget(head)
        self._gaps = _label("")
        column.addWidget(self._gaps)
        column.addStretch(1)
        area = scrolled(page, self.tr("Today"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area)

    def widget(self) -> QWidget:
        """Returns the centre of the screen."""
        return self

    def shown(self) -> None:
        """Reads what is shown."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads again."""
        self.presenter.refresh(changes)

    def _section(self, column: QVBoxLayout, words: str) -> Facts:
        head = _label("heading")
        head.setText(words)
        column.addWidget(head)
        facts = Facts(words)
        column.addWidget(facts)
        return facts

    @Slot()
    def _go(self) -> None:
        self.presenter.go(str(self.sender().property("screen")))

    def show_state(self, state: TodayState) -> None:
        """Shows a state whole."""
        today = state.today
        self._title.setText(today.authority)
        begun = self.tr("from {0}").format(told_moment(today.start)) if today.start else ""
        self._under.setText(" · ".join(told for told in (today.framework, begun, state.inspector) if told))
        count = today.counts
        self._facts.show_facts(
            (
                Fact(self.tr("Cases"), str(count.get("case_track", 0))),
                Fact(self.tr("Evidence records"), str(count.get("evidence", 0))),
                Fact(self.tr("Interviews"), str(count.get("interview", 0))),
                Fact(self.tr("Descriptors evaluated"), str(count.get("evaluation", 0))),
                Fact(self.tr("Urgent concerns open"), str(today.open_concerns)),
            )
        )
        never = self.tr("never")
        self._waits.show_facts(
            (
                Fact(self.tr("Disagreements to settle"), str(today.conflicts)),
                Fact(self.tr("For improvement, not raised with the council"), str(today.untold)),
                Fact(self.tr("Last keeping in touch meeting"), told_moment(today.last_told) or never),
                Fact(
                    self.tr("Not offered a conversation yet"),
                    some_of(today.not_offered) or self.tr("nobody"),
                ),
                Fact(self.tr("Changes not yet in a bundle"), str(today.unsent)),
                Fact(self.tr("Last bundle sent"), told_moment(today.last_sent) or never),
                Fact(self.tr("Last bundle taken in"), told_moment(today.last_received) or never),
                Fact(
                    self.tr("Typed and not recorded yet"),
                    "; ".join(f"{typed.what}, {told_moment(typed.at)}" for typed in state.typed)
                    or self.tr("nothing"),
                ),
            )
        )
        self._gaps.setText(self._told_gaps(state.gaps))

    def _told_gaps(self, gaps: tuple[str, ...] | None) -> str:
        if gaps is None:
            return self.tr("Being worked out…")
        return "\n".join(f"• {gap}" for gap in gaps) or self.tr("Every area has evidence.")


def _label(look: str) -> QLabel:
    label = QLabel()
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
