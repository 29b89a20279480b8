"""What is being typed right now: one row for each open editor, overwritten durably at every pause.

A draft is not evidence yet and never leaves the laptop. `Store.append(seals=…)` seals it into a revision and
takes the row away in the same transaction; after a crash it is offered back to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.store.store import Store

_BEGUN = "_begun"
"""Stands among the fields of the row: no field of a form begins like this."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsealed text of one editor.

    Attributes:
        editor: name of the editor, for example `evidence/new`.
        rec: the record that it edits; a new id where it is not in the ledger yet.
        kind: kind of that record.
        fields: what the form holds.
        cursor: field name and place of the cursor.
        at: claimed time of the last pause after which it held something else.
        begun: claimed time of the first pause; empty where it is not known.
    """

    editor: str
    rec: str
    kind: str
    fields: Mapping[str, Any]
    cursor: tuple[str, int]
    at: str
    begun: str = ""


def keep(store: Store, draft: Draft) -> None:
    """Keeps what an editor holds, in place of what it held; durable when this returns.

    Raises:
        StoreWriteError: nothing was saved; what was kept before is still there.
    """
    with store.changing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO draft(editor, rec, kind, fields, cursor, at) VALUES (?,?,?,?,?,?)",
            (
                # Escaped, because a field may for a moment hold half of a character, which is no UTF-8.
                draft.editor, draft.rec, draft.kind, json.dumps({**draft.fields, _BEGUN: draft.begun}),
                json.dumps(list(draft.cursor)), draft.at,
            ),
        )  # fmt: skip


def found(store: Store, editor: str | None = None) -> list[Draft]:
    """Returns the drafts that were not sealed, of one editor or of all, by editor."""
    sql = (
        "SELECT editor, rec, kind, fields, cursor, at FROM draft"
        " WHERE ?1 IS NULL OR editor = ?1 ORDER BY editor"
    )
    with store.faults():
        return [_draft(row) for row in store.connection.execute(sql, (editor,))]


def _draft(row: tuple[str, str, str, str, str, str]) -> Draft:
    editor, rec, kind, told, cursor, at = row
    fields: dict[str, Any] = json.loads(told)
    begun = str(fields.pop(_BEGUN, ""))
    return Draft(editor, rec, kind, fields, (json.loads(cursor)[0], json.loads(cursor)[1]), at, begun)


def discard(store: Store, editor: str) -> None:
    """Takes a draft away, when its editor was emptied by hand."""
    with store.changing() as connection:
        connection.execute("DELETE FROM draft WHERE editor = ?", (editor,))
