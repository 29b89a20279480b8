"""Whose key opens a store when its passphrase is lost: kept to what policy and roster say today.

A recipient that the organisation names later, or changes, must reach the stores that are there already: 32
bytes are sealed once more, and no evidence is rewritten.
"""

from __future__ import annotations

from contextlib import suppress

from inspector_app.crypto import keys, sealing
from inspector_app.errors import WorldError
from inspector_app.services import policy
from inspector_app.store import Store, exchange, folder
from inspector_app.store.folder import KeyFile

FACT = "recovery"
PINNED = "roster_pinned"
"""The fact that holds the key which signs the roster that a store trusts."""


def settle(store: Store, key: bytes) -> tuple[str, ...]:
    """Lets the organisation's keys open a store: the recipient of the policy, and the escrow of the roster.

    A recipient that its source named before and names no longer goes only when that source names another:
    a policy that is missing on a new laptop must not cost the last way in. One that somebody gave by hand
    stays.

    Args:
        store: the open store.
        key: its data key.

    Returns:
        the recipients whose keys open it from now on and did not before.

    Raises:
        StoreWriteError, DamagedStoreError: as they say; what opened the store before still does.
    """
    before: dict[str, str] = store.fact(FACT, {})
    wanted = {
        source: named
        for source, named in (("policy", policy.present().recovery_recipient), ("roster", _escrow(store)))
        if sealing.is_recipient(named)
    }
    file = folder.read_keys(store.folder)
    present = {wrap.account for wrap in file.wraps if wrap.kind == "recovery"}
    replaced = {before[source] for source in wanted if source in before} - set(wanted.values())
    added = tuple(named for named in dict.fromkeys(wanted.values()) if named not in present)
    if added or replaced & present:
        kept = (wrap for wrap in file.wraps if wrap.kind != "recovery" or wrap.account not in replaced)
        fresh = (keys.wrap_for_recovery(key, named, file.store_id) for named in added)
        folder.write_keys(store.folder, KeyFile(file.store_id, (*kept, *fresh)))
    if not wanted.items() <= before.items():
        store.set_fact(FACT, {**before, **wanted})
    return added


def _escrow(store: Store) -> str:
    """Returns the escrow of the roster that a store trusts; empty where none is, or it cannot be read."""
    with suppress(WorldError):
        if told := exchange.roster(store):
            from inspector_app.bundle.roster import read_roster  # noqa: PLC0415 - slow to load, for a roster only

            return read_roster(told, pinned=store.fact(PINNED)).escrow or ""
    return ""
