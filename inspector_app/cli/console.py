"""What a command says: one answer on standard output, everything else on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from inspector_app.errors import WorldError

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did.

    Attributes:
        told: the JSON object; None where the command has printed its lines itself.
        lines: the same for a person.
        refusal: a sentence saying why the exit status is 1; empty where all went well.
    """

    told: Mapping[str, Any] | None
    lines: Sequence[str] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command runs.

    Attributes:
        home: folder for everything that the app writes on this computer.
        passphrase_file: file with the passphrase; None to use the keychain or to ask.
        json: print JSON instead of text.
    """

    home: Path
    passphrase_file: Path | None = None
    json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def tell(self, sentence: str) -> None:
        """Tells a person how the work goes."""
        print(printable(sentence), file=self.err, flush=True)

    def line(self, told: Mapping[str, Any]) -> None:
        """Prints one JSON line and sends it off at once.

        Raises:
            WorldError: it cannot be written.
        """
        self._say([json_text(told)])

    def show(self, answer: Answer) -> int:
        """Prints an answer; returns the exit status.

        Raises:
            WorldError: it cannot be written.
        """
        if self.json and answer.told is not None:
            more = {"error": answer.refusal} if answer.refusal else {}
            self.line({**answer.told, **more})
        elif not self.json:
            self._say(printable(line) for line in answer.lines)
        if answer.refusal:
            self.tell(answer.refusal)
        return 1 if answer.refusal else 0

    def refuse(self, error: WorldError) -> int:
        """Prints the sentence of an error; returns the exit status."""
        if self.json:
            with suppress(WorldError):  # where nothing can be written there, a person still reads it here
                self.line({"error": sentence(error)})
        self.tell(sentence(error))
        return 1

    def _say(self, lines: Iterable[str]) -> None:
        try:
            for line in lines:
                print(line, file=self.out)
            self.out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            why = (error.strerror or "no reason given").lower()
            raise WorldError(
                f"The answer could not be written ({why})",
                where="standard output",
                advice="Free some space, or send it elsewhere.",
            ) from error


def sentence(error: WorldError) -> str:
    """Returns an error's sentence, beginning with a capital."""
    told = str(error)
    return told[:1].upper() + told[1:]


def json_text(told: Mapping[str, Any]) -> str:
    """Returns one line of JSON."""
    return json.dumps(told, ensure_ascii=False, allow_nan=False, default=str)


def printable(line: str) -> str:
    """Returns a line fit for a terminal: what came in a bundle must not move the cursor or hide itself."""
    flat = " ".join(line.splitlines()) if "\n" in line or "\r" in line else line
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _UNSEEN else c for c in flat)


def table(rows: Iterable[Sequence[object]]) -> list[str]:
    """Returns rows as lines, each column as wide as its widest cell."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    return ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]


def counted(number: int, one: str, many: str = "") -> str:
    """Returns a number with its noun, for example `1 record`, `2 records`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def speak_utf8() -> None:
    """Makes both outputs UTF-8, which JSON has to be and a pipe on Windows is not.

    Where there is none, as behind an icon on Windows, what is printed goes nowhere.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
