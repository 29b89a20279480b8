"""Bundles: out to the team, in after a look at what they would do, and all that came and went."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from inspector_app.gui.runner import Progress
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.drop_section import DropSection
from inspector_app.gui.screens.team.parts import button, copied, label
from inspector_app.gui.screens.team.presenter import TeamPresenter
from inspector_app.gui.screens.team.shelf_list import ShelfList
from inspector_app.gui.screens.team.state import TeamState, Trial, Wish
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.team import Exchange, Team

_LINES_IN_SIGHT = 14


class BundlesPage(QWidget):
    """The page."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._wanted = ""
        self.readers: dict[str, QCheckBox] = {}
        self.ways: dict[str, Callable[[], None]] = {
            "take": presenter.dropping.look,
            "lead": self._export_for_lead,
            "return": presenter.export_return,
        }
        page = QWidget()
        self._column = QVBoxLayout(page)
        self.drop = DropSection(presenter)
        self._column.addWidget(self.drop)
        self._make_buttons()
        self._make_readers()
        self.told = copied()
        self._column.addWidget(self.told)
        self._make_progress()
        self.out = copied("strong")
        self.out.setAccessibleName(self.tr("What is still out"))
        self._column.addWidget(self.out)
        self._column.addWidget(self._make_trial())
        self.shelf = ShelfList(self._presenter)
        self._column.addWidget(self.shelf)
        self._column.addWidget(self._make_list(), 1)
        self._column.addLayout(self._make_deeds())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(page, self.tr("Bundles"))
        whole.addWidget(self._area)

    def _make_buttons(self) -> None:
        buttons = FlowLayout()
        self.lead = button(
            self.tr("Export for the lead"),
            first=True,
            tip=self.tr("Sealed to every lead, without what they have said they hold, into the drop folder"),
        )
        self.back = button(
            self.tr("Return bundle to everyone"),
            tip=self.tr("For all on the roster: what one of them may lack, and what you hold of theirs"),
        )
        self.export = button(
            self.tr("Export a bundle…"), tip=self.tr("Sealed to the leads and to those ticked below")
        )
        self.take = button(self.tr("Take in a bundle…"), tip=self.tr("Only checks it; nothing is taken yet"))
        self.place = button(self.tr("Choose another folder…"))
        self.lead.clicked.connect(self._export_for_lead)
        self.back.clicked.connect(self._presenter.export_return)
        self.export.clicked.connect(self._export)
        self.take.clicked.connect(self._presenter.taking.choose)
        self.place.clicked.connect(self._presenter.choose_export_folder)
        for each in (self.lead, self.back, self.export, self.take, self.place):
            buttons.addWidget(each)
        self._column.addLayout(buttons)

    def _make_readers(self) -> None:
        self._sealed = label("muted")
        self._column.addWidget(self._sealed)
        self._ticks = FlowLayout()
        self._column.addLayout(self._ticks)
        self.since = QCheckBox(self.tr("Leave out what they have said they hold"))
        self._column.addWidget(self.since)
        self.draft = QCheckBox(self.tr("Put the Word draft in, as a copy for reading"))
        self._column.addWidget(self.draft)

    def _make_progress(self) -> None:
        self.how_far = QProgressBar()
        self.how_far.setAccessibleName(self.tr("How far it is"))
        self.how_far.setTextVisible(True)
        self.halt = button(self.tr("Stop"), tip=self.tr("Everything stays as it was before"))
        self.halt.clicked.connect(self._presenter.stop)
        line = QHBoxLayout()
        line.addWidget(self.how_far, 1)
        line.addWidget(self.halt)
        self._column.addLayout(line)

    def _make_trial(self) -> QWidget:
        self.trial = QWidget()
        column = QVBoxLayout(self.trial)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("heading", self.tr("Before you merge: what this bundle would do")))
        self.verdict, self.refusal = label(""), label("error")
        self.file = copied("muted")
        self.facts = Facts(self.tr("What the bundle would do"))
        for each in (self.verdict, self.refusal, self.file, self.facts):
            column.addWidget(each)
        buttons = FlowLayout()
        self.merge = button(self.tr("Merge"), first=True)
        self.compare = button(self.tr("I compared the fingerprint…"))
        self.hold = button(
            self.tr("Set it aside for now"),
            tip=self.tr("Keeps the file sealed as it came, until the roster names the key or you decide"),
        )
        self.aside = button(self.tr("Do not merge"))
        self.merge.clicked.connect(self._presenter.taking.merge)
        self.compare.clicked.connect(self._presenter.taking.compare)
        self.hold.clicked.connect(self._presenter.shelving.set_aside)
        self.aside.clicked.connect(self._presenter.taking.put_aside)
        for each in (self.merge, self.compare, self.hold, self.aside):
            buttons.addWidget(each)
        column.addLayout(buttons)
        self.trial.hide()
        return self.trial

    def _make_list(self) -> QWidget:
        self.list: FilterList[Exchange] = FilterList(
            self.tr("Bundles so far"),
            (
                Column(self.tr("Way"), _way, chars=9),
                Column(self.tr("When"), _when, sort=_at, chars=21),
                Column(self.tr("No."), _number, sort=_sequence, chars=4, right=True),
                Column(self.tr("Revisions"), _revisions, sort=_count, chars=9, right=True),
                Column(self.tr("Signed by"), _who, chars=0, tip=_fingerprint),
                Column(self.tr("Set aside by"), _aside, chars=22, tip=_aside_told),
            ),
            key=_key,
            noun=(self.tr("bundle so far"), self.tr("bundles so far")),
            empty=EmptyState(
                "team",
                self.tr("No bundle has come or gone yet"),
                self.tr("Export one for the lead; take in what colleagues hand you."),
            ),
        )
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_IN_SIGHT)
        self.list.chosen.connect(self._chosen)
        return self.list

    def _make_deeds(self) -> FlowLayout:
        line = FlowLayout()
        self.set_aside = button(
            self.tr("Set aside what the chosen bundle brought…"),
            tip=self.tr("Nothing is removed; it can be brought back, and later work on it stays in view"),
        )
        self.bring_back = button(self.tr("Bring back what it brought…"))
        self.set_aside.clicked.connect(self._set_aside)
        self.bring_back.clicked.connect(self._bring_back)
        line.addWidget(self.set_aside)
        line.addWidget(self.bring_back)
        return line

    @Slot(object)
    def _chosen(self, row: Exchange | None) -> None:
        came = row is not None and row.incoming and not self._presenter.state.busy
        self.set_aside.setEnabled(came and row is not None and not row.aside and row.revisions > 0)
        self.bring_back.setEnabled(came and row is not None and bool(row.aside))

    @Slot()
    def _set_aside(self) -> None:
        row = self.list.current()
        if row is not None:
            self._presenter.aside.set_aside(row.tagmanifest)

    @Slot()
    def _bring_back(self) -> None:
        row = self.list.current()
        if row is not None:
            self._presenter.aside.bring_back(row.tagmanifest)

    @Slot()
    def _export_for_lead(self) -> None:
        self._presenter.export(Wish((), since_acknowledged=True, with_draft=self.draft.isChecked()))

    @Slot()
    def _export(self) -> None:
        ticked = tuple(name for name, box in self.readers.items() if box.isChecked())
        self._presenter.export(Wish(ticked, self.since.isChecked(), self.draft.isChecked()))

    def show_state(self, state: TeamState) -> None:
        """Shows a state whole."""
        self.drop.show_state(state)
        if state.team is not None:
            self._show_readers(state.team)
        for each in (
            self.lead, self.back, self.export, self.take, self.merge, self.compare, self.hold, self.aside
        ):  # fmt: skip
            each.setEnabled(not state.busy)
        self.lead.setVisible(state.team is None or bool(state.team.leads))
        self.back.setVisible(
            state.team is not None
            and state.team.own.principal in state.team.leads
            and bool({*state.team.readers, *state.team.leads} - {state.team.own.principal})
        )
        self.place.setVisible(bool(self._presenter.folder))
        self.told.setText(state.busy or state.told)
        self.told.setVisible(bool(self.told.text()))
        if state.stops and not self.halt.isVisible():
            self.how_far.setRange(0, 0)
        for each in (self.how_far, self.halt):
            each.setVisible(state.stops)
        self.out.setText("\n".join(state.out))
        self.out.setVisible(bool(state.out))
        self._show_trial(state.trial)
        held = state.trial is not None and state.trial.path in {str(one.path) for one in state.held}
        self.hold.setVisible(state.trial is not None and state.trial.asks and not held)
        self.shelf.show_state(state)
        self.list.replace(state.exchanges)
        self._go_to_wanted()
        self._chosen(self.list.current())

    def go_to(self, bundle: str) -> None:
        """Chooses a bundle that was taken in, by its tag manifest, as soon as the list holds it."""
        self._wanted = bundle
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted and self.list.choose((self._wanted, True)):
            self._wanted = ""

    def show_progress(self, progress: Progress) -> None:
        """Shows how far it is with what is under way."""
        if progress.sentence:
            self.told.setText(progress.sentence)
        self.how_far.setRange(0, 100 if progress.of else 0)
        if progress.of:
            self.how_far.setValue(progress.done * 100 // progress.of)

    def _show_trial(self, trial: Trial | None) -> None:
        fresh = trial is not None and not self.trial.isVisible()
        self.trial.setVisible(trial is not None)
        if trial is None:
            return
        self.verdict.setText(trial.verdict)
        self.refusal.setText(trial.verdict)
        self.verdict.setVisible(trial.ready)
        self.refusal.setVisible(not trial.ready)
        self.file.setText(trial.path)
        wanted = tuple(Fact(name, words) for name, words in trial.facts)
        if wanted != self.facts.shown:
            self.facts.show_facts(wanted)
        self.merge.setVisible(trial.ready)
        self.compare.setVisible(trial.asks)
        if fresh:  # whoever asked for it far above must not have to look for it
            self._column.activate()
            self._area.ensureWidgetVisible(self.trial)

    def _show_readers(self, team: Team) -> None:
        always = [*team.leads, *((self.tr("the organisation's recovery key"),) if team.escrow else ())]
        if always:
            self._sealed.setText(self.tr("Always sealed to: {0}").format(", ".join(always)))
        elif team.version:
            self._sealed.setText(self.tr("The roster names no lead. Tick who is to read the bundle."))
        else:
            self._sealed.setText(self.tr("Trust the team's roster first: it says whom to seal a bundle to."))
        if tuple(self.readers) == team.readers:
            return
        ticked = {name for name, box in self.readers.items() if box.isChecked()}
        for box in self.readers.values():
            self._ticks.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.readers = {name: QCheckBox(self.tr("also to {0}").format(name)) for name in team.readers}
        for name, box in self.readers.items():
            box.setChecked(name in ticked)
            self._ticks.addWidget(box)


def _key(row: Exchange) -> object:
    return row.tagmanifest, row.incoming


def _way(row: Exchange) -> str:
    return "Came in" if row.incoming else "Went out"


def _when(row: Exchange) -> str:
    return wording.moment(row.at)


def _at(row: Exchange) -> str:
    return row.at


def _number(row: Exchange) -> str:
    return str(row.sequence)


def _sequence(row: Exchange) -> int:
    return row.sequence


def _revisions(row: Exchange) -> str:
    return f"{row.revisions:,}"


def _count(row: Exchange) -> int:
    return row.revisions


def _who(row: Exchange) -> str:
    return row.principal or f"not on the roster: {row.fingerprint}"


def _fingerprint(row: Exchange) -> str:
    return row.fingerprint


def _aside(row: Exchange) -> str:
    return row.aside


def _aside_told(row: Exchange) -> str:
    return f"{row.aside}: {row.why_aside}" if row.aside else ""
