"""What leaves the store beside the Word draft: tables, a project for analysts, the draft as PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from inspector_app import __version__
from inspector_app.documents import office, pages, qdpx, word
from inspector_app.documents.placing import place
from inspector_app.documents.sheets import Sheet, Value
from inspector_app.documents.statement import Change, Statement, statement_bytes
from inspector_app.domain.heard import wording_of
from inspector_app.domain.identifying import identifying
from inspector_app.domain.journey import EVENT_KINDS
from inspector_app.domain.kinds import POLARITIES, SOURCES, WORDINGS
from inspector_app.domain.revision import Record
from inspector_app.services import cases, drafting, joined, provenance
from inspector_app.services.evidence import links_of
from inspector_app.services.known_children import known_children
from inspector_app.services.session import Session
from inspector_app.services.tables import write_table

_CONFLICT = "(the team's versions differ)"
_OURS = frozenset(
    {"Record", "When", "Written", "Written by", "Begun", "Last touched", "Clock", "Chosen by", "From", "To"}
)
"""Columns of ids, times and colleagues: a run of figures there tells nobody who a child is."""

_DAYS = frozenset({"When", "Written", "Begun", "Last touched", "From", "To"})


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        path: the file.
        rows: how many rows, or texts, it holds.
        identifying: rows that could tell who a child is, from 1 below the heads, with the kinds of detail.
    """

    path: Path
    rows: int
    identifying: tuple[tuple[int, tuple[str, ...]], ...] = ()


def write_evidence_log(session: Session, *, out: str) -> Written:
    """Writes every evidence record, as it stands, as a workbook or CSV by its ending.

    Raises:
        DraftNotWrittenError: the file cannot be written there.
    """
    references, roles = joined.references(session), _roles(session)
    linked: dict[str, list[str]] = {}
    for link in links_of(session):
        told = f"{link.get('descriptor')} {link.get('stance') or 'unsettled'}"
        linked.setdefault(str(link.get("evidence")), []).append(told)
    head = (
        "Record", "When", "Source", "Case", "Said by", "Polarity", "Words", "Text", "Linked to",
        "Written by", "Written", "Place", "Present", "How written", "Begun", "Last touched", "Clock",
        "Revisions in conflict",
    )  # fmt: skip
    rows = tuple(
        (
            one.id,
            _told(one, "when") or one.at,
            SOURCES.get(_told(one, "source"), _told(one, "source")),
            references.get(_told(one, "case"), ""),
            _told(one, "said_by") or roles.get(_told(one, "interview"), ""),
            POLARITIES.get(_told(one, "polarity"), _told(one, "polarity")),
            WORDINGS.get(wording_of(one), ""),
            _told(one, "text"),
            "; ".join(sorted(linked.get(one.id, ()))),
            one.author,
            one.at,
            _told(one, "place"),
            ", ".join(told.present),
            told.written,
            told.first.begun,
            told.first.last,
            " ".join(provenance.say_clock(step) for step in told.steps if step.writing.clock),
            ", ".join(sorted(one.conflicts)),
        )
        for one, told in provenance.provenances(session, "evidence")
    )
    return _table(session, Sheet(head, rows, _DAYS), Path(out), "Evidence log")


def write_case_schedule(session: Session, *, out: str) -> Written:
    """Writes every case track with why it was chosen and what was found; children by reference only.

    Raises:
        DraftNotWrittenError: the file cannot be written there.
    """
    strata = {stratum.id: stratum.title for stratum in session.framework.strata}
    labels = {grade.id: grade.label for grade in session.framework.grade_scale}
    steps: dict[str, int] = {}
    for event in joined.records(session, "journey_event"):
        steps[_told(event, "case")] = steps.get(_told(event, "case"), 0) + 1
    records: dict[str, int] = {}
    for one in joined.records(session, "evidence"):
        records[_told(one, "case")] = records.get(_told(one, "case"), 0) + 1
    head = (
        "Reference", "Depth", "Group", "Why chosen", "Chosen by", "Stage", "Age", "Gender", "Steps",
        "Evidence", "Child asked", "Child’s reason", "Parent asked",
        "Parent’s reason", "Child’s view", "Family’s view", "Partners’ part", "Council’s grade",
        "Inspector’s grade", "Effect on the child", "Summary",
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            _told(one, "reference"),
            cases.DEPTHS.get(_told(one, "depth"), ""),
            strata.get(_told(one, "stratum"), _told(one, "stratum")),
            _told(one, "why_chosen"),
            _told(one, "chosen_by"),
            _told(one, "stage"),
            one.get("age"),
            _told(one, "gender"),
            steps.get(one.id, 0),
            records.get(one.id, 0),
            cases.OFFERED.get(_told(one, "child_offered"), ""),
            _told(one, "child_reason"),
            cases.OFFERED.get(_told(one, "parent_offered"), ""),
            _told(one, "parent_reason"),
            *(_told(one, name) for name in ("child_view", "family_view", "partner_view")),
            *(
                labels.get(_told(one, name), _told(one, name))
                for name in ("council_grade", "inspector_grade")
            ),
            _told(one, "effect_on_child"),
            _told(one, "summary"),
        )
        for one in sorted(joined.records(session, "case_track"), key=_by_reference)
    )
    return _table(session, Sheet(head, rows, _DAYS), Path(out), "Case schedule")


def write_chronology(session: Session, *, case: str, out: str) -> Written:
    """Writes the journey of one child, by date.

    Raises:
        RefusedError: there is no such case track.
        DraftNotWrittenError: the file cannot be written there.
    """
    session.named(case, "case_track")
    rows = tuple(
        (
            _told(one, "start"),
            _told(one, "end"),
            EVENT_KINDS.get(_told(one, "event"), _told(one, "event")),
            _told(one, "detail"),
            _told(one, "partner"),
            _told(one, "view"),
            f"List {one.get('list')}" if one.get("list") else "Entered by hand",
        )
        for one in cases.events_of(session, case)
    )
    head = ("From", "To", "Step", "Detail", "Partner’s part", "Child’s or family’s view", "Known from")
    return _table(session, Sheet(head, rows, _DAYS), Path(out), "Chronology")


def write_tallies(session: Session, *, out: str) -> Written:
    """Writes every tally with what was counted and out of what.

    Raises:
        DraftNotWrittenError: the file cannot be written there.
    """
    titles = {one.code: one.title for one in session.framework.descriptors}
    rows = tuple(
        (
            one.get("numerator"),
            one.get("denominator"),
            _told(one, "text"),
            _told(one, "population"),
            " ".join(filter(None, (code := _told(one, "descriptor"), titles.get(code, "")))),
            one.author,
            one.at,
        )
        for one in session.store.records("tally")
    )
    head = ("Count", "Out of", "What was counted", "Counted among", "Descriptor", "Written by", "Written")
    return _table(session, Sheet(head, rows, _DAYS), Path(out), "Tallies")


def write_qdpx(session: Session, *, out: str) -> Written:
    """Writes evidence and interviews as a REFI-QDA project, coded to the descriptors they are linked to.

    Raises:
        DraftNotWrittenError: the file cannot be written there.
    """
    codes = tuple(
        qdpx.Code(
            area.code, area.title, "", tuple(qdpx.Code(d.code, d.title, d.text) for d in area.descriptors)
        )
        for area in session.framework.areas
    )
    known = {descriptor.code for descriptor in session.framework.descriptors}
    codings: dict[str, list[qdpx.Coding]] = {}
    for link in links_of(session):
        code = _told(link, "descriptor")
        if code in known:
            coding = qdpx.Coding(link.id, code, _told(link, "stance") or "unsettled")
            codings.setdefault(_told(link, "evidence"), []).append(coding)
    texts = [
        *(
            (one, f"Evidence {one.id[-8:]}", _told(one, "text"), by)
            for one, by in provenance.provenances(session, "evidence")
        ),
        *(
            (one, f"Interview {one.id[-8:]}", _told(one, "notes"), by)
            for one, by in provenance.provenances(session, "interview")
        ),
    ]
    sources = tuple(
        qdpx.Source(
            one.id,
            name,
            text,
            one.author,
            _moment(one.at),
            tuple(codings.get(one.id, ())),
            " ".join(by.sentences),
        )
        for one, name, text, by in texts
        if text
    )
    of_case: dict[str, list[str]] = {}
    for one, _, text, _ in texts:
        if text:
            of_case.setdefault(_told(one, "case"), []).append(one.id)
    project = qdpx.Project(
        name=f"{_told(session.store.record(session.inspection), 'authority')}: {session.framework.id}",
        origin=f"inspector-app {__version__}",
        made=session.clock(),
        author=session.device.principal,
        codes=codes,
        cases=tuple(
            qdpx.Case(one.id, _told(one, "reference"), tuple(of_case.get(one.id, ())))
            for one in joined.records(session, "case_track")
        ),
        sources=sources,
    )
    place(qdpx.qdpx_bytes(project), Path(out), called="project")
    found = _identifying(session, (source.text for source in sources))
    return Written(Path(out), len(sources), found)


def write_pdf(session: Session, *, out: str, template: str | None = None, outline: str = "") -> Written:
    """Writes the draft as PDF through LibreOffice, its list of contents with page numbers, without comments.

    Raises:
        NoOfficeError: LibreOffice is not installed, or did not do its work.
        TemplateError, UnknownCodeError, DraftNotWrittenError: as for the Word draft.
    """
    report = replace(drafting.build_report(session, outline=outline), remarks=False)
    frame = Path(template) if template else None
    numbers = drafting.pages_of_headings(report, frame)
    content = office.pdf_of(word.draft_bytes(report, template=frame, pages=numbers))
    place(content, Path(out), called="PDF")
    return Written(Path(out), pages.page(content, 1).of)


def write_provenance(session: Session, *, record: str, out: str) -> Written:
    """Writes one page on how a record of evidence or an interview was written, as a Word document.

    Raises:
        RefusedError: there is no such record.
        DraftNotWrittenError: the file cannot be written there.
    """
    told = provenance.provenance(session, record)
    page = Statement(
        council=_told(session.store.record(session.inspection), "authority"),
        record=told.record,
        title=told.title,
        sentences=told.sentences,
        changes=tuple(
            Change(
                at=provenance.say(step.at),
                who=f"{step.author}, {step.role.lower()}" if step.role else step.author,
                device=step.device,
                did=f"{step.did}. {step.reason}".strip(),
                revision=step.revision,
                payload=step.payload,
                vouched=provenance.say_basis(step),
            )
            for step in told.steps
        ),
        made=session.clock(),
        maker=session.device.principal,
    )
    place(statement_bytes(page), Path(out), called="statement")
    found = _identifying(session, (told.place, *(step.reason for step in told.steps)))
    return Written(Path(out), len(told.steps), found)


def _table(session: Session, sheet: Sheet, out: Path, name: str) -> Written:
    inspection = session.store.record(session.inspection)
    first = _told(inspection, "start")
    write_table(
        sheet,
        out,
        name=name,
        title=_told(inspection, "authority"),
        subject=f"{session.framework.title}{f', from {first}' if first else ''}",
        made=session.clock(),
    )
    told = (
        "\n".join(
            value
            for head, value in zip(sheet.head, row, strict=True)
            if head not in _OURS and isinstance(value, str)
        )
        for row in sheet.rows
    )
    return Written(out, len(sheet.rows), _identifying(session, told))


def _identifying(session: Session, texts: Iterable[str]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    known = known_children(session)
    found = ((number, identifying(text, known)) for number, text in enumerate(texts, start=1))
    return tuple((number, kinds) for number, kinds in found if kinds)


def _by_reference(case: Record) -> tuple[str, str]:
    return _told(case, "reference"), case.id


def _told(record: Record, name: str) -> str:
    if name in record.conflicts:
        return _CONFLICT
    value = record.get(name)
    return "" if value is None else str(value)


def _roles(session: Session) -> dict[str, str]:
    return {one.id: _told(one, "role_met") for one in joined.records(session, "interview")}


def _moment(at: str) -> datetime:
    try:
        return datetime.fromisoformat(at)
    except ValueError:  # a claimed time that is none
        return datetime(1980, 1, 1, tzinfo=UTC)
