"""What a merge asks of the ledger that it adds to: look-ups, so that its cost does not grow with it."""

from __future__ import annotations

from typing import Protocol

from inspector_app.domain.revision import Entry

OK = "ok"
WAITING = "waiting"
QUARANTINED = "quarantined"


class Known(Protocol):
    """A ledger as a merge sees it."""

    def state(self, entry: str, /) -> str | None:
        """Returns `ok`, `waiting` or `quarantined`; None for an entry that is not here."""
        ...

    def entry(self, entry: str, /) -> Entry | None:
        """Returns an entry that is here, in whatever state."""
        ...

    def ids_at(self, actor: str, seq: int, /) -> tuple[str, ...]:
        """Returns every entry that an actor wrote at one place of his log, in whatever state."""
        ...

    def waiting_for(self, missing: str, /) -> tuple[Entry, ...]:
        """Returns the entries that are parked on one id."""
        ...

    def has_payload(self, digest: str, /) -> bool:
        """Says whether a payload is here."""
        ...

    def names_payload(self, digest: str, /) -> bool:
        """Says whether an entry that is here, in whatever state, names a payload."""
        ...

    def is_erased(self, digest: str, /) -> bool:
        """Says whether a payload was erased on an order."""
        ...
