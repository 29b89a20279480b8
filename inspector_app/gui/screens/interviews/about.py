"""What is known about an interview: role, time, consent, place, who else was there. No names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from inspector_app.domain.clock import Clock
from inspector_app.domain.framework import PROMPT_ROLES
from inspector_app.domain.kinds import SETTINGS, WRITTEN
from inspector_app.gui.day_field import DayField
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.state import FIELDS, Choices, InterviewDetail, role_in, told_role
from inspector_app.gui.widgets.hint import hint
from inspector_app.services.interviews import CONSENT

_BESIDE_CHARS = 64


class About(QScrollArea):
    """The form. Role, place and the others present are typed, and kept by whoever owns the screen.

    Args:
        clock: the only source of time.
        parent: the Qt owner.

    Signals:
        chosen: field and value, as a tuple (object).
        thrown: this new interview is to be thrown away.
    """

    chosen = Signal(object)
    thrown = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._detail: InterviewDetail | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Role, time and consent"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        self._form = QFormLayout(page)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._build()
        self.setWidget(page)

    def show_choices(self, choices: Choices) -> None:
        """Offers the cases."""
        _offer(self.case, [("", self.tr("No case")), *choices.cases])
        if self._detail is not None:
            _choose(self.case, self._detail.values["case"], self.tr("Not in this list"))

    def show_detail(self, detail: InterviewDetail) -> None:
        """Shows what is known; what is typed is shown by its own fields."""
        self._detail = detail
        self.throw.setVisible(not detail.recorded)
        if not self.role.hasFocus():
            _choose(self.role, detail.values["role_met"], told_role(detail.values["role_met"]))
        _choose(self.consent, detail.values["consent"], self.tr("Not settled"))
        _choose(self.setting, detail.values["setting"], self.tr("Not settled"))
        _choose(self.case, detail.values["case"], self.tr("Not in this list"))
        _choose(self.written, detail.values["written"], self.tr("Not settled"))
        self._show_when(detail.values["date"])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts labels above their fields where there is no room beside them."""
        super().resizeEvent(event)
        beside = self.width() >= self.fontMetrics().averageCharWidth() * _BESIDE_CHARS
        self.hour.setMinimumWidth(self.fontMetrics().averageCharWidth() * 10)
        policy = QFormLayout.RowWrapPolicy
        self._form.setRowWrapPolicy(policy.WrapLongRows if beside else policy.WrapAllRows)

    def start(self) -> None:
        """Puts the cursor where a new interview begins."""
        self.role.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_when(self, when: str) -> None:
        day, _, hour = when.partition("T")
        self.day.blockSignals(True)
        self.day.setDate(QDate.fromString(day, Qt.DateFormat.ISODate))
        self.day.blockSignals(False)
        if not self.hour.hasFocus():
            self.hour.setText(hour[:5])

    # --- gestures ------------------------------------------------------------------------------------

    @Slot()
    def _role_given(self) -> None:
        if role := role_in(self.role.currentText()):
            self.chosen.emit(("role_met", role))

    @Slot(int)
    def _consent_chosen(self, _place: int) -> None:
        self._tell("consent", self.consent)

    @Slot(int)
    def _setting_chosen(self, _place: int) -> None:
        self._tell("setting", self.setting)

    @Slot(int)
    def _case_chosen(self, _place: int) -> None:
        self._tell("case", self.case)

    @Slot(int)
    def _written_chosen(self, _place: int) -> None:
        self._tell("written", self.written)

    @Slot()
    def _when_given(self) -> None:
        day = self.day.date().toString(Qt.DateFormat.ISODate)
        hour = passage.hour_in(self.hour.text())
        if hour is None:  # not a time: what is recorded stands
            hour = self._detail.values["date"].partition("T")[2][:5] if self._detail is not None else ""
        self.hour.setText(hour)
        self.chosen.emit(("date", f"{day}T{hour}" if hour else day))

    def _today(self) -> date:
        return self._clock().astimezone().date()

    def _tell(self, field: str, box: QComboBox) -> None:
        self.chosen.emit((field, str(box.currentData())))

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.role = self._add_box("role_met")
        self.role.setEditable(True)
        self.role.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.typed_role = QLineEdit()
        self.role.setLineEdit(self.typed_role)
        self.typed_role.setAccessibleName(FIELDS["role_met"])
        hint(self.typed_role, self.tr("Choose or type a role, never a name"), self.tr("Never a name"))
        self.typed_role.editingFinished.connect(self._role_given)
        _offer(self.role, [(key.replace("_", " "), told) for key, told in PROMPT_ROLES.items()])
        self.role.setCurrentIndex(-1)
        self.role.activated.connect(self._role_given)
        self._build_when()
        self.consent = self._add_box("consent")
        _offer(self.consent, CONSENT.items())
        self.consent.activated.connect(self._consent_chosen)
        self.place = self._add_line(
            "place", self.tr("For example: the school's quiet room"), self.tr("The school's quiet room")
        )
        self.others = self._add_line(
            "participants", self.tr("Roles with commas between: carer, advocate"), self.tr("Carer, advocate")
        )
        self.setting = self._add_box("setting")
        _offer(self.setting, [("", self.tr("Not said")), *SETTINGS.items()])
        self.setting.activated.connect(self._setting_chosen)
        self.case = self._add_box("case")
        _offer(self.case, [("", self.tr("No case"))])
        self.case.activated.connect(self._case_chosen)
        self.written = self._add_box("written")
        _offer(self.written, WRITTEN.items())
        self.written.activated.connect(self._written_chosen)
        advice = QLabel(
            self.tr("Nobody is named: people are known by their roles. Everything here saves itself.")
        )
        advice.setProperty("look", "muted")
        advice.setWordWrap(True)
        self._form.addRow(advice)
        self.throw = QPushButton(self.tr("Throw away…"))
        self.throw.setObjectName("throw")
        self.throw.setToolTip(self.tr("Throws this interview away, which was never recorded"))
        self.throw.clicked.connect(self.thrown)
        line = QHBoxLayout()
        line.addWidget(self.throw)
        line.addStretch(1)
        self._form.addRow(line)

    def _build_when(self) -> None:
        self.day, self.hour = DayField(self.tr("Day of the interview"), self._today), QLineEdit()
        self.day.setObjectName("day")
        self.hour.setObjectName("hour")
        self.hour.setPlaceholderText(self.tr("10:30"))
        self.hour.setMaxLength(5)
        self.hour.setAccessibleName(self.tr("Time of the interview, hours and minutes"))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.day)
        row.addWidget(self.hour, 1)
        row.addStretch(3)
        self.day.dateChanged.connect(self._when_given)
        self.hour.editingFinished.connect(self._when_given)
        label = QLabel(FIELDS["date"])
        label.setBuddy(self.day)
        self._form.addRow(label, line)

    def _add_box(self, field: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(field)
        box.setAccessibleName(FIELDS[field])
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        self._form.addRow(FIELDS[field], box)
        return box

    def _add_line(self, field: str, *hints: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(field)
        line.setAccessibleName(FIELDS[field])
        hint(line, *hints)
        self._form.addRow(FIELDS[field], line)
        return line


def _offer(box: QComboBox, values: Iterable[tuple[str, str]]) -> None:
    box.clear()
    for key, told in values:
        box.addItem(told, key)


def _choose(box: QComboBox, key: str, otherwise: str) -> None:
    """Chooses a value; one that is not on offer is added, so that what is recorded is always shown."""
    place = box.findData(key)
    if place < 0 and box.isEditable():
        box.setCurrentIndex(-1)
        box.setEditText(otherwise)
        return
    if place < 0:
        box.addItem(otherwise, key)
        place = box.count() - 1
    box.setCurrentIndex(place)
