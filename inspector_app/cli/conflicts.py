"""`conflicts` and `resolve`: the fields in which the team disagrees."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from inspector_app.cli.console import Answer, Console, counted
from inspector_app.cli.reading import values
from inspector_app.cli.unlocking import opened
from inspector_app.errors import RefusedError
from inspector_app.services import conflicts, settling
from inspector_app.services.attribution import REVOKED, VOUCHED, WORDS
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.session import Session

_SHORT = 12
_LAPTOP = 8


def listing(told: Namespace, console: Console) -> Answer:
    """Lists every open conflict with all its values and what stands beside them."""
    with opened(console, told.store) as session:
        found = conflicts.open_conflicts(session)
        answer = {"conflicts": described(session, found)}
    return Answer(answer, lines_of(found))


def described(session: Session, found: Iterable[OpenConflict]) -> list[dict[str, Any]]:
    """Returns conflicts, with what stands beside them, as JSON values."""
    return [
        {
            "record": one.record,
            "kind": one.kind,
            "field": one.field,
            "area": one.area,
            "what": one.what,
            "chosen": one.chosen,
            "note": one.note,
            "values": [
                {**value, "standing": standing}
                for value, standing in zip(values(one.values), one.standings, strict=True)
            ],
            **_beside(session, one),
        }
        for one in found
    ]


def _beside(session: Session, conflict: OpenConflict) -> dict[str, Any]:
    found = settling.beside(session, conflict)
    return {
        "base": values([found.base])[0] if found.base else None,
        "proposal": found.proposal,
        "diff": [asdict(line) for line in found.lines],
    }


def lines_of(found: Iterable[OpenConflict]) -> list[str]:
    """Returns conflicts for a person."""
    lines: list[str] = []
    listed = list(found)
    for one in listed:
        lines.append(f"{one.what} (record {one.record}, field {one.field})")
        lines += [
            f"  {c.revision[:_SHORT]}  {c.author} on {c.actor[:_LAPTOP]}: {_shown(c.value)}"
            + (f" ({WORDS[standing]})" if standing in (VOUCHED, REVOKED) else "")
            for c, standing in zip(one.values, one.standings, strict=True)
        ]
        lines += [f"  left open: {one.note}"] if one.note else []
    return [*lines, counted(len(listed), "open conflict")]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def resolve(told: Namespace, console: Console) -> Answer:
    """Settles one field, takes a settlement back, or leaves it open with a note."""
    where = {"record": told.record, "field": told.field}
    with opened(console, told.store) as session:
        if told.take_back:
            done, words = conflicts.take_back(session, **where, reason=told.reason), "Taken back"
        elif told.leave_open:
            done, words = conflicts.leave_open(session, **where, note=told.reason), "Left open"
        else:
            more: dict[str, Any] = (
                {"take": told.take} if told.value is None else {"value": _value(told.value)}
            )
            done = conflicts.resolve_conflict(session, **where, reason=told.reason, **more)
            words = "Settled"
        left = len(conflicts.open_conflicts(session))
    answer = {**where, "revision": done.revision, "open": left}
    return Answer(
        answer, [f"{words} in revision {done.revision[:_SHORT]}; {counted(left, 'conflict')} left open."]
    )


def _value(told: str) -> object:
    try:
        return json.loads(told)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            "The value is not JSON", advice='Put text between double quotes: "good".'
        ) from error
