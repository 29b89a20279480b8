"""`demo`: the main job from start to finish without a person."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console, table
from inspector_app.intake.annex_a import read_annex_a
from inspector_app.services.demo import run_demo


def run(told: Namespace, console: Console) -> Answer:
    """Makes the inspection; the last line of the summary is `verified`, or the exit status is 1."""
    workbook = Path(told.workbook) if told.workbook else None
    if workbook is not None:
        read_annex_a(
            workbook
        )  # before anything is made: a file that is no workbook leaves no half demo behind
    done = run_demo(Path(told.folder), workbook=workbook, tell=console.tell)
    answer = {
        "stores": [str(path) for path in done.stores],
        "passphrase": done.passphrase,
        "bundles": [str(path) for path in done.bundles],
        "roster": str(done.roster),
        "draft": str(done.draft),
        "records": done.records,
        "revisions": done.revisions,
        "conflicts": done.conflicts,
        "cases": done.cases,
        "verified": done.verified,
    }
    rows = [
        *(("Store", path) for path in done.stores),
        ("Passphrase", done.passphrase),
        *(("Bundle", path) for path in done.bundles),
        ("Roster", done.roster),
        ("Draft", done.draft),
        ("Cases", done.cases),
        ("Records", done.records),
        ("Revisions", done.revisions),
        ("Conflicts settled", done.conflicts),
    ]
    if not done.verified:
        return Answer(answer, table(rows), f"A check at the end of the demo did not hold: {told.folder}.")
    return Answer(answer, [*table(rows), "verified"])
