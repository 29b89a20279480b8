"""What the screen of interviews does: keeps notes as drafts, seals them, makes evidence of words. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from inspector_app.domain.clock import claim
from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui import deeds
from inspector_app.gui.asking import Question
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Choice, Notice, Weight, of_error
from inspector_app.gui.screens.interviews import passage, reading
from inspector_app.gui.screens.interviews.state import (
    FIELDS,
    OWN,
    THOUGHT,
    InterviewDetail,
    InterviewsState,
    Passage,
    role_in,
)
from inspector_app.services import evidence, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.store import drafts

_KINDS = {"interview", "evidence", "evidence_link", "case_track", "inspection", "same_as"}
_ALWAYS_KEPT = ("role_met", "notes")
_THROW = "Throw it away"


class InterviewsView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: InterviewsState) -> None:
        """Shows a state whole."""
        ...

    def evidence_made(self) -> None:
        """The chosen words are evidence: what was chosen about them is done with."""
        ...


@dataclass(frozen=True, slots=True)
class _Choice:
    """What became of a choice: whether it was new, and what it changed where it was recorded at once."""

    kept: bool
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class _Noted:
    """The whole note as it stood on screen, its cursor, and when that was."""

    text: str
    cursor: int
    at: str


class InterviewsPresenter:
    """The list of interviews and one open interview."""

    def __init__(self, desk: Desk, session: Session, view: InterviewsView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self.state = InterviewsState()
        self._current = ""

    @property
    def current(self) -> str:
        """The open interview; empty while the list is shown."""
        return self._current

    def load(self) -> None:
        """Reads the list, and the open interview again."""
        self._desk.runner.run(partial(reading.everything, self._session), self._loaded, self._desk.failed)
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        if changes.kinds & _KINDS:
            self.load()

    def open(self, interview: str) -> None:
        """Opens an interview; what was typed in the one before is sealed first."""
        if self._current and self._current != interview:
            self.seal()
        self._current = interview
        self._read()

    def close(self) -> None:
        """Goes back to the list; what was typed is sealed."""
        self.seal()
        self._current = ""
        self._show(replace(self.state, detail=None, said=""))
        self.load()

    def begin(self) -> None:
        """Begins a new interview: a draft that is recorded once it has a role and a note."""
        self._desk.runner.run(partial(_begin, self._session), self._begun, self._desk.failed)

    def keeper(self, interview: str, field: str) -> Callable[[str, int], None]:
        """Returns what keeps the typed text of a field as a draft; it holds no view."""
        return partial(_keep, self._session, interview, field)

    def choose(self, field: str, value: str) -> None:
        """Sets a field of the open interview that is chosen and not typed."""
        detail = self.state.detail
        if detail is None:
            return
        job = partial(_choose, self._session, detail.id, field, value)
        deed = Deed(f"deed:{detail.id}:{field}", f"{FIELDS[field].lower()} of this interview", job, value)
        deeds.do(self._desk, deed, self._chosen, partial(self._not_sealed, detail.id), undone=self._read)

    def seal(self) -> None:
        """Seals what was typed in the open interview: on leaving it, and after some minutes."""
        if self._current:
            job = partial(_seal, self._session, self._current)
            self._desk.runner.run(job, self._sealed, partial(self._not_sealed, self._current))

    def make(self, note: str, cursor: int, words: Passage) -> None:
        """Makes evidence of words of the note; the note that holds them is recorded with it.

        Args:
            note: the whole note as it stands on screen.
            cursor: where the cursor stands in it.
            words: what becomes evidence, and what it is tied to.
        """
        detail = self.state.detail
        if detail is None or self.state.busy or not words.words.strip():
            return
        self._show(replace(self.state, busy=True))
        case = detail.values.get("case", "")
        asked = claim(self._desk.clock())
        job = partial(_make, self._session, detail.id, _Noted(note, cursor, asked), words, case)
        deed = Deed(
            f"deed:{detail.id}:evidence:{asked}", "the evidence made of this interview", job, words.words
        )
        made = partial(self._made, words)
        deeds.do(self._desk, deed, made, self._not_made, stuck=self._rest)

    def discard(self) -> None:
        """Asks whether a new interview that was never recorded is to be thrown away."""
        detail = self.state.detail
        if detail is not None and not detail.recorded:
            question = Question(
                "Throw this interview away?",
                "It was never recorded. What is typed here cannot be brought back.",
                ("Keep it", _THROW),
            )
            self._desk.dialogs.ask(question, partial(self._discard, detail.id))

    def open_evidence(self, made: str) -> None:
        """Goes to an evidence record."""
        self._desk.go("evidence", made)

    def settle(self) -> None:
        """Goes to where the team settles what it does not agree on."""
        self._desk.go("team")

    # --- answers -------------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._current:
            job = partial(reading.detail, self._session, self._current)
            self._desk.runner.run(job, partial(self._opened, self._current), self._desk.failed)

    def _loaded(self, read: reading.Everything) -> None:
        self._show(replace(self.state, rows=read.rows, choices=read.choices, not_offered=read.not_offered))

    def _opened(self, interview: str, detail: InterviewDetail | None) -> None:
        if interview != self._current:
            return  # another one was opened since
        if detail is None:
            self._current = ""
            self._desk.tell(Notice("interviews:gone", Weight.WARNING, "This interview is not in this store."))
        other = self.state.detail is None or detail is None or self.state.detail.id != detail.id
        self._show(replace(self.state, detail=detail, said="" if other else self.state.said))

    def _begun(self, interview: str) -> None:
        self._desk.board.written()
        self.open(interview)
        self.load()

    def _chosen(self, choice: _Choice) -> None:
        if not choice.kept:
            return
        self._desk.board.written()
        if choice.changes is not None:
            self._desk.changed(choice.changes)
        self.load()

    def _sealed(self, changes: Changes | None) -> None:
        if changes is not None:
            self._desk.board.written()
            self._desk.changed(changes)

    def _not_sealed(self, interview: str, error: Exception) -> None:
        if not isinstance(error, WorldError):
            self._desk.failed(error)
            return
        told = of_error(error)
        self._desk.tell(
            Notice(
                key=f"interview:not-sealed:{interview}",
                weight=Weight.WARNING,
                sentence=f"A change to an interview is kept but not recorded. {told.sentence}",
                advice="" if isinstance(error, RefusedError) else error.advice,
                choices=(
                    Choice("Go to it", partial(self._desk.go, "interviews", interview)),
                    Choice("Leave it as it was", partial(self._drop, interview)),
                ),
            )
        )
        self._read()  # the control that was changed says again what holds

    def _discard(self, interview: str, answer: str | None) -> None:
        if answer == _THROW:
            self._drop(interview)

    def _drop(self, interview: str) -> None:
        job = partial(unsealed.discard_typing, self._session, editor=reading.editor_of(interview))
        self._desk.runner.run(job, partial(self._dropped, interview), self._desk.failed)

    def _dropped(self, interview: str, _result: None) -> None:
        detail = self.state.detail
        if detail is not None and detail.id == interview:
            # The fields are filled anew when it is opened again, so that nothing is written back.
            self._current = ""
            self._show(replace(self.state, detail=None))
        self.load()

    def _made(self, words: Passage, changes: Changes) -> None:
        self._desk.board.written()
        tied = f" and linked to {words.descriptor}" if words.descriptor else ""
        self._view.evidence_made()
        self._show(replace(self.state, busy=False, said=f"Evidence recorded{tied}."))
        self._desk.changed(changes)
        self.load()

    def _rest(self) -> None:
        self._show(replace(self.state, busy=False))

    def _not_made(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, WorldError):
            self._desk.tell(of_error(error, key="interviews:not-made"))
        else:
            self._desk.failed(error)

    def _show(self, state: InterviewsState) -> None:
        self.state = state
        self._view.show_state(state)


def _begin(session: Session) -> str:
    """Returns a new interview, or the one that was begun before and holds nothing yet."""
    for kept in drafts.found(session.store):
        begun = kept.kind == "interview" and session.store.find(kept.rec) is None
        if begun and len(reading.lacking(kept.fields)) > 1:
            return kept.rec
    interview = session.new_record()
    unsealed.keep_typing(
        session,
        editor=reading.editor_of(interview),
        kind="interview",
        record=interview,
        fields={
            "role_met": "",
            "notes": "",
            "date": f"{session.clock().astimezone():%Y-%m-%dT%H:%M}",
            "consent": "not_asked",
            "written": "at_the_time",
        },
    )
    return interview


def _keep(session: Session, interview: str, field: str, text: str, cursor: int) -> None:
    value = passage.roles_in(text) if field == "participants" else text
    if field == "role_met":
        value, before = role_in(text), reading.detail(session, interview)
        if not value or before is None or before.values[field] == value:
            return  # nothing to keep: the role was chosen from the list, or is about to be typed
    _put(session, interview, {field: value}, (field, cursor))


def _put(
    session: Session, interview: str, values: dict[str, Any], cursor: tuple[str, int] | None = None
) -> None:
    """Puts values into the draft of an interview; the cursor stays where it was unless one is given."""
    kept = drafts.found(session.store, reading.editor_of(interview))
    recorded = session.store.find(interview) is not None
    if not kept and not recorded:
        return  # it was thrown away since
    fields = {**(kept[0].fields if kept else {}), **values}
    if not recorded:
        fields = {name: value for name, value in fields.items() if value or name in _ALWAYS_KEPT}
    unsealed.keep_typing(
        session,
        editor=reading.editor_of(interview),
        kind="interview",
        record=interview,
        fields=fields,
        cursor=cursor or (kept[0].cursor if kept else ("", 0)),
    )


def _seal(session: Session, interview: str) -> Changes | None:
    kept = drafts.found(session.store, reading.editor_of(interview))
    if not kept or (session.store.find(interview) is None and reading.lacking(kept[0].fields)):
        return None
    return unsealed.seal_typing(session, editor=reading.editor_of(interview))


def _choose(session: Session, interview: str, field: str, value: str) -> _Choice:
    """Keeps a choice, and seals it where the interview is recorded; what holds already changes nothing."""
    before = reading.detail(session, interview)
    kept = drafts.found(session.store, reading.editor_of(interview))
    typed = bool(kept) and field in kept[0].fields  # a role keeps itself while it is typed
    if before is None or (
        before.values.get(field, "") == value and field not in before.differs and not typed
    ):
        return _Choice(kept=False)
    _put(session, interview, {field: value})
    return _Choice(kept=True, changes=_seal(session, interview) if before.recorded else None)


def _make(session: Session, interview: str, noted: _Noted, words: Passage, case: str) -> Changes:
    """Records note, evidence and link in one transaction: all of it is durable, or nothing changed."""
    with session.store.changing():
        kept = drafts.found(session.store, reading.editor_of(interview))
        if not (kept and kept[0].at >= noted.at):  # else more was typed since, when this is tried again
            _keep(session, interview, "notes", noted.text, noted.cursor)
        sealed = unsealed.seal_typing(session, editor=reading.editor_of(interview))
        made = evidence.record_evidence(
            session,
            text=words.words,
            source="observation" if words.way in (OWN, THOUGHT) else "interview",
            polarity=words.polarity,
            case=case or None,
            interview=interview,
            # Else the inspector's own thought would count as the child being heard.
            said_by="inspector" if words.way in (OWN, THOUGHT) else words.said_by or None,
            wording=None if words.way == OWN else words.way,
            when=words.when or None,
        )
        changes = [made] if sealed is None else [made, sealed]
        if words.descriptor:
            changes.append(
                evidence.link_evidence(
                    session, evidence=made.record, descriptor=words.descriptor, stance=words.stance
                )
            )
    return replace(
        made,
        records=frozenset[str]().union(*(each.records for each in changes)),
        kinds=frozenset[str]().union(*(each.kinds for each in changes)),
    )
