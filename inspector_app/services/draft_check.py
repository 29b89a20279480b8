"""A draft against the store: was it written from the records as they stand, and if not, what differs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.documents.origin import DIGITS, read_origin
from inspector_app.services import drafting
from inspector_app.services.session import Session

_RECORD, _REVISION = 8, 8


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What a look at a draft found.

    Attributes:
        draft: its path.
        same: it was written from the records as they stand here.
        digests: start of the head digest at the foot of its pages; several where pages differ.
        store: start of the head digest of the store.
        changed: evidence that has changed since: the end of the record's id.
        added: evidence that the draft does not have.
        gone: evidence of the draft that is not here, or was withdrawn.
    """

    draft: str
    same: bool
    digests: tuple[str, ...]
    store: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Says what was found."""
        if self.same:
            return "The draft was written from the records as they stand in this store."
        if len(self.digests) > 1:
            return "Pages of the draft were written from different states of the records."
        if not (self.changed or self.added or self.gone):
            return (
                "The draft was written from another state of the records: its evidence is the same, but"
                " something else differs, such as a finding, a grade or the team."
            )
        return (
            "The draft was written from another state of the records. Evidence that differs:"
            f" {len(self.changed)} changed, {len(self.added)} not in the draft,"
            f" {len(self.gone)} not here any more."
        )


def check_draft(session: Session, *, draft: str) -> DraftCheck:
    """Compares the digest at the foot of a draft with the store, and its index of evidence with the records.

    Raises:
        DraftNotReadError: the file cannot be read or is no draft of this app.
    """
    origin = read_origin(Path(draft))
    store = drafting.heads_digest(session)[:DIGITS]
    here = {record.id[-_RECORD:]: record.heads[0][:_REVISION] for record in session.store.records("evidence")}
    there = origin.records
    return DraftCheck(
        draft=draft,
        same=origin.digests == (store,),
        digests=origin.digests,
        store=store,
        changed=tuple(sorted(rec for rec in here.keys() & there.keys() if here[rec] != there[rec])),
        added=tuple(sorted(here.keys() - there.keys())),
        gone=tuple(sorted(there.keys() - here.keys())),
    )
