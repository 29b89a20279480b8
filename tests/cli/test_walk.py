"""One walk through the whole command line, each command a process of its own, as a script would run it."""

from pathlib import Path

import pytest

from inspector_app.crypto import keychain

OF_SYSTEM = keychain.of_system()  # before a fixture adds to it
TEAM = {"lead": "lead", "ada": "inspector", "bo": "inspector"}


KEYCHAIN = """
from pathlib import Path
import keyring.backend


class FileKeyring(keyring.backend.KeyringBackend):
    priority = 1

    def _path(self, service, username):
        return Path(__file__).with_name(f"{service}-{username}.secret")

    def get_password(self, service, username):
        path = self._path(service, username)
        return path.read_text() if path.exists() else None

    def set_password(self, service, username, password):
        self._path(service, username).write_text(password)


# It goes under the name of this system's own; under its own name it would be no keychain.
FileKeyring.__module__, FileKeyring.__name__ = NAME.rsplit(".", 1)
"""


@pytest.fixture
def keychain_of_processes(tmp_path, monkeypatch):
    """A keychain that all commands of a walk share, so that only `new` has to stretch a passphrase."""
    folder = tmp_path / "keychain"
    folder.mkdir()
    (folder / "walk_keychain.py").write_text(f"NAME = {OF_SYSTEM[0]!r}\n{KEYCHAIN}", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "walk_keychain.FileKeyring")


@pytest.fixture
def walk(process, passphrase_file, keychain_of_processes):
    """Runs a command that must be done; returns its JSON. Only `new` is given the passphrase."""

    def one(*argv, typed=None):
        told = passphrase_file if argv[0] == "new" else ""
        ran = process("--json", *argv, typed=typed, INSPECTOR_APP_PASSPHRASE_FILE=told)
        assert ran.status == 0, ran.err
        assert "Traceback" not in ran.err
        return ran.lines if argv[0] in ("apply", "dump") else ran.json

    return one


def found(walk, folder):
    """Three stores of one inspection and a roster that all of them trust; returns the stores."""
    stores, roster = {name: folder / name for name in TEAM}, folder / "roster"
    made = {
        name: walk(
            "new", stores[name], "--framework", "ILACS-2026", "--overlay", "SUPP-CRITICS-2013", "--authority",
            "Fernshire", "--inspector", name, "--role", role, "--start", "2026-11-02", "--staff-id",
            f"{name}@team",
        )
        for name, role in TEAM.items()
    }  # fmt: skip
    assert {"store", "inspection", "device", "signing_key", "recipient"} <= set(made["lead"])
    assert len({one["inspection"] for one in made.values()}) == 1
    assert len({one["device"] for one in made.values()}) == 3
    assert walk("roster", "init", stores["lead"], roster)["version"] == 1
    for name, role in TEAM.items():
        keys = ["--key", made[name]["signing_key"], "--recipient", made[name]["recipient"], "--role", role]
        walk("roster", "add", stores["lead"], roster, f"{name}@team", *keys)
    shown = walk("roster", "show", roster)
    assert [one["name"] for one in shown["principals"]] == ["ada@team", "bo@team", "lead@team"]
    for name in TEAM:
        walk("roster", "trust", stores[name], roster, "--fingerprint", shown["fingerprint"])
    return stores


def see(walk, line, store, finding, stance):
    """An inspector records something and evaluates a descriptor by it."""
    (kept,) = walk(
        "apply", store, "-",
        typed=line("record_evidence", text=f"Visits of May: {finding}.", source="case_file"),
    )  # fmt: skip
    answers = walk(
        "apply", store, "-",
        typed=line("link_evidence", evidence=kept["record"], descriptor="ILACS-CIC-05", stance=stance)
        + line("evaluate_descriptor", descriptor="ILACS-CIC-05", finding=finding, effect="Children wait."),
    )  # fmt: skip
    assert [answer["ok"] for answer in answers] == [True, True]


@pytest.mark.timeout(180)
def test_a_team_works_through_an_inspection(walk, tmp_path, samples, line):
    stores, workbook = found(walk, tmp_path), samples / "fernshire-annex-a.xlsx"

    # The lead reads the council's lists and chooses a case; two inspectors see the same thing differently.
    assert walk("annex-a", workbook)["children"] >= 1500
    (chosen,) = walk(
        "apply", stores["lead"], "-", typed=line("choose_cases", workbook=str(workbook), seed=7, limit=1)
    )
    assert chosen["ok"]
    see(walk, line, stores["ada"], "improvement", "against")
    see(walk, line, stores["bo"], "strength", "for")
    bundles = [walk("export", stores[name], tmp_path / "out")["bundle"] for name in ("ada", "bo")]

    # A bundle is what it says; the merge brings one conflict; the lead settles it.
    checked = walk("verify", bundles[0], "--store", stores["lead"])
    assert (checked["verdict"], checked["principal"], checked["rule"]) == ("good", "ada@team", "")
    merged = walk("merge", stores["lead"], *bundles)
    assert [one["verdict"] for one in merged["bundles"]] == ["good", "good"]
    assert {"new", "known", "waiting", "quarantined"} <= set(merged["bundles"][0])
    (conflict,) = walk("conflicts", stores["lead"])["conflicts"]
    assert (conflict["field"], conflict["chosen"]) == ("finding", True)
    assert {"value", "author", "revision"} <= set(conflict["values"][0])
    assert merged["conflicts"] == [conflict]
    taken = next(one for one in conflict["values"] if one["value"] == "improvement")
    settled = walk(
        "resolve", stores["lead"], conflict["record"], "finding", "--take", taken["revision"], "--reason",
        "The file shows it",
    )  # fmt: skip
    assert settled["open"] == 0

    # The draft, and the care of the store.
    draft = walk("draft", stores["lead"], tmp_path / "draft.docx")
    assert Path(draft["draft"]).read_bytes()[:2] == b"PK"
    assert (draft["paragraphs"] >= 1, draft["cited"]) == (True, 2)
    assert {"name", "ok", "detail"} <= set(draft["checks"][0])
    assert walk("check", stores["lead"]) == {"ok": True, "problems": [], "records": []}
    copied = walk("backup", stores["lead"], tmp_path / "backups")
    restored = walk("restore", copied["backup"], tmp_path / "again")
    assert (restored["records"], restored["revisions"]) == (copied["records"], copied["revisions"])
    whole = walk("dump", stores["lead"], "--history", "--drafts")
    (evaluation,) = [line for line in whole if line["kind"] == "evaluation"]
    assert (evaluation["fields"]["finding"], evaluation["conflicts"]) == ("improvement", {})
    assert walk("dump", tmp_path / "again", "--history", "--drafts") == whole
    assert len(walk("search", tmp_path / "again", "visits May")["hits"]) == 2


@pytest.mark.timeout(180)
def test_the_demo_ends_with_verified_and_everything_it_names_stands_there(process, tmp_path):
    ran = process("demo", tmp_path / "demo")
    assert ran.status == 0, ran.err
    assert ran.out.splitlines()[-1] == "verified"
    named = dict(
        line.split(maxsplit=1) for line in ran.out.splitlines() if line.startswith(("Draft", "Roster"))
    )
    assert Path(named["Draft"]).is_file()
    assert Path(named["Roster"]).is_dir()
    lead = tmp_path / "demo" / "stores" / "lead"
    phrase = tmp_path / "demo-passphrase.txt"
    phrase.write_text(
        next(line for line in ran.out.splitlines() if line.startswith("Passphrase")).split(None, 1)[1]
    )
    found = process("--json", "--passphrase-file", phrase, "check", lead)
    assert (found.json["ok"], found.json["problems"]) == (True, [])


def test_doctor_names_its_checks(walk):
    checks = walk("doctor")["checks"]
    assert {"name", "ok", "detail"} <= set(checks[0])
    assert len(checks) > 3


def test_two_homes_keep_two_installations_apart(process, tmp_path):
    for home in (tmp_path / "one", tmp_path / "other"):
        assert str(home) in process("--home", home, "--json", "doctor").out
