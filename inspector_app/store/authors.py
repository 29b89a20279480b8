"""Who wrote which entries, where that matters: look-ups over all of the ledger, for teams that need them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from inspector_app.store.store import Store


@dataclass(frozen=True, slots=True)
class Written:
    """One accepted entry: its id, the record, and whether it began that record."""

    entry: str
    rec: str
    begins: bool


def written_by(store: Store, authors: Collection[str], kinds: Collection[str]) -> list[Written]:
    """Returns what some people wrote in records of some kinds; reads the whole ledger, so only if need be."""
    sql = (
        "SELECT id, rec, parents = '' FROM entry WHERE state = 'ok'"
        " AND author IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?))"
    )
    with store.faults():
        rows = store.connection.execute(sql, (json.dumps(list(authors)), json.dumps(list(kinds))))
        return [Written(entry, rec, bool(begins)) for entry, rec, begins in rows]
