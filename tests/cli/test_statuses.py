"""Four exit statuses, one JSON object, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

import inspector_app
from inspector_app.cli import runners
from inspector_app.cli.console import printable
from inspector_app.errors import BugError


@pytest.fixture
def broken(monkeypatch):
    """Makes a command raise an error."""

    def with_error(error):
        def fail(_told, _console):
            raise error

        monkeypatch.setattr(runners, "runner", lambda _command: fail)

    return with_error


def test_what_was_done_is_0(run):
    ran = run("--json", "frameworks", "list")
    assert ran.status == 0
    assert "ILACS-2026" in [pack["id"] for pack in ran.json["frameworks"]]
    assert ran.err == ""


def test_what_was_refused_is_1_with_the_reason_on_both_outputs(run):
    ran = run("--json", "frameworks", "show", "NO-SUCH")
    assert ran.status == 1
    assert ran.json["error"] == ran.err.strip()
    assert "NO-SUCH" in ran.err


def test_without_json_a_refusal_leaves_standard_output_empty(run):
    ran = run("frameworks", "show", "NO-SUCH")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["frameworks"],
        ["new", "somewhere"],
        ["search", "s", "x", "--limit", "0"],
        ["apply"],
        ["apply", "store-alone"],
        ["resolve", "s", "r", "f", "--reason", "x"],
        ["resolve", "s", "r", "f", "--reason", "x", "--take", "1", "--value", "2"],
        ["--jso", "doctor"],
    ],
)
def test_wrong_usage_is_2(run, argv):
    ran = run(*argv)
    assert (ran.status, ran.out) == (2, "")
    assert "usage: inspector-app" in ran.err


def test_the_common_options_stand_before_the_command_or_behind_it(run):
    assert run("--json", "frameworks", "list").json == run("frameworks", "list", "--json").json


def test_version_names_the_program_and_its_version(run):
    assert run("--version").out == f"inspector-app {inspector_app.__version__}\n"


@pytest.mark.parametrize("error", [BugError("Mrs Brook said"), ZeroDivisionError("Mrs Brook said")])
def test_a_mistake_of_ours_is_3_with_a_report_that_holds_no_words(run, broken, tmp_path, error):
    try:
        raise KeyError("Child 4711")  # noqa: TRY301 - a cause with words of its own
    except KeyError as cause:
        error.__cause__ = cause
    broken(error)
    ran = run("--home", tmp_path / "here", "--json", "doctor")
    assert ran.status == 3
    assert "Traceback" not in ran.err
    (written,) = (tmp_path / "here" / "reports").iterdir()
    assert str(written) in ran.err
    assert ran.json["report"] == str(written)
    report = written.read_text("utf-8")
    assert type(error).__name__ in report
    assert "KeyError" in report
    assert "inspector_app.cli.main line " in report
    assert inspector_app.__version__ in report
    for word in ("Brook", "4711", str(tmp_path), str(Path.home())):
        assert word not in report


def test_a_report_that_cannot_be_written_is_told(run, broken, tmp_path):
    (tmp_path / "file").write_text("")
    broken(BugError("x"))
    ran = run("--home", tmp_path / "file", "doctor")
    assert ran.status == 3
    assert "could not be written" in ran.err


def test_an_error_of_the_computer_is_a_sentence_with_its_place(run, broken):
    broken(PermissionError(13, "Permission denied", "place"))
    ran = run("doctor")
    assert ran.status == 1
    assert ran.err == "The computer refused (permission denied): place.\n"


def test_stopping_a_command_is_a_sentence(run, broken):
    broken(KeyboardInterrupt())
    ran = run("--json", "doctor")
    assert ran.status == 130
    assert "Stopped" in ran.json["error"]


def test_a_reader_that_goes_away_makes_no_noise(pytestconfig):
    command = [sys.executable, "-m", "inspector_app", "apply", "--list"]
    with subprocess.Popen(
        command, cwd=pytestconfig.rootpath, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 1


def test_words_from_elsewhere_cannot_steer_the_terminal():
    assert printable("a\x1b[2Jb\r\nc\u202ed") == "a\N{REPLACEMENT CHARACTER}[2Jb c\N{REPLACEMENT CHARACTER}d"
    assert printable("Brook “café”") == "Brook “café”"
