"""Interviews: who was met, by role and never by name, what was said, and consent."""

from __future__ import annotations

from inspector_app.domain.kinds import OUTAGES, SETTINGS, WRITTEN
from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.contemporaneity import default_written, draft_of, writing
from inspector_app.services.session import Session
from inspector_app.services.wording import differs, moment, needed, one_of, present

CONSENT = {"given": "Consent given", "refused": "Consent refused", "not_asked": "Not asked"}


def note_interview(
    session: Session,
    *,
    role_met: str,
    notes: str,
    date: str | None = None,
    setting: str | None = None,
    case: str | None = None,
    place: str | None = None,
    participants: list[str] | None = None,
    consent: str = "not_asked",
    quotes: str | None = None,
    written: str | None = None,
    outage: str | None = None,
    form: str | None = None,
    record: str | None = None,
    seals: str | None = None,
) -> Changes:
    """Writes an interview down.

    Args:
        session: the open store.
        role_met: for example `child`, `social worker`, `foster carer`.
        notes: the inspector's notes.
        date: ISO date, or date and time of day; today where none is given.
        setting: one, group or meeting: one person met, a focus group, a meeting.
        case: the case track it is about.
        place: where.
        participants: roles of all who were there.
        consent: given, refused or not_asked.
        quotes: words heard, exactly.
        written: at_the_time, same_day, later, from_memory or from_paper; told from `date` where not given.
        outage: how a note of an outage was made, one of `kinds.OUTAGES`.
        form: id printed on the form that it was written on.
        record: id to use, when a draft already has one.
        seals: the draft's editor, when this seals a draft.

    Raises:
        RefusedError: role or notes are empty, or a choice or the case is unknown.
    """
    if case:
        session.named(case, "case_track")
    kept = draft_of(session, seals)
    fields = present(
        role_met=needed("role of the person met", role_met),
        notes=needed("notes", notes),
        date=moment("date", date) or session.clock().date().isoformat(),
        setting=setting and one_of("kind of conversation", setting, SETTINGS),
        case=case,
        place=place,
        participants=participants,
        consent=one_of("consent", consent, CONSENT),
        quotes=quotes,
        written=one_of("time of writing", written or default_written(session, date, kept), WRITTEN),
        outage=outage and one_of("way it was made", outage, OUTAGES),
        form=form,
    )
    fields |= writing(session, kept)
    rec = record or session.new_record()
    return session.write("note_interview", [Write(rec, "interview", fields)], seals=seals)


def amend_interview(
    session: Session,
    *,
    interview: str,
    role_met: str | None = None,
    notes: str | None = None,
    date: str | None = None,
    setting: str | None = None,
    case: str | None = None,
    place: str | None = None,
    participants: list[str] | None = None,
    consent: str | None = None,
    quotes: str | None = None,
    written: str | None = None,
    seals: str | None = None,
) -> Changes:
    """Changes what an interview says; what it said before stays in the history.

    Args:
        session: the open store.
        interview: the interview.
        role_met: the role of the person met.
        notes: the notes, whole.
        date: ISO date, or date and time of day.
        setting: one, group or meeting.
        case: the case track it is about; empty for none.
        place: where; empty for none.
        participants: roles of all who were there.
        consent: given, refused or not_asked.
        quotes: words heard, exactly.
        written: at_the_time, same_day, later, from_memory or from_paper.
        seals: the draft's editor, when this seals a draft.

    Raises:
        RefusedError: there is no such interview, a value is not a known one, or nothing would change.
    """
    before = session.named(interview, "interview")
    if case:
        session.named(case, "case_track")
    fields = present(
        role_met=None if role_met is None else needed("role of the person met", role_met),
        notes=None if notes is None else needed("notes", notes),
        date=moment("date", date),
        setting=setting and one_of("kind of conversation", setting, SETTINGS),
        case=case,
        place=place,
        participants=participants,
        quotes=quotes,
        consent=None if consent is None else one_of("consent", consent, CONSENT),
        written=None if written is None else one_of("time of writing", written, WRITTEN),
    )
    changed = {name: value for name, value in fields.items() if differs(before, name, value)}
    if not changed:
        raise RefusedError("Nothing would change")
    changed |= writing(session, draft_of(session, seals))
    return session.write("amend_interview", [Write(interview, "interview", changed)], seals=seals)
