"""Everything a developer or a curious inspector needs from a checkout, with nothing but Python installed.

    python packaging/dev.py run        the demonstration, and the window on it where there is a screen
    python packaging/dev.py test       every check and every test, offscreen
    python packaging/dev.py bench      the measures, printed as ratios
    python packaging/dev.py faults     the tests that break things on purpose
    python packaging/dev.py audit      every screen looked over, read aloud, and pressed at random
    python packaging/dev.py pictures D every screen as a picture, into the folder D
    python packaging/dev.py build      the frozen app, which then runs the demonstration
    python packaging/dev.py lock       the lock files anew (maintainers)

Standard library only. The first call makes `.venv` and installs what the lock pins; later ones start at once.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - read by whatever Python the machine has
    sys.exit("inspector-app needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import argparse
import os
import shutil
import subprocess
from pathlib import Path

import environment
import frozen
import lock
import machine

ROOT = Path(__file__).resolve().parent.parent
DEMO_MARK = "demo-inspection.txt"  # the demonstration puts it into its folder before anything else

CHECKS = (
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("floors", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")),
    ("pyright", ("-m", "pyright")),
)


def main(arguments: list[str]) -> int:
    """Runs one sub-command and returns its exit status."""
    told, pytest_arguments = _parser().parse_known_args(arguments)
    if pytest_arguments and told.command != "test":
        _parser().error("unknown arguments: " + " ".join(pytest_arguments))
    try:
        if told.command == "run":
            return run(told.folder, window=machine.has_screen() and not told.no_window)
        if told.command == "test":
            return test(pytest_arguments)
        if told.command == "pictures":
            return pictures(told.folder)
        return {"bench": bench, "faults": faults, "audit": audit, "build": build, "lock": relock}[
            told.command
        ]()
    except machine.Stopped as reason:
        print(f"Stopped: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Run, test, measure and build inspector-app from a checkout."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="the demonstration, then the window on it")
    runs.add_argument("folder", nargs="?", type=Path, default=ROOT / "demo", help="where it is made (demo/)")
    runs.add_argument("--no-window", action="store_true", help="do not open the window")
    commands.add_parser("test", help="all checks and tests; with arguments: pytest with these alone")
    commands.add_parser("bench", help="the measures")
    commands.add_parser("faults", help="kills, cuts, full disks and flipped bits, in long form")
    commands.add_parser(
        "audit", help="names, contrast, keyboard, a screen reader and random events, long form"
    )
    draws = commands.add_parser("pictures", help="every screen as a picture")
    draws.add_argument("folder", type=Path)
    commands.add_parser("build", help="the frozen app, tried out")
    commands.add_parser("lock", help="the lock files anew")
    return parser


def run(folder: Path, *, window: bool) -> int:
    """Makes the demonstration in `folder` and, where a window is wanted, opens it on the result."""
    machine.provide(machine.qt_needs(screen=window), required=window)
    python = environment.ready(ROOT)
    folder = folder.resolve()
    _clear(folder)
    status = subprocess.call([python, "-m", "inspector_app", "demo", str(folder)])
    if status or not window:
        return status
    print("Opening the window on the demonstration.", flush=True)
    return subprocess.call(
        [python, "-m", "inspector_app"], env=os.environ | {"INSPECTOR_APP_HOME": str(folder)}
    )


def _clear(folder: Path) -> None:
    """Takes away an earlier demonstration; refuses to touch any other folder with something in it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise machine.Stopped(f"{folder} is a file, not a folder.")
    if (folder / DEMO_MARK).is_file():
        shutil.rmtree(folder)
    elif any(folder.iterdir()):
        raise machine.Stopped(f"{folder} holds something else than a demonstration; name an empty folder.")


def test(pytest_arguments: list[str]) -> int:
    """Checks and tests everything, or runs pytest alone with the arguments given."""
    python = _test_python()
    if pytest_arguments:
        return subprocess.call([python, "-m", "pytest", *pytest_arguments], cwd=ROOT, env=_offscreen())
    failed = []
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        if subprocess.call([python, *command], cwd=ROOT):
            failed.append(name)
    print("== pytest", flush=True)
    status = subprocess.call([python, "-m", "pytest", "-n", "2"], cwd=ROOT, env=_offscreen())
    if failed:
        print("Failed before pytest: " + ", ".join(failed), flush=True)
    return status or bool(failed)


def bench() -> int:
    """Runs every script of `tests/benchmarks/`; one that exits non-zero broke its bound."""
    scripts = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    if not scripts:
        raise machine.Stopped("there is no benchmark in tests/benchmarks/ yet.")
    python = _test_python()
    broken = []
    for script in scripts:
        print(f"== {script.stem.removeprefix('bench_')}", flush=True)
        if subprocess.call([python, str(script)], cwd=ROOT, env=_offscreen()):
            broken.append(script.name)
    if broken:
        print("Out of bounds: " + ", ".join(broken))
    return bool(broken)


def faults() -> int:
    """Runs every `break_*.py` below `tests/` in its long form; each prints what it counted."""
    return _in_turn("break", "Something was lost, or a breaker failed")


def audit() -> int:
    """Runs every `audit_*.py` below `tests/` in its long form; each prints what it counted."""
    return _in_turn("audit", "Something cannot be seen, read, reached or borne")


def _in_turn(kind: str, sentence: str) -> int:
    left_out = 77  # as the scripts say it
    python = _test_python()
    broken = []
    for script in sorted((ROOT / "tests").glob(f"*/{kind}_*.py")):
        print(f"== {script.stem.removeprefix(f'{kind}_')}", flush=True)
        if subprocess.call([python, str(script)], cwd=ROOT, env=_offscreen()) not in {0, left_out}:
            broken.append(script.name)
    if broken:
        print(f"{sentence}: " + ", ".join(broken))
    return bool(broken)


def pictures(folder: Path) -> int:
    """Draws every screen in every theme into `folder`."""
    script = ROOT / "tests" / "gui" / "pictures.py"
    if not script.is_file():
        raise machine.Stopped("there is no tests/gui/pictures.py yet, so no screen can be drawn.")
    python = _test_python()
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.call([python, str(script), str(folder.resolve())], cwd=ROOT, env=_offscreen())


def build() -> int:
    """Freezes the app, runs the demonstration with it and prints its size and start-up time."""
    machine.provide(machine.build_needs(), required=True)
    return frozen.build(ROOT, environment.ready(ROOT))


def relock() -> int:
    """Writes the lock files anew from pyproject.toml."""
    return lock.write(ROOT, environment.ready(ROOT))


def _test_python() -> str:
    machine.provide(machine.qt_needs(screen=False), required=True)
    machine.provide(machine.test_needs(), required=bool(os.environ.get("CI")))
    return environment.ready(ROOT)


def _offscreen() -> dict[str, str]:
    told = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    if sys.platform == "linux":
        told["LC_ALL"] = "C.UTF-8"  # Qt warns in any other encoding, and a Qt warning fails a test
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
