"""Two records of one child: what looks alike, above the list, and the part of a case that joins and parts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from inspector_app.gui.screens.cases.state import Sameness
from inspector_app.gui.screens.cases.twins_presenter import TwinsPresenter
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.picker import Picker
from inspector_app.services.joining import Joining, Twins
from inspector_app.services.wording import told_moment


class LikelyTwins(QFrame):
    """A quiet row that names the first two cases which may be the same child; hidden where none are."""

    def __init__(self, presenter: TwinsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._pair: Twins | None = None
        self._words = _sentence()
        same, apart = QPushButton(self.tr("The same child…")), QPushButton(self.tr("Not the same…"))
        same.clicked.connect(self._join)
        apart.clicked.connect(self._keep_apart)
        ways = FlowLayout()
        ways.addWidget(same)
        ways.addWidget(apart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        column.addLayout(ways)
        self.hide()

    def show_likely(self, likely: tuple[Twins, ...]) -> None:
        """Shows the first of the pairs."""
        self._pair = likely[0] if likely else None
        self.setVisible(bool(likely))
        if self._pair is not None:
            more = self.tr(" Pairs that look alike: {0}.").format(len(likely)) if len(likely) > 1 else ""
            told = self.tr("{0} and {1} may be the same child. {2}.").format(
                *self._pair.names, self._pair.why
            )
            self._words.setText(told + more)

    @Slot()
    def _join(self) -> None:
        if self._pair is not None:
            self._presenter.join(self._pair.first, self._pair.second)

    @Slot()
    def _keep_apart(self) -> None:
        if self._pair is not None:
            self._presenter.keep_apart(self._pair.first, self._pair.second)


class TwinsPage(QScrollArea):
    """Which records are joined in the open case, in what they differ, and the ways to join and part."""

    def __init__(self, presenter: TwinsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._case = ""
        self._shown: Sameness = Sameness()
        self.picker = Picker(self.tr("Another record of the same child"), self.tr("Type a few letters"))
        self.picker.picked.connect(self._picked)
        self.picker.returnPressed.connect(self._join)
        self.same = QPushButton(self.tr("Same child as this…"))
        self.same.clicked.connect(self._join)
        self._advice = _sentence()
        self.facts = Facts(self.tr("Records that are joined in this case"))
        self.differing = Facts(self.tr("Fields in which the records differ"))
        self._parts = QVBoxLayout()
        self._partings: list[QWidget] = []
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self._advice)
        column.addWidget(self.facts)
        column.addWidget(self.differing)
        column.addLayout(self._parts)
        label = QLabel(self.tr("Another record of the same child"))
        label.setBuddy(self.picker)
        column.addWidget(label)
        column.addWidget(self.picker)
        column.addWidget(self.same, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(page)
        self._picked("")

    def show_sameness(self, case: str, sameness: Sameness) -> None:
        """Shows what is joined in a case."""
        if case != self._case or sameness.joinings != self._shown.joinings:
            self.picker.clear()
        self._case, self._shown = case, sameness
        self.picker.offer(sameness.others)
        together = bool(sameness.joinings)
        self._advice.setText(
            self.tr(
                "These records are shown as one. What you write here goes into the first; "
                "nothing is written into the others."
            )
            if together
            else self.tr("If a colleague has made a record of this child too, join the two: they count once.")
        )
        self.facts.setVisible(together)
        self.facts.show_facts(Fact(label, words) for label, words in sameness.facts)
        differing = [one for one in sameness.differing if one.field != "reference"]  # each is named by it
        self.differing.setVisible(bool(differing))
        self.differing.show_facts(
            Fact(
                self.tr("{0} differs").format(one.label),
                "\n".join(f"{said.words} – {said.name}, {said.author}" for said in one.said),
            )
            for one in differing
        )
        for before in self._partings:
            self._parts.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._partings = [part for made in sameness.joinings for part in self._parting(made)]
        for part in self._partings:
            button = isinstance(part, QPushButton)
            self._parts.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if button else Qt.AlignmentFlag(0))

    def _parting(self, made: Joining) -> tuple[QWidget, QWidget]:
        words = _sentence()
        because = f" {made.reason}" if made.reason else ""
        pair = " and ".join(made.names)
        joined = self.tr("{0}: joined by {1} on {2}.").format(pair, made.author, told_moment(made.at))
        words.setText(joined + because)
        button = QPushButton(self.tr("Not the same after all…"))
        button.setAccessibleName(self.tr("Not the same after all: {0}").format(pair))
        button.setProperty("joining", made.record)
        button.clicked.connect(self._part)
        return words, button

    @Slot(str)
    def _picked(self, code: str) -> None:
        self.same.setEnabled(bool(code))

    @Slot()
    def _join(self) -> None:
        chosen = [
            rec
            for option, rec in zip(self._shown.others, self._shown.ids, strict=True)
            if option.told == self.picker.text()
        ]
        if chosen:
            self._presenter.join(self._case, chosen[0])

    @Slot()
    def _part(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self._presenter.part(str(button.property("joining")), self._case)


def _sentence() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
