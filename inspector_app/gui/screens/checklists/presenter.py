"""What the screen of checklists does: shows what stands behind a descriptor, keeps and seals evaluations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from inspector_app.errors import RefusedError
from inspector_app.gui import answers, deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import TELL, FormDraft
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.checklists import state
from inspector_app.gui.screens.checklists.state import Backing, ChecklistsState, Opened
from inspector_app.gui.told_council import told_lines
from inspector_app.services import feedback, overview, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.evidence import links_of
from inspector_app.services.overview import Coverage
from inspector_app.services.session import Session
from inspector_app.store import drafts

_KINDS = {
    "evidence", "evidence_link", "evaluation", "feedback", "feedback_point", "interview", "inspection",
    "same_as",
}  # fmt: skip
_ORDER = {"for": 0, "against": 1}
_BY, _TO, _TEXT, _REPLY = "told_by", "told_to", "text", "reply"
_TELL = WordsQuestion(
    "What the council was told",
    "Record it",
    "what the council was told",
    (
        Line(_BY, "Who spoke for the team? Their role, not a name."),
        Line(_TO, "Who was told? Their role, not a name."),
        Line(
            _TEXT,
            "What was said? The evidence linked here is kept with it as it stands now.",
            4,
        ),
        Line(_REPLY, "What did they reply? Leave it empty where they said nothing.", 3),
    ),
)


class ChecklistsView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: ChecklistsState) -> None:
        """Shows a state whole."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    lines: tuple[state.Line, ...]
    coverage: Coverage


def editor_of(code: str) -> str:
    """Returns the name under which an evaluation is kept while it is typed."""
    return f"evaluation/{code}"


def _read(session: Session) -> _Read:
    lines = tuple(state.Line(area.title, row) for area in overview.areas(session) for row in area.descriptors)
    return _Read(lines, overview.coverage(session))


def _open(session: Session, code: str) -> Opened:
    line = next(line for line in _read(session).lines if line.code == code)
    rows = {row.id: row for row in overview.evidence(session)}
    backing = [
        Backing(
            str(link.get("stance") or "unsettled"), rows[rec].text, rows[rec].source, rows[rec].case_reference
        )
        for link in links_of(session, descriptor=code)
        if (rec := str(link.get("evidence"))) in rows
    ]
    kept = drafts.found(session.store, editor_of(code))
    typed = dict(kept[0].fields) if kept else {}
    return Opened(
        line=line,
        backing=tuple(sorted(backing, key=lambda b: (_ORDER.get(b.stance, 2), b.text))),
        finding=str(typed.get("finding", line.row.finding)),
        effect=str(typed.get("effect", line.row.effect)),
        summary=str(typed.get("summary", line.row.summary)),
        unsealed=bool(kept),
        cursor=kept[0].cursor if kept else ("", 0),
        told=told_lines(feedback.meetings(session), (code,)),
    )


class ChecklistsPresenter:
    """The list of descriptors and the open one."""

    def __init__(self, desk: Desk, session: Session, view: ChecklistsView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self.state = ChecklistsState()
        self.opening = ""

    def load(self) -> None:
        """Reads the list, and the open descriptor again."""
        self._desk.runner.run(partial(_read, self._session), self._loaded, self._desk.failed)
        if self.state.opened is not None:
            self.open(self.state.opened.line.code)

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        if changes.kinds & _KINDS:
            self.load()

    def open(self, code: str) -> None:
        """Opens a descriptor; what was typed on the one before stays a draft until it is recorded."""
        self.opening = code
        self._desk.runner.run(partial(_open, self._session, code), self._opened, self._desk.failed)

    def keep(self, code: str, field: str, text: str, cursor: int | None) -> None:
        """Makes one field durable as a draft; the cursor stays where it was unless one is given.

        Runs on the store's thread.
        """
        kept = drafts.found(self._session.store, editor_of(code))
        row = overview_row(self._session, code)
        before = {"finding": row.row.finding, "effect": row.row.effect, "summary": row.row.summary}
        fields = dict(kept[0].fields) if kept else {"descriptor": code, **before}
        fields[field] = text
        unsealed.keep_typing(
            self._session,
            editor=editor_of(code),
            kind="evaluation",
            record=self._session.template(f"evaluation/{code}"),
            fields=fields,
            cursor=(field, cursor) if cursor is not None else kept[0].cursor if kept else ("", 0),
        )

    def choose_finding(self, finding: str) -> None:
        """Keeps the finding that was chosen."""
        opened = self.state.opened
        if opened is not None and finding and finding != opened.finding:
            code = opened.line.code
            job = partial(self.keep, code, "finding", finding, None)
            deeds.do(self._desk, Deed(f"deed:finding:{code}", "the finding that was chosen", job), self._kept)

    def evaluate(self) -> None:
        """Records the evaluation; refused without linked evidence or a sentence on the effect on children."""
        opened = self.state.opened
        if opened is None:
            return
        code = opened.line.code
        job: Callable[[], Changes | None] = partial(_seal, self._session, code)
        deeds.do(self._desk, Deed(f"deed:evaluate:{code}", f"the evaluation of {code}", job), self._sealed)

    def tell_council(self) -> None:
        """Asks what the council was told of the open descriptor, and records it."""
        opened = self.state.opened
        if opened is not None:
            code = opened.line.code
            draft = FormDraft(self._session, TELL, code)
            answers.ask(self._desk, draft, _TELL, partial(self._told, code, draft))

    def _told(self, code: str, draft: FormDraft, values: Mapping[str, str]) -> None:
        intent = partial(
            feedback.tell_council,
            self._session,
            told_by=values[_BY],
            told_to=values[_TO],
            descriptor=code,
            text=values[_TEXT],
            reply=values[_REPLY],
        )
        deeds.do(self._desk, answers.deed(draft, _TELL.name, intent, values), self._point_made)

    def _point_made(self, changes: Changes) -> None:
        self._desk.tell(Notice("checklists:told", Weight.DONE, "Recorded what the council was told."))
        self._desk.changed(changes)
        self.load()

    def _kept(self, _result: None) -> None:
        self.open(self.opening)

    def _sealed(self, changes: Changes | None) -> None:
        if changes is None:
            self._desk.tell(
                Notice("checklists:same", Weight.NOTE, "Nothing has changed since it was recorded.")
            )
        else:
            self._desk.tell(Notice("checklists:done", Weight.DONE, "Evaluation recorded."))
            self._desk.changed(changes)
        self.load()

    def _loaded(self, read: _Read) -> None:
        self._show(replace(self.state, lines=read.lines, coverage=read.coverage, loaded=True))

    def _opened(self, opened: Opened) -> None:
        self._show(replace(self.state, opened=opened))

    def _show(self, shown: ChecklistsState) -> None:
        self.state = shown
        self._view.show_state(shown)


def overview_row(session: Session, code: str) -> state.Line:
    """Returns the line of one descriptor."""
    return next(line for line in _read(session).lines if line.code == code)


def _seal(session: Session, code: str) -> Changes | None:
    kept = drafts.found(session.store, editor_of(code))
    if kept and not kept[0].fields.get("finding"):
        raise RefusedError(
            "No finding is chosen", advice="Choose strength, mixed picture or area for improvement."
        )
    return unsealed.seal_typing(session, editor=editor_of(code))
