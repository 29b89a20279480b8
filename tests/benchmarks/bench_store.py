"""The store's measures at 100,000 records: save, unlock, search, size and growth, each against bare SQLCipher.

The bare database holds the same bytes in one table with the same full-text index over it. Both are measured by
turns in one run, so that both meet the same machine. Where the disk synchronises quickly, what counts in a save is
how many pages are encrypted.
"""

from __future__ import annotations

import gc
import itertools
import math
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.crypto import keys
from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import Write
from inspector_app.services import evidence, overview
from inspector_app.services.session import NewStore, Session, data_key, new_store, open_with_key, unlock
from inspector_app.store import blobs, engine, folder
from inspector_app.store.tables import PASSAGE

MANY, FEW = 100_000, 1_000
SAVES, OPENINGS, UNLOCKS, BEST = 500, 9, 5, 50
SAVE_P50, SAVE_P99, UNLOCK, SEARCH, SEARCH_MS, SIZE = 1.5, 2.0, 1.5, 1.2, 100.0, 1.6
GROWTH = math.log(MANY) / math.log(FEW)
PASSPHRASE = "twelve small owls"
# One note in 25 comes with a letter, a plan or a photograph. A store of text alone is told beside it.
ATTACHED, ATTACHED_BYTES = FEW // 25, 300_000
UNFINISHED = ("vis", "chil", "cor", "pre", "stamar")

_COMMON = (
    "the to and of a in is was for that child not with her his they visits plan social worker are late has be"
    " it on she he said family have been home school by no at this from review does who were when will had"
    " mother father carer twice risk see as but record care next manager says placement an all their what"
)
_PARTS = (
    "ba be cor cla dra del en fen fla gri go hol ha im jas kel li lum mar mi nor ne ol pre po qui ren ra sta"
    " sho tren te un va wel wi yor za"
)
_BARE = (
    "CREATE TABLE saved(number INTEGER PRIMARY KEY, entry BLOB, payload BLOB, shown TEXT, text TEXT)",
    PASSAGE[0].replace("content='current'", "content='saved'"),
    *PASSAGE[1:],
)
_BARE_SAVE = "INSERT INTO saved(entry, payload, shown, text) VALUES (?,?,?,?)"
_BARE_INDEX = "INSERT INTO passage(rowid, text) VALUES (?,?)"
_BARE_SEARCH = (
    "SELECT rowid, snippet(passage, 0, '[', ']', '…', 12) FROM passage WHERE passage MATCH ?"
    " ORDER BY rank LIMIT 50"
)
_SAVED = (
    "SELECT e.id || e.actor || e.seq || e.rec || e.kind || e.parents || e.pay || e.author || e.at || e.header,"
    " p.pay || p.line, c.rec || c.kind || c.fields || c.heads || c.conflicts || c.author || c.at, c.text"
    " FROM current c JOIN entry e ON e.rec = c.rec JOIN payload p ON p.pay = e.pay"
)


class Words:
    """Sentences whose words come as often as in real notes (the n-th word once in n), the same in every run."""

    def __init__(self) -> None:
        self._random = random.Random(20_260_727)  # noqa: S311 - the same words in every run
        made = ["".join(found) for found in itertools.product(_PARTS.split(), repeat=3)]
        self._random.shuffle(made)
        self._known = [*_COMMON.split(), *made[:30_000]]
        self._weights = list(itertools.accumulate(1 / n for n in range(1, len(self._known) + 1)))

    def note(self) -> str:
        """Returns a note of 40 to 160 words."""
        drawn = self._random.choices(self._known, cum_weights=self._weights, k=self._random.randint(40, 160))
        return " ".join(drawn)


@dataclass(slots=True)
class Verdicts:
    """Whether all that was measured keeps its bound."""

    kept: bool = True

    def tell(self, what: str, value: float, bound: float, how: str) -> None:
        """Prints one measure with its bound."""
        met = value <= bound
        self.kept &= met
        print(f"{what}: {how} = {value:.2f} (bound {bound:.2f}{'' if met else ' NOT MET'})", flush=True)


def made(where: Path, records: int, words: Words) -> tuple[Session, int]:
    """Makes a store of evidence records and their attachments; returns it with the bytes it was given."""
    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="A", role="inspector",
        passphrase=PASSPHRASE, use_keychain=False, cost=Cost(),
    )  # fmt: skip
    session = new_store(told)
    given = 0
    with session.store.changing():
        for begun in range(0, records, 1000):
            writes: list[Write] = []
            for _ in range(min(1000, records - begun)):
                fields = {
                    "text": words.note(), "source": "case_file", "polarity": "neutral", "when": "2026-07-27",
                }  # fmt: skip
                given += len(fields["text"])
                writes.append(Write(session.new_record(), "evidence", fields))
            session.write("bench", writes)
    return session, given


def size_of(session: Session) -> int:
    """Returns the bytes of the store's file, its log copied back."""
    session.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return folder.database(session.store.folder).stat().st_size


def attach(session: Session) -> int:
    """Adds attachments of bytes that no engine can make smaller; returns how many bytes."""
    for _ in range(ATTACHED):
        blobs.add(session.store, [secrets.token_bytes(ATTACHED_BYTES)], session.now())
    return ATTACHED * ATTACHED_BYTES


def bare_of(session: Session, where: Path) -> engine.Connection:
    """Returns a bare database with the same bytes and the same full-text index."""
    bare = engine.connect(where, keys.new_key(), create=True)
    for statement in _BARE:
        bare.execute(statement)
    bare.execute("BEGIN IMMEDIATE")
    rows = session.store.connection.execute(f"{_SAVED} WHERE c.kind = 'evidence' ORDER BY c.number")
    for row in rows:
        number = bare.execute(_BARE_SAVE, tuple(row)).lastrowid
        bare.execute(_BARE_INDEX, (number, row[3]))
    bare.execute("COMMIT")
    return bare


def seconds(work: Callable[[], Any]) -> float:
    """Returns how long something took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def at(share: float, found: list[float]) -> float:
    """Returns the value below which a share of all values lie."""
    return sorted(found)[min(len(found) - 1, int(share * len(found)))]


def save_bare(bare: engine.Connection, row: tuple[Any, ...]) -> None:
    """One bare durable transaction: the row and its words."""
    bare.execute("BEGIN IMMEDIATE")
    number = bare.execute(_BARE_SAVE, row).lastrowid
    bare.execute(_BARE_INDEX, (number, row[3]))
    bare.execute("COMMIT")


def saves(
    session: Session, bare: engine.Connection, words: Words, runs: int
) -> tuple[list[float], list[float]]:
    """Saves by turns; each bare save writes the bytes that ours just wrote."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(runs):
        text = words.note()
        begun = time.perf_counter()
        saved = evidence.record_evidence(session, text=text, source="case_file", when="2026-07-27")
        ours.append(time.perf_counter() - begun)
        row = tuple(session.store.connection.execute(f"{_SAVED} WHERE c.rec = ?", (saved.record,)).fetchone())
        begun = time.perf_counter()
        save_bare(bare, row)
        theirs.append(time.perf_counter() - begun)
    return ours, theirs


def queries(words: Words) -> Iterator[str]:
    """Yields what people type: common words, rare ones, several at once, and a word's first letters."""
    common = _COMMON.split()
    yield from common[:12]
    yield from ("visits late", "social worker", "the plan does not say", "child not seen", "her mother said")
    yield from UNFINISHED
    yield from ("t", "st", "the t")
    yield from (word for word in words.note().split()[:20] if word not in common)
    yield "nothingofthekind"


def match_of(query: str) -> str:
    """Returns the query as the store asks it of FTS5."""
    return " ".join(f'"{word}"' for word in query.split()) + "*"


Seconds = dict[str, tuple[float, float]]


def searches(session: Session, bare: engine.Connection, asked: list[str]) -> Seconds:
    """Returns the seconds of each query, ours and the bare one, the best of some.

    Ours run one behind the other: after a long bare one the machine makes this process wait for its turn.
    """
    found: Seconds = {}
    for query in asked:
        match = match_of(query)
        ours = min(seconds(lambda query=query: session.store.search(query, BEST)) for _ in range(5))
        bare_one = min(
            seconds(lambda match=match: bare.execute(_BARE_SEARCH, (match,)).fetchall()) for _ in range(3)
        )
        found[query] = (ours, bare_one)
    return found


def opened(where: Path, key: bytes) -> tuple[float, float]:
    """Returns the seconds from the key to an open session, and those of reading the first screen."""
    opening: list[float] = []
    screen: list[float] = []
    for _ in range(OPENINGS):
        begun = time.perf_counter()
        with open_with_key(where, key) as session:
            session.store.record(session.inspection)
            opening.append(time.perf_counter() - begun)
            screen.append(seconds(lambda session=session: overview.today(session)))
    return min(opening), min(screen)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of one store: seconds of saves, opening, the first screen and searches, and which found enough."""

    saves: tuple[list[float], list[float]]
    opening: float
    screen: float
    searches: Seconds
    full: frozenset[str]


def measured(place: Path, records: int, words: Words, said: Verdicts) -> Seen:
    """Makes a store of so many records beside a bare one, measures both, and leaves ours in `place`."""
    begun = time.perf_counter()
    session, text_bytes = made(place / "store", records, words)
    asked = list(queries(Words()))
    with session:
        bare = bare_of(session, place / "bare.db")
        print(f"-- {records} records, made in {time.perf_counter() - begun:.0f} s", flush=True)
        tell_size(session, text_bytes, said, files=records == FEW)
        bare.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        found = searches(session, bare, asked)
        full = frozenset(query for query in asked if len(session.store.search(query, BEST)) == BEST)
        saved = saves(session, bare, words, SAVES)
        bare.close()
    key = data_key(place / "store", PASSPHRASE)
    return Seen(saved, *opened(place / "store", key), found, full)


def main() -> int:
    """Measures a small store, then a large one, then tells."""
    said, words = Verdicts(), Words()
    with tempfile.TemporaryDirectory() as name:
        few = measured(Path(name, "few"), FEW, words, said)
        many = measured(Path(name, "many"), MANY, words, said)
        mine, bare = unlocks(Path(name, "many", "store"))
    for share, bound in ((0.5, SAVE_P50), (0.99, SAVE_P99)):
        ours, theirs = (at(share, found) * 1e6 for found in many.saves)
        said.tell(f"save p{share * 100:.0f}", ours / theirs, bound, f"{ours:.0f} µs / bare {theirs:.0f} µs")
    said.tell("unlock", mine / bare, UNLOCK, f"{mine * 1e3:.0f} ms / bare {bare * 1e3:.0f} ms")
    tell_searches(said, many.searches)
    tell_growth(said, few, many)
    return 0 if said.kept else 1


def tell_size(session: Session, text_bytes: int, said: Verdicts, *, files: bool) -> None:
    """Tells the size of the file; with attachments where they are to be added."""
    size = size_of(session)
    print(f"size, text alone: {size >> 10} KiB / {text_bytes >> 10} KiB = {size / text_bytes:.2f}")
    if files:
        given = text_bytes + attach(session)
        size = size_of(session)
        said.tell("size, text and attachments", size / given, SIZE, f"{size >> 10} KiB / {given >> 10} KiB")


def tell_searches(said: Verdicts, found: Seconds) -> None:
    """Tells the searches: each against its bare one, the median; all together; and p95."""
    shares = sorted(ours / bare for ours, bare in found.values())
    said.tell("search, median", at(0.5, shares), SEARCH, f"{len(found)} queries, each / its bare one")
    mine, bare = sum(one for one, _ in found.values()), sum(one for _, one in found.values())
    said.tell("search, all", mine / bare, SEARCH, f"{mine * 1e3:.0f} ms / bare {bare * 1e3:.0f} ms")
    for query, (one, other) in sorted(found.items(), key=lambda row: -row[1][0])[:5]:
        print(f"   {query!r}: {one * 1e3:.1f} ms / bare {other * 1e3:.1f} ms = {one / other:.2f}")
    said.tell("search p95, ms", at(0.95, [one * 1e3 for one, _ in found.values()]), SEARCH_MS, "any query")


def tell_growth(said: Verdicts, few: Seen, many: Seen) -> None:
    """Tells what a hundred times as many records cost; of searches, those that show as many hits in both.

    An unfinished word is read with every word that begins so, and several words list by list, so those grow
    with the text; they are told by name.
    """
    for what, small, large in (
        ("save", at(0.5, few.saves[0]), at(0.5, many.saves[0])),
        ("open", few.opening, many.opening),
    ):
        how = f"{large * 1e3:.2f} ms at {MANY} / {small * 1e3:.2f} ms at {FEW}"
        said.tell(f"growth of {what}", large / small, GROWTH, how)
    print(f"growth of the first screen: {many.screen * 1e3:.2f} ms / {few.screen * 1e3:.2f} ms (no bound)")
    grown = {
        query: many.searches[query][0] / few.searches[query][0] for query in sorted(few.full & many.full)
    }
    said.tell("growth of search", at(0.5, list(grown.values())), GROWTH, f"median of {len(grown)} queries")
    for query, times in sorted(grown.items(), key=lambda row: -row[1])[:8]:
        print(f"   {query!r}: {many.searches[query][0] * 1e3:.2f} ms, {times:.1f} times as long")


def unlocks(where: Path) -> tuple[float, float]:
    """Returns the seconds from the passphrase to the first screen, and those of a bare open and derivation."""
    gc.collect()
    ours: list[float] = []
    theirs: list[float] = []

    def bare() -> None:
        connection = engine.connect(folder.database(where), data_key(where, PASSPHRASE))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.close()

    def mine() -> None:
        with unlock(where, PASSPHRASE) as session:
            overview.today(session)

    for _ in range(UNLOCKS):
        ours.append(seconds(mine))
        theirs.append(seconds(bare))
    return min(ours), min(theirs)


if __name__ == "__main__":
    sys.exit(main())
