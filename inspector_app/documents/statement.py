"""One page for whoever asks how a note was written: who, when as claimed, on which laptop, what vouches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from inspector_app.documents.blocks import Block, Heading, Look, Table, cell, line
from inspector_app.documents.leaflet import Leaflet, leaflet_bytes
from inspector_app.documents.wording import group_digest, say_moment

_ABOUT = (
    "Times are those that the laptop claimed. A hash is a number that no other text gives: it shows that"
    " nothing was changed afterwards without leaving a revision of its own. The words of the note are not"
    " repeated here."
)


@dataclass(frozen=True, slots=True)
class Change:
    """One revision: claimed time, who, the laptop's id, what it did, its hashes, what vouches for it."""

    at: str
    who: str
    device: str
    did: str
    revision: str
    payload: str
    vouched: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the page says.

    Attributes:
        council: the authority inspected.
        record: id of the note.
        title: kind of note, in words.
        sentences: how it was written.
        changes: its revisions, the first one first.
        made: when the statement was made.
        maker: who made it.
    """

    council: str
    record: str
    title: str
    sentences: tuple[str, ...]
    changes: tuple[Change, ...]
    made: datetime
    maker: str


def statement_bytes(statement: Statement) -> bytes:
    """Returns the page as .docx; the same statement gives the same bytes."""
    title = f"How {statement.title.lower()} {statement.record[-6:]} was written"
    return leaflet_bytes(Leaflet(title, tuple(_blocks(statement, title)), statement.made, statement.council))


def _blocks(statement: Statement, title: str) -> Iterator[Block]:
    yield line("OFFICIAL-SENSITIVE", Look.MARKING)
    yield line(title, Look.TITLE)
    yield line(f"Inspection of {statement.council}", Look.SUBTITLE)
    yield line(
        f"Record {statement.record}. Made {say_moment(statement.made)} by {statement.maker}.", Look.NOTE
    )
    yield from (line(sentence, Look.BULLET) for sentence in statement.sentences)
    yield Heading("Every revision", 1, "revisions")
    yield Table(
        "Every revision of the note",
        ("Claimed time and who", "What it did", "Hashes", "What vouches for it"),
        tuple(
            (
                cell(one.at, one.who, f"Laptop {one.device[-6:]}"),
                cell(one.did),
                cell(f"Entry {group_digest(one.revision)}", f"Words {group_digest(one.payload)}"),
                cell(one.vouched),
            )
            for one in statement.changes
        ),
        (26, 24, 26, 24),
    )
    yield line(_ABOUT, Look.NOTE)
