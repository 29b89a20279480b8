"""Fills the Word draft from the store: every paragraph tied to its evidence, every figure counted here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from inspector_app.documents import office, pages, word
from inspector_app.documents import report as values
from inspector_app.documents.word import DraftWritten
from inspector_app.documents.wording import say_count
from inspector_app.domain.framework import FINDING_LABELS, OVERALL, Framework, JudgementArea
from inspector_app.domain.heard import is_quote
from inspector_app.domain.kinds import OF_THE_EXCHANGE, ROLES, SOURCES
from inspector_app.domain.outline import Outline
from inspector_app.domain.revision import Record
from inspector_app.domain.triangulation import Support
from inspector_app.services import (
    concerns,
    confirming,
    conflicts,
    feedback,
    handwork,
    joined,
    judgements,
    weighing,
)
from inspector_app.services.figures import figures
from inspector_app.services.known_children import known_children
from inspector_app.services.local_words import LocalWords, local_words
from inspector_app.services.session import Session

WHOLE_TEXT = 600
_IN_CONTENTS = 2
"""Headings down to this level stand in the list of contents."""
_SIDES = ("strength", "improvement")


@dataclass(slots=True)
class _Numbers:
    """Gives each evidence record its number when it is first cited."""

    known: dict[str, int] = field(default_factory=dict[str, int])

    def of(self, evidence: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted(self.known.setdefault(rec, len(self.known) + 1) for rec in evidence))


def _moment(told: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def _day(told: object, otherwise: date) -> date:
    found = _moment(told)
    return found.date() if found else otherwise


def _sentence(*parts: str) -> str:
    told = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part.endswith((".", "!", "?", "”")) else f"{part}." for part in told)


def _reference(framework: Framework, evaluation: Record) -> str:
    """Returns what a finding is tied to, as printed; a reference that this framework lacks is left out."""
    told = evaluation.get("reference")
    return next((one.label for one in framework.references if one.id == told), "")


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What findings are made of: evaluations and support by descriptor, numbers of evidence, local words."""

    framework: Framework
    evaluations: dict[str, Record]
    supports: Mapping[str, Support]
    numbers: _Numbers
    words: LocalWords


def _area(area: JudgementArea, weighed: _Weighed) -> values.AreaFindings:
    words = weighed.words
    sides: dict[str, list[values.Paragraph]] = {"strength": [], "improvement": [], "other": []}
    rows: list[values.DescriptorRow] = []
    for descriptor in area.descriptors:
        support = weighed.supports[descriptor.code]
        evaluation, title = weighed.evaluations.get(descriptor.code), words.told(descriptor.title)
        cited = weighed.numbers.of((*support.for_, *support.against, *support.unsettled))
        if evaluation is None:
            if cited:
                text = f"{title}: evidence has been gathered but is not evaluated yet."
                sides["other"].append(values.Paragraph(text, cited, descriptor.code, title))
            continue
        finding = evaluation.get("finding")
        effect = str(evaluation.get("effect") or "")
        text = _sentence(str(evaluation.get("summary") or title), effect)
        paragraph = values.Paragraph(
            text, cited, descriptor.code, title, _reference(weighed.framework, evaluation)
        )
        sides[finding if finding in _SIDES else "other"].append(paragraph)
        rows.append(
            values.DescriptorRow(
                code=descriptor.code,
                title=title,
                finding=FINDING_LABELS.get(str(finding), "Not settled by the team"),
                effect=effect,
                for_count=len(support.for_),
                against_count=len(support.against),
                source_kinds=tuple(sorted(SOURCES.get(kind, kind) for kind in support.sources)),
                children_heard=1 if support.heard else 0,
            )
        )
    return values.AreaFindings(
        code=area.code,
        title=words.told(area.title),
        strengths=tuple(sides["strength"]),
        improvements=tuple(sides["improvement"]),
        other=tuple(sides["other"]),
        descriptors=tuple(rows),
    )


def _profile(
    framework: Framework,
    areas: Iterable[values.AreaFindings],
    grades: dict[str, str],
    dissent: dict[str, int],
) -> tuple[values.ProfileRow, ...]:
    rows: list[values.ProfileRow] = []
    lowest = framework.grade_scale[-1].id if framework.grade_scale else None
    for found in areas:
        area = framework.area(found.code)
        grade = grades.get(area.code) if area.graded else None
        count = dissent.get(area.code, 0)
        rows.append(
            values.ProfileRow(
                code=area.code,
                title=found.title,
                grade_label=framework.grade(grade).label if grade else None,
                provisional=True,
                strengths=len(found.strengths),
                improvements=len(found.improvements),
                note=f"{count} dissenting view{'s' if count > 1 else ''} on record" if count else "",
                graded=area.graded,
                level=1 if area.sub_of else 0,
                lowest=grade is not None and grade == lowest,
            )
        )
    return tuple(rows)


def _overall(session: Session, grades: dict[str, str]) -> values.OverallLine | None:
    framework = session.framework
    if not framework.overall_effectiveness:
        return None
    verdict = judgements.verdict(session)
    grade = grades.get(OVERALL)
    reasons = verdict.overall.reasons if verdict.overall else ()
    label = framework.grade(grade).label if grade else "Not yet proposed"
    return values.OverallLine(label, reasons)


def _who(record: Record, interviews: dict[str, Record]) -> tuple[str, bool]:
    interview = interviews.get(str(record.get("interview")))
    person = str(record.get("said_by") or (interview.get("role_met") if interview else "") or "")
    young = person.casefold().startswith(("child", "young", "care leaver", "care_leaver"))
    return person.replace("_", " ").capitalize(), young


def _index(session: Session, numbers: _Numbers) -> tuple[values.EvidenceEntry, ...]:
    waits = confirming.not_counted(session)
    records = {r.id: r for r in joined.records(session, "evidence") if r.id not in waits}
    numbers.of(sorted(records))
    cases = joined.references(session)
    interviews = {r.id: r for r in joined.records(session, "interview")}
    found: list[values.EvidenceEntry] = []
    for rec, number in sorted(numbers.known.items(), key=lambda pair: pair[1]):
        record = records[rec]
        text = str(record.get("text") or "(the team's versions of this note differ: see the open conflicts)")
        who, young = _who(record, interviews)
        found.append(
            values.EvidenceEntry(
                number=number,
                case=cases.get(str(record.get("case")), ""),
                source_kind=SOURCES.get(str(record.get("source")), str(record.get("source") or "")),
                when=_moment(record.get("when") or record.at),
                who=who,
                text=text[:WHOLE_TEXT],
                record=record.id[-8:],
                revision=record.heads[0][:8],
                verbatim=is_quote(record),
                from_children=young,
                shortened=len(text) > WHOLE_TEXT,
            )
        )
    return tuple(found)


def _told_to_council(
    session: Session, numbers: _Numbers, words: LocalWords
) -> tuple[values.ToldMeeting, ...]:
    """Returns the meetings, the first one first; evidence that was withdrawn since has no number to cite."""
    titles = {one.code: words.told(one.title) for one in session.framework.descriptors}
    return tuple(
        values.ToldMeeting(
            _moment(meeting.when),
            meeting.told_by,
            meeting.told_to,
            tuple(
                values.ToldPoint(
                    point.text,
                    titles.get(point.descriptor, ""),
                    tuple(
                        (numbers.known[said.evidence], said.revision[:8])
                        for said in point.evidence
                        if said.evidence in numbers.known
                    ),
                    point.reply,
                )
                for point in meeting.points
            ),
        )
        for meeting in reversed(feedback.meetings(session))
    )


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)


def _conflicts(session: Session) -> tuple[values.OpenConflict, ...]:
    return tuple(
        values.OpenConflict(
            conflict.what,
            tuple(values.ConflictValue(_told(c.value), c.author, _moment(c.at)) for c in conflict.values),
        )
        for conflict in conflicts.open_conflicts(session)
    )


def heads_digest(session: Session) -> str:
    """Returns the SHA-256 over the heads of every record: which state of the store a draft was made from.

    What tells of the exchange itself is left out: a bundle that brings nothing new does not age a draft.
    """
    told = hashlib.sha256()
    for record in sorted(session.store.records(deleted=True), key=lambda r: r.id):
        if record.kind in OF_THE_EXCHANGE:
            continue
        told.update(f"{record.id} {' '.join(record.heads)}\n".encode())
    return told.hexdigest()


def build_report(session: Session, *, outline: str = "") -> values.DraftReport:
    """Returns everything that the draft says, counted from the store as it stands.

    Args:
        session: the open store.
        outline: id of one of the framework's outlines; the usual one where empty.

    Raises:
        UnknownCodeError: the framework has no such outline.
    """
    framework, numbers, words = session.framework, _Numbers(), local_words(session)
    inspection = session.store.record(session.inspection)
    evaluations = {str(r.get("descriptor")): r for r in session.store.records("evaluation")}
    weighed = _Weighed(framework, evaluations, weighing.supports(session), numbers, words)
    areas = tuple(_area(area, weighed) for area in framework.areas)
    grades = judgements.grades(session)
    dissent: dict[str, int] = {}
    for record in session.store.records("dissent"):
        dissent[str(record.get("area"))] = dissent.get(str(record.get("area")), 0) + 1
    today = session.clock().date()
    members = session.store.records("team_member")
    count = concerns.count(session)
    rules = judgements.verdict(session)
    index, waits = _index(session, numbers), confirming.waiting(session)
    return values.DraftReport(
        authority=str(inspection.get("authority") or "The authority (in conflict)"),
        framework_title=framework.title,
        framework_has_overall=framework.overall_effectiveness,
        framework_caution=" ".join(framework.cautions),
        starts=_day(inspection.get("start"), today),
        ends=_day(inspection.get("end"), today) if inspection.get("end") else None,
        prepared=session.clock(),
        heads_digest=heads_digest(session),
        lead=", ".join(str(m.get("name")) for m in members if m.get("role") == "lead"),
        team=tuple(
            sorted(ROLES.get(str(m.get("role")), "Inspector") for m in members if m.get("role") != "lead")
        ),
        profile=_profile(framework, areas, grades, dissent),
        overall=_overall(session, grades),
        limits=rules.sentences,
        clashes=rules.clashes,
        areas=areas,
        context=tuple(
            values.ContextStatement(str(r.get("text")), str(r.get("source")), _day(r.get("date"), today))
            for r in session.store.records("context")
        ),
        tallies=tuple(_tally(framework, r) for r in session.store.records("tally") if r.id not in waits),
        figures=figures(session, words),
        urgent=values.UrgentSummary(
            raised=sum(count.values()),
            acknowledged=count["acknowledged"],
            open_=count["open"] + count["acknowledged"],
            closed=count["closed"],
        ),
        conflicts=_conflicts(session),
        evidence=index,
        outline=_outline(framework.outline(outline), words),
        grades=tuple((grade.label, grade.meaning) for grade in framework.grade_scale if grade.meaning),
        method=_method(session),
        references_asked=bool(framework.references),
        identities=known_children(session),
        told=_told_to_council(session, numbers, words),
        untold=tuple(words.told(one.title) for one in feedback.not_raised(session)),
    )


def _outline(outline: Outline, words: LocalWords) -> Outline:
    parts = tuple(
        replace(part, title=words.told(part.title), text=words.told(part.text)) for part in outline.parts
    )
    return replace(outline, title=words.told(outline.title), opening=words.told(outline.opening), parts=parts)


def _method(session: Session) -> tuple[str, ...]:
    """Sentences on what was looked at, counted from the records."""
    depths = Counter(str(one.get("depth")) for one in joined.records(session, "case_track"))
    interviews = len(joined.records(session, "interview"))
    waits = confirming.not_counted(session)
    kinds = Counter(
        str(source) for rec, source in joined.fields(session, "evidence", "source") if rec not in waits
    )
    tracked, sampled = depths["tracked"], depths["sampled"]
    found = [
        f"{say_count(tracked, 'child’s journey was', 'children’s journeys were')} tracked from end to end, "
        f"{sampled} looked at in part."
        if tracked or sampled
        else "",
        f"{say_count(interviews, 'interview is', 'interviews are')} on record." if interviews else "",
        "Evidence by kind of source: "
        + "; ".join(f"{SOURCES[kind].casefold()} {kinds[kind]}" for kind in SOURCES if kinds[kind])
        + "."
        if kinds
        else "",
    ]
    return tuple(sentence for sentence in found if sentence)


def _tally(framework: Framework, record: Record) -> values.Tally:
    code = str(record.get("descriptor") or "")
    return values.Tally(
        text=str(record.get("text")),
        numerator=int(record.get("numerator", 0)),
        denominator=int(record.get("denominator", 0)),
        population=str(record.get("population", "")),
        descriptor=f"{code} {framework.descriptor(code).title}" if code else "",
    )


def write_draft(
    session: Session,
    *,
    out: str,
    template: str | None = None,
    outline: str = "",
    previous: str | None = None,
    comments: bool = True,
    page_numbers: bool = False,
) -> DraftWritten:
    """Writes the Word draft of the inspection as it stands.

    Args:
        session: the open store.
        out: the .docx to write; one that is there is replaced whole, unless a person has changed it in Word.
        template: an organisation's own .docx, whose styles are used.
        outline: id of one of the framework's outlines; the usual one where empty.
        previous: an earlier draft; what a person changed in it comes back as proposals.
        comments: whether what is wrong with a paragraph stands beside it as a comment.
        page_numbers: whether LibreOffice lays the pages out, so that the list of contents has their numbers.

    Raises:
        NoOfficeError: page numbers are wanted and LibreOffice is not installed, or did not do its work.
        DraftNotWrittenError: the folder cannot be written.
        TemplateError: the template, or the previous draft, is not a Word document.
        RefusedError: a person has changed the draft that stands there, or `previous` is no draft of this app.
        UnknownCodeError: the framework has no such outline.
    """
    handwork.guard(Path(out))
    report = replace(build_report(session, outline=outline), remarks=comments)
    report = beside_previous(session, report, previous)
    frame = Path(template) if template else None
    numbers = pages_of_headings(report, frame) if page_numbers else ()
    return word.write_draft(report, Path(out), template=frame, pages=numbers)


def beside_previous(session: Session, report: values.DraftReport, previous: str | None) -> values.DraftReport:
    """Returns a report with what a person changed in an earlier draft; as it is where there is none.

    Raises:
        TemplateError: the earlier draft cannot be read, or is not a Word document.
        RefusedError: it is no draft of this app.
    """
    if previous is None:
        return report
    found = handwork.proposals(session, report, Path(previous))
    return replace(report, has_previous=True, proposals=found)


def pages_of_headings(report: values.DraftReport, template: Path | None) -> tuple[int, ...]:
    """Returns the page of each heading that a list of contents names, as LibreOffice lays the draft out.

    Raises:
        NoOfficeError: it is not installed, or did not do its work.
    """
    laid_out = office.pdf_of(word.draft_bytes(report, template=template))
    return tuple(page for level, page in pages.heading_pages(laid_out) if level <= _IN_CONTENTS)


__all__ = [
    "beside_previous",
    "build_report",
    "heads_digest",
    "pages_of_headings",
    "write_draft",
]
