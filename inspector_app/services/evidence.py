"""Recording evidence and tying it to descriptors."""

from __future__ import annotations

from inspector_app.domain.kinds import OUTAGES, POLARITIES, QUOTE, SOURCES, STANCES, WORDINGS, WRITTEN
from inspector_app.domain.revision import DELETED, REASON, Record, Write
from inspector_app.errors import RefusedError
from inspector_app.services import confirming, joined
from inspector_app.services.changes import Changes
from inspector_app.services.contemporaneity import default_written, draft_of, writing
from inspector_app.services.session import Session
from inspector_app.services.wording import differs, moment, needed, one_of
from inspector_app.services.wording import present as given


def record_evidence(
    session: Session,
    *,
    text: str,
    source: str,
    polarity: str = "neutral",
    case: str | None = None,
    interview: str | None = None,
    said_by: str | None = None,
    quote: bool = False,
    wording: str | None = None,
    place: str | None = None,
    present: list[str] | None = None,
    written: str | None = None,
    when: str | None = None,
    outage: str | None = None,
    form: str | None = None,
    record: str | None = None,
    seals: str | None = None,
) -> Changes:
    """Records one piece of evidence.

    Args:
        session: the open store.
        text: what was seen, heard or read.
        source: one of `kinds.SOURCES`.
        polarity: strength, improvement, neutral or urgent.
        case: the case track it is about.
        interview: the interview it was said in.
        said_by: role of the person who said it, never a name.
        quote: the text is word for word what was said; the same as the wording `quote`.
        wording: quote, paraphrase or thought: what the words are.
        place: where.
        present: roles of all who were there.
        written: at_the_time, same_day, later, from_memory or from_paper; told from `when` where not given.
        when: when it was seen, heard or read; ISO.
        outage: how a note of an outage was made, one of `kinds.OUTAGES`.
        form: id printed on the form that it was written on.
        record: id to use, when a draft already has one.
        seals: the draft's editor, when this seals a draft.

    Raises:
        RefusedError: the text is empty, or a choice or a record is unknown.
    """
    _tied(session, case, interview)
    kept = draft_of(session, seals)
    fields = given(
        text=needed("text", text),
        source=one_of("source", source, SOURCES),
        polarity=one_of("polarity", polarity, POLARITIES),
        case=case,
        interview=interview,
        said_by=said_by,
        place=place,
        present=present,
        written=one_of("time of writing", written or default_written(session, when, kept), WRITTEN),
        when=moment("time", when),
        outage=outage and one_of("way it was made", outage, OUTAGES),
        form=form,
        **_worded(wording or (QUOTE if quote else None)),
    )
    fields |= writing(session, kept)
    rec = record or session.new_record()
    return session.write("record_evidence", [Write(rec, "evidence", fields)], seals=seals)


def _tied(session: Session, case: str | None, interview: str | None) -> None:
    if case:
        session.named(case, "case_track")
    if interview:
        session.named(interview, "interview")


def _worded(wording: str | None) -> dict[str, object]:
    """Returns the fields of a wording; an empty one takes it back. Earlier versions read `quote`."""
    if wording is None:
        return {}
    return {
        "wording": one_of("wording", wording, WORDINGS) if wording else "",
        "quote": True if wording == QUOTE else None,
    }


def amend_evidence(
    session: Session,
    *,
    evidence: str,
    text: str | None = None,
    source: str | None = None,
    polarity: str | None = None,
    case: str | None = None,
    said_by: str | None = None,
    quote: bool | None = None,
    wording: str | None = None,
    place: str | None = None,
    present: list[str] | None = None,
    written: str | None = None,
    reason: str | None = None,
    seals: str | None = None,
) -> Changes:
    """Changes fields of an evidence record; what it said before stays in its history.

    Raises:
        RefusedError: nothing would change, or a value is not a known one.
    """
    before = session.named(evidence, "evidence")
    confirming.refuse_others(session, evidence)
    _tied(session, case, None)
    fields = given(
        text=None if text is None else needed("text", text),
        source=None if source is None else one_of("source", source, SOURCES),
        polarity=None if polarity is None else one_of("polarity", polarity, POLARITIES),
        case=case,
        said_by=said_by,
        place=place,
        present=present,
        written=None if written is None else one_of("time of writing", written, WRITTEN),
    )
    if wording is None and quote is not None:
        wording = QUOTE if quote else ""
    fields |= _worded(wording)
    changed = {name: value for name, value in fields.items() if differs(before, name, value)}
    if not changed:
        raise RefusedError("Nothing would change")
    if reason:
        changed[REASON] = reason
    changed |= writing(session, draft_of(session, seals))
    return session.write("amend_evidence", [Write(evidence, "evidence", changed)], seals=seals)


def withdraw_evidence(session: Session, *, evidence: str, reason: str) -> Changes:
    """Hides evidence, as it is shown, and its links; its history stays, and it can be brought back.

    Raises:
        RefusedError: there is no such record, or no reason.
    """
    session.named(evidence, "evidence")
    confirming.refuse_others(session, evidence)
    gone = {DELETED: True, REASON: needed("reason", reason)}
    records = [one.id for one in joined.standing(session, evidence)]
    links = [one.id for one in session.store.records("evidence_link") if one.get("evidence") in records]
    writes = [Write(rec, "evidence", gone) for rec in records]
    writes += [Write(rec, "evidence_link", gone) for rec in links]
    return session.write("withdraw_evidence", writes)


def bring_back(session: Session, *, record: str, reason: str) -> Changes:
    """Shows a withdrawn record again.

    Raises:
        RefusedError: it is not withdrawn, or there is no reason.
    """
    found = session.store.record(record)
    if not found.deleted:
        raise RefusedError("This record is not withdrawn")
    fields = {DELETED: False, REASON: needed("reason", reason)}
    # What was withdrawn as one comes back as one.
    others = (session.store.find(rec) for rec in joined.sameness(session).of(record) if rec != record)
    back = [found, *(one for one in others if one is not None and one.deleted)]
    return session.write("bring_back", [Write(one.id, one.kind, fields) for one in back])


def link_evidence(
    session: Session, *, evidence: str, descriptor: str, stance: str, note: str | None = None
) -> Changes:
    """Says that a piece of evidence speaks for or against a descriptor.

    Two inspectors who link the same pair share one record, so they see where they disagree.

    Raises:
        RefusedError: the evidence or the descriptor is not there, or the stance is not for or against.
    """
    session.named(evidence, "evidence")
    session.framework.descriptor(descriptor)
    fields = given(
        evidence=evidence, descriptor=descriptor, stance=one_of("stance", stance, STANCES), note=note
    )
    rec = session.template(f"link/{evidence}/{descriptor}")
    before = session.store.find(rec)
    if before is not None:
        confirming.refuse_others(session, rec)
    if before is not None and before.deleted:
        # Going on with a link that was undone brings its beginning back, whose note must not stand.
        fields = ({"note": None} if before.is_set_aside else {}) | fields | {DELETED: False}
    return session.write("link_evidence", [Write(rec, "evidence_link", fields)])


def unlink_evidence(session: Session, *, evidence: str, descriptor: str, reason: str = "") -> Changes:
    """Takes a link to a descriptor back.

    Raises:
        RefusedError: there is no such link.
    """
    told = (session.template(f"link/{one}/{descriptor}") for one in joined.sameness(session).of(evidence))
    links = [one for one in map(session.store.find, told) if one is not None and not one.deleted]
    if not links:
        raise RefusedError("There is no such evidence link", where=f"{evidence} {descriptor}")
    for one in links:
        confirming.refuse_others(session, one.id)
    fields = {DELETED: True} | ({REASON: reason} if reason else {})
    return session.write("unlink_evidence", [Write(one.id, "evidence_link", fields) for one in links])


def links_of(session: Session, *, evidence: str | None = None, descriptor: str | None = None) -> list[Record]:
    """Returns the links of a piece of evidence, of a descriptor, or all; those of joined records as one."""
    known = joined.sameness(session)
    return [
        link
        for link in joined.records(session, "evidence_link")
        if (evidence is None or link.get("evidence") == known.named(evidence))
        and (descriptor is None or link.get("descriptor") == descriptor)
    ]
