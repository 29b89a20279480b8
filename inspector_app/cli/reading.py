"""`dump` and `search`: what is in a store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.cli.unlocking import opened
from inspector_app.domain.revision import Candidate, Record
from inspector_app.services.session import Session
from inspector_app.store import drafts
from inspector_app.store.drafts import Draft
from inspector_app.store.entries import Held


def dump(told: Namespace, console: Console) -> Answer:
    """Prints records as JSON lines, sorted by kind and id; then drafts, where they are asked for."""
    with opened(console, told.store) as session:
        for record in session.store.records(deleted=told.history):
            line = _record(record)
            if told.history:
                revisions = sorted(session.store.history(record.id), key=_claimed)
                line["history"] = [_revision(held) for held in revisions]
            console.line(line)
        if told.drafts:
            for draft in drafts.found(session.store):
                console.line(_draft(draft))
    return Answer(None)


def values(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Returns the values of a field in conflict, as `conflicts` and `dump` print them."""
    return [{"value": c.value, "author": c.author, "revision": c.revision, "at": c.at} for c in candidates]


def _record(record: Record) -> dict[str, Any]:
    conflicts: Mapping[str, Any] = {field: values(found) for field, found in record.conflicts.items()}
    return {
        "kind": record.kind,
        "record": record.id,
        "fields": dict(record.fields),
        "heads": list(record.heads),
        "conflicts": conflicts,
        "deleted": record.deleted,
    }


def _claimed(held: Held) -> tuple[str, str, int]:
    """Orders revisions for reading: by claimed time, those of one device as it wrote them."""
    header = held.entry.header
    return header.at, header.actor, header.seq


def _revision(held: Held) -> dict[str, Any]:
    header = held.entry.header
    return {
        "revision": held.entry.id,
        "parents": list(header.parents),
        "author": header.author,
        "device": header.actor,
        "sequence": header.seq,
        "at": header.at,
        "state": held.state,
        "bundle": held.bundle,
        "fields": None if held.payload is None else dict(held.payload.fields),
    }


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "record": draft.rec,
        "fields": dict(draft.fields),
        "heads": [],
        "conflicts": {},
        "draft": draft.editor,
        "at": draft.at,
    }


def search(told: Namespace, console: Console) -> Answer:
    """Finds records by their words."""
    with opened(console, told.store) as session:
        hits = _found(session, told.text, told.limit)
    lines = table((hit["record"], hit["kind"].replace("_", " "), hit["snippet"]) for hit in hits)
    return Answer({"hits": hits}, [*lines, counted(len(hits), "hit")])


def _found(session: Session, text: str, limit: int) -> list[dict[str, str]]:
    return [asdict(hit) for hit in session.store.search(text, limit)]
