"""What the screen of interviews reads and keeps, on the store's thread: frozen results, no Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from inspector_app.domain.framework import PROMPT_ROLES
from inspector_app.domain.heard import wording_of
from inspector_app.domain.kinds import POLARITIES, STANCES
from inspector_app.domain.revision import ABOUT, RESTORES, WITHDRAWS, Record
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.state import (
    FIELDS,
    OWN,
    PARAPHRASE,
    WAYS,
    Choices,
    InterviewDetail,
    Made,
    Past,
    Row,
    told_role,
)
from inspector_app.gui.versions import versions_of
from inspector_app.gui.widgets.picker import Option
from inspector_app.services import joined, overview, provenance
from inspector_app.services.evidence import links_of
from inspector_app.services.interviews import CONSENT
from inspector_app.services.overview import UNSETTLED
from inspector_app.services.session import Session
from inspector_app.services.wording import told_moment
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft
from inspector_app.store.entries import Held

_EDITOR = "interview/"
_NEW = "Not recorded yet"
_UNSEALED = "Words kept"
_SEALED = "Recorded"
_DIFFERS = "Team differs"


def editor_of(interview: str) -> str:
    """Returns the name under which an interview is kept while it is typed."""
    return f"{_EDITOR}{interview}"


@dataclass(frozen=True, slots=True)
class Everything:
    """The list and what may be chosen."""

    rows: tuple[Row, ...]
    choices: Choices
    not_offered: tuple[str, ...]


def everything(session: Session) -> Everything:
    """Returns every interview, those that are only drafts too, the newest first, and the choices."""
    records = {r.id: r for r in joined.records(session, "interview")}
    known = joined.sameness(session)
    typed = [d for d in drafts.found(session.store) if d.editor.startswith(_EDITOR)]
    kept = {d.rec: d for d in typed if known.named(d.rec) == d.rec}
    made = Counter(str(told) for _, told in joined.fields(session, "evidence", "interview"))
    cases = {r.id: str(r.get("reference", "")) for r in joined.records(session, "case_track")}
    rows = [
        _row(rec, records.get(rec), kept.get(rec), cases, made[rec]) for rec in records.keys() | kept.keys()
    ]
    prompts = {
        role: tuple(
            (", ".join(session.framework.area(code).title for code in each.areas), each.questions)
            for each in session.framework.prompts_for(role)
        )
        for role in PROMPT_ROLES
    }
    choices = Choices(
        cases=tuple(sorted(cases.items(), key=_second)),
        descriptors=tuple(Option(d.code, d.title) for d in session.framework.descriptors),
        prompts={role: told for role, told in prompts.items() if told},
    )
    return Everything(tuple(sorted(rows, key=_age, reverse=True)), choices, overview.not_offered(session))


def detail(session: Session, interview: str) -> InterviewDetail | None:
    """Returns one interview with what is typed and not sealed yet; None where there is none."""
    record = session.store.find(interview)
    kept = drafts.found(session.store, editor_of(interview))
    if (record is None or record.kind != "interview") and not kept:
        return None
    past = session.store.history(interview)
    fields = _fields(record, kept[0] if kept else None)
    values = {name: _text(fields.get(name)) for name in FIELDS}
    values["case"] = joined.goes_by(session, values["case"])
    about = (
        told_moment(values["date"]),
        joined.references(session).get(values["case"], ""),
        f"consent {told_consent(values['consent']).lower()}",
    )
    return InterviewDetail(
        id=interview,
        role=told_role(values["role_met"]),
        about=", ".join(told for told in about if told),
        values=values,
        cursor=kept[0].cursor if kept else ("", 0),
        recorded=record is not None,
        unsealed=bool(kept),
        lacking=lacking(fields) if record is None else (),
        evidence=_evidence(session, interview),
        history=tuple(_past(held) for held in reversed(past)),
        differs=tuple(record.conflicts) if record is not None else (),
        how=provenance.provenance(session, interview).sentences if record is not None else (),
        versions=versions_of(past, "notes"),
    )


def lacking(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns what a new interview still needs before it can be recorded."""
    needs = (("role_met", "a role"), ("notes", "a note"))
    return tuple(told for name, told in needs if not str(fields.get(name) or "").strip())


def told_consent(consent: str) -> str:
    """Returns whether consent was given, in a word or two."""
    return CONSENT.get(consent, UNSETTLED).removeprefix("Consent ").capitalize()


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


def _age(row: Row) -> tuple[str, str]:
    return (row.at, row.id)


def _fields(record: Record | None, kept: Draft | None) -> dict[str, Any]:
    """Returns what holds: what is recorded, with what is typed over it."""
    return {**(record.fields if record is not None else {}), **(kept.fields if kept is not None else {})}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in cast("list[object]", value))
    return str(value or "")


def _row(rec: str, record: Record | None, kept: Draft | None, cases: Mapping[str, str], made: int) -> Row:
    fields = _fields(record, kept)
    standing = _NEW if record is None else _UNSEALED if kept is not None else _SEALED
    if record is not None and record.conflicts:
        standing = _DIFFERS
    role = str(fields.get("role_met") or "")
    return Row(
        id=rec,
        at=str(fields.get("date") or ""),
        role=told_role(role) if role else "Role not chosen yet",
        case=cases.get(str(fields.get("case") or ""), ""),
        notes=passage.lines_in(str(fields.get("notes") or "")),
        consent=told_consent(str(fields.get("consent"))),
        evidence=made,
        standing=standing,
    )


def _evidence(session: Session, interview: str) -> tuple[Made, ...]:
    shown = joined.goes_by(session, interview)
    records = [r for r in joined.records(session, "evidence") if r.get("interview") == shown]
    return tuple(
        Made(
            id=r.id,
            text=str(r.get("text") or UNSETTLED),
            shows=POLARITIES.get(str(r.get("polarity")), UNSETTLED),
            way=WAYS[_way(r)],
            ties=tuple(_tie(session, link) for link in links_of(session, evidence=r.id)),
        )
        for r in records
    )


def _way(record: Record) -> str:
    if told := wording_of(record):
        return told
    return PARAPHRASE if record.get("source") == "interview" else OWN


def _tie(session: Session, link: Record) -> str:
    stance = STANCES.get(str(link.get("stance")), UNSETTLED)
    return f"{stance}: {session.framework.descriptor(str(link.get('descriptor'))).title}"


def _past(held: Held) -> Past:
    header = held.entry.header
    fields: Mapping[str, Any] = held.payload.fields if held.payload else {}
    names = [name for name in fields if name not in ABOUT]
    told = ", ".join(FIELDS.get(name, name.replace("_", " ")).lower() for name in names)
    did = "Recorded" if not header.parents else f"Changed: {told or 'its words are not here'}"
    if WITHDRAWS in fields:
        did = "Took back an earlier change"
    elif RESTORES in fields:
        did = "Did again what was taken back"
    return Past(header.author, told_moment(header.at), did)
