"""The drop folder on the page of bundles: what waits in it, one press for all, a line for each result."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from inspector_app.gui.drop import Drop, Offer, Result
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.services.wording import told_moment

_NAME_CHARS = 24


class DropSection(QWidget):
    """The section."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("heading", self.tr("Drop folder")))
        self.where = copied("muted")
        column.addWidget(self.where)
        self.offers = Facts(self.tr("Bundles that wait in the drop folder"))
        column.addWidget(self.offers)
        column.addLayout(self._make_buttons())
        self.busy = label("muted")
        column.addWidget(self.busy)
        column.addLayout(self._make_progress())
        self.results = Facts(self.tr("What came of each bundle"))
        column.addWidget(self.results)
        self.called = label("heading", self.tr("Who has sent what, up to when"))
        column.addWidget(self.called)
        self.people = Facts(self.tr("Who has sent what, up to when"))
        column.addWidget(self.people)

    def _make_buttons(self) -> FlowLayout:
        buttons = FlowLayout()
        self.take = button("", first=True, tip=self.tr("One that is refused does not stop the others"))
        self.compare = button(
            self.tr("Look at the unknown signer…"),
            tip=self.tr("Its fingerprint must be compared aloud first"),
        )
        self.aside = button(
            self.tr("Do not show what cannot be taken"), tip=self.tr("Until its file changes")
        )
        self.again = button(self.tr("Look at the others"), tip=self.tr("The look at them was stopped"))
        self.choose = button("")
        self.leave = button(self.tr("Watch no folder"))
        self.take.clicked.connect(self._presenter.dropping.take)
        self.compare.clicked.connect(self._presenter.compare_dropped)
        self.aside.clicked.connect(self._presenter.dropping.put_away)
        self.again.clicked.connect(self._presenter.dropping.look_again)
        self.choose.clicked.connect(self._presenter.choose_drop_folder)
        self.leave.clicked.connect(self._presenter.dropping.unwatch)
        for each in (self.take, self.compare, self.aside, self.again, self.choose, self.leave):
            buttons.addWidget(each)
        return buttons

    def _make_progress(self) -> QHBoxLayout:
        self.how_far = QProgressBar()
        self.how_far.setAccessibleName(self.tr("How far it is with the drop folder"))
        self.halt = button(
            self.tr("Stop"),
            tip=self.tr("What is not taken in yet stays as it was"),
        )
        self.halt.clicked.connect(self._presenter.dropping.halt)
        line = QHBoxLayout()
        line.addWidget(self.how_far, 1)
        line.addWidget(self.halt)
        return line

    def _show_progress(self, drop: Drop) -> None:
        for each in (self.how_far, self.halt):
            each.setVisible(bool(drop.busy))
        far = drop.progress
        self.how_far.setRange(0, 100 if far is not None and far.of else 0)
        if far is not None and far.of:
            self.how_far.setValue(far.done * 100 // far.of)
        sentence = f" {far.sentence}." if far is not None and far.sentence else ""
        self.busy.setText(f"{drop.busy}{sentence}")
        self.busy.setVisible(bool(drop.busy))

    def show_state(self, state: TeamState) -> None:
        """Shows the drop folder of a state."""
        drop, idle = state.drop, not (state.busy or state.drop.busy)
        self.where.setText(_where(drop))
        ready = len(drop.ready)
        self.take.setText(self.tr("Take in {0}").format(wording.counted(ready, "bundle")))
        self.take.setVisible(bool(ready))
        self.compare.setVisible(any(one.asks for one in drop.offers))
        self.aside.setVisible(any(not (one.ready or one.asks) for one in drop.offers))
        self.choose.setText(
            self.tr("Watch another folder…") if drop.folder else self.tr("Watch a folder for bundles…")
        )
        self.leave.setVisible(drop.folder is not None)
        for each in (self.take, self.compare, self.aside, self.again, self.choose, self.leave):
            each.setEnabled(idle)
        self.again.setVisible(drop.stopped)
        self._show_progress(drop)
        _fill(self.offers, tuple(_offered(one) for one in sorted(drop.offers, key=_first)))
        _fill(self.people, tuple(Fact(p.principal, wording.sent(p, state.today)) for p in state.people))
        self.called.setVisible(bool(state.people))
        _fill(self.results, tuple(_came(one) for one in drop.results))


def _fill(facts: Facts, wanted: tuple[Fact, ...]) -> None:
    if wanted != facts.shown:
        facts.show_facts(wanted)
    facts.setVisible(bool(wanted))


def _where(drop: Drop) -> str:
    if drop.folder is None:
        return (
            "Name the stick or share on which your team leaves its bundles. What arrives there is offered"
            " here; nothing is taken in by itself."
        )
    return f"{drop.folder}: {_held(drop)}"


def _held(drop: Drop) -> str:
    if drop.away:
        return "not connected now. It is looked for every few seconds."
    if not drop.files:
        return "looking…" if drop.away is None else "no bundle in it."
    held, waiting = wording.counted(len(drop.files), "bundle"), len(drop.offers)
    if drop.unsettled:
        return f"{held}, some of them still arriving."
    wait = f"{waiting or 'none'} {'wait' if waiting > 1 else 'waits'}"
    others = "" if waiting == len(drop.files) else " The others were taken in, made here, or are for others."
    return f"{held}, {wait}.{others}"


def _offered(one: Offer) -> Fact:
    trial = wording.trial_of(one.found)
    left = datetime.fromtimestamp(one.dropped.changed // 1_000_000_000, UTC).isoformat()
    note = f"{one.found.note.rstrip('.')}." if one.found.note else ""
    words = note if one.ready else trial.verdict if one.asks else f"{trial.verdict} {note}".rstrip()
    who = one.found.principal or ("Unknown signer" if one.asks else "Cannot be taken")
    return Fact(who, f"{words}\n{_short(one.name)}, {told_moment(left)}")


def _first(one: Offer) -> tuple[bool, bool, str]:
    """What can be taken in stands first, then what asks for a person, then the rest."""
    return not one.ready, not one.asks, one.name


def _came(one: Result) -> Fact:
    return Fact("Taken in" if one.taken else "Not taken in", f"{one.sentence}\n{_short(one.name)}")


def _short(name: str) -> str:
    """Returns as much of a file's name as tells it from others: a long one has no place to break a line."""
    return name if len(name) <= _NAME_CHARS else f"…{name[-_NAME_CHARS:]}"
