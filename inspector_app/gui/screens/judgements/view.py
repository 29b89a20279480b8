"""The screen of judgements: the profile, both sides of an area, its grade, and what the rules say."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import cursor_in
from inspector_app.gui.screens.judgements.presenter import JudgementsPresenter
from inspector_app.gui.screens.judgements.state import JudgementsState, Profile
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.gui.widgets.whole_choice import WholeChoice
from inspector_app.services.challenges import Challenge
from inspector_app.services.changes import Changes
from inspector_app.services.overview import AreaRow
from inspector_app.services.session import Session

_RATIONALE_LINES = 5


class JudgementsScreen(QWidget):
    """See `Screen` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.presenter = JudgementsPresenter(desk, session, self)
        self._area = ""
        self._profile: Profile | None = None
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._make_profile())
        parts.addWidget(self._make_area(desk))
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setSizes([2000, 3000])
        column = QVBoxLayout(self)
        column.addWidget(parts)

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
        """Opens the area of a code."""
        self.presenter.open(what)

    def _make_profile(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        title = QLabel(self.tr("Profile"))
        title.setProperty("look", "title")
        column.addWidget(title)
        self.list: FilterList[AreaRow] = FilterList(
            self.tr("Judgement areas"),
            (
                Column(self.tr("Judgement area"), _title, sort=_place, chars=0),
                Column(self.tr("Strengths"), _strengths, chars=9, right=True),
                Column(self.tr("To improve"), _improvements, chars=10, right=True),
                Column(self.tr("Evaluated"), _evaluated, chars=10, right=True),
                Column(self.tr("Provisional grade"), _grade, chars=26),
            ),
            key=_key,
            noun=(self.tr("area"), self.tr("areas")),
        )
        self.list.chosen.connect(self._chosen)
        column.addWidget(self.list, 1)
        return side

    @Slot(object)
    def _chosen(self, row: AreaRow | None) -> None:
        if row is not None and row.code != self.presenter.state.area:
            self.presenter.open(row.code)

    def _make_area(self, desk: Desk) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self._title = _label("title")
        self._differs = _label("error")
        column.addWidget(self._title)
        column.addWidget(self._differs)
        sides = QGridLayout()
        self._strengths, self._improvements = _label(""), _label("")
        for place, (told, label) in enumerate(
            ((self.tr("Strengths"), self._strengths), (self.tr("Areas for improvement"), self._improvements))
        ):
            sides.addWidget(_label("heading", told), 0, place)
            sides.addWidget(label, 1, place, Qt.AlignmentFlag.AlignTop)
            sides.setColumnStretch(place, 1)
        column.addLayout(sides)
        column.addWidget(self._make_form(desk))
        column.addLayout(self._make_challenges())
        self._told, self._untold = _label(""), _label("")
        self._told_head = _label("heading", self.tr("What the council was told"))
        self._untold_head = _label("heading", self.tr("For improvement, and not raised with the council"))
        self._challenges = _label("")
        self._challenges_head = _label("heading", self.tr("Challenges"))
        self._dissent = _label("")
        self._rules = _label("")
        self._context = _label("")
        self._dissent_head = _label("heading", self.tr("Dissenting views"))
        self._rules_head = _label("heading", self.tr("What the rules say"))
        self._context_head = _label("heading", self.tr("Context, which never changes a grade"))
        for label in (
            self._untold_head,
            self._untold,
            self._told_head,
            self._told,
            self._challenges_head,
            self._challenges,
            self._dissent_head,
            self._dissent,
            self._rules_head,
            self._rules,
            self._context_head,
            self._context,
        ):
            column.addWidget(label)
        column.addStretch(1)
        return scrolled(page, self.tr("What is open"))

    def _make_form(self, desk: Desk) -> QWidget:
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(QLabel(self.tr("Provisional grade")))
        self.grade = QComboBox()
        name_choice(self.grade, self.tr("Provisional grade"))
        self.grade.activated.connect(self._grade_chosen)
        line.addWidget(self.grade, 1)
        form.addLayout(line)
        form.addWidget(WholeChoice(self.grade))
        told = QLabel(self.tr("Rationale (needed)"))
        self.rationale = NoteEdit(self.tr("Rationale"), _RATIONALE_LINES)
        told.setBuddy(self.rationale)
        form.addWidget(told)
        form.addWidget(self.rationale)
        self._field = AutosaveField(
            self.rationale, desk, key="judgement::rationale", name=self.tr("Rationale"), save=_nowhere
        )
        buttons = FlowLayout()
        self.propose = QPushButton(self.tr("Propose this grade"))
        self.propose.setProperty("weight", "first")
        self.propose.clicked.connect(self._propose)
        dissent = QPushButton(self.tr("Record a dissenting view…"))
        dissent.clicked.connect(self.presenter.dissent)
        buttons.addWidget(self.propose)
        buttons.addWidget(dissent)
        form.addLayout(buttons)
        return self._form

    def _make_challenges(self) -> FlowLayout:
        buttons = FlowLayout()
        challenge = QPushButton(self.tr("Challenge this area…"))
        challenge.setObjectName("challenge")
        challenge.clicked.connect(self.presenter.challenge)
        self.answer = QPushButton(self.tr("Answer the challenge…"))
        self.answer.setObjectName("answer")
        self.answer.clicked.connect(self.presenter.answer)
        buttons.addWidget(challenge)
        buttons.addWidget(self.answer)
        return buttons

    @Slot(int)
    def _grade_chosen(self, _place: int) -> None:
        self.presenter.choose_grade(str(self.grade.currentData()))

    @Slot()
    def _propose(self) -> None:
        self._field.settle()
        self.presenter.propose()

    def show_state(self, state: JudgementsState) -> None:
        """Shows a state whole."""
        profile, row = state.profile, state.opened
        if profile is None:
            return
        self.list.replace(profile.rows)
        if self.grade.count() == 0:
            self.grade.addItem(self.tr("not proposed"), "")
            for grade, label in profile.grades:
                self.grade.addItem(label, grade)
        self._tell(self._rules_head, self._rules, profile.sentences)
        self._tell(self._context_head, self._context, profile.context)
        if row is not None:
            self.list.choose(row.code)
            self._show_area(profile, row)

    def _tell(self, head: QLabel, label: QLabel, told: tuple[str, ...]) -> None:
        label.setText(_bullets(told))
        for part in (head, label):
            part.setVisible(bool(told))

    def _show_area(self, profile: Profile, row: AreaRow) -> None:
        self._title.setText(row.title)
        self._strengths.setText(_bullets(row.strengths))
        self._improvements.setText(_bullets(row.improvements))
        self._form.setVisible(row.graded)
        self._differs.setVisible(bool(row.conflicts))
        named = ", ".join(row.conflicts)
        self._differs.setText(
            self.tr("The team differs on: {0}. Settle it on the Team screen.").format(named)
        )
        self._tell(self._untold_head, self._untold, profile.untold.get(row.code, ()))
        self._tell(self._told_head, self._told, profile.told.get(row.code, ()))
        asked = profile.challenges.get(row.code, ())
        self._tell(self._challenges_head, self._challenges, tuple(_challenge(one) for one in asked))
        self.answer.setVisible(any(not one.answer for one in asked))
        self._tell(self._dissent_head, self._dissent, row.dissent)
        grade = profile.typed_grades.get(row.code) or row.grade
        self.grade.setCurrentIndex(max(0, self.grade.findData(grade)))
        text = profile.typed.get(row.code, row.rationale)
        other, fresh = row.code != self._area, profile is not self._profile
        self._area, self._profile = row.code, profile
        if other:
            self._field.aim(
                key=f"judgement:{row.code}",
                name=self.tr("the rationale for {0}").format(row.title),
                save=partial(self.presenter.keep, row.code),
            )
            self._field.restore(text, cursor_in(profile.cursors.get(row.code, ("", 0)), "rationale", text))
        elif fresh:
            self._field.follow(text)


def _label(look: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _nowhere(_text: str, _cursor: int) -> None:
    """No area is open yet, so there is nothing to keep."""


def _bullets(told: tuple[str, ...]) -> str:
    return "\n".join(f"• {one}" for one in told) or "none recorded"


def _challenge(one: Challenge) -> str:
    return f"{one.author}: {one.text} Answer: {one.answer or 'none yet'}"


def _key(row: AreaRow) -> object:
    return row.code


def _place(row: AreaRow) -> object:
    return row.code


def _title(row: AreaRow) -> str:
    return f"    {row.title}" if row.sub_of else row.title


def _strengths(row: AreaRow) -> str:
    return str(len(row.strengths))


def _improvements(row: AreaRow) -> str:
    return str(len(row.improvements))


def _evaluated(row: AreaRow) -> str:
    return f"{row.evaluated} of {len(row.descriptors)}" if row.descriptors else ""


def _grade(row: AreaRow) -> str:
    if not row.graded:
        return "narrative only"
    return row.grade_label or "not proposed"
