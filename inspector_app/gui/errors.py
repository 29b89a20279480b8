"""No traceback reaches a user: every error that nobody caught becomes a banner.

An error of the world is a sentence. Anything else is our mistake: a report is written beside the store's
settings that holds where in the program it happened and nothing of what was being written.
"""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType

from inspector_app import __version__
from inspector_app.domain.clock import Clock, claim
from inspector_app.errors import WorldError
from inspector_app.gui.notice import Notice, Tell, Weight, of_error


class ErrorDesk:
    """Where every error of the window ends.

    Args:
        tell: shows a banner.
        reports: the folder for reports of our own mistakes; made when first needed.
        clock: names the report.
    """

    def __init__(self, tell: Tell, reports: Path, clock: Clock) -> None:
        self._tell = tell
        self._reports = reports
        self._clock = clock

    def install(self) -> None:
        """Takes the errors that nobody caught, those of Qt's slots among them."""
        sys.excepthook = self.hook

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The interpreter's hook for an error that nobody caught."""
        del kind, trace
        if isinstance(error, Exception):
            self.failed(error)
        else:  # Ctrl+C in the console that started the window
            sys.exit(1)

    def failed(self, error: Exception) -> None:
        """Tells of an error in a banner; writes a report first where it is our mistake."""
        if isinstance(error, WorldError):
            self._tell(of_error(error))
            return
        told = report(error, claim(self._clock()))
        name = f"report-{claim(self._clock()).replace(':', '')}.txt"
        try:
            self._reports.mkdir(parents=True, exist_ok=True)
            (self._reports / name).write_text(told, "utf-8")
        except OSError:
            where = "A report of it could not be written."
        else:
            where = f"A report without any evidence or names was written: {self._reports / name}."
        self._tell(
            Notice(
                key="error:ours",
                weight=Weight.PROBLEM,
                sentence="Something in the program went wrong. What you saved is safe.",
                advice=f"You can go on. {where}",
            )
        )


def report(error: BaseException, moment: str) -> str:
    """Returns the report of an error: kinds of errors and places in the program.

    Messages and values are left out on purpose, as they may hold what somebody wrote; so are the folders
    that the program stands in, which often hold a user's name.
    """
    lines = [
        f"inspector-app {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()}",
        f"At {moment}",
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"
