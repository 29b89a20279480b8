"""The case of a team that shared folders fail: all is kept, every clash is listed, in any order, within two seconds.

Five inspectors share five children. All of them write a note of one name about each child; one child is renamed;
two hold differing copies of one summary; one withdraws a record that another amends. Each hands in one bundle. The
lead takes them in, in all 120 orders, each time into a fresh copy of the store; the slowest order counts.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import DELETED, Write
from inspector_app.services import attachments, bundles, cases, conflicts, evidence, merging, rosters
from inspector_app.services import session as sessions
from inspector_app.services.session import NewStore, Session, new_store, unlock
from inspector_app.store import blobs

TEAM, CHILDREN, BOUND = 5, 5, 2.0
PASSPHRASE = "twelve small owls"
NAME = "visit.txt"


@dataclass(frozen=True)
class Told:
    """What the team handed in, and what must come of it.

    Attributes:
        lead: folder of the lead's store before anything came in.
        bundles: one of each inspector.
        revisions: ids of everything that the inspectors wrote.
        files: SHA-256 of every note that was attached.
        clashes: record and field of each disagreement.
        renamed: the child that has another name, and the name.
    """

    lead: Path
    bundles: tuple[str, ...]
    revisions: frozenset[str]
    files: tuple[str, ...]
    clashes: frozenset[tuple[str, str]]
    renamed: tuple[str, str]


def _laptop(where: Path, name: str, role: str) -> NewStore:
    return NewStore(
        where=where / name, framework="ILACS-2026", authority="Fernshire", inspector=name, role=role,
        start="2026-11-02", passphrase=PASSPHRASE, use_keychain=False, cost=Cost(64, 1, 1),
    )  # fmt: skip


def _roster(lead: Session, team: list[Session], folder: str) -> None:
    rosters.init_roster(lead, folder=folder)
    for one in (lead, *team):
        rosters.add_member(
            lead,
            folder=folder,
            principal=one.device.principal,
            key=sessions.public_key(one.device),
            recipient=sessions.recipient(one.device),
            role=one.device.role,
        )
    for one in (lead, *team):
        rosters.trust_roster(one, folder=folder)


def written(where: Path) -> Told:
    """Has the team work apart from one common start."""
    with ExitStack() as stack:
        lead = stack.enter_context(new_store(_laptop(where, "lead", "lead")))
        team = [stack.enter_context(new_store(_laptop(where, f"i{n}", "inspector"))) for n in range(TEAM)]
        _roster(lead, team, str(where / "roster"))
        children = [
            str(cases.open_case_track(lead, reference=f"Curlew {n}", why_chosen="at random").record)
            for n in range(1, CHILDREN + 1)
        ]
        shared = str(evidence.record_evidence(lead, text="The plan has no dates.", source="case_file").record)
        start = bundles.export_bundle(
            lead, out=str(where / "start"), recipients=tuple(one.device.principal for one in team)
        )
        for one in team:
            merging.merge_bundle(one, bundle=start.bundle)
        for number, one in enumerate(team):
            for child in children:
                _note(one, where, child, f"What inspector {number} saw of {child}.")
        team[0].write("rename", [Write(children[0], "case_track", {"reference": "Heron 1"})])
        cases.note_case(team[1], case=children[1], summary="Seen every week.")
        cases.note_case(team[2], case=children[1], summary="Seen every other week.")
        evidence.withdraw_evidence(team[3], evidence=shared, reason="entered twice")
        evidence.amend_evidence(team[4], evidence=shared, text="The plan has no dates and no names.")
        made = tuple(bundles.export_bundle(one, out=str(where / one.device.inspector)).bundle for one in team)
        ids = {row[0] for one in team for row in one.store.connection.execute("SELECT id FROM entry")}
        return Told(
            where / "lead",
            made,
            frozenset(ids),
            tuple(sorted({name for one in team for name in blobs.names(one.store)})),
            frozenset({(children[1], "summary"), (shared, DELETED)}),
            (children[0], "Heron 1"),
        )


def _note(session: Session, where: Path, child: str, text: str) -> None:
    """A note of the same name as everybody's, as a record and as a file."""
    rec = str(evidence.record_evidence(session, text=text, source="case_file", case=child).record)
    (where / NAME).write_text(text)
    attachments.attach_file(session, file=str(where / NAME), to=rec)


def _outcome(lead: Session) -> object:
    """Returns all that is to be seen, without the lead's own receipts, which tell of the order."""
    rows = lead.store.connection.execute(
        "SELECT rec, kind, fields, heads, conflicts, deleted FROM current WHERE kind <> 'receipt' ORDER BY rec"
    )
    return [tuple(row) for row in rows], blobs.names(lead.store)


def taken(told: Told, order: tuple[str, ...], place: Path) -> tuple[float, object, list[str]]:
    """Takes the bundles in one order; returns the seconds, what is to be seen, and what is wrong with it."""
    shutil.copytree(told.lead, place)
    with unlock(place, PASSPHRASE) as lead:
        begun = time.perf_counter()
        verdicts = [merging.merge_bundle(lead, bundle=path).verdict for path in order]
        listed = conflicts.open_conflicts(lead)
        took = time.perf_counter() - begun
        state: Callable[[str], str | None] = lead.store.ledger.state
        lost = [one for one in told.revisions if state(one) != "ok"]
        found = frozenset((one.record, one.field) for one in listed)
        names = [one for one in lead.store.records("attachment") if one.get("name") == NAME]
        wrong = [
            *(f"verdict {one}" for one in verdicts if one != "good"),
            *(["revisions lost"] if lost else []),
            *(["a note lost"] if blobs.names(lead.store) != list(told.files) else []),
            *(["a note of the same name lost"] if len(names) != TEAM * CHILDREN else []),
            *([f"clashes listed: {len(found)}"] if found != told.clashes else []),
            *(["a clash that is none"] if any(len(one.values) < 2 for one in listed) else []),
            *(
                ["the name lost"]
                if lead.store.record(told.renamed[0]).get("reference") != told.renamed[1]
                else []
            ),
        ]
        outcome = _outcome(lead)
    shutil.rmtree(place)
    return took, outcome, wrong


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        os.environ["INSPECTOR_APP_HOME"] = folder
        told = written(where)
        orders = list(itertools.permutations(told.bundles))
        found = [taken(told, order, where / "order") for order in orders]
    slowest, first = max(took for took, _, _ in found), found[0][1]
    wrong = sorted({what for _, _, problems in found for what in problems})
    same = sum(outcome == first for _, outcome, _ in found)
    print(
        f"team case: {len(told.revisions)} revisions and {len(told.files)} notes of one name kept,"
        f" {len(told.clashes)} clashes listed{'' if not wrong else '; WRONG: ' + ', '.join(wrong)};"
        f" the same in {same} of {len(orders)} orders; slowest order {slowest:.2f} s (bound {BOUND})"
    )
    return 0 if not wrong and same == len(orders) and slowest <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
