"""What the evidence screen reads from a session, on the store's thread: frozen results, no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from inspector_app.domain.framework import PROMPT_ROLES
from inspector_app.domain.heard import wording_of
from inspector_app.domain.kinds import CONCERN_STATES, POLARITIES, SOURCES, STANCES, WORDINGS, WRITTEN
from inspector_app.domain.register import settle
from inspector_app.domain.revision import ABOUT, DELETED, REASON, RESTORES, WITHDRAWS, Record
from inspector_app.gui.screens.evidence.state import (
    COUNTS,
    LINKED,
    UNLINKED,
    UNSETTLED_LINK,
    WAITS,
    WITHDRAWN,
    Attached,
    Changed,
    Choices,
    Concern,
    Detail,
    Disagreement,
    Line,
    Past,
    Tie,
)
from inspector_app.gui.versions import versions_of
from inspector_app.gui.widgets.picker import Option
from inspector_app.merge.known import OK
from inspector_app.merge.propose import paragraph_diff
from inspector_app.services import concerns, confirming, joined, joining, policy, provenance
from inspector_app.services.conflicts import node_of
from inspector_app.services.evidence import links_of
from inspector_app.services.overview import UNSETTLED
from inspector_app.services.session import Session
from inspector_app.services.wording import told_moment
from inspector_app.store import blobs, drafts
from inspector_app.store.entries import Held

FIELDS = {
    "text": "Text",
    "source": "Where it comes from",
    "polarity": "What it shows",
    "case": "Case",
    "interview": "Interview",
    "said_by": "Said by",
    "quote": "Word for word",
    "wording": "Words",
    "present": "Present",
    "place": "Place",
    "written": "Written",
    "when": "When",
    DELETED: "Withdrawn",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "source": SOURCES,
    "polarity": POLARITIES,
    "wording": WORDINGS,
    "written": WRITTEN,
}
_DID = (
    (WITHDRAWS, None, "Took back an earlier change"),
    (RESTORES, None, "Did again what was taken back"),
    (DELETED, True, "Withdrew it"),
    (DELETED, False, "Brought it back"),
)
_MOMENTS = frozenset({"raised", "acknowledged", "closed"})
_KILO, _MEGA = 1000, 1_000_000
HITS = 500
"""How many finds a search brings, the best first."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Records and the words around what was sought; `capped` where there may be more."""

    found: tuple[tuple[str, str], ...] = ()
    capped: bool = False


def editor_of(evidence: str) -> str:
    """Returns the name of the editor of a record's text."""
    return f"evidence/{evidence}"


def choices(session: Session) -> Choices:
    """Returns what may be chosen on this screen."""
    cases = ((r.id, str(r.get("reference", ""))) for r in joined.records(session, "case_track"))
    return Choices(
        descriptors=tuple(Option(d.code, d.title) for d in session.framework.descriptors),
        cases=tuple(sorted(cases, key=_second)),
        roles=tuple(role.replace("_", " ") for role in PROMPT_ROLES),
    )


def goes_by(session: Session) -> Mapping[str, str]:
    """Returns every joined record to the one that is shown for it."""
    return joined.sameness(session).shown


def lines(session: Session) -> dict[str, Line]:
    """Returns every record by id, withdrawn ones too, joined ones once."""
    ties: dict[str, list[Record]] = {}
    for link in links_of(session):
        ties.setdefault(str(link.get("evidence")), []).append(link)
    names = joined.references(session)
    records = [one for one in joined.records(session, "evidence", deleted=True) if not one.is_set_aside]
    waits = confirming.not_counted(session)
    return {one.id: _line(one, ties.get(one.id, []), names, waits=one.id in waits) for one in records}


def some_lines(session: Session, touched: Iterable[str]) -> dict[str, Line | None]:
    """Returns the records that these ids are, or are links or confirmations of; None for one on no list."""
    found: dict[str, Record] = {}
    for rec in touched:
        record = session.store.find(rec)
        if record is not None and record.kind == confirming.KIND:
            record = session.store.find(str(record.get("of")))
        if record is not None and record.kind == "evidence_link":
            record = session.store.find(_linked_by(session, record))
        if record is not None and record.kind == "evidence":
            read = joined.read(session, record.id)
            found[read.id] = read
    names = joined.references(session)
    waits = confirming.not_counted(session) if found else frozenset[str]()
    return {
        rec: None if record.is_set_aside else _line(record, _links(session, rec), names, waits=rec in waits)
        for rec, record in found.items()
    }


def _linked_by(session: Session, link: Record) -> str:
    """Returns which evidence a link is of; where its merge was set aside, only its history says so."""
    if (evidence := link.get("evidence")) is not None:
        return str(evidence)
    payloads = (held.payload for held in session.store.history(link.id))
    told = (payload.fields.get("evidence") for payload in payloads if payload is not None)
    return next((str(one) for one in told if one is not None), "")


def hits(session: Session, words: str) -> Hits:
    """Returns the evidence records that hold all the words, best first, each with the words around."""
    found, known = session.store.search(words, HITS), joined.sameness(session)
    told: dict[str, str] = {}
    for hit in found:
        if hit.kind == "evidence":
            told.setdefault(known.named(hit.record), hit.snippet)
    return Hits(tuple(told.items()), len(found) == HITS)


def detail(session: Session, evidence: str) -> Detail | None:
    """Returns one record, whole; None where there is no such evidence."""
    record = session.store.find(evidence)
    if record is None or record.kind != "evidence":
        return None
    case = str(record.get("case") or "")
    kept = drafts.found(session.store, editor_of(evidence))
    text = str(kept[0].fields.get("text", "")) if kept else str(record.get("text") or "")
    names, past = joined.references(session), session.store.history(evidence)
    told = provenance.provenance(session, evidence)
    waits = evidence in confirming.not_counted(session)
    return Detail(
        id=record.id,
        short=record.id[-6:],
        text=text,
        cursor=kept[0].cursor[1] if kept else 0,
        unsealed=bool(kept),
        source=str(record.get("source") or ""),
        polarity=str(record.get("polarity") or ""),
        said_by=str(record.get("said_by") or ""),
        case=joined.goes_by(session, case),
        wording=wording_of(record),
        written=str(record.get("written") or ""),
        circumstances=(str(record.get("place") or ""), ", ".join(told.present)),
        facts=(
            ("Evidence number", record.id[-6:]),
            ("When", told_moment(str(record.get("when") or record.at))),
            ("How this was written", "\n".join(told.sentences)),
            ("Last changed by", record.author),
            *_differences(session, evidence),
            ("Confirmed by", confirming.confirmed_by(session, evidence)),
        ),
        interview=str(record.get("interview") or ""),
        withdrawn=record.deleted,
        ties=tuple(_tie(session, link) for link in _links(session, evidence)),
        history=_history(past, names),
        unsettled=tuple(
            Disagreement(
                FIELDS.get(field, field),
                tuple((_words(field, c.value, names), c.author, told_moment(c.at)) for c in values),
            )
            for field, values in record.conflicts.items()
        ),
        files=_files(session, evidence),
        concerns=_concerns(session, evidence),
        copies=policy.present().save_copies,
        waits=waits,
        confirmable=waits and session.device.principal not in confirming.unconfirmed(session),
        versions=versions_of(past, "text"),
    )


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


def _differences(session: Session, evidence: str) -> Iterator[tuple[str, str]]:
    """Yields in what this record and those that it is joined to differ, with who wrote which."""
    for made in joining.joinings(session, evidence):
        yield "Joined", f"{' and '.join(made.names)}, by {made.author}"
    for one in joining.differences(session, evidence):
        label = f"{FIELDS.get(one.field, one.label)} differs"
        yield label, "\n".join(f"{said.words} – {said.name}, {said.author}" for said in one.said)


def _links(session: Session, evidence: str) -> list[Record]:
    """Returns the links of one record by their known ids, which is faster than reading all links."""
    if evidence in joined.sameness(session).groups:
        return links_of(session, evidence=evidence)
    codes = (descriptor.code for descriptor in session.framework.descriptors)
    found = (session.store.find(session.template(f"link/{evidence}/{code}")) for code in codes)
    return [link for link in found if link is not None and not link.deleted]


def _line(record: Record, links: list[Record], names: Mapping[str, str], *, waits: bool) -> Line:
    text = str(record.get("text") or "; or: ".join(str(c.value) for c in record.conflicts.get("text", ())))
    linked = LINKED if links else UNLINKED
    if any("stance" in link.conflicts for link in links):
        linked = UNSETTLED_LINK
    at = str(record.get("when") or record.at)
    return Line(
        id=record.id,
        text=" ".join(text.split()),
        polarity=POLARITIES.get(str(record.get("polarity")), UNSETTLED),
        source=SOURCES.get(str(record.get("source")), UNSETTLED),
        case=names.get(str(record.get("case") or ""), ""),
        said_by=str(record.get("said_by") or ""),
        linked=WITHDRAWN if record.deleted else linked,
        links=len(links),
        author=record.author,
        at=at,
        unsettled=tuple(FIELDS.get(field, field) for field in record.conflicts),
        codes=tuple(sorted(str(link.get("descriptor")) for link in links)),
        told_at=told_moment(at),
        counts=WAITS if waits else COUNTS,
    )


def _files(session: Session, evidence: str) -> tuple[Attached, ...]:
    known = joined.sameness(session).of(evidence)
    attached = (r for r in session.store.records("attachment") if r.get("of") in known)
    return tuple(
        Attached(
            record.id,
            str(record.get("name") or UNSETTLED),
            told_size(record.get("size")),
            blobs.has(session.store, str(record.get("blob"))),
        )
        for record in sorted(attached, key=lambda r: (str(r.get("name")), r.id))
    )


def told_size(octets: object) -> str:
    """Returns the size of a file in words: `1.4 MB`, in powers of ten, as file managers tell it."""
    if not isinstance(octets, int):
        return UNSETTLED
    if octets < _KILO:
        return f"{octets} bytes"
    return f"{octets / _KILO:.0f} kB" if octets < _MEGA else f"{octets / _MEGA:.1f} MB"


def _concerns(session: Session, evidence: str) -> tuple[Concern, ...]:
    known = joined.sameness(session).of(evidence)
    return tuple(
        _concern(number, record)
        for number, record in concerns.register(session)
        if record.get("evidence") in known and not record.deleted
    )


def _concern(number: int, record: Record) -> Concern:
    state = str(record.get("state") or "")
    lines = [f"Urgent concern {number}: {CONCERN_STATES.get(state, UNSETTLED).lower()}"]
    for label, field in (
        ("Raised", "raised"),
        ("Told", "told"),
        ("Acknowledged", "acknowledged"),
        ("Acknowledged by", "acknowledged_by"),
        ("Closed", "closed"),
        ("Outcome for the child", "outcome"),
    ):
        value = str(record.get(field) or "")
        if value:
            lines.append(f"{label}: {told_moment(value) if field in _MOMENTS else value}")
    return Concern(record.id, number, state, tuple(lines))


def _tie(session: Session, link: Record) -> Tie:
    descriptor = session.framework.descriptor(str(link.get("descriptor")))
    stance = str(link.get("stance") or "")
    return Tie(
        code=descriptor.code,
        title=descriptor.title,
        area=session.framework.area(descriptor.area).title,
        stance=stance,
        told=STANCES.get(stance, UNSETTLED),
    )


def _history(revisions: list[Held], names: Mapping[str, str]) -> tuple[Past, ...]:
    """Returns the revisions, the latest first, each beside the values that it took the place of."""
    known: dict[str, dict[str, Any]] = {}
    past: list[Past] = []
    for held in revisions:
        header = held.entry.header
        before: dict[str, Any] = {}
        for parent in header.parents:
            before |= known.get(parent, {})
        fields = dict(held.payload.fields) if held.payload else {}
        if WITHDRAWS in fields or RESTORES in fields:
            fields = _brought_about(revisions[: len(past) + 1], before, fields)
        known[held.entry.id] = before | fields
        reason = str(fields.pop(REASON, "") or "")
        changes = tuple(
            _changed(name, before.get(name), value, names)
            for name, value in fields.items()
            if name not in ABOUT
        )
        past.append(
            Past(header.author, told_moment(header.at), _did(header.parents, fields), reason, changes)
        )
    return tuple(reversed(past))


def _brought_about(upto: list[Held], before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a revision says about others and, with it, the values that this changed."""
    now = settle(upto[-1].entry.header.rec, (node_of(held) for held in upto if held.state == OK))
    after: Mapping[str, Any] = now.fields if now is not None else {}
    names = [name for name in FIELDS if before.get(name) != after.get(name)]
    return dict(said) | {name: after.get(name) for name in names}


def _did(parents: tuple[str, ...], fields: Mapping[str, Any]) -> str:
    if not parents:
        return "Recorded"
    for name, value, did in _DID:
        if name in fields and value in (None, fields[name]):
            return did
    if not fields:
        return "The words of this change are not here"
    told = [FIELDS.get(name, name.replace("_", " ")) for name in fields]
    return f"Changed: {', '.join(told)}"


def _changed(field: str, before: Any, after: Any, names: Mapping[str, str]) -> Changed:
    compared: tuple[tuple[str, str], ...] = ()
    if field == "text" and before is not None:
        compared = tuple((line.kind, line.text) for line in paragraph_diff(str(before), str(after)))
    told = FIELDS.get(field, field.replace("_", " "))
    return Changed(told, _words(field, before, names), _words(field, after, names), compared)


def _words(field: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(each) for each in cast("list[object]", value))
    if field == "case":
        return names.get(str(value), str(value)[-6:])
    if field == "when":
        return told_moment(str(value))
    return _WORDS.get(field, {}).get(str(value), str(value))
