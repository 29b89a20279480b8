"""`outputs`: what leaves the store beside the Word draft."""

from __future__ import annotations

from argparse import Namespace

from inspector_app.cli.console import Answer, Console
from inspector_app.cli.unlocking import opened
from inspector_app.services import outages, outputs
from inspector_app.services.outputs import Written


def evidence(told: Namespace, console: Console) -> Answer:
    """Writes the evidence log."""
    with opened(console, told.store) as session:
        return _answer(outputs.write_evidence_log(session, out=told.out), "rows")


def cases(told: Namespace, console: Console) -> Answer:
    """Writes the schedule of cases."""
    with opened(console, told.store) as session:
        return _answer(outputs.write_case_schedule(session, out=told.out), "rows")


def chronology(told: Namespace, console: Console) -> Answer:
    """Writes the journey of one child."""
    with opened(console, told.store) as session:
        return _answer(outputs.write_chronology(session, case=told.case, out=told.out), "rows")


def tallies(told: Namespace, console: Console) -> Answer:
    """Writes the tallies."""
    with opened(console, told.store) as session:
        return _answer(outputs.write_tallies(session, out=told.out), "rows")


def provenance(told: Namespace, console: Console) -> Answer:
    """Writes how a record was written."""
    with opened(console, told.store) as session:
        return _answer(outputs.write_provenance(session, record=told.record, out=told.out), "revisions")


def forms(told: Namespace, console: Console) -> Answer:
    """Writes blank forms to print."""
    with opened(console, told.store) as session:
        done = outages.write_blank_forms(session, out=told.out, kind=told.kind, count=told.count)
        return _answer(done, "forms")


def qdpx(told: Namespace, console: Console) -> Answer:
    """Writes a project for analysts."""
    with opened(console, told.store) as session:
        return _answer(outputs.write_qdpx(session, out=told.out), "texts")


def pdf(told: Namespace, console: Console) -> Answer:
    """Writes the draft as PDF."""
    with opened(console, told.store) as session:
        done = outputs.write_pdf(session, out=told.out, template=told.template, outline=told.outline)
        return _answer(done, "pages")


def _answer(done: Written, counted: str) -> Answer:
    places = [{"row": row, "kinds": list(kinds)} for row, kinds in done.identifying]
    lines = [f"Written: {done.path} ({done.rows} {counted})"]
    lines += [f"Look at row {one['row']}: it could tell who a child is" for one in places]
    return Answer({"written": str(done.path), counted: done.rows, "identifying": places}, lines)
