"""`set-aside`: a merge taken back as a whole, or brought back."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.cli.unlocking import opened
from inspector_app.services import set_aside
from inspector_app.services.session import Session
from inspector_app.store import exchange

_SHORT = 12


def call(told: Namespace, console: Console) -> Answer:
    """Sets aside what a merge brought, brings it back, or tells of every merge where none is named."""
    with opened(console, told.store) as session:
        if not told.bundle:
            found = _listed(session)
            return Answer({"bundles": found}, _lines(found))
        decide = set_aside.bring_back_merge if told.bring_back else set_aside.set_aside_merge
        done = decide(session, bundle=told.bundle, reason=told.reason)
    touched = len(done.records - {done.record})
    words = "Brought back" if told.bring_back else "Set aside"
    lines = [
        f"{words} in {counted(touched, 'record')}; the receipt stays.",
        *([done.told] if done.told else []),
    ]
    return Answer(
        {"record": done.record, "revision": done.revision, "records": touched, "told": done.told}, lines
    )


def _listed(session: Session) -> list[dict[str, Any]]:
    asides = set_aside.asides(session)
    return [
        {
            "bundle": row.tagmanifest,
            "principal": row.principal,
            "at": row.at,
            "new": int(row.report.get("new", 0)),
            "set_aside_by": aside.author if (aside := asides.get(row.tagmanifest)) else None,
            "reason": aside.reason if aside else None,
        }
        for row in exchange.bundles(session.store)
        if row.direction == "in"
    ]


def _lines(found: list[dict[str, Any]]) -> list[str]:
    rows = [("Bundle", "Of", "Taken in", "New", "Set aside by")]
    rows += [
        (one["bundle"][:_SHORT], one["principal"], one["at"], str(one["new"]), one["set_aside_by"] or "")
        for one in found
    ]
    return table(rows)
