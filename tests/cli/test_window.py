"""No command opens the window; every command leaves Qt alone."""

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest


@pytest.fixture
def window(monkeypatch):
    """The window, replaced by a list of what it was opened with."""
    opened = []
    app = types.ModuleType("inspector_app.gui.app")
    app.main = lambda arguments: opened.append((list(arguments), os.environ["INSPECTOR_APP_HOME"])) or 0
    monkeypatch.setitem(sys.modules, "inspector_app.gui.app", app)
    monkeypatch.setenv("INSPECTOR_APP_HOME", os.environ["INSPECTOR_APP_HOME"])
    return opened


@pytest.mark.parametrize(
    ("argv", "given"), [([], []), (["window"], []), (["window", "a store"], ["a store"])]
)
def test_the_window_is_given_the_store(run, window, argv, given):
    assert run(*argv).status == 0
    assert window == [(given, os.environ["INSPECTOR_APP_HOME"])]


def test_the_window_is_given_the_home(run, window, tmp_path):
    assert run("--home", tmp_path / "elsewhere").status == 0
    assert window == [([], str(tmp_path / "elsewhere"))]


def test_a_library_that_is_missing_is_a_sentence(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "inspector_app.gui.app", None)
    ran = run("window")
    assert ran.status == 1
    assert "window cannot open" in ran.err
    assert "doctor" in ran.err


@pytest.mark.parametrize("argv", [["--version"], ["frameworks", "list"], ["apply", "--list"]])
def test_a_command_does_not_load_qt(pytestconfig, argv):
    ask = (
        "import sys; from inspector_app.__main__ import main; status = main(sys.argv[1:]);"
        "sys.exit(status or any(name.startswith(('PySide6', 'shiboken')) for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask, *argv], cwd=pytestconfig.rootpath, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_the_whole_command_line_imports_without_qt(pytestconfig):
    """Every module of the command line, loaded in one process."""
    folder = pytestconfig.rootpath / "inspector_app" / "cli"
    names = [f"inspector_app.cli.{Path(path).stem}" for path in folder.glob("*.py")]
    ask = (
        "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]];"
        "sys.exit(any(name.startswith(('PySide6', 'shiboken')) for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask, *names], cwd=pytestconfig.rootpath, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
