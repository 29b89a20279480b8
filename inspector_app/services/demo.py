"""The main job from start to finish without a person: three inspectors, their bundles, a merge, a draft.

Everything goes through the same services as the window and the command line. The words come from
`resources/samples/demo.toml`; the council, its children and its staff are invented.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector_app import resources
from inspector_app.domain import clock as clocks
from inspector_app.domain.clock import Clock
from inspector_app.errors import BugError, RefusedError
from inspector_app.services import (
    bundles,
    cases,
    concerns,
    conflicts,
    drafting,
    evidence,
    interviews,
    judgements,
    keeping,
    merging,
    rosters,
    session,
)
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.demo_folder import MARK, words
from inspector_app.services.session import NewStore, Session
from inspector_app.store.errors import unwritten

WORKBOOK = "fernshire-annex-a.xlsx"
_MARK_TEXT = (
    "A demo inspection made by inspector-app. Everything in this folder is invented and may be deleted.\n"
)


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demo made.

    Attributes:
        stores: the three stores, the lead's first.
        passphrase: opens each of them.
        bundles: the three signed bundles.
        roster: the roster's folder.
        draft: the Word draft.
        records: records in the lead's store at the end.
        revisions: revisions in it.
        conflicts: conflicts that the merge brought, all settled.
        cases: case tracks.
        verified: every check at the end held.
    """

    stores: tuple[Path, ...]
    passphrase: str
    bundles: tuple[Path, ...]
    roster: Path
    draft: Path
    records: int
    revisions: int
    conflicts: int
    cases: int
    verified: bool


@dataclass(slots=True)
class _Team:
    """The three open stores and what the script refers to by place."""

    words: Mapping[str, Any]
    members: dict[str, Session] = field(default_factory=dict[str, Session])
    cases: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    interviews: list[str] = field(default_factory=list[str])
    evidence: dict[str, str] = field(default_factory=dict[str, str])

    def lines(self, kind: str, *by: str) -> Iterator[tuple[Session, dict[str, Any]]]:
        for line in self.words.get(kind, []):
            told = dict(line)
            member = told.pop("by", "lead")
            if member in by:
                if "case" in told:
                    stratum, place = told["case"]
                    told["case"] = self.case(stratum, place)
                yield self.members[member], told

    def case(self, stratum: str, place: int) -> str:
        found = self.cases.get(stratum) or next(iter(self.cases.values()))
        return found[place % len(found)]


def _prepare(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError("The folder is not empty, so no demo was made in it", where=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(_MARK_TEXT, "utf-8")
        (folder / "bundles").mkdir()
        (folder / "stores").mkdir()
    except OSError as error:
        with suppress(OSError):
            _take_away(folder)
        advice = "Choose a folder that you may write in."
        raise unwritten("The folder cannot be written", error, where=folder, advice=advice) from error


def run_demo(
    folder: Path,
    *,
    workbook: Path | None = None,
    clock: Clock = clocks.system_clock,
    tell: Callable[[str], None] = lambda _: None,
) -> DemoReport:
    """Makes a whole inspection under a folder.

    Args:
        folder: empty or not there.
        workbook: a council's Annex A workbook; the bundled one of an invented council where None.
        clock: the time that everything claims.
        tell: is told each step in a sentence.

    Raises:
        WorldError: the folder or the workbook cannot be used.
    """
    script = words()
    _prepare(folder)
    try:
        return _play(folder, script, workbook, clock, tell)
    except BaseException:  # half a demo is no use, and would keep the next one out of the folder
        _take_away(folder)
        raise


def _take_away(folder: Path) -> None:
    """Takes away what stands in a folder that was empty before the demo."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _play(
    folder: Path,
    script: Mapping[str, Any],
    workbook: Path | None,
    clock: Clock,
    tell: Callable[[str], None],
) -> DemoReport:
    source = workbook or resources.path("samples", WORKBOOK)
    with ExitStack() as open_stores:
        team = _Team(script)
        for member in script["inspector"]:
            team.members[member["key"]] = open_stores.enter_context(_store(folder, script, member, clock))
        tell(f"{len(team.members)} encrypted stores made, one for each inspector")
        roster = _roster(folder, team)
        tell("Team roster signed by the lead and trusted by all three")
        _choose(team, source, script["seed"])
        number = sum(len(found) for found in team.cases.values())
        tell(f"{number} case{'s' if number != 1 else ''} chosen from {source.name}")
        made = [_field_work(folder, team)]
        made += [_send(folder, team, key) for key in ("second", "third")]
        tell(f"{len(made)} bundles signed, sealed to the lead and verified after writing")
        settled = _merge(team, made)
        tell(f"Lead merged them and settled {settled} conflict{'s' if settled != 1 else ''}")
        _judge(team)
        draft = folder / "draft-report.docx"
        drafting.write_draft(team.members["lead"], out=str(draft))
        tell("Word draft written")
        return _report(team, roster=roster, made=made, draft=draft, settled=settled)


def _store(folder: Path, script: Mapping[str, Any], member: Mapping[str, str], clock: Clock) -> Session:
    return session.new_store(
        NewStore(
            where=folder / "stores" / member["key"],
            framework=script["framework"],
            overlays=tuple(script["overlays"]),
            authority=script["authority"],
            inspector=member["name"],
            role=member["role"],
            start=clock().date().isoformat(),
            passphrase=script["passphrase"],
            use_keychain=False,
        ),
        clock,
    )


def _roster(folder: Path, team: _Team) -> Path:
    where = folder / "roster"
    lead = team.members["lead"]
    rosters.init_roster(lead, folder=str(where))
    for member in team.members.values():
        rosters.add_member(
            lead,
            folder=str(where),
            principal=member.device.principal,
            key=session.public_key(member.device),
            recipient=session.recipient(member.device),
            role=member.device.role,
        )
    for member in team.members.values():
        rosters.trust_roster(member, folder=str(where))
    return where


def _choose(team: _Team, source: Path, seed: int) -> None:
    chosen = cases.choose_cases(team.members["lead"], workbook=str(source), seed=seed)
    for pick in chosen.selection.picks:
        team.cases.setdefault(pick.stratum, []).append(chosen.cases[pick.child])


def _field_work(folder: Path, team: _Team) -> Path:
    """The lead's own work first, sent to the team; then each inspector's."""
    _record(team, "lead")
    opening = _send(folder, team, "lead", to=("second", "third"))
    for key in ("second", "third"):
        merging.merge_bundle(team.members[key], bundle=str(opening))
    _record(team, "second", "third")
    for line in team.words["disagreement"]:
        for by, finding in ((line["by"], line["finding"]), (line["other"], line["other_finding"])):
            _evaluate_again(team.members[by], line["descriptor"], finding)
    return opening


def _evaluate_again(member: Session, descriptor: str, finding: str) -> None:
    before = member.store.record(member.template(f"evaluation/{descriptor}"))
    judgements.evaluate_descriptor(
        member,
        descriptor=descriptor,
        finding=finding,
        effect=str(before.get("effect")),
        summary=str(before.get("summary")),
        reason="Seen otherwise in the field",
    )


def _record(team: _Team, *by: str) -> None:
    for member, told in team.lines("interview", *by):
        team.interviews.append(interviews.note_interview(member, **told).record)
    for member, told in team.lines("evidence", *by):
        _record_evidence(team, member, told)
    for member, told in team.lines("event", *by):
        cases.add_journey_event(member, **told)
    for member, told in team.lines("note", *by):
        cases.note_case(member, **told)
    for member, told in team.lines("evaluation", *by):
        judgements.evaluate_descriptor(member, **told)
    for member, told in team.lines("concern", *by):
        acknowledged_by = told.pop("acknowledged_by")
        told["evidence"] = team.evidence[told["evidence"]]
        raised = concerns.raise_urgent_concern(member, **told)
        concerns.acknowledge_concern(member, concern=raised.record, acknowledged_by=acknowledged_by)
    for member, told in team.lines("tally", *by):
        judgements.count_tally(member, **told)
    for member, told in team.lines("context", *by):
        judgements.state_context(member, **told)
    for member, told in team.lines("dissent", *by):
        judgements.note_dissent(member, **told)


def _record_evidence(team: _Team, member: Session, told: dict[str, Any]) -> None:
    descriptor, stance = told.pop("descriptor"), told.pop("stance")
    if "interview" in told:
        told["interview"] = _interview(team, member, told["interview"])
    recorded = evidence.record_evidence(member, **told)
    team.evidence[descriptor] = recorded.record
    evidence.link_evidence(member, evidence=recorded.record, descriptor=descriptor, stance=stance)


def _interview(team: _Team, member: Session, place: int) -> str:
    """Returns the interview that a line names by its place in the script."""
    told = team.words["interview"][place]
    for record in member.store.records("interview"):
        if record.get("role_met") == told["role_met"]:
            return record.id
    raise BugError("the demo names an interview that was not noted")


def _send(folder: Path, team: _Team, key: str, to: tuple[str, ...] = ()) -> Path:
    names = tuple(team.members[other].device.principal for other in to)
    done = bundles.export_bundle(team.members[key], out=str(folder / "bundles"), recipients=names)
    return Path(done.bundle)


def _merge(team: _Team, made: list[Path]) -> int:
    lead = team.members["lead"]
    for bundle in made:
        merged = merging.merge_bundle(lead, bundle=str(bundle))
        if merged.verdict != "good":
            raise BugError(f"a bundle of the demo was {merged.verdict}")
    found = conflicts.open_conflicts(lead)
    for conflict in found:
        take, reason = _settlement(team.words, conflict)
        conflicts.resolve_conflict(
            lead, record=conflict.record, field=conflict.field, take=take, reason=reason
        )
    return len(found)


def _settlement(script: Mapping[str, Any], conflict: OpenConflict) -> tuple[str, str]:
    """Returns which revision to take, and why.

    A small workbook has fewer children than the script has parts for, so two inspectors may write about one
    child and differ where the script does not foresee it.
    """
    for line in script["disagreement"]:
        if line["descriptor"] in conflict.what:
            return next(c.revision for c in conflict.values if c.value == line["take"]), str(line["reason"])
    return conflict.values[0].revision, str(script["settled_otherwise"])


def _judge(team: _Team) -> None:
    for line in team.words["grade"]:
        judgements.propose_grade(team.members["lead"], **line)


def _report(team: _Team, *, roster: Path, made: list[Path], draft: Path, settled: int) -> DemoReport:
    lead = team.members["lead"]
    verified = (
        keeping.check(lead).ok
        and not conflicts.open_conflicts(lead)
        and draft.is_file()
        and all(bundles.verify_bundle(lead, bundle=str(path)).verdict == "good" for path in made)
        and rosters.show(folder=str(roster)).version > 0
    )
    counts = lead.store.counts()
    return DemoReport(
        stores=tuple(member.store.folder for member in team.members.values()),
        passphrase=str(team.words["passphrase"]),
        bundles=tuple(made),
        roster=roster,
        draft=draft,
        records=sum(counts.values()),
        revisions=lead.store.revisions(),
        conflicts=settled,
        cases=counts.get("case_track", 0),
        verified=verified,
    )


__all__ = ["MARK", "DemoReport", "run_demo", "words"]
