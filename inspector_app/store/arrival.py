"""What a merge adds to a store, decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.domain.revision import Entry, Payload


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a merge adds to a store, decided elsewhere.

    Attributes:
        accepted: entries that hold, those they follow first.
        waiting: entries with the id each waits for.
        quarantined: entries with the reason each is set aside for.
        newer: entries of a newer version of the app.
        released: entries that were here waiting and now hold.
        parked: ids of entries here that now wait for another id.
        condemned: entries that were here waiting and are now set aside, with the reason.
        payloads: payloads not here yet.
        bundle: tagmanifest digest of the bundle that brought them.
    """

    accepted: tuple[Entry, ...] = ()
    waiting: tuple[tuple[Entry, str], ...] = ()
    quarantined: tuple[tuple[Entry, str], ...] = ()
    newer: tuple[Entry, ...] = ()
    released: tuple[Entry, ...] = ()
    parked: tuple[tuple[str, str], ...] = ()
    condemned: tuple[tuple[Entry, str], ...] = ()
    payloads: tuple[Payload, ...] = ()
    bundle: str = ""

    def entries(self) -> Iterator[Entry]:
        """Yields the entries that were not here before."""
        yield from self.accepted
        yield from (entry for entry, _ in self.waiting)
        yield from (entry for entry, _ in self.quarantined)
        yield from self.newer
