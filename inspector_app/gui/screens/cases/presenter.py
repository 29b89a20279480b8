"""What the screen of cases does: reads, keeps notes as drafts, seals them when a case is left. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from inspector_app.domain.journey import EVENT_KINDS
from inspector_app.domain.revision import Header, Record
from inspector_app.errors import RefusedError
from inspector_app.gui import answers, deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import CASE, STEP, SWAP, FormDraft
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.cases.state import NOTES, CaseDetail, CasesState, Sameness
from inspector_app.gui.screens.cases.twins_presenter import TwinsPresenter
from inspector_app.gui.widgets.picker import Option
from inspector_app.gui.widgets.timeline import IN_TIME, LATE, TimelineEvent
from inspector_app.services import cases, joined, joining, overview, swapping, timeliness, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.joining import Twins
from inspector_app.services.overview import CaseRow
from inspector_app.services.session import Session
from inspector_app.services.wording import counted, told_moment
from inspector_app.store import drafts

_BY_HAND = WordsQuestion(
    "Add a case by hand",
    "Add this case",
    "the case to add",
    (
        Line("reference", "A short name that can be spoken, never the child's own"),
        Line("why", "Why is it looked at?", 3),
        Line("source", "Where does the concern come from? A role or a place, no name"),
    ),
)
_SWAP = WordsQuestion(
    "Swap this case for another child of its group",
    "Choose the workbook…",
    "why the case is swapped for another",
    (Line("reason", "Why? It stands with both cases; what was recorded about this one stays.", 3),),
)
_KINDS = {"case_track", "journey_event", "evidence", "inspection", "same_as"}


class CasesView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: CasesState) -> None:
        """Shows a state whole."""
        ...

    def step_taken(self, case: str, values: Mapping[str, str]) -> None:
        """What was entered as a new step is in the journey of a case."""
        ...


def editor_of(case: str) -> str:
    """Returns the name under which notes on a case are kept while they are typed."""
    return f"case/{case}"


def _listed(session: Session) -> tuple[tuple[CaseRow, ...], tuple[Twins, ...]]:
    return overview.cases(session), joining.likely_twins(session)


_MARKS = {"late": LATE, "in_time": IN_TIME}


def _event(record: Record, today: date, mark: str) -> TimelineEvent:
    start = date.fromisoformat(str(record.get("start")))
    end = record.get("end")
    details = (record.get("detail"), record.get("partner"), record.get("view"))
    label = EVENT_KINDS.get(str(record.get("event")), str(record.get("event")))
    return TimelineEvent(
        kind=label,
        label=label,
        start=start,
        end=min(date.fromisoformat(end), max(today, start)) if end else None,
        detail="; ".join(str(told) for told in details if told),
        mark=_MARKS.get(mark, ""),
    )


def _detail(session: Session, asked: str) -> CaseDetail:
    """Returns a case as it is shown; what is written about a joined one is written into the first record."""
    case = joined.goes_by(session, asked)
    record, own = joined.read(session, case), session.store.record(case)
    rows = overview.cases(session)
    row = next((r for r in rows if r.id == case), None)
    kept = drafts.found(session.store, editor_of(case))
    typed = dict(kept[0].fields) if kept else {}
    today = session.clock().date()
    marks = timeliness.marks(session, case)
    evidence = [r for r in joined.records(session, "evidence") if r.get("case") == case]
    unsettled = (name for one in joined.standing(session, case) for name in one.conflicts)
    return CaseDetail(
        id=case,
        title=str(record.get("reference", "")),
        facts=_facts(record, row, session.store.history(case)[0].entry.header),
        events=tuple(_event(r, today, marks.get(r.id, "")) for r in cases.events_of(session, case)),
        notes={name: str(typed.get(name, own.get(name) or "")) for name, _ in NOTES},
        grades=tuple((g.id, g.label) for g in session.framework.grade_scale),
        council_grade=str(own.get("council_grade") or ""),
        inspector_grade=str(own.get("inspector_grade") or ""),
        offered=str(own.get("child_offered") or ""),
        parent_offered=str(own.get("parent_offered") or ""),
        evidence=tuple(str(r.get("text") or "The team's versions differ") for r in evidence),
        missing=row.missing if row else (),
        conflicts=tuple(dict.fromkeys(unsettled)),
        cursor=kept[0].cursor if kept else ("", 0),
        step=FormDraft(session, STEP, case).read(),
        sameness=_sameness(session, case, rows),
    )


def _sameness(session: Session, case: str, rows: tuple[CaseRow, ...]) -> Sameness:
    others = [row for row in rows if row.id != case]
    joinings = joining.joinings(session, case)
    parts = list(joined.standing(session, case)) if joinings else []
    return Sameness(
        facts=tuple((joining.name_of(one), _begun(session, one)) for one in parts),
        differing=joining.differences(session, case) if joinings else (),
        joinings=joinings,
        others=tuple(Option(row.reference, f"{row.group} ({row.id[-6:]})") for row in others),
        ids=tuple(row.id for row in others),
    )


def _begun(session: Session, case: Record) -> str:
    first = session.store.history(case.id)[0].entry.header
    return f"Begun by {first.author} on {told_moment(first.at)}; {counted(case.revisions, 'change')} so far."


def _facts(record: Record, row: CaseRow | None, first: Header) -> tuple[tuple[str, str], ...]:
    """Returns what is said of a case; who chose it and when stand in its first revision."""
    age = record.get("age")
    told = "unborn" if age == -1 else "" if age is None else f"{age}"
    return (
        ("Group", row.group if row else ""),
        ("Looked at", "end to end" if record.get("depth") == "tracked" else "one part"),
        ("Why chosen", str(record.get("why_chosen") or "")),
        ("Chosen by", str(record.get("chosen_by") or first.author)),
        ("Chosen on", told_moment(first.at)),
        *((("Source", str(record.get("source"))),) if record.get("source") else ()),
        *((("Lists drawn up", str(record.get("lists_as_of"))),) if record.get("lists_as_of") else ()),
        ("Age", told),
        ("Stage", str(record.get("stage") or "").replace("_", " ")),
    )


def _offered(session: Session, *, case: str, value: str) -> Changes:
    return cases.note_case(session, case=case, child_offered=value)


def _parent_offered(session: Session, *, case: str, value: str) -> Changes:
    return cases.note_case(session, case=case, parent_offered=value)


def _council(session: Session, *, case: str, value: str) -> Changes:
    return cases.note_case(session, case=case, council_grade=value)


def _inspector(session: Session, *, case: str, value: str) -> Changes:
    return cases.note_case(session, case=case, inspector_grade=value)


_CHOICES = {
    "child_offered": _offered,
    "parent_offered": _parent_offered,
    "council_grade": _council,
    "inspector_grade": _inspector,
}


class CasesPresenter:
    """The list of cases and one open case."""

    def __init__(self, desk: Desk, session: Session, view: CasesView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self.state = CasesState(kinds=dict(EVENT_KINDS))
        self.opening = ""
        self.twins = TwinsPresenter(desk, session, self._changed)

    def load(self) -> None:
        """Reads the list, and the open case again."""
        self._desk.runner.run(partial(_listed, self._session), self._loaded, self._desk.failed)
        if self.state.detail is not None:
            self.open(self.state.detail.id)

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        if changes.kinds & _KINDS and changes.intent != "note_case":
            self.load()

    def open(self, case: str) -> None:
        """Opens a case; what was typed about the one before is sealed first."""
        before, self.opening = self.state.detail, case
        if before is not None and before.id != case:
            self.seal()
        job = partial(_detail, self._session, case)
        self._desk.runner.run(job, partial(self._opened, case), self._desk.failed)

    def keep(self, case: str, field: str, text: str, cursor: int) -> None:
        """Makes a note durable as a draft. Runs on the store's thread."""
        kept = drafts.found(self._session.store, editor_of(case))
        fields = dict(kept[0].fields) if kept else {}
        fields[field] = text
        unsealed.keep_typing(
            self._session,
            editor=editor_of(case),
            kind="case_track",
            record=case,
            fields=fields,
            cursor=(field, cursor),
        )

    def seal(self) -> None:
        """Seals what was typed about the open case into one revision."""
        if self.state.detail is not None:
            self._seal(self.state.detail.id)

    def _seal(self, case: str) -> None:
        job = partial(unsealed.seal_typing, self._session, editor=editor_of(case))
        self._desk.runner.run(job, self._sealed, self._desk.failed)

    def choose(self, field: str, value: str) -> None:
        """Sets a choice of the open case: an audit grade, or whether somebody was offered a conversation."""
        detail = self.state.detail
        if detail is None or not value:
            return
        job = partial(_choose, self._session, detail.id, field, value)
        deed = Deed(f"deed:{detail.id}:{field}", f"{field.replace('_', ' ')} of this case", job)
        deeds.do(self._desk, deed, self._changed)

    def step_form(self, case: str) -> FormDraft:
        """Returns where the new step of a case's journey is kept while it is entered."""
        return FormDraft(self._session, STEP, case, record=case)

    def add_event(self, values: Mapping[str, str]) -> None:
        """Adds a step to the journey of the open case.

        Args:
            values: kind of step (`event`), day (`start`) and what happened (`detail`), as they were entered.
        """
        case = self.state.detail
        if case is None:
            return
        intent = partial(
            cases.add_journey_event,
            self._session,
            case=case.id,
            event=values["event"],
            start=values["start"],
            detail=values["detail"].strip() or None,
        )
        deed = answers.deed(self.step_form(case.id), "the new step of a journey", intent, values)
        deeds.do(self._desk, deed, partial(self._added_event, case.id, values))

    def add_case(self) -> None:
        """Asks for a case that no list of the council holds, such as a concern that was never referred."""
        draft = FormDraft(self._session, CASE)
        answers.ask(self._desk, draft, _BY_HAND, partial(self._told_case, draft))

    def _told_case(self, draft: FormDraft, values: Mapping[str, str]) -> None:
        intent = partial(
            cases.open_case_track,
            self._session,
            reference=values["reference"].strip(),
            why_chosen=values["why"].strip(),
            source=values.get("source", "").strip() or None,
        )
        deeds.do(self._desk, answers.deed(draft, _BY_HAND.name, intent, values), self._added)

    def _added_event(self, case: str, values: Mapping[str, str], changes: Changes) -> None:
        self._view.step_taken(case, values)
        self._changed(changes)

    def _added(self, changes: Changes) -> None:
        self._desk.changed(changes)
        self.load()
        self.open(changes.record)

    def swap_case(self) -> None:
        """Asks why the open case is swapped for another, then for the workbook to choose that from."""
        case = self.state.detail
        if case is not None:
            draft = FormDraft(self._session, SWAP, case.id, record=case.id)
            answers.ask(self._desk, draft, _SWAP, partial(self._told_swap, draft, case.id))

    def _told_swap(self, draft: FormDraft, case: str, values: Mapping[str, str]) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self._swap(draft, case, path, values)

        self._desk.dialogs.choose_file(
            "Choose the council's workbook to swap from", chosen, kinds="Workbooks (*.xlsx *.xls *.ods)"
        )

    def _swap(self, draft: FormDraft, case: str, path: Path, values: Mapping[str, str]) -> None:
        self._show(replace(self.state, busy="Reading the council's lists…"))
        reason = values["reason"].strip()
        intent = partial(swapping.swap_case, self._session, case=case, reason=reason, workbook=str(path))
        deed = answers.deed(draft, _SWAP.name, intent, values)
        deeds.do(self._desk, deed, self._swapped, self._failed, stuck=self._rest)

    def _swapped(self, changes: Changes) -> None:
        self._rest()
        self._added(changes)

    def choose_cases(self) -> None:
        """Asks for the council's workbook and chooses cases from it."""
        self._desk.dialogs.choose_file(
            "Choose the council's Annex A workbook",
            self._workbook_chosen,
            kinds="Workbooks (*.xlsx *.xls *.ods)",
        )

    def _workbook_chosen(self, path: Path | None) -> None:
        if path is None:
            return
        self._show(replace(self.state, busy="Reading the council's lists…"))
        seed = self._desk.clock().date().toordinal()
        job = partial(cases.choose_cases, self._session, workbook=str(path), seed=seed)
        deed = Deed("deed:choose-cases", "the cases chosen from the workbook", job)
        deeds.do(self._desk, deed, self._chosen, self._failed, stuck=self._rest)

    def _chosen(self, chosen: cases.Chosen) -> None:
        self._show(replace(self.state, busy=""))
        sentence = f"{len(chosen.cases)} cases chosen. Each says why it was picked."
        self._desk.tell(Notice("cases:chosen", Weight.DONE, sentence))
        self._desk.changed(chosen.changes)
        self.load()

    def _rest(self) -> None:
        self._show(replace(self.state, busy=""))

    def _failed(self, error: Exception) -> None:
        self._rest()
        self._desk.failed(error)

    def _loaded(self, found: tuple[tuple[CaseRow, ...], tuple[Twins, ...]]) -> None:
        rows, likely = found
        self._show(replace(self.state, rows=rows, likely=likely, loaded=True))

    def _opened(self, asked: str, detail: CaseDetail) -> None:
        if self.opening == asked:
            self.opening = detail.id
        if asked != detail.id:
            self._seal(asked)  # what was typed before it went by another record
        self._show(replace(self.state, detail=detail))

    def _sealed(self, changes: Changes | None) -> None:
        if changes is not None:
            self._desk.changed(changes)

    def _changed(self, changes: Changes) -> None:
        self._desk.changed(changes)
        self.load()

    def _show(self, state: CasesState) -> None:
        self.state = state
        self._view.show_state(state)


def _choose(session: Session, case: str, field: str, value: str) -> Changes:
    if session.named(case, "case_track").get(field) == value:
        raise RefusedError("Nothing would change")
    return _CHOICES[field](session, case=case, value=value)
