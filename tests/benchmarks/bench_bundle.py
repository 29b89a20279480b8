"""Export and verification of a store of records with attachments, against the same bytes bare.

Bare writing is what no export can do without: read the same bytes from the same encrypted file, SHA-256 of each
file, seal with age, write and flush. Bare reading opens the seal into a private file, because age gives out
plaintext before it is proved, and makes the SHA-256 of each file. Every export opens its bundle again before it
is called done; so it is told against bare writing and bare reading, and, for whoever compares with a program that
does not look again, against bare writing alone. Each work has a process of its own, whose peak memory is told.

The bounds are those of 10,000 records with 1 GiB (`--megabytes 1024`); less is measured in the same mix. Each is
the better of two runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from inspector_app.crypto import sealing
from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import Write
from inspector_app.services import bundles, quarantine
from inspector_app.services.session import NewStore, Session, new_store, recipient, unlock
from inspector_app.store import blobs

MIX, MEGABYTES, PICTURE, RUNS = 10_000 / 1024, 200, 4 << 20, 2
EXPORT, VERIFY, MEMORY = 1.4, 1.4, 150
TEXT = "Visits were late twice in May; the plan does not say who will see the child next. " * 6
PASSPHRASE = "twelve small owls"


def made(where: Path, records: int, megabytes: int) -> None:
    """Makes a store of records and of attachments that nothing can make smaller."""
    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="A", role="inspector",
        passphrase=PASSPHRASE, use_keychain=False, cost=Cost(64, 1, 1),
    )  # fmt: skip
    with new_store(told) as session:
        for begun in range(0, records, 1000):
            writes = [
                Write(session.new_record(), "evidence", {"text": f"{number} {TEXT}", "source": "case_file"})
                for number in range(begun, min(begun + 1000, records))
            ]
            session.write("bench", writes)
        for number in range((megabytes << 20) // PICTURE):
            parts = [os.urandom(1 << 20) for _ in range(PICTURE >> 20)]
            name, size = blobs.add(session.store, parts, session.now())
            fields = {"name": f"{number}.jpg", "blob": name, "size": size, "media": "image/jpeg", "of": ""}
            session.write("bench", [Write(session.new_record(), "attachment", fields, blobs=(name,))])


def _files(session: Session) -> Iterator[Iterator[bytes]]:
    """Yields the bytes that a bundle carries, one file after another, by the plainest statements."""
    connection = session.store.connection
    yield (bytes(row[0]) for row in connection.execute("SELECT header FROM entry ORDER BY actor, seq"))
    for rec, pay in connection.execute("SELECT rec, pay FROM entry ORDER BY rec").fetchall():
        del rec
        row = connection.execute("SELECT line FROM payload WHERE pay = ?", (pay,)).fetchone()
        yield iter((bytes(row[0]),))
    for (name,) in connection.execute("SELECT hash FROM blob ORDER BY hash").fetchall():
        rows = connection.execute("SELECT bytes FROM blob_part WHERE hash = ? ORDER BY part", (name,))
        yield (bytes(row[0]) for row in rows)


def _hashed(session: Session) -> Iterator[bytes]:
    for file in _files(session):
        told = hashlib.sha256()
        for piece in file:
            told.update(piece)
            yield piece


def bare_write(session: Session, out: Path) -> None:
    """Reads, hashes, seals, writes and flushes."""
    with sealing.arriving(out) as file:
        sealing.seal(sealing.Pieces(_hashed(session)), file, [recipient(session.device)])


def bare_read(session: Session, path: Path, sizes: list[int]) -> None:
    """Opens the seal into a private file, as age gives out plaintext before it is proved, and hashes each file."""
    with (
        quarantine.opened(path.parent, path.stat().st_size) as folder,
        tempfile.TemporaryFile(dir=folder) as plain,
    ):
        with path.open("rb") as file:
            sealing.unseal(file, plain, [session.device.identity])
        plain.seek(0)
        for size in sizes:
            told, left = hashlib.sha256(), size
            while left and (piece := plain.read(min(left, 1 << 20))):
                told.update(piece)
                left -= len(piece)
            told.hexdigest()


@dataclass(frozen=True)
class _Work:
    """What one work took: seconds, and the most memory of its process in MiB."""

    seconds: float
    memory: int


def measured(what: str, store: Path, place: Path) -> _Work:
    """Does one of the works in this process."""
    with unlock(store, PASSPHRASE) as session:
        own, bare = recipient(session.device), place / "bare.age"
        sizes = [sum(map(len, file)) for file in _files(session)] if what == "read" else []
        works: dict[str, Callable[[], object]] = {
            "export": lambda: bundles.export_bundle(session, out=str(place / "out"), recipients=(own,)),
            "verify": lambda: bundles.verify_bundle(session, bundle=str(next((place / "out").iterdir()))),
            "write": lambda: bare_write(session, bare),
            "read": lambda: bare_read(session, bare, sizes),
        }
        begun = time.perf_counter()
        works[what]()
        return _Work(time.perf_counter() - begun, _most())


def _most() -> int:
    """Returns the most memory so far, in MiB. On Linux `getrusage` counts what the parent had as well."""
    if sys.platform == "linux":
        told = Path("/proc/self/status").read_text("ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) >> 10
    import resource  # noqa: PLC0415 - Windows has none

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> (20 if sys.platform == "darwin" else 10)


def _apart(what: str, store: Path, place: Path) -> _Work:
    """Measures in a process of its own."""
    ran = subprocess.run(
        [sys.executable, __file__, "--only", what, "--store", store, "--place", place],
        check=True, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return _Work(**json.loads(ran.stdout))


def _best(what: str, store: Path, place: Path) -> _Work:
    """Measures several times: the least time, the most memory."""
    found = [_apart(what, store, place) for _ in range(RUNS)]
    return _Work(min(one.seconds for one in found), max(one.memory for one in found))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help="size of all attachments")
    parser.add_argument("--records", type=int, help="how many; as many as go with so much by the mix")
    parser.add_argument("--only", help="measure one work in this process")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--place", type=Path)
    told = parser.parse_args()
    if told.only:
        print(json.dumps(asdict(measured(told.only, told.store, told.place))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        store, place = Path(folder, "store"), Path(folder)
        records = told.records or round(told.megabytes * MIX)
        made(store, records, told.megabytes)
        works = {what: _best(what, store, place) for what in ("write", "export", "read", "verify")}
    return _told(f"{records:,} records and {told.megabytes} MiB of attachments", **works)


def _told(what: str, *, write: _Work, export: _Work, read: _Work, verify: _Work) -> int:
    bare = write.seconds + read.seconds
    again, opened = export.seconds / bare, verify.seconds / read.seconds
    most = max(export.memory, verify.memory)
    print(
        f"export of {what}, opened again: {export.seconds:.2f} s / bare write {write.seconds:.2f} and read"
        f" {read.seconds:.2f} s = {again:.2f} (bound {EXPORT}); / bare write alone = {export.seconds / write.seconds:.2f}\n"
        f"verify: {verify.seconds:.2f} s / bare read = {opened:.2f} (bound {VERIFY})\n"
        f"peak memory: {most} MiB (bound {MEMORY})"
    )
    return 0 if again <= EXPORT and opened <= VERIFY and most <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
