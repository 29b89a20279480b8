"""The command line, run inside this process or as a process of its own, on real small stores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from inspector_app.__main__ import main
from inspector_app.crypto.keys import Cost
from inspector_app.services import rosters, session
from inspector_app.services.session import NewStore, new_store

PASSPHRASE = "twelve small owls"
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its status and both outputs."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="session")
def samples(pytestconfig):
    return pytestconfig.rootpath / "resources" / "samples"


@pytest.fixture
def passphrase_file(tmp_path):
    path = tmp_path / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", "utf-8")
    return path


@pytest.fixture
def run(capsys, monkeypatch, passphrase_file):
    """Runs a command in this process, with the passphrase file in its environment."""
    monkeypatch.setenv("INSPECTOR_APP_PASSPHRASE_FILE", str(passphrase_file))

    def one(*argv):
        capsys.readouterr()
        status = main([str(part) for part in argv])
        told = capsys.readouterr()
        return Ran(status, told.out, told.err)

    return one


@pytest.fixture
def process(pytestconfig, passphrase_file):
    """Runs a command as a process of its own."""

    def one(*argv, typed=None, preexec_fn=None, **settings):
        done = subprocess.run(
            [sys.executable, "-m", "inspector_app", *(str(part) for part in argv)],
            cwd=pytestconfig.rootpath,
            env={**os.environ, "INSPECTOR_APP_PASSPHRASE_FILE": str(passphrase_file)}
            | {name: str(value) for name, value in settings.items()},
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
            preexec_fn=preexec_fn,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return one


@pytest.fixture
def told():
    """What a new store needs, with a passphrase that is cheap to check."""

    def make(where, name="ada", role="inspector", authority="Fernshire"):
        return NewStore(
            where=where,
            framework="ILACS-2026",
            authority=authority,
            inspector=name,
            role=role,
            start="2026-11-02",
            passphrase=PASSPHRASE,
            use_keychain=False,
            cost=CHEAP,
        )

    return make


@pytest.fixture
def store(tmp_path, told):
    """A closed store with nothing recorded yet."""
    where = tmp_path / "store"
    new_store(told(where)).close()
    return where


@pytest.fixture
def team(tmp_path, told):
    """Two closed stores, `lead` and `ada`, that trust one roster; their folder."""
    folder = tmp_path / "team"
    with new_store(told(folder / "lead", "lead", "lead")) as lead, new_store(told(folder / "ada")) as ada:
        rosters.init_roster(lead, folder=str(folder / "roster"))
        for one in (lead, ada):
            rosters.add_member(
                lead,
                folder=str(folder / "roster"),
                principal=one.device.principal,
                key=session.public_key(one.device),
                recipient=session.recipient(one.device),
                role=one.device.role,
            )
        for one in (lead, ada):
            rosters.trust_roster(one, folder=str(folder / "roster"))
    return folder


@pytest.fixture
def line():
    """One JSON line for `apply`."""

    def one(intent, **arguments):
        return json.dumps({"intent": intent, **arguments}) + "\n"

    return one


@pytest.fixture
def seen(line):
    """A line that records evidence."""
    return line("record_evidence", text="Visits were late twice in May.", source="case_file")
