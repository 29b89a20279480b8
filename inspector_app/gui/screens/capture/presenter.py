"""What quick capture does: keeps every word as a draft, reads the marks, seals and begins anew. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from inspector_app.domain.framework import PROMPT_ROLES
from inspector_app.domain.kinds import POLARITIES, SOURCES, STANCES
from inspector_app.errors import WorldError
from inspector_app.gui import deeds, marks
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import cursor_in
from inspector_app.gui.marks import Mark
from inspector_app.gui.notice import Choice, Notice, Weight, of_error
from inspector_app.gui.screens.capture import state
from inspector_app.gui.screens.capture.state import CaptureState
from inspector_app.services import concerns, evidence, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft

EDITOR = "evidence/new"
_TEXT, _TOLD = "text", "told"


class CaptureView(Protocol):
    """What the presenter asks of the panel."""

    def show_text(self, text: str, cursor: int) -> None:
        """Shows text that is durable, or a fresh line."""
        ...

    def show_told(self, role: str, cursor: int) -> None:
        """Shows who was told of an urgent concern."""
        ...

    def show_state(self, shown: CaptureState) -> None:
        """Shows everything beside the text."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be kept or sealed; frozen, so that the store's thread may read it."""

    text: str
    cursor: tuple[str, int]
    polarity: str
    source: str
    told: str
    written: datetime


@dataclass(frozen=True, slots=True)
class _Opening:
    marks: tuple[Mark, ...]
    draft: Draft | None


class Keeper:
    """Keeps typed text as a draft. Holds no view: it is called on the store's thread."""

    def __init__(self, session: Session, form: Form) -> None:
        self._session = session
        self.form = form
        self._early = True
        self._before: str | None = None

    def keep(self, text: str, cursor: int) -> None:
        """Makes text durable with the choices of now.

        Until the box shows what was kept before, typed words come behind that and never in its place.
        """
        if self._early:
            if self._before is None:
                found = drafts.found(self._session.store, EDITOR)
                self._before = str(found[0].fields.get("text", "")) if found else ""
            text, cursor = self._before + text, len(self._before) + cursor
        _keep(self._session, replace(self.form, text=text, cursor=(_TEXT, cursor)))

    def opened(self, form: Form | None) -> None:
        """The box shows what was kept before; where words were typed meanwhile, all of it is kept."""
        self._early = False
        if form is not None:
            _keep(self._session, form)

    def keep_told(self, role: str, cursor: int) -> None:
        """Makes durable who was told of an urgent concern."""
        _keep(self._session, replace(self.form, told=role, cursor=(_TOLD, cursor)))


class CapturePresenter:
    """One quick capture for one session."""

    def __init__(self, desk: Desk, session: Session, view: CaptureView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self._marks: tuple[Mark, ...] = ()
        self._shown = CaptureState()
        self._text = ""
        self._cursor = (_TEXT, 0)
        self._written = desk.clock()
        self._begun = False
        self.keeper = Keeper(session, self._form())

    @property
    def shown(self) -> CaptureState:
        """What is shown now."""
        return self._shown

    def begin(self) -> None:
        """Opens with the draft where there is one, or with a fresh line; a draft at hand is left alone."""
        self._desk.runner.run(partial(_open, self._session), self._opened, self._desk.failed)

    def typed(self, text: str, cursor: int) -> None:
        """Takes in what the box holds now and says what its marks tie it to."""
        self._text, self._cursor = text, (_TEXT, cursor)
        self._tell(note="" if not state.is_bare(text) else self._shown.note)

    def told_typed(self, role: str, cursor: int) -> None:
        """Takes in who in the council was told."""
        self._cursor = (_TOLD, cursor)
        self._shown = replace(self._shown, told=role)
        self._tell()

    def completions(self, before: str) -> tuple[Mark, ...]:
        """Returns what the mark before the cursor may become; nothing where there is none."""
        return marks.completions(self._marks, before)

    def choose_polarity(self, polarity: str) -> None:
        """Says what kind of evidence it is."""
        self._choose(replace(self._shown, polarity=polarity))

    def choose_source(self, source: str) -> None:
        """Says where it came from."""
        self._choose(replace(self._shown, source=source))

    def seal(self) -> None:
        """Seals what is typed into the ledger with its links, and begins the next."""
        if self._shown.busy or state.is_bare(self._text):
            return
        form = self._form()
        reading = state.read(form.text, self._marks, form.polarity)
        self._tell(busy=True)
        job = partial(_seal, self._session, form, reading)
        deed = Deed("deed:capture", "the new evidence", job, form.text)
        sealed = partial(self._sealed, form)
        # The box rests while it waits: words typed since would be sealed as those of before.
        deeds.do(self._desk, deed, sealed, self._not_sealed, stuck=self._waits, undone=self._go_on)

    def _choose(self, shown: CaptureState) -> None:
        self._shown = shown
        self._tell()
        if not state.is_bare(self._text):
            job = partial(_keep, self._session, self._form())
            deeds.do(
                self._desk, Deed("deed:capture:choices", "a choice about the new evidence", job), self._kept
            )

    def _form(self) -> Form:
        shown = self._shown
        return Form(self._text, self._cursor, shown.polarity, shown.source, shown.told, self._written)

    def _opened(self, opening: _Opening) -> None:
        self._marks = opening.marks
        draft = opening.draft
        # Whoever types at once has typed before the draft was read: those words come behind it.
        early = "" if self._begun else self._text
        if self._begun and not state.is_bare(self._text):
            self._tell()
        elif draft is None:
            self._fresh(note="", typed=early)
        else:
            self._offer_back(draft, typed=early)
        if not self._begun:
            self._begun = True
            job = partial(self.keeper.opened, self._form() if early else None)
            self._desk.runner.run(job, self._kept if early else _nothing, self._desk.failed)

    def _offer_back(self, draft: Draft, *, typed: str) -> None:
        told = draft.fields
        self._written = datetime.fromisoformat(str(told.get("when") or draft.at))
        self._text, self._cursor = str(told.get("text", "")), draft.cursor
        if typed:
            self._text += typed
            self._cursor = (_TEXT, len(self._text))
        at = datetime.fromisoformat(draft.at).astimezone()
        self._shown = replace(
            self._shown,
            polarity=str(told.get("polarity", "neutral")),
            source=str(told.get("source", "observation")),
            told=str(told.get("told", "")),
            note=f"Your words of {at:%H:%M on %d %B} are still here. They are not sealed yet.",
        )
        self._tell()
        self._show_typed()

    def _fresh(self, note: str, *, typed: str = "") -> None:
        self._written = self._desk.clock()
        self._text = f"{self._written.astimezone():%H:%M} {typed}"
        self._cursor = (_TEXT, len(self._text))
        self._shown = replace(self._shown, polarity="neutral", told="", note=note, busy=False)
        self._tell()
        self._show_typed()

    def _show_typed(self) -> None:
        text, told = self._text, self._shown.told
        self._view.show_text(text, cursor_in(self._cursor, _TEXT, text))
        self._view.show_told(told, cursor_in(self._cursor, _TOLD, told))

    def _sealed(self, form: Form, changes: Changes) -> None:
        self._desk.board.written()
        raised = "urgent_concern" in changes.kinds
        links = len(changes.records) - 1 - raised
        tied = f" and linked to {links} descriptor{'s' if links > 1 else ''}" if links else ""
        entered = " The urgent concern is in the register." if raised else ""
        self._fresh(note=f"Recorded{tied}.{entered} The next one can be typed.")
        self._desk.changed(changes)
        if form.polarity == "urgent" and not raised:
            self._desk.tell(self._not_raised(changes.record))

    def _not_raised(self, record: str) -> Notice:
        return Notice(
            key=f"capture:not-raised:{record}",
            weight=Weight.WARNING,
            sentence=f"Evidence {record[-6:]} is recorded as urgent; the register of concerns lacks it.",
            advice="Say who in the council was told, with Raise an urgent concern on the evidence screen.",
            choices=(Choice("Go to it", partial(self._desk.go, "evidence", record)),),
        )

    def _waits(self) -> None:
        self._tell(note="Not recorded yet: see the message in the window. Your words are kept.")

    def _go_on(self) -> None:
        self._tell(note="", busy=False)

    def _not_sealed(self, error: Exception) -> None:
        self._tell(busy=False)
        if isinstance(error, WorldError):
            self._desk.tell(of_error(error, key="capture:not-sealed"))
        else:
            self._desk.failed(error)

    def _kept(self, _result: None) -> None:
        self._desk.board.written()

    def _tell(self, *, note: str | None = None, busy: bool | None = None) -> None:
        reading = state.read(self._text, self._marks, self._shown.polarity)
        self._shown = replace(
            self._shown,
            ties=self._ties(reading),
            unknown=reading.unknown,
            note=self._shown.note if note is None else note,
            busy=self._shown.busy if busy is None else busy,
        )
        self.keeper.form = self._form()
        self._view.show_state(self._shown)

    def _ties(self, reading: state.Reading) -> tuple[str, ...]:
        told = {(mark.kind, mark.id): mark for mark in self._marks}
        ties = [f"{STANCES[way]}: {told['descriptor', code].told}" for code, way in reading.links]
        if reading.case:
            ties.append(f"Case: {told['case', reading.case].told}")
        if self._shown.polarity == "urgent" and self._shown.told.strip():
            ties.append(f"Register of urgent concerns; told: {self._shown.told.strip()}")
        if reading.said_by:
            ties.append(f"Said by: {told['role', reading.said_by].told}")
        return tuple(ties)


def _open(session: Session) -> _Opening:
    kept = drafts.found(session.store, EDITOR)
    cases = [(r.id, str(r.get("reference", ""))) for r in session.store.records("case_track")]
    descriptors = ((d.code, d.title) for d in session.framework.descriptors)
    known = marks.known_marks(descriptors, sorted(cases, key=_second), PROMPT_ROLES)
    return _Opening(known, kept[0] if kept else None)


def _nothing(_result: None) -> None:
    """Nothing was typed, so nothing was written."""


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


def _fields(form: Form) -> dict[str, str]:
    source = form.source if form.source in SOURCES else "observation"
    polarity = form.polarity if form.polarity in POLARITIES else "neutral"
    return {"text": form.text, "source": source, "polarity": polarity, "when": form.written.isoformat()}


def _typed(form: Form) -> dict[str, str]:
    """Returns what the draft holds: who was told is no field of the evidence, and goes to the register."""
    return _fields(form) | ({"told": form.told} if form.told else {})


def _keep(session: Session, form: Form) -> None:
    if state.is_bare(form.text) and not form.told.strip():
        unsealed.discard_typing(session, editor=EDITOR)
        return
    unsealed.keep_typing(session, editor=EDITOR, kind="evidence", fields=_typed(form), cursor=form.cursor)


def _seal(session: Session, form: Form, reading: state.Reading) -> Changes:
    """Seals the draft, its links and its concern in one transaction: all is durable, or nothing changed."""
    fields = _fields(form) | {"text": reading.text, "when": state.happened(reading.hour, form.written)}
    if reading.case:
        fields["case"] = reading.case
    if reading.said_by:
        fields["said_by"] = reading.said_by
    with session.store.changing():
        kept = drafts.found(session.store, EDITOR)
        typed = kept[0].at if kept and kept[0].fields.get("text") == form.text else ""
        unsealed.keep_typing(session, editor=EDITOR, kind="evidence", fields=fields, last=typed)
        changes = unsealed.seal_typing(session, editor=EDITOR)
        assert changes is not None  # noqa: S101 - the draft was kept one line above
        for code, way in reading.links:
            link = evidence.link_evidence(session, evidence=changes.record, descriptor=code, stance=way)
            changes = _with(changes, link)
        if form.polarity == "urgent" and form.told.strip():
            raised = concerns.raise_urgent_concern(
                session,
                summary=reading.text,
                told=form.told,
                case=reading.case or None,
                evidence=changes.record,
            )
            changes = _with(changes, raised)
    return changes


def _with(changes: Changes, more: Changes) -> Changes:
    return replace(changes, records=changes.records | more.records, kinds=changes.kinds | more.kinds)
