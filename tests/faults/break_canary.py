"""Marked words in every field and attachment: after a whole session none of them stands anywhere but in the store.

The real app runs in processes of its own whose home, temporary and run-time folders are fresh: the command line
from a new store to the bundle and the Word draft, then the window, where a script unlocks, types, meets mistakes
of the program and locks. Every file below those folders is searched for every word, while locked and at the end;
then the memory of the locked window for the words, the passphrase and the keys.

After the lock the passphrase and the keys must be gone from memory, and all but a few copies of the words;
SECURITY.md says where those come from.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import IO, Any

import traces
import workbench
from marked import AREA, DESCRIPTOR, FRESH, STORES, Round, command_line, crash, fresh, run, unmarked
from traces import Marks
from typist import SCRAMBLE

from inspector_app.services import session

_NO_CORE = re.compile(r"Max core file size +0 +0 ")
FEW = 10
"""Copies of words in the memory of the locked window: none was seen in four runs, of some 1,700 before."""
WINDOW_WORDS = (
    "capture text", "capture told", "capture draft", "evidence text", "evidence search", "interview notes",
    "interview quotes", "interview place", "interview participants", "case step", "case child_reason",
    "case parent_reason", "case child_view",
    "case family_view", "case partner_view", "case emotional_support", "case permanence_routes",
    "case inspector_view", "case effect_on_child", "case summary", "case council_reasons", "checklist effect",
    "checklist summary", "judgement rationale", "elsewhere",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    if sys.platform != "linux":
        print("canary: /proc is needed to look into the memory of a process")
        return workbench.LEFT_OUT
    _try_the_search()
    failed = False
    for _ in range(told.rounds):
        with workbench.bench() as folder:
            failed |= not _one_round(folder)
    return failed


def _try_the_search() -> None:
    """A search that finds nothing proves nothing: it must find each form that it looks for."""
    marks = Marks()
    word = marks.new("planted")
    import base64  # noqa: PLC0415 - here alone
    import gzip  # noqa: PLC0415

    plain = word.encode()
    for data in (
        plain, word.encode("utf-16-le"), word.encode("utf-16-be"), zlib.compress(plain * 9), gzip.compress(plain),
        base64.b64encode(b"x" + plain), base64.b64encode(b"xy" + word.encode("utf-16-le")),
        base64.b64encode(zlib.compress(plain)), base64.urlsafe_b64encode(b"\xff\xfe" + plain),
    ):  # fmt: skip
        around = secrets.token_bytes(64)
        if not marks.found_packed(around + b" " + data + b" " + around):
            raise SystemExit("the search does not find what was planted for it")


def _one_round(top: Path) -> bool:
    one = fresh(top)
    ids = command_line(one)
    crash(one)
    with session.unlock(one.store, one.passphrase) as opened:
        secrets_kept = {
            "data key": [session.data_key(one.store, one.passphrase)],
            "signing key": [bytes.fromhex(opened.device.signing_key)],
        }
        identity = opened.device.identity
        one.problems += [f"no marked word was written in {field}" for field in unmarked(one.marks, opened)]
    before, after = _window(one, ids, secrets_kept, identity)
    _search(one, "at the end")
    checked = json.loads(run(one, "--json", "check", str(one.store)).stdout)
    if checked["problems"]:
        one.problems.append(f"check: {checked['problems']}")
    kept = {name: after[name] for name in ("passphrase", *secrets_kept, "identity") if after[name]}
    if after["words"] > FEW:
        one.problems.append("the lock left more words in memory than it should")
    words = len(one.marks.known)
    print(
        f"canary: {words} marked words, {one.files} files searched, found on disk {sum(one.on_disk.values())};"
        f" in memory while open: {_told(before)}; after the lock: {_told(after)}"
    )
    for where, times in sorted(one.on_disk.items()):
        print(f"  on disk: {where}: {times}")
    for problem in one.problems:
        print(f"  problem: {problem}")
    if kept:
        print(f"  still in memory: {kept}")
    return not (one.on_disk or one.problems or kept)


def _told(found: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in found.items())


# --- the window ----------------------------------------------------------------------------------------


def _window(
    one: Round, ids: dict[str, str], keys: dict[str, list[bytes]], identity: str
) -> tuple[Counter[str], Counter[str]]:
    """Runs the window; returns what its memory held while the store was open, and after the lock."""
    words = {name: one.word(f"window {name}") for name in WINDOW_WORDS}
    typed = words | {"passphrase": one.passphrase, "wrong passphrase": one.passphrase[::-1]}
    file = one.top / "given" / f"{one.word('window file name')}.txt"
    file.write_text(one.word("window file inside"), "utf-8")
    told = ids | {
        "descriptor": DESCRIPTOR,
        "area": AREA,
        "elsewhere": str(one.top / "asked"),
        "file": str(file),
    }
    told["bundle"] = str(next(one.from_colleague.iterdir()))
    line = told | {"words": {name: [ord(c) ^ SCRAMBLE for c in text] for name, text in typed.items()}}
    sought = _sought(one.passphrase, keys, identity)
    found: dict[str, Counter[str]] = {}
    log = one.top / "window.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("typist.py")), str(one.store)],
            env=one.environment, cwd=one.top / "tmp", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=errors,
        ) as child,
    ):  # fmt: skip
        try:
            _look_on(one, child, json.dumps(line), sought, found)
        except BaseException:
            child.kill()  # it would wait for ever for somebody to look on
            raise
    one.said.append(log.read_bytes())
    if child.returncode:
        raise SystemExit(f"the window ended with status {child.returncode}: {log.read_text()}")
    _proven(one, found["typed"], found["open"])
    return found["open"], found["locked"]


def _look_on(
    one: Round,
    child: subprocess.Popen[bytes],
    told: str,
    sought: dict[str, list[bytes]],
    found: dict[str, Counter[str]],
) -> None:
    """Gives the window what to type, and searches memory and disk wherever it waits to be looked at."""
    assert child.stdin
    assert child.stdout
    child.stdin.write(told.encode() + b"\n")
    child.stdin.flush()
    while answer := child.stdout.readline():
        seen = _seen(answer, one.top / "window.log")
        at = str(seen["at"])
        found[at] = _in_memory(one, child.pid, sought)
        _beside(one, seen)
        limits = Path(f"/proc/{child.pid}/limits").read_text("ascii")
        if not _NO_CORE.search(limits):
            one.problems.append("a core file is allowed")
        _search(one, at)
        _go_on(child.stdin)


def _seen(answer: bytes, log: Path) -> dict[str, Any]:
    told = json.loads(answer)
    if "at" not in told:
        raise SystemExit(f"the window did not go on: {told}\n{log.read_text()}")
    return told


def _beside(one: Round, seen: dict[str, Any]) -> None:
    """Titles name no more than the authority; what was copied is marked, and gone after the lock."""
    titles = b"\n".join(bytes(b ^ SCRAMBLE for b in title) for title in seen["titles"])
    in_titles = one.marks.found(titles)
    for name, _ in in_titles:
        if name != "authority":
            one.problems.append(f"the title of a window holds: {name}")
    clipboard, at = seen["clipboard"], seen["at"]
    if clipboard["holds words"] != (at in {"copied", "open"}):
        one.problems.append(f"the clipboard holds words ({at}): {clipboard['holds words']}")
    if at == "copied" and "x-kde-passwordManagerHint" not in clipboard["formats"]:
        one.problems.append("histories of the clipboard are not asked to leave the words out")
    if at == "locked" and not in_titles:
        one.problems.append("no title named the authority, so none was looked at")


def _go_on(handle: IO[bytes]) -> None:
    handle.write(b"\n")
    handle.flush()


def _sought(passphrase: str, keys: dict[str, list[bytes]], identity: str) -> dict[str, list[bytes]]:
    """The secrets in every form; of the passphrase each half too, as memory that was freed loses its beginning."""
    half = len(passphrase) // 2
    parts = (passphrase[:half], passphrase[half:])
    sought = {
        "passphrase": [part.encode(how) for part in parts for how in ("utf-8", "utf-16-le", "utf-32-le")]
    }
    for name, raw in keys.items():
        hexes = [form for each in raw for form in (each.hex(), each.hex().upper())]
        wide = [text.encode(how) for text in hexes for how in ("ascii", "utf-16-le")]
        sought[name] = [*raw, *wide]
    sought["identity"] = [identity[20:].encode()]
    return sought


def _in_memory(one: Round, pid: int, sought: dict[str, list[bytes]]) -> Counter[str]:
    found: Counter[str] = Counter(dict.fromkeys((*sought, "words", "kinds of words", "MiB"), 0))
    kinds: set[str] = set()
    size = 0
    for part in traces.memory(pid):
        size += len(part)
        for name, forms in sought.items():
            found[name] += sum(part.count(form) for form in forms)
        marked = one.marks.found(part)
        found["words"] += sum(marked.values())
        kinds |= {name for name, _ in marked}
    found["kinds of words"], found["MiB"] = len(kinds), size >> 20
    return found


def _proven(one: Round, typed: Counter[str], opened: Counter[str]) -> None:
    """The search of memory must find what is there: a passphrase just typed, keys and words of an open store."""
    if not (typed["passphrase"] and opened["data key"] and opened["signing key"] and opened["words"]):
        one.problems.append("a search that finds nothing in the open window's memory proves nothing")


# --- the disk ------------------------------------------------------------------------------------------


def _search(one: Round, when: str) -> None:
    places = [one.top / name for name in (*FRESH, *STORES, "asked")]
    one.files = 0
    for path in traces.files(places):
        if path == one.top / "asked" / "draft.docx":
            continue
        one.files += 1
        data = path.read_bytes()
        for (name, form), times in one.marks.found_packed(data).items():
            one.on_disk[f"{path.relative_to(one.top)} ({when}): {name} as {form}"] += times
        if one.passphrase.encode() in data:
            one.on_disk[f"{path.relative_to(one.top)} ({when}): the passphrase"] += 1
    for said in (traces.names(places), *one.said):
        for (name, form), times in one.marks.found(said).items():
            one.on_disk[f"file names and what was printed ({when}): {name} as {form}"] += times
    reports = list((one.top / "data").rglob("report-*.txt"))
    if when == "at the end" and len(reports) < 2:
        one.problems.append(f"{len(reports)} reports of mistakes, so those were not tried")


if __name__ == "__main__":
    sys.exit(main())
