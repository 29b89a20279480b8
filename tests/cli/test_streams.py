"""Odd surroundings: an output that is full or closed, words that are no text, a folder that is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


@pytest.fixture
def shell(pytestconfig, passphrase_file):
    """Runs the program behind a shell, with what the shell does to its streams; status and what stderr took."""
    if not FULL.exists():
        pytest.skip("needs a device that is always full")

    def one(arguments, streams):
        done = subprocess.run(
            ["sh", "-c", f'exec "{sys.executable}" -m inspector_app {arguments} {streams}'],
            cwd=pytestconfig.rootpath,
            env={**os.environ, "INSPECTOR_APP_PASSPHRASE_FILE": str(passphrase_file)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stderr

    return one


@pytest.mark.parametrize(
    "command", ["frameworks list", "--json frameworks list", "apply --list", "--json doctor"]
)
def test_an_output_that_takes_no_more_is_a_sentence(shell, command):
    status, told = shell(command, ">/dev/full")
    assert status == 1
    advice = "Free some space, or send it elsewhere."
    assert told == f"The answer could not be written (no space left on device): standard output. {advice}\n"


def test_a_refusal_that_nobody_can_be_told_is_still_a_status(shell):
    assert shell("--json annex-a nothing.xlsx", ">/dev/full 2>/dev/full") == (1, "")


@pytest.mark.parametrize("streams", [">&-", ">&- 2>&-"])
def test_a_command_without_an_output_does_its_work(shell, streams):
    assert shell("frameworks list", streams) == (0, "")


def test_lines_from_a_closed_input_are_refused(shell, store):
    status, told = shell(f"apply '{store}' -", "<&-")
    assert status == 1
    assert told.startswith("It is closed, so there are no lines to run: standard input. ")


def test_words_that_are_no_text_are_refused_and_leave_nothing(run, tmp_path):
    named = ["--framework", "ILACS-2026", "--inspector", "Ada", "--role", "inspector"]
    ran = run("new", tmp_path / "new", *named, "--authority", "\udcff")
    assert ran.status == 1
    assert ran.err.startswith("What was typed is not text in UTF-8. ")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name != "posix", reason="a folder in use cannot be taken away elsewhere")
def test_a_folder_that_is_gone_is_told(run, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = run("--passphrase-file", "p.txt", "check", "store")
    assert ran.status == 1
    assert ran.err == "The folder in which this was started is gone. Change to another folder.\n"
