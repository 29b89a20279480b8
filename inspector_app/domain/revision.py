"""One immutable change to one record: a header that is chained and hashed, and a payload that sets fields.

The header carries no evidence, so it survives a lawful erasure; the payload carries the evidence and a salt,
so that the digest that remains in the header cannot be guessed back (merge, 4.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.domain.contemporaneity import WRITING
from inspector_app.domain.ids import RevisionId

HEADER_VERSION = 1
MAX_PARENTS = 64
DELETED = "_deleted"
REASON = "_reason"
WITHDRAWS = "_withdraws"
"""Field that names revisions of the same record which count no longer, as when a settlement is taken back."""
RESTORES = "_restores"
"""Field that names revisions of the same record which count again."""
ABOUT = frozenset((REASON, WITHDRAWS, RESTORES, WRITING))
"""Fields that say something about revisions; two of them are never a disagreement."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is chained: who changed which record, after what, and the digest of the payload.

    Attributes:
        v: header version.
        actor: device that wrote it, a UUIDv4.
        seq: place in the actor's own log, from 1 without gaps.
        prev: id of the actor's entry before this one; None for the first.
        rec: the record that changes.
        kind: kind of record, for example `evidence`.
        schema: `kind/major.minor`.
        parents: the record's heads that the author had seen, sorted.
        pay: SHA-256 of the payload line.
        author: principal of the person, as on the roster.
        at: time as the laptop claimed it, UTC; shown, never used to decide.
        app: version of the app that wrote it.
    """

    actor: str
    seq: int
    prev: str | None
    rec: str
    kind: str
    schema: str
    parents: tuple[str, ...]
    pay: str
    author: str
    at: str
    app: str
    v: int = HEADER_VERSION


@dataclass(frozen=True, slots=True)
class Entry:
    """A header with the bytes that were hashed; `id` is their SHA-256."""

    id: RevisionId
    header: Header
    line: bytes


@dataclass(frozen=True, slots=True)
class Payload:
    """The fields that a revision sets, its salt, and the attachments it names.

    Attributes:
        digest: SHA-256 of `line`.
        salt: 16 random bytes, hexadecimal.
        fields: field name to JSON value; only what changed.
        blobs: SHA-256 of every attachment named.
        line: the canonical bytes, final line feed not included.
    """

    digest: str
    salt: str
    fields: Mapping[str, Any]
    blobs: tuple[str, ...]
    line: bytes


@dataclass(frozen=True, slots=True)
class Write:
    """What a service asks the store to add: fields of one record, seen from its present heads.

    Attributes:
        rec: record id; new or known.
        kind: kind of record.
        fields: field name to JSON value (None clears a field).
        blobs: attachments named by this change.
    """

    rec: str
    kind: str
    fields: Mapping[str, Any]
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that somebody gave a field and nobody has replaced."""

    revision: str
    value: Any
    author: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class Record:
    """One thing as it now stands.

    Attributes:
        id: record id.
        kind: kind of record.
        fields: fields with one agreed value.
        heads: revisions that nothing has followed yet, sorted.
        conflicts: field to the differing values, sorted by revision; such a field is not in `fields`.
        deleted: it is hidden; its history remains.
        revisions: how many revisions it has.
        author: principal who wrote the latest revision in ledger order.
        at: claimed time of that revision.
    """

    id: str
    kind: str
    fields: Mapping[str, Any]
    heads: tuple[str, ...]
    conflicts: Mapping[str, tuple[Candidate, ...]]
    deleted: bool
    revisions: int
    author: str
    at: str

    @property
    def is_set_aside(self) -> bool:
        """Says whether nothing of it counts; a record that somebody withdrew still has its fields."""
        return self.deleted and not self.conflicts and ABOUT.issuperset(self.fields)

    def get(self, field: str, otherwise: Any = None) -> Any:
        """Returns the agreed value of a field, or `otherwise` where there is none."""
        return self.fields.get(field, otherwise)
