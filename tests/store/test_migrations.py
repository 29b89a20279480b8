"""Stores of every version ever released open and hold what they held."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inspector_app.services import attachments, keeping, unsealed
from inspector_app.services import session as sessions
from inspector_app.store import folder, schema

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
