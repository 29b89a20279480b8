"""Export and verification of a store of 10,000 records with attachments, against the same bytes bare.

Bare is what no export can do without: read the same bytes from the same encrypted file, SHA-256 of each file,
seal with age, write and flush; and for verification: open the seal, SHA-256 of each file. The bundle is
opened again after every export, which is part of the export here; both ratios are told, against a bare
writing alone and against a bare writing that is read back once. Each measure runs in a process of its own, whose
peak memory is told. `--megabytes 1024` is the size that the bound was set for.
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
from pathlib import Path
from typing import Any

from inspector_app.crypto import sealing
from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import Write
from inspector_app.services import bundles
from inspector_app.services.session import NewStore, Session, new_store, recipient, unlock
from inspector_app.store import blobs

RECORDS, MEGABYTES, PICTURE = 10_000, 200, 4 << 20
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


class _Counting:
    """Takes what a seal held and hashes it, a file of every so many bytes at a time."""

    def __init__(self, sizes: list[int]) -> None:
        self._sizes, self._told, self._left = iter(sizes), hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Hashes a piece."""
        at = 0
        while at < len(data):
            if not self._left:
                self._told, self._left = hashlib.sha256(), next(self._sizes, 1 << 62)
            part = data[at : at + self._left]
            self._told.update(part)
            self._left -= len(part)
            at += len(part)
        return len(data)

    def flush(self) -> None:
        """Has nothing to flush."""


def bare_write(session: Session, out: Path) -> None:
    """Reads, hashes, seals, writes and flushes."""
    with sealing.arriving(out) as file:
        sealing.seal(sealing.Pieces(_hashed(session)), file, [recipient(session.device)])


def bare_read(session: Session, path: Path, sizes: list[int]) -> None:
    """Opens the seal and hashes."""
    with path.open("rb") as file:
        sealing.unseal(file, _Counting(sizes), [session.device.identity])  # type: ignore[arg-type]


def measured(what: str, store: Path, place: Path) -> dict[str, Any]:
    """Does one of the works in this process; returns its seconds and the most memory, in MiB."""
    with unlock(store, PASSPHRASE) as session:
        if what == "bare read":
            sizes = [sum(map(len, file)) for file in _files(session)]
        works: dict[str, Callable[[], object]] = {
            "export": lambda: bundles.export_bundle(
                session, out=str(place / "out"), recipients=(recipient(session.device),)
            ),
            "verify": lambda: bundles.verify_bundle(session, bundle=str(next((place / "out").iterdir()))),
            "bare write": lambda: bare_write(session, place / "bare.age"),
            "bare read": lambda: bare_read(session, place / "bare.age", sizes),
        }
        begun = time.perf_counter()
        done = works[what]()
        took = time.perf_counter() - begun
    if what == "verify":
        assert getattr(done, "verdict", "") in ("good", "unknown-signer"), done
    return {"seconds": took, "memory": _most()}


def _most() -> int:
    """Returns the most memory so far, in MiB. On Linux `getrusage` counts what the parent had as well."""
    if sys.platform == "linux":
        told = Path("/proc/self/status").read_text("ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) >> 10
    import resource  # noqa: PLC0415 - Windows has none

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> (20 if sys.platform == "darwin" else 10)


def _apart(what: str, store: Path, place: Path) -> dict[str, Any]:
    """Measures in a process of its own."""
    ran = subprocess.run(
        [sys.executable, __file__, "--only", what, "--store", store, "--place", place],
        check=True, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return json.loads(ran.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help="size of all attachments")
    parser.add_argument("--only", help="measure one work in this process")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--place", type=Path)
    told = parser.parse_args()
    if told.only:
        print(json.dumps(measured(told.only, told.store, told.place)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        store, place = Path(folder, "store"), Path(folder)
        made(store, told.records, told.megabytes)
        write, export, read, verify = (
            _apart(what, store, place) for what in ("bare write", "export", "bare read", "verify")
        )
    return _told(
        f"{told.records:,} records and {told.megabytes} MiB of attachments", write, export, read, verify
    )


def _told(
    what: str, write: dict[str, Any], export: dict[str, Any], read: dict[str, Any], verify: dict[str, Any]
) -> int:
    alone = export["seconds"] / write["seconds"]
    again = export["seconds"] / (write["seconds"] + read["seconds"])
    opened = verify["seconds"] / read["seconds"]
    most = max(export["memory"], verify["memory"])
    print(
        f"bundle of {what}: export and opening it again {export['seconds']:.2f} s"
        f" / bare write and bare read {write['seconds']:.2f} + {read['seconds']:.2f} s = {again:.2f} (bound {EXPORT});"
        f" against the bare write alone {alone:.2f};"
        f" verify {verify['seconds']:.2f} s / bare read = {opened:.2f} (bound {VERIFY});"
        f" most memory {most} MiB (bound {MEMORY})"
    )
    return 0 if again <= EXPORT and opened <= VERIFY and most <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
