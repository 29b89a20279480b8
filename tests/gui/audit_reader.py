"""Does a piece of an inspection as a screen reader's user does: by the names in the tree that readers read.

The real window runs on a virtual X display with the accessibility bus of the desktop. A separate program,
`reader.py`, knows nothing of the app but names and roles: it unlocks the demonstration, records evidence,
links it, evaluates a descriptor and exports a bundle, and counts what it found without a name and what was
announced. Exit status 77 says that this machine lacks what it takes.

    python tests/gui/audit_reader.py
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
LEFT_OUT = 77
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = Path("/usr/bin/python3")  # the bindings of the bus belong to the system's own Python
BEGUN = 15  # seconds until a helper says that it is there
INSIDE = "INSPECTOR_APP_READER_FOLDER"


def main() -> int:
    if folder := os.environ.get(INSIDE):
        return _read(Path(folder))
    if lacking := _lacking():
        print(f"A screen reader cannot be tried out here: {lacking}.")
        return LEFT_OUT
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        os.environ.update(INSPECTOR_APP_HOME=str(folder / "home"), PYTHONPATH=str(ROOT))
        made = [sys.executable, "-m", "inspector_app", "demo", str(folder / "demo")]
        subprocess.run(made, check=True, capture_output=True)
        return subprocess.run(
            ["dbus-run-session", "--", sys.executable, __file__],
            env=os.environ | {INSIDE: str(folder)}, check=False,
        ).returncode  # fmt: skip


def _lacking() -> str:
    if sys.platform != "linux":
        return "this is not Linux"
    for program in ("Xvfb", "dbus-run-session"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if not LAUNCHER.exists():
        return "at-spi2-core is not installed"
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False)
    return "python3-pyatspi is not installed" if found.returncode else ""


def _read(folder: Path) -> int:
    """On the session's own bus: the display, the accessibility bus, the window, and the reader."""
    shown = os.environ | {
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    store = folder / "demo" / "stores" / "lead"
    with _display() as shown["DISPLAY"], _running([str(LAUNCHER), "--launch-immediately"], shown):
        app = [sys.executable, "-m", "inspector_app", "window", str(store)]
        with open(folder / "window.log", "wb") as log, _running(app, shown, log) as window:  # noqa: PTH123
            reader = [str(SYSTEM_PYTHON), str(HERE / "reader.py"), str(folder), str(window.pid)]
            status = subprocess.run(reader, env=shown, check=False).returncode
        told = (folder / "window.log").read_text("utf-8", "replace")
    complaints = [line for line in told.splitlines() if "qt.accessibility" not in line]
    for line in complaints:
        print(f"  the window said: {line}")
    return status or bool(complaints) or window.returncode != 0


@contextlib.contextmanager
def _display() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as number:
            yield f":{number.readline().strip()}"
        server.terminate()


@contextlib.contextmanager
def _running(
    command: list[str], env: dict[str, str], log: object = subprocess.DEVNULL
) -> Iterator[subprocess.Popen]:
    with subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.terminate()  # the window saves, and closes as by hand


if __name__ == "__main__":
    sys.exit(main())
