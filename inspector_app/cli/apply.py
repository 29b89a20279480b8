"""`apply`: intents from JSON lines. A line is confirmed after it is durable, never before."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

from inspector_app.cli.arguments import parser
from inspector_app.cli.console import Answer, Console, counted, sentence, table
from inspector_app.cli.unlocking import opened
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import intents
from inspector_app.services.session import Session

MAX_LINE_BYTES = 4 << 20


def apply(told: Namespace, console: Console) -> Answer:
    """Runs the lines of a file or of standard input, or lists the intents."""
    if told.listing:
        return _listing()
    if told.file is None:
        parser().error("apply needs STORE and FILE, or --list")
    done = refused = 0
    with _lines_of(told.file) as lines, opened(console, told.store) as session:
        for number, line in enumerate(_bounded(lines), 1):
            if not line.strip():
                continue
            answer = _answered(session, line, number)
            console.line(answer)
            done += answer["ok"]
            refused += not answer["ok"]
    console.tell(f"{counted(done, 'line')} done, {refused} refused.")
    where = "standard input" if told.file == "-" else told.file
    return Answer(None, refusal=f"{counted(refused, 'line')} refused: {where}." if refused else "")


def _answered(session: Session, line: bytes, number: int) -> dict[str, Any]:
    try:
        changes = intents.run(session, _read(line))
    except WorldError as error:
        return {"ok": False, "error": sentence(error), "line": number}
    return {
        "ok": True,
        "intent": changes.intent,
        "record": changes.record,
        "revision": changes.revision,
        "line": number,
        **({"told": changes.told} if changes.told else {}),
    }


def _read(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise RefusedError(f"The line is longer than {MAX_LINE_BYTES >> 20} MiB")
    try:
        told: object = json.loads(line, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError as error:
        raise RefusedError("The line is nested too deeply") from error
    except ValueError as error:
        raise RefusedError("The line is not JSON") from error
    if not isinstance(told, dict):
        raise RefusedError("The line is not a JSON object", advice='Write {"intent": …}.')
    if not _is_whole(line):
        raise RefusedError(
            "The line holds half of a character", advice="Write both halves, or the character itself."
        )
    return cast("dict[str, Any]", told)


def _is_whole(line: bytes) -> bool:
    """Says whether no surrogate stands alone; JSON can write one, UTF-8 cannot."""
    if rb"\ud" not in line.lower() and b"\xed" not in line:
        return True
    try:
        json.dumps(json.loads(line), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(told: str) -> object:
    raise RefusedError(f"{told} is not a number in JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise RefusedError("The line names an argument twice")
    return told


@contextmanager
def _lines_of(file: str) -> Generator[BinaryIO]:
    """Opens the lines before the store, so that a wrong file name costs nothing."""
    if file == "-":
        if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]  # closed by whoever started us
            told = "It is closed, so there are no lines to run"
            raise WorldError(told, where="standard input", advice="Name a file with the lines instead.")
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below; only the opening is turned into a sentence
    except OSError as error:
        raise WorldError("The file with the lines cannot be read", where=file) from error
    with stream:
        yield stream


def _bounded(stream: BinaryIO) -> Iterator[bytes]:
    """Yields lines as they come; of one that is too long just enough to refuse it."""
    first = True
    while line := stream.readline(MAX_LINE_BYTES + 1):
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES + 1)
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def _listing() -> Answer:
    found = list(intents.INTENTS.values())
    told = [
        {"name": one.name, "summary": one.summary, "arguments": [asdict(a) for a in one.arguments]}
        for one in found
    ]
    lines: list[str] = []
    for one in found:
        lines += [one.name, f"  {one.summary}"]
        rows = ((a.name, a.type, "needed" if a.needed else "") for a in one.arguments)
        lines += [f"    {row}" for row in table(rows)]
    return Answer({"intents": told}, lines)
