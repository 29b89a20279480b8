"""What opens a store is said, changed, and set anew with the organisation's key."""

import io

import pytest

from inspector_app.crypto import sealing


@pytest.fixture
def new(tmp_path):
    path = tmp_path / "new.txt"
    path.write_text("nine tall herons wade\n", "utf-8")
    return path


@pytest.fixture
def key(tmp_path):
    """An organisation's recovery key, as `age-keygen` writes it."""
    identity = sealing.new_identity()
    path = tmp_path / "recovery.txt"
    recipient = sealing.recipient_of(identity)
    path.write_text(f"# created: 2026-11-02\n# public key: {recipient}\n{identity}\n", "utf-8")
    return path, recipient


def test_the_passphrase_is_changed_and_only_the_new_one_opens(run, store, new):
    assert run("passphrase", "change", store, "--new", new).status == 0
    assert run("dump", store).status == 1
    assert run("--passphrase-file", new, "dump", store).status == 0


def test_a_lost_passphrase_is_set_anew_with_the_recovery_key(run, store, new, key):
    path, recipient = key
    assert run("--json", "passphrase", "recovery", store, recipient).json["recovery"] == [recipient]
    assert run("passphrase", "recover", store, path, "--new", new).status == 0
    assert run("--passphrase-file", new, "dump", store).status == 0


def test_what_opens_a_store_is_told_without_a_passphrase(run, store, key, monkeypatch):
    _, recipient = key
    run("passphrase", "recovery", store, recipient)
    monkeypatch.delenv("INSPECTOR_APP_PASSPHRASE_FILE")
    told = run("--json", "passphrase", "show", store).json
    assert (told["passphrase"], told["keychain"], told["recovery"]) == (True, False, [recipient])


def test_recovery_is_taken_away_with_the_word_none(run, store, new, key):
    path, recipient = key
    run("passphrase", "recovery", store, recipient)
    assert run("--json", "passphrase", "recovery", store, "none").json["recovery"] == []
    assert run("passphrase", "recover", store, path, "--new", new).status == 1


@pytest.mark.parametrize("text", ["", "# only a remark\n", "AGE-SECRET-KEY-1X\nAGE-SECRET-KEY-1Y\n"])
def test_a_file_that_is_no_key_is_refused_by_name(run, store, new, tmp_path, text):
    bad = tmp_path / "bad.txt"
    bad.write_text(text, "utf-8")
    ran = run("passphrase", "recover", store, bad, "--new", new)
    assert ran.status == 1
    assert str(bad) in ran.err


def test_an_easy_passphrase_is_refused(run, store, tmp_path):
    easy = tmp_path / "easy.txt"
    easy.write_text("passwordpassword\n", "utf-8")
    ran = run("passphrase", "change", store, "--new", easy)
    assert ran.status == 1
    assert "easy to guess" in ran.err
    assert run("dump", store).status == 0


def test_a_sheet_is_printed_and_its_key_typed_in_again_sets_a_new_passphrase(run, store, new, monkeypatch):
    told = run("--json", "passphrase", "sheet", store).json
    assert told["sheet"] is True
    monkeypatch.setattr("sys.stdin", io.StringIO(told["key"].lower() + "\n"))
    assert run("passphrase", "recover", store, "-", "--new", new).status == 0
    assert run("--passphrase-file", new, "dump", store).status == 0


def test_printed_sheets_can_be_made_worthless(run, store):
    run("passphrase", "sheet", store)
    ran = run("--json", "passphrase", "sheet", store, "--withdraw")
    assert (ran.json["sheet"], "key" in ran.json) == (False, False)


def test_a_store_encrypted_anew_opens_with_the_same_passphrase(run, store):
    before = (store / "evidence.db").read_bytes()[:16]
    dumped = run("dump", store).out
    told = run("--json", "passphrase", "rekey", store).json
    assert told["passphrase"] is True
    assert (store / "evidence.db").read_bytes()[:16] != before
    assert run("dump", store).out == dumped


@pytest.mark.parametrize("typed", [None, io.StringIO(""), io.StringIO("\n")])
def test_where_no_key_is_typed_that_is_said(run, store, new, monkeypatch, typed):
    monkeypatch.setattr("sys.stdin", typed)
    ran = run("passphrase", "recover", store, "-", "--new", new)
    assert ran.status == 1
    assert "No key was given" in ran.err
