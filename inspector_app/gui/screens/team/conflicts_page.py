"""The queue of disagreements, and one of them open: every side, the base, a proposal, a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QSplitter, QVBoxLayout, QWidget

from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import cursor_in
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.state import Dispute, TeamState
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.gui.widgets.shown_tick import show_tick

_OWN = "own"
_MARKS = {" ": "   ", "-": "1  ", "+": "2  "}


class ConflictsPage(QWidget):
    """The page."""

    def __init__(self, desk: Desk, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._dispute: Dispute | None = None
        self.sides: list[QRadioButton] = []
        self._told_sides: list[QLabel] = []
        self._group = QButtonGroup(self)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._make_queue())
        self._detail = self._make_detail(desk)
        parts.addWidget(self._detail)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 5)
        parts.setSizes([2000, 4000])
        column = QVBoxLayout(self)
        column.addWidget(parts)

    def _make_queue(self) -> QWidget:
        self.list: FilterList[Dispute] = FilterList(
            self.tr("Disagreements"),
            (
                Column(self.tr("What"), _what, chars=0, tip=_what),
                Column(self.tr("To do"), _kind, chars=8),
                Column(self.tr("Sides"), _sides, chars=6, right=True),
                Column(self.tr("Between"), _between, chars=34, tip=_between),
            ),
            key=_place,
            noun=(self.tr("disagreement"), self.tr("disagreements")),
            empty=EmptyState(
                "team",
                self.tr("Nothing to settle"),
                self.tr("Where two bundles say different things of one field, it waits here for you."),
            ),
        )
        self.list.search.hide()  # a queue is short, and the sides need the room
        self.list.chosen.connect(self._chosen)
        return self.list

    def _make_detail(self, desk: Desk) -> QWidget:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self.title = label("heading")
        self._advice = label("muted")
        self._choices = QVBoxLayout()
        self.base = copied("muted")
        self._lines_head = label("heading", self.tr("Where the two texts differ"))
        self.lines = copied()
        self._column.addWidget(self.title)
        self._column.addWidget(self._advice)
        self._column.addLayout(self._choices)
        self._column.addWidget(self._make_text(desk))
        told = QLabel(self.tr("Reason (needed to settle)"))
        self.reason = NoteEdit(self.tr("Reason"), 2)
        told.setBuddy(self.reason)
        self._column.addWidget(told)
        self._column.addWidget(self.reason)
        self._reason = AutosaveField(
            self.reason, desk, key="settlement::reason", name=self.tr("the reason"), save=_nowhere
        )
        buttons = FlowLayout()
        self.settle = button(self.tr("Settle it this way"), first=True)
        self.settle.clicked.connect(self._settle)
        self.leave = button(
            self.tr("Leave it open"),
            tip=self.tr("Goes on to the next; a reason that was typed is shown to the team as a note"),
        )
        self.leave.clicked.connect(self._leave)
        buttons.addWidget(self.settle)
        buttons.addWidget(self.leave)
        self._column.addLayout(buttons)
        self._column.addWidget(self.base)
        self._column.addWidget(self._lines_head)
        self._column.addWidget(self.lines)
        self._rest = label("heading", self.tr("The rest of the record, on which all agree"))
        self.context = Facts(self.tr("The rest of the record"))
        self._column.addWidget(self._rest)
        self._column.addWidget(self.context)
        self._column.addStretch(1)
        return scrolled(page, self.tr("The open disagreement"))

    def _make_text(self, desk: Desk) -> QWidget:
        self.anew = QWidget()
        column = QVBoxLayout(self.anew)
        column.setContentsMargins(0, 0, 0, 0)
        self.own = QRadioButton(self.tr("A text that brings both together"))
        self._group.addButton(self.own)
        self.own.toggled.connect(self._picked)
        self.text = NoteEdit(self.tr("The text that brings both together"), 4)
        self.text.textChanged.connect(self._typed)
        self.proposal = button(self.tr("Put the proposal in"))
        self.proposal.clicked.connect(self._propose)
        self.proposed = copied("muted")
        for each in (self.own, self.proposed):
            column.addWidget(each)
        row = FlowLayout()
        row.addWidget(self.proposal)
        column.addLayout(row)
        column.addWidget(self.text)
        self._text = AutosaveField(
            self.text, desk, key="settlement::words", name=self.tr("the text"), save=_nowhere
        )
        return self.anew

    @Slot(object)
    def _chosen(self, row: Dispute | None) -> None:
        if row is not None and row.place != self._presenter.state.opened:
            self.flush()
            self._presenter.settlement.open(row.place)

    @Slot()
    def _picked(self) -> None:
        picked = self._group.checkedButton()
        self.settle.setEnabled(picked is not None)
        if self._dispute is not None and picked is not None:
            take = _OWN if picked is self.own else str(picked.property("revision"))
            self._presenter.settlement.pick(self._dispute.place, take)

    @Slot()
    def _typed(self) -> None:
        if self.text.hasFocus() and not self.own.isChecked():
            self.own.click()

    @Slot()
    def _propose(self) -> None:
        if self._dispute is not None and self._dispute.proposal is not None:
            self.text.setPlainText(self._dispute.proposal)
            self.own.click()

    @Slot()
    def _settle(self) -> None:
        dispute, picked = self._dispute, self._group.checkedButton()
        if dispute is None or picked is None:
            return
        self.flush()
        take = None if picked is self.own else str(picked.property("revision"))
        self._presenter.settlement.settle(dispute.place, take)

    @Slot()
    def _leave(self) -> None:
        self.flush()
        self._presenter.settlement.leave_open()

    def flush(self) -> None:
        """Starts to write what was typed, before something else is read."""
        self._reason.settle()
        self._text.settle()

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        self.list.replace(state.disputes)
        dispute = state.dispute
        self._detail.setVisible(dispute is not None)
        if dispute is not None:
            self.list.choose(dispute.place)
            self._show(dispute)
        self.settle.setEnabled(not state.busy and self._group.checkedButton() is not None)

    def _show(self, dispute: Dispute) -> None:
        before, self._dispute = self._dispute, dispute
        other = before is None or before.place != dispute.place
        if other:
            self._aim(dispute)
        elif before is not dispute:  # read anew; a state that only says "busy" knows nothing of the typing
            self._reason.follow(dispute.reason)
            self._text.follow(dispute.words)
        if not other and before is not None and before.values == dispute.values:
            return
        self.title.setText(dispute.what)
        self._advice.setText(self._told_advice(dispute))
        self._show_sides(dispute)
        self.anew.setVisible(dispute.text)
        self.proposal.setVisible(dispute.proposal is not None)
        self.proposed.setVisible(dispute.text)
        self.proposed.setText(
            self.tr("Proposal, paragraph by paragraph; nothing of it is taken before you click:\n{0}").format(
                dispute.proposal
            )
            if dispute.proposal is not None
            else self.tr("The same paragraph was changed on both sides, so there is no proposal.")
        )
        self._show_beside(dispute)

    def _show_beside(self, dispute: Dispute) -> None:
        base = dispute.base
        self.base.setText(
            self.tr("Both go back to: {0} ({1}, {2})").format(
                base.words, base.author, wording.moment(base.at)
            )
            if base
            else self.tr("There is no single value that all sides go back to.")
        )
        for each in (self._lines_head, self.lines):
            each.setVisible(bool(dispute.lines))
        self.lines.setText("\n".join(f"{_MARKS[line.kind]}{line.text}" for line in dispute.lines))
        self._rest.setVisible(bool(dispute.context))
        self.context.setVisible(bool(dispute.context))
        self.context.show_facts(Fact(name, words) for name, words in dispute.context)

    def _told_advice(self, dispute: Dispute) -> str:
        if dispute.kind == "Choose":
            return self.tr("A judgement is never proposed by the app. Choose one side and say why.")
        if dispute.text:
            return self.tr("Take one side, or write a text that brings both together, and say why.")
        return self.tr("Take one side and say why.")

    def _show_sides(self, dispute: Dispute) -> None:
        for each in (*self.sides, *self._told_sides):
            if isinstance(each, QRadioButton):
                self._group.removeButton(each)
            self._choices.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.sides, self._told_sides = [], []
        self._group.setExclusive(False)
        show_tick(self.own, on=dispute.take == _OWN)
        self._group.setExclusive(True)
        for number, value in enumerate(dispute.values, 1):
            who = self.tr("{0}: {1}").format(number, value.author)
            whence = self.tr("laptop {0}, which says {1}").format(value.laptop, wording.moment(value.at))
            side, origin, told = QRadioButton(who), label("muted", whence), copied()
            side.setProperty("revision", value.revision)
            side.setAccessibleName(f"{who}, {whence}: {value.words}")
            told.setText(value.words)
            self._group.addButton(side)
            show_tick(side, on=value.revision == dispute.take)
            side.toggled.connect(self._picked)
            self._choices.addWidget(side)
            for each in (origin, told):
                each.setContentsMargins(self.fontMetrics().averageCharWidth() * 4, 0, 0, 0)
                self._choices.addWidget(each)
            self.sides.append(side)
            self._told_sides += (origin, told)

    def _aim(self, dispute: Dispute) -> None:
        keep = self._presenter.settlement.keep
        for field, name, text, words in (
            (self._reason, "reason", dispute.reason, self.tr("the reason for {0}")),
            (self._text, "words", dispute.words, self.tr("the text for {0}")),
        ):
            field.aim(
                key=f"settlement:{dispute.place}:{name}",
                name=words.format(dispute.what),
                save=partial(keep, dispute.place, name),
            )
            field.restore(text, cursor_in(dispute.cursor, name, text))


def _nowhere(_text: str, _cursor: int) -> None:
    """No disagreement is open yet, so there is nothing to keep."""


def _place(row: Dispute) -> object:
    return row.place


def _what(row: Dispute) -> str:
    return row.what


def _kind(row: Dispute) -> str:
    return "choose" if row.kind == "Choose" else "settle"


def _sides(row: Dispute) -> str:
    return str(len(row.values))


def _between(row: Dispute) -> str:
    return ", ".join(dict.fromkeys(value.author for value in row.values))
