"""What the screens read: frozen rows counted from the store, each made by one function."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from inspector_app.domain.framework import FINDING_LABELS, Descriptor, Framework
from inspector_app.domain.heard import is_quote
from inspector_app.domain.kinds import POLARITIES, SOURCES
from inspector_app.domain.limits import Verdict
from inspector_app.domain.revision import Record
from inspector_app.domain.strata import STRATUM_LABELS
from inspector_app.domain.triangulation import Support
from inspector_app.services import conflicts, feedback, joined, judgements, weighing
from inspector_app.services.evidence import links_of
from inspector_app.services.session import Session
from inspector_app.store import exchange

UNSETTLED = "Not settled by the team"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list.

    Attributes:
        id: the case track.
        reference: the speakable reference.
        group: title of the stratum that it was chosen for.
        depth: `tracked` or `sampled`.
        stage: where the child stands in the journey.
        age: years; -1 unborn; None unknown.
        why: why it was chosen.
        evidence: evidence records about it.
        events: steps of the journey.
        missing: what a finished track still lacks, in words.
        records: how many records of the child were joined in it; 1 where none were.
    """

    id: str
    reference: str
    group: str
    depth: str
    stage: str
    age: int | None
    why: str
    evidence: int
    events: int
    missing: tuple[str, ...]
    records: int = 1


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One evidence record in the list; `text` is whole, `links` are (descriptor, stance)."""

    id: str
    text: str
    source: str
    polarity: str
    case: str
    case_reference: str
    said_by: str
    quote: bool
    at: str
    author: str
    links: tuple[tuple[str, str], ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescriptorRow:
    """One descriptor of the checklist with what stands behind it; `finding` is empty until evaluated."""

    descriptor: Descriptor
    support: Support
    finding: str
    finding_label: str
    effect: str
    summary: str
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One judgement area: its descriptors, its provisional grade, and both sides in numbers."""

    code: str
    title: str
    graded: bool
    sub_of: str
    grade: str
    grade_label: str
    rationale: str
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    evaluated: int
    descriptors: tuple[DescriptorRow, ...]
    dissent: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the team has looked: how much evidence of each kind of source each area has."""

    sources: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What an inspector sees first."""

    authority: str
    framework: str
    start: str
    counts: dict[str, int]
    conflicts: int
    unsent: int
    last_sent: str
    last_received: str
    open_concerns: int
    last_told: str = ""
    untold: int = 0
    not_offered: tuple[str, ...] = ()


_TRACK_NEEDS = (
    ("child_offered", "whether the child was offered a conversation"),
    ("parent_offered", "whether a parent or carer was offered a conversation"),
    ("family_view", "the family's view"),
    ("partner_view", "the partners' part"),
    ("effect_on_child", "the effect on the child"),
)


def cases(session: Session) -> tuple[CaseRow, ...]:
    """Returns every case, tracked ones first, by group and reference."""
    about = Counter(case for _, case in joined.fields(session, "evidence", "case"))
    steps = Counter(case for _, case in joined.fields(session, "journey_event", "case"))
    known = joined.sameness(session)
    rows = [
        CaseRow(
            id=r.id,
            reference=str(r.get("reference", "")),
            group=STRATUM_LABELS.get(str(r.get("stratum")), str(r.get("stratum", ""))),
            depth=str(r.get("depth", "")),
            stage=str(r.get("stage") or ""),
            age=r.get("age"),
            why=str(r.get("why_chosen", "")),
            evidence=about[r.id],
            events=steps[r.id],
            missing=_missing(r, about[r.id]),
            records=len(known.of(r.id)),
        )
        for r in joined.records(session, "case_track")
    ]
    return tuple(sorted(rows, key=lambda row: (row.depth != "tracked", row.group, row.reference)))


def _missing(record: Record, evidence: int) -> tuple[str, ...]:
    found = () if evidence else ("evidence",)
    if record.get("depth") != "tracked":
        return found
    return (
        *found,
        *(words for name, words in _TRACK_NEEDS if not (record.get(name) or name in record.conflicts)),
    )


def evidence(session: Session) -> tuple[EvidenceRow, ...]:
    """Returns every evidence record, the newest first."""
    links: dict[str, list[tuple[str, str]]] = {}
    for link in links_of(session):
        told = (str(link.get("descriptor")), str(link.get("stance") or "unsettled"))
        links.setdefault(str(link.get("evidence")), []).append(told)
    references = joined.references(session)
    rows = [_evidence_row(r, references, links.get(r.id, [])) for r in joined.records(session, "evidence")]
    return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True))


def _evidence_row(r: Record, references: dict[str, str], links: list[tuple[str, str]]) -> EvidenceRow:
    case = str(r.get("case") or "")
    return EvidenceRow(
        id=r.id,
        text=str(r.get("text") or ("; or: ".join(str(c.value) for c in r.conflicts.get("text", ())))),
        source=SOURCES.get(str(r.get("source")), UNSETTLED),
        polarity=POLARITIES.get(str(r.get("polarity")), UNSETTLED),
        case=case,
        case_reference=references.get(case, ""),
        said_by=str(r.get("said_by") or ""),
        quote=is_quote(r),
        at=str(r.get("when") or r.at),
        author=r.author,
        links=tuple(sorted(links)),
        conflicts=tuple(r.conflicts),
    )


def areas(session: Session) -> tuple[AreaRow, ...]:
    """Returns every judgement area of the framework with its descriptors and what stands behind them."""
    found = weighing.supports(session)
    evaluations = {str(r.get("descriptor")): r for r in session.store.records("evaluation")}
    graded = {str(r.get("area")): r for r in session.store.records("judgement")}
    dissent: dict[str, list[str]] = {}
    for record in session.store.records("dissent"):
        dissent.setdefault(str(record.get("area")), []).append(str(record.get("text")))
    rows: list[AreaRow] = []
    for area in session.framework.areas:
        descriptors = tuple(
            _descriptor_row(d, found[d.code], evaluations.get(d.code)) for d in area.descriptors
        )
        judgement = graded.get(area.code)
        grade = str(judgement.get("grade") or "") if judgement else ""
        rows.append(
            AreaRow(
                code=area.code,
                title=area.title,
                graded=area.graded,
                sub_of=area.sub_of,
                grade=grade,
                grade_label=_grade_label(session.framework, judgement, grade),
                rationale=str(judgement.get("rationale") or "") if judgement else "",
                strengths=tuple(d.descriptor.title for d in descriptors if d.finding == "strength"),
                improvements=tuple(d.descriptor.title for d in descriptors if d.finding == "improvement"),
                evaluated=sum(1 for d in descriptors if d.finding_label),
                descriptors=descriptors,
                dissent=tuple(dissent.get(area.code, ())),
                conflicts=tuple(judgement.conflicts) if judgement else (),
            )
        )
    return tuple(rows)


def _grade_label(framework: Framework, judgement: Record | None, grade: str) -> str:
    if judgement is not None and "grade" in judgement.conflicts:
        return UNSETTLED
    return framework.grade(grade).label if grade else ""


def _descriptor_row(descriptor: Descriptor, support: Support, evaluation: Record | None) -> DescriptorRow:
    finding = str(evaluation.get("finding") or "") if evaluation else ""
    unsettled = evaluation is not None and "finding" in evaluation.conflicts
    return DescriptorRow(
        descriptor=descriptor,
        support=support,
        finding=finding,
        finding_label=UNSETTLED if unsettled else FINDING_LABELS.get(finding, ""),
        effect=str(evaluation.get("effect") or "") if evaluation else "",
        summary=str(evaluation.get("summary") or "") if evaluation else "",
        conflicts=tuple(evaluation.conflicts) if evaluation else (),
    )


def coverage(session: Session) -> Coverage:
    """Returns how much evidence of each kind of source is linked to each area."""
    sources = tuple(SOURCES.items())
    counted = weighing.by_source(session)
    rows = tuple(
        (area.code, area.title, tuple(counted.get((area.code, key), 0) for key, _ in sources))
        for area in session.framework.areas
    )
    return Coverage(sources, rows)


def verdict(session: Session) -> Verdict:
    """Returns what the framework's rules make of the present grades."""
    return judgements.verdict(session)


def today(session: Session) -> Today:
    """Returns what an inspector sees first: counts and what waits."""
    inspection = session.store.record(session.inspection)
    counts = joined.counts(session)
    rows = exchange.bundles(session.store)
    sent = [row.at for row in rows if row.direction == "out"]
    received = [row.at for row in rows if row.direction == "in"]
    concerns = session.store.records("urgent_concern")
    return Today(
        authority=str(inspection.get("authority") or UNSETTLED),
        framework=session.framework.title,
        start=str(inspection.get("start") or ""),
        counts=counts,
        conflicts=len(conflicts.open_conflicts(session)),
        unsent=exchange.changes_not_sent(session.store, session.device.actor),
        last_sent=max(sent, default=""),
        last_received=max(received, default=""),
        open_concerns=sum(1 for r in concerns if r.get("state") != "closed"),
        last_told=max((str(when or "") for _, when in session.store.fields("feedback", "when")), default=""),
        untold=len(feedback.not_raised(session)),
        not_offered=not_offered(session),
    )


def not_offered(session: Session) -> tuple[str, ...]:
    """Returns of which tracked children nobody has been offered a conversation yet, or only one side."""
    found: list[str] = []
    rows = session.store.fields("case_track", "reference", "depth", "child_offered", "parent_offered")
    for _, reference, depth, child, parent in sorted(rows, key=lambda row: str(row[1])):
        if depth == "tracked":
            sides = (("child", child), ("parent", parent))
            lacking = [who for who, offered in sides if offered in (None, "", "not_offered")]
            if lacking:
                found.append(f"{reference} ({' and '.join(lacking)})")
    return tuple(found)


def gaps(session: Session) -> tuple[str, ...]:
    """Returns where the team has not looked, in sentences."""
    found: list[str] = []
    supports = weighing.supports(session)
    for area in session.framework.areas:
        known = [supports[d.code] for d in area.descriptors]
        if not any(s.sources for s in known):
            found.append(f"{area.title}: no evidence yet.")
        elif not any(s.heard for s in known):
            found.append(f"{area.title}: no child or young person heard yet.")
    return tuple(found)
