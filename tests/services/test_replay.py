"""An old page put back in the place of a newer one: its MAC holds, as it was written here once under this key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector_app.errors import WorldError
from inspector_app.services import attachments, evidence, keeping
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import engine, folder
from inspector_app.store.errors import DamagedStoreError

PASSPHRASE = "twelve small owls"
PAGE = engine.PAGE_BYTES


@dataclass(frozen=True)
class Replay:
    """A closed store, and what its file held some time ago."""

    where: Path
    old: bytes
    new: bytes

    def put_back(self, *pages: int) -> None:
        """Has these pages, from 0, hold what they held then, and all others what they hold now."""
        data = bytearray(self.new)
        for page in pages:
            data[page * PAGE : (page + 1) * PAGE] = self.old[page * PAGE : (page + 1) * PAGE]
        for left in self.where.glob(f"{folder.DATABASE}-*"):
            left.unlink()
        folder.database(self.where).write_bytes(data)

    def differing(self) -> list[int]:
        """The pages that there were then and that hold something else now; the first tells where tables are."""
        known = range(1, min(len(self.old), len(self.new)) // PAGE)
        return [
            p for p in known if self.old[p * PAGE : (p + 1) * PAGE] != self.new[p * PAGE : (p + 1) * PAGE]
        ]


@pytest.fixture
def replay(session: Session, tmp_path: Path) -> Replay:
    where, file = session.store.folder, tmp_path / "plan.bin"
    notes = [
        evidence.record_evidence(session, text=f"Old note {n} " * (20 * n), source="data").record
        for n in range(1, 12)
    ]
    file.write_bytes(bytes(range(256)) * 20)
    attachments.attach_file(session, file=str(file), to=notes[0])
    session.store.search("note")
    session.close()
    old = folder.database(where).read_bytes()
    with sessions.unlock(where, PASSPHRASE) as later:
        for n, note in enumerate(notes, 1):
            evidence.amend_evidence(later, evidence=note, text=f"New note {n} " * (30 * n))
            evidence.record_evidence(later, text=f"Further note {n} " * (20 * n), source="data")
        file.write_bytes(bytes(reversed(range(256))) * 20)
        attachments.attach_file(later, file=str(file), to=notes[0])
        later.store.search("note")
    return Replay(where, old, folder.database(where).read_bytes())


def shown(one: Session) -> list[object]:
    """All that a person may be shown."""
    records = one.store.records(deleted=True)
    files = [r.id for r in records if r.kind == "attachment"]
    return [
        records,
        [one.store.history(record.id) for record in records],
        one.store.search("note", 1000),
        [b"".join(attachments.read_attachment(one, attachment=rec)) for rec in files],
    ]


@pytest.fixture
def pages_of(replay: Replay, tmp_path: Path) -> Callable[[str], list[int]]:
    """Tells which of the pages that differ hold what a statement would change."""

    def told(sql: str) -> list[int]:
        copy = tmp_path / "copy"
        shutil.copytree(replay.where, copy)
        with sessions.unlock(copy, PASSPHRASE) as one:
            one.store.connection.execute(sql)
        after = folder.database(copy).read_bytes()
        shutil.rmtree(copy)
        return [p for p in replay.differing() if after[p * PAGE :][:PAGE] != replay.new[p * PAGE :][:PAGE]]

    return told


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET reason = 'x'",
        "UPDATE payload SET line = zeroblob(length(line))",
        "UPDATE current SET author = 'x'",
        "UPDATE entry SET rec = rec || 'x'",
        "UPDATE entry SET id = id || 'x'",
        "UPDATE payload SET pay = pay || 'x'",
        "UPDATE current SET rec = rec || 'x'",
        "UPDATE blob_part SET bytes = zeroblob(length(bytes))",
        "UPDATE passage_data SET block = zeroblob(length(block))",
        "UPDATE passage_docsize SET sz = x'00'",
    ],
)
def test_old_pages_of_a_table_are_caught(replay: Replay, pages_of: Callable[[str], list[int]], sql) -> None:
    pages = pages_of(sql)
    assert pages
    replay.put_back(*pages)
    try:
        with sessions.unlock(replay.where, PASSPHRASE) as one:
            found = keeping.check(one)
            assert not found.ok
            assert found.problems
    except DamagedStoreError:
        pass  # so damaged that it is refused


def test_whichever_page_is_an_old_one_what_is_shown_is_true_or_the_check_says_so(replay: Replay) -> None:
    with sessions.unlock(replay.where, PASSPHRASE) as one:
        truth = shown(one)
        assert keeping.check(one).ok
    differing = replay.differing()
    caught = at_start = 0
    for page in differing:
        replay.put_back(page)
        try:
            with sessions.unlock(replay.where, PASSPHRASE) as one:
                try:
                    same = shown(one) == truth
                except WorldError:
                    same = False
                found = keeping.check(one)
                assert same or not found.ok, f"page {page + 1}"
                caught += not same
                at_start += not same and not keeping.look(one).ok
        except DamagedStoreError:
            caught, at_start = caught + 1, at_start + 1
    print(
        f"{len(differing)} old pages put back: {caught} change what is shown, all caught; {at_start} at the start"
    )
    assert caught > 15
    assert at_start > caught * 0.7


def test_a_whole_old_file_is_told_by_the_end_of_the_log_that_stands_beside_it(replay: Replay) -> None:
    replay.put_back()
    folder.database(replay.where).write_bytes(replay.old)
    with sessions.unlock(replay.where, PASSPHRASE) as one:
        assert one.gone > 0
        found = keeping.check(one)
        assert any("older one of itself" in problem for problem in found.problems)


def test_a_look_that_finds_something_names_the_records_it_touches(replay: Replay, pages_of) -> None:
    replay.put_back(*pages_of("UPDATE current SET author = 'x'"))
    with sessions.unlock(replay.where, PASSPHRASE) as one:
        found = keeping.look(one)
        everything = {row[0] for row in one.store.connection.execute("SELECT DISTINCT rec FROM entry")}
    assert not found.ok
    assert found.records
    assert set(found.records) <= everything
