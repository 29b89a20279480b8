"""Search in what is current: the words as typed, at a cost that hardly grows with the store.

To rank, FTS5 reads every record that holds any of the words, and a common word stands in all of them. Among
so many a rank says little. So few records are ranked, and of many the latest come first. The words are first
taken as they stand; only where that finds too few is the last one taken as unfinished, because for that FTS5
reads the list of every word that begins so.

What was saved is indexed with the next search, or once there is much of it: many texts cost the index little
more than one, and a save that leaves the index alone is twice as fast.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from inspector_app.store.engine import Connection
from inspector_app.store.tables import INDEXED, TOKENIZER

RANKED = 250
"""Records that are ranked at most; of more, the latest come first, by their place in the store."""
UNFINISHED = 3
"""Letters of a word before it may be unfinished. With fewer, most of the index would begin with them."""

LONG = 8_000
"""Characters of a text above which FTS5 does not choose the words to show. Its time grows with the square of
the hits in one text: a word that stands 40,000 times in a megabyte took minutes."""
_AROUND = 50

_UPTO = f"(SELECT CAST(value AS INTEGER) FROM meta WHERE key = '{INDEXED}')"  # noqa: S608
_SOME_CHANGED = "SELECT count(*), max(number) FROM (SELECT number FROM unindexed ORDER BY number LIMIT ?)"
_TAKE_OUT = (
    "INSERT INTO passage(passage, rowid, text)"
    " SELECT 'delete', number, before FROM unindexed WHERE number <= ?"
)
_PUT_IN = (
    "INSERT INTO passage(rowid, text)"
    " SELECT number, text FROM current JOIN unindexed USING (number) WHERE number <= ?"
)
_NEW = f"FROM current WHERE number > {_UPTO}"
_SOME_NEW = f"SELECT max(number) FROM (SELECT number {_NEW} ORDER BY number LIMIT ?)"  # noqa: S608
_PUT_NEW_IN = f"INSERT INTO passage(rowid, text) SELECT number, text {_NEW} AND number <= ?"
_INDEXED = (
    f"SELECT number, text FROM current WHERE number <= {_UPTO}"  # noqa: S608
    " AND number NOT IN (SELECT number FROM unindexed) UNION ALL SELECT number, before FROM unindexed"
)
_MARK = (
    "SELECT count(*), sum(doc * (offset + 1) % 1000003 * (unicode(term) + 31 * length(term)) % 65521)"
    " FROM temp.{}"
)
_NOT_FOUND = (
    "SELECT count(*) FROM temp.words w"
    " WHERE doc <> (SELECT count(*) FROM passage WHERE passage MATCH '\"' || w.term || '\"')"
)
_UNSIZED = (
    f"SELECT (SELECT count(*) FROM ({_INDEXED}) WHERE number NOT IN (SELECT id FROM passage_docsize))"  # noqa: S608
    f" + (SELECT count(*) FROM passage_docsize WHERE id NOT IN (SELECT number FROM ({_INDEXED})))"
)
_MANY = "SELECT 1 FROM passage WHERE passage MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
_PART = (
    "SELECT c.rec, c.kind, f.snippet, CASE WHEN f.snippet IS NULL THEN c.text END FROM ("
    "SELECT rowid AS number, {score} AS score,"
    " CASE WHEN (SELECT length(text) FROM current WHERE number = passage.rowid) <= {long}"
    " THEN snippet(passage, 0, '[', ']', '…', 12) END AS snippet FROM passage"
    " WHERE passage MATCH ? ORDER BY {order} LIMIT ?"
    ") f CROSS JOIN current c ON c.number = f.number WHERE c.deleted = 0 ORDER BY f.score, c.rec"
)
# Both orders are FTS5's own, so it makes snippets of those alone that are shown.
_BEST = _PART.format(score="rank", order="rank", long=LONG)
_LATEST = _PART.format(score="-rowid", order="rowid DESC", long=LONG)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found by search, with the words around."""

    record: str
    kind: str
    snippet: str


def note_change(connection: Connection, number: int, before: str) -> None:
    """Notes that the words of a row changed, where the index holds those it had; inside a transaction."""
    sql = f"INSERT OR IGNORE INTO unindexed(number, before) SELECT ?1, ?2 WHERE ?1 <= {_UPTO}"
    connection.execute(sql, (number, before))


def unindexed(connection: Connection) -> int:
    """Returns how many rows hold words that the index does not."""
    sql = (
        "SELECT (SELECT count(*) FROM unindexed)"  # noqa: S608
        f" + (SELECT count(*) FROM current WHERE number > {_UPTO})"
    )
    return int(connection.execute(sql).fetchone()[0])


def index(connection: Connection, most: int = -1) -> None:
    """Brings the index up to what is current, inside a transaction.

    Args:
        connection: to the store.
        most: how many texts at most, changed ones first and the oldest first; all where it is below zero.
    """
    taken, last = connection.execute(_SOME_CHANGED, (most,)).fetchone()
    for statement in (_TAKE_OUT, _PUT_IN, "DELETE FROM unindexed WHERE number <= ?"):
        connection.execute(statement, (last,))
    (new,) = connection.execute(_SOME_NEW, (max(most - taken, -1 if most < 0 else 0),)).fetchone()
    if new is not None:
        connection.execute(_PUT_NEW_IN, (new,))
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", (str(new), INDEXED))


def is_true(connection: Connection) -> bool:
    """Says whether the index holds all words of the texts that it should, and finds each of them.

    All texts are indexed again, in memory, and the words compared with their texts and places. Then every
    word is looked up, because a look-up goes by other pages than a walk through all words.
    """
    fresh = f"fts5(text, content='', tokenize='{TOKENIZER}')"
    connection.execute(f"CREATE VIRTUAL TABLE temp.anew USING {fresh}")
    for kept, schema, table in (("words_held", "main", "passage"), ("words_anew", "temp", "anew")):
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.{kept} USING fts5vocab('{schema}', '{table}', 'instance')"
        )
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'passage', 'row')")
    connection.execute(f"INSERT INTO temp.anew(rowid, text) {_INDEXED}")
    held, anew = (
        connection.execute(_MARK.format(table)).fetchone() for table in ("words_held", "words_anew")
    )
    return held == anew and not any(connection.execute(sql).fetchone()[0] for sql in (_NOT_FOUND, _UNSIZED))


def find(connection: Connection, text: str, limit: int) -> list[Hit]:
    """Returns the records that hold all the words, best first, or the latest first where there are many.

    Args:
        connection: to the store, its index up to date.
        text: words as typed; nothing in them is an operator.
        limit: how many hits at most.
    """
    plain = "".join(" " if letter == "\0" or "\ud800" <= letter <= "\udfff" else letter for letter in text)
    words = plain.split()
    if not words or limit < 1:
        return []
    match = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    found = {hit.record: hit for hit in _some(connection, match, limit)}
    if len(found) < limit and len(words[-1]) >= UNFINISHED:
        for hit in _some(connection, match + "*", limit):
            found.setdefault(hit.record, hit)
    return list(found.values())[:limit]


def _some(connection: Connection, match: str, limit: int) -> list[Hit]:
    many = connection.execute(_MANY, (match, max(RANKED, limit))).fetchone()
    rows = connection.execute(_LATEST if many else _BEST, (match, limit))
    return [
        Hit(rec, kind, _words_around(match, whole or "") if snippet is None else snippet)
        for rec, kind, snippet, whole in rows
    ]


def _words_around(match: str, whole: str) -> str:
    """Returns the place of the first word of a long text that was searched for, with the words around it."""
    words = [_folded(word) for word in re.findall(r"\w+", match)]
    folded = _folded(whole)
    if len(folded) != len(whole):  # a letter that folds into two; its place is not known then
        folded = whole.lower()
    found = (re.search(rf"(?<!\w){re.escape(word)}\w*", folded) for word in words)
    first = min((one.span() for one in found if one), default=None)
    if first is None:  # written in another way than the index folds it
        return f"[{whole[:_AROUND]}]…" if whole.strip("\0") else ""
    start, end = first
    before, behind = whole[max(0, start - _AROUND) : start], whole[end : end + _AROUND]
    left = "…" if start > _AROUND else ""
    right = "…" if end + _AROUND < len(whole) else ""
    return f"{left}{before}[{whole[start:end]}]{behind}{right}"


def _folded(text: str) -> str:
    """Folds as the index does: small letters, no marks on them; one letter for one letter where that goes."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] for letter in text)
