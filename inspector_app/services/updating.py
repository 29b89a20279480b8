"""Bringing the cases up to date with a later workbook, without writing over what an inspector wrote.

What the lists said of a record stands in its history: a step of a journey that came from them names its list,
a case names the reason for choosing it or the day of the lists. Only where the record still says what the
lists said is it changed; everything else is told and left alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from inspector_app.domain.journey import EVENT_KINDS, JourneyEvent
from inspector_app.domain.revision import Record, Write
from inspector_app.domain.withdrawal import standing
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.choosing import OF_STEP, event_fields, event_writes, told_by_lists
from inspector_app.services.conflicts import accepted
from inspector_app.services.session import Session

if TYPE_CHECKING:  # readers of workbooks load slowly
    from inspector_app.domain.journey import Journey
    from inspector_app.intake.annex_a import AnnexA

Outcome = Literal["updated", "added", "kept", "gone"]
OUTCOMES: Mapping[Outcome, str] = {
    "updated": "Updated",
    "added": "New",
    "kept": "Kept as written",
    "gone": "Not listed now",
}
"""What became of a difference, in words: kept is what an inspector wrote; what is gone stays in the case."""

_OF_CASE = ("gender", "age", "ethnicity", "stage", "kinship")
_LATEST_ONLY = frozenset(
    {
        "statutory_visit", "review_conference", "legal_status", "placement", "permanence_plan", "care_visit",
        "care_review", "reviewing_officer_contact", "health_assessment", "dental_check", "missing",
        "return_interview", "pathway_plan",
    }
)  # fmt: skip
"""Steps of which a list holds only the latest: the one before stays in the case and is not missed."""
_FROM_LISTS = frozenset({"why_chosen", "lists_as_of", "list"})
_StepKey = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the later lists say otherwise of a case.

    Attributes:
        case: the case track.
        reference: its speakable reference.
        outcome: what was done about it.
        what: the step or the fact, in words.
        name: the field that differs; empty where a whole step or the child is meant.
        before: what the record said.
        after: what the lists say now.
    """

    case: str
    reference: str
    outcome: Outcome
    what: str
    name: str = ""
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the changes (None where nothing had to be written), and every difference."""

    as_of: date | None
    changes: Changes | None
    differences: tuple[Difference, ...]


def update_cases(session: Session, *, workbook: str) -> Updated:
    """Reads a later workbook and brings the cases that came from the lists up to date.

    New steps are added, and facts that still are as the lists told them are changed. Nothing that an
    inspector wrote is touched, nothing is taken away.

    Args:
        session: the open store.
        workbook: path of the council's later workbook.

    Raises:
        WorldError: the workbook cannot be read.
        RefusedError: the lists are older than those that the cases came from.
    """
    from inspector_app.intake.annex_a import read_annex_a  # noqa: PLC0415 - readers of workbooks load slowly

    annex = read_annex_a(Path(workbook))
    cases = {case.id: case for case in session.store.records("case_track")}
    _refuse_older(cases.values(), annex.as_of, workbook)
    update = _Update(session, annex, _steps(session, cases))
    listed = {session.template(f"case/{told.child.list_id}"): told for told in annex.journeys}
    for rec, case in cases.items():
        if rec in listed:
            update.case(case, listed[rec])
        elif update.came_from_lists(rec):
            update.tell(case, "gone", "the child")
    found = tuple(update.differences)
    if not update.writes:
        return Updated(annex.as_of, None, found)
    changes = session.write("update_cases", update.writes)
    return Updated(annex.as_of, replace(changes, told=summary(found)), found)


def summary(differences: Collection[Difference]) -> str:
    """Returns how many differences of each kind there are, as a sentence."""
    count = Counter(one.outcome for one in differences)
    parts = (f"{count[one]} {words[:1].lower()}{words[1:]}" for one, words in OUTCOMES.items() if count[one])
    return f"What the lists say otherwise: {', '.join(parts) or 'nothing'}."


def _refuse_older(cases: Iterable[Record], as_of: date | None, workbook: str) -> None:
    told = ((case.get("lists_as_of"), *_in_conflict(case, "lists_as_of")) for case in cases)
    known = max((str(day) for days in told for day in days if day), default="")
    if as_of is not None and as_of.isoformat() < known:
        raise RefusedError(
            "These lists are older than those that the cases came from",
            where=workbook,
            advice=f"They were drawn up on {as_of.isoformat()}, the others on {known}.",
        )


def _in_conflict(record: Record, name: str) -> Iterable[Any]:
    return (one.value for one in record.conflicts.get(name, ()))


def _steps(session: Session, cases: Collection[str]) -> Mapping[str, list[Record]]:
    """Returns the steps of each case that came from the lists, those that were taken away among them."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for step in session.store.records("journey_event", deleted=True):
        if step.get("case") in cases and step.get("list") is not None:
            found[str(step.get("case"))].append(step)
    return found


class _Update:
    """Gathers what is to be written and what is to be told, case by case."""

    def __init__(self, session: Session, annex: AnnexA, steps: Mapping[str, list[Record]]) -> None:
        self._session, self._steps = session, steps
        self._as_of = annex.as_of.isoformat() if annex.as_of else None
        self._begins = _beginnings(annex.journeys)
        self.writes: list[Write] = []
        self.differences: list[Difference] = []

    def came_from_lists(self, case: str) -> bool:
        """Says whether a case was chosen from the lists and not added by hand."""
        return bool(self._steps.get(case))

    def tell(self, case: Record, outcome: Outcome, what: str) -> None:
        """Notes that a whole step, or the child, is new or gone."""
        self.differences.append(Difference(case.id, str(case.get("reference", "")), outcome, what))

    def case(self, case: Record, told: Journey) -> None:
        """Compares one case with what the lists say now, and notes the day of the lists in it."""
        already = len(self.writes)
        changed = self._record(case, case, told_by_lists(told), "the child", _OF_CASE)
        known = _by_key(self._steps.get(case.id, ()))
        pairs, fresh = _matched(told.events, known, case.id)
        for step, fields in pairs:
            if not step.deleted:
                of_step = self._record(case, step, fields, _step_words(fields), OF_STEP)
                if of_step:
                    self.writes.append(Write(step.id, step.kind, {**of_step, "list": fields.get("list")}))
        for write in event_writes(self._session, case.id, fresh):
            self.tell(case, "added", _step_words(write.fields))
            self.writes.append(write)
        if changed or len(self.writes) > already:
            changed |= self._mark(case, changed=bool(changed))
        if changed:
            self.writes.append(Write(case.id, case.kind, changed))
        for step in (step for steps in known.values() for step in steps if not step.deleted):
            begins = self._begins.get(step.get("list"))
            replaced = step.get("event") in _LATEST_ONLY
            if begins is not None and str(step.get("start")) >= begins and not replaced:
                self.tell(case, "gone", _step_words(step.fields))

    def _record(
        self, case: Record, record: Record, now: Mapping[str, Any], what: str, names: Iterable[str]
    ) -> dict[str, Any]:
        """Compares one record of a case with what the lists say of it now; returns the fields to change."""
        differing = [one for one in names if one in record.conflicts or record.get(one) != now.get(one)]
        listed = self._as_listed(record) if differing else dict[str, Any]()
        changed: dict[str, Any] = {}
        for name in differing:
            before, after = record.get(name), now.get(name)
            if listed.get(name) == after:
                continue  # the lists say what they said before: the difference is the team's own
            free = name not in record.conflicts and before == listed.get(name)
            if free:
                changed[name] = after
            told = Difference(
                case.id,
                str(case.get("reference", "")),
                "updated" if free else "kept",
                what,
                name,
                _words(before),
                _words(after),
            )
            self.differences.append(told)
        return changed

    def _mark(self, case: Record, *, changed: bool) -> dict[str, Any]:
        """Returns what tells in a case that the lists were read: their day, so that older ones are refused.

        Where the lists tell no day, the reason for choosing the case marks what they changed in it.
        """
        if self._as_of is not None:
            return {"lists_as_of": self._as_of} if changed or case.get("lists_as_of") != self._as_of else {}
        return (
            {"why_chosen": case.get("why_chosen")} if changed and "why_chosen" not in case.conflicts else {}
        )

    def _as_listed(self, record: Record) -> Mapping[str, Any]:
        """Returns the fields of a record as the lists told them last; what was set aside is not counted."""
        told: dict[str, Any] = {}
        for node in standing(accepted(self._session, record.id)):
            if _FROM_LISTS & node.fields.keys():
                told |= node.fields
        return told


def _matched(
    events: Iterable[JourneyEvent], known: Mapping[_StepKey, list[Record]], case: str
) -> tuple[list[tuple[Record, dict[str, Any]]], list[JourneyEvent]]:
    """Pairs what the lists tell with the steps that are known, and takes those out of `known`.

    Returns:
        the pairs, and the steps that are new. Of several on one day from one list, those that say the same
        find each other first.
    """
    pairs: list[tuple[Record, dict[str, Any]]] = []
    told = [(event, event_fields(case, event)) for event in events]
    for exactly in (True, False):
        rest: list[tuple[JourneyEvent, dict[str, Any]]] = []
        for event, fields in told:
            same = known.get(_key(fields), [])
            step = next((one for one in same if not exactly or _says(one, fields)), None)
            if step is None:
                rest.append((event, fields))
            else:
                same.remove(step)
                pairs.append((step, fields))
        told = rest
    return pairs, [event for event, _ in told]


def _says(step: Record, fields: Mapping[str, Any]) -> bool:
    return all(step.get(name) == fields.get(name) for name in OF_STEP)


def _by_key(steps: Iterable[Record]) -> defaultdict[_StepKey, list[Record]]:
    found: defaultdict[_StepKey, list[Record]] = defaultdict(list)
    for step in sorted(steps, key=lambda one: one.id):
        found[_key(step.fields)].append(step)
    return found


def _key(fields: Mapping[str, Any]) -> _StepKey:
    return str(fields.get("event")), str(fields.get("start")), fields.get("list")


def _beginnings(journeys: Iterable[Journey]) -> Mapping[int, str]:
    """Returns from when on each list tells of steps: what lies before may have dropped out with time."""
    found: dict[int, str] = {}
    for event in (event for told in journeys for event in told.events):
        start = event.start.isoformat()
        if start < found.get(event.list_number, "9999"):
            found[event.list_number] = start
    return found


def _step_words(fields: Mapping[str, Any]) -> str:
    kind = str(fields.get("event"))
    return f"{EVENT_KINDS.get(kind, kind)}, {fields.get('start')}"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).replace("_", " ")
