"""A store opens with the passphrase file, else the keychain, else a question on a terminal, else not."""

import getpass
import io
import shutil

import pytest

from inspector_app.services import last_seen, machine


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def typed(monkeypatch):
    """Sits at a terminal and types what it is given; returns what it was asked."""

    def sit(*words):
        answers, asked = iter(words), []
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr(getpass, "getpass", lambda prompt: asked.append(prompt) or next(answers))
        return asked

    return sit


@pytest.fixture
def bare(run, monkeypatch):
    """Runs a command without a passphrase file."""

    def one(*argv):
        monkeypatch.setenv("INSPECTOR_APP_PASSPHRASE_FILE", "")
        return run(*argv)

    return one


NEW = ["--framework", "ILACS-2026", "--authority", "Fernshire", "--inspector", "Ada", "--role", "inspector"]


def test_the_option_goes_before_the_environment(run, store, tmp_path, monkeypatch):
    right = tmp_path / "passphrase.txt"
    monkeypatch.setenv("INSPECTOR_APP_PASSPHRASE_FILE", str(tmp_path / "none"))
    assert run("search", store, "x").status == 1
    assert run("--passphrase-file", right, "search", store, "x").status == 0
    assert run("search", store, "x", "--passphrase-file", right).status == 0


def test_without_file_keychain_and_terminal_it_is_refused(bare, store, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ran = bare("search", store, "x")
    assert ran.status == 1
    assert str(store) in ran.err
    assert "--passphrase-file" in ran.err


def test_the_keychain_opens_a_store_that_was_made_with_it(bare, tmp_path, typed, keychain):
    asked = typed("twelve small owls", "twelve small owls")
    assert bare("new", tmp_path / "kept", *NEW).status == 0
    assert len(asked) == 2
    assert len(keychain.secrets) == 1
    asked = typed()
    assert bare("search", tmp_path / "kept", "x").status == 0
    assert asked == []


def test_no_keychain_leaves_the_keychain_alone(run, tmp_path, keychain):
    assert run("new", tmp_path / "kept", *NEW, "--no-keychain").status == 0
    assert keychain.secrets == {}


def test_on_a_terminal_it_asks(bare, store, typed):
    asked = typed("twelve small owls")
    assert bare("search", store, "x").status == 0
    assert len(asked) == 1


def test_two_passphrases_that_differ_make_no_store(bare, tmp_path, typed):
    typed("twelve small owls", "twelve small cats")
    ran = bare("new", tmp_path / "kept", *NEW)
    assert ran.status == 1
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("content", "word"), [(b"\n", "empty"), (b"\xff\xfe", "UTF-8"), (None, "cannot be read")]
)
def test_a_passphrase_file_that_is_none_is_named(run, store, tmp_path, content, word):
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    ran = run("--passphrase-file", file, "search", store, "x")
    assert ran.status == 1
    assert word in ran.err
    assert str(file) in ran.err


def test_only_the_first_line_counts(run, store, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"\xef\xbb\xbftwelve small owls\r\nkept in the safe\r\n")
    assert run("--passphrase-file", file, "search", store, "x").status == 0


def test_a_copy_of_the_folder_that_is_older_or_elsewhere_is_told_of(run, store, tmp_path, monkeypatch):
    line = tmp_path / "line.jsonl"
    line.write_text('{"intent": "record_evidence", "text": "x", "source": "data"}\n', "utf-8")
    shutil.copytree(store, tmp_path / "old")
    assert run("apply", store, line).status == 0
    old = run("dump", tmp_path / "old")
    assert old.status == 0
    assert "older than what was written in it (1 change missing)" in old.err
    assert "older" not in run("dump", tmp_path / "old").err
    monkeypatch.setattr(machine, "number", lambda: "another computer")
    assert "last open on another computer" in run("dump", store).err
    assert run("dump", store).err == ""


def test_notes_of_a_store_stand_in_the_home_that_was_named(run, store, tmp_path):
    assert run("--home", tmp_path / "mine", "dump", store).status == 0
    assert (tmp_path / "mine" / last_seen.FOLDER).is_dir()
