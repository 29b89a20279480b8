"""Taking in the bundles of twelve inspectors: against the bare work, against the store's size, tried and peers.

`bare` is what nobody can leave out: the seal opened, the archive read by the standard library, its digests
compared, the signature checked, each header and payload hashed, and the same rows put into the same tables in
one durable transaction. Seconds are of the processor, so that other work on the computer does not count.

Not named `bench_`, so not part of `dev.py bench`, until its bounds hold in every run: twelve full bundles took
2.4 to 2.6 times the bare work (bound 2.5), twelve small ones into 100,000 records 1.3 to 1.4 times as long as into
2,000 (bound 1.3).
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import random
import statistics
import sys
import tempfile
import time
import zipfile  # noqa: TID251 - the second opinion of this measure
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app import __version__
from inspector_app.bundle import Blob, Contents, Segment, write_bundle
from inspector_app.bundle import roster as rosters_files
from inspector_app.bundle.layout import BUNDLE_NAMESPACE
from inspector_app.crypto import keys, ledger, sealing, signing, sshsig
from inspector_app.crypto.keys import Cost
from inspector_app.crypto.signing import SigningKey
from inspector_app.domain import ids
from inspector_app.domain.revision import Entry, Header, Payload
from inspector_app.services import bundles, merging, rosters
from inspector_app.services.session import NewStore, Session, new_store, recipient
from inspector_app.store import Arrival, engine, schema

DEVICES = 12
EDITED = 2_000
NOTES, PHOTOGRAPHS, PHOTOGRAPH = 200, 20, 2 << 20
BARE_BOUND, GROWTH_BOUND, TRIAL_BOUND = 2.5, 1.3, 1.1
AT = "2026-11-02T09:00:00Z"
WORDS = [
    "visits",
    "late",
    "plan",
    "child",
    "next",
    "seen",
    "alone",
    "worker",
    "told",
    "record",
    "school",
    "health",
    "carer",
    "advice",
    "risk",
    "strong",
]


_MOMENT = itertools.count(1_800_000_000_000, 700)


def record() -> str:
    """A record made a moment after the one before, as people make them; ids begin with the time."""
    return ids.new_record(next(_MOMENT))


@dataclass
class Laptop:
    """One inspector who writes: a device, a key, a log."""

    number: int
    key: SigningKey = field(default_factory=signing.new_key)
    actor: str = field(default_factory=ids.new_actor)
    seq: int = 0
    prev: str | None = None
    made: list[Entry] = field(default_factory=list[Entry])
    told: list[Payload] = field(default_factory=list[Payload])

    @property
    def principal(self) -> str:
        return f"inspector.{self.number}@inspection"

    def write(self, rec: str, parents: tuple[str, ...], chance: random.Random) -> Entry:
        text = " ".join(chance.choices(WORDS, k=60))
        payload = ledger.seal_payload({"text": text, "source": "case_file"})
        self.seq += 1
        header = Header(
            actor=self.actor, seq=self.seq, prev=self.prev, rec=rec, kind="evidence", schema="evidence/1.0",
            parents=parents, pay=payload.digest, author=self.principal, at=AT, app=__version__,
        )  # fmt: skip
        entry = ledger.seal_entry(header)
        self.prev = entry.id
        self.made.append(entry)
        self.told.append(payload)
        return entry

    def bundle(self, session: Session, where: Path, photographs: Sequence[bytes] = ()) -> Path:
        by_record: dict[str, list[bytes]] = {}
        for entry, payload in zip(self.made, self.told, strict=True):
            by_record.setdefault(entry.header.rec, []).append(payload.line)
        contents = Contents(
            inspection=session.inspection,
            actor=self.actor,
            sequence=1,
            previous=None,
            claimed=AT,
            app_version=__version__,
            required_signers=(self.principal,),
            segments=(Segment(self.actor, 1, self.seq, b"".join(e.line + b"\n" for e in self.made)),),
            payloads=[
                (rec, b"".join(f + b"\n" for f in sorted(by_record[rec]))) for rec in sorted(by_record)
            ],
            blobs=[Blob(hashlib.sha256(data).hexdigest(), len(data), data) for data in photographs],
        )
        done = write_bundle(contents, where, signer=self.key, recipients=(recipient(session.device),))
        return done.path


@contextmanager
def lead(laptops: list[Laptop], folder: Path) -> Iterator[Session]:
    """An open store of a lead who trusts twelve inspectors."""
    told = NewStore(
        where=folder / "store", framework="ILACS-2026", authority="Fernshire", inspector="A", role="lead",
        passphrase="twelve small owls", use_keychain=False, cost=Cost(64, 1, 1), start="2026-11-02",
    )  # fmt: skip
    with new_store(told) as session:
        roster = folder / "roster"
        rosters.init_roster(session, folder=str(roster))
        known = rosters_files.load_roster(roster)
        for one in laptops:
            known = rosters_files.add_member(
                known, one.principal, one.key.public_line, sealing.recipient_of(sealing.new_identity())
            )
        rosters_files.sign_roster(roster, known, rosters.owner_key(session))
        rosters.trust_roster(session, folder=str(roster))
        yield session


def fill(session: Session, number: int, chance: random.Random) -> list[Entry]:
    """Puts records of somebody else into a store; returns the first of their entries, which others edit."""
    writer, known = Laptop(0), list[Entry]()
    for start in range(0, number, 5_000):
        for _ in range(start, min(start + 5_000, number)):
            writer.write(record(), (), chance)
        known += writer.made[: EDITED - len(known)]
        session.store.integrate(Arrival(tuple(writer.made), payloads=tuple(writer.told), bundle="0" * 64))
        writer.made.clear()
        writer.told.clear()
    session.store.index(-1)
    return known


def written(laptops: list[Laptop], known: list[Entry], each: int, chance: random.Random) -> None:
    """Lets every laptop write: of five revisions three are new records, one follows, one edits a known one."""
    for one in laptops:
        mine: list[Entry] = []
        for place in range(each):
            if place % 5 == 3:
                before = mine[-1]
            elif place % 5 == 4 and known:
                before = known[chance.randrange(len(known))]
            else:
                mine.append(one.write(record(), (), chance))
                continue
            mine.append(one.write(before.header.rec, (before.id,), chance))


def timed(job: Callable[[], object]) -> float:
    gc.collect()
    gc.freeze()  # what this script itself holds is not looked through again and again
    begun = time.process_time()
    job()
    return time.process_time() - begun


def bare(laptops: list[Laptop], session: Session, paths: list[Path], database: Path) -> float:
    """The same hashes, signatures and rows with what Python ships, without a merge around them."""
    rows = {
        table: session.store.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - constants
        for table in ("entry", "payload", "current")
    }
    target = engine.connect(database, keys.new_key(), create=True)
    schema.apply(target, database)

    def job() -> None:
        for path, one in zip(paths, laptops, strict=True):
            with path.open("rb") as sealed, tempfile.TemporaryFile() as clear:
                sealing.unseal(sealed, clear, [session.device.identity])
                with zipfile.ZipFile(clear) as archive:
                    verified(archive)
            for entry, payload in zip(one.made, one.told, strict=True):
                assert hashlib.sha256(entry.line).hexdigest() == entry.id
                assert hashlib.sha256(payload.line).hexdigest() == payload.digest
        target.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            if found:
                marks = ",".join("?" * len(found[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", found)  # noqa: S608 - constants
        target.execute("COMMIT")

    spent = timed(job)
    target.close()
    return spent


def verified(archive: zipfile.ZipFile) -> None:
    """Checks the signature over the list of lists, and every digest in the lists; nothing else."""
    members = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    signed = members["tagmanifest-sha256.txt"]
    for name, data in members.items():
        if name.startswith("signatures/"):
            sshsig.verify(data, signed, BUNDLE_NAMESPACE)
    for lines in (signed, members["manifest-sha256.txt"]):
        for line in lines.decode("ascii").splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(members[name]).hexdigest() == digest


def merge_all(session: Session, paths: list[Path], *, trial: bool = False) -> None:
    for path in paths:
        done = merging.merge_bundle(session, bundle=str(path), dry_run=trial)
        assert (done.verdict, done.waiting, done.quarantined) == ("good", 0, 0)
        assert done.new


def verify_all(session: Session, paths: list[Path]) -> None:
    for path in paths:
        assert bundles.verify_bundle(session, bundle=str(path)).verdict == "good"


def of_much(folder: Path, each: int) -> float:
    """Twelve full bundles into a new store, by the bare work."""
    chance = random.Random(4)  # noqa: S311 - repeatable on purpose
    laptops = [Laptop(n) for n in range(1, DEVICES + 1)]
    with lead(laptops, folder) as session:
        written(laptops, [], each, chance)
        paths = [one.bundle(session, folder / "out") for one in laptops]
        verify_all(session, paths[:1])
        print(f"dry run / verify of {each} revisions without a photograph: {tried(session, paths[:4]):.2f}")
        ours = timed(lambda: merge_all(session, paths))
        theirs = bare(laptops, session, paths, folder / "bare.db")
    print(
        f"{DEVICES} x {each} new revisions: {ours:.1f} s / bare {theirs:.1f} s = {ours / theirs:.2f}"
        f" (bound {BARE_BOUND})"
    )
    return ours / theirs


def tried(session: Session, paths: list[Path]) -> float:
    """A dry run by a check of the same bundles; the best of some, as each takes a moment only."""
    checks = min(timed(lambda: verify_all(session, paths)) for _ in range(3))
    trials = min(timed(lambda: merge_all(session, paths, trial=True)) for _ in range(3))
    return trials / checks


def of_a_day(folder: Path) -> float:
    """A dry run of what an inspector hands over after a day: notes and photographs."""
    chance = random.Random(6)  # noqa: S311 - repeatable on purpose
    laptop = Laptop(1)
    with lead([laptop], folder) as session:
        written([laptop], [], NOTES, chance)
        paths = [
            laptop.bundle(session, folder / "out", [chance.randbytes(PHOTOGRAPH) for _ in range(PHOTOGRAPHS)])
        ]
        found = tried(session, paths)
    print(
        f"dry run / verify of {NOTES} revisions and {PHOTOGRAPHS} photographs: {found:.2f} (bound {TRIAL_BOUND})"
    )
    return found


def of_little(folder: Path, size: int, each: int, rounds: int) -> float:
    """Seconds for twelve small bundles into a store of a size."""
    chance = random.Random(5)  # noqa: S311 - repeatable on purpose
    every = [[Laptop(n * 100 + k) for k in range(1, DEVICES + 1)] for n in range(rounds)]
    with lead([one for some in every for one in some], folder) as session:
        known = fill(session, size, chance)
        spent: list[float] = []
        for laptops in every:
            written(laptops, known, each, chance)
            paths = [one.bundle(session, folder / "out") for one in laptops]
            spent.append(timed(lambda paths=paths: merge_all(session, paths)))
    print(f"{DEVICES} x {each} into {size}: {' '.join(f'{one:.2f}' for one in spent)} s")
    return statistics.median(spent)


def main(arguments: list[str]) -> int:
    size = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        by_bare = of_much(Path(folder, "much"), 5_000)
        by_verify = of_a_day(Path(folder, "day"))
        small, large = (of_little(Path(folder, str(n)), n, 100, 3) for n in (2_000, size))
    print(f"into {size} / into 2000 = {large / small:.2f} (bound {GROWTH_BOUND})")
    within = (by_bare <= BARE_BOUND, by_verify <= TRIAL_BOUND, large / small <= GROWTH_BOUND)
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
