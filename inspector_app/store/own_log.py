"""The end of one device's own log with what each revision sets, in the order in which it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.crypto import ledger
from inspector_app.store.store import Store

_LATEST = (
    "SELECT e.id, e.seq, e.rec, e.kind, e.parents, e.at, p.line FROM entry e"
    " LEFT JOIN payload p ON p.pay = e.pay"
    " WHERE e.actor = ? AND e.state = 'ok' ORDER BY e.seq DESC, e.id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Written:
    """One revision of a device's own.

    Attributes:
        id: the revision.
        seq: its place in the log.
        rec: the record that it changes.
        kind: the record's kind.
        follows: how many revisions it follows; none where it begins the record.
        at: claimed time.
        fields: what it sets; empty where that was erased.
    """

    id: str
    seq: int
    rec: str
    kind: str
    follows: int
    at: str
    fields: Mapping[str, Any]


def latest(store: Store, actor: str, most: int) -> list[Written]:
    """Returns the last revisions of a device that count, the oldest of them first.

    Args:
        store: the open store.
        actor: the device.
        most: how many at most; a look costs about two hundredths of a millisecond for each.

    Raises:
        DamagedStoreError: they cannot be read.
    """
    with store.faults():
        rows = store.connection.execute(_LATEST, (actor, most)).fetchall()
    return [
        Written(name, seq, rec, kind, len(parents.split()), at, {} if line is None else _fields(bytes(line)))
        for name, seq, rec, kind, parents, at, line in reversed(rows)
    ]


def _fields(line: bytes) -> Mapping[str, Any]:
    return ledger.read_payload(line, proved=True).fields
