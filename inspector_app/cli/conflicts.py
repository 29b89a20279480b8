"""`conflicts` and `resolve`: the fields in which the team disagrees."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from inspector_app.cli.console import Answer, Console, counted
from inspector_app.cli.reading import values
from inspector_app.cli.unlocking import opened
from inspector_app.errors import RefusedError
from inspector_app.services import conflicts
from inspector_app.services.conflicts import OpenConflict

_SHORT = 12


def listing(told: Namespace, console: Console) -> Answer:
    """Lists every open conflict with all its values."""
    with opened(console, told.store) as session:
        found = conflicts.open_conflicts(session)
    return Answer({"conflicts": described(found)}, lines_of(found))


def described(found: Iterable[OpenConflict]) -> list[dict[str, Any]]:
    """Returns conflicts as JSON values."""
    return [
        {
            "record": one.record,
            "kind": one.kind,
            "field": one.field,
            "what": one.what,
            "chosen": one.chosen,
            "values": values(one.values),
        }
        for one in found
    ]


def lines_of(found: Iterable[OpenConflict]) -> list[str]:
    """Returns conflicts for a person."""
    lines: list[str] = []
    listed = list(found)
    for one in listed:
        lines.append(f"{one.what} (record {one.record}, field {one.field})")
        lines += [f"  {c.revision[:_SHORT]}  {c.author}: {_shown(c.value)}" for c in one.values]
    return [*lines, counted(len(listed), "open conflict")]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def resolve(told: Namespace, console: Console) -> Answer:
    """Settles one field."""
    more: dict[str, Any] = {"take": told.take} if told.value is None else {"value": _value(told.value)}
    with opened(console, told.store) as session:
        done = conflicts.resolve_conflict(
            session, record=told.record, field=told.field, reason=told.reason, **more
        )
        left = len(conflicts.open_conflicts(session))
    answer = {"record": done.record, "field": told.field, "revision": done.revision, "open": left}
    return Answer(
        answer, [f"Settled in revision {done.revision[:_SHORT]}; {counted(left, 'conflict')} left open."]
    )


def _value(told: str) -> object:
    try:
        return json.loads(told)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            "The value is not JSON", advice='Put text between double quotes: "good".'
        ) from error
