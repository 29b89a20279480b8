"""Real stores on disk, made and opened with a key that no passphrase has to be stretched for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from inspector_app.crypto import keys
from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import Entry, Write
from inspector_app.store import Author, Store, create, engine, folder

AUTHOR = Author("11111111-1111-4111-8111-111111111111", "ada@inspection", "1.0")
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def key() -> bytes:
    return bytes(range(32))


@pytest.fixture
def make(key: bytes) -> Iterator[Callable[[Path], Store]]:
    """Makes stores, and closes those that a test leaves open."""
    with ExitStack() as stack:

        def made(where: Path) -> Store:
            def write_keys() -> None:
                wrap = keys.wrap_with_passphrase(key, "twelve small owls", "ab" * 16, CHEAP)
                folder.write_keys(where, folder.KeyFile("ab" * 16, (wrap,)))

            return stack.enter_context(create(where, key, write_keys))

        yield made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(make: Callable[[Path], Store], place: Path) -> Store:
    return make(place)


@pytest.fixture
def closed(store: Store, save: Callable[..., Entry], place: Path) -> Path:
    """The folder of a store with one note in it, closed."""
    save(store, "a note that was acknowledged")
    store.close()
    return place


@pytest.fixture
def save() -> Callable[..., Entry]:
    """Saves one note durably and returns its entry."""

    def saved(store: Store, text: str, number: int = 1, kind: str = "evidence", **fields: object) -> Entry:
        rec = f"00000000-0000-7000-8000-{number:012x}"
        write = Write(rec, kind, {"text": text, **fields})
        return store.append(AUTHOR, "2026-11-02T09:00:00Z", [write])[0]

    return saved


@pytest.fixture
def pages_of(key: bytes, tmp_path: Path) -> Callable[[Path, str], list[int]]:
    """Tells on which pages of a closed store that stands what a statement would change; changes nothing."""

    def told(where: Path, sql: str) -> list[int]:
        copy = tmp_path / "changed.db"
        shutil.copyfile(folder.database(where), copy)
        before = copy.read_bytes()
        connection = engine.connect(copy, key)
        connection.execute(sql)
        connection.close()
        after = copy.read_bytes()
        copy.unlink()
        starts = range(engine.PAGE_BYTES, len(before), engine.PAGE_BYTES)  # the first page tells no table
        size = engine.PAGE_BYTES
        return [at // size + 1 for at in starts if before[at : at + size] != after[at : at + size]]

    return told


@pytest.fixture
def program(tmp_path: Path, key: bytes) -> Callable[..., list[str]]:
    """The command line of a short program that works on a store in a process of its own.

    It has `place`, `key`, `open_store`, `save(store, text, number)` and what it was given; what it prints is
    read by the test.
    """
    head = f"""
import json, os, sys
from pathlib import Path
from inspector_app.domain.revision import Write
from inspector_app.errors import WorldError
from inspector_app.store import Author, create, drafts, engine, folder, open_store
place, key = Path(sys.argv[1]), bytes.fromhex({key.hex()!r})
def save(store, text, number=1):
    rec = f"00000000-0000-7000-8000-{{number:012x}}"
    writes = [Write(rec, "evidence", {{"text": text}})]
    return store.append(Author({AUTHOR.actor!r}, {AUTHOR.principal!r}, "1.0"), "2026-11-02T09:00:00Z", writes)[0]
def told(*words):
    print(*words, flush=True)
def refusal(error):
    told(json.dumps([type(error).__name__, error.what, str(error.where), error.advice]))
"""

    def written(text: str, *arguments: object) -> list[str]:
        path = tmp_path / "program.py"
        path.write_text(head + text, encoding="utf-8")
        return [sys.executable, str(path), *map(str, arguments)]

    return written


@pytest.fixture
def run(program: Callable[..., list[str]]) -> Callable[..., list[object]]:
    """Runs such a program to its end and returns the JSON lines that it told."""

    def ran(text: str, *arguments: object, before: tuple[str, ...] = ()) -> list[object]:
        command = [*before, *program(text, *arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ran
