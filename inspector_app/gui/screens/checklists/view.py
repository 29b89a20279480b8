"""The screen of checklists: descriptors with what stands behind them, an evaluation, and the coverage map."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.framework import FINDING_LABELS
from inspector_app.domain.kinds import SOURCES, STANCES
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import cursor_in
from inspector_app.gui.screens.checklists.presenter import ChecklistsPresenter
from inspector_app.gui.screens.checklists.state import ChecklistsState, Line, Opened
from inspector_app.gui.widgets.coverage import CoverageMap
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.halves import Halves
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.changes import Changes
from inspector_app.services.overview import Coverage
from inspector_app.services.session import Session

_EFFECT_LINES = 4


class ChecklistsScreen(QWidget):
    """See `Screen` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ChecklistsPresenter(desk, session, self)
        self._opened: Opened | None = None
        self._fields: dict[str, AutosaveField] = {}
        self._editors: dict[str, NoteEdit] = {}
        tabs = QTabWidget()
        tabs.setAccessibleName(self.tr("Checklists"))
        listing, detail = self._make_list(), self._make_detail()
        self._halves = Halves(listing, detail, back=self.tr("Back to the descriptors"), shares=(3, 2))
        tabs.addTab(self._halves, self.tr("Descriptors"))
        self.map = CoverageMap()
        tabs.addTab(self.map, self.tr("Where the team has looked"))
        column = QVBoxLayout(self)
        column.addWidget(tabs)
        self._show_opened(None)

    def widget(self) -> QWidget:
        """Returns the centre of the screen."""
        return self

    def shown(self) -> None:
        """Reads what is shown."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        self.presenter.refresh(changes)

    def open(self, what: str) -> None:
        """Opens the descriptor of a code."""
        self._halves.to_detail()
        self.presenter.open(what)

    def search(self) -> None:
        """Puts the cursor into the search box of the list."""
        self.list.search_focus()

    def show_state(self, state: ChecklistsState) -> None:
        """Shows a state whole."""
        self.list.replace(state.lines)
        self.list.offer(self._areas, dict.fromkeys(line.area for line in state.lines))
        self.list.offer(self._findings, sorted({_finding(line) for line in state.lines}))
        if state.coverage is not None:
            self._show_coverage(state.coverage)
        self._show_opened(state.opened)

    def _show_coverage(self, coverage: Coverage) -> None:
        counts = {
            (title, label): counted[place]
            for _, title, counted in coverage.rows
            for place, (_, label) in enumerate(coverage.sources)
        }
        self.map.show_counts(
            [title for _, title, _ in coverage.rows], [label for _, label in coverage.sources], counts
        )

    def _make_list(self) -> QWidget:
        self.list: FilterList[Line] = FilterList(
            self.tr("Descriptors"),
            (
                Column(self.tr("Code"), _code, chars=12),
                Column(self.tr("Descriptor"), _title, chars=0, tip=_text),
                Column(self.tr("For"), _for, chars=3, right=True),
                Column(self.tr("Against"), _against, chars=6, right=True),
                Column(self.tr("Heard"), _heard, chars=5),
                Column(self.tr("Finding"), _finding, chars=16),
            ),
            key=_code,
            noun=(self.tr("descriptor"), self.tr("descriptors")),
        )
        self._areas = self.list.add_filter(self.tr("Area"), self.tr("All areas"), _area)
        self._findings = self.list.add_filter(self.tr("Finding"), self.tr("All findings"), _finding)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._entered)
        return self.list

    @Slot(object)
    def _chosen(self, line: Line | None) -> None:
        if line is not None and line.code != self.presenter.opening:
            self.presenter.open(line.code)

    @Slot(object)
    def _entered(self, line: Line) -> None:
        self._chosen(line)
        self._halves.to_detail()

    def _make_detail(self) -> QWidget:
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        self._title = _label("heading")
        self._text = _label("")
        self._question = _label("strong")
        self._differs = _label("error")
        for label in (self._title, self._text, self._question, self._differs):
            column.addWidget(label)
        self._facts = Facts(self.tr("What stands behind this descriptor"))
        column.addWidget(self._facts)
        self._backing = _label("")
        self._backing.setAccessibleDescription(self.tr("Evidence for and against"))
        column.addWidget(self._backing)
        column.addLayout(self._make_finding())
        for name, label in (
            ("effect", self.tr("Effect on children (needed)")),
            ("summary", self.tr("The finding in a paragraph, for the report")),
        ):
            column.addWidget(self._make_editor(name, label))
            column.addWidget(self._editors[name])
        column.addLayout(self._buttons())
        self._unsealed = _label("muted")
        column.addWidget(self._unsealed)
        column.addStretch(1)
        area = scrolled(self._page, self.tr("The open descriptor"))
        self._none = EmptyState(
            "checklists", self.tr("No descriptor is open"), self.tr("Choose one from the list.")
        )
        side = QWidget()
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area, 1)
        rows.addWidget(self._none, 1)
        self._area = area
        return side

    def _make_finding(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(QLabel(self.tr("Finding")))
        self.finding = QComboBox()
        name_choice(self.finding, self.tr("Finding"))
        self.finding.addItem(self.tr("not evaluated"), "")
        for value, label in FINDING_LABELS.items():
            self.finding.addItem(label, value)
        self.finding.activated.connect(self._finding_chosen)
        line.addWidget(self.finding, 1)
        return line

    def _buttons(self) -> FlowLayout:
        self.record = QPushButton(self.tr("Record this evaluation"))
        self.record.setProperty("weight", "first")
        self.record.clicked.connect(self._record)
        self.tell = QPushButton(self.tr("Record what the council was told…"))
        self.tell.setObjectName("tell")
        self.tell.clicked.connect(self.presenter.tell_council)
        buttons = FlowLayout()
        buttons.addWidget(self.record)
        buttons.addWidget(self.tell)
        return buttons

    def _make_editor(self, name: str, label: str) -> QLabel:
        editor = NoteEdit(label, _EFFECT_LINES)
        self._editors[name] = editor
        self._fields[name] = AutosaveField(
            editor, self._desk, key=f"evaluation::{name}", name=label, save=_nowhere
        )
        told = QLabel(label)
        told.setBuddy(editor)
        return told

    @Slot(int)
    def _finding_chosen(self, _place: int) -> None:
        self.presenter.choose_finding(str(self.finding.currentData()))

    @Slot()
    def _record(self) -> None:
        for field in self._fields.values():
            field.settle()
        self.presenter.evaluate()

    def _show_opened(self, opened: Opened | None) -> None:
        self._area.setVisible(opened is not None)
        self._none.setVisible(opened is None)
        if opened is None or opened is self._opened:
            return
        row = opened.line.row
        self._title.setText(f"{row.descriptor.code}  {row.descriptor.title}")
        self._text.setText(row.descriptor.text)
        self._question.setText(row.descriptor.impact_question)
        self._differs.setVisible(bool(row.conflicts))
        named = ", ".join(row.conflicts)
        self._differs.setText(
            self.tr("The team differs on: {0}. Settle it on the Team screen.").format(named)
        )
        support = row.support
        self._facts.show_facts(
            (
                Fact(self.tr("Evidence"), self._counts(opened)),
                Fact(
                    self.tr("Kinds of source"), ", ".join(sorted(SOURCES.get(s, s) for s in support.sources))
                ),
                Fact(self.tr("Cases"), str(len(support.cases))),
                Fact(
                    self.tr("Child or young person heard"), self.tr("yes") if support.heard else self.tr("no")
                ),
                Fact(self.tr("Triangulation"), support.strength),
                Fact(self.tr("The council was told"), "\n".join(opened.told) or self.tr("nothing yet")),
            )
        )
        self._backing.setText("\n\n".join(f"{_stance(b.stance)}: {b.text}" for b in opened.backing))
        self._backing.setVisible(bool(opened.backing))
        self.finding.setCurrentIndex(max(0, self.finding.findData(opened.finding)))
        self._unsealed.setText(self.tr("Kept as you typed it, not recorded yet.") if opened.unsealed else "")
        self._show_typed(opened)

    def _counts(self, opened: Opened) -> str:
        support = opened.line.row.support
        told = self.tr("{0} for, {1} against").format(len(support.for_), len(support.against))
        unsettled = len(support.unsettled)
        return f"{told}, {unsettled} {self.tr('not settled')}" if unsettled else told

    def _show_typed(self, opened: Opened) -> None:
        other = self._opened is None or opened.line.code != self._opened.line.code
        self._opened, code = opened, opened.line.code
        for name, text in (("effect", opened.effect), ("summary", opened.summary)):
            field = self._fields[name]
            if other:
                field.aim(
                    key=f"evaluation:{code}:{name}",
                    name=self._editors[name].accessibleName(),
                    save=partial(self.presenter.keep, code, name),
                )
                field.restore(text, cursor_in(opened.cursor, name, text))
            else:
                field.follow(text)


def _label(look: str) -> QLabel:
    label = QLabel()
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _nowhere(_text: str, _cursor: int) -> None:
    """No descriptor is open yet, so there is nothing to keep."""


def _stance(stance: str) -> str:
    return STANCES.get(stance, "Not settled")


def _code(line: Line) -> str:
    return line.code


def _area(line: Line) -> str:
    return line.area


def _title(line: Line) -> str:
    return line.row.descriptor.title


def _text(line: Line) -> str:
    return line.row.descriptor.text


def _for(line: Line) -> str:
    return str(len(line.row.support.for_))


def _against(line: Line) -> str:
    return str(len(line.row.support.against))


def _heard(line: Line) -> str:
    return "yes" if line.row.support.heard else "no"


def _finding(line: Line) -> str:
    return line.row.finding_label or "Not evaluated"
