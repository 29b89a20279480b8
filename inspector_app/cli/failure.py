"""A mistake of the program: a report that IT can send on, and no traceback.

Messages and values are left out on purpose, as they may hold what somebody wrote; so are the folders that the
program stands in, which often hold a user's name.
"""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

import inspector_app
from inspector_app.cli.console import Console
from inspector_app.domain import clock

_PACKAGE = Path(inspector_app.__file__).resolve().parent


def failed(console: Console, error: BaseException) -> int:
    """Writes the report and says where it is; returns the exit status."""
    moment = clock.claim(clock.system_clock())
    path = console.home / "reports" / f"report-{moment.replace(':', '')}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report(error, moment), "utf-8")
    except OSError:
        told = "Something in the program went wrong, and the report of it could not be written."
        where = None
    else:
        told = f"Something in the program went wrong. A report without evidence or names was written: {path}."
        where = str(path)
    if console.json:
        console.line({"error": told, "report": where})
    console.tell(told)
    return 3


def report(error: BaseException, moment: str) -> str:
    """Returns the kinds of the errors and the places in the program where they rose."""
    lines = [
        f"inspector-app {inspector_app.__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()}",
        f"at {moment}",
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {_module(frame.filename)} line {frame.lineno}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def _module(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return ".".join(("inspector_app", *path.relative_to(_PACKAGE).with_suffix("").parts))
    return path.stem
