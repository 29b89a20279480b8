"""What a merge asks of the ledger that it adds to: look-ups, so that its cost does not grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from inspector_app.domain.revision import Entry

OK = "ok"
WAITING = "waiting"
QUARANTINED = "quarantined"
NEWER = "newer"


class Known(Protocol):
    """A ledger as a merge sees it."""

    def state(self, entry: str, /) -> str | None:
        """Returns `ok`, `waiting`, `quarantined` or `newer`; None for an entry that is not here."""
        ...

    def here(self, ids: Sequence[str], /) -> set[str]:
        """Returns those of many entries that are here, in whatever state."""
        ...

    def entry(self, entry: str, /) -> Entry | None:
        """Returns an entry that is here, in whatever state."""
        ...

    def ids_at(self, actor: str, seq: int, /) -> tuple[str, ...]:
        """Returns every entry that an actor wrote at one place of his log, in whatever state."""
        ...

    def height(self, actor: str, /) -> int:
        """Returns the highest place of an actor's log that is here, in whatever state; 0 for an empty log."""
        ...

    def waiting_for(self, missing: str, /) -> tuple[Entry, ...]:
        """Returns the entries that are parked on one id."""
        ...

    def waits(self) -> bool:
        """Says whether any entry is parked; asked once, so that most merges need not ask for each entry."""
        ...

    def has_erased(self) -> bool:
        """Says whether any payload was erased on an order; asked once, likewise."""
        ...

    def payloads_here(self, digests: Sequence[str], /) -> set[str]:
        """Returns those of many payloads that are here."""
        ...

    def names_payload(self, digest: str, /) -> bool:
        """Says whether an entry that is here, in whatever state, names a payload that has not come."""
        ...

    def newer_names(self, digest: str, /) -> bool:
        """Says whether an entry of a newer version names a payload."""
        ...

    def is_erased(self, digest: str, /) -> bool:
        """Says whether a payload was erased on an order."""
        ...
