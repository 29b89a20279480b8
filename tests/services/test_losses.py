"""Of a damaged store it is told which records are touched and, after a rescue, what each of them lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from inspector_app.services import attachments, evidence, keeping
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import engine, folder

PASSPHRASE = "twelve small owls"
PAGE = engine.PAGE_BYTES


class Ward:
    """A closed store with notes, of which pages can be wiped by what stands on them."""

    def __init__(self, session: Session, work: Path) -> None:
        self.where, self._work = session.store.folder, work
        self.notes = [
            evidence.record_evidence(session, text=f"Note {n} " * 120, source="data").record
            for n in range(60)
        ]
        for n, note in enumerate(self.notes[:20]):
            evidence.amend_evidence(session, evidence=note, text=f"Second note {n} " * 60)
        film = work / "film.bin"
        film.write_bytes(bytes(range(200)) * 9000)
        self.film = attachments.attach_file(session, file=str(film), to=self.notes[0]).record
        self.revisions = session.store.revisions()
        session.close()
        self.data = folder.database(self.where).read_bytes()

    def pages_of(self, sql: str) -> list[int]:
        """Which pages, from 0, hold what a statement would change; the first tells where tables are."""
        copy = self._work / "copy"
        shutil.copytree(self.where, copy)
        with sessions.unlock(copy, PASSPHRASE) as one:
            one.store.connection.execute(sql)
        after = folder.database(copy).read_bytes()
        shutil.rmtree(copy)
        return [
            at // PAGE
            for at in range(PAGE, len(self.data), PAGE)
            if self.data[at : at + PAGE] != after[at : at + PAGE]
        ]

    def wipe(self, pages: Iterable[int]) -> None:
        data = bytearray(self.data)
        for page in pages:
            data[page * PAGE : page * PAGE + 64] = bytes(64)
        folder.database(self.where).write_bytes(data)

    def rows(self, sql: str) -> list[str]:
        with sessions.unlock(self.where, PASSPHRASE) as one:
            return [row[0] for row in one.store.connection.execute(sql)]


@pytest.fixture
def ward(session: Session, tmp_path: Path) -> Ward:
    return Ward(session, tmp_path)


@pytest.fixture
def rescued(ward: Ward, tmp_path: Path) -> Callable[[], keeping.RescueReport]:
    return lambda: keeping.rescue(ward.where, PASSPHRASE, tmp_path / "saved")


def checked(ward: Ward) -> keeping.CheckReport:
    with sessions.unlock(ward.where, PASSPHRASE) as one:
        return keeping.check(one)


# Each: what stands on the page, and what is lost of the records whose rows stand there.
PAYLOAD = ("UPDATE payload SET line = zeroblob(length(line)) WHERE rowid = 30", "payloads")
ENTRY = ("UPDATE entry SET reason = 'x' WHERE rowid = 30", "revisions")


@pytest.mark.parametrize(("sql", "lost"), [PAYLOAD, ENTRY])
def test_a_page_that_cannot_be_read_is_told_by_the_records_it_touches(
    ward: Ward, rescued: Callable[[], keeping.RescueReport], sql: str, lost: str
) -> None:
    (on_it,) = ward.rows("SELECT rec FROM entry WHERE pay = (SELECT pay FROM payload WHERE rowid = 30)")
    ward.wipe(ward.pages_of(sql))
    found = checked(ward)
    assert on_it in found.records
    assert any("cannot be read whole" in problem for problem in found.problems)
    saved = rescued()
    by_record = {one.record: one for one in saved.lost_records}
    assert by_record[on_it].kind == "evidence"
    assert getattr(by_record[on_it], lost) == 1
    assert set(by_record) <= set(found.records)
    with sessions.unlock(saved.path, PASSPHRASE) as one:
        whole = [rec for rec in ward.notes if one.store.find(rec) is not None and rec not in by_record]
        assert len(whole) >= len(ward.notes) - len(by_record)
        assert set(keeping.check(one).records) <= set(by_record)


def test_every_lost_revision_is_somebodys(ward: Ward, rescued: Callable[[], keeping.RescueReport]) -> None:
    ward.wipe(ward.pages_of("UPDATE entry SET reason = 'x' WHERE rowid BETWEEN 20 AND 50"))
    saved = rescued()
    assert sum(one.revisions for one in saved.lost_records) == ward.revisions - saved.revisions > 20


def index_of_records(ward: Ward) -> set[int]:
    """The pages of the index that names the record of each row of the log."""
    table = ward.pages_of("UPDATE entry SET reason = 'x'")
    return set(ward.pages_of("UPDATE entry SET rec = '0' || substr(rec, 2)")).difference(table)


def test_where_the_index_is_gone_as_well_the_log_and_what_was_shown_tell(
    ward: Ward, rescued: Callable[[], keeping.RescueReport]
) -> None:
    ward.wipe(index_of_records(ward).union(ward.pages_of(ENTRY[0])))
    saved = rescued()
    assert sum(one.revisions for one in saved.lost_records) == ward.revisions - saved.revisions > 0


def test_records_that_only_cannot_be_shown_lose_nothing(
    ward: Ward, rescued: Callable[[], keeping.RescueReport]
) -> None:
    ward.wipe(ward.pages_of("UPDATE current SET author = 'x' WHERE number = 30"))
    found = checked(ward)
    assert found.records
    assert any("but its log can" in problem for problem in found.problems)
    saved = rescued()
    assert saved.lost == saved.lost_records == ()
    assert saved.revisions == ward.revisions


def test_an_attachment_is_saved_whole_or_not_at_all(
    ward: Ward, rescued: Callable[[], keeping.RescueReport]
) -> None:
    middle = ward.pages_of("UPDATE blob_part SET bytes = zeroblob(length(bytes)) WHERE part = 1")
    ward.wipe(middle[len(middle) // 2 :][:1])
    assert ward.film in checked(ward).records
    saved = rescued()
    assert [(one.record, one.kind, one.files) for one in saved.lost_records] == [(ward.film, "attachment", 1)]
    with sessions.unlock(saved.path, PASSPHRASE) as one:
        for table in ("blob", "blob_part"):
            (left,) = one.store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            assert left == 0


def test_a_file_whose_bytes_are_all_there_is_saved_though_the_row_that_counts_them_is_lost(
    ward: Ward, rescued: Callable[[], keeping.RescueReport]
) -> None:
    with sessions.unlock(ward.where, PASSPHRASE) as one:
        one.store.connection.execute("DELETE FROM blob")
    saved = rescued()
    assert saved.lost_records == ()
    with sessions.unlock(saved.path, PASSPHRASE) as one:
        assert len(b"".join(attachments.read_attachment(one, attachment=ward.film))) == 1_800_000


def test_damage_of_an_index_alone_says_that_no_row_is_lost(
    ward: Ward, rescued: Callable[[], keeping.RescueReport]
) -> None:
    ward.wipe(index_of_records(ward))
    found = checked(ward)
    assert found.records == ()
    assert any("Every row can be read all the same" in problem for problem in found.problems)
    saved = rescued()
    assert saved.lost == saved.lost_records == ()
    assert saved.revisions == ward.revisions


def test_rows_behind_a_long_gap_are_saved(tmp_path: Path, session: Session) -> None:
    for n in range(3):
        with session.store.changing():
            for m in range(900):
                evidence.record_evidence(session, text=f"Note {n} {m}", source="data")
    ward = Ward(session, tmp_path)
    ward.wipe(
        ward.pages_of("UPDATE payload SET line = zeroblob(length(line)) WHERE rowid BETWEEN 300 AND 1500")
    )
    saved = keeping.rescue(ward.where, PASSPHRASE, tmp_path / "saved")
    assert any("Rows" in sentence and " to " in sentence for sentence in saved.lost)
    with sessions.unlock(saved.path, PASSPHRASE) as one:
        (payloads,) = one.store.connection.execute("SELECT count(*) FROM payload").fetchone()
    assert payloads + sum(record.payloads for record in saved.lost_records) == ward.revisions
    assert payloads > 1500
