"""Taking back what was done last on this laptop, and doing it again: many levels, also after a restart.

Nothing is removed from the log. Who undoes says, by a further revision, that those of one step count no
longer, and who does it again that they count once more; the laws of that stand in `domain.withdrawal`, so an
undo reaches the team like any other work and ends the same whatever comes first. What can be undone is read
from the device's own log, so saving pays nothing for it and a restart forgets nothing.

Not every deed is a step: what went out or came in, what the team decided, a choice of cases from the
council's lists and the register of urgent concerns stand; each has its own way back, where there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from inspector_app.domain.graph import Node, graph_of, maximal
from inspector_app.domain.register import settle
from inspector_app.domain.revision import ABOUT, DELETED, REASON, RESTORES, WITHDRAWS, Write
from inspector_app.domain.withdrawal import named, sets_content, standing, went_on_with, withdrawn
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.conflicts import accepted
from inspector_app.services.local_words import TERMS
from inspector_app.services.session import Session
from inspector_app.store import drafts, own_log
from inspector_app.store.drafts import Draft
from inspector_app.store.own_log import Written

LEVELS = 400
"""Revisions of one's own log among which steps are looked for."""
_NEW = {
    "evidence": "record evidence",
    "evidence_link": "link evidence",
    "case_track": "open case",
    "journey_event": "add step of a journey",
    "interview": "note interview",
    "evaluation": "evaluate descriptor",
    "judgement": "propose grade",
    "dissent": "note dissent",
    "context": "state context",
    "tally": "count tally",
    "attachment": "attach file",
}
_CHANGED = {
    "evidence": "change evidence",
    "evidence_link": "change link",
    "case_track": "note about case",
    "interview": "change interview",
    "evaluation": "change evaluation",
    "judgement": "change grade",
}
_DELETED = {
    "evidence": "withdraw evidence",
    "evidence_link": "unlink evidence",
    "case_track": "close case",
}
_BROUGHT_BACK = {"evidence": "bring back evidence", "evidence_link": "link evidence"}
_ONE_FIELD = {
    ("evidence", "text"): "change words of evidence",
    ("evidence", "case"): "move evidence",
    ("evidence", "said_by"): "change who said it",
    ("evidence", "source"): "change source of evidence",
    ("interview", "notes"): "change notes of interview",
}
_FROM_LISTS = frozenset(("list", "lists_as_of", "population", "why_chosen", "instead_of"))
_TIED_TO = ("case", "interview", "evidence", "of")
"""Fields that name another record."""
_TIED = {
    "evidence": ("case", "interview"),
    "evidence_link": ("evidence",),
    "journey_event": ("case",),
    "interview": ("case",),
    "attachment": ("of",),
    "urgent_concern": ("case", "evidence"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done on this laptop and can be taken back as a whole.

    Attributes:
        name: what it is in words that follow "Undo": "move evidence".
        parts: its revisions, as they were written; the first is what it was about.
    """

    name: str
    parts: tuple[Written, ...]

    @property
    def id(self) -> str:
        """Tells it from other steps: its first revision."""
        return self.parts[0].id

    @property
    def record(self) -> str:
        """The record that it was about."""
        return self.parts[0].rec

    @property
    def kind(self) -> str:
        """The kind of that record."""
        return self.parts[0].kind


@dataclass(frozen=True, slots=True)
class Outlook:
    """What Undo and Redo would do now; None where there is nothing."""

    undo: Step | None = None
    redo: Step | None = None


@dataclass(slots=True)
class _Log:
    """The steps of one's own log, and where in it each was last done or undone."""

    steps: dict[str, Step] = field(default_factory=dict[str, Step])
    done: dict[str, int] = field(default_factory=dict[str, int])
    undone: dict[str, int] = field(default_factory=dict[str, int])

    def latest_done(self) -> Iterator[Step]:
        return (self.steps[name] for name in sorted(self.done, key=self.done.__getitem__, reverse=True))

    def latest_undone(self) -> Iterator[Step]:
        return (self.steps[name] for name in sorted(self.undone, key=self.undone.__getitem__, reverse=True))


def outlook(session: Session, passing: Collection[str] = ()) -> Outlook:
    """Returns what can be undone and done again.

    Args:
        session: the open store.
        passing: steps that were refused, to look for what was done before them.

    Raises:
        DamagedStoreError: the log cannot be read.
    """
    log = _read(session)
    undo = next((step for step in log.latest_done() if step.id not in passing), None)
    redo = next((step for step in log.latest_undone() if not _against_redo(session, step)), None)
    return Outlook(undo, redo)


def undo(session: Session, *, step: str) -> Changes:
    """Takes back a step: the values from before stand again, and who did what is kept.

    Args:
        session: the open store.
        step: its id, as `outlook` gave it.

    Raises:
        RefusedError: it is none of one's own last steps, somebody changed the same since or built on it, or
            words that were typed there are not recorded yet; nothing was changed.
        NewerRecordError: a newer version of the app wrote the record; nothing was changed.
    """
    found = _read(session)
    if step not in found.done:
        raise RefusedError("This is none of the last steps on this laptop that can be undone")
    one = found.steps[step]
    if why := _against_undo(session, one):
        raise RefusedError(
            f"Not undone: {one.name}. {why}", advice="Its history shows who changed what; change it by hand."
        )
    writes = [Write(part.rec, part.kind, {WITHDRAWS: [part.id]}) for part in one.parts]
    with session.store.changing():
        for draft in _typed(
            session, one
        ):  # they say what the record says now, and would say it over the undo
            drafts.discard(session.store, draft.editor)
        return session.write("undo", writes)


def redo(session: Session, *, step: str) -> Changes:
    """Does again what was undone.

    Args:
        session: the open store.
        step: its id, as `outlook` gave it.

    Raises:
        RefusedError: it is not undone, or what was done since stands against it; nothing was changed.
        NewerRecordError: a newer version of the app wrote the record; nothing was changed.
    """
    found = _read(session)
    if step not in found.undone:
        raise RefusedError("This is none of the last steps that were undone on this laptop")
    one = found.steps[step]
    if why := _against_redo(session, one):
        raise RefusedError(f"Not done again: {one.name}. {why}")
    return session.write("redo", [Write(part.rec, part.kind, {RESTORES: [part.id]}) for part in one.parts])


# --- the steps of the log ----------------------------------------------------------------------------


def _read(session: Session) -> _Log:
    log = _Log()
    before: Written | None = None
    lists = False
    for one in own_log.latest(session.store, session.device.actor, LEVELS):
        together = before is not None and before.at == one.at and before.seq + 1 == one.seq
        lists = _is_from_lists(one) or (together and lists)
        if not _note_words(log, one) and not lists:
            _note_step(log, one, before if together else None)
        before = one
    return log


def _note_words(log: _Log, one: Written) -> bool:
    """Notes what a revision says of steps; says whether it says anything of revisions at all."""
    said = [(WITHDRAWS, log.done, log.undone), (RESTORES, log.undone, log.done)]
    for word, come_from, go_to in said:
        for name in named(one.fields.get(word)):
            if name in log.steps and (come_from.pop(name, None) is not None or name in go_to):
                go_to[name] = one.seq
    return WITHDRAWS in one.fields or RESTORES in one.fields


def _note_step(log: _Log, one: Written, before: Written | None) -> None:
    name = _name(one)
    if not name:
        return
    last = next(reversed(log.steps.values()), None)
    if before is not None and last is not None and last.parts[-1] is before and _goes_along(last, one):
        log.steps[last.id] = replace(last, parts=(*last.parts, one))
        return
    log.steps[one.id] = Step(name, (one,))
    log.done[one.id] = one.seq


def _goes_along(step: Step, one: Written) -> bool:
    """Says whether a link was hidden together with its evidence."""
    hides = step.kind == "evidence" and step.parts[0].fields.get(DELETED) is True
    return hides and one.kind == "evidence_link" and one.fields.get(DELETED) is True


def _is_from_lists(one: Written) -> bool:
    """Says whether a revision is part of what was read from the council's lists."""
    if one.kind == "case_track" and not one.follows:
        return not _FROM_LISTS.isdisjoint(one.fields.keys() - {"why_chosen"})
    return one.kind in ("case_track", "journey_event") and not _FROM_LISTS.isdisjoint(one.fields)


def _name(one: Written) -> str:
    """Returns what a revision did, in words; empty where it cannot be undone."""
    content = [name for name in one.fields if name not in ABOUT]
    if not content:
        return ""
    if one.kind == "inspection":
        return "choose words" if one.follows and TERMS.keys() >= set(content) else ""
    if not one.follows:
        return _NEW.get(one.kind, "")
    if one.follows > 1 and REASON in one.fields and len(content) == 1 and one.kind in _NEW:
        return "settle disagreement"
    if DELETED in one.fields:
        return (_DELETED if one.fields[DELETED] is True else _BROUGHT_BACK).get(one.kind, "")
    only = (one.kind, content[0]) if len(content) == 1 else ("", "")
    return _ONE_FIELD.get(only) or _CHANGED.get(one.kind, "")


# --- what stands against it --------------------------------------------------------------------------


def _against_undo(session: Session, step: Step) -> str:
    """Returns why a step cannot be taken back now, as a sentence without its stop; empty where it can."""
    if any(_says_more(session, draft) for draft in _typed(session, step)):
        return "Words that were typed there since are not recorded yet"
    for part in step.parts:
        nodes = accepted(session, part.rec)
        gone = withdrawn(nodes)
        if part.id in gone:
            return "Somebody has set it aside since"
        if why := _overtaken(standing(nodes), part):
            return why
        if not part.follows and went_on_with(nodes, gone | {part.id}):
            return "Somebody has gone on with it since"
        if not part.follows and _is_tied_to(session, part.rec):
            return "Something else has been tied to it since"
    return ""


def _typed(session: Session, step: Step) -> list[Draft]:
    """Returns what is being typed in the records of a step; a form beside them is another matter."""
    records = {(part.rec, part.kind) for part in step.parts}
    return [draft for draft in drafts.found(session.store) if (draft.rec, draft.kind) in records]


def _says_more(session: Session, draft: Draft) -> bool:
    found = session.store.find(draft.rec)
    return found is None or any(
        (found.get(name) or "") != (told or "") for name, told in draft.fields.items()
    )


def _against_redo(session: Session, step: Step) -> str:
    """Returns why a step cannot be done again now, as a sentence without its stop; empty where it can."""
    for part in step.parts:
        nodes = accepted(session, part.rec)
        now = settle(part.rec, nodes)
        heads = now.heads if now is not None else ()
        word = Node("", part.kind, heads, {RESTORES: [part.id]}, "", "", "")
        if why := _overtaken(standing([*nodes, word]), part):
            return why
        if not all(_is_there(session, part.fields.get(name)) for name in _TIED_TO):
            return "What it was tied to is not there any more"
        if part.kind == "case_track" and not part.follows and _is_taken(session, part):
            return "Another case has its reference now"
    return ""


def _overtaken(nodes: list[Node], part: Written) -> str:
    """Returns who gave a field of a revision another value, so that taking it back would change nothing."""
    graph = graph_of(nodes)
    place = graph.place.get(part.id)
    if place is None or not sets_content(graph.order[place]):
        return "It does not count any more"
    for name in (name for name in part.fields if name not in ABOUT):
        writers = [number for number, node in enumerate(graph.order) if name in node.fields]
        others = [graph.order[number] for number in maximal(graph, writers) if number != place]
        if others:
            return f"{others[0].author} has changed the same since"
    return ""


def _is_tied_to(session: Session, rec: str) -> bool:
    return any(
        rec in _texts(row[1:]) for kind, names in _TIED.items() for row in session.store.fields(kind, *names)
    )


def _texts(values: Iterable[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _is_there(session: Session, rec: Any) -> bool:
    """Says whether a record that a field names is in view; a field that names none is content."""
    if not isinstance(rec, str) or not rec:
        return True
    found = session.store.find(rec)
    return found is not None and not found.deleted


def _is_taken(session: Session, part: Written) -> bool:
    told = part.fields.get("reference")
    return any(row[1] == told for row in session.store.fields("case_track", "reference"))
