"""A file lent to another program lies in memory, says nothing by its name, and is taken back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import attachments, lending
from inspector_app.services.evidence import record_evidence

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no memory file system is known elsewhere")
LETTER = b"%PDF-1.7\n" + b"words " * 50_000


@pytest.fixture
def attached(session, tmp_path):
    """Attaches a letter under a name."""
    rec = record_evidence(session, text="A letter.", source="case_file").record

    def attach(name="letter of Ada.pdf"):
        path = tmp_path / "file"
        path.write_bytes(LETTER)
        return attachments.attach_file(session, file=str(path), to=rec, name=name).record

    return attach


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """A folder of the test's own in the place of the memory file system."""
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(lending, "memory", lambda: place)
    return place


def test_without_a_policy_nothing_is_lent(session, attached, memory) -> None:
    with pytest.raises(RefusedError, match="does not let files be opened"):
        lending.lend(session, attachment=attached())
    assert not list(memory.iterdir())


def test_a_lent_file_is_private_whole_and_named_after_nothing(session, attached, memory, decide) -> None:
    decide("open_elsewhere = true")
    loan = lending.lend(session, attachment=attached())
    assert loan.path.read_bytes() == LETTER
    assert loan.path.name == "attachment.pdf"
    assert loan.path.parent.parent == memory
    assert loan.path.parent.stat().st_mode & 0o777 == 0o700
    assert not lending.is_changed(loan)
    lending.take_back(loan)
    assert not list(memory.iterdir())


def test_a_change_is_noticed_and_the_store_keeps_what_it_had(session, attached, memory, decide) -> None:
    decide("open_elsewhere = true")
    attachment = attached()
    loan = lending.lend(session, attachment=attachment)
    loan.path.write_bytes(LETTER + b"more")
    assert lending.is_changed(loan)
    assert b"".join(attachments.read_attachment(session, attachment=attachment)) == LETTER
    loan.path.unlink()
    assert lending.is_changed(loan)


@pytest.mark.parametrize("name", ["run.exe", "go.desktop", "page.html", "none", "sheet.xlsm", "x.pdf.sh"])
def test_what_a_system_might_run_is_not_handed_over(session, attached, memory, decide, name) -> None:
    decide("open_elsewhere = true")
    with pytest.raises(RefusedError, match="Files of this kind"):
        lending.lend(session, attachment=attached(name))
    assert not list(memory.iterdir())


def test_where_no_memory_is_known_nothing_is_lent(session, attached, decide, monkeypatch) -> None:
    decide("open_elsewhere = true")
    monkeypatch.setattr(lending, "memory", lambda: None)
    with pytest.raises(RefusedError, match="No place in memory"):
        lending.lend(session, attachment=attached())


def test_only_a_memory_file_system_is_taken_for_one(tmp_path, monkeypatch) -> None:
    mounts = tmp_path / "mounts"
    disk, mem = tmp_path / "run dir", tmp_path / "run dir" / "memory"
    mem.mkdir(parents=True)
    told = str(disk).replace(" ", "\\040")
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n/dev/sda2 {told} ext4 rw 0 0\ntmpfs {told}/memory tmpfs rw 0 0\n"
    )
    monkeypatch.setattr(lending, "_MOUNTS", mounts)
    monkeypatch.setattr(lending, "_SHARED", tmp_path / "none")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(disk))
    assert lending.memory() is None
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(mem))
    assert lending.memory() == mem
    monkeypatch.setattr(lending.sys, "platform", "win32")
    assert lending.memory() is None


def test_leftovers_of_a_program_that_crashed_go_and_those_of_one_that_runs_stay(
    session, attached, memory, decide
) -> None:
    decide("open_elsewhere = true")
    own = lending.lend(session, attachment=attached())
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    crashed = memory / f"inspector-app-lent-{gone.pid}-abcd1234"
    runs = memory / f"inspector-app-lent-{os.getppid()}-abcd1234"
    other = memory / "inspector-app-lent-by-hand"
    for folder in (crashed, runs, other):
        folder.mkdir()
        (folder / "attachment.pdf").write_bytes(b"words")
    lending.take_back_all()
    assert not own.path.exists()
    assert sorted(memory.iterdir()) == sorted((runs, other))
