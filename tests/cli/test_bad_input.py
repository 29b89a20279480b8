"""Bad input: status 1, one sentence with what and where, nothing lost, nothing left behind."""

import hashlib
import os
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from inspector_app.services import session
from inspector_app.store import tries

NEW = ["--framework", "ILACS-2026", "--authority", "Fernshire", "--inspector", "Ada", "--role", "inspector"]
DATABASE = "evidence.db"


def digest(folder):
    """What a folder holds, without the lock and what SQLite keeps beside an open file."""
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def refused(run):
    """Runs a command that must be refused with one sentence about a place."""

    def one(*argv, where, word):
        ran = run("--json", *argv)
        assert ran.status == 1
        assert str(where) in ran.json["error"]
        assert word in ran.json["error"]
        assert "Traceback" not in ran.err
        assert ran.err.splitlines()[-1] == ran.json["error"]
        return ran

    return one


@pytest.fixture
def bundle(run, team, tmp_path, seen):
    """A bundle of ada's, sealed for the lead."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen, "utf-8")
    run("apply", team / "ada", lines)
    return run("--json", "export", team / "ada", tmp_path / "out").json["bundle"]


READING = [["search", "{}", "x"], ["dump", "{}"], ["conflicts", "{}"], ["export", "{}", "out"]]


@pytest.mark.parametrize("argv", READING)
def test_a_wrong_passphrase(refused, store, tmp_path, argv):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("twelve large owls", "utf-8")
    before = digest(store)
    argv = [part.format(store) for part in argv]
    refused("--passphrase-file", wrong, *argv, where="", word="passphrase")
    after = digest(store)
    assert after.pop(Path(tries.FILE))  # what makes guessing slower is all that was written
    assert after == before


@pytest.mark.parametrize("argv", READING)
def test_a_folder_that_is_no_store(refused, tmp_path, argv):
    (tmp_path / "empty").mkdir()
    refused(*[part.format(tmp_path / "empty") for part in argv], where=tmp_path / "empty", word="no store")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_store_that_is_not_there(refused, tmp_path):
    refused("check", tmp_path / "none", where=tmp_path / "none", word="no store")
    assert not (tmp_path / "none").exists()


def test_a_newer_store(refused, store):
    with session.unlock(store, "twelve small owls") as one:
        one.store.connection.execute("PRAGMA user_version = 99")
    before = digest(store)
    refused("search", store, "x", where=store, word="newer version")
    assert digest(store) == before


@pytest.mark.parametrize("kept", [0, 1000, 8192])
def test_a_truncated_store(refused, store, kept):
    with (store / DATABASE).open("r+b") as file:
        file.truncate(kept)
    before = digest(store)
    refused("search", store, "x", where=store, word="Restore a backup")
    assert digest(store) == before


def test_a_store_with_a_changed_page(refused, store):
    with (store / DATABASE).open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 16)
    refused("search", store, "x", where=store, word="damaged")


def test_a_key_file_that_is_none(refused, store):
    (store / "keys.json").write_text("{", "utf-8")
    refused("search", store, "x", where=store / "keys.json", word="damaged")


def test_a_second_command_on_one_store(refused, store):
    with session.unlock(store, "twelve small owls"):
        refused("search", store, "x", where=store, word="another window or command")


def test_a_new_store_where_something_stands(refused, store, tmp_path):
    before = digest(store)
    refused("new", store, *NEW, where=store, word="something here already")
    assert digest(store) == before


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"--framework": "NO-SUCH"}, "NO-SUCH"),
        ({"--role": "king"}, "king"),
        ({"--start": "next week"}, "next week"),
        ({"--authority": " "}, "authority"),
        ({"--inspection": "seven"}, "seven"),
        ({"--overlay": "ILACS-2018"}, "ILACS-2018"),
        ({"--recovery": "age1nobody"}, "recover"),
    ],
)
def test_a_new_store_with_a_bad_value_leaves_nothing_behind(refused, tmp_path, changed, word):
    values = dict(zip(NEW[::2], NEW[1::2], strict=True)) | changed
    refused("new", tmp_path / "new", *[part for pair in values.items() for part in pair], where="", word=word)
    assert not (tmp_path / "new").exists()


def test_a_short_passphrase_leaves_nothing_behind(refused, tmp_path):
    (tmp_path / "short").write_text("owl", "utf-8")
    refused(
        "--passphrase-file", tmp_path / "short", "new", tmp_path / "new", *NEW, where="", word="shorter than"
    )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "argv",
    [
        ["new", "{}/store", *NEW],
        ["demo", "{}/demo"],
        ["export", "STORE", "{}/out", "--clear"],
        ["draft", "STORE", "{}/draft.docx"],
        ["roster", "init", "STORE", "{}/roster"],
        ["backup", "STORE", "{}/backup"],
    ],
)
def test_a_place_that_cannot_be_written(refused, store, tmp_path, argv):
    wall = tmp_path / "wall"
    wall.write_text("a file, where a folder would be needed", "utf-8")
    argv = [str(store) if part == "STORE" else part.format(wall) for part in argv]
    refused(*argv, where=wall, word="")
    assert wall.read_text("utf-8").startswith("a file")


@pytest.fixture
def closed(tmp_path):
    """A folder in which this person may make nothing; for root, who may nearly anything, one of the kernel's."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs the permissions of POSIX")
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    if os.geteuid() == 0:
        folder = Path("/sys/kernel")
        if not folder.is_dir():
            pytest.skip("nothing is closed to root here")
    return folder


@pytest.mark.parametrize(
    "argv",
    [
        ["new", "{}/store", *NEW],
        ["demo", "{}/demo"],
        ["backup", "STORE", "{}/backup"],
        ["draft", "STORE", "{}/d.docx"],
    ],
)
def test_a_folder_without_write_permission(refused, store, closed, argv):
    before = sorted(closed.iterdir())
    argv = [str(store) if part == "STORE" else part.format(closed) for part in argv]
    refused(*argv, where=closed, word="")
    assert sorted(closed.iterdir()) == before


def test_a_disk_that_takes_no_more(process, run, store, tmp_path, line):
    resource = pytest.importorskip("resource")
    full = (store / DATABASE).stat().st_size
    lines = tmp_path / "lines.jsonl"
    lines.write_text(line("record_evidence", text="x" * 500_000, source="case_file"), "utf-8")
    ran = process(
        "apply",
        store,
        lines,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (full, full)),
    )
    assert ran.status == 1, ran.err
    assert ran.lines[0]["ok"] is False
    assert "disk" in ran.lines[0]["error"]
    assert str(store) in ran.lines[0]["error"]
    assert "Traceback" not in ran.err
    assert run("apply", store, lines).status == 0
    assert len([one for one in run("dump", store).lines if one["kind"] == "evidence"]) == 1


def test_a_bundle_with_one_byte_changed(refused, run, team, bundle, tmp_path):
    data = bytearray(Path(bundle).read_bytes())
    data[len(data) // 2] ^= 1
    bad = tmp_path / "bad.bag.zip.age"
    bad.write_bytes(data)
    refused("verify", bad, "--store", team / "lead", where=bad, word="refused")
    before = run("dump", team / "lead").out
    ran = refused("merge", team / "lead", bad, where=bad, word="refused")
    assert ran.json["bundles"][0]["new"] == 0
    assert run("dump", team / "lead").out == before


def test_a_refused_bundle_does_not_stop_the_next(run, team, bundle, tmp_path):
    ran = run("--json", "merge", team / "lead", tmp_path / "none.bag.zip.age", bundle)
    assert ran.status == 1
    assert [one["verdict"] for one in ran.json["bundles"]] == ["refused", "good"]
    assert "none.bag.zip.age" in ran.json["error"]


def test_a_bundle_for_someone_else(refused, run, told, bundle, tmp_path):
    session.new_store(told(tmp_path / "stranger", "eve")).close()
    before = run("dump", tmp_path / "stranger").out
    refused("merge", tmp_path / "stranger", bundle, where=bundle, word="ask the sender to export it for you")
    refused("verify", bundle, where=bundle, word="not-for-us")
    assert run("dump", tmp_path / "stranger").out == before


def test_a_bundle_of_another_inspection(refused, run, told, team, tmp_path):
    """The sender is on the roster of both inspections."""
    other, roster = tmp_path / "other", team / "roster"
    with session.new_store(told(other, "mo", authority="Moorland")) as one:
        keys = ["--key", session.public_key(one.device), "--recipient", session.recipient(one.device)]
        name = one.device.principal
    assert run("roster", "add", team / "lead", roster, name, *keys).status == 0
    for each in (team / "lead", other):
        assert run("roster", "trust", each, roster).status == 0
    bundle = run("--json", "export", other, tmp_path / "out").json["bundle"]
    before = run("dump", team / "lead").out
    refused("merge", team / "lead", bundle, where=bundle, word="another inspection")
    refused("merge", team / "lead", bundle, "--dry-run", where=bundle, word="another inspection")
    assert run("dump", team / "lead").out == before


@pytest.mark.parametrize("content", [b"", b"not a bundle", b"PK\x05\x06" + b"\0" * 18])
def test_a_bundle_that_is_none(refused, team, tmp_path, content):
    bad = tmp_path / "bad.bag.zip"
    bad.write_bytes(content)
    refused("verify", bad, where=bad, word="refused")
    refused("merge", team / "lead", bad, where=bad, word="refused")


def test_an_identity_that_is_none(refused, bundle, tmp_path):
    (tmp_path / "key.txt").write_text("twelve small owls", "utf-8")
    refused(
        "verify", bundle, "--identity", tmp_path / "key.txt", where=tmp_path / "key.txt", word="age-keygen"
    )


def test_a_bundle_that_cannot_be_read_is_named_once(refused, team, tmp_path):
    ran = refused("merge", team / "lead", tmp_path / "none", where=tmp_path / "none", word="ask the sender")
    assert ran.json["error"].count(str(tmp_path / "none")) == 1


def test_a_bundle_that_is_not_there(refused, tmp_path):
    refused("verify", tmp_path / "none", where=tmp_path / "none", word="")


def test_a_roster_that_is_none(refused, store, tmp_path):
    (tmp_path / "empty").mkdir()
    refused("roster", "show", tmp_path / "empty", where=tmp_path / "empty", word="roster")
    refused("roster", "trust", store, tmp_path / "empty", where=tmp_path / "empty", word="roster")


def test_a_roster_that_somebody_else_owns(refused, team):
    refused("roster", "sign", team / "ada", team / "roster", where="", word="roster")


def test_an_export_to_nobody(refused, store, tmp_path):
    refused("export", store, tmp_path / "out", where="", word="nobody")
    assert not (tmp_path / "out").exists()


def test_a_conflict_that_is_not_there(refused, store):
    refused(
        "resolve", store, "nothing", "field", "--take", "1", "--reason", "x", where="nothing", word="record"
    )
    refused("resolve", store, "nothing", "field", "--value", "{", "--reason", "x", where="", word="not JSON")


def test_a_template_that_is_no_word_document(refused, store, tmp_path):
    (tmp_path / "template.docx").write_bytes(b"plain")
    refused(
        "draft", store, tmp_path / "draft.docx", "--template", tmp_path / "template.docx",
        where=tmp_path / "template.docx", word="",
    )  # fmt: skip
    assert not (tmp_path / "draft.docx").exists()


def test_a_demo_on_a_workbook_that_is_none(refused, tmp_path):
    book = tmp_path / "lists.xlsx"
    book.write_bytes(b"dear inspector")
    refused("demo", tmp_path / "here", "--workbook", book, where=book, word="not a workbook")
    assert not (tmp_path / "here").exists()


@pytest.mark.parametrize("children", [1, 3])
def test_a_demo_on_a_workbook_with_few_children_settles_every_disagreement(run, tmp_path, children):
    book = openpyxl.Workbook()
    book.active.title = "List 1"
    book.active.append(["Child Unique ID", "Gender", "Date of Birth", "Date of Contact", "Contact Source"])
    for number in range(1, children + 1):
        book.active.append([number, "F", date(2015, 3, 1), date(2026, 5, number), "Police"])
    book.save(tmp_path / "few.xlsx")
    told = run("--json", "demo", tmp_path / "here", "--workbook", tmp_path / "few.xlsx")
    assert told.status == 0, told.err
    assert told.json["verified"]
    assert told.json["conflicts"] >= 1


def test_an_overlay_alone_is_no_framework(refused, tmp_path):
    refused(
        "new", tmp_path / "store", "--framework", "SUPP-CRITICS-2013", "--authority", "Fernshire",
        "--inspector", "Ada", "--role", "lead", where="SUPP-CRITICS-2013", word="overlay",
    )  # fmt: skip
    assert not (tmp_path / "store").exists()


def test_a_demo_that_stops_leaves_the_folder_as_empty_as_it_was(run, tmp_path, monkeypatch):
    def stop(*_arguments, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("inspector_app.services.rosters.init_roster", stop)
    (tmp_path / "here").mkdir()
    assert run("demo", tmp_path / "here").status == 130
    assert list((tmp_path / "here").iterdir()) == []


def test_a_demo_where_something_stands(refused, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "mine.txt").write_text("mine", "utf-8")
    refused("demo", tmp_path / "here", where=tmp_path / "here", word="not empty")
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["mine.txt"]
