"""Who a pseudonym stands for: its own table, sealed once more under its own key, never in a bundle."""

from __future__ import annotations

import json
from collections.abc import Mapping

from inspector_app.crypto import keys
from inspector_app.store.store import Store

_KEY = "identity_key"


def _key(store: Store) -> bytes:
    told = store.fact(_KEY)
    if told is None:
        told = keys.new_key().hex()
        store.set_fact(_KEY, told)
    return bytes.fromhex(told)


def keep(store: Store, rec: str, identity: Mapping[str, str]) -> None:
    """Keeps what identifies the child of a case track (council's id, date of birth)."""
    sealed = keys.seal_identity(_key(store), json.dumps(dict(identity), ensure_ascii=False), rec)
    with store.changing() as connection:
        connection.execute("INSERT OR REPLACE INTO identity VALUES (?, ?)", (rec, sealed))


def find(store: Store, rec: str) -> dict[str, str] | None:
    """Returns what identifies the child of a case track, or None where this laptop does not know it."""
    with store.faults():
        row = store.connection.execute("SELECT sealed FROM identity WHERE rec = ?", (rec,)).fetchone()
    return None if row is None else json.loads(keys.open_identity(_key(store), bytes(row[0]), rec))
