"""What the screen of judgements does: both sides, rationales kept, grades proposed within the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Protocol

from inspector_app.domain.framework import OVERALL
from inspector_app.domain.limits import OVERALL_TITLE
from inspector_app.errors import RefusedError
from inspector_app.gui import answers, deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import ANSWER, CHALLENGE, DISSENT, FormDraft
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.judgements.state import JudgementsState, Profile
from inspector_app.gui.told_council import told_lines
from inspector_app.services import challenges, feedback, judgements, overview, unsealed
from inspector_app.services.challenges import Challenge
from inspector_app.services.changes import Changes
from inspector_app.services.overview import AreaRow
from inspector_app.services.session import Session
from inspector_app.store import drafts

_KINDS = {
    "evidence",
    "evidence_link",
    "evaluation",
    "judgement",
    "dissent",
    "challenge",
    "context",
    "feedback",
    "feedback_point",
    "inspection",
    "same_as",
}

_DISSENT = WordsQuestion(
    "Record a dissenting view",
    "Record it",
    "the dissenting view",
    (Line("text", "How do you see this area otherwise?", 5),),
)


_CHALLENGE = WordsQuestion(
    "Challenge this area",
    "Record it",
    "the challenge",
    (Line("text", "What do you ask of the team? It stays open until it is answered.", 5),),
)


def _answer(challenge: Challenge) -> WordsQuestion:
    asked = f"{challenge.author} asked: {challenge.text}"
    return WordsQuestion(
        "Answer the challenge",
        "Record it",
        "the answer to a challenge",
        (Line("text", f"{asked}\nWhat is the answer, and what was changed because of it?", 5),),
    )


class JudgementsView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: JudgementsState) -> None:
        """Shows a state whole."""
        ...


def editor_of(area: str) -> str:
    """Returns the name under which a rationale is kept while it is typed."""
    return f"judgement/{area}"


def _overall(session: Session) -> AreaRow:
    record = session.store.find(session.template(f"judgement/{OVERALL}"))
    grade = str(record.get("grade") or "") if record else ""
    return AreaRow(
        code=OVERALL,
        title=OVERALL_TITLE,
        graded=True,
        sub_of="",
        grade=grade,
        grade_label=session.framework.grade(grade).label if grade else "",
        rationale=str(record.get("rationale") or "") if record else "",
        strengths=(),
        improvements=(),
        evaluated=0,
        descriptors=(),
        dissent=(),
        conflicts=tuple(record.conflicts) if record else (),
    )


def _read(session: Session) -> Profile:
    framework = session.framework
    rows = overview.areas(session)
    if framework.overall_effectiveness:
        rows = (*rows, _overall(session))
    meetings, never = feedback.meetings(session), feedback.not_raised(session)
    asked = challenges.challenges(session)
    kept = [d for d in drafts.found(session.store) if d.kind == "judgement"]
    return Profile(
        rows=rows,
        grades=tuple((grade.id, grade.label) for grade in framework.grade_scale),
        sentences=overview.verdict(session).sentences,
        context=tuple(f"{r.get('text')} ({r.get('source')})" for r in session.store.records("context")),
        challenges={row.code: tuple(one for one in asked if one.area == row.code) for row in rows},
        told={a.code: told_lines(meetings, {one.code for one in a.descriptors}) for a in framework.areas},
        untold={a.code: tuple(one.title for one in never if one in a.descriptors) for a in framework.areas},
        typed={str(d.fields.get("area")): str(d.fields.get("rationale", "")) for d in kept},
        cursors={str(d.fields.get("area")): d.cursor for d in kept},
        typed_grades={str(d.fields.get("area")): str(d.fields.get("grade", "")) for d in kept},
    )


def _keep(session: Session, area: str, field: str, text: str, cursor: int | None) -> None:
    """Keeps one field; the cursor stays where it was unless one is given."""
    kept = drafts.found(session.store, editor_of(area))
    rec = session.template(f"judgement/{area}")
    before = session.store.find(rec)
    recorded = {name: str(before.get(name) or "") if before else "" for name in ("grade", "rationale")}
    fields = dict(kept[0].fields) if kept else {"area": area, **recorded}
    fields[field] = text
    unsealed.keep_typing(
        session,
        editor=editor_of(area),
        kind="judgement",
        record=rec,
        fields=fields,
        cursor=(field, cursor) if cursor is not None else kept[0].cursor if kept else ("", 0),
    )


def _propose(session: Session, area: str) -> Changes | None:
    kept = drafts.found(session.store, editor_of(area))
    if kept and not kept[0].fields.get("grade"):
        raise RefusedError("No grade is chosen", advice="Choose one, then propose it.")
    return unsealed.seal_typing(session, editor=editor_of(area))


class JudgementsPresenter:
    """The profile and one open area."""

    def __init__(self, desk: Desk, session: Session, view: JudgementsView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self.state = JudgementsState()

    def load(self) -> None:
        """Reads the profile."""
        self._desk.runner.run(partial(_read, self._session), self._loaded, self._desk.failed)

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        if changes.kinds & _KINDS:
            self.load()

    def open(self, area: str) -> None:
        """Opens an area."""
        self._show(replace(self.state, area=area))

    def keep(self, area: str, text: str, cursor: int) -> None:
        """Makes a rationale durable as a draft. Runs on the store's thread."""
        _keep(self._session, area, "rationale", text, cursor)

    def choose_grade(self, grade: str) -> None:
        """Keeps the grade that was chosen, as part of the draft."""
        if self.state.area and grade:
            area = self.state.area
            job = partial(_keep, self._session, area, "grade", grade, None)
            deeds.do(self._desk, Deed(f"deed:grade:{area}", "the grade that was chosen", job), self._kept)

    def propose(self) -> None:
        """Records the provisional grade; a rule that stands against it refuses and says why."""
        area = self.state.area
        job = partial(_propose, self._session, area)
        deeds.do(self._desk, Deed(f"deed:propose:{area}", "the provisional grade", job), self._proposed)

    def dissent(self) -> None:
        """Asks for a dissenting view and records it."""
        area = self.state.area
        draft = FormDraft(self._session, DISSENT, area)
        answers.ask(self._desk, draft, _DISSENT, partial(self._dissent_told, area, draft))

    def _dissent_told(self, area: str, draft: FormDraft, values: Mapping[str, str]) -> None:
        intent = partial(judgements.note_dissent, self._session, area=area, text=values["text"])
        deeds.do(self._desk, answers.deed(draft, _DISSENT.name, intent, values), self._changed)

    def challenge(self) -> None:
        """Asks what is challenged in the open area, and records it."""
        area = self.state.area
        draft = FormDraft(self._session, CHALLENGE, area)
        answers.ask(self._desk, draft, _CHALLENGE, partial(self._challenged, area, draft))

    def _challenged(self, area: str, draft: FormDraft, values: Mapping[str, str]) -> None:
        intent = partial(challenges.raise_challenge, self._session, area=area, text=values["text"])
        deeds.do(self._desk, answers.deed(draft, _CHALLENGE.name, intent, values), self._changed)

    def answer(self) -> None:
        """Asks for the answer to the oldest open challenge of the area, and records it."""
        open_ = self.state.open_challenges
        if open_:
            one = open_[0]
            draft = FormDraft(self._session, ANSWER, one.id, record=one.id, where=self.state.area)
            answers.ask(self._desk, draft, _answer(one), partial(self._answered, one, draft))

    def _answered(self, one: Challenge, draft: FormDraft, values: Mapping[str, str]) -> None:
        intent = partial(challenges.answer_challenge, self._session, challenge=one.id, answer=values["text"])
        deeds.do(self._desk, answers.deed(draft, _answer(one).name, intent, values), self._changed)

    def _kept(self, _result: None) -> None:
        self.load()

    def _proposed(self, changes: Changes | None) -> None:
        if changes is None:
            self._desk.tell(
                Notice("judgements:same", Weight.NOTE, "Nothing has changed since it was recorded.")
            )
            return
        self._desk.tell(Notice("judgements:done", Weight.DONE, "Provisional grade recorded."))
        self._changed(changes)

    def _changed(self, changes: Changes) -> None:
        self._desk.changed(changes)
        self.load()

    def _loaded(self, profile: Profile) -> None:
        area = self.state.area or (profile.rows[0].code if profile.rows else "")
        self._show(JudgementsState(profile, area))

    def _show(self, state: JudgementsState) -> None:
        self.state = state
        self._view.show_state(state)
