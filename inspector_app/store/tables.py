"""Tables of the store.

`entry`, `payload`, `blob` and `erased` are the ledger and are only ever added to (an erasure order takes
payload and blob rows away). `current` and `passage` are projections: derived from the ledger, dropped and
rebuilt at any time. The specification is `resources/formats/store.md`.
"""

from __future__ import annotations

TABLES: dict[str, tuple[dict[str, type], str | tuple[str, ...] | None]] = {
    "meta": ({"key": str, "value": str}, "key"),
    "entry": (
        {
            "id": str, "actor": str, "seq": int, "rec": str, "kind": str, "parents": str, "pay": str,
            "author": str, "at": str, "header": bytes, "state": str, "waits_for": str, "reason": str,
            "bundle": str,
        },
        None,
    ),
    "payload": ({"pay": str, "line": bytes}, None),
    "erased": ({"pay": str, "order_id": str}, "pay"),
    "erasure_order": ({"id": str, "signed": bytes}, "id"),
    "blob": ({"hash": str, "size": int, "stored_at": str}, "hash"),
    "blob_part": ({"hash": str, "part": int, "bytes": bytes}, ("hash", "part")),
    "checkpoint": (
        {"actor": str, "seq": int, "entry": str, "text": bytes, "signature": bytes},
        ("actor", "seq"),
    ),
    "bundle": (
        {
            "tagmanifest": str, "id": str, "actor": str, "seq": int, "prev": str, "signer": str,
            "principal": str, "at": str, "verdict": str, "direction": str, "report": str,
        },
        "tagmanifest",
    ),
    "frontier": ({"peer": str, "actor": str, "seq": int, "hash": str}, ("peer", "actor")),
    "draft": (
        {"editor": str, "rec": str, "kind": str, "fields": str, "cursor": str, "at": str},
        "editor",
    ),
    "identity": ({"rec": str, "sealed": bytes}, "rec"),
    "roster": ({"name": str, "bytes": bytes}, "name"),
    "current": (
        {
            "number": int, "rec": str, "kind": str, "fields": str, "heads": str, "conflicts": str,
            "deleted": int, "revisions": int, "author": str, "at": str, "text": str,
        },
        "number",
    ),
}  # fmt: skip

INDEXES = (
    ("entry", ("id",), True),
    ("entry", ("actor", "seq"), False),
    ("entry", ("rec",), False),
    ("payload", ("pay",), True),
    ("current", ("rec",), True),
    ("current", ("kind",), False),
)
"""Table, columns, and whether every value is there once."""

TOKENIZER = "unicode61 remove_diacritics 2"
"""Tells FTS5 what a word is."""

PASSAGE = (
    f"""CREATE VIRTUAL TABLE passage USING fts5(text, content='current', content_rowid='number',
       tokenize='{TOKENIZER}')""",
    # SQLCipher keeps 80 bytes of each page for itself, so FTS5's usual leaf would not fit one page.
    "INSERT INTO passage(passage, rank) VALUES ('pgsz', 3900)",
    "INSERT INTO passage(passage, rank) VALUES ('secure-delete', 1)",
)
"""The full-text index of what is current."""

UNINDEXED = "CREATE TABLE IF NOT EXISTS unindexed(number INTEGER PRIMARY KEY, before TEXT)"
"""Rows of `current` that the index holds with other words, and those words. Rows after the last indexed one
are not in it at all, so that a new record costs the index nothing."""

INDEXED = "indexed"
"""The fact that holds the number of the last row of `current` that was indexed."""

ALL_INDEXED = (
    f"INSERT OR REPLACE INTO meta(key, value) SELECT '{INDEXED}',"  # noqa: S608 - a constant
    " CAST(coalesce(max(number), 0) AS TEXT) FROM current"
)
"""Says that every row is in the index, as in version 1 and after it was built anew."""

UNDELIVERED = (
    "CREATE TABLE IF NOT EXISTS undelivered(pay TEXT, rec TEXT, PRIMARY KEY(pay, rec)) WITHOUT ROWID",
    "DELETE FROM undelivered",
    (
        "INSERT OR IGNORE INTO undelivered SELECT e.pay, e.rec FROM entry e"
        " LEFT JOIN payload p ON p.pay = e.pay LEFT JOIN erased x ON x.pay = e.pay"
        " WHERE p.pay IS NULL AND x.pay IS NULL"
    ),
)
"""Payloads that an entry names and that have neither come nor been erased, with the record: derived, so that
a merge finds the entry of a late payload without an index over all of them, which each save would pay for."""
