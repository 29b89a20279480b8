"""Stores of every version ever released open and hold what they held."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.crypto import keys
from inspector_app.crypto.keys import Cost
from inspector_app.errors import BugError
from inspector_app.services import attachments, keeping, unsealed
from inspector_app.services import session as sessions
from inspector_app.store import (
    Store,
    create,
    drafts,
    engine,
    folder,
    integrity,
    open_store,
    schema,
    upgrading,
)
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, NewerStoreError, StoreWriteError

OLD_FILES = Path(__file__).parent.parent / "old_files"
OLD_PASSPHRASE = "seven slow herons"
RELEASED = sorted(path.name for path in OLD_FILES.glob("v*"))


@pytest.fixture
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of a store as an app of that version wrote it; version 1 where none is named."""
    where = tmp_path / "old"
    shutil.copytree(OLD_FILES / getattr(request, "param", "v1"), where)
    return where


def expected(where: Path) -> dict[str, dict[str, object]]:
    lines = (where / "records.jsonl").read_text("utf-8").splitlines()
    return {told["record"]: told for told in map(json.loads, lines)}


def test_a_file_is_kept_of_every_version_ever_released() -> None:
    assert set(RELEASED) == {f"v{number}" for number in range(1, schema.STORE_VERSION + 1)}


@pytest.mark.parametrize("old", RELEASED, indirect=True)
def test_a_store_of_an_old_version_opens_with_every_record_revision_attachment_and_draft(old: Path) -> None:
    wanted = expected(old)
    with sessions.unlock(old, OLD_PASSPHRASE) as found:
        records = {record.id: record for record in found.store.records(deleted=True)}
        assert set(records) == set(wanted)
        for rec, told in wanted.items():
            record = records[rec]
            assert (record.kind, dict(record.fields), record.deleted) == (
                told["kind"], told["fields"], told["deleted"],
            )  # fmt: skip
            assert [held.entry.id for held in found.store.history(rec)] == told["revisions"]
        [attachment] = found.store.records("attachment")
        text = b"".join(attachments.read_attachment(found, attachment=attachment.id))
        assert text == b"a chronology of invented events\n" * 40
        [draft] = unsealed.offered_back(found)
        assert (draft.fields, draft.cursor) == ({"text": "half a sent"}, ("text", 11))
        assert [hit.kind for hit in found.store.search("cafe")] == ["evidence"]
        assert keeping.check(found).problems == ()


def test_the_old_file_is_not_what_todays_key_is_tried_on(old: Path) -> None:
    """Guards the fixture itself: with another passphrase nothing opens."""
    with pytest.raises(sessions.WrongPassphraseError):
        folder.unlock(old, "twelve small owls")


# --- the machinery, with a step that no release has taken ------------------------------------------------------


def widen(connection: Connection) -> None:
    connection.execute("ALTER TABLE draft ADD COLUMN language TEXT")
    connection.execute("CREATE TABLE tag (name TEXT PRIMARY KEY, colour TEXT)")
    connection.execute("INSERT INTO tag SELECT kind, 'blue' FROM current GROUP BY kind")


ONE = (schema.Step(2, widen),)


class CutError(BaseException):
    """The process ends here: nothing that catches errors may catch it."""


def die(*_: object, **__: object) -> None:
    raise CutError


@pytest.fixture
def key(old: Path) -> bytes:
    return folder.unlock(old, OLD_PASSPHRASE)


def holds_all(store: Store, where: Path) -> bool:
    wanted = expected(where)
    found = {record.id: dict(record.fields) for record in store.records(deleted=True)}
    whole = found == {rec: told["fields"] for rec, told in wanted.items()}
    return whole and list(integrity.check(store)) == [] and len(drafts.found(store)) == 1


def files(where: Path) -> set[str]:
    return {path.name for path in where.iterdir() if path.name.startswith("evidence.db")}


def version(store: Store) -> int:
    return schema.version_of(store.connection)


def test_an_older_store_is_brought_up_with_all_it_holds_and_the_old_file_is_given_up(
    old: Path, key: bytes
) -> None:
    with open_store(old, key, ONE) as store:
        assert version(store) == 2
        assert holds_all(store, old)
        tags = store.connection.execute("SELECT count(*) FROM tag WHERE colour = 'blue'").fetchone()[0]
        assert tags == len(store.counts())
        assert not {name for name in files(old) if name.startswith("evidence.db.")}
    assert files(old) == {"evidence.db"}
    with open_store(old, key, ONE) as again:
        assert holds_all(again, old)


def test_steps_are_taken_in_order_and_only_those_that_lack(old: Path, key: bytes) -> None:
    taken: list[int] = []
    two = (*ONE, schema.Step(3, lambda _: taken.append(3)), schema.Step(4, lambda _: taken.append(4)))
    open_store(old, key, two[:2]).close()
    assert taken == [3]
    with open_store(old, key, two) as store:
        assert (taken, version(store)) == ([3, 4], 4)
        assert holds_all(store, old)


def test_the_app_that_wrote_it_no_longer_opens_a_store_that_was_brought_up(old: Path, key: bytes) -> None:
    open_store(old, key, ONE).close()
    before = folder.database(old).read_bytes()
    with pytest.raises(NewerStoreError):
        open_store(old, key, ())
    assert folder.database(old).read_bytes() == before


def test_a_new_store_is_made_in_the_present_version(tmp_path: Path) -> None:
    where, key = tmp_path / "new", bytes(32)

    def write_keys() -> None:
        wrap = keys.wrap_with_passphrase(key, OLD_PASSPHRASE, "ab" * 16, Cost(64, 1, 1))
        folder.write_keys(where, folder.KeyFile("ab" * 16, (wrap,)))

    with create(where, key, write_keys, ONE) as store:
        assert version(store) == 2
        assert store.connection.execute("SELECT count(*) FROM tag").fetchone()[0] == 0
    open_store(where, key, ONE).close()


def breaks_half_way(connection: Connection) -> None:
    widen(connection)
    connection.execute("DELETE FROM payload")
    raise CutError


def forgets(table: str) -> schema.Step:
    def take(connection: Connection) -> None:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name from the list below

    return schema.Step(2, take)


def nonsense(connection: Connection) -> None:
    connection.execute("CREATE nonsense")


def rewrites(connection: Connection) -> None:
    connection.execute("UPDATE payload SET line = CAST(line || ' ' AS BLOB)")


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (schema.Step(2, breaks_half_way), CutError),
        (schema.Step(2, nonsense), BugError),
        (schema.Step(2, rewrites), DamagedStoreError),
        *(
            (forgets(table), DamagedStoreError)
            for table in ("entry", "payload", "draft", "blob_part", "meta")
        ),
    ],
)
def test_a_step_that_fails_or_loses_something_leaves_the_old_store_as_it_was(
    old: Path, key: bytes, step: schema.Step, error: type[BaseException]
) -> None:
    before = folder.database(old).read_bytes()
    with pytest.raises(error):
        open_store(old, key, (step,))
    assert folder.database(old).read_bytes() == before
    assert files(old) == {"evidence.db"}
    with open_store(old, key, ()) as store:
        assert version(store) == 1
        assert holds_all(store, old)
    with open_store(old, key, ONE) as store:
        assert version(store) == 2


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (upgrading, "_copy"),
        (upgrading.schema, "take"),
        (upgrading, "_lost"),
        (upgrading, "_put_in_place"),
        (upgrading.Path, "hardlink_to"),
        (upgrading.Path, "replace"),
        (upgrading.folder, "sync"),  # the new file is in place, nobody has opened it
        (upgrading, "give_up_old"),
    ],
)
def test_cut_anywhere_the_store_is_whole_and_the_next_opening_goes_on(
    old: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, name, die)
        with pytest.raises(CutError):
            open_store(old, key, ONE)
    with open_store(old, key, ONE) as store:
        assert version(store) == 2
        assert holds_all(store, old)
    assert files(old) == {"evidence.db"}


def test_a_process_killed_in_a_step_leaves_the_old_store_usable_by_the_old_app(
    old: Path, key: bytes, tmp_path: Path
) -> None:
    program = tmp_path / "killed.py"
    program.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        "from inspector_app.store import open_store, schema\n"
        "def take(connection):\n"
        "    connection.execute('DELETE FROM payload')\n"
        "    os.kill(os.getpid(), 9)\n"
        "open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), (schema.Step(2, take),))\n"
    )
    done = subprocess.run([sys.executable, program, old, key.hex()], capture_output=True, check=False)
    assert done.returncode not in {0, 1}, done.stderr
    with open_store(old, key, ()) as store:
        assert version(store) == 1
        assert holds_all(store, old)
    with open_store(old, key, ONE) as store:
        assert holds_all(store, old)
    assert files(old) == {"evidence.db"}  # also what the killed process left half done


def test_where_there_are_no_links_the_old_file_is_copied(
    old: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(upgrading.Path, "hardlink_to", no_links)
    with open_store(old, key, ONE) as store:
        assert holds_all(store, old)


def test_what_only_the_log_holds_is_brought_along(old: Path, key: bytes, tmp_path: Path) -> None:
    with open_store(old, key, ()) as store:
        store.set_fact("somewhere", "in the log alone")
        shutil.copytree(old, tmp_path / "cut", ignore=shutil.ignore_patterns("lock"))
    assert folder.database(tmp_path / "cut").with_name("evidence.db-wal").stat().st_size
    with open_store(tmp_path / "cut", key, ONE) as store:
        assert store.fact("somewhere") == "in the log alone"


def test_an_old_file_that_holds_more_than_the_new_one_is_never_given_up(
    old: Path, key: bytes, tmp_path: Path
) -> None:
    open_store(old, key, ONE).close()
    other = tmp_path / "other"
    shutil.copytree(OLD_FILES / "v1", other)
    kept = upgrading.kept(old, 1)
    kept.write_bytes(folder.database(other).read_bytes())
    connection = engine.connect(folder.database(old), key)
    connection.execute("DELETE FROM payload WHERE rowid = 2")
    connection.close()
    with pytest.raises(DamagedStoreError, match="lacks 1 rows of its file of version 1"):
        open_store(old, key, ONE)
    assert kept.read_bytes() == (OLD_FILES / "v1" / "evidence.db").read_bytes()


def test_no_room_for_the_copy_is_told_and_changes_nothing(
    old: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = folder.database(old).read_bytes()
    monkeypatch.setattr(upgrading.shutil, "copyfile", full)
    with pytest.raises(StoreWriteError, match="no room"):
        open_store(old, key, ONE)
    assert folder.database(old).read_bytes() == before
    open_store(old, key, ()).close()
